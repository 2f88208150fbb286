"""docs/blueprint.md says what the program does."""

import re
from datetime import date
from pathlib import Path

import pytest

from mining.blueprint import keys
from mining.blueprint.document import blueprint_of
from mining.blueprint.lint import lint
from mining.conformance.order_doubts import order_doubts

PAGE = (Path(__file__).parents[2] / "docs" / "blueprint.md").read_text(encoding="utf-8")
TABLES = {
    "file": keys.FILE,
    "valid": keys.VALID,
    "scope": keys.SCOPE,
    "exchange": keys.EXCHANGED,
    "lane": keys.LANE,
    "rate": keys.RATE,
    "calendar": keys.CALENDAR,
    "step": keys.STEP,
    "touchpoint": keys.TOUCHPOINT,
    "evidence": keys.EVIDENCE,
    "flow": keys.FLOW,
    "either": keys.EITHER,
    "repeat": keys.REPEAT,
    "anytime": keys.ANYTIME,
    "may end with": keys.MAY_END,
    "target between steps": keys.BETWEEN,
    "target of a wait": keys.WAIT,
    "target of a step": keys.SERVICE,
    "target of a handover": keys.HANDOVER,
    "rule: escalation": keys.ESCALATION,
    "rule: different person": keys.DIFFERENT_PERSON,
    "rule: before": keys.BEFORE,
    "penalty": keys.PENALTY,
    "penalty, after": keys.PENALTY_AFTER,
    "cost_of_delay": keys.DELAY,
    "check": keys.CHECK,
    "waiver": keys.WAIVER,
    "action": keys.ACTION,
    "action, expects": keys.EXPECTS,
    "log": keys.LOG,
    "columns": keys.COLUMNS,
    "survey": keys.SURVEY,
    "servqual": keys.SERVQUAL,
    "dimension": keys.DIMENSION,
}


def test_the_example_is_in_order() -> None:
    """The example of the page loads, and raises no doubt but the one that it shows."""
    blueprint = blueprint_of(re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[0])
    assert {doubt.code for doubt in [*lint(blueprint, today=date(2026, 11, 25)), *order_doubts(blueprint)]} == {
        "lane_without_steps"
    }


@pytest.mark.parametrize("where", TABLES)
def test_the_table_of_keys(where: str) -> None:
    """The table lists exactly the keys that the program knows, in its order, and those that must be there."""
    (row,) = re.findall(rf"^\| {where} \|(.*)\|(.*)\|$", PAGE, re.MULTILINE)
    names, needed = (tuple(re.findall(r"`([^`]+)`", cell)) for cell in row)
    assert (names, needed) == (TABLES[where].names, TABLES[where].needed)


def test_no_table_is_missing() -> None:
    """Every kind of mapping that the program knows has its row."""
    known = {name for name, value in vars(keys).items() if isinstance(value, keys.Keys)}
    assert known == {name for name, value in vars(keys).items() if value in TABLES.values() and isinstance(value, keys.Keys)}
