"""Numbers as several countries write them; what allows two readings stays text."""

import polars as pl
import pytest

from mining.reading.typing import typed


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["1", None, "-20"], [1, None, -20]),
        (["1.5", "2"], [1.5, 2.0]),
        (["0,5", "12"], [0.5, 12.0]),
        (["1.234,50", "7,25", "1.234.567"], [1234.5, 7.25, 1234567.0]),
        (["1,234.50", "7.25"], [1234.5, 7.25]),
        (["1 234", "5"], [1234, 5]),
        (["1'234.50", "5"], [1234.5, 5.0]),
        (["１２", "３，５"], [12.0, 3.5]),
        (["１２", "３"], [12, 3]),
    ],
)
def test_numbers_are_read_as_they_are_meant(texts: list[str | None], values: list[float | None]) -> None:
    """One decimal sign fits every value, and no other does."""
    assert values == typed(pl.Series("x", texts)).to_list()


@pytest.mark.parametrize(
    "texts",
    [
        ["1,234", "2,345"],
        ["007", "8"],
        ["００７", "８"],
        ["+351 912"],
        ["1.2.3", "4"],
        ["1,2", "1.2"],
        ["12,5", "n/a"],
        ["2024-03-05", "1"],
        [""],
    ],
)
def test_what_allows_two_readings_or_none_stays_text(texts: list[str]) -> None:
    """Codes, versions, and a thousand that could be one and a bit."""
    assert texts == typed(pl.Series("x", texts)).to_list()


def test_one_odd_value_after_many_keeps_the_column_as_text() -> None:
    """The type is decided on all values, not on the first 500."""
    texts = ["0,5"] * 1000 + ["unknown"]
    assert texts == typed(pl.Series("x", texts)).to_list()
