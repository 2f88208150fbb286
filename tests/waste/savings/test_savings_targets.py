"""The share within every kind of target, before and after: against conformance, and against a reading unit by unit."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest
import slow_ledger
from hypothesis import given, settings
from hypothesis import strategies as st
from minute_logs import DESIGN, MINUTE, SHIFTS, START, calendars_of, hours_text, minute_logs, staffed
from slow_targets import Promised, taken_away
from tiny_logs import worked

from mining.assembly import assemble
from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Step
from mining.blueprint.targets import Target, WorkingDays
from mining.conformance.conform import conform
from mining.log import EventLog, micros
from mining.timeliness.clocks import Clocks
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import placed
from mining.waste.learnt import Groundwork, learn
from mining.waste.open_cases.next_steps import next_lanes
from mining.waste.savings.clocked import clocked
from mining.waste.savings.pieces import pieces_of
from mining.waste.savings.savings import named, recounting, savings
from mining.waste.savings.within import kept
from mining.waste.savings.without import REMOVABLE, Without

HOURS = {**SHIFTS, "odd": (range(2, 6), range(9, 12), range(13, 16))}
"""Units in the hours of the calendars of targets: those of who works, and others."""
THREE_HOURS = timedelta(hours=3)
MICRO = timedelta(microseconds=1)
STEPS, LANES = ["a", "b", "c", "d", "h"], ["guest", "front", "back", "robot"]


def designed(targets: tuple[Target, ...], unit: timedelta = MINUTE) -> Blueprint:
    """The service of `minute_logs` with targets and their calendars."""
    steps = tuple(replace(step, takes=2 * unit) if step.takes else step for step in DESIGN.steps)
    calendars = tuple(StatedHours(name, hours_text(ranges, unit), "UTC") for name, ranges in HOURS.items())
    return replace(DESIGN, steps=steps, targets=targets, calendars=calendars, timezone="UTC")


@st.composite
def targets(draw, unit: timedelta = MINUTE, *, days: bool = False) -> Target:
    """Any target: its kind, limit or levels, calendar and stopping states."""
    kind = draw(st.sampled_from(["between", "between", "wait", "step", "handover"]))
    among = LANES if kind == "handover" else STEPS
    first = draw(st.sampled_from(among))
    second = draw(st.sampled_from([name for name in among if name != first])) if kind in ("between", "handover") else None
    lengths = st.integers(0, 8).map(lambda units: units * unit)
    if days:
        lengths = st.integers(0, 2).map(WorkingDays)
    levels = draw(st.sampled_from([(None,), (None,), ("F", None), ("F", "B"), ("B",)]))
    return Target(
        kind,
        first,
        second,
        tuple((level, draw(lengths)) for level in levels),
        by=None if levels == (None,) else "team",
        calendar=draw(st.sampled_from([*HOURS] if days else [None, *HOURS])),
        clock_stops_in=draw(st.sampled_from([(), ("h",), ("h", "c")])),
    )


withouts = st.builds(
    Without,
    st.sampled_from(REMOVABLE),
    st.sampled_from([None, None, None, "a", "b", "c", "h"]),
    st.sampled_from([0.25, 0.5, 1.0]),
)


def read_slowly(log: EventLog, blueprint: Blueprint, staffing: Staffing | None) -> slow_ledger.Reading:
    """What every unit of every case is."""
    matched = match(log, blueprint)
    seen = placed(log, matched)
    after = [seen.lanes[lane] if lane >= 0 else None for lane in next_lanes(seen)]
    return slow_ledger.Reading(
        seen.log,
        matched,
        {"b": 2},
        dict(zip(seen.log.cases["case_id"], after, strict=True)),
        judged=learn(seen, staffing).idle is not None,
        hours=calendars_of(seen) if staffing else [None] * log.instances,
        lane_hours={"back": "lane"} if staffing else {},
        works=lambda name, t: any(t in shift for shift in HOURS[name]),
    )


def check(log: EventLog, target: Target, wanted: Without, *, hours: bool, unit: timedelta = MINUTE) -> None:
    """Hold `savings`, and what each stretch of a target saves, against the slow reading."""
    blueprint = designed((target,), unit)
    matched = match(log, blueprint)
    seen = placed(log, matched)
    staffing = staffed(seen, unit) if hours else None
    reading = read_slowly(log, blueprint, staffing)
    found = savings(log, blueprint, without=[wanted], staffing=staffing)
    taken = {case: taken_away(reading, case, wanted) for case in reading.cases}
    assert sum(map(len, taken.values())) * unit * wanted.part == found.frame["likely"][0]
    promised = Promised(target, reading, seen.log, timedelta(days=1) // unit, unit)
    assert promised.shares(taken, wanted.part) == found.within.select("judged", "share_before", "share_after").row(0)
    assert (found.within["judged"][0] == 0) == (found.within["reason"][0] is not None)
    ground = Groundwork.of(log, blueprint, staffing)
    _, pieces, _ = pieces_of(ground)
    (exact,) = kept(matched, pieces, ground.rota, recounting(ground, pieces))
    saved, _ = exact.saved(pieces.chosen(wanted, named(seen, wanted.step)), wanted.part)
    cases = seen.log.cases["case_id"].gather(exact.stretches.case).to_list()
    begins = (exact.stretches.begin - micros(START)) / (unit / MICRO)
    assert sorted(
        (case, stretch.begin, promised.saved(case, stretch, taken[case], wanted.part))
        for case, stretches in promised.stretches.items()
        for stretch in stretches
    ) == sorted(zip(cases, begins.tolist(), (saved / (unit / MICRO)).tolist(), strict=True))


@settings(max_examples=70, deadline=None)
@given(minute_logs("both") | minute_logs() | minute_logs("end"), st.sampled_from([*HOURS]), st.booleans())
def test_every_piece_is_counted_by_the_clock_of_a_target(log: EventLog, calendar: str, hours: bool) -> None:
    """Of all that can be taken away, wherever it stands: the minutes of it that lie in the hours of the target."""
    target = Target("between", "a", "b", ((None, MINUTE),), calendar=calendar)
    blueprint = designed((target,))
    matched = match(log, blueprint)
    seen = placed(log, matched)
    staffing = staffed(seen) if hours else None
    reading, ground = read_slowly(log, blueprint, staffing), Groundwork.of(log, blueprint, staffing)
    _, pieces, _ = pieces_of(ground)
    clock = Clocks.of(matched, target)
    counted = clocked(pieces, clock, ground.rota, recounting(ground, pieces))
    for cause in REMOVABLE:
        chosen = pieces.chosen(Without(cause), named(seen, None))
        minutes = np.bincount(pieces.found.case[chosen], counted[chosen], minlength=seen.log.cases.height) / (MINUTE / MICRO)
        expected = {}
        for case in reading.cases:
            expected[case] = sum(reading.works(calendar, t) for t in taken_away(reading, case, Without(cause)))
        assert expected == dict(zip(seen.log.cases["case_id"], minutes.tolist(), strict=True))


@settings(max_examples=50, deadline=None)
@given(minute_logs(), targets(), withouts, st.booleans())
def test_every_target_minute_by_minute(log: EventLog, target: Target, wanted: Without, hours: bool) -> None:
    """Mixed starts and ends; calendars of target and staff that agree or not; levels, stopping states, open cases."""
    check(log, target, wanted, hours=hours)


@settings(max_examples=50, deadline=None)
@given(minute_logs("both"), targets(), withouts, st.booleans())
def test_every_target_with_causes_minute_by_minute(log: EventLog, target: Target, wanted: Without, hours: bool) -> None:
    """The same where all starts are known, so that waiting has causes, which the target counts by a clock of its own."""
    check(log, target, wanted, hours=hours)


@settings(max_examples=25, deadline=None)
@given(minute_logs("end"), targets(), withouts, st.booleans())
def test_every_target_of_a_log_with_one_time(log: EventLog, target: Target, wanted: Without, hours: bool) -> None:
    """The same for single times, done or entered."""
    check(log, target, wanted, hours=hours)


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from(["both", "mixed"]), st.booleans())
def test_working_days_step_by_step(data, starts: str, hours: bool) -> None:
    """The same in units of three hours, with limits in working days, and nights and days off in between."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(slow_ledger, "MINUTE", THREE_HOURS)
        log = data.draw(minute_logs(starts, THREE_HOURS))
        target = data.draw(targets(THREE_HOURS, days=True))
        check(log, target, data.draw(withouts), hours=hours, unit=THREE_HOURS)


