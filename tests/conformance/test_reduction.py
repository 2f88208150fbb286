"""A block-structured net is a flow: the flow accepts what the net accepts; other nets are left alone."""

import random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from nets_strategy import nets
from plain_alignments import markings

from mining.blueprint.net import Net
from mining.conformance.automaton import Automaton, automaton
from mining.conformance.net import NetBehaviour, net_of_pm4py
from mining.conformance.reduction import reduced
from mining.conformance.terms import TermBehaviour, Terms


def as_flow(net: Net) -> Automaton | None:
    terms = Terms()
    term = reduced(net, terms)
    return None if term is None else automaton(TermBehaviour(net.steps, terms, term), budget=20_000)


def same(one: Automaton, other: Automaton) -> bool:
    return np.array_equal(one.next, other.next) and np.array_equal(one.final, other.final)


@settings(max_examples=80, deadline=None)
@given(nets())
def test_what_is_reduced_accepts_what_the_net_accepts(net: Net) -> None:
    """Equal minimal automata, for any small net: not safe, weighted, several final markings, dead parts."""
    reachable = markings(net, 150)
    assume(reachable is not None and any(final in reachable for final in net.finals))
    flow = as_flow(net)
    if flow is not None:
        assert same(automaton(NetBehaviour(net), budget=10_000), flow)


def process_tree(seed: int) -> object:
    from pm4py.objects.process_tree.obj import Operator, ProcessTree

    rng = random.Random(seed)
    labels = iter("abcdefghijklmnopqrstuvwxyz")

    def made(depth: int, silent: bool) -> ProcessTree:
        if depth == 0 or rng.random() < 0.25:
            return ProcessTree(label=None if silent and rng.random() < 0.2 else next(labels))
        operator = rng.choice([Operator.SEQUENCE, Operator.XOR, Operator.PARALLEL, Operator.LOOP, Operator.OR])
        tree = ProcessTree(operator=operator)
        # pm4py's net of an inclusive choice with a silent branch is not block-structured.
        inner_silent = operator is not Operator.OR
        tree.children = [
            made(depth - 1, inner_silent) for _ in range(2 if operator is Operator.LOOP else rng.choice([2, 3]))
        ]
        return tree

    return made(3, True)


@pytest.mark.parametrize("seed", range(40))
def test_every_net_of_a_process_tree_is_a_flow(seed: int) -> None:
    """Sequence, choice, parallel, loop and inclusive choice, nested three deep, as pm4py writes them as nets."""
    from pm4py.convert import convert_to_petri_net

    net = net_of_pm4py(*convert_to_petri_net(process_tree(seed)))
    flow = as_flow(net)
    assert flow is not None
    assert same(automaton(NetBehaviour(net), budget=10_000), flow)


@pytest.mark.parametrize(
    "net",
    [
        # a takes two tokens at once
        Net(("p", "q"), ("a",), (((0, 2),),), (((1, 1),),), (2, 0), ((0, 1),)),
        # two tokens in one place
        Net(("p", "q"), ("a",), (((0, 1),),), (((1, 1),),), (2, 0), ((0, 2),)),
        # a and b meet again only in part: c needs b's token and d needs both c's and a's
        Net(
            ("i", "p", "q", "r", "s", "o"),
            (None, "a", "b", "c", "d"),
            (((0, 1),), ((1, 1),), ((2, 1),), ((3, 1), (4, 1)), ((3, 1), (4, 1))),
            (((1, 1), (2, 1)), ((3, 1),), ((4, 1),), ((3, 1), (4, 1)), ((5, 1),)),
            (1, 0, 0, 0, 0, 0),
            ((0, 0, 0, 0, 0, 1),),
        ),
    ],
)
def test_a_net_that_is_not_block_structured_is_left_alone(net: Net) -> None:
    """Weights, several tokens, and a step that synchronises two branches in passing."""
    assert as_flow(net) is None
