"""Boxes of the blueprint picture: what stands in them, how large they are. Those of steps: `mining.drawing.step_boxes`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mining.blueprint.names import Name
from mining.drawing import text
from mining.drawing.flow_graph import Node
from mining.drawing.words import say

Shape = Literal["step", "wait", "gateway", "mark", "tag", "evidence"]
Mark = Literal["key touchpoint", "touchpoint", "by its lane", "control", "fail point", "wait point"]
"""Small signs on the upper edge of a step, the first four from the left, the others from the right."""
RIGHT_MARKS: tuple[Mark, ...] = ("fail point", "wait point")
STEP_WIDTH = 144.0
NAME, SMALL, TINY = 13.5, 11.0, 10.5
BAR = 9.0
GATEWAY = 15.0
"""Half the diagonal of a gateway."""
SLANT = 12.0
"""How far the sides of a wait state stand out."""


@dataclass(frozen=True)
class Item:
    """One thing in a box, from top to bottom: lines of text, a bar, or a pill."""

    kind: Literal["name", "note", "count", "bar", "pill"]
    lines: tuple[str, ...] = ()
    hours: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def size(self) -> float:
        """Font size."""
        return {"name": NAME, "note": SMALL, "count": SMALL, "bar": TINY, "pill": SMALL}[self.kind]

    @property
    def height(self) -> float:
        """Room it takes, with the gap below."""
        lines = text.height(len(self.lines), self.size)
        return lines + {"name": 1, "note": 1, "count": 1, "bar": BAR + 7, "pill": 9}[self.kind]


@dataclass(frozen=True)
class Box:
    """A box without a place yet.

    Attributes:
        dashed: it stands apart from the flow.
        faint: its figures stand elsewhere.
        alarmed: something deviates here.
        ends: the case may end with it.
        marks: small signs on the upper edge.
        scale: hours of the longest bar of the picture.
        level: 0 to 5, how dark it is shaded; None: the picture shades nothing.
    """

    shape: Shape
    width: float
    height: float
    items: tuple[Item, ...] = ()
    kind: str = ""
    dashed: bool = False
    faint: bool = False
    alarmed: bool = False
    ends: bool = False
    marks: tuple[Mark, ...] = ()
    scale: float = 0.0
    level: int | None = None
    title: str = ""

    def reach(self, axis: int, offset: float) -> float:
        """How far the outline lies from the centre, for a way along `axis` (0: horizontal) `offset` beside the middle."""
        half = (self.width if axis == 0 else self.height) / 2
        if self.shape == "gateway":
            return max(GATEWAY - abs(offset), 0.0)
        if self.shape == "mark":
            return float(max(half * half - offset * offset, 0.0) ** 0.5)
        if self.shape == "wait" and axis == 0:
            return half - SLANT * min(abs(offset) / (self.height / 2), 1.0)
        return half

    def room(self, axis: int) -> float:
        """How far beside the middle a way along `axis` may meet the outline."""
        if self.shape in ("gateway", "mark"):
            return GATEWAY - 5 if self.shape == "gateway" else self.width / 2 - 4
        across = self.height if axis == 0 else self.width
        return max(across / 2 - (8 if axis == 0 else 46 if self.shape in ("step", "wait") else 10), 2.0)


def loop_words(at_most: int, language: str) -> str:
    """Return how often a loop may be taken; -1: without limit."""
    return say("repeats_freely", language) if at_most < 0 else say("repeats", language, at_most)


def gateway_box(node: Node, *, language: str) -> Box:
    """Return the box of a gateway; its question stands below it."""
    words = [node.text.text(language)] if node.text is not None else []
    if node.at_most is not None:
        words.append(loop_words(node.at_most, language))
    lines = tuple(line for each in words for line in text.wrap(each, 92, SMALL))
    width = max(2 * GATEWAY, *(text.width(line, SMALL) for line in lines)) if lines else 2 * GATEWAY
    return Box(
        "gateway",
        width,
        2 * GATEWAY + 2 * text.height(len(lines), SMALL),
        (Item("note", lines),) if lines else (),
        node.kind,
    )


def tag_box(name: Name, *, language: str) -> Box:
    """Return the box of the value that leads into a branch."""
    lines = tuple(text.wrap(name.text(language), 86, SMALL))
    width = max((text.width(line, SMALL) for line in lines), default=0) + 18
    return Box("tag", width, text.height(len(lines), SMALL) + 8, (Item("note", lines),))


def mark_box(kind: str) -> Box:
    """Return the box of a start or end mark."""
    return Box("mark", 24.0, 24.0, (), kind)


def evidence_box(name: Name, *, language: str) -> Box:
    """Return the box of a piece of evidence, a sheet with a folded corner."""
    lines = tuple(text.wrap(name.text(language), 88, SMALL))
    width = max(64.0, max((text.width(line, SMALL) for line in lines), default=0) + 24)
    return Box("evidence", width, text.height(len(lines), SMALL) + 16, (Item("note", lines),))
