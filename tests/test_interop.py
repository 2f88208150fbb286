"""Exchange with pandas and polars, and a log that was sent to pm4py comes back equal."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log, worked

import mining
from mining.assembly import assemble
from mining.errors import ColumnError, FrameError, TimeError
from mining.log import EventLog

HOUR = timedelta(hours=1)
MOMENT = pl.Datetime("us", "UTC")


def comes_back(given: EventLog) -> bool:
    back = mining.from_pm4py(given.to_pm4py())
    same_record = (back.roles, back.source, back.quality, back.export_end, back.open_for, back.completeness) == (
        given.roles, given.source, given.quality, given.export_end, given.open_for, given.completeness,
    )  # fmt: skip
    return back.equals(given) and same_record


def test_the_columns_of_pm4py() -> None:
    """Names, types, log order; starts and resources only where any is known."""
    frame = log("ab", "b").to_pm4py()
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "case:concept:name": "object",
        "concept:name": "object",
        "time:timestamp": "datetime64[ns, UTC]",
    }
    assert frame["case:concept:name"].tolist() == ["1", "1", "2"]
    full = worked(("x", "a", 0, 1, "P")).to_pm4py()
    assert list(full.columns) == ["case:concept:name", "concept:name", "time:timestamp", "start_timestamp", "org:resource"]
    assert full["start_timestamp"][0] == pd.Timestamp(MONDAY)


@pytest.mark.parametrize(
    "given",
    [
        log("abc", "axc"),
        log("ba", "a", timed=False),
        log(),
        worked(("x", "a", 0, 1, "P"), ("x", "b", 0.5, 2, None), ("y", "a", 3, 3, "Q")),
        replace(log("ab"), timezone="Europe/Lisbon"),
        log("ab", "ab", "b").part(np.array([False, True, False])),
        assemble(log("abc", "ab").events.with_columns(pl.col("case").cast(pl.String)), end_activities=["c"]),
    ],
    ids=["plain", "no times", "empty", "starts", "zone", "part", "open"],
)
def test_a_log_sent_to_pm4py_and_back_is_equal(given: EventLog) -> None:
    """Zone, dictionary, open cases, record of the reading: everything."""
    assert comes_back(given)


def test_unknown_starts_and_missing_ends_come_back_unknown() -> None:
    """pm4py sees the other time in their place; the log gets its nulls back."""
    rows = pl.DataFrame(
        {
            "case": ["x", "x", "x"],
            "activity": ["a", "b", "c"],
            "start": [None, MONDAY + HOUR, MONDAY + 3 * HOUR],
            "end": [MONDAY, None, MONDAY + 4 * HOUR],
        }
    )
    given = assemble(rows)
    frame = given.to_pm4py()
    assert not frame[["time:timestamp", "start_timestamp"]].isna().any().any()
    assert frame["mining:unknown"].fillna("").tolist() == ["start", "end", ""]
    assert given.cases["open"].to_list() == [True] and comes_back(given)


def test_entered_states_come_back_entered() -> None:
    """The last state of an open case lasts to the export's end, there and back."""
    rows = pl.DataFrame(
        {
            "case": ["x", "x", "y", "y"],
            "activity": ["new", "done", "new", "hold"],
            "end": [MONDAY + h * HOUR for h in (0, 5, 1, 4)],
        }
    )
    given = assemble(rows, entered=True, end_activities=["done"], open_for=2 * HOUR, export_end=MONDAY + 6 * HOUR)
    assert given.cases["open"].to_list() == [False, True] and comes_back(given)


