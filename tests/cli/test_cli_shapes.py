"""The options that say what a row is: --shape, --step, --field, --join, --keep-unchanged."""

import json
from pathlib import Path

import pytest

from cli.main import run

TICKETS = "ticket,opened_at,resolved_at,closed_at\n" + "".join(
    f"{k},2024-03-0{k} 08:00,2024-03-0{k} 09:00,2024-03-0{k} 10:00\n" for k in range(1, 6)
)
HEADER = "OBJECTID,CHANGENR,USERNAME,UDATE,UTIME\n1,1,ANN,2024-03-04,08:00:00\n1,2,BOB,2024-03-05,08:00:00\n"
ITEMS = "OBJECTID,CHANGENR,FNAME,VALUE_OLD,VALUE_NEW\n1,1,LIFSK,,ZA\n1,2,LIFSK,ZA,ZB\n1,2,NETWR,1,2\n"


def document(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert 0 == run(["read", *arguments, "--format", "json"])
    answer = json.loads(capsys.readouterr().out)
    assert isinstance(answer, dict)
    return answer


def test_the_shape_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Five tickets of three stages."""
    (tmp_path / "t.csv").write_text(TICKETS)
    answer = document(capsys, str(tmp_path / "t.csv"))
    assert ("one row per ticket", 15, 3) == (answer["shape"], answer["instances"], answer["activities"])


def test_steps_are_worded_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """resolved_at is left out, the other two are called otherwise; a wording is needed."""
    (tmp_path / "t.csv").write_text(TICKETS)
    options = ["--step", "resolved_at=", "--step", "opened_at=Call", "--step", "closed_at=Goodbye"]
    assert 0 == run(["variants", str(tmp_path / "t.csv"), *options, "--format", "csv"])
    assert "Call > Goodbye" in capsys.readouterr().out
    assert 2 == run(["read", str(tmp_path / "t.csv"), "--step", "opened_at"])
    assert "COLUMN=LABEL" in capsys.readouterr().err


def test_tables_are_joined_and_the_field_chosen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Header and items of change documents; neither LIFSK nor NETWR looks like a status."""
    (tmp_path / "h.csv").write_text(HEADER)
    (tmp_path / "i.csv").write_text(ITEMS)
    both = [str(tmp_path / "h.csv"), "--join", str(tmp_path / "i.csv")]
    answer = document(capsys, *both, "--field", "LIFSK")
    assert ("change history", 3, 2) == (answer["shape"], answer["rows_read"], answer["instances"])
    assert 2 == run(["read", *both])
    assert "--field" in capsys.readouterr().err


def test_a_shape_that_does_not_fit_is_one_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2 and what to do."""
    (tmp_path / "t.csv").write_text("case,activity,time\n1,a,2024-03-04\n1,b,2024-03-05\n")
    for shape in ("tickets", "changes", "lifecycle", "intervals"):
        status = run(["read", str(tmp_path / "t.csv"), "--shape", shape])
        told = capsys.readouterr().err
        assert 2 == status, shape
        assert "Try:" in told
