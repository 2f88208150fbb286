"""Each kind of net that is out of the ordinary: aligned as it means, or refused with the reason. Worked out by hand."""

import pytest
from tiny_logs import log

from mining.blueprint.net import Arcs, Net
from mining.conformance.conform import conform
from mining.errors import ModelError


def net(places: str, transitions: list[tuple[str | None, str, str]], initial: str, *finals: str) -> Net:
    """Places and tokens as letters; "aa" takes or holds two."""

    def arcs(tokens: str) -> Arcs:
        return tuple((places.index(place), tokens.count(place)) for place in sorted(set(tokens)))

    def marking(tokens: str) -> tuple[int, ...]:
        return tuple(tokens.count(place) for place in places)

    return Net(
        places=tuple(places),
        labels=tuple(label for label, _, _ in transitions),
        inputs=tuple(arcs(taken) for _, taken, _ in transitions),
        outputs=tuple(arcs(put) for _, _, put in transitions),
        initial=marking(initial),
        finals=tuple(map(marking, finals)),
    )


def costs(design: Net, *traces: str) -> list[int | None]:
    return conform(log(*traces, timed=False), design).per_case["cost"].to_list()


def test_weights_that_are_bounded() -> None:
    """Two orders are packed together: o puts one token, p takes two; o twice, then p."""
    design = net("iqe", [("o", "i", "q"), ("p", "qq", "e")], "ii", "e")
    assert [0, 1, 1, 2] == costs(design, "oop", "op", "ooop", "p")


def test_several_tokens_in_a_place() -> None:
    """Three tokens, three times a in any order with b: not safe, and every run has three of each."""
    design = net("pqr", [("a", "p", "q"), ("b", "q", "r")], "ppp", "rrr")
    assert [0, 0, 2, 1] == costs(design, "ababab", "aaabbb", "baaabb", "ababa")


def test_several_final_markings() -> None:
    """A run may end after a, or after b as well: ac lacks nothing but has c too much."""
    design = net("pqr", [("a", "p", "q"), ("b", "q", "r")], "p", "q", "r")
    assert [0, 0, 1, 1] == costs(design, "a", "ab", "ac", "b")


def test_duplicate_labels() -> None:
    """Check (c) before and after paying (p): which of both was meant is found out."""
    design = net("ijkl", [("c", "i", "j"), ("p", "j", "k"), ("c", "k", "l")], "i", "l")
    assert [0, 1, 1, 1] == costs(design, "cpc", "cp", "pc", "ccpc")


def test_silent_loops() -> None:
    """Silent steps in a circle cost nothing and never end the search."""
    design = net("ijk", [(None, "i", "j"), (None, "j", "i"), ("a", "j", "i"), ("b", "i", "k")], "i", "k")
    assert [0, 0, 1] == costs(design, "b", "aaab", "aa")


def test_dead_parts() -> None:
    """d can never happen, s leads where no run ends: they are model moves of no alignment, their events are log moves."""
    design = net("ijkx", [("a", "i", "j"), ("d", "x", "k"), ("s", "i", "x"), ("b", "j", "k")], "i", "k")
    assert [0, 1, 1] == costs(design, "ab", "adb", "asb")


def test_a_token_that_stays_for_ever() -> None:
    """Every a leaves a token that nothing takes: no run with a ends, so that a is a log move."""
    assert [0, 1] == costs(net("pqe", [("a", "p", "pq"), ("b", "p", "e")], "p", "e"), "b", "ab")


@pytest.mark.parametrize(
    ("design", "says"),
    [
        # every a leaves a token, which c may take at any time
        (net("pqe", [("a", "p", "pq"), ("b", "p", "e"), ("c", "q", "")], "p", "e"), 'place "q"'),
        # c never gets both of its tokens
        (net("pqre", [("a", "p", "q"), ("b", "p", "r"), ("c", "qr", "e")], "p", "e"), "can never end"),
        # a takes more at once than is counted
        (net("pe", [("a", "p" * 300, "e")], "p", "e"), "300 tokens at once"),
    ],
)
def test_what_cannot_be_executed_is_refused_with_the_reason(design: Net, says: str) -> None:
    """Tokens without bound, a net that never ends, weights beyond what is followed."""
    with pytest.raises(ModelError, match=says):
        conform(log("ab", timed=False), design)
