"""The directly-follows graph: counts, times, and that disjoint cases add up."""

from collections import Counter
from datetime import timedelta
from itertools import pairwise
from statistics import mean, median

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log, worked

from mining.assembly import assemble
from mining.discovery.dfg import Dfg, dfg
from mining.log import EventLog

HOUR = timedelta(hours=1)
TRACES = st.lists(st.text("abcd", min_size=1, max_size=6), max_size=8)


def edges(graph: Dfg) -> dict[tuple[str, str], int]:
    return {(a, b): count for a, b, count in graph.frame.select("from", "to", "count").iter_rows()}


def same(one: Dfg, other: Dfg) -> bool:
    """Whether all tables agree (labels that never occur may differ)."""
    tables = ("frame", "activities", "starts", "ends")
    return all(getattr(one, name).equals(getattr(other, name)) for name in tables) and one.cases == other.cases


def test_each_instance_but_the_last_has_one_successor() -> None:
    """abc twice and axc: ab, bc twice; ax, xc once. The most frequent first, then by name."""
    graph = dfg(log("abc", "abc", "axc"))
    assert graph.frame.select("from", "to", "count").rows() == [("a", "b", 2), ("b", "c", 2), ("a", "x", 1), ("x", "c", 1)]
    assert graph.activities.rows() == [("a", 3, 3), ("c", 3, 3), ("b", 2, 2), ("x", 1, 1)]
    assert graph.starts.rows() == [("a", 3)] and graph.ends.rows() == [("c", 3)]
    assert (graph.cases, graph.instances) == (3, 9)


def test_an_activity_that_repeats_counts_its_case_once() -> None:
    """aab: two instances of a in one case, one self-loop."""
    graph = dfg(log("aab", "ba"))
    assert graph.activities.rows() == [("a", 3, 2), ("b", 2, 2)]
    assert edges(graph) == {("a", "a"): 1, ("a", "b"): 1, ("b", "a"): 1}


def test_the_schema_is_as_documented() -> None:
    """Names, types; the same for an empty log."""
    duration = pl.Duration("us")
    schema = {"from": pl.String, "to": pl.String, "count": pl.Int64}
    schema |= {"mean": duration, "median": duration, "waiting_mean": duration}
    for graph in (dfg(log("ab")), dfg(log()), dfg(log("a")), dfg(log("ab", timed=False))):
        assert dict(graph.frame.schema) == schema
        assert dict(graph.activities.schema) == {"activity": pl.String, "instances": pl.Int64, "cases": pl.Int64}
        assert dict(graph.starts.schema) == dict(graph.ends.schema) == {"activity": pl.String, "cases": pl.Int64}
    assert dfg(log()).to_dict() == {"activities": {}, "edges": [], "starts": {}, "ends": {}}


def test_mean_and_median_run_from_end_to_end() -> None:
    """Gaps of 1, 2 and 6 hours: mean 3, median 2. Without starts nothing is known of waiting."""
    rows = [(case, label, hour) for case, gap in (("x", 1), ("y", 2), ("z", 6)) for label, hour in (("a", 0), ("b", gap))]
    table = pl.DataFrame(
        {"case": [r[0] for r in rows], "activity": [r[1] for r in rows], "end": [MONDAY + r[2] * HOUR for r in rows]}
    )
    assert dfg(assemble(table)).frame.rows() == [("a", "b", 3, 3 * HOUR, 2 * HOUR, None)]


def test_waiting_runs_from_the_end_to_the_start_where_both_have_starts() -> None:
    """x waits 2 h, y overlaps and waits for nothing (0): mean 1 h. z has no start: it counts, but not here."""
    given = worked(("x", "a", 0, 1, None), ("x", "b", 3, 4, None), ("y", "a", 0, 2, None), ("y", "b", 1, 3, None))
    assert dfg(given).frame.rows() == [("a", "b", 2, 2 * HOUR, 2 * HOUR, HOUR)]
    halves = given.events.with_columns(start=pl.when(pl.col("case") == 1).then("start"))
    (row,) = dfg(assemble(halves.with_columns(pl.col("case").cast(pl.String)))).frame.rows()
    assert row[2:] == (2, 2 * HOUR, 2 * HOUR, timedelta(0))


