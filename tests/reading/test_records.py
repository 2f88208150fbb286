"""Rows: ragged, padded, repeated headers, footers, a cut end."""

import pytest

from mining.reading import records
from mining.reading.dialect import read_table

ROWS = "case,activity,agent\n" + "".join(f"c{k},ask,Ana\n" for k in range(10))


def codes(text: str) -> list[str]:
    return [finding.code for finding in read_table(text.encode(), "x")[2]]


def test_short_rows_are_filled_with_nothing() -> None:
    """A row that ends early lacks its last cells; nothing moves."""
    frame, _, found = read_table(b"case,activity,agent\n1,ask\n2\n3,ask,Ana\n", "x")
    assert [("1", "ask", None), ("2", None, None), ("3", "ask", "Ana")] == frame.rows()
    assert [] == found


def test_padded_rows_and_headers_lose_only_what_is_empty() -> None:
    """Spreadsheets write delimiters up to the widest row they ever had."""
    frame, _, found = read_table(b"case,activity,,\n1,ask,,\n2,answer,,,,\n", "x")
    assert (["case", "activity"], []) == (frame.columns, found)
    frame, _, _ = read_table(b"case,activity,,\n1,ask,,\n2,answer,note,\n", "x")
    assert ["case", "activity", "column 3"] == frame.columns


@pytest.mark.parametrize(
    "footer",
    [
        "Total 123 rows",
        "Total,123",
        "(10 rows affected)",
        "Summe;,",
        "合计 10 条",
        "共10条",
        '"Generated on 5 March 2024, confidential"',
        "\n\nGrand total,,\n10 records selected.",
    ],
)
def test_footers_are_no_rows(footer: str) -> None:
    """The ten rows stay, what stands below is told."""
    frame, _, found = read_table(f"{ROWS}{footer}\n".encode(), "x")
    assert ["footer"] == [finding.code for finding in found]
    assert [f"c{k}" for k in range(10)] == frame["case"].drop_nulls().to_list()


def test_a_last_row_that_is_data_is_no_footer() -> None:
    """A case called Total, and a row with a case id alone."""
    assert [] == codes(ROWS + "Total,ask,Ana\n")
    assert [] == codes(ROWS + "c99\n")


def test_headers_among_the_rows_are_passed_over() -> None:
    """Three monthly exports that were pasted together."""
    frame, _, found = read_table((ROWS * 3).encode(), "x")
    assert (30, [("repeated_header", 2, ("row 11", "row 22"))]) == (
        frame.height,
        [(finding.code, finding.rows, finding.examples) for finding in found],
    )


def test_a_file_that_ends_within_a_row_is_told() -> None:
    """The copy stopped in the middle: counts are touched."""
    assert ["cut_off"] == codes(ROWS + "c10,as")
    assert [] == codes(ROWS + "c10,ask,Ana")


def test_rows_one_by_one_give_what_all_at_once_give(monkeypatch: pytest.MonkeyPatch) -> None:
    """The slow way, in parts of three rows, differs only in what it says about quotes."""
    text = (ROWS + "c10,as\n").encode()
    fast = read_table(text, "x")[0]
    monkeypatch.setattr(records, "LENIENT_ROWS", 3)
    monkeypatch.setattr(records, "_as_long_as", lambda *_: None)
    frame, _, found = read_table(text, "x")
    assert (fast.rows(), ["odd_quotes"]) == (frame.rows(), [finding.code for finding in found])
