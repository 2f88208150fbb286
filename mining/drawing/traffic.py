"""How many cases took each arrow of the flow.

A case goes from a step to the next one that the design does not allow beside it. Steps of other branches of a parallel
block, steps that may happen anytime, and activities that the design does not know lie in between and are looked through,
forward and backward. The way between two steps is the shortest one in the picture that passes only gateways; without such a
way (a deviation) the case is on no arrow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.blueprint.flow import AnyOf, Flow, Together, parts_of, steps_in
from mining.blueprint.matching import UNKNOWN, Matched
from mining.blueprint.model import Blueprint
from mining.drawing.flow_graph import FlowGraph

BEGIN, END = -1, -2
"""In place of a step: the begin of a case, and the end of one that is not open."""
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Passages:
    """Cases going from one step to another; the same length each. Steps are positions in ``blueprint.steps``."""

    case: Codes
    one: Codes
    two: Codes


def cases_on_arrows(graph: FlowGraph, ids: Sequence[str], passages: Passages) -> tuple[int, ...]:
    """Return for each arrow of the graph the number of cases that took it; a case counts once, however often it did."""
    outgoing: dict[int, list[int]] = defaultdict(list)
    for place, arrow in enumerate(graph.arrows):
        outgoing[arrow.source].append(place)
    named: dict[str, list[int]] = defaultdict(list)
    for place, node in enumerate(graph.nodes):
        if node.kind == "step":
            named[node.step].append(place)
    size = len(ids) + 2
    pairs, which = np.unique((passages.one + 2) * size + passages.two + 2, return_inverse=True)
    taken: dict[int, list[Codes]] = defaultdict(list)
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(pairs) + 1))
    for number, pair in enumerate(pairs.tolist()):
        one, two = pair // size - 2, pair % size - 2
        sources = [0] if one == BEGIN else named[ids[one]]
        targets = {len(graph.nodes) - 1} if two == END else set(named[ids[two]])
        ways = [way for source in sources if (way := _shortest(graph, outgoing, source, targets)) is not None]
        for place in min(ways, key=len, default=[]):
            taken[place].append(passages.case[order[bounds[number] : bounds[number + 1]]])
    return tuple(len(np.unique(np.concatenate(taken[place]))) if place in taken else 0 for place in range(len(graph.arrows)))


def passages(matched: Matched) -> Passages:
    """Return from which step to which the cases went."""
    step = matched.step_codes.astype(np.int64)
    known = step != UNKNOWN
    case, step = matched.log.case_codes.astype(np.int64)[known], step[known]
    beside = beside_each_other(matched.blueprint)
    begun = _neighbours(case, step, beside, -1)
    followed = _neighbours(case, step, beside, 1)
    is_open = matched.log.cases["open"].to_numpy()
    first = begun == -1
    last = (followed == -1) & ~is_open[case]
    onward = followed >= 0
    found = [
        (case[first], np.full(int(first.sum()), BEGIN), step[first]),
        (case[~first], step[begun[~first]], step[~first]),
        (case[onward], step[onward], step[followed[onward]]),
        (case[last], step[last], np.full(int(last.sum()), END)),
    ]
    return Passages(*(np.concatenate(part).astype(np.int64) for part in zip(*found, strict=True)))


def _neighbours(case: Codes, step: Codes, beside: npt.NDArray[np.bool_], towards: int) -> Codes:
    """Return for each instance the position of the next one, in one direction, that is not beside it; -1: there is none."""
    found = np.full(len(step), -1, dtype=np.int64)
    waiting = np.arange(len(step))
    distance = towards
    while len(waiting):
        other = waiting + distance
        inside = (other >= 0) & (other < len(step))
        waiting, other = waiting[inside], other[inside]
        same = case[waiting] == case[other]
        waiting, other = waiting[same], other[same]
        met = ~beside[step[waiting], step[other]]
        found[waiting[met]] = other[met]
        waiting = waiting[~met]
        distance += towards
    return found


def beside_each_other(blueprint: Blueprint) -> npt.NDArray[np.bool_]:
    """Return which steps the design allows beside each other, as a symmetric matrix.

    Those of different branches of one parallel block, and any step with those that may happen anytime.
    """
    count = len(blueprint.steps)
    found = np.zeros((count, count), dtype=np.bool_)
    if blueprint.model is None:
        _mark(blueprint.flow, blueprint, found)
    anytime = [blueprint.step_index[each.step] for each in blueprint.anytime]
    found[anytime, :] = True
    found[:, anytime] = True
    np.fill_diagonal(found, False)
    return found


def _mark(flow: Flow, blueprint: Blueprint, found: npt.NDArray[np.bool_]) -> None:
    if isinstance(flow, Together | AnyOf):
        codes = [sorted({blueprint.step_index[step] for step in steps_in(branch)}) for branch in flow.branches]
        for number, one in enumerate(codes):
            for two in codes[number + 1 :]:
                found[np.ix_(one, two)] = True
                found[np.ix_(two, one)] = True
    for part in parts_of(flow):
        _mark(part, blueprint, found)


def _shortest(graph: FlowGraph, outgoing: dict[int, list[int]], source: int, targets: set[int]) -> list[int] | None:
    seen, queue = {source}, [(source, list[int]())]
    while queue:
        here, way = queue.pop(0)
        for place in outgoing[here]:
            onward = graph.arrows[place].target
            if onward in targets:
                return [*way, place]
            if onward not in seen and graph.nodes[onward].kind not in ("step", "start", "end"):
                seen.add(onward)
                queue.append((onward, [*way, place]))
    return None
