"""The pieces that the schema of the blueprint file is made of: texts, words, lengths of time, mappings with known keys."""

from __future__ import annotations

from typing import Any

from mining.blueprint.durations import UNIT_WORDS
from mining.blueprint.keys import Keys

Schema = dict[str, Any]

NUMBER = r"\d+(\.\d+)?"
_UNITS = "|".join(UNIT_WORDS)
ID = r"[^\s,;:，、；：\[\]{}#\"']+"
DURATION = rf"({NUMBER} *({_UNITS}) *)+"
PERCENT = rf"{NUMBER} *%"


def mapping(of: Keys, values: dict[str, Schema]) -> Schema:
    """A mapping with exactly these keys; a key without a value here, or the reverse, is a mistake of this module."""
    if set(values) != set(of.names):
        raise KeyError(sorted(set(values) ^ set(of.names)))
    needed = {"required": list(of.needed)} if of.needed else {}
    return {"type": "object", "properties": {key: values[key] for key in of.names}, **needed, "additionalProperties": False}


def text(description: str = "", pattern: str = "") -> Schema:
    """A text that is not empty; the pattern is the whole of it, but for spaces around."""
    found: Schema = {"type": "string", "minLength": 1}
    if pattern:
        found["pattern"] = f"^ *({pattern}) *$"
    return found | ({"description": description} if description else {})


def identifier(description: str) -> Schema:
    """One word."""
    return text(description, ID)


def one_or_more(of: Schema, description: str, *, least: int = 0) -> Schema:
    """One, or a list of different ones, at least so many."""
    more = {"minItems": least} if least else {}
    return {"description": description, "anyOf": [of, {"type": "array", "items": of, "uniqueItems": True} | more]}


def entries(of: Schema, description: str, *, least: int = 0) -> Schema:
    """A mapping from ids to what is of one form."""
    found: Schema = {
        "description": description,
        "type": "object",
        "propertyNames": {"pattern": f"^{ID}$"},
        "additionalProperties": of,
    }
    return found | ({"minProperties": least} if least else {})


def listed(of: Schema, description: str) -> Schema:
    """A list."""
    return {"description": description, "type": "array", "items": of}


def reference(name: str, description: str = "") -> Schema:
    """A form that is defined once."""
    return {"$ref": f"#/$defs/{name}"} | ({"description": description} if description else {})


def word(words: tuple[str, ...] | list[str], description: str) -> Schema:
    """One of a few words."""
    return {"description": description, "enum": list(words)}


def boolean(description: str) -> Schema:
    """True or false."""
    return {"description": description, "type": "boolean"}


def count(description: str) -> Schema:
    """A whole number from 1."""
    return {"description": description, "type": "integer", "minimum": 1}


def amount(description: str) -> Schema:
    """A number of at least 0."""
    return {"description": description, "type": "number", "minimum": 0}


def day(description: str) -> Schema:
    """A date."""
    return text(description, r"\d{4}-\d\d-\d\d")


def duration(description: str) -> Schema:
    """A length of elapsed time."""
    return text(f"{description} For example 3 min, 2 h, 1 d, 1 h 30 min.", DURATION)


def length(description: str) -> Schema:
    """A length of elapsed time or of working days."""
    return text(f"{description} For example 40 min, 2 h, 3 working d.", rf"{DURATION}|{NUMBER} *working *(d|day|days)")


def share(description: str) -> Schema:
    """A share above 0."""
    forms: list[Schema] = [{"type": "number", "exclusiveMinimum": 0, "maximum": 1}, text(pattern=PERCENT)]
    return {"description": description, "anyOf": forms}


def currency() -> Schema:
    """The code of a currency."""
    return text("Three capitals (ISO 4217): EUR, CNY.", "[A-Z]{3}")


def timezone(description: str) -> Schema:
    """The name of a time zone."""
    return text(f"{description} A name of the IANA list: Europe/Lisbon.", r"[A-Za-z0-9_+/-]+")


def per() -> Schema:
    """What a price is for."""
    return text("hour, day, or a duration.", rf"minute|hour|day|week|{DURATION}")
