"""Flows in blocks from traces: what they are, and that they accept what they were made from."""

import hashlib
from collections import Counter

import pytest
from flows_strategy import flows, language, simple_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.blueprint.flow import NOTHING, AnyOf, Anytime, Do, Either, Flow, MayEnd, Optional, Repeat, Sequence, Together
from mining.drafting.blocks import flow_of
from mining.drafting.candidates import Watched, most_frequent, stopping, wandering
from mining.drafting.cuts import Relation, cuts
from mining.drafting.fit import fit
from mining.drafting.main_flow import main_flow
from mining.drafting.splits import split
from mining.drafting.tidying import tidy

a, b, c, d, e = map(Do, "abcde")


def traces(*words: str) -> dict[tuple[str, ...], int]:
    return dict(Counter(tuple(word) for word in words))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["abc"], Sequence((a, b, c))),
        (["ab", "ac"], Sequence((a, Either((b, c))))),
        (["abc", "acb"], Sequence((a, Together((b, c))))),
        (["abc", "ac"], Sequence((a, Optional(b), c))),
        (["abd", "acd", "abcd", "acbd"], Sequence((a, AnyOf((b, c)), d))),
        (["a", "aa", "aaa"], Repeat(a, NOTHING)),
        (["ab", "abcab", "abcabcab"], Repeat(Sequence((a, b)), c)),
        (["ab", "cd"], Either((Sequence((a, b)), Sequence((c, d))))),
        (["ab", ""], Optional(Sequence((a, b)))),
    ],
)
def test_blocks_of_small_logs(words: list[str], expected: Flow) -> None:
    """Worked out by hand."""
    assert flow_of(traces(*words)) == expected


def test_what_is_rare_is_passed_over_where_it_may_be() -> None:
    """One case in fifty swaps its steps, one leaves the last out."""
    words = traces(*["abc"] * 48, "acb", "ab")
    assert flow_of(words, noise=0.1) == Sequence((a, b, c))
    assert flow_of(words) == Sequence((a, Together((b, Optional(c)))))
    assert flow_of(words, noise=0.1, plainly=False) == Sequence((a, Together((b, c))))


WORDS = st.lists(st.text("abcd", max_size=6), min_size=1, max_size=8)


@given(WORDS)
@settings(deadline=None)
def test_without_noise_every_trace_fits(words: list[str]) -> None:
    """Whatever the traces are; by the oracle of flows, which only enumerates."""
    made = traces(*words)
    flow = flow_of(made)
    assert set(made) <= language(flow, 6)
    if any(words):
        assert fit(made, simple_blueprint(flow)).share == 1


@given(flows("abc", 6))
@settings(max_examples=60, deadline=None)
def test_a_tidied_flow_allows_the_same_runs(flow: Flow) -> None:
    """And is in order already."""
    assert language(tidy(flow), 5) == language(flow, 5)
    assert tidy(tidy(flow)) == tidy(flow)


@given(WORDS)
@settings(deadline=None)
def test_a_cut_of_the_whole_relation_loses_nothing_that_it_keeps(words: list[str]) -> None:
    """Every step stands in one part; events that are not lost stand in the pieces, in order."""
    made = {trace: cases for trace, cases in traces(*words).items() if trace}
    if not made:
        return
    relation = Relation.of(made)
    for kind, parts in cuts(relation):
        assert sorted(step for part in parts for step in part) == sorted(relation.steps)
        pieces, lost = split(made, kind, parts)
        kept = sum(len(trace) * cases for piece in pieces for trace, cases in piece.items())
        assert kept + lost == sum(len(trace) * cases for trace, cases in made.items())
        assert all(set(trace) <= part for part, piece in zip(parts, pieces, strict=True) for trace in piece)


def test_events_outside_their_stretch_are_lost() -> None:
    """In b a c of a, then b, then c, either a or b stands wrong: one event of three."""
    pieces, lost = split({tuple("bac"): 2}, "sequence", (frozenset("a"), frozenset("b"), frozenset("c")))
    assert lost == 2
    assert sum(len(trace) for piece in pieces for trace in piece) == 2


