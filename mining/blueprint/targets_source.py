"""Nodes of the file about time and money promised: ``targets``, ``penalty``, ``cost_of_delay``, ``exchange``."""

from __future__ import annotations

from collections.abc import Collection

from mining.blueprint import values
from mining.blueprint.keys import DELAY, EXCHANGED, PENALTY, PENALTY_AFTER, TARGETS, Entries
from mining.blueprint.labels import normalised
from mining.blueprint.lanes_source import calendar_id
from mining.blueprint.model import DelayPrice, Exchange
from mining.blueprint.targets import Length, Penalty, Target, TargetKind
from mining.blueprint.yaml_source import Mapping, Node

_EXAMPLE = "{from: order, to: deliver, within: 40 min, share: 0.9}"
_ELSE = "else"
_LEVELS = "within: {P1: 20 min, else: 2 h}, by: priority"


def targets_of(node: Node, steps: Collection[str], lanes: Collection[str], calendars: Collection[str]) -> tuple[Target, ...]:
    """Return the targets in the order of the file; no two have one id."""
    found: dict[str, Target] = {}
    for item in values.items(node, "targets", f"targets: [{_EXAMPLE}]"):
        target = _target(values.mapping(item, "a target", _EXAMPLE), steps, lanes, calendars)
        if target.id in found:
            first = found[target.id].line
            wrong = f'two targets have the id "{target.id}"; the first is in line {first}.'
            remedy = f"an id for one of them: id: {target.id}-at-night"
            raise item.place.error(wrong, found=item.shown, remedy=remedy)
        found[target.id] = target
    return tuple(found.values())


def _target(mapping: Mapping, steps: Collection[str], lanes: Collection[str], calendars: Collection[str]) -> Target:
    named = [key.text for key, _ in mapping.entries]
    telling = next((key for key in TARGETS if key in named), None)
    if telling is None:
        remedy = "from and to, wait before, step, or handover."
        raise mapping.place.error("this target does not say of what.", found=mapping.shown + ".", remedy=remedy)
    keys = TARGETS[telling]
    has = Entries(mapping, keys, "this target", example=_example(telling))
    kind: TargetKind
    second = None
    match telling:
        case "from" | "to":
            kind = "between"
            first, second = (values.known(has[key], "step", steps) for key in ("from", "to"))
        case "wait before" | "step":
            kind = "wait" if telling == "wait before" else "step"
            first = values.known(has[telling], "step", steps)
        case _:
            kind = "handover"
            first, second = _lanes(has["handover"], lanes)
    by = values.text(has["by"], '"by"') if "by" in has else None
    return Target(
        kind=kind,
        first=first,
        second=second,
        within=_within(has["within"], by is not None),
        by=by,
        share=values.share(has["share"], "share") if "share" in has else 1.0,
        calendar=calendar_id(has["calendar"], calendars) if "calendar" in has else None,
        clock_stops_in=values.several(has["clock stops in"], "step", steps) if "clock stops in" in has else (),
        named=values.identifier(has["id"], "a target's id") if "id" in has else None,
        line=mapping.place.line,
    )


def _example(telling: str) -> str:
    match telling:
        case "from" | "to":
            return _EXAMPLE
        case "handover":
            return "{handover: [reception, kitchen], within: 5 min}"
    return f"{{{telling}: take, within: 2 min}}"


def _lanes(node: Node, lanes: Collection[str]) -> tuple[str, str]:
    example = "handover: [reception, kitchen]"
    both = values.items(node, "handover", example)
    if len(both) != 2:
        raise node.place.error("a handover is between two lanes.", found=node.shown + ".", remedy=example)
    first, second = (values.known(lane, "lane", lanes) for lane in both)
    if first == second:
        raise node.place.error("a handover is between two different lanes.", found=first, remedy=example)
    return first, second


