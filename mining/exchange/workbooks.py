"""Logs as Excel workbooks: real dates and numbers where a cell holds them exactly, else text; nothing that is a formula."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from datetime import datetime
from typing import Any, cast

import polars as pl

from mining.errors import FileError
from mining.exchange.formulas import as_they_were, harmless
from mining.exchange.opened_workbooks import opened_workbook, reader_faults
from mining.exchange.remembered import remembered
from mining.exchange.schemas import as_text
from mining.exchange.tables import flat
from mining.log import EventLog

SHEET = "log"
MEMORY = "mining_log"
"""The hidden sheet that holds what a table has no place for, in pieces."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""
LONGEST_TEXT = 32_767
"""Characters of a cell."""
PIECE = 30_000
EXACT = 2**53
"""Whole numbers up to here are exact in a cell."""
FIRST_DATE, LAST_DATE = datetime(1900, 3, 1), datetime(9999, 12, 31)
"""Before March 1900 the days of Excel are off by one."""
ZERO = datetime(1899, 12, 30)
DAY = 86_400_000_000
SHOWN = 2_000
"""Rows by which the width of a column is judged."""


def workbook_of(log: EventLog, path: object) -> bytes:
    """Return a log as an Excel workbook.

    The sheet ``log`` has one row per instance in log order. Times stand in the log's zone as real dates where a cell holds
    them exactly (whole milliseconds, an hour that occurs once, after February 1900), else the whole column is ISO text;
    numbers likewise. Texts are written as `formulas.harmless` makes them. A hidden sheet ``mining_log`` holds zone, types
    and findings.

    Args:
        log: the log.
        path: for messages.

    Raises:
        FileError: more rows, or a longer text, than a sheet can hold.
        LogError: a column has a type that no file holds.
    """
    import xlsxwriter

    table, places = flat(log, {})
    if table.height > MOST_ROWS:
        raise FileError.too_much_for_a_sheet(path, f"{table.height:,} rows; a sheet holds {MOST_ROWS:,}")
    kept = json.dumps(remembered(log, places), ensure_ascii=False, separators=(",", ":"))
    columns = [_as_cells(column, log.timezone) for column in table.get_columns()]
    for column in columns:
        longest = _longest(column.str.len_chars()) if column.dtype == pl.String else 0
        if longest > LONGEST_TEXT:
            what = f"a text of {longest:,.0f} characters in the column {column.name!r}; a cell holds {LONGEST_TEXT:,}"
            raise FileError.too_much_for_a_sheet(path, what)
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    # Without the hour of writing, equal logs make equal files.
    book.set_properties({"created": datetime(2000, 1, 1)})
    sheet = book.add_worksheet(SHEET)
    bold, moment, day = (
        book.add_format(how) for how in ({"bold": True}, {"num_format": "yyyy-mm-dd hh:mm:ss"}, {"num_format": "yyyy-mm-dd"})
    )
    for place, column in enumerate(columns):
        form = moment if isinstance(column.dtype, pl.Datetime) else day if column.dtype == pl.Date else None
        sheet.set_column(place, place, _width(column), form)
        sheet.write_string(0, place, harmless(pl.Series([column.name])).item(), bold)
        _write(sheet, place, column, form)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.height, len(columns) - 1)
    memory = book.add_worksheet(MEMORY)
    memory.hide()
    memory.write_string(0, 0, json.dumps([_kind(column.dtype) for column in columns]))
    for row, begin in enumerate(range(0, len(kept), PIECE), start=1):
        # A mark at both ends keeps spaces there.
        memory.write_string(row, 0, f"|{kept[begin : begin + PIECE]}|")
    book.close()
    return buffer.getvalue()


def workbook_table(data: bytes, limit: int | None = None) -> tuple[pl.DataFrame, str] | None:
    """Return the values, and what is remembered, of a workbook that `workbook_of` wrote; None for any other.

    Args:
        data: the bytes of the workbook.
        limit: bytes that its sheets may take in memory; None: the default.

    Raises:
        FileError: the workbook cannot be read any more.
    """
    try:
        # A part only, so that nothing large is unpacked to look at a name.
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("xl/workbook.xml") as names:
            if f'name="{MEMORY}"'.encode() not in names.read(1 << 16):
                return None
    except (KeyError, OSError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError):
        return None
    book = opened_workbook(data, "the workbook", limit=limit)
    with reader_faults("the workbook"):
        pieces = book.load_sheet(MEMORY, header_row=None, dtypes="string").to_polars().to_series()
        kept = "".join(text[1:-1] for text in pieces[1:])
        kinds: dict[str | int, Any] = dict(enumerate(json.loads(pieces[0])))
        table = book.load_sheet(SHEET, header_row=0, dtypes=kinds).to_polars()
    zone = json.loads(kept)["timezone"] or "UTC"
    return pl.DataFrame([_as_values(column, zone) for column in table.get_columns()]), kept


