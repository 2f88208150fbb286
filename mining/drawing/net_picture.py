"""A Petri net as a picture, from left to right: places as circles, steps as boxes, silent transitions as dark bars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from mining.blueprint.net import Net
from mining.conformance.net import net_of_pm4py
from mining.drawing import shapes, text
from mining.drawing.layered import Edge, Layout, layout
from mining.drawing.picture import Picture
from mining.drawing.words import say

NAME, SMALL = 13.0, 11.0
ROOM = 132.0
"""Width beyond which names of steps are wrapped."""
PLACE = 11.0
"""Radius of a place."""
BAR = (10.0, 34.0)
"""Width and height of a silent transition."""
MARGIN, FOOT = 24.0, 34.0
INK, ARC = "#3d5668", "#5b6670"


def draw(net: Net, *, language: str = "en", title: str = "") -> Picture:
    """Return the picture of an accepting Petri net as SVG text.

    The tokens of the initial marking stand in its places; places that hold a token in a final marking have a double ring.

    Args:
        net: the net; transitions without label are silent.
        language: ``en`` or ``zh``, of the legend.
        title: of the picture, for screen readers; none: that it is a Petri net.
    """
    named = title or say("net_title", language)
    if not net.labels and not net.places:
        nothing = say("nothing", language)
        return Picture(shapes.picture(240, 60, text.line(nothing, 24, 36, NAME, fill=shapes.GREY), title=named))
    lines = [_lines(label) for label in net.labels]
    sizes = [(2 * PLACE, 2 * PLACE)] * len(net.places) + [_size(each) for each in lines]
    arcs = _arcs(net)
    begin = [place for place, tokens in enumerate(net.initial) if tokens]
    ends = sorted({place for final in net.finals for place, tokens in enumerate(final) if tokens})
    filled = {place for side in net.outputs for place, _ in side}
    emptied = {place for side in net.inputs for place, _ in side}
    laid = _across(
        layout(
            [(high / 2, high / 2, wide) for wide, high in sizes],
            [arc for arc, _ in arcs],
            first=begin[0] if len(begin) == 1 and begin[0] not in filled else None,
            last=ends[0] if len(ends) == 1 and ends != begin and ends[0] not in emptied else None,
            label_height=2.0,
            gap=16.0,
        )
    )
    ways = _ways(sizes, [arc for arc, _ in arcs], laid)
    body = ""
    for spots, (_, weight) in zip(ways, arcs, strict=True):
        body += _arc(spots, weight)
    for place, (x, y) in enumerate(laid.centres[: len(net.places)]):
        body += _place(net, place, x, y)
    for label, words, size, (x, y) in zip(
        net.labels, lines, sizes[len(net.places) :], laid.centres[len(net.places) :], strict=True
    ):
        body += _transition(label, words, size, x, y)
    key, long = _legend(language)
    wide, high = max(laid.width, long) + 2 * MARGIN, laid.height + 2 * MARGIN + FOOT
    moved = f'<g transform="translate({MARGIN:g} {MARGIN:g})">{body}</g>'
    below = f'<g transform="translate({MARGIN:g} {laid.height + MARGIN + FOOT:.1f})">{key}</g>'
    steps = ("、" if language == "zh" else ", ").join(net.steps)
    counted = say("net_counted", language, len(net.places), sum(label is not None for label in net.labels), steps)
    return Picture(shapes.picture(wide, high, moved + below, title=named, description=counted))


def draw_model(net: Any, initial: Any, final: Any, *, language: str = "en", title: str = "") -> Picture:
    """Return the picture of pm4py's net with its initial and final marking (`mining.discovery.miners.Model`)."""
    return draw(net_of_pm4py(net, initial, final), language=language, title=title)


def _lines(label: str | None) -> tuple[str, ...]:
    return () if label is None else tuple(text.wrap(label, ROOM, NAME, bold=True)) or ("–",)


def _size(lines: Sequence[str]) -> tuple[float, float]:
    if not lines:
        return BAR
    wide = max(text.width(line, NAME, bold=True) for line in lines)
    return max(wide + 22, 64.0), text.height(len(lines), NAME) + 16


def _arcs(net: Net) -> list[tuple[Edge, int]]:
    """Arcs between positions of places and, behind them, of transitions, each once with its weight."""
    first = len(net.places)
    found = []
    for place, (inputs, outputs) in enumerate(zip(net.inputs, net.outputs, strict=True)):
        found += [(Edge(source, first + place, 1.0, 0.0), weight) for source, weight in inputs]
        found += [(Edge(first + place, target, 1.0, 0.0), weight) for target, weight in outputs]
    return found


def _across(laid: Layout) -> Layout:
    """A layout from top to bottom, turned to run from left to right."""
    return Layout(
        tuple((y, x) for x, y in laid.centres),
        tuple(tuple((y, x) for x, y in way) for way in laid.ways),
        tuple((y, x) for x, y in laid.labels),
        laid.upward,
        laid.height,
        laid.width,
    )


