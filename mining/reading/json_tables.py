"""JSON lines, a JSON array of objects, or an object that wraps one -> a frame; nested fields get names with dots."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from mining.errors import FileError
from mining.reading.encodings import decoded
from mining.reading.listed_events import unfolded
from mining.reading.nested import flattened

LEVELS = 3
"""Levels of wrapping objects in which the array of rows is looked for."""


def is_json(data: bytes) -> bool:
    """Whether bytes begin like JSON that holds objects."""
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    return head.startswith((b"{", b"[")) and head[1:].lstrip()[:1] in (b'"', b"{", b"}", b"]", b"[")


def read_json(data: bytes, path: object, *, encoding: str | None = None) -> tuple[pl.DataFrame, str]:
    """Read rows from JSON; of cases that hold their events as a list, a row per event.

    Returns:
        One row per object or event, in file order, and how the file is written, in words.

    Raises:
        FileError: as `read_objects`.
    """
    frame, format_ = read_objects(data, path, encoding=encoding)
    rows, listed = unfolded(frame)
    return rows, format_ + listed


def read_objects(data: bytes, path: object, *, encoding: str | None = None) -> tuple[pl.DataFrame, str]:
    """Read objects from JSON.

    Returns:
        One row per object, in file order, and how the file is written, in words.

    Raises:
        FileError: the text breaks off or is no JSON, or there is no array of objects in it.
    """
    text = decoded(data, path, encoding=encoding).text
    del data
    start = text[:4096].lstrip()
    try:
        if start.startswith(b"[") and start[1:].lstrip().startswith(b"{"):
            return flattened(pl.read_json(text, infer_schema_length=None)), "JSON array"
        if b"\n" in text.strip() and start[: start.find(b"\n")].rstrip().endswith(b"}"):
            return flattened(pl.read_ndjson(text, infer_schema_length=None)), "JSON lines"
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        pass  # Values of several kinds in one field, or an error whose place the parser below knows.
    return _slowly(text, path)


def _slowly(text: bytes, path: object) -> tuple[pl.DataFrame, str]:
    whole = text.decode("utf-8")
    del text
    try:
        document = json.loads(whole)
        format_ = "JSON array" if isinstance(document, list) else "JSON object"
    except json.JSONDecodeError as error:
        document, format_ = _lines(whole, error, path), "JSON lines"
    except RecursionError:
        raise FileError.not_a_log(path, "JSON nested deeper than any table.") from None
    rows, within = _rows(document)
    if rows is None:
        raise FileError.not_a_log(path, "JSON without an array of objects.")
    if within:
        format_ += f', rows in "{within}"'
    names: dict[str, None] = {}
    flat = [dict(_fields(row)) for row in rows]
    for row in flat:
        names.update(dict.fromkeys(row))
    return pl.DataFrame({name: _column([row.get(name) for row in flat]) for name in names}), format_


def _lines(text: str, error: json.JSONDecodeError, path: object) -> list[Any]:
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            rows.append(json.loads(line))
        except (json.JSONDecodeError, RecursionError) as problem:
            at = problem if isinstance(problem, json.JSONDecodeError) and rows else error
            place = (
                f"line {number:,}, column {at.colno}" if at is problem else f"line {error.lineno:,}, column {error.colno}"
            )
            found = f"{place}: {at.msg}; {len(rows):,} rows could be read before."
            raise FileError.damaged(path, found) from None
    return rows


def _rows(document: Any, level: int = 0) -> tuple[list[dict[str, Any]] | None, str]:
    """The longest array of objects, and the names that lead to it."""
    if isinstance(document, list):
        objects = [row for row in document if isinstance(row, dict)]
        return (objects, "") if objects and len(objects) == len(document) else (None, "")
    best: tuple[list[dict[str, Any]] | None, str] = (None, "")
    if isinstance(document, dict) and level < LEVELS:
        for name, value in document.items():
            rows, within = _rows(value, level + 1)
            if rows and len(rows) > len(best[0] or ()):
                best = rows, f"{name}.{within}" if within else name
    if best[0] is None and isinstance(document, dict) and not level and document:
        return [document], ""
    return best


def _fields(row: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        full = f"{before}{name}"
        if isinstance(value, dict):
            yield from _fields(value, f"{full}.")
        elif isinstance(value, list):
            yield full, json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        else:
            yield full, value


def _column(values: list[Any]) -> pl.Series:
    """A column of one type; where there are several, all are text as JSON writes them."""
    kinds = {type(value) for value in values if value is not None}
    if len(kinds) <= 1 or kinds == {int, float}:
        try:
            return pl.Series(values, strict=False) if kinds else pl.Series([None] * len(values), dtype=pl.String)
        except (pl.exceptions.PolarsError, OverflowError, TypeError):
            pass
    return pl.Series(
        [value if value is None or isinstance(value, str) else json.dumps(value) for value in values], dtype=pl.String
    )
