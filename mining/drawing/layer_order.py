"""The order of nodes and way points in the layers of a graph, with few crossings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

SWEEPS = 16
"""Passes over the layers; the best order met is kept."""
EXCHANGES_UP_TO = 900
"""Nodes and way points up to which neighbours are exchanged as well."""


@dataclass
class Net:
    """Nodes and way points in layers, with the pieces of edges between neighbouring layers.

    Attributes:
        layers: from top to bottom, each from left to right.
        level: the layer of each node and way point.
        up: neighbours in the layer above.
        down: neighbours in the layer below.
        chains: of each edge, its upper node, its way points, its lower node.
    """

    layers: list[list[int]]
    level: list[int]
    up: list[list[int]]
    down: list[list[int]]
    chains: list[list[int]]


def net_of(count: int, level: list[int], ways: Sequence[tuple[int, int]]) -> Net:
    """Return the net with a way point of every edge in each layer that it passes; nodes stand in even layers."""
    level = [2 * each for each in level]
    chains: list[list[int]] = []
    up: list[list[int]] = [[] for _ in range(count)]
    down: list[list[int]] = [[] for _ in range(count)]
    for upper, lower in ways:
        chain = [upper]
        for passed in range(level[upper] + 1, level[lower]):
            level.append(passed)
            up.append([])
            down.append([])
            chain.append(len(level) - 1)
        chain.append(lower)
        for one, two in pairwise(chain):
            down[one].append(two)
            up[two].append(one)
        chains.append(chain)
    return Net(_first_order(level, up, down), level, up, down, chains)


def _first_order(level: list[int], up: list[list[int]], down: list[list[int]]) -> list[list[int]]:
    """Order in which a walk along the edges meets the nodes: what belongs together stands together."""
    order: list[list[int]] = [[] for _ in range(max(level, default=0) + 1)]
    seen: set[int] = set()
    for root in sorted(range(len(level)), key=lambda node: (level[node], node)):
        stack = [root]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            order[level[node]].append(node)
            stack += [*reversed(up[node]), *reversed(down[node])]
    return order


def crossings(above: Sequence[int], below: Sequence[int], down: Sequence[Sequence[int]]) -> int:
    """Return how many pieces between two layers cross.

    >>> crossings([0, 1], [2, 3], [[3], [2], [], []])
    1
    """
    place = {node: k for k, node in enumerate(below)}
    ends = [end for node in above for end in sorted(place[other] for other in down[node])]
    tree = [0] * (len(below) + 1)
    total = 0
    for seen, end in enumerate(ends):
        here, smaller = end + 1, 0
        while here:
            smaller += tree[here]
            here -= here & -here
        total += seen - smaller
        here = end + 1
        while here <= len(below):
            tree[here] += 1
            here += here & -here
    return total


def _all_crossings(net: Net) -> int:
    return sum(crossings(above, below, net.down) for above, below in pairwise(net.layers))


def order(net: Net) -> None:
    """Order the layers, in place, by the mean place of the neighbours, to and fro; keep the best order met."""
    best, kept = _all_crossings(net), [list(layer) for layer in net.layers]
    idle = 0
    for sweep in range(SWEEPS):
        downwards = sweep % 2 == 0
        numbers = range(1, len(net.layers)) if downwards else range(len(net.layers) - 2, -1, -1)
        for number in numbers:
            beside = net.layers[number - 1 if downwards else number + 1]
            place = {node: k for k, node in enumerate(beside)}
            ways = net.up if downwards else net.down
            layer = net.layers[number]
            mean = {}
            for k, node in enumerate(layer):
                ends = [place[other] for other in ways[node]]
                mean[node] = sum(ends) / len(ends) if ends else k * len(beside) / max(len(layer), 1)
            layer.sort(key=mean.__getitem__)
        if len(net.level) <= EXCHANGES_UP_TO:
            _exchanged(net)
        found = _all_crossings(net)
        if found < best:
            best, kept, idle = found, [list(layer) for layer in net.layers], 0
        else:
            idle += 1
        if idle == 4 or best == 0:
            break
    net.layers = kept


def _exchanged(net: Net) -> None:
    """Exchange neighbours in a layer where that saves crossings."""
    for number, layer in enumerate(net.layers):
        sides = []
        for other, ways in ((number - 1, net.up), (number + 1, net.down)):
            if 0 <= other < len(net.layers):
                place = {node: k for k, node in enumerate(net.layers[other])}
                sides.append({node: sorted(place[end] for end in ways[node]) for node in layer})
        better = True
        rounds = 0
        while better and rounds < 6:
            better, rounds = False, rounds + 1
            for k in range(len(layer) - 1):
                one, two = layer[k], layer[k + 1]
                now = sum(_crossed(side[one], side[two]) for side in sides)
                then = sum(_crossed(side[two], side[one]) for side in sides)
                if then < now:
                    layer[k], layer[k + 1] = two, one
                    better = True


def _crossed(left: list[int], right: list[int]) -> int:
    """How many pairs of pieces cross when these ends belong to neighbours in this order."""
    total = k = 0
    for end in left:
        while k < len(right) and right[k] < end:
            k += 1
        total += k
    return total
