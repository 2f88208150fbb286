"""Columns with known roles become one valid, ordered log."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log, worked

from mining.assembly import assemble
from mining.errors import ColumnError, LogError
from mining.log import EventLog

HOUR = timedelta(hours=1)


def frame(*rows: tuple[str | None, str | None, float | None]) -> pl.DataFrame:
    """(case, activity, end hour)"""
    times = [None if hour is None else MONDAY + hour * HOUR for *_, hour in rows]
    return pl.DataFrame(
        {"case": [r[0] for r in rows], "activity": [r[1] for r in rows], "end": times},
        schema={"case": pl.String, "activity": pl.String, "end": pl.Datetime("us", "UTC")},
    )


def traces(given: EventLog) -> dict[str, str]:
    ids = given.cases["case_id"].to_list()
    labels = given.events["activity"].cast(pl.String).to_list()
    return {ids[c]: "".join(labels[a:b]) for c, (a, b) in enumerate(zip(given.offsets, given.offsets[1:], strict=False))}


def codes(given: EventLog) -> list[str]:
    return [finding.code for finding in given.quality.findings]


def test_rows_are_sorted_by_case_then_end() -> None:
    """Cases are numbered by arrival, instances follow their ends."""
    given = assemble(frame(("y", "b", 3), ("x", "a", 1), ("y", "a", 2), ("x", "b", 5)))
    assert given.cases["case_id"].to_list() == ["x", "y"]
    assert traces(given) == {"x": "ab", "y": "ab"}
    assert given.events["case"].to_list() == [0, 0, 1, 1]


def test_ties_follow_the_start_then_the_order_column_then_the_row() -> None:
    """Equal ends: the earlier start is first; equal starts: the order column; else the row."""
    at = pl.lit(MONDAY).dt.cast_time_unit("us")
    tied = pl.DataFrame({"case": ["x"] * 3, "activity": ["a", "b", "c"], "n": [3, 2, 1]}).with_columns(end=at)
    assert traces(assemble(tied)) == {"x": "abc"}
    assert traces(assemble(tied, order="n")) == {"x": "cba"}
    earlier = tied.with_columns(start=at - pl.duration(hours=pl.col("n")))
    assert traces(assemble(earlier, order="n")) == {"x": "abc"}
    assert "tied_timestamps" in codes(assemble(tied)) and "tied_timestamps" not in codes(assemble(tied, order="n"))


def test_newest_first_is_noticed_and_turned() -> None:
    """A file that lists the newest row first has its ties read from the bottom up, and says so."""
    given = assemble(frame(("x", "d", 3), ("x", "c", 2), ("x", "b", 1), ("x", "a", 1)))
    assert traces(given) == {"x": "abcd"}
    assert "newest_first" in codes(given)


def test_missing_case_activity_or_time_is_counted() -> None:
    """Rows that cannot be instances are left out, counted, and named by row."""
    given = assemble(frame(("x", "a", 1), (None, "b", 2), ("x", None, 3), ("x", "d", None), ("", "e", 4)))
    assert traces(given) == {"x": "a"}
    assert given.quality.rows_rejected == 4
    assert {f.code: (f.rows, f.examples) for f in given.quality.findings} == {
        "missing_case": (2, ("row 2", "row 5")),
        "missing_activity": (1, ("row 3",)),
        "missing_time": (1, ("row 4",)),
    }


def test_an_end_before_its_start_nulls_the_start() -> None:
    """A faulty start is unknown; the instance stays."""
    given = worked(("x", "a", 2, 1, None), ("x", "b", 3, 4, None))
    assert given.events["start"].is_null().to_list() == [True, False]
    assert codes(given) == ["end_before_start"]


def test_a_start_without_completion_sorts_by_its_start_and_leaves_the_case_incomplete() -> None:
    """The end is null; the case is open where its last event is recent, else unfinished."""
    rows = frame(("x", "a", 1), ("x", "c", 50), ("y", "a", 1)).with_columns(start=pl.col("end"))
    pending = frame(("x", "b", 2), ("y", "b", 2)).select(
        "case", "activity", start="end", end=pl.lit(None, pl.Datetime("us", "UTC"))
    )
    given = assemble(pl.concat([rows, pending], how="diagonal"), open_for=10 * HOUR)
    assert traces(given) == {"x": "abc", "y": "ab"}
    assert dict(given.cases.select("case_id", "open").iter_rows()) == {"x": True, "y": False}
    assert dict(given.cases.select("case_id", "unfinished").iter_rows()) == {"x": False, "y": True}


def test_exact_duplicates_are_removed_and_counted() -> None:
    """Only rows that are equal in every column; equal times with another attribute are ties."""
    rows = frame(("x", "a", 1), ("x", "a", 1), ("x", "a", 1), ("x", "b", 2)).with_columns(
        note=pl.Series(["p", "q", "p", "p"])
    )
    given = assemble(rows)
    assert traces(given) == {"x": "aab"}
    assert given.quality.duplicates == 1
    assert {f.code: (f.rows, f.examples) for f in given.quality.findings} == {
        "exact_duplicate": (1, ("row 3",)),
        "tied_timestamps": (2, ()),
    }


def test_a_log_without_times_keeps_the_order_of_the_file() -> None:
    """Two equal rows are two executions there, and nothing is open."""
    given = log("baa", "c", timed=False)
    assert traces(given) == {"1": "baa", "2": "c"}
    assert not given.timed and given.quality.duplicates == 0
    assert not given.cases["open"].any() and given.flow_time.null_count() == 2


def test_entered_states_last_to_the_next_event() -> None:
    """The last state has no length, or lasts to the export's end if the case is open."""
    rows = frame(("x", "new", 0), ("x", "done", 5), ("y", "new", 1), ("y", "hold", 4))
    given = assemble(rows, entered=True, end_activities=["done"], open_for=2 * HOUR)
    hours = [(e - s) / HOUR for s, e in given.events.select("start", "end").iter_rows()]
    assert hours == [5, 0, 3, 1]
    assert given.cases["open"].to_list() == [False, True]
    assert [d / HOUR for d in given.flow_time] == [5, 4]


