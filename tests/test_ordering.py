"""Texts become numbers, rows are put in order: held against the slow way."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mining.coding as coding
from mining.coding import as_enum, grouped, in_categories, numbered, values_grouped
from mining.findings import Finding
from mining.ordering import by_case_and_time

texts = st.lists(st.sampled_from(["", "a", "b", "受理", "a ", "A", "z" * 40]), max_size=40)


@given(texts)
def test_numbers_follow_the_first_appearance(values: list[str]) -> None:
    """The first text is 0, the next new one 1; the texts come back from their numbers."""
    codes, distinct = numbered(pl.Series(values, dtype=pl.String))
    assert list(dict.fromkeys(values)) == distinct.to_list()
    assert values == [distinct[int(code)] for code in codes]


@given(texts)
def test_halves_are_numbered_as_the_whole(values: list[str]) -> None:
    """What the second half shares with the first keeps its number; what is new comes after, in order."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coding, "IN_HALVES", 0)
        codes, distinct = numbered(pl.Series(values, dtype=pl.String))
    assert list(dict.fromkeys(values)) == distinct.to_list()
    assert values == [distinct[int(code)] for code in codes]


@pytest.mark.parametrize("many", [0, 10**9])
def test_values_are_grouped_as_their_rows_are(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """Values beside codes come as numpy's stable sort gives them, by counting and by sorting."""
    monkeypatch.setattr(coding, "MANY_ROWS", many)
    random = np.random.default_rng(2)
    codes, values = random.integers(0, 700, 50_000).astype(np.uint32), random.integers(-(10**15), 10**15, 50_000)
    assert values[np.argsort(codes, kind="stable")].tolist() == values_grouped(codes, 700, values).tolist()


@given(st.lists(st.one_of(st.none(), st.sampled_from(["b", "a", "受理"])), max_size=30))
def test_an_enum_is_sorted_and_keeps_nulls(values: list[str | None]) -> None:
    """The dictionary is sorted and holds what occurs; the values stay."""
    column = as_enum(pl.Series("name", values, dtype=pl.String))
    assert (values, "name") == (column.to_list(), column.name)
    assert sorted({value for value in values if value is not None}) == pl.Series(column.dtype.categories).to_list()


@given(texts, st.integers(0, 5))
def test_categories_that_were_filtered_count_anew(values: list[str], left_out: int) -> None:
    """Numbers that others handed out, to rows that are gone or in another order, are not ours."""
    column = in_categories({"x": pl.Series(values, dtype=pl.String)})["x"].reverse()[left_out:]
    codes, distinct = numbered(column)
    assert list(dict.fromkeys(column.to_list())) == distinct.to_list()
    assert column.to_list() == [distinct[int(code)] for code in codes]
    assert column.to_list() == as_enum(column).to_list()


def test_an_enum_of_many_labels_has_wider_codes() -> None:
    """Three hundred labels need two bytes each: the values still come back."""
    values = [f"label {k:03}" for k in range(300)] * 2
    assert values == as_enum(pl.Series(values)).to_list()


@pytest.mark.parametrize("many", [0, 10**9])
def test_rows_of_one_code_stay_in_order(monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    """Counting and sorting group alike, and both are stable."""
    monkeypatch.setattr(coding, "MANY_ROWS", many)
    for highest in (50, 1 << 20):
        codes = np.random.default_rng(1).integers(0, highest, 300_000).astype(np.uint32)
        assert np.argsort(codes, kind="stable").tolist() == grouped(codes, highest).tolist()


rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(0, 2), st.sampled_from("ab")), max_size=30)


@given(rows, st.booleans())
def test_order_ties_and_duplicates_are_those_of_the_definition(
    values: list[tuple[int, int, int, str]], newest: bool
) -> None:
    """Sorted by case, end, start, row (from the bottom up where the newest is first); the later of two equal rows goes."""
    case, end, start = (np.array([value[k] for value in values], dtype=np.int64) for k in range(3))
    frame = pl.DataFrame({"label": [value[3] for value in values]}, schema={"label": pl.String})
    found: list[Finding] = []
    ordered = by_case_and_time(frame, case.astype(np.uint32), 4, end, start, order=None, newest_first=newest, found=found)
    wanted = sorted(range(len(values)), key=lambda row: (*values[row][:3], -row if newest else row))
    kept = [row for place, row in enumerate(wanted) if values[row] not in [values[other] for other in wanted[:place]]]
    assert kept == ordered.rows.tolist()
    assert len(values) - len(kept) == ordered.duplicates
    keys = [values[row][:3] for row in kept]
    ties = sum(keys.count(key) > 1 for key in keys)
    said = {finding.code: finding.rows for finding in found}
    assert (ties, len(values) - len(kept)) == (said.get("tied_timestamps", 0), said.get("exact_duplicate", 0))
