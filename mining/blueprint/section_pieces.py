"""Small values as they stand in a blueprint file: names, dates, numbers, what is left out where there is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from mining.blueprint.names import Name
from mining.blueprint.writing import Written


def given(pairs: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not there: None, False, and empty lists, mappings and tuples."""
    return {
        key: value for key, value in pairs.items() if value is not None and value is not False and value not in ([], {}, ())
    }


def name_section(name: Name) -> str | dict[str, str]:
    """A text, or a text per language."""
    if len(name.texts) == 1 and name.texts[0][0] == "":
        return name.texts[0][1]
    return dict(name.texts)


def one_or_all(found: list[Any] | tuple[Any, ...]) -> Any:
    """A list of one is written without brackets."""
    return found[0] if len(found) == 1 else list(found)


def day_section(day: date | None) -> Written | None:
    """A date as it stands in the file, without quotes."""
    return None if day is None else Written(day.isoformat())


def number(number: float) -> int | float:
    """A whole number without its point."""
    return int(number) if float(number).is_integer() else number
