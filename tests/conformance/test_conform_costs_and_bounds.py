"""Costs of moves on request, bounds where the budget ends, and how open cases can go on: on tiny logs, by hand."""

from datetime import timedelta

import pytest
from flows_strategy import simple_blueprint
from tiny_logs import MONDAY, log

from mining.assembly import assemble
from mining.blueprint.flow import Do, Either, Optional, Sequence, Together
from mining.blueprint.net import Net
from mining.conformance.budget import Budget
from mining.conformance.conform import conform
from mining.conformance.costs import Costs
from mining.errors import ModelError
from mining.log import EventLog

ABCD = simple_blueprint(Sequence((Do("a"), Do("b"), Do("c"), Do("d"))))


def closed(*traces: str) -> EventLog:
    return log(*traces, timed=False)


def test_costs_by_hand() -> None:
    """abd lacks c: 3. abxcd has x: 2. Fitness: events at 2 each and the run at 3 + 3 + 3 + 3 are the denominators.

    abcd: 8 + 12; abd: 6 + 12; abxcd: 10 + 12. 1 - 5 / 60.
    """
    result = conform(closed("abcd", "abd", "abxcd"), ABCD, costs=Costs(log=2, model=3))
    assert [0, 3, 2] == result.per_case["cost"].to_list()
    assert (5, 60, 1) == (result.cost, result.most_cost, result.fitting_cases)
    assert 1 - 5 / 60 == result.fitness
    assert [1.0, 1 - 3 / 18, 1 - 2 / 22] == result.per_case["fitness"].to_list()
    assert {"log": 2, "model": 3, "steps": {}} == result.to_dict()["costs"]


def test_costs_decide_what_is_moved() -> None:
    """acbd of abcd: as a rule the earlier event, c, stays and b is moved. If moves of b cost 5, c is moved instead."""
    assert ["moved"] == conform(closed("acbd"), ABCD).deviations.frame["kind"].to_list()
    frame = conform(closed("acbd"), ABCD, costs=Costs(steps={"b": 5})).alignments.frame
    assert 2 == frame["cost"][0]
    assert {"c"} == {move["step"] for move in frame["moves"][0] if move["move"] != "synchronous"}
    frame = conform(closed("acbd"), ABCD, costs=Costs(steps={"c": (1, 9)})).alignments.frame
    assert {"b"} == {move["step"] for move in frame["moves"][0] if move["move"] != "synchronous"}


def test_costs_of_a_step_of_a_net_go_by_its_label() -> None:
    """x is a log move (1), the missing step a model move (3)."""
    net = Net(("p", "q"), ("Check identity",), (((0, 1),),), (((1, 1),),), (1, 0), ((0, 1),))
    assert [4] == conform(closed("x"), net, costs=Costs(steps={"Check identity": 3})).per_case["cost"].to_list()


@pytest.mark.parametrize(
    ("costs", "says"),
    [
        ({"log": 0}, "log: 0"),
        ({"model": 1.5}, "model: 1.5"),
        ({"steps": {"a": -1}}, 'log move of "a"'),
        ({"steps": {"a": (1, True)}}, 'model move of "a"'),
        ({"log": 10**9}, "1,000,000"),
    ],
)
def test_costs_that_cannot_be(costs: dict, says: str) -> None:
    """Nothing for nothing: a move without cost would let a deviating case fit."""
    with pytest.raises(ModelError) as caught:
        Costs(**costs)
    assert says in str(caught.value)


def test_a_cost_for_a_step_that_is_not_there() -> None:
    """The message names it, and the steps there are."""
    with pytest.raises(ModelError, match='"check"') as caught:
        conform(closed("ab"), ABCD, costs=Costs(steps={"check": 2}))
    assert "a, b, c, d" in str(caught.value)


# Every branch takes a; which of them it was decides what is left: 2^4 states after each a.
HARD = simple_blueprint(
    Together(tuple(Sequence((Do("a"), Optional(Do(f"{k}")), Do("a"), Do(letter))) for k, letter in enumerate("stuv")))
)


def test_bounds_are_told_and_never_counted_as_fitting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases over the budget of one pair: neither fits nor deviates in the counts; the bounds hold the true cost.

    A run of 12 events; with one s too many: cost 1; q for all of it: 13.
    """
    monkeypatch.setattr("mining.conformance.alignment.LISTED", 50)
    run = "a" * 8 + "stuv"
    event_log = closed(run, run + "s", "q")
    result = conform(event_log, HARD, budget=Budget(pairs=1))
    exact = conform(event_log, HARD)
    assert [0, 1, 13] == exact.per_case["cost"].to_list()
    assert 0 == exact.unjudged_cases
    assert (1 - 14 / (24 + 25 + 13),) * 2 == exact.fitness_bounds
    unjudged = result.per_case.filter(~result.per_case["judged"])
    assert unjudged.height == result.unjudged_cases == result.bounded_cases > 0
    assert result.fitting_cases <= 1
    for at_least, at_most, cost in zip(
        result.per_case["cost_at_least"], result.per_case["cost_at_most"], exact.per_case["cost"], strict=True
    ):
        assert at_least <= cost <= at_most
    low, high = result.fitness_bounds or (1, 0)
    assert low <= (exact.fitness or 0) <= high
    assert unjudged["cost"].null_count() == unjudged["fitness"].null_count() == unjudged.height
    document = result.to_dict()
    assert document["bounded_cases"] == result.bounded_cases
    assert {"low": low, "high": high} == document["fitness_bounds"]


def test_bounds_add_up() -> None:
    """Parts of a log and the whole have the same bounds; a part without bounds leaves the whole without."""
    parts = conform(closed("abd"), ABCD) + conform(closed("abcd", "x"), ABCD)
    whole = conform(closed("abd", "abcd", "x"), ABCD)
    assert whole.bounds == parts.bounds
    assert whole.fitness_bounds == (whole.fitness, whole.fitness)


@pytest.mark.parametrize(
    ("given", "says"), [({"pairs": 0}, "pairs"), ({"seconds": 0.0}, "seconds"), ({"states": -1}, "states")]
)
def test_a_budget_that_cannot_be(given: dict, says: str) -> None:
    """Nothing for nothing."""
    with pytest.raises(ModelError, match=says):
        Budget(**given)


def test_how_open_cases_can_go_on() -> None:
    """a, then b or c, then d or nothing. After a: b or c; after axb (x is unknown): d, or the end; after ad (b or c is
    missing): nothing but the end; before anything: a.
    """
    blueprint = simple_blueprint(Sequence((Do("a"), Either((Do("b"), Do("c"))), Optional(Do("d")))))
    data = [
        {"case": case, "activity": letter, "end": MONDAY + timedelta(minutes=k)}
        for case, trace in {"1": "a", "2": "ax", "3": "ad"}.items()
        for k, letter in enumerate(trace)
    ]
    import polars as pl

    event_log = assemble(pl.DataFrame(data))
    running = conform(event_log, blueprint).running
    rows = {row["case_id"]: row for row in running.iter_rows(named=True)}
    assert (0, ["b", "c"], False) == (rows["1"]["cost"], rows["1"]["next"], rows["1"]["may_end"])
    assert (1, ["b", "c"], False) == (rows["2"]["cost"], rows["2"]["next"], rows["2"]["may_end"])
    assert "3" not in rows or (1, [], True) == (rows["3"]["cost"], rows["3"]["next"], rows["3"]["may_end"])
