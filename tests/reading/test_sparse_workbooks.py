"""Sheets that would take all memory are refused before they are loaded, with the sheet and how far it reaches."""

import time
from pathlib import Path

import pytest
from raw_workbooks import inline, ods, small_log, unzipped, xls, xlsb, xlsx, zipped

import mining
from mining.blueprint.exchange.grids import read_grid
from mining.errors import FileError, ModelError

FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
CELLS = [(0, 0, "case"), (0, 1, "activity"), (0, 2, "time")] + [
    (row, column, text)
    for row in range(1, 10)
    for column, text in enumerate((f"c{row // 3}", f"step {row % 3}", f"2024-03-05 08:{row:02}:00"))
]


def odt_rows(extra: str = "") -> str:
    """The rows of `CELLS` as an OpenDocument table, and what is put behind."""
    rows = [[text for row, _, text in CELLS if row == number] for number in range(10)]
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    lines = "".join("<table:table-row>" + "".join(map(cell.format, row)) + "</table:table-row>" for row in rows)
    return f'<table:table table:name="log">{lines}{extra}</table:table>'


def repeated(rows: int, columns: int, value: str = ' office:value-type="float" office:value="1"') -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell table:number-columns-repeated="{columns}"'
        f"{value}/><table:table-cell/></table:table-row>"
    )


PREFIXED = (small_log() + FAR).replace("<c", "<x:c").replace("/c>", "/x:c>")
UNNAMED = small_log().replace("<c r", "<c q").replace('row r="9"', 'row r="99999999"')
IN_ORDER = f'<row r="1048576">{"<c/>" * 30_000}<c><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("data", "rows", "columns"),
    [
        pytest.param(xlsx(small_log() + FAR), 1_048_576, 16_384, id="last cell"),
        pytest.param(xlsx(small_log() + FAR.replace('"', "'")), 1_048_576, 16_384, id="single quotes"),
        pytest.param(xlsx(small_log() + FAR.replace(" r=", "  r =\n")), 1_048_576, 16_384, id="spaces"),
        pytest.param(xlsx(PREFIXED), 1_048_576, 16_384, id="prefix"),
        pytest.param(xlsx(small_log().replace('r="A5"', 'r="A99999999"')), 99_999_999, 3, id="mutated row"),
        pytest.param(xlsx(small_log().replace('r="B5"', 'r="BBBBBB5"')), 13, 24_713_262, id="mutated column"),
        pytest.param(xlsx(UNNAMED), 99_999_999, 3, id="no reference"),
        pytest.param(xlsx(small_log() + IN_ORDER), 1_048_576, 30_001, id="in order"),
        pytest.param(ods(odt_rows(repeated(1_000_000, 1000))), 1_000_010, 1000, id="ods"),
        pytest.param(xlsb([*CELLS, (1_000_000, 4_000_000_000, 1.5)]), 1_000_001, 4_000_000_001, id="xlsb"),
        pytest.param(xls([*CELLS, (65_535, 65_535, 1.5)]), 65_536, 65_536, id="xls"),
    ],
)  # fmt: skip
def test_bombs_are_refused(data: bytes, rows: int, columns: int, tmp_path: Path) -> None:
    """Kilobytes that would become gigabytes, in every format and spelling: at once, and before anything is loaded."""
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(data)
    begin = time.process_time()
    with pytest.raises(FileError) as caught:
        mining.read(path)
    assert time.process_time() - begin < 5
    assert f'"{path}" holds a sheet that is too large' in caught.value.wrong
    assert f'the sheet "log" reaches over {rows:,} rows and {columns:,} columns' in caught.value.found
    assert "--unpack-limit" in caught.value.remedy and "Ctrl+End" in caught.value.remedy


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(xlsx(small_log() + FAR.replace("<v>1</v>", "")), id="empty cell"),
        pytest.param(xlsx(small_log() + '<row r="1048576"><c r="XFD1048576" s="1"/></row>'), id="format only"),
        pytest.param(xlsx(small_log() + '<row r="40000"><c r="A40000"><v>1</v></c></row>'), id="stray row"),
        pytest.param(xlsx(small_log().replace("<c", "<x:c").replace("/c>", "/x:c>")), id="prefix"),
        pytest.param(xlsx(small_log().replace("<c r", "<c   r")), id="spaces"),
        pytest.param(xlsx(small_log().replace(' r="', ' q="')), id="no reference"),
        pytest.param(ods(odt_rows(repeated(1_048_000, 16_384, ""))), id="ods"),
        pytest.param(xlsb(CELLS), id="xlsb"),
        pytest.param(xls(CELLS), id="xls"),
    ],
)
def test_formats_and_odd_spelling_are_no_cells(data: bytes, tmp_path: Path) -> None:
    """What is only formatted or empty does not count; however the cells are written, the log is read."""
    path = tmp_path / "log.xlsx"
    path.write_bytes(data)
    log = mining.read(path)
    assert ["step 0", "step 1", "step 2"] == list(log.activities) and log.instances in (9, 12)


