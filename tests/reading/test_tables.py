"""Formats with types, workbooks, JSON, and several files as one log."""

import io
import json
import zipfile
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

import mining
from mining.errors import FileError
from mining.reading.door import reading_of
from mining.reading.nested import flattened
from mining.reading.tables import opened
from mining.reading.wanted import Wanted

TIMES = [datetime(2024, 3, 1 + k // 3, 8 + k % 3, 5, k) for k in range(30)]
ROWS = [
    {"ticket": f"c{k // 3}", "step": ["ask", "answer", "close"][k % 3], "time": TIMES[k], "amount": k * 1.25}
    for k in range(30)
]
FRAME = pl.DataFrame(ROWS)
TEXTS = [{**row, "time": str(row["time"])} for row in ROWS]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> mining.EventLog:
    path = tmp_path_factory.mktemp("log") / "log.csv"
    FRAME.write_csv(path, datetime_format="%Y-%m-%d %H:%M:%S")
    return mining.read(path)


def same(one: mining.EventLog, other: mining.EventLog) -> bool:
    return one.events.equals(other.events) and one.cases.equals(other.cases)


def written(name: str) -> bytes:
    buffer = io.BytesIO()
    if name == "parquet":
        FRAME.write_parquet(buffer)
    elif name == "arrow":
        FRAME.write_ipc(buffer)
    elif name == "stream":
        FRAME.write_ipc_stream(buffer)
    elif name == "array":
        buffer.write(json.dumps(TEXTS).encode())
    elif name == "indented":
        buffer.write(json.dumps(TEXTS, indent=1, ensure_ascii=False).encode("utf-8-sig"))
    elif name == "lines":
        buffer.write("\n".join(json.dumps(row) for row in TEXTS).encode())
    else:
        buffer.write(json.dumps({"count": 30, "page": {"result": TEXTS, "links": [{"a": 1}]}}).encode())
    return buffer.getvalue()


@pytest.mark.parametrize("name", ["parquet", "arrow", "stream", "array", "indented", "lines", "wrapped"])
def test_every_format_gives_the_same_log(
    name: str, log: mining.EventLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From a file without suffix, and from standard input."""
    path = tmp_path / "data"
    path.write_bytes(written(name))
    assert same(log, mining.read(path))
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(written(name))))
    assert same(log, mining.read("-"))


def test_nested_and_rare_types_become_plain_ones() -> None:
    """Fields get names with dots, lists JSON, decimals numbers, bytes text or digits; nothing is lost or fails."""
    frame = pl.DataFrame(
        {
            "a": [{"b": {"c": 1}, "d": [1, 2]}, None],
            "a.d": ["own", "own"],
            "dec": [Decimal("1.50"), None],
            "cat": pl.Series(["x", None], dtype=pl.Categorical),
            "utf8": [b"ok", None],
            "raw": [b"\xff\x00", None],
            "none": [None, None],
            "day": [date(2024, 3, 1), None],
            "span": [timedelta(hours=1), None],
            "big": pl.Series([2**63, None], dtype=pl.UInt64),
            "small": pl.Series([1, None], dtype=pl.UInt64),
        }
    )
    expected = {
        "a.b.c": 1, "a.d'": "[1,2]", "a.d": "own", "dec": 1.5, "cat": "x", "utf8": "ok", "raw": "ff00", "none": None,
        "day": date(2024, 3, 1), "span": timedelta(hours=1), "big": "9223372036854775808", "small": 1,
    }  # fmt: skip
    assert expected == flattened(frame).row(0, named=True)
    assert dict.fromkeys(expected) | {"a.d": "own"} == flattened(frame).row(1, named=True)


def test_json_with_mixed_values_and_missing_fields(tmp_path: Path) -> None:
    """A field that is now a number and now a word is text; a missing one is nothing."""
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{**TEXTS[0], "x": 1}, {**TEXTS[1], "x": "one", "y": {"z": True}}, *TEXTS[2:]]))
    frame = opened(path).table().frame
    assert (["1", "one", None], [None, True, None]) == (frame["x"].to_list()[:3], frame["y.z"].to_list()[:3])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"case": 1}, {"case": ', "line 1, column"),
        ('{"case": 1}\n{"case": 2}\n{"ca', "line 3, column .*2 rows could be read before"),
        ('["a", "b"]', "without an array of objects"),
        ("[[1], [2]]", "without an array of objects"),
        ("[" * 100_000, "damaged|nested deeper"),
    ],
)
def test_json_that_is_no_table_is_told(tmp_path: Path, text: str, message: str) -> None:
    """The place where it breaks and what stood before."""
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(FileError, match=message):
        mining.read(path)


def workbook(path: Path, *, serials: bool = False) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").write(0, 0, "made by hand")
        sheet = book.add_worksheet("Export")
        sheet.merge_range(0, 0, 0, 3, "Tickets of March")
        sheet.write_row(2, 0, ["ticket", "step", "time", "amount"])
        style = book.add_format({"num_format": "dd.mm.yyyy hh:mm:ss"})
        for place, row in enumerate(ROWS, 3):
            sheet.write_row(place, 0, [row["ticket"], row["step"]])
            if serials:
                sheet.write(place, 2, (row["time"] - datetime(1899, 12, 30)) / timedelta(days=1))
            else:
                sheet.write_datetime(place, 2, row["time"], style)
            sheet.write(place, 3, row["amount"])
        sheet.write(33, 0, "Total 30 rows")
        lists = book.add_worksheet("Lists")
        lists.write_row(0, 0, ["code", "name"])
        lists.write_row(1, 0, ["1", "one"])


@pytest.mark.parametrize("serials", [False, True])
def test_the_sheet_with_the_log_is_chosen(tmp_path: Path, log: mining.EventLog, serials: bool) -> None:
    """Among notes and lists; below a merged title, above a footer; dates are dates, serial numbers as well."""
    workbook(tmp_path / "book.xlsx", serials=serials)
    account = reading_of(tmp_path / "book.xlsx", Wanted())
    assert same(log, account.log)
    assert 'Excel workbook, sheet "Export"' == account.format
    assert {"title_rows", "footer", "passed_over"} <= {finding.code for finding in account.log.quality.findings}


def test_a_sheet_can_be_named(tmp_path: Path, log: mining.EventLog) -> None:
    """By its tab; another name is refused with those that there are."""
    workbook(tmp_path / "book.xlsx")
    assert same(log, mining.read(tmp_path / "book.xlsx", inside="Export"))
    with pytest.raises(FileError, match="Notes, Export, Lists"):
        mining.read(tmp_path / "book.xlsx", inside="Exports")


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    """A workbook is an archive: its parts are counted before they are unpacked."""
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<x>" + b" " * 80_000_000)
    with pytest.raises(FileError, match="unpacks to more"):
        mining.read(tmp_path / "bomb.xlsx")


def in_parts(folder: Path) -> None:
    for part in range(3):
        FRAME[part * 10 : part * 10 + 10].write_csv(folder / f"2024-0{part}.csv", datetime_format="%Y-%m-%d %H:%M:%S")


def test_files_of_one_shape_are_one_log(tmp_path: Path, log: mining.EventLog) -> None:
    """As a folder, a pattern or a zip; what is no part of it is said."""
    in_parts(tmp_path)
    (tmp_path / "notes.txt").write_text("just words\nand more\n")
    pl.DataFrame({"code": [1, 2], "name": ["x", "y"]}).write_csv(tmp_path / "codes.csv")
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        for name in ("2024-00.csv", "2024-01.csv", "2024-02.csv", "codes.csv", "notes.txt"):
            archive.write(tmp_path / name, name)
    assert same(log, mining.read(tmp_path / "all.zip"))
    (tmp_path / "all.zip").unlink()
    account = reading_of(tmp_path, Wanted())
    assert same(log, account.log)
    assert "3 files: text (utf-8, comma, LF)" == account.format
    examples = {finding.code: finding.examples for finding in account.log.quality.findings}
    assert ("2024-00.csv", "2024-01.csv", "2024-02.csv") == examples["files_joined"]
    assert {"codes.csv", "notes.txt"} == set(examples["passed_over"])
    assert same(log, mining.read(tmp_path / "2024-*.csv"))
    assert 10 == mining.read(tmp_path, inside="2024-01.csv").instances


def test_two_logs_of_different_columns_are_not_mixed(tmp_path: Path) -> None:
    """Which one is meant is for the user to say."""
    FRAME.write_csv(tmp_path / "a.csv")
    FRAME.with_columns(agent=pl.lit("Ana")).write_csv(tmp_path / "b.csv")
    with pytest.raises(FileError, match=r"a\.csv \(4 columns\), b\.csv \(5 columns\)"):
        mining.read(tmp_path)
    assert 30 == mining.read(tmp_path, inside="b.csv").instances


def test_a_damaged_file_in_a_folder_is_not_passed_over(tmp_path: Path) -> None:
    """Half a month missing would change every figure."""
    in_parts(tmp_path)
    (tmp_path / "2024-03.parquet").write_bytes(b"PAR1" + b"\0" * 100)
    with pytest.raises(FileError, match=r"2024-03\.parquet.*damaged"):
        mining.read(tmp_path)


def test_a_sheet_may_begin_with_numbers(tmp_path: Path) -> None:
    """Cases as numbers in the first column, as most ticket exports have them: the log is that of the same table as text."""
    rows = [(k // 3, f"step {k % 3}", f"2024-03-{k % 27 + 1:02} 08:00:00") for k in range(40)]
    frame = pl.DataFrame(rows, schema=["ticket", "activity", "time"], orient="row")
    frame.write_excel(tmp_path / "numbers.xlsx")
    frame.cast(pl.String).write_csv(tmp_path / "texts.csv")
    assert same(mining.read(tmp_path / "texts.csv"), mining.read(tmp_path / "numbers.xlsx"))


def test_a_zip_whose_only_entry_has_no_name(tmp_path: Path) -> None:
    """Such an entry cannot be a folder: the table in it is read."""
    with zipfile.ZipFile(tmp_path / "log.zip", "w") as archive:
        archive.writestr(zipfile.ZipInfo("x"), "case,activity,time\n1,a,2024-01-01 08:00:00\n1,b,2024-01-01 09:00:00\n")
    data = (tmp_path / "log.zip").read_bytes()
    # The name stands twice: before the data and in the list at the end; without it both are a byte shorter.
    local, listed = data.index(b"PK\x03\x04"), data.index(b"PK\x01\x02")
    end = data.index(b"PK\x05\x06")
    entry = data[listed : listed + 28] + b"\0\0" + data[listed + 30 : listed + 46] + data[listed + 47 : end]
    head = data[local : local + 26] + b"\0\0" + data[local + 28 : local + 30] + data[local + 31 : listed]
    tail = data[end : end + 12] + len(entry).to_bytes(4, "little") + len(head).to_bytes(4, "little") + data[end + 20 :]
    (tmp_path / "log.zip").write_bytes(head + entry + tail)
    assert mining.read(tmp_path / "log.zip").instances == 2
