"""`Blueprint` -> the sections of its file as plain values: texts, numbers, lists and mappings, in their usual order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mining.blueprint.checks import VERDICTS, Action, Amount, Check, Waiver
from mining.blueprint.durations import duration_text
from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Part, Repeat, Sequence, Together
from mining.blueprint.lanes import Lane, Rate
from mining.blueprint.log_section import LogSection, Survey
from mining.blueprint.model import Blueprint, DelayPrice, Exchange, Scope, Valid
from mining.blueprint.names import Name
from mining.blueprint.rules import Before, DifferentPerson, Escalation, Rule
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Evidence, Step, Touchpoint
from mining.blueprint.targets import Length, Penalty, Target, WorkingDays
from mining.blueprint.writing import Written

SET_APART = frozenset({"lanes", "steps", "parts", "flow", "log", "calendars", "targets", "checks", "actions"})
"""Sections with an empty line before them."""


def sections_of(blueprint: Blueprint) -> dict[str, Any]:
    """Return the file's sections in their usual order: what stands under each key."""
    parts = blueprint.parts
    return _given(
        {
            "blueprint": _name(blueprint.name),
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
    ) | _given(
        {
            "flow": {"model": blueprint.model.file} if blueprint.model else _flow(blueprint.flow, parts),
            "anytime": [_bounded(entry.step, {"at most": entry.at_most}) for entry in blueprint.anytime],
            "may end with": [
                _bounded(entry.step, {"after": entry.after, "before": entry.before}) for entry in blueprint.may_end
            ],
            "targets": [_target(target) for target in blueprint.targets],
            "rules": [_rule(rule) for rule in blueprint.rules],
            "penalty": _penalty(blueprint.penalty) if blueprint.penalty else None,
            "cost_of_delay": _delay(blueprint.cost_of_delay) if blueprint.cost_of_delay else None,
            "checks": [_check(check) for check in blueprint.checks],
            "waivers": [waiver_section(waiver) for waiver in blueprint.waivers],
            "actions": [_action(action) for action in blueprint.actions],
            "log": _log(blueprint.log),
        }
    )


def _given(pairs: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not there: None, False, and empty lists, mappings and tuples."""
    return {
        key: value for key, value in pairs.items() if value is not None and value is not False and value not in ([], {}, ())
    }


def _name(name: Name) -> str | dict[str, str]:
    if len(name.texts) == 1 and name.texts[0][0] == "":
        return name.texts[0][1]
    return dict(name.texts)


def _one_or_all(found: list[Any] | tuple[Any, ...]) -> Any:
    """A list of one is written without brackets."""
    return found[0] if len(found) == 1 else list(found)


def _day(day: date | None) -> Written | None:
    return None if day is None else Written(day.isoformat())


def _number(number: float) -> int | float:
    return int(number) if float(number).is_integer() else number


def _valid(valid: Valid) -> dict[str, Any]:
    return _given({"from": _day(valid.since), "until": _day(valid.until), "review by": _day(valid.review_by)})


def _scope(scope: Scope) -> dict[str, Any]:
    return _given(
        {
            "starts": None if scope.starts is None else _name(scope.starts),
            "ends": None if scope.ends is None else _name(scope.ends),
            "excludes": _one_or_all([_name(one) for one in scope.excludes]),
        }
    )


def _exchange(rates: tuple[Exchange, ...]) -> dict[str, Any]:
    days = {rate.on for rate in rates}
    if len(days) == 1:
        return {rate.currency: _number(rate.rate) for rate in rates} | {"date": _day(days.pop())}
    return {rate.currency: {"rate": _number(rate.rate), "date": _day(rate.on)} for rate in rates}


# -- lanes and steps --------------------------------------------------------------------------------------------------


def _lane(lane: Lane) -> dict[str, Any]:
    return _given(
        {
            "name": _name(lane.name) if lane.name != Name.of(lane.id) else None,
            "kind": lane.kind,
            "calendar": lane.calendar,
            "teams": list(lane.teams),
            "roles": list(lane.roles),
            "rate": _one_or_all([_rate(rate) for rate in lane.rates]),
            "automatic": lane.automatic,
        }
    )


def _rate(rate: Rate) -> Any:
    amount = _number(rate.amount)
    more = _given({"currency": rate.currency, "from": _day(rate.since)})
    return {"amount": amount, **more} if more else amount


def _calendar(calendar: StatedHours) -> dict[str, Any]:
    region = [] if calendar.region is None else [calendar.region]
    return _given(
        {
            "hours": calendar.hours,
            "timezone": calendar.timezone,
            "seasons": {f"{first}..{last}": hours for first, last, hours in calendar.seasons},
            "holidays": _one_or_all([*region, *map(_day, calendar.holidays)]),
            "workdays": [_day(day) for day in calendar.workdays],
        }
    )


def _step(step: Step) -> dict[str, Any]:
    return _given(
        {
            "name": _name(step.name) if step.name != Name.of(step.id) else None,
            "lane": _one_or_all(step.lanes),
            "role": _one_or_all(step.roles),
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
            "equipment": _one_or_all(step.equipment),
            "log": list(step.labels),
        }
    ) | ({} if step.touchpoint is None else {"touchpoint": _touchpoint(step.touchpoint)})


def _touchpoint(touchpoint: Touchpoint) -> Any:
    return _given({"type": touchpoint.type, "key": touchpoint.key}) or touchpoint.is_one


def _evidence(evidence: tuple[Evidence, ...]) -> Any:
    """A name, or a list; what a column proves stands behind its name where that is in one language, else beside it."""
    found: list[Any] = []
    for one in evidence:
        name = _name(one.name)
        if one.column is None:
            found.append(name)
        elif isinstance(name, str) and name not in ("name", "column"):
            found.append({name: {"column": one.column}})
        else:
            found.append({"name": name, "column": one.column})
    return _one_or_all(found)


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
            asked = {"decide": _name(question)} if question is not None else {}
            if by is not None:
                return {"either": {**asked, "by": by, **dict(zip(cases, each(branches), strict=True))}}
            return {"either": {**asked, "of": each(branches)} if asked else each(branches)}


def _bounded(step: str, bounds: Mapping[str, Any]) -> Any:
    given = {key: value for key, value in bounds.items() if value is not None}
    return {step: given} if given else step


# -- promises ---------------------------------------------------------------------------------------------------------


def _length(length: Length) -> str:
    if isinstance(length, WorkingDays):
        return f"{_number(length.days)} working d"
    return duration_text(length)


def _per(per: timedelta) -> str:
    units = {
        timedelta(minutes=1): "minute",
        timedelta(hours=1): "hour",
        timedelta(days=1): "day",
        timedelta(weeks=1): "week",
    }
    return units.get(per) or duration_text(per)


def _target(target: Target) -> dict[str, Any]:
    levels = {"else" if level is None else level: _length(length) for level, length in target.within}
    of: dict[str, Any]
    match target.kind:
        case "between":
            of = {"from": target.first, "to": target.second}
        case "wait":
            of = {"wait before": target.first}
        case "step":
            of = {"step": target.first}
        case "handover":
            of = {"handover": [target.first, target.second]}
    return of | _given(
        {
            "within": levels["else"] if target.by is None else levels,
            "by": target.by,
            "share": _number(target.share) if target.share != 1 else None,
            "calendar": target.calendar,
            "clock stops in": list(target.clock_stops_in),
            "id": target.named,
        }
    )


def _rule(rule: Rule) -> dict[str, Any]:
    match rule:
        case Escalation(unless, within, after, then):
            return {"unless": unless, "within": duration_text(within), "after": after, "then": then}
        case DifferentPerson(step, other):
            return {"step": step, "different person from": other}
        case Before(step, other):
            return {"step": step, "before": other}


def _penalty(penalty: Penalty) -> dict[str, Any]:
    return {
        "per": _per(penalty.per),
        "after": {"from": penalty.first, "to": penalty.second, "within": duration_text(penalty.within)},
        "amount": _number(penalty.amount),
        **_given({"currency": penalty.currency}),
    }


def _delay(delay: DelayPrice) -> dict[str, Any]:
    return {"per": _per(delay.per), "amount": _number(delay.amount), **_given({"currency": delay.currency})}


# -- checks -----------------------------------------------------------------------------------------------------------


def _measured(measure: str, of: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    narrowed: dict[str, Any] = dict(of)
    if "steps" in narrowed:
        narrowed["steps"] = narrowed["steps"].split(",")
    if measure == "deviation" and not {"kind", "id"} <= set(narrowed) and (key := {"kind", "id"} & set(narrowed)):
        return {"deviation": narrowed.pop(key.pop()), **narrowed}
    return {"measure": measure, **narrowed}


def _check(check: Check) -> dict[str, Any]:
    limits = {
        "warn below": check.warn_below,
        "warn above": check.warn_above,
        "fail below": check.fail_below,
        "fail above": check.fail_above,
    }
    return _measured(check.measure, check.of) | {key: _amount(limit) for key, limit in limits.items() if limit is not None}


def _amount(amount: Amount) -> Any:
    match amount.unit:
        case "share":
            return Written(f"{format((Decimal(repr(amount.value)) * 100).normalize(), 'f')} %")
        case "hours":
            return _hours(amount.value)
        case "hours per case":
            return f"{_hours(amount.value)} per case"
        case "verdict":
            return VERDICTS[int(amount.value)]
    return _number(amount.value)


def _hours(hours: float) -> str:
    return f"{'-' if hours < 0 else ''}{duration_text(timedelta(hours=abs(hours)))}"


def waiver_section(waiver: Waiver) -> dict[str, Any]:
    """Return what stands in the file for a waiver."""
    steps = {"step": waiver.steps[0]} if len(waiver.steps) == 1 else {"steps": list(waiver.steps)} if waiver.steps else {}
    return {
        "deviation": waiver.id or waiver.kind,
        **steps,
        "reason": waiver.reason,
        "owner": waiver.owner,
        "until": _day(waiver.until),
    }


def _action(action: Action) -> dict[str, Any]:
    expects = None
    if action.measure is not None and action.change is not None:
        expects = _measured(action.measure, action.of) | {"change": _amount(action.change)}
    return _given({"what": action.what, "owner": action.owner, "since": _day(action.since), "expects": expects})


# -- log --------------------------------------------------------------------------------------------------------------


def _log(log: LogSection) -> dict[str, Any]:
    return _given(
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
    return _given({"nps": survey.nps, "csat": survey.csat, "servqual": pairs})
