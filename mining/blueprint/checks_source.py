"""Nodes of the file under ``rules``, ``checks``, ``waivers`` and ``actions``."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from mining.blueprint import values
from mining.blueprint.checks import (
    CAUSES,
    DEVIATION_KINDS,
    MEASURES,
    STATISTICS,
    VERDICTS,
    Action,
    Amount,
    Check,
    Unit,
    Waiver,
)
from mining.blueprint.durations import duration_of
from mining.blueprint.keys import ACTION, CHECK, EXPECTS, NARROWING, RULES, WAIVER, Entries
from mining.blueprint.lanes import LINES
from mining.blueprint.rules import Before, DifferentPerson, Escalation, Rule
from mining.blueprint.yaml_source import Mapping, Node, Scalar

_ESCALATION = "{unless: deliver, within: 60 min, after: order, then: escalate}"
_AMOUNT = re.compile(r"([-+]?)(\d{1,12}(?:\.\d{1,6})?) *(%?)")
_IN_WORDS = {
    "share": "a share: 0.95 or 95 %",
    "number": "a number: 12",
    "hours": "a time: 6 h",
    "hours per case": "a time per case: 6 h per case",
    "verdict": f"a verdict: {' or '.join(VERDICTS[1:])}",
    "money": "a sum",
}


@dataclass(frozen=True)
class Known:
    """What rules and checks may refer to."""

    steps: Collection[str]
    lanes: Collection[str]
    targets: Collection[str]


def rules_of(node: Node, steps: Collection[str]) -> tuple[Rule, ...]:
    """Return the rules in the order of the file."""
    return tuple(_rule(item, steps) for item in values.items(node, "rules", f"rules: [{_ESCALATION}]"))


def _rule(node: Node, steps: Collection[str]) -> Rule:
    mapping = values.mapping(node, "a rule", _ESCALATION)
    named = [key.text for key, _ in mapping.entries]
    telling = next((key for key in RULES if key in named), None)
    if telling is None:
        remedy = "{step: check, different person from: cook}, {step: restock, before: deliver}, or " + _ESCALATION
        raise mapping.place.error("this rule does not say what it demands.", found=mapping.shown + ".", remedy=remedy)
    example = _ESCALATION if telling == "unless" else f"{{step: check, {telling}: cook}}"
    has = Entries(mapping, RULES[telling], "this rule", example=example)
    line = mapping.place.line
    if telling == "unless":
        unless, after, then = (values.known(has[key], "step", steps) for key in ("unless", "after", "then"))
        return Escalation(unless, values.duration(has["within"], '"within"'), after, then, line)
    step, other = (values.known(has[key], "step", steps) for key in ("step", telling))
    if step == other:
        raise has[telling].place.error(f'the rule compares "{step}" with itself.', found=other, remedy=example)
    return DifferentPerson(step, other, line) if telling == "different person from" else Before(step, other, line)


# -- checks and actions -----------------------------------------------------------------------------------------------


def checks_of(node: Node, known: Known) -> tuple[Check, ...]:
    """Return the checks in the order of the file."""
    example = MEASURES["fitness"].example
    return tuple(
        _check(values.mapping(item, "a check", example), known)
        for item in values.items(node, "checks", f"checks: [{example}]")
    )


def _check(mapping: Mapping, known: Known) -> Check:
    has = Entries(mapping, CHECK, "this check")
    measure, of = _measured(has, known)
    units = MEASURES[measure].units
    limits = {
        key.replace(" ", "_"): _limit(has[key], f'"{key}"', units)
        for key in ("warn below", "warn above", "fail below", "fail above")
        if key in has
    }
    if not limits:
        raise mapping.place.error("this check has no limit.", found=mapping.shown + ".", remedy=MEASURES[measure].example)
    for side, sign in (("below", 1), ("above", -1)):
        warn, fail = limits.get(f"warn_{side}"), limits.get(f"fail_{side}")
        if warn and fail and (warn.unit != fail.unit or sign * fail.value > sign * warn.value):
            wrong = "two limits in different units."
            if warn.unit == fail.unit:
                wrong = f'"fail {side}" comes before "warn {side}".'
            remedy = "{warn below: 0.95, fail below: 0.85}" if sign == 1 else "{warn above: 2 %, fail above: 5 %}"
            found = f"{has[f'warn {side}'].shown} and {has[f'fail {side}'].shown}."
            raise has[f"fail {side}"].place.error(wrong, found=found, remedy=remedy)
    return Check(measure, of, **limits, line=mapping.place.line)


def _measured(has: Entries, known: Known) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the measure and what narrows it; ``deviation: skipped`` stands for ``measure: deviation, kind: skipped``."""
    of: dict[str, str] = {}
    if "deviation" in has:
        measure = "deviation"
        if "measure" in has and has["measure"] != has["deviation"]:
            remedy = "one of the two: measure, or deviation with its kind."
            raise has.keys["deviation"].place.error(
                '"measure" and "deviation" together.', found=has["measure"].shown, remedy=remedy
            )
        of |= dict([_deviation(has["deviation"])])
    elif "measure" in has:
        measure = values.choice(has["measure"], "measure", list(MEASURES))
    else:
        remedy = f"measure: {'|'.join(MEASURES)}"
        raise has.place.error("this does not say what is measured.", found=", ".join(has.nodes) + ".", remedy=remedy)
    wanted = MEASURES[measure]
    for key in NARROWING:
        if key not in has:
            continue
        if key not in wanted.of:
            allowed = ", ".join(wanted.of)
            remedy = f"it is narrowed by {allowed}." if allowed else f"{measure} is of the whole log: {wanted.example}"
            raise has.keys[key].place.error(
                f'"{measure}" is not narrowed by "{key}".', found=f"{key}: {has[key].shown}", remedy=remedy
            )
        if key in of:
            remedy = "one of the two: deviation with its kind or id, or measure with both."
            raise has.keys[key].place.error(f'"{key}" is said twice.', found=has[key].shown, remedy=remedy)
        of[key] = _narrowed(key, has[key], known)
    for key in wanted.needs:
        if key not in of:
            raise has.place.error(f'"{measure}" needs "{key}".', found=", ".join(has.nodes) + ".", remedy=wanted.example)
    return measure, tuple(sorted(of.items()))


