"""The event log cannot be built in a bad state, and gives logs of some of its cases."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest
from tiny_logs import log, worked

from mining.errors import LogError, TimeError
from mining.log import NO_TIME, micros


def test_a_bad_state_cannot_be_built() -> None:
    """Unsorted, ungrouped, ending before the start, or with a case that has no instance: refused."""
    good = log("ab", "c")
    for events in (good.events.reverse(), good.events.with_columns(start=pl.col("end").dt.offset_by("1h"))):
        with pytest.raises(LogError):
            replace(good, events=events)
    with pytest.raises(LogError, match="every case must have one"):
        replace(good, events=good.events.head(2))
    with pytest.raises(LogError, match="lack the columns resource"):
        replace(good, events=good.events.drop("resource"))
    with pytest.raises(LogError, match="order of their ends"):
        replace(good, events=pl.concat([good.events[1], good.events[0], good.events[2]]))
    with pytest.raises(AttributeError):
        good.timezone = "UTC"  # type: ignore[misc]


def test_integers_inside() -> None:
    """Codes, offsets and microseconds as numpy arrays."""
    given = log("ab", "b")
    assert given.activities == ["a", "b"]
    assert given.case_codes.tolist() == [0, 0, 1] and given.activity_codes.tolist() == [0, 1, 1]
    assert given.offsets.tolist() == [0, 2, 3]
    assert given.start_micros.tolist() == [NO_TIME] * 3
    assert given.end_micros[0] == micros(datetime(2024, 1, 1, 0, 1, tzinfo=UTC))
    assert log("ab", timed=False).arrival_micros.tolist() == [NO_TIME]


def test_parts_hold_every_case_once_and_the_whole_dictionary() -> None:
    """Hash parts are disjoint; the label dictionary stays that of the whole."""
    given = log(*["abc"] * 20)
    parts = given.parts(3)
    assert sorted(i for part in parts for i in part.cases["case_id"]) == sorted(given.cases["case_id"])
    assert sum(part.instances for part in parts) == given.instances
    assert all(part.activities == given.activities for part in parts)
    assert given.part(np.zeros(20, dtype=bool)).instances == 0


def test_filters_keep_whole_cases() -> None:
    """By arrival, half open, and by an instance that meets a condition."""
    given = log("ab", "ac", "b")
    assert given.filter(where="activity = 'c'").cases["case_id"].to_list() == ["2"]
    assert given.filter(since="2024-01-01T00:02", until="2024-01-01T00:03").cases["case_id"].to_list() == ["2"]
    with pytest.raises(LogError, match="columns activity, start, end, resource"):
        given.filter(where="colour = 'red'")
    with pytest.raises(LogError, match="neither true nor false"):
        given.filter(where="activity")
    with pytest.raises(LogError, match="not a date"):
        given.filter(since="soon")
    with pytest.raises(TimeError):
        log("ab", timed=False).filter(since="2024-01-01")


def test_dates_are_read_in_the_zone_of_the_log() -> None:
    """Midnight in Shanghai is 16:00 UTC the day before."""
    given = replace(log("ab"), timezone="Asia/Shanghai")
    assert given.filter(until="2024-01-01").cases.height == 0
    assert given.filter(since="2024-01-01T08:00", until="2024-01-01T08:02").cases.height == 1


def test_what_it_knows_of_times() -> None:
    """Starts are known where more than half have one; without times analyses of time refuse."""
    assert not log("ab").has_starts and log("ab").timed
    assert worked(("x", "a", 0, 1, "P")).has_starts
    with pytest.raises(TimeError, match="waste needs times"):
        log("ab", timed=False).needs_times("waste")


def test_it_shows_itself() -> None:
    """One line, and HTML that escapes labels."""
    assert repr(log("ab")) == "EventLog(2 instances, 1 cases, 2 activities, 2024-01-01 to 2024-01-01: fit)"
    assert "<p>EventLog" in log("ab")._repr_html_()
    assert "<script>" not in log("<", "a")._repr_html_()
