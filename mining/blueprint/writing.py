"""`Blueprint` -> the blueprint file, as a person would write it; what is there already is kept where it says the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mining.blueprint.durations import duration_text
from mining.blueprint.model import (
    AnyOf,
    Blueprint,
    Do,
    Either,
    Flow,
    Lane,
    Name,
    Optional,
    Part,
    Repeat,
    Sequence,
    Step,
    Together,
)
from mining.blueprint.values import is_plain, one_line, quoted
from mining.blueprint.yaml_source import Items, Node, nodes_of
from mining.blueprint.yaml_source import Mapping as Entered
from mining.writing import write_whole

WIDTH = 118
"""A mapping or list that fits into so many characters stands in one line."""


@dataclass(frozen=True)
class Written:
    """YAML that is taken over as it stands, in one line."""

    yaml: str


def dump(blueprint: Blueprint, path: str | Path) -> None:
    """Write a blueprint file; it is complete or absent.

    Where the file exists and is a blueprint, entries that say the same keep their wording, their place and their
    comments; a file that says the same altogether is left as it is.

    Raises:
        FileError: the place cannot be written.
    """
    from mining.blueprint.editing import edited

    write_whole(path, edited(Path(path), blueprint))


def lines_of(key: str, value: Any, indent: int) -> list[str]:
    """Return one entry as lines, set in by so many spaces."""
    return _lines({key: value}, indent, open_levels=0 if indent else 1)


def text_of(blueprint: Blueprint) -> str:
    """Return a blueprint as YAML text, from nothing."""
    sections = sections_of(blueprint)
    pieces = []
    for key, value in sections.items():
        lines = "\n".join(lines_of(key, value, 0))
        pieces.append(f"\n{lines}" if key in SET_APART else lines)
    return "\n".join(pieces) + "\n"


SET_APART = frozenset({"lanes", "steps", "parts", "flow", "log", "calendars", "targets", "checks", "actions"})
"""Sections with an empty line before them."""
ORDER = (
    "blueprint", "version", "owner", "valid", "scope", "timezone", "currency", "lanes", "calendars", "steps", "parts",
    "flow", "anytime", "may end with", "targets", "rules", "penalty", "checks", "waivers", "actions", "log",
)  # fmt: skip


def sections_of(blueprint: Blueprint) -> dict[str, Any]:
    """Return the file's sections in their usual order: what stands under each key, as plain values."""
    found: dict[str, Any] = {"blueprint": _name(blueprint.name)}
    for key in ("version", "owner", "timezone", "currency"):
        if (value := getattr(blueprint, key)) is not None:
            found[key] = value
    found["lanes"] = {lane.id: _lane(lane) for lane in blueprint.lanes}
    found["steps"] = {step.id: _step(step) for step in blueprint.steps}
    if blueprint.parts:
        found["parts"] = {part.id: _flow(part.flow, blueprint.parts[:place]) for place, part in enumerate(blueprint.parts)}
    found["flow"] = _flow(blueprint.flow, blueprint.parts)
    if blueprint.anytime:
        found["anytime"] = [_bounded(entry.step, {"at most": entry.at_most}) for entry in blueprint.anytime]
    if blueprint.may_end:
        bounds = [_bounded(entry.step, {"after": entry.after, "before": entry.before}) for entry in blueprint.may_end]
        found["may end with"] = bounds
    if log := _log(blueprint):
        found["log"] = log
    _put_back(found, blueprint)
    places = {key: place for place, key in enumerate(ORDER)}
    return dict(sorted(found.items(), key=lambda section: places.get(section[0], len(places))))


def _put_back(found: dict[str, Any], blueprint: Blueprint) -> None:
    """Set the keys that are not used yet where they stood."""
    evidence = {f"steps.{step.id}.evidence": step for step in blueprint.steps}
    for unused in blueprint.not_used:
        if unused.key == "flow.either.by":
            continue
        path, where = unused.key.split("."), found
        owner = next((key for key in evidence if unused.key.startswith(f"{key}.")), None)
        if owner is not None:
            path = [*owner.split("."), unused.key[len(owner) + 1 : -len(".column")], "column"]
        for key in path[:-1]:
            inner = where.get(key)
            if not isinstance(inner, dict):
                inner = _opened(key, inner, evidence.get(".".join(path[:3])))
            where[key] = inner
            where = inner
        where[path[-1]] = as_written(nodes_of(unused.value))


def as_written(node: Node) -> Any:
    """Return lists and mappings as plain values, so that long ones can be spread over lines; single values as they are."""
    match node:
        case Items(nodes):
            return [as_written(item) for item in nodes]
        case Entered(entries):
            return {key.text: as_written(value) for key, value in entries}
    return Written(one_line(node))


def _opened(key: str, value: Any, step: Step | None) -> dict[str, Any]:
    """Return the long form of a value that stood short: touchpoint: true, rate: 18, evidence: [receipt]."""
    if key == "rate" and value is not None:
        return {"amount": value}
    if key == "evidence" and step is not None:
        return {one.name.texts[0][1]: {} for one in step.evidence}
    return {}


def _name(name: Name) -> str | dict[str, str]:
    if len(name.texts) == 1 and name.texts[0][0] == "":
        return name.texts[0][1]
    return dict(name.texts)


