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

    def late(self) -> Mask:
        """Say which take longer than their limit; means nothing where they are not `known`."""
        late: Mask = self.counted > self.limits.micros
        if self.clock.days is None or not self.in_days.any():
            return late
        return np.where(self.in_days, self.clock.working_days(self.begin, self.end) > self.limits.days, late)


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
