"""Nodes of the file under ``steps``, ``anytime`` and ``may end with``."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast, get_args

from mining.blueprint import values
from mining.blueprint.flow import Anytime, MayEnd
from mining.blueprint.keys import ANYTIME, EVIDENCE, MAY_END, STEP, TOUCHPOINT, Entries, Keys
from mining.blueprint.lanes import Lane
from mining.blueprint.names import Name
from mining.blueprint.steps import Evidence, Step, Touchpoint, Value
from mining.blueprint.yaml_source import Items, Mapping, Node, Scalar


def steps_of(node: Node, lanes: tuple[Lane, ...]) -> tuple[Step, ...]:
    """Return the steps in the order of the file."""
    mapping = values.mapping(node, "steps", "steps: {order: {lane: guest}}")
    if not mapping.entries:
        raise mapping.place.error("there is no step.", found="{}", remedy="steps: {order: {lane: guest}}")
    ids = [values.identifier(key, "a step's id") for key, _ in mapping.entries]
    lane_ids = [lane.id for lane in lanes]
    return tuple(_step(key, body, lane_ids, ids) for key, body in mapping.entries)


def _step(key: Scalar, node: Node, lanes: Collection[str], ids: Collection[str]) -> Step:
    step = key.text
    path, whose = f"steps.{step}", f'the step "{step}"'
    has = Entries(values.mapping(node, whose, f"{step}: {{lane: {next(iter(lanes))}}}"), STEP, path)
    lane = has.needed("lane", whose, "|".join(lanes))
    corrects = values.known(has["corrects"], "step", ids) if "corrects" in has else None
    if corrects == step:
        remedy = "the step whose faults it mends."
        raise has["corrects"].place.error(f"{whose} cannot correct itself.", found=corrects, remedy=remedy)
    return Step(
        id=step,
        name=values.name(has["name"], "name") if "name" in has else Name.of(step),
        lanes=values.several(lane, "lane", lanes),
        labels=values.texts(has["log"], "a label") if "log" in has else (),
        takes=values.duration(has["takes"], "takes") if "takes" in has else None,
        value=cast(Value, values.choice(has["value"], "value", get_args(Value))) if "value" in has else "unclassified",
        is_wait="is" in has and values.choice(has["is"], '"is"', ("wait", "work")) == "wait",
        at_most=values.count(has["at most"], '"at most"') if "at most" in has else None,
        corrects=corrects,
        then_waits_for=values.known(has["then waits for"], "lane", lanes) if "then waits for" in has else None,
        touchpoint=_touchpoint(has["touchpoint"], f"{path}.touchpoint") if "touchpoint" in has else None,
        evidence=_evidence(has["evidence"], f"{path}.evidence") if "evidence" in has else (),
        channels=values.texts(has["channel"], "a channel") if "channel" in has else (),
        roles=values.texts(has["role"], "a role") if "role" in has else (),
        needs=values.texts(has["needs"], "a column") if "needs" in has else (),
        standard=values.text(has["standard"], "standard") if "standard" in has else None,
        equipment=values.texts(has["equipment"], "equipment") if "equipment" in has else (),
        control=values.boolean(has["control"], "control") if "control" in has else False,
        customer_present="customer" in has and values.choice(has["customer"], "customer", ("present",)) == "present",
        line=key.place.line,
    )


def _touchpoint(node: Node, path: str) -> Touchpoint:
    if not isinstance(node, Mapping):
        return Touchpoint(values.boolean(node, "touchpoint"))
    has = Entries(node, TOUCHPOINT, path)
    return Touchpoint(
        type=values.text(has["type"], "type") if "type" in has else None,
        key=values.boolean(has["key"], "key") if "key" in has else False,
    )


def _evidence(node: Node, path: str) -> tuple[Evidence, ...]:
    """Read one piece, or a list; a piece is a name, or one with the column that proves it.

    The column stands behind a name in one language, ``{receipt: {column: receipt_no}}``, or beside the name:
    ``{name: {en: Receipt, zh: 签单}, column: receipt_no}``.
    """
    if isinstance(node, Items):
        return tuple(one for item in node.nodes for one in _evidence(item, path))
    if not isinstance(node, Mapping):
        return (Evidence(values.name(node, "evidence")),)
    if "name" in (keys := [key.text for key, _ in node.entries]) or "column" in keys:
        has = Entries(node, EVIDENCE, path)
        name = values.name(has.needed("name", "the evidence", "Receipt"), "evidence")
        return (Evidence(name, values.text(has["column"], "column") if "column" in has else None),)
    if not any(isinstance(body, Mapping) for _, body in node.entries):
        return (Evidence(values.name(node, "evidence")),)
    found = []
    for key, body in node.entries:
        where = values.mapping(body, f'the evidence "{key.text}"', f"{key.text}: {{column: COLUMN}}")
        has = Entries(where, Keys(("column",)), f"{path}.{key.text}")
        column = values.text(has["column"], "column") if "column" in has else None
        found.append(Evidence(Name.of(values.text(key, "evidence")), column))
    return tuple(found)


# -- beside the flow --------------------------------------------------------------------------------------------------


def anytime_of(node: Node, steps: Collection[str]) -> tuple[Anytime, ...]:
    """Return the steps that may happen anytime."""
    example = "anytime: [ask, {remind: {at most: 3}}]"
    found = []
    for word, body in _named_steps(node, "anytime", example):
        step, at_most = values.known(word, "step", steps), None
        if body is not None:
            has = Entries(values.mapping(body, f'"{step}"', example), ANYTIME, f"anytime.{step}")
            at_most = values.count(has["at most"], '"at most"') if "at most" in has else None
        found.append(Anytime(step, at_most))
    return tuple(found)


def may_end_of(node: Node, steps: Collection[str]) -> tuple[MayEnd, ...]:
    """Return the steps with which a case may stop, and their bounds."""
    example = "may end with: [cancel, {escalate: {after: take}}]"
    found = []
    for word, body in _named_steps(node, "may end with", example):
        step, after, before = values.known(word, "step", steps), None, None
        if body is not None:
            has = Entries(values.mapping(body, f'"{step}"', example), MAY_END, f"may end with.{step}")
            after = values.known(has["after"], "step", steps) if "after" in has else None
            before = values.known(has["before"], "step", steps) if "before" in has else None
        found.append(MayEnd(step, after, before))
    return tuple(found)


def _named_steps(node: Node, key: str, example: str) -> list[tuple[Scalar, Node | None]]:
    """Return the steps listed under a key, each with the mapping behind it if there is one."""
    found: list[tuple[Scalar, Node | None]] = []
    for item in node.nodes if isinstance(node, Items) else (node,):
        if isinstance(item, Scalar):
            found.append((item, None))
        elif isinstance(item, Mapping) and len(item.entries) == 1:
            found.append(item.entries[0])
        else:
            raise item.place.error(f'"{key}" lists steps.', found=item.shown, remedy=example)
    seen: set[str] = set()
    for word, _ in found:
        if word.text in seen:
            wrong = f'"{word.text}" stands twice under "{key}".'
            raise word.place.error(wrong, found=word.text, remedy="delete one of them.")
        seen.add(word.text)
    return found
