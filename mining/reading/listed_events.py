"""Cases that hold their events as a list -> one row per event: `{"id": 7, "events": [{"name": ..., "time": ...}, ...]}`."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from mining.reading.changes import change_columns
from mining.reading.headings import likeness
from mining.reading.timestamps import kind_of

EXACT = 60
"""Likeness from which a name is a known one as it stands."""
SAMPLE = 200


def unfolded(frame: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """Give every event that stands in a list of its case a row of its own, beside what is known of the case.

    A list holds events where its objects have a time, and an activity or a list of changes (field, from, to); so a list of
    comments or labels stays what it is. Fields of events keep their names, unless the case has one of that name.

    Args:
        frame: one row per object; lists are JSON text.

    Returns:
        The rows, and how they are listed, in words; the frame itself and "" where nothing, or several things, are listed.
    """
    lists = [name for name in frame.columns if _is_list(frame[name])]
    holding = [name for name in lists if _holds_events(frame[name])]
    if len(holding) != 1:
        return frame, ""
    rows = _opened(frame, holding[0])
    for name in rows.columns:
        if name not in frame.columns and _is_list(rows[name]) and _are_changes(rows[name]):
            return _opened(rows, name), f', one row per object of "{holding[0]}" and its changes'
    return rows, f', one row per object of "{holding[0]}"'


def _is_list(column: pl.Series) -> bool:
    if column.dtype != pl.String:
        return False
    some = column.drop_nulls().head(SAMPLE)
    return bool(some.str.starts_with("[{").any()) and bool(some.str.contains(r"^\[(\{|\])").all())


def _objects(texts: pl.Series) -> list[dict[str, Any]]:
    listed = [_decoded(text) for text in texts.drop_nulls().head(SAMPLE)]
    return [flat(each) for objects in listed for each in objects if isinstance(each, dict)]


def _decoded(text: str | None) -> list[Any]:
    """The objects of a list; none where the text is no JSON after all."""
    try:
        listed = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    return listed if isinstance(listed, list) else []


def flat(value: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Fields of an object within an object get names with dots.

    >>> flat({"author": {"name": "Ann"}, "created": "2024"})
    {'author.name': 'Ann', 'created': '2024'}
    """
    fields: dict[str, Any] = {}
    for name, inner in value.items():
        fields |= flat(inner, f"{before}{name}.") if isinstance(inner, dict) else {f"{before}{name}": inner}
    return fields


def _holds_events(texts: pl.Series) -> bool:
    objects = _objects(texts)
    names = list(dict.fromkeys(name for each in objects for name in each))
    columns = [pl.Series(name, [_text(each.get(name)) for each in objects], dtype=pl.String) for name in names]
    timed = any(kind_of(column) == "time" for column in columns)
    acts = any(likeness(_called(name, texts.name), "activity") >= EXACT for name in names)
    return timed and (acts or change_columns(pl.DataFrame(schema=names)) is not None or any(map(_are_changes, columns)))


def _are_changes(texts: pl.Series) -> bool:
    names = list(dict.fromkeys(name for each in _objects(texts) for name in each)) if _is_list(texts) else []
    return bool(names) and change_columns(pl.DataFrame(schema=names)) is not None


def _called(field: str, of: str) -> str:
    """A field that is called "name" or "type" and no more takes the name of the list: "events.name"."""
    return f"{of.split('.')[-1]}.{field}" if field.casefold() in ("name", "type", "label", "title", "description") else field


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _opened(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """One row per object of the list; a case with an empty list keeps its row, without an event."""
    events: list[dict[str, Any]] = []
    places: list[int] = []
    for place, text in enumerate(frame[name]):
        listed = _decoded(text)
        for each in listed or [{}]:
            events.append(flat(each) if isinstance(each, dict) else {})
            places.append(place)
    names = list(dict.fromkeys(field for each in events for field in each))
    case = frame.drop(name)[places]
    own = {}
    for field in names:
        called = _called(field, name)
        called = called if called not in case.columns else f"{name}.{field}"
        own[called] = [_text(each.get(field)) for each in events]
    return case.hstack(pl.DataFrame(own, schema=dict.fromkeys(own, pl.String)))
