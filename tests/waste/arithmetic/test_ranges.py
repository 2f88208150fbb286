"""Cases and resources are worked on range by range: where the ranges are cut decides no figure."""

from datetime import UTC, datetime, timedelta
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from minute_logs import DESIGN, minute_logs, staffed

import mining
from mining.assembly import assemble
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.errors import CausesError
from mining.log import EventLog, micros
from mining.waste.arithmetic import intervals, ranges
from mining.waste.causes.idle import idle_since
from mining.waste.hours.service import likely_work, services
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import placed
from mining.waste.learnt import Groundwork
from mining.waste.tables.tables import tables
from mining.waste.waste import waste


def everything(log: EventLog, blueprint: Blueprint | None, staffing: Staffing | None) -> dict[str, pl.DataFrame]:
    """All that is told of a log, as frames."""
    result = waste(log, blueprint, staffing=staffing)
    found = {**tables(result), "cells": result.ledger.cells, "entries": result.ledger.entries, "loops": result.loop_cost}
    learnt = Groundwork.of(log, blueprint, staffing, tells_why=True).learnt
    assert learnt.why is not None
    found["batches"], found["overtaking"] = learnt.why.batches, learnt.why.overtaking
    try:
        for order in (mining.DEFAULT_ORDER, mining.PUBLISHED_ORDER):
            found[f"causes, {order[0]} first"] = mining.waiting_causes(log, order=order)
    except CausesError:
        assert not result.ledger.frame["cause"].drop_nulls().is_in(["contention", "batching", "overtaking"]).any()
    return found


@settings(max_examples=40, deadline=None)
@given(minute_logs(), st.booleans(), st.booleans(), st.integers(1, 4))
def test_no_figure_depends_on_the_ranges(log: EventLog, designed: bool, hours: bool, size: int) -> None:
    """Ranges of one to four instances (a case each, a resource each) give every table that one range of all gives."""
    blueprint = DESIGN if designed else None
    staffing = staffed(placed(log, match(log, blueprint) if blueprint else None)) if hours else None
    expected = everything(log, blueprint, staffing)
    with patch.object(intervals, "BATCH", size):
        actual = everything(log, blueprint, staffing)
    assert list(expected) == list(actual)
    for name, table in expected.items():
        assert table.equals(actual[name]), name


def test_simulated_services_in_small_ranges() -> None:
    """A simulated service, whose people wait, collect and overtake: ranges of fifty instances tell the same."""
    log = mining.sample("room_service", cases=60, seed=3).log
    expected = everything(log, None, None)
    with patch.object(intervals, "BATCH", 50):
        actual = everything(log, None, None)
    assert dict.fromkeys(expected, True) == {name: table.equals(actual[name]) for name, table in expected.items()}


@pytest.mark.parametrize(("size", "cuts"), [(1, 4), (2, 2), (1000, 1)])
def test_ranges_hold_every_case_once(size: int, cuts: int) -> None:
    """Four cases of one instance: a range each, two each, or one range of all; rows and cases lie side by side."""
    from tiny_logs import log

    four = log("a", "b", "c", "d")
    with patch.object(intervals, "BATCH", size):
        found = list(ranges.case_ranges(four))
    assert cuts == len(found)
    assert [0, *(last for _, last, _ in found)] == [*(first for first, _, _ in found), 4]
    assert [0, *(rows.stop for *_, rows in found)] == [*(rows.start for *_, rows in found), 4]


def test_cases_that_together_last_longer_than_the_axis() -> None:
    """4,000 cases of a century are longer than int64 holds, laid end to end: nobody works from each a to its b."""
    count = 4_000
    times = {"a": (datetime(1900, 1, 1, tzinfo=UTC), 1), "b": (datetime(2000, 1, 1, tzinfo=UTC), 2)}
    rows = [
        (str(case), name, at, at + timedelta(hours=hours)) for case in range(count) for name, (at, hours) in times.items()
    ]
    log = assemble(pl.DataFrame(rows, schema=["case", "activity", "start", "end"], orient="row"))
    seen = placed(log, None)
    service = services(seen, likely_work(seen))[0]
    begins_with, ends_of_a = times["a"][0], times["a"][0] + timedelta(hours=1)
    assert [micros(begins_with), micros(ends_of_a)] * count == idle_since(seen, service).tolist()
