"""`mining report`: where it writes, what it prints, how it ends."""

import json
from pathlib import Path

import pytest

from cli.main import run

LOG = """case,activity,start,end,agent
1,ask,2026-09-01 08:00,2026-09-01 08:10,Anya Kowalski
1,solve,2026-09-01 09:00,2026-09-01 10:00,Bo Li
2,ask,2026-09-01 08:30,2026-09-01 08:40,Anya Kowalski
2,solve,2026-09-01 09:40,2026-09-01 10:30,Bo Li
"""
DESIGN = """
blueprint: {en: Desk, zh: 服务台}
timezone: Europe/Lisbon
lanes: {desk: {kind: frontstage}, back: {kind: backstage}}
steps: {ask: {lane: desk}, solve: {lane: back}}
flow: [ask, solve]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log and its blueprint, in which the command runs."""
    (tmp_path / "desk.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "desk.yaml").write_text(DESIGN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_it_writes_beside_the_user_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sentences and the place of the file on stdout; nothing on stderr, which is no terminal."""
    assert run(["report", "desk.csv", "--blueprint", "desk.yaml"]) == 0
    said = capsys.readouterr()
    assert "2 of 2 closed cases (100 %) follow the design; fitness 1.000." in said.out
    assert "Written: desk.report.html" in said.out
    assert said.err == ""
    assert (folder / "desk.report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_without_a_blueprint_it_says_that_there_is_no_design(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is invented: the summary says it, too."""
    assert run(["report", "desk.csv", "-o", "x.html"]) == 0
    assert "there is no design to compare with" in capsys.readouterr().out
    assert (folder / "x.html").is_file()
    assert not (folder / "desk.report.html").exists()


def test_json_holds_the_headline(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """stdout is one JSON document; where the file is goes to stderr."""
    assert run(["report", "desk.csv", "--blueprint", "desk.yaml", "--format", "json"]) == 0
    said = capsys.readouterr()
    document = json.loads(said.out)
    assert document["report"] == "desk.report.html"
    assert document["log"]["cases"] == 2
    assert document["headline"]["median_flow_time_hours"] == 2.0
    assert document["headline"]["fitness"] == 1.0
    assert "Written" in said.err


@pytest.mark.parametrize("form", ["csv", "md"])
def test_other_formats_list_the_figures(folder: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    """CSV and Markdown have one row per headline figure."""
    assert run(["report", "desk.csv", "--format", form]) == 0
    assert "median_flow_time_hours" in capsys.readouterr().out


def test_languages(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Chinese sentences for a Chinese report, both for both."""
    assert run(["report", "desk.csv", "--language", "zh"]) == 0
    chinese = capsys.readouterr().out
    assert "半数用时超过" in chinese
    assert "Half of" not in chinese
    assert run(["report", "desk.csv", "--language", "both"]) == 0
    both = capsys.readouterr().out
    assert "半数用时超过" in both
    assert "Half of" in both


def test_persons_are_named_only_on_purpose(folder: Path) -> None:
    """The page of a log with names holds none of them."""
    assert run(["report", "desk.csv", "--blueprint", "desk.yaml", "--quiet"]) == 0
    assert "Kowalski" not in (folder / "desk.report.html").read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_an_input_error(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one message with a remedy, no file."""
    assert run(["report", "desk.csv", "-o", "no/such/folder.html"]) == 2
    said = capsys.readouterr()
    assert "cannot be written" in said.err
    assert said.out == ""


def test_help_ends_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """The example is one that runs on the samples."""
    assert run(["report", "--help"]) == 0
    assert "mining report sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml" in capsys.readouterr().out
