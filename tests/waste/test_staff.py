"""Staff hours: time shared among overlapping instances of one person; customer hours; money."""

import os
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import worked

from mining.assembly import assemble
from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Lane, Rate
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.waste.arithmetic.intervals import shared_lengths
from mining.waste.instances.placed import placed
from mining.waste.learnt import learn
from mining.waste.waste import waste

SHELF = os.environ.get("SERVICE_MINING_LOGS")
HOUR = timedelta(hours=1)
SERVICE = Blueprint(
    Name.of("service"),
    lanes=(
        Lane("guest", Name.of("guest"), "customer"),
        Lane("desk", Name.of("desk"), "frontstage", rates=(Rate(20.0),)),
        Lane("lab", Name.of("lab"), "backstage", rates=(Rate(100.0, "CNY"),)),
        Lane("office", Name.of("office"), "support"),
        Lane("robot", Name.of("robot"), "support", automatic=True),
        Lane("supplier", Name.of("supplier"), "external"),
    ),
    steps=(
        Step("ask", Name.of("ask"), ("guest",)),
        Step("take", Name.of("take"), ("desk",), customer_present=True, takes=timedelta(minutes=6)),
        Step("test", Name.of("test"), ("lab",)),
        Step("file", Name.of("file"), ("office",)),
        Step("log", Name.of("log"), ("robot",)),
        Step("send", Name.of("send"), ("supplier",)),
        Step("hold", Name.of("hold"), ("desk",), is_wait=True),
    ),
    flow=Sequence(tuple(Do(name) for name in ("ask", "take", "test", "file", "log", "send", "hold"))),
    currency="EUR",
)


def rows_of(frame: pl.DataFrame) -> dict:
    return {(row["lane"], row["pass"]): row["likely"] for row in frame.iter_rows(named=True)}


def test_overlapping_instances_of_one_person_share_the_time() -> None:
    """p does a 0-2 and b 1-3, of two cases: 1 + 1/2 hours each; q alone keeps hers."""
    seen = placed(worked(("1", "a", 0, 2, "p"), ("2", "b", 1, 3, "p"), ("3", "c", 1, 3, "q")), None)
    assert [share / 3.6e9 for share in learn(seen).shared[0]] == [1.5, 1.5, 2.0]


def test_only_staff_shares_and_counts() -> None:
    """Customer, supplier, robot and wait states are no staff hours; nor do they take time from a person's other work."""
    names = ["ask", "take", "test", "file", "log", "send", "hold"]
    log = worked(*((str(k), name, 0, 1, "p") for k, name in enumerate(names)))
    third = timedelta(microseconds=1_200_000_000)
    assert rows_of(waste(log, SERVICE).staff_hours) == {
        ("desk", "first"): third,
        ("lab", "first"): third,
        ("office", "first"): third,
    }


def test_an_activity_that_the_blueprint_does_not_know_is_no_staff_work() -> None:
    """It has no lane: left out, and said."""
    result = waste(worked(("1", "dance", 0, 1, "p"), ("1", "test", 1, 2, "p")), SERVICE)
    assert rows_of(result.staff_hours) == {("lab", "first"): HOUR}
    assert any("does not know" in said for said in result.assumptions)


def test_without_resource_nothing_is_shared() -> None:
    """Two unknown persons may well be two."""
    result = waste(worked(("1", "test", 0, 2, None), ("2", "test", 0, 2, None)), SERVICE)
    assert rows_of(result.staff_hours) == {("lab", "first"): 4 * HOUR}
    assert any("name no resource" in said for said in result.assumptions)


def test_money_is_hours_times_rate_by_currency() -> None:
    """desk 2 h at 20 (the blueprint's EUR), lab 1 h and 1 h again at 100 CNY, office has no rate and says so."""
    log = worked(("1", "take", 0, 2, "p"), ("1", "test", 2, 3, "q"), ("1", "file", 3, 4, "r"), ("1", "test", 4, 5, "q"))
    result = waste(log, SERVICE)
    assert result.money.select("currency", "lane", "pass", "rate", "likely").rows() == [
        ("CNY", "lab", "first", 100.0, 100.0),
        ("CNY", "lab", "rework", 100.0, 100.0),
        ("EUR", "desk", "first", 20.0, 40.0),
    ]
    assert result.to_dict()["money"] == {
        "capacity": [
            {"currency": "CNY", "low": 200.0, "likely": 200.0, "high": 200.0},
            {"currency": "EUR", "low": 40.0, "likely": 40.0, "high": 40.0},
        ],
        "capacity_exchanged": None,
        "cash_out": None,
        "penalties": None,
        "cost_of_delay": None,
    }
    assert any("office" in said for said in result.assumptions)


