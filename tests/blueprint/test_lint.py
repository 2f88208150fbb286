"""Doubts about blueprints that are valid."""

from datetime import date
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


TODAY = date(2026, 11, 25)


def doubts(*pairs: tuple[str, str], more: str = "") -> list[tuple[str, int | None]]:
    """Codes and lines of the doubts after replacing some texts of CLEAN, on a day in 2026."""
    text = CLEAN + more
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return [(doubt.code, doubt.line) for doubt in lint(blueprint_of(text), today=TODAY)]


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


OFFICE = 'calendars: {office: {hours: "Mon-Fri 09:00-18:00"}}\n'
USED = ("rate: 18", "rate: 18, calendar: office")


@pytest.mark.parametrize(
    ("more", "code", "line"),
    [
        ("valid: {review by: 2026-11-24}\n", "review_due", None),
        ("valid: {until: 2026-11-24}\n", "design_no_longer_valid", None),
        ("waivers: [{deviation: extra, step: ask, reason: x, owner: Ana, until: 2026-11-24}]\n", "waiver_expired", 12),
        (OFFICE, "calendar_not_used", 12),
        ("targets: [{from: ask, to: file, within: 3 working d}]\n", "working_days_without_calendar", 12),
        ("targets: [{from: ask, to: file, within: {P1: 1 h}, by: priority}]\n", "level_without_else", 12),
        ("targets: [{from: ask, to: file, within: 1 h, clock stops in: [serve]}]\n", "clock_stops_in_work", 12),
        ("exchange: {CNY: 0.13, date: 2026-01-01}\n", "exchange_not_used", None),
    ],
)
def test_one_doubt_of_days_hours_and_money(more: str, code: str, line: int | None) -> None:
    """Each section added gives exactly its doubt."""
    assert doubts(more=more) == [(code, line)]


@pytest.mark.parametrize(
    "more",
    [
        "valid: {from: 2026-01-01, until: 2026-11-25, review by: 2026-11-25}\n",
        "waivers: [{deviation: extra, step: ask, reason: x, owner: Ana, until: 2026-11-25}]\n",
        "targets: [{from: ask, to: file, within: {P1: 1 h, else: 2 h}, by: priority}]\n",
        "penalty: {per: hour, after: {from: ask, to: file, within: 1 h}, amount: 3}\n",
    ],
)
def test_the_last_day_counts(more: str) -> None:
    """What ends today has not ended; a penalty where all lanes have rates."""
    assert doubts(more=more) == []


def test_money_is_asked_and_no_lane_has_a_rate() -> None:
    """A penalty makes missing rates doubtful, lane by lane."""
    penalty = "penalty: {per: hour, after: {from: ask, to: file, within: 1 h}, amount: 3}\n"
    assert doubts(("rate: 18, ", ""), ("rate: 20, ", ""), more=penalty) == [
        ("lane_without_rate", 5),
        ("lane_without_rate", 6),
    ]


def test_a_rate_that_begins_late() -> None:
    """Hours before the first rate have no price, unless the design began then."""
    late = ("rate: 18", "rate: {amount: 18, from: 2026-03-01}")
    assert doubts(late) == [("rate_begins_late", 5)]
    assert doubts(late, more="valid: {from: 2026-03-01}\n") == []


def test_exchanged_currencies_can_be_added() -> None:
    """With a rate of exchange there is no doubt."""
    cny = ("rate: 20", "rate: {amount: 20, currency: CNY}")
    assert doubts(cny) == [("several_currencies", 6)]
    assert doubts(cny, more="exchange: {CNY: 0.13, date: 2026-01-01}\n") == []


def test_swapped_workdays_of_a_year() -> None:
    """China publishes the workdays of a year in the autumn before: 2026 is known, 2040 is not."""
    office = OFFICE.replace('18:00"', '18:00", holidays: CN')
    assert doubts(USED, more=office) == []
    assert doubts(USED, more=office + "valid: {until: 2040-01-01}\n")[-1] == ("swapped_workdays_not_published", 12)


def test_a_calendar_that_never_opens() -> None:
    """Open only on a day that is off every year: Christmas of Portugal."""
    text = 'calendars: {office: {hours: closed, seasons: {"12-25..12-25": always}, holidays: PT}}\n'
    assert doubts(USED, more=text) == [("calendar_never_open", 12)]


def test_roles() -> None:
    """A role that the lane does not have; roles although the log has no column for them."""
    cook = ("value: adds", "value: adds, role: cook")
    assert doubts(cook) == []
    assert doubts(cook, ("teams: [Desk]", "teams: [Desk], roles: [agent]")) == [("role_of_no_lane", 9)]
    assert doubts(cook, more="log: {columns: {case: id}}\n") == [("roles_without_column", None)]


@pytest.mark.parametrize("of", ["deviation: repeated, step: serve", "deviation: 'repeated:serve'"])
def test_repeated_of_a_step_with_a_limit(of: str) -> None:
    """What lies beyond a limit is too_many: a check or waiver on repeated would never see anything, and says nothing."""
    limit = ("value: adds", "value: adds, at most: 2")
    check = f"checks: [{{{of}, fail above: 1 %}}]\n"
    waiver = f"waivers: [{{{of}, reason: x, owner: Ana, until: 2027-01-01}}]\n"
    assert doubts(limit, more=check) == [("repeated_of_limited_step", 12)]
    assert doubts(limit, more=waiver) == [("repeated_of_limited_step", 12)]
    assert doubts(more=check) == []
    assert doubts(limit, more=check.replace("repeated", "too_many")) == []
