"""One step before another, wherever both happen."""

from __future__ import annotations

import numpy as np

from mining.blueprint.matching import Matched, rows_of
from mining.blueprint.rules import Before
from mining.conformance.moves import Ints
from mining.conformance.rules.ruled import Ruled, at_rows
from mining.log import NO_TIME


def out_of_order(matched: Matched, rule: Before) -> Ruled:
    """Return the cases with both steps in which `step`, its first time, does not end before `other` begins, its first time.

    An unknown start is read as the end; a log without times is judged by its order. The place is the instance of `other`.
    """
    index, log = matched.blueprint.step_index, matched.log
    step, other = index[rule.step], index[rule.other]
    case = log.case_codes.astype(np.int64)
    if log.timed:
        ends = np.where(log.end_micros == NO_TIME, np.iinfo(np.int64).max, log.end_micros)
        begins = np.where(log.start_micros == NO_TIME, log.end_micros, log.start_micros)
    else:
        ends = begins = np.arange(log.instances)

    def earliest(of: int, times: Ints) -> tuple[Ints, Ints]:
        """Row and time of the earliest instance of a step, per case; row -1 where there is none."""
        rows = rows_of(matched, of)
        rows = rows[np.lexsort((rows, times[rows], case[rows]))]
        found = np.full(log.cases.height, -1, dtype=np.int64)
        of_case, first = np.unique(case[rows], return_index=True)
        found[of_case] = rows[first]
        return found, np.where(found >= 0, times[found] if log.instances else 0, 0)

    done, end = earliest(step, ends)
    following, begin = earliest(other, begins)
    both = np.flatnonzero((done >= 0) & (following >= 0))
    rows = following[both]
    late = end[both] > begin[both]
    if log.timed:
        # With one time per event, two at the same instant are in the order of the log.
        late |= (end[both] == begin[both]) & (done[both] > rows)
    place = np.argsort(rows, kind="stable")
    return Ruled(
        f"out_of_order:{rule.step},{rule.other}",
        "out_of_order",
        (step, other),
        None,
        *at_rows(rows[place], np.ones(len(rows), dtype=bool), late[place]),
    )
