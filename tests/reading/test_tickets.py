"""One row per ticket, its dates side by side: each stage is an activity."""

import io
from collections.abc import Sequence
from pathlib import Path

import polars as pl
import pytest

import mining
from mining.errors import ColumnError, ShapeError
from mining.reading.door import reading_of_frame
from mining.reading.stages import is_stage, stage_of, wording
from mining.reading.tickets import looks_like_tickets
from mining.reading.wanted import Wanted

TICKETS = """\
number,opened_at,assigned_at,resolved_at,resolved_by,closed_at,closed_by,sys_updated_on,due_date,priority,assignment_group
T1,2024-03-04 09:00,2024-03-04 09:30,2024-03-05 10:00,Ann,2024-03-06 08:00,Bob,2024-03-09 00:00,2024-03-08,high,Desk
T2,2024-03-05 11:00,,2024-03-05 12:00,Cid,,,2024-03-09 00:00,2024-03-09,low,Desk
T3,2024-03-07 15:00,2024-03-07 16:00,,,,,2024-03-09 00:00,2024-03-12,low,Field
"""


def frame(text: str = TICKETS) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(text), infer_schema=False)


def read(text: str = TICKETS, tmp_path: Path | None = None, **options: object) -> mining.EventLog:
    assert tmp_path is not None
    (tmp_path / "tickets.csv").write_text(text, encoding="utf-8")
    return mining.read(tmp_path / "tickets.csv", **options)  # type: ignore[arg-type]


def traces(log: mining.EventLog) -> dict[str, list[str]]:
    """Case id -> activities in order."""
    ids = log.cases["case_id"]
    events = log.events.with_columns(pl.Series("id", ids.gather(log.events["case"])))
    return {str(k[0]): part["activity"].to_list() for k, part in events.group_by(["id"], maintain_order=True)}


def test_each_date_is_an_activity_in_words_of_its_column(tmp_path: Path) -> None:
    """T1 has four stages, T2 was never assigned nor closed, T3 only opened and assigned: 4 + 2 + 2 = 8 of 3 rows."""
    log = read(tmp_path=tmp_path)
    assert {
        "T1": ["Opened", "Assigned", "Resolved", "Closed"],
        "T2": ["Opened", "Resolved"],
        "T3": ["Opened", "Assigned"],
    } == traces(log)
    assert (3, 8, 0) == (log.quality.rows_read, log.instances, log.quality.rows_rejected)
    assert (False, False) == (log.entered, log.has_starts)


def test_who_resolved_did_the_resolving_and_nothing_else(tmp_path: Path) -> None:
    """resolved_by goes with resolved_at, closed_by with closed_at; nobody is known for the others."""
    events = read(tmp_path=tmp_path).events
    done = {(row[0], row[1]) for row in events.select("activity", "resource").rows()}
    expected = {("Opened", None), ("Assigned", None), ("Resolved", "Ann"), ("Resolved", "Cid"), ("Closed", "Bob")}
    assert expected == done


def test_the_rest_describes_the_ticket(tmp_path: Path) -> None:
    """Priority, group, due date and the last touch of the record stay with the case; the group did not open the ticket."""
    log = read(tmp_path=tmp_path)
    kept = {"priority", "assignment_group", "due_date", "sys_updated_on"}
    assert kept <= set(log.cases.columns)
    assert not kept & set(log.events.columns) and "team" not in log.events.columns
    said = next(finding for finding in log.quality.findings if finding.code == "tickets")
    assert "sys_updated_on, due_date" in said.message


def test_a_ticket_is_complete_where_its_last_stage_is_filled(tmp_path: Path) -> None:
    """closed_at is filled for T1 alone."""
    cases = read(tmp_path=tmp_path).cases
    complete = cases.select("case_id", (~pl.col("open") & ~pl.col("unfinished")).alias("complete")).rows()
    assert [("T1", True), ("T2", False), ("T3", False)] == complete


def test_the_wording_can_be_given_columns_added_and_left_out(tmp_path: Path) -> None:
    """assigned_at is left out, the due date is wanted, closing is called otherwise."""
    log = read(tmp_path=tmp_path, steps={"assigned_at": "", "due_date": "Due", "closed_at": "Ticket closed"})
    assert ["Opened", "Resolved", "Ticket closed", "Due"] == traces(log)["T1"]
    with pytest.raises(ColumnError, match='"assigned" for the step'):
        read(tmp_path=tmp_path, steps={"assigned": "Assigned"})


