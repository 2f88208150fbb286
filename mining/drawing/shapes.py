"""Shapes in SVG, without ids, so that many pictures may stand on one page."""

from __future__ import annotations

from collections.abc import Sequence

from mining.drawing import text

Spot = tuple[float, float]
INK, GREY = "#222", "#5d5d5d"
WAITING_PAPER, WAITING_INK, WORK, REWORK = "#fbe3c4", "#c06d0c", "#34779b", "#7a2a3a"
UNKNOWN_INK, STATE_INK = "#8a8a8a", "#6c5b93"


def rect(x: float, y: float, width: float, height: float, *, radius: float = 0, style: str = 'fill="none"') -> str:
    """A rectangle."""
    rounded = f' rx="{radius:g}"' if radius else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}"{rounded} {style}/>'


def path(d: str, style: str) -> str:
    """A path."""
    return f'<path d="{d}" {style}/>'


def polygon(spots: Sequence[Spot], style: str) -> str:
    """A closed outline."""
    return path("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in spots) + "Z", style)


def straight(x1: float, y1: float, x2: float, y2: float, style: str) -> str:
    """A straight line."""
    return path(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", style)


def diagonals(x: float, y: float, width: float, height: float, *, apart: float = 5, rising: bool = True) -> str:
    """Return the path data of slanting lines that fill a rectangle."""
    pieces = []
    offset = apart / 2
    while offset < width + height:
        left, right = max(0.0, offset - height), min(offset, width)
        if right - left > 0.2:
            low, high = offset - left, offset - right
            y1, y2 = (y + low, y + high) if rising else (y + height - low, y + height - high)
            pieces.append(f"M{x + left:.1f} {y1:.1f}L{x + right:.1f} {y2:.1f}")
        offset += apart
    return "".join(pieces)


def hatched(x: float, y: float, width: float, height: float, *, paper: str = WAITING_PAPER, ink: str = WAITING_INK) -> str:
    """A hatched rectangle: waiting."""
    if width <= 0:
        return ""
    lines = diagonals(x, y, width, height)
    return (
        rect(x, y, width, height, style=f'fill="{paper}"')
        + (path(lines, f'stroke="{ink}" stroke-width="1.7" fill="none"') if lines else "")
        + rect(x, y, width, height, style=f'fill="none" stroke="{ink}" stroke-width="0.8"')
    )


def crossed(x: float, y: float, width: float, height: float) -> str:
    """A cross-hatched dark rectangle: rework."""
    if width <= 0:
        return ""
    lines = diagonals(x, y, width, height, apart=6) + diagonals(x, y, width, height, apart=6, rising=False)
    return rect(x, y, width, height, style=f'fill="{REWORK}"') + (
        path(lines, 'stroke="#fff" stroke-width="0.9" fill="none"') if lines else ""
    )


def solid(x: float, y: float, width: float, height: float) -> str:
    """A plain dark rectangle: work."""
    return rect(x, y, width, height, style=f'fill="{WORK}"') if width > 0 else ""


def dotted(x: float, y: float, width: float, height: float, *, ink: str = UNKNOWN_INK) -> str:
    """A pale rectangle with upright lines: not told apart."""
    if width <= 0:
        return ""
    marks, place = [], x + 2.5
    while place < x + width - 0.5:
        marks.append(f"M{place:.1f} {y:.1f}V{y + height:.1f}")
        place += 5
    return rect(x, y, width, height, style=f'fill="#f1f1f1" stroke="{ink}" stroke-width="0.8"') + (
        path("".join(marks), f'stroke="{ink}" stroke-width="1" stroke-dasharray="1.5 2.5" fill="none"') if marks else ""
    )


def way(
    spots: Sequence[Spot], *, breadth: float, style: str, head: float = 0.0, colour: str = "#555", radius: float = 7
) -> str:
    """A line along spots with rounded corners and, at the end, an arrow head `head` long."""
    spots = list(spots)
    tip, before = spots[-1], spots[-2]
    if head:
        length = max(abs(tip[0] - before[0]) + abs(tip[1] - before[1]), 1e-6)
        along = ((tip[0] - before[0]) / length, (tip[1] - before[1]) / length)
        spots[-1] = (tip[0] - along[0] * head * 0.8, tip[1] - along[1] * head * 0.8)
    d = f"M{spots[0][0]:.1f} {spots[0][1]:.1f}"
    for (ax, ay), (bx, by), (cx, cy) in zip(spots, spots[1:], spots[2:], strict=False):
        first, second = abs(bx - ax) + abs(by - ay), abs(cx - bx) + abs(cy - by)
        bend = min(radius, first / 2, second / 2)
        if bend < 0.5:
            d += f"L{bx:.1f} {by:.1f}"
            continue
        d += f"L{bx - (bx - ax) / first * bend:.1f} {by - (by - ay) / first * bend:.1f}"
        d += f"Q{bx:.1f} {by:.1f} {bx + (cx - bx) / second * bend:.1f} {by + (cy - by) / second * bend:.1f}"
    d += f"L{spots[-1][0]:.1f} {spots[-1][1]:.1f}"
    drawn = path(d, f'fill="none" stroke="{colour}" stroke-width="{breadth:.1f}" {style}')
    return drawn + (arrow_head(before, tip, head, colour) if head else "")


def arrow_head(before: Spot, tip: Spot, size: float, colour: str) -> str:
    """A filled triangle whose tip is `tip`, pointing away from `before`."""
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = max((dx * dx + dy * dy) ** 0.5, 1e-6)
    dx, dy = dx / length, dy / length
    back = (tip[0] - dx * size, tip[1] - dy * size)
    half = size * 0.46
    return polygon(
        [tip, (back[0] - dy * half, back[1] + dx * half), (back[0] + dy * half, back[1] - dx * half)], f'fill="{colour}"'
    )


def picture(width: float, height: float, body: str, *, title: str, description: str = "") -> str:
    """The whole picture, on white, with its name and what it shows for screen readers."""
    told = f"<desc>{text.safe(description)}</desc>" if description else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" '
        f'height="{height:.0f}" font-family="{text.FONTS}" role="img"><title>{text.safe(title)}</title>{told}'
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>{body}</svg>'
    )
