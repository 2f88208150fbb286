"""mining read: one screen about a file."""

import json
from pathlib import Path

import polars as pl
import pytest

from cli.main import run

SAMPLES = Path(__file__).parent.parent.parent / "sample_logs"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "ticket;status;changed at;agent\nT1;Open;1.2.2024 08:00;Ana\nT1;Closed;13.2.2024 09:00;Rui\nT2;Open;soon;=2+2\n"
    )
    return path


def test_roles_counts_findings_and_verdict_on_one_screen(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which column is what and why, how many rows became what, what is wrong, and the verdict."""
    assert 0 == run(["read", str(export)])
    shown = capsys.readouterr()
    for text in (
        "ticket",
        "its name",
        "day.month.year",
        "3 rows read, 1 rejected",
        "unreadable_time",
        "events_entered",
        "Verdict: fit with limits",
    ):
        assert text in shown.out
    assert "" == shown.err


def test_json_has_the_keys_of_the_interface(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts, roles by column (null where there is none), zone, verdict, findings."""
    assert 0 == run(["read", str(export), "--format", "json", "--timezone", "Europe/Lisbon"])
    document = json.loads(capsys.readouterr().out)
    assert {
        "rows_read": 3,
        "rows_rejected": 1,
        "duplicates": 0,
        "instances": 2,
        "cases": 1,
        "activities": 2,
    }.items() <= document.items()
    assert {"case": "ticket", "activity": "status", "start": None, "end": "changed at", "resource": "agent"} == document[
        "roles"
    ]
    assert ("Europe/Lisbon", "fit with limits") == (document["timezone"], document["verdict"])
    assert {"code", "severity", "rows", "examples", "affects"} <= document["findings"][0].keys()


def test_rejected_rows_are_written_as_they_stand(export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Row 3 with its reason; a text that could start a formula is neutralised."""
    target = tmp_path / "rejected.csv"
    assert 0 == run(["read", str(export), "--rejected", str(target)])
    assert [(3, "unreadable time", "T2", "Open", "soon", "'=2+2")] == pl.read_csv(target).rows()
    assert "1 rejected rows written" in capsys.readouterr().err


def test_an_unfit_log_is_shown_with_its_verdict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Reading is for looking at the data: ten rows that are ten cases end with code 0 and the verdict unfit."""
    path = tmp_path / "a.csv"
    path.write_text("case,activity,time\n" + "".join(f"{k},a,2024-01-{k:02} 08:00:01\n" for k in range(1, 13)))
    assert 0 == run(["read", str(path)])
    assert "Verdict: unfit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "no file"),
        (b"", "is empty"),
        (bytes(range(256)) * 10, "not a table"),
        (b"case,activity\n1,a\n1,b\n", "--no-time"),
        (b"<log><trace></log>", "line 1"),
    ],
)
def test_bad_input_ends_with_code_2_and_one_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes | None, message: str
) -> None:
    """Nothing on stdout; what is wrong and what to do on stderr; no traceback."""
    path = tmp_path / "bad.csv"
    if data is not None:
        path.write_bytes(data)
    assert 2 == run(["read", str(path)])
    shown = capsys.readouterr()
    assert "" == shown.out
    assert message in shown.err
    assert "Traceback" not in shown.err


def test_a_directory_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder is no file (yet)."""
    assert 2 == run(["read", str(tmp_path)])
    assert "directory" in capsys.readouterr().err


@pytest.mark.skipif(not SAMPLES.exists(), reason="no sample logs")
@pytest.mark.parametrize(
    ("name", "shape", "entered"),
    [
        ("room_service", "start and end per row", False),
        ("help_desk", "one time per row", True),
        ("complaints_zh", "one time per row", False),
    ],
)
def test_the_samples_are_understood(name: str, shape: str, entered: bool, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of the three in its own dialect, fit, without any option."""
    assert 0 == run(["read", str(SAMPLES / f"{name}.csv"), "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert (shape, entered, "fit", 0) == (
        document["shape"],
        "events_entered" in {finding["code"] for finding in document["findings"]},
        document["verdict"],
        document["rows_rejected"],
    )


def test_beside_a_blueprint_misfits_are_findings(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the two readable rows, "Closed" is no step's; without the blueprint nobody could say so."""
    blueprint = export.with_name("desk.yaml")
    blueprint.write_text("blueprint: Desk\nlanes: {desk: {kind: frontstage}}\nsteps: {open: {lane: desk}}\nflow: [open]\n")
    found = []
    for more in ([], ["--blueprint", str(blueprint)]):
        assert 0 == run(["read", str(export), *more, "--format", "json"])
        document = json.loads(capsys.readouterr().out)
        found.append({one["code"]: one["rows"] for one in document["findings"]}.get("unknown_labels"))
    assert [None, 1] == found
