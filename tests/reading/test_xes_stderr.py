"""What other people's readers say is not said to the user."""

import contextlib
import os
from pathlib import Path

import pytest

from cli.main import run
from mining.reading.xes import imported

EVENT = '<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2024-99-05T08:00"/></event>'
INNER = '<list key="l"><values><string key="k" value="v"/></values></list>'
LOG = f'<?xml version="1.0"?><log><trace><string key="concept:name" value="1"/>{INNER}{EVENT * 3}</trace></log>'


def test_nothing_but_our_message_reaches_stderr(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The reader of unusual XES writes a line for every date that it cannot read; the user is told once what it means."""
    path = tmp_path / "log.xes"
    path.write_text(LOG)
    run(["read", str(path)])
    assert "Failed to parse" not in capfd.readouterr().err


def test_stderr_is_there_again_afterwards(capfd: pytest.CaptureFixture[str]) -> None:
    """Whether the log could be read or not."""
    for data in (LOG.encode(), b"<log><trace>"):
        with contextlib.suppress(ValueError):
            imported(data)
        os.write(2, b"heard")
        assert "heard" == capfd.readouterr().err
