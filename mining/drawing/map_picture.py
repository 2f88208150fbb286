"""One picture of a process map: boxes, smooth paths around them, labels in places of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Literal

from mining.drawing import shapes, text
from mining.drawing.layered import Edge, Layout, layout
from mining.drawing.lengths import duration
from mining.drawing.map_selection import BEGIN, END, Path, Selection
from mining.drawing.words import say

Measure = Literal["count", "median"]
NAME, FIGURE, LABEL = 13.0, 11.0, 11.0
ROOM = 168.0
"""Width beyond which names of activities are wrapped."""
MARGIN = 24.0
THIN, THICK = 1.2, 7.0
NARROWEST = 300.0
"""A captioned picture is at least so wide."""
DARK = 0.74
"""Shade from which white letters have more contrast than black ones."""
TOLD = 12
"""Paths told in words."""
LOOP = 26.0
"""How far a self-loop stands out."""


@dataclass(frozen=True)
class _Node:
    """An activity or a mark as a box; `right` holds the room of its self-loop."""

    name: str
    lines: tuple[str, ...]
    figures: str
    width: float
    height: float
    loop: Path | None
    loop_room: float
    shade: float


def render(chosen: Selection, *, language: str, measures: Sequence[Measure], captioned: bool = False) -> str:
    """Draw a selection; with two measures, the labels of both stand in groups of the classes ``by-count``, ``by-median``.

    Captioned, the picture says below itself how much of the log it shows, and what its numbers are.
    """
    if not chosen.activities:
        nothing = say("nothing", language)
        return shapes.picture(240, 60, text.line(nothing, 24, 36, NAME, fill=shapes.GREY), title=nothing)
    nodes = _nodes(chosen, language)
    place = {node.name: k for k, node in enumerate(nodes)}
    drawn_paths = [path for path in chosen.paths if path.source != path.target]
    words = [{measure: _label(path, measure, language) for measure in measures} for path in drawn_paths]
    edges = [
        Edge(
            place[path.source],
            place[path.target],
            float(path.count),
            max((text.width(word, LABEL, bold=True) for word in each.values()), default=0.0) + 8,
        )
        for path, each in zip(drawn_paths, words, strict=True)
    ]
    sizes = [(node.width / 2, node.width / 2 + node.loop_room, node.height) for node in nodes]
    laid = layout(sizes, edges, first=place.get(BEGIN), last=place.get(END))
    spots = _ways(nodes, edges, laid)
    body = ""
    for index in sorted(range(len(edges)), key=lambda k: (drawn_paths[k].count, k)):
        body += _path(drawn_paths[index], spots[index], drawn_paths, measures[0], language)
    for node, (x, y) in zip(nodes, laid.centres, strict=True):
        body += _box(node, x, y, chosen, measures, language)
    for path, each, (x, y) in zip(drawn_paths, words, laid.labels, strict=True):
        body += _labels(each, x, y, bold=_weight(path, drawn_paths, measures[0]) > 0.4)
    moved = f'<g transform="translate({MARGIN:g} {MARGIN:g})">{body}</g>'
    height = laid.height + 2 * MARGIN
    width = laid.width + 2 * MARGIN
    if captioned:
        stop = "。" if language == "zh" else ". "
        told = caption(chosen, language) + stop + say(f"map_key_{measures[0]}", language)
        width = max(width, NARROWEST)
        lines = text.wrap(told, width - 2 * MARGIN, FIGURE)
        moved += text.lines(lines, MARGIN, height, FIGURE, fill=shapes.GREY)
        height += text.height(len(lines), FIGURE) + MARGIN / 2
    return shapes.picture(
        width,
        height,
        moved,
        title=caption(chosen, language),
        description=described(chosen, language),
    )


def described(chosen: Selection, language: str) -> str:
    """Return the activities and the most frequent paths of the map in words, for those who do not see it."""
    between = "；" if language == "zh" else "; "
    names = [f"{name}: {text.number(instances)}" for name, instances, _ in chosen.activities]
    inner = [path for path in chosen.paths if path.source != BEGIN and path.target != END]
    inner.sort(key=lambda path: (-path.count, path.source, path.target))
    ways = [say("edge_title", language, path.source, path.target, text.number(path.count)) for path in inner[:TOLD]]
    return between.join([*names, *ways])


def caption(chosen: Selection, language: str) -> str:
    """Return how much of the log the map shows, in words."""
    return say(
        "shown",
        language,
        len(chosen.activities),
        chosen.all_activities,
        text.number(chosen.shown_paths),
        text.number(chosen.all_paths),
    )


def _label(path: Path, measure: Measure, language: str) -> str:
    if measure == "count":
        return text.number(path.count)
    if BEGIN in (path.source, path.target) or END in (path.source, path.target):
        return ""
    return "–" if path.median is None else duration(path.median.total_seconds(), language)


def _nodes(chosen: Selection, language: str) -> list[_Node]:
    loops = {path.source: path for path in chosen.paths if path.source == path.target}
    most = max((instances for _, instances, _ in chosen.activities), default=1)
    nodes = []
    for name, instances, _ in chosen.activities:
        lines = tuple(text.wrap(name, ROOM, NAME, bold=True)) or ("–",)
        figures = text.number(instances)
        wide = max([*(text.width(line, NAME, bold=True) for line in lines), text.width(figures, FIGURE), 64.0]) + 24
        loop = loops.get(name)
        room = 0.0
        if loop is not None:
            names = (_label(loop, "count", language), _label(loop, "median", language))
            room = LOOP + 4 + max(text.width(each, LABEL) for each in names)
        high = text.height(len(lines), NAME) + text.height(1, FIGURE) + 14
        nodes.append(_Node(name, lines, figures, wide, high, loop, room, instances / most))
    marks = [BEGIN] if any(path.source == BEGIN for path in chosen.paths) else []
    marks += [END] if any(path.target == END for path in chosen.paths) else []
    return nodes + [_Node(mark, (), "", 26.0, 26.0, None, 0.0, 0.0) for mark in marks]


def _ways(nodes: Sequence[_Node], edges: Sequence[Edge], laid: Layout) -> list[list[shapes.Spot]]:
    """Whole ways: from the outline of the source over the way points to the outline of the target.

    Ways that meet a node on one side are spread over that side in the order in which they arrive.
    """
    meeting: dict[tuple[int, int], list[tuple[float, int, bool]]] = defaultdict(list)
    for index, edge in enumerate(edges):
        side = -1 if laid.upward[index] else 1
        points = laid.ways[index]
        meeting[edge.source, side].append((points[0][0], index, True))
        meeting[edge.target, -side].append((points[-1][0], index, False))
    ends: dict[tuple[int, bool], shapes.Spot] = {}
    for (node, side), met in meeting.items():
        x, y = laid.centres[node]
        half = nodes[node].width / 2 - 12 if nodes[node].lines else 0.0
        wished = [min(max(at, x - half), x + half) for at, _, _ in sorted(met)]
        apart = min(9.0, 2 * half / max(len(met) - 1, 1))
        for (_, index, leaves), at in zip(sorted(met), _spread(wished, apart, x - half, x + half), strict=True):
            ends[index, leaves] = (at, y + side * nodes[node].height / 2)
    return [[ends[index, True], *laid.ways[index], ends[index, False]] for index in range(len(edges))]


def _spread(wished: Sequence[float], apart: float, low: float, high: float) -> list[float]:
    """Places at least `apart`, near those wished for (ascending), within low and high."""
    places = list(wished)
    for k in range(1, len(places)):
        places[k] = max(places[k], places[k - 1] + apart)
    if places and places[-1] > high:
        places[-1] = max(high, low)
        for k in range(len(places) - 2, -1, -1):
            places[k] = min(places[k], places[k + 1] - apart)
    return places


def _path(path: Path, spots: Sequence[shapes.Spot], others: Sequence[Path], measure: Measure, language: str) -> str:
    weight = _weight(path, others, measure)
    breadth = THIN + (THICK - THIN) * weight
    colour = _shade(weight, (150, 156, 162), (44, 62, 80))
    marked = path.source == BEGIN or path.target == END
    head = 8 + breadth
    spots = list(spots)
    (tip_x, tip_y), (_, before_y) = spots[-1], spots[-2]
    towards = 1 if tip_y > before_y else -1
    end = (tip_x, tip_y - towards * head * 0.8)
    data = _curve([*spots[:-1], end])
    dashed = f' stroke-dasharray="{4 + 1.6 * breadth:.1f} {3 + 0.6 * breadth:.1f}"' if marked else ""
    marks = {BEGIN: say("flow.start", language), END: say("flow.end", language)}
    names = (marks.get(path.source, path.source), marks.get(path.target, path.target))
    said = text.safe(say("edge_title", language, *names, text.number(path.count)))
    return (
        f"<g><title>{said}</title>"
        + shapes.path(data, f'fill="none" stroke="{colour}" stroke-width="{breadth:.1f}"{dashed}')
        + shapes.arrow_head((tip_x, tip_y - towards * head), (tip_x, tip_y), head, colour)
        + "</g>"
    )


def _weight(path: Path, others: Sequence[Path], measure: Measure) -> float:
    """0 to 1: how broad a path is drawn."""
    if measure == "count":
        most = max(other.count for other in others)
        return float((path.count / most) ** 0.7)
    longest = max((other.median or timedelta(0) for other in others), default=timedelta(0))
    return float(((path.median or timedelta(0)) / longest) ** 0.5) if longest else 0.0


def _shade(weight: float, light: tuple[int, int, int], dark: tuple[int, int, int]) -> str:
    mixed = (round(one + (two - one) * weight) for one, two in zip(light, dark, strict=True))
    return "#" + "".join(f"{part:02x}" for part in mixed)


def box_fill(shade: float) -> str:
    """The colour of an activity's box, from few instances (0) to most (1)."""
    return _shade(shade, (244, 248, 251), (36, 88, 124))