def test_open_and_unfinished() -> None:
    """Incomplete cases are open within open_for of the export's end, else unfinished; unknown: all count as complete."""
    rows = frame(("x", "a", 0), ("y", "a", 8), ("z", "a", 1), ("z", "end", 10))
    assert assemble(rows).completeness == "unknown"
    given = assemble(rows, end_activities=["end"], open_for=3 * HOUR)
    assert given.completeness == "end activity"
    assert dict(zip(given.cases["case_id"], given.cases["open"], strict=True)) == {"x": False, "y": True, "z": False}
    assert dict(zip(given.cases["case_id"], given.cases["unfinished"], strict=True)) == {"x": True, "y": False, "z": False}
    assert dict(zip(given.cases["case_id"], (d / HOUR for d in given.flow_time), strict=True)) == {"x": 0, "y": 2, "z": 9}


def test_the_usual_gap_is_the_default_of_open_for() -> None:
    """99 % quantile of gaps: here all gaps are one hour."""
    assert log("abc", "abc").open_for == HOUR


def test_a_closing_column_completes_its_case() -> None:
    """Any value in any row of the case; the column is not an attribute any more."""
    rows = frame(("x", "a", 0), ("x", "b", 1), ("y", "a", 1)).with_columns(closing=pl.Series([None, "closed", None]))
    given = assemble(rows, open_for=HOUR)
    assert given.completeness == "closing column" and given.cases["open"].to_list() == [False, True]
    assert "closing" not in given.events.columns + given.cases.columns


def test_the_arrival_column_counts_where_it_is_earlier() -> None:
    """arrival = min(column, first timestamp)"""
    rows = frame(("x", "a", 5), ("y", "a", 5)).with_columns(arrival=pl.Series([MONDAY + HOUR, MONDAY + 9 * HOUR]))
    assert assemble(rows).cases["arrival"].to_list() == [MONDAY + HOUR, MONDAY + 5 * HOUR]


