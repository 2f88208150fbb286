"""Blueprints written as a user would: a hotel's check-in at counter and by app, and 客户投诉处理."""

from pathlib import Path

import pytest
from tiny_logs import MONDAY

from mining.blueprint.completion import last_steps
from mining.blueprint.document import blueprint_of, load
from mining.blueprint.lint import lint
from mining.blueprint.model import Either, Repeat, steps_in
from mining.blueprint.writing import dump, text_of

FOLDER = Path(__file__).parent / "written_by_hand"
HOTEL, COMPLAINTS = FOLDER / "hotel_check_in.yaml", FOLDER / "客户投诉处理.yaml"


@pytest.mark.parametrize("path", [HOTEL, COMPLAINTS], ids=["hotel", "complaints"])
def test_they_load_and_come_back(path: Path, tmp_path: Path) -> None:
    """Loaded, written from nothing, loaded: equal; so is what stands in parts and in keys not used yet."""
    blueprint = load(path)
    dump(blueprint, tmp_path / "again.yaml")
    assert load(tmp_path / "again.yaml") == blueprint
    assert len(text_of(blueprint).splitlines()) < 160


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
    assert {doubt.code for doubt in lint(blueprint)} == {"not_used_yet", "step_without_value"}


def test_the_complaints() -> None:
    """Ids may be Chinese; a Chinese blueprint has no doubt but what is not used yet."""
    blueprint = load(COMPLAINTS)
    assert blueprint.steps[blueprint.step_index["转供应商"]].then_waits_for == "供应商"
    loops = [part for part in blueprint.flow.parts if isinstance(part, Repeat)]
    assert [loop.at_most for loop in loops] == [2]
    assert {doubt.code for doubt in lint(blueprint)} == {"not_used_yet"}


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


def test_the_whole_language_is_accepted() -> None:
    """Every key of the language, carried out or not, loads; what is not used yet is named with its line."""
    blueprint = blueprint_of("""\
blueprint: {en: Room service, zh: 客房送餐}
version: "2026-09"
owner: front office manager
valid: {from: 2026-09-01, review by: 2027-03-01}
scope: {starts: guest orders, ends: guest signs, excludes: minibar}
timezone: Europe/Lisbon
currency: EUR
lanes:
  guest: {kind: customer}
  kitchen: {kind: backstage, calendar: kitchen, rate: {amount: 160, currency: CNY, from: 2026-01-01}, roles: [cook]}
calendars: {kitchen: {hours: "Mon-Sun 06:30-23:00"}}
steps:
  order: {lane: guest, touchpoint: {type: interface, key: true}}
  take: {lane: kitchen, role: agent, needs: [room_no], standard: S-1, equipment: oven, evidence: {slip: {column: slip_no}}}
flow: [order, take]
targets: [{from: order, to: take, within: 40 min, share: 0.9}]
rules: [{step: take, different person from: order}]
penalty: {per: hour, after: {from: order, to: take, within: 60 min}, amount: 15}
checks: [{measure: fitness, warn below: 0.95}]
waivers: [{deviation: extra, step: take, reason: oven trial, until: 2026-12-31}]
actions: [{what: second oven, since: 2026-09-15, expects: {change: -30 %}}]
exchange: {CNY: 0.13, date: 2026-01-01}
cost_of_delay: 3
log: {columns: {case: order_no}, costs: {vouchers: voucher}, survey: {nps: q0}, case link: "https://x.example/{case_id}"}
""")
    assert sorted((unused.line, unused.key) for unused in blueprint.not_used) == [
        (4, "valid"), (5, "scope"),
        (10, "lanes.kitchen.calendar"), (10, "lanes.kitchen.rate.from"), (10, "lanes.kitchen.roles"), (11, "calendars"),
        (13, "steps.order.touchpoint.key"), (13, "steps.order.touchpoint.type"),
        (14, "steps.take.equipment"), (14, "steps.take.evidence.slip.column"), (14, "steps.take.needs"),
        (14, "steps.take.role"), (14, "steps.take.standard"),
        (16, "targets"), (17, "rules"), (18, "penalty"), (19, "checks"), (20, "waivers"), (21, "actions"), (22, "exchange"),
        (23, "cost_of_delay"), (24, "log.case link"), (24, "log.costs"), (24, "log.survey"),
    ]  # fmt: skip
