"""With which steps runs of the designed flow begin and end, and so which cases are complete."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, permutations

import numpy as np
import numpy.typing as npt

from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together, parts_of, steps_in
from mining.blueprint.model import Blueprint
from mining.blueprint.net_ends import NetEnds, net_ends


def can_be_empty(flow: Flow) -> bool:
    """Whether a run of the flow can consist of no step at all.

    >>> can_be_empty(Sequence((Optional(Do("a")), Repeat(Sequence(()), Do("b")))))
    True
    """
    match flow:
        case Do():
            return False
        case Sequence(parts) | Together(parts):
            return all(can_be_empty(part) for part in parts)
        case Either(branches) | AnyOf(branches):
            return any(can_be_empty(branch) for branch in branches)
        case Optional():
            return True
        case Repeat(do):
            return can_be_empty(do)


def first_steps(flow: Flow) -> frozenset[str]:
    """Return the steps with which some run of the flow begins.

    >>> sorted(first_steps(Sequence((Optional(Do("a")), Do("b"), Do("c")))))
    ['a', 'b']
    """
    return _edge(flow, first=True)


def last_steps(flow: Flow) -> frozenset[str]:
    """Return the steps with which some run of the flow ends.

    >>> sorted(last_steps(Sequence((Do("a"), Together((Do("b"), Do("c"))), Optional(Do("d"))))))
    ['b', 'c', 'd']
    """
    return _edge(flow, first=False)


def _edge(flow: Flow, *, first: bool) -> frozenset[str]:
    inner: Iterable[Flow] = parts_of(flow)
    match flow:
        case Do(step):
            return frozenset({step})
        case Sequence(parts):
            inner = _up_to_a_step(parts if first else reversed(parts))
        case Repeat(do, _, at_most) if at_most == 0 or not can_be_empty(do):
            inner = (do,)
    return frozenset().union(*(_edge(part, first=first) for part in inner))


def _up_to_a_step(parts: Iterable[Flow]) -> Iterator[Flow]:
    """Yield parts up to the first that cannot be empty."""
    for part in parts:
        yield part
        if not can_be_empty(part):
            return


def designed_ends(blueprint: Blueprint) -> NetEnds:
    """Return the steps with which runs of the designed flow begin and end, and whether one can be empty."""
    if blueprint.model is not None:
        return net_ends(blueprint.model.net)
    return NetEnds(first_steps(blueprint.flow), last_steps(blueprint.flow), can_be_empty(blueprint.flow))


def needed_steps(flow: Flow) -> frozenset[str]:
    """Return the steps that every run of the flow takes.

    >>> sorted(needed_steps(Sequence((Do("a"), Optional(Do("b")), Repeat(Do("c"), Do("d"))))))
    ['a', 'c']
    """
    match flow:
        case Do(step):
            return frozenset({step})
        case Sequence(parts) | Together(parts):
            return frozenset().union(*map(needed_steps, parts))
        case Either(branches) | AnyOf(branches):
            return frozenset.intersection(*map(needed_steps, branches))
        case Optional():
            return frozenset()
        case Repeat(do):
            return needed_steps(do)


def later_steps(flow: Flow) -> dict[str, frozenset[str]]:
    """Return, per step, the steps that may come after it in a run, at once or later.

    >>> {step: sorted(later) for step, later in later_steps(Sequence((Do("a"), Repeat(Do("b"), Do("c"))))).items()}
    {'a': ['b', 'c'], 'b': ['b', 'c'], 'c': ['b', 'c']}
    """
    found: dict[str, frozenset[str]] = {step: frozenset() for step in steps_in(flow)}

    def add(earlier: Flow, later: Flow) -> None:
        steps = frozenset(steps_in(later))
        for step in steps_in(earlier):
            found[step] |= steps

    def walk(part: Flow) -> None:
        match part:
            case Sequence(parts):
                for earlier, later in combinations(parts, 2):
                    add(earlier, later)
            case Together(branches) | AnyOf(branches):
                for one, other in permutations(branches, 2):
                    add(one, other)
            case Repeat(do, then, at_most):
                if at_most is None or at_most > 0:
                    add(Sequence((do, then)), Sequence((do, then)))
        for one in parts_of(part):
            walk(one)

    walk(flow)
    return found


def complete_cases(
    step_codes: npt.NDArray[np.int32], offsets: npt.NDArray[np.int64], blueprint: Blueprint
) -> npt.NDArray[np.bool_]:
    """Return which cases (bool, n cases) are complete by the blueprint's flow.

    A case is complete when the last of its instances that belongs to the flow is one with which a run of the flow can
    end, or is a step that the case `may end with` (whether it was allowed there is judged by conformance). It is also
    complete when such an end was reached, no step that every run takes is missing, and what came after the end cannot
    come after it in any run: the end came too early, or something was recorded too late, but nothing is to come.
    Instances of unknown labels and of steps that may happen anytime are set aside, unless the flow uses the step as well.
    A case without any instance of the flow is complete only if the flow can be empty.

    Args:
        step_codes: position in ``blueprint.steps`` of every instance, -1 where unknown.
        offsets: where each case begins (n cases + 1).
        blueprint: the designed service.
    """
    enders = {entry.step for entry in blueprint.may_end}
    of_flow = set(steps_in(blueprint.flow)) | enders
    ends_of_runs = designed_ends(blueprint)
    ending = ends_of_runs.last | enders
    # One more entry for code -1 (the last of a numpy array): unknown labels neither belong nor end.
    belongs = np.array([*(step.id in of_flow for step in blueprint.steps), False])[step_codes]
    ends = np.array([*(step.id in ending for step in blueprint.steps), False])
    row = np.where(belongs, np.arange(step_codes.size, dtype=np.int64), -1)
    latest = np.maximum.accumulate(row) if row.size else row
    last = latest[offsets[1:] - 1] if row.size else np.zeros(0, dtype=np.int64)
    has_one = last >= offsets[:-1] if row.size else np.zeros(offsets.size - 1, dtype=bool)
    complete = np.full(offsets.size - 1, ends_of_runs.can_be_empty)
    complete[has_one] = ends[step_codes[last[has_one]]]
    return complete | _overtaken(step_codes, offsets, blueprint)


def _overtaken(
    step_codes: npt.NDArray[np.int32], offsets: npt.NDArray[np.int64], blueprint: Blueprint
) -> npt.NDArray[np.bool_]:
    """Return which cases came to an end of the flow before a step that should have come earlier, and lack nothing."""
    flow, number = blueprint.flow, blueprint.step_index
    cases, size = offsets.size - 1, step_codes.size
    found = np.zeros(cases, dtype=bool)
    if not size or not cases:
        return found
    case_of = np.repeat(np.arange(cases), np.diff(offsets))
    whole = np.ones(cases, dtype=bool)
    for step in needed_steps(flow):
        has = np.zeros(cases, dtype=bool)
        has[case_of[step_codes == number[step]]] = True
        whole &= has
    later = later_steps(flow)
    of_flow = set(steps_in(flow)) | {entry.step for entry in blueprint.may_end}
    again = {step.id for step in blueprint.steps if step.at_most is not None and step.at_most > 1}
    rows = np.arange(size)
    for step in last_steps(flow):
        last = np.full(cases, -1, dtype=np.int64)
        here = np.flatnonzero(step_codes == number[step])
        last[case_of[here]] = here  # rows rise: the last one stays
        may = later[step] | ({step} & again) | (of_flow - set(steps_in(flow)))
        going_on = np.array([*(one.id in may for one in blueprint.steps), False])[step_codes]
        on = np.zeros(cases, dtype=bool)
        on[case_of[going_on & (rows > last[case_of])]] = True
        found |= (last >= 0) & whole & ~on
    return found
