"""Why instances waited."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
import slow_causes
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log, worked

import mining
from mining.assembly import assemble
from mining.errors import CalendarError, CausesError, MiningError, TimeError
from mining.log import EventLog
from mining.waste.causes.causes import resources_without_calendar
from mining.waste.causes.concurrency import concurrent_by_order

CAUSES = ("batching", "contention", "overtaking", "closed", "other")


def arriving(*rows: tuple[str, str, float, float, float, str | None]) -> EventLog:
    """(case, activity, arrival hour, start hour, end hour, resource) on Monday, UTC."""
    names = ("case", "activity", "arrival", "start", "end", "resource")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema_overrides={"resource": pl.String})
    at = (
        pl.lit(MONDAY).dt.cast_time_unit("us") + pl.duration(microseconds=(pl.col(name) * 3.6e9).cast(pl.Int64))
        for name in names[2:5]
    )
    return assemble(frame.with_columns(**dict(zip(names[2:5], at, strict=True))), timezone="UTC")


def hours(found: pl.DataFrame, case: str) -> dict[str, float]:
    """Causes of the last instance of a case that are not zero, in hours."""
    row = found.filter(pl.col("case_id") == case).row(-1, named=True)
    return {cause: row[cause] / timedelta(hours=1) for cause in CAUSES if row[cause]}


def test_contention_is_the_queue() -> None:
    """2 arrives at 9 while Ann serves 1 from 9 to 11: two hours of contention, then half an hour nobody explains."""
    found = mining.waiting_causes(arriving(("1", "a", 9, 9, 11, "Ann"), ("2", "a", 9, 11.5, 12, "Ann")))
    assert {"contention": 2, "other": 0.5} == hours(found, "2")
    assert {} == hours(found, "1")


def test_overtaking_is_a_later_one_served_first() -> None:
    """1 arrives at 8, 2 at 9; Ann serves 2 from 9 to 10 and 1 from 10: an hour free, an hour overtaken."""
    found = mining.waiting_causes(arriving(("1", "a", 8, 10, 11, "Ann"), ("2", "b", 9, 9, 10, "Ann")))
    assert {"other": 1, "overtaking": 1} == hours(found, "1")


def test_batching_is_waiting_for_the_last_item() -> None:
    """Enabled at 8, 9 and 10, done from 12 on, one after the other: the first waits two hours for the batch, two for Ann."""
    rows = [("1", "a", 8, 12, 12.5, "Ann"), ("2", "a", 9, 12.5, 13, "Ann"), ("3", "a", 10, 13, 13.5, "Ann")]
    found = mining.waiting_causes(arriving(*rows))
    assert {"batching": 2, "other": 2} == hours(found, "1")
    assert {"batching": 1, "other": 2, "contention": 0.5} == hours(found, "2")
    assert {"other": 2, "contention": 1} == hours(found, "3")


def test_closed_goes_first() -> None:
    """Arrived at 16, Ann leaves at 17 and begins again at 9 next day, then serves another until 10."""
    office = {"Ann": {"hours": "Mon-Fri 09:00-17:00"}}
    rows = [("1", "a", 15.75, 33, 34, "Ann"), ("2", "b", 16, 34, 35, "Ann")]
    found = mining.waiting_causes(arriving(*rows), calendars=office)
    assert {"closed": 16, "contention": 1, "other": 1} == hours(found, "2")
    assert {"closed": 16, "other": 1.25} == hours(found, "1")


def test_work_outside_hours_explains_nothing_twice() -> None:
    """Ann works on 1 from 16 to 19 although she is closed from 17: of the wait of 2 from 16 to 19, an hour is contention."""
    rows = [("1", "a", 16, 16, 19, "Ann"), ("2", "a", 16, 19, 20, "Ann")]
    found = mining.waiting_causes(arriving(*rows), calendars={"Ann": {"hours": "09:00-17:00"}})
    assert {"closed": 2, "contention": 1} == hours(found, "2")


def test_several_at_once_count_once() -> None:
    """Ann works on 1 (9-11) and 2 (10-12) at once; 3 waits from 9: three hours, not four."""
    rows = [("1", "a", 9, 9, 11, "Ann"), ("2", "b", 9, 10, 12, "Ann"), ("3", "c", 9, 13, 14, "Ann")]
    assert {"contention": 3, "other": 1} == hours(mining.waiting_causes(arriving(*rows)), "3")


def test_shared_accounts_and_missing_resources_do_not_contend() -> None:
    """Behind an account that many use, and without a resource, all waiting is other."""
    rows = [("1", "a", 9, 9, 11, "web"), ("2", "a", 9, 12, 13, "web"), ("3", "a", 9, 12, 13, None)]
    found = mining.waiting_causes(arriving(*rows), shared={"web"})
    assert {"other": 3} == hours(found, "2") == hours(found, "3")


def test_the_columns_and_the_source() -> None:
    """As the interface says; b follows a of the same case."""
    found = mining.waiting_causes(worked(("1", "a", 0, 1, "Ann"), ("1", "b", 3, 4, "Bob")))
    first = ["case_id", "activity", "resource", "source_activity", "source_resource", "enabled", "start"]
    assert [*first, "instance_waiting", "batching", "contention", "overtaking", "closed", "other"] == found.columns
    assert ("1", "b", "Bob", "a", "Ann") == found.row(1)[:5]
    assert timedelta(hours=2) == found["instance_waiting"][1] == found["other"][1]
    assert found["source_activity"][0] is None


def test_an_unknown_start_has_unknown_waiting() -> None:
    """Two of three starts are known; the third row is null, not guessed."""
    frame = pl.DataFrame(
        {
            "case": ["1", "2", "3"],
            "activity": ["a", "a", "a"],
            "start": [MONDAY, MONDAY + timedelta(hours=1), None],
            "end": [MONDAY + timedelta(hours=k) for k in (1, 2, 3)],
            "resource": ["Ann"] * 3,
        }
    )
    found = mining.waiting_causes(assemble(frame))
    assert [0, 0, 1] == [found[cause][k] is None for k, cause in enumerate(("closed", "other", "contention"))]
    assert found["instance_waiting"].null_count() == 1


def test_logs_that_cannot_tell_are_refused() -> None:
    """Without starts, with services of no length, with states, without times."""
    with pytest.raises(CausesError, match="does not say when they began"):
        mining.waiting_causes(log("abc", "ab"))
    with pytest.raises(CausesError, match="67 % of the instances end when they begin"):
        mining.waiting_causes(worked(("1", "a", 0, 0, "x"), ("1", "b", 1, 1, "x"), ("1", "c", 2, 3, "x")))
    with pytest.raises(TimeError):
        mining.waiting_causes(log("abc", timed=False))
    frame = pl.DataFrame({"case": ["1", "1"], "activity": ["a", "b"], "end": [MONDAY, MONDAY + timedelta(hours=1)]})
    with pytest.raises(CausesError, match="entered"):
        mining.waiting_causes(assemble(frame, entered=True))


def test_faulty_options_are_named() -> None:
    """A resource that is not there, a calendar without a zone, an order that nobody defined."""
    tiny = worked(("1", "a", 0, 1, "Ann"))
    with pytest.raises(CalendarError, match='Did you mean "Ann"'):
        mining.waiting_causes(tiny, calendars={"Anne": {"hours": "always"}})
    with pytest.raises(CalendarError, match="needs a time zone"):
        mining.waiting_causes(tiny, calendars={"Ann": {"hours": "always"}})
    with pytest.raises(CausesError, match="no such order"):
        mining.waiting_causes(tiny, order=("other", "closed"))
    with pytest.raises(MiningError, match="no resource"):
        mining.waiting_causes(tiny, shared=["Robot"])


def test_resources_without_a_calendar_are_told() -> None:
    """Ann has hours; Bob and Cy are taken as always open."""
    tiny = worked(("1", "a", 0, 1, "Ann"), ("1", "b", 1, 2, "Cy"), ("2", "b", 1, 2, "Bob"), ("3", "b", 1, 2, "Cy"))
    told = resources_without_calendar(tiny, {"Ann": {"hours": "always"}})
    assert [("Cy", 2), ("Bob", 1)] == told.rows()


def queue(cases: int, seed: int) -> EventLog:
    """A plain queue: one counter, busy 85 % of the time, served in order of arrival; then a check by one of two persons."""
    random = np.random.default_rng(seed)
    arrival = np.cumsum(random.exponential(10 / 60, cases))
    rows, free = [], {"counter": 0.0, "Ann": 0.0, "Bob": 0.0}
    for case, came in enumerate(arrival.tolist()):
        moment = came
        for activity, who, mean in (("serve", "counter", 8.5), ("check", str(random.choice(["Ann", "Bob"])), 14)):
            start = max(moment, free[who])
            end = start + float(random.exponential(mean / 60))
            rows.append((str(case), activity, came, start, end, who))
            moment = free[who] = end
    return arriving(*rows)


@pytest.mark.parametrize("seed", range(3))
def test_a_plain_queue_shows_hardly_any_batching(seed: int) -> None:
    """Nobody collects anything: all waiting is contention in the default order; the published order says batching."""
    made = queue(800, seed)
    total = mining.waiting_causes(made).select(pl.col(pl.Duration).sum()).row(0, named=True)
    assert total["batching"] < 0.02 * total["instance_waiting"]
    assert total["contention"] > 0.97 * total["instance_waiting"]
    published = (
        mining.waiting_causes(made, order=mining.PUBLISHED_ORDER).select(pl.col(pl.Duration).sum()).row(0, named=True)
    )
    assert published["batching"] > 0.2 * published["instance_waiting"]


def test_an_empty_part_of_a_log_has_an_empty_frame() -> None:
    """As happens when a log is divided among more parts than it has cases."""
    made = worked(("1", "a", 0, 1, "Ann"))
    empty = made.part(np.zeros(1, dtype=bool))
    assert mining.waiting_causes(made).schema == mining.waiting_causes(empty).schema
    assert 0 == mining.waiting_causes(empty).height


def test_an_unrelated_resource_changes_nothing() -> None:
    """The causes of one queue, alone and beside another resource's log moved by a day."""
    alone = queue(60, 1)
    other = queue(60, 2).events.with_columns(
        pl.col("resource").cast(pl.String) + " II", pl.col("start", "end").dt.offset_by("1d")
    )
    columns = ["case", "activity", "start", "end", "resource"]
    numbered = [
        frame.select(pl.format("{}{}", pl.lit(name), "case").alias("case"), *(pl.col(column) for column in columns[1:]))
        for name, frame in (("A", alone.events), ("B", other))
    ]
    texts = [frame.with_columns(pl.col("activity", "resource").cast(pl.String)) for frame in numbered]
    both = mining.waiting_causes(assemble(pl.concat(texts))).filter(pl.col("case_id").str.starts_with("A"))
    assert mining.waiting_causes(assemble(texts[0])).sort("case_id", "start").equals(both.sort("case_id", "start"))


