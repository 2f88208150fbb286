"""A layered layout of a directed graph, from top to bottom.

The usual four steps: turn round the lightest edges that close a cycle; give every node a layer so that heavy edges are
short; order the layers so that few edges cross; give every node a place across so that heavy and long edges run straight.
Layers and places are linear programmes, solved exactly (places in large graphs: nearly). Between any two layers of nodes
lies one for the labels of the edges, so a label has a place of its own. The method is that of Gansner, Koutsofios, North,
Vo, "A technique for drawing directed graphs" (IEEE TSE 1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from mining.drawing.layer_order import Net, net_of, order

EXACT_UP_TO = 2500
"""Nodes and way points up to which places across are solved exactly, in about a second; ten times as many take minutes."""
NEAR_SWEEPS = 24
"""Passes over the layers of larger graphs."""
STRAIGHT = (1.0, 2.0, 8.0)
"""What a bend costs next to a node at both ends, at one, at none: long edges are to be straight."""


@dataclass(frozen=True)
class Edge:
    """From node to node (positions); heavier ones are drawn shorter and straighter. `label`: width of its label."""

    source: int
    target: int
    weight: float
    label: float


@dataclass(frozen=True)
class Layout:
    """Places of nodes and ways of edges.

    Attributes:
        centres: of each node, across and down.
        ways: of each edge, from its source to its target, the way points strictly between the two nodes.
        labels: of each edge, the middle of its label.
        upward: whether an edge runs against the direction of the picture.
        width, height: of the whole.
    """

    centres: tuple[tuple[float, float], ...]
    ways: tuple[tuple[tuple[float, float], ...], ...]
    labels: tuple[tuple[float, float], ...]
    upward: tuple[bool, ...]
    width: float
    height: float


def turned_round(count: int, edges: Sequence[Edge]) -> list[bool]:
    """Return which edges to turn round so that no cycle is left: heavy ones are taken first, one that closes a cycle turns.

    >>> turned_round(2, [Edge(0, 1, 5, 0), Edge(1, 0, 2, 0)])
    [False, True]
    """
    reach = [1 << node for node in range(count)]
    turned = [False] * len(edges)
    for place in sorted(range(len(edges)), key=lambda each: (-edges[each].weight, each)):
        source, target = edges[place].source, edges[place].target
        if reach[target] >> source & 1:
            turned[place] = True
            source, target = target, source
        if not reach[source] >> target & 1:
            below = reach[target]
            for node in range(count):
                if reach[node] >> source & 1:
                    reach[node] |= below
    return turned


def layers(count: int, ways: Sequence[tuple[int, int, float]], first: int | None, last: int | None) -> list[int]:
    """Return the layer of each node: edges run downwards, their lengths times weights are least.

    Args:
        count: number of nodes.
        ways: acyclic (upper, lower, weight).
        first: a node above all others, where there is one.
        last: one below all others.
    """
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    above = [(upper, lower) for upper, lower, _ in ways]
    above += [(first, node) for node in range(count) if first is not None and node != first]
    above += [(node, last) for node in range(count) if last is not None and node != last]
    if not above:
        return [0] * count
    cost = np.zeros(count)
    for upper, lower, weight in ways:
        cost[upper] -= weight
        cost[lower] += weight
    rows = np.repeat(np.arange(len(above)), 2)
    columns = np.array(above).ravel()
    signs = np.tile([1.0, -1.0], len(above))
    matrix = csr_array((signs, (rows, columns)), shape=(len(above), count))
    solved = linprog(cost, A_ub=matrix, b_ub=-np.ones(len(above)), bounds=(0, count), method="highs-ds")
    found = [round(level) for level in solved.x]
    return [level - min(found) for level in found]


def _near_places(
    net: Net, left: list[float], right: list[float], gap: float, pulls: dict[tuple[int, int], float]
) -> list[float]:
    """Places across for a graph too large to be solved exactly: each layer in turn goes as near to its neighbours as it can.

    Within a layer that is a least squares problem with a fixed order, solved by isotonic regression.
    """
    from scipy.optimize import isotonic_regression

    across = np.zeros(len(net.level))
    offsets = []
    for layer in net.layers:
        steps = [right[one] + left[two] + gap for one, two in pairwise(layer)]
        offsets.append(np.concatenate([[0.0], np.cumsum(steps)]) if layer else np.zeros(0))
        across[layer] = offsets[-1]
    widest = max((each[-1] for each in offsets if len(each)), default=0.0)
    for layer, offset in zip(net.layers, offsets, strict=True):
        if layer:
            across[layer] += (widest - offset[-1]) / 2
    beside: list[list[tuple[int, float]]] = [[] for _ in net.level]
    for (one, two), pull in pulls.items():
        beside[one].append((two, pull))
        beside[two].append((one, pull))
    numbers = range(len(net.layers))
    for sweep in range(NEAR_SWEEPS):
        for number in numbers if sweep % 2 == 0 else reversed(numbers):
            layer = net.layers[number]
            if not layer:
                continue
            weights = np.array([sum(pull for _, pull in beside[node]) or 1e-3 for node in layer])
            wished = np.array(
                [
                    sum(pull * across[other] for other, pull in beside[node]) / weight if beside[node] else across[node]
                    for node, weight in zip(layer, weights, strict=True)
                ]
            )
            across[layer] = isotonic_regression(wished - offsets[number], weights=weights).x + offsets[number]
    shift = min(across[node] - left[node] for node in range(len(net.level)))
    return [float(place - shift) for place in across]


def _places(net: Net, left: list[float], right: list[float], gap: float, pulls: dict[tuple[int, int], float]) -> list[float]:
    """Places across: neighbours in a layer do not touch, and the bends of pieces, weighted, are least."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    count, pieces = len(net.level), list(pulls)
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    limits: list[float] = []

    def at_most(terms: Sequence[tuple[int, float]], limit: float) -> None:
        rows.extend([len(limits)] * len(terms))
        columns.extend(column for column, _ in terms)
        signs.extend(sign for _, sign in terms)
        limits.append(limit)

    for layer in net.layers:
        for one, two in pairwise(layer):
            at_most([(one, 1.0), (two, -1.0)], -(right[one] + left[two] + gap))
    for k, (one, two) in enumerate(pieces):
        at_most([(one, 1.0), (two, -1.0), (count + k, -1.0)], 0.0)
        at_most([(two, 1.0), (one, -1.0), (count + k, -1.0)], 0.0)
    if not limits:
        return [left[node] for node in range(count)]
    matrix = csr_array((signs, (rows, columns)), shape=(len(limits), count + len(pieces)))
    cost = np.concatenate([np.zeros(count), [pulls[piece] for piece in pieces]])
    solved = linprog(cost, A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs-ds")
    places = solved.x[:count]
    shift = min(places[node] - left[node] for node in range(count))
    return [float(place - shift) for place in places]


def layout(
    sizes: Sequence[tuple[float, float, float]],
    edges: Sequence[Edge],
    *,
    first: int | None = None,
    last: int | None = None,
    label_height: float = 16.0,
    gap: float = 18.0,
) -> Layout:
    """Lay out a graph; the same arguments give the same layout.

    Args:
        sizes: of each node: how far it reaches to the left and to the right of its centre, and its height.
        edges: without self-loops.
        first: a node above all others, where there is one.
        last: one below all others.
        label_height: height of a label.
        gap: least distance between what stands in one layer.
    """
    count = len(sizes)
    turned = turned_round(count, edges)
    ways = [
        (edge.target, edge.source) if turn else (edge.source, edge.target) for edge, turn in zip(edges, turned, strict=True)
    ]
    heaviest = max((edge.weight for edge in edges), default=1.0) or 1.0
    weights = [1 + 6 * edge.weight / heaviest for edge in edges]
    level = layers(count, [(*way, weight) for way, weight in zip(ways, weights, strict=True)], first, last)
    net = net_of(count, level, ways)
    order(net)
    left = [size[0] for size in sizes] + [1.0] * (len(net.level) - count)
    right = [size[1] for size in sizes] + [1.0] * (len(net.level) - count)
    bearers = []
    pulls: dict[tuple[int, int], float] = {}
    for edge, chain, turn, weight in zip(edges, net.chains, turned, weights, strict=True):
        points = chain[1:-1]
        odd = [point for point in points if net.level[point] % 2]
        bearer = odd[-1 if turn else 0] if len(odd) < 3 else odd[len(odd) // 2]
        bearers.append(bearer)
        left[bearer] = right[bearer] = max(edge.label / 2, 1.0)
        for one, two in pairwise(chain):
            cost = STRAIGHT[(one >= count) + (two >= count)]
            pulls[one, two] = pulls.get((one, two), 0.0) + cost * weight
    solve = _places if len(net.level) <= EXACT_UP_TO else _near_places
    across = solve(net, left, right, gap, pulls)
    tops, bottoms = _heights(net, across, [size[2] for size in sizes], label_height)
    middle = [(top + bottom) / 2 for top, bottom in zip(tops, bottoms, strict=True)]
    spots: list[tuple[tuple[float, float], ...]] = []
    for chain, turn in zip(net.chains, turned, strict=True):
        spot = [(across[point], y) for point in chain[1:-1] for y in (tops[net.level[point]], bottoms[net.level[point]])]
        spots.append(tuple(reversed(spot) if turn else spot))
    return Layout(
        tuple((across[node], middle[net.level[node]]) for node in range(count)),
        tuple(spots),
        tuple((across[bearer], middle[net.level[bearer]]) for bearer in bearers),
        tuple(turned),
        max((across[node] + right[node] for node in range(len(net.level))), default=0.0),
        max(bottoms, default=0.0),
    )


def _heights(net: Net, across: list[float], heights: list[float], label_height: float) -> tuple[list[float], list[float]]:
    """Top and bottom of each layer; the more the pieces between two layers slant, the further these stand apart."""
    tops, bottoms, here = [], [], 0.0
    for number, layer in enumerate(net.layers):
        size = (
            max((heights[node] for node in layer if node < len(heights)), default=0.0) if number % 2 == 0 else label_height
        )
        tops.append(here)
        bottoms.append(here + size)
        slant = max((abs(across[node] - across[other]) for node in layer for other in net.down[node]), default=0.0)
        here += size + min(12 + 0.11 * slant, 64)
    return tops, bottoms