def _narrowed(key: str, node: Node, known: Known) -> str:
    match key:
        case "kind":
            return values.choice(node, "kind", DEVIATION_KINDS)
        case "id":
            return _deviation_id(node)
        case "step":
            return values.known(node, "step", known.steps)
        case "steps":
            return ",".join(values.several(node, "step", known.steps))
        case "lane" | "from lane":
            return values.known(node, "lane", known.lanes)
        case "line":
            return values.choice(node, "line", LINES)
        case "cause":
            return values.choice(node, "cause", CAUSES)
        case "target":
            return values.known(node, "target", known.targets)
        case "statistic":
            return values.choice(node, "statistic", STATISTICS)
    return values.text(node, key)


def _deviation(node: Node) -> tuple[str, str]:
    """Read the kind of a deviation, or its id (``skipped:take``), as a pair."""
    if isinstance(node, Scalar) and ":" in node.text:
        return "id", _deviation_id(node)
    return "kind", values.choice(node, "deviation", DEVIATION_KINDS)


def _deviation_id(node: Node) -> str:
    word = values.text(node, "the id of a deviation")
    kind = word.partition(":")[0]
    if kind not in DEVIATION_KINDS:
        wrong = f'no deviation has the id "{word}".{values.near(kind, DEVIATION_KINDS)}'
        raise node.place.error(wrong, found=word, remedy='as `mining conform` lists it: "skipped:take".')
    return word


def _limit(node: Node, what: str, units: Sequence[Unit]) -> Amount:
    found = _amount(node.text) if isinstance(node, Scalar) else None
    if found is not None:
        # A plain number is a share where shares are meant, and nothing else could be.
        if found.unit == "number" and "number" not in units and "share" in units and 0 <= found.value <= 1:
            found = Amount(found.value, "share")
        whole = found.unit != "number" or found.value == int(found.value)
        if found.unit in units and found.value >= 0 and whole and not (found.unit == "share" and found.value > 1):
            return found
    remedy = "; ".join(_IN_WORDS[unit] for unit in units) + "."
    raise node.place.error(f"{what} cannot be read here.", found=node.shown, remedy=remedy)


