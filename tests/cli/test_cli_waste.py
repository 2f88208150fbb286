"""`mining waste` as a user meets it."""

import csv
import io
import json
from pathlib import Path

import pytest
from meals_service import SERVICE

from cli.main import run

LOG = """case,activity,start,end,resource,team
1,Take order,2024-01-01 08:00:00,2024-01-01 08:10:00,Ann,Desk
1,Cook,2024-01-01 08:40:00,2024-01-01 09:00:00,Bob,Kitchen
1,Cook,2024-01-01 09:10:00,2024-01-01 09:20:00,Cem,Kitchen
2,Take order,2024-01-01 08:00:00,2024-01-01 08:10:00,Eve,Desk
2,Cook,2024-01-01 08:10:00,2024-01-01 08:30:00,Bob,Kitchen
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    """A log of two cases (80 + 30 minutes) and its design."""
    (tmp_path / "meals.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "meals.yaml").write_text(SERVICE, encoding="utf-8")
    return str(tmp_path / "meals.csv"), str(tmp_path / "meals.yaml")


def test_the_document_holds_every_key(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """110 minutes: 60 of first-pass work, 10 of rework, 40 of waiting for the kitchen, 30 of them from the desk."""
    log, blueprint = files
    assert run(["waste", log, "--blueprint", blueprint, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["flow_time_hours"] == pytest.approx(110 / 60)
    assert document["reconciles"] is True
    assert sum(entry["hours"]["likely"] for entry in document["ledger"]) == pytest.approx(110 / 60)
    waits = {(e["from_lane"], e["owner"], e["line"], e["cause"]): e for e in document["ledger"] if e["class"] == "waiting"}
    # Bob cooks for 2 until 08:30, enabled at 08:10 as 1 was; then 1 waits for ten minutes more.
    for cause, minutes in (("contention", 20), ("other", 10)):
        part = waits["desk", "kitchen", "visibility", cause]["hours"]
        assert part == pytest.approx(dict.fromkeys(("low", "likely", "high"), minutes / 60))
    assert waits["kitchen", "kitchen", None, "other"]["rework_delay"] is True
    keys = {"class", "pass", "value", "cause", "rework_delay", "activity", "lane", "owner", "from_lane", "line"}
    assert keys | {"hours", "working_hours", "cases", "share"} <= set(document["ledger"][0])
    assert document["staff_hours"]["first"]["likely"] == pytest.approx(1.0)
    assert document["staff_hours"]["rework"]["likely"] == pytest.approx(1 / 6)
    assert document["staff_hours"]["outside_hours"] is None
    assert document["money"]["capacity"] == [
        {"currency": "EUR", "low": pytest.approx(60), "likely": pytest.approx(60), "high": pytest.approx(60)}
    ]
    rework = {row["activity"]: row for row in document["rework"]}
    assert {name: rework["Cook"][name] for name in ("executions", "rework", "resumptions", "self_loops", "redos")} == {
        "executions": 3,
        "rework": 1,
        "resumptions": 0,
        "self_loops": 1,
        "redos": 1,
    }
    assert document["log"]["cases"] == 2 and document["assumptions"]
    (swing,) = document["swings"]
    assert ("closed", None, 0) == (swing["figure"], swing["activity"], swing["low_hours"])
    assert swing["high_hours"] == pytest.approx(40 / 60)


def test_sentences_come_first(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """What it comes to, then the tables; that it adds up is a line of its own."""
    log, blueprint = files
    assert run(["waste", log, "--blueprint", blueprint]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:9] == [
        "Flow time: 1.83 h (arrival to last end, 2 cases).",
        "Waiting: 0.667 h (36.4 % of it).",
        "Most of it is waiting for kitchen (the one waited for, not the one at fault): 0.667 h.",
        "Why cases waited: contention 50.0 %, other 50.0 %.",
        "The assumption with the largest swing: nobody's hours are stated; 0 to 0.667 h of the waiting may lie outside "
        "them.",
        "Adds up: yes, to the microsecond, in each of low, likely and high.",
        "Rework: 1 instance in 1 case, 0.167 h of staff time.",
        "Waiting before rework: 0.167 h (9.1 % of it).",
        "Staff hours: 1.17 h.",
    ]
    names = [line.strip() for line in lines if line.strip() in ("ledger", "rework", "staff hours", "assumptions")]
    assert names == ["ledger", "rework", "staff hours", "assumptions"]


def test_one_time_is_never_a_bare_figure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two events an hour apart: 0 to 1 h, nothing likely, and why."""
    path = tmp_path / "single.csv"
    path.write_text("case,activity,time\n1,a,2024-01-01 08:00:00\n1,b,2024-01-01 09:00:00\n", encoding="utf-8")
    assert run(["waste", str(path), "--events", "done"]) == 0
    out = capsys.readouterr().out
    assert "Waiting: 0 to 1 h (0 % to 100 % of it; likely: not known)." in out
    assert "Ranges are bounds: of 2 instances 2 have one time only, so their time is work or waiting." in out