def _curve(spots: Sequence[shapes.Spot]) -> str:
    """A smooth line, upright at each spot: between two spots it never leaves the rectangle that they span."""
    d = f"M{spots[0][0]:.1f} {spots[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(spots):
        if abs(x2 - x1) < 0.05:
            d += f"L{x2:.1f} {y2:.1f}"
        else:
            half = (y1 + y2) / 2
            d += f"C{x1:.1f} {half:.1f} {x2:.1f} {half:.1f} {x2:.1f} {y2:.1f}"
    return d


def _box(node: _Node, x: float, y: float, chosen: Selection, measures: Sequence[Measure], language: str) -> str:
    if node.name in (BEGIN, END):
        thick = 1.8 if node.name == BEGIN else 4
        ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="12" fill="#fff" stroke="#222" stroke-width="{thick}"/>'
        play = shapes.polygon([(x - 4, y - 5.5), (x + 6, y), (x - 4, y + 5.5)], 'fill="#222"') if node.name == BEGIN else ""
        said = say("flow.start" if node.name == BEGIN else "flow.end", language)
        return f"<g><title>{said}</title>{ring}{play}</g>"
    left, top = x - node.width / 2, y - node.height / 2
    dark = node.shade > DARK
    fill = box_fill(node.shade)
    loop = "" if node.loop is None else _loop(node, x, y, chosen, measures, language)
    box = shapes.rect(
        left, top, node.width, node.height, radius=7, style=f'fill="{fill}" stroke="#3d5668" stroke-width="1.2"'
    )
    ink = "#fff" if dark else "#1d1d1d"
    words = text.lines(node.lines, x, top + 6, NAME, bold=True, anchor="middle", fill=ink)
    words += text.lines((node.figures,), x, top + 7 + text.height(len(node.lines), NAME), FIGURE, anchor="middle", fill=ink)
    return f"<g>{loop}<g><title>{text.safe(node.name)}</title>{box}{words}</g></g>"


