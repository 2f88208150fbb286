"""A sheet whose first row is the header is loaded once; what is read is what two loads read."""

import io
from datetime import datetime, time, timedelta
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from raw_workbooks import small_log, unzipped, xlsx, zipped

from mining.exchange.extents.first_rows import with_first_row
from mining.reading import workbooks
from mining.reading.workbooks import Sheet, sheets

FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", time: "hh:mm:ss", timedelta: "[h]:mm:ss"}
AT, LATER = datetime(2024, 3, 5, 15, 7), datetime(2024, 3, 6)
TABLES: dict[str, list[list[Any]]] = {
    "a log": [["case", "step", "time"], ["a", "x", AT], ["a", "y", LATER], ["b", "x", LATER]],
    "numbers as text": [["case", "n"], ["001", 1], ["002", 2.5], ["003", None]],
    "mixed columns": [["case", "what", "when"], ["a", 1, AT], ["b", "x", "none"], [3, True, None], ["c", AT, 45000.5]],
    "lengths": [["case", "took"], ["a", timedelta(hours=30)], ["b", timedelta(minutes=5)]],
    "lengths and a total": [["case", "took"], ["a", timedelta(hours=30)], ["b", timedelta(minutes=5)], ["sum", "-"]],
    "times of day": [["case", "at"], ["a", time(8, 5)], ["b", time(23, 59)]],
    "one name twice": [["a", "a", "b"], ["x", "y", 1], ["z", "w", 2]],
    "a name that looks numbered": [["a", "a_1", "b"], ["x", "y", 1], ["z", "w", 2]],
    "names that are numbers": [["case", 2024, 2.5, AT, True], ["a", 1, 2, 3, 4], ["b", 5, 6, 7, 8]],
    "spaces in names": [[" case ", "step"], ["a", " x "], ["b", "  "]],
    "an empty column and a nameless one": [["case", "step", None, "none"], ["a", "x", "p", None], ["b", "y", "q", None]],
    "blank rows": [["case", "step", "by"], [None, None, None], ["a", "x", "me"], ["b", "y", "me"]],
    "two words above a wider table": [["report", "of March"], ["case", "step", "by", "at"], *[["a", "x", "me", 1]] * 4],
    "a title of two words above numbers": [["report", "March"], ["case", "n", 2024, 2025], *[["a", 1, 2, 3]] * 4],
    "header alone": [["case", "step"]],
    "a footer": [["case", "step", "n"], *[["a", "x", 1]] * 5, ["total", None, None]],
}  # fmt: skip


def workbook(rows: list[list[Any]]) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    formats = {kind: book.add_format({"num_format": form}) for kind, form in FORMATS.items()}
    sheet = book.add_worksheet("log")
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            if type(value) in formats:
                sheet.write_datetime(row, column, value, formats[type(value)])
            elif value is not None:
                sheet.write(row, column, value)
    book.close()
    return buffer.getvalue()


def loaded_twice(data: bytes) -> bytes:
    """The same workbook, its first row written so that it is not recognised."""
    parts = unzipped(data)
    markup = parts["xl/worksheets/sheet1.xml"]
    return zipped({**parts, "xl/worksheets/sheet1.xml": markup.replace(b'<row r="1"', b'<row  r="1"', 1)})


def read(data: bytes) -> list[Sheet]:
    return list(sheets(data, "log.xlsx"))


@pytest.mark.parametrize("name", TABLES)
def test_one_load_reads_what_two_read(name: str) -> None:
    """Names, types, values and findings are the same."""
    data = workbook(TABLES[name])
    assert (frozenset({"log"}), frozenset()) == (with_first_row(data), with_first_row(loaded_twice(data)))
    once, twice = read(data), read(loaded_twice(data))
    assert [(sheet.name, sheet.frame.schema, sheet.found) for sheet in twice] == [
        (sheet.name, sheet.frame.schema, sheet.found) for sheet in once
    ]
    assert all(one.frame.equals(two.frame) for one, two in zip(once, twice, strict=True))


@pytest.mark.parametrize(
    ("name", "loads"), [("a log", 1), ("mixed columns", 1), ("one name twice", 2), ("two words above a wider table", 3)]
)
def test_how_often_a_sheet_is_loaded(name: str, loads: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once where the first row is the header; again for names that it changes; twice more below such a title."""
    opened, calls = workbooks.opened_workbook, []

    class Counted:
        def __init__(self, book: Any) -> None:
            self.sheet_names, self.book = book.sheet_names, book

        def load_sheet(self, *args: Any, **options: Any) -> Any:
            calls.append(args)
            return self.book.load_sheet(*args, **options)

    monkeypatch.setattr(workbooks, "opened_workbook", lambda *args, **options: Counted(opened(*args, **options)))
    read(workbook(TABLES[name]))
    assert loads == len(calls)


def test_what_is_not_plain_is_loaded_as_before() -> None:
    """A title, an empty first row, another kind of file: none of them begins with a header for sure."""
    for rows in ([["title"], ["case", "step"], ["a", "x"]], [[], ["case", "step"], ["a", "x"]]):
        assert frozenset() == with_first_row(workbook(rows))
    assert frozenset() == with_first_row(b"no archive")
    assert frozenset() == with_first_row(zipped({"content.xml": "<table/>"}))


def test_texts_within_cells_begin_a_table_too() -> None:
    """Programs that keep no common list of texts write them into the cells."""
    data = xlsx(small_log())
    assert frozenset({"log"}) == with_first_row(data)
    (sheet,) = read(data)
    assert (["case", "activity", "time"], 12, pl.Int64) == (
        sheet.frame.columns,
        sheet.frame.height,
        sheet.frame["case"].dtype,
    )


def test_a_sheet_of_many_columns_is_not_named_by_the_reader() -> None:
    """It compares every name with every other: two hundred columns are named by it, two hundred and one by ourselves."""
    for columns, named in ((200, {"Sheet1"}), (201, set())):
        buffer = io.BytesIO()
        pl.DataFrame({f"column {k}": ["a"] for k in range(columns)}).write_excel(buffer)
        assert named == set(with_first_row(buffer.getvalue()))
