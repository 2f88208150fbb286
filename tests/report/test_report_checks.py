"""The verdict of the checks in the report: what `mining check` says, at the head of the page, with the cases behind it."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from report_pages import hostile_design, hostile_log, numbers_in, read_page, text_of
from tiny_logs import log, worked

import mining
from cli.main import run
from mining.blueprint.checks import Amount, Check
from mining.blueprint.document import blueprint_of
from mining.blueprint.model import Blueprint
from mining.report.checks import check_name, checks, said_checks, worst_first
from mining.report.html import report
from mining.verdict.counted import counted_cases
from mining.verdict.judged import Judged

SAMPLES = Path(__file__).parents[2] / "sample_logs"
DESIGN = """
blueprint: Counter
timezone: UTC
lanes:
  guest: {kind: customer, name: {en: Guest, zh: 客人}}
  desk: {kind: frontstage, name: {en: Front desk, zh: 服务台}}
steps:
  ask: {lane: guest, name: {en: Ask, zh: 提出}}
  serve: {lane: desk, name: {en: Serve, zh: 办理}}
  pay: {lane: guest, name: {en: Pay, zh: 付款}}
flow: [ask, serve, pay]
targets: [{from: ask, to: pay, within: 3 h, share: 0.9}]
checks:
  - {measure: fitness, fail below: 0.95}
  - {deviation: skipped, step: serve, warn above: 10 %, fail above: 50 %}
  - {deviation: repeated, fail above: 2}
  - {measure: target, target: ask-to-pay, fail below: 90 %}
  - {measure: waiting, lane: desk, fail above: 100 h}
  - {deviation: wrong_role, step: serve, fail above: 1 %}
  - {measure: unjudged, fail above: 5 %}
