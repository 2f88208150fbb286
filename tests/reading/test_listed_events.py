"""JSON of cases that hold their events as a list."""

import json
from pathlib import Path

import polars as pl
import pytest

from mining.errors import ColumnError
from mining.reading.door import reading_of
from mining.reading.listed_events import unfolded
from mining.reading.wanted import Reading, Wanted


def read(value: object, folder: Path) -> Reading:
    path = folder / "export.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return reading_of(path, Wanted())


def taken(reading: Reading) -> dict[str, str]:
    return {choice.role: choice.column for choice in reading.roles}


def case(number: int, **more: object) -> dict[str, object]:
    steps = [
        {"name": name, "time": f"2024-03-0{number + 1} {9 + place}:00", "by": {"login": "ann"}}
        for place, name in enumerate(("ask", "answer", "close"))
    ]
    return {"ticket_id": f"T{number}", "customer": f"c{number}", "events": steps, **more}


def test_a_row_per_event_beside_its_case(tmp_path: Path) -> None:
    """Four tickets of three events: twelve instances, with the customer of the ticket."""
    reading = read([case(k) for k in range(4)], tmp_path)
    assert (12, 4) == (reading.log.instances, reading.log.cases.height)
    assert ("ticket_id", "events.name", "time") == tuple(taken(reading)[role] for role in ("case", "activity", "end"))
    assert 'JSON array, one row per object of "events"' == reading.format
    assert "c0" == reading.log.cases["customer"].cast(str)[0]


def test_lists_of_changes_within_entries_of_a_history(tmp_path: Path) -> None:
    """Issues with a history of entries, each with the fields that it changed: two changes of status for each."""
    issues = [
        {
            "id": str(k),
            "key": f"SUP-{k}",
            "fields": {"created": "2024-03-01T08:00:00Z"},
            "changelog": {
                "histories": [
                    {
                        "id": str(10 * k + place),
                        "author": {"displayName": "Ann"},
                        "created": f"2024-03-0{k + 1}T1{place}:00:00Z",
                        "items": [
                            {"field": "status", "fromString": before, "toString": after},
                            {"field": "assignee", "fromString": None, "toString": "Ben"},
                        ],
                    }
                    for place, (before, after) in enumerate((("New", "Open"), ("Open", "Done")))
                ]
            },
        }
        for k in range(3)
    ]
    reading = read({"issues": issues}, tmp_path)
    assert ("change history", 6, 3) == (reading.shape, reading.log.instances, reading.log.cases.height)
    assert ("toString", "created") == (taken(reading)["activity"], taken(reading)["end"])
    assert ["Open", "Done"] == reading.log.events["activity"].cast(str).head(2).to_list()


def test_comments_are_no_events(tmp_path: Path) -> None:
    """A list of comments has times and texts, but neither activities nor changes: the tickets stay one row each."""
    comments = [{"created_at": "2024-03-02 10:00", "body": "thanks"}] * 2
    rows = [
        {
            "number": f"INC{k}",
            "opened_at": f"2024-03-0{k + 1} 09:00",
            "closed_at": f"2024-03-0{k + 2} 09:00",
            "comments": comments,
        }
        for k in range(4)
    ]
    reading = read(rows, tmp_path)
    assert ("one row per ticket", 8) == (reading.shape, reading.log.instances)


def test_a_text_that_only_looks_like_a_list_stays(tmp_path: Path) -> None:
    """What begins like a list and is no JSON is a text."""
    frame = pl.DataFrame({"id": ["a", "b"], "note": ["[{oops", "[{again"]})
    assert (frame.rows(), "") == (unfolded(frame)[0].rows(), unfolded(frame)[1])


def test_a_case_without_events_is_counted(tmp_path: Path) -> None:
    """A ticket with an empty list keeps a row, which has no activity and no time, and is said to be left out."""
    reading = read([case(0), case(1), case(2, events=[])], tmp_path)
    assert (7, 6, 1) == (reading.log.quality.rows_read, reading.log.instances, reading.log.quality.rows_rejected)


def test_two_lists_of_events_are_not_chosen_between(tmp_path: Path) -> None:
    """Where two lists could be meant, rows stay cases, and the refusal says so."""
    rows = [case(k) | {"steps": case(k)["events"]} for k in range(12)]
    with pytest.raises(ColumnError, match="a row is a whole case"):
        read(rows, tmp_path)
