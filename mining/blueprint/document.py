"""The blueprint file: YAML 1.2 -> `Blueprint`, and back.

Every error names line and column, what was found and what is expected. Keys of the language that this version does not
carry out are accepted and noted in ``Blueprint.not_used``; a key that the language does not have is an error.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import cast, get_args
from zoneinfo import ZoneInfo, available_timezones

from mining.blueprint import values
from mining.blueprint.flow_source import FlowReader
from mining.blueprint.keys import ANYTIME, COLUMNS, EVIDENCE, FILE, LANE, LOG, MAY_END, RATE, STEP, TOUCHPOINT, Entries
from mining.blueprint.model import (
    KINDS,
    Anytime,
    Blueprint,
    Evidence,
    Kind,
    Lane,
    LogSection,
    MayEnd,
    Name,
    NotUsed,
    Rate,
    ShapeName,
    Step,
    Touchpoint,
    Value,
    steps_in,
)
from mining.blueprint.writing import dump
from mining.blueprint.yaml_source import Items, Mapping, Node, Place, Scalar, nodes_of
from mining.errors import FileError

__all__ = ["blueprint_of", "dump", "load"]

NotUsedYet = list[NotUsed]


def load(path: str | Path) -> Blueprint:
    """Read a blueprint file.

    Raises:
        FileError: the file is missing or cannot be read.
        BlueprintError: the file is no valid blueprint; the message begins with file, line and column.
    """
    return blueprint_of(text_of_file(path), file=str(path))


def text_of_file(path: str | Path) -> str:
    """Return the text of a file in UTF-8.

    Raises:
        FileError: the file is missing or cannot be read.
        BlueprintError: it is not written in UTF-8.
    """
    try:
        data = Path(path).read_bytes()
    except FileNotFoundError:
        raise FileError.missing(path) from None
    except OSError as error:
        wrong = f'"{path}" cannot be read: {error.strerror or error}.'
        raise FileError(wrong, remedy="give the path of a blueprint file (YAML).") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise Place(str(path), line, column).error(
            "the file is not written in UTF-8.",
            found=f"the byte {data[error.start]:#x}.",
            remedy="save it as UTF-8 in the editor (a blueprint is a text file, YAML).",
        ) from None


def blueprint_of(text: str, *, file: str = "") -> Blueprint:
    """Return the blueprint that a YAML text says; `file` is named in messages.

    Raises:
        BlueprintError: the text is no valid blueprint.
    """
    not_used: NotUsedYet = []
    example = "blueprint: NAME, lanes: ..., steps: ..., flow: ..."
    root = values.mapping(nodes_of(text, file=file), "the file", example)
    entries = Entries(root, FILE, "", not_used)
    title = values.name(entries.needed("blueprint", "the file", "NAME"), "the name of the blueprint")
    lanes = _lanes(entries.needed("lanes", "the file", "{guest: {kind: customer}}"), not_used)
    steps = _steps(entries.needed("steps", "the file", "{order: {lane: guest}}"), lanes, not_used)
    ids = {step.id: step for step in steps}
    reader = FlowReader(ids, _mapping_if(entries, "parts", "{NAME: [step, step]}"), not_used)
    flow = reader.whole(entries.needed("flow", "the file", "[first step, second step]"))
    blueprint = Blueprint(
        name=title,
        lanes=lanes,
        steps=steps,
        flow=flow,
        anytime=_anytime(entries, ids, not_used),
        may_end=_may_end(entries, ids, not_used),
        parts=reader.all_parts(),
        version=values.text(entries["version"], "version") if "version" in entries else None,
        owner=values.text(entries["owner"], "owner") if "owner" in entries else None,
        timezone=_timezone(entries["timezone"]) if "timezone" in entries else None,
        currency=_currency(entries["currency"]) if "currency" in entries else None,
        log=log_section(entries["log"], not_used) if "log" in entries else LogSection(),
        not_used=tuple(sorted(set(not_used), key=lambda unused: (unused.key, unused.value))),
        file=file,
    )
    _check_use(blueprint, entries["lanes"], entries["steps"])
    return blueprint


def _mapping_if(entries: Entries, key: str, example: str) -> Mapping | None:
    return values.mapping(entries[key], key, f"{key}: {example}") if key in entries else None


# -- lanes ------------------------------------------------------------------------------------------------------------


def _lanes(node: Node, not_used: NotUsedYet) -> tuple[Lane, ...]:
    mapping = values.mapping(node, "lanes", "lanes: {guest: {kind: customer}}")
    if not mapping.entries:
        raise mapping.place.error("there is no lane.", found="{}", remedy="lanes: {guest: {kind: customer}}")
    return tuple(_lane(key, body, not_used) for key, body in mapping.entries)


def _lane(key: Scalar, node: Node, not_used: NotUsedYet) -> Lane:
    lane = values.identifier(key, "a lane's id")
    path = f"lanes.{lane}"
    example = f"{lane}: {{kind: {'|'.join(KINDS)}}}"
    entries = Entries(values.mapping(node, f'the lane "{lane}"', example), LANE, path, not_used)
    kind = values.choice(entries.needed("kind", f'the lane "{lane}"', "|".join(KINDS)), "kind", KINDS)
    return Lane(
        id=lane,
        name=values.name(entries["name"], "name") if "name" in entries else Name.of(lane),
        kind=cast(Kind, kind),
        teams=values.texts(entries["teams"], "a team") if "teams" in entries else (),
        roles=values.texts(entries["roles"], "a role") if "roles" in entries else (),
        rates=(_rate(entries["rate"], f"{path}.rate", not_used),) if "rate" in entries else (),
        automatic=values.boolean(entries["automatic"], "automatic") if "automatic" in entries else False,
        line=key.place.line,
    )


def _rate(node: Node, path: str, not_used: NotUsedYet) -> Rate:
    if not isinstance(node, Mapping):
        return Rate(values.amount(node, "rate"))
    entries = Entries(node, RATE, path, not_used)
    amount = values.amount(entries.needed("amount", "rate", "18"), "amount")
    return Rate(amount, _currency(entries["currency"]) if "currency" in entries else None)


def _currency(node: Node) -> str:
    code = values.text(node, "currency")
    if not re.fullmatch("[A-Z]{3}", code):
        remedy = "three capitals (ISO 4217): EUR, CNY, USD."
        raise node.place.error(f'"{code}" is no currency.', found=code, remedy=remedy)
    return code


def _timezone(node: Node) -> str:
    zone = values.text(node, "timezone")
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        remedy = "a name of the IANA list: Europe/Lisbon, Asia/Shanghai, UTC."
        wrong = f'there is no time zone "{zone}".{values.near(zone, sorted(available_timezones()))}'
        raise node.place.error(wrong, found=zone, remedy=remedy) from None
    return zone


# -- steps ------------------------------------------------------------------------------------------------------------


def _steps(node: Node, lanes: tuple[Lane, ...], not_used: NotUsedYet) -> tuple[Step, ...]:
    mapping = values.mapping(node, "steps", "steps: {order: {lane: guest}}")
    if not mapping.entries:
        raise mapping.place.error("there is no step.", found="{}", remedy="steps: {order: {lane: guest}}")
    ids = [values.identifier(key, "a step's id") for key, _ in mapping.entries]
    lane_ids = [lane.id for lane in lanes]
    return tuple(_step(key, body, lane_ids, ids, not_used) for key, body in mapping.entries)


def _step(key: Scalar, node: Node, lanes: Collection[str], ids: Collection[str], not_used: NotUsedYet) -> Step:
    step = key.text
    path, whose = f"steps.{step}", f'the step "{step}"'
    has = Entries(values.mapping(node, whose, f"{step}: {{lane: {next(iter(lanes))}}}"), STEP, path, not_used)
    lane = has.needed("lane", whose, "|".join(lanes))
    values.texts(lane, "the lane")
    takes = values.duration(has["takes"], "takes") if "takes" in has else None
    if "takes" in has and takes is None:
        not_used.append(NotUsed(f"{path}.takes", has.keys["takes"].place.line, values.one_line(has["takes"])))
    corrects = values.known(has["corrects"], "step", ids) if "corrects" in has else None
    if corrects == step:
        remedy = "the step whose faults it mends."
        raise has["corrects"].place.error(f"{whose} cannot correct itself.", found=corrects, remedy=remedy)
    return Step(
        id=step,
        name=values.name(has["name"], "name") if "name" in has else Name.of(step),
        lanes=tuple(values.known(one, "lane", lanes) for one in (lane.nodes if isinstance(lane, Items) else (lane,))),
        labels=values.texts(has["log"], "a label") if "log" in has else (),
        takes=takes,
        value=cast(Value, values.choice(has["value"], "value", get_args(Value))) if "value" in has else "unclassified",
        is_wait="is" in has and values.choice(has["is"], '"is"', ("wait", "work")) == "wait",
        at_most=values.count(has["at most"], '"at most"') if "at most" in has else None,
        corrects=corrects,
        then_waits_for=values.known(has["then waits for"], "lane", lanes) if "then waits for" in has else None,
        touchpoint=_touchpoint(has["touchpoint"], f"{path}.touchpoint", not_used) if "touchpoint" in has else None,
        evidence=_evidence(has["evidence"], f"{path}.evidence", not_used) if "evidence" in has else (),
        channels=values.texts(has["channel"], "a channel") if "channel" in has else (),
        control=values.boolean(has["control"], "control") if "control" in has else False,
        customer_present="customer" in has and values.choice(has["customer"], "customer", ("present",)) == "present",
        line=key.place.line,
    )


def _touchpoint(node: Node, path: str, not_used: NotUsedYet) -> Touchpoint:
    if isinstance(node, Mapping):
        Entries(node, TOUCHPOINT, path, not_used)
        return Touchpoint()
    return Touchpoint(values.boolean(node, "touchpoint"))


def _evidence(node: Node, path: str, not_used: NotUsedYet) -> tuple[Evidence, ...]:
    """Read one piece, a list, one piece per language, or pieces with the column that proves them."""
    if isinstance(node, Items):
        return tuple(Evidence(values.name(item, "evidence")) for item in node.nodes)
    if isinstance(node, Mapping) and any(isinstance(body, Mapping) for _, body in node.entries):
        for key, body in node.entries:
            example = f"{key.text}: {{column: COLUMN}}"
            Entries(values.mapping(body, f'the evidence "{key.text}"', example), EVIDENCE, f"{path}.{key.text}", not_used)
        return tuple(Evidence(Name.of(values.text(key, "evidence"))) for key, _ in node.entries)
    return (Evidence(values.name(node, "evidence")),)


# -- beside the flow --------------------------------------------------------------------------------------------------


def _named_steps(entries: Entries, key: str, example: str) -> list[tuple[Scalar, Node | None]]:
    """Return the steps listed under a key, each with the mapping behind it if there is one."""
    if key not in entries:
        return []
    node = entries[key]
    nodes = node.nodes if isinstance(node, Items) else (node,)
    found: list[tuple[Scalar, Node | None]] = []
    for item in nodes:
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


def _anytime(entries: Entries, steps: Collection[str], not_used: NotUsedYet) -> tuple[Anytime, ...]:
    example = "anytime: [ask, {remind: {at most: 3}}]"
    found = []
    for word, node in _named_steps(entries, "anytime", example):
        step, at_most = values.known(word, "step", steps), None
        if node is not None:
            has = Entries(values.mapping(node, f'"{step}"', example), ANYTIME, f"anytime.{step}", not_used)
            at_most = values.count(has["at most"], '"at most"') if "at most" in has else None
        found.append(Anytime(step, at_most))
    return tuple(found)


def _may_end(entries: Entries, steps: Collection[str], not_used: NotUsedYet) -> tuple[MayEnd, ...]:
    example = "may end with: [cancel, {escalate: {after: take}}]"
    found = []
    for word, node in _named_steps(entries, "may end with", example):
        step, after, before = values.known(word, "step", steps), None, None
        if node is not None:
            has = Entries(values.mapping(node, f'"{step}"', example), MAY_END, f"may end with.{step}", not_used)
            after = values.known(has["after"], "step", steps) if "after" in has else None
            before = values.known(has["before"], "step", steps) if "before" in has else None
        found.append(MayEnd(step, after, before))
    return tuple(found)


def log_section(node: Node, not_used: NotUsedYet) -> LogSection:
    """Return the ``log:`` section of a file; what is not used yet is noted."""
    example = "log: {columns: {case: COLUMN, activity: COLUMN}}"
    has = Entries(values.mapping(node, "log", example), LOG, "log", not_used)
    columns: tuple[tuple[str, str], ...] = ()
    if "columns" in has:
        mapping = values.mapping(has["columns"], "columns", example)
        Entries(mapping, COLUMNS, "log.columns", not_used)
        columns = tuple((key.text, values.text(body, f"the column of {key.text}")) for key, body in mapping.entries)
    events = values.choice(has["events"], "events", ("done", "entered")) if "events" in has else None
    return LogSection(
        columns=columns,
        timezone=_timezone(has["timezone"]) if "timezone" in has else None,
        events=None if events is None else "done" if events == "done" else "entered",
        shape=cast(ShapeName, values.choice(has["shape"], "shape", get_args(ShapeName))) if "shape" in has else None,
        field=values.text(has["field"], "field") if "field" in has else None,
        steps=_worded(has["steps"]) if "steps" in has else (),
    )


def _worded(node: Node) -> tuple[tuple[str, str], ...]:
    """Column of dates -> activity; an empty text leaves the column out."""
    mapping = values.mapping(node, "steps", "steps: {opened_at: Ticket opened}")
    nothing = {key.text for key, body in mapping.entries if isinstance(body, Scalar) and not body.plain and not body.text}
    return tuple((key.text, "" if key.text in nothing else values.text(body, key.text)) for key, body in mapping.entries)


def _check_use(blueprint: Blueprint, lanes: Node, steps: Node) -> None:
    """Refuse a lane without steps, and a step that neither flow, anytime nor `may end with` uses."""
    serving = {lane for step in blueprint.steps for lane in (*step.lanes, step.then_waits_for)}
    for key in _keys(lanes):
        if key.text not in serving:
            remedy = f"give a step to it (lane: {key.text}), or delete it."
            raise key.place.error(f'the lane "{key.text}" has no step.', found=key.text, remedy=remedy)
    used = {*steps_in(blueprint.flow), *(one.step for one in blueprint.anytime), *(one.step for one in blueprint.may_end)}
    for key in _keys(steps):
        if key.text not in used:
            idle = next((part.id for part in blueprint.parts if key.text in steps_in(part.flow)), None)
            raise key.place.error(
                f'the step "{key.text}" is used neither in the flow, nor under anytime, nor under "may end with".',
                found=f"{key.text}{f', only in the part {idle}, which the flow does not use' if idle else ''}.",
                remedy="put it into the flow, list it under anytime or may end with, or delete it.",
            )


def _keys(node: Node) -> list[Scalar]:
    return [key for key, _ in node.entries] if isinstance(node, Mapping) else []
