"""Targets: what the clock counts, worked out by hand, and against a clock that counts minute by minute."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.assembly import assemble
from mining.blueprint.flow import Do, Optional, Sequence, Together
from mining.blueprint.lanes import Lane
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Step
from mining.blueprint.targets import Target, TargetKind, WorkingDays
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance
from mining.errors import CalendarError
from mining.log import EventLog, micros
from mining.timeliness.clocks import Clocks
from mining.working_time.calendars import Calendar
from mining.working_time.wall_clock import instants

FRIDAY = datetime(2026, 3, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
OFFICE = StatedHours("office", "Mon-Fri 09:00-17:00", "UTC")
MINUTE = 60_000_000


def service(*targets: Target, flow: Any = None) -> Blueprint:
    """a by the desk, b by the back office, hold is a state of the guest."""
    lanes = (
        Lane("desk", Name.of("Desk"), "frontstage", teams=("Desk",)),
        Lane("back", Name.of("Back"), "backstage", teams=("Back",), calendar="office"),
    )
    steps = (
        Step("a", Name.of("a"), ("desk",)),
        Step("b", Name.of("b"), ("back",)),
        Step("hold", Name.of("hold"), ("desk",), is_wait=True),
    )
    whole = flow or Sequence((Do("a"), Optional(Do("hold")), Do("b")))
    return Blueprint(Name.of("Service"), lanes, steps, whole, targets=targets, calendars=(OFFICE,), timezone="UTC")


def log_of(*rows: tuple[Any, ...], **more: Any) -> EventLog:
    """(case, activity, start hour, end hour, priority): hours after Friday midnight; None: not known."""
    frame = pl.DataFrame(
        [
            {
                "case": case,
                "activity": activity,
                "start": None if start is None else FRIDAY + start * HOUR,
                "end": None if end is None else FRIDAY + end * HOUR,
                "team": "Back" if activity == "b" else "Desk",
                "priority": priority[0] if priority else None,
            }
            for case, activity, start, end, *priority in rows
        ],
        schema_overrides={"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC"), "priority": pl.String},
    )
    return assemble(frame, **more)


def between(hours: float, **more: Any) -> Target:
    return Target("between", "a", "b", ((None, hours * HOUR),), **more)


def row_of(result: Conformance) -> dict[str, Any]:
    (row,) = result.targets.iter_rows(named=True)
    return row


def late(result: Conformance) -> list[str]:
    (name,) = result.rules.filter(pl.col("kind") == "late")["id"]
    return result.deviations.case_ids(name)


def test_elapsed_and_working_time_are_both_shown() -> None:
    """Friday 16:00 to Monday 10:00: 66 h for the customer, 1 h + 1 h within office hours."""
    log = log_of(("1", "a", 15, 16), ("1", "b", 81, 82))
    row = row_of(conform(log, service(between(2, calendar="office"))))
    assert (66 * HOUR, 2 * HOUR, True) == (row["elapsed_median"], row["clock_median"], row["met"])
    assert ["1"] == late(conform(log, service(between(1.9, calendar="office"))))


def test_the_clock_stops_in_states() -> None:
    """From 10:00 to 20:00, on hold 11:00 to 14:00 and, overlapping, 13:00 to 15:00: 10 h less 4 h."""
    log = log_of(("1", "a", 9, 10), ("1", "hold", 11, 14), ("1", "hold", 13, 15), ("1", "b", 19, 20))
    row = row_of(conform(log, service(between(6, clock_stops_in=("hold",)))))
    assert (10 * HOUR, 6 * HOUR, 1) == (row["elapsed_median"], row["clock_median"], row["kept"])
    assert ["1"] == late(conform(log, service(between(5.99, clock_stops_in=("hold",)))))


def test_a_stopping_state_without_length_cannot_be_judged() -> None:
    """The start of the hold is not recorded: how long the clock stopped is not known."""
    log = log_of(("1", "a", 9, 10), ("1", "hold", None, 14), ("1", "b", 19, 20), ("2", "a", 9, 10), ("2", "b", 19, 20))
    row = row_of(conform(log, service(between(6, clock_stops_in=("hold",)))))
    assert (1, 0, 1) == (row["cases"], row["kept"], row["unjudged"])


def test_working_days_are_days_with_a_shift() -> None:
    """From Friday: Monday is the first working day after it, Tuesday the second; the lane of b has the calendar."""
    days = Target("between", "a", "b", ((None, WorkingDays(1)),))
    log = log_of(("mon", "a", 15, 16), ("mon", "b", 81, 82), ("tue", "a", 15, 16), ("tue", "b", 105, 106))
    result = conform(log, service(days))
    assert ["tue"] == late(result)
    assert row_of(result)["clock_median"] is None


def test_a_day_on_which_the_clock_had_stopped_does_not_count() -> None:
    """On hold over all of Monday's hours: Tuesday is the first working day. On hold from Monday 10:00 on: the second."""
    days = Target("between", "a", "b", ((None, WorkingDays(1)),), clock_stops_in=("hold",))
    log = log_of(
        *(("whole", "a", 15, 16), ("whole", "hold", 70, 90), ("whole", "b", 105, 106)),
        *(("part", "a", 15, 16), ("part", "hold", 82, 90), ("part", "b", 105, 106)),
    )
    assert ["part"] == late(conform(log, service(days)))


