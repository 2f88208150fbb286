"""Every instant of every case belongs to exactly one entry: against a slow reading of the definition, and by hand."""

from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minute_logs import DESIGN, SHIFTS, START, calendars_of, minute_logs, staffed
from slow_ledger import Reading
from tiny_logs import worked

from mining.assembly import assemble
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.errors import LogError
from mining.log import EventLog
from mining.waste.instances.placed import placed
from mining.waste.learnt import learn
from mining.waste.open_cases.next_steps import next_lanes
from mining.waste.waste import waste, waste_of

KEYS = ["class", "pass", "value", "cause", "rework_delay", "activity", "step", "lane", "owner", "from_lane", "line"]
SCENARIOS = ("low", "likely", "high")


def told_apart(result, prefix: str = "") -> dict:
    """(case id, scenario) -> {entry: minutes} of a ledger; with a prefix, of those columns."""
    frame = result.ledger.frame.with_row_index("entry")
    found: dict = {}
    for row in result.ledger.per_case.join(frame.select("entry", *KEYS), on="entry").iter_rows(named=True):
        for scenario in SCENARIOS:
            minutes = row[prefix + scenario] / timedelta(minutes=1)
            if minutes:
                found.setdefault((row["case_id"], scenario), {})[tuple(row[key] for key in KEYS)] = minutes
    return found


def check(log: EventLog, blueprint: Blueprint | None, *, hours: bool = False) -> None:
    matched = match(log, blueprint) if blueprint else None
    seen = placed(log, matched)
    learnt = learn(seen, staffed(seen) if hours else None)
    after = [seen.lanes[lane] if lane >= 0 else None for lane in next_lanes(seen)]
    designed = {s.id: int(s.takes / timedelta(minutes=1)) for s in blueprint.steps if s.takes} if blueprint else {}
    plain = Reading(
        seen.log,
        matched,
        designed,
        dict(zip(seen.log.cases["case_id"], after, strict=True)),
        judged=learnt.idle is not None,
        hours=calendars_of(seen) if hours else [None] * log.instances,
        lane_hours={"B": "lane", "back": "lane"} if hours else {},
        works=lambda name, minute: any(minute % 1440 in shift for shift in SHIFTS[name]),
    )
    expected, working = plain.account()
    result = waste_of(log, matched, learnt)
    assert {key: dict(entries) for key, entries in expected.items() if entries} == told_apart(result)
    if learnt.rota.is_stated:
        assert {key: dict(entries) for key, entries in working.items() if entries} == told_apart(result, "working_")
    assert result.reconciles
    assert result.ledger.differences == {"low": 0, "likely": 0, "high": 0}
    total = seen.log.flow_time.sum()
    for scenario in SCENARIOS:
        assert (result.ledger.frame[scenario].sum() or timedelta(0)) == total


@settings(max_examples=50, deadline=None)
@given(minute_logs())
def test_every_minute_is_what_the_definition_says_with_a_blueprint(log: EventLog) -> None:
    """Minute by minute the ledger is the slow reading's: work, states, waiting, owner, from_lane, line, delay."""
    check(log, DESIGN)


@settings(max_examples=30, deadline=None)
@given(minute_logs())
def test_every_minute_is_what_the_definition_says_without_a_blueprint(log: EventLog) -> None:
    """The same by team, with no line and no value."""
    check(log, None)


@settings(max_examples=30, deadline=None)
@given(minute_logs("end"), st.booleans())
def test_every_minute_of_a_log_with_one_time(log: EventLog, designed: bool) -> None:
    """The same for logs of single timestamps, done or entered."""
    check(log, DESIGN if designed else None)


@settings(max_examples=40, deadline=None)
@given(minute_logs(), st.booleans())
def test_every_minute_with_calendars(log: EventLog, designed: bool) -> None:
    """The same where a person and a lane have hours: what is closed, what is assumed, and working time beside elapsed."""
    check(log, DESIGN if designed else None, hours=True)


@settings(max_examples=20, deadline=None)
@given(minute_logs("both"), st.booleans(), st.booleans())
def test_every_minute_has_its_cause(log: EventLog, designed: bool, hours: bool) -> None:
    """The same where all starts are known, so that all waiting has a cause."""
    check(log, DESIGN if designed else None, hours=hours)
    if learn(placed(log, None)).idle is not None:
        waiting = waste(log).ledger.frame.filter(pl.col("class") == "waiting", pl.col("activity").is_not_null())
        assert 0 == waiting["cause"].null_count()


