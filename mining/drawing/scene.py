"""The blueprint picture as lengths: where every box and every way lies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from mining.blueprint.lanes import KINDS, LINES
from mining.drawing import shapes, text
from mining.drawing.boxes import Box
from mining.drawing.lengths import opening_hours
from mining.drawing.plan import EVIDENCE, Plan
from mining.drawing.routing import Grid, Point, Wire, corners, routes
from mining.drawing.tracks import Line, Tracks, tracks
from mining.drawing.words import say

HEADER = 150.0
"""Width of the column with the names of the lanes."""
TITLE = 72.0
LINE_ROOM = 22.0
"""Height kept free for each named line."""
CHANNEL, GUTTER = 10.0, 15.5
"""Least half width of a channel between rows, between columns: an arrow head fits."""


@dataclass(frozen=True)
class Piece:
    """A part of a way that is drawn in one go: its corners, and whether it ends at its target."""

    way: int
    spots: tuple[shapes.Spot, ...]
    arrives: bool = True


@dataclass(frozen=True)
class Scene:
    """Everything has a place.

    Attributes:
        plan: what there is, in cells.
        wires: what is connected.
        ways: the corners of each wire, from the outline of its source to that of its target.
        across: places of the vertical lines of the grid.
        down: places of its horizontal lines.
        row_tops: where each row begins.
        row_bottoms: where each row ends.
        borders: the named lines of the blueprint, and where they lie.
        width: of the picture.
        bottom: end of the last lane.
        pieces: the ways as they are drawn; where only a part of the picture is shown, what of them lies in it.
        spans: per step, the middle of its first and of its last column, be they shown or not.
    """

    plan: Plan
    wires: tuple[Wire, ...]
    ways: tuple[tuple[shapes.Spot, ...], ...]
    across: tuple[float, ...]
    down: tuple[float, ...]
    row_tops: tuple[float, ...]
    row_bottoms: tuple[float, ...]
    borders: tuple[tuple[str, float], ...]
    width: float
    bottom: float
    pieces: tuple[Piece, ...] = ()
    spans: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def centre(self, cell: tuple[int, int]) -> shapes.Spot:
        """The middle of a cell."""
        return self.across[2 * cell[0] + 1], self.down[3 * cell[1] + 1]

    def outline(self, cell: tuple[int, int]) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the box in a cell."""
        (x, y), box = self.centre(cell), self.plan.boxes[cell]
        return x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2


def scene(planned: Plan) -> Scene:
    """Lay the ways and give everything its place."""
    wires = _wires(planned)
    paths = routes(_grid(planned), wires)
    laid = tracks(paths, [wire.net for wire in wires], lambda line, point: _room(planned, line, point))
    across, width = _columns(planned, laid)
    down, tops, bottoms, borders = _rows(planned, laid)
    ways = tuple(
        tuple(_spots(path, way, laid, across, down, planned.boxes[wire.source], planned.boxes[wire.target]))
        for way, (wire, path) in enumerate(zip(wires, paths, strict=True))
    )
    spans: dict[str, tuple[float, float]] = {}
    for (column, _), box in planned.boxes.items():
        if box.title:
            x = across[2 * column + 1]
            low, high = spans.get(box.title, (x, x))
            spans[box.title] = (min(low, x), max(high, x))
    return Scene(
        planned,
        tuple(wires),
        ways,
        tuple(across),
        tuple(down),
        tuple(tops),
        tuple(bottoms),
        tuple(borders),
        width,
        bottoms[-1],
        tuple(_pieces(wires, ways)),
        spans,
    )


def _pieces(wires: Sequence[Wire], ways: Sequence[tuple[shapes.Spot, ...]]) -> Iterator[Piece]:
    """Every way in one go, but those back: where one joins another of its net it ends, for dashes over dashes are a line."""
    drawn: dict[tuple[str, int], list[tuple[shapes.Spot, ...]]] = defaultdict(list)
    for way, (wire, spots) in enumerate(zip(wires, ways, strict=True)):
        if wire.kind != "back":
            yield Piece(way, spots)
            continue
        joined = min((_until_joined(spots, other) for other in drawn[wire.net]), key=_length, default=spots)
        drawn[wire.net].append(spots)
        if len(joined) > 1:
            yield Piece(way, joined, arrives=joined == spots)


