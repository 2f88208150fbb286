"""Ranges of cases that are worked on together: what is temporary stays small, and what disjoint cases give adds up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mining.log import EventLog
from mining.waste.arithmetic.intervals import batches


def case_ranges(log: EventLog) -> Iterator[tuple[int, int, slice]]:
    """Yield the first case of each range, the one after its last, and their rows; no result depends on where it is cut.

    A range has about as many instances as one sweep, and its cases, laid one behind the other, fit one axis of time
    (see `mining.waste.arithmetic.intervals`). None in a log without instances.
    """
    if not log.instances:
        return
    lengths = log.case_end_micros - log.arrival_micros if log.timed else np.zeros(log.cases.height, dtype=np.int64)
    for first, last in batches(np.diff(log.offsets), lengths):
        yield first, last, slice(int(log.offsets[first]), int(log.offsets[last]))
