"""Lanes: who acts, how near to the customer, and what an hour costs; the lines between kinds of lanes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from mining.blueprint.names import Name

Kind = Literal["customer", "frontstage", "backstage", "support", "external"]
KINDS: tuple[Kind, ...] = ("customer", "frontstage", "backstage", "support", "external")
"""From the customer inwards; between neighbours runs a line."""
LINES: tuple[str, ...] = ("interaction", "visibility", "internal interaction", "external")
"""LINES[k] runs between KINDS[k] and KINDS[k + 1]."""


@dataclass(frozen=True)
class Rate:
    """Money per staff hour; `since`: the first day on which it holds, None: from the beginning."""

    amount: float
    currency: str | None = None
    since: date | None = None


@dataclass(frozen=True)
class Lane:
    """A row of the blueprint: who acts.

    `rates`: by the day from which each holds; `calendar`: id in `Blueprint.calendars`, None: not stated, ``always``: every
    hour; `automatic`: a system, whose hours are no staff hours; `line`: of the file.
    """

    id: str
    name: Name
    kind: Kind
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    rates: tuple[Rate, ...] = ()
    calendar: str | None = None
    automatic: bool = False
    line: int | None = field(default=None, compare=False)

    @property
    def rate(self) -> Rate | None:
        """The first of the rates; None where there is none."""
        return self.rates[0] if self.rates else None


def line_between(from_kind: Kind, to_kind: Kind) -> str | None:
    """Return the line of the blueprint crossed last on the way between two kinds; None within one kind.

    >>> line_between("customer", "backstage")
    'visibility'
    >>> line_between("backstage", "customer")
    'interaction'
    """
    start, end = KINDS.index(from_kind), KINDS.index(to_kind)
    if start == end:
        return None
    return LINES[end - 1] if end > start else LINES[end]