@settings(max_examples=20, deadline=None)
@given(minute_logs(), st.booleans(), st.integers(2, 3))
def test_parts_add_up_to_the_whole(log: EventLog, designed: bool, count: int) -> None:
    """f(A) + f(B) = f(A and B), with what was learnt from the whole log handed to each part."""
    blueprint = DESIGN if designed else None
    matched = match(log, blueprint) if blueprint else None
    learnt = learn(placed(log, matched), staffed(placed(log, matched)))
    whole = waste_of(log, matched, learnt)
    which = log.cases["case_id"].cast(pl.Int64).to_numpy() % count
    parts = []
    for k in range(count):
        part = log.part(which == k)
        own = match(part, blueprint) if blueprint else None
        parts.append(waste_of(part, own, learnt.part(log, which == k)))
    added = parts[0]
    for part in parts[1:]:
        added = added + part
    assert added.ledger.frame.equals(whole.ledger.frame, null_equal=True)
    assert added.ledger.per_case.equals(whole.ledger.per_case, null_equal=True)
    assert added.staff_hours.equals(whole.staff_hours, null_equal=True)
    assert added.rework.equals(whole.rework, null_equal=True)
    assert added.rework_cases.equals(whole.rework_cases, null_equal=True)
    assert added.money.equals(whole.money, null_equal=True)
    assert added.customer_hours.equals(whole.customer_hours, null_equal=True)
    assert added.handovers.equals(whole.handovers)
    assert added.assumptions == whole.assumptions
    assert (added.flow_time, added.reconciles) == (whole.flow_time, True)


def test_a_case_is_added_once() -> None:
    """Two ledgers that share a case cannot be added."""
    one = waste(worked(("1", "a", 0, 1, "p"))).ledger
    with pytest.raises(LogError, match="share cases"):
        one + one


@settings(max_examples=12, deadline=None)
@given(minute_logs(), st.integers(-500, 500))
def test_shifted_time_changes_nothing(log: EventLog, days: int) -> None:
    """The ledger knows lengths only."""
    shift = pl.duration(days=days)
    moved = EventLog(
        events=log.events.with_columns(pl.col("start", "end") + shift),
        cases=log.cases.with_columns(pl.col("arrival") + shift),
        export_end=log.export_end + timedelta(days=days),
        open_for=log.open_for,
    )
    assert waste(log, DESIGN).ledger.frame.equals(waste(moved, DESIGN).ledger.frame, null_equal=True)


@settings(max_examples=12, deadline=None)
@given(st.permutations(list("abcabd")))
def test_shuffled_rows_and_an_unrelated_case_change_nothing(order: list[str]) -> None:
    """Times decide, not rows; a case of its own adds its own entries to the others' unchanged sums."""
    rows = {letter + str(k): (letter, 2.0 * k, 2.0 * k + 1 + k % 2) for k, letter in enumerate("abcabd")}
    seen: dict[str, int] = {}
    shuffled = []
    for letter in order:
        seen[letter] = seen.get(letter, -1) + 1
        name = [key for key in rows if key[0] == letter][seen[letter]]
        shuffled.append(("1", *rows[name], "p"))
    straight = worked(*(("1", *row, "p") for row in rows.values()))
    mixed = worked(*shuffled, ("2", "z", 0.5, 0.75, "q"))
    alone, both = waste(straight).ledger, waste(mixed).ledger
    assert told_apart(waste(straight)).items() <= told_apart(waste(mixed)).items()
    assert both.flow_time - alone.flow_time == timedelta(minutes=15)


def test_by_hand() -> None:
    """a works 0-2, b 1-4 (first pass of a holds 1-2), nobody 4-5, a again 5-6 by another: 6 h = 2 + 2 + 1 + 1."""
    frame = waste(worked(("1", "a", 0, 2, "p"), ("1", "b", 1, 4, "q"), ("1", "a", 5, 6, "r"))).ledger.frame
    rows = frame.select("class", "pass", "activity", "rework_delay", "likely").rows()
    hour = timedelta(hours=1)
    assert rows == [
        ("work", "first", "a", None, 2 * hour),
        ("work", "first", "b", None, 2 * hour),
        ("waiting", None, "a", True, hour),
        ("work", "rework", "a", None, hour),
    ]
    assert frame["share"].to_list() == [2 / 6, 2 / 6, 1 / 6, 1 / 6]


def test_first_pass_work_goes_before_rework() -> None:
    """While rework of a (2-5) and first-pass b (3-4) are active, the hour is first-pass work of b."""
    log = worked(("1", "a", 0, 1, "p"), ("1", "a", 2, 5, "q"), ("1", "b", 3, 4, "r"))
    frame = waste(log).ledger.frame.filter(pl.col("class") == "work")
    assert dict(zip(frame["pass"] + " " + frame["activity"], frame["likely"].dt.total_hours(), strict=True)) == {
        "first a": 1,
        "first b": 1,
        "rework a": 2,
    }


