"""docs/blueprint.md says what the program does."""

import re
from pathlib import Path

import pytest

from mining.blueprint import keys
from mining.blueprint.document import blueprint_of
from mining.blueprint.lint import lint

PAGE = (Path(__file__).parents[2] / "docs" / "blueprint.md").read_text(encoding="utf-8")
TABLES = {"file": keys.FILE, "lane": keys.LANE, "rate": keys.RATE, "step": keys.STEP, "touchpoint": keys.TOUCHPOINT}
TABLES |= {"evidence": keys.EVIDENCE, "log": keys.LOG, "columns": keys.COLUMNS, "flow": keys.FLOW}


def test_the_example_is_in_order() -> None:
    """The example of the page loads; nothing in it is unused, and it raises no doubt but the two that it shows."""
    blueprint = blueprint_of(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0])
    assert blueprint.not_used == ()
    assert {doubt.code for doubt in lint(blueprint)} == {"several_currencies", "lane_without_steps"}


@pytest.mark.parametrize("where", TABLES)
def test_the_table_of_keys(where: str) -> None:
    """The table lists exactly the keys that the program knows, in its order."""
    (row,) = re.findall(rf"^\| {where} \|(.*)\|(.*)\|$", PAGE, re.MULTILINE)
    used, later = (tuple(re.findall(r"`([^`]+)`", cell)) for cell in row)
    assert (used, later) == (TABLES[where].used, TABLES[where].later)
