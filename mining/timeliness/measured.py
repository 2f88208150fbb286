"""A target held against a log: every stretch that it is about, what its clock counts, and whether that is too long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mining.attributes import Ints
from mining.blueprint.matching import Matched
from mining.blueprint.targets import Target
from mining.timeliness.clocks import Clocks
from mining.timeliness.limits import Limits, Mask, limits_of
from mining.timeliness.spans import Spans, spans_of

UNTOLD = ("no_case", "attribute", "time", "state", "calendar")
"""Why a target cannot be judged: no case passes what it is about (or none that a level is for); the attribute that decides
the level, a time at one of its ends, or the length of a state in which the clock stops is not known; no calendar says which
days are working days."""


@dataclass(frozen=True, eq=False)
class Measured:
    """The stretches of a target over a log that have a limit, or would if the attribute that decides were known.

    Attributes:
        spans: the stretches.
        case: the case of each.
        limits: how long each may take.
        clock: what the target counts.
        begin, end: microseconds; where they are not known, the arrival of the case.
        counted: microseconds that the clock counts between them.
        can_count: whether that can be told.
    """

    spans: Spans
    case: Ints
    limits: Limits
    clock: Clocks
    begin: Ints
    end: Ints
    counted: Ints
    can_count: Mask

    @property
    def in_days(self) -> Mask:
        """Which have a limit in working days."""
        return self.limits.days >= 0

    @property
    def known(self) -> Mask:
        """Which can be held against their limit."""
        known: Mask = self.spans.known & self.can_count & self.limits.promised
        return known if self.clock.days is not None else known & ~self.in_days

    def late(self, less: tuple[Ints, Ints] | None = None) -> Mask:
        """Say which take longer than their limit; means nothing where they are not `known`.

        Args:
            less: how much less each is to take, in microseconds that the clock counts (where the limit is in working days,
                that of those days: `Clocks.of_days`), and in elapsed ones. A limit in working days is held against the
                day to which the end comes back by as much working time, or by as much time, whichever is sooner.
        """
        late: Mask = (self.counted if less is None else self.counted - less[0]) > self.limits.micros
        days = np.flatnonzero(self.in_days)
        if self.clock.days is not None and days.size:
            begin, end = self.begin[days], self.end[days]
            if less is not None:
                end = np.minimum(self.clock.sooner(begin, end, less[0][days]), end - less[1][days])
            late[days] = self.clock.working_days(self.case[days], begin, end) > self.limits.days[days]
        return late

    def of(self, keep: Mask) -> Measured:
        """Return some of the stretches."""
        sides = (self.begin[keep], self.end[keep], self.counted[keep], self.can_count[keep])
        return Measured(self.spans.of(keep), self.case[keep], self.limits.of(keep), self.clock, *sides)

    def untold(self, among: Mask) -> str:
        """Say why none of the stretches marked is `known`: one of `UNTOLD`, the one that holds for most."""
        reasons = (self.limits.untold, ~self.spans.known, ~self.can_count, self.in_days)
        counts = [int((reason & among).sum()) for reason in reasons]
        return UNTOLD[counts.index(max(counts)) + 1] if any(counts) else UNTOLD[0]


def measured(matched: Matched, target: Target) -> Measured:
    """Measure a target over a log with times.

    Raises:
        CalendarError: its calendar is not stated, or has no zone.
    """
    spans = spans_of(matched, target)
    case = matched.log.case_codes[spans.row].astype(np.int64)
    limits = limits_of(matched, target, case)
    keep = limits.promised | limits.untold
    spans, case, limits = spans.of(keep), case[keep], limits.of(keep)
    # A time that is not known must not send the calendar back to the beginning of time.
    begin, end = (np.where(spans.known, side, matched.log.arrival_micros[case]) for side in (spans.begin, spans.end))
    clock = Clocks.of(matched, target)
    counted, can_count = clock.counted(case, begin, end)
    return Measured(spans, case, limits, clock, begin, end, counted, can_count)