def test_times_of_one_instant_keep_the_order_of_the_stages(tmp_path: Path) -> None:
    """Opened, assigned and closed in the same minute, columns in any order."""
    rows = "".join(f"{k},2024-03-0{k} 08:00,2024-03-0{k} 08:00,2024-03-0{k} 08:00\n" for k in range(1, 6))
    log = read("ticket,closed_at,assigned_at,opened_at\n" + rows, tmp_path=tmp_path)
    assert {str(k): ["Opened", "Assigned", "Closed"] for k in range(1, 6)} == traces(log)


def test_dates_out_of_order_are_counted(tmp_path: Path) -> None:
    """T2 is closed before it was resolved."""
    text = TICKETS.replace("Cid,,,", "Cid,2024-03-05 11:30,Bob,")
    log = read(text, tmp_path=tmp_path)
    finding = next(finding for finding in log.quality.findings if finding.code == "dates_out_of_order")
    assert (1, ("row 2",)) == (finding.rows, finding.examples)
    assert "closed_at before resolved_at 1" in finding.message


def test_a_value_that_is_no_date_loses_the_stage_and_not_the_ticket(tmp_path: Path) -> None:
    """T1's closing is unreadable; its other three stages stay."""
    text = TICKETS.replace("2024-03-06 08:00", "yesterday").replace("Cid,,,", "Cid,2024-03-06 11:30,Bob,")
    log = read(text.replace("16:00,,,,,", "16:00,,,2024-03-08 11:00,Bob,"), tmp_path=tmp_path)
    assert ["Opened", "Assigned", "Resolved"] == traces(log)["T1"]
    assert {"unreadable_time": 1} == {f.code: f.rows for f in log.quality.findings if f.code == "unreadable_time"}


def test_a_ticket_without_dates_is_rejected_with_its_row() -> None:
    """T4 has no date at all."""
    account = reading_of_frame(frame(TICKETS + "T4,,,,,,,,,low,Desk\n"), Wanted())
    assert [(4, "no time", "T4")] == account.rejected.select("row", "reason", "number").rows()
    assert (4, 1, 3) == (account.log.quality.rows_read, account.log.quality.rows_rejected, account.log.cases.height)
    assert "one row per ticket" == account.shape


def test_blank_rows_repetitions_and_rows_without_an_id_are_told_apart() -> None:
    """Rows 4 to 6: nothing at all, T1 once more, dates of nobody. Row 7 has a wrong date, and its number is right."""
    t1, t2 = TICKETS.splitlines()[1:3]
    more = [",,,,,,,,,,", t1, t2.replace("T2", ""), t2.replace("T2", "T7").replace("2024-03-05 12:00", "noon")]
    account = reading_of_frame(frame(TICKETS + "\n".join(more) + "\n"), Wanted())
    quality = account.log.quality
    assert (6, 1, 1) == (quality.rows_read, quality.rows_rejected, quality.duplicates)
    assert [(6, "no case id")] == account.rejected.select("row", "reason").rows()
    examples = {finding.code: finding.examples for finding in quality.findings}
    assert ("row 4",) == examples["blank_row"] and ("row 5",) == examples["exact_duplicate"]
    assert ("row 7: 'noon'",) == examples["unreadable_time"]


def test_a_mark_for_nothing_closes_no_ticket() -> None:
    """closed_at is "?" for T2 and T3."""
    text = TICKETS.replace("Cid,,,", "Cid,?,?,").replace("16:00,,,,,", "16:00,?,,?,,")
    cases = reading_of_frame(frame(text), Wanted()).log.cases
    assert ["T1"] == cases.filter(~pl.col("open") & ~pl.col("unfinished"))["case_id"].to_list()


def test_day_and_month_are_decided_for_all_dates_together() -> None:
    """closed_at alone (5/3, 6/3, 7/3) could be March or May to July; opened_at (25/2) says day before month."""
    text = "ticket,opened_at,assigned_at,closed_at\n"
    text += "".join(
        f"{k},{d}/2/2024 10:00,{d}/2/2024 11:00,{c}/3/2024 10:00\n" for k, d, c in [(1, 25, 5), (2, 26, 6), (3, 27, 7)]
    )
    log = reading_of_frame(frame(text), Wanted()).log
    assert {(3, 5), (3, 6), (3, 7)} == {
        (t.month, t.day) for t in log.events.filter(pl.col("activity") == "Closed")["end"].to_list()
    }


