"""The language of the blueprint file as a JSON Schema (draft 2020-12), for editors that complete and check while one types.

It is made of the keys and words that the reader itself uses. What refers to something else (an unknown lane, a step that
nothing uses, a part that uses itself) is beyond a schema: `mining blueprint lint` says it.
"""

from __future__ import annotations

from typing import get_args

from mining.blueprint import keys
from mining.blueprint.lanes import KINDS
from mining.blueprint.log_section import ShapeName
from mining.blueprint.model_flow import READERS
from mining.blueprint.schema_pieces import (
    ID,
    Schema,
    amount,
    boolean,
    count,
    currency,
    day,
    duration,
    entries,
    identifier,
    listed,
    mapping,
    one_or_more,
    per,
    reference,
    text,
    timezone,
    word,
)
from mining.blueprint.schema_promises import BY_LEVEL, WHICH_STEPS, action, check, rule, target, waiver
from mining.blueprint.stated_hours import ALWAYS
from mining.blueprint.steps import Value

MODEL_FILE = rf".+\.({'|'.join(end.removeprefix('.') for end in READERS)})"


def schema() -> Schema:
    """Return the schema of a whole blueprint file, as plain values ready for JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Service blueprint",
        "description": "The designed service: who does what in which order. See docs/blueprint.md of service-mining.",
        **mapping(keys.FILE, _file()),
        "$defs": {
            "name": {
                "description": "A text, or one text per language: {en: ..., zh: ...}.",
                "anyOf": [
                    text(),
                    {
                        "type": "object",
                        "minProperties": 1,
                        "propertyNames": {"pattern": "^[a-z]{2,3}(-[A-Za-z0-9]+)*$"},
                        "additionalProperties": text(),
                    },
                ],
            },
            "flow": _flow(),
            "either": _either(),
            "lane": mapping(keys.LANE, _lane()),
            "calendar": {"anyOf": [text("Weekly hours: Mon-Fri 09:00-18:00."), mapping(keys.CALENDAR, _calendar())]},
            "step": mapping(keys.STEP, _step()),
            "evidence": _evidence(),
            "target": {"anyOf": [mapping(kind, target(kind)) for kind in dict.fromkeys(keys.TARGETS.values())]} | BY_LEVEL,
            "rule": {"anyOf": [mapping(kind, rule(kind)) for kind in keys.RULES.values()]},
            "check": check(),
            "waiver": mapping(keys.WAIVER, waiver()) | WHICH_STEPS,
            "action": mapping(keys.ACTION, action()),
            "log": mapping(keys.LOG, _log()),
        },
    }


# -- sections ---------------------------------------------------------------------------------------------------------


def _file() -> dict[str, Schema]:
    both = {"type": "array", "items": _any_step({"at most": count("Times in a case.")}), "uniqueItems": True}
    bounds = {"after": identifier("Not before this step was done."), "before": identifier("Not once this step was done.")}
    return {
        "blueprint": reference("name", "The name of the service."),
        "version": text('The version of the design, in quotes: "2026-09".'),
        "owner": text("Who answers for the design."),
        "valid": mapping(
            keys.VALID,
            {
                "from": day("First day on which the design holds."),
                "until": day("Last day on which it holds."),
                "review by": day("When it is due for review."),
            },
        )
        | {"description": "When the design holds."},
        "scope": mapping(
            keys.SCOPE,
            {
                "starts": reference("name", "Where the service begins."),
                "ends": reference("name", "Where it ends."),
                "excludes": one_or_more(reference("name"), "What is left out."),
            },
        )
        | {"description": "Where the service begins and ends, in words."},
        "timezone": timezone("The zone of calendars and pictures."),
        "currency": currency(),
        "exchange": _exchange(),
        "lanes": entries(reference("lane"), "Who acts; from top to bottom, as drawn.", least=1),
        "calendars": entries(reference("calendar"), "When they are there.")
        | {"propertyNames": {"pattern": f"^{ID}$", "not": {"const": ALWAYS}}},
        "steps": entries(reference("step"), "What is done.", least=1),
        "parts": entries(reference("flow"), "Named pieces of flow, used by name."),
        "flow": {
            "description": "The order of the steps; a list is a sequence. Or {model: FILE}.",
            "anyOf": [_model(), {"minItems": 1, "minProperties": 1} | reference("flow")],
        },
        "anytime": {
            "description": "Steps that may happen between any two steps.",
            "anyOf": [both, _any_step({"at most": count("Times in a case.")})],
        },
        "may end with": {
            "description": "Steps with which a case may stop.",
            "anyOf": [{"type": "array", "items": _any_step(bounds), "uniqueItems": True}, _any_step(bounds)],
        },
        "targets": listed(reference("target"), "Times to be kept."),
        "rules": listed(reference("rule"), "Rules beyond the order of steps."),
        "penalty": mapping(
            keys.PENALTY,
            {
                "per": per(),
                "after": mapping(
                    keys.PENALTY_AFTER,
                    {"from": identifier("A step."), "to": identifier("A step."), "within": duration("The time granted.")},
                ),
                "amount": amount("For each of these, begun."),
                "currency": currency(),
            },
        )
        | {"description": "What lateness costs."},
        "cost_of_delay": mapping(
            keys.DELAY, {"per": per(), "amount": amount("For so much waiting."), "currency": currency()}
        )
        | {"description": "What waiting costs."},
        "checks": listed(reference("check"), "What `mining check` judges."),
        "waivers": listed(reference("waiver"), "Deviations accepted for a reason, until a day."),
        "actions": listed(reference("action"), "What the improvement group tries."),
        "log": reference("log", "How this service's exports are read."),
    }


def _any_step(bounds: dict[str, Schema]) -> Schema:
    inner = {"type": "object", "properties": bounds, "additionalProperties": False}
    return {
        "anyOf": [
            identifier("A step."),
            {"type": "object", "minProperties": 1, "maxProperties": 1, "additionalProperties": inner},
        ]
    }


def _exchange() -> Schema:
    number = {"type": "number", "exclusiveMinimum": 0}
    dated = mapping(keys.EXCHANGED, {"rate": amount("Worth of one unit."), "date": day("The day of the rate.")})
    return {
        "description": "What one unit of other currencies is worth in the blueprint's own, and on which day.",
        "type": "object",
        "properties": {"date": day("The day of the rates.")},
        "patternProperties": {"^[A-Z]{3}$": {"anyOf": [number, dated]}},
        "if": {"not": {"required": ["date"]}},
        "then": {"additionalProperties": dated},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _lane() -> dict[str, Schema]:
    rate = {
        "anyOf": [
            amount("Per staff hour, in the currency of the file."),
            mapping(
                keys.RATE,
                {
                    "amount": amount("Per staff hour."),
                    "currency": currency(),
                    "from": day("The first day on which it holds."),
                },
            ),
        ]
    }
    return {
        "name": reference("name"),
        "kind": word(KINDS, "From the customer inwards; external is neither us nor the customer."),
        "calendar": identifier("An id under calendars, or always."),
        "teams": one_or_more(text(), "Teams of the log, with * patterns."),
        "roles": one_or_more(text(), "Roles of the log."),
        "rate": {
            "description": "What a staff hour costs; a list where it changes.",
            "anyOf": [*rate["anyOf"], {"type": "array", "items": rate, "minItems": 1}],
        },
        "automatic": boolean("A system: its hours are no staff hours."),
    }


def _calendar() -> dict[str, Schema]:
    season = {"pattern": r"^ *\d\d-\d\d *\.\. *\d\d-\d\d *$"}
    region = text("A country or region: CN, PT-11.", r"[A-Za-z]{2}(-\w{1,8})?")
    return {
        "hours": text('Weekly hours: "Mon-Fri 09:00-12:00, 13:00-18:00", always or closed.'),
        "timezone": timezone("Where it is not that of the file."),
        "seasons": {
            "description": 'Other hours on some days of every year: {"06-15..09-15": hours}.',
            "type": "object",
            "propertyNames": season,
            "additionalProperties": text("Weekly hours."),
        },
        "holidays": one_or_more({"anyOf": [region, day("A day off.")]}, "A country or region, and days off."),
        "workdays": one_or_more(day("A day."), "Days that are worked although they would not be."),
    }


def _step() -> dict[str, Schema]:
    touchpoint = {"type": text("In words: person, interface, ..."), "key": boolean("One that matters most.")}
    return {
        "name": reference("name"),
        "lane": one_or_more(identifier("A lane."), "Who does it; the first where the log does not tell.", least=1),
        "role": one_or_more(text(), "Who may do it."),
        "is": word(["wait", "work"], "wait: a state in which someone is waited for."),
        "takes": duration("The designed time of work."),
        "value": word(get_args(Value), "adds: the customer would pay for it."),
        "at most": count("Executions in a case that are planned."),
        "corrects": identifier("The step whose faults this one mends: rework by definition."),
        "then waits for": identifier("The lane that owns the waiting after it."),
        "touchpoint": {
            "description": "Where the customer meets the service.",
            "anyOf": [{"type": "boolean"}, mapping(keys.TOUCHPOINT, touchpoint)],
        },
        "control": boolean("An inspection."),
        "customer": word(["present"], "The customer is there while it waits."),
        "channel": one_or_more(text(), "By which it may come."),
        "needs": one_or_more(text(), "Columns that must not be empty at this step."),
        "evidence": one_or_more(reference("evidence"), "What the customer can see or keep of it."),
        "standard": text("The document that says how."),
        "equipment": one_or_more(text(), "What it is done with."),
        "log": one_or_more(text(), "Labels in the log, with * patterns; default: the id and the names."),
    }


def _evidence() -> Schema:
    column = {"type": "object", "properties": {"column": text("The column that proves it.")}, "additionalProperties": False}
    beside = mapping(keys.EVIDENCE, {"name": reference("name"), "column": text("The column that proves it.")})
    behind = {"type": "object", "minProperties": 1, "additionalProperties": column, "propertyNames": {"minLength": 1}}
    return {"anyOf": [reference("name"), beside | {"required": ["name"]}, behind]}


def _model() -> Schema:
    model = {"model": text("A model file beside the blueprint.", MODEL_FILE)}
    return {"type": "object", "properties": model, "required": ["model"], "additionalProperties": False}


def _flow() -> Schema:
    branches = {"type": "array", "minItems": 2, "items": reference("flow")}
    blocks = {
        "together": branches | {"description": "All, in any order, may overlap."},
        "either": reference("either", "Exactly one."),
        "any of": branches | {"description": "One or more, each at most once."},
        "optional": reference("flow", "This, or nothing."),
        "repeat": mapping(
            keys.REPEAT,
            {
                "do": reference("flow", "At least once."),
                "then": reference("flow", "Between one time and the next."),
                "at most": count("Times that it is repeated."),
            },
        )
        | {"description": "do, then any number of times: then, do.", "minProperties": 1},
    }
    block = {"type": "object", "properties": blocks, "minProperties": 1, "maxProperties": 1, "additionalProperties": False}
    return {
        "description": "A step or part, a list (a sequence), or a block.",
        "anyOf": [identifier("A step or a part."), {"type": "array", "items": reference("flow")}, block],
    }


def _either() -> Schema:
    branches = {"type": "array", "minItems": 2, "items": reference("flow")}
    asked = mapping(keys.EITHER, {"decide": reference("name", "The question."), "of": branches})
    by = {
        "type": "object",
        "properties": {"by": text("The attribute of the case that decides."), "decide": reference("name", "The question.")},
        "required": ["by"],
        "minProperties": 3,
        "additionalProperties": reference("flow"),
    }
    return {"anyOf": [branches, asked, by]}


# -- log --------------------------------------------------------------------------------------------------------------


def _log() -> dict[str, Schema]:
    columns = {role: text(f"The column of the {role}.") for role in keys.COLUMNS.names}
    dimension = mapping(
        keys.DIMENSION, {"perceived": text("What the customer met with."), "expected": text("What was expected.")}
    )
    servqual = dict.fromkeys(keys.SERVQUAL.names, dimension) | {
        "scale": text("Lowest and highest answer.", r"\d{1,3} *- *\d{1,3}")
    }
    return {
        "columns": mapping(keys.COLUMNS, columns) | {"description": "Which column is what."},
        "costs": {"description": "Columns of cash out, by a name.", "type": "object", "additionalProperties": text()},
        "survey": mapping(
            keys.SURVEY,
            {
                "nps": text("The column of the recommendation, 0 to 10."),
                "csat": text("The column of the satisfaction."),
                "servqual": mapping(keys.SERVQUAL, servqual) | {"minProperties": 1},
            },
        )
        | {"description": "Which columns hold scores."},
        "timezone": timezone("The zone of the times in the export."),
        "events": word(["done", "entered"], "What a single time means."),
        "shape": word(get_args(ShapeName), "What a row is."),
        "field": text("The field whose changes are the events."),
        "steps": {
            "description": "Columns of dates and their activities.",
            "type": "object",
            "additionalProperties": {"type": "string"},
        },
        "join": text("The file that is joined to the export."),
        "encoding": text("The encoding of the export: gb18030, cp1252, ..."),
        "inside": text("Which file or sheet inside the export is meant."),
        "case link": text('"https://tickets.example/{case_id}"', r"https?://.*\{case_id\}.*"),
    }