def test_attributes_come_back_in_place_with_their_types() -> None:
    """Numbers, nulls, NaN, dates, lists, categories; of instances and of cases; names that pm4py uses itself."""
    at = pl.Series("end", [MONDAY, MONDAY + HOUR, MONDAY])
    rows = pl.DataFrame(
        {
            "case": ["x", "x", "y"],
            "activity": ["a", "b", "a"],
            "end": at,
            "team": ["T", "U", "T"],
            "whole": pl.Series([2**60 + 1, None, 3]),
            "small": pl.Series([1, 2, 3], dtype=pl.UInt8),
            "share": pl.Series([0.5, None, float("nan")], dtype=pl.Float32),
            "yes": [True, None, False],
            "day": [date(2024, 1, 1), None, date(2024, 2, 1)],
            "clock": [time(1, 2, 3), time(4), None],
            "span": pl.Series([HOUR, None, 2 * HOUR], dtype=pl.Duration("us")),
            "when": pl.Series([datetime(1600, 1, 1), None, datetime(2024, 1, 1)], dtype=pl.Datetime("us")),
            "price": pl.Series([Decimal("1.10"), None, Decimal("2.00")], dtype=pl.Decimal(10, 2)),
            "marks": [[1, 2], [], None],
            "colour": pl.Series(["red", None, "blue"], dtype=pl.Enum(["red", "green", "blue"])),
            "kind": pl.Series(["k", "l", "k"], dtype=pl.Categorical),
            "channel": ["web", "web", "phone"],
            "case:cost": [1, 1, 2],
            "concept:name": ["p", "q", "p"],
            "customer": pl.Series([7, 7, None]),
        }
    )
    given = assemble(rows)
    assert given.cases.columns[4:] == ["channel", "case:cost", "customer"]
    frame = given.to_pm4py()
    assert {"org:group", "case:channel", "case:cost", "concept:name'", "case:customer"} <= set(frame.columns)
    assert comes_back(given)


def test_the_arrival_comes_back() -> None:
    """Also where a column named an earlier one than the first time."""
    rows = log("ab", "c").events.with_columns(pl.col("case").cast(pl.String), arrival=pl.lit(MONDAY - HOUR))
    given = assemble(rows)
    assert given.cases["arrival"].to_list() == [MONDAY - HOUR] * 2
    assert "case:mining:arrival" in given.to_pm4py().columns and comes_back(given)


def test_rows_that_differ_only_in_what_is_gone_are_not_lost() -> None:
    """Two rows were told apart by their closing mark; without it they are equal, and still two."""
    rows = pl.DataFrame({"case": ["x", "x"], "activity": ["a", "a"], "end": [MONDAY, MONDAY], "closing": ["no", None]})
    given = assemble(rows)
    assert given.instances == 2 and comes_back(given)


def test_it_comes_back_through_an_event_log_object_and_after_a_filter() -> None:
    """pm4py's conversions keep what travels beside; filtered cases are gone, the dictionary stays."""
    import pm4py

    given = worked(("x", "a", 0, 1, "P"), ("x", "b", 1, 2, None), ("y", "a", 3, 4, "Q"))
    assert mining.from_pm4py(pm4py.convert_to_event_log(given.to_pm4py())).equals(given)
    longer = pm4py.filter_case_size(given.to_pm4py(), 2, 9)
    assert mining.from_pm4py(longer).equals(given.part(np.array([True, False])))


def test_columns_that_were_added_become_attributes_except_those_of_pm4py() -> None:
    """Also a new label, which extends the dictionary."""
    frame = log("ab").to_pm4py()
    frame["mood"], frame["@@index"], frame["concept:name"] = ["good", "bad"], [0, 1], ["a", "z"]
    back = mining.from_pm4py(frame)
    assert back.events.columns[5:] == ["mood"] and back.activities == ["a", "b", "z"]


def test_a_frame_that_pm4py_read_itself() -> None:
    """Its columns have their roles; starts and completions become instances; its copy of the time is no start."""
    frame = pd.DataFrame(
        {
            "case:concept:name": ["1", "1", "1"],
            "concept:name": ["a", "a", "b"],
            "lifecycle:transition": ["start", "complete", "complete"],
            "time:timestamp": pd.to_datetime(["2024-01-01", "2024-01-02", "2024-01-03"], utc=True),
            "org:resource": ["P", "P", None],
            "case:channel": ["web"] * 3,
        }
    )
    given = mining.from_pm4py(frame)
    assert given.events["activity"].to_list() == ["a", "b"]
    assert given.events["start"].to_list() == [datetime(2024, 1, 1, tzinfo=UTC), None]
    assert given.events["resource"].to_list() == ["P", None]
    frame = frame.drop(columns="lifecycle:transition")
    frame["start_timestamp"] = frame["time:timestamp"]
    assert not mining.from_pm4py(frame).has_starts
    assert mining.from_pm4py(frame, timezone="Asia/Shanghai").timezone == "Asia/Shanghai"