def _within(node: Node, levels: bool) -> tuple[tuple[str | None, Length], ...]:
    """Read one length for all, or one for each value of the attribute that ``by`` names."""
    if not isinstance(node, Mapping):
        if levels:
            raise node.place.error('"by" needs a length for each level.', found=node.shown, remedy=_LEVELS)
        return ((None, values.length(node, '"within"')),)
    if not levels or not node.entries:
        wrong = '"within" by level needs "by": the attribute of the case that says the level.'
        raise node.place.error(wrong, found=node.shown + ".", remedy=_LEVELS)
    met: set[str] = set()
    for key, _ in node.entries:
        if normalised(key.text) in met:
            raise key.place.error(f'two levels are "{key.text}".', found=key.text, remedy="one length for each level.")
        met.add(normalised(key.text))
    return tuple(
        (None if key.text == _ELSE else values.text(key, "a level"), values.length(body, f'"within" of {key.text}'))
        for key, body in node.entries
    )


def penalty_of(node: Node, steps: Collection[str]) -> Penalty:
    """Return what lateness costs."""
    example = "penalty: {per: hour, after: {from: order, to: deliver, within: 60 min}, amount: 15}"
    mapping = values.mapping(node, "penalty", example)
    has = Entries(mapping, PENALTY, "penalty", example=example)
    after = Entries(values.mapping(has["after"], '"after"', example), PENALTY_AFTER, "penalty.after", example=example)
    return Penalty(
        per=values.per(has["per"], '"per"'),
        first=values.known(after["from"], "step", steps),
        second=values.known(after["to"], "step", steps),
        within=values.duration(after["within"], '"within"'),
        amount=values.amount(has["amount"], "amount"),
        currency=values.currency(has["currency"]) if "currency" in has else None,
        line=mapping.place.line,
    )


def delay_of(node: Node) -> DelayPrice:
    """Return what waiting costs."""
    example = "cost_of_delay: {per: hour, amount: 2}"
    has = Entries(values.mapping(node, "cost_of_delay", example), DELAY, "cost_of_delay", example=example)
    return DelayPrice(
        values.amount(has["amount"], "amount"),
        values.per(has["per"], '"per"'),
        values.currency(has["currency"]) if "currency" in has else None,
    )


def exchange_of(node: Node, home: str | None) -> tuple[Exchange, ...]:
    """Return what a unit of other currencies is worth in the blueprint's own, each on a day.

    One day for all, ``{CNY: 0.13, date: 2026-01-01}``, or one for each, ``{CNY: {rate: 0.13, date: 2026-01-01}}``.
    """
    example = "exchange: {CNY: 0.13, date: 2026-01-01}"
    mapping = values.mapping(node, "exchange", example)
    if home is None:
        remedy = "currency: EUR, the currency in which sums are shown."
        raise mapping.place.error(
            'exchange rates need the blueprint\'s own "currency".', found=mapping.shown + ".", remedy=remedy
        )
    on = next((values.day(body, "date") for key, body in mapping.entries if key.text == "date"), None)
    found = []
    for key, body in mapping.entries:
        if key.text == "date":
            continue
        code = values.currency(key)
        if code == home:
            remedy = f"other currencies only; sums are in {home}."
            raise key.place.error(f"{code} is the currency of the blueprint itself.", found=code, remedy=remedy)
        rate, day = body, on
        if isinstance(body, Mapping):
            has = Entries(body, EXCHANGED, f"exchange.{code}", example=f"{code}: {{rate: 0.13, date: 2026-01-01}}")
            rate, day = has["rate"], values.day(has["date"], "date")
        if day is None:
            raise key.place.error("an exchange rate needs its day.", found=f"{code}: {rate.shown}", remedy=example)
        worth = values.amount(rate, f"the rate of {code}")
        if not worth:
            raise rate.place.error(f"the rate of {code} cannot be 0.", found=rate.shown, remedy=example)
        found.append(Exchange(code, worth, day))
    if not found:
        raise mapping.place.error("there is no exchange rate.", found=mapping.shown + ".", remedy=example)
    return tuple(found)
