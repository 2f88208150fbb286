"""Change histories: the chosen field's new values are activities."""

import io
from pathlib import Path

import polars as pl
import pytest

import mining
from mining.errors import ShapeError
from mining.reading.changes import change_columns
from mining.reading.door import reading_of_frame
from mining.reading.wanted import Wanted

HISTORY = """\
ticket,field,old_value,new_value,changed_at,changed_by
A,status,New,In progress,2024-03-04 09:00,Ann
A,assignee,,Ann,2024-03-04 09:00,Ann
A,priority,low,high,2024-03-04 09:30,Ann
A,status,In progress,In progress,2024-03-04 10:00,Ann
A,status,In progress,Resolved,2024-03-04 12:00,Bob
B,assignee,,Cid,2024-03-05 08:00,Cid
B,status,New,In progress,2024-03-05 09:00,Cid
B,status,In progress,,2024-03-05 10:00,Cid
C,priority,low,high,2024-03-05 10:00,Cid
"""


def frame(text: str = HISTORY) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(text), infer_schema=False)


def rows(log: mining.EventLog) -> list[tuple[str, str, str | None]]:
    """(case, activity, resource) in log order."""
    ids = log.cases["case_id"].gather(log.events["case"])
    return pl.DataFrame([ids, log.events["activity"].cast(pl.String), log.events["resource"].cast(pl.String)]).rows()


def test_new_values_of_the_status_are_the_activities() -> None:
    """4 status changes are kept of 9 rows: one changes nothing, four are of other fields; C never changed its status."""
    account = reading_of_frame(frame(), Wanted())
    expected = [
        ("A", "In progress", "Ann"),
        ("A", "Resolved", "Bob"),
        ("B", "In progress", "Cid"),
        ("B", "status emptied", "Cid"),
    ]
    assert expected == rows(account.log)
    assert ("change history", True) == (account.shape, account.log.entered)
    codes = {finding.code: finding.rows for finding in account.log.quality.findings}
    assert (9, 1, 1) == (codes["changes"], codes["unchanged_value"], codes["emptied_value"])
    said = next(finding for finding in account.log.quality.findings if finding.code == "changes")
    assert "assignee 2, priority 2" in said.message and "its name is that of a status" in said.message


def test_unchanged_values_are_kept_on_request() -> None:
    """The fourth row changes In progress to In progress."""
    log = reading_of_frame(frame(), Wanted(keep_unchanged=True)).log
    assert ["In progress", "In progress", "Resolved"] == [row[1] for row in rows(log) if row[0] == "A"]


def test_another_field_can_be_named() -> None:
    """Two changes of the assignee; there is no field "owner"."""
    log = reading_of_frame(frame(), Wanted(field="assignee")).log
    assert [("A", "Ann", "Ann"), ("B", "Cid", "Cid")] == rows(log)
    with pytest.raises(ShapeError, match=r'no field "asignee".*Did you mean "assignee"'):
        reading_of_frame(frame(), Wanted(field="asignee"))


def test_without_a_status_the_field_has_to_be_named() -> None:
    """Of priority and assignee neither is a status by name or content."""
    text = "\n".join(line for line in HISTORY.splitlines() if ",status," not in line)
    with pytest.raises(ShapeError, match="none of which looks like a status"):
        reading_of_frame(frame(text), Wanted())


def test_the_values_tell_the_status_where_the_name_does_not() -> None:
    """A field called 12 that holds New, In progress, Resolved."""
    log = reading_of_frame(frame(HISTORY.replace(",status,", ",12,")), Wanted()).log
    assert {"In progress", "Resolved", "12 emptied"} == set(log.activities)


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        (["OBJECTID", "FNAME", "VALUE_OLD", "VALUE_NEW"], ("FNAME", "VALUE_OLD", "VALUE_NEW")),
        (["key", "created", "field", "from", "fromString", "to", "toString"], ("field", "fromString", "toString")),
        (["工单号", "字段", "原值", "新值", "时间"], ("字段", "原值", "新值")),
        (["ticket", "field", "new_value"], None),
        (["from", "to", "count"], None),
        (["case", "activity", "timestamp"], None),
    ],
)
def test_the_columns_are_known_by_their_names(columns: list[str], found: tuple[str, str, str] | None) -> None:
    """Field, old and new value are all needed; from and to alone are no change history."""
    known = change_columns(pl.DataFrame(schema=columns))
    assert found == (None if known is None else (known.field, known.old, known.new))