def test_days_without_a_break_are_single_days() -> None:
    """Open day and night: from Friday 16:00 to Monday 10:00 are three days, though no hour is closed in between."""
    log = log_of(("1", "a", 15, 16), ("1", "b", 81, 82))
    blueprint = replace(service(), calendars=(StatedHours("office", "Mon-Sun 00:00-24:00", "UTC"),))
    kept, broken = (
        replace(blueprint, targets=(Target("between", "a", "b", ((None, WorkingDays(days)),)),)) for days in (3, 2)
    )
    assert [] == late(conform(log, kept))
    assert ["1"] == late(conform(log, broken))


def test_a_night_belongs_to_the_day_on_which_it_begins() -> None:
    """Nights from Monday to Friday: from Friday 16:00 to Saturday 05:00 no other one has begun."""
    log = log_of(("1", "a", 15, 16), ("1", "b", 28, 29))
    nights = replace(service(), calendars=(StatedHours("office", "Mon-Fri 22:00-06:00", "UTC"),))
    promised = replace(nights, targets=(Target("between", "a", "b", ((None, WorkingDays(0)),)),))
    assert [] == late(conform(log, promised))


def test_first_time_to_last_time() -> None:
    """a ends at 10 and at 12, b at 14 and at 20: 10 h."""
    log = log_of(("1", "a", 9, 10), ("1", "a", 11, 12), ("1", "b", 13, 14), ("1", "b", 19, 20))
    assert 10 * HOUR == row_of(conform(log, service(between(6))))["elapsed_median"]


def test_levels_by_attribute() -> None:
    """P1 has 1 h; others, and those without a priority, 5 h: both P1 of 2 h are late, nobody else."""
    target = Target("between", "a", "b", (("P1", HOUR), (None, 5 * HOUR)), by="priority")
    log = log_of(
        *((case, "a", 9, 10, priority) for case, priority in (("1", "P1"), ("2", "p1"), ("3", "P2"), ("4", None))),
        *((case, "b", 11, 12, priority) for case, priority in (("1", "P1"), ("2", "p1"), ("3", "P2"), ("4", None))),
    )
    assert ["1", "2"] == late(conform(log, service(target)))
    only = Target("between", "a", "b", (("P1", HOUR),), by="priority")
    row = row_of(conform(log, service(only)))
    # P2 was promised nothing; of the one without priority nobody knows.
    assert (2, 0, 1) == (row["cases"], row["kept"], row["unjudged"])
    unknown = Target("between", "a", "b", (("P1", HOUR),), by="no such column")
    assert (0, 4) == (row_of(conform(log, service(unknown)))["cases"], row_of(conform(log, service(unknown)))["unjudged"])


