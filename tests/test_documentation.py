"""What the documents say holds."""

import re
from pathlib import Path

import pytest

import mining
from cli.main import COMMANDS, run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def at_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that looks like the project's root and may be written to."""
    (tmp_path / "sample_logs").mkdir()
    for source in (ROOT / "sample_logs").iterdir():
        (tmp_path / "sample_logs" / source.name).write_bytes(source.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_names_every_command() -> None:
    """Its table and the program agree."""
    assert set(re.findall(r"^\| `mining (\w+)", README, re.M)) == set(COMMANDS)


def test_the_first_command_of_the_readme(at_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It prints a short summary and writes the report."""
    first = next(block for block in re.findall(r"```sh\n(.*?)```", README, re.S))
    command = first.split("&& mining ")[1].split()
    assert run(command) == 0
    out = capsys.readouterr().out
    assert 3 <= len(out.strip().splitlines()) <= 30
    assert (at_root / "room_service.report.html").stat().st_size > 50_000


def test_the_python_of_the_readme_runs(at_root: Path) -> None:
    """As a user would paste it."""
    (code,) = re.findall(r"```python\n(.*?)```", README, re.S)
    exec(compile(code, "README.md", "exec"), {})
    assert (at_root / "report.html").exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_the_example_of_each_help_runs(name: str, at_root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The last lines of every --help, as they stand."""
    assert run([name, "--help"]) == 0
    text = capsys.readouterr().out
    examples = re.findall(r"^\s+mining (.+)$", text[text.index("Example") :], re.M)
    assert examples
    for example in examples:
        assert run(example.split()) == 0, (example, capsys.readouterr().err)


@pytest.mark.parametrize("name", [name for name in mining.__all__ if name != "__version__"])
def test_every_public_name_says_what_it_is(name: str) -> None:
    """A docstring, and listed by dir()."""
    assert len(getattr(mining, name).__doc__.strip()) > 30
    assert name in dir(mining)


def test_public_functions_are_not_hidden_by_packages_of_the_same_name() -> None:
    """`import mining.waste.ledger.ledger` leaves `mining.waste` the function."""
    import importlib

    importlib.import_module("mining.waste")
    importlib.import_module("mining.report")
    assert callable(mining.waste) and callable(mining.report)


def test_an_unknown_public_name_is_an_attribute_error() -> None:
    """As in any package."""
    with pytest.raises(AttributeError, match="no attribute 'wast'"):
        mining.wast  # noqa: B018


def test_the_glossary_is_that_of_the_program() -> None:
    """docs/glossary.md is what docs/make_glossary.py writes."""
    import runpy

    page = runpy.run_path(str(ROOT / "docs" / "make_glossary.py"))["glossary"]()
    assert page == (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
