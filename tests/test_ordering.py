"""Texts become numbers, rows are put in order: held against the slow way."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mining.blocks as cut
import mining.grouping as grouping
from mining.coding import as_enum, in_categories, numbered
from mining.findings import Finding
from mining.grouping import counted, gathered, grouped, together, values_grouped
from mining.ordering import by_case_and_time

texts = st.lists(st.sampled_from(["", "a", "b", "受理", "a ", "A", "z" * 40]), max_size=40)


@given(texts)
def test_numbers_follow_the_first_appearance(values: list[str]) -> None:
    """The first text is 0, the next new one 1; the texts come back from their numbers."""
    found = numbered(pl.Series(values, dtype=pl.String))
    assert list(dict.fromkeys(values)) == found.texts.to_list()
    assert values == [found.texts[int(code)] for code in found.codes]
    assert [values.index(text) for text in found.texts] == found.first.tolist()


@given(texts)
def test_halves_are_numbered_as_the_whole(values: list[str]) -> None:
    """What the second half shares with the first keeps its number; what is new comes after, in order."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut, "BLOCK", 3)
        found = numbered(pl.Series(values, dtype=pl.String))
    assert list(dict.fromkeys(values)) == found.texts.to_list()
    assert values == [found.texts[int(code)] for code in found.codes]
    assert [values.index(text) for text in found.texts] == found.first.tolist()


def test_texts_with_one_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are put side by side by hash and then compared whole: where hashes collide, numbers stay right."""
    monkeypatch.setattr(cut, "BLOCK", 8)
    monkeypatch.setattr(pl.Series, "hash", lambda self: self.str.len_bytes().cast(pl.UInt64))
    values = [f"{k * k % 7}" for k in range(40)] + ["longer", "7", "7", "8"]
    found = numbered(pl.Series(values))
    assert list(dict.fromkeys(values)) == found.texts.to_list()
    assert values == [found.texts[int(code)] for code in found.codes]
    assert [values.index(text) for text in found.texts] == found.first.tolist()


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
    found = numbered(column)
    assert list(dict.fromkeys(column.to_list())) == found.texts.to_list()
    assert column.to_list() == [found.texts[int(code)] for code in found.codes]
    assert column.to_list() == as_enum(column).to_list()


def test_an_enum_of_many_labels_has_wider_codes() -> None:
    """Three hundred labels need two bytes each: the values still come back."""
    values = [f"label {k:03}" for k in range(300)] * 2
    assert values == as_enum(pl.Series(values)).to_list()


@pytest.mark.parametrize(
    ("block", "few", "many"), [(1 << 17, 1 << 14, 0), (1 << 12, 1 << 14, 0), (1 << 12, 8, 0), (1 << 12, 8, 10**9)]
)
@pytest.mark.parametrize("highest", [1, 2, 50, 700, 1 << 17, 1 << 20])
@pytest.mark.parametrize("kind", [np.uint32, np.int64])
def test_blocks_group_as_numpy_sorts(
    monkeypatch: pytest.MonkeyPatch, block: int, few: int, many: int, highest: int, kind: type[np.integer]
) -> None:
    """Rows and values by code come as numpy's stable sort gives them; counts as its own: in blocks, by scipy, or sorted."""
    monkeypatch.setattr(cut, "BLOCK", block)
    monkeypatch.setattr(grouping, "FEW", few)
    monkeypatch.setattr(grouping, "MANY_ROWS", many)
    random = np.random.default_rng(2)
    codes, values = random.integers(0, highest, 50_000).astype(kind), random.integers(-(10**15), 10**15, 50_000)
    order = np.argsort(codes, kind="stable")
    assert order.tolist() == grouped(codes, highest).tolist()
    ordered, offsets = values_grouped(codes, highest, values)
    assert values[order].tolist() == ordered.tolist()
    assert np.searchsorted(codes[order], np.arange(highest + 1)).tolist() == offsets.tolist()
    assert values[order].tolist() == gathered(values, order).tolist()
    assert np.bincount(codes, minlength=highest).tolist() == counted(codes, highest).tolist()


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(1, 7), st.integers(1, 50), st.sampled_from([0, 10**9]))
def test_any_codes_are_grouped_in_any_blocks(codes: list[int], block: int, few: int, many: int) -> None:
    """Codes that are missing, all alike or in one bucket: whatever the blocks and buckets, the sort is Python's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut, "BLOCK", block)
        patch.setattr(grouping, "FEW", few)
        patch.setattr(grouping, "MANY_ROWS", many)
        found = grouped(np.array(codes, dtype=np.uint32), 41).tolist()
        counts = counted(np.array(codes, dtype=np.uint32), 41).tolist()
        rows, offsets = together(np.array(codes, dtype=np.uint32), 41)
    assert sorted(range(len(codes)), key=codes.__getitem__) == found == rows.tolist()
    assert [sum(code < k for code in codes) for k in range(42)] == offsets.tolist()
    assert [codes.count(code) for code in range(41)] == counts


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
