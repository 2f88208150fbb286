"""The frame of the command line: help, exit codes, one message per error."""

import io
import json
import subprocess
import sys
from pathlib import Path

import click
import polars as pl
import pytest
from tiny_logs import log, worked

import cli.main
from cli.main import COMMANDS, LazyGroup, run
from cli.printer import Printer, as_csv, described, flat
from mining.errors import FileError, LogError


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_that_ends_with_an_example(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The example runs on sample_logs/ or names a sample."""
    assert run([name, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Example" in text and f"mining {name} " in text.strip().splitlines()[-1]


def test_the_help_lists_the_commands_without_importing_them() -> None:
    """Start-up is part of the contract: polars, numpy and pm4py stay outside."""
    code = (
        "import sys; from cli.main import run; run(['--help']);"
        "heavy = {'polars', 'numpy', 'pandas', 'pm4py', 'rich', 'jinja2', 'ruamel'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all(name in done.stdout for name in COMMANDS)


def test_an_unknown_command_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one message on stderr, nothing on stdout."""
    assert run(["wast"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and 'Did you mean "waste"' in err


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    """`mining --version` prints it and ends well."""
    assert run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("mining 0.")


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (FileError.missing("x.csv"), 2, 'FileError: no file "x.csv"'),
        (LogError("bad", found="this", remedy="that"), 2, "LogError: bad\n  Found: this\n  Try: that"),
        (ZeroDivisionError("oh"), 3, "A fault of the program: ZeroDivisionError: oh"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_errors_become_one_message_and_an_exit_code(
    error: BaseException, code: int, says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the user gave: 2. A fault of ours: 3. Interrupted: 130. Never a traceback."""

    @click.command("fails")
    def fails() -> None:
        """Fail."""
        raise error

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: fails)
    assert run(["read"]) == code
    out, err = capsys.readouterr()
    assert out == "" and says in err and "Traceback" not in err


def test_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`mining --debug read` and `mining read --debug` are the same."""

    @click.command("fails")
    def fails() -> None:
        """Fail."""
        raise ZeroDivisionError

    monkeypatch.setattr(LazyGroup, "get_command", lambda *_: fails)
    for arguments in (["--debug", "read"], ["read", "--debug"]):
        assert run(arguments) == 3
        assert "Traceback" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
def test_a_closed_pipe_is_141() -> None:
    """`mining ... | head -1` ends quietly."""
    code = "import sys; from cli.main import main; main(['--help'])"
    reader = subprocess.Popen([sys.executable, "-c", "pass"], stdin=subprocess.PIPE)
    reader.wait()
    done = subprocess.run([sys.executable, "-c", code], stdout=reader.stdin, stderr=subprocess.PIPE, text=True, check=False)
    assert reader.stdin is not None
    reader.stdin.close()
    assert (done.returncode, done.stderr) == (141, "")


def test_csv_cannot_start_a_formula() -> None:
    """A text that a spreadsheet would run gets an apostrophe; numbers stay numbers."""
    frame = pl.DataFrame({"label": ["=1+1", "@x", "-a", "+b", "ok", None], "n": [-1, 2, 3, 4, 5, 6]})
    lines = as_csv(frame).splitlines()
    assert lines == ["label,n", "'=1+1,-1", "'@x,2", "'-a,3", "'+b,4", "ok,5", ",6"]


def test_durations_are_hours_and_lists_are_joined() -> None:
    """The unit stands in the name."""
    frame = pl.DataFrame({"variant": [["a", "b"]], "waiting": [5400]}).with_columns(
        pl.duration(seconds="waiting").alias("waiting")
    )
    assert flat(frame).to_dicts() == [{"variant": "a > b", "waiting_hours": 1.5}]


def test_every_document_names_the_log() -> None:
    """The `log` section of the JSON."""
    assert described(worked(("x", "a", 0, 1, "P"))) == {
        "file": None,
        "sha256": None,
        "instances": 1,
        "cases": 1,
        "open_cases": 0,
        "activities": 1,
        "first": "2024-01-01T00:00:00+00:00",
        "last": "2024-01-01T01:00:00+00:00",
        "verdict": "fit",
    }


@pytest.mark.parametrize("format_", ["table", "md", "csv", "json"])
def test_the_printer_speaks_four_formats(format_: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Data on stdout; JSON parses; an unknown table is a usage error that lists them."""
    frame = pl.DataFrame({"label": ["a|b"], "share": [0.25]})
    Printer(format_).show({"things": frame}, document={"things": []}, log=log("a"), sentences=["One thing."])
    out = capsys.readouterr().out
    if format_ == "json":
        assert json.loads(out)["things"] == [] and json.loads(out)["log"]["cases"] == 1
    else:
        assert "label" in out and ("One thing." in out) == (format_ in ("table", "md"))
    with pytest.raises(click.UsageError, match="Tables: things"):
        Printer("csv", "nothing").show({"things": frame}, document={})


def test_output_that_the_terminal_cannot_show_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Chinese label on a Western terminal ends nothing."""
    screen = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", screen)
    monkeypatch.setattr(cli.main.group, "main", lambda *_, **__: click.echo("投诉"))
    assert run([]) == 0
    screen.flush()
    assert screen.buffer.getvalue() == b"\\u6295\\u8bc9\n"  # type: ignore[attr-defined]


def test_every_document_agrees_on_what_is_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The design's flow tells that case 2 is not complete: no command says in one document that none is open, and one is."""
    (tmp_path / "log.csv").write_text(
        "case,activity,start,end\n1,ask,2025-01-06 10:00,2025-01-06 10:05\n1,answer,2025-01-06 10:10,2025-01-06 10:20\n"
        "2,ask,2025-01-06 10:15,2025-01-06 10:19\n"
    )
    (tmp_path / "b.yaml").write_text(
        "blueprint: Desk\ntimezone: UTC\nlanes:\n  desk: {kind: frontstage}\n"
        "steps:\n  ask: {lane: desk}\n  answer: {lane: desk}\nflow: [ask, answer]\n"
    )
    page = ["-o", str(tmp_path / "r.html")]
    for command, more in (("read", []), ("conform", []), ("check", []), ("waste", []), ("open", []), ("report", page)):
        options = [str(tmp_path / "log.csv"), "--blueprint", str(tmp_path / "b.yaml"), "--format", "json", *more]
        assert run([command, *options]) in (0, 4)
        assert (command, 1) == (command, json.loads(capsys.readouterr().out)["log"]["open_cases"])
