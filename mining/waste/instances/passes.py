"""Rework: work done again, with resumptions and planned repetition told apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blocks import blocks, on_all_cores
from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.blueprint.model import Blueprint
from mining.grouping import Rows, grouped
from mining.log import NO_TIME
from mining.waste.instances.placed import WORK, Codes, Mask, Placed
from mining.waste.instances.resources import named_codes

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
    log, n = placed.log, placed.log.instances
    planned = _planned(placed.blueprint)
    correction = (
        (placed.nature == WORK) & planned.corrects[placed.step] if planned.corrects.any() else np.zeros(n, dtype=bool)
    )
    found = Passes(
        rework=np.zeros(n, dtype=bool),
        resumption=np.zeros(n, dtype=bool),
        self_loop=np.zeros(n, dtype=bool),
        loop=np.zeros(n, dtype=bool),
        repeat=np.zeros(n, dtype=bool),
        redo=np.zeros(n, dtype=bool),
        not_judged=np.zeros(n, dtype=bool),
        correction=correction,
        previous=np.full(n, -1, dtype=np.int32),
    )
    same_work = _SameWork.of(placed)
    offsets, resources = log.offsets, log.events["resource"]
    # Where all have an end and none a start, they begin as they end, in log order.
    known_ends = not log.events["end"].null_count() and log.events["start"].null_count() == n
    unlimited = bool((planned.limits == UNLIMITED).any())
    persons = None if resources.null_count() == n else resources.to_physical()

    def mark(first: int, last: int) -> None:
        """Mark what is in the cases from `first` to before `last`: no case says anything about another."""
        here = slice(int(offsets[first]), int(offsets[last]))
        # What is no correction is done again only where the case has the activity twice: the rest is not looked at.
        rows, same = same_work.repeated(here, log.case_codes[here] - np.uint32(first), last - first)
        if not rows.size:
            return
        at = rows + here.start
        again = same if known_ends else same & _after_an_end(placed, at, same)
        directly = same & np.append(False, np.diff(rows) == 1)
        worked = (placed.nature[at] == WORK) & (not log.entered)
        # Without a blueprint every step is unknown: the last entry speaks for all.
        step = placed.step[at] if placed.blueprint else np.array([-1])
        limit = planned.limits[step]
        candidate = worked & again
        place = np.arange(rows.size)
        if persons is not None:  # where nobody is known, nobody resumes, repeats or does over
            person = _codes(persons.gather(at))
            before = np.append(-1, person[:-1])
            same_person = same & (person >= 0) & (person == before)
            other_person = same & (person >= 0) & (before >= 0) & (person != before)
            resumption = candidate & directly & same_person & ~planned.sessions[step] & ~planned.corrects[step]
            candidate &= ~resumption
            place = np.cumsum(~resumption)
        heads = np.flatnonzero(~same)
        execution = place - np.repeat(place[heads] - 1, np.diff(np.append(heads, rows.size)))
        corrects = correction[at]
        rework = (candidate & (execution > limit)) | corrects
        found.rework[at] = rework
        found.self_loop[at] = rework & directly
        found.loop[at] = rework & same & ~directly
        if persons is not None:
            found.resumption[at] = resumption
            found.repeat[at] = rework & same_person
            found.redo[at] = rework & other_person
        if unlimited:
            found.not_judged[at] = candidate & (limit == UNLIMITED) & ~corrects
        found.previous[at[same]] = at[np.flatnonzero(same) - 1]

    on_all_cores(mark, blocks(offsets))
    found.rework[correction] = True
    return found


@dataclass(frozen=True, eq=False)
class _SameWork:
    """What counts as the same work in a case: the activity, and the object (the item of an order) where the log has a key.

    Attributes:
        identity: activity per instance, int32.
        item: object per instance, 0 for none; None where the log has no key.
        activities: number of activities.
        items: number of objects, and one for none.
    """

    identity: Codes
    item: Codes | None
    activities: int
    items: int

    @classmethod
    def of(cls, placed: Placed) -> _SameWork:
        activities = int(placed.identity.max(initial=0)) + 1
        column = placed.log.roles.get("object")
        if column is None or column not in placed.log.events.columns:
            return cls(placed.identity, None, activities, 1)
        names, codes = named_codes(placed.log, column)
        return cls(placed.identity, codes + 1, activities, len(names) + 1)

    def repeated(self, here: slice, case: npt.NDArray[np.unsignedinteger], cases: int) -> tuple[Rows, Mask]:
        """Return the instances of work that their case has at least twice, and which are of the same as the one before.

        Args:
            here: the instances of some cases.
            case: case of each, counted from 0.
            cases: number of cases.

        Returns:
            Places in `here`; instances of the same work in one case stand side by side, in log order within.
        """
        identity: npt.NDArray[np.signedinteger] = self.identity[here]
        width = self.activities
        if self.item is not None:
            identity, width = identity.astype(np.int64) * self.items + self.item[here], width * self.items
            if cases * width >= 1 << 62:
                identity = np.unique(identity, return_inverse=True)[1]
                width = int(identity.max(initial=0)) + 1
        kind = np.dtype(np.uint32 if cases * width < 1 << 32 else np.int64)
        key: npt.NDArray[np.integer] = case.astype(kind) * kind.type(width) + identity.astype(kind)
        order = grouped(key, cases * width)
        key = key[order]
        same = np.append(False, key[1:] == key[:-1])[: key.size]
        member = same | np.append(same[1:], False)[: key.size]
        return order[member], same[member]


def _after_an_end(placed: Placed, rows: Rows, same: Mask) -> Mask:
    """Whether an instance begins after an earlier one of its group ended; an unknown start is read as the end."""
    ends = placed.log.end_micros[rows]
    ended = ends != NO_TIME
    heads = np.flatnonzero(~same)
    sizes = np.diff(np.append(heads, rows.size))
    # Ends rise in log order, so the first of the group that ended at all is the earliest end.
    first = np.minimum.reduceat(np.where(ended, np.arange(rows.size), rows.size), heads) if not ended.all() else heads
    earliest = np.append(ends, np.iinfo(np.int64).max)[np.minimum(first, rows.size)]
    begin = placed.begin[rows]
    return (np.repeat(first, sizes) < np.arange(rows.size)) & (begin >= np.repeat(earliest, sizes))


def _codes(names: pl.Series) -> Codes:
    return names.cast(pl.Int32).fill_null(-1).to_numpy()


@dataclass(frozen=True, eq=False)
class _Planned:
    """What the design says of each step; the last entry (step code -1) of an unknown activity, which is planned once.

    Attributes:
        limits: executions planned, int64.
        sessions: whether work sessions count as executions.
        corrects: whether it corrects another step.
    """

    limits: npt.NDArray[np.int64]
    sessions: Mask
    corrects: Mask


def _planned(blueprint: Blueprint | None) -> _Planned:
    steps = blueprint.steps if blueprint else ()
    limits = [planned_executions(step.id, blueprint) for step in steps] if blueprint else []
    sessions = [step.at_most is not None for step in steps]
    corrects = [step.corrects is not None for step in steps]
    return _Planned(np.array([*limits, 1], dtype=np.int64), np.array([*sessions, False]), np.array([*corrects, False]))


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