def test_the_way_down_to_the_cases(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """--table ledger_cases and rework_cases list the case ids behind the figures."""
    log, blueprint = files
    assert run(["waste", log, "--blueprint", blueprint, "--format", "csv", "--table", "rework_cases"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows == [{"activity": "Cook", "case_id": "1", "executions": "2", "rework": "1", "resumptions": "0"}]
    assert run(["waste", log, "--blueprint", blueprint, "--format", "csv", "--table", "ledger_cases"]) == 0
    cells = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert sum(float(cell["likely_hours"]) for cell in cells) == pytest.approx(110 / 60)


def test_a_log_without_times_is_refused(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and one message that says what to do."""
    assert run(["waste", files[0], "--no-time"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("TimeError: the ledger needs times") and "Traceback" not in error


def test_what_would_be_saved(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """One named lever; the ranking; a lever that cannot be read is one message."""
    log, blueprint = files
    assert run(["waste", log, "--blueprint", blueprint, "--without", "waiting=100%", "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["savings"]
    assert row["hours"]["likely"] == pytest.approx(40 / 60)
    assert row["upper_bound"] is True
    assert run(["waste", log, "--blueprint", blueprint, "--levers"]) == 0
    assert "Upper bounds" in capsys.readouterr().out
    assert run(["waste", log, "--blueprint", blueprint, "--levers", "--language", "zh"]) == 0
    assert "均为上限" in capsys.readouterr().out
    assert run(["waste", log, "--without", "luck=5%"]) == 2
    assert "CAUSE:STEP=50%" in capsys.readouterr().err


def test_shares_within_targets_are_told(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Case 1 takes 70 minutes, of which 40 are waiting; why a target cannot be judged is a key in JSON, else words."""
    log, blueprint = files
    promised = "targets:\n  - {from: take, to: cook, within: 60 min}\n  - {step: take, within: 2 working d}\n"
    Path(blueprint).write_text(SERVICE + promised, encoding="utf-8")
    asked = ["waste", log, "--blueprint", blueprint, "--without", "waiting=50%"]
    assert run([*asked, "--format", "json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["savings"]
    whole, days = row["within"]
    assert {"target": "take-to-cook", "judged": 2, "share_before": 0.5, "share_after": 1.0, "reason": None} == whole
    assert {"target": "step-take", "judged": 0, "share_before": None, "share_after": None, "reason": "calendar"} == days
    assert run(asked) == 0
    assert "no calendar says which days are working days" in " ".join(capsys.readouterr().out.split())
    assert run([*asked, "--language", "zh"]) == 0
    assert "没有日历说明哪些是工作日" in capsys.readouterr().out


STAFF = """timezone: Europe/Lisbon
calendars: {day: "Mon-Fri 08:30-17:00"}
teams: {Kitchen: day}
"""


def test_calendars_from_a_file(files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The kitchen opens at 08:30: case 1 waits 20 minutes closed and 10 other; 20 of Bob's minutes are outside hours."""
    log, blueprint = files
    (tmp_path / "staff.yaml").write_text(STAFF, encoding="utf-8")
    given = ["waste", log, "--blueprint", blueprint, "--calendars", str(tmp_path / "staff.yaml"), "--format", "json"]
    assert run(given) == 0
    document = json.loads(capsys.readouterr().out)
    causes = {(row["owner"], row["cause"]): row["likely_hours"] for row in document["causes"]}
    assert causes == pytest.approx({("kitchen", "closed"): 1 / 3, ("kitchen", "other"): 1 / 3})
    assert document["staff_hours"]["outside_hours"]["likely"] == pytest.approx(1 / 3)
    closed = next(entry for entry in document["ledger"] if entry["cause"] == "closed")
    assert (closed["hours"]["likely"], closed["working_hours"]["likely"]) == (pytest.approx(1 / 3), 0)
    assert document["reconciles"] is True


def test_shared_and_people(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody waits for Bob if he is a robot; a number of people must be one."""
    log, _ = files
    assert run(["waste", log, "--shared", "Bob", "--format", "csv", "--table", "causes"]) == 0
    assert {"other"} == {row["cause"] for row in csv.DictReader(io.StringIO(capsys.readouterr().out))}
    assert run(["waste", log, "--people", "Kitchen=2", "--format", "json", "--quiet"]) == 0
    capsys.readouterr()
    assert run(["waste", log, "--people", "Kitchen"]) == 2
    assert "NAME=N" in capsys.readouterr().err
    assert run(["waste", log, "--shared", "Rob"]) == 2
    assert 'no resource or team "Rob"' in capsys.readouterr().err


def test_the_published_method(files: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    """70 minutes of service and 40 of waiting: 63.6 %; persons are pseudonyms unless asked for."""
    log, _ = files
    assert run(["waste", log, "--causes", "published", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["cycle_time_efficiency"] == pytest.approx(70 / 110)
    row = next(row for row in document["transitions"] if row["total_hours"] == pytest.approx(0.5))
    assert ("Take order", "Cook") == (row["source_activity"], row["target_activity"])
    assert (1 / 3, 1 / 6) == (pytest.approx(row["contention_hours"]), pytest.approx(row["extraneous_hours"]))
    assert row["target_resource"].startswith("P-")
    assert (
        run(["waste", log, "--causes", "published", "--table", "transitions", "--persons", "named", "--format", "csv"]) == 0
    )
    assert "Ann" in capsys.readouterr().out


def test_the_hours_that_the_log_shows_are_written(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As a file that can be given back; too little evidence is said; without a zone it is refused."""
    log, _ = files
    found = tmp_path / "found.yaml"
    assert run(["waste", log, "--timezone", "Europe/Lisbon", "--save-calendars", str(found)]) == 0
    assert "# Kitchen: unknown (less than 4 weeks" in found.read_text(encoding="utf-8")
    assert run(["waste", log, "--timezone", "Europe/Lisbon", "--calendars", str(found), "--quiet"]) == 0
    capsys.readouterr()
    assert run(["waste", log, "--save-calendars", str(found)]) == 2
    assert "needs a time zone" in capsys.readouterr().err
