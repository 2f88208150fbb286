"""Where the cases leave the design: `conform`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.checks import Waiver
from mining.blueprint.limits import stated_limits
from mining.blueprint.matching import Matched, match
from mining.blueprint.model import Blueprint
from mining.blueprint.net import Net
from mining.conformance.aligned_traces import Alignments, alignment_frame
from mining.conformance.alignment import Design, alignments, cheapest_run
from mining.conformance.behaviour import Behaviour
from mining.conformance.budget import USUAL, Budget
from mining.conformance.costs import UNIT, Costs
from mining.conformance.fitness import Conformance, CostBounds
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
from mining.conformance.running import RUNNING, running
from mining.conformance.scores import scores_of
from mining.errors import NothingDesignedError
from mining.log import EventLog
from mining.traces import distinct

__all__ = ["Conformance", "conform"]

PER_CASE: dict[str, Any] = {
    "case_id": pl.String,
    "judged": pl.Boolean,
    "open": pl.Boolean,
    "cost": pl.Int64,
    "fitness": pl.Float64,
    "cost_at_least": pl.Int64,
    "cost_at_most": pl.Int64,
}


def conform(
    log: EventLog,
    design: Blueprint | Net | str | Path | tuple[Any, Any, Any] | Any,
    *,
    costs: Costs = UNIT,
    budget: Budget = USUAL,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
) -> Conformance:
    """Return where the cases leave the design, from a cheapest alignment of every distinct trace.

    Every event that the design has no place for and every designed step that is missing cost 1, unless `costs` says
    otherwise; silent steps cost nothing. Open cases are aligned with beginnings of runs and stand apart.

    Args:
        log: the log.
        design: a blueprint; the path of a BPMN, PNML or process tree file; a `Net`; pm4py's (net, initial marking, final
            marking), also as an object with `net`, `initial` and `final`; pm4py's process tree. Labels of a net are
            compared with the log's letter by letter, runs of white space apart.
        costs: what moves cost, e.g. ``mining.Costs(model=2, steps={"identify": 5})``.
        budget: how much may be spent before a case gets bounds of its cost instead of the cost.
        waivers: deviations that are accepted, beside those of the blueprint; they stay counted.
        today: the day on which waivers are looked at; None: that of the clock.

    Raises:
        NothingDesignedError: there is no design.
        ModelError: the design cannot be executed, or a cost is given for a step that it does not have.
        BlueprintError: a label fits two steps.
    """
    behaviour: Behaviour
    if design is None:
        raise NothingDesignedError
    if isinstance(design, Blueprint):
        matched = match(log, design)
        behaviour = behaviour_of(design)
        names = [step.name.text("en") for step in design.steps]
        most = most_executions(design)
        found = _held_against(
            matched.log, behaviour, matched.step_of_activity, names, most, (), costs, budget, matched=matched
        )
        return found.with_waivers([*design.waivers, *waivers], today)
    net = as_net(design)
    behaviour = NetBehaviour(net)
    steps = _steps_of(log.activities, behaviour.steps)
    names = list(behaviour.steps)
    found = _held_against(log, behaviour, steps, names, [None] * len(names), net.notes, costs, budget)
    return found.with_waivers(waivers, today)


def _steps_of(labels: Sequence[str], steps: Sequence[str]) -> npt.NDArray[np.int32]:
    """Position of the step of every label, -1 unknown: letter by letter, else apart from runs of white space.

    Modelling tools break long names into lines; a name that is one step only so is that step.
    """
    exact = {step: number for number, step in enumerate(steps)}
    folded: dict[str, set[int]] = {}
    for number, step in enumerate(steps):
        folded.setdefault(" ".join(step.split()), set()).add(number)
    alone = {name: next(iter(numbers)) for name, numbers in folded.items() if len(numbers) == 1}
    return np.array([exact.get(label, alone.get(" ".join(label.split()), -1)) for label in labels], dtype=np.int32)


def _held_against(
    log: EventLog,
    behaviour: Behaviour,
    step_of_activity: npt.NDArray[np.int32],
    names: list[str],
    most: list[int | None],
    notes: tuple[str, ...],
    costs: Costs,
    budget: Budget,
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
        costs: what moves cost.
        budget: how much may be spent.
        matched: the log beside the blueprint, for its rules and lanes; None for a net.
    """
    costs = costs.with_ids(behaviour.steps, names)
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
    shortest = cheapest_run(design, costs=costs, budget=budget)
    if shortest is None:
        notes = (*notes, "The shortest run of the design was not found within the budget: no case could be judged.")
    free = np.concatenate([[0], np.cumsum(costs.for_steps(behaviour.steps).of_events(traces.flat))])
    all_logged = free[traces.offsets[1:]] - free[traces.offsets[:-1]]
    cost, lower, upper = (np.full(log.cases.height, UNJUDGED, dtype=np.int64) for _ in range(3))
    sides = []
    frames: list[pl.DataFrame] = []
    still_running = pl.DataFrame(schema=RUNNING)
    limits = stated_limits(matched.blueprint) if matched else [None] * known
    worded = Words(known, most, limits, words, shown)
    ways = groupings(log, _lanes(matched) if matched else None)
    rules, times = judged_rules(matched) if matched else ((), pl.DataFrame(schema=TIMES))
    score = scores_of(log, survey.scale if (survey := matched.blueprint.log.survey) else None) if matched else scores_of(log)
    frame_row = np.zeros(log.cases.height, dtype=np.uint32)
    for prefixes in (False, True):
        chosen = np.flatnonzero(is_open == prefixes)
        part, rows = np.unique(traces.of_case[chosen], return_inverse=True)
        flat, offsets = picked(traces.flat, traces.offsets, part)
        moves = alignments(design, flat, offsets, prefixes=prefixes, costs=costs, budget=budget)
        if shortest is None:
            moves = _none_judged(moves)
        frame_row[chosen] = rows + sum(frame.height for frame in frames)
        cost[chosen], lower[chosen], upper[chosen] = moves.cost[rows], moves.lower[rows], moves.upper[rows]
        if prefixes:
            still_running = running(design, moves, chosen, rows, log.cases["case_id"])
        frames.append(alignment_frame(moves, flat, offsets, np.bincount(rows, minlength=len(part)), prefixes, words))
        side = Side(moves, flat, offsets, chosen, rows)
        sides.append(gathered(log, side, worded, steps=codes, ways=ways, rules=rules, score=score))
    of_case = pl.DataFrame({"case_id": log.cases["case_id"], "row": frame_row})
    weight = all_logged[traces.of_case] + np.where(is_open, 0, shortest or 0)
    judged_cases = cost != UNJUDGED
    closed = ~is_open
    bounded = shortest is not None and bool((upper[closed] != UNJUDGED).all())
    per_case = pl.DataFrame(
        {
            "case_id": log.cases["case_id"],
            "judged": judged_cases,
            "open": is_open,
            "cost": _where(judged_cases, cost),
            "fitness": _where(judged_cases, 1 - cost / np.maximum(weight, 1)),
            "cost_at_least": lower,
            "cost_at_most": _where(upper != UNJUDGED, upper),
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
        alignments=Alignments.in_order(pl.concat(frames), of_case, shortest),
        deviations=sides[0],
        open_deviations=sides[1],
        running=still_running,
        most_cost=int(weight[closed & judged_cases].sum()),
        bounds=CostBounds(int(lower[closed].sum()), int(upper[closed].sum()), int(weight[closed].sum()))
        if bounded
        else None,
        costs=costs,
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


def _where(known: npt.NDArray[np.bool_], values: npt.NDArray[Any]) -> pl.Series:
    """Return values, null where they are not known."""
    return pl.Series(values).zip_with(pl.Series(known, dtype=pl.Boolean), pl.Series([None], dtype=pl.Series(values).dtype))


def _none_judged(moves: Moves) -> Moves:
    return replace(
        moves,
        cost=np.full(len(moves.cost), UNJUDGED),
        upper=np.full(len(moves.cost), UNJUDGED),
        kind=moves.kind[:0],
        step=moves.step[:0],
        offsets=moves.offsets * 0,
    )
