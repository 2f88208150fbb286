"""The stretches of time that a target is about."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from mining.attributes import Ints
from mining.blueprint.matching import Matched, rows_of
from mining.blueprint.parallel import parallel_steps
from mining.blueprint.targets import Target
from mining.log import NO_TIME, micros
from mining.timeliness.limits import Mask


@dataclass(frozen=True, eq=False)
class Spans:
    """Stretches of time that a target is about; one entry per stretch.

    Attributes:
        row: the instance at which the stretch ends (of a running one: the last of its case).
        begin, end: microseconds.
        known: whether both are known.
        running: it has not ended; `end` is the end of the export.
    """

    row: Ints
    begin: Ints
    end: Ints
    known: Mask
    running: Mask

    def of(self, keep: Mask) -> Spans:
        """Return some of them."""
        return Spans(*(getattr(self, field.name)[keep] for field in fields(self)))


def spans_of(matched: Matched, target: Target) -> Spans:
    """Return the stretches of a target over a log with times."""
    match target.kind:
        case "between":
            return _between(matched, target)
        case "wait":
            return _waits(matched, target)
        case "step":
            log, rows = matched.log, rows_of(matched, matched.blueprint.step_index[target.first])
            return _ended(rows, log.start_micros[rows], log.end_micros[rows])
        case "handover":
            return _handovers(matched, target)


def _ended(row: Ints, begin: Ints, end: Ints) -> Spans:
    known = (begin != NO_TIME) & (end != NO_TIME) & (begin <= end)
    return Spans(row, begin, end, known, np.zeros(len(row), dtype=bool))


def _between(matched: Matched, target: Target) -> Spans:
    """From the end of `first`, its first time, to the end of `second`, its last time.

    Of states that were entered the moment of entering counts: a ticket is resolved once it is called so. A closed case
    without one of the two makes no promise. An open one that has the first only, or in which the second goes on, is still
    running.
    """
    log, index = matched.log, matched.blueprint.step_index
    moment = log.start_micros if log.entered else log.end_micros
    case = log.case_codes.astype(np.int64)
    first, second = (rows_of(matched, index[str(step)]) for step in (target.first, target.second))
    began = np.full(log.cases.height, -1, dtype=np.int64)
    of_case, place = np.unique(case[first], return_index=True)
    began[of_case] = first[place]
    ended = np.full(log.cases.height, -1, dtype=np.int64)
    ended[case[second]] = second  # rows ascend: the last one stays
    reached = np.flatnonzero((ended >= 0) & log.cases["open"].to_numpy())
    ended[reached[moment[ended[reached]] == NO_TIME]] = -1
    both = np.flatnonzero((began >= 0) & (ended >= 0))
    spans = _ended(ended[both], moment[began[both]], moment[ended[both]])
    waiting = np.flatnonzero((began >= 0) & (ended < 0) & log.cases["open"].to_numpy())
    if not waiting.size or log.export_end is None:
        return spans
    begin = moment[began[waiting]]
    now = np.full(len(waiting), micros(log.export_end))
    return Spans(
        np.concatenate([spans.row, log.offsets[waiting + 1] - 1]),
        np.concatenate([spans.begin, begin]),
        np.concatenate([spans.end, np.maximum(now, begin)]),
        np.concatenate([spans.known, begin != NO_TIME]),
        np.concatenate([spans.running, np.ones(len(waiting), dtype=bool)]),
    )


def _waits(matched: Matched, target: Target) -> Spans:
    """Before every instance of a step: from when it could have begun to its start.

    It could have begun at the latest end, not after its start, of an earlier instance of the case that the flow does not
    let run at the same time; else at the arrival. States entered have no wait before them that the file tells.
    """
    log = matched.log
    rows = rows_of(matched, matched.blueprint.step_index[target.first])
    start = log.start_micros[rows]
    if log.entered:
        start = np.full(len(rows), NO_TIME)
    case = log.case_codes.astype(np.int64)
    pairs = parallel_steps(matched.blueprint.flow)
    parallel = [matched.blueprint.step_index[other] for step, other in pairs if step == target.first]
    usable = np.flatnonzero((log.end_micros != NO_TIME) & ~np.isin(matched.step_codes, parallel))
    if not rows.size or not usable.size:
        return _ended(rows, log.arrival_micros[case[rows]], start)
    # Usable rows are in the order of case and end: the last one not after the start is found by rank.
    rank = np.unique(np.concatenate([log.end_micros[usable], start]), return_inverse=True)[1]
    size = int(rank.max(initial=0)) + 1
    keys = case[usable] * size + rank[: len(usable)]
    wanted = case[rows] * size + rank[len(usable) :]
    place = np.searchsorted(keys, wanted, side="right") - 1
    # An instance without length ends at its own start; it does not enable itself, nor do later rows.
    while (own := (place >= 0) & (usable[np.maximum(place, 0)] >= rows)).any():
        place = np.where(own, place - 1, place)
    before = usable[np.maximum(place, 0)]
    same = (place >= 0) & (case[before] == case[rows])
    return _ended(rows, np.where(same, log.end_micros[before], log.arrival_micros[case[rows]]), start)


def _handovers(matched: Matched, target: Target) -> Spans:
    """From the end of an instance in one lane to the start of the next one of the case, where that is in the other lane."""
    log, index = matched.log, matched.blueprint.lane_index
    lanes, case = matched.lane_codes, log.case_codes
    first = index[target.first]
    second = index[str(target.second)]
    pairs = np.flatnonzero((lanes[:-1] == first) & (lanes[1:] == second) & (case[:-1] == case[1:]))
    start = np.full(len(pairs), NO_TIME) if log.entered else log.start_micros[pairs + 1]
    spans = _ended(pairs + 1, log.end_micros[pairs], start)
    # Work that overlaps was handed over at once.
    at_once = (log.end_micros[pairs] != NO_TIME) & (start != NO_TIME) & (start < log.end_micros[pairs])
    return replace(spans, begin=np.where(at_once, start, spans.begin), known=spans.known | at_once)