@settings(max_examples=40, deadline=None)
@given(minute_logs(), st.lists(targets(), min_size=1, max_size=3), withouts)
def test_before_is_what_conformance_measures(log: EventLog, promised: list[Target], wanted: Without) -> None:
    """Cases judged and share are those of `conform`, also of targets with one name; the more is taken away, the greater."""
    blueprint = designed(tuple(promised))
    held = conform(log, blueprint).targets.select("target", "cases", "kept_share")
    nothing, everything = replace(wanted, part=0.0), replace(wanted, part=1.0)
    found = savings(log, blueprint, without=[nothing, wanted, everything]).within
    none, some, most = (found.filter(pl.col("without") == one.text) for one in (nothing, wanted, everything))
    assert held.rows() == none.select("target", "judged", "share_before").rows()
    assert none["share_before"].to_list() == none["share_after"].to_list()
    for less, more in ((none, some), (some, most)):
        shares = zip(less["share_after"], more["share_after"], strict=True)
        assert all(one is None or one <= other for one, other in shares)


@settings(max_examples=25, deadline=None)
@given(minute_logs("both"), targets(), st.randoms())
def test_shuffled_rows_change_nothing(log: EventLog, target: Target, chance) -> None:
    """The order of the rows of a file says nothing, but for ties in time, which are taken out here."""
    rows = log.events.with_columns(
        pl.col("case").cast(pl.String),
        pl.col("activity", "resource", "team").cast(pl.String),
        end=pl.col("end") + pl.duration(microseconds=pl.int_range(pl.len())),
    )
    order = list(range(rows.height))
    chance.shuffle(order)
    blueprint = designed((target,))
    one, other = (
        savings(assemble(frame), blueprint, without=[Without("waiting", None, 0.5)]) for frame in (rows, rows[order])
    )
    assert one.within.equals(other.within)
    assert one.frame.equals(other.frame)