MOMENTS = st.integers(0, 25)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("1234"), st.sampled_from("ab"), MOMENTS, st.integers(0, 8), st.sampled_from(["Ann", "Bob", None])
    ),
    min_size=1,
    max_size=12,
)
HALF_HOURS = {"Ann": "00:05-00:12, 00:14-00:22", "Bob": "00:20-00:02"}


@settings(max_examples=40, deadline=None)
@given(rows=ROWS, arrivals=st.lists(MOMENTS, min_size=4, max_size=4), closing=st.booleans())
def test_every_minute_has_the_cause_that_the_definitions_give_it(
    rows: list[tuple[str, str, int, int, str | None]], arrivals: list[int], closing: bool
) -> None:
    """Both orders, beside plain Python that decides each minute alone; and the causes add up."""
    came = dict(zip("1234", arrivals, strict=True))
    told = [
        (case, label, came[case] / 60, start / 60, (start + 1 + lasts) / 60, who) for case, label, start, lasts, who in rows
    ]
    made = arriving(*told)
    names = made.events["resource"].cast(pl.String).drop_nulls().unique().to_list()
    calendars = {name: {"hours": HALF_HOURS[name]} for name in names} if closing else {}
    zero = made.cases["arrival"].min()
    assert isinstance(zero, datetime)
    offset = (zero - datetime(2024, 1, 1, tzinfo=UTC)) // timedelta(minutes=1)

    def works(row: slow_causes.Done, minute: int) -> bool:
        who = row.resource
        minute += offset
        if not closing or who is None:
            return True
        return 5 <= minute < 12 or 14 <= minute < 22 if who == "Ann" else minute < 2 or minute >= 20

    for order, name in ((mining.DEFAULT_ORDER, "default"), (mining.PUBLISHED_ORDER, "published")):
        together = slow_causes.concurrent(made)
        if name == "published":
            relation, labels = concurrent_by_order(made), made.activities
            together = {(labels[one], labels[other]) for one, other in zip(*relation.nonzero(), strict=True)}
        plain = slow_causes.with_batches(slow_causes.with_enabled(made, together))
        found = mining.waiting_causes(made, calendars=calendars, order=order)
        assert (found["instance_waiting"] == found.select(pl.sum_horizontal(CAUSES)).to_series()).all()
        expected = slow_causes.causes(slow_causes.with_collected(plain, works), works, name)
        got = [
            {cause: value // timedelta(minutes=1) for cause, value in row.items()} for row in found[list(CAUSES)].to_dicts()
        ]
        assert expected == got
