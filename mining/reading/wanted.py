"""What the user says of a file, and the account of what was read: the two ends of the door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from mining.log import EventLog
from mining.reading.columns import RoleChoice
from mining.reading.reshaped import Shape, ShapeName
from mining.reading.states import Events


@dataclass(frozen=True)
class Wanted:
    """What the user says about a file; the rest is recognised. See `read` for each."""

    roles: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    events: Events | None = None
    no_time: bool = False
    end_activities: Sequence[str] = ()
    open_for: timedelta | None = None
    export_end: datetime | None = None
    shape: ShapeName | None = None
    steps: Mapping[str, str] = field(default_factory=dict)
    field: str | None = None
    join: str | Path | None = None
    keep_unchanged: bool = False
    encoding: str | None = None
    inside: str | None = None
    unpack_limit: str | int | None = None

    def over(self, saved: Wanted) -> Wanted:
        """Return what is wanted here, and where nothing is said, what was saved."""
        roles = {**saved.roles, **self.roles}
        if any(role.startswith("cost ") for role in self.roles):
            roles = {role: c for role, c in roles.items() if not role.startswith("cost ") or role in self.roles}
        return replace(
            self,
            roles=roles,
            timezone=self.timezone or saved.timezone,
            events=self.events or saved.events,
            shape=self.shape or saved.shape,
            field=self.field or saved.field,
            steps={**saved.steps, **self.steps},
            join=self.join or saved.join,
            encoding=self.encoding or saved.encoding,
            inside=self.inside or saved.inside,
        )

    def agrees_with(self, log: EventLog) -> bool:
        """Whether a log that was read before is what is wanted, so that nothing is left to decide."""
        return (
            all(log.roles.get(role) == column for role, column in self.roles.items())
            and self.timezone in (None, log.timezone)
            and (self.events is None or (self.events == "entered") == log.entered)
            and not (self.no_time and log.timed)
            and replace(self, roles={}, timezone=None, events=None, no_time=False, unpack_limit=None) == Wanted()
        )


@dataclass(frozen=True)
class Reading:
    """What was read, how it was understood and why.

    Attributes:
        log: the event log, with findings and verdict.
        roles: a choice with its reason for every role that was found.
        format: how the file is written, in words.
        shape: what a row is.
        times: role -> format of its times, in words.
        proposed: columns whose names say a role that would change figures, with what speaks against it; they are not used.
        columns: the columns of the file.
        rejected: rows that became no instance: ``row`` (first data row is 1), ``reason``, then the columns as in the file.
    """

    log: EventLog
    roles: tuple[RoleChoice, ...]
    format: str
    shape: Shape
    times: Mapping[str, str]
    rejected: pl.DataFrame
    proposed: tuple[RoleChoice, ...] = ()
    columns: tuple[str, ...] = ()