def test_the_wait_is_the_lane_waited_for_and_names_the_line_crossed_last() -> None:
    """From the guest (0-1) to the back (3-4): two hours owned by back, come from guest, behind the line of visibility."""
    log = worked(("1", "a", 0, 1, "p"), ("1", "c", 3, 4, "q"))
    row = waste(log, DESIGN).ledger.frame.filter(pl.col("class") == "waiting").row(0, named=True)
    assert (row["owner"], row["from_lane"], row["line"], row["likely"]) == (
        "back",
        "guest",
        "visibility",
        timedelta(hours=2),
    )


def test_then_waits_for_overrules_the_owner() -> None:
    """After b the guest is waited for, whoever starts next: from front to guest, over the line of interaction."""
    log = worked(("1", "b", 0, 1, "p"), ("1", "c", 3, 4, "q"))
    row = waste(log, DESIGN).ledger.frame.filter(pl.col("class") == "waiting").row(0, named=True)
    assert (row["owner"], row["from_lane"], row["line"], row["activity"]) == ("guest", "front", "interaction", "c")


def test_after_the_last_end_of_an_open_case_only_one_lane_can_be_next() -> None:
    """After a only b (front) can follow: the wait to the export's end is front's. Nobody knows it without a blueprint."""
    frame = pl.DataFrame(
        {
            "case": ["1"],
            "activity": ["a"],
            "start": [START],
            "end": [START + timedelta(hours=1)],
        }
    )
    log = assemble(frame, export_end=START + timedelta(hours=3), open_for=timedelta(hours=5))
    row = waste(log, DESIGN).ledger.frame.filter(pl.col("class") == "waiting").row(0, named=True)
    assert (row["owner"], row["activity"], row["likely"]) == ("front", None, timedelta(hours=2))


def test_one_time_is_told_between_bounds() -> None:
    """a, b an hour apart: no work, then unknown (nothing is likely), then all of it work; b takes 2 min by design."""
    frame = pl.DataFrame({"case": ["1", "1"], "activity": ["a", "b"], "end": [START, START + timedelta(hours=1)]})
    log = assemble(frame)
    bare = {row["class"]: row for row in waste(log).ledger.frame.iter_rows(named=True)}
    hour, none = timedelta(hours=1), timedelta(0)
    spread = lambda row: (row["low"], row["likely"], row["high"])  # noqa: E731
    assert spread(bare["waiting"]) == (hour, none, none)
    assert spread(bare["unknown"]) == (none, hour, none)
    assert spread(bare["work"]) == (none, none, hour)
    designed = {row["class"]: row for row in waste(log, DESIGN).ledger.frame.iter_rows(named=True)}
    assert spread(designed["work"]) == (none, timedelta(minutes=2), hour)
    assert spread(designed["waiting"]) == (hour, timedelta(minutes=58), none)


def test_a_low_quantile_of_many_gaps_is_likely_work() -> None:
    """101 gaps of 10 to 110 min: the 5 % quantile is 15 min; with 99 gaps there is none."""

    def log(cases: int) -> EventLog:
        rows = [
            {"case": str(k), "activity": name, "end": START + timedelta(minutes=wait)}
            for k in range(cases)
            for name, wait in (("a", 0), ("b", 10 + k))
        ]
        return assemble(pl.DataFrame(rows))

    many = waste(log(101))
    assert many.basis.quantiles == {"b": 0.25}
    assert many.ledger.frame.filter(pl.col("class") == "work")["likely"].sum() == sum(
        (timedelta(minutes=min(15, 10 + k)) for k in range(101)), timedelta(0)
    )
    assert waste(log(99)).basis.quantiles == {}


def test_states_entered_are_neither_work_nor_waiting_until_somebody_says_so() -> None:
    """Without a blueprint 2 h in a and 1 h in h are unclassified; with it a is work and h waiting for the guest."""
    frame = pl.DataFrame(
        {"case": ["1"] * 3, "activity": ["a", "h", "b"], "end": [START + timedelta(hours=h) for h in (0, 2, 3)]}
    )
    log = assemble(frame, entered=True, open_for=timedelta(0))
    bare = waste(log).ledger.frame
    assert bare.select("class", "value", "activity", "likely").rows() == [
        ("state", "unclassified state", "a", timedelta(hours=2)),
        ("state", "unclassified state", "h", timedelta(hours=1)),
    ]
    told = waste(log, DESIGN).ledger.frame
    assert told.select("class", "cause", "owner", "activity").rows() == [
        ("work", None, None, "a"),
        ("waiting", "state", "guest", "h"),
    ]


def test_an_empty_log_has_an_empty_ledger() -> None:
    """No case, no entry, and nothing is amiss."""
    result = waste(worked(("1", "a", 0, 1, "p")).filter(since="2030-01-01"))
    assert (result.ledger.frame.height, result.flow_time, result.reconciles) == (0, timedelta(0), True)
