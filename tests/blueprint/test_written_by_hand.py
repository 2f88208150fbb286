"""Blueprints written as a user would: a hotel's check-in at counter and by app, and 客户投诉处理."""

# ruff: noqa: E501 - one entry of the file, one line

from datetime import date, timedelta
from pathlib import Path

import pytest
from tiny_logs import MONDAY

from mining.blueprint.checks import Action, Amount, Check, Waiver
from mining.blueprint.completion import last_steps
from mining.blueprint.document import blueprint_of, load
from mining.blueprint.flow import Either, Repeat, steps_in
from mining.blueprint.lanes import Rate
from mining.blueprint.lint import lint
from mining.blueprint.log_section import LogSection, Survey
from mining.blueprint.model import DelayPrice, Exchange, Valid
from mining.blueprint.names import Name
from mining.blueprint.rules import Before, DifferentPerson, Escalation
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Evidence, Touchpoint
from mining.blueprint.targets import Penalty, Target, WorkingDays
from mining.blueprint.writing import dump, text_of
from mining.conformance.order_doubts import order_doubts

TODAY = date(2026, 11, 25)
FOLDER = Path(__file__).parent / "written_by_hand"
HOTEL, COMPLAINTS = FOLDER / "hotel_check_in.yaml", FOLDER / "客户投诉处理.yaml"


@pytest.mark.parametrize("path", [HOTEL, COMPLAINTS], ids=["hotel", "complaints"])
def test_they_load_and_come_back(path: Path, tmp_path: Path) -> None:
    """Loaded, written from nothing, loaded: equal; so is what stands in parts."""
    blueprint = load(path)
    dump(blueprint, tmp_path / "again.yaml")
    assert load(tmp_path / "again.yaml") == blueprint
    assert len(text_of(blueprint).splitlines()) < 220


def test_the_hotel() -> None:
    """Nine lanes, twenty-two steps; parts are spelled out; the case's channel chooses how it begins; doubts are known."""
    blueprint = load(HOTEL)
    assert (len(blueprint.lanes), len(blueprint.steps)) == (9, 22)
    begin = blueprint.flow.parts[0]
    assert isinstance(begin, Either) and (begin.by, begin.cases) == ("channel", ("counter", "app"))
    assert list(steps_in(begin.branches[0])) == ["arrive", "queue", "find"]
    assert set(last_steps(blueprint.flow)) == {"welcome", "verify"}
    key = blueprint.steps[blueprint.step_index["key"]]
    assert [one.name.text() for one in key.evidence] == ["key card"]
    assert {doubt.code for doubt in lint(blueprint, today=TODAY)} == {"step_without_value"}


def test_the_complaints() -> None:
    """Ids may be Chinese; a Chinese blueprint has no doubt."""
    blueprint = load(COMPLAINTS)
    assert blueprint.steps[blueprint.step_index["转供应商"]].then_waits_for == "供应商"
    loops = [part for part in blueprint.flow.parts if isinstance(part, Repeat)]
    assert [loop.at_most for loop in loops] == [2]
    assert lint(blueprint, today=TODAY) == []


@pytest.mark.parametrize("path", [HOTEL, COMPLAINTS], ids=["hotel", "complaints"])
def test_they_hold_what_the_language_has(path: Path) -> None:
    """Every section but few is in use, every target and rule can be taken, and the picture is drawn in both languages."""
    blueprint = load(path)
    assert order_doubts(blueprint) == []
    assert {target.kind for target in blueprint.targets} == {"between", "wait", "step", "handover"}
    assert {type(rule) for rule in blueprint.rules} == {Escalation, DifferentPerson, Before}
    assert len({check.measure for check in blueprint.checks}) >= 6
    assert all(blueprint.draw(language).startswith("<svg") for language in ("en", "zh"))