EVENTS = """\
case,activity,created_at,closed_at
1,ask,2024-03-04 09:00,2024-03-04 10:00
1,answer,2024-03-04 11:00,2024-03-04 12:00
2,ask,2024-03-05 09:00,2024-03-05 10:00
"""


@pytest.mark.parametrize(
    ("columns", "rows", "tickets"),
    [
        (["ticket", "opened_at", "assigned_at", "closed_at"], [["1", "2024-01-01", "2024-01-02", "2024-01-03"]] * 2, False),
        (
            ["call", "start", "end", "agent"],
            [[str(k), "2024-01-01 08:00", "2024-01-01 09:00", "x"] for k in range(20)],
            False,
        ),
        (["id", "created", "closed", "type"], [[str(k), "2024-01-01", "2024-01-02", "x"] for k in range(20)], True),
        (["id", "task", "created", "closed"], [[str(k), "x", "2024-01-01", "2024-01-02"] for k in range(20)], False),
        (
            ["工单号", "受理时间", "派单时间", "关闭时间"],
            [[str(k), "2024-01-01", "2024-01-02", "2024-01-03"] for k in range(3)],
            True,
        ),
    ],
)
def test_recognition_is_conservative(columns: Sequence[str], rows: list[list[str]], tickets: bool) -> None:
    """Ids that repeat, mere start and end, or an activity column: no tickets. Opened and closed, one id per row: tickets."""
    table = pl.DataFrame(rows, schema=list(columns), orient="row")
    assert tickets == looks_like_tickets(table, columns[0])


def test_events_with_such_columns_stay_events() -> None:
    """Cases repeat: one row per event, whatever the dates are called."""
    account = reading_of_frame(frame(EVENTS), Wanted())
    assert "one row per ticket" != account.shape
    assert 3 == account.log.instances


def test_the_shape_can_be_forced_and_is_refused_without_dates() -> None:
    """Repeating ids are no tickets until the user says so; a table without stages cannot be one."""
    log = reading_of_frame(frame(EVENTS), Wanted(shape="tickets")).log
    assert 6 == log.instances
    with pytest.raises(ShapeError, match="stage"):
        reading_of_frame(frame("ticket,opened\n1,yes\n2,no\n"), Wanted(shape="tickets"))


@pytest.mark.parametrize(
    ("heading", "words", "stage"),
    [
        ("Closed Date", "Closed", 3),
        ("RESOLVED_AT", "Resolved", 2),
        ("First Response Time", "First response", 1),
        ("reopened_time", "Reopened", 1),
        ("报修时间", "报修", 0),
        ("Erstellt am", "Erstellt", 0),
        ("Fecha de cierre", "Cierre", 3),
        ("Date de création", "Création", 0),
        ("受付日時", "受付", 0),
    ],
)
def test_wording_and_stage(heading: str, words: str, stage: int) -> None:
    """The activity is the heading without its words for date and time."""
    assert (words, stage, True) == (wording(heading), stage_of(heading), is_stage(heading))


@pytest.mark.parametrize(
    "heading", ["sys_updated_on", "Due date", "Last activity", "birth_date", "计划完成时间", "expected_end"]
)
def test_plans_and_the_last_touch_are_no_stages(heading: str) -> None:
    """What is planned has not happened; what was touched last says nothing of the ticket."""
    assert not is_stage(heading)


def test_one_stage_and_columns_of_any_name_are_no_trouble() -> None:
    """The only stage is the closing one; other columns are called as the report calls its own."""
    text = "ticket,closed_at,row,reason,blank,names of the date columns\n"
    text += "1,2024-03-04,1,2,3,4\n2,?,1,2,3,4\n3,2024-03-05,1,2,3,4\n"
    account = reading_of_frame(frame(text), Wanted(shape="tickets"))
    assert (2, ["Closed"]) == (account.log.instances, list(account.log.activities))
    assert (2, "no time") == account.rejected.row(0)[:2]