def test_the_author_of_a_change_did_it() -> None:
    """A change log as trackers export it: keys and texts of values side by side, and an author."""
    text = (
        "Issue key,Author,Created,Field,From,FromString,To,ToString\n"
        "P-1,ann,2024-03-04 08:00,status,1,To Do,2,In Progress\nP-1,bob,2024-03-05 09:00,status,2,In Progress,3,Done\n"
    )
    log = reading_of_frame(frame(text), Wanted()).log
    assert [("P-1", "In Progress", "ann"), ("P-1", "Done", "bob")] == rows(log)


HEADER = """\
MANDANT,OBJECTCLAS,OBJECTID,CHANGENR,USERNAME,UDATE,UTIME
100,VERKBELEG,0001,7,ANN,2024-03-04,09:00:00
100,VERKBELEG,0001,8,BOB,2024-03-04,11:00:00
100,VERKBELEG,0002,9,CID,2024-03-05,08:00:00
"""
ITEMS = """\
MANDANT,OBJECTCLAS,OBJECTID,CHANGENR,TABNAME,FNAME,VALUE_OLD,VALUE_NEW
100,VERKBELEG,0001,7,VBAK,LIFSK,,ZA
100,VERKBELEG,0001,7,VBAK,NETWR,10,20
100,VERKBELEG,0001,8,VBAK,LIFSK,ZA,
100,VERKBELEG,0002,9,VBAK,LIFSK,,ZB
100,VERKBELEG,0003,10,VBAK,LIFSK,,ZC
"""


@pytest.mark.parametrize(("first", "second"), [("header", "items"), ("items", "header")])
def test_change_documents_are_joined_in_either_order(tmp_path: Path, first: str, second: str) -> None:
    """Delivery blocks set and taken away; 0003 has no header, so no time: it is rejected. NETWR is another field."""
    texts = {"header": HEADER, "items": ITEMS}
    for name, text in texts.items():
        (tmp_path / f"{name}.csv").write_text(text)
    log = mining.read(tmp_path / f"{first}.csv", join=tmp_path / f"{second}.csv", field="LIFSK")
    assert [("0001", "ZA", "ANN"), ("0001", "LIFSK emptied", "BOB"), ("0002", "ZB", "CID")] == rows(log)
    assert (5, 1) == (log.quality.rows_read, log.quality.rows_rejected)
    joined = next(finding for finding in log.quality.findings if finding.code == "joined")
    assert "1 of them without a partner" in joined.message


@pytest.mark.parametrize("text", [HEADER, ITEMS])
def test_half_of_change_documents_is_refused_with_the_remedy(tmp_path: Path, text: str) -> None:
    """Alone, one table lacks what, the other who and when."""
    (tmp_path / "half.csv").write_text(text)
    with pytest.raises(ShapeError, match="--join"):
        mining.read(tmp_path / "half.csv")


def test_tables_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    """No shared column; no shared value; keys that repeat in both."""
    tables = {
        "a": "case,activity,t\n1,x,2024-01-01\n1,y,2024-01-02\n",
        "b": "key,v\n1,2\n",
        "c": "case,v\n7,2\n",
        "d": "case,v\n1,2\n1,3\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text)
    for name, words in (("b", "shares no column"), ("c", "no row of"), ("d", "in neither table")):
        with pytest.raises(ShapeError, match=words):
            mining.read(tmp_path / "a.csv", join=tmp_path / f"{name}.csv")


def test_events_can_be_joined_with_their_cases(tmp_path: Path) -> None:
    """One row per case beside every event of it."""
    (tmp_path / "events.csv").write_text(
        "case,activity,time\n1,x,2024-01-01 08:00\n1,y,2024-01-02 08:00\n2,x,2024-01-03 08:00\n"
    )
    (tmp_path / "cases.csv").write_text("case,plan\n1,gold\n2,basic\n3,gold\n")
    log = mining.read(tmp_path / "events.csv", join=tmp_path / "cases.csv")
    assert [("1", "gold"), ("2", "basic")] == log.cases.select("case_id", "plan").rows()
    assert 3 == log.quality.rows_read
