"""Quality: what the whole log shows to be wrong, and which figures it touches."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from tiny_logs import MONDAY, log

from mining.assembly import assemble
from mining.log import EventLog
from mining.reading.quality import day_month_swapped, with_findings


def events(*rows: tuple[str, str, datetime]) -> EventLog:
    schema = {"case": pl.String, "activity": pl.String, "end": pl.Datetime("us", "UTC")}
    return assemble(pl.DataFrame(list(rows), schema=schema, orient="row"))


def severities(event_log: EventLog) -> dict[str, str]:
    return {finding.code: finding.severity for finding in with_findings(event_log).quality.findings}


def test_a_sound_log_has_only_notes() -> None:
    """Two cases of three steps, an hour apart: minutes only, no zone, nothing that limits a figure."""
    assert {"minutes_only": "note", "no_zone": "note"} == severities(log("abc", "abc"))
    assert "fit" == with_findings(log("abc", "abc")).quality.verdict


def test_a_case_id_that_never_repeats_is_unfit() -> None:
    """Ten rows, ten cases: the wrong column."""
    assert "unfit" == severities(log(*["a"] * 10))["case_unique_per_row"]


def test_an_activity_that_never_repeats_is_unfit() -> None:
    """Twenty rows, twenty labels: the wrong column."""
    rows = [(str(k // 2), f"comment {k}", MONDAY + timedelta(hours=k)) for k in range(20)]
    assert "unfit" == severities(events(*rows))["activity_unique_per_row"]


def test_cases_of_one_event_are_counted() -> None:
    """Two of three cases: a limit, because most flow times are nothing."""
    finding = next(f for f in with_findings(log("ab", "a", "a")).quality.findings if f.code == "one_event_case")
    assert (2, "limit", ("2", "3")) == (finding.rows, finding.severity, finding.examples)


def test_dates_without_time_of_day_limit_order_and_times() -> None:
    """Everything at midnight is a date."""
    finding = next(f for f in with_findings(_dated()).quality.findings if f.code == "date_only")
    assert {"variants", "flow time"} <= set(finding.affects)


def _dated() -> EventLog:
    return events(*[(str(k % 3), "ab"[k % 2], MONDAY + timedelta(days=k)) for k in range(6)])


def test_placeholders_for_unknown_times_are_impossible_dates() -> None:
    """1970 among rows of 2024, with the case that holds it."""
    rows = [(str(k), "a", MONDAY + timedelta(hours=k)) for k in range(40)]
    finding = next(
        f
        for f in with_findings(events(*rows, ("7", "b", datetime(1970, 1, 1, tzinfo=MONDAY.tzinfo)))).quality.findings
        if f.code == "impossible_date"
    )
    assert (1, ("7: 1970-01-01",)) == (finding.rows, finding.examples)


def test_many_events_of_one_second_are_batch_logged() -> None:
    """Thirty cases written at 03:00:01, ten at their own seconds."""
    written = [(str(k), "a", MONDAY + timedelta(hours=3, seconds=1)) for k in range(30)]
    own = [(str(k), "b", MONDAY + timedelta(hours=4, seconds=61 * k + 1)) for k in range(10)]
    assert "limit" == severities(events(*written, *own))["batch_logged"]


def dates(shuffled: bool) -> tuple[pl.Series, pl.Series]:
    """Forty cases of four events, two days apart, begun every third day of 2024."""
    times, cases = [], []
    for case in range(40):
        for step in range(4):
            time = datetime(2024, 1, 1, 9) + timedelta(days=3 * case + 2 * step)
            if shuffled and time.day <= 12:
                time = time.replace(month=time.day, day=time.month)
            times.append(time)
            cases.append(str(case))
    return pl.Series("t", times).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"), pl.Series("c", cases)


@pytest.mark.parametrize("ordered", [False, True])
def test_exchanged_day_and_month_are_noticed(ordered: bool) -> None:
    """Exchanged wherever the day is at most 12: seen in the file's order, and also after sorting by the wrong times."""
    times, case = dates(shuffled=True)
    frame = pl.DataFrame({"t": times, "c": case})
    frame = frame.sort("c", "t") if ordered else frame
    assert ["day_month_swapped"] == [finding.code for finding in day_month_swapped(frame["t"], frame["c"])]


def test_true_dates_are_not_suspected() -> None:
    """The same dates before the exchange, and monthly work on the fifth."""
    assert [] == day_month_swapped(*dates(shuffled=False))
    monthly = [datetime(2024, month, 5, 9) + timedelta(days=20 * step) for month in range(1, 13) for step in range(2)]
    case = pl.Series("c", [str(k // 2) for k in range(24)])
    assert [] == day_month_swapped(pl.Series("t", monthly).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"), case)


def test_the_worst_stands_first() -> None:
    """Unfit before limits before notes."""
    order = [finding.severity for finding in with_findings(log(*["a"] * 10)).quality.findings]
    assert sorted(order, key=["unfit", "limit", "note"].index) == order
