"""The touchpoints of a service, and where it fails and waits."""

from datetime import UTC, datetime, timedelta

import polars as pl
from tiny_logs import worked

import mining
from mining.assembly import assemble
from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step, Touchpoint
from mining.blueprint.targets import Target
from mining.log import EventLog
from mining.review.touchpoints import points, touchpoints

HOUR = timedelta(hours=1)


def service(*targets: Target, **steps) -> Blueprint:
    """a by the guest, b at the desk, c in the lab."""
    lanes = (
        Lane("guest", Name.of("guest"), "customer"),
        Lane("desk", Name.of("desk"), "frontstage"),
        Lane("lab", Name.of("lab"), "backstage"),
    )
    own = {"a": "guest", "b": "desk", "c": "lab"}
    made = tuple(Step(name, Name.of(name), (lane,), **steps.get(name, {})) for name, lane in own.items())
    return Blueprint(Name.of("s"), lanes, made, Sequence(tuple(Do(name) for name in own)), targets=targets)


def told(event_log: EventLog, blueprint: Blueprint) -> dict[str, dict]:
    matched = match(event_log, blueprint)
    frame = touchpoints(matched, mining.conform(event_log, blueprint), mining.waste(event_log, blueprint))
    return {row["step"]: row for row in frame.to_dicts()}


def placed(event_log: EventLog, blueprint: Blueprint) -> dict[str, dict]:
    matched = match(event_log, blueprint)
    frame = points(matched, mining.conform(event_log, blueprint), mining.waste(event_log, blueprint))
    return {row["step"]: row for row in frame.to_dicts()}


def one(case: str, wait: float) -> list[tuple]:
    return [(case, "a", 0, 1, "g"), (case, "b", 1 + wait, 2 + wait, case), (case, "c", 2 + wait, 3 + wait, case)]


def test_touchpoints_are_declared_or_by_their_lane() -> None:
    """a and b by their lanes; declared not to be one, b is none; declared to be one, c is."""
    event_log = worked(*one("1", 1))
    assert ["a", "b"] == list(told(event_log, service()))
    steps = {"b": {"touchpoint": Touchpoint(False)}, "c": {"touchpoint": Touchpoint(True, "letter", True)}}
    found = told(event_log, service(**steps))
    assert [("a", False, None), ("c", True, "letter")] == [(k, v["key"], v["type"]) for k, v in found.items()]


def test_volume_wait_and_target() -> None:
    """b waits 1, 2 and 6 h: median 2, the 90 % quantile 5.2; of the target of 2 h two of three cases keep it."""
    rows = [row for case, wait in (("1", 1), ("2", 2), ("3", 6)) for row in one(case, wait)]
    row = told(worked(*rows), service(Target("wait", "b", None, ((None, 2 * HOUR),))))["b"]
    assert (3, 3, 3, 2 * HOUR, 5.2 * HOUR) == (
        row["instances"], row["cases"], row["waits_known"], row["wait_median"], row["wait_p90"],
    )  # fmt: skip
    assert ("wait-before-b", 2 / 3) == (row["target"], row["kept_share"])


def test_deviations_about_the_step() -> None:
    """Case 2 does b twice: one of two judged cases deviates there, and redoes it; nobody deviates at a."""
    rows = [*one("1", 1), *one("2", 1), ("2", "b", 9, 10, "2")]
    event_log = worked(*rows[:5], ("2", "b", 3, 4, "x"), ("2", "c", 4, 5, "2"))
    found = told(event_log, service())
    names = ("judged_cases", "deviating_cases", "deviating_share", "rework_cases")
    assert (2, 1, 0.5, 1) == tuple(found["b"][name] for name in names)
    assert (2, 0) == (found["a"]["judged_cases"], found["a"]["deviating_cases"])


def test_scores_come_with_their_response_rate() -> None:
    """Answers 10 and 0 of three cases that pass a: NPS 0 from two thirds of them; without a score there is none."""
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [
        {"case": case, "activity": activity, "end": begin + hour * HOUR, "answer": answer}
        for case, answer in (("1", 10), ("2", 0), ("3", None))
        for hour, activity in enumerate("abc")
    ]
    event_log = assemble(pl.DataFrame(rows, schema_overrides={"answer": pl.Int64}), roles={"nps": "answer"})
    row = told(event_log, service())["a"]
    assert ("nps", 0.0, 2 / 3) == (row["score"], row["score_value"], row["response_rate"])
    assert told(worked(*one("1", 1)), service())["a"]["score"] is None


def test_without_starts_no_wait_is_known() -> None:
    """It is null, never nothing."""
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [{"case": "1", "activity": a, "end": begin + hour * HOUR} for hour, a in enumerate("abc")]
    row = told(assemble(pl.DataFrame(rows)), service())["b"]
    assert (0, None, None) == (row["waits_known"], row["wait_median"], row["wait_p90"])


def test_fail_and_wait_points_by_design_and_by_the_data() -> None:
    """The design marks b: c corrects it. The data: all waiting is before b (found), and nobody fails there."""
    found = placed(worked(*one("1", 4), *one("2", 4)), service(c={"corrects": "b"}))
    assert ("designed", "found", 0, 8 * HOUR, 1.0) == tuple(
        found["b"][k] for k in ("fail_point", "wait_point", "failing_cases", "wait_likely", "wait_share")
    )
    again = placed(worked(*one("1", 0), ("1", "c", 3, 4, "x")), service())
    names = ("fail_point", "failing_cases", "failing_share", "wait_point")
    assert ("found", 1, 1.0, None) == tuple(again["c"][name] for name in names)
    assert {"c"} == set(again)
