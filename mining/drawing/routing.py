"""Square ways for arrows around boxes.

The picture is a grid of cells. Between the columns and above and below each row run channels in which there is never a box;
the middle line of a column or row is free where its cells are empty. A way is a cheapest path on these lines: short, with
few bends, apart from other ways and crossing few of them. As boxes are not on its lines, a way cannot run through one.

Vertical lines: ``2c`` is the channel left of column c, ``2c + 1`` the middle of column c.
Horizontal lines: ``3r`` above row r, ``3r + 1`` its middle, ``3r + 2`` below it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import Literal

Cell = tuple[int, int]
"""Column and row."""
Point = tuple[int, int]
"""A vertical and a horizontal line."""
RIGHT, DOWN, LEFT, UP = range(4)
STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))
BEND, CROSSING, BESIDE, BESIDE_IN_ROW, TOGETHER = 34.0, 24.0, 14.0, 70.0, 0.6
"""Costs in units of length: a bend, crossing another way, sharing a channel or the middle of a row with one; the last is the
part of the length that counts where ways of one net run together."""
LEAVING = {
    "forward": (0.0, 16.0, 90.0, 22.0),
    "back": (50.0, 0.0, 10.0, 26.0),
    "hint": (150.0, 0.0, 150.0, 90.0),
}
ENTERING = {
    "forward": (0.0, 14.0, 90.0, 26.0),
    "back": (40.0, 18.0, 10.0, 0.0),
    "hint": (60.0, 0.0, 60.0, 90.0),
}
"""Costs of leaving and arriving in the directions right, down, left, up."""


@dataclass(frozen=True)
class Wire:
    """What is to be connected. Wires of one `net` may run together; `kind` says which sides they prefer."""

    source: Cell
    target: Cell
    net: tuple[str, int]
    kind: Literal["forward", "back", "hint"] = "forward"


@dataclass(frozen=True)
class Grid:
    """Cells and what stands in them.

    Attributes:
        occupied: cells with a box.
        closed: sides (directions seen from the box) on which no way may leave or arrive.
        column_widths, row_heights: of the boxes, as far as they are known; only for comparing lengths.
        borders: rows above which there is more room, because a band begins.
    """

    columns: int
    rows: int
    occupied: frozenset[Cell]
    closed: Mapping[Cell, frozenset[int]]
    column_widths: Sequence[float]
    row_heights: Sequence[float]
    borders: frozenset[int] = frozenset()

    def lines(self) -> tuple[list[float], list[float]]:
        """Rough places of the vertical and horizontal lines."""
        across, here = [0.0], 0.0
        for width in self.column_widths:
            across += [here + 16 + width / 2, here + 32 + width]
            here += 32 + width
        down, here = [], 0.0
        for row, size in enumerate(self.row_heights):
            here += 30 if row in self.borders else 0
            down += [here + 6, here + 12 + size / 2, here + 18 + size]
            here += 24 + size
        return across, down


def middle(cell: Cell) -> Point:
    """The point in the middle of a cell."""
    return 2 * cell[0] + 1, 3 * cell[1] + 1


class _Traffic:
    """Which nets run along the pieces of the lines, and over their crossings."""

    def __init__(self) -> None:
        self.pieces: dict[tuple[Point, Point], set[tuple[str, int]]] = defaultdict(set)
        self.along: dict[tuple[Point, int], set[tuple[str, int]]] = defaultdict(set)
        self.laid: set[tuple[str, int]] = set()

    def add(self, path: Sequence[Point], net: tuple[str, int]) -> None:
        self.laid.add(net)
        for one, two in pairwise(path):
            self.pieces[min(one, two), max(one, two)].add(net)
            axis = 0 if one[1] == two[1] else 1
            self.along[one, axis].add(net)
            self.along[two, axis].add(net)


def routes(grid: Grid, wires: Sequence[Wire]) -> list[list[Point]]:
    """Return for each wire the points of its way, from the middle of its source to the middle of its target.

    Short wires are laid first, then the others in the order given, so that the plain way of the service stays plain. The
    result depends on nothing but the arguments.
    """
    across, down = grid.lines()
    traffic = _Traffic()
    boxes = {middle(cell) for cell in grid.occupied}
    found: list[list[Point]] = [[] for _ in wires]
    rank = {"forward": 0, "back": 1, "hint": 2}

    def eagerness(place: int) -> tuple[int, int, int]:
        wire = wires[place]
        return rank[wire.kind], abs(wire.source[0] - wire.target[0]) + abs(wire.source[1] - wire.target[1]), place

    for place in sorted(range(len(wires)), key=eagerness):
        path, _ = min(
            (_cheapest(grid, each, across, down, traffic, boxes) for each in _sides(grid, wires[place])), key=_cost
        )
        traffic.add(path, wires[place].net)
        found[place] = path
    return found


def _sides(grid: Grid, wire: Wire) -> list[tuple[Wire, frozenset[int], frozenset[int]]]:
    """The wire with the sides on which it may not leave and not arrive; a wire back to its own box takes two sides."""
    shut_out, shut_in = grid.closed.get(wire.source, frozenset()), grid.closed.get(wire.target, frozenset())
    if wire.source != wire.target:
        return [(wire, shut_out, shut_in)]
    return [(wire, frozenset(range(4)) - {side}, shut_in | {side}) for side in range(4) if side not in shut_out]


def _cost(found: tuple[list[Point], float]) -> float:
    return found[1]


def _cheapest(
    grid: Grid,
    asked: tuple[Wire, frozenset[int], frozenset[int]],
    across: list[float],
    down: list[float],
    traffic: _Traffic,
    boxes: set[Point],
) -> tuple[list[Point], float]:
    wire, shut_out, shut_in = asked
    source, target, net = middle(wire.source), middle(wire.target), wire.net
    last_across, last_down = 2 * grid.columns, 3 * grid.rows - 1
    goal_x, goal_y = across[target[0]], down[target[1]]
    leaving, entering = LEAVING[wire.kind], ENTERING[wire.kind]
    least = TOGETHER if net in traffic.laid else 1.0
    best: dict[tuple[Point, int], float] = {}
    before: dict[tuple[Point, int], tuple[Point, int]] = {}
    queue: list[tuple[float, float, Point, int]] = []

    def extend(point: Point, heading: int, cost: float, origin: tuple[Point, int] | None) -> None:
        step = STEPS[heading]
        onward = (point[0] + step[0], point[1] + step[1])
        if not (0 <= onward[0] <= last_across and 0 <= onward[1] <= last_down):
            return
        arriving = onward == target
        if arriving and (heading + 2) % 4 in shut_in:
            return
        if not arriving and onward in boxes:
            return
        length = abs(across[onward[0]] - across[point[0]]) + abs(down[onward[1]] - down[point[1]])
        users = traffic.pieces.get((min(point, onward), max(point, onward)))
        if users and net in users:
            cost += length * TOGETHER
        else:
            cost += length
            if users:
                in_row = (step[0] and point[1] % 3 == 1) or (step[1] and (point[0] % 2 == 1))
                cost += (BESIDE_IN_ROW if in_row else BESIDE) * len(users)
        if arriving:
            cost += entering[heading]
        state = (onward, heading)
        if cost < best.get(state, float("inf")) - 1e-9:
            best[state] = cost
            if origin is None:
                before.pop(state, None)
            else:
                before[state] = origin
            rest_x, rest_y = across[onward[0]] - goal_x, down[onward[1]] - goal_y
            rest = least * (abs(rest_x) + abs(rest_y))
            if rest_x * step[0] > 0 or rest_y * step[1] > 0:
                rest += 2 * BEND
            elif (rest_x and not step[0]) or (rest_y and not step[1]):
                rest += BEND
            heappush(queue, (cost + rest, cost, onward, heading))

    for heading in range(4):
        if heading not in shut_out:
            extend(source, heading, leaving[heading], None)
    while queue:
        _, cost, point, heading = heappop(queue)
        state = (point, heading)
        if cost > best[state] + 1e-9:
            continue
        if point == target:
            path = [point]
            while state in before:
                state = before[state]
                path.append(state[0])
            return [source, *reversed(path)], cost
        others = traffic.along.get((point, 1 - heading % 2), set())
        crossed = len(others - {net}) * CROSSING
        for turn in (heading, (heading + 1) % 4, (heading + 3) % 4):
            extend(point, turn, cost + (crossed if turn == heading else BEND + crossed / 2), state)
    raise AssertionError("every cell has a channel on each side, so there is a way")


def corners(path: Sequence[Point]) -> list[Point]:
    """Leave out the points between which a way runs straight on.

    >>> corners([(1, 1), (2, 1), (3, 1), (3, 2)])
    [(1, 1), (3, 1), (3, 2)]
    """
    kept = [path[0]]
    for one, two, three in zip(path, path[1:], path[2:], strict=False):
        if (one[0] == two[0]) != (two[0] == three[0]):
            kept.append(two)
    return [*kept, path[-1]]
