"""How the boxes of the blueprint picture look; each meaning has a shape of its own, so that grey print keeps it."""

from __future__ import annotations

from math import cos, pi, sin

from mining.drawing import shapes, text
from mining.drawing.boxes import BAR, GATEWAY, NAME, RIGHT_MARKS, SLANT, SMALL, TINY, Box, Mark
from mining.drawing.overlay import LEVELS

SHADES = ("#fff", "#fff3dd", "#fee2ba", "#fccd92", "#f5b468", "#e99a43")
"""From no value to the highest; their greys fall evenly from 100 to 70 per cent, and dark text is read on each."""
SQUARE = 5.0
"""Size of the squares that say the same as the shade."""
SQUARES_WIDE = LEVELS * (SQUARE + 1) + 3
"""They leave free the middle of the edge, where arrows arrive (`Box.room`)."""
MARKS_APART = 17.0


def render(box: Box, x: float, y: float) -> str:
    """Draw a box around its centre."""
    left, top = x - box.width / 2, y - box.height / 2
    outline = "#b3261e" if box.alarmed else "#9a9a9a" if box.faint else "#555"
    stroke = f'stroke="{outline}" stroke-width="{2.2 if box.alarmed else 1.2}"' + (
        ' stroke-dasharray="6 4"' if box.dashed else ""
    )
    centre = [item.lines for item in box.items]
    match box.shape:
        case "gateway":
            drawn = gateway_sign(box.kind, x, y)
            lines = centre[0] if centre else ()
            return drawn + text.lines(lines, x, y + GATEWAY + 2, SMALL, anchor="middle", fill=shapes.INK)
        case "mark":
            thick = 1.8 if box.kind == "start" else 4
            ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="#fff" stroke="#222" stroke-width="{thick}"/>'
            return ring + (
                shapes.polygon([(x - 3.5, y - 5), (x + 5.5, y), (x - 3.5, y + 5)], 'fill="#222"')
                if box.kind == "start"
                else ""
            )
        case "tag":
            body = shapes.rect(
                left, top, box.width, box.height, radius=9, style='fill="#fff" stroke="#777" stroke-width="1"'
            )
            return body + text.lines(centre[0], x, top + 4, SMALL, anchor="middle", fill=shapes.INK)
        case "evidence":
            right, fold = left + box.width, 10
            sheet = [
                (left, top),
                (right - fold, top),
                (right, top + fold),
                (right, top + box.height),
                (left, top + box.height),
            ]
            folded = shapes.path(f"M{right - fold:.1f} {top:.1f}v{fold}h{fold}", 'fill="none" stroke="#888"')
            return (
                shapes.polygon(sheet, 'fill="#fff" stroke="#888"')
                + folded
                + text.lines(centre[0], x, top + 9, SMALL, anchor="middle", fill=shapes.INK)
            )
    if box.shape == "wait":
        right, bottom = left + box.width, top + box.height
        upper, lower = [(left + SLANT, top), (right - SLANT, top)], [(right - SLANT, bottom), (left + SLANT, bottom)]
        hexagon = [*upper, (right, y), *lower, (left, y)]
        drawn = shapes.polygon(hexagon, f'fill="{SHADES[box.level or 0]}" {stroke}')
    else:
        drawn = shapes.rect(left, top, box.width, box.height, radius=7, style=f'fill="{SHADES[box.level or 0]}" {stroke}')
    if box.level is not None:
        drawn += squares(box.level, left + box.width - (SLANT if box.shape == "wait" else 11), top + box.height)
    return f"<g><title>{text.safe(box.title)}</title>{drawn}{_signs(box, left, top)}{_contents(box, x, top)}</g>"


def squares(level: int, right: float, middle: float) -> str:
    """Five small squares, as many of them filled as the level says: the shade once more, for print in grey."""
    left = right - SQUARES_WIDE
    style = 'fill="#fff" stroke="#777" stroke-width="0.8"'
    drawn = shapes.rect(left, middle - 4.5, SQUARES_WIDE, 9, radius=2.5, style=style)
    for place in range(LEVELS):
        ink = "#333" if place < level else "#e4e4e4"
        drawn += shapes.rect(left + 2 + place * (SQUARE + 1), middle - SQUARE / 2, SQUARE, SQUARE, style=f'fill="{ink}"')
    return drawn


def gateway_sign(kind: str, x: float = 0.0, y: float = 0.0) -> str:
    """A gateway: a lozenge with what it means in it."""
    size = GATEWAY
    drawn = shapes.polygon(
        [(x, y - size), (x + size, y), (x, y + size), (x - size, y)], 'fill="#fff" stroke="#444" stroke-width="1.4"'
    )
    strong = 'stroke="#222" stroke-width="2.2" fill="none" stroke-linecap="round"'
    match kind:
        case "together":
            return drawn + shapes.path(f"M{x - 6:.1f} {y:.1f}h12M{x:.1f} {y - 6:.1f}v12", strong)
        case "any of":
            return drawn + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" {strong}/>'
        case "repeat":
            spot = f"M{x + 5:.1f} {y - 2:.1f}A5.4 5.4 0 1 0 {x + 5:.1f} {y + 2:.1f}"
            return drawn + shapes.path(spot, strong) + shapes.arrow_head((x + 5.4, y - 9), (x + 5.4, y + 0.5), 6, "#222")
        case _:
            return drawn + shapes.path(f"M{x - 4.5:.1f} {y - 4.5:.1f}l9 9m0 -9l-9 9", strong)


