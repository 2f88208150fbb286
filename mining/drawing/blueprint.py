"""The service blueprint as the classic picture."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from mining.blueprint.model import Blueprint
from mining.drawing import box_shapes, boxes, shapes, text
from mining.drawing.legend import legend
from mining.drawing.overlay import Overlay
from mining.drawing.picture import Picture
from mining.drawing.plan import ordered_lanes, plan
from mining.drawing.promise_band import band
from mining.drawing.promises import name_of
from mining.drawing.scene import HEADER, TITLE, Scene, capital, header_lines, scene
from mining.drawing.words import say

Outline = tuple[float, float, float, float]
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
AGAIN = 1300.0
"""Distance after which the names of the lanes are repeated."""
LEGEND_WIDTH = 1240.0
"""The legend breaks its lines there, so that it is seen whole where a wide picture is moved in a window."""
NARROWEST = 560.0
"""No picture is narrower; longer titles are wrapped."""
THIN, THICK = 1.4, 6.0
"""Widths of the arrows with the fewest and the most cases."""


def draw(blueprint: Blueprint, *, overlay: Overlay | None = None, language: str = "en") -> Picture:
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
    laid = scene(plan(blueprint, overlay=overlay, language=language))
    return of_scene(laid, blueprint, overlay=overlay, language=language, title=blueprint.name.text(language))


def of_scene(laid: Scene, blueprint: Blueprint, *, overlay: Overlay | None, language: str, title: str) -> Picture:
    """Return the picture of what has its place already, be it the whole service or a part of it."""
    laid = replace(laid, width=max(laid.width, NARROWEST))
    titles = text.wrap(title, laid.width - 32, 21, bold=True)
    under = text.wrap(_under(blueprint, overlay, language), laid.width - 32, 12.5)
    body = _bands(laid, language) + _headings(laid, language)
    body += _names_again(laid, language) + _arrows(laid, overlay)
    for cell, box in laid.plan.boxes.items():
        body += box_shapes.render(box, *laid.centre(cell))
    promised, promised_height = band(laid, blueprint, language)
    below = laid.bottom + promised_height + 16
    key, key_height = legend(laid.plan, overlay, language=language, top=below, width=min(laid.width, LEGEND_WIDTH))
    body += promised + key
    head = text.lines(titles, 16, 12, 21, bold=True)
    head += text.lines(under, 16, 15 + text.height(len(titles), 21), 12.5, fill=shapes.GREY)
    lower = text.height(max(len(titles), 1) - 1, 21) + text.height(max(len(under), 1) - 1, 12.5)
    if lower:
        body = f'<g transform="translate(0 {lower:.1f})">{body}</g>'
    told = described(laid, language, blueprint)
    return Picture(shapes.picture(laid.width, below + key_height + lower, head + body, title=title, description=told))


def described(laid: Scene, language: str, blueprint: Blueprint) -> str:
    """Return what the picture shows for those who do not see it: the lanes from the customer inwards, the steps in order."""
    between = "、" if language == "zh" else ", "
    lanes = between.join(
        f"{lane.name.text(language)} ({say(f'kind.{lane.kind}', language)})" for lane in ordered_lanes(blueprint)
    )
    in_flow = (node.step for node in laid.plan.graph.nodes if node.step)
    ids = dict.fromkeys([*in_flow, *(step.id for step in blueprint.steps)])
    steps = between.join(name_of(step, blueprint, language) for step in ids)
    return say("description", language, lanes, steps)


def _bands(laid: Scene, language: str) -> str:
    drawn = ""
    for place, row in enumerate(laid.plan.rows):
        top, bottom = laid.row_tops[place], laid.row_bottoms[place]
        if place + 1 < len(laid.plan.rows) and row.last:
            bottom = laid.row_tops[place + 1]
        drawn += shapes.rect(0, top, laid.width, bottom - top, style=f'fill="{PAPER[row.kind]}"')
        if row.first and place and row.kind == laid.plan.rows[place - 1].kind:
            drawn += shapes.straight(0, top, laid.width, top, 'stroke="#bbb" stroke-width="1"')
    drawn += shapes.straight(0, laid.row_tops[0], laid.width, laid.row_tops[0], 'stroke="#bbb"')
    for name, y in laid.borders:
        drawn += shapes.straight(0, y, laid.width, y, STROKES[name])
        drawn += text.line(capital(say(f"line.{name}", language)), 16, y - 6, 11.5, italic=True, fill="#333")
    for place, (names, kinds) in header_lines(laid.plan, language).items():
        last = next(end for end in range(place, len(laid.plan.rows)) if laid.plan.rows[end].last)
        high = text.height(len(names), 14) + text.height(len(kinds), 11)
        start = (laid.row_tops[place] + laid.row_bottoms[last]) / 2 - high / 2
        drawn += text.lines(names, 16, start, 14, bold=True)
        drawn += text.lines(kinds, 16, start + text.height(len(names), 14), 11, fill=shapes.GREY)
    return drawn


def _headings(laid: Scene, language: str) -> str:
    """Words above the columns that stand apart, and a line before them."""
    drawn = ""
    limits = [*sorted(laid.plan.headings), laid.plan.columns]
    for column, after in pairwise(limits):
        left = laid.across[2 * column]
        room = min(laid.across[2 * after - 1] + boxes.STEP_WIDTH / 2, laid.width - 10) - left
        drawn += shapes.straight(left, TITLE, left, laid.bottom, 'stroke="#999" stroke-dasharray="1 5" stroke-width="1.4"')
        words = text.wrap(capital(say(laid.plan.headings[column], language)), room, 12, bold=True)
        drawn += text.lines(words, left + 8, TITLE + 6, 12, bold=True, fill=shapes.GREY)
    return drawn


def _under(blueprint: Blueprint, overlay: Overlay | None, language: str) -> str:
    """What stands below the title: the cases of a log, else the version, the owner and the scope of the design."""
    if overlay is not None and overlay.subtitle:
        return overlay.subtitle
    words = [say("version", language, blueprint.version)] if blueprint.version else []
    words += [blueprint.owner] if blueprint.owner else []
    scope = blueprint.scope
    if scope.starts is not None and scope.ends is not None:
        words.append(say("scope", language, scope.starts.text(language), scope.ends.text(language)))
    words += [say("scope_without", language, each.text(language)) for each in scope.excludes]
    return " · ".join(words)


def _names_again(laid: Scene, language: str) -> str:
    """Names of the lanes once more along a wide picture, small, where nothing else stands."""
    if laid.width < 2 * AGAIN:
        return ""
    outlines = [laid.outline(cell) for cell in laid.plan.boxes]
    taken = [(left - 8, top - 8, right + 8, bottom + 8) for left, top, right, bottom in outlines]
    for piece in laid.pieces:
        for (x1, y1), (x2, y2) in pairwise(piece.spots):
            taken.append((min(x1, x2) - 4, min(y1, y2) - 4, max(x1, x2) + 4, max(y1, y2) + 4))
    drawn = ""
    for place, row in enumerate(laid.plan.rows):
        if row.lane is None or not row.first:
            continue
        name = row.lane.name.text(language)
        wide, top = text.width(name, 11), laid.row_tops[place] + 4
        wished = HEADER + AGAIN
        while wished + wide < laid.width - 60:
            tries = [wished + step * 24 * sign for step in range(20) for sign in (1, -1)]
            tries = [x for x in tries if HEADER <= x <= laid.width - wide - 8]
            x = next((x for x in tries if not any(_meet((x, top, x + wide, top + 14), other) for other in taken)), None)
            if x is not None:
                drawn += text.line(name, x, top + 10, 11, fill="#767676")
            wished += AGAIN
    return drawn


def _meet(one: Outline, two: Outline) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _arrows(laid: Scene, overlay: Overlay | None) -> str:
    cases = overlay.widths if overlay is not None else None
    most = max(cases, default=0) if cases else 0
    hints, arrows = "", ""
    for piece in laid.pieces:
        wire = laid.wires[piece.way]
        if wire.kind == "hint":
            hints += shapes.way(piece.spots, breadth=1, style='stroke-dasharray="1.5 3.5"', colour="#8a8a8a")
            continue
        count = cases[piece.way] if cases else None
        breadth = THIN + (THICK - THIN) * count / most if count is not None and most else 1.8
        dashes = 'stroke-dasharray="7 3.5"' if wire.kind == "back" else ""
        said = "" if count is None else f"<title>{text.number(count)}</title>"
        head = 9 + breadth * 0.9 if piece.arrives else 0.0
        arrows += f"<g>{said}{shapes.way(piece.spots, breadth=breadth, style=dashes, head=head, colour='#4a4a4a')}</g>"
    return hints + arrows
