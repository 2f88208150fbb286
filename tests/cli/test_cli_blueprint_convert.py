"""`mining blueprint convert`, `draw` and `conform --model` with files of other tools."""

from pathlib import Path

import pytest
from bpmn_texts import inside, process, written

from cli.main import run

ROOM = Path(__file__).parents[2] / "sample_logs" / "room_service.yaml"
POOLS = '<participant id="p1" name="Desk" processRef="P"/><participant id="p2" name="Shop" processRef="Q"/>'


def test_there_and_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing on stdout; on stderr what was left out, and what was written."""
    assert run(["blueprint", "convert", str(ROOM), str(tmp_path / "room.bpmn")]) == 0
    out, talk = capsys.readouterr()
    assert out == ""
    assert "has no place for" in talk and f"wrote {tmp_path / 'room.bpmn'}" in talk
    assert run(["blueprint", "convert", str(tmp_path / "room.bpmn"), str(tmp_path / "room.yaml"), "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert run(["blueprint", "lint", str(tmp_path / "room.yaml")]) == 0


def test_a_pool_is_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two pools that no message joins: a choice, exit code 2; with --pool it is made."""
    path = written(tmp_path, process(inside("s>A A>e")), process(inside("s2>B B>e2"), "Q"), pools=POOLS)
    assert run(["blueprint", "convert", str(path), str(tmp_path / "x.tree")]) == 2
    assert '--pool "Desk"' in capsys.readouterr().err
    assert run(["blueprint", "convert", str(path), str(tmp_path / "x.tree"), "--pool", "Shop"]) == 0
    assert (tmp_path / "x.tree").read_text() == "'B'\n"


@pytest.mark.parametrize(
    ("out", "says"),
    [("x.doc", "names no format that can be written"), ("x", "a name without an end"), ("x.xlsx", "written")],
)
def test_names_of_no_format(tmp_path: Path, capsys: pytest.CaptureFixture[str], out: str, says: str) -> None:
    """Exit code 2, and nothing is written."""
    assert run(["blueprint", "convert", str(ROOM), str(tmp_path / out)]) == 2
    assert says in capsys.readouterr().err
    assert not (tmp_path / out).exists()


def test_a_model_is_drawn(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What was guessed about it is said."""
    path = written(tmp_path, inside("s>A A>B B>e"))
    assert run(["blueprint", "draw", str(path), "-o", str(tmp_path / "x.svg")]) == 0
    assert "is taken to be backstage" in capsys.readouterr().err
    assert "<svg" in (tmp_path / "x.svg").read_text()


def test_a_log_is_held_against_models_of_all_kinds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A case A, B runs as designed; a case B alone skips A: one move of two cases, whatever the format."""
    log = tmp_path / "log.csv"
    log.write_text("case,activity,end\n1,A,2026-01-01 10:00\n1,B,2026-01-01 11:00\n2,B,2026-01-02 10:00\n")
    path = written(tmp_path, inside("s>A A>B B>e"))
    for name in ("model.bpmn", "model.pnml", "model.ptml", "model.tree"):
        if name != path.name:
            assert run(["blueprint", "convert", str(path), str(tmp_path / name), "--quiet"]) == 0
        assert run(["conform", str(log), "--model", str(tmp_path / name), "--format", "json"]) == 0
        found = capsys.readouterr().out
        assert '"cost": 1' in found and '"fitting_cases": 1' in found, name


def test_a_pool_without_a_model(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--pool says nothing about a blueprint."""
    assert run(["conform", "log.csv", "--blueprint", str(ROOM), "--pool", "Desk"]) == 2
    assert "--model FILE.bpmn" in capsys.readouterr().err
