"""Deviations of many cases, gathered: what the moves of their alignments and the rules of the blueprint tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.conformance.deviations import FOUND, PLACES, POPULATION, WORDING, Deviations
from mining.conformance.groups import Grouping, counted
from mining.conformance.moves import LOG, UNJUDGED, Ints, Moves
from mining.conformance.rules.limits import TOO_MANY
from mining.conformance.rules.ruled import Ruled
from mining.conformance.told import BEFORE_ALL, Key, told
from mining.local_time import local_days
from mining.log import EventLog

GAPS = ("skipped", "unfinished")
"""Kinds in which nothing was done: their place is the event before the gap."""
GAP, LEADS, FOLLOWS = 0, 1, 2
"""What a place of a deviation is: the event before a gap, or at which a rule is broken; the first instance of a block that
is too many; a later one of it."""


@dataclass(frozen=True, eq=False)
class Side:
    """Some cases of a log with their aligned traces.

    Attributes:
        moves: alignments of the traces.
        flat, offsets: the traces, laid end to end.
        cases: codes of the cases, ascending.
        trace_of: which trace each of them has.
    """

    moves: Moves
    flat: Ints
    offsets: Ints
    cases: Ints
    trace_of: Ints

    @property
    def judged(self) -> npt.NDArray[np.bool_]:
        """Which of `cases` have a cheapest alignment."""
        judged: npt.NDArray[np.bool_] = self.moves.cost[self.trace_of] != UNJUDGED
        return judged


@dataclass(frozen=True, eq=False)
class Words:
    """What the words of deviations come from.

    Attributes:
        known: steps from this number on are unknown to the design.
        most: per step, how often a run has it at most; None: without bound, or not known.
        limits: per step, how often a case may have it as the blueprint states; None: nothing is stated.
        ids: of the steps; labels of unknown activities.
        names: what they are called.
    """

    known: int
    most: Sequence[int | None]
    limits: Sequence[int | None]
    ids: Sequence[str]
    names: Sequence[str]


class _Gathering:
    """Occurrences as they come: each deviation numbered once, each entry a number, a row and how often."""

    def __init__(self) -> None:
        self.rows: list[dict[str, object]] = []
        self.found: list[tuple[Ints, Ints, Ints]] = []
        self.anchors: list[tuple[Ints, Ints, Ints]] = []

    def word(self, **what: object) -> int:
        """Return the number of a deviation, worded."""
        self.rows.append(what)
        return len(self.rows) - 1


def gathered(
    log: EventLog,
    side: Side,
    words: Words,
    *,
    steps: Ints,
    ways: tuple[Grouping, ...],
    rules: Sequence[Ruled],
    score: tuple[str, pl.Series] | None,
) -> Deviations:
    """Gather the deviations of the judged cases of one side (closed, or open).

    Args:
        log: the whole log.
        side: the cases.
        words: of the design and of unknown activities.
        steps: step of every instance of the log, unknown activities beyond `words.known`.
        ways: in which instances are grouped.
        rules: what the rules say of the whole log.
        score: measure and score of every case of the log; None: there is none.
    """
    judged = side.cases[side.judged]
    in_population = np.zeros(log.cases.height, dtype=bool)
    in_population[judged] = True
    found = _Gathering()
    _of_moves(found, log, side, words)
    chances = [_chances_of_steps(log, side, words, steps, in_population, ways)] if judged.size else []
    case_of = log.case_codes.astype(np.int64)
    # Also of a rule that nobody breaks here: elsewhere, in another part of the log, somebody may.
    looked = [rule.judged[in_population[case_of[rule.judged]]] for rule in rules]
    if looked:
        which = np.repeat(np.arange(len(looked)), [len(rows) for rows in looked])
        chances.append(counted([f"rule {rule.id}" for rule in rules], which, np.concatenate(looked), ways))
    for rule in rules:
        rows = rule.broken[in_population[case_of[rule.broken]]]
        if not rows.size:
            continue
        new = found.word(
            id=rule.id,
            kind=rule.kind,
            steps=[words.ids[step] for step in rule.steps],
            names=[words.names[step] for step in rule.steps],
            direction=None,
            relative_to=None,
            about=rule.about,
            basis=f"rule {rule.id}",
        )
        cases, times = np.unique(case_of[rows], return_counts=True)
        found.found.append((np.full(len(cases), new), cases, times))
        # What lies beyond a limit is itself one too many, as a log move is.
        sort = LEADS if rule.kind == TOO_MANY else GAP
        found.anchors.append((np.full(len(rows), new), rows, np.full(len(rows), sort)))
    number, case, times = _joined(found.found)
    at, row, what = _joined(found.anchors)
    wording = pl.DataFrame(found.rows, schema=WORDING, orient="row") if found.rows else pl.DataFrame(schema=WORDING)
    ids = wording["id"]
    order = np.lexsort((number, case))
    case_ids = log.cases["case_id"]
    place_order = np.lexsort((at, row))
    at, row, what = at[place_order], row[place_order], what[place_order]
    anchored = row >= 0
    return Deviations(
        wording=wording,
        found=pl.DataFrame(
            {
                "id": ids.gather(number[order]),
                "case_id": case_ids.gather(case[order]),
                "occurrences": times[order],
            },
            schema=FOUND,
        ),
        places=pl.DataFrame(
            {
                "id": ids.gather(at[anchored]),
                "case_id": case_ids.gather(case_of[row[anchored]]),
                "position": row[anchored] - log.offsets[case_of[row[anchored]]],
                "added": what[anchored] != GAP,
            },
            schema=PLACES,
        ),
        # A block counts once, at its first step.
        hits=counted(ids.to_list(), at[what != FOLLOWS], row[what != FOLLOWS], ways),
        chances=pl.concat(chances) if chances else counted([], at[:0], row[:0], ()),
        population=_population(log, side, judged, score),
        measure=score[0] if score else None,
    )


def _of_moves(found: _Gathering, log: EventLog, side: Side, words: Words) -> None:
    """Tell every distinct trace once, and give what was told to all of its cases."""
    numbers: dict[Key, int] = {}
    order = np.argsort(side.trace_of, kind="stable")
    begins = np.searchsorted(side.trace_of[order], np.arange(len(side.moves.cost) + 1))
    entries: list[tuple[int, int, int]] = []
    places: list[tuple[int, int, int, int]] = []
    for trace in np.flatnonzero(side.moves.cost > 0).tolist():
        counts = Counter(side.flat[side.offsets[trace] : side.offsets[trace + 1]].tolist())
        for key, what in told(side.moves.of(trace), counts, known=words.known, most=words.most, limits=words.limits).items():
            number = numbers.get(key)
            if number is None:
                number = numbers[key] = found.word(**_worded(key, words))
            entries.append((number, trace, what.times))
            size = len(key.steps)
            places += [(number, trace, event, FOLLOWS if k % size else LEADS) for k, event in enumerate(what.events)]
            places += [(number, trace, event, GAP) for event in what.places]
    members = side.cases[order]
    for listed, target in ((entries, found.found), (places, found.anchors)):
        table = np.array(listed, dtype=np.int64).reshape(len(listed), 4 if listed is places else 3)
        traces = table[:, 1]
        lengths = begins[traces + 1] - begins[traces]
        first = np.repeat(begins[traces] - np.concatenate([[0], np.cumsum(lengths)])[:-1], lengths)
        cases = members[first + np.arange(lengths.sum())]
        which, value = np.repeat(table[:, 0], lengths), np.repeat(table[:, 2], lengths)
        if listed is entries:
            target.append((which, cases, value))
        else:
            rows = np.where(value == BEFORE_ALL, -1, log.offsets[cases] + value)
            target.append((which, rows, np.repeat(table[:, 3], lengths)))


def _worded(key: Key, words: Words) -> dict[str, object]:
    steps = [words.ids[step] for step in key.steps]
    relative = None if key.relative_to is None else words.ids[key.relative_to]
    listed = steps[0] if len(steps) == 1 else ",".join(step.replace(",", "\\,") for step in steps)
    where = f":{'before' if key.direction == 'early' else 'after'}:{relative}" if relative is not None else ""
    basis = "all" if key.kind == "unknown" else f"{'place' if key.kind in GAPS else 'step'} {steps[0]}"
    return {
        "id": f"{key.kind}:{listed}{where}",
        "kind": key.kind,
        "steps": steps,
        "names": [words.names[step] for step in key.steps],
        "direction": key.direction,
        "relative_to": relative,
        "about": None,
        "basis": basis,
    }


def _chances_of_steps(
    log: EventLog,
    side: Side,
    words: Words,
    steps: Ints,
    in_population: npt.NDArray[np.bool_],
    ways: tuple[Grouping, ...],
) -> pl.DataFrame:
    """Count where deviations of moves could occur: at instances of a step, after instances, anywhere."""
    judged = side.cases[side.judged]
    rows = np.flatnonzero(in_population[log.case_codes]) if log.instances else np.zeros(0, dtype=np.int64)
    # Where a step was done or left out: after the event before it.
    kind, move_step = side.moves.kind, side.moves.step
    events = np.cumsum(kind <= LOG)
    lengths = np.diff(side.moves.offsets)
    before = np.concatenate([[0], events])[side.moves.offsets[:-1]]
    trace = np.repeat(np.arange(len(lengths)), lengths)
    event = events - (kind <= LOG) - before[trace] - 1
    wanted = (kind != LOG) & (event >= 0)
    trace, event, step = trace[wanted], event[wanted], move_step[wanted]
    begins = np.searchsorted(trace, np.arange(len(lengths) + 1))
    of_case = side.trace_of[side.judged]
    counts = begins[of_case + 1] - begins[of_case]
    which = np.repeat(begins[of_case] - np.concatenate([[0], np.cumsum(counts)])[:-1], counts) + np.arange(counts.sum())
    places = log.offsets[np.repeat(judged, counts)] + event[which]
    texts = list(words.ids)
    return pl.concat(
        [
            counted([f"step {word}" for word in texts], steps[rows], rows, ways),
            counted([f"place {word}" for word in texts], step[which], places, ways),
            counted(["all"], np.zeros(len(rows), dtype=np.int64), rows, ways),
        ]
    )


def _population(log: EventLog, side: Side, judged: Ints, score: tuple[str, pl.Series] | None) -> pl.DataFrame:
    cost = side.moves.cost[side.trace_of]
    return pl.DataFrame(
        {
            "case_id": log.cases["case_id"].gather(judged),
            "flow_time": log.flow_time.gather(judged),
            "cost": cost[cost != UNJUDGED],
            "arrived": local_days(log.cases["arrival"].gather(judged), log.timezone),
            "score": score[1].gather(judged)
            if score
            else pl.Series([None], dtype=pl.Float64).new_from_index(0, len(judged)),
        },
        schema=POPULATION,
    )


def _joined(parts: list[tuple[Ints, Ints, Ints]]) -> tuple[Ints, Ints, Ints]:
    none = np.zeros(0, dtype=np.int64)
    if not parts:
        return none, none, none
    first, second, third = (np.concatenate([part[k] for part in parts]).astype(np.int64) for k in range(3))
    return first, second, third
