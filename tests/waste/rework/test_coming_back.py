"""What comes back: who sends back to whom, corrections and their causes, loops, reopened cases, items of an order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log, worked

from mining.assembly import assemble
from mining.blueprint.flow import Anytime, Do, MayEnd, Optional, Repeat, Sequence, Together
from mining.blueprint.lanes import Lane
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.log import EventLog
from mining.waste.instances.passes import passes
from mining.waste.instances.placed import placed
from mining.waste.rework.reopened import closing_steps, reopened
from mining.waste.waste import Waste, waste

HOUR = timedelta(hours=1)


def service(flow, anytime=(), may_end=(), **steps) -> Blueprint:
    """Steps a, b in the lane desk, c, d in the lane lab; teams are named like lanes."""
    lanes = tuple(Lane(name, Name.of(name), "backstage", teams=(name,)) for name in ("desk", "lab"))
    made = tuple(Step(name, Name.of(name), ("desk" if name in "ab" else "lab",), **steps.get(name, {})) for name in "abcd")
    return Blueprint(Name.of("s"), lanes, made, flow, anytime=anytime, may_end=may_end)


def hours_of(row: dict) -> list[float]:
    return [row[name] / HOUR for name in ("low", "likely", "high")]


def test_who_sends_back_to_whom() -> None:
    """a (desk) c (lab) a (desk, 2 h) c (lab, 1 h): the lab sends back to the desk once, the desk to the lab once."""
    rows = [
        ("1", "a", 0, 1, "p"),
        ("1", "c", 2, 3, "q"),
        ("1", "a", 4, 6, "p"),
        ("1", "c", 7, 8, "q"),
        ("2", "a", 0, 1, "r"),
    ]
    found = waste(worked(*rows), service(Sequence((Do("a"), Do("c"), Optional(Do("b")), Optional(Do("d")))))).sent_back
    told = [(row["between"], row["sender"], row["receiver"], row["rework"], row["cases"]) for row in found.to_dicts()]
    assert [("lane", "desk", "lab", 1, 1), ("lane", "lab", "desk", 1, 1)] == told
    assert [[1.0] * 3, [2.0] * 3] == [hours_of(row) for row in found.to_dicts()]


def test_without_teams_nobody_sends_back() -> None:
    """A log without teams or blueprint has no sender: the table is empty, though there is rework."""
    result = waste(log("abab"))
    assert (2, 0) == (result.rework["rework"].sum(), result.sent_back.height)


def test_a_correction_has_who_mends_and_who_caused() -> None:
    """Case 1: c by the lab, mended by the desk's b (1 h). Case 2: b without any c: the blueprint's lane, not seen."""
    flow = Sequence((Do("a"), Optional(Do("c")), Optional(Do("b")), Optional(Do("d"))))
    designed = service(flow, b={"corrects": "c"})
    event_log = worked(
        ("1", "a", 0, 1, "p"), ("1", "c", 1, 2, "q"), ("1", "b", 2, 3, "p"), ("2", "a", 0, 1, "r"), ("2", "b", 1, 3, "r")
    )
    rows = waste(event_log, designed).corrections.to_dicts()
    keys = ("step", "corrects", "lane", "caused_by", "seen", "instances", "cases")
    assert [("b", "c", "desk", "lab", True, 1, 1), ("b", "c", "desk", "lab", False, 1, 1)] == [
        tuple(row[key] for key in keys) for row in rows
    ]
    assert [[1.0] * 3, [2.0] * 3] == [hours_of(row) for row in rows]


def test_the_loop_holds_what_was_done_again_on_the_way() -> None:
    """a b c a b d: direct rework is a and b (2 h); the loops from the first a to the second and from b to b hold the same
    two, c was new. In a b c b a the loop of a holds b again: 2 h, too; the first c never counts."""
    for trace in ("abcabd", "abcba"):
        event_log = worked(*(("1", letter, 2 * k, 2 * k + 1, "p") for k, letter in enumerate(trace)))
        result = waste(event_log)
        assert [2.0] * 3 == hours_of(result.loop_cost.row(0, named=True))
        assert (2, 1) == result.loop_cost.select("instances", "cases").row(0)


def test_a_resumption_inside_a_loop_is_in_its_cost() -> None:
    """a b b a with one person: b's second session is no rework, but was worked inside the loop of a: 2 h beside 1 h."""
    result = waste(worked(*(("1", letter, 2 * k, 2 * k + 1, "p") for k, letter in enumerate("abba"))))
    assert timedelta(hours=1) == result.rework["hours"].sum()
    assert [2.0] * 3 == hours_of(result.loop_cost.row(0, named=True))


