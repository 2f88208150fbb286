"""What was planted is found, and nothing where nothing was planted: from the files, the whole way."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

import mining
from mining.simulation import NAMES, sample

FOLDER = Path(__file__).parents[2] / "sample_logs"
LANES = {
    "room_service": {"Reception": "reception", "Floor": "reception", "Kitchen": "kitchen", "Stores": "stores", "PMS": "pms"},
    "complaints_zh": {
        "客服一组": "service",
        "质量部": "quality",
        "主管": "management",
        "财务部": "finance",
        "供应商": "supplier",
    },
}
ZERO = timedelta(0)


@pytest.fixture(scope="module")
def samples():
    return {name: sample(name) for name in NAMES}


@pytest.fixture(scope="module")
def logs(samples):
    return {name: mining.read(FOLDER / f"{name}.csv", timezone=samples[name].timezone) for name in NAMES}


@pytest.fixture(scope="module")
def wastes(samples, logs):
    return {name: mining.waste(logs[name], samples[name].blueprint) for name in NAMES}


def departures(log, blueprint) -> dict[tuple[str, str], set[str]]:
    """(kind, step or label) -> cases; a block counts for each of its steps. Targets are no matter of planting."""
    deviations = mining.conform(log, blueprint).deviations
    found: dict[tuple[str, str], set[str]] = {}
    for row in deviations.counts.filter(pl.col("kind") != "late").iter_rows(named=True):
        for step in row["steps"]:
            found.setdefault((row["kind"], step), set()).update(deviations.case_ids(row["id"]))
    return found


def summed(frame: pl.DataFrame, *keys: str, value: str = "likely") -> dict:
    """Sum of a duration column by keys, zeros left out."""
    sums = frame.group_by(*keys).agg(pl.col(value).sum())
    return {row[0] if len(keys) == 1 else row[:-1]: row[-1] for row in sums.iter_rows() if row[-1]}


@pytest.mark.parametrize("name", NAMES)
def test_the_file_reads_as_the_simulated_log(name, samples, logs):
    """Roles, encoding, times, done or entered are recognised without any option; only the zone is told."""
    log = logs[name]
    assert log.equals(samples[name].log)
    scores = {role.split(" ")[0] for role in log.roles.keys() - samples[name].log.roles.keys()}
    assert scores == {"room_service": {"nps"}, "help_desk": set(), "complaints_zh": {"servqual"}}[name]
    assert samples[name].log.roles.items() <= log.roles.items()
    assert log.quality.verdict == "fit"
    assert log.entered is (name == "help_desk")
    assert (log.instances, log.cases.height) == (samples[name].planted.instances, samples[name].planted.cases)


@pytest.mark.parametrize("name", NAMES)
def test_conformance_finds_exactly_the_planted_cases(name, samples, logs):
    """Every planted departure of a closed case, as kind and step, and nothing else; the same open cases."""
    planted = samples[name].planted
    expected: dict[tuple[str, str], set[str]] = {}
    for row in planted.deviations.filter(~pl.col("open")).iter_rows(named=True):
        expected.setdefault((row["kind"], row["step"]), set()).add(row["case_id"])
    assert departures(logs[name], samples[name].blueprint) == expected
    found = mining.conform(logs[name], samples[name].blueprint)
    assert sorted(found.per_case.filter("open")["case_id"]) == list(planted.open_cases)


def test_late_orders_are_those_that_took_longer(samples, logs):
    """Room service promises 45 minutes from the order to the last delivery: counted by hand from the rows of the file."""
    log = logs["room_service"]
    rows = log.events.join(log.cases.with_row_index("case"), on="case")
    ends = rows.group_by("case_id").agg(
        pl.col("end").filter(pl.col("activity") == "Order placed").min().alias("first"),
        pl.col("end").filter(pl.col("activity") == "Deliver").max().alias("last"),
        pl.col("open").first(),
    )
    late = ends.filter(~pl.col("open") & (pl.col("last") - pl.col("first") > timedelta(minutes=45)))
    deviations = mining.conform(log, samples["room_service"].blueprint).deviations
    assert set(deviations.case_ids("late:order-to-deliver")) == set(late["case_id"])


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_where_nothing_was_planted(name):
    """The flawless service fits its blueprint to the last case, and holds no rework."""
    made = sample(name, cases=150, flawless=True)
    deviating = {case for cases in departures(made.log, made.blueprint).values() for case in cases}
    # A case that lies silent for longer than the usual gap at the export's end counts as unfinished: known, not planted.
    assert deviating <= set(made.planted.open_cases)
    assert mining.waste(made.log, made.blueprint).rework["rework"].sum() == 0


def test_room_service_ledger_is_what_happened(samples, wastes):
    """Starts are known, so every hour is exact: work, waiting by lane waited for, and what passed since the last record."""
    planted, waste = samples["room_service"].planted, wastes["room_service"]
    assert waste.reconciles and waste.flow_time == planted.flow_time
    frame = waste.ledger.frame
    assert frame["low"].equals(frame["high"], check_names=False)
    assert sum(summed(frame.filter(pl.col("class") == "work"), "pass").values(), ZERO) == planted.worked
    lanes = LANES["room_service"]
    expected: dict[str | None, timedelta] = {None: planted.open_wait}
    for activity, team, _, _, time in planted.waiting.iter_rows():
        # The guest waits for nobody's team to cancel; the minibar is in no step, so nobody is known to be waited for.
        owner = {"Cancel order": "guest", "Refill minibar": None}.get(activity, lanes.get(team))
        expected[owner] = expected.get(owner, ZERO) + time
    assert summed(frame.filter(pl.col("class") == "waiting"), "owner") == expected


def test_room_service_staff_and_rework_are_what_happened(samples, wastes):
    """Hours of each lane, a round for several orders once; the trays cooked again and the orders corrected, case by case."""
    planted, waste = samples["room_service"].planted, wastes["room_service"]
    lanes = LANES["room_service"]
    expected: dict[tuple[str, str], timedelta] = {}
    for team, _, _, busy, rework in planted.staff.iter_rows():
        # A system's hours are no staff hours; the floor's minibar rounds belong to no step and to no lane.
        if team == "PMS":
            continue
        for which, time in (("first", busy - rework), ("rework", rework)):
            if time:
                key = (lanes[team], which)
                expected[key] = expected.get(key, ZERO) + time
    minibar = planted.work.filter(pl.col("activity") == "Refill minibar")["time"][0]
    expected[("reception", "first")] -= minibar
    assert summed(waste.staff_hours, "lane", "pass") == expected
    again = planted.work.filter(pl.col("rework") > 0).select("activity", "executions", "rework", "rework_time")
    found = waste.rework.filter(pl.col("rework") > 0).select("activity", "executions", "rework", "hours")
    assert sorted(found.rows()) == sorted(again.rows())


def test_help_desk_states_last_as_long_as_they_did(samples, wastes):
    """Hours per status: waiting states by the lane waited for, work by lane, the status nobody designed apart."""
    planted, waste = samples["help_desk"].planted, wastes["help_desk"]
    hours = dict(planted.states.select("status", "time").iter_rows())
    frame = waste.ledger.frame
    assert waste.reconciles and waste.flow_time == planted.flow_time
    assert summed(frame.filter(pl.col("class") == "waiting"), "owner") == {
        "first_line": hours["New"] + hours["Assigned"] + hours["Reopened"],
        "second_line": hours["Escalated"],
        "customer": hours["Waiting for customer"] + hours["Resolved"],
    }
    assert summed(waste.staff_hours, "lane") == {
        "first_line": hours["In progress"],
        "second_line": hours["Under investigation"],
    }
    assert summed(frame.filter(pl.col("class") == "state"), "class") == {"state": hours["Pending vendor"]}
    assert waste.rework["rework"].sum() == 0


def test_complaints_truth_lies_within_the_bounds(samples, wastes):
    """One time per step: the true hours of each lane lie between low and high, and the likely ones are near.

    High is what lies within stated hours, and what a record made outside them shows; who works on through the lunch break
    shows in no record: less than 2 %.

    The designed times are the simulated medians; what takes longer than designed cannot show, and what takes less with
    no waiting before it does: likely falls short of the truth by a sixth.
    """
    planted, waste = samples["complaints_zh"].planted, wastes["complaints_zh"]
    assert waste.reconciles and waste.flow_time == planted.flow_time
    lanes = LANES["complaints_zh"]
    truth: dict[str, timedelta] = {}
    for activity, team, _, _, _, time, _ in planted.work.iter_rows():
        if team not in (None, "供应商") and activity != "法务咨询":
            truth[lanes[team]] = truth.get(lanes[team], ZERO) + time
    low, likely, high = (summed(waste.staff_hours, "lane", value=value) for value in ("low", "likely", "high"))
    assert likely.keys() == truth.keys()
    for lane, time in truth.items():
        assert low.get(lane, ZERO) <= time <= high[lane] * 1.02
    assert 0.8 < sum(likely.values(), ZERO) / sum(truth.values(), ZERO) < 1
    again = planted.work.filter(pl.col("rework") > 0)
    assert waste.rework.filter(pl.col("rework") > 0)["rework"].to_list() == again["rework"].to_list()
