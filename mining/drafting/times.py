"""Times as observed: how long a step takes, how long a way through the service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from mining.log import NO_TIME, EventLog

ENOUGH = 10
"""A quantile is said only from so many values."""
HIGH = 0.9
_UNITS = (86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000)


@dataclass(frozen=True)
class Observed:
    """Half of `count` durations are at most `median`, nine of ten at most `high`."""

    count: int
    median: timedelta
    high: timedelta

    @classmethod
    def of(cls, micros: npt.NDArray[np.int64]) -> Observed | None:
        """None for too few values."""
        if micros.size < ENOUGH:
            return None
        middle, high = (int(np.quantile(micros, share)) for share in (0.5, HIGH))
        return cls(int(micros.size), timedelta(microseconds=middle), timedelta(microseconds=high))


def rounded(duration: timedelta, *, up: bool = False) -> timedelta:
    """Return a duration as people would say it: two digits at most.

    >>> str(rounded(timedelta(minutes=17, seconds=40))), str(rounded(timedelta(hours=29.5), up=True))
    ('0:18:00', '1 day, 6:00:00')
    """
    micros = duration // timedelta(microseconds=1)
    unit = next((unit for unit in _UNITS if micros >= 3 * unit), _UNITS[-1])
    # Of a few units, halves are said, too.
    step = unit if micros >= 10 * unit else unit // 2 if unit != _UNITS[-1] else unit
    times = -(-micros // step) if up else round(micros / step)
    return timedelta(microseconds=max(times, 1) * step)


def service_times(log: EventLog, step_codes: npt.NDArray[np.int32], steps: int) -> list[Observed | None]:
    """Start to end per step; None where starts are not known, or services have no length, or states are entered."""
    found: list[Observed | None] = [None] * steps
    if log.entered or not log.has_starts:
        return found
    known = (log.start_micros != NO_TIME) & (log.end_micros != NO_TIME) & (step_codes >= 0)
    for step in range(steps):
        rows = known & (step_codes == step)
        if 2 * rows.sum() < (step_codes == step).sum():
            continue
        observed = Observed.of((log.end_micros - log.start_micros)[rows])
        if observed is not None and observed.median > timedelta(0):
            found[step] = observed
    return found


def way_times(log: EventLog, step_codes: npt.NDArray[np.int32], first: int, last: int) -> Observed | None:
    """From the first end of one step to the last end of another after it, in cases that are not open."""
    if not log.timed:
        return None
    ends = np.where(log.end_micros == NO_TIME, log.start_micros, log.end_micros)
    settled = ~log.cases["open"].to_numpy()[log.case_codes] if log.instances else np.zeros(0, dtype=bool)
    begin = np.full(log.cases.height, NO_TIME)
    rows = np.flatnonzero((step_codes == first) & settled)[::-1]
    begin[log.case_codes[rows]] = ends[rows]
    end = np.full(log.cases.height, NO_TIME)
    rows = np.flatnonzero((step_codes == last) & settled)
    end[log.case_codes[rows]] = ends[rows]
    both = (begin != NO_TIME) & (end != NO_TIME) & (end >= begin)
    return Observed.of((end - begin)[both])


def waits_before(log: EventLog, step_codes: npt.NDArray[np.int32], steps: Sequence[int]) -> dict[int, Observed]:
    """From the end before it in the case to the start of each step, where starts are known and it waited at all."""
    if log.entered or not log.has_starts:
        return {}
    ends = np.where(log.end_micros == NO_TIME, log.start_micros, log.end_micros)
    before = np.full(log.instances, NO_TIME)
    same = log.case_codes[1:] == log.case_codes[:-1]
    before[1:][same] = ends[:-1][same]
    known = (before != NO_TIME) & (log.start_micros != NO_TIME)
    found = {}
    for step in steps:
        waited = (log.start_micros - before)[known & (step_codes == step)]
        observed = Observed.of(np.maximum(waited, 0))
        if observed is not None and observed.high > timedelta(0):
            found[step] = observed
    return found
