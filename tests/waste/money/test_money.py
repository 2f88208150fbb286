"""Money and what figures come to: rates by the day, cash out, penalties, priced waiting, per month, per 100 cases."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tiny_logs import log, worked

import mining
from mining.assembly import assemble
from mining.blueprint.flow import Do, Optional, Sequence
from mining.blueprint.lanes import Lane, Rate
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint, DelayPrice, Exchange
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.blueprint.targets import Penalty, Target
from mining.conformance.rules.late import late
from mining.variation import Variation, blocks_of
from mining.waste.waste import waste

SHELF = os.environ.get("SERVICE_MINING_LOGS")
HOUR = timedelta(hours=1)


def service(*rates: Rate, **more) -> Blueprint:
    steps = tuple(Step(name, Name.of(name), ("desk",)) for name in "abc")
    lanes = (Lane("desk", Name.of("desk"), "frontstage", rates=rates),)
    flow = Sequence((Do("a"), Optional(Do("b")), Optional(Do("c"))))
    return Blueprint(Name.of("s"), lanes, steps, flow, currency="EUR", **more)


def test_hours_have_the_rate_of_their_day() -> None:
    """a ends on 1 January (20 an hour), b on the 2nd (30): 1 h each. Before the first rate there is no price, said."""
    event_log = worked(("1", "a", 0, 1, "p"), ("1", "b", 30, 31, "p"))
    first, second = Rate(20.0), Rate(30.0, since=date(2024, 1, 2))
    assert [("EUR", 20.0, 20.0), ("EUR", 30.0, 30.0)] == (
        waste(event_log, service(second, first)).money.select("currency", "rate", "likely").rows()
    )
    only_later = waste(event_log, service(second))
    assert [30.0] == only_later.money["likely"].to_list()
    assert any("desk" in sentence for sentence in only_later.assumptions)


def test_a_rate_begins_at_midnight_of_the_logs_clock() -> None:
    """The hour before 1 January 2024 ends in UTC is already 2 January in Shanghai: the new rate."""
    event_log = replace(worked(("1", "a", 22, 23, "p")), timezone="Asia/Shanghai")
    assert [30.0] == waste(event_log, service(Rate(20.0), Rate(30.0, since=date(2024, 1, 2)))).money["rate"].to_list()


def with_costs(*rows: tuple[str, str, float | None]) -> pl.DataFrame:
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    return pl.DataFrame(
        [{"case": c, "activity": a, "end": begin + k * HOUR, "paid": paid} for k, (c, a, paid) in enumerate(rows)],
        schema_overrides={"paid": pl.Float64},
    )


def test_cash_out_by_instance_and_by_case() -> None:
    """Different in the rows of a case: 3 + 4 first and 5 rework, one missing. The same in all: once per case."""
    rows = with_costs(("1", "a", 3.0), ("1", "b", 4.0), ("1", "a", 5.0), ("2", "a", None))
    found = waste(assemble(rows, roles={"cost vouchers": "paid"}), service()).cash_out
    assert [("vouchers", "EUR", "first", 7.0, 2, 1, 1), ("vouchers", "EUR", "rework", 5.0, 1, 1, 0)] == found.rows()
    rows = with_costs(("1", "a", 3.0), ("1", "b", 3.0), ("2", "a", 4.0))
    found = waste(assemble(rows, roles={"cost vouchers": "paid"})).cash_out
    assert [("vouchers", None, "case", 7.0, 2, 2, 0)] == found.rows()
    assert 0 == waste(log("ab")).cash_out.height


@pytest.mark.skipif(not SHELF, reason="SERVICE_MINING_LOGS names no folder of real exports")
def test_what_the_textbook_log_says_of_its_costs() -> None:
    """Published: repeated executions cost 1,900 of 8,400."""
    found = waste(mining.read(Path(str(SHELF)) / "logs" / "running-example.csv")).cash_out
    assert {"first": 6500.0, "rework": 1900.0} == dict(found.select("pass", "amount").rows())


def test_a_penalty_for_every_begun_hour() -> None:
    """From a to c within 60 min, 15 per begun hour: 60 min owe nothing, 61 owe 15, 181 owe 45; without c: not judged."""
    penalty = Penalty(HOUR, "a", "c", HOUR, 15.0)
    rows = [(case, "a", 0, 0, "p") for case in "1234"]
    rows += [("1", "c", 1, 1, "p"), ("2", "c", 61 / 60, 61 / 60, "p"), ("3", "c", 1, 181 / 60, "p"), ("4", "b", 9, 9, "p")]
    result = waste(worked(*rows), service(penalty=penalty))
    assert result.penalties is not None
    assert [("3", 45.0, "EUR", False), ("2", 15.0, "EUR", False)] == result.penalties.drop("late").rows()
    assert [{"currency": "EUR", "running": False, "amount": 60.0, "cases": 2}] == result.to_dict()["money"]["penalties"]
    assert waste(worked(*rows), service()).penalties is None


def test_an_open_case_owes_what_has_come_up_so_far() -> None:
    """Case 1 is open: a at 0, the export ends at 5: four hours beyond the first, 60."""
    penalty = Penalty(HOUR, "a", "c", HOUR, 15.0)
    event_log = worked(("1", "a", 0, 0, "p"), ("1", "b", 4, 4, "p"), ("2", "a", 4, 4, "p"), ("2", "c", 5, 5, "p"))
    designed = replace(service(penalty=penalty), flow=Sequence((Do("a"), Optional(Do("b")), Do("c"))))
    result = waste(event_log, designed)
    assert result.penalties is not None
    assert [("1", 4 * HOUR, 60.0, "EUR", True)] == result.penalties.rows()


def test_a_penalty_is_due_for_what_breaks_the_target_of_the_same_length() -> None:
    """A second way: cases with a penalty are those in which a target between the same steps is broken, open ones too."""
    closed = [("1", "a", 0, 1, "p"), ("1", "c", 3, 4, "p"), ("2", "a", 0, 1, "p"), ("2", "c", 1, 2, "p")]
    event_log = worked(*closed, ("3", "a", 1, 2, "p"), ("4", "a", 3, 3, "p"), ("4", "b", 3.5, 4, "p"))
    promised = (Target("between", "a", "c", ((None, HOUR),)),)
    designed = service(penalty=Penalty(HOUR, "a", "c", HOUR, 15.0), targets=promised)
    designed = replace(designed, flow=Sequence((Do("a"), Optional(Do("b")), Do("c"))))
    owing = waste(event_log, designed).penalties
    assert owing is not None
    broken = late(match(event_log, designed))[1].filter(~pl.col("kept"))
    assert ["1", "3"] == sorted(owing["case_id"]) == sorted(broken["case_id"])


def test_waiting_has_a_price_only_where_one_is_given() -> None:
    """a until 1, b from 4: three hours at 2 an hour; without cost_of_delay nothing."""
    event_log = worked(("1", "a", 0, 1, "p"), ("1", "b", 4, 5, "p"))
    priced = waste(event_log, service(cost_of_delay=DelayPrice(2.0, HOUR))).price_of_delay
    assert priced is not None
    assert [("EUR", 6.0, 6.0, 6.0)] == priced.rows()
    assert waste(event_log, service()).price_of_delay is None


def test_the_figures_of_each_case_add_up_to_those_of_the_log() -> None:
    """Sums over cases equal the ledger's waiting, the staff table and the rework table (a second way to each)."""
    rows = [
        ("1", "a", 0, 1, "p"),
        ("1", "b", 4, 5, "q"),
        ("1", "a", 6, 8, "q"),
        ("2", "a", 1, 3, "p"),
        ("2", "b", 3, 4, "r"),
    ]
    result = waste(worked(*rows))
    cases = result.per_case
    waits = result.ledger.frame.filter(pl.col("class") == "waiting")
    for scenario in ("low", "likely", "high"):
        assert cases[f"waiting_{scenario}"].sum() == waits[scenario].sum()
        assert cases[f"staff_{scenario}"].sum() == result.staff_hours[scenario].sum()
    assert cases["rework_likely"].sum() == result.rework["hours"].sum()
    assert cases["flow_time"].sum() == result.flow_time


