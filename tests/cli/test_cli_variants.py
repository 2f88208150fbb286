"""`mining variants`: table, CSV, JSON."""

import json
from pathlib import Path

import pytest

from cli.main import run

ROWS = "case,activity,end\n" + "".join(
    f"{case},{activity},2024-01-0{day} 09:0{minute}:00\n"
    for case, trace, day in ((1, "abc", 1), (2, "abc", 2), (3, "ac", 3))
    for minute, activity in enumerate(trace)
)


@pytest.fixture
def export(tmp_path: Path) -> str:
    path = tmp_path / "log.csv"
    path.write_text(ROWS)
    return str(path)


def test_the_json_has_the_keys_of_the_interface(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    """abc twice (0:02 h = 1/30 h), ac once."""
    assert run(["variants", export, "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["log"]["cases"] == 3 and document["mining"]
    assert [(v["variant"], v["cases"]) for v in document["variants"]] == [(["a", "b", "c"], 2), (["a", "c"], 1)]
    assert document["variants"][0]["median_flow_time_hours"] == pytest.approx(1 / 30)
    assert document["variants"][0]["share"] == pytest.approx(2 / 3)


def test_the_csv_is_the_table(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Traces joined, flow times in hours."""
    assert run(["variants", export, "--format", "csv"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "variant,cases,share,median_flow_time_hours"
    assert lines[1].startswith("a > b > c,2,0.66")


def test_the_table_says_it_in_sentences(export: str, capsys: pytest.CaptureFixture[str]) -> None:
    """How many, and how far the first one reaches."""
    assert run(["variants", export, "--no-time"]) == 0
    out = capsys.readouterr().out
    assert "2 variants in 3 cases." in out and "2 cases (66.7 %)" in out


def test_a_missing_file_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one message."""
    assert run(["variants", "nowhere.csv"]) == 2
    assert 'no file "nowhere.csv"' in capsys.readouterr().err
