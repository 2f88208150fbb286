"""The box of a step: its name, what was designed, and, with an overlay, what the log shows."""

from __future__ import annotations

from mining.blueprint.model import Blueprint
from mining.blueprint.steps import Step
from mining.drawing import text
from mining.drawing.boxes import NAME, SLANT, SMALL, STEP_WIDTH, TINY, Box, Item, Mark, loop_words
from mining.drawing.flow_graph import Node
from mining.drawing.lengths import designed
from mining.drawing.overlay import Overlay
from mining.drawing.promises import lane_name, name_of, step_promises
from mining.drawing.words import say
from mining.shares import share_text


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
    told = [*_told(step, blueprint, language, again), *notes]
    if node is not None and node.at_most is not None:
        told.append(loop_words(node.at_most, language))
    for note in told:
        items.append(Item("note", tuple(text.wrap(note, room, SMALL))))
    alarmed = False
    if overlay is not None and not again:
        measured = _measured(step.id, overlay, language, room)
        items += measured
        alarmed = any(item.kind == "pill" for item in measured)
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
        marks=marks_of(step, blueprint),
        scale=overlay.most_hours if overlay else 0.0,
        level=overlay.level(step.id) if overlay is not None and overlay.shade is not None and not again else None,
        title=step.id,
    )


def marks_of(step: Step, blueprint: Blueprint) -> tuple[Mark, ...]:
    """Return the signs of a step.

    A touchpoint is declared, or else every step of a customer or front-stage lane that is no wait. A fail point is a step
    whose faults another one corrects. A wait point is a step before which the wait has a target, or after which somebody
    is waited for; a wait state has a shape of its own.
    """
    marks: list[Mark] = []
    if step.touchpoint is not None:
        if step.touchpoint.is_one:
            marks.append("key touchpoint" if step.touchpoint.key else "touchpoint")
    elif not step.is_wait and blueprint.lanes[blueprint.lane_index[step.lane]].kind in ("customer", "frontstage"):
        marks.append("by its lane")
    if step.control:
        marks.append("control")
    if any(other.corrects == step.id for other in blueprint.steps):
        marks.append("fail point")
    if step.then_waits_for is not None or any(each.kind == "wait" and each.first == step.id for each in blueprint.targets):
        marks.append("wait point")
    return tuple(marks)


def _told(step: Step, blueprint: Blueprint, language: str, again: bool) -> list[str]:
    """What was designed, a line or two each."""
    if again:
        return [f"({say('again', language)})"]
    notes = []
    if step.is_wait:
        notes.append(say("wait_state", language))
    if step.takes is not None:
        notes.append(say("takes", language, designed(step.takes, language)))
    notes += step_promises(step, blueprint, language)
    if step.at_most is not None:
        notes.append(say("planned", language, step.at_most))
    if step.corrects is not None:
        notes.append(say("corrects", language, name_of(step.corrects, blueprint, language)))
    if step.then_waits_for is not None:
        notes.append(say("waits_for", language, lane_name(step.then_waits_for, blueprint, language)))
    if len(step.lanes) > 1:
        others = [lane_name(lane, blueprint, language) for lane in step.lanes[1:]]
        notes.append(say("also", language, ", ".join(others)))
    if step.touchpoint is not None and step.touchpoint.type is not None:
        notes.append(say("touchpoint_type", language, step.touchpoint.type))
    if step.channels:
        notes.append(" · ".join(step.channels))
    return notes


def _measured(step: str, overlay: Overlay, language: str, room: float) -> list[Item]:
    items = []
    if step in overlay.step_cases:
        count = overlay.step_cases[step]
        told = [text.number(count)] if "counts" in overlay.show else []
        if overlay.cases and "share" in overlay.show:
            told.append(share_text(count / overlay.cases, language).replace(" ", "\N{NO-BREAK SPACE}"))
        if told:
            items.append(Item("count", tuple(text.wrap(" · ".join(told), room, SMALL, bold=True))))
    hours = overlay.hours(step)
    if any(hours):
        said = [
            say(key, language, f"{text.number(value)} {say('unit.hours', language)}")
            for key, value in zip(("wait", "work", "rework"), hours, strict=True)
            if value
        ]
        items.append(Item("bar", tuple(_side_by_side(said, room)), hours))
    for words in overlay.marks(step):
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
