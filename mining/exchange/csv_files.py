"""Logs as CSV: UTF-8, comma, ISO times with their offset, nothing that a spreadsheet would take for a formula."""

from __future__ import annotations

import json

import polars as pl

from mining.exchange.formulas import as_they_were, harmless
from mining.exchange.remembered import remembered
from mining.exchange.schemas import as_text
from mining.exchange.tables import MARK, flat
from mining.log import EventLog

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
HEADING = 1 << 20
"""Bytes in which the heading of a table ends."""


def csv_of(log: EventLog) -> bytes:
    """Return a log as CSV.

    One row per instance in log order; a last column, ``mining:log``, holds in its first row what a table has no place for
    (zone, types, findings). Null is an empty field. Texts are written as `formulas.harmless` makes them.
    """
    table, places = flat(log, {})
    kept = json.dumps(remembered(log, places), ensure_ascii=False, separators=(",", ":"))
    written = []
    for column in table.get_columns():
        texts = as_text(column, log.timezone)
        written.append(harmless(texts) if isinstance(column.dtype, pl.String | pl.Enum | pl.Categorical) else texts)
    mark = pl.Series(MARK, [kept], dtype=pl.String).extend_constant(None, max(table.height - 1, 0)).head(table.height)
    headings = harmless(pl.Series(table.columns)).to_list()
    whole = pl.DataFrame([*written, mark]).rename(dict(zip(table.columns, headings, strict=True)))
    return whole.write_csv().encode()


def csv_texts(data: bytes) -> tuple[pl.DataFrame, str] | None:
    """Return the texts, and what is remembered, of a table that `csv_of` wrote; None for any other."""
    heading = data[:HEADING].partition(b"\n")[0]
    if not heading.rstrip(b"\r").endswith(MARK.encode()) or heading.startswith(MARK.encode()):
        return None
    try:
        table = pl.read_csv(data.removeprefix(BYTE_ORDER_MARK), infer_schema=False)
    except pl.exceptions.PolarsError:
        return None
    if MARK not in table.columns or table.is_empty():
        return None
    kept = table[MARK].drop_nulls()
    if kept.len() != 1:
        return None
    return without_marks(table), str(kept[0])


def without_marks(table: pl.DataFrame) -> pl.DataFrame:
    """Take the apostrophes off texts, and the column in which the log is remembered out."""
    table = table.drop(MARK, strict=False)
    texts = [as_they_were(column) if column.dtype == pl.String else column for column in table.get_columns()]
    return pl.DataFrame([column.alias(column.name.removeprefix("'")) for column in texts])
