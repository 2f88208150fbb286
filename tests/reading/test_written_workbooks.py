"""A table written as a workbook is read as the same table written as text; what only cells can say stays what it is."""

import csv
import io
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from raw_workbooks import unzipped, zipped

import mining
from mining.reading.workbooks import sheets

FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "dd.mm.yyyy", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}
BEGIN = datetime(2024, 3, 1, 8, 5, 7)


def workbook(rows: list[list[Any]], *, since_1904: bool = False) -> bytes:
    """Rows as cells of the kind that each value is."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "date_1904": since_1904, "default_date_format": "yyyy-mm-dd"})
    formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    sheet = book.add_worksheet("log")
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif type(value) in formats:
                sheet.write_datetime(row, column, value, formats[type(value)])
            elif value is not None:
                sheet.write_number(row, column, value)
    book.close()
    return buffer.getvalue()


def text(rows: list[list[Any]]) -> str:
    """Rows as comma separated text."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([[as_text(value) for value in row] for row in rows])
    return buffer.getvalue()


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def frame_of(rows: list[list[Any]], *, since_1904: bool = False) -> pl.DataFrame:
    return next(sheets(workbook(rows, since_1904=since_1904), "log.xlsx")).frame


def log_of(rows: list[list[Any]], folder: Path, **options: Any) -> mining.EventLog:
    (folder / "log.xlsx").write_bytes(workbook(rows))
    return mining.read(folder / "log.xlsx", **options)


def steps(**more: list[Any]) -> list[list[Any]]:
    """A header and nine rows of three cases, with further columns."""
    rows = [[f"c{k // 3}", f"step {k % 3}", BEGIN + timedelta(minutes=7 * k)] for k in range(9)]
    return [["case", "activity", "time", *more], *([*row, *(more[name][k] for name in more)] for k, row in enumerate(rows))]


