"""`Blueprint` -> the sections of its file as plain values: texts, numbers, lists and mappings, in their usual order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mining.blueprint.durations import duration_text
from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Part, Repeat, Sequence, Together
from mining.blueprint.lanes import Lane, Rate
from mining.blueprint.log_section import LogSection, Survey
from mining.blueprint.model import Blueprint, Exchange, Scope, Valid
from mining.blueprint.names import Name
from mining.blueprint.section_pieces import day_section, given, name_section, number, one_or_all
from mining.blueprint.section_promises import (
    action_section,
    check_section,
    delay_section,
    penalty_section,
    rule_section,
    target_section,
    waiver_section,
)
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Evidence, Step, Touchpoint

SET_APART = frozenset({"lanes", "steps", "parts", "flow", "log", "calendars", "targets", "checks", "actions"})
"""Sections with an empty line before them."""


def sections_of(blueprint: Blueprint) -> dict[str, Any]:
    """Return the file's sections in their usual order: what stands under each key."""
    parts = blueprint.parts
    return given(
        {
            "blueprint": name_section(blueprint.name),
            "version": blueprint.version,
            "owner": blueprint.owner,
            "valid": _valid(blueprint.valid),
            "scope": _scope(blueprint.scope),
            "timezone": blueprint.timezone,
            "currency": blueprint.currency,
            "exchange": _exchange(blueprint.exchange),
            "lanes": {lane.id: _lane(lane) for lane in blueprint.lanes},
            "calendars": {calendar.id: _calendar(calendar) for calendar in blueprint.calendars},
            "steps": {step.id: _step(step) for step in blueprint.steps},
            "parts": {part.id: _flow(part.flow, parts[:place]) for place, part in enumerate(parts)},
        }
    ) | given(
        {
            "flow": {"model": blueprint.model.file} if blueprint.model else _flow(blueprint.flow, parts),
            "anytime": [_bounded(entry.step, {"at most": entry.at_most}) for entry in blueprint.anytime],
            "may end with": [
                _bounded(entry.step, {"after": entry.after, "before": entry.before}) for entry in blueprint.may_end
            ],
            "targets": [target_section(target) for target in blueprint.targets],
            "rules": [rule_section(rule) for rule in blueprint.rules],
            "penalty": penalty_section(blueprint.penalty) if blueprint.penalty else None,
            "cost_of_delay": delay_section(blueprint.cost_of_delay) if blueprint.cost_of_delay else None,
            "checks": [check_section(check) for check in blueprint.checks],
            "waivers": [waiver_section(waiver) for waiver in blueprint.waivers],
            "actions": [action_section(action) for action in blueprint.actions],
            "log": _log(blueprint.log),
        }
    )


def _valid(valid: Valid) -> dict[str, Any]:
    return given(
        {"from": day_section(valid.since), "until": day_section(valid.until), "review by": day_section(valid.review_by)}
    )


def _scope(scope: Scope) -> dict[str, Any]:
    return given(
        {
            "starts": None if scope.starts is None else name_section(scope.starts),
            "ends": None if scope.ends is None else name_section(scope.ends),
            "excludes": one_or_all([name_section(one) for one in scope.excludes]),
        }
    )


def _exchange(rates: tuple[Exchange, ...]) -> dict[str, Any]:
    days = {rate.on for rate in rates}
    if len(days) == 1:
        return {rate.currency: number(rate.rate) for rate in rates} | {"date": day_section(days.pop())}
    return {rate.currency: {"rate": number(rate.rate), "date": day_section(rate.on)} for rate in rates}


# -- lanes and steps --------------------------------------------------------------------------------------------------


def _lane(lane: Lane) -> dict[str, Any]:
    return given(
        {
            "name": name_section(lane.name) if lane.name != Name.of(lane.id) else None,
            "kind": lane.kind,
            "calendar": lane.calendar,
            "teams": list(lane.teams),
            "roles": list(lane.roles),
            "rate": one_or_all([_rate(rate) for rate in lane.rates]),
            "automatic": lane.automatic,
        }
    )


def _rate(rate: Rate) -> Any:
    amount = number(rate.amount)
    more = given({"currency": rate.currency, "from": day_section(rate.since)})
    return {"amount": amount, **more} if more else amount


def _calendar(calendar: StatedHours) -> dict[str, Any]:
    region = [] if calendar.region is None else [calendar.region]
    return given(
        {
            "hours": calendar.hours,
            "timezone": calendar.timezone,
            "seasons": {f"{first}..{last}": hours for first, last, hours in calendar.seasons},
            "holidays": one_or_all([*region, *map(day_section, calendar.holidays)]),
            "workdays": [day_section(day) for day in calendar.workdays],
        }
    )


def _step(step: Step) -> dict[str, Any]:
    return given(
        {
            "name": name_section(step.name) if step.name != Name.of(step.id) else None,
            "lane": one_or_all(step.lanes),
            "role": one_or_all(step.roles),
            "is": "wait" if step.is_wait else None,
            "takes": None if step.takes is None else duration_text(step.takes),
            "value": step.value if step.value != "unclassified" else None,
            "at most": step.at_most,
            "corrects": step.corrects,
            "then waits for": step.then_waits_for,
            "control": step.control,
            "customer": "present" if step.customer_present else None,
            "channel": list(step.channels),
            "needs": list(step.needs),
            "evidence": _evidence(step.evidence),
            "standard": step.standard,
            "equipment": one_or_all(step.equipment),
            "log": list(step.labels),
        }
    ) | ({} if step.touchpoint is None else {"touchpoint": _touchpoint(step.touchpoint)})


def _touchpoint(touchpoint: Touchpoint) -> Any:
    return given({"type": touchpoint.type, "key": touchpoint.key}) or touchpoint.is_one


def _evidence(evidence: tuple[Evidence, ...]) -> Any:
    """A name, or a list; what a column proves stands behind its name where that is in one language, else beside it."""
    found: list[Any] = []
    for one in evidence:
        name = name_section(one.name)
        if one.column is None:
            found.append(name)
        elif isinstance(name, str) and name not in ("name", "column"):
            found.append({name: {"column": one.column}})
        else:
            found.append({"name": name, "column": one.column})
    return one_or_all(found)


# -- flow -------------------------------------------------------------------------------------------------------------


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
            asked = {"decide": name_section(question)} if question is not None else {}
            if by is not None:
                return {"either": {**asked, "by": by, **dict(zip(cases, each(branches), strict=True))}}
            return {"either": {**asked, "of": each(branches)} if asked else each(branches)}


def _bounded(step: str, bounds: Mapping[str, Any]) -> Any:
    given = {key: value for key, value in bounds.items() if value is not None}
    return {step: given} if given else step


# -- log --------------------------------------------------------------------------------------------------------------


def _log(log: LogSection) -> dict[str, Any]:
    return given(
        {
            "columns": dict(log.columns),
            "costs": dict(log.costs),
            "survey": _survey(log.survey) if log.survey else None,
            "timezone": log.timezone,
            "events": log.events,
            "shape": log.shape,
            "field": log.field,
            "steps": dict(log.steps),
            "join": log.join,
            "encoding": log.encoding,
            "inside": log.inside,
            "case link": log.case_link,
        }
    )


def _survey(survey: Survey) -> dict[str, Any]:
    pairs: dict[str, Any] = {name: {"perceived": one, "expected": other} for name, one, other in survey.servqual}
    if survey.scale is not None:
        pairs["scale"] = f"{survey.scale[0]}-{survey.scale[1]}"
    return given({"nps": survey.nps, "csat": survey.csat, "servqual": pairs})