def test_a_start_without_completion_has_no_known_time() -> None:
    """a ends at 1, b never, c ends at 5: the edges count, their times are unknown."""
    given = assemble(
        pl.DataFrame(
            {
                "case": ["x"] * 3,
                "activity": ["a", "b", "c"],
                "start": [MONDAY, MONDAY + 2 * HOUR, MONDAY + 3 * HOUR],
                "end": [MONDAY + HOUR, None, MONDAY + 5 * HOUR],
            }
        )
    )
    assert dfg(given).frame.rows() == [("a", "b", 1, None, None, HOUR), ("b", "c", 1, None, None, None)]


def test_entered_states_have_no_waiting() -> None:
    """One state begins as the other ends; the time from end to end is that in the second state."""
    rows = pl.DataFrame({"case": ["x"] * 3, "activity": list("abc"), "end": [MONDAY, MONDAY + HOUR, MONDAY + 4 * HOUR]})
    graph = dfg(assemble(rows, entered=True))
    assert graph.frame.rows() == [("a", "b", 1, 3 * HOUR, 3 * HOUR, None), ("b", "c", 1, timedelta(0), timedelta(0), None)]
    assert "waiting_mean_hours" not in graph.to_dict()["edges"][0]


def test_a_log_without_times_has_counts_only() -> None:
    """Durations are null, not zero."""
    graph = dfg(log("ab", "ab", timed=False))
    assert graph.frame.rows() == [("a", "b", 2, None, None, None)]
    assert graph.to_dict()["edges"] == [{"from": "a", "to": "b", "count": 2, "mean_hours": None, "median_hours": None}]


def test_open_cases_stay_in() -> None:
    """Case 2 has not reached c: its last instance so far counts among the ends."""
    table = log("abc", "ab").events.with_columns(pl.col("case").cast(pl.String))
    given = assemble(table, end_activities=["c"], open_for=timedelta(days=9))
    assert given.cases["open"].to_list() == [False, True]
    assert dfg(given).ends.rows() == [("b", 1), ("c", 1)]


def test_the_mean_is_exact_where_the_sum_exceeds_64_bits() -> None:
    """Three gaps of 130,000 years and one microsecond apart: no overflow, no rounding up."""
    from mining.discovery.pooled import Pooled

    long = 2**62
    pooled = Pooled(np.array([long, long, long + 1]), np.array([0, 3, 3]))
    assert pooled.means.cast(pl.Int64).to_list() == [long, None]


def test_the_json_of_discover() -> None:
    """Keys as in the interface: hours, waiting only where it is known."""
    document = dfg(worked(("x", "a", 0, 1, None), ("x", "b", 3, 4.5, None))).to_dict()
    assert document == {
        "activities": {"a": 1, "b": 1},
        "edges": [{"from": "a", "to": "b", "count": 1, "mean_hours": 3.5, "median_hours": 3.5, "waiting_mean_hours": 2.0}],
        "starts": {"a": 1},
        "ends": {"b": 1},
    }


def test_adding_unites_the_dictionaries() -> None:
    """ab + zb: labels a, b, z; the times of both are kept, so that medians are exact."""
    whole = dfg(log("ab", "ab")) + dfg(log("zb", "ab", hours=4))
    assert whole.labels == ("a", "b", "z")
    assert whole.frame.rows() == [("a", "b", 3, 2 * HOUR, HOUR, None), ("z", "b", 1, 4 * HOUR, 4 * HOUR, None)]


def test_it_shows_itself() -> None:
    """One line, and HTML that escapes labels."""
    assert repr(dfg(log("ab"))) == "Dfg(2 activities, 1 edges, 2 instances, 1 cases)"
    assert "<b>" not in dfg(assemble(pl.DataFrame({"case": ["1", "1"], "activity": ["<b>", "a"]})))._repr_html_()


def plain(traces: list[str]) -> tuple[Counter[tuple[str, str]], Counter[str], Counter[str], Counter[str]]:
    """The obvious way: a loop over the traces."""
    follows = Counter(pair for trace in traces for pair in pairwise(trace))
    per_case = Counter(letter for trace in traces for letter in set(trace))
    return follows, per_case, Counter(t[0] for t in traces), Counter(t[-1] for t in traces)