def test_the_complaints_meet_a_log() -> None:
    """Labels with patterns, full-width team names and a supplier that is waited for find their steps and lanes."""
    import polars as pl

    from mining.assembly import assemble
    from mining.blueprint.matching import match

    rows = [
        ("来电", None),
        ("投诉登记", "HOTLINE"),
        ("进度查询", "热线二组"),
        ("供应商答复", "供应商·华东"),
        ("等待客户回电", None),
    ]
    frame = pl.DataFrame(
        {
            "case": ["1"] * 5,
            "activity": [label for label, _ in rows],
            "end": [MONDAY] * 5,
            "team": [team for _, team in rows],
        }
    )
    matched = match(assemble(frame), load(COMPLAINTS))
    assert [matched.blueprint.steps[code].id for code in matched.step_codes] == [
        "来电",
        "登记",
        "查询",
        "供应商答复",
        "等客户",
    ]
    assert [matched.blueprint.lanes[code].id for code in matched.lane_codes] == ["客户", "热线", "热线", "供应商", "客户"]


def test_the_whole_language() -> None:
    """Every key of the language fills its field."""
    blueprint = blueprint_of("""\
blueprint: {en: Room service, zh: 客房送餐}
version: "2026-09"
owner: front office manager
valid: {from: 2026-09-01, until: 2027-08-31, review by: 2027-03-01}
scope: {starts: guest orders, ends: {en: guest signs, zh: 客人签单}, excludes: [minibar, breakfast]}
timezone: Europe/Lisbon
currency: EUR
exchange: {CNY: 0.13, date: 2026-01-01}
lanes:
  guest: {kind: customer}
  kitchen: {kind: backstage, calendar: kitchen, rate: [{amount: 170, currency: CNY, from: 2026-07-01}, 20], roles: [cook]}
calendars:
  kitchen: {hours: "Mon-Sun 06:30-23:00", seasons: {"06-15..09-15": "Mon-Sun 06:30-01:00"}, holidays: [PT-11, 2026-12-24]}
  office: {hours: "Mon-Fri 09:00-18:00", timezone: Asia/Shanghai, holidays: CN, workdays: [2026-01-04]}
steps:
  order: {lane: guest, touchpoint: {type: interface, key: true}, channel: app, customer: present}
  take: {lane: kitchen, role: agent, needs: [room_no], standard: S-1, equipment: oven, evidence: {slip: {column: slip_no}}}
  sign: {lane: guest, evidence: {name: {en: Receipt, zh: 签单}, column: receipt_no}, is: wait}
flow: [order, take, sign]
targets:
  - {from: order, to: take, within: {P1: 40 min, else: 2 working d}, by: priority, share: 90 %, calendar: kitchen, clock stops in: [sign]}
  - {wait before: take, within: 2 min}
  - {step: take, within: 25 min, id: cooking}
  - {handover: [guest, kitchen], within: 5 min, calendar: always}
rules:
  - {unless: sign, within: 1 h, after: order, then: take}
  - {step: take, different person from: order}
  - {step: order, before: sign}
penalty: {per: hour, after: {from: order, to: take, within: 60 min}, amount: 15}
cost_of_delay: {per: day, amount: 3, currency: CNY}
checks:
  - {measure: fitness, warn below: 0.95, fail below: 85 %}
  - {deviation: skipped, step: take, fail above: 1 %}
  - {deviation: "skipped:take", fail above: 3}
  - {measure: waiting, lane: kitchen, warn above: 6 h per case}
  - {measure: target, target: cooking, fail below: 0.9}
  - {measure: data quality, fail below: fit with limits}
waivers: [{deviation: extra, step: take, reason: oven trial, owner: kitchen lead, until: 2026-12-31}]
actions: [{what: second oven, owner: cook, since: 2026-09-15, expects: {measure: waiting, lane: kitchen, change: -30 %}}]
log:
  columns: {case: order_no}
  costs: {vouchers: voucher}
  survey: {nps: q0, servqual: {reliability: {perceived: q1, expected: e1}, scale: 1-7}}
  case link: "https://x.example/{case_id}"
""")
    assert blueprint.valid == Valid(date(2026, 9, 1), date(2027, 8, 31), date(2027, 3, 1))
    assert [name.text("zh") for name in (blueprint.scope.ends, *blueprint.scope.excludes)] == [
        "客人签单",
        "minibar",
        "breakfast",
    ]
    assert blueprint.exchange == (Exchange("CNY", 0.13, date(2026, 1, 1)),)
    kitchen = blueprint.lanes[1]
    assert (kitchen.calendar, kitchen.roles) == ("kitchen", ("cook",))
    assert kitchen.rates == (Rate(20), Rate(170, "CNY", date(2026, 7, 1)))
    assert blueprint.calendars == (
        StatedHours(
            "kitchen", "Mon-Sun 06:30-23:00", seasons=(("06-15", "09-15", "Mon-Sun 06:30-01:00"),), region="PT-11",
            holidays=(date(2026, 12, 24),),
        ),
        StatedHours("office", "Mon-Fri 09:00-18:00", "Asia/Shanghai", region="CN", workdays=(date(2026, 1, 4),)),
    )  # fmt: skip
    order, take, sign = blueprint.steps
    assert (order.touchpoint, order.channels, order.customer_present) == (
        Touchpoint(True, "interface", True),
        ("app",),
        True,
    )
    assert (take.roles, take.needs, take.standard, take.equipment) == (("agent",), ("room_no",), "S-1", ("oven",))
    assert take.evidence == (Evidence(Name.of("slip"), "slip_no"),)
    assert sign.evidence == (Evidence(Name((("en", "Receipt"), ("zh", "签单"))), "receipt_no"),)
    levels = (("P1", timedelta(minutes=40)), (None, WorkingDays(2)))
    assert blueprint.targets == (
        Target("between", "order", "take", levels, "priority", 0.9, "kitchen", ("sign",)),
        Target("wait", "take", None, ((None, timedelta(minutes=2)),)),
        Target("step", "take", None, ((None, timedelta(minutes=25)),), named="cooking"),
        Target("handover", "guest", "kitchen", ((None, timedelta(minutes=5)),), calendar="always"),
    )
    assert [target.id for target in blueprint.targets] == [
        "order-to-take", "wait-before-take", "cooking", "guest-over-to-kitchen",
    ]  # fmt: skip
    assert blueprint.rules == (
        Escalation("sign", timedelta(hours=1), "order", "take"), DifferentPerson("take", "order"), Before("order", "sign"),
    )  # fmt: skip
    assert blueprint.penalty == Penalty(timedelta(hours=1), "order", "take", timedelta(hours=1), 15.0)
    assert blueprint.cost_of_delay == DelayPrice(3.0, timedelta(days=1), "CNY")
    assert blueprint.checks == (
        Check("fitness", (), warn_below=Amount(0.95, "share"), fail_below=Amount(0.85, "share")),
        Check("deviation", (("kind", "skipped"), ("step", "take")), fail_above=Amount(0.01, "share")),
        Check("deviation", (("id", "skipped:take"),), fail_above=Amount(3.0)),
        Check("waiting", (("lane", "kitchen"),), warn_above=Amount(6.0, "hours per case")),
        Check("target", (("target", "cooking"),), fail_below=Amount(0.9, "share")),
        Check("data quality", (), fail_below=Amount(1.0, "verdict")),
    )
    assert blueprint.waivers == (Waiver("oven trial", "kitchen lead", date(2026, 12, 31), "extra", ("take",)),)
    assert blueprint.actions == (
        Action("second oven", "cook", date(2026, 9, 15), "waiting", (("lane", "kitchen"),), Amount(-0.3, "share")),
    )
    assert blueprint.log == LogSection(
        (("case", "order_no"),), costs=(("vouchers", "voucher"),),
        survey=Survey("q0", None, (("reliability", "q1", "e1"),), (1, 7)), case_link="https://x.example/{case_id}",
    )  # fmt: skip
    assert blueprint_of(text_of(blueprint)) == blueprint