def _signs(box: Box, left: float, top: float) -> str:
    drawn = ""
    place, right = left + 15, left + box.width - 15
    if box.ends:
        drawn += f'<circle cx="{right:.1f}" cy="{top:.1f}" r="6" fill="#fff" stroke="#222" stroke-width="3"/>'
        right -= MARKS_APART
    for mark in box.marks:
        if mark in RIGHT_MARKS:
            drawn += sign(mark, right, top)
            right -= MARKS_APART
        else:
            drawn += sign(mark, place, top)
            place += MARKS_APART
    return drawn


def sign(mark: Mark, x: float, y: float) -> str:
    """The sign of a mark: each has a shape of its own."""
    thin = 'stroke="#222" stroke-width="1.2"'
    match mark:
        case "touchpoint" | "by its lane":
            disc = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.6" fill="#e0a100" stroke="#222" stroke-width="0.8"/>'
            ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6.5" fill="#fff" {thin}/>'
            return ring + (disc if mark == "touchpoint" else "")
        case "key touchpoint":
            spots = [
                (x + r * sin(k * pi / 5), y - r * cos(k * pi / 5)) for k in range(10) for r in (8.5 if k % 2 == 0 else 3.9,)
            ]
            return shapes.polygon(spots, f'fill="#e0a100" {thin}')
        case "control":
            box = shapes.rect(x - 6, y - 6, 12, 12, radius=1.5, style=f'fill="#fff" {thin}')
            tick = f"M{x - 3.2:.1f} {y:.1f}l2.4 2.8l4.2 -5.6"
            return box + shapes.path(tick, 'fill="none" stroke="#222" stroke-width="1.7"')
        case "fail point":
            ring = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="7" fill="#b3261e" stroke="#fff" stroke-width="1"/>'
            letter = f"M{x - 2:.1f} {y + 4:.1f}V{y - 3.6:.1f}H{x + 3:.1f}M{x - 2:.1f} {y + 0.2:.1f}H{x + 2.2:.1f}"
            return ring + shapes.path(letter, 'fill="none" stroke="#fff" stroke-width="1.7"')
        case "wait point":
            glass = [(x - 6, y - 7), (x + 6, y - 7), (x - 6, y + 7), (x + 6, y + 7)]
            return shapes.polygon(glass, f'fill="#fff" {thin} stroke-linejoin="round"') + shapes.polygon(
                [(x, y + 1), (x + 4.2, y + 5.6), (x - 4.2, y + 5.6)], 'fill="#222"'
            )


def _contents(box: Box, x: float, top: float) -> str:
    here = top + 9 + (box.height - 18 - sum(item.height for item in box.items)) / 2
    drawn = ""
    ink = shapes.GREY if box.faint else shapes.INK
    grey = shapes.GREY if (box.level or 0) < 3 else "#333"
    for item in box.items:
        match item.kind:
            case "name":
                drawn += text.lines(item.lines, x, here, NAME, bold=True, anchor="middle", fill=ink)
            case "note":
                drawn += text.lines(item.lines, x, here, SMALL, anchor="middle", fill=grey)
            case "count":
                drawn += text.lines(item.lines, x, here, SMALL, bold=True, anchor="middle", fill=ink)
            case "bar":
                inner = box.width - (2 * SLANT + 14 if box.shape == "wait" else 20)
                start = x - inner / 2
                drawn += shapes.straight(
                    start, here + 3 + BAR, start + inner, here + 3 + BAR, 'stroke="#bbb" stroke-width="0.8"'
                )
                for hours, fill in zip(item.hours, (shapes.hatched, shapes.solid, shapes.crossed), strict=True):
                    long = inner * hours / box.scale if box.scale else 0.0
                    drawn += fill(start, here + 3, long, BAR)
                    start += long
                drawn += text.lines(item.lines, x, here + BAR + 5, TINY, anchor="middle", fill=grey)
            case "pill":
                wide = max(text.width(line, SMALL, bold=True) for line in item.lines) + 24 if item.lines else 24
                high = text.height(len(item.lines), SMALL) + 4
                start = x - wide / 2
                drawn += shapes.rect(
                    start,
                    here + 3,
                    wide,
                    high,
                    radius=min(8, high / 2),
                    style='fill="#fdeceb" stroke="#b3261e" stroke-width="1.3"',
                )
                drawn += shapes.polygon(
                    [(start + 10, here + 7), (start + 15, here + 15), (start + 5, here + 15)], 'fill="#b3261e"'
                )
                drawn += text.lines(item.lines, x + 6, here + 5, SMALL, bold=True, anchor="middle", fill="#8c1d18")
        here += item.height
    return drawn
