"""Rework: what is done again, with resumptions, planned repetition and corrections told apart."""

import os
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log, worked

import mining.blocks as cut
from mining.assembly import assemble
from mining.blueprint.flow import Anytime, Do, Either, Repeat, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.log import EventLog
from mining.waste.instances.passes import UNLIMITED, Passes, passes, planned_executions
from mining.waste.instances.placed import placed
from mining.waste.waste import waste

SHELF = os.environ.get("SERVICE_MINING_LOGS")


def marks(event_log: EventLog, blueprint: Blueprint | None = None) -> Passes:
    return passes(placed(event_log, match(event_log, blueprint) if blueprint else None))


def designed(flow, anytime=(), **steps) -> Blueprint:
    """A blueprint of one lane, with the steps a, b, c (and what is said about them)."""
    made = tuple(Step(name, Name.of(name), ("desk",), **steps.get(name, {})) for name in "abc")
    return Blueprint(Name.of("s"), (Lane("desk", Name.of("desk"), "frontstage"),), made, flow, anytime=anytime)


STRAIGHT = Sequence((Do("a"), Do("b"), Do("c")))


def test_rework_begins_after_an_earlier_one_ended() -> None:
    """The second a (1-3) overlaps the first (0-2): no rework. The third begins at 2, when the first has ended: rework."""
    found = marks(worked(("1", "a", 0, 2, "p"), ("1", "a", 1, 3, "q"), ("1", "a", 2, 4, "r"), ("2", "a", 9, 10, "p")))
    assert found.rework.tolist() == [False, False, True, False]


def test_a_single_time_counts_as_start_and_end() -> None:
    """In abab both second executions are rework, each a loop; nobody is known, so neither repeat nor redo."""
    found = marks(log("abab"))
    assert found.rework.tolist() == [False, False, True, True]
    assert found.loop.tolist() == [False, False, True, True]
    assert not (found.self_loop.any() or found.repeat.any() or found.redo.any())


def test_a_resumption_is_the_same_person_with_nothing_between() -> None:
    """a by p, again by p: a work session. Then by q: rework, self-loop, redo. Then b, then a by q: rework, loop, repeat."""
    rows = [
        ("1", "a", 0, 1, "p"),
        ("1", "a", 2, 3, "p"),
        ("1", "a", 4, 5, "q"),
        ("1", "b", 6, 7, "q"),
        ("1", "a", 8, 9, "q"),
    ]
    found = marks(worked(*rows))
    assert found.resumption.tolist() == [False, True, False, False, False]
    assert found.rework.tolist() == [False, False, True, False, True]
    assert found.self_loop.tolist() == [False, False, True, False, False]
    assert found.redo.tolist() == [False, False, True, False, False]
    assert found.loop.tolist() == found.repeat.tolist() == [False, False, False, False, True]


def test_a_step_with_at_most_counts_sessions_as_executions() -> None:
    """at most 2: the third session of the same person is rework, and none is a resumption."""
    sessions = worked(*(("1", "a", 2 * k, 2 * k + 1, "p") for k in range(3)))
    found = marks(sessions, designed(STRAIGHT, a={"at_most": 2}))
    assert found.rework.tolist() == [False, False, True]
    assert not found.resumption.any()
    assert marks(sessions, designed(STRAIGHT)).resumption.tolist() == [False, True, True]


def test_a_loop_of_the_design_is_planned_within_its_limit() -> None:
    """repeat {do: a, then: b, at most: 1} plans a twice and b once: in abaab the third a and the second b are rework."""
    flow = Sequence((Repeat(Do("a"), Do("b"), at_most=1), Do("c")))
    found = marks(log("abaabc"), designed(flow))
    assert found.rework.tolist() == [False, False, False, True, True, False]


def test_a_loop_without_limit_is_not_judged() -> None:
    """Repetitions inside it are no rework, and counted as not judged; outside it they are rework."""
    flow = Sequence((Repeat(Do("a"), Do("b")), Do("c")))
    found = marks(log("ababacc"), designed(flow))
    assert found.not_judged.tolist() == [False, False, True, True, True, False, False]
    assert found.rework.tolist() == [False] * 6 + [True]
    assert any("not judged" in said for said in waste(log("aba"), designed(flow)).assumptions)


