"""What the schema of the blueprint file says about targets, rules, checks, waivers and actions."""

from __future__ import annotations

from mining.blueprint import keys
from mining.blueprint.checks import CAUSES, DEVIATION_KINDS, MEASURES, STATISTICS, VERDICTS, Unit
from mining.blueprint.keys import Keys
from mining.blueprint.lanes import LINES
from mining.blueprint.schema_pieces import (
    DURATION,
    PERCENT,
    Schema,
    day,
    duration,
    identifier,
    length,
    mapping,
    one_or_more,
    share,
    text,
    word,
)

BY_LEVEL: Schema = {
    "if": {"required": ["by"]},
    "then": {"properties": {"within": {"type": "object"}}},
    "else": {"properties": {"within": {"type": "string"}}},
}
"""Levels need the attribute that tells them, and the reverse."""
WHICH_STEPS: Schema = {
    "if": {"properties": {"deviation": {"enum": list(DEVIATION_KINDS)}}},
    "then": {"oneOf": [{"required": ["step"]}, {"required": ["steps"]}]},
    "else": {"not": {"anyOf": [{"required": ["step"]}, {"required": ["steps"]}]}},
}
"""A waiver of a kind says of which steps; one of an id has said it."""


def target(of: Keys) -> dict[str, Schema]:
    """The keys of one kind of target."""
    granted = length("The time granted.")
    found: dict[str, Schema] = {
        "from": identifier("The step at whose end, the first time, the clock starts."),
        "to": identifier("The step at whose end, the last time, it stops."),
        "wait before": identifier("The step that is waited for."),
        "step": identifier("The step, from its start to its end."),
        "handover": {"type": "array", "items": identifier("A lane."), "minItems": 2, "maxItems": 2, "uniqueItems": True},
        "within": granted,
        "by": text("The attribute of the case that says the level."),
        "share": share("Of the cases that must keep it; default: all."),
        "calendar": identifier("An id under calendars, whose hours count; default: elapsed time."),
        "clock stops in": one_or_more(identifier("A step."), "Steps whose time does not count."),
        "id": identifier("A name of its own."),
    }
    levels = {"type": "object", "minProperties": 1, "additionalProperties": granted}
    found["within"] = {
        "description": "The time granted, or one for each level: {P1: 20 min, else: 2 h}.",
        "anyOf": [granted, levels],
    }
    return {key: found[key] for key in of.names}


def rule(of: Keys) -> dict[str, Schema]:
    """The keys of one kind of rule."""
    found = {
        "unless": identifier("The step that should happen in time."),
        "within": duration("The time granted."),
        "after": identifier("The step at whose end the clock starts."),
        "then": identifier("The step that must follow otherwise."),
        "step": identifier("A step."),
        "different person from": identifier("A step that somebody else must have done."),
        "before": identifier("A step that must come later, where both happen."),
    }
    return {key: found[key] for key in of.names}


def waiver() -> dict[str, Schema]:
    """The keys of a waiver."""
    return {
        "deviation": _deviation(),
        "step": identifier("A step."),
        "steps": one_or_more(identifier("A step."), "The steps, all of them."),
        "reason": text("Why it is accepted."),
        "owner": text("Who accepts it."),
        "until": day("The last day on which it is accepted."),
    }


def _deviation() -> Schema:
    return {
        "description": "A kind of deviation, or the id of one: skipped:take.",
        "anyOf": [{"enum": list(DEVIATION_KINDS)}, text(pattern=rf"({'|'.join(DEVIATION_KINDS)}):.+")],
    }


# -- checks -----------------------------------------------------------------------------------------------------------


def check() -> Schema:
    """A check: a measure, what narrows it, and limits in its units."""
    limits = {
        f"{word} {side}": {"description": f"Doubtful {side} this." if word == "warn" else f"Not in order {side} this."}
        for word in ("warn", "fail")
        for side in ("below", "above")
    }
    found = mapping(keys.CHECK, _measure() | limits)
    return found | {
        "anyOf": [{"required": [limit]} for limit in limits],
        "allOf": [
            _only_narrowed(),
            *(_measured(measure, tuple(limits), _limit(MEASURES[measure].units)) for measure in MEASURES),
        ],
    }


def _measure() -> dict[str, Schema]:
    return {
        "measure": word(list(MEASURES), "What is judged."),
        "deviation": _deviation(),
        "kind": word(DEVIATION_KINDS, "A kind of deviation."),
        "id": text("The id of a deviation: skipped:take."),
        "step": identifier("A step."),
        "steps": {"type": "array", "items": identifier("A step."), "minItems": 1, "uniqueItems": True},
        "lane": identifier("A lane."),
        "from lane": identifier("The lane before."),
        "line": word(LINES, "A line of the blueprint."),
        "team": text("A team."),
        "channel": text("A channel."),
        "cause": word(CAUSES, "A cause of waiting."),
        "target": identifier("The id of a target: order-to-deliver."),
        "statistic": word(STATISTICS, "Over the cases; default: median."),
    }


def _only_narrowed() -> Schema:
    """Either ``measure`` or ``deviation``, not none; both only where they say the same."""
    same = {"properties": {"measure": {"const": "deviation"}}}
    return {"anyOf": [{"required": ["measure"], "not": {"required": ["deviation"]}}, {"required": ["deviation"]} | same]}


def _measured(measure: str, values: tuple[str, ...], value: Schema) -> Schema:
    """What a measure can be narrowed by, and in which units its limits (or its change) are."""
    wanted = MEASURES[measure]
    said: Schema = {"properties": {"measure": {"const": measure}}, "required": ["measure"]}
    if measure == "deviation":
        said = {"anyOf": [said, {"required": ["deviation"]}]}
    then: Schema = {
        "propertyNames": {"enum": ["measure", "deviation", *wanted.of, *values]},
        "properties": dict.fromkeys(values, value),
    }
    if wanted.needs:
        then["required"] = list(wanted.needs)
    return {"if": said, "then": then}


def _limit(units: tuple[Unit, ...]) -> Schema:
    found: list[Schema] = []
    for unit in units:
        match unit:
            case "share":
                found += [{"type": "number", "minimum": 0, "maximum": 1}, text(pattern=PERCENT)]
            case "hours":
                found.append(text(pattern=DURATION))
            case "hours per case":
                found.append(text(pattern=rf"{DURATION}per case"))
            case "verdict":
                found.append({"enum": list(VERDICTS[1:])})
            case _:
                found.append({"type": "integer", "minimum": 0})
    return {"anyOf": found}


def action() -> dict[str, Schema]:
    """The keys of an action."""
    expects = mapping(keys.EXPECTS, _measure() | {"change": {"description": "For example -30 %."}})
    changes = [_measured(measure, ("change",), _change(MEASURES[measure].units)) for measure in MEASURES]
    return {
        "what": text("What is tried."),
        "owner": text("Who sees to it."),
        "since": day("The first day."),
        "expects": expects
        | {"required": ["change"], "allOf": [_only_narrowed(), *changes], "description": "What it should change."},
    }


def _change(units: tuple[Unit, ...]) -> Schema:
    found: list[Schema] = [{"type": "number"}, text(pattern=rf"[-+]? *{PERCENT}")]
    if "hours" in units:
        found.append(text(pattern=rf"[-+]? *{DURATION}"))
    if "hours per case" in units:
        found.append(text(pattern=rf"[-+]? *{DURATION}per case"))
    return {"anyOf": found}
