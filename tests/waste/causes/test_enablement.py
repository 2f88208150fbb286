"""When instances could have begun, who is concurrent, what a batch is, who was overtaken."""

import sys
from collections.abc import Callable

import numpy as np
import polars as pl
import pytest
import slow_causes
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log, worked

from mining.errors import ColumnError, TimeError
from mining.log import EventLog
from mining.waste.arithmetic.dominance import sums_below
from mining.waste.causes.batches import batches
from mining.waste.causes.busy import busy
from mining.waste.causes.concurrency import concurrent_by_order, concurrent_by_overlap, concurrent_pairs
from mining.waste.causes.enablement import enablement

HOUR = 3_600_000_000


def pairs(made: EventLog, concurrent: Callable[[EventLog], np.ndarray]) -> set[str]:
    """'ab' where a and b are concurrent, in alphabetical order."""
    labels, relation = made.activities, concurrent(made)
    assert (relation == relation.T).all() and not relation.diagonal().any()
    return {labels[one] + labels[other] for one, other in zip(*relation.nonzero(), strict=True) if one < other}


def enabled_hours(made: EventLog, relation: np.ndarray) -> list[float]:
    """Enabled time of each instance, in hours after the first arrival."""
    return ((enablement(made, relation).enabled - made.arrival_micros.min()) / HOUR).tolist()


def test_enabled_is_the_end_before() -> None:
    """a 0-1, b 2-3, c 5-6: b could have begun at 1, c at 3, a at its arrival."""
    made = worked(("1", "a", 0, 1, "x"), ("1", "b", 2, 3, "x"), ("1", "c", 5, 6, "x"))
    none = concurrent_pairs(made, [])
    assert [0, 1, 3] == enabled_hours(made, none)
    assert [-1, 0, 1] == enablement(made, none).source.tolist()


def test_a_concurrent_one_enables_nothing() -> None:
    """b and c are concurrent and both follow a: c, begun after b ended, waited since a."""
    made = worked(("1", "a", 0, 1, "x"), ("1", "b", 2, 3, "x"), ("1", "c", 5, 6, "x"))
    assert [0, 1, 1] == enabled_hours(made, concurrent_pairs(made, [("c", "b")]))


def test_what_ends_after_the_start_enables_nothing() -> None:
    """b 1-5 runs while c 3-6 begins: c could have begun when a ended."""
    made = worked(("1", "a", 0, 1, "x"), ("1", "b", 1, 5, "x"), ("1", "c", 3, 6, "x"))
    assert [0, 1, 1] == enabled_hours(made, concurrent_pairs(made, []))


def test_many_concurrent_predecessors_are_passed() -> None:
    """Twenty b between a and c, all concurrent with c: c waited since a."""
    rows = [("1", "b", k, k + 1, "x") for k in range(2, 22)]
    made = worked(("1", "a", 0, 1, "x"), *rows, ("1", "c", 30, 31, "x"))
    assert 1 == enabled_hours(made, concurrent_pairs(made, [("b", "c")]))[-1]


def test_unknown_names_and_missing_times() -> None:
    """Pairs must be of the log; enablement needs times."""
    with pytest.raises(ColumnError, match="no column"):
        concurrent_pairs(log("ab"), [("a", "z")])
    untimed = log("ab", timed=False)
    with pytest.raises(TimeError):
        enablement(untimed, concurrent_pairs(untimed, []))


def test_five_in_a_hundred_overlaps_make_two_activities_concurrent() -> None:
    """One overlap in 20 cases holding both is enough, one in 21 is not; cases with one of them do not count."""
    apart = [row for k in range(20) for row in ((f"{k}", "a", 0, 1, "x"), (f"{k}", "b", 1, 2, "x"))]
    overlap = [("z", "a", 0, 1, "x"), ("z", "b", 0.5, 2, "x"), ("y", "a", 0, 1, "x")]
    assert {"ab"} == pairs(worked(*apart[2:], *overlap), concurrent_by_overlap)
    assert set() == pairs(worked(*apart, *overlap), concurrent_by_overlap)


def test_the_heuristics_relation() -> None:
    """b and c follow each other in both orders; a loop aba is no concurrency once it is frequent."""
    assert {"bc"} == pairs(log("abcd", "acbd"), concurrent_by_order)
    assert set() == pairs(log(*["abcd"] * 30, "acbd"), concurrent_by_order)
    # aba and bab nine times: 9 / 10 = 0.9.
    assert set() == pairs(log(*["aba"] * 9), concurrent_by_order)
    assert {"ab"} == pairs(log(*["aba"] * 8), concurrent_by_order)
    # a follows itself nine times: its short loops count as none.
    assert {"ab"} == pairs(log(*["aba"] * 9, "aaaaaaaaaa"), concurrent_by_order)