def _change(node: Node, units: Sequence[Unit]) -> Amount:
    """Read a change: by a share of the figure itself (``-30 %``), or by so much in its unit."""
    text = node.text if isinstance(node, Scalar) else ""
    sign = -1 if text.startswith("-") else 1
    found = _amount(text.lstrip("+-").strip())
    if found is None or found.unit not in (*units, "share") or not found.value:
        remedy = "-30 %, or so much in its unit: " + "; ".join(_IN_WORDS[unit] for unit in units if unit != "verdict") + "."
        raise node.place.error('"change" cannot be read.', found=node.shown, remedy=remedy)
    return Amount(sign * found.value, found.unit)


def _amount(text: str) -> Amount | None:
    """Read ``0.85``, ``1 %``, ``6 h``, ``6 h per case``, ``fit with limits``."""
    if text in VERDICTS:
        return Amount(VERDICTS.index(text), "verdict")
    if match := _AMOUNT.fullmatch(text):
        value = Decimal(match[1] + match[2])
        return Amount(float(value / 100), "share") if match[3] else Amount(float(value))
    time, per, _ = text.partition(" per case")
    if per and time + per != text:
        return None
    length = duration_of(time)
    return None if length is None else Amount(length.total_seconds() / 3600, "hours per case" if per else "hours")


def actions_of(node: Node, known: Known) -> tuple[Action, ...]:
    """Return the actions in the order of the file."""
    example = "{what: second oven, since: 2026-09-15, expects: {measure: waiting, lane: kitchen, change: -30 %}}"
    return tuple(
        _action(values.mapping(item, "an action", example), known, example)
        for item in values.items(node, "actions", f"actions: [{example}]")
    )


def _action(mapping: Mapping, known: Known, example: str) -> Action:
    has = Entries(mapping, ACTION, "this action", example=example)
    measure: str | None = None
    of: tuple[tuple[str, str], ...] = ()
    change: Amount | None = None
    if "expects" in has:
        expected = Entries(values.mapping(has["expects"], "expects", example), EXPECTS, "expects", example=example)
        measure, of = _measured(expected, known)
        change = _change(expected["change"], MEASURES[measure].units)
    return Action(
        values.text(has["what"], "what"),
        values.text(has["owner"], "owner") if "owner" in has else None,
        values.day(has["since"], "since") if "since" in has else None,
        measure,
        of,
        change,
        mapping.place.line,
    )


# -- waivers ----------------------------------------------------------------------------------------------------------


def waivers_of(node: Node, steps: Collection[str]) -> tuple[Waiver, ...]:
    """Return the waivers in the order of the file."""
    example = "{deviation: extra, step: correct, reason: oven trial, owner: kitchen lead, until: 2026-12-31}"
    return tuple(
        _waiver(values.mapping(item, "a waiver", example), steps, example)
        for item in values.items(node, "waivers", f"waivers: [{example}]")
    )


def _waiver(mapping: Mapping, steps: Collection[str], example: str) -> Waiver:
    has = Entries(mapping, WAIVER, "this waiver", example=example)
    key, word = _deviation(has["deviation"])
    listed = [name for name in ("step", "steps") if name in has]
    if (key == "id" and listed) or len(listed) > 1:
        remedy = "the id of a deviation alone; or its kind with step, or with steps."
        raise has.keys[listed[-1]].place.error(
            "the waiver says twice which steps.", found=has[listed[-1]].shown, remedy=remedy
        )
    named: tuple[str, ...] = ()
    if listed:
        named = values.several(has[listed[0]], "step", steps)
    elif key == "kind":
        remedy = 'step: correct, or the id of the deviation: "extra:correct".'
        raise has.place.error("the waiver does not say which step; it would accept every one.", found=word, remedy=remedy)
    return Waiver(
        reason=values.text(has["reason"], "reason"),
        owner=values.text(has["owner"], "owner"),
        until=values.day(has["until"], "until"),
        kind=word if key == "kind" else None,
        steps=named,
        id=word if key == "id" else None,
        line=mapping.place.line,
    )