def test_fit_counts_cases_and_ways_on() -> None:
    """a, then b or c: three of four cases fit. After a, b and c are allowed and taken; at the beginning a.

    With d allowed as well and never taken: after a two of three ways are taken. Nodes: beginning 1/1, after a 2/3,
    after ab and ac 1/1 (the end), each with its 3, 3, 2 and 1 cases: (3 + 2 + 2 + 1) / 9.
    """
    made = traces("ab", "ab", "ac", "ba")
    assert fit(made, simple_blueprint(Sequence((a, Either((b, c)))))).precision == 1
    found = fit(made, simple_blueprint(Sequence((a, Either((b, c, d))))))
    assert (found.cases, found.fitting, found.share) == (4, 3, 0.75)
    assert found.precision == pytest.approx(8 / 9)
    nothing = fit(traces("ba"), simple_blueprint(Sequence((a, b))))
    assert (nothing.fitting, nothing.precision) == (0, None)


def test_a_step_that_wanders_may_happen_anytime() -> None:
    """x stands between any two steps; it is no part of the flow."""
    words = ["xabcde", "axbxcde", "abxcdxe", "abcxde", "abcdexx", "abcde"] * 5
    assert wandering(traces(*words)) == ["x"]
    found = main_flow(Watched(traces(*words), {}))
    assert (found.flow, found.anytime) == (Sequence((a, b, c, d, e)), (Anytime("x"),))
    assert found.fit.share == 1


def test_a_step_with_which_cases_stop_from_many_places_ends_them() -> None:
    """z comes last, after a, b, c or d, in few cases."""
    words = ["abcde"] * 40 + ["az", "abz", "abcz", "abcdz"] * 3
    assert stopping(traces(*words)) == ["z"]
    found = main_flow(Watched(traces(*words), {}))
    assert (found.flow, found.may_end) == (Sequence((a, b, c, d, e)), (MayEnd("z", after="a"),))
    assert found.fit.share == 1


def test_cases_that_may_go_on_do_not_make_the_end_optional() -> None:
    """Ten cases of yesterday stand after b; the flow still ends with c, and they are not counted against it."""
    words = ["abc"] * 30 + ["ab"] * 10
    found = main_flow(Watched(traces(*words), {tuple("ab"): 10}))
    assert found.flow == Sequence((a, b, c))
    assert (found.fit.cases, found.fit.fitting) == (30, 30)


@given(WORDS, st.sampled_from([0.5, 0.8, 1.0]))
@settings(max_examples=40, deadline=None)
def test_the_coverage_that_is_asked_for_is_reached(words: list[str], coverage: float) -> None:
    """Whatever the traces are."""
    made = traces(*words)
    if any(made):
        assert main_flow(Watched(made, {}), coverage=coverage).fit.share >= coverage


def test_a_flow_of_too_many_orders_counts_as_unfit() -> None:
    """Fourteen steps in any order, each with two thousand sets of steps before it: it says nothing."""
    letters = [f"s{k}" for k in range(14)]
    flow = Together(tuple(map(Do, letters)))
    rotated = {tuple(letters[k:] + letters[:k][::way]): 1 for k in range(14) for way in (1, -1)}
    assert fit(rotated, simple_blueprint(flow)).share == 1
    shuffled = {tuple(sorted(letters, key=lambda s, k=k: hash_of(s, k))): 1 for k in range(800)}
    assert fit(shuffled, simple_blueprint(flow)).share == 0


def hash_of(step: str, k: int) -> bytes:
    return hashlib.sha256(f"{step} {k}".encode()).digest()


def test_the_most_frequent_traces_hold_the_share() -> None:
    """Of 3, 2 and 1 cases, a half is held by the first, 0.8 by the first two."""
    made = traces("a", "a", "a", "b", "b", "c")
    assert list(most_frequent(made, 0.5)) == [("a",)]
    assert list(most_frequent(made, 0.8)) == [("a",), ("b",)]


def test_a_sample_stands_for_all() -> None:
    """Of 1,000 variants every tenth of the rarer half is kept, with the weight of the others."""
    made = {(f"s{k}",): 1 if k else 1000 for k in range(1000)}
    sample = Watched(made, {}).sampled(100)
    assert len(sample.traces) == 100
    assert sum(sample.traces.values()) == pytest.approx(sum(made.values()), rel=0.01)