KINDS: dict[str, st.SearchStrategy[Any]] = {
    "whole": st.integers(-(2**40), 2**40),
    "number": st.integers(-4000, 4000).map(lambda k: k / 8 + 0.125),
    "words": st.sampled_from(["ask", "tell", "中文", "a, b", 'c "d"', "it's", "x y"]),
    "zeros": st.sampled_from(["007", "0010", "00"]),
    "long": st.sampled_from(["9007199254740993", "12345678901234567"]),
    "yes": st.booleans(),
    "opens": st.times().map(lambda moment: moment.replace(microsecond=0)),
}
DATES: dict[str, st.SearchStrategy[Any]] = {
    "moment": st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(lambda one: one.replace(microsecond=0)),
    "day": st.dates(date(1990, 1, 1), date(2040, 1, 1)),
    "lasting": st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)),
}


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[Any]]]:
    """Names and rows of a log: its columns in any order among others of all kinds, some cells and columns empty."""
    height = draw(st.integers(6, 20))
    columns: dict[str, list[Any]] = {
        "case": draw(st.sampled_from([[k // 3 for k in range(height)], [f"c{k // 3}" for k in range(height)]])),
        "activity": [f"step {k % 3}" for k in range(height)],
        "time": [BEGIN + timedelta(minutes=7 * k) for k in range(height)],
    }
    for name in draw(st.lists(st.sampled_from([*KINDS, *DATES, "nothing"]), unique=True)):
        kind = (KINDS | DATES).get(name, st.none())
        columns[name] = draw(st.lists(kind | st.none() if draw(st.booleans()) else kind, min_size=height, max_size=height))
    names = draw(st.permutations(list(columns)))
    return names, [[columns[name][k] for name in names] for k in range(height)]


SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
TITLES = st.sampled_from([[], ["Export of calls"], ["Export of calls", "as of March"]])


@settings(max_examples=30, suppress_health_check=SLOW)
@given(table=tables(), titles=TITLES, again=st.booleans(), footer=st.booleans(), since_1904=st.booleans())
def test_a_workbook_is_read_as_the_same_table_in_text(
    tmp_path: Path, table: tuple[list[str], list[list[Any]]], titles: list[str], again: bool, footer: bool, since_1904: bool
) -> None:
    """Whole numbers, numbers, texts, yes and no, times of day: equal to what is read from text, whatever stands around them.

    Dates and lengths of time, that text leaves as text, are the values that were written; hours for lengths.
    """
    names, rows = table
    whole = [[title, *[None] * (len(names) - 1)] for title in titles] + [names, *rows]
    if again:
        whole.insert(len(whole) - 2, names)
    if footer:
        whole.append(["Total", *[None] * (len(names) - 1)])
    (tmp_path / "log.xlsx").write_bytes(workbook(whole, since_1904=since_1904))
    (tmp_path / "log.csv").write_text(text(whole), encoding="utf-8")
    log, plain = mining.read(tmp_path / "log.xlsx"), mining.read(tmp_path / "log.csv")
    assert plain.roles == log.roles
    shared = [name for name in plain.events.columns if name not in DATES]
    assert plain.events.select(shared).to_dict(as_series=False) == log.events.select(shared).to_dict(as_series=False)
    assert plain.cases.select(pl.exclude(*DATES)).equals(log.cases.select(pl.exclude(*DATES)))
    if again or footer:
        # The name of a column, or a word, among its values makes texts of them.
        return
    frame = next(sheets((tmp_path / "log.xlsx").read_bytes(), "log.xlsx")).frame
    for name in set(DATES) & set(names):
        cells = [row[names.index(name)] for row in rows]
        if not any(value is not None for value in cells):
            continue
        values = frame[name].to_list()
        if name == "lasting":
            assert [None if v is None else v.total_seconds() / 3600 for v in cells] == pytest.approx(values)
        elif name == "day":
            assert [None if v is None else datetime.combine(v, time()) for v in cells] == values
        else:
            assert cells == values


def test_ids_beyond_what_a_number_holds_stay_whole(tmp_path: Path) -> None:
    """Ids of 19 digits as text, as programs write them that know Excel: no digit is lost, each case stays one."""
    rows = steps()
    for k, row in enumerate(rows[1:]):
        row[0] = str(9_007_199_254_740_993 + k // 3)
    log = log_of(rows, tmp_path)
    assert ["9007199254740993", "9007199254740994", "9007199254740995"] == log.cases["case_id"].to_list()


def test_leading_zeros_of_texts_stay(tmp_path: Path) -> None:
    """A case "007" is not case 7; nor is an attribute."""
    rows = steps(store=["0042"] * 9)
    for k, row in enumerate(rows[1:]):
        row[0] = f"{k // 3:03}"
    log = log_of(rows, tmp_path)
    assert ["000", "001", "002"] == log.cases["case_id"].to_list()
    assert ["0042"] * 3 == log.cases["store"].to_list()


def test_dates_as_text_and_as_bare_numbers_are_times(tmp_path: Path) -> None:
    """The same moments as date cells, as text and as numbers without a format: three equal logs."""
    as_cells = steps()
    as_texts = [as_cells[0], *([*row[:2], row[2].strftime("%d.%m.%Y %H:%M:%S")] for row in as_cells[1:])]
    days = [(row[2] - datetime(1899, 12, 30)) / timedelta(days=1) for row in as_cells[1:]]
    as_numbers = [as_cells[0], *([*row[:2], day] for row, day in zip(as_cells[1:], days, strict=True))]
    first, *others = (log_of(rows, tmp_path) for rows in (as_cells, as_texts, as_numbers))
    for other in others:
        assert first.events.select("case", "activity", "end").equals(
            other.events.select("case", "activity", pl.col("end").dt.round("1s"))
        )


def test_lengths_of_time_beyond_a_day(tmp_path: Path) -> None:
    """100 hours and a second are 100 hours and a second, not 4:00:01."""
    rows = steps(spent=[timedelta(hours=100, seconds=1), timedelta(minutes=30), *[timedelta(hours=30)] * 7])
    values = log_of(rows, tmp_path).events.sort("end")["spent"].to_list()
    assert [100 + 1 / 3600, 0.5, 30] == pytest.approx(values[:3])


def test_a_word_among_lengths_of_time(tmp_path: Path) -> None:
    """A dash in a column of durations makes it text, in hours, minutes and seconds; the workbook is still read."""
    spent = [timedelta(hours=100, seconds=1), "-", timedelta(minutes=30), time(8, 5), 3, *[timedelta(days=70)] * 4]
    frame = frame_of(steps(spent=spent, other=[timedelta(hours=2)] * 9))
    assert ["100:00:01", "-", "00:30:00", "08:05:00", "3", "1680:00:00"] == frame["spent"].to_list()[:6]
    assert [2.0] * 9 == frame["other"].to_list()
    assert "-" == log_of(steps(spent=spent), tmp_path).events.sort("end")["spent"][1]


def test_times_of_day_among_words() -> None:
    """Times lose the date that the reader invents also where the column holds other things."""
    frame = frame_of(steps(opens=[time(8, 5), time(23, 59, 59), "late", time(0, 0), None, *["-"] * 4]))
    assert ["08:05:00", "23:59:59", "late", "00:00:00", None] == frame["opens"].to_list()[:5]


def test_workbooks_that_count_from_1904(tmp_path: Path) -> None:
    """The same table by both calendars of Excel: dates, times of day and lengths of time are equal."""
    more = {
        "opens": [time(8, k) for k in range(9)],
        "spent": [timedelta(hours=11 * k) for k in range(9)],
        "mixed": [timedelta(hours=30), "-", *[time(8, k) for k in range(7)]],
    }
    usual, other = frame_of(steps(**more)), frame_of(steps(**more), since_1904=True)
    assert usual.equals(other)
    assert "30:00:00" == other["mixed"][0]
    assert [row[2] for row in steps()[1:]] == other["time"].to_list()


def test_dates_beyond_the_year_9999(tmp_path: Path) -> None:
    """A number with too many digits in a column of dates is a date 228,000 years from now: it is said."""
    rows = steps()
    data = workbook(rows)
    rest = unzipped(data)
    sheet = rest["xl/worksheets/sheet1.xml"]
    place = sheet.index(b"<v>", sheet.index(b'r="C9"')) + 3
    rest["xl/worksheets/sheet1.xml"] = sheet[:place] + b"832" + sheet[place:]
    (tmp_path / "log.xlsx").write_bytes(zipped(dict(rest)))
    log = mining.read(tmp_path / "log.xlsx")
    assert 9 == log.instances
    assert "impossible_date" in [finding.code for finding in log.quality.findings]


def test_empty_rows_and_columns_before_the_table(tmp_path: Path) -> None:
    """A table that begins at D6: read as if it began at A1, with times as times."""
    rows = steps(amount=list(range(9)))
    moved = [[None]] * 5 + [[None, None, None, *row] for row in rows]
    first, other = log_of(rows, tmp_path), log_of(moved, tmp_path)
    assert first.events.equals(other.events)


def test_thousands_of_columns_of_one_name() -> None:
    """Names are told apart in one pass: 16,000 columns in seconds, the last one by its number."""
    frame = frame_of([["case", "activity", *["x"] * 3000], ["1", "a", *[1] * 3000], ["1", "b", *[2] * 3000]])
    assert "x (3000)" == frame.columns[-1]