@settings(max_examples=60, deadline=None)
@given(TRACES, st.booleans())
def test_it_counts_as_a_loop_over_the_traces_does(traces: list[str], timed: bool) -> None:
    """Edges, cases per activity, starts, ends; and edges = instances - cases."""
    graph = dfg(log(*traces, timed=timed))
    follows, per_case, starts, ends = plain(traces)
    assert edges(graph) == follows
    assert dict(graph.activities.select("activity", "cases").iter_rows()) == per_case
    assert dict(graph.starts.iter_rows()) == starts and dict(graph.ends.iter_rows()) == ends
    assert sum(follows.values()) == graph.instances - graph.cases


ROWS = st.lists(
    st.tuples(st.sampled_from("xyz"), st.sampled_from("abc"), st.integers(0, 40), st.none() | st.integers(0, 9)), max_size=14
)


def timed_log(rows: list[tuple[str, str, int, int | None]]) -> EventLog:
    """(case, activity, end hour, hours of service or None)"""
    moment = pl.Datetime("us", "UTC")
    return assemble(
        pl.DataFrame(
            {
                "case": [r[0] for r in rows],
                "activity": [r[1] for r in rows],
                "start": [None if r[3] is None else MONDAY + (r[2] - r[3]) * HOUR for r in rows],
                "end": [MONDAY + r[2] * HOUR for r in rows],
            },
            schema={"case": pl.String, "activity": pl.String, "start": moment, "end": moment},
        ),
        newest_first=False,
    )


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_its_times_are_those_of_a_loop_over_the_instances(rows: list[tuple[str, str, int, int | None]]) -> None:
    """Mean, median and waiting by `statistics`, from the log's own instances."""
    given = timed_log(rows)
    gaps: dict[tuple[str, str], list[float]] = {}
    waits: dict[tuple[str, str], list[float]] = {}
    for one, two in pairwise(given.events.iter_rows(named=True)):
        if one["case"] == two["case"]:
            key = (one["activity"], two["activity"])
            gaps.setdefault(key, []).append((two["end"] - one["end"]).total_seconds())
            if one["start"] is not None and two["start"] is not None:
                waits.setdefault(key, []).append(max((two["start"] - one["end"]).total_seconds(), 0))
    frame = dfg(given).frame
    assert {(r[0], r[1]) for r in frame.iter_rows()} == set(gaps)
    for first, second, count, average, middle, waiting in frame.iter_rows():
        key = (first, second)
        assert count == len(gaps[key]) and min(gaps[key]) >= 0
        assert average.total_seconds() == pytest.approx(mean(gaps[key]), abs=1e-6)
        assert middle.total_seconds() == median(gaps[key])
        assert (waiting is None) == (key not in waits)
        if waiting is not None:
            assert waiting.total_seconds() == pytest.approx(mean(waits[key]), abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.integers(1, 4))
def test_the_parts_add_up_to_the_whole(rows: list[tuple[str, str, int, int | None]], count: int) -> None:
    """f(A) + f(B) = f(A and B), means and medians included; so do logs with dictionaries of their own."""
    given = timed_log(rows)
    whole = dfg(given)
    first, *others = (dfg(part) for part in given.parts(count))
    for other in others:
        first = first + other
    assert same(first, whole)
    own = [timed_log([row for row in rows if row[0] in cases]) for cases in ("x", "yz")]
    assert same(dfg(own[0]) + dfg(own[1]), whole) and same(dfg(own[1]) + dfg(own[0]), whole)


@settings(max_examples=25, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_graph(rows: list[tuple[str, str, int, int | None]], random) -> None:
    """Where no two instances of a case share their times."""
    distinct = list({(r[0], r[2]): r for r in rows}.values())
    shuffled = list(distinct)
    random.shuffle(shuffled)
    assert same(dfg(timed_log(distinct)), dfg(timed_log(shuffled)))


def test_many_labels() -> None:
    """Codes of pairs beyond 32 bits do not collide: 70,000 labels in one case."""
    labels = [f"{k:05}" for k in range(70_000)]
    graph = dfg(assemble(pl.DataFrame({"case": ["x"] * 70_000, "activity": labels})))
    assert graph.counts.tolist() == [1] * 69_999
    assert (graph.pairs[:, 1] - graph.pairs[:, 0] == 1).all()
