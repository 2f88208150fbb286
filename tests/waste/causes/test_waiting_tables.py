"""Batches, overtaking and transitions described."""

import os
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from tiny_logs import worked

import mining
from mining.assembly import assemble
from mining.log import EventLog
from mining.waste.causes.overtaking_table import PAIRS
from mining.waste.causes.transitions import transitions
from mining.waste.causes.why import Why
from mining.waste.learnt import Groundwork

LOGS = os.environ.get("SERVICE_MINING_LOGS")
HOUR = timedelta(hours=1)


def arriving(*rows: tuple[str, str, float, float, float], **columns: list[str]) -> EventLog:
    """(case, activity, arrival, start, end), all served by Ann."""
    names = ("case", "activity", "arrival", "start", "end")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows])
    at = [
        (pl.lit(0).cast(pl.Datetime("us", "UTC")) + pl.duration(microseconds=(pl.col(name) * 3.6e9).cast(pl.Int64))).alias(
            name
        )
        for name in names[2:]
    ]
    return assemble(frame.with_columns(*at, resource=pl.lit("Ann"), **{k: pl.Series(v) for k, v in columns.items()}))


def behind(log: EventLog) -> Why:
    """The tables of what lies behind the causes of a log."""
    found = Groundwork.of(log, None, tells_why=True).learnt.why
    assert found is not None
    return found


def test_a_batch_is_described() -> None:
    """a comes at 8, 9, 10, is done from 12, half an hour each: to fill 2 + 1 + 0 h, to start 3 x 2 h, in turn 0.5 + 1 h.

    Then two of b, at once: simultaneous, filled in an hour, begun at once.
    """
    rows = [("1", "a", 8, 12, 12.5), ("2", "a", 9, 12.5, 13), ("3", "a", 10, 13, 13.5)]
    made = arriving(*rows, ("4", "b", 20, 21, 22), ("5", "b", 21, 21, 22), ("6", "b", 60, 60, 61))
    first, second = behind(made).batches.iter_rows(named=True)
    assert ("a", 1, 3, 1.0, 0, 0, 1) == tuple(
        first[k] for k in ("activity", "batches", "instances", "share", "simultaneous", "concurrent", "sequential")
    )
    assert (3 * HOUR, 6 * HOUR, 1.5 * HOUR) == tuple(first[k] for k in ("to_fill", "to_start", "in_turn"))
    assert (["1", "2", "3"], 3.0, 3) == (first["case_ids"], first["median_size"], first["largest"])
    assert ("b", 2 / 3, 1, HOUR, timedelta(0)) == tuple(
        second[k] for k in ("activity", "share", "simultaneous", "to_fill", "to_start")
    )
    # From hour 12 to hour 60: two days.
    assert 7 / 2 == pytest.approx(second["per_week"])


def test_overlapping_items_are_a_concurrent_batch() -> None:
    """Begun one after the other, done at the same time."""
    made = arriving(("1", "a", 8, 12, 14), ("2", "a", 9, 13, 15))
    assert [(0, 1, 0)] == behind(made).batches.select("simultaneous", "concurrent", "sequential").rows()


def test_who_always_works_collects_nothing() -> None:
    """2 and 3 came while Ann served 1, and follow one after the other: a queue, not a batch; and no batch, no rows."""
    made = arriving(("1", "a", 8, 8, 10), ("2", "a", 8.5, 10, 11), ("3", "a", 9, 11, 12))
    assert 0 == behind(made).batches.height


def urgent_first(count: int, kinds: tuple[str, str]) -> EventLog:
    """`count` rounds: a slow one comes at 0, an urgent one at 0.5 is served from 1 to 2, then the slow one from 2 to 3."""
    rows, priority = [], []
    for k in range(count):
        base = 10.0 * k
        rows += [(f"w{k}", "a", base - 1, base, base + 1), (f"s{k}", "a", base, base + 2, base + 3)]
        rows += [(f"u{k}", "a", base + 0.5, base + 1, base + 2)]
        priority += ["normal", kinds[0], kinds[1]]
    return arriving(*rows, priority=priority)


def test_overtaking_by_a_rule() -> None:
    """Each slow one waits an hour (1 to 2) while an urgent one is served that came later; the attribute always says so."""
    found = behind(urgent_first(PAIRS, ("normal", "urgent")))
    (row,) = found.overtaking.iter_rows(named=True)
    assert (PAIRS, PAIRS * HOUR, PAIRS * HOUR, timedelta(0)) == tuple(
        row[k] for k in ("instances", "time", "by_rule", "without_rule")
    )
    assert [("priority", "urgent", "normal", PAIRS, 0)] == found.overtaking_rules.rows()


def test_overtaking_without_a_rule() -> None:
    """The same without an attribute that tells them apart, or with too few pairs."""
    for made in (urgent_first(PAIRS, ("normal", "normal")), urgent_first(PAIRS - 1, ("normal", "urgent"))):
        found = behind(made)
        assert found.overtaking["without_rule"].sum() == found.overtaking["time"].sum()
        assert 0 == found.overtaking_rules.height


def test_no_overtaking_no_rows() -> None:
    """In order of arrival."""
    found = behind(arriving(("1", "a", 8, 8, 9), ("2", "a", 8.5, 9, 10)))
    assert (0, 0) == (found.overtaking.height, found.overtaking_rules.height)


def test_transitions_and_efficiency() -> None:
    """a 0-1, b 3-4 by another: 2 h of service, 2 h of waiting, all extraneous; without them the efficiency is 1."""
    made = worked(("1", "a", 0, 1, "Ann"), ("1", "b", 3, 4, "Bob"))
    found = transitions(made, mining.waiting_causes(made, order=mining.PUBLISHED_ORDER))
    assert [("a", "Ann", "b", "Bob", 1, 1)] == found.frame.select(pl.all().exclude(pl.Duration)).rows()
    assert (2 * HOUR, 2 * HOUR, 0.5, 1.0) == (found.service, found.waiting, found.efficiency, found.without("extraneous"))
    assert 1.0 == found.table().filter(pl.col("cause") == "extraneous")["share"][0]


@pytest.mark.skipif(LOGS is None, reason="SERVICE_MINING_LOGS does not say where the published logs are")
@pytest.mark.parametrize(("number", "efficiency"), [(1, 0.637931), (2, 0.703704), (3, 0.717172)])
def test_the_published_efficiency(number: int, efficiency: float) -> None:
    """As published, with the published calendars; log 1 without contention: 0.755102."""
    log = mining.read(Path(LOGS or "") / "waiting" / f"manual_log_{number}.csv", timezone="UTC")
    hours = {name: {"hours": "Mon-Fri 10:00-20:00"} for name in ("Anya", "Carmine", "Cole", "Dom")}
    hours["Marcus"] = {"hours": "Mon-Fri 10:00-12:00, 12:30-20:00"}
    known = {name: stated for name, stated in hours.items() if name in set(log.events["resource"].cast(pl.String))}
    found = transitions(log, mining.waiting_causes(log, calendars=known, order=mining.PUBLISHED_ORDER))
    assert efficiency == pytest.approx(found.efficiency, abs=5e-7)
    if number == 1:
        assert 0.755102 == pytest.approx(found.without("contention"), abs=5e-7)