HOUR = timedelta(hours=1)


def office(*targets: Target, **of_steps: dict) -> Blueprint:
    """a and b at the desk, whose hours nobody states; the back office works from 9 to 17."""
    lanes = (Lane("desk", Name.of("desk"), "frontstage"), Lane("back", Name.of("back"), "backstage", calendar="office"))
    steps = tuple(Step(name, Name.of(name), **{"lanes": ("desk",)} | of_steps.get(name, {})) for name in "ab")
    hours = {"office": "9-17", "morning": "8-12", "evening": "16-20"}
    calendars = tuple(StatedHours(name, text, "UTC") for name, text in hours.items())
    flow = Sequence((Do("a"), Do("b")))
    return Blueprint(Name.of("s"), lanes, steps, flow, targets=targets, calendars=calendars, timezone="UTC")


def left(log: EventLog, without: str, hours: float, calendar: str, **of_steps: dict) -> bool:
    """Whether so many hours, and not a second less, are what a target from a to b counts once something is taken away."""
    promised = (Target("between", "a", "b", ((None, length),), calendar=calendar) for length in exactly(hours))
    within = savings(log, office(*promised, **of_steps), without=[Without.of(without)]).within
    assert [1, 1] == within["judged"].to_list()
    return [1.0, 0.0] == within["share_after"].to_list()


def exactly(hours: float) -> tuple[timedelta, timedelta]:
    return hours * HOUR, hours * HOUR - timedelta(seconds=1)


