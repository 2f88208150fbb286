"""The marking equation: never above the cost, whatever the net; and nets that are no flows are aligned with it."""

import random
from itertools import pairwise

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nets_strategy import nets, traces
from plain_alignments import fired, markings, net_cost

from mining.blueprint.net import Net
from mining.conformance.alignment import Design, alignments
from mining.conformance.automaton import Automaton, automaton
from mining.conformance.costs import Costs
from mining.conformance.determinised import Determinised
from mining.conformance.levels import aligned
from mining.conformance.moves import MODEL
from mining.conformance.net import NetBehaviour
from mining.conformance.potentials import ByPotentials


def coded(steps: tuple[str, ...], lines: list[str]) -> tuple[np.ndarray, np.ndarray]:
    numbers = {step: number for number, step in enumerate(steps)}
    flat = np.array([numbers.get(letter, len(steps) + ord(letter)) for line in lines for letter in line], dtype=np.int64)
    return flat, np.cumsum([0, *map(len, lines)])


def automaton_of(net: Net) -> Automaton:
    reachable = markings(net, 150)
    assume(reachable is not None and any(final in reachable for final in net.finals))
    return automaton(NetBehaviour(net), budget=10_000)


@settings(max_examples=60, deadline=None)
@given(nets(), traces(), st.booleans(), st.integers(1, 4), st.integers(1, 4))
def test_prices_never_say_more_than_the_cost(net: Net, lines: list[str], prefixes: bool, log: int, model: int) -> None:
    """Weights, several tokens and final markings, dead parts, duplicate labels, any costs, open cases."""
    design = automaton_of(net)
    behaviour = NetBehaviour(net)
    weights = Costs(log, model).for_steps(design.steps)
    states = Determinised(behaviour, 10_000)
    estimates = ByPotentials(states, behaviour, weights, prefixes=prefixes)
    flat, offsets = coded(design.steps, lines)
    known = np.where(flat < len(design.steps), flat, -1)
    costs = aligned(design, flat, offsets, prefixes=prefixes, weights=weights).cost.tolist()
    for (begin, end), cost in zip(pairwise(offsets), costs, strict=True):
        assert estimates.of(known[begin:end].tolist())(0, states.initial) <= cost


@settings(max_examples=40, deadline=None)
@given(nets(), traces())
def test_markings_made_on_demand_give_the_same_alignments(net: Net, lines: list[str]) -> None:
    """Searched with prices instead of rows of costs: same costs, same moves."""
    design = automaton_of(net)
    flat, offsets = coded(design.steps, lines)
    expected = aligned(design, flat, offsets)
    found = alignments(Design(NetBehaviour(net), None), flat, offsets)
    assert expected.cost.tolist() == found.cost.tolist()
    assert (expected.kind.tolist(), expected.step.tolist()) == (found.kind.tolist(), found.step.tolist())


def crossed(branches: int, length: int) -> Net:
    """Parallel branches, each of which waits once for its neighbour: no flow; (length + 1)^branches markings."""
    places = ["i", "o"]
    arcs: list[tuple[str | None, list[int], list[int]]] = []

    def place(name: str) -> int:
        places.append(name)
        return len(places) - 1

    lines = [[place(f"p{branch}_{step}") for step in range(length + 1)] for branch in range(branches)]
    arcs += [(None, [0], [line[0] for line in lines]), (None, [line[-1] for line in lines], [1])]
    steps = {}
    for branch, line in enumerate(lines):
        for step, (before, after) in enumerate(pairwise(line)):
            steps[branch, step] = len(arcs)
            arcs.append((f"t{branch}_{step}", [before], [after]))
    for branch in range(branches):
        message = place(f"m{branch}")
        arcs[steps[branch, 1]][2].append(message)
        arcs[steps[(branch + 1) % branches, 2]][1].append(message)
    return Net(
        places=tuple(places),
        labels=tuple(label for label, _, _ in arcs),
        inputs=tuple(tuple((place, 1) for place in sorted(taken)) for _, taken, _ in arcs),
        outputs=tuple(tuple((place, 1) for place in sorted(put)) for _, _, put in arcs),
        initial=tuple(int(place == 0) for place in range(len(places))),
        finals=(tuple(int(place == 1) for place in range(len(places))),),
    )


def test_branches_that_wait_for_each_other() -> None:
    """20 branches of 4 steps: 5^20 markings. A run fits; steps left out cost 1 each; each alignment is replayed."""
    net = crossed(20, 4)
    design = Design.of(NetBehaviour(net))
    assert design.flow is None
    assert design.automaton is None
    assert 80 == len(net.steps)
    rng = random.Random(1)
    run, marking = [], net.initial
    while marking not in net.finals:
        label, marking = rng.choice(list(fired(net, marking)))
        run += [label] if label is not None else []
    lines = [run, [step for step in run if step not in ("t3_1", "t9_3")], [*run[:40], "?", *run[40:]], run[:40]]
    numbers = {step: number for number, step in enumerate(net.steps)}
    flat = np.array([numbers.get(step, 99) for line in lines for step in line], dtype=np.int64)
    offsets = np.cumsum([0, *map(len, lines)])
    moves = alignments(design, flat, offsets)
    assert [0, 2, 1, 40] == moves.cost.tolist()
    for trace, line in enumerate(lines):
        reached = {net.initial}
        for kind, step in moves.of(trace):
            reached = silently(net, reached)
            if kind != 1:
                reached = {to for one in reached for label, to in fired(net, one) if label == net.steps[step]}
        assert silently(net, reached) & set(net.finals)
        assert [numbers.get(step, 99) for step in line] == [step for kind, step in moves.of(trace) if kind != MODEL]


def silently(net: Net, reached: set) -> set:
    """The markings, and those that silent transitions lead to."""
    while True:
        more = reached | {to for one in reached for label, to in fired(net, one) if label is None}
        if more == reached:
            return reached
        reached = more


def test_small_crossed_branches_against_a_plain_dijkstra() -> None:
    """Three branches of three steps with noise: the costs of an exhaustive search."""
    net = crossed(3, 3)
    behaviour = NetBehaviour(net)
    numbers = {step: number for number, step in enumerate(net.steps)}
    rng = random.Random(2)
    lines = [[rng.choice(net.steps) for _ in range(8)] for _ in range(6)]
    flat = np.array([numbers[step] for line in lines for step in line], dtype=np.int64)
    moves = alignments(Design(behaviour, None), flat, np.cumsum([0, *map(len, lines)]))
    assert [net_cost(net, line) for line in lines] == moves.cost.tolist()
