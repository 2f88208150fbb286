"""Alignments are cheapest, they project to the trace and to a run, and the choice among them is the stated one."""

from itertools import pairwise

import numpy as np
import pytest
from flows_strategy import beginnings, designs, of_blueprint, simple_blueprint
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nets_strategy import nets, traces
from plain_alignments import markings, net_cost, preferred, words_cost

from mining.blueprint.flow import Do, Either, Optional, Repeat, Sequence, Together
from mining.blueprint.net import Net
from mining.conformance.alignment import Design, alignments, cheapest_run, fitting
from mining.conformance.automaton import Automaton, automaton
from mining.conformance.behaviour import OverBudgetError
from mining.conformance.budget import Budget
from mining.conformance.costs import Costs, Weights
from mining.conformance.determinised import Determinised
from mining.conformance.deterministic import Listed
from mining.conformance.estimates import ByMasks
from mining.conformance.flow import FlowBehaviour
from mining.conformance.levels import aligned
from mining.conformance.moves import LOG, MODEL, SYNCHRONOUS, Moves
from mining.conformance.net import NetBehaviour
from mining.conformance.search import Search
from mining.errors import ModelError

WORDS = {SYNCHRONOUS: "synchronous", LOG: "log", MODEL: "model"}


def coded(steps: tuple[str, ...], lines: list[str]) -> tuple[np.ndarray, np.ndarray]:
    numbers = {step: number for number, step in enumerate(steps)}
    flat = np.array([numbers.get(letter, len(steps) + ord(letter)) for line in lines for letter in line], dtype=np.int64)
    return flat, np.cumsum([0, *map(len, lines)])


def told(moves: Moves, trace: int, steps: tuple[str, ...]) -> list[tuple[str, str]]:
    known = len(steps)
    return [(WORDS[kind], steps[step] if step < known else chr(step - known)) for kind, step in moves.of(trace)]


def automaton_of(net: Net) -> Automaton:
    reachable = markings(net, 150)
    assume(reachable is not None and any(final in reachable for final in net.finals))
    return automaton(NetBehaviour(net), budget=10_000)


@settings(max_examples=60, deadline=None)
@given(nets(), traces(), st.booleans())
def test_costs_are_those_of_a_plain_dijkstra_on_the_net(net: Net, lines: list[str], prefixes: bool) -> None:
    """Trimming, determinising and minimising keep every cost; silent moves are free; dead parts and duplicates too."""
    design = automaton_of(net)
    flat, offsets = coded(design.steps, lines)
    moves = aligned(design, flat, offsets, prefixes=prefixes)
    assert [net_cost(net, line, prefix=prefixes) for line in lines] == moves.cost.tolist()