def _loop(node: _Node, x: float, y: float, chosen: Selection, measures: Sequence[Measure], language: str) -> str:
    """The path of an activity to itself, on its right."""
    path = node.loop
    assert path is not None
    weight = _weight(path, chosen.paths, measures[0])
    breadth, colour = THIN + (THICK - THIN) * min(weight, 0.6), _shade(weight, (150, 156, 162), (44, 62, 80))
    edge, high = x + node.width / 2, min(node.height / 2 - 8, 14)
    head = 7 + breadth
    out, up, down = edge + LOOP, y - high, y + high
    d = f"M{edge:.1f} {up:.1f}C{out:.1f} {up - 6:.1f} {out:.1f} {down + 6:.1f} {edge + head * 0.7:.1f} {down:.1f}"
    drawn = shapes.path(d, f'fill="none" stroke="{colour}" stroke-width="{breadth:.1f}"')
    drawn += shapes.arrow_head((edge + head, y + high + 1), (edge, y + high), head, colour)
    words = {measure: _label(path, measure, language) for measure in measures}
    said = text.safe(say("edge_title", language, path.source, path.target, text.number(path.count)))
    return f"<g><title>{said}</title>{drawn}</g>" + _labels(words, edge + LOOP - 2, y, anchor="start")


def _labels(words: dict[Measure, str], x: float, y: float, *, anchor: str = "middle", bold: bool = False) -> str:
    drawn = ""
    for measure, word in words.items():
        if not word:
            continue
        wide = text.width(word, LABEL, bold=bold) + 4
        start = x - wide / 2 if anchor == "middle" else x
        paper = shapes.rect(start, y - 7.5, wide, 15, radius=3, style='fill="#fff"')
        piece = paper + text.line(word, start + wide / 2, y + 4, LABEL, anchor="middle", fill="#222", bold=bold)
        drawn += piece if len(words) == 1 else f'<g class="by-{measure}">{piece}</g>'
    return drawn
