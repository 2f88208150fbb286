"""Which steps the design allows next in a case that is still open."""

from __future__ import annotations

import numpy as np

from mining.blueprint.completion import can_be_empty, first_steps
from mining.blueprint.flow import NOTHING, AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together, steps_in
from mining.waste.instances.placed import Codes, Ints, Mask, Placed

Rests = frozenset[Flow]
"""What may still be done: any one of these flows."""


def rests(flow: Flow, step: str) -> Rests:
    """Return what may remain of a flow once it has begun with `step`; empty where it cannot begin so."""
    match flow:
        case Do(other):
            return frozenset({NOTHING}) if step == other else frozenset()
        case Sequence(parts):
            found: set[Flow] = set()
            for place, part in enumerate(parts):
                found |= {_then(rest, *parts[place + 1 :]) for rest in rests(part, step)}
                if not can_be_empty(part):
                    break
            return frozenset(found)
        case Either(branches):
            return frozenset().union(*(rests(branch, step) for branch in branches))
        case Optional(body):
            return rests(body, step)
        case Together(branches):
            return frozenset(
                Together((*branches[:k], rest, *branches[k + 1 :]))
                for k, branch in enumerate(branches)
                for rest in rests(branch, step)
            )
        case AnyOf(branches):
            return frozenset(
                Together((rest, *(Optional(other) for other in (*branches[:k], *branches[k + 1 :]))))
                for k, branch in enumerate(branches)
                for rest in rests(branch, step)
            )
        case Repeat(do, then, at_most):
            further = _again(do, then, at_most)
            found = {_then(rest, *further) for rest in rests(do, step)}
            if can_be_empty(do) and further:
                less = None if at_most is None else at_most - 1
                found |= {_then(rest, Repeat(do, then, less)) for rest in rests(then, step)}
            return frozenset(found)


def _then(rest: Flow, *others: Flow) -> Flow:
    parts = [part for part in (rest, *others) if part != NOTHING]
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))


def _again(do: Flow, then: Flow, at_most: int | None) -> tuple[Flow, ...]:
    if at_most == 0:
        return ()
    return (Optional(Sequence((then, Repeat(do, then, None if at_most is None else at_most - 1)))),)


def next_lanes(placed: Placed) -> Codes:
    """Return the lane waited for after the last instance of each open case (int32, n cases); -1 where it is not known.

    It is the lane of ``then waits for`` of the last instance's step; else the one lane of all steps that the flow allows
    next, if it is only one. ``anytime`` steps, ways to stop and unknown activities are set aside. A case that has left
    the flow is taken to go on with what may follow its last step of the flow anywhere.
    """
    blueprint, log = placed.blueprint, placed.log
    lanes = np.full(log.cases.height, -1, dtype=np.int32)
    if blueprint is None or not log.instances:
        return lanes
    lane_of = np.array([_only_lane(blueprint.steps[k].lanes, blueprint.lane_index) for k in range(len(blueprint.steps))])
    is_open = np.flatnonzero(log.cases["open"].to_numpy())
    of_flow = np.array([*(step.id in set(steps_in(blueprint.flow)) for step in blueprint.steps), False])
    for case, allowed in zip(is_open.tolist(), _allowed(placed, is_open, of_flow), strict=True):
        steps = [blueprint.step_index[step] for step in allowed]
        owners = {int(lane_of[step]) for step in steps}
        lanes[case] = owners.pop() if len(owners) == 1 else -1
    told = overruled(placed)[placed.step[log.offsets[1:] - 1]]
    return np.where(log.cases["open"].to_numpy() & (told >= 0), told, lanes)


def overruled(placed: Placed) -> Codes:
    """Return the lane that each step says is waited for after it (``then waits for``), -1 where none and at the end."""
    if placed.blueprint is None:
        return np.full(1, -1, dtype=np.int32)
    index = placed.blueprint.lane_index
    told = [index[s.then_waits_for] if s.then_waits_for is not None else -1 for s in placed.blueprint.steps]
    return np.array([*told, -1], dtype=np.int32)


def _only_lane(lanes: tuple[str, ...], index: dict[str, int]) -> int:
    return index[lanes[0]] if len(lanes) == 1 else -1


def _allowed(placed: Placed, cases: Ints, of_flow: Mask) -> list[frozenset[str]]:
    """Return the steps allowed next in each of some cases; each rest of the flow is derived once, whatever the cases."""
    assert placed.blueprint is not None
    flow, names = placed.blueprint.flow, [step.id for step in placed.blueprint.steps]
    # Rests are numbered: hashing a deep flow again at every step of every case would cost more than all the rest.
    states: list[Rests] = [frozenset({flow})]
    number = {states[0]: 0}
    moves: dict[tuple[int, int], int] = {}
    nexts: dict[int, frozenset[str]] = {}
    after: dict[int, frozenset[str]] = {}
    found = []
    for case in cases.tolist():
        rows = placed.step[placed.log.offsets[case] : placed.log.offsets[case + 1]]
        steps, state = rows[of_flow[rows]].tolist(), 0
        for step in steps:
            if (state, step) not in moves:
                rest: Rests = frozenset().union(*(rests(one, names[step]) for one in states[state]))
                if rest not in number:
                    number[rest] = len(states)
                    states.append(rest)
                moves[state, step] = number[rest]
            state = moves[state, step]
            if not states[state]:
                break
        if states[state]:
            if state not in nexts:
                nexts[state] = frozenset().union(*(first_steps(rest) for rest in states[state]))
            found.append(nexts[state])
        else:
            if steps[-1] not in after:
                after[steps[-1]] = followers(flow, names[steps[-1]])
            found.append(after[steps[-1]])
    return found


def followers(flow: Flow, step: str) -> frozenset[str]:
    """Return the steps that may come directly after `step` in some run of the flow.

    >>> sorted(followers(Sequence((Do("a"), Either((Do("b"), Do("c"))), Do("d"))), "a"))
    ['b', 'c']
    """
    seen: set[Rests] = set()
    found: set[str] = set()
    waiting: list[Rests] = [frozenset({flow})]
    while waiting and len(seen) < LOOKED_AT:
        state = waiting.pop()
        if state in seen:
            continue
        seen.add(state)
        for name in frozenset().union(*(first_steps(rest) for rest in state)):
            after: Rests = frozenset().union(*(rests(rest, name) for rest in state))
            if name == step:
                found |= frozenset().union(*(first_steps(rest) for rest in after))
            waiting.append(after)
    return frozenset(found) if not waiting else frozenset(steps_in(flow))


LOOKED_AT = 2_000
"""States of a flow that are visited; a flow with more (many parallel branches) lets every step follow."""
