"""What deviations take: staff hours of what was done too often, waits before it, money; worked out by hand."""

from datetime import timedelta

import polars as pl
from tiny_logs import MONDAY

from mining.assembly import assemble
from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Lane, Rate
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.conformance.conform import conform
from mining.verdict.impact import impact, with_impact
from mining.waste.learnt import Groundwork

HOUR = timedelta(hours=1)
LANES = (
    Lane("guest", Name.of("Guest"), "customer", teams=("Guest",)),
    Lane("desk", Name.of("Desk"), "frontstage", teams=("Desk",), rates=(Rate(20.0, "EUR"),)),
)
STEPS = (
    Step("ask", Name.of("Ask"), ("guest",)),
    Step("cook", Name.of("Cook"), ("desk",)),
    Step("eat", Name.of("Eat"), ("guest",)),
)
BLUEPRINT = Blueprint(Name.of("Service"), LANES, STEPS, Sequence((Do("ask"), Do("cook"), Do("eat"))))


def test_hours_waits_and_money_of_log_moves() -> None:
    """Case 1 cooks again from 6 to 8 after a wait from 3, case 2 from 5 to 6 after none: 3 h of work and of waiting, 60 EUR.

    Case 2 also eats twice, which is no staff; case 3 skips cooking, which takes nothing.
    """
    rows = [
        ("1", "ask", 0, 1), ("1", "cook", 1, 3), ("1", "cook", 6, 8), ("1", "eat", 8, 9),
        ("2", "ask", 0, 1), ("2", "cook", 1, 5), ("2", "cook", 5, 6), ("2", "eat", 7, 8), ("2", "eat", 8, 9),
        ("3", "ask", 0, 1), ("3", "eat", 2, 3),
    ]  # fmt: skip
    frame = pl.DataFrame(
        [
            {
                "case": case,
                "activity": step,
                "start": MONDAY + start * HOUR,
                "end": MONDAY + end * HOUR,
                "resource": f"person {case}",
                "team": "Desk" if step == "cook" else "Guest",
            }
            for case, step, start, end in rows
        ],
        schema_overrides={"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC")},
    )
    log = assemble(frame)
    ground = Groundwork.of(log, BLUEPRINT)
    result = conform(log, BLUEPRINT)
    taken = {row["id"]: row for row in impact(result.deviations, ground).iter_rows(named=True)}
    assert {"repeated:cook", "repeated:eat"} == set(taken)
    cook = taken["repeated:cook"]
    assert [3 * HOUR] * 3 == [cook[f"staff_{name}"] for name in ("low", "likely", "high")]
    assert [3 * HOUR] * 3 == [cook[f"waits_{name}"] for name in ("low", "likely", "high")]
    assert [{"currency": "EUR", "low": 60.0, "likely": 60.0, "high": 60.0}] == cook["money"]
    eat = taken["repeated:eat"]
    assert (timedelta(0), []) == (eat["staff_likely"], eat["money"])
    entries = with_impact(result.deviations.to_dicts(), impact(result.deviations, ground))
    told = {entry["id"]: entry for entry in entries}
    assert {"low": 3.0, "likely": 3.0, "high": 3.0} == told["repeated:cook"]["staff_hours"]
    assert (None, None, None) == tuple(told["skipped:cook"][name] for name in ("staff_hours", "waits_hours", "money"))
