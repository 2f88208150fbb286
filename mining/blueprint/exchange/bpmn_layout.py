"""Where the elements of a BPMN process are drawn: columns by order, rows by lane, arrows at right angles between them.

Vertical lines run in the gaps between columns, long arrows along rows that are free, arrows back along the foot of the
pool: no arrow runs through a box.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mining.blueprint.exchange.bpmn_elements import Connection, Element, Elements

TASK = (110.0, 60.0)
SMALL = {"startEvent": (36.0, 36.0), "endEvent": (36.0, 36.0)}
GATEWAY = (50.0, 50.0)
GAP, TRACK = 44.0, 10.0
ROW_GAP = 30.0
MARGIN = 24.0
HEAD = 30.0
"""Width of the strip that bears the name of a pool or lane."""

Point = tuple[float, float]
Box = tuple[float, float, float, float]
"""x, y, width, height."""


@dataclass
class Layout:
    """Boxes by element id, points by arrow id, lanes by id, and the size of all."""

    boxes: dict[str, Box] = field(default_factory=dict)
    points: dict[str, list[Point]] = field(default_factory=dict)
    lanes: dict[str, Box] = field(default_factory=dict)
    width: float = 0.0
    height: float = 0.0

    def moved(self, x: float, y: float) -> Layout:
        """The same, elsewhere."""
        return Layout(
            {key: (a + x, b + y, w, h) for key, (a, b, w, h) in self.boxes.items()},
            {key: [(a + x, b + y) for a, b in points] for key, points in self.points.items()},
            {key: (a + x, b + y, w, h) for key, (a, b, w, h) in self.lanes.items()},
            self.width,
            self.height,
        )


def lanes_of(elements: Elements, first: str) -> dict[str, str]:
    """Return the lane of every element: its own, else that of the nearest one before it, else of the first after it."""
    before = _neighbours(elements, back=True)
    after = _neighbours(elements, back=False)
    found = {node.id: node.lane for node in elements.nodes.values() if node.lane is not None}
    for neighbours in (before, after):
        changed = True
        while changed:
            changed = False
            for node in elements.nodes:
                near = next((found[other] for other in neighbours.get(node, []) if other in found), None)
                if node not in found and near is not None:
                    found[node] = near
                    changed = True
    return {node: found.get(node, first) for node in elements.nodes}


def layout(elements: Elements, lanes: Sequence[str], lane_of: Mapping[str, str]) -> Layout:
    """Return where everything of a process stands; lanes in the order given."""
    inner = {
        node.id: layout(node.inside, [""], dict.fromkeys(node.inside.nodes, ""))
        for node in elements.nodes.values()
        if node.inside is not None
    }
    sizes = {node.id: _size(node, inner) for node in elements.nodes.values()}
    column, back = _columns(elements)
    behind = dict.fromkeys(lanes, max((k for n, k in column.items() if elements.nodes[n].event is None), default=-1))
    for node in elements.nodes.values():
        if node.event is not None:
            # Event sub-processes stand behind all else, where no arrow passes.
            behind[lane_of[node.id]] += 1
            column[node.id] = behind[lane_of[node.id]]
    grid = _Grid(elements, column, back, lanes, lane_of)
    return _placed(elements, grid, sizes, inner, lanes)


def _size(node: Element, inner: Mapping[str, Layout]) -> tuple[float, float]:
    if node.id in inner:
        return inner[node.id].width + 2 * MARGIN, inner[node.id].height + 2 * MARGIN
    if node.kind in SMALL:
        return SMALL[node.kind]
    return TASK if node.kind == "task" else GATEWAY


def _neighbours(elements: Elements, *, back: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for arrow in elements.arrows:
        here, other = (arrow.target, arrow.source) if back else (arrow.source, arrow.target)
        found.setdefault(here, []).append(other)
    return found


def _columns(elements: Elements) -> tuple[dict[str, int], set[str]]:
    """Column of every element (the longest way from the beginning), and the ids of the arrows that lead back."""
    leaving: dict[str, list[Connection]] = {}
    for arrow in elements.arrows:
        leaving.setdefault(arrow.source, []).append(arrow)
    back: set[str] = set()
    order: list[str] = []
    state: dict[str, int] = {}
    for root in elements.nodes:
        if root in state:
            continue
        state[root] = 1
        stack = [(root, iter(leaving.get(root, ())))]
        while stack:
            node, arrows = stack[-1]
            following = next(arrows, None)
            if following is None:
                state[node] = 2
                order.append(node)
                stack.pop()
            elif state.get(following.target) == 1:
                back.add(following.id)
            elif following.target not in state:
                state[following.target] = 1
                stack.append((following.target, iter(leaving.get(following.target, ()))))
    column = dict.fromkeys(elements.nodes, 0)
    for node in reversed(order):
        for arrow in leaving.get(node, ()):
            if arrow.id not in back:
                column[arrow.target] = max(column[arrow.target], column[node] + 1)
    return column, back


class _Grid:
    """Which row of which lane everything takes; `free` rows for arrows that pass by other columns."""

    def __init__(
        self,
        elements: Elements,
        column: Mapping[str, int],
        back: set[str],
        lanes: Sequence[str],
        lane_of: Mapping[str, str],
    ) -> None:
        self.column, self.back = column, back
        self.taken: dict[tuple[str, int], set[int]] = {}
        self.rows = dict.fromkeys(lanes, 0)
        self.row: dict[str, int] = {}
        self.lane_of = lane_of
        self.passes: dict[str, tuple[str, int]] = {}
        before = _neighbours(elements, back=True)
        for node in sorted(elements.nodes, key=lambda node: column[node]):
            lane = lane_of[node]
            near = [self.row[other] for other in before.get(node, []) if other in self.row and lane_of[other] == lane]
            wanted = near[0] if near else 0
            self.row[node] = self._take(lane, range(column[node], column[node] + 1), wanted)
        for arrow in elements.arrows:
            first, last = column[arrow.source] + 1, column[arrow.target]
            if arrow.id not in back and last > first:
                lane = lane_of[arrow.source]
                row = self._take(lane, range(first, last), self.row[arrow.source])
                self.passes[arrow.id] = (lane, row)

    def _take(self, lane: str, columns: range, wanted: int) -> int:
        rows = [wanted, *range(self.rows[lane] + 1)]
        row: int = next(row for row in rows if all(column not in self.taken.get((lane, row), ()) for column in columns))
        self.taken.setdefault((lane, row), set()).update(columns)
        self.rows[lane] = max(self.rows[lane], row + 1)
        return row


def _placed(
    elements: Elements,
    grid: _Grid,
    sizes: Mapping[str, tuple[float, float]],
    inner: Mapping[str, Layout],
    lanes: Sequence[str],
) -> Layout:
    found = Layout()
    count = max(grid.column.values(), default=0) + 1
    widths = [max((sizes[n][0] for n in sizes if grid.column[n] == k), default=0.0) for k in range(count)]
    heights = {
        (lane, row): max([sizes[n][1] for n in sizes if (grid.lane_of[n], grid.row[n]) == (lane, row)] + [36.0])
        for lane in lanes
        for row in range(grid.rows[lane])
    }
    middle: dict[tuple[str, int], float] = {}
    y = 0.0
    for lane in lanes:
        top = y
        y += ROW_GAP / 2
        for row in range(grid.rows[lane]):
            middle[lane, row] = y + heights[lane, row] / 2 + ROW_GAP / 4
            y += heights[lane, row] + ROW_GAP
        y = max(y, top + 80.0)
        found.lanes[lane] = (0.0, top, 0.0, y - top)
    tracks = [0] * (count + 1)
    vertical = _Tracks(tracks)
    wishes = _wishes(elements, grid, vertical)
    gaps = [GAP + TRACK * max(0, used - 1) for used in tracks]
    left: list[float] = []
    x = 0.0
    for k in range(count):
        x += gaps[k]
        left.append(x)
        x += widths[k]
    width = x + gaps[count]
    for node in elements.nodes:
        (w, h), k = sizes[node], grid.column[node]
        box = (left[k] + (widths[k] - w) / 2, middle[grid.lane_of[node], grid.row[node]] - h / 2, w, h)
        found.boxes[node] = box
        if node in inner:
            moved = inner[node].moved(box[0] + MARGIN, box[1] + MARGIN)
            found.boxes |= moved.boxes
            found.points |= moved.points

    def gap_x(gap: int, track: int) -> float:
        begin = (left[gap - 1] + widths[gap - 1]) if gap else 0.0
        return begin + GAP / 2 + TRACK * track

    foot = 0
    for arrow in elements.arrows:
        source, target = found.boxes[arrow.source], found.boxes[arrow.target]
        begin = (source[0] + source[2], source[1] + source[3] / 2)
        end = (target[0], target[1] + target[3] / 2)
        points = [begin]
        if arrow.id in grid.back:
            low = y + 10.0 + 8.0 * foot
            foot += 1
            (gap_out, track_out), (gap_in, track_in) = wishes[arrow.id]
            points += [(gap_x(gap_out, track_out), begin[1]), (gap_x(gap_out, track_out), low)]
            points += [(gap_x(gap_in, track_in), low), (gap_x(gap_in, track_in), end[1])]
        else:
            here = begin[1]
            stops = [middle[grid.passes[arrow.id]]] if arrow.id in grid.passes else []
            for (gap, track), there in zip(wishes[arrow.id], [*stops, end[1]], strict=True):
                if abs(here - there) > 0.5:
                    points += [(gap_x(gap, track), here), (gap_x(gap, track), there)]
                here = there
        points.append(end)
        found.points[arrow.id] = _straight(points)
    if foot:
        y += 10.0 + 8.0 * foot + 6.0
        last = found.lanes[lanes[-1]]
        found.lanes[lanes[-1]] = (last[0], last[1], last[2], y - last[1])
    found.width, found.height = width, y
    found.lanes = {lane: (0.0, box[1], width, box[3]) for lane, box in found.lanes.items()}
    return found


class _Tracks:
    """Hands out lines in the gaps between columns."""

    def __init__(self, used: list[int]) -> None:
        self.used = used

    def take(self, gap: int) -> tuple[int, int]:
        self.used[gap] += 1
        return gap, self.used[gap] - 1


def _wishes(elements: Elements, grid: _Grid, vertical: _Tracks) -> dict[str, list[tuple[int, int]]]:
    """The gaps in which each arrow changes its height."""
    found: dict[str, list[tuple[int, int]]] = {}
    for arrow in elements.arrows:
        first, last = grid.column[arrow.source] + 1, grid.column[arrow.target]
        source = (grid.lane_of[arrow.source], grid.row[arrow.source])
        target = (grid.lane_of[arrow.target], grid.row[arrow.target])
        if arrow.id in grid.back:
            found[arrow.id] = [vertical.take(first), vertical.take(last)]
        elif arrow.id in grid.passes:
            way = grid.passes[arrow.id]
            out = vertical.take(first) if way != source else (first, 0)
            found[arrow.id] = [out, vertical.take(last) if way != target else (last, 0)]
        else:
            found[arrow.id] = [vertical.take(first) if source != target else (first, 0)]
    return found


def _straight(points: list[Point]) -> list[Point]:
    """Leave out points on a straight line between their neighbours."""
    kept = points[:1]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        level = abs(before[1] - here[1]) < 0.5 and abs(here[1] - after[1]) < 0.5
        upright = abs(before[0] - here[0]) < 0.5 and abs(here[0] - after[0]) < 0.5
        if not level and not upright:
            kept.append(here)
    return [*kept, points[-1]]
