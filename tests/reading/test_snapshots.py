"""State snapshots: the whole record at every update; consecutive rows in one state are one."""

import io

import polars as pl
import pytest

from mining.log import EventLog
from mining.reading.door import reading_of_frame
from mining.reading.wanted import Wanted

HEADINGS = "number,state,opened_at,resolved_at,sys_updated_at,sys_updated_by,sys_mod_count"
SNAPSHOTS = (
    HEADINGS
    + """
I1,New,2024-03-04 08:00,2024-03-05 10:00,2024-03-04 08:05,Ann,0
I1,Active,2024-03-04 08:00,2024-03-05 10:00,2024-03-04 09:00,Bob,2
I1,Active,2024-03-04 08:00,2024-03-05 10:00,2024-03-04 09:00,Cid,10
I1,Awaiting Vendor,2024-03-04 08:00,2024-03-05 10:00,2024-03-04 09:00,Bob,9
I1,Resolved,2024-03-04 08:00,2024-03-05 10:00,2024-03-05 10:00,Bob,11
I1,Resolved,2024-03-04 08:00,2024-03-05 10:00,2024-03-06 10:00,?,12
I2,New,2024-03-05 07:00,?,2024-03-05 08:00,Ann,0
I2,New,2024-03-05 07:00,?,2024-03-05 09:00,Ann,1
"""
)


def frame(text: str = SNAPSHOTS) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(text), infer_schema=False)


def states(log: EventLog) -> list[tuple[str, str, str | None]]:
    ids = log.cases["case_id"].gather(log.events["case"])
    return pl.DataFrame([ids, log.events["activity"].cast(pl.String), log.events["resource"].cast(pl.String)]).rows()


def test_states_are_entered_once_and_the_update_counter_settles_ties() -> None:
    """I1 at 09:00: Active (2), Awaiting Vendor (9), Active (10) by the counter as a number, not as text nor by the row.

    Its second Resolved and the second New of I2 repeat the state before: 2 of 8 rows are collapsed.
    """
    account = reading_of_frame(frame(), Wanted())
    expected = [
        ("I1", "New", "Ann"), ("I1", "Active", "Bob"), ("I1", "Awaiting Vendor", "Bob"), ("I1", "Active", "Cid"),
        ("I1", "Resolved", "Bob"), ("I2", "New", "Ann"),
    ]  # fmt: skip
    assert expected == states(account.log)
    assert ("state snapshots", True, "sys_updated_at") == (account.shape, account.log.entered, account.log.roles["end"])
    finding = next(finding for finding in account.log.quality.findings if finding.code == "unchanged_state")
    assert (2, ("row 6", "row 8")) == (finding.rows, finding.examples)
    assert "tied_timestamps" not in {finding.code for finding in account.log.quality.findings}


def test_a_state_lasts_until_the_next_one() -> None:
    """New of I1 from 08:05 to 09:00: 55 minutes; collapsed rows lengthen nothing and shorten nothing."""
    log = reading_of_frame(frame(), Wanted()).log
    first = log.events.row(0, named=True)
    assert 55 == (first["end"] - first["start"]).total_seconds() / 60


def test_unchanged_states_are_kept_on_request_and_still_counted() -> None:
    """All 8 rows stay."""
    log = reading_of_frame(frame(), Wanted(keep_unchanged=True)).log
    assert 8 == log.instances
    assert 2 == next(finding.rows for finding in log.quality.findings if finding.code == "unchanged_state")


def test_a_status_log_without_the_record_is_no_snapshot() -> None:
    """Only the state and when it changed: rows stay as they are, repeated or not.

    Forced, and without the counter, the file's order decides: New, Active, Awaiting Vendor, Resolved; New.
    """
    table = frame().select("number", "state", pl.col("sys_updated_at").alias("Changed at"), "sys_updated_by")
    account = reading_of_frame(table, Wanted())
    assert ("one time per row", 8) == (account.shape, account.log.instances)
    forced = reading_of_frame(table, Wanted(shape="snapshots"))
    assert ("state snapshots", 5) == (forced.shape, forced.log.instances)


def test_snapshots_can_be_read_as_events() -> None:
    """The user says that every row counts."""
    account = reading_of_frame(frame(), Wanted(shape="events"))
    assert ("one time per row", 8) == (account.shape, account.log.instances)


@pytest.mark.parametrize("heading", ["version", "更新次数"])
def test_the_counter_is_known_by_its_name(heading: str) -> None:
    """It becomes the order column, which is said."""
    account = reading_of_frame(frame(SNAPSHOTS.replace("sys_mod_count", heading)), Wanted())
    assert heading == account.log.roles["order"]