def test_what_is_no_pm4py_log_is_refused() -> None:
    """Each with its own message."""
    with pytest.raises(FrameError, match="pandas frame or a pm4py event log is needed"):
        mining.from_pm4py(pl.DataFrame({"case": ["1"]}))
    with pytest.raises(FrameError, match="empty"):
        mining.from_pm4py(pd.DataFrame({"case:concept:name": []}))


def test_times_that_nanoseconds_cannot_hold_are_refused() -> None:
    """The year 9999 stands for 'never' in many exports; wrapped around it would be another year."""
    rows = pl.DataFrame({"case": ["x"], "activity": ["a"], "end": [datetime(9999, 12, 31)]})
    with pytest.raises(TimeError, match="about year 10000"):
        assemble(rows).to_pm4py()


# -- pandas, polars ----------------------------------------------------------------------------------------------------

TICKETS = {
    "ticket": ["7", "7", "8", "8"],
    "what": ["ask", "answer", "ask", "answer"],
    "from": pd.to_datetime(["2024-01-01 09:00", "2024-01-01 10:00", "2024-01-01 11:00", "2024-01-02 08:00"]),
    "till": pd.to_datetime(["2024-01-01 09:30", "2024-01-01 10:30", "2024-01-01 11:30", "2024-01-02 09:00"]),
    "who": ["Ana", "Bo", "Ana", "Bo"],
}
ROLES = {"case": "ticket", "activity": "what", "start": "from", "end": "till", "resource": "who"}


def test_a_pandas_frame_with_named_roles() -> None:
    """Times are read in the zone that the user names; nothing of the frame is changed."""
    frame = pd.DataFrame(TICKETS)
    before = frame.copy(deep=True)
    given = mining.from_pandas(frame, **ROLES, timezone="Asia/Shanghai")
    assert given.events["start"][0] == datetime(2024, 1, 1, 1, tzinfo=UTC)
    assert given.timezone == "Asia/Shanghai" and given.activities == ["answer", "ask"]
    assert given.roles["case"] == "ticket" and given.has_starts
    pd.testing.assert_frame_equal(frame, before)


def test_pandas_and_polars_give_the_same_log() -> None:
    """Also lazily, and with the case id in the index."""
    frame = pd.DataFrame(TICKETS)
    given = mining.from_pandas(frame, **ROLES)
    table = pl.from_pandas(frame)
    assert mining.from_polars(table, **ROLES).equals(given)
    assert mining.from_polars(table.lazy(), **ROLES).equals(given)
    assert mining.from_pandas(frame.set_index("ticket"), **ROLES).equals(given)


def test_zones_and_missing_values_of_pandas() -> None:
    """A zone of the column is the log's; NaN, NaT and None are unknown."""
    frame = pd.DataFrame(TICKETS)
    frame["till"] = frame["till"].dt.tz_localize("Europe/Amsterdam")
    frame["from"] = frame["from"].dt.tz_localize("Europe/Amsterdam")
    frame.loc[0, "from"] = pd.NaT
    frame["cost"] = [1.5, np.nan, 2, 3]
    frame["who"] = pd.Categorical(["Ana", None, "Ana", "Bo"])
    given = mining.from_pandas(frame, **ROLES)
    assert given.timezone == "Europe/Amsterdam"
    assert given.events["start"].null_count() == given.events["resource"].null_count() == 1
    assert given.events["cost"].to_list() == [1.5, None, 2.0, 3.0]


def test_roles_are_recognised_by_name() -> None:
    """Names of the standard, and everyday names."""
    names = dict(zip(TICKETS, ("case_id", "activity", "start_time", "end_time", "resource"), strict=True))
    given = mining.from_pandas(pd.DataFrame(TICKETS).rename(columns=names))
    assert given.equals(mining.from_pandas(pd.DataFrame(TICKETS), **ROLES))


