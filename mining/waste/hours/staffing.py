"""Who works when, who is no person, and how many people a team has: what a log cannot say of its resources."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mining.errors import CalendarError
from mining.working_time.calendars import Calendar, calendar_from

Stated = Calendar | Mapping[str, object]


@dataclass(frozen=True)
class Staffing:
    """What is stated of resources, beside the blueprint.

    Of several calendars that fit an instance, that of its resource goes before that of its role, that before its team's,
    that before its lane's (as stated here, else in the blueprint).

    Attributes:
        resources: name in the log -> calendar.
        roles: role in the log -> calendar.
        teams: team in the log -> calendar.
        lanes: lane of the blueprint (without one, team) -> calendar.
        everyone: calendar of staff for whom no other is stated; None: none.
        shared: resources that are not one person (accounts used by many, robots): nobody waits for them.
        people: how many people work under one name of a resource, or in a team where the log names no resource.
    """

    resources: Mapping[str, Calendar] = field(default_factory=dict)
    roles: Mapping[str, Calendar] = field(default_factory=dict)
    teams: Mapping[str, Calendar] = field(default_factory=dict)
    lanes: Mapping[str, Calendar] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()
    people: Mapping[str, int] = field(default_factory=dict)
    everyone: Calendar | None = None

    @property
    def is_stated(self) -> bool:
        """Whether it says anything.

        >>> Staffing().is_stated, Staffing.of(shared=["web"]).is_stated
        (False, True)
        """
        return self != Staffing()

    @classmethod
    def load(cls, path: str | Path, timezone: str | None = None) -> Staffing:
        """Read a staffing file (see `mining.waste.hours.staffing_file.load_staffing`)."""
        from mining.waste.hours.staffing_file import load_staffing

        return load_staffing(path, timezone)

    @classmethod
    def of(
        cls,
        *,
        timezone: str | None = None,
        resources: Mapping[str, Stated] | None = None,
        roles: Mapping[str, Stated] | None = None,
        teams: Mapping[str, Stated] | None = None,
        lanes: Mapping[str, Stated] | None = None,
        shared: Collection[str] = (),
        people: Mapping[str, int] | None = None,
        everyone: Stated | None = None,
    ) -> Staffing:
        """Return what is stated; calendars may be given as their parts (see `calendar_from`).

        Args:
            timezone: zone of calendars that name none.
            resources: as in the attributes, and so the others.
            roles: the same.
            teams: the same.
            lanes: the same.
            shared: the same.
            people: the same.
            everyone: the same.

        Raises:
            CalendarError: a calendar cannot be read or has no zone, or a team of no people.
        """

        def made(stated: Mapping[str, Stated] | None) -> dict[str, Calendar]:
            return {name: calendar_from(one, timezone=timezone, owner=name) for name, one in (stated or {}).items()}

        for name, number in (people or {}).items():
            if number < 1:
                raise CalendarError.nobody_there(name, number)
        rest = calendar_from(everyone, timezone=timezone, owner="everyone") if everyone is not None else None
        return cls(made(resources), made(roles), made(teams), made(lanes), frozenset(shared), dict(people or {}), rest)