def _until_joined(spots: tuple[shapes.Spot, ...], other: tuple[shapes.Spot, ...]) -> tuple[shapes.Spot, ...]:
    """Return a square way up to where it lies on another one until the end; all of it where it never does."""
    ours, theirs = list(spots), list(other)
    while len(ours) > 1 and len(theirs) > 1 and ours[-1] == theirs[-1]:
        (ax, ay), (bx, by), (end_x, end_y) = ours[-2], theirs[-2], ours[-1]
        one, two = (ax - end_x, ay - end_y), (bx - end_x, by - end_y)
        if one[0] * two[0] + one[1] * two[1] <= 0:
            break
        if abs(one[0]) + abs(one[1]) > abs(two[0]) + abs(two[1]):
            ours[-1] = theirs[-2]
            theirs.pop()
        else:
            if one != two:
                theirs[-1] = ours[-2]
            else:
                theirs.pop()
            ours.pop()
    return tuple(ours)


def _length(spots: Sequence[shapes.Spot]) -> float:
    return sum(abs(one[0] - two[0]) + abs(one[1] - two[1]) for one, two in pairwise(spots))


def _wires(planned: Plan) -> list[Wire]:
    """What is to be connected: ways into one box run together, else ways out of one."""
    into: dict[int, int] = defaultdict(int)
    for arrow in planned.graph.arrows:
        into[arrow.target] += arrow.kind == "forward"
    wires = []
    for arrow in planned.graph.arrows:
        if arrow.kind == "back":
            net = ("back", arrow.target)
        else:
            net = ("into", arrow.target) if into[arrow.target] > 1 else ("out of", arrow.source)
        wires.append(Wire(planned.cells[arrow.source], planned.cells[arrow.target], net, arrow.kind))
    for place, (sheet, step) in enumerate(planned.evidence):
        wires.append(Wire(sheet, step, ("evidence", place), "hint"))
    return wires


def _grid(planned: Plan) -> Grid:
    widths, heights = _sizes(planned)
    closed = {
        cell: frozenset({1}) for cell, box in planned.boxes.items() if box.shape == "gateway" and box.items
    }  # the question stands below it
    borders = frozenset(place for place, row in enumerate(planned.rows) if row.first and place)
    return Grid(planned.columns, len(planned.rows), frozenset(planned.boxes), closed, widths, heights, borders)


def _sizes(planned: Plan) -> tuple[list[float], list[float]]:
    """Width of each column, height of each row."""
    widths, heights = [20.0] * planned.columns, [30.0] * len(planned.rows)
    for (column, row), box in planned.boxes.items():
        widths[column] = max(widths[column], box.width)
        heights[row] = max(heights[row], box.height)
    return widths, heights


