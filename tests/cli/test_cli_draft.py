"""mining blueprint draft: what it writes and says."""

import json
from pathlib import Path

import pytest

from cli.main import run
from mining.blueprint.model import Blueprint

SAMPLE = str(Path(__file__).parents[2] / "sample_logs" / "room_service.csv")


def test_the_draft_is_data_and_what_it_claims_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """Without -o the file goes to standard output; the talk to stderr."""
    assert run(["blueprint", "draft", SAMPLE]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("# A first draft from room_service.csv: 600 cases")
    assert "\nflow:\n" in out
    assert "It fits 540 of 596 closed cases (90.6 %)." in err
    assert "Left out: 1 label (3 of 4,542 instances)." in err


def test_a_draft_lints_draws_and_conforms(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The whole way: draft, lint, draw, conform; conform says what the draft claimed."""
    file = str(tmp_path / "draft.yaml")
    assert run(["blueprint", "draft", SAMPLE, "-o", file, "--language", "zh", "--name", "客房送餐", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)["draft"]
    assert (document["file"], document["fitting_cases"], document["judged_cases"]) == (file, 540, 596)
    assert document["left_out"] == {"Cancel order": 3}
    assert document["text"] == Path(file).read_text(encoding="utf-8")
    assert run(["blueprint", "lint", file]) == 0
    assert run(["blueprint", "draw", file, "-o", str(tmp_path / "draft.svg")]) == 0
    capsys.readouterr()
    assert run(["conform", SAMPLE, "--blueprint", file, "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["fitting_cases"], found["judged_cases"]) == (540, 596)
    assert found["fitness"] == pytest.approx(document["fitness"])
    assert Blueprint.load(file).name.text() == "客房送餐"


def test_bounds_are_obeyed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Three steps, two lanes, a coverage that has to be reached, and a miner by name."""
    file = str(tmp_path / "draft.yaml")
    assert run(["blueprint", "draft", SAMPLE, "-o", file, "--most-steps", "3", "--most-lanes", "2"]) == 0
    small = Blueprint.load(file)
    assert (len(small.steps), len(small.lanes) <= 2) == (3, True)
    capsys.readouterr()
    assert run(["blueprint", "draft", SAMPLE, "--coverage", "0.97", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["draft"]["fitting_share"] >= 0.97
    assert run(["blueprint", "draft", SAMPLE, "--miner", "alpha"]) == 2