def test_customer_hours_are_steps_and_waits_in_their_presence() -> None:
    """ask 0-1 is the customer's; waiting 1-3 for take happens in their presence; waiting 4-6 for test does not."""
    result = waste(worked(("1", "ask", 0, 1, "c"), ("1", "take", 3, 4, "p"), ("1", "test", 6, 7, "q")), SERVICE)
    assert dict(result.customer_hours.select("of", "likely").iter_rows()) == {"steps": HOUR, "waits": 2 * HOUR}
    assert result.to_dict()["customer_hours"] == {"low": 3.0, "likely": 3.0, "high": 3.0}
    assert waste(worked(("1", "ask", 0, 1, "c"))).to_dict()["customer_hours"] is None


def test_hours_of_single_times_are_bounds_and_null_where_nothing_is_likely() -> None:
    """take at the end of an hour: 0, 6 min by design, 1 h. test after another hour: 0, nobody knows, 1 h."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    names = ["ask", "take", "test"]
    frame = pl.DataFrame({"case": ["1"] * 3, "activity": names, "end": [start + k * HOUR for k in range(3)]})
    result = waste(assemble(frame), SERVICE)
    spread = {row["lane"]: (row["low"], row["likely"], row["high"]) for row in result.staff_hours.iter_rows(named=True)}
    assert spread == {"desk": (timedelta(0), timedelta(minutes=6), HOUR), "lab": (timedelta(0), None, HOUR)}
    amounts = {row["lane"]: (row["low"], row["likely"], row["high"]) for row in result.money.iter_rows(named=True)}
    assert amounts == {"desk": (0.0, 2.0, 20.0), "lab": (0.0, None, 100.0)}
    document = result.to_dict()["staff_hours"]
    assert document["first"] == {"low": 0.0, "likely": None, "high": 2.0}
    assert document["rework"] == {"low": 0.0, "likely": 0.0, "high": 0.0}


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), max_size=9))
def test_shares_are_equal_and_sum_to_the_union(spans: list[tuple[int, int]]) -> None:
    """Unit by unit 1/k of it goes to each of the k active; whole microseconds sum to the union, each off by less than k."""
    start = np.array([begin for begin, _ in spans], dtype=np.int64)
    end = np.array([begin + length for begin, length in spans], dtype=np.int64)
    shares = shared_lengths(start, end)
    exact = [Fraction(0)] * len(spans)
    union = 0
    for unit in range(31):
        active = [k for k in range(len(spans)) if start[k] <= unit < end[k]]
        union += bool(active)
        for k in active:
            exact[k] += Fraction(1, len(active))
    assert int(shares.sum()) == union
    segments = len({*start.tolist(), *end.tolist()})
    assert all(abs(share - right) < len(spans) * segments for share, right in zip(shares.tolist(), exact, strict=True))
    scaled = shared_lengths(start * 2520, end * 2520)
    assert scaled.tolist() == [right * 2520 for right in exact]


@pytest.mark.skipif(SHELF is None, reason="SERVICE_MINING_LOGS is not set: the multitasking case is not at hand")
def test_the_published_multitasking_case() -> None:
    """A1 0:00-0:10 and A2 0:01-0:20 by one resource share nine minutes: 330 s and 870 s."""
    import mining

    assert SHELF is not None
    log = mining.read(
        Path(SHELF) / "waiting" / "multitasking.csv.gz",
        case="case:concept:name",
        activity="concept:name",
        start="start_timestamp",
        end="time:timestamp",
        resource="org:resource",
    )
    shared = learn(placed(log, None)).shared[1]
    labels = log.events["activity"].cast(pl.String).to_list()
    assert {name: share / 1e6 for name, share in zip(labels, shared.tolist(), strict=True)} == {"A1": 330.0, "A2": 870.0}
