"""The legend of the blueprint picture: what is in the picture, and nothing else."""

from __future__ import annotations

from mining.drawing import box_shapes, boxes, shapes, text
from mining.drawing.boxes import Mark
from mining.drawing.overlay import LEVELS, Overlay
from mining.drawing.plan import Plan
from mining.drawing.words import say

SIZE = 12.0
SIGN = 36.0
"""Width kept for the sign in front of the words."""
MARK_KEYS: dict[Mark, str] = {
    "key touchpoint": "key_touchpoint",
    "touchpoint": "touchpoint",
    "by its lane": "by_its_lane",
    "control": "control",
    "fail point": "fail_point",
    "wait point": "wait_point",
}
TOLD_ONLY = ("key_scale", "key_counts", "key_share", "key_counts_share")
"""Words without a sign."""
OF_KEY = {key: mark for mark, key in MARK_KEYS.items()}


def legend(planned: Plan, overlay: Overlay | None, *, language: str, top: float, width: float) -> tuple[str, float]:
    """Return the legend as SVG and its height."""
    drawn, x, y = "", 16.0, top
    for key in _keys(planned, overlay):
        words = say(key, language)
        wide = (0 if key in TOLD_ONLY else SIGN) + text.width(words, SIZE) + 30
        if x + wide > width and x > 16:
            x, y = 16.0, y + 27
        sign = _sign(key, x, y + 11)
        drawn += sign + text.line(words, x + (SIGN if sign else 0), y + 15.5, SIZE, fill="#333")
        x += wide
    if overlay is not None and overlay.shade is not None:
        scale, long = _scale(overlay, language)
        if x + long > width and x > 16:
            x, y = 16.0, y + 27
        drawn += f'<g transform="translate({x:.1f} {y:.1f})">{scale}</g>'
    return drawn, y - top + 38


def _scale(overlay: Overlay, language: str) -> tuple[str, float]:
    """The shades with their squares and the highest value of each, and how long all of it is."""
    assert overlay.shade is not None
    words = say(f"key_shade_{overlay.shade[0]}", language)
    drawn, x = text.line(words, 0, 15.5, SIZE, fill="#333"), text.width(words, SIZE) + 14
    for level in range(1, LEVELS + 1):
        limit = f"≤ {text.number(_limit(overlay, level))}"
        drawn += shapes.rect(
            x, 3, 28, 15, radius=4, style=f'fill="{box_shapes.SHADES[level]}" stroke="#555" stroke-width="1"'
        )
        drawn += box_shapes.squares(level, x + 34 + box_shapes.SQUARES_WIDE, 10.5)
        drawn += text.line(limit, x + 74, 15.5, SIZE, fill="#333")
        x += 74 + text.width(limit, SIZE) + 18
    return drawn, x


def _limit(overlay: Overlay, level: int) -> float:
    """The highest value that is shaded so; whole where the values are large enough."""
    value = overlay.most * level / LEVELS
    return round(value) if overlay.most >= 10 * LEVELS else value


def _keys(planned: Plan, overlay: Overlay | None) -> list[str]:
    shown = planned.boxes.values()
    kinds = {node.kind for node in planned.graph.nodes}
    marks = {mark for box in shown for mark in box.marks}
    keys = ["flow.start", "flow.end"]
    keys += [key for mark, key in MARK_KEYS.items() if mark in marks]
    keys += ["wait_state"] if any(box.shape == "wait" for box in shown) else []
    keys += [f"flow.{kind.replace(' ', '_')}" for kind in ("either", "together", "any of", "repeat") if kind in kinds]
    keys += ["key_back"] if any(arrow.kind == "back" for arrow in planned.graph.arrows) else []
    keys += ["key_again"] if any(box.faint for box in shown) else []
    keys += sorted(set(planned.headings.values()))
    if overlay is not None:
        said, bars, pills = (
            [item for box in shown for item in box.items if item.kind == kind] for kind in ("count", "bar", "pill")
        )
        keys += [f"key_{'_'.join(each for each in ('counts', 'share') if each in overlay.show)}"] if said else []
        for place, key in enumerate(("key_waiting", "key_work", "key_rework")):
            keys += [key] if any(item.hours[place] for item in bars) else []
        keys += ["key_scale"] if bars else []
        keys += ["deviation"] if pills else []
        keys += ["key_arrows"] if overlay.widths is not None else []
    return keys


def _sign(key: str, x: float, y: float) -> str:
    """The sign in front of a legend's words, 30 wide."""
    dashed = 'fill="#fff" stroke="#555" stroke-width="1.2" stroke-dasharray="5 3"'
    match key:
        case "flow.start" | "flow.end":
            return _small(box_shapes.render(boxes.mark_box(key[5:]), 0, 0), x, y)
        case "flow.either" | "flow.together" | "flow.any_of" | "flow.repeat":
            return _small(box_shapes.gateway_sign(key[5:].replace("_", " ")), x, y)
        case key if key in OF_KEY:
            return box_shapes.sign(OF_KEY[key], x + 14, y)
        case "wait_state":
            return shapes.polygon(
                [(x + 6, y - 7), (x + 22, y - 7), (x + 28, y), (x + 22, y + 7), (x + 6, y + 7), (x, y)],
                'fill="#fff" stroke="#555" stroke-width="1.2"',
            )
        case "key_back":
            return shapes.way([(x, y), (x + 28, y)], breadth=1.8, style='stroke-dasharray="7 3.5"', head=9, colour="#4a4a4a")
        case "key_again":
            return shapes.rect(x, y - 7, 28, 14, radius=4, style='fill="#fff" stroke="#9a9a9a" stroke-width="1.2"')
        case "key_anytime" | "not_in_flow":
            return shapes.rect(x, y - 7, 28, 14, radius=4, style=dashed)
        case "key_may_end":
            ring = f'<circle cx="{x + 20:.1f}" cy="{y - 6:.1f}" r="5" fill="#fff" stroke="#222" stroke-width="2.6"/>'
            return shapes.rect(x, y - 7, 28, 14, radius=4, style=dashed) + ring
        case "key_waiting":
            return shapes.hatched(x, y - 5, 28, 10)
        case "key_work":
            return shapes.solid(x, y - 5, 28, 10)
        case "key_rework":
            return shapes.crossed(x, y - 5, 28, 10)
        case "deviation":
            pill = shapes.rect(x, y - 8, 28, 16, radius=8, style='fill="#fdeceb" stroke="#b3261e" stroke-width="1.3"')
            return pill + shapes.polygon([(x + 14, y - 5), (x + 19, y + 4), (x + 9, y + 4)], 'fill="#b3261e"')
        case "key_arrows":
            return shapes.way([(x, y - 4), (x + 28, y - 4)], breadth=1.4, style="", head=8, colour="#4a4a4a") + shapes.way(
                [(x, y + 5), (x + 28, y + 5)], breadth=5, style="", head=12, colour="#4a4a4a"
            )
    return ""


def _small(drawn: str, x: float, y: float) -> str:
    return f'<g transform="translate({x + 14:.1f} {y:.1f}) scale(0.73)">{drawn}</g>'
