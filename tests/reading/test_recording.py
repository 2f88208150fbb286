"""How data were recorded: batches, holes, shared accounts, placeholders, the future, two ways of working."""

from datetime import UTC, datetime, timedelta

import polars as pl
from tiny_logs import MONDAY

from mining.assembly import assemble
from mining.findings import Finding
from mining.log import EventLog
from mining.reading.quality import with_findings
from mining.reading.recording import recording_findings

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def recorded(*rows: tuple[str, str, datetime, str | None], **columns: list[int]) -> EventLog:
    schema = {"case": pl.String, "activity": pl.String, "end": pl.Datetime("us", "UTC"), "resource": pl.String}
    frame = pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(pl.Series(k, v) for k, v in columns.items())
    return assemble(frame, order="order" if "order" in columns else None)


def found(log: EventLog) -> dict[str, Finding]:
    return {f.code: f for f in recording_findings(log, log.end_micros, now=NOW)}


def hourly(
    count: int, begin: datetime = MONDAY, step: float = 1, who: str = "Ana"
) -> list[tuple[str, str, datetime, str | None]]:
    """`count` events, `step` hours apart, two per case."""
    return [(f"{begin}{k // 2}", "ab"[k % 2], begin + timedelta(hours=step * k, minutes=k % 7), who) for k in range(count)]


def test_a_steady_log_has_nothing_to_say() -> None:
    """One event every five hours for a year: five in a day, no resource at all hours."""
    assert {} == found(recorded(*hourly(1700, step=5)))


def test_a_month_without_records_is_a_hole() -> None:
    """January and March hold 200 events each, 3.5 h apart; February nothing: one gap, with its days."""
    rows = hourly(200, step=3.5) + hourly(200, datetime(2024, 3, 1, tzinfo=UTC), step=3.5)
    finding = found(recorded(*rows))["nothing_recorded"]
    assert (1, "limit", ("2024-01-30 to 2024-03-01",)) == (finding.rows, finding.severity, finding.examples)
    assert finding.message.startswith("Nothing was recorded for 31 days altogether (1 gap)")


def test_a_slow_service_has_no_holes() -> None:
    """One event in ten days is its usual rate."""
    assert "nothing_recorded" not in found(recorded(*hourly(200, step=240)))


def test_a_resource_that_never_sleeps_is_an_account() -> None:
    """SYSTEM acts in 24 hours of one day, Ana in 8; the name is not told."""
    rows = hourly(24, who="SYSTEM") + hourly(8, who="Ana")
    finding = found(recorded(*rows))["impossible_hours"]
    assert (1, "limit", ("2024-01-01: 24 hours",)) == (finding.rows, finding.severity, finding.examples)
    assert "1 resource acts" in finding.message and "SYSTEM" not in finding.message


def test_many_placeholders_are_noticed() -> None:
    """A tenth of the rows at 1970, which no quantile would call far."""
    rows = [
        (str(k), "a", datetime(1970, 1, 1, tzinfo=UTC) if k % 10 == 0 else MONDAY + timedelta(hours=k), None)
        for k in range(100)
    ]
    assert 10 == found(recorded(*rows))["impossible_date"].rows


def test_times_before_computers_are_impossible() -> None:
    """A whole log of 1850: no time is far from the others, and none of it was recorded by a program."""
    rows = [("1", "a", datetime(1850, 3, day, tzinfo=UTC), None) for day in (1, 2, 3)]
    finding = found(recorded(*rows))["impossible_date"]
    assert (3, "limit") == (finding.rows, finding.severity)
    assert "3 times lie before 1950, when no program recorded any: 1850-03-01, 1850-03-02, 1850-03-03." == finding.message


def test_a_blank_start_or_arrival_is_impossible() -> None:
    """One of three starts is 1900-01-01, which no end shows, and one of three arrivals 1970-01-01."""
    ends = [MONDAY + timedelta(hours=hour) for hour in (1, 2, 3)]
    frame = pl.DataFrame({"case": ["1", "2", "3"], "activity": ["a"] * 3, "end": ends})
    blank, zero = datetime(1900, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)
    log = assemble(
        frame.with_columns(
            start=pl.Series([blank, *(end - timedelta(minutes=5) for end in ends[1:])], dtype=pl.Datetime("us", "UTC")),
            arrival=pl.Series([ends[0], zero, ends[2]], dtype=pl.Datetime("us", "UTC")),
        ),
        roles={"arrival": "opened"},
    )
    finding = found(log)["impossible_date"]
    assert (2, ("1: 1900-01-01", "2: 1970-01-01")) == (finding.rows, finding.examples)


def test_the_future_is_planned() -> None:
    """One of three times lies after today."""
    rows = [("1", "a", NOW - timedelta(days=9), None), ("1", "b", NOW + timedelta(days=9), None), ("2", "a", NOW, None)]
    finding = found(recorded(*rows))["future_time"]
    assert (1, ("1: 2026-01-10",)) == (finding.rows, finding.examples)
    assert finding.message == "1 time lies in the future: planned, not done?"


def test_labels_that_replace_each_other_are_told() -> None:
    """Forty "old step" in spring, forty "new step" in autumn, "a" all the year."""
    rows = []
    for k in range(80):
        day = MONDAY + timedelta(days=4 * k)
        rows += [(str(k), "a", day, None), (str(k), "old step" if k < 40 else "new step", day + timedelta(hours=1), None)]
    finding = found(recorded(*rows))["labels_change"]
    assert (2, ("until 2024-06-05: old step", "from 2024-06-09: new step")) == (finding.rows, finding.examples)


def codes(log: EventLog) -> dict[str, Finding]:
    return {f.code: f for f in with_findings(log).quality.findings}


def test_one_event_written_twice() -> None:
    """Case, activity and time agree, the resource differs: two instances of four."""
    later = MONDAY + timedelta(minutes=7, seconds=1)
    rows = [("1", "a", MONDAY, "Ana"), ("1", "a", MONDAY, "Bo"), ("1", "b", later, "Bo"), ("2", "a", MONDAY, None)]
    finding = codes(recorded(*rows))["same_event_twice"]
    assert (2, "limit", ("1",)) == (finding.rows, finding.severity, finding.examples)


def test_times_that_contradict_the_order_column() -> None:
    """Number 1 after number 2 in time: one instance; ties are what the column is for."""
    minute = timedelta(minutes=1)
    rows = [("1", "a", MONDAY + minute, None), ("1", "b", MONDAY, None), ("2", "a", MONDAY, None), ("2", "b", MONDAY, None)]
    finding = codes(recorded(*rows, order=[1, 2, 1, 2]))["out_of_order"]
    assert (1, ("1",)) == (finding.rows, finding.examples)
    assert "out_of_order" not in codes(recorded(*rows, order=[2, 1, 2, 1]))


def test_batches_show_their_seconds() -> None:
    """Thirty cases at one second."""
    rows = [(str(k), "a", MONDAY + timedelta(hours=3, seconds=1), None) for k in range(30)]
    assert ("2024-01-01 03:00:01: 30",) == codes(recorded(*rows))["batch_logged"].examples
