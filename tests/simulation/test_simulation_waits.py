"""Causes of waiting planted in simulated services, and what the ledger recovers of them."""

from datetime import timedelta

import polars as pl
import pytest

import mining
from mining.simulation.waits import CAUSES, Plan, Station, Waits, waits
from mining.waste.hours.staffing import Staffing
from mining.waste.learnt import Groundwork
from mining.waste.tables.cause_table import cause_table

DAY = "Mon-Fri 09:00-17:00"
PLANS = {
    "queue": Plan((Station("serve", ("Ann", "Bob"), 600), Station("check", ("Cy",), 250)), apart=330),
    "shifts": Plan((Station("serve", ("Ann", "Bob"), 900),), apart=2400, hours={"Ann": DAY, "Bob": "Mon-Sat 12:00-20:00"}),
    "batching": Plan((Station("serve", ("Ann",), 300, batch=5),), apart=900),
    "batching beside work": Plan((Station("take", ("Ann",), 200), Station("file", ("Ann",), 120, batch=6)), apart=700),
    "overtaking by rule": Plan((Station("serve", ("Ann",), 300, urgent_first=True),), apart=330, urgent=0.3),
    "overtaking by whim": Plan((Station("serve", ("Ann",), 300, whims=0.4),), apart=330),
    "rework": Plan((Station("serve", ("Ann", "Bob"), 500, again=0.2),), apart=360),
    "together": Plan(
        (Station("take", ("Ann", "Bob"), 420, urgent_first=True), Station("file", ("Cy",), 150, batch=4, again=0.1)),
        apart=900,
        hours={"Ann": DAY, "Bob": DAY},
        urgent=0.2,
    ),
}


def staffing(found: Waits) -> Staffing:
    return Staffing.of(timezone=found.log.timezone, resources={name: {"hours": h} for name, h in found.plan.hours.items()})


def recovered(found: Waits) -> dict[str, float]:
    """Hours per cause in the ledger."""
    table = cause_table(mining.waste(found.log, staffing=staffing(found)), by_owner=False)
    hours = {row["cause"]: row["likely"] / timedelta(hours=1) for row in table.iter_rows(named=True)}
    return {cause: hours.get(cause, 0.0) for cause in CAUSES}


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("seed", [1, 2])
def test_planted_causes_are_recovered(name: str, seed: int) -> None:
    """To a thousandth of all waiting, each alone and together; a plain queue has no batching and no overtaking."""
    found = waits(PLANS[name], 250, seed)
    told = recovered(found)
    whole = sum(found.by_cause.values())
    for cause in CAUSES:
        assert found.by_cause[cause] == pytest.approx(told[cause], abs=0.001 * whole), cause
    if name == "queue":
        assert told["batching"] == told["overtaking"] == 0
    kind = name.split(" ", maxsplit=1)[0]
    planted = {"queue": "contention", "shifts": "closed", "rework": "contention"}.get(kind, kind)
    assert name == "together" or found.by_cause[planted] > 0.03 * whole


def test_what_is_on_its_way_looks_like_a_queue_while_the_receiver_is_busy() -> None:
    """The limit of any log: planted other is recovered only while nobody is busy; never too much of it."""
    found = waits(Plan((Station("serve", ("Ann",), 200), Station("check", ("Bob",), 200, delay=1800)), apart=900), 300, 1)
    told = recovered(found)
    assert 0.6 * found.by_cause["other"] < told["other"] <= found.by_cause["other"]
    assert sum(told.values()) == pytest.approx(sum(found.by_cause.values()))


def test_planted_rework_is_recovered() -> None:
    """By another person it is rework, with the wait before it; by the same it is a resumption."""
    found = waits(PLANS["rework"], 250, 1)
    result = mining.waste(found.log)
    assert (found.rework, found.resumptions) == tuple(result.rework.select("rework", "resumptions").sum().row(0))
    delay = result.ledger.frame.filter(pl.col("rework_delay"))["likely"].sum()
    assert found.before_rework == delay
    assert found.rework > 10 and found.resumptions > 10


def test_planted_batches_and_rules_are_described() -> None:
    """Batches of five; urgent goes before normal; whims have no rule."""
    for name, expected in (("overtaking by rule", ["priority"]), ("overtaking by whim", [])):
        found = waits(PLANS[name], 250, 1)
        why = Groundwork.of(found.log, None, tells_why=True).learnt.why
        assert why is not None and expected == why.overtaking_rules["attribute"].to_list()
    why = Groundwork.of(waits(PLANS["batching"], 250, 1).log, None, tells_why=True).learnt.why
    assert why is not None
    (row,) = why.batches.iter_rows(named=True)
    assert (50, 250, 5.0) == (row["batches"], row["instances"], row["median_size"])


def test_the_same_seed_the_same_service() -> None:
    """And another seed another one."""
    one, other, third = (waits(PLANS["queue"], 40, seed) for seed in (1, 1, 2))
    assert one.log.equals(other.log) and not one.log.equals(third.log)
    assert one.planted.equals(other.planted)
