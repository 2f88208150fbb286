"""mining blueprint map: what it writes, what it leaves, what it says."""

import json
from pathlib import Path

import pytest

from cli.main import run

DESK = """# The desk, as agreed.
blueprint: Desk
lanes: {a: {kind: frontstage}}
steps:
  receive: {lane: a}   # the first
  decide:  {lane: a}
  send:    {lane: a, name: Send letter}
flow: [receive, decide, send]
"""
ROWS = "case,activity,time\n" + "".join(
    f"{case},{label},2024-01-0{case} 0{hour}:00\n"
    for case in range(1, 7)
    for hour, label in enumerate(["receive", "Decided", "Lunch", "Letter was sent"])
)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("log.csv").write_text(ROWS, encoding="utf-8")
    Path("desk.yaml").write_text(DESK, encoding="utf-8")
    return tmp_path / "desk.yaml"


def test_the_sure_are_written_and_the_file_stays_as_it_is(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In place; comments stay; what is like no step is listed apart; coverage is said before and after."""
    assert run(["blueprint", "map", "log.csv", "desk.yaml"]) == 0
    expected = DESK.replace("decide:  {lane: a}", "decide:  {lane: a, log: [decide, Decided]}").replace(
        "name: Send letter}", "name: Send letter, log: [send, Send letter, Letter was sent]}"
    )
    assert desk.read_text(encoding="utf-8") == expected
    assert capsys.readouterr().out.splitlines()[:4] == [
        "25.0 % of 24 instances are of labels that the blueprint knows.",
        "Sure of 2 labels; with them it is 75.0 %.",
        "1 label (25.0 % of instances) is like no step.",
        "Wrote desk.yaml.",
    ]
    assert run(["blueprint", "map", "log.csv", "desk.yaml", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [(entry["label"], entry["status"]) for entry in document["map"]] == [("Lunch", "unknown")]
    assert (document["file"], document["coverage_before_share"], document["coverage_share"]) == (None, 0.75, 0.75)
    assert desk.read_text(encoding="utf-8") == expected


def test_another_file_a_trial_and_a_stricter_mind(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """-o leaves the file alone; --dry-run writes nothing; --sure 1 doubts all but the same words in the same place."""
    assert run(["blueprint", "map", "log.csv", "desk.yaml", "--dry-run"]) == 0
    assert run(["blueprint", "map", "log.csv", "desk.yaml", "-o", "other.yaml", "--sure", "1"]) == 0
    assert desk.read_text(encoding="utf-8") == DESK
    only = DESK.replace("decide:  {lane: a}", "decide:  {lane: a, log: [decide, Decided]}")
    assert Path("other.yaml").read_text(encoding="utf-8") == only
    assert "1 label (25.0 % of instances) is doubtful: write it into the file yourself." in capsys.readouterr().out


def test_a_missing_file_is_one_message(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2."""
    assert run(["blueprint", "map", "log.csv", "nowhere.yaml"]) == 2
    assert 'no file "nowhere.yaml"' in capsys.readouterr().err
