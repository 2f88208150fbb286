"""Rework: work done again, with resumptions and planned repetition told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.blueprint.model import AnyOf, Blueprint, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.coding import Rows, grouped
from mining.log import NO_TIME
from mining.waste.placed import WORK, Codes, Mask, Placed
from mining.waste.rota import named_codes, resource_codes

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
        previous: row of the last instance of the same activity (and object) in the case, int32; -1 none.
    """

    rework: Mask
    resumption: Mask
    self_loop: Mask
    loop: Mask
    repeat: Mask
    redo: Mask
    not_judged: Mask
    correction: Mask
    previous: Codes


def passes(placed: Placed) -> Passes:
    """Mark rework: an instance that begins after an earlier instance of the same activity in the case ended.

    The same activity is the same step where the blueprint knows the label, and the same object (the item of an order)
    where the log has an object key; instances without one are about the whole case. Not rework are resumptions (unless the
    step says ``at most``), planned repetition (executions within ``at most``, or within what the loops of the flow allow),
    and states: re-entering one is a return. A step that says ``corrects:`` is always rework; its first execution is
    neither self-loop nor loop. An unknown start is read as the end; an instance that never ended precedes nothing.
    """
    n = placed.log.instances
    worked = (placed.nature == WORK) & (not placed.log.entered)
    limits, counts_sessions, corrects = _planned(placed.blueprint)
    correction = (placed.nature == WORK) & corrects[placed.step] if corrects.any() else np.zeros(n, dtype=bool)
    # What is no correction is done again only where the case has the activity twice: the rest is not looked at.
    rows, same = _repeated(placed)
    again = same & _after_an_end(placed, rows, same)
    persons = _persons(placed, rows)
    before = np.append(-1, persons[:-1]) if rows.size else persons
    same_person = same & (persons >= 0) & (persons == before)
    other_person = same & (persons >= 0) & (before >= 0) & (persons != before)
    directly = same & np.append(False, np.diff(rows) == 1) if rows.size else same

    # Without a blueprint every step is unknown: the last entry speaks for all.
    step = placed.step[rows] if placed.blueprint else np.array([-1])
    limit = limits[step]
    resumption = worked[rows] & again & directly & same_person & ~counts_sessions[step] & ~corrects[step]
    running, heads = np.cumsum(~resumption), np.flatnonzero(~same)
    execution = running - np.repeat(running[heads] - 1, np.diff(np.append(heads, rows.size)))
    candidate = worked[rows] & again & ~resumption
    rework = (candidate & (execution > limit)) | correction[rows]

    previous = np.full(n, -1, dtype=np.int32)
    previous[rows[same]] = rows[np.flatnonzero(same) - 1]

    def marked(marks: Mask) -> Mask:
        whole = np.zeros(n, dtype=bool)
        if marks.any():
            whole[rows] = marks
        return whole

    return Passes(
        rework=marked(rework) | correction,
        resumption=marked(resumption),
        self_loop=marked(rework & directly),
        loop=marked(rework & same & ~directly),
        repeat=marked(rework & same_person),
        redo=marked(rework & other_person),
        not_judged=marked(candidate & (limit == UNLIMITED) & ~correction[rows]),
        correction=correction,
        previous=previous,
    )


def _per_object(placed: Placed) -> npt.NDArray[np.signedinteger]:
    """What counts as the same work: activity and object key."""
    column = placed.log.roles.get("object")
    if column is None or column not in placed.log.events.columns:
        return placed.identity
    names, codes = named_codes(placed.log, column)
    keyed: npt.NDArray[np.int64] = placed.identity.astype(np.int64) * (len(names) + 1) + codes + 1
    return keyed


def _repeated(placed: Placed) -> tuple[Rows, Mask]:
    """Return the instances of work that their case has at least twice, and which are of the same as the one before.

    Instances of the same work in one case stand side by side, in log order within.
    """
    identity = _per_object(placed)
    width, cases = int(identity.max(initial=0)) + 1, placed.log.cases.height
    if cases * width >= 1 << 62:
        identity = np.unique(identity, return_inverse=True)[1]
        width = int(identity.max()) + 1
    kind = np.int32 if cases * width < 1 << 31 else np.int64
    work: npt.NDArray[np.signedinteger] = placed.log.case_codes.astype(kind) * width + identity.astype(kind)
    order = grouped(work, cases * width)
    work = work[order]
    same = np.append(False, work[1:] == work[:-1]) if order.size else np.zeros(0, bool)
    member = same | np.append(same[1:], False) if order.size else same
    return order[member], same[member]


def _after_an_end(placed: Placed, rows: Rows, same: Mask) -> Mask:
    """Whether an instance begins after an earlier one of its group ended; an unknown start is read as the end."""
    if not placed.log.events["end"].null_count() and placed.log.events["start"].null_count() == placed.log.instances:
        return same  # they begin as they end, in log order
    ends = placed.log.end_micros[rows]
    ended = ends != NO_TIME
    heads = np.flatnonzero(~same)
    sizes = np.diff(np.append(heads, rows.size))
    # Ends rise in log order, so the first of the group that ended at all is the earliest end.
    first = np.minimum.reduceat(np.where(ended, np.arange(rows.size), rows.size), heads) if not ended.all() else heads
    earliest = np.append(ends, np.iinfo(np.int64).max)[np.minimum(first, rows.size)] if rows.size else ends
    begin = placed.begin[rows]
    return (np.repeat(first, sizes) < np.arange(rows.size)) & (begin >= np.repeat(earliest, sizes))


def _persons(placed: Placed, rows: Rows) -> Codes:
    """Code of the resource of each of these instances, -1 where unknown."""
    return resource_codes(placed.log)[rows]


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
