"""Boxes of the blueprint picture: what stands in them, how large they are, how they look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mining.blueprint.model import Blueprint, Name, Step
from mining.drawing import text
from mining.drawing.flow_graph import Node
from mining.drawing.overlay import Overlay
from mining.drawing.words import say

Shape = Literal["step", "wait", "gateway", "mark", "tag", "evidence"]
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
        marks: small signs on the upper edge.
        scale: hours of the longest bar of the picture.
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
    marks: tuple[Literal["touchpoint", "control"], ...] = ()
    scale: float = 0.0
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
        return max(across / 2 - (8 if axis == 0 else 42 if self.shape in ("step", "wait") else 10), 2.0)


def step_box(
    step: Step,
    blueprint: Blueprint,
    *,
    overlay: Overlay | None,
    language: str,
    node: Node | None = None,
    notes: tuple[str, ...] = (),
    dashed: bool = False,
    ends: bool = False,
) -> Box:
    """Return the box of a step: name, what was designed, and, with an overlay, what the log shows."""
    room = STEP_WIDTH - (2 * SLANT + 14 if step.is_wait else 20)
    again = node is not None and node.again
    items = [Item("name", tuple(text.wrap(step.name.text(language), room, NAME, bold=True)))]
    told = [*_designed(step, blueprint, language, again), *notes]
    if node is not None and node.at_most is not None:
        told.append(_loop(node.at_most, language))
    for note in told:
        items.append(Item("note", tuple(text.wrap(note, room, SMALL))))
    alarmed = False
    if overlay is not None and not again:
        measured = _measured(step.id, overlay, language, room)
        items += measured
        alarmed = any(item.kind == "pill" for item in measured)
    marks: list[Literal["touchpoint", "control"]] = []
    if is_customers(step, blueprint) if step.touchpoint is None else step.touchpoint.is_one:
        marks.append("touchpoint")
    if step.control:
        marks.append("control")
    height = max(sum(item.height for item in items) + 18, 58.0)
    return Box(
        "wait" if step.is_wait else "step",
        STEP_WIDTH,
        height,
        tuple(items),
        dashed=dashed,
        faint=again,
        alarmed=alarmed,
        ends=ends,
        marks=tuple(marks),
        scale=overlay.most_hours if overlay else 0.0,
        title=step.id,
    )


def is_customers(step: Step, blueprint: Blueprint) -> bool:
    """Whether a step that declares nothing is a touchpoint: a customer's own step that is no wait."""
    return not step.is_wait and blueprint.lanes[blueprint.lane_index[step.lane]].kind == "customer"


def _designed(step: Step, blueprint: Blueprint, language: str, again: bool) -> list[str]:
    if again:
        return [f"({say('again', language)})"]
    notes = []
    if step.is_wait:
        notes.append(say("wait_state", language))
    if step.takes is not None:
        notes.append(say("takes", language, duration(step.takes.total_seconds(), language)))
    if step.at_most is not None:
        notes.append(say("planned", language, step.at_most))
    if step.corrects is not None:
        notes.append(say("corrects", language, name_of(step.corrects, blueprint, language)))
    if step.then_waits_for is not None:
        lane = blueprint.lane_index.get(step.then_waits_for)
        waited = step.then_waits_for if lane is None else blueprint.lanes[lane].name.text(language)
        notes.append(say("waits_for", language, waited))
    if len(step.lanes) > 1:
        others = [blueprint.lanes[blueprint.lane_index[lane]].name.text(language) for lane in step.lanes[1:]]
        notes.append(say("also", language, ", ".join(others)))
    if step.channels:
        notes.append(" · ".join(step.channels))
    return notes


def name_of(step: str, blueprint: Blueprint, language: str) -> str:
    """Name of a step by id; the id where the blueprint does not have it."""
    place = blueprint.step_index.get(step)
    return step if place is None else blueprint.steps[place].name.text(language)


def duration(seconds: float, language: str) -> str:
    """Return a length of time in the largest unit of which there is at least one.

    >>> duration(180, "en"), duration(5400, "zh")
    ('3 min', '1.5 小时')
    """
    for size, unit in ((86400, "days"), (3600, "hours"), (60, "minutes")):
        if abs(seconds) >= size * 0.995:
            return f"{text.number(round(seconds / size, 1))} {say(f'unit.{unit}', language)}"
    return f"{text.number(round(seconds, 1))} {say('unit.seconds', language)}"


def _loop(at_most: int, language: str) -> str:
    return say("repeats_freely", language) if at_most < 0 else say("repeats", language, at_most)


def _measured(step: str, overlay: Overlay, language: str, room: float) -> list[Item]:
    items = []
    if step in overlay.step_cases:
        count = overlay.step_cases[step]
        share = f" · {text.number(round(100 * count / overlay.cases, 1))} %" if overlay.cases else ""
        items.append(Item("count", tuple(text.wrap(text.number(count) + share, room, SMALL, bold=True))))
    hours = overlay.hours(step)
    if any(hours):
        told = [
            say(key, language, f"{text.number(value)} {say('unit.hours', language)}")
            for key, value in zip(("wait", "work", "rework"), hours, strict=True)
            if value
        ]
        items.append(Item("bar", tuple(_side_by_side(told, room)), hours))
    for words in overlay.deviations.get(step, ()):
        items.append(Item("pill", tuple(text.wrap(words, room - 24, SMALL, bold=True))))
    return items


def _side_by_side(parts: list[str], room: float) -> list[str]:
    """Put short texts on a line as long as they fit."""
    lines: list[str] = []
    for part in parts:
        joined = f"{lines[-1]} · {part}" if lines else part
        if lines and text.width(joined, TINY) <= room:
            lines[-1] = joined
        else:
            lines += text.wrap(part, room, TINY)
    return lines


def gateway_box(node: Node, *, language: str) -> Box:
    """Return the box of a gateway; its question stands below it."""
    words = [node.text.text(language)] if node.text is not None else []
    if node.at_most is not None:
        words.append(_loop(node.at_most, language))
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
