"""The blueprint file: YAML 1.2 -> `Blueprint`, and back.

Every error names line and column, what was found and what is expected; a key that the language does not have is one.
What stands under a key is read by the ``*_source`` module of its subject.
"""

from __future__ import annotations

from pathlib import Path

from mining.blueprint import values
from mining.blueprint.checks_source import Known, actions_of, checks_of, rules_of, waivers_of
from mining.blueprint.flow import steps_in
from mining.blueprint.flow_source import FlowReader
from mining.blueprint.keys import FILE, SCOPE, VALID, Entries
from mining.blueprint.lanes_source import calendars_of, lanes_of
from mining.blueprint.log_section import LogSection
from mining.blueprint.log_source import log_section
from mining.blueprint.model import Blueprint, Scope, Valid
from mining.blueprint.model_flow import is_model, model_of
from mining.blueprint.names import Name
from mining.blueprint.steps_source import anytime_of, may_end_of, steps_of
from mining.blueprint.targets_source import delay_of, exchange_of, penalty_of, targets_of
from mining.blueprint.writing import dump
from mining.blueprint.yaml_source import Items, Mapping, Node, Place, Scalar, nodes_of
from mining.errors import FileError

__all__ = ["blueprint_of", "dump", "load"]


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
    example = "blueprint: NAME, lanes: ..., steps: ..., flow: ..."
    has = Entries(values.mapping(nodes_of(text, file=file), "the file", example), FILE, "")
    title = values.name(has.needed("blueprint", "the file", "NAME"), "the name of the blueprint")
    calendars = calendars_of(has["calendars"]) if "calendars" in has else ()
    calendar_ids = [calendar.id for calendar in calendars]
    lanes = lanes_of(has.needed("lanes", "the file", "{guest: {kind: customer}}"), calendar_ids)
    steps = steps_of(has.needed("steps", "the file", "{order: {lane: guest}}"), lanes)
    ids, lane_ids = [step.id for step in steps], [lane.id for lane in lanes]
    parts = values.mapping(has["parts"], "parts", "parts: {NAME: [step, step]}") if "parts" in has else None
    reader = FlowReader(ids, parts)
    ordered = has.needed("flow", "the file", "[first step, second step]")
    model, flow = model_of(ordered, steps, file) if is_model(ordered) else (None, reader.whole(ordered))
    currency = values.currency(has["currency"]) if "currency" in has else None
    targets = targets_of(has["targets"], ids, lane_ids, calendar_ids) if "targets" in has else ()
    known = Known(ids, lane_ids, [target.id for target in targets])
    blueprint = Blueprint(
        name=title,
        lanes=lanes,
        steps=steps,
        flow=flow,
        anytime=anytime_of(has["anytime"], ids) if "anytime" in has else (),
        may_end=may_end_of(has["may end with"], ids) if "may end with" in has else (),
        parts=reader.all_parts(),
        model=model,
        version=values.text(has["version"], "version") if "version" in has else None,
        owner=values.text(has["owner"], "owner") if "owner" in has else None,
        timezone=values.timezone(has["timezone"]) if "timezone" in has else None,
        currency=currency,
        log=log_section(has["log"]) if "log" in has else LogSection(),
        valid=_valid(has["valid"]) if "valid" in has else Valid(),
        scope=_scope(has["scope"]) if "scope" in has else Scope(),
        calendars=calendars,
        targets=targets,
        rules=rules_of(has["rules"], ids) if "rules" in has else (),
        penalty=penalty_of(has["penalty"], ids) if "penalty" in has else None,
        checks=checks_of(has["checks"], known) if "checks" in has else (),
        waivers=waivers_of(has["waivers"], ids) if "waivers" in has else (),
        actions=actions_of(has["actions"], known) if "actions" in has else (),
        exchange=exchange_of(has["exchange"], currency) if "exchange" in has else (),
        cost_of_delay=delay_of(has["cost_of_delay"]) if "cost_of_delay" in has else None,
        file=file,
    )
    _check_use(blueprint, has["lanes"], has["steps"])
    return blueprint


def _valid(node: Node) -> Valid:
    has = Entries(values.mapping(node, "valid", "valid: {from: 2026-09-01, review by: 2027-03-01}"), VALID, "valid")
    since, until, review = (
        values.day(has[key], f'"{key}"') if key in has else None for key in ("from", "until", "review by")
    )
    if since is not None and until is not None and until < since:
        wrong = "the design would end before it begins."
        raise has["until"].place.error(
            wrong, found=f"from {since} until {until}.", remedy="until: the last day on which it holds."
        )
    return Valid(since, until, review)


def _scope(node: Node) -> Scope:
    has = Entries(values.mapping(node, "scope", "scope: {starts: guest orders, ends: guest signs}"), SCOPE, "scope")
    excluded: list[Name] = []
    if "excludes" in has:
        given = has["excludes"]
        excluded = [values.name(one, "excludes") for one in (given.nodes if isinstance(given, Items) else (given,))]
    starts, ends = (values.name(has[key], key) if key in has else None for key in ("starts", "ends"))
    return Scope(starts, ends, tuple(excluded))


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