def test_frames_that_cannot_be_read() -> None:
    """Each with its own message."""
    frame = pd.DataFrame(TICKETS)
    with pytest.raises(FrameError, match="a pandas frame is needed"):
        mining.from_pandas(pl.from_pandas(frame))
    with pytest.raises(FrameError, match="a polars frame is needed"):
        mining.from_polars(frame)
    with pytest.raises(FrameError, match='two columns are called "who"'):
        mining.from_pandas(pd.concat([frame, frame[["who"]]], axis=1))
    with pytest.raises(FrameError, match="empty"):
        mining.from_pandas(frame.iloc[:0])
    with pytest.raises(ColumnError, match='no column "tickt" for the case'):
        mining.from_pandas(frame, case="tickt")
    frame["odd"] = [1, "x", [2], {"y"}]
    with pytest.raises(ColumnError, match='"odd" mixes values'):
        mining.from_pandas(frame)
    with pytest.raises(TypeError, match="csae"):
        mining.from_pandas(pd.DataFrame(TICKETS), csae="ticket")


def test_to_pandas_has_case_ids_and_local_times() -> None:
    """One row per instance, attributes of the case beside it; whole numbers stay whole."""
    table = log("ab", "c").events.with_columns(pl.col("case").cast(pl.String), n=pl.Series([1, None, 3]), vip=pl.lit(True))
    frame = assemble(table, timezone="Asia/Shanghai").to_pandas()
    names = ["case_id", "activity", "start", "end", "resource", "n", "arrival", "open", "unfinished", "vip"]
    assert list(frame.columns) == names
    assert frame["end"][0] == pd.Timestamp("2024-01-01 08:01", tz="Asia/Shanghai")
    assert str(frame["end"].dtype) == "datetime64[us, Asia/Shanghai]"
    assert frame["activity"].tolist() == ["a", "b", "c"] and frame["activity"].dtype == "category"
    assert frame["n"].tolist() == [1, pd.NA, 3]


def test_a_frame_of_its_own_is_read_again() -> None:
    """`to_pandas` and `from_pandas`: the same instances."""
    given = worked(("x", "a", 0, 1, "P"), ("x", "b", 1, 2, None), ("y", "a", 3, 4, "Q"))
    again = mining.from_pandas(given.to_pandas())
    assert again.events.select(given.events.columns).equals(given.events)


# -- everything at once ------------------------------------------------------------------------------------------------

ROWS = st.lists(
    st.tuples(
        st.sampled_from("xyz"),
        st.sampled_from(["a", "b", "ç漢", "0"]),
        st.none() | st.integers(0, 9),
        st.none() | st.integers(0, 40),
        st.none() | st.sampled_from("PQ"),
        st.none() | st.integers(-(2**62), 2**62),
        st.none() | st.floats(width=32),
    ).filter(lambda row: row[2] is not None or row[3] is not None),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from([None, "Asia/Shanghai"]), st.booleans(), st.booleans(), st.integers(0, 7))
def test_any_log_comes_back(rows: list[tuple], zone: str | None, entered: bool, closing: bool, kept: int) -> None:
    """Unknown times, ties, attributes, entered or done, open cases, and part of the cases only."""
    table = pl.DataFrame(
        {
            "case": [r[0] for r in rows],
            "activity": [r[1] for r in rows],
            "start": [None if r[2] is None else MONDAY + r[2] * HOUR for r in rows],
            "end": [None if r[3] is None else MONDAY + r[3] * HOUR for r in rows],
            "resource": [r[4] for r in rows],
            "n": [r[5] for r in rows],
            "x": [r[6] for r in rows],
        },
        schema={"case": pl.String, "activity": pl.String, "start": MOMENT, "end": MOMENT, "resource": pl.String}
        | {"n": pl.Int64, "x": pl.Float64},
    )
    if closing:
        table = table.with_columns(closing=pl.when(pl.col("activity") == "0").then(True))
    whole = assemble(table, timezone=zone, entered=entered)
    keep = np.array([bool(kept >> k & 1) for k in range(whole.cases.height)], dtype=bool)
    assert comes_back(whole) and comes_back(whole.part(keep))


def test_attrs_can_be_written_into_a_file(tmp_path: Path) -> None:
    """pandas writes them into Parquet as JSON: also from there the log comes back equal."""
    given = replace(worked(("x", "a", 0, 1, "P")), timezone="Europe/Lisbon")
    given.to_pm4py().to_parquet(tmp_path / "log.parquet")
    assert mining.from_pm4py(pd.read_parquet(tmp_path / "log.parquet")).equals(given)