ROWS = st.lists(
    st.tuples(st.sampled_from("123"), st.sampled_from("abc"), st.integers(0, 20), st.integers(0, 9), st.just("x")),
    min_size=1,
    max_size=14,
)


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, many=st.sampled_from([1, 32]))
def test_overlap_and_enablement_beside_plain_python(rows: list[tuple[str, str, int, int, str]], many: int) -> None:
    """The same relation, looked at pair by pair or by activity, and the same enabled times, for any relation."""
    made = worked(*((case, label, start / 60, (start + lasts) / 60, who) for case, label, start, lasts, who in rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["mining.waste.causes.concurrency"], "MANY", many)
        relation = concurrent_by_overlap(made)
    plain = slow_causes.concurrent(made)
    assert {"".join(pair) for pair in plain if pair[0] < pair[1]} == pairs(made, lambda _: relation)
    expected = [row.enabled / 60 for row in slow_causes.with_enabled(made, plain)]
    assert expected == pytest.approx(enabled_hours(made, relation))


INTERVALS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8), st.integers(0, 30)), max_size=12)


@settings(max_examples=100, deadline=None)
@given(
    rows=INTERVALS, asked=st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(-1, 31)), people=st.integers(1, 3)
)
def test_busy_time_beside_counting(rows: list[tuple[int, int, int]], asked: tuple[int, int, int], people: int) -> None:
    """Unit by unit: all people at work, and that many with keys not above the one asked for."""
    rows = sorted(rows)
    start, length, key = (np.array([row[k] for row in rows], dtype=np.int64) for k in range(3))
    at_work = busy(start, start + length, key, np.zeros(start.size, dtype=np.int64), np.array([people]))
    a, b, limit = (np.array([value]) for value in asked)
    keys = [[row[2] for row in rows if row[0] <= unit < row[0] + row[1]] for unit in range(asked[0], asked[1])]
    assert sum(len(held) >= people for held in keys) == at_work.within(a, b)[0]
    early = sum(sum(one <= asked[2] for one in held) >= people for held in keys)
    assert early == at_work.within_not_above(a, b, limit)[0]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 40)), min_size=1, max_size=120), st.data())
def test_sums_below_a_threshold(places: list[tuple[int, int]], data: st.DataObject) -> None:
    """Beside a sum in plain Python, for short and long ranges."""
    first = data.draw(st.integers(0, len(places)))
    last = data.draw(st.integers(first, len(places)))
    below = data.draw(st.integers(-1, 70))
    weights, ranks = (np.array([place[k] for place in places], dtype=np.int64) for k in range(2))
    expected = sum(weight for weight, rank in places[first:last] if rank < below)
    assert expected == sums_below(weights, ranks, *(np.array([value]) for value in (first, last, below)))[0]


def test_a_batch_ends_where_an_item_comes_too_late_or_a_pause_is() -> None:
    """Enabled 0, 0, 2 | 9, alone | after a pause: two, then nothing with the fourth (enabled after the first began)."""
    enabled = np.array([0, 0, 2, 4, 4])
    start = np.array([2, 3, 4, 5, 9])
    ones = np.zeros(5, dtype=np.int64)
    assert [0, 0, 0, -1, -1] == batches(ones, ones, enabled, start, start + 1).tolist()
    assert [0, 0, 0, 1, 1] == batches(ones, ones, enabled, start, start + 1, gap=3).tolist()
    assert [-1] * 5 == batches(ones - 1, ones, enabled, start, start + 1).tolist()


@settings(max_examples=40, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("12345"), st.sampled_from("ab"), st.integers(0, 15), st.integers(0, 4), st.sampled_from("xy")
        ),
        min_size=1,
        max_size=15,
    ),
    side_by_side=st.sampled_from([1, 2, 64]),
)
def test_batches_beside_plain_python(rows: list[tuple[str, str, int, int, str]], side_by_side: int) -> None:
    """The same instances together, whatever the numbers of the batches, and however many runs are walked through at once."""
    made = worked(*((case, label, start / 60, (start + lasts) / 60, who) for case, label, start, lasts, who in rows))
    plain = slow_causes.with_batches(slow_causes.with_enabled(made, set()))
    enabled = enablement(made, concurrent_pairs(made, []))
    who = made.events["resource"].to_physical().cast(pl.Int64).to_numpy()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["mining.waste.causes.batches"], "SIDE_BY_SIDE", side_by_side)
        found = batches(who, made.activity_codes.astype(np.int64), enabled.enabled, made.start_micros, made.end_micros)
    numbers = {row.batch: number for row, number in zip(plain, found.tolist(), strict=True)}
    assert len(set(numbers.values())) == len(numbers)
    assert [-1 if row.batch is None else numbers[row.batch] for row in plain] == found.tolist()
