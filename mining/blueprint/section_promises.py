"""Targets, rules, penalties, checks, waivers and actions as they stand in a blueprint file."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from mining.blueprint.checks import VERDICTS, Action, Amount, Check, Waiver
from mining.blueprint.durations import duration_text
from mining.blueprint.model import DelayPrice
from mining.blueprint.rules import Before, DifferentPerson, Escalation, Rule
from mining.blueprint.section_pieces import day_section, given, number
from mining.blueprint.targets import Length, Penalty, Target, WorkingDays
from mining.blueprint.writing import Written


def _length(length: Length) -> str:
    if isinstance(length, WorkingDays):
        return f"{number(length.days)} working d"
    return duration_text(length)


def _per(per: timedelta) -> str:
    units = {
        timedelta(minutes=1): "minute",
        timedelta(hours=1): "hour",
        timedelta(days=1): "day",
        timedelta(weeks=1): "week",
    }
    return units.get(per) or duration_text(per)


def target_section(target: Target) -> dict[str, Any]:
    """What stands in the file for a target."""
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
    return of | given(
        {
            "within": levels["else"] if target.by is None else levels,
            "by": target.by,
            "share": number(target.share) if target.share != 1 else None,
            "calendar": target.calendar,
            "clock stops in": list(target.clock_stops_in),
            "id": target.named,
        }
    )


def rule_section(rule: Rule) -> dict[str, Any]:
    """What stands in the file for a rule."""
    match rule:
        case Escalation(unless, within, after, then):
            return {"unless": unless, "within": duration_text(within), "after": after, "then": then}
        case DifferentPerson(step, other):
            return {"step": step, "different person from": other}
        case Before(step, other):
            return {"step": step, "before": other}


def penalty_section(penalty: Penalty) -> dict[str, Any]:
    """What stands in the file for the penalty."""
    return {
        "per": _per(penalty.per),
        "after": {"from": penalty.first, "to": penalty.second, "within": duration_text(penalty.within)},
        "amount": number(penalty.amount),
        **given({"currency": penalty.currency}),
    }


def delay_section(delay: DelayPrice) -> dict[str, Any]:
    """What stands in the file for the price of waiting."""
    return {"per": _per(delay.per), "amount": number(delay.amount), **given({"currency": delay.currency})}


def _measured(measure: str, of: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    narrowed: dict[str, Any] = dict(of)
    if "steps" in narrowed:
        narrowed["steps"] = narrowed["steps"].split(",")
    if measure == "deviation" and not {"kind", "id"} <= set(narrowed) and (key := {"kind", "id"} & set(narrowed)):
        return {"deviation": narrowed.pop(key.pop()), **narrowed}
    return {"measure": measure, **narrowed}


def check_section(check: Check) -> dict[str, Any]:
    """What stands in the file for a check."""
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
    return number(amount.value)


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
        "until": day_section(waiver.until),
    }


def action_section(action: Action) -> dict[str, Any]:
    """What stands in the file for an action."""
    expects = None
    if action.measure is not None and action.change is not None:
        expects = _measured(action.measure, action.of) | {"change": _amount(action.change)}
    return given({"what": action.what, "owner": action.owner, "since": day_section(action.since), "expects": expects})
