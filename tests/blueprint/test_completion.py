"""Which cases are complete: by their last step, or because the end came before a step that was only recorded late."""

import numpy as np
import pytest
from flows_strategy import designs, of_blueprint, simple_blueprint
from hypothesis import given, settings

from mining.blueprint.completion import complete_cases, later_steps
from mining.blueprint.flow import Do, Flow, MayEnd, Optional, Repeat, Sequence, Together
from mining.blueprint.model import Blueprint

ABCD = Sequence((Do("a"), Do("b"), Do("c"), Do("d")))


def complete(blueprint: Blueprint, *traces: str) -> list[bool]:
    codes = [blueprint.step_index.get(letter, -1) for trace in traces for letter in trace]
    offsets = np.cumsum([0, *map(len, traces)])
    return complete_cases(np.array(codes, dtype=np.int32), offsets, blueprint).tolist()


@pytest.mark.parametrize(
    ("flow", "trace", "expected"),
    [
        (ABCD, "abcd", True),
        (ABCD, "abc", False),
        (ABCD, "abdc", True),  # c was recorded after d, with which every run ends: nothing is to come
        (ABCD, "adbc", True),
        (ABCD, "adb", False),  # c is to come
        (ABCD, "abcda", True),  # one a too many; nothing that follows d
        (ABCD, "abdxc", True),  # what the flow does not know says nothing
        (ABCD, "dcb", False),  # a is missing
        (Sequence((Do("a"), Repeat(Do("b"), Do("c")))), "abc", False),  # after c another b is to come
        (Sequence((Do("a"), Repeat(Do("b"), Do("c")))), "abcb", True),
        (Sequence((Do("a"), Together((Do("b"), Do("c"))))), "abc", True),
        (
            Sequence((Do("a"), Optional(Do("b")), Do("c"))),
            "cab",
            True,
        ),  # c came first, but it was done, and so was all that must be
        (Sequence((Do("a"), Do("c"), Optional(Do("b")))), "cba", True),
    ],
)
def test_complete_by_hand(flow: Flow, trace: str, expected: bool) -> None:
    """Read the comment beside each case."""
    assert [expected] == complete(simple_blueprint(flow), trace)


def test_a_case_that_stopped_and_went_on() -> None:
    """z ends a case. After z, b is recorded: the case goes on, and is not complete before its end."""
    blueprint = simple_blueprint(ABCD, (), (MayEnd("z", None, None),))
    assert [True, False, True, False] == complete(blueprint, "az", "azb", "abcdz", "abdcza")


@settings(max_examples=60, deadline=None)
@given(designs("abcd", 5))
def test_every_accepted_trace_is_complete(blueprint: Blueprint) -> None:
    """Whatever the flow accepts has come to its end."""
    words = [word for word in sorted(of_blueprint(blueprint, 4)) if word]
    assert [True] * len(words) == complete(blueprint, *("".join(word) for word in words))


def test_a_part_that_stands_twice_beside_itself_may_follow_itself() -> None:
    """Two branches that are one and the same value are two branches: each step may come after each."""
    branch = Sequence((Do("a"), Do("b")))
    assert dict.fromkeys("ab", frozenset("ab")) == later_steps(Together((branch, branch)))
