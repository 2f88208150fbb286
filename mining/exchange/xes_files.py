"""Logs as XES: traces with their attributes, events with theirs, everything escaped."""

from __future__ import annotations

import html
import json
import re

import polars as pl

from mining.exchange.remembered import remembered
from mining.exchange.schemas import as_text
from mining.exchange.tables import MARK, PREFIX, flat
from mining.log import EventLog

NAMES = {
    "case_id": "case:concept:name", "activity": "concept:name", "end": "time:timestamp", "start": "start_timestamp",
    "resource": "org:resource", "team": "org:group", "role": "org:role",
    "arrival": "case:mining:arrival", "open": "case:mining:open", "unfinished": "case:mining:unfinished",
}  # fmt: skip
"""The standard's names for roles, and those of this program for what the standard does not know."""
UNKNOWN = "mining:unknown"
"""Marks instances whose end is unknown; other programs need ``time:timestamp``, so the start stands there."""
ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
NOT_IN_XML = "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
"""Characters that XML cannot hold in any way; U+FFFD stands in their place."""
XML = b'<?xml version="1.0" encoding="UTF-8"?>\n<log '
"""First bytes of what is written here."""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="nested-attributes" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<classifier name="Activity" keys="concept:name"/>
"""
KEPT = re.compile(rb'<string key="' + MARK.encode() + rb'" value="([^"]*)"/>')
LAST_YEAR = 9999
"""Of four digits, as the other programs read them."""


def xes_of(log: EventLog) -> bytes:
    """Return a log as XES; a log attribute ``mining:log`` holds what the standard has no place for.

    Whole numbers, decimals, truth values and instants keep their type; everything else is a string. A null is left out.
    """
    table, places = flat(log, NAMES, (UNKNOWN,))
    table = _with_every_time(table)
    zone = log.timezone or "UTC"
    of_case = [name for name in table.columns if name.startswith(PREFIX) and places.get(name, ("", ""))[0] == "cases"]
    of_event = [name for name in table.columns if name not in of_case]
    first = pl.Series(log.offsets[:-1]) if log.instances else pl.Series([], dtype=pl.Int64)
    traces = _joined(
        [_attribute(table[name].gather(first), name.removeprefix(PREFIX), zone) for name in of_case], first.len()
    )
    events = _joined([_attribute(table[name], name, zone) for name in of_event], table.height)
    opened = pl.DataFrame({"row": first.cast(pl.Int64), "trace": traces})
    lines = pl.DataFrame({"event": events}).with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    lines = lines.join(opened, on="row", how="left", maintain_order="left")
    before = pl.when(pl.col("trace").is_not_null()).then(
        pl.when(pl.col("row") > 0).then(pl.lit("</trace>\n")).otherwise(pl.lit("")) + "<trace>" + pl.col("trace") + "\n"
    )
    texts = lines.select(before.fill_null("") + "<event>" + pl.col("event") + "</event>\n").to_series()
    kept = json.dumps(remembered(log, places), ensure_ascii=False, separators=(",", ":"))
    mark = f'<string key="{MARK}" value="{_escaped(pl.Series([kept]))[0]}"/>\n'
    end = "</trace>\n</log>\n" if log.instances else "</log>\n"
    return "".join([HEAD, mark, *texts.to_list(), end]).encode()


def remembered_in(data: bytes) -> str | None:
    """Return what `xes_of` wrote into the log's own attributes, if it is there."""
    first = data.find(b"<trace")
    found = KEPT.search(data[: first if first >= 0 else len(data)])
    return html.unescape(found[1].decode(errors="replace")) if found else None


def with_unknown_times(table: pl.DataFrame) -> pl.DataFrame:
    """Undo what was done for programs that know no unknown times."""
    if UNKNOWN not in table.columns or NAMES["end"] not in table.columns:
        return table
    end = NAMES["end"]
    return table.with_columns(pl.when(pl.col(UNKNOWN).is_null()).then(pl.col(end)).alias(end)).drop(UNKNOWN)


def replaced_characters(log: EventLog) -> int:
    """How many values hold a character that XML cannot."""
    table, _ = flat(log, NAMES, (UNKNOWN,))
    texts = [name for name, dtype in table.schema.items() if isinstance(dtype, pl.String | pl.Enum | pl.Categorical)]
    counts = table.select(pl.col(texts).cast(pl.String).str.contains(NOT_IN_XML).sum())
    return sum(int(count or 0) for count in counts.row(0)) if texts else 0


def _with_every_time(table: pl.DataFrame) -> pl.DataFrame:
    end, start = NAMES["end"], NAMES["start"]
    if end not in table.columns and start in table.columns:
        table = table.with_columns(pl.lit(None, dtype=table.schema[start]).alias(end))
    if end not in table.columns or not table[end].null_count():
        return table
    unknown = pl.when(pl.col(end).is_null()).then(pl.lit("end")).alias(UNKNOWN)
    return table.with_columns(unknown, pl.coalesce(end, start).alias(end))


def _attribute(column: pl.Series, key: str, timezone: str) -> pl.Series:
    """One XES attribute per value, and nothing for null."""
    dtype = column.dtype
    kind = "string"
    if dtype.is_integer() and dtype not in (pl.UInt64, pl.Int128):
        kind = "int"
    elif dtype.is_float() and not (column.is_nan() | column.is_infinite()).any():
        kind = "float"
    elif dtype == pl.Boolean:
        kind = "boolean"
    elif isinstance(dtype, pl.Datetime) and dtype.time_zone is not None and dtype.time_unit != "ns":
        years = column.dt.year()
        kind = "date" if ((years >= 1) & (years <= LAST_YEAR)).all() else "string"
    texts = as_text(column, timezone)
    if kind == "string":
        texts = _escaped(texts)
    before = f'<{kind} key="{_escaped(pl.Series([key]))[0]}" value="'
    return pl.select((pl.lit(before) + texts + pl.lit('"/>')).fill_null("").alias(column.name)).to_series()


def _escaped(texts: pl.Series) -> pl.Series:
    return texts.str.replace_many(ESCAPED).str.replace_all(NOT_IN_XML, "\ufffd")


def _joined(columns: list[pl.Series], height: int) -> pl.Series:
    return pl.select(pl.concat_str(columns)).to_series() if columns else pl.Series([""] * height, dtype=pl.String)