def test_waiting_for_another_lane_counts_by_its_hours() -> None:
    """From 7 to 19 the back office is waited for (9 to 17), then b for an hour: the mornings count 8 to 12.

    Without what is other (9 to 17), 8 to 9 is left; without what is closed, 9 to 12.
    """
    log = worked(("1", "a", 6, 7, "p"), ("1", "b", 19, 20, "p"))
    to_back = {"then_waits_for": "back"}
    assert left(log, "other=100%", 1, "morning", a=to_back)
    assert left(log, "closed=100%", 3, "morning", a=to_back)
    assert left(log, "other=50%", 2.5, "morning", a=to_back)


def test_rework_in_overtime_counts_where_it_lies() -> None:
    """b at 10, again at 19 on the next day: 11 h of work, of which 2 in overtime from 17, 8 from 9, and 1 the day before.

    The evenings (16 to 20) count 7 h between a and the last b: 4 of them work, 3 closed. Without rework nothing is left.
    """
    log = assemble(
        pl.DataFrame({"case": ["1"] * 3, "activity": ["a", "b", "b"], "end": [START + h * HOUR for h in (10, 10, 43)]})
    )
    again = {"lanes": ("back",), "takes": 11 * HOUR}
    assert left(log, "closed=100%", 4, "evening", b=again)
    assert left(log, "other=100%", 7, "evening", b=again)
    promised = Target("between", "a", "b", ((None, timedelta(0)),), calendar="evening")
    without = [Without("waiting"), Without("rework")]
    assert [0.0, 1.0] == savings(log, office(promised, b=again), without=without).within["share_after"].to_list()


def test_waiting_for_a_machine_counts_by_the_clock_of_the_target() -> None:
    """Two wait for one machine from 8 on, one until 8:30 and one until 14: of 8 to 12 they count half an hour and 4 h.

    p, who should work from 11 to 17, has it from 8:30 on: of the 4 h half an hour is other, the rest contention.
    """
    names = ("case", "activity", "start", "end", "resource", "equipment")
    rows = [
        ("1", "a", 7.0, 8.0, "r", None),
        ("1", "b", 8.5, 14.0, "p", "m"),
        ("2", "a", 7.0, 8.0, "s", None),
        ("2", "b", 14.0, 15.0, "q", "m"),
    ]
    frame = pl.DataFrame(rows, schema=names, orient="row")
    log = assemble(frame.with_columns(**{name: START + pl.duration(minutes=60 * pl.col(name)) for name in ("start", "end")}))
    waits = (Target("wait", "b", None, ((None, length),), calendar="morning") for length in exactly(0.5))
    staffing = Staffing.of(timezone="UTC", resources={"p": {"hours": "11-17"}})
    found = savings(log, office(*waits), without=[Without("contention")], staffing=staffing).within
    assert [0.5, 0.0] == found["share_before"].to_list()
    assert [1.0, 0.0] == found["share_after"].to_list()


def test_working_days_come_back_by_working_time_or_by_the_clock_on_the_wall() -> None:
    """From Monday 16:00, q is busy until Tuesday 10:00; then b takes half an hour: two hours of contention, 16 closed.

    Half an hour is left of the working time without contention: done on Monday. Without closed hours it is Monday 18:30.
    Without a quarter of the contention it is Tuesday 10:00. The case with which q is busy ends on Tuesday in any case.
    """
    log = worked(("1", "a", 14, 15, "p"), ("1", "b", 16, 34, "q"), ("2", "a", 15, 16, "p"), ("2", "b", 34, 34.5, "q"))
    blueprint = office(Target("between", "a", "b", ((None, WorkingDays(0)),), calendar="office"), b={"lanes": ("back",)})
    without = [Without.of(text) for text in ("contention=100%", "closed=100%", "contention=25%", "other=100%")]
    found = savings(log, blueprint, without=without)
    assert [2 * HOUR, 16 * HOUR] == found.frame["likely"].head(2).to_list()
    assert {0.0} == set(found.within["share_before"])
    assert [0.5, 0.5, 0.0, 0.0] == found.within["share_after"].to_list()