def _as_cells(column: pl.Series, timezone: str | None) -> pl.Series:
    """Return a column as numbers, local times, days or yes/no where cells hold them exactly, else as texts."""
    dtype = column.dtype
    if dtype == pl.Boolean:
        return column
    if dtype.is_integer() and column.drop_nulls().cast(pl.Int128).is_between(-EXACT, EXACT).all():
        return column
    if dtype.is_float() and _is_exact(column):
        return column
    if dtype == pl.Date and column.drop_nulls().is_between(FIRST_DATE.date(), LAST_DATE.date()).all():
        return column
    if isinstance(dtype, pl.Datetime):
        local = _local(column, timezone)
        if local is not None:
            return local
    texts = as_text(column, timezone)
    return harmless(texts) if isinstance(dtype, pl.String | pl.Enum | pl.Categorical) else texts


def _kind(dtype: pl.DataType) -> str:
    """The name that the reader has for what stands in the cells of a column."""
    if isinstance(dtype, pl.Datetime):
        return "datetime"
    if dtype.is_numeric():
        return "float" if dtype.is_float() else "int"
    return "date" if dtype == pl.Date else "boolean" if dtype == pl.Boolean else "string"


def _is_exact(column: pl.Series) -> bool:
    """Whether the sixteen digits with which a number is written give every number back."""
    values = column.drop_nulls()
    return bool(values.is_finite().all()) and all(float(f"{value:.16G}") == value for value in values.unique().to_list())


def _local(column: pl.Series, timezone: str | None) -> pl.Series | None:
    """Return times by the clock of a zone; None where a cell could not give every one of them back."""
    zone, dtype = timezone or "UTC", column.dtype
    aware = isinstance(dtype, pl.Datetime) and dtype.time_zone is not None
    local = column.dt.convert_time_zone(zone).dt.replace_time_zone(None) if aware else column
    if not local.drop_nulls().is_between(FIRST_DATE, LAST_DATE).all() or (local.dt.nanosecond() % 1_000_000 != 0).any():
        return None
    if aware:
        back = local.dt.replace_time_zone(zone, ambiguous="null", non_existent="null")
        if back.null_count() != column.null_count():
            return None
    return local.cast(pl.Datetime("us"))


def _write(sheet: Any, place: int, column: pl.Series, form: Any) -> None:
    values: list[Any]
    if isinstance(column.dtype, pl.Datetime | pl.Date):
        moments = column.cast(pl.Datetime("us"))
        values = ((moments - ZERO).dt.total_microseconds() / DAY).to_list()
        write = sheet.write_number
    else:
        values = column.to_list()
        write = sheet.write_number
        if column.dtype in (pl.String, pl.Boolean):
            write = sheet.write_string if column.dtype == pl.String else sheet.write_boolean
    for row, value in enumerate(values, start=1):
        if value is not None:
            write(row, place, value, form)


def _width(column: pl.Series) -> float:
    if column.dtype != pl.String:
        return 20.0 if isinstance(column.dtype, pl.Datetime) else 12.0
    # A character beyond Latin is twice as wide.
    texts = column.head(SHOWN)
    widest = _longest((texts.str.len_chars() + texts.str.len_bytes()) / 2)
    return min(max(widest, len(column.name), 6) + 2, 50)


def _longest(lengths: pl.Series) -> float:
    return cast(float, lengths.max() or 0)


def _as_values(column: pl.Series, zone: str) -> pl.Series:
    column = column.alias(column.name.removeprefix("'"))
    if isinstance(column.dtype, pl.Datetime):
        local = column.cast(pl.Datetime("us")).dt.round("1ms")
        return local.dt.replace_time_zone(zone).dt.convert_time_zone("UTC")
    return as_they_were(column) if column.dtype == pl.String else column
