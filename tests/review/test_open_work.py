"""What is open now, and what is about to break."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log, worked

import mining
from mining.assembly import assemble
from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Step
from mining.blueprint.targets import Target
from mining.errors import OpenError
from mining.log import EventLog
from mining.review.open_work import open_work

HOUR = timedelta(hours=1)
SAMPLES = Path(__file__).parents[2] / "sample_logs"


def service(*targets: Target, **more) -> Blueprint:
    """a at the desk, b in the lab, c at the desk; on_hold is a state of the guest."""
    lanes = (
        Lane("guest", Name.of("guest"), "customer"),
        Lane("desk", Name.of("desk"), "frontstage"),
        Lane("lab", Name.of("lab"), "backstage", calendar="office" if "calendars" in more else None),
    )
    own = {"a": "desk", "b": "lab", "c": "desk"}
    steps = tuple(Step(name, Name.of(name), (lane,)) for name, lane in own.items())
    return Blueprint(Name.of("s"), lanes, steps, Sequence(tuple(Do(name) for name in own)), targets=targets, **more)


WITHIN_FIVE = Target("between", "a", "c", ((None, 5 * HOUR),))
RUNNING = [
    ("done", "a", 0, 0, "p"), ("done", "b", 1, 1, "q"), ("done", "c", 9, 9, "p"),
    ("old", "a", 2, 2, "p"), ("old", "b", 8, 8, "q"),
    ("new", "a", 7, 7, "p"),
]  # fmt: skip
"""The export ends at 9: old is open since 2 and seven hours late by five, new since 7."""


def test_cases_by_age_with_the_lane_waited_for() -> None:
    """old waits for the desk (c), new for the lab (b); old is past the target by two hours, new has three left."""
    result = open_work(worked(*RUNNING), service(WITHIN_FIVE))
    assert [("old", 7 * HOUR, "desk", ["a-to-c"], []), ("new", 2 * HOUR, "lab", [], [])] == (
        result.cases.select("case_id", "age", "waits_for", "late", "breaking").rows()
    )
    assert [("a-to-c", "old", -2 * HOUR, True), ("a-to-c", "new", 3 * HOUR, False)] == (
        result.targets.select("target", "case_id", "left", "late").rows()
    )
    assert [("desk", 1, 1), ("lab", 1, 0)] == result.lanes.select("waits_for", "cases", "late").rows()


@pytest.mark.parametrize(("hours", "breaking"), [(11.9, []), (12.1, ["a-to-c"])])
def test_what_breaks_by_a_given_time(hours: float, breaking: list[str]) -> None:
    """new began its five hours at 7: they are over at 12. What is late already does not break again."""
    result = open_work(worked(*RUNNING), service(WITHIN_FIVE), by=MONDAY + hours * HOUR)
    assert {"old": [], "new": breaking} == dict(result.cases.select("case_id", "breaking").rows())


def test_the_clock_of_the_target_runs_in_working_hours_only() -> None:
    """Open from 8 to 10 each day: of new's time since 7 an hour counts until 9; five are over on Wednesday at 10."""
    office = StatedHours("office", "Mon-Sun 08:00-10:00", timezone="UTC")
    target = Target("between", "a", "c", ((None, 5 * HOUR),), calendar="office")
    event_log = worked(*RUNNING)
    blueprint = service(target, calendars=(office,))
    row = open_work(event_log, blueprint).targets.filter(pl.col("case_id") == "new").row(0, named=True)
    assert (HOUR, 4 * HOUR) == (row["used"], row["left"])
    for day, breaks in ((1, False), (3, True)):
        result = open_work(event_log, blueprint, by=MONDAY + timedelta(days=day, hours=12))
        assert breaks is result.targets.filter(pl.col("case_id") == "new")["breaks"][0]


def test_a_moment_before_the_end_is_refused() -> None:
    """The past is known."""
    with pytest.raises(OpenError, match="after the export's end"):
        open_work(worked(*RUNNING), service(), by="2024-01-01T08:00")


