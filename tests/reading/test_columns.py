"""What is known of a column does not depend on how the rows of the cases lie."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.reading.columns import looked_at

cells = st.sampled_from([None, "a", "b"])
rows = st.lists(st.tuples(st.sampled_from(["1", "2", "3"]), cells, cells), min_size=1, max_size=12)


def varying(frame: pl.DataFrame) -> set[str]:
    return {column.name for column in looked_at(frame, "case", dict.fromkeys(frame.columns)) if column.varies}


@given(rows)
def test_a_column_varies_that_differs_within_a_case(rows: list[tuple[str, str | None, str | None]]) -> None:
    """By a set of values for every case; sorted by case or not. Where no case has a second row, every column counts."""
    frame = pl.DataFrame(rows, schema={"case": pl.String, "x": pl.String, "y": pl.String}, orient="row")
    values = {"x": {row[:2] for row in rows}, "y": {row[::2] for row in rows}}
    cases = frame["case"].n_unique()
    expected = {name for name, found in values.items() if len(found) > cases} if cases < frame.height else {"x", "y"}
    assert expected == varying(frame)
    assert expected == varying(frame.sort("case", maintain_order=True))


@pytest.mark.parametrize("order", [[0, 1, 2, 3], [0, 2, 1, 3]])
def test_an_unknown_value_differs_from_a_known_one(order: list[int]) -> None:
    """A cell that is empty in one row of a case and filled in another varies; the same in both is constant."""
    frame = pl.DataFrame({"case": ["1", "1", "2", "2"], "x": [None, "a", None, None], "y": ["a", "a", None, None]})
    assert {"x"} == varying(frame[order])