def _room(planned: Plan, line: Line, point: Point) -> float:
    box = planned.boxes.get((point[0] // 2, point[1] // 3))
    return box.room(line[0]) if box is not None else float("inf")


def _columns(planned: Plan, laid: Tracks) -> tuple[list[float], float]:
    """Places of the vertical lines, and the width of the picture."""
    widths, _ = _sizes(planned)
    across = []
    here = HEADER
    for column in range(planned.columns + 1):
        half = GUTTER + laid.breadth.get((1, 2 * column), 0.0) / 2 + (12 if column in planned.headings else 0)
        across.append(here + half)
        here += 2 * half
        if column < planned.columns:
            across.append(here + widths[column] / 2)
            here += widths[column]
    return across, here + 8


def _rows(planned: Plan, laid: Tracks) -> tuple[list[float], list[float], list[float], list[tuple[str, float]]]:
    """Places of the horizontal lines, tops and bottoms of the rows, and the named lines between the bands."""
    _, heights = _sizes(planned)
    down: list[float] = []
    tops: list[float] = []
    bottoms: list[float] = []
    borders: list[tuple[str, float]] = []
    here = TITLE
    before: str | None = None
    for place, row in enumerate(planned.rows):
        if row.first and before is not None:
            for line in _lines_between(before, row.kind):
                here += LINE_ROOM
                borders.append((line, here))
        tops.append(here)
        above = CHANNEL + laid.breadth.get((0, 3 * place), 0.0) / 2
        below = CHANNEL + laid.breadth.get((0, 3 * place + 2), 0.0) / 2
        height = heights[place]
        need = _header_height(planned, place) - 2 * (above + below) - height
        above += max(need, 0) / 4
        below += max(need, 0) / 4
        down += [here + above, here + 2 * above + height / 2, here + 2 * above + height + below]
        here += 2 * above + height + 2 * below
        bottoms.append(here)
        before = row.kind
    return down, tops, bottoms, borders


def _header_height(planned: Plan, place: int) -> float:
    """Room that the name of a lane needs, in either language; its first row gives it."""
    if not planned.rows[place].first:
        return 0.0
    counts = [header_lines(planned, language)[place] for language in ("en", "zh")]
    return max(text.height(len(names), 14) + text.height(len(kinds), 11) for names, kinds in counts) + 16


def header_lines(planned: Plan, language: str) -> dict[int, tuple[list[str], list[str]]]:
    """Return the names at the left: by first row of each lane: lines of its name and of what it is."""
    found: dict[int, tuple[list[str], list[str]]] = {}
    for place, row in enumerate(planned.rows):
        if not row.first:
            continue
        if row.lane is None:
            found[place] = (text.wrap(capital(say(EVIDENCE, language)), HEADER - 32, 14, bold=True), [])
            continue
        kind = say(f"kind.{row.lane.kind}", language) + (f" · {say('automatic', language)}" if row.lane.automatic else "")
        told = [kind, *_hours(planned, row.lane.calendar, language)]
        found[place] = (
            text.wrap(row.lane.name.text(language), HEADER - 32, 14, bold=True),
            [line for each in told for line in text.wrap(each, HEADER - 32, 11)],
        )
    return found


def _hours(planned: Plan, calendar: str | None, language: str) -> list[str]:
    """When a lane is at work, as far as the blueprint says so; every hour of every day is not said."""
    if calendar is None or calendar == "always":
        return []
    stated = next((each for each in planned.calendars if each.id == calendar), None)
    if stated is None:
        return [say("calendar", language, calendar)]
    return [opening_hours(stated.hours, language), *([say("holidays", language, stated.region)] if stated.region else [])]


def _lines_between(above: str, below: str) -> list[str]:
    """Names of the lines between two bands; none below the evidence."""
    if above == EVIDENCE:
        return []
    kinds: list[str] = list(KINDS)
    return list(LINES[kinds.index(above) : kinds.index(below)])


def _spots(
    path: Sequence[Point], way: int, laid: Tracks, across: Sequence[float], down: Sequence[float], source: Box, target: Box
) -> list[shapes.Spot]:
    """The corners of a way in the picture, from the outline of its source to the outline of its target."""
    bent = corners(path)
    lines = []
    for place, (one, two) in enumerate(pairwise(bent)):
        level = one[1] == two[1]
        offset = laid.offsets[way, place]
        lines.append((level, (down[one[1]] if level else across[one[0]]) + offset))
    spots: list[shapes.Spot] = []
    for box, end, (level, at), onward in ((source, bent[0], lines[0], bent[1]), (target, bent[-1], lines[-1], bent[-2])):
        x, y = across[end[0]], down[end[1]]
        axis = 0 if level else 1
        reach = box.reach(axis, at - (y if level else x)) * (1 if onward[axis] > end[axis] else -1)
        spots.append((x + reach, at) if level else (at, y + reach))
    between = [(two[1], one[1]) if one[0] else (one[1], two[1]) for one, two in pairwise(lines)]
    return [spots[0], *between, spots[1]]


def capital(words: str) -> str:
    """Return words with a capital at the begin."""
    return words[:1].upper() + words[1:]
