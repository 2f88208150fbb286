"""The band below the lanes with targets, penalty and rules: each time as a span between the columns of its two steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mining.blueprint.model import Blueprint
from mining.drawing import shapes, text
from mining.drawing.promises import promises
from mining.drawing.scene import HEADER, Scene, capital
from mining.drawing.words import say

SIZE = 12.0
NARROWEST = 250.0
"""Words of a shorter span stand as wide as this."""
GAP = 18.0
PADDING = 12.0
SPAN = 12.0
"""Height of the line of a span, below its words."""


@dataclass(frozen=True)
class Entry:
    """One promise with its place below the top of the band: its words, and its span, if it has one.

    `begins`, `ends`: whether the span has its end there, or goes on outside of what is shown.
    """

    lines: tuple[str, ...]
    x: float
    top: float
    span: tuple[float, float] | None
    begins: bool = True
    ends: bool = True

    @property
    def width(self) -> float:
        """Of the words."""
        return max(text.width(line, SIZE) for line in self.lines)

    @property
    def height(self) -> float:
        """Of words and span."""
        return text.height(len(self.lines), SIZE) + (SPAN if self.span else 0)

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where it goes."""
        left, right = self.span or (self.x, self.x)
        return min(self.x, left), max(self.x + self.width, right)


def entries(laid: Scene, blueprint: Blueprint, language: str) -> tuple[Entry, ...]:
    """Give each promise a place where it lies over no other: the first level from above with room for it.

    A span that begins or ends outside of the part of the picture that is shown goes on to its edge; one that lies outside
    altogether is left to the part in which it lies.
    """
    placed: list[Entry] = []
    for promise in promises(blueprint, language):
        span, inside = None, (True, True)
        first, second = laid.spans.get(promise.first or ""), laid.spans.get(promise.second or "")
        if first is not None and second is not None:
            ends = sorted((first[0], second[1]))
            if ends[1] < HEADER or ends[0] > laid.width:
                continue
            span = (max(ends[0], HEADER + 4), min(ends[1], laid.width - 4))
            inside = (span[0] == ends[0], span[1] == ends[1])
        room = max(NARROWEST, span[1] - span[0]) if span else laid.width - HEADER - 2 * GAP
        lines = tuple(text.wrap(promise.words, room, SIZE))
        wide = max(text.width(line, SIZE) for line in lines)
        x = HEADER + GAP if span is None else max(min((span[0] + span[1] - wide) / 2, laid.width - wide - GAP), HEADER + GAP)
        placed.append(_lowered(Entry(lines, x, 0.0, span, *inside), placed))
    return tuple(placed)


def _lowered(entry: Entry, placed: Sequence[Entry]) -> Entry:
    """The entry at the highest place where it meets none of those placed."""
    left, right = entry.reach
    beside = [other for other in placed if other.reach[0] < right + GAP and left < other.reach[1] + GAP]
    for top in sorted({0.0, *(other.top + other.height + 8 for other in beside)}):
        if all(top >= other.top + other.height + 8 or top + entry.height + 8 <= other.top for other in beside):
            return replace(entry, top=top)
    raise AssertionError("below all others there is always room")


def band(laid: Scene, blueprint: Blueprint, language: str) -> tuple[str, float]:
    """Return the band as SVG, from the end of the last lane, and its height; nothing where nothing is promised."""
    shown = entries(laid, blueprint, language)
    if not shown:
        return "", 0.0
    heading = text.wrap(capital(say("promises", language)), HEADER - 32, 14, bold=True)
    inside = max(*(entry.top + entry.height for entry in shown), text.height(len(heading), 14))
    high = inside + 2 * PADDING
    drawn = shapes.rect(0, laid.bottom, laid.width, high, style='fill="#fff"')
    drawn += shapes.straight(0, laid.bottom, laid.width, laid.bottom, 'stroke="#bbb"')
    drawn += shapes.straight(0, laid.bottom + high, laid.width, laid.bottom + high, 'stroke="#bbb"')
    drawn += text.lines(heading, 16, laid.bottom + PADDING, 14, bold=True)
    for entry in shown:
        top = laid.bottom + PADDING + entry.top
        drawn += text.lines(entry.lines, entry.x, top, SIZE, fill="#333")
        if entry.span is not None:
            drawn += _span(entry, top + text.height(len(entry.lines), SIZE) + SPAN / 2)
    return drawn, high


def _span(entry: Entry, y: float) -> str:
    """A line with an upright at each end and a head at the right one."""
    assert entry.span is not None
    left, right = entry.span
    uprights = [x for x, there in ((left, entry.begins), (right, entry.ends)) if there]
    drawn = "".join(shapes.straight(x, y - 5, x, y + 5, 'stroke="#333" stroke-width="1.4"') for x in uprights)
    if right - left < 1:
        return drawn
    return drawn + shapes.way([(left, y), (right, y)], breadth=1.4, style="", head=min(8, right - left), colour="#333")