def test_waiting_before_rework_is_its_delay() -> None:
    """a until 1, b 2-3, a again 7-8: four hours of waiting before the rework, one before b that is none."""
    result = waste(worked(("1", "a", 0, 1, "p"), ("1", "b", 2, 3, "q"), ("1", "a", 7, 8, "p")))
    assert [4.0] * 3 == hours_of(result.rework_delay.row(0, named=True))


def of_items(*rows: tuple[str, str | None]) -> EventLog:
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    frame = pl.DataFrame(
        [
            {"case": "1", "activity": activity, "end": begin + timedelta(hours=k), "item": item}
            for k, (activity, item) in enumerate(rows)
        ],
        schema_overrides={"item": pl.String},
    )
    return assemble(frame, roles={"object": "item"})


def test_the_same_activity_for_another_item_is_no_rework() -> None:
    """Pick for items 1 and 2, then 1 again: one rework. Without item: about the order; twice is rework once."""
    found = passes(placed(of_items(("pick", "1"), ("pick", "2"), ("pick", "1"), ("pick", None), ("pick", None)), None))
    assert [False, False, True, False, True] == found.rework.tolist()


def test_a_case_that_goes_on_after_its_end_is_reopened() -> None:
    """c closes. Case 1 goes on with b and closes again: once. Case 2 says c twice, case 3 d, which may come anytime: not."""
    flow = Sequence((Do("a"), Do("b"), Do("c")))
    designed = replace(service(flow, anytime=(Anytime("d"),)))
    found = reopened(placed(log("abcbc", "abcc", "abcd"), match(log("abcbc", "abcc", "abcd"), designed)))
    assert found is not None
    assert [("1", "c", "b", 1)] == found.rows()


def test_end_activities_say_when_a_case_was_reopened() -> None:
    """Without a blueprint "c" completes a case: case 1 goes on and never closes again, case 2 goes on and closes."""
    whole = log("abca", "acbc", "abc")
    ids = whole.cases["case_id"].gather(whole.case_codes).alias("case")
    table = whole.events.select(pl.col("activity").cast(pl.String), "end").with_columns(ids)
    found = reopened(placed(assemble(table, end_activities=["c"]), None))
    assert found is not None
    assert [("1", "c", "a", 1), ("2", "c", "b", 1)] == found.rows()
    assert reopened(placed(log("abca"), None)) is None


def test_what_closes_a_case_for_good() -> None:
    """Not the step of a loop, nor one beside which another branch may still run; a stop from anywhere does."""
    looped = service(Sequence((Do("a"), Repeat(Do("b"), Do("c")))), may_end=(MayEnd("d"),))
    assert {"d"} == closing_steps(looped)
    assert set() == closing_steps(service(Together((Do("a"), Do("b")))))
    ends = Sequence((Do("a"), Together((Do("b"), Do("a"))), Do("c")))
    assert {"c", "d"} == closing_steps(service(ends, may_end=(MayEnd("d"),)))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("abcd", min_size=1, max_size=7), min_size=2, max_size=5), st.booleans())
def test_parts_add_up(traces: list[str], with_blueprint: bool) -> None:
    """Sent back, corrections, loops and reopened cases of two halves are those of the whole."""
    event_log = log(*traces)
    designed = None
    if with_blueprint:
        flow = Sequence((Do("a"), Optional(Do("b")), Optional(Do("c")), Do("d")))
        designed = service(flow, b={"corrects": "a"})
    whole, sums = waste(event_log, designed), None
    from mining.waste.learnt import learn
    from mining.waste.waste import waste_of

    matched = match(event_log, designed) if designed else None
    learnt = learn(placed(event_log, matched))
    for keep in (True, False):
        mask = (event_log.cases["case_id"].hash(0) % 2 == 0).to_numpy() == keep
        if not mask.any():
            continue
        base = matched.log if matched else event_log
        part = base.part(mask)
        some: Waste = waste_of(part, match(part, designed) if designed else None, learnt.part(base, mask))
        sums = some if sums is None else sums + some
    assert sums is not None
    for name in ("sent_back", "corrections", "loop_cost"):
        assert getattr(whole, name).equals(getattr(sums, name), null_equal=True), name
    assert (whole.reopened is None) == (sums.reopened is None)
    if whole.reopened is not None and sums.reopened is not None:
        assert whole.reopened.equals(sums.reopened)
