"""The text below a header -> rows: ragged, padded and odd ones included."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import polars as pl

from mining.errors import FileError
from mining.findings import Finding
from mining.reading.data_rows import FOOTER_WORDS

EXTRA = 8
"""Fields beyond the header that are looked at; what stands farther is cut as well."""
LENIENT_ROWS = 50_000
"""Rows that are held as Python texts at a time."""


def records(text: bytes, delimiter: str, names: Sequence[str], path: object, found: list[Finding]) -> pl.DataFrame:
    """Read the records below the header line; every column is text, an empty cell or what a short row lacks is null.

    Args:
        text: UTF-8, from the header on.
        delimiter: between fields.
        names: of the columns, in place of the header's.
        path: for messages.
        found: what is noticed is added here.

    Raises:
        FileError: not even one record at a time can be told apart.
    """
    extras = [f"+{place}" for place in range(1, EXTRA + 1)]
    while set(extras) & set(names):
        extras = ["+" + name for name in extras]
    try:
        frame = _as_long_as(text, delimiter, names, [])
        if frame is None:  # a row is longer than the header
            frame = _as_long_as(text, delimiter, names, extras)
        if frame is None:
            return _leniently(text, delimiter, names, path, found)
    except pl.exceptions.NoDataError:
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String))
    if b'"' in text and b'""' in text:  # the first search is many times faster
        frame = _without_empty(frame)
    if frame.width > len(names):
        wide = frame.select(pl.any_horizontal(pl.col(name).is_not_null() for name in extras)).to_series()
        frame = frame.select(names)
        if wide.any():
            found.append(_wide((wide.arg_true() + 1).to_list()))
    _cut_off(text, delimiter, frame, found)
    return frame


def _as_long_as(text: bytes, delimiter: str, names: Sequence[str], extras: Sequence[str]) -> pl.DataFrame | None:
    """Read with polars, or None where a row is longer than the header or quotes do not match.

    Columns beyond the header cost 16 bytes a row each; they are asked for only where a row needs them.

    Raises:
        NoDataError: there is no row.
    """
    try:
        return pl.read_csv(
            text,
            separator=delimiter,
            has_header=False,
            skip_rows=1,
            schema=dict.fromkeys([*names, *extras], pl.String),
            missing_columns="insert",
            truncate_ragged_lines=bool(extras),
        )
    except pl.exceptions.NoDataError:
        raise
    except pl.exceptions.PolarsError:
        return None


def _cut_off(text: bytes, delimiter: str, frame: pl.DataFrame, found: list[Finding]) -> None:
    """A last line without its end that has fewer fields than all before: the file was cut."""
    if text.endswith((b"\n", b"\r")) or frame.height < 2:
        return
    names = frame.columns
    last = text[text.rfind(b"\n", 0, len(text)) + 1 :]
    width = last.count(delimiter.encode()) + 1
    if b'"' in last or width >= len(names) or width < 2 or FOOTER_WORDS.search(last.decode("utf-8", "replace")):
        return
    ends = names[-1]
    if frame[ends].null_count() > 1 and frame[ends].null_count() > 0.02 * frame.height:
        return
    found.append(
        Finding(
            "cut_off",
            "limit",
            1,
            f"The file breaks off in the middle of its last row ({width} of {len(names)} fields); more rows may be missing.",
            f"文件在最后一行中间断开（{len(names)} 列中只有 {width} 列），之后可能还有缺失的行。",
            (f"row {frame.height}",),
            ("counts", "open cases"),
        )
    )


def _without_empty(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(
        pl.when(pl.col(name) != "").then(pl.col(name)).alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    )


def _wide(rows: list[int]) -> Finding:
    return Finding(
        "wide_row",
        "limit",
        len(rows),
        f"{len(rows):,} rows have more fields than the header; what is beyond was cut.",
        f"{len(rows):,} 行的字段多于表头，多余部分已截去。",
        tuple(f"row {row}" for row in rows[:5]),
        ("attributes",),
    )


def _leniently(text: bytes, delimiter: str, names: Sequence[str], path: object, found: list[Finding]) -> pl.DataFrame:
    """Read record by record what polars refuses (quotes that do not match), so that one odd row costs no other its place."""
    width = len(names)
    schema = dict.fromkeys(names, pl.String)
    parts: list[pl.DataFrame] = []
    rows: list[list[str]] = []
    wide: list[int] = []
    number = 0
    reader = csv.reader(io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline=""), delimiter=delimiter)
    try:
        next(reader, None)
        for number, record in enumerate(reader, 1):
            if len(record) > width and any(record[width:]):
                wide.append(number)
            rows.append([*record[:width], *[""] * (width - len(record))])
            if len(rows) == LENIENT_ROWS:
                parts.append(pl.DataFrame(rows, schema=schema, orient="row"))
                rows = []
    except csv.Error as error:
        raise FileError.damaged(path, f"row {number + 1:,}: {error}.") from None
    if wide:
        found.append(_wide(wide))
    found.append(
        Finding(
            "odd_quotes",
            "limit",
            number,
            "Quotes do not match somewhere in the file; rows may have been joined or split there.",
            "文件中有不成对的引号，相应的行可能被合并或拆分。",
            affects=("counts", "attributes"),
        )
    )
    return _without_empty(pl.concat([*parts, pl.DataFrame(rows, schema=schema, orient="row")]))
