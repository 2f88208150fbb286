"""One execution beyond a limit is one deviation: told by the limit, once, and by no move of the alignment."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from flows_strategy import simple_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log, worked

from mining.blueprint.flow import Anytime, Do, Either, Flow, Repeat, Sequence
from mining.blueprint.model import Blueprint
from mining.conformance.conform import conform
from mining.verdict.impact import impact
from mining.waste.learnt import Groundwork

HOUR = timedelta(hours=1)
ABC = Sequence((Do("a"), Do("b"), Do("c")))


def limited(flow: Flow, *anytime: Anytime, **limits: int) -> Blueprint:
    """A design in which some steps have a limit."""
    blueprint = simple_blueprint(flow, anytime)
    return replace(blueprint, steps=tuple(replace(step, at_most=limits.get(step.id)) for step in blueprint.steps))


def told(trace: str, blueprint: Blueprint) -> dict[str, int]:
    """Id -> occurrences, of one case that is closed."""
    return dict(conform(log(trace, timed=False), blueprint).deviations.counts.select("id", "occurrences").iter_rows())


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        ("abbc", {}),
        ("abbbc", {"too_many:b": 1}),
        ("abbbbbc", {"too_many:b": 3}),
        ("abbcb", {"too_many:b": 1}),  # where it stands does not matter
        ("abcb", {"extra:b": 1}),  # out of place, and within its limit
        ("aabbbc", {"repeated:a": 1, "too_many:b": 1}),  # a has no limit of its own
        ("axbbbc", {"unknown:x": 1, "too_many:b": 1}),
    ],
)
def test_told_once(trace: str, expected: dict[str, int]) -> None:
    """Designed: a, b at most twice, c."""
    assert expected == told(trace, limited(ABC, b=2))


def test_a_limit_of_anytime() -> None:
    """x anywhere, at most once; without a limit of its own, more than any run has it would be repeated."""
    assert {"too_many:x": 2} == told("xaxbcx", limited(ABC, Anytime("x", 1)))


def test_a_limit_that_the_flow_does_not_keep() -> None:
    """b stands at two places, twice each: four fit, and yet two are beyond the limit; of five, three, one of them a move."""
    blueprint = limited(Sequence((Do("a"), Do("b"), Do("c"), Do("b"))), b=2)
    result = conform(log("abbcbb", timed=False), blueprint)
    assert (1.0, {"too_many:b": 2}) == (result.fitness, told("abbcbb", blueprint))
    assert {"too_many:b": 3} == told("abbbcbb", blueprint)


def test_a_loop_body_of_which_one_step_has_a_limit() -> None:
    """b, c twice at most as a loop, c twice by itself: a third round is b again and c too many, each execution told once."""
    blueprint = limited(Sequence((Do("a"), Repeat(Sequence((Do("b"), Do("c"))), Sequence(()), at_most=1))), c=2)
    assert {"repeated:b": 1, "too_many:c": 1} == told("abcbcbc", blueprint)
    assert {"repeated:b,c": 1} == told("abcbcbc", limited(blueprint.flow))


def test_what_a_limit_tells_does_not_part_a_block() -> None:
    """b, d done again as one block, with a c beyond its limit between them."""
    flow = Sequence((Do("a"), Do("b"), Do("c"), Do("d"), Do("e")))
    assert {"repeated:b,d": 1, "too_many:c": 1} == told("abcdbcde", limited(flow, c=1))


LOOP = Sequence((Repeat(Do("a"), Do("b"), 1), Do("c")))


@settings(max_examples=80, deadline=None)
@given(
    trace=st.text("abcxy", min_size=1, max_size=9),
    flow=st.sampled_from([ABC, Sequence((Do("a"), Either((Do("b"), Do("c"))))), LOOP]),
    limit=st.integers(1, 3),
)
def test_every_log_move_is_told_once(trace: str, flow: Sequence, limit: int) -> None:
    """Beyond a limit is what a count says, and the rule counts the same. Where each step has one place in the flow, every
    execution beyond a limit is a log move, and all log moves add up over the kinds that tell them.
    """
    result = conform(log(trace, timed=False), limited(flow, Anytime("x", 1), a=limit, c=limit))
    counts, limits = Counter(trace), {"a": limit, "c": limit, "x": 1}
    beyond = {f"too_many:{step}": counts[step] - most for step, most in limits.items() if counts[step] > most}
    found = result.deviations.counts
    assert beyond == dict(found.filter(found["kind"] == "too_many").select("id", "occurrences").iter_rows())
    assert beyond == dict(result.rules.filter(result.rules["broken"] > 0).select("id", "broken").iter_rows())
    if flow is not LOOP:
        moves = result.alignments.frame.row(0, named=True)["moves"]
        tellings = found.filter(found["kind"].is_in(["unknown", "moved", "repeated", "extra", "too_many"]))
        assert sum(move["move"] == "log" for move in moves) == sum(
            len(row["steps"]) * row["occurrences"] for row in tellings.iter_rows(named=True)
        )


def test_what_is_beyond_a_limit_takes_what_it_takes() -> None:
    """Of three b the third, from 6 to 8 after a wait from 4, is one too many: 2 h of work, 2 h of waiting."""
    rows = [
        ("1", "a", 0, 1, "x"),
        ("1", "b", 1, 2, "x"),
        ("1", "b", 2, 4, "x"),
        ("1", "b", 6, 8, "x"),
        ("1", "c", 8, 9, "x"),
    ]
    events, blueprint = worked(*rows), limited(ABC, b=2)
    result = conform(events, blueprint)
    (row,) = impact(result.deviations, Groundwork.of(events, blueprint)).iter_rows(named=True)
    assert ("too_many:b", 2 * HOUR, 2 * HOUR) == (row["id"], row["staff_likely"], row["waits_likely"])