def _lane(lane: Lane) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if lane.name != Name.of(lane.id):
        found["name"] = _name(lane.name)
    found["kind"] = lane.kind
    for key, words in (("teams", lane.teams), ("roles", lane.roles)):
        if words:
            found[key] = list(words)
    if lane.rate is not None:
        amount = int(lane.rate.amount) if lane.rate.amount.is_integer() else lane.rate.amount
        found["rate"] = {"amount": amount, "currency": lane.rate.currency} if lane.rate.currency else amount
    if lane.automatic:
        found["automatic"] = True
    return found


def _step(step: Step) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if step.name != Name.of(step.id):
        found["name"] = _name(step.name)
    found["lane"] = step.lanes[0] if len(step.lanes) == 1 else list(step.lanes)
    if step.is_wait:
        found["is"] = "wait"
    if step.takes is not None:
        found["takes"] = duration_text(step.takes)
    if step.value != "unclassified":
        found["value"] = step.value
    found |= {
        key: value
        for key, value in (
            ("at most", step.at_most),
            ("corrects", step.corrects),
            ("then waits for", step.then_waits_for),
            ("touchpoint", step.touchpoint.is_one if step.touchpoint else None),
        )
        if value is not None
    }
    if step.control:
        found["control"] = True
    if step.customer_present:
        found["customer"] = "present"
    if step.channels:
        found["channel"] = list(step.channels)
    if step.evidence:
        names = [_name(one.name) for one in step.evidence]
        found["evidence"] = names[0] if len(names) == 1 else names
    if step.labels:
        found["log"] = list(step.labels)
    return found


def _flow(flow: Flow, parts: Iterable[Part]) -> Any:
    """Return a flow as lists and mappings; what equals a part (and is more than a step) stands by its name."""
    parts = tuple(parts)
    if not isinstance(flow, Do) and flow != Sequence(()):
        for part in parts:
            if part.flow == flow:
                return part.id

    def each(flows: Iterable[Flow]) -> list[Any]:
        return [_flow(inner, parts) for inner in flows]

    match flow:
        case Do(step):
            return step
        case Sequence(pieces):
            return each(pieces)
        case Together(branches):
            return {"together": each(branches)}
        case AnyOf(branches):
            return {"any of": each(branches)}
        case Optional(body):
            return {"optional": _flow(body, parts)}
        case Repeat(do, then, at_most):
            limit = {} if at_most is None else {"at most": at_most}
            return {"repeat": {"do": _flow(do, parts), "then": _flow(then, parts), **limit}}
        case Either(branches, question, by, cases):
            asked = {"decide": _name(question)} if question is not None else {}
            if by is not None:
                return {"either": {**asked, "by": by, **dict(zip(cases, each(branches), strict=True))}}
            return {"either": {**asked, "of": each(branches)} if asked else each(branches)}


def _bounded(step: str, bounds: Mapping[str, Any]) -> Any:
    given = {key: value for key, value in bounds.items() if value is not None}
    return {step: given} if given else step


def _log(blueprint: Blueprint) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if blueprint.log.columns:
        found["columns"] = dict(blueprint.log.columns)
    for key in ("timezone", "events", "shape", "field"):
        if (value := getattr(blueprint.log, key)) is not None:
            found[key] = value
    if blueprint.log.steps:
        found["steps"] = dict(blueprint.log.steps)
    return found


# -- text -------------------------------------------------------------------------------------------------------------


def in_line(value: Any) -> str:
    """Return a plain value as YAML in one line."""
    match value:
        case Written(yaml):
            return yaml
        case dict():
            return "{" + ", ".join(f"{in_line(key)}: {in_line(inner)}" for key, inner in value.items()) + "}"
        case list():
            return f"[{', '.join(in_line(inner) for inner in value)}]"
        case bool():
            return "true" if value else "false"
        case str():
            return value if is_plain(value) else quoted(value)
        case float():
            return f"{value:.6f}".rstrip("0").rstrip(".")
    return str(value)


def _lines(value: Any, indent: int, *, open_levels: int = 0) -> list[str]:
    """Return a mapping or list as lines; what fits stands in one line, save the first `open_levels`."""
    pad, lines = " " * indent, []
    pairs = [(f"{in_line(key)}:", inner) for key, inner in value.items()] if isinstance(value, dict) else []
    for head, inner in pairs or [("-", inner) for inner in value]:
        short = f"{pad}{head} {in_line(inner)}"
        is_block = isinstance(inner, dict | list) and bool(inner)
        if not is_block or (open_levels == 0 and len(short) <= WIDTH) or (open_levels and not _opens(head, inner)):
            lines.append(short)
        else:
            below = _lines(inner, indent + 2)
            if head == "-":
                below[0] = f"{pad}- {below[0].lstrip()}"
            else:
                lines.append(f"{pad}{head}")
            lines.extend(below)
    return lines


def _opens(head: str, inner: Any) -> bool:
    """Whether a section of the file is spread over lines though it would fit into one."""
    return head in ("lanes:", "steps:", "parts:", "flow:") or len(head) + len(in_line(inner)) > WIDTH - 1
