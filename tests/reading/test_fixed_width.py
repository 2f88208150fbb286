"""Times in fixed width, read by arithmetic: what polars reads by a format."""

from datetime import datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.reading.fixed_width import in_fixed_width

FORMS = {"ymd": "%Y-%m-%d", "ydm": "%Y-%d-%m", "dmy": "%d-%m-%Y", "mdy": "%m-%d-%Y"}
moments = st.datetimes(datetime(1000, 1, 1), datetime(9999, 12, 31)).map(lambda moment: moment.replace(microsecond=0))


@given(
    st.lists(st.one_of(st.none(), moments), max_size=30),
    st.sampled_from(sorted(FORMS)),
    st.sampled_from("-/."),
    st.sampled_from(" T"),
)
def test_what_is_written_is_read(values: list[datetime | None], order: str, separator: str, gap: str) -> None:
    """Any moment from the year 1000 on, in every order; unknown ones stay unknown."""
    form = FORMS[order].replace("-", separator) + gap + "%H:%M:%S"
    # Python writes years before 1000 and after without padding; here all have four digits.
    texts = pl.Series([None if value is None else value.strftime(form) for value in values], dtype=pl.String)
    read = in_fixed_width(texts, order, separator, gap)
    if all(value is None for value in values):
        assert read is None
    else:
        assert read is not None
        assert values == read.to_list()


@pytest.mark.parametrize(
    "odd",
    [
        "2023-02-29 00:00:00", "2024-13-01 00:00:00", "2024-00-01 00:00:00", "2024-01-00 00:00:00", "2024-01-32 00:00:00",
        "2024-01-01 24:00:00", "2024-01-01 00:60:00", "2024-01-01 00:00:60", "0999-01-01 00:00:00", "2024-01-01T00:00:00",
        "2024/01/01 00:00:00", "2024-01-01 00:00:0", "2024-01-01 00:00:000", "2024-01-0a 00:00:00", "2024-01-01 00.00.00",
        "２０24-01-01 00:00", "",
    ],
)  # fmt: skip
def test_a_single_odd_text_is_left_to_others(odd: str) -> None:
    """No such day, hour or month, another separator, another width, other digits: nothing is read by half."""
    assert in_fixed_width(pl.Series(["2024-01-01 00:00:00", odd]), "ymd", "-", " ") is None


def test_many_are_read_a_part_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts end where they end: ten texts, four at a time."""
    monkeypatch.setattr("mining.reading.fixed_width.AT_A_TIME", 4)
    texts = pl.Series([f"2024-01-0{day} 00:00:00" for day in range(1, 10)])
    read = in_fixed_width(texts, "ymd", "-", " ")
    assert read is not None
    assert [datetime(2024, 1, day) for day in range(1, 10)] == read.to_list()
