"""The books of the simulation: they balance, and a slow count agrees."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.simulation import NAMES, sample
from mining.simulation.planted import planted_by
from mining.simulation.world import Row, World

MIN = 60


def test_waiting_by_cause_by_hand():
    """One case by hand, team T there from 9:00 on (minutes since 8:00).

    a 0-10; b asked at 10, its batch complete at 80, started at 100: nobody there 10-60 (shift 50), batch 60-80 (20),
    queue 80-100 (20). c asked at 130, b ends at 120, c starts at 135: 10 other, 5 queue. Worked 10 + 20 + 5 = 35 of 140.
    """
    made = World(seed="t", zone="UTC", export="2025-03-14T18:00:00", cases=1, rates=(("9-17", 2.0, 0.0),))
    made.team("T", {"Anya": "Mon-Fri 09:00-17:00"})
    zero = made.export_end - 10 * 3600
    m = lambda minutes: zero + minutes * MIN  # noqa: E731
    rows = [
        Row(0, "a", m(0), m(10), None, None, m(0), m(0)),
        Row(0, "b", m(100), m(120), "Anya", "T", m(10), m(80)),
        Row(0, "c", m(135), m(140), "Anya", "T", m(130), m(130), True),
    ]
    made.finished.add(0)
    made.plant(0, "c done", ("extra", "c"))
    planted = planted_by(made, ["X1"], rows, entered=False)
    assert planted.worked == timedelta(minutes=35)
    assert planted.flow_time == timedelta(minutes=140)
    waited = {(activity, cause): time for activity, _, cause, _, time in planted.waiting.rows()}
    assert waited == {
        ("b", "batching"): timedelta(minutes=20),
        ("b", "queue"): timedelta(minutes=20),
        ("b", "shift"): timedelta(minutes=50),
        ("c", "other"): timedelta(minutes=10),
        ("c", "queue"): timedelta(minutes=5),
    }
    assert planted.staff.rows() == [("T", "Anya", 2, timedelta(minutes=25), timedelta(minutes=5))]
    assert planted.facts.rows() == [("c done", "extra", "c", 1)]


def test_a_round_for_several_cases_counts_once_for_the_person():
    """Two cases on one trolley, ten minutes: twenty minutes of executions, ten of Paulo's time."""
    made = World(seed="t", zone="UTC", export="2025-03-14T18:00:00", cases=2, rates=(("9-17", 2.0, 0.0),))
    rows = [Row(case, "fetch", 0, 600, "Paulo", "Stores", 0, 0) for case in (0, 1)]
    made.finished |= {0, 1}
    planted = planted_by(made, ["A", "B"], rows, entered=False)
    assert planted.work["time"].to_list() == [timedelta(minutes=20)]
    assert planted.staff["busy"].to_list() == [timedelta(minutes=10)]


def test_states_last_to_the_next_and_of_open_cases_to_the_export():
    """Closed case: New 0-10, Closed 10. Open case: New 5, still New when the other closes at 10."""
    made = World(seed="t", zone="UTC", export="2025-03-14T18:00:00", cases=2, rates=(("9-17", 2.0, 0.0),))
    entries = [(0, "New", 0), (0, "Closed", 10), (1, "New", 5)]
    rows = [Row(case, status, t * MIN, t * MIN, None, None, 0, 0) for case, status, t in entries]
    made.finished.add(0)
    planted = planted_by(made, ["A", "B"], rows, entered=True)
    assert planted.open_cases == ("B",)
    assert planted.states.rows() == [("Closed", 1, 1, timedelta(0)), ("New", 2, 2, timedelta(minutes=15))]
    assert planted.open_wait == timedelta(minutes=5)
    assert planted.worked is None


@settings(max_examples=6, deadline=None)
@given(st.sampled_from(NAMES), st.integers(0, 1000), st.booleans())
def test_the_books_balance(name, seed, flawless):
    """Flow time = worked + waiting + what passed since the last row of open cases; for states, the sum of all states."""
    planted = sample(name, cases=60, seed=seed, flawless=flawless).planted
    if planted.worked is None:
        assert planted.states["time"].sum() == planted.flow_time
    else:
        waiting = planted.waiting["time"].sum() or timedelta(0)
        assert planted.worked + waiting + planted.open_wait == planted.flow_time
    assert planted.cases == 60


@pytest.mark.parametrize("name", NAMES)
def test_flawless_plants_nothing(name):
    """Without faults there is no departure and no rework, but the same kind of service."""
    made = sample(name, cases=80, flawless=True)
    assert made.planted.deviations.height == 0
    assert made.planted.work["rework"].sum() == 0
    assert made.planted.instances > 300


@pytest.mark.parametrize("name", NAMES)
def test_every_kind_of_fault_is_planted(name):
    """The sample files hold several cases of each fact that the service knows."""
    facts = sample(name).planted.facts.group_by("fact").agg(pl.col("cases").max())
    assert facts.height >= 6
    assert (facts["cases"] >= 5).all()


@pytest.mark.parametrize("name", ["room_service", "complaints_zh"])
def test_nobody_does_two_things_at_once(name):
    """A person ends one execution before the next begins, unless both are the same round; customers and systems may."""
    made = sample(name)
    outside = made.events["person"].is_in(["PMS", "客户"]).fill_null(True)
    stretches = made.events.filter(~outside).select("person", "start", "end").unique().sort("person", "start", "end")
    same = stretches["person"] == stretches["person"].shift(1)
    assert not (same & (stretches["start"] < stretches["end"].shift(1))).any()


def test_waiting_grows_with_load():
    """The queue for the kitchen is longer in the dinner hours (18-22) than in the afternoon (14-18), per order."""
    made = sample("room_service", cases=2000)
    hour = pl.from_epoch("end", "s").dt.replace_time_zone("UTC").dt.convert_time_zone(made.timezone).dt.hour()
    taken = made.events.filter(pl.col("activity") == "Take order").select("case", hour.alias("hour"), taken="end")
    cooked = made.events.filter(pl.col("activity") == "Cook").group_by("case").agg(pl.col("start").min())
    waits = taken.join(cooked, on="case").with_columns(wait=pl.col("start") - pl.col("taken"))
    dinner, afternoon = (waits.filter(pl.col("hour").is_between(*hours))["wait"].mean() for hours in ((18, 21), (14, 17)))
    assert dinner > 1.5 * afternoon


def test_facts_of_open_cases_are_kept_apart():
    """Departures are noted for open cases too, but `facts` counts closed ones only."""
    planted = sample("help_desk").planted
    assert planted.deviations.filter("open").height > 0
    closed = planted.deviations.filter(~pl.col("open"))
    assert not set(closed["case_id"]) & set(planted.open_cases)
    assert planted.facts["cases"].sum() == closed.height


def test_to_dict_is_plain():
    """JSON holds hours, names, numbers; 26 cases of one hour stay 26 cases."""
    import json

    told = sample("room_service", cases=26).planted.to_dict()
    assert json.loads(json.dumps(told)) == told
    assert told["cases"] == 26
    assert told["work"][0].keys() == {"activity", "team", "executions", "rework", "cases", "time_hours", "rework_time_hours"}