def test_a_text_that_many_cells_repeat(tmp_path: Path) -> None:
    """A text of a megabyte in ten thousand cells: 10 GB from a few kilobytes."""
    cells = "".join(f'<row r="{row}"><c r="B{row}" t="s"><v>0</v></c></row>' for row in range(20, 10_020))
    (tmp_path / "log.xlsx").write_bytes(xlsx(small_log() + cells, texts=["x" * 1_000_000]))
    with pytest.raises(FileError, match="too large to be loaded"):
        mining.read(tmp_path / "log.xlsx")


def test_a_list_of_texts_that_claims_to_be_endless(tmp_path: Path) -> None:
    """The reader of workbooks would make room for three billion texts before it has seen one."""
    parts = unzipped(xlsx(small_log(), texts=["x"]))
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
        b"<sst", b'<sst count="5" uniqueCount="3000000000"'
    )
    (tmp_path / "log.xlsx").write_bytes(zipped(dict(parts)))
    with pytest.raises(FileError, match="list of texts claims"):
        mining.read(tmp_path / "log.xlsx")
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"3000000000", b"1")
    (tmp_path / "log.xlsx").write_bytes(zipped(dict(parts)))
    assert 12 == mining.read(tmp_path / "log.xlsx").instances


@pytest.mark.parametrize("head", [b'<?xml version="1.0" encoding="UTF-1"?>', b"<table:table>"])
def test_markup_of_ods_that_cannot_be_followed(head: bytes, tmp_path: Path) -> None:
    """An encoding that does not exist, or a table without end, on which the reader of workbooks would wait for ever."""
    parts = unzipped(ods(odt_rows()))
    parts["content.xml"] = head + parts["content.xml"]
    (tmp_path / "log.ods").write_bytes(zipped(dict(parts)))
    with pytest.raises(FileError, match="damaged"):
        mining.read(tmp_path / "log.ods")


def test_a_sheet_with_more_columns_than_there_are(tmp_path: Path) -> None:
    """30,000 columns of two rows would fit, and take minutes; whatever limit the user names."""
    (tmp_path / "log.xlsx").write_bytes(xlsb([*CELLS, (3, 30_000, 1.5)]))
    for limit in (None, "20GB"):
        with pytest.raises(FileError, match="no program writes more than 16,384 columns"):
            mining.read(tmp_path / "log.xlsx", unpack_limit=limit)


def test_a_sheet_that_is_listed_many_times(tmp_path: Path) -> None:
    """A thousand sheets that all show one part of a thousand rows and a thousand columns."""
    far = "".join(f'<row r="{row}"><c r="ALL{row}"><v>1</v></c></row>' for row in range(20, 1000))
    (tmp_path / "log.xlsx").write_bytes(xlsx(small_log() + far, names=[f"s{k}" for k in range(1000)]))
    with pytest.raises(FileError, match="all 1,000 sheets"):
        mining.read(tmp_path / "log.xlsx")


def test_only_the_sheet_that_is_wanted_counts(tmp_path: Path) -> None:
    """Of two sheets the one with the log can be named; the other one is not loaded then."""
    parts = unzipped(xlsx(small_log(), names=["log", "notes"]))
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'sheetId="2" r:id="rId1"', b'sheetId="2" r:id="rId2"')
    listed = parts["xl/_rels/workbook.xml.rels"]
    second = (
        listed[listed.index(b"<Relationship ") : listed.index(b"</")].replace(b"rId1", b"rId2").replace(b"sheet1", b"sheet2")
    )
    parts["xl/_rels/workbook.xml.rels"] = listed.replace(b"</Rel", second + b"</Rel")
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet2.xml"] = sheet.replace(b"</sheetData>", FAR.encode() + b"</sheetData>")
    (tmp_path / "log.xlsx").write_bytes(zipped(dict(parts)))
    with pytest.raises(FileError, match='the sheet "notes" reaches'):
        mining.read(tmp_path / "log.xlsx")
    assert 12 == mining.read(tmp_path / "log.xlsx", inside="log").instances


def test_the_user_may_raise_the_limit(tmp_path: Path) -> None:
    """A stray cell in column ALL of row 30,000: 30 million cells, 1.5 GB; read when 2 GB are allowed, not when 1 GB is."""
    (tmp_path / "log.xlsx").write_bytes(xlsx(small_log() + f'<row r="30000">{inline("ALL30000", "x")}</row>'))
    with pytest.raises(FileError, match=r"1\.5 GB of memory"):
        mining.read(tmp_path / "log.xlsx")
    with pytest.raises(FileError, match=r"1\.5 GB of memory"):
        mining.read(tmp_path / "log.xlsx", unpack_limit="1GB")


def test_grids_are_guarded_too(tmp_path: Path) -> None:
    """`mining blueprint convert` reads grids from the same workbooks."""
    (tmp_path / "plan.xlsx").write_bytes(xlsx(small_log() + FAR))
    with pytest.raises(ModelError, match="1,048,576 rows and 16,384 columns"):
        read_grid(tmp_path / "plan.xlsx")
