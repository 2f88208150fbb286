"""docs/check.md holds: its Python runs, its blueprint loads, its nightly job does what it says."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mining
from mining.blueprint.document import blueprint_of
from mining.verdict.check import EXIT_CODES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")


def block(language: str, number: int = 0) -> str:
    return str(re.findall(rf"```{language}\n(.*?)```", PAGE, re.S)[number])


def test_the_exit_codes_of_the_page_are_those_of_the_program() -> None:
    """The first table."""
    told = {text: int(code) for code, text in re.findall(r"^\| (\d) \| ([a-z ]+?) \|", PAGE, re.M)}
    assert dict(EXIT_CODES) == told


def test_the_checks_of_the_page_are_valid() -> None:
    """Put behind the sample's blueprint, in the place of its own checks."""
    sample = (ROOT / "sample_logs" / "room_service.yaml").read_text(encoding="utf-8")
    without = re.sub(r"(?ms)^checks:.*?^(?=\w)", "", sample)
    assert 7 == len(blueprint_of(without + block("yaml")).checks)


def test_the_python_of_the_page(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As a user would paste it; the sample is in order, with warnings."""
    monkeypatch.chdir(ROOT)
    exec(compile(block("python"), "check.md", "exec"), {})
    assert capsys.readouterr().out.startswith("in order 0\n")


@pytest.mark.skipif(os.name == "nt", reason="a shell script")
@pytest.mark.parametrize(("limit", "subject"), [("0.975", "is not in order"), ("2", "did not run")])
def test_the_nightly_job(tmp_path: Path, limit: str, subject: str) -> None:
    """It mails the verdict with the report; and says so when the check did not run (a fitness of 2 is no limit)."""
    text = (ROOT / "sample_logs" / "room_service.yaml").read_text(encoding="utf-8")
    (tmp_path / "service.yaml").write_text(re.sub("fail below: 0.9}", f"fail below: {limit}}}", text), encoding="utf-8")
    (tmp_path / "export.csv").write_bytes((ROOT / "sample_logs" / "room_service.csv").read_bytes())
    script = block("sh").replace("/opt/room-service", str(tmp_path))
    programs = {"mail": 'echo "$@" > mailed.txt; cat >> mailed.txt\n', "mining": f'exec "{sys.executable}" -m cli "$@"\n'}
    for name, what in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{what}", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    subprocess.run(["sh", "-c", script], env=environment, check=True, capture_output=True)
    mailed = (tmp_path / "mailed.txt").read_text(encoding="utf-8")
    assert subject in mailed.splitlines()[0]
    assert (tmp_path / "report.html").exists() == (subject == "is not in order")


def test_check_is_a_public_name() -> None:
    """`mining.check`, not the package behind it."""
    assert callable(mining.check)
