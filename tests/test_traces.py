"""Distinct traces over any coding, held against dictionaries of tuples."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mining.traces import Traces, distinct

CODES = st.sampled_from([[0, 1, 2], [-1, 0, 5], [0, 255, 256], [0, 65_536, 70_000], [-3, 1 << 40, 7], [200, 100, 255]])
TRACES = CODES.flatmap(lambda codes: st.lists(st.lists(st.sampled_from(codes), max_size=4), max_size=12))


def laid_out(traces: list[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    flat = np.array([code for trace in traces for code in trace], dtype=np.int64)
    return flat, np.concatenate([[0], np.cumsum([len(trace) for trace in traces], dtype=np.int64)]).astype(np.int64)


def as_tuples(found: Traces) -> list[tuple[int, ...]]:
    ends = zip(found.offsets[:-1], found.offsets[1:], strict=True)
    return [tuple(found.flat[begin:end].tolist()) for begin, end in ends]


@given(TRACES)
def test_distinct_traces_come_as_first_met(traces: list[list[int]]) -> None:
    """The same as a dictionary of tuples, whatever the codes: negative, over one byte, over two, over four; empty traces."""
    found = distinct(*laid_out(traces))
    counted = Counter(map(tuple, traces))
    assert list(counted) == as_tuples(found)
    assert list(counted.values()) == found.cases.tolist()
    assert list(map(tuple, traces)) == [as_tuples(found)[k] for k in found.of_case]


@given(TRACES, st.data())
def test_traces_that_others_hold(traces: list[list[int]], data: st.DataObject) -> None:
    """Given traces may be held by many cases, or by none: the same as with one given trace per case."""
    held = data.draw(st.lists(st.integers(0, len(traces) - 1), max_size=9)) if traces else []
    found = distinct(*laid_out(traces), np.array(held, dtype=np.int64))
    each = as_tuples(found)
    assert [tuple(traces[k]) for k in held] == [each[k] for k in found.of_case]
    assert [sum(tuple(traces[k]) == trace for k in held) for trace in each] == found.cases.tolist()


@given(TRACES)
def test_ranked_by_cases_then_lexically(traces: list[list[int]]) -> None:
    """The same as sorting tuples in plain Python."""
    ranked = distinct(*laid_out(traces)).ranked()
    counted = Counter(map(tuple, traces))
    assert sorted(counted, key=lambda trace: (-counted[trace], trace)) == as_tuples(ranked)
    assert [counted[trace] for trace in as_tuples(ranked)] == ranked.cases.tolist()
    assert list(map(tuple, traces)) == [as_tuples(ranked)[k] for k in ranked.of_case]
