"""The JSON Schema: what editors accept is what the program reads, as far as a schema can see."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from blueprints_strategy import blueprints
from broken_blueprints import CASES, VALID
from hypothesis import HealthCheck, given, settings
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from mining.blueprint.schema import schema
from mining.blueprint.writing import text_of

ROOT = Path(__file__).parents[2]
FILES = sorted([*(ROOT / "sample_logs").glob("*.yaml"), *(Path(__file__).parent / "written_by_hand").glob("*.yaml")])
VALIDATOR = jsonschema.Draft202012Validator(schema())


def as_editors_see_it(text: str) -> Any:
    """The file as plain values, as YAML 1.2 reads it, with dates as texts."""
    return _plain(YAML(typ="safe", pure=True).load(text))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key) if isinstance(key, date) else key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return str(value) if isinstance(value, date) else value


def test_the_schema_is_one() -> None:
    """Draft 2020-12 accepts it, and it is JSON."""
    jsonschema.Draft202012Validator.check_schema(schema())
    assert json.loads(json.dumps(schema())) == schema()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_files_that_load_are_accepted(path: Path) -> None:
    """The samples and the blueprints written by hand."""
    assert [error.message for error in VALIDATOR.iter_errors(as_editors_see_it(path.read_text(encoding="utf-8")))] == []


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blueprint=blueprints())
def test_what_the_program_writes_is_accepted(blueprint) -> None:
    """Any blueprint."""
    assert [error.message for error in VALIDATOR.iter_errors(as_editors_see_it(text_of(blueprint)))] == []


BEYOND = {
    "anchor",
    "deep nesting",
    "large file",
    "NO",
    "off in a list",
    "date as version",
    "sign of a comment in a text",
    "sign of a comment in a list",
    "zone",
    "unknown lane",
    "unknown lane in a list",
    "unknown lane waited for",
    "corrects an unknown step",
    "corrects itself",
    "lane without step",
    "step not used",
    "step only in an idle part",
    "unknown step",
    "block without body",
    "by with one value twice",
    "repeat of nothing",
    "a model file that is missing",
    "part that uses itself",
    "part named like a step",
    "unknown step in an idle part",
    "anytime: unknown step",
    "may end with: unknown bound",
    "calendar that is not stated",
    "calendar named wrongly",
    "hours that cannot be read",
    "hours after midnight",
    "never open",
    "closed all the year round",
    "season with a day that no year has",
    "seasons that overlap",
    "holidays of nowhere",
    "holidays of no region",
    "holidays of Norway",
    "holidays of two countries",
    "two rates from the beginning",
    "two rates from one day",
    "valid backwards",
    "target of a step that is none",
    "within nothing",
    "level as a number",
    "level twice",
    "clock that stops in no step",
    "target by a calendar that is not stated",
    "two targets with one id",
    "rule about an unknown step",
    "rule that compares a step with itself",
    "exchange without a currency of its own",
    "exchange of its own currency",
    "check of a lane that is none",
    "check of a target that is none",
    "fails before it warns",
    "limits in two units",
    "waiver of an unknown step",
    "action that changes nothing",
    "scale backwards",
}
"""Mistakes that a schema cannot see: what refers to something else, and what YAML reads otherwise than it looks."""


def test_broken_files_are_refused_but_for_what_no_schema_sees() -> None:
    """Every kind of mistake that the program names and that is not one of meaning."""
    missed = set()
    for kind, text, *_ in CASES:
        try:
            seen = as_editors_see_it(text)
        except (YAMLError, ValueError, TypeError, NotImplementedError):
            continue
        if VALIDATOR.is_valid(seen):
            missed.add(kind)
    assert missed == BEYOND


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("takes: 3 min", "takes: 3", "steps/serve/takes"),
        ("kind: frontstage", "kind: front", "lanes/desk/kind"),
        ("rate: 18", "rate: 18, colour: red", "lanes/desk"),
    ],
)
def test_errors_point_to_their_place(old: str, new: str, where: str) -> None:
    """An editor underlines the value itself, not the whole file."""
    (error,) = VALIDATOR.iter_errors(as_editors_see_it(VALID.replace(old, new)))
    assert "/".join(map(str, error.absolute_path)) == where
