"""How far sheets reach is found in the bytes, by a quick scan that may only err upwards, and by a walk that does not err."""

import io
import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_workbooks import inline, xls, xlsb

from mining.exchange.extents import xlsx as quick
from mining.exchange.extents.extent import CELL, SPARSE_FLOOR, Extent, too_large
from mining.exchange.extents.ods import ods_extents
from mining.exchange.extents.shared_texts import repeated_text, text_lengths
from mining.exchange.extents.walked import walked
from mining.exchange.extents.xls import xls_extents
from mining.exchange.extents.xlsb import xlsb_extent, xlsb_text_lengths
from mining.exchange.extents.xlsx import scanned


def name_of(row: int, column: int) -> str:
    """The reference of a cell, from 1 on."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


STYLES = st.sampled_from(
    [' r="{}"', " r='{}'", '  r = "{}"', '\n\tr="{}"', ' s="1" r="{}" t="n"', ' spans="1:3" r="{}"', ' r="{}" s="2"']
)
Written = tuple[tuple[int, int], str, str, bool]
"""Row and column of a cell, how its reference is spelled, its value, and whether it has a reference."""
PLACES = st.tuples(st.integers(1, 1_048_576), st.integers(1, 16_384))
VALUES = st.sampled_from(["<v>1</v>", "<v>3.5</v>", "", "<f>A1+1</f><v>2</v>", "<is><t>a = b r = c</t></is>", "<v/>"])


@given(
    st.lists(st.lists(st.tuples(PLACES, STYLES, VALUES, st.booleans()), max_size=4), max_size=8),
    st.sampled_from(["", "x:"]),
    st.sampled_from([1, 41, 200, 1 << 19]),
)
def test_the_quick_scan_errs_only_upwards(
    rows: list[list[tuple[tuple[int, int], str, str, bool]]], mark: str, by: int
) -> None:
    """Cells anywhere, with and without reference, in any spacing, in blocks that cut tags: never less than they span.

    The second way to the same numbers: the place of every cell that has a value, kept while the sheet is written.
    """
    text, filled, place = "", [], [0, 0]
    for cells in rows:
        text += f"<{mark}row>"
        for (row, column), style, value, named in cells:
            text += f"<{mark}c{style.format(name_of(row, column)) if named else ''}>{value}</{mark}c>"
            here = (row, column) if named else (place[0] + 1, place[1] + 1)
            place[1] = here[1]
            if "<v>" in value or "<is>" in value:
                filled.append(here)
        text += f"</{mark}row>"
        place = [place[0] + 1, 0]
    sheet = f"<{mark}worksheet><{mark}sheetData>{text}</{mark}sheetData></{mark}worksheet>".encode()
    whole = quick.BLOCK
    try:
        quick.BLOCK = by
        extent, cells_there = scanned(io.BytesIO(sheet), "log")
    finally:
        quick.BLOCK = whole
    exact = walked(io.BytesIO(sheet), "log")
    spanned = (max(c for _, c in filled) - min(c for _, c in filled) + 1) if filled else 0
    assert Extent("log", max((r for r, _ in filled), default=0), spanned, len(filled)) == exact
    assert extent.rows >= quick.UNKNOWN or (extent.rows >= exact.rows and extent.columns >= exact.columns)
    assert cells_there >= exact.filled


def test_plain_sheets_are_measured_without_a_walk() -> None:
    """As every program writes them: the quick scan gives the numbers themselves, also with a prefix."""
    rows = "".join(
        f'<row r="{r}" x:d="0.2">' + "".join(f'<c r="{name_of(r, c)}" s="1"><v>{r}</v></c>' for c in (1, 27, 703))
        + "</row>"
        for r in range(1, 1200)
    )  # fmt: skip
    sheet = f'<worksheet xmlns:x="http://x"><cols/><sheetData>{rows}</sheetData></worksheet>'.encode()
    assert (Extent("log", 1199, 703, 3 * 1199), 3 * 1199) == scanned(io.BytesIO(sheet), "log")
    prefixed = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", sheet)
    assert (Extent("log", 1199, 703, 3 * 1199), 3 * 1199) == scanned(io.BytesIO(prefixed), "log")
    assert Extent("log", 1199, 703, 3 * 1199) == walked(io.BytesIO(prefixed), "log")


def test_cells_in_order_need_no_reference() -> None:
    """300 rows of 7 cells: rows and cells are counted, across blocks."""
    sheet = f"<worksheet><sheetData>{('<row>' + '<c><v>1</v></c>' * 7 + '</row>') * 300}</sheetData></worksheet>".encode()
    assert Extent("log", 300, 7, 2100) == walked(io.BytesIO(sheet), "log")
    whole = quick.BLOCK
    try:
        quick.BLOCK = 100
        assert (Extent("log", 301, 7, 2100), 2100) == scanned(io.BytesIO(sheet), "log")
    finally:
        quick.BLOCK = whole


def test_texts_that_cells_share_are_counted_as_often() -> None:
    """Texts of 3 and 1,000 letters; 2 cells name the first, 5 the second: 5,006 bytes or up to twice that."""
    common = f"<sst><si><t>abc</t></si><si><t>{'x' * 1000}</t></si></sst>".encode()
    cells = inline("A1", "9") + '<c t="s"><v>0</v></c>' * 2 + '<c t="s"><v>1</v></c>' * 5
    lengths = text_lengths(io.BytesIO(common))
    assert [19, 1022] == lengths.tolist()
    assert 5_006 <= repeated_text(io.BytesIO(cells.encode()), lengths) <= 10_012
    prefixed = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", common)
    assert 2 == len(text_lengths(io.BytesIO(prefixed)))


def test_what_is_too_large() -> None:
    """A GB may be empty; above, one cell in ten is filled; a limit that the user names is the only one."""
    below, above = SPARSE_FLOOR // CELL // 100, SPARSE_FLOOR // CELL // 100 + 1
    assert not too_large([Extent("a", below, 100, 1)], None)
    assert too_large([Extent("a", above, 100, 1)], None)
    assert not too_large([Extent("a", above, 100, above * 10)], None)
    assert too_large([Extent("a", above, 50, 1), Extent("b", above, 50, 1)], None)
    assert not too_large([Extent("a", above, 100, 1)], 2 << 30)
    assert too_large([Extent("a", above, 100, above * 100)], 1 << 30)
    # 1,048,576 rows of 30 filled columns are read; 1,048,576 of 160 are more than 8 GB.
    assert not too_large([Extent("a", 1 << 20, 30, 30 << 20)], None)
    assert too_large([Extent("a", 1 << 20, 164, 164 << 20)], None)


def table(rows: str) -> io.BytesIO:
    spaces = " ".join(f'xmlns:{name}="{name}"' for name in ("office", "table", "text"))
    return io.BytesIO(f'<office:body {spaces}><table:table table:name="log">{rows}</table:table></office:body>'.encode())


FULL = '<table:table-cell office:value-type="string"{}><text:p>abc</text:p></table:table-cell>'
EMPTY = "<table:table-cell{}/>"
MANY = ' table:number-columns-repeated="1000000"'


@pytest.mark.parametrize(
    ("rows", "extent", "besides"),
    [
        (f"<table:table-row>{FULL.format('')}{EMPTY.format(MANY)}</table:table-row>", (1, 1, 1), 100),
        (f"<table:table-row>{EMPTY.format(MANY)}{FULL.format('')}</table:table-row>", (1, 1_000_001, 1), 10**8),
        (f"<table:table-row>{EMPTY.format(MANY)}{EMPTY.format('')}</table:table-row>", (0, 0, 0), 10**8),
        (f"<table:table-row>{FULL.format(MANY)}</table:table-row>", (1, 1_000_000, 1), 10**9),
        (f'<table:table-row table:number-rows-repeated="9">{FULL.format("")}</table:table-row>', (9, 1, 1), 2_000),
        (
            f'<table:table-row>{FULL.format("")}</table:table-row><table:table-row table:number-rows-repeated="1048575">'
            f"{EMPTY.format(MANY)}</table:table-row>",
            (1, 1, 1),
            100,
        ),
        (
            '<table:table-row table:number-rows-repeated="5000"><table:table-cell/></table:table-row>'
            f"<table:table-row>{FULL.format('')}</table:table-row>",
            (5001, 1, 1),
            100,
        ),
    ],
)
def test_cells_and_rows_of_ods_stand_for_many(rows: str, extent: tuple[int, int, int], besides: int) -> None:
    """Repeated values and empty cells before a value are there; empty cells and rows at the end are not."""
    found = ods_extents(table(rows))
    assert [("log", *extent)] == [(one.name, one.rows, one.columns, one.filled) for one in found]
    assert found[0].besides <= besides


def test_spaces_of_ods_are_counted() -> None:
    """One mark may stand for any number of spaces."""
    cell = FULL.format("").replace("abc", 'a<text:s text:c="3000000"/>b')
    found = ods_extents(table(f"<table:table-row>{cell}</table:table-row>"))
    assert 3_000_000 <= found[0].besides <= 3_000_200


def test_extents_of_xlsb_and_xls() -> None:
    """Cells at (4, 2) and (9, 300): ten rows, 301 columns; texts of a common list are counted as often as they are named."""
    import zipfile

    with zipfile.ZipFile(io.BytesIO(xlsb([(4, 2, 1), (9, 300, 0.5), (9, 301, 0)], ["abc", "x" * 200]))) as archive:
        lengths = xlsb_text_lengths(archive.read("xl/sharedStrings.bin"))
        assert [11, 405] == lengths
        assert Extent("log", 10, 302, 3, 416) == xlsb_extent(archive.read("xl/worksheets/sheet1.bin"), "log", lengths)
    found = xls_extents(xls([(4, 2, "abc"), (9, 250, 0.5), (9, 251, "abc")]))
    assert [Extent("log", 10, 252, 3, 18)] == found


def damaged(place: int, number: int) -> bytes:
    data = bytearray(xls([(0, 0, "case"), (1, 0, 1.5)]))
    data[place : place + 4] = struct.pack("<I", number)
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (damaged(44, 1 << 30), "more sectors than it has bytes"),
        (damaged(72, 1 << 31), "more sectors than it has bytes"),
        (damaged(48, 77), "behind the end"),
        (damaged(68, 5), "list of its sectors"),
        (damaged(76, 1 << 20), "behind the end"),
        # Sector 3 of the stream is followed by sector 2.
        (damaged(512 + 4 * 3, 2), "do not come to an end"),
        (damaged(1024 + 128 + 120, 1 << 30), "shorter than it says"),
        (xls([(0, 0, 1.5)], reaches=(1 << 31, 1)), "2,147,483,648 rows"),
        (xls([(0, 0, 1.5)], reaches=(1, 60_000)), "60,000 columns"),
        (xls([(0, 0, 1.5)], reaches=(1, 4), begins=4), "ends before it begins"),
    ],
)
def test_damaged_xls(data: bytes, says: str) -> None:
    """Lengths that lie, chains that run in a circle: the reader of workbooks would ask for all memory that there is."""
    with pytest.raises(ValueError, match=says):
        xls_extents(data)
