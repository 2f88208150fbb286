"""Rework: work done again, with resumptions and planned repetition told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.model import AnyOf, Blueprint, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.log import NO_TIME
from mining.waste.placed import WORK, Mask, Placed

UNLIMITED = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Passes:
    """Which instances are rework, one mark per instance (bool, n instances).

    Attributes:
        rework: the instance is rework.
        resumption: it resumes the instance just before it: same activity, same resource, nothing of the case between.
        self_loop: rework directly after an instance of the same activity.
        loop: rework with something else since the last instance of the same activity.
        repeat: rework by the resource that did the last instance of the same activity.
        redo: rework by another one. Where either resource is unknown it is neither.
        not_judged: it begins after an earlier one ended, inside a repetition that the design does not limit.
        correction: a step that corrects another one.
        previous: row of the last instance of the same activity (and object) in the case, int64; -1 none.
    """

    rework: Mask
    resumption: Mask
    self_loop: Mask
    loop: Mask
    repeat: Mask
    redo: Mask
    not_judged: Mask
    correction: Mask
    previous: npt.NDArray[np.int64]


def passes(placed: Placed) -> Passes:
    """Mark rework: an instance that begins after an earlier instance of the same activity in the case ended.

    The same activity is the same step where the blueprint knows the label, and the same object (the item of an order)
    where the log has an object key; instances without one are about the whole case. Not rework are resumptions (unless the
    step says ``at most``), planned repetition (executions within ``at most``, or within what the loops of the flow allow),
    and states: re-entering one is a return. A step that says ``corrects:`` is always rework; its first execution is
    neither self-loop nor loop. An unknown start is read as the end; an instance that never ended precedes nothing.
    """
    log, n = placed.log, placed.log.instances
    none = np.zeros(n, dtype=bool)
    if not n:
        return Passes(none, none, none, none, none, none, none, none, np.zeros(0, dtype=np.int64))
    # Instances of one activity in one case, side by side, in log order within.
    same_work = _per_object(placed)
    order = np.lexsort((same_work, placed.case))
    same = np.zeros(n, dtype=bool)
    same[1:] = (np.diff(placed.case[order]) == 0) & (np.diff(same_work[order]) == 0)
    heads = np.flatnonzero(~same)
    group = np.cumsum(~same) - 1
    previous = np.full(n, -1, dtype=np.int64)
    previous[order[same]] = order[np.flatnonzero(same) - 1]
    # Ends rise in log order, so the first of the group that ended at all is the earliest end.
    ended = np.where(log.end_micros[order] == NO_TIME, n, np.arange(n))
    first_ended = np.minimum.reduceat(ended, heads)[group]
    precedes = first_ended < np.arange(n)
    earliest = log.end_micros[order][np.where(precedes, first_ended, 0)]
    again = np.empty(n, dtype=bool)
    again[order] = precedes & (placed.begin[order] >= earliest)

    persons = log.events["resource"].to_physical().cast(int).fill_null(-1).to_numpy()
    has_previous = previous >= 0
    same_person = has_previous & (persons >= 0) & (persons == persons[previous])
    other_person = has_previous & (persons >= 0) & (persons[previous] >= 0) & (persons != persons[previous])
    directly = has_previous & (previous == np.arange(n) - 1)

    worked = (placed.nature == WORK) & (not log.entered)
    limits, counts_sessions, corrects = _planned(placed.blueprint)
    limit, sessions_count = limits[placed.step], counts_sessions[placed.step]
    resumption = worked & again & directly & same_person & ~sessions_count & ~corrects[placed.step]
    execution = np.empty(n, dtype=np.int64)
    running = np.cumsum(~resumption[order])
    execution[order] = running - (running[heads] - 1)[group]
    candidate = worked & again & ~resumption
    correction = (placed.nature == WORK) & corrects[placed.step]
    rework = (candidate & (execution > limit)) | correction
    return Passes(
        rework=rework,
        resumption=resumption,
        self_loop=rework & directly,
        loop=rework & has_previous & ~directly,
        repeat=rework & same_person,
        redo=rework & other_person,
        not_judged=candidate & (limit == UNLIMITED) & ~correction,
        correction=correction,
        previous=previous,
    )


def _per_object(placed: Placed) -> npt.NDArray[np.int64]:
    """What counts as the same work: activity and object key."""
    column = placed.log.roles.get("object")
    if column is None or column not in placed.log.events.columns:
        return placed.identity
    objects = placed.log.events[column].cast(pl.String)
    names = objects.drop_nulls().unique().sort()
    codes = objects.cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    keyed: npt.NDArray[np.int64] = placed.identity * (names.len() + 1) + codes + 1
    return keyed


def _planned(blueprint: Blueprint | None) -> tuple[npt.NDArray[np.int64], Mask, Mask]:
    """Per step: executions planned, whether work sessions count as executions, whether it corrects another step.

    One more entry for step code -1 (the last of a numpy array): an unknown activity is planned once.
    """
    steps = blueprint.steps if blueprint else ()
    limits = [planned_executions(step.id, blueprint) for step in steps] if blueprint else []
    sessions = [step.at_most is not None for step in steps]
    corrects = [step.corrects is not None for step in steps]
    return np.array([*limits, 1], dtype=np.int64), np.array([*sessions, False]), np.array([*corrects, False])


def planned_executions(step: str, blueprint: Blueprint) -> int:
    """Return how often the design lets a case execute a step; UNLIMITED inside a repetition without limit.

    The step's ``at most`` decides; else the most executions of any run of the flow plus what ``anytime`` allows, at least 1.
    """
    stated = blueprint.steps[blueprint.step_index[step]].at_most
    if stated is not None:
        return stated
    most = _most(step, blueprint.flow)
    for entry in blueprint.anytime:
        if entry.step == step:
            most = _sum(most, UNLIMITED if entry.at_most is None else entry.at_most)
    return max(most, 1)


def _most(step: str, flow: Flow) -> int:
    """Most executions of a step in any run of the flow."""
    match flow:
        case Do(other):
            return int(step == other)
        case Sequence(parts) | Together(parts) | AnyOf(parts):
            return _sum(*(_most(step, part) for part in parts))
        case Either(branches):
            return max((_most(step, branch) for branch in branches), default=0)
        case Optional(body):
            return _most(step, body)
        case Repeat(do, then, at_most):
            once, again = _most(step, do), _sum(_most(step, do), _most(step, then))
            if again == 0:
                return 0
            return UNLIMITED if at_most is None or again == UNLIMITED else once + at_most * again


def _sum(*counts: int) -> int:
    return min(sum(counts), UNLIMITED)