def _ways(sizes: Sequence[tuple[float, float]], arcs: Sequence[Edge], laid: Layout) -> list[list[shapes.Spot]]:
    """Whole ways; those that meet a box on one side are spread over it in the order in which they arrive."""
    meeting: dict[tuple[int, int], list[tuple[float, int, bool]]] = defaultdict(list)
    for index, arc in enumerate(arcs):
        side = -1 if laid.upward[index] else 1
        meeting[arc.source, side].append((laid.ways[index][0][1], index, True))
        meeting[arc.target, -side].append((laid.ways[index][-1][1], index, False))
    ends: dict[tuple[int, bool], shapes.Spot] = {}
    for (node, side), met in meeting.items():
        x, y = laid.centres[node]
        wide, high = sizes[node]
        is_place = (wide, high) == (2 * PLACE, 2 * PLACE)
        apart = min(7.0 if is_place else 8.0, (high - 8) / max(len(met) - 1, 1))
        for number, (_, index, leaves) in enumerate(sorted(met)):
            beside = (number - (len(met) - 1) / 2) * apart
            reach = (PLACE * PLACE - beside * beside) ** 0.5 if is_place else wide / 2
            ends[index, leaves] = (x + side * reach, y + beside)
    return [[ends[index, True], *laid.ways[index], ends[index, False]] for index in range(len(arcs))]


def _arc(spots: Sequence[shapes.Spot], weight: int) -> str:
    """A smooth line, level at each spot, with a head."""
    head = 8.0
    spots = list(spots)
    (tip_x, tip_y), (before_x, _) = spots[-1], spots[-2]
    towards = 1 if tip_x > before_x else -1
    ended = [*spots[:-1], (tip_x - towards * head * 0.8, tip_y)]
    d = f"M{ended[0][0]:.1f} {ended[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(ended):
        half = (x1 + x2) / 2
        d += f"L{x2:.1f} {y2:.1f}" if abs(y2 - y1) < 0.05 else f"C{half:.1f} {y1:.1f} {half:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    drawn = shapes.path(d, f'fill="none" stroke="{ARC}" stroke-width="1.4"')
    drawn += shapes.arrow_head((tip_x - towards * head, tip_y), (tip_x, tip_y), head, ARC)
    if weight > 1:
        (x1, y1), (x2, y2) = spots[len(spots) // 2 - 1], spots[len(spots) // 2]
        drawn += text.line(str(weight), (x1 + x2) / 2, (y1 + y2) / 2 - 4, SMALL, bold=True, anchor="middle")
    return drawn


def _place(net: Net, place: int, x: float, y: float) -> str:
    tokens = net.initial[place]
    ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{PLACE:g}" fill="#fff" stroke="{INK}" stroke-width="1.6"/>'
    if any(final[place] for final in net.finals):
        ring += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{PLACE - 3.5:g}" fill="none" stroke="{INK}" stroke-width="1.6"/>'
    if tokens == 1:
        ring += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="#222"/>'
    elif tokens > 1:
        ring += text.line(str(tokens), x, y + 4, SMALL, bold=True, anchor="middle")
    return f"<g><title>{text.safe(net.places[place])}</title>{ring}</g>"


def _transition(label: str | None, lines: Sequence[str], size: tuple[float, float], x: float, y: float) -> str:
    wide, high = size
    if label is None:
        return shapes.rect(x - wide / 2, y - high / 2, wide, high, radius=1, style='fill="#333"')
    box = shapes.rect(
        x - wide / 2, y - high / 2, wide, high, radius=5, style=f'fill="#eef4f9" stroke="{INK}" stroke-width="1.4"'
    )
    words = text.lines(lines, x, y - text.height(len(lines), NAME) / 2, NAME, bold=True, anchor="middle")
    return f"<g><title>{text.safe(label)}</title>{box}{words}</g>"


def _legend(language: str) -> tuple[str, float]:
    ring = f'<circle cx="14" cy="0" r="8" fill="#fff" stroke="{INK}" stroke-width="1.6"/>'
    signs = {
        "net_begin": ring + '<circle cx="14" cy="0" r="3.5" fill="#222"/>',
        "net_end": ring + f'<circle cx="14" cy="0" r="5" fill="none" stroke="{INK}" stroke-width="1.6"/>',
        "net_step": shapes.rect(0, -8, 28, 16, radius=4, style=f'fill="#eef4f9" stroke="{INK}" stroke-width="1.4"'),
        "net_silent": shapes.rect(10, -9, 7, 18, radius=1, style='fill="#333"'),
    }
    drawn, x = "", 0.0
    for key, sign in signs.items():
        words = say(key, language)
        drawn += f'<g transform="translate({x:.1f} 0)">{sign}</g>' + text.line(words, x + 36, 4.5, 12, fill="#333")
        x += 36 + text.width(words, 12) + 26
    return drawn, x