@pytest.mark.parametrize(
    ("kind", "first", "second", "hours"), [("wait", "b", None, 3), ("step", "b", None, 4), ("handover", "desk", "back", 3)]
)
def test_waits_steps_and_handovers(kind: TargetKind, first: str, second: str | None, hours: float) -> None:
    """a ends at 10, b lasts from 13 to 17: exactly the limit is kept, a second less is late."""
    log = log_of(("1", "a", 9, 10), ("1", "b", 13, 17))
    kept = Target(kind, first, second, ((None, hours * HOUR),))
    assert [] == late(conform(log, service(kept)))
    broken = Target(kind, first, second, ((None, hours * HOUR - timedelta(seconds=1)),))
    assert ["1"] == late(conform(log, service(broken)))


def test_what_runs_beside_is_not_waited_for() -> None:
    """b may overlap a: it could have begun at the arrival, 9 h before its start, although a ended only then."""
    flow = Sequence((Do("hold"), Together((Do("a"), Do("b")))))
    log = log_of(("1", "hold", 0, 1), ("1", "a", 1, 10), ("1", "b", 10, 11))
    target = Target("wait", "b", None, ((None, 8 * HOUR),))
    assert ["1"] == late(conform(log, service(target, flow=flow)))
    assert [] == late(conform(log, service(target)))


def test_without_starts_a_wait_cannot_be_judged() -> None:
    """One time per event: the instance is counted as unjudged, and the target has no cases."""
    log = log_of(("1", "a", None, 10), ("1", "b", None, 12))
    row = row_of(conform(log, service(Target("wait", "b", None, ((None, HOUR),)))))
    assert (0, None, 1) == (row["cases"], row["kept_share"], row["unjudged"])


def test_open_cases_are_late_once_the_time_is_over() -> None:
    """Of two open cases one has waited 2 h, one 9 h, for what may take 5 h; closed cases decide about the target alone."""
    done = (("1", "a", 9, 10), ("1", "b", 11, 12), ("4", "a", 18, 19), ("4", "b", 18.5, 19))
    log = log_of(*done, ("2", "a", 9, 10), ("3", "a", 16, 17), open_for=timedelta(hours=20))
    result = conform(log, service(between(5)))
    assert [] == late(result)
    assert ["2"] == result.open_deviations.case_ids("late:a-to-b")
    row = row_of(result)
    assert (2, 2, 1, 1) == (row["cases"], row["kept"], row["open_running"], row["open_late"])


def test_a_step_that_goes_on_in_an_open_case_is_still_to_be_in_time() -> None:
    """b has begun: case 2 is late since 15:00, case 3 has until 22:00. In a case long stopped its end is lost: unjudged."""
    log = log_of(
        ("1", "a", 9, 10), ("1", "b", 11, 12), ("2", "a", 9, 10), ("2", "b", 13, None),
        ("3", "a", 16, 17), ("3", "b", 18, None),
        open_for=timedelta(hours=20),
    )  # fmt: skip
    row = row_of(conform(log, service(between(5))))
    assert (1, 1, 1, 1) == (row["cases"], row["kept"], row["open_running"], row["open_late"])
    lost = log_of(("1", "a", 9, 10), ("1", "b", 13, None), ("2", "a", 900, 901), open_for=timedelta(hours=20))
    row = row_of(conform(lost, service(between(5))))
    assert (0, 1, 1) == (row["cases"], row["unjudged"], row["open_running"])


def test_a_calendar_that_is_not_stated_is_refused() -> None:
    """With its name and those that there are."""
    with pytest.raises(CalendarError, match="night"):
        conform(log_of(("1", "a", 9, 10), ("1", "b", 11, 12)), service(between(5, calendar="night")))