"""
LATE = ("late", "ask", 0, 1, "x"), ("late", "serve", 2, 3, "x"), ("late", "pay", 5, 6, "x")
ROWS = (
    ("1", "ask", 0, 1, "x"), ("1", "serve", 1, 2, "x"), ("1", "pay", 2, 3, "x"),
    ("skips", "ask", 0, 1, "x"), ("skips", "pay", 2, 3, "x"),
    ("again", "ask", 0, 1, "x"), ("again", "serve", 1, 2, "x"), ("again", "serve", 2, 3, "x"), ("again", "pay", 3, 4, "x"),
    *LATE,
)  # fmt: skip


def design(checks: bool = True) -> Blueprint:
    return blueprint_of(DESIGN if checks else DESIGN[: DESIGN.index("checks:")])


def test_each_check_has_the_cases_that_it_counts() -> None:
    """One of four cases skips a step, one does a step again, one takes 6 h, not 3, and waits for the desk."""
    judged = Judged(worked(*ROWS), design())
    found = {(check.measure, dict(check.of).get("kind")): counted_cases(judged, check) for check in design().checks}
    assert {
        ("fitness", None): ["again", "skips"],
        ("deviation", "skipped"): ["skips"],
        ("deviation", "repeated"): ["again"],
        ("target", None): ["late"],
        ("waiting", None): ["late"],
        ("deviation", "wrong_role"): [],
        ("unjudged", None): [],
    } == {key: cases.to_list() if cases is not None else None for key, cases in found.items()}


HOURS = (
    ("1", "ask", 0, 1, "x"), ("1", "serve", 1, 2, "x"), ("1", "pay", 2, 3, "x"),
    ("slow", "ask", 0, 1, "x"), ("slow", "serve", 3, 4, "x"), ("slow", "pay", 6, 7, "x"),
    ("slower", "ask", 0, 1, "x"), ("slower", "serve", 8, 9, "x"), ("slower", "pay", 9, 10, "x"),
    ("sings", "sing", 0, 1, "x"),
    ("again", "ask", 0, 1, "x"), ("again", "ask", 1, 2, "y"), ("again", "serve", 2, 3, "x"), ("again", "serve", 3, 4, "y"),
    ("asks", "ask", 0, 1, "x"), ("asks", "ask", 1, 2, "y"), ("asks", "serve", 2, 3, "x"), ("asks", "pay", 3, 4, "x"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("check", "ids"),
    [
        ("{measure: waiting, fail above: 1 h}", ["slower", "again", "slow"]),
        ("{measure: waiting, lane: guest, fail above: 1 h}", ["again", "slow"]),
        ("{measure: waiting, step: serve, fail above: 1 h per case}", ["slower", "slow"]),
        ("{measure: waiting, lane: desk, cause: batching, fail above: 1 %}", []),
        ("{measure: staff hours, fail above: 1 h}", ["1", "again", "asks", "slow", "slower"]),
        ("{measure: staff hours, lane: guest, fail above: 1 h}", []),
        ("{measure: rework, fail above: 1 h}", ["again"]),
        ("{measure: rework, fail above: 5 %}", ["again"]),
        ("{measure: rework, fail above: 3}", ["again", "asks"]),
        ("{measure: rework, lane: guest, fail above: 3}", []),
        ("{measure: rework, step: ask, fail above: 3}", ["again", "asks"]),
        ("{measure: flow time, statistic: p90, warn above: 4 h, fail above: 7 h}", ["slower", "slow"]),
        ("{measure: flow time, fail below: 2 h}", ["sings"]),
        ("{measure: unmapped labels, fail above: 1 %}", ["sings"]),
        ("{measure: label coverage, fail below: 99 %}", ["sings"]),
        ("{measure: data quality, fail below: fit}", None),
    ],
)
def test_a_check_on_hours_leads_to_cases_too(check: str, ids: list[str] | None) -> None:
    """Waiting and flow time name the longest first; hours of staff and rework the cases they come from, as the log does."""
    designed = blueprint_of(DESIGN[: DESIGN.index("checks:")] + f"checks: [{check}]\n")
    cases = counted_cases(Judged(worked(*HOURS), designed), designed.checks[0])
    assert ids == (cases.to_list() if cases is not None else None)


def test_the_way_to_all_cases_of_hours() -> None:
    """Of more ids than a page lists, the command is named whose table has them all, and the section of the hours."""
    rows = [row for n in range(201) for row in ((f"c{n:03}", "ask", 0, 1, "x"), (f"c{n:03}", "serve", 2, 3, "y"))]
    made = report(worked(*rows), design(), language="both")
    for language, said in (("en", "1 more are left out here"), ("zh", "此处省略 1 个")):
        assert f"{said}" in text_of(made.html, language)
        assert "--blueprint FILE --format csv --table cases" in text_of(made.html, language)
    assert '<a class="screen" href="#en-hours">where from' in made.html


def test_hours_of_a_log_without_times_lead_to_no_case() -> None:
    """As their figure cannot be known, nothing counts for it."""
    timeless = log("ab", timed=False)
    for check in ("waiting", "staff hours", "rework", "flow time"):
        asked = Check(check, fail_above=Amount(1, "hours"))
        assert None is counted_cases(Judged(timeless, design()), asked)


def test_the_page_begins_with_what_is_not_kept() -> None:
    """The target fails (75 % of 90 %), so does fitness (2 of 12 + 12 moves: 91.7 %), skipping warns (25 %)."""
    made = report(worked(*ROWS), design(), language="both")
    english, chinese = (text_of(made.html, language).replace("\u00a0", " ") for language in ("en", "zh"))
    head = english[: english.index("Can this file be trusted?")]
    assert "✕ not in order Checks: 7 (2 fail, 1 cannot be judged, 1 warn, 3 ok)." in head
    names = ["Fitness: ", "Target: from “Ask” to “Pay” : ", "Wrong role: Serve : –", "Skipped: Serve : 25 %"]
    assert [] == [name for name in names if name.replace(" :", ":") not in head.replace(" :", ":")]
    places = [head.replace(" :", ":").index(name.replace(" :", ":")) for name in names]
    assert sorted(places) == places
    head = chinese[: chinese.index("这份文件可信吗？")]
    assert "✕ 不正常 检查项 7 项（不合格 2 项，无法判定 1 项，警告 1 项，合格 3 项）。" in head
    assert "跳过：办理" in head
    assert "（不合格：高于 1%；服务蓝图没有可判定此项的规则（角色不符））" in head
    assert numbers_in(english) == numbers_in(chinese)
    assert "Verdict: not in order. Checks: 7 (2 fail, 1 cannot be judged, 1 warn, 3 ok)." == made.sentences("en")[0]
    assert "结论：不正常。检查项 7 项（不合格 2 项，无法判定 1 项，警告 1 项，合格 3 项）。" == made.sentences("zh")[0]


def test_all_checks_and_their_cases_are_a_click_away() -> None:
    """The head of the page leads to the table: one row per check in the order of the blueprint, with ids or a way on."""
    made = report(worked(*ROWS), design(), language="both")
    page = read_page(made.html)
    links = [attributes.get("href") for name, attributes in page.elements if name == "a"]
    ids = [attributes.get("id") for _, attributes in page.elements]
    for language in ("en", "zh"):
        assert f"#{language}-checks" in links
        assert f"{language}-checks" in ids
    english = text_of(made.html, "en").replace("\u00a0", " ")
    table = english[english.index("The checks of the blueprint, one by one") : english.index("Ten cases to open")]
    assert "✕ fail Fitness" in table
    assert "△ warn Skipped: Serve 25 % warn above 10 %, fail above 50 % skips" in table
    assert "✓ ok Repeated 1 case fail above 2 again" in table
    assert "✕ fail Target: from “Ask” to “Pay” 75 % fail below 90 % late" in table
    assert "✓ ok Waiting: lane Front desk" in table
    assert "✓ ok Unjudged 0 % fail above 5 %" in table


@pytest.mark.parametrize("name", ["room_service", "help_desk", "complaints_zh"])
def test_the_report_says_what_check_says(name: str, tmp_path: Path) -> None:
    """The same verdict, figures and waivers from the results of the report as from a log judged by itself."""
    blueprint = mining.Blueprint.load(SAMPLES / f"{name}.yaml")
    roles, zone = dict(blueprint.log.columns), blueprint.log.timezone or blueprint.timezone
    log = mining.read(SAMPLES / f"{name}.csv", **roles, timezone=zone, events=blueprint.log.events)
    today = date(2030, 1, 1)
    made = mining.report(log, blueprint, today=today)
    assert made.verdict is not None
    assert mining.check(log, blueprint, today=today, force=True).to_dict() == made.verdict.to_dict()
    assert made.to_dict()["check"] == made.verdict.to_dict()


def test_no_checks_and_no_blueprint() -> None:
    """Without checks a note says how to write some, and no badge is shown; without a blueprint there is nothing to say."""
    unchecked = report(worked(*ROWS), design(checks=False), language="both")
    english = text_of(unchecked.html, "en")
    assert "The blueprint states no checks: nothing says what is in order. Write checks into the blueprint" in english
    assert "✕ not in order" not in english
    assert "? cannot be judged" not in english.replace("\u00a0", " ")
    assert not unchecked.sentences("en")[0].startswith("Verdict")
    undesigned = report(worked(*ROWS))
    assert undesigned.verdict is None
    assert undesigned.to_dict()["check"] is None
    assert "one by one" not in text_of(undesigned.html, "en")


def test_names_of_checks_are_text(tmp_path: Path) -> None:
    """A step whose name tries to be markup is shown letter by letter in the verdict."""
    check = Check("deviation", (("kind", "repeated"), ("step", "take")), fail_above=Amount(0.01, "share"))
    blueprint = replace(hostile_design(tmp_path), checks=(check,))
    made = report(hostile_log(), blueprint)
    assert "Repeated: <script>alert(1)</script>" in text_of(made.html, "en").replace("\u00a0", " ")
    assert [] == [script for script in read_page(made.html).scripts if "alert(1)" in script]


@pytest.mark.parametrize(
    ("check", "en", "zh"),
    [
        (Check("waiting", (("cause", "contention"),)), "Waiting: cause contention", "等待：原因 资源争用"),
        (Check("waiting", (("line", "visibility"),)), "Waiting: line of visibility", "等待：可视线"),
        (Check("waiting", (("from lane", "desk"),)), "Waiting: from lane Front desk", "等待：来自泳道 服务台"),
        (Check("flow time", (("statistic", "median"),)), "Flow time: median", "流程时间：中位数"),
        (Check("deviation", (("steps", "ask,serve"),)), "Deviation: Ask, Serve", "偏差：提出、办理"),
        (Check("target", (("target", "gone"),)), "Target: gone", "目标：gone"),
    ],
)  # fmt: skip
def test_checks_are_named_in_words(check: Check, en: str, zh: str) -> None:
    """Lanes, steps and targets by their names, causes and lines by the fixed words; what is not known as it is."""
    assert (en, zh) == (check_name(check, design(), "en"), check_name(check, design(), "zh"))


def test_the_command_says_it_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`mining report` prints the verdict first, and its JSON has what `mining check` writes."""
    log, blueprint = str(SAMPLES / "room_service.csv"), str(SAMPLES / "room_service.yaml")
    asked = [log, "--blueprint", blueprint, "--as-of", "2026-01-01"]
    assert run(["report", *asked, "-o", str(tmp_path / "r.html"), "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["check"]
    run(["check", *asked, "--format", "json"])
    checked = json.loads(capsys.readouterr().out)
    assert told == {name: checked[name] for name in told}


def test_only_what_is_not_kept_stands_at_the_head() -> None:
    """What is kept is left to the table."""
    rows = said_checks(checks(Judged(worked(*ROWS), design())), design(), "en")
    assert ["fail", "fail", "cannot be judged", "warn"] == [row.result for row in worst_first(rows)]
