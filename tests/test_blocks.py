"""Whole cases in blocks, on all cores."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import mining.blocks as cut
from mining.blocks import blocks, on_all_cores


@given(st.lists(st.integers(1, 9), max_size=30), st.integers(1, 20))
def test_blocks_hold_every_case_once_and_few_rows(sizes: list[int], rows: int) -> None:
    """Together they are all cases in order; each has at most so many rows or is one case, and the next case did not fit."""
    offsets = np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)
    found = blocks(offsets, rows)
    assert list(range(len(sizes))) == [case for first, last in found for case in range(first, last)]
    for first, last in found:
        assert offsets[last] - offsets[first] <= rows or last == first + 1
        assert last == len(sizes) or offsets[last + 1] - offsets[first] > rows


def test_results_come_in_the_order_of_the_blocks(monkeypatch) -> None:
    """On one core and on three, whoever is ready first."""
    parts = [(k, k + 1) for k in range(50)]
    for count in (1, 3):
        monkeypatch.setattr(cut, "cores", lambda count=count: count)
        assert parts == on_all_cores(lambda first, last: (first, last), parts)


def test_what_fails_in_a_block_fails() -> None:
    """An error of one block is the error of all."""
    try:
        on_all_cores(lambda first, last: 1 // first, [(1, 2), (0, 1), (2, 3)])
    except ZeroDivisionError:
        return
    raise AssertionError("no error came")
