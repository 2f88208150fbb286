"""Where the cases leave the design: `conform`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.checks import Waiver
from mining.blueprint.matching import Matched, match
from mining.blueprint.model import Blueprint
from mining.blueprint.net import Net
from mining.conformance.aligned_traces import Alignments, alignment_frame, in_order
from mining.conformance.alignment import Design, alignments, shortest_run
from mining.conformance.behaviour import Behaviour
from mining.conformance.fitness import Conformance
from mining.conformance.flow import most_executions
from mining.conformance.gathered import Side, Words, gathered
from mining.conformance.groups import groupings
from mining.conformance.limits import most_times
from mining.conformance.model_behaviour import behaviour_of
from mining.conformance.moves import UNJUDGED, Moves, picked
from mining.conformance.net import NetBehaviour, as_net
from mining.conformance.rules.judged import judged_rules
from mining.conformance.rules.late import TIMES
from mining.conformance.rules.ruled import rule_table
from mining.conformance.scores import scores_of
from mining.conformance.traces import distinct
from mining.errors import NothingDesignedError
from mining.log import EventLog

__all__ = ["Conformance", "conform"]

PER_CASE = {"case_id": pl.String, "judged": pl.Boolean, "open": pl.Boolean, "cost": pl.Int64, "fitness": pl.Float64}


def conform(
    log: EventLog,
    design: Blueprint | Net | str | Path | tuple[Any, Any, Any] | Any,
    *,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
) -> Conformance:
    """Return where the cases leave the design, from a cheapest alignment of every distinct trace.

    Unit costs: every event that the design has no place for and every designed step that is missing cost 1, silent
    steps nothing. Open cases are aligned with beginnings of runs and stand apart.

    Args:
        log: the log.
        design: a blueprint; the path of a PNML file; a `Net`; pm4py's (net, initial marking, final marking), also as an
            object with `net`, `initial` and `final`. Labels of a net are compared with the log's letter by letter.
        waivers: deviations that are accepted, beside those of the blueprint; they stay counted.
        today: the day on which waivers are looked at; None: that of the clock.

    Raises:
        NothingDesignedError: there is no design.
        ModelError: the design cannot be executed.
        BlueprintError: a label fits two steps.
    """
    behaviour: Behaviour
    if design is None:
        raise NothingDesignedError
    if isinstance(design, Blueprint):
        matched = match(log, design)
        behaviour = behaviour_of(design)
        names = [step.name.text("en") for step in design.steps]
        found = _held_against(
            matched.log, behaviour, matched.step_of_activity, names, most_executions(design), (), matched=matched
        )
        return found.with_waivers([*design.waivers, *waivers], today)
    net = as_net(design)
    behaviour = NetBehaviour(net)
    numbers = {step: number for number, step in enumerate(behaviour.steps)}
    steps = np.array([numbers.get(label, -1) for label in log.activities], dtype=np.int32)
    found = _held_against(log, behaviour, steps, list(behaviour.steps), [None] * len(behaviour.steps), net.notes)
    return found.with_waivers(waivers, today)


def _held_against(
    log: EventLog,
    behaviour: Behaviour,
    step_of_activity: npt.NDArray[np.int32],
    names: list[str],
    most: list[int | None],
    notes: tuple[str, ...],
    *,
    matched: Matched | None = None,
) -> Conformance:
    """Align the distinct traces of a log, closed and open ones apart, and gather what that says.

    Args:
        log: the log; completion is decided.
        behaviour: the design.
        step_of_activity: position in the design's steps of every label, -1 unknown.
        names: of the design's steps.
        most: how often a run has a step at most, used where the states of the design cannot be listed.
        notes: on the design.
        matched: the log beside the blueprint, for its rules and lanes; None for a net.
    """
    design = Design.of(behaviour)
    known = len(behaviour.steps)
    # An unknown activity keeps its own number, beyond the known steps.
    code_of = np.where(step_of_activity >= 0, step_of_activity, known + np.arange(len(step_of_activity)))
    codes = code_of[log.activity_codes] if log.instances else np.zeros(0, dtype=np.int64)
    traces = distinct(codes, log.offsets)
    if design.automaton is not None:
        most = most_times(design.automaton)
    words = [*behaviour.steps, *log.activities]
    shown = [*names, *log.activities]
    is_open = log.cases["open"].to_numpy()
    shortest = shortest_run(design)
    if shortest is None:
        notes = (*notes, "The shortest run of the design was not found within the budget: no case could be judged.")
    length = np.diff(traces.offsets)
    worded = Words(known, most, words, shown)
    ways = groupings(log, _lanes(matched) if matched else None)
    rules, times = judged_rules(matched) if matched else ((), pl.DataFrame(schema=TIMES))
    score = scores_of(log, survey.scale if (survey := matched.blueprint.log.survey) else None) if matched else scores_of(log)
    cost = np.full(log.cases.height, UNJUDGED, dtype=np.int64)
    most_cost, sides, frames = 0, [], []
    for prefixes in (False, True):
        chosen = np.flatnonzero(is_open == prefixes)
        part, rows = np.unique(traces.of_case[chosen], return_inverse=True)
        flat, offsets = picked(traces.flat, traces.offsets, part)
        moves = alignments(design, flat, offsets, prefixes=prefixes)
        if shortest is None:
            moves = _none_judged(moves)
        cost[chosen] = moves.cost[rows]
        judged = chosen[cost[chosen] != UNJUDGED]
        if not prefixes and shortest is not None:
            most_cost = int((length[traces.of_case[judged]] + shortest).sum())
        frames.append(alignment_frame(moves, flat, offsets, np.bincount(rows, minlength=len(part)), prefixes, words))
        side = Side(moves, flat, offsets, chosen, rows)
        sides.append(gathered(log, side, worded, steps=codes, ways=ways, rules=rules, score=score))
    weight = length[traces.of_case] + np.where(is_open, 0, shortest or 0)
    judged_cases = cost != UNJUDGED
    per_case = pl.DataFrame(
        {
            "case_id": log.cases["case_id"],
            "judged": judged_cases,
            "open": is_open,
            "cost": pl.Series(cost).set(~pl.Series(judged_cases), None) if len(cost) else pl.Series([], dtype=pl.Int64),
            "fitness": pl.Series(1 - cost / np.maximum(weight, 1)).set(~pl.Series(judged_cases), None)
            if len(cost)
            else pl.Series([], dtype=pl.Float64),
        },
        schema=PER_CASE,
    )
    counts = (
        np.bincount(log.activity_codes, minlength=len(log.activities))
        if log.instances
        else np.zeros(len(log.activities), np.int64)
    )
    unknown = [
        (label, int(n)) for label, n, step in zip(log.activities, counts, step_of_activity, strict=True) if step < 0 and n
    ]
    return Conformance(
        per_case=per_case,
        alignments=Alignments(in_order(pl.concat(frames))),
        deviations=sides[0],
        open_deviations=sides[1],
        most_cost=most_cost,
        instances=log.instances,
        known_instances=log.instances - sum(n for _, n in unknown),
        unmapped=tuple(sorted(unknown, key=lambda entry: (-entry[1], entry[0]))),
        notes=notes,
        rules=rule_table(rules, behaviour.steps, log.case_codes, judged_cases & ~is_open),
        target_times=times,
        targets_set=matched.blueprint.targets if matched else (),
    )


def _lanes(matched: Matched) -> tuple[tuple[str, ...], npt.NDArray[np.int64]]:
    lanes = np.where(matched.team_known, matched.lane_codes, -1)
    return tuple(lane.id for lane in matched.blueprint.lanes), lanes.astype(np.int64)


def _none_judged(moves: Moves) -> Moves:
    return replace(
        moves, cost=np.full(len(moves.cost), UNJUDGED), kind=moves.kind[:0], step=moves.step[:0], offsets=moves.offsets * 0
    )