def test_without_a_blueprint_nothing_is_known_to_be_open() -> None:
    """And it is said."""
    result = open_work(log("ab"))
    assert (0, False) == (result.cases.height, result.completion_known)


def slow_means(event_log: EventLog) -> dict[tuple[str, int], list[float]]:
    """Arrivals and open cases of every hour of the week, minute by minute."""
    first, last = event_log.arrival_micros.min(), int(event_log.case_end_micros.max())
    begin = -(-int(first) // 3_600_000_000) * 3_600_000_000
    found: dict[tuple[str, int], list[list[float]]] = {}
    while begin + 3_600_000_000 <= last:
        at = datetime.fromtimestamp(begin / 1e6, UTC)
        arrived = sum(begin <= a < begin + 3_600_000_000 for a in event_log.arrival_micros)
        minutes = np.arange(begin + 30_000_000, begin + 3_600_000_000, 60_000_000)
        spans = zip(event_log.arrival_micros, event_log.case_end_micros, strict=True)
        is_open = sum(((minutes >= a) & (minutes < e)).mean() for a, e in spans)
        found.setdefault((at.strftime("%a"), at.hour), []).append([float(arrived), float(is_open)])
        begin += 3_600_000_000
    return {key: np.mean(values, axis=0).tolist() for key, values in found.items()}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30 * 60), st.integers(0, 300)), min_size=2, max_size=5))
def test_hours_of_the_week_against_a_count_by_minutes(cases: list[tuple[int, int]]) -> None:
    """Arrivals and open cases per hour of the week, the same found minute by minute in plain Python."""
    rows = [(str(k), "a", minute / 60, (minute + length) / 60, "p") for k, (minute, length) in enumerate(cases)]
    event_log = worked(*rows)
    frame = open_work(event_log).by_hour
    found = {(day, hour): values for day, hour, *values in frame.select("weekday", "hour", "arrivals", "open_cases").rows()}
    slow = slow_means(event_log)
    assert slow.keys() == found.keys()
    for key, values in slow.items():
        assert values == pytest.approx(found[key], abs=0.01)


def test_who_is_there() -> None:
    """p works from 0 to 1 and q from 0.5 to 1.5: 1.5 at work in the first hour, two people; staffed half of it."""
    office = StatedHours("office", "Mon-Sun 00:30-23:00", timezone="UTC")
    rows = [("1", "b", 0, 1, "p"), ("2", "b", 0.5, 1.5, "q"), ("3", "a", 3, 3, "r")]
    (first, *_) = open_work(worked(*rows), service(calendars=(office,))).by_hour.to_dicts()
    assert ("Mon", 0, 1) == (first["weekday"], first["hour"], first["hours_seen"])
    assert (1.5, 2.0, 0.5) == (first["at_work"], first["people_seen"], first["staffed"])


def test_the_sample_has_its_open_cases() -> None:
    """Four, as its README plants them; the same ids as the log's own."""
    blueprint = Blueprint.load(SAMPLES / "room_service.yaml")
    event_log = mining.read(SAMPLES / "room_service.csv", mapping=SAMPLES / "room_service.yaml")
    result = open_work(event_log, blueprint)
    assert 4 == result.cases.height
    assert result.cases["age"].is_sorted(descending=True)


def test_a_state_counts_from_when_it_was_entered() -> None:
    """new at 8, resolved at 10, still so when the export ends at 20: reached after two hours, whatever comes later."""
    frame = pl.DataFrame(
        {"case": ["1", "1", "2"], "activity": ["a", "c", "a"], "end": [MONDAY + hour * HOUR for hour in (8, 10, 20)]}
    )
    event_log = assemble(frame, entered=True)
    result = mining.conform(event_log, service(WITHIN_FIVE))
    row = result.target_times.filter(pl.col("case_id") == "1").row(0, named=True)
    assert (2 * HOUR, True) == (row["elapsed"], row["kept"])
