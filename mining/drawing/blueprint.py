"""The service blueprint as the classic picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mining.blueprint.model import KINDS, LINES, Blueprint
from mining.drawing import boxes, shapes, text
from mining.drawing.boxes import Box
from mining.drawing.legend import legend
from mining.drawing.overlay import Overlay
from mining.drawing.plan import EVIDENCE, Plan, plan
from mining.drawing.routing import Cell, Grid, Point, Wire, corners, routes
from mining.drawing.tracks import Line, Tracks, tracks
from mining.drawing.traffic import cases_on_arrows
from mining.drawing.words import say

__all__ = ["Overlay", "draw"]

PAPER = {
    "evidence": "#fafafa", "customer": "#fff8ea", "frontstage": "#edf5fa", "backstage": "#f0f5ee",
    "support": "#f5f1f8", "external": "#f3f3f1",
}  # fmt: skip
STROKES = {
    "interaction": 'stroke="#333" stroke-width="2"',
    "visibility": 'stroke="#333" stroke-width="1.8" stroke-dasharray="12 6"',
    "internal interaction": 'stroke="#333" stroke-width="1.8" stroke-dasharray="2.5 4.5"',
    "external": 'stroke="#333" stroke-width="1.8" stroke-dasharray="12 4 2.5 4"',
}
HEADER = 168.0
"""Width of the column with the names of the lanes."""
TITLE = 72.0
LINE_ROOM = 22.0
"""Height kept free for each named line."""
CHANNEL, GUTTER = 10.0, 17.0
"""Least half width of a channel between rows, between columns: an arrow head fits."""
THIN, THICK = 1.4, 6.0
"""Widths of the arrows with the fewest and the most cases."""


@dataclass(frozen=True)
class _Lengths:
    """Where the lines of the grid lie in the picture."""

    across: list[float]
    down: list[float]
    row_tops: list[float]
    row_bottoms: list[float]
    borders: list[tuple[str, float]]
    width: float
    bottom: float


def draw(blueprint: Blueprint, *, overlay: Overlay | None = None, language: str = "en") -> str:
    """Return the classic picture of a blueprint as SVG text.

    Physical evidence on top; below it the lanes, from the customer inwards, with the named lines between their kinds;
    steps from left to right in designed order, each in its first lane. Arrows are square and run around the boxes; loops
    return on them. Steps that may happen anytime, or with which a case may end, stand on the right, dashed.

    Args:
        blueprint: the design.
        overlay: figures of a log to be laid over it.
        language: ``en`` or ``zh``; names without that language appear as they are.

    Returns:
        SVG text without links to anything outside, the same for the same arguments.
    """
    planned = plan(blueprint, overlay=overlay, language=language)
    wires = _wires(planned)
    grid = _grid(planned)
    paths = routes(grid, wires)
    nets = [wire.net for wire in wires]
    laid = tracks(paths, nets, lambda line, point: _room(planned, line, point))
    lengths = _measure(planned, laid)
    title = blueprint.name.text(language)
    body = _bands(planned, lengths, language) + _headings(planned, lengths, language)
    body += _arrows(planned, wires, paths, laid, lengths, overlay)
    for (column, row), box in planned.boxes.items():
        body += boxes.render(box, lengths.across[2 * column + 1], lengths.down[3 * row + 1])
    key, key_height = legend(planned, overlay, language=language, top=lengths.bottom + 16, width=lengths.width)
    return shapes.picture(
        lengths.width,
        lengths.bottom + 16 + key_height,
        _title(blueprint, overlay, language, lengths.width) + body + key,
        title=title,
    )


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
    for place, row in enumerate(planned.rows):
        if row.lane is None and len(planned.rows) and not planned.evidence:
            heights[place] = max(heights[place], 24.0)
    return widths, heights


def _room(planned: Plan, line: Line, point: Point) -> float:
    box = planned.boxes.get((point[0] // 2, point[1] // 3))
    return box.room(line[0]) if box is not None else float("inf")


def _header_lines(planned: Plan, language: str) -> dict[int, tuple[list[str], list[str]]]:
    """By first row of each lane: lines of its name and of what it is."""
    found = {}
    for place, row in enumerate(planned.rows):
        if not row.first:
            continue
        if row.lane is None:
            found[place] = (text.wrap(_capital(say(EVIDENCE, language)), HEADER - 32, 14, bold=True), [])
            continue
        kind = say(f"kind.{row.lane.kind}", language) + (f" · {say('automatic', language)}" if row.lane.automatic else "")
        found[place] = (
            text.wrap(row.lane.name.text(language), HEADER - 32, 14, bold=True),
            text.wrap(kind, HEADER - 32, 11),
        )
    return found


def _measure(planned: Plan, laid: Tracks, language: str = "en") -> _Lengths:
    widths, heights = _sizes(planned)
    across = []
    here = HEADER
    for column in range(planned.columns + 1):
        half = GUTTER + laid.breadth.get((1, 2 * column), 0.0) / 2
        if column in planned.headings:
            half += 12
        across.append(here + half)
        here += 2 * half
        if column < planned.columns:
            across.append(here + widths[column] / 2)
            here += widths[column]
    down, tops, bottoms = [], [], []
    borders: list[tuple[str, float]] = []
    here_y = TITLE
    before: str | None = None
    for place, row in enumerate(planned.rows):
        if row.first and before is not None:
            for line in _lines_between(before, row.kind):
                here_y += LINE_ROOM
                borders.append((line, here_y))
        tops.append(here_y)
        above = CHANNEL + laid.breadth.get((0, 3 * place), 0.0) / 2
        below = CHANNEL + laid.breadth.get((0, 3 * place + 2), 0.0) / 2
        height = heights[place]
        need = _header_height(planned, place) - 2 * (above + below) - height
        above += max(need, 0) / 4
        below += max(need, 0) / 4
        down += [here_y + above, here_y + 2 * above + height / 2, here_y + 2 * above + height + below]
        here_y += 2 * above + height + 2 * below
        bottoms.append(here_y)
        before = row.kind
    return _Lengths(across, down, tops, bottoms, borders, here + 8, here_y)


def _header_height(planned: Plan, place: int) -> float:
    """Room that the name of a lane needs, in either language; shared out to the rows of a lane by giving it all to the first."""
    if not planned.rows[place].first:
        return 0.0
    counts = [_header_lines(planned, language)[place] for language in ("en", "zh")]
    return max(text.height(len(names), 14) + text.height(len(kinds), 11) for names, kinds in counts) + 16


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lines_between(above: str, below: str) -> list[str]:
    """Names of the lines between two bands; none below the evidence."""
    if above == EVIDENCE:
        return []
    kinds: list[str] = list(KINDS)
    return list(LINES[kinds.index(above) : kinds.index(below)])


def _bands(planned: Plan, lengths: _Lengths, language: str) -> str:
    drawn = ""
    for place, row in enumerate(planned.rows):
        top, bottom = lengths.row_tops[place], lengths.row_bottoms[place]
        if place + 1 < len(planned.rows) and row.last:
            bottom = lengths.row_tops[place + 1]
        drawn += shapes.rect(0, top, lengths.width, bottom - top, style=f'fill="{PAPER[row.kind]}"')
        if row.first and place and row.kind == planned.rows[place - 1].kind:
            drawn += shapes.straight(0, top, lengths.width, top, 'stroke="#bbb" stroke-width="1"')
    drawn += shapes.straight(0, lengths.row_tops[0], lengths.width, lengths.row_tops[0], 'stroke="#bbb"')
    for name, y in lengths.borders:
        drawn += shapes.straight(0, y, lengths.width, y, STROKES[name])
        drawn += text.line(_capital(say(f"line.{name}", language)), 16, y - 6, 11.5, italic=True, fill="#333")
    for place, (names, kinds) in _header_lines(planned, language).items():
        last = next(end for end in range(place, len(planned.rows)) if planned.rows[end].last)
        high = text.height(len(names), 14) + text.height(len(kinds), 11)
        start = (lengths.row_tops[place] + lengths.row_bottoms[last]) / 2 - high / 2
        drawn += text.lines(names, 16, start, 14, bold=True)
        drawn += text.lines(kinds, 16, start + text.height(len(names), 14), 11, fill=shapes.GREY)
    return drawn


def _headings(planned: Plan, lengths: _Lengths, language: str) -> str:
    """Words above the columns that stand apart, and a line before them."""
    drawn = ""
    limits = [*sorted(planned.headings), planned.columns]
    for column, after in pairwise(limits):
        left = lengths.across[2 * column]
        room = lengths.across[2 * after - 1] - left + boxes.STEP_WIDTH / 2
        drawn += shapes.straight(
            left, TITLE, left, lengths.bottom, 'stroke="#999" stroke-dasharray="1 5" stroke-width="1.4"'
        )
        words = text.wrap(_capital(say(planned.headings[column], language)), room, 12, bold=True)
        drawn += text.lines(words, left + 8, TITLE + 6, 12, bold=True, fill=shapes.GREY)
    return drawn


def _title(blueprint: Blueprint, overlay: Overlay | None, language: str, width: float) -> str:
    words = [say("version", language, blueprint.version)] if blueprint.version else []
    words += [blueprint.owner] if blueprint.owner else []
    under = overlay.subtitle if overlay is not None and overlay.subtitle else " · ".join(words)
    drawn = text.line(blueprint.name.text(language), 16, 32, 21, bold=True)
    return drawn + (text.line(under, 16, 54, 12.5, fill=shapes.GREY) if under else "")


def spots_of(
    path: Sequence[Point], way: int, laid: Tracks, across: list[float], down: list[float], source: Box, target: Box
) -> list[shapes.Spot]:
    """The corners of a way in the picture, from the outline of its source to the outline of its target."""
    bent = corners(path)
    lines = []
    for place, (one, two) in enumerate(pairwise(bent)):
        level = one[1] == two[1]
        offset = laid.offsets[way, place]
        lines.append((level, (down[one[1]] if level else across[one[0]]) + offset))
    spots: list[shapes.Spot] = []
    for box, end, (level, place), onward in ((source, bent[0], lines[0], bent[1]), (target, bent[-1], lines[-1], bent[-2])):
        x, y = across[end[0]], down[end[1]]
        axis = 0 if level else 1
        offset = place - (y if level else x)
        reach = box.reach(axis, offset)
        towards = 1 if onward[axis] > end[axis] else -1
        spots.append((x + towards * reach, place) if level else (place, y + towards * reach))
    between = [(two[1], one[1]) if one[0] else (one[1], two[1]) for one, two in pairwise(lines)]
    return [spots[0], *between, spots[1]]


def _arrows(
    planned: Plan, wires: list[Wire], paths: list[list[Point]], laid: Tracks, lengths: _Lengths, overlay: Overlay | None
) -> str:
    cases = cases_on_arrows(planned.graph, overlay.arrows) if overlay is not None and overlay.arrows is not None else None
    most = max(cases, default=0) if cases else 0
    drawn = []
    for way, (wire, path) in enumerate(zip(wires, paths, strict=True)):
        spots = spots_of(
            path, way, laid, lengths.across, lengths.down, _box(planned, wire.source), _box(planned, wire.target)
        )
        if wire.kind == "hint":
            drawn.append((0, shapes.way(spots, breadth=1, style='stroke-dasharray="1.5 3.5"', colour="#8a8a8a")))
            continue
        count = cases[way] if cases else None
        breadth = THIN + (THICK - THIN) * count / most if count is not None and most else 1.8
        dashes = 'stroke-dasharray="7 3.5"' if wire.kind == "back" else ""
        said = "" if count is None else f"<title>{text.number(count)}</title>"
        arrow = shapes.way(spots, breadth=breadth, style=dashes, head=9 + breadth * 0.9, colour="#4a4a4a")
        drawn.append((1, f"<g>{said}{arrow}</g>"))
    return "".join(piece for _, piece in sorted(drawn, key=lambda each: each[0]))


def _box(planned: Plan, cell: Cell) -> Box:
    return planned.boxes[cell]
