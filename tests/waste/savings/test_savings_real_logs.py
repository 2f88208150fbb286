"""On real exports and on the samples: shares within targets before anything is taken away are those of conformance."""

import os
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

import mining
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.targets import Target, WorkingDays
from mining.conformance.rules.late import late
from mining.conformance.rules.ruled import rule_table
from mining.conformance.targets import target_table
from mining.log import EventLog
from mining.waste.savings.without import Without

SHELF = os.environ.get("SERVICE_MINING_LOGS")
FILES = [
    "bpic2013_incidents.xes.gz",
    "daqapo_hospital.csv.gz",
    "helpdesk_italian.csv.gz",
    "production.csv",
    "receipt.csv.gz",
    "servicenow_incidents.csv.gz",
]
SAMPLES = Path(__file__).parents[3] / "sample_logs"
NAMES = ("room_service", "help_desk", "complaints_zh")


def promising(blueprint: Blueprint, log: EventLog) -> Blueprint:
    """A blueprint with targets of every kind between its steps and lanes, whatever they are."""
    first, *_, last = [step.id for step in blueprint.steps]
    lanes = [lane.id for lane in blueprint.lanes]
    hours, day = timedelta(hours=5), timedelta(days=1)
    targets = (
        *blueprint.targets,
        Target("between", first, last, ((None, day),)),
        Target("between", first, last, ((None, 4 * hours),), calendar="late shift"),
        Target("between", first, last, ((None, WorkingDays(2)),), calendar="late shift"),
        Target("between", first, last, ((None, day),), clock_stops_in=tuple(step.id for step in blueprint.steps[1:-1:2])),
        Target("between", first, last, (("1", hours), (None, day)), by="resource"),
        *(Target("wait", step.id, None, ((None, hours),), calendar="late shift") for step in blueprint.steps[:4]),
        *(Target("step", step.id, None, ((None, hours / 10),)) for step in blueprint.steps[:4]),
        *(Target("handover", one, other, ((None, hours),)) for one, other in pairwise(lanes)),
    )
    late_shift = StatedHours("late shift", "Mon-Fri 12:00-20:00", blueprint.timezone or log.timezone or "UTC")
    return replace(blueprint, targets=targets, calendars=(*blueprint.calendars, late_shift))


def check(log: EventLog, blueprint: Blueprint) -> None:
    designed = promising(blueprint, log)
    matched = match(log, designed)
    rules, times = late(matched)
    closed = ~matched.log.cases["open"].to_numpy()
    ids = [step.id for step in designed.steps]
    told = rule_table(list({rule.id: rule for rule in rules}.values()), ids, matched.log.case_codes, closed)
    held = target_table(designed.targets, times, told).select("target", "cases", "kept_share")
    nothing, half, everything = (Without("waiting", None, part) for part in (0.0, 0.5, 1.0))
    within = mining.savings(log, designed, without=[nothing, half, everything]).within
    none, some, most = (part for _, part in within.group_by("without", maintain_order=True))
    assert held.rows() == none.select("target", "judged", "share_before").rows()
    assert none["share_before"].to_list() == none["share_after"].to_list()
    shares = zip(none["share_after"], some["share_after"], most["share_after"], strict=True)
    assert all(one is None or one <= other <= third for one, other, third in shares)
    assert within["reason"].is_null().to_list() == within["share_after"].is_not_null().to_list()


@pytest.mark.parametrize("name", NAMES)
def test_samples_agree_with_conformance(name: str) -> None:
    """As `mining.conform` itself has it, and with every other kind of target; with a part of the waiting gone, not less."""
    blueprint = mining.Blueprint.load(SAMPLES / f"{name}.yaml")
    log = mining.read(SAMPLES / f"{name}.csv", mapping=SAMPLES / f"{name}.yaml")
    held = mining.conform(log, blueprint).targets.select("target", "cases", "kept_share")
    within = mining.savings(log, blueprint, without=[Without("waiting")]).within
    assert held.rows() == within.select("target", "judged", "share_before").rows()
    assert (within["share_after"] > within["share_before"]).all()
    check(log, blueprint)


@pytest.mark.skipif(SHELF is None, reason="SERVICE_MINING_LOGS is not set: the real exports are not at hand")
@pytest.mark.parametrize("name", FILES)
def test_real_exports_agree_with_conformance(name: str) -> None:
    """With a drafted blueprint and targets of every kind."""
    assert SHELF is not None
    log = mining.read(Path(SHELF) / "logs" / name)
    check(log, Blueprint.draft(log))
