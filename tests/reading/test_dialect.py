"""Text tables: encoding, delimiter, line ends, header."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.errors import FileError
from mining.reading.dialect import read_table

TABLE = "case;activity\n1;Gonçalo\n2;Müller & Söhne\n"
CHINESE = "案例编号,环节\n1,投诉受理\n2,供应商处理\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
def test_western_text_in_every_encoding(encoding: str) -> None:
    """Accents arrive as they were typed, whatever the bytes."""
    frame, dialect, _ = read_table(TABLE.encode(encoding), "x")
    assert ["Gonçalo", "Müller & Söhne"] == frame["activity"].to_list()
    assert ";" == dialect.delimiter


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_text_in_every_encoding(encoding: str) -> None:
    """Chinese is Chinese, and not the Western letters that the same bytes would be."""
    frame, _, _ = read_table(CHINESE.encode(encoding), "x")
    assert ["案例编号", "环节"] == frame.columns
    assert ["投诉受理", "供应商处理"] == frame["环节"].to_list()


def test_one_accent_at_the_end_of_a_long_file_decides() -> None:
    """The evidence is looked for in all bytes: 200 kB of plain letters, then one 0xE9."""
    data = b"case,activity\n" + b"1,plain\n" * 25_000 + "2,caf\u00e9\n".encode("cp1252")
    frame, dialect, _ = read_table(data, "x")
    assert ("cp1252", "café") == (dialect.encoding, frame["activity"][-1])


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    """Every pair of them gives the same table; commas and semicolons inside quotes are text."""
    rows = [["case", "activity", "note"], ["1", "ask", '"a, b; c"'], ["2", "answer", ""]]
    frame, dialect, _ = read_table(end.join(delimiter.join(row) for row in rows).encode(), "x")
    assert [("1", "ask", "a, b; c"), ("2", "answer", None)] == frame.rows()
    assert {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}[end] == dialect.line_end


def test_titles_above_the_header_are_passed_over_and_said() -> None:
    """Two lines of a report's title are no data."""
    frame, dialect, found = read_table(b"Export of Monday\n\ncase,activity\n1,ask\n2,answer\n", "x")
    assert ["case", "activity"] == frame.columns
    assert (2, ["title_rows"]) == (dialect.title_rows, [finding.code for finding in found])


def test_repeated_and_empty_column_names() -> None:
    """The second Variant is Variant (2), a nameless column is named by its place, and the first is said."""
    frame, _, found = read_table(b",Variant,case,Variant\n0,a,1,b\n", "x")
    assert ["column 1", "Variant", "case", "Variant (2)"] == frame.columns
    assert ["repeated_column"] == [finding.code for finding in found]


def test_rows_that_are_too_wide_are_cut_and_said() -> None:
    """Row 2 has a third field under no heading."""
    frame, _, found = read_table(b"case,activity\n1,ask\n2,answer,more\n3,ask\n", "x")
    assert 3 == frame.height
    assert [("wide_row", ("row 2",))] == [(finding.code, finding.examples) for finding in found]


@pytest.mark.parametrize("data", [bytes(range(256)) * 20, b"\x00\x01\x02\x03" * 50, b"just one sentence\nand another\n"])
def test_what_is_no_table_is_refused(data: bytes) -> None:
    """Binary bytes and prose are named for what they are."""
    with pytest.raises(FileError, match="not a table"):
        read_table(data, "x.csv")


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=8).map(str.strip)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(cells, cells), min_size=3, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_polars_writes_is_read_back(rows: list[tuple[str, str]], delimiter: str, encoding: str) -> None:
    """Any text in any cell survives quotes, delimiters and encodings (an empty cell is null)."""
    frame = pl.DataFrame({"case": [f"c{k}" for k in range(len(rows))], "a": [a for a, _ in rows], "b": [b for _, b in rows]})
    text = frame.write_csv(separator=delimiter, quote_style="always")
    read, _, _ = read_table(text.encode(encoding), "x")
    assert [tuple(cell or None for cell in row) for row in frame.rows()] == read.rows()


def test_quotes_that_do_not_match_are_read_leniently_and_said() -> None:
    """The row with a stray quote costs no other row its place, and the doubt is said."""
    rows = "\n".join(f'{k},"say ""{k}""",x' for k in range(30))
    frame, _, found = read_table(f'case,activity,note\n{rows}\n30,a,b"c""d"e\n31,"open,x\n'.encode(), "x")
    assert ["0", 'say "0"', "x"] == list(frame.row(0))
    assert {"odd_quotes"} >= {finding.code for finding in found}
    assert 31 <= frame.height <= 32
