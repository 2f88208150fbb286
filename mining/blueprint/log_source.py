"""The node of the file under ``log``: how this service's exports are read."""

from __future__ import annotations

import re
from typing import cast, get_args

from mining.blueprint import values
from mining.blueprint.keys import COLUMNS, DIMENSION, LOG, SERVQUAL, SURVEY, Entries
from mining.blueprint.log_section import LogSection, ShapeName, Survey
from mining.blueprint.yaml_source import Mapping, Node, Scalar


def log_section(node: Node) -> LogSection:
    """Return the ``log:`` section of a file."""
    example = "log: {columns: {case: COLUMN, activity: COLUMN}}"
    has = Entries(values.mapping(node, "log", example), LOG, "log")
    columns: tuple[tuple[str, str], ...] = ()
    if "columns" in has:
        mapping = values.mapping(has["columns"], "columns", example)
        Entries(mapping, COLUMNS, "log.columns")
        columns = _columns(mapping)
    events = values.choice(has["events"], "events", ("done", "entered")) if "events" in has else None
    return LogSection(
        columns=columns,
        timezone=values.timezone(has["timezone"]) if "timezone" in has else None,
        events=None if events is None else "done" if events == "done" else "entered",
        shape=cast(ShapeName, values.choice(has["shape"], "shape", get_args(ShapeName))) if "shape" in has else None,
        field=values.text(has["field"], "field") if "field" in has else None,
        steps=_worded(has["steps"]) if "steps" in has else (),
        costs=_columns(values.mapping(has["costs"], "costs", "costs: {vouchers: COLUMN}")) if "costs" in has else (),
        survey=_survey(has["survey"]) if "survey" in has else None,
        join=values.text(has["join"], "join") if "join" in has else None,
        encoding=values.text(has["encoding"], "encoding") if "encoding" in has else None,
        inside=values.text(has["inside"], "inside") if "inside" in has else None,
        case_link=_link(has["case link"]) if "case link" in has else None,
    )


def _columns(mapping: Mapping) -> tuple[tuple[str, str], ...]:
    return tuple((key.text, values.text(body, f"the column of {key.text}")) for key, body in mapping.entries)


def _worded(node: Node) -> tuple[tuple[str, str], ...]:
    """Column of dates -> activity; an empty text leaves the column out."""
    mapping = values.mapping(node, "steps", "steps: {opened_at: Ticket opened}")
    nothing = {key.text for key, body in mapping.entries if isinstance(body, Scalar) and not body.plain and not body.text}
    return tuple((key.text, "" if key.text in nothing else values.text(body, key.text)) for key, body in mapping.entries)


def _survey(node: Node) -> Survey:
    example = "survey: {nps: q0, servqual: {reliability: {perceived: q1, expected: e1}, scale: 1-7}}"
    has = Entries(values.mapping(node, "survey", example), SURVEY, "log.survey")
    dimensions: list[tuple[str, str, str]] = []
    scale = None
    if "servqual" in has:
        mapping = values.mapping(has["servqual"], "servqual", example)
        asked = Entries(mapping, SERVQUAL, "log.survey.servqual")
        for key, body in mapping.entries:
            if key.text == "scale":
                scale = _scale(asked["scale"])
                continue
            inner = values.mapping(body, key.text, f"{key.text}: {{perceived: q1, expected: e1}}")
            pair = Entries(inner, DIMENSION, key.text, example=f"{key.text}: {{perceived: q1, expected: e1}}")
            perceived, expected = (values.text(pair[side], side) for side in ("perceived", "expected"))
            dimensions.append((key.text, perceived, expected))
        if not dimensions:
            raise mapping.place.error("servqual names no dimension.", found=mapping.shown + ".", remedy=example)
    return Survey(
        nps=values.text(has["nps"], "nps") if "nps" in has else None,
        csat=values.text(has["csat"], "csat") if "csat" in has else None,
        servqual=tuple(dimensions),
        scale=scale,
    )


def _scale(node: Node) -> tuple[int, int]:
    found = re.fullmatch(r"(\d{1,3}) *- *(\d{1,3})", node.text) if isinstance(node, Scalar) else None
    if found is None or int(found[1]) >= int(found[2]):
        remedy = "the lowest and the highest answer: 1-7"
        raise node.place.error("the scale cannot be read.", found=node.shown, remedy=remedy)
    return int(found[1]), int(found[2])


def _link(node: Node) -> str:
    link = values.text(node, "case link")
    if not re.match(r"https?://[^\s/]", link) or "{case_id}" not in link:
        remedy = '"https://tickets.example/{case_id}"'
        raise node.place.error("a case link begins with https:// and holds {case_id}.", found=link, remedy=remedy)
    return link
