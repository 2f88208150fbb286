"""Lengths of time as hours."""

from datetime import timedelta

import polars as pl

from mining.hours import hours_of, in_hours


def test_the_column_of_a_length_bears_its_unit_be_it_known_or_not() -> None:
    """The type decides: where no value is known, the name is the same, and the order of the columns stays."""
    frame = pl.DataFrame(
        {"step": ["a", "b"], "wait": [None, None], "cases": [1, 2]}, schema_overrides={"wait": pl.Duration("us")}
    )
    assert {"step": "a", "wait_hours": None, "cases": 1} == in_hours(frame).row(0, named=True)


def test_a_column_and_a_length_give_the_same_number() -> None:
    """One microsecond to a thousand years: to the last digit what division of lengths gives."""
    hours = [1 / 3, 99.1175, 24 * 365_000]
    lengths = [timedelta(microseconds=1), *(timedelta(hours=each) for each in hours), None]
    assert [hours_of(each) for each in lengths] == in_hours(pl.DataFrame({"x": lengths}))["x_hours"].to_list()