def test_a_correction_is_always_rework() -> None:
    """The first correction is rework too; having no earlier one, it is neither self-loop nor loop."""
    found = marks(log("abcb"), designed(STRAIGHT, b={"corrects": "a"}))
    assert found.rework.tolist() == [False, True, False, True]
    assert found.loop.tolist() == [False, False, False, True]


def test_two_labels_of_one_step_are_one_activity() -> None:
    """x and y are both step a: y after x is rework. Without the blueprint it is not."""
    found = marks(log("xy"), designed(STRAIGHT, a={"labels": ("x", "y")}))
    assert found.rework.tolist() == [False, True]
    assert marks(log("xy")).rework.tolist() == [False, False]


def test_entering_a_state_again_is_a_return() -> None:
    """In a log of states nothing is rework, whether the blueprint calls it work or not; wait states never are."""
    rows = {"case": ["1"] * 4, "activity": list("abab"), "end": [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2, 3, 4)]}
    entered = assemble(pl.DataFrame(rows), entered=True)
    assert not marks(entered).rework.any()
    assert not marks(entered, designed(STRAIGHT)).rework.any()
    assert marks(log("abab"), designed(STRAIGHT, b={"is_wait": True})).rework.tolist() == [False, False, True, False]


def test_planned_executions() -> None:
    """The most of any run: branches take the larger, loops multiply, anytime adds, `at most` decides."""
    flow = Sequence((Either((Do("a"), Sequence((Do("a"), Do("a"))))), Repeat(Do("b"), Do("c"), at_most=2)))
    assert [planned_executions(name, designed(flow)) for name in "abc"] == [2, 3, 2]
    assert planned_executions("a", designed(flow, a={"at_most": 5})) == 5
    assert planned_executions("c", designed(flow, (Anytime("c", 3),))) == 5
    assert planned_executions("a", designed(flow, (Anytime("a"),))) == UNLIMITED
    assert planned_executions("a", designed(Sequence(()))) == 1


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text("abc", min_size=1, max_size=8), min_size=1, max_size=4))
def test_the_table_adds_up(traces: list[str]) -> None:
    """Rework is self-loops and loops; each case of it is in `rework_cases`."""
    result = waste(log(*traces))
    table = result.rework
    surplus = sum(len(trace) - len(set(trace)) for trace in traces)
    assert int(table["rework"].sum()) == surplus == int(result.rework_cases["rework"].sum())
    assert (table["rework"] == table["self_loops"] + table["loops"]).all()
    assert int(table["executions"].sum()) == sum(map(len, traces))
    cases = {row["activity"]: row["cases"] for row in table.iter_rows(named=True)}
    for activity, expected in cases.items():
        assert result.rework_cases.filter(pl.col("activity") == activity).height == expected


@pytest.mark.skipif(SHELF is None, reason="SERVICE_MINING_LOGS is not set: the running example is not at hand")
def test_the_running_example() -> None:
    """The check values of the definitions: cases with rework, surplus executions, and what the repetitions cost."""
    import mining

    assert SHELF is not None
    event_log = mining.read(Path(SHELF) / "logs" / "running-example.csv")
    result = waste(event_log)
    with_rework = result.rework.filter(pl.col("cases") > 0)
    assert dict(with_rework.select("activity", "cases").iter_rows()) == {
        "check ticket": 2,
        "decide": 2,
        "examine casually": 1,
        "reinitiate request": 1,
    }
    surplus = result.rework_cases.group_by("case_id").agg(pl.col("rework").sum()).sort("case_id")
    assert surplus.rows() == [("3", 2), ("5", 7)]
    costs = event_log.events["Costs"].cast(pl.Int64)
    assert (int(costs.filter(pl.Series(marks(event_log).rework)).sum()), int(costs.sum())) == (1_900, 8_400)


@given(
    st.lists(
        st.tuples(
            st.sampled_from("123"), st.sampled_from("abc"), st.integers(0, 9), st.integers(0, 3), st.sampled_from("pq")
        ),
        min_size=1,
        max_size=30,
    ),
    st.integers(1, 10),
)
def test_blocks_of_cases_do_not_matter(rows: list[tuple[str, str, int, int, str]], size: int) -> None:
    """Rework found in blocks of a few rows is that found in one."""
    event_log = worked(*((case, label, start, start + length, person) for case, label, start, length, person in rows))
    whole = marks(event_log)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut, "BLOCK", size)
        parts = marks(event_log)
    for name in Passes.__dataclass_fields__:
        assert getattr(whole, name).tolist() == getattr(parts, name).tolist(), name