def test_per_month_and_per_100_cases() -> None:
    """Two cases, 3 h of waiting in all, over 1 to 2 January: 2 days are 2 / 30.4375 of a month."""
    event_log = worked(("1", "a", 0, 1, "p"), ("1", "b", 4, 5, "p"), ("2", "a", 30, 31, "p"))
    row = waste(event_log).variation.row(
        by_predicate=(pl.col("figure") == "waiting") & (pl.col("scenario") == "likely"), named=True
    )
    assert (3 * HOUR, 150 * HOUR) == (row["estimate"], row["per_100_cases"])
    assert 3 * 30.4375 / 2 == pytest.approx(row["per_month"] / HOUR)
    assert row["low"] is row["high"] is None


def test_blocks_are_weeks_and_days_where_there_are_few() -> None:
    """Eight Mondays are eight weeks; a Monday and a Sunday of one week are two days."""
    assert list(range(8)) == blocks_of(np.arange(4, 60, 7)).tolist()
    assert [0, 1] == blocks_of(np.array([4, 10])).tolist()


def test_intervals_cover_the_truth_as_often_as_they_claim() -> None:
    """Of 200 services with weeks of their own mood and 12 weeks each, at least 90 % of the intervals hold the true mean."""
    chance = np.random.default_rng(1)
    covered = 0
    for _ in range(200):
        weeks = np.repeat(np.arange(12), chance.integers(5, 30, 12))
        values = chance.gamma(2.0, 5.0, weeks.size) * chance.lognormal(-0.125, 0.5, 12)[weeks]
        spread = Variation(weeks).of_total(values)
        assert spread is not None
        covered += spread[0] <= 10.0 * weeks.size <= spread[1]
    assert covered >= 180


def test_currencies_are_added_only_with_a_stated_rate() -> None:
    """1 h at 20 EUR and 1 h at 100 CNY: 20 + 100 * 0.13 = 33 EUR at the stated rate; without it there is no sum."""
    lanes = (
        Lane("desk", Name.of("desk"), "frontstage", rates=(Rate(20.0),)),
        Lane("lab", Name.of("lab"), "backstage", rates=(Rate(100.0, "CNY"),)),
    )
    steps = (Step("a", Name.of("a"), ("desk",)), Step("b", Name.of("b"), ("lab",)))
    designed = Blueprint(Name.of("s"), lanes, steps, Sequence((Do("a"), Do("b"))), currency="EUR")
    event_log = worked(("1", "a", 0, 1, "p"), ("1", "b", 1, 2, "q"))
    assert waste(event_log, designed).exchanged is None
    priced = waste(event_log, replace(designed, exchange=(Exchange("CNY", 0.13, date(2026, 9, 1)),))).exchanged
    assert priced is not None
    assert [("EUR", 33.0, ["1 CNY = 0.13 EUR (2026-09-01)"])] == priced.select("currency", "likely", "rates").rows()