@settings(max_examples=40, deadline=None)
@given(nets(), traces(), st.booleans(), st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_any_costs_are_those_of_a_plain_dijkstra(net: Net, lines: list[str], prefixes: bool, given: list[int]) -> None:
    """Log and model moves cost what is asked for, steps of their own cost theirs; rows of costs and search agree."""
    design = automaton_of(net)
    log, model, own_log, own_model = given
    assume(design.steps)
    first = design.steps[0]
    costs = Costs(log, model, {first: (own_log, own_model)})
    flat, offsets = coded(design.steps, lines)

    def log_move(label: str) -> int:
        return own_log if label == first else log

    def model_move(label: str) -> int:
        return own_model if label == first else model

    expected = [net_cost(net, line, prefix=prefixes, log=log_move, model=model_move) for line in lines]
    weights = costs.for_steps(design.steps)
    assert expected == aligned(design, flat, offsets, prefixes=prefixes, weights=weights).cost.tolist()
    listed = Listed(design)
    search = Search(listed, ByMasks(listed, weights, prefixes=prefixes), weights, prefixes=prefixes)
    known = np.where(flat < len(design.steps), flat, -1)
    found = [search.cheapest(known[a:b].tolist(), 100_000) for a, b in pairwise(offsets)]
    assert expected == [one.lower for one in found]


@settings(max_examples=40, deadline=None)
@given(nets(), traces(), st.booleans())
def test_all_at_once_and_one_by_one_choose_the_same(net: Net, lines: list[str], prefixes: bool) -> None:
    """Rows of costs, search on the automaton and search on markings made on demand: same costs, same moves."""
    design = automaton_of(net)
    flat, offsets = coded(design.steps, lines)
    moves = aligned(design, flat, offsets, prefixes=prefixes)
    known = np.where(flat < len(design.steps), flat, -1)
    weights = Weights.unit(len(design.steps))
    listed, on_demand = Listed(design), Determinised(NetBehaviour(net), 100_000)
    searches = [Search(listed, ByMasks(listed, weights, prefixes=prefixes), weights, prefixes=prefixes)]
    if not prefixes:
        searches.append(Search(on_demand, ByMasks(on_demand, weights, prefixes=False), weights))
    for search in searches:
        for trace, line in enumerate(lines):
            chosen = search.cheapest(known[offsets[trace] : offsets[trace + 1]].tolist(), 100_000).moves
            assert chosen is not None
            assert [kind for kind, _ in moves.of(trace)] == [kind for kind, _ in chosen], line
            assert [step for _, step in moves.of(trace) if step < len(design.steps)] == [s for _, s in chosen if s >= 0]


@settings(max_examples=40, deadline=None)
@given(nets(), traces())
def test_an_alignment_projects_to_the_trace_and_to_a_run(net: Net, lines: list[str]) -> None:
    """Without model moves it is the trace; without log moves it is accepted; cost = log moves + model moves."""
    design = automaton_of(net)
    flat, offsets = coded(design.steps, lines)
    moves = alignments(Design(NetBehaviour(net), design), flat, offsets)
    for trace, line in enumerate(lines):
        pairs = moves.of(trace)
        assert line == "".join(letter for kind, letter in told(moves, trace, design.steps) if kind != "model")
        assert design.accepts(tuple(step for kind, step in pairs if kind != LOG))
        assert moves.cost[trace] == sum(kind != SYNCHRONOUS for kind, _ in pairs)
        assert (moves.cost[trace] == 0) == bool(fitting(design, flat, offsets)[trace])


@settings(max_examples=30, deadline=None)
@given(nets(labels="ab"), st.text("abx", max_size=4))
def test_the_choice_among_cheapest_alignments_is_the_stated_one(net: Net, line: str) -> None:
    """The oracle tries everything in the stated order of preference."""
    design = automaton_of(net)
    flat, offsets = coded(design.steps, [line])
    moves = aligned(design, flat, offsets)
    assume(moves.cost[0] <= 5)
    numbers = {step: number for number, step in enumerate(design.steps)}
    expected = preferred(lambda run: design.accepts(tuple(numbers[s] for s in run)), design.steps, line, int(moves.cost[0]))
    assert expected == told(moves, 0, design.steps)


@settings(max_examples=40, deadline=None)
@given(designs(), st.text("abcxzu", max_size=3))
def test_a_flow_accepts_exactly_its_language(blueprint: object, line: str) -> None:
    """All words up to length 4, and all beginnings, against an enumeration of the flow's meaning; costs against edits."""
    design = automaton(FlowBehaviour(blueprint), budget=10_000)  # type: ignore[arg-type]
    longest = 4
    accepted, begun = set(), set()
    stack: list[tuple[int, tuple[str, ...]]] = [(0, ())]
    while stack:
        state, word = stack.pop()
        begun.add(word)
        if design.final[state]:
            accepted.add(word)
        if len(word) < longest:
            stack += [(int(to), (*word, design.steps[step])) for step, to in enumerate(design.next[state]) if to >= 0]
    assert of_blueprint(blueprint, longest) == accepted  # type: ignore[arg-type]
    assert beginnings(blueprint.flow, longest, blueprint.anytime, blueprint.may_end) == begun  # type: ignore[attr-defined]
    flat, offsets = coded(design.steps, [line])
    words = of_blueprint(blueprint, 2 * len(line) + 3) if len(line) < 3 else set()  # type: ignore[arg-type]
    cost = int(aligned(design, flat, offsets).cost[0])
    if words and words_cost(words, line) + len(line) <= 2 * len(line) + 3:
        assert words_cost(words, line) == cost


def flow_design(flow: object, *, budget: int = 10_000) -> Automaton:
    return automaton(FlowBehaviour(simple_blueprint(flow)), budget=budget)  # type: ignore[arg-type]


ABCD = Sequence((Do("a"), Do("b"), Do("c"), Do("d")))


@pytest.mark.parametrize(
    ("flow", "line", "expected"),
    [
        (ABCD, "acbd", "a +b c -b d"),  # c came before b: the earlier event stays synchronous, b is moved
        (ABCD, "abdc", "a b +c d -c"),  # swapped at the end: moved, not unfinished
        (ABCD, "ab", "a b +c +d"),
        (ABCD, "abxcd", "a b -x c d"),
        (ABCD, "aabcd", "a -a b c d"),  # the earlier of two is synchronous
        (Sequence((Do("a"), Either((Do("c"), Do("b"))), Do("d"))), "ad", "a +c d"),  # designed order, not the alphabet's
        (Sequence((Do("a"), Repeat(Do("b"), Do("c")))), "abbb", "a b +c b +c b"),  # as cheap as two log moves
    ],
)
def test_examples_of_the_choice(flow: object, line: str, expected: str) -> None:
    """+ is a model move, - a log move; read from the front."""
    design = flow_design(flow)
    flat, offsets = coded(design.steps, [line])
    moves = aligned(design, flat, offsets)
    signs = {"synchronous": "", "log": "-", "model": "+"}
    shown = " ".join(signs[kind] + letter for kind, letter in told(moves, 0, design.steps))
    assert expected == shown


def test_prefixes_end_anywhere() -> None:
    """Of a case that is still open, what has not happened yet is no deviation: "ab" of abcd costs 0, "ac" costs 1 (b)."""
    design = flow_design(ABCD)
    flat, offsets = coded(design.steps, ["ab", "ac", ""])
    assert [0, 1, 0] == aligned(design, flat, offsets, prefixes=True).cost.tolist()
    assert [2, 2, 4] == aligned(design, flat, offsets).cost.tolist()


def test_dozens_of_parallel_steps_are_aligned_without_listing_states() -> None:
    """26 parallel steps have 67 million states; a skipped, a repeated and an unknown step cost 3."""
    flow = Together(tuple(Do(chr(97 + k)) for k in range(26)))
    behaviour = FlowBehaviour(simple_blueprint(flow))
    design = Design(behaviour, None)
    with pytest.raises(OverBudgetError):
        automaton(behaviour, budget=500)
    letters = "bcdefghijklmnopqrstuvwxyz"
    flat, offsets = coded(behaviour.steps, [letters[::-1] + "cA"])
    moves = alignments(design, flat, offsets)
    assert [3] == moves.cost.tolist()
    assert 26 == cheapest_run(design)


def test_what_is_not_found_within_the_budget_is_unjudged() -> None:
    """Unjudged is -1 with no moves; it is not 0."""
    flow = Sequence((Together(tuple(Do(chr(97 + k)) for k in range(12))), Optional(Do("z"))))
    behaviour = FlowBehaviour(simple_blueprint(flow))
    flat, offsets = coded(behaviour.steps, ["abcdefghijkl", "lkjihgzaaaa"])
    moves = alignments(Design(behaviour, None), flat, offsets, budget=Budget(pairs=100))
    assert [0, -1] == moves.cost.tolist()
    assert [] == moves.of(1)


def test_many_traces_are_aligned_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Portions change nothing."""
    import mining.conformance.levels as module

    design = flow_design(Sequence((Do("a"), Repeat(Together((Do("b"), Do("c"))), Do("d")), Optional(Do("e")))))
    lines = ["abc", "acbdbc", "aed", "", "bbbbe", "abcdcbe"]
    flat, offsets = coded(design.steps, lines)
    whole = aligned(design, flat, offsets)
    monkeypatch.setattr(module, "CELLS", 5 * design.size)
    parts = aligned(design, flat, offsets)
    for name in ("cost", "kind", "step", "offsets"):
        assert getattr(whole, name).tolist() == getattr(parts, name).tolist()


def test_a_design_that_cannot_end_is_refused() -> None:
    """The final marking needs two tokens where there is ever only one."""
    net = Net(("p", "q"), ("a",), (((0, 1),),), (((1, 1),),), (1, 0), ((0, 2),))
    with pytest.raises(ModelError, match="can never end"):
        automaton(NetBehaviour(net), budget=100)


def test_a_net_that_is_not_bounded_is_refused_by_the_place() -> None:
    """a puts two tokens where it takes one."""
    net = Net(("p", "q"), ("a", "b"), (((0, 1),), ((0, 1),)), (((0, 1), (1, 1)), ()), (1, 0), ((0, 0),))
    with pytest.raises(ModelError, match='place "q"'):
        automaton(NetBehaviour(net), budget=100_000)
