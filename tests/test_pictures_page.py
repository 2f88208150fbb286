"""The commands and the Python of docs/pictures.md run."""

import re
from pathlib import Path

import pytest

from cli.main import run
from mining.drawing.overlay import MEASURES

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "pictures.md").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def at_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the samples that may be written to."""
    (tmp_path / "sample_logs").symlink_to(ROOT / "sample_logs", target_is_directory=True)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", re.findall(r"^mining (.+)$", PAGE, re.M))
def test_the_commands_of_the_page(command: str) -> None:
    """Each writes the file that it names."""
    arguments = command.split()
    assert run(arguments) == 0
    assert Path(arguments[arguments.index("-o") + 1]).stat().st_size > 5_000


def test_the_python_of_the_page() -> None:
    """As a user would paste it."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    exec(compile(code, "docs/pictures.md", "exec"), {})
    assert all(Path(name).exists() for name in ("room_service.pdf", "map.png", "model.svg"))


def test_the_figures_of_the_page() -> None:
    """The table of figures names all of them."""
    table = PAGE[PAGE.index("| figure |") : PAGE.index("Boxes are shaded")]
    assert set(re.findall(r"`(\w+)`", table)) == set(MEASURES)