def test_a_log_without_times_leaves_targets_unjudged() -> None:
    """They are not kept, and not broken."""
    frame = pl.DataFrame({"case": ["1", "1"], "activity": ["a", "b"]})
    result = conform(assemble(frame), service(between(5)))
    assert (0, None, 1) == (row_of(result)["cases"], row_of(result)["met"], row_of(result)["unjudged"])


def test_two_targets_between_the_same_steps_are_told_apart() -> None:
    """Elapsed and working time: the second id is numbered."""
    log = log_of(("1", "a", 15, 16), ("1", "b", 81, 82))
    result = conform(log, service(between(60), between(1, calendar="office")))
    assert ["late:a-to-b", "late:a-to-b:2"] == sorted(result.deviations.wording["id"])


minutes = st.integers(0, 4 * 24 * 60)


@settings(max_examples=60, deadline=None)
@given(st.tuples(minutes, minutes), st.lists(st.tuples(minutes, st.integers(0, 900)), max_size=4), st.booleans())
def test_the_clock_against_one_that_counts_minutes(
    span: tuple[int, int], holds: list[tuple[int, int]], office: bool
) -> None:
    """From Friday: every minute of the span that is no hold and, in office hours, lies in a shift."""
    begin, end = sorted(span)
    origin = int(FRIDAY.timestamp()) * 1_000_000
    log = log_of(
        ("1", "a", 0, 0), ("2", "a", 0, 0), ("2", "b", 200, 200), ("2", "hold", 0, 200),
        *(("1", "hold", first / 60, (first + length) / 60) for first, length in holds), ("1", "b", 200, 200),
    )  # fmt: skip
    target = between(1, clock_stops_in=("hold",), calendar="office" if office else None)
    clocks = Clocks.of(match(log, service(target)), target)
    case = np.array([log.cases["case_id"].to_list().index("1")])
    counted, known = clocks.counted(case, np.array([origin + begin * MINUTE]), np.array([origin + end * MINUTE]))
    expected = 0
    for minute in range(begin, end):
        day, time = divmod(minute, 24 * 60)
        works = not office or (day in (0, 3) and 9 * 60 <= time < 17 * 60)
        expected += works and not any(first <= minute < first + length for first, length in holds)
    assert known.all()
    assert expected * MINUTE == counted[0]


instances = st.tuples(st.sampled_from("12"), st.sampled_from("ab"), st.integers(0, 20), st.integers(0, 8))


@settings(max_examples=40, deadline=None)
@given(st.lists(instances, min_size=1, max_size=9))
def test_waits_are_those_of_the_ledgers_enablement(rows: list[tuple[str, str, int, int]]) -> None:
    """From when the instance was enabled, as waste has it, to its start; nothing here may overlap by design."""
    from mining.timeliness.spans import spans_of
    from mining.waste.causes.enablement import enablement

    log = log_of(*((case, step, start, start + length) for case, step, start, length in rows))
    target = Target("wait", "b", None, ((None, HOUR),))
    matched = match(log, service(target))
    spans = spans_of(matched, target)
    known = enablement(log, np.zeros((len(log.activities),) * 2, dtype=bool))
    assert known.enabled[spans.row].tolist() == spans.begin.tolist()
    assert known.start[spans.row].tolist() == spans.end.tolist()


def test_a_day_before_one_that_was_skipped() -> None:
    """Apia had no 30 December 2011; the clock had stopped over all hours of the 29th, so this day does not count."""
    office = Calendar.of("09:00-17:00", timezone="Pacific/Apia")
    at = lambda day, hour: instants(  # noqa: E731
        np.array([micros(datetime(2011, 12, day, hour, tzinfo=UTC))]), ZoneInfo("Pacific/Apia")
    )
    case = np.zeros(1, dtype=np.int64)
    clocks = Clocks(None, office, at(29, 1), at(29, 23), case, case[:0])
    assert [0] == clocks.working_days(case, at(28, 12), at(29, 23)).tolist()
    running = replace(clocks, begins=case[:0], ends=case[:0], case=case[:0])
    assert [1] == running.working_days(case, at(28, 12), at(29, 23)).tolist()
