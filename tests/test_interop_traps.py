"""The traps of pm4py 2.7.23 that exchange passes by: each is shown, so that an upgrade which mends it is noticed."""

from typing import Any

import pandas as pd
import polars as pl
import pytest
from tiny_logs import log, worked

from mining.assembly import assemble
from mining.discovery.dfg import dfg
from mining.discovery.variants import variants
from mining.log import EventLog

pm4py = pytest.importorskip("pm4py")


def edges_of(given: EventLog) -> dict[tuple[str, str], int]:
    return {(a, b): n for a, b, n in dfg(given).frame.select("from", "to", "count").iter_rows()}


def variants_of(given: EventLog) -> dict[tuple[str, ...], int]:
    return {tuple(v): n for v, n in variants(given).frame.select("variant", "cases").iter_rows()}


def raw(**columns: Any) -> pd.DataFrame:
    """A frame as colleagues make it, past `to_pm4py`."""
    names = {"case": "case:concept:name", "activity": "concept:name", "end": "time:timestamp", "start": "start_timestamp"}
    frame = pd.DataFrame({names.get(name, name): values for name, values in columns.items()})
    for column in ("case:concept:name", "concept:name"):
        frame[column] = frame[column].astype(object)
    for column in ("time:timestamp", "start_timestamp"):
        if column in frame:
            frame[column] = pd.to_datetime(frame[column], utc=True)
    return frame


def test_an_eager_polars_frame_is_taken_for_pandas() -> None:
    """It fails with an unrelated error; `to_pm4py` gives pandas."""
    frame = log("ab").to_pm4py()
    assert type(frame) is pd.DataFrame
    with pytest.raises(Exception):  # noqa: B017 - which error it is differs
        pm4py.discover_dfg(pl.from_pandas(frame))


def test_pandas_own_texts_break_filters_of_variants() -> None:
    """After `format_dataframe` the key columns are Arrow texts; `to_pm4py` gives objects."""
    given = log("ab", "ab", "b")
    formatted = pm4py.format_dataframe(given.to_pm4py())
    with pytest.raises(Exception):  # noqa: B017
        pm4py.filter_variants_top_k(formatted, 1)
    assert pm4py.filter_variants_top_k(given.to_pm4py(), 1)["case:concept:name"].nunique() == 2


def test_microseconds_are_taken_for_nanoseconds() -> None:
    """The performance spectrum is wrong by 1,000 on pandas' microseconds; `to_pm4py` gives nanoseconds."""
    given = log("ab", "ab")
    seconds = lambda frame: [end - start for start, end, *_ in _points(frame)]  # noqa: E731
    assert seconds(given.to_pm4py()) == [3600, 3600]
    coarse = given.to_pm4py()
    coarse["time:timestamp"] = coarse["time:timestamp"].dt.as_unit("us")
    assert seconds(coarse) == pytest.approx([3.6, 3.6])


def _points(frame: pd.DataFrame) -> list[list[Any]]:
    from pm4py.algo.discovery.performance_spectrum import algorithm

    return [list(point) for point in algorithm.apply(frame, ["a", "b"])["points"]]


def test_unsorted_rows_make_it_contradict_itself() -> None:
    """`get_variants` trusts the rows, `discover_dfg` sorts them; `to_pm4py` hands over sorted rows."""
    frame = raw(case=["1", "1"], activity=["b", "a"], end=["2024-01-02", "2024-01-01"])
    assert list(pm4py.get_variants(frame)) == [("b", "a")]
    assert dict(pm4py.discover_dfg(frame)[0]) == {("a", "b"): 1}
    given = log("ab", "cab")
    assert dict(pm4py.discover_dfg(given.to_pm4py())[0]) == edges_of(given)
    assert {tuple(v): n for v, n in pm4py.get_variants(given.to_pm4py()).items()} == variants_of(given)


def test_it_writes_into_the_frame_it_is_given() -> None:
    """A copy is handed over: neither the log nor the next frame knows of it."""
    given = worked(("x", "a", 0, 1, "P"), ("x", "b", 2, 3, "Q"))
    events, cases = given.events.clone(), given.cases.clone()
    frame = given.to_pm4py()
    frame.loc[:, "concept:name"] = "spoiled"
    frame["time:timestamp"] += pd.Timedelta(hours=1)
    assert given.events.equals(events) and given.cases.equals(cases)
    assert given.to_pm4py()["concept:name"].tolist() == ["a", "b"]


def test_starts_change_what_its_directly_follows_means() -> None:
    """With `start_timestamp` it orders by starts: b, which began first and ended last, comes first. Ours orders by ends."""
    given = worked(("x", "b", 0, 5, None), ("x", "a", 1, 2, None))
    frame = given.to_pm4py()
    assert dict(pm4py.discover_dfg(frame.drop(columns="start_timestamp"))[0]) == edges_of(given) == {("a", "b"): 1}
    assert dict(pm4py.discover_dfg(frame)[0]) != edges_of(given)


def test_one_empty_time_rejects_the_log() -> None:
    """Without naming the row; `to_pm4py` leaves no time empty and marks which one is unknown."""
    frame = raw(case=["1", "1"], activity=["a", "b"], end=["2024-01-01", None])
    with pytest.raises(Exception):  # noqa: B017
        pm4py.format_dataframe(
            frame, case_id="case:concept:name", activity_key="concept:name", timestamp_key="time:timestamp"
        )
    table = pl.DataFrame(
        {"case": ["1", "1"], "activity": ["a", "b"], "start": [None, "2024-01-01"], "end": ["2024-01-01", None]}
    )
    times = [pl.col(name).str.to_datetime(time_unit="us") for name in ("start", "end")]
    sent = assemble(table.with_columns(times)).to_pm4py()
    assert not sent[["time:timestamp", "start_timestamp"]].isna().any().any()
    pm4py.discover_performance_dfg(sent)


def test_a_log_without_times_is_refused_by_its_frames_only() -> None:
    """Its converter takes it, and what is discovered is the same; nothing needs to be made up."""
    from pm4py.objects.conversion.log import converter

    given = log("ab", "ab", "b", timed=False)
    with pytest.raises(Exception, match="the dataframe should"):
        pm4py.discover_dfg(given.to_pm4py())
    converted = converter.apply(given.to_pm4py(), variant=converter.Variants.TO_EVENT_LOG)
    assert [[event["concept:name"] for event in trace] for trace in converted] == [["a", "b"], ["a", "b"], ["b"]]


def test_its_copy_of_the_time_is_no_start() -> None:
    """pm4py adds `start_timestamp` to frames without starts; a log of single times has none."""
    from mining.interop import from_pm4py

    frame = raw(case=["1"], activity=["a"], end=["2024-01-01"], start=["2024-01-01"])
    assert from_pm4py(frame).events["start"].to_list() == [None]
