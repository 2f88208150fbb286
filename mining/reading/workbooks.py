"""Sheets of an Excel or OpenDocument workbook -> frames: merged titles passed over, real dates as dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from mining.errors import FileError
from mining.exchange.extents.first_rows import with_first_row
from mining.exchange.opened_workbooks import opened_workbook, reader_faults
from mining.exchange.workbooks import MEMORY
from mining.findings import Finding
from mining.reading.data_rows import data_rows
from mining.reading.dialect import titles_passed_over, unique_names
from mining.reading.kept import anew

LOOKED_AT = 60
"""Rows that decide where the header is."""
NUMBERED = re.compile(r"(.*)_\d+$", re.DOTALL)
"""How the reader tells columns of one name apart."""
EPOCHS = [date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1), date(1904, 1, 1), date(1904, 1, 2)]
"""Days that workbooks give to a time of day that has no date; the last two in those that count from 1904 on."""
FIRST_DAYS, LEAP_DAY = (date(1899, 12, 31), date(1904, 1, 1)), date(1900, 3, 1)
"""The days from which lengths of time are counted, and the first behind the day that only workbooks have."""
TIME_OF_DAY = r"^((?:1899-12-31|1904-01-01) \d\d:\d\d:\d\d(?:\.\d+)?)$"
LENGTH_OF_TIME = r"^((?:1899-12-31|190[04]-\d\d-\d\d) \d\d:\d\d:\d\d(?:\.\d+)?)$"
"""What a time of day, and a length of time, is as a text, in a column that holds other things too."""


@dataclass(frozen=True)
class Sheet:
    """One sheet with a table.

    Attributes:
        name: as on its tab.
        frame: the rows; columns that are dates or numbers throughout have that type, all others are text.
        found: what was noticed.
    """

    name: str
    frame: pl.DataFrame
    found: list[Finding] = field(default_factory=list)


def sheets(data: bytes, path: object, wanted: str | None = None, limit: int | None = None) -> Iterator[Sheet]:
    """Read every sheet that holds a table, or the one that is wanted.

    Args:
        data: the bytes of the workbook.
        path: for messages.
        wanted: name of a sheet.
        limit: bytes that the sheets may take in memory; None: the default, which also refuses what is large and empty.

    Raises:
        FileError: the workbook is broken or locked, has no such sheet, or one that is too large.
    """
    workbook = opened_workbook(data, path, wanted=wanted, limit=limit)
    begun = with_first_row(data)
    with reader_faults(path):
        names = workbook.sheet_names
        if wanted is not None and wanted not in names:
            raise FileError.not_inside(path, wanted, names)
        for name in names:
            if wanted in (None, name):
                sheet = _sheet(workbook, name, begun=name in begun)
                if sheet is not None:
                    yield replace(sheet, frame=anew(sheet.frame, sheet.found)) if MEMORY in names else sheet


def _sheet(workbook: Any, name: str, *, begun: bool) -> Sheet | None:
    """Read one sheet.

    Args:
        workbook: as the reader gives it.
        name: of the sheet.
        begun: whether its first row is known to hold more than a title; then it is most often loaded once, else twice.
    """
    loaded = _from_the_top(workbook, name) if begun else None
    rows = _head(workbook, name) if loaded is None or loaded.rows is None else loaded.rows
    place = _header(rows)
    if place and loaded is not None and not all(kind in (pl.String, pl.Null) for kind in loaded.frame.dtypes):
        rows = _head(workbook, name)
        place = _header(rows)
    if place is None:
        return None
    found: list[Finding] = []
    header = rows[place]
    frame = loaded.frame if loaded is not None and not place else _below(workbook, name, place + 1)
    if frame.width != len(header):
        return None
    mixed = {column: "string" for column, kind in frame.schema.items() if kind == pl.Null}
    frame = frame.with_columns(pl.col(column).cast(pl.String) for column in mixed)
    frame.columns = unique_names(header, found)
    frame = frame.select(_as_written(frame[column]) for column in frame.columns)
    if place:
        found.append(titles_passed_over(place))
    texts = frame.select(pl.col(pl.String).replace("", None))
    return Sheet(name, data_rows(frame.with_columns(texts), header, found), found)


def _head(workbook: Any, name: str) -> list[list[str]]:
    """The first rows as texts."""
    # From the first row of the sheet, as below; left alone, the reader would begin at the first that is not empty.
    head = workbook.load_sheet(name, header_row=None, skip_rows=0, n_rows=LOOKED_AT, dtypes="string").to_polars()
    return [[(cell or "").strip() for cell in row] for row in head.rows()]


@dataclass(frozen=True)
class _FromTheTop:
    """A sheet, loaded as if its first row were the header.

    Attributes:
        frame: what stands below the first row.
        rows: the first rows as texts; None where the cells of the first cannot be told from the names made of them.
    """

    frame: pl.DataFrame
    rows: list[list[str]] | None


def _from_the_top(workbook: Any, name: str) -> _FromTheTop | None:
    """Load a sheet whose first row holds something; None where lengths of time stand beside other things."""
    import fastexcel

    try:
        sheet = workbook.load_sheet(name, header_row=0, schema_sample_rows=None)
        frame: pl.DataFrame = sheet.to_polars()
    except fastexcel.UnsupportedColumnTypeCombinationError:
        return None
    names = frame.columns
    # An empty cell, a date and a truth value have no name; the second "a" is called "a_1"; numbers are written anew.
    told = all(info.column_name_from == "looked_up" for info in sheet.available_columns())
    numbered = any(found and found[1] in names for found in map(NUMBERED.match, names))
    plain = told and not numbered and all(any(letter.isalpha() for letter in text) for text in names)
    frame.columns = [f"c{place}" for place in range(frame.width)]
    if not plain:
        return _FromTheTop(frame, None)
    # What is no text counts as filled; its wording does not matter.
    cells = [
        column
        if column.dtype == pl.String
        else column.is_not_null().replace_strict({True: "x", False: None}, return_dtype=pl.String)
        for column in frame.head(LOOKED_AT - 1)
    ]
    below = zip(*cells, strict=True)
    return _FromTheTop(frame, [[text.strip() for text in names], *([(cell or "").strip() for cell in row] for row in below)])


def _below(workbook: Any, name: str, rows: int) -> pl.DataFrame:
    """The cells below some rows: dates, times, lengths of time and numbers where a column holds nothing else, else text."""
    import fastexcel

    def load(columns: list[int] | None, texts: Collection[int] = ()) -> pl.DataFrame:
        frame: pl.DataFrame = workbook.load_sheet(
            name,
            header_row=None,
            skip_rows=rows,
            schema_sample_rows=None,
            use_columns=columns,
            dtypes=dict.fromkeys(texts, "string") if texts else None,
        ).to_polars()
        return frame

    def mixed(columns: list[int]) -> list[int]:
        try:
            load(columns)
        except fastexcel.UnsupportedColumnTypeCombinationError:
            half = len(columns) // 2
            return mixed(columns[:half]) + mixed(columns[half:]) if half else columns
        return []

    try:
        frame = load(None)
    except fastexcel.UnsupportedColumnTypeCombinationError:
        # Lengths of time beside anything else, be it a total or a dash; the reader does not say in which column.
        width = workbook.load_sheet(name, header_row=None, skip_rows=rows, n_rows=1, dtypes="string").width
        texts = mixed(list(range(width)))
        frame = load(None, texts)
        frame = frame.with_columns(_without_invented_date(frame.to_series(place), LENGTH_OF_TIME) for place in texts)
    frame.columns = [f"c{place}" for place in range(frame.width)]
    return frame


def _without_invented_date(column: pl.Series, pattern: str) -> pl.Series:
    """Texts of a column in which times of day and lengths of time, which the reader writes as moments, are hours again."""
    moments = column.str.extract(pattern).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="ms")
    if not moments.count():
        return column
    days = moments.dt.date()
    later = days >= FIRST_DAYS[1]
    # Workbooks have a 29 February 1900, which the reader leaves out.
    passed = (days - FIRST_DAYS[0]).dt.total_days() + (days >= LEAP_DAY)
    passed = passed.zip_with(~later, (days - FIRST_DAYS[1]).dt.total_days())
    hours = (passed * 24 + moments.dt.hour().cast(pl.Int64)).cast(pl.String).str.zfill(2)
    return (hours + moments.dt.strftime(":%M:%S%.f")).fill_null(column)


def _header(rows: list[list[str]]) -> int | None:
    """The first row as wide as most; a merged title has its text in one cell, the others of the row are empty."""
    widths = Counter(sum(map(bool, row)) for row in rows if sum(map(bool, row)) > 1)
    if not widths:
        return None
    usual = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    return next((k for k, row in enumerate(rows) if sum(map(bool, row)) * 2 > usual and sum(map(bool, row)) > 1), None)


def _as_written(column: pl.Series) -> pl.Series:
    """Times of day lose the date that Excel invents, whole numbers their fraction of zero; dates come in microseconds."""
    if isinstance(column.dtype, pl.Datetime):
        days = column.dt.date().drop_nulls()
        if days.len() and days.is_in(EPOCHS).all():
            return column.dt.strftime("%H:%M:%S%.f")
        return column.cast(pl.Datetime("us"))
    if column.dtype == pl.Duration:
        return (column.dt.total_microseconds() / 3_600_000_000).alias(column.name)
    if column.dtype == pl.Float64:
        whole = column.cast(pl.Int64, strict=False)
        if whole.null_count() == column.null_count() and (whole == column).all():
            return whole
    if column.dtype == pl.String and (column.str.starts_with("1899-12-31 ") | column.str.starts_with("1904-01-01 ")).any():
        return _without_invented_date(column, TIME_OF_DAY)
    return column
