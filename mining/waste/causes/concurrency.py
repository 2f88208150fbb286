"""Which activities are concurrent: neither waits for the other.

A relation is a symmetric Boolean matrix over the activity dictionary; nothing is concurrent with itself.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from mining.errors import ColumnError
from mining.log import NO_TIME, EventLog
from mining.waste.arithmetic.ranges import case_ranges

Ints = npt.NDArray[np.int64]
Relation = npt.NDArray[np.bool_]

OVERLAP_SHARE = 0.05
"""Activities are concurrent that overlap in at least this share of the cases holding both."""
HEURISTIC = 0.9
"""Threshold of the heuristics relation (Weijters et al.), for direction and for short loops."""
DENSE = 64
"""Bytes per instance that may be taken to mark pairs where they lie; beyond, they are sorted."""
MANY = 32
"""Overlapping followers of an instance that are looked at one by one; beyond, one look per activity."""


def concurrent_pairs(log: EventLog, pairs: Iterable[tuple[str, str]]) -> Relation:
    """Return the relation in which exactly the given pairs of activities are concurrent.

    Raises:
        ColumnError: the log does not have an activity.
    """
    code = {label: number for number, label in enumerate(log.activities)}
    related = np.zeros((len(code), len(code)), dtype=bool)
    for pair in pairs:
        for label in pair:
            if label not in code:
                raise ColumnError.missing(label, "activity", log.activities)
        one, other = code[pair[0]], code[pair[1]]
        related[one, other] = related[other, one] = one != other
    return related


def concurrent_by_overlap(log: EventLog) -> Relation:
    """Activities whose instances overlap in at least 5 % of the cases that hold both.

    Instances overlap where they share time; one of unknown start or end, or without length, overlaps nothing.
    """
    size = len(log.activities)
    overlaps, both = np.zeros(size * size, dtype=np.int64), np.zeros((size, size), dtype=np.int64)
    for first, last, of_range in case_ranges(log):
        case, activity = log.case_codes[of_range].astype(np.int64) - first, log.activity_codes[of_range].astype(np.int64)
        both += _cases_holding_both(case, activity, last - first, size)
        start, end = log.start_micros[of_range], log.end_micros[of_range]
        rows = np.flatnonzero((start != NO_TIME) & (end > start))
        # Cases are in order already: only the starts of a case must be brought into order.
        rows = rows[np.lexsort((start[rows], case[rows]))]
        pairs = _overlapping(case[rows], activity[rows], start[rows], end[rows], size)
        keys = _distinct(pairs, (last - first) * size * size, DENSE * case.size)
        overlaps += np.bincount(keys % (size * size), minlength=size * size)
    if not overlaps.any():
        return np.zeros((size, size), dtype=bool)
    either_way = overlaps.reshape(size, size) + overlaps.reshape(size, size).T
    related: Relation = (either_way > 0) & (either_way >= OVERLAP_SHARE * both) & ~np.eye(size, dtype=bool)
    return related


def concurrent_by_order(log: EventLog) -> Relation:
    """The heuristics relation: two activities follow each other directly in both orders about equally often.

    Both A > B and B > A occur, abs(ab - ba) / (ab + ba + 1) < 0.9, and no short loop explains it: the score of ABA,
    (aba + bab) / (aba + bab + 1), is below 0.9, or counts as 0 because A or B follows itself with score >= 0.9.
    """
    size = len(log.activities)
    case, activity = log.case_codes, log.activity_codes.astype(np.int64)
    together = case[1:] == case[:-1]
    steps = activity[:-1] * size + activity[1:]
    follows = np.bincount(steps[together], minlength=size * size).reshape(size, size).astype(np.float64)
    back = (case[2:] == case[:-2]) & (activity[2:] == activity[:-2]) & (activity[1:-1] != activity[2:])
    loops = np.bincount(steps[: back.size][back], minlength=size * size).reshape(size, size).astype(np.float64)
    short = (loops + loops.T) / (loops + loops.T + 1)
    alone = np.diag(follows) / (np.diag(follows) + 1) >= HEURISTIC
    short[alone[:, None] | alone[None, :]] = 0
    balance = np.abs(follows - follows.T) / (follows + follows.T + 1)
    both = (follows > 0) & (follows.T > 0)
    related: Relation = both & (balance < HEURISTIC) & (short < HEURISTIC) & ~np.eye(size, dtype=bool)
    return related


def _overlapping(case: Ints, activity: Ints, start: Ints, end: Ints, size: int) -> list[Ints]:
    """(case, activity, activity) of overlapping instances, one number each, the lesser activity first; some repeat.

    Rows are in order of case and start. In this order, those that overlap a later part of an instance follow it without
    a gap: they are looked at one after the other, up to MANY; an instance with more is compared once with each activity.
    """
    found: list[Ints] = []
    here = np.arange(case.size)
    for distance in range(1, MANY + 1):
        here = here[: np.searchsorted(here, case.size - distance)]
        there = here + distance
        here = here[(case[there] == case[here]) & (start[there] < end[here])]
        if not here.size:
            break
        found.append(_keys(case[here], activity[here], activity[here + distance], size))
    if here.size:
        moments, ranks = np.unique(np.concatenate([start, end]), return_inverse=True)
        places = case * moments.size + ranks[: case.size]
        reach = np.searchsorted(places, (case * moments.size + ranks[case.size :])[here])
        for other in range(size):
            rows = np.append(np.flatnonzero(activity == other), case.size)
            some = here[rows[np.searchsorted(rows, here, side="right")] < reach]
            found.append(_keys(case[some], activity[some], np.full(some.size, other), size))
    return found


def _keys(case: Ints, one: Ints, other: Ints, size: int) -> Ints:
    return (case * size + np.minimum(one, other)) * size + np.maximum(one, other)


def _distinct(parts: list[Ints], count: int, room: int) -> Ints:
    """Distinct numbers below `count`, in order: marked where they lie where there is room for that, else sorted."""
    if count > room:
        return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(np.unique(part) for part in parts)]))
    marks = np.zeros(count, dtype=bool)
    for part in parts:
        marks[part] = True
    return np.flatnonzero(marks)


def _cases_holding_both(case: Ints, activity: Ints, cases: int, size: int) -> Ints:
    """How many of the cases hold both activities, int64 (n activities, n activities)."""
    from scipy.sparse import csr_array

    held = _distinct([case * size + activity], cases * size, DENSE * case.size)
    table = csr_array((np.ones(held.size, dtype=np.int64), (held // size, held % size)), shape=(cases, size))
    both: Ints = (table.T @ table).toarray()
    return both
