"""Waivers written into files: comments stay, the rest is untouched, and what is read is what was meant."""

from datetime import date
from pathlib import Path

import pytest

from mining.blueprint.checks import Waiver
from mining.blueprint.document import load
from mining.blueprint.waivers_file import add_waiver, load_waivers
from mining.errors import BlueprintError, FileError

BLUEPRINT = """# The service.
blueprint: Room service   # as agreed
lanes:
  desk: {kind: frontstage}
steps:
  order: {lane: desk}
  cook: {lane: desk}
flow: [order, cook]
"""
SECTION = """
waivers:   # what we live with
  # the oven is old
  - {deviation: skipped, step: cook, reason: old oven, owner: chef, until: 2026-12-31}   # see minutes of May

  # nothing below this line
log:
  timezone: Europe/Lisbon   # ours
"""
NEW = Waiver('a "trial": #1', "front office, night", date(2027, 1, 31), id="skipped:order,cook")
LINE = '- {deviation: "skipped:order,cook", reason: "a \\"trial\\": #1", owner: "front office, night", until: 2027-01-31}'


def test_a_blueprint_without_waivers_gets_a_section(tmp_path: Path) -> None:
    """At its end; nothing else changes."""
    path = tmp_path / "service.yaml"
    path.write_text(BLUEPRINT, encoding="utf-8")
    add_waiver(path, NEW, own_file=False)
    assert (NEW,) == load(path).waivers
    assert path.read_text(encoding="utf-8").startswith(BLUEPRINT + "\nwaivers:\n  - {deviation: ")


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_comments_stay_where_they_are(tmp_path: Path, line_end: str) -> None:
    """One line more below the waiver that is there, before the comment that belongs to what follows."""
    path = tmp_path / "service.yaml"
    before = (BLUEPRINT + SECTION).replace("\n", line_end)
    path.write_bytes(before.encode())
    add_waiver(path, NEW, own_file=False)
    after = path.read_bytes().decode()
    added = [line for line in after.split(line_end) if line not in before.split(line_end)]
    assert 1 == len(added)
    assert after.replace(added[0] + line_end, "", 1) == before
    assert added[0].startswith("  - {deviation: ")
    assert after.index("see minutes of May") < after.index(added[0]) < after.index("# nothing below this line")
    assert (NEW,) == load(path).waivers[1:]


@pytest.mark.parametrize(
    "section",
    [
        "waivers: [{deviation: skipped, step: cook, reason: r, owner: o, until: 2026-12-31}]\n",
        "waivers:\n- deviation: skipped\n  step: cook\n  reason: r\n  owner: o\n  until: 2026-12-31\nowner: me\n",
    ],
)
def test_other_forms_of_a_list(tmp_path: Path, section: str) -> None:
    """In one line, or spread out without indent: what is read afterwards is both waivers, in order."""
    path = tmp_path / "service.yaml"
    path.write_text(BLUEPRINT + section, encoding="utf-8")
    add_waiver(path, NEW, own_file=False)
    first = Waiver("r", "o", date(2026, 12, 31), kind="skipped", steps=("cook",))
    assert (first, NEW) == load(path).waivers
    assert "# The service." in path.read_text(encoding="utf-8")


def test_a_file_of_its_own_is_made_and_added_to(tmp_path: Path) -> None:
    """It need not be there; steps of any design are accepted when no design is named."""
    path = tmp_path / "waivers.yaml"
    add_waiver(path, NEW, own_file=True)
    other = Waiver("r", "o", date(2026, 12, 31), kind="skipped", steps=("anything",))
    path.write_text("# Ours\n" + path.read_text(encoding="utf-8") + "  # more to come\n", encoding="utf-8")
    add_waiver(path, other, own_file=True)
    assert (NEW, other) == load_waivers(path)
    assert path.read_text(encoding="utf-8").startswith("# Ours\n")
    assert "  # more to come\n" in path.read_text(encoding="utf-8")
    with pytest.raises(BlueprintError, match="anything"):
        load_waivers(path, ["order", "cook"])


def test_a_file_that_says_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    """With the line; a missing file is told as such."""
    path = tmp_path / "waivers.yaml"
    path.write_text("waivers: []\nflow: [a]\n", encoding="utf-8")
    with pytest.raises(BlueprintError, match="flow"):
        add_waiver(path, NEW, own_file=True)
    assert "waivers: []\nflow: [a]\n" == path.read_text(encoding="utf-8")
    with pytest.raises(FileError):
        load_waivers(tmp_path / "nothing.yaml")
