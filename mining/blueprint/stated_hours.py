"""The working hours that a blueprint states, as the file has them; `mining.working_time.calendars` computes with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

ALWAYS = "always"
"""The calendar that needs no statement: every hour."""


@dataclass(frozen=True)
class StatedHours:
    """One calendar of the blueprint.

    Attributes:
        id: the name by which lanes and targets refer to it.
        hours: days with times (``"Mon-Fri 09:00-12:00, 13:00-18:00"``), or ``"always"``.
        timezone: IANA name; None: that of the blueprint.
        seasons: (first day, last day, hours) in force every year from MM-DD to MM-DD, both included; the last may lie
            before the first (over the new year).
        region: country or country and region whose public holidays are off (``"CN"``, ``"PT-11"``); None: none.
        holidays: single days off.
        workdays: single days that are worked.
        line: of the file.
    """

    id: str
    hours: str
    timezone: str | None = None
    seasons: tuple[tuple[str, str, str], ...] = ()
    region: str | None = None
    holidays: tuple[date, ...] = ()
    workdays: tuple[date, ...] = ()
    line: int | None = field(default=None, compare=False)
