"""What `mining check` judges, what is accepted for the time being, and what the improvement group tries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Unit = Literal["number", "share", "hours", "hours per case", "money"]


@dataclass(frozen=True)
class Amount:
    """A limit or change as the file says it: ``0.85``, ``1 %`` (share 0.01), ``6 h per case``, ``-30 %``."""

    value: float
    unit: Unit = "number"


@dataclass(frozen=True)
class Check:
    """A figure with limits.

    Attributes:
        measure: what is judged (``fitness``, ``waiting``, ``rework``, ``target``, ``unmapped labels``, ``deviation``, ...).
        of: what narrows it, (key, id) pairs by key: ``(("kind", "skipped"), ("step", "take"))``, ``(("lane", "kitchen"),)``.
        warn_below, warn_above, fail_below, fail_above: limits; at least one is given.
        line: of the file.
    """

    measure: str
    of: tuple[tuple[str, str], ...] = ()
    warn_below: Amount | None = None
    warn_above: Amount | None = None
    fail_below: Amount | None = None
    fail_above: Amount | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Waiver:
    """A deviation accepted for a reason, by an owner, until a date (that day included); it is still counted.

    `id` is the id of the deviation where the waiver names one; else `kind` and `steps` (all of them) say which.
    """

    reason: str
    owner: str
    until: date
    kind: str | None = None
    steps: tuple[str, ...] = ()
    id: str | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Action:
    """Something the improvement group tries, with what it should change."""

    what: str
    owner: str | None = None
    since: date | None = None
    measure: str | None = None
    of: tuple[tuple[str, str], ...] = ()
    change: Amount | None = None
    line: int | None = field(default=None, compare=False)
