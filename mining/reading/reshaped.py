"""A table brought to one row per event, with what is known of its columns by then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

from mining.reading.columns import RoleChoice
from mining.reading.states import Events
from mining.reading.timestamps import Times

ShapeName = Literal["events", "intervals", "lifecycle", "tickets", "changes", "snapshots"]
"""What a row can be, as the user says it."""
Shape = Literal[
    "one time per row",
    "start and end per row",
    "start and complete rows",
    "one row per ticket",
    "change history",
    "state snapshots",
    "no times",
]
"""What a row is, in words."""


@dataclass(frozen=True)
class Reshaped:
    """One row per event, made of a table in which a row was something else (or of one in which it was an event already).

    Attributes:
        frame: the rows, without row numbers.
        rows: for each, the row of the file it comes from, counted from 0.
        rows_read: data rows of the file.
        shape: what a row was; None where it was an event and the columns say which kind.
        roles: the roles that are settled.
        withheld: roles for which no column may be recognised.
        times: role -> times that are read already.
        heading: what tells whether the activities are states, in place of the name of their column.
        events: what a single time means, where the shape says it.
        rejected: rows of the file that became no event, with ``row`` and ``reason``.
        duplicates: rows of the file that repeat another in every column.
    """

    frame: pl.DataFrame
    rows: pl.Series
    rows_read: int
    shape: Shape | None = None
    roles: Mapping[str, RoleChoice] = field(default_factory=dict)
    withheld: frozenset[str] = frozenset()
    times: Mapping[str, Times] = field(default_factory=dict)
    heading: str | None = None
    events: Events | None = None
    rejected: pl.DataFrame | None = None
    duplicates: int = 0

    @property
    def rows_rejected(self) -> int:
        """Rows of the file that became no event."""
        return self.rejected.height if self.rejected is not None else 0

    def named(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Role -> column: what is settled, and before it what the user named."""
        return {role: choice.column for role, choice in self.roles.items()} | dict(wanted)

    def explained(self, choices: Mapping[str, RoleChoice], wanted: Mapping[str, str]) -> dict[str, RoleChoice]:
        """The choices, with the reasons of those settled here and without those withheld."""
        kept = {role: choice for role, choice in choices.items() if role not in self.withheld or role in wanted}
        return kept | {role: choice for role, choice in self.roles.items() if role not in wanted}


def as_it_is(frame: pl.DataFrame) -> Reshaped:
    """A table whose rows are events already."""
    return Reshaped(frame, pl.int_range(frame.height, dtype=pl.Int64, eager=True), frame.height)


def listed(counts: Sequence[tuple[str, int]], most: int = 8) -> str:
    """Names with their counts, for a sentence.

    >>> listed([("assignee", 1200), ("priority", 7)])
    'assignee 1,200, priority 7'
    """
    shown = ", ".join(f"{name} {count:,}" for name, count in counts[:most])
    return shown + (f", and {len(counts) - most} more" if len(counts) > most else "")