def test_attributes_that_never_change_in_a_case_belong_to_the_case() -> None:
    """Who did it stays with the instance."""
    rows = frame(("x", "a", 0), ("x", "b", 1), ("y", "a", 1)).with_columns(
        channel=pl.Series(["web", "web", "phone"]), cost=pl.Series([1, 2, 3]), team=pl.lit("T")
    )
    given = assemble(rows)
    assert given.cases["channel"].to_list() == ["web", "phone"]
    assert given.events.columns == ["case", "activity", "start", "end", "resource", "cost", "team"]


def test_numbers_and_naive_times_are_welcome() -> None:
    """Ids of any type become text; times without a zone are kept as if UTC, and the zone stays unknown."""
    rows = pl.DataFrame({"case": [7, 7], "activity": [1, 2], "end": [datetime(2024, 1, 1), datetime(2024, 1, 2)]})
    given = assemble(rows)
    assert given.cases["case_id"].to_list() == ["7"] and given.timezone is None
    assert given.events["end"][0] == datetime(2024, 1, 1, tzinfo=UTC)


def test_what_cannot_be_a_log_is_refused() -> None:
    """Each with its own message."""
    with pytest.raises(ColumnError, match="no column was recognised as the activity"):
        assemble(pl.DataFrame({"case": ["x"]}))
    with pytest.raises(LogError, match='"end" must hold times'):
        assemble(pl.DataFrame({"case": ["x"], "activity": ["a"], "end": ["soon"]}))
    with pytest.raises(LogError, match=r'no activity "End" in the log\. Did you mean "end"'):
        assemble(frame(("x", "end", 1)), end_activities=["End"])
    with pytest.raises(ColumnError, match='no column "rank"'):
        assemble(frame(("x", "a", 1)), order="rank")


def test_an_empty_log_is_a_log() -> None:
    """No instance, no case, no figure."""
    given = assemble(frame())
    assert (given.instances, given.cases.height, given.quality.verdict) == (0, 0, "fit")
    assert repr(given) == "EventLog(0 instances, 0 cases, 0 activities: fit)"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("xyz"), st.sampled_from("abc")), max_size=12), st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_log(rows: list[tuple[str, str]], random) -> None:
    """Where no times are tied, the order of the rows changes nothing."""
    table = frame(*((case, activity, place * 0.5) for place, (case, activity) in enumerate(rows)))
    order = list(range(table.height))
    random.shuffle(order)
    assert assemble(table, newest_first=False).equals(assemble(table[order], newest_first=False))


def test_ids_that_share_a_hash_are_two_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are numbered by hash first; where that does not tell ids apart, by the ids."""
    monkeypatch.setattr(pl.Series, "hash", lambda ids, _: pl.Series([0] * ids.len(), dtype=pl.UInt64))
    assert traces(assemble(frame(("y", "b", 3), ("x", "a", 1), ("y", "a", 2)))) == {"x": "a", "y": "ab"}


def test_moments_too_far_apart_for_one_key_are_still_in_order() -> None:
    """300 cases over six thousand years leave no bits for single microseconds; ties of the key are sorted by the times."""
    far, near = datetime(7000, 1, 1), datetime(1000, 1, 1)
    rows = [
        (f"{k}", label, near + timedelta(microseconds=n)) for k in range(300) for label, n in (("b", 1), ("a", 0), ("c", 2))
    ]
    rows += [(f"{k}", "d", far) for k in range(300)]
    table = pl.DataFrame(rows, schema=["case", "activity", "end"], orient="row")
    assert set(traces(assemble(table)).values()) == {"abcd"}


def test_a_placeholder_is_not_the_end_of_the_export() -> None:
    """One end in the year 9999: the open case is still open, and the export ends with the last real time."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [(f"{k}", label, start + timedelta(days=k, hours=h)) for k in range(40) for label, h in (("ask", 0), ("pay", 5))]
    rows += [
        ("40", "ask", start + timedelta(days=40)),
        ("41", "ask", start),
        ("41", "pay", datetime(9999, 12, 31, tzinfo=UTC)),
    ]
    given = assemble(pl.DataFrame(rows, schema=["case", "activity", "end"], orient="row"), end_activities=["pay"])
    assert start + timedelta(days=40) == given.export_end
    assert ["40"] == given.cases.filter("open")["case_id"].to_list()
