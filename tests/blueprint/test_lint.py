"""Doubts about blueprints that are valid."""

from pathlib import Path

import pytest

from mining.blueprint.document import blueprint_of, load
from mining.blueprint.lint import lint

CLEAN = """\
blueprint: Counter
currency: EUR
lanes:
  guest: {kind: customer}
  desk: {kind: frontstage, rate: 18, teams: [Desk]}
  office: {kind: backstage, rate: 20, teams: [Office]}
steps:
  ask: {lane: guest}
  serve: {lane: desk, value: adds}
  file: {lane: office, value: needed}
flow: [ask, serve, file]
"""


def doubts(*pairs: tuple[str, str], more: str = "") -> list[tuple[str, int | None]]:
    """Codes and lines of the doubts after replacing some texts of CLEAN."""
    text = CLEAN + more
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return [(doubt.code, doubt.line) for doubt in lint(blueprint_of(text))]


def test_no_doubts() -> None:
    """A file in order has none."""
    assert doubts() == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("lane: guest}", "lane: guest, log: [Serve]}", "label_of_two_steps", 9),
        ("lane: guest}", 'lane: guest, log: ["S*"]}', "label_of_two_steps", 9),
        ("teams: [Office]", "teams: [Desk]", "team_of_two_lanes", 6),
        ("rate: 20, ", "", "lane_without_rate", 6),
        ("rate: 20", "rate: {amount: 20, currency: CNY}", "several_currencies", 6),
        (", value: needed", "", "step_without_value", 10),
        ("[ask, serve, file]", "[ask, serve, repeat: {do: file, then: []}]", "repeat_without_limit", 10),
    ],
)
def test_one_doubt(old: str, new: str, code: str, line: int) -> None:
    """Each change gives exactly its doubt, with the line."""
    assert doubts((old, new)) == [(code, line)]


def test_no_rates_at_all_is_no_doubt() -> None:
    """Rates are optional: without any, money is not computed, and the waste says so."""
    assert doubts(("rate: 18, ", ""), ("rate: 20, ", "")) == []


def test_systems_need_no_rate() -> None:
    """A system's hours are no staff hours."""
    assert doubts(("kind: backstage, rate: 20", "kind: support, automatic: true")) == []


def test_rates_without_currency() -> None:
    """Each rate that has no currency, of its own or of the file."""
    assert doubts(("currency: EUR\n", "")) == [("rate_without_currency", 4), ("rate_without_currency", 5)]


def test_lane_that_is_only_waited_for() -> None:
    """A lane without steps is an error, unless somebody waits for it."""
    changes = (
        ("value: needed}", "value: needed, then waits for: supplier}"),
        ("steps:", "  supplier: {kind: external}\nsteps:"),
    )
    assert doubts(*changes) == [("lane_without_steps", 7)]


def test_part_not_used() -> None:
    """A part that the flow does not use."""
    assert doubts(more="parts:\n  again: [serve, file]\n  other: [file, serve]\n") == [
        ("part_not_used", 13),
        ("part_not_used", 14),
    ]
    assert doubts(("[ask, serve, file]", "[ask, again]"), more="parts: {again: [serve, file]}\n") == []


def test_anytime_and_flow() -> None:
    """A step that may happen anytime is never out of place, also where the flow holds it."""
    assert doubts(more="anytime: [serve]\n") == [("anytime_and_flow", 9)]


def test_bounds_that_are_never_met() -> None:
    """After a step that never comes, the case may never end so."""
    more = "may end with: [stop, {leave: {after: stop}}]\n"
    changes = ("  file:", "  stop: {lane: guest}\n  leave: {lane: guest}\n  file:")
    assert doubts(changes, more=more) == [("bound_never_met", 11)]


@pytest.mark.parametrize("name", ["room_service", "help_desk", "complaints_zh"])
def test_samples_are_in_order(name: str) -> None:
    """The samples raise no doubt."""
    assert lint(load(Path(__file__).parents[2] / "sample_logs" / f"{name}.yaml")) == []
