"""Designs whose states cannot be listed, long traces, and budgets: optimal, or bounded; never taken to fit."""

import random
import time

import numpy as np
import pytest
from flows_strategy import designs, simple_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.blueprint.model import Blueprint
from mining.conformance.alignment import Design, alignments
from mining.conformance.automaton import automaton
from mining.conformance.budget import Budget
from mining.conformance.costs import Costs
from mining.conformance.determinised import Determinised
from mining.conformance.estimates import ByStretches
from mining.conformance.flow import FlowBehaviour
from mining.conformance.levels import aligned
from mining.conformance.moves import LOG, MODEL, UNJUDGED, Moves


def coded(steps: tuple[str, ...], lines: list[list[str]]) -> tuple[np.ndarray, np.ndarray]:
    numbers = {step: number for number, step in enumerate(steps)}
    flat = np.array([numbers.get(step, len(steps)) for line in lines for step in line], dtype=np.int64)
    return flat, np.cumsum([0, *map(len, lines)])


def replayed(behaviour: FlowBehaviour, moves: Moves, trace: int) -> bool:
    """Whether the model's side of an alignment is a run, walked set of states by set of states."""
    states = {behaviour.initial}
    for kind, step in moves.of(trace):
        if kind != LOG:
            states = {to for state in states for one, to in behaviour.moves(state) if one == step}
    return any(map(behaviour.is_final, states))


@settings(max_examples=80, deadline=None)
@given(
    designs("abcd", 7), st.lists(st.text("abcdxzu", max_size=7), min_size=1, max_size=4), st.booleans(),
    st.integers(1, 3), st.integers(1, 3),
)  # fmt: skip
def test_branches_that_add_up_give_the_same_alignments(
    blueprint: Blueprint, lines: list[str], prefixes: bool, log: int, model: int
) -> None:
    """Rows of costs on the listed automaton, and stretches of the trace without any: same costs, same moves, any costs.

    Where branches share a step the stretches are a lower bound; else they are the cost.
    """
    behaviour = FlowBehaviour(blueprint)
    flat, offsets = coded(behaviour.steps, [list(line) for line in lines])
    costs = Costs(log, model, {behaviour.steps[0]: (2, 5)})
    weights = costs.for_steps(behaviour.steps)
    expected = aligned(automaton(behaviour, budget=10_000), flat, offsets, prefixes=prefixes, weights=weights)
    found = alignments(Design(behaviour, None, behaviour), flat, offsets, prefixes=prefixes, costs=costs)
    assert expected.cost.tolist() == found.cost.tolist()
    assert (expected.kind.tolist(), expected.step.tolist()) == (found.kind.tolist(), found.step.tolist())
    states = Determinised(behaviour, 10_000)
    estimates = ByStretches(states, behaviour, weights, prefixes=prefixes)
    for trace, cost in enumerate(expected.cost.tolist()):
        part = flat[offsets[trace] : offsets[trace + 1]]
        estimate = estimates.of(np.where(part < len(behaviour.steps), part, -1).tolist())(0, states.initial)
        assert estimate == cost if estimates.exact else estimate <= cost


def branches(count: int, length: int) -> list[Flow]:
    return [Sequence(tuple(Do(f"b{branch}_{step}") for step in range(length))) for branch in range(count)]


def run_of_branches(count: int, length: int, rng: random.Random) -> list[str]:
    order = [branch for branch in range(count) for _ in range(length)]
    rng.shuffle(order)
    done = [0] * count
    run = []
    for branch in order:
        run.append(f"b{branch}_{done[branch]}")
        done[branch] += 1
    return run


def test_ten_parallel_branches_of_three_steps() -> None:
    """4^10 = 1,048,576 states. Known faults: a step left out costs 1, one done twice 1, two swapped in a branch 2."""
    behaviour = FlowBehaviour(simple_blueprint(Sequence((Do("s"), Together(tuple(branches(10, 3))), Do("e")))))
    design = Design.of(behaviour)
    assert design.automaton is None
    rng = random.Random(1)
    whole = ["s", *run_of_branches(10, 3, rng), "e"]
    left_out = [step for step in whole if step not in ("b3_1", "b7_2")]
    swapped = [{"b0_0": "b0_1", "b0_1": "b0_0"}.get(step, step) for step in whole]
    late_start = [*whole[1:5], "s", *whole[5:]]
    lines = [whole, left_out, swapped, late_start, [*whole, "b5_0"], ["?"], []]
    flat, offsets = coded(behaviour.steps, lines)
    moves = alignments(design, flat, offsets)
    # The late start is cheapest moved to the front; an end that is not the last step is not.
    assert [0, 2, 2, 2, 1, 33, 32] == moves.cost.tolist()
    assert all(replayed(behaviour, moves, trace) for trace in range(len(lines)))


def test_any_of_over_twelve() -> None:
    """3^12 states; at least one must be: an empty case costs 1, each twice done step 1."""
    behaviour = FlowBehaviour(simple_blueprint(AnyOf(tuple(Do(f"o{k}") for k in range(12)))))
    flat, offsets = coded(behaviour.steps, [[], ["o3"], ["o3", "o3", "o1"], [f"o{k}" for k in range(12)]])
    assert [1, 0, 1, 0] == alignments(Design.of(behaviour), flat, offsets).cost.tolist()


def nested(depth: int) -> Flow:
    if depth == 0:
        return Together((Do("c1"), Do("c2"), Do("c3")))
    inner = Together((nested(depth - 1), Do(f"side{depth}")))
    return Repeat(Sequence((Do(f"in{depth}"), inner)), Do(f"redo{depth}"))


def test_nested_loops_of_depth_four() -> None:
    """Loops with parallel parts in each; played runs with two steps dropped and one repeated cost at most 3."""
    behaviour = FlowBehaviour(simple_blueprint(nested(4)))
    rng = random.Random(2)

    def played(flow: Flow) -> list[str]:
        match flow:
            case Do(step):
                return [step]
            case Sequence(parts):
                return [step for part in parts for step in played(part)]
            case Together(parts):
                runs = [played(part) for part in parts]
                order = [k for k, run in enumerate(runs) for _ in run]
                rng.shuffle(order)
                return [runs[k].pop(0) for k in order]
            case Repeat(do, then):
                run = played(do)
                while rng.random() < 0.5:
                    run += [*played(then), *played(do)]
                return run
        raise AssertionError(flow)

    lines = []
    for _ in range(8):
        run = played(nested(4))
        faulty = [step for place, step in enumerate(run) if place not in (2, len(run) // 2)]
        lines += [run, [*faulty[:3], faulty[2], *faulty[3:]]]
    flat, offsets = coded(behaviour.steps, lines)
    moves = alignments(Design.of(behaviour), flat, offsets)
    assert [0] * 8 == moves.cost[::2].tolist()
    assert all(0 < cost <= 3 for cost in moves.cost[1::2].tolist())
    assert all(replayed(behaviour, moves, trace) for trace in range(len(lines)))


def test_five_thousand_events() -> None:
    """1,000 rounds of a loop, every hundredth without its last step: 10 model moves. The unknown end is a log move."""
    flow = Sequence((Do("a"), Repeat(Sequence((Together((Do("b"), Do("c"))), Do("d"), Do("e"))), Do("f"))))
    behaviour = FlowBehaviour(simple_blueprint(flow))
    line = ["a"]
    for k in range(1_000):
        line += ["b", "c", "d", "f"] if k % 100 == 50 else ["c", "b", "d", "e", "f"]
    line[-1] = "?"
    flat, offsets = coded(behaviour.steps, [line])
    moves = alignments(Design.of(behaviour), flat, offsets)
    assert [11] == moves.cost.tolist()
    assert replayed(behaviour, moves, 0)


def test_long_traces_with_many_faults_fall_back_on_rows_of_costs() -> None:
    """5,000 random steps of nested loops with parallel parts: too much for 4,000 pairs, optimal all the same."""
    behaviour = FlowBehaviour(simple_blueprint(nested(4)))
    design = Design.of(behaviour)
    assert design.automaton is not None
    rng = random.Random(8)
    flat = np.array([rng.randrange(len(behaviour.steps)) for _ in range(5_000)], dtype=np.int64)
    moves = alignments(design, flat, np.array([0, len(flat)]), budget=Budget(pairs=4_000))
    assert moves.cost[0] > 1_000
    assert replayed(behaviour, moves, 0)
    assert moves.cost[0] == np.count_nonzero(moves.kind)


def eighty_steps() -> Flow:
    """Eight parallel branches with choices, loops and options, among sequences: 80 steps."""
    rng = random.Random(4)
    count = iter(range(80))
    made = 0

    def step() -> Flow:
        nonlocal made
        made += 1
        return Do(f"t{next(count):02}")

    parallel = []
    for _ in range(8):
        parts: list[Flow] = []
        for _ in range(4):
            kind = rng.random()
            parts.append(
                Either((step(), step())) if kind < 0.3
                else Repeat(step(), step()) if kind < 0.5
                else Optional(step()) if kind < 0.65
                else Sequence((step(), step()))
            )  # fmt: skip
        parallel.append(Sequence(tuple(parts)))
    return Sequence((step(), Together(tuple(parallel)), *(step() for _ in range(80 - made))))


def test_eighty_steps_and_noisy_traces_of_forty_events() -> None:
    """Far more than 100,000 states; every trace optimal; each alignment replayed, and its cost is its moves."""
    behaviour = FlowBehaviour(simple_blueprint(eighty_steps()))
    design = Design.of(behaviour)
    assert len(behaviour.steps) == 80
    assert design.automaton is None
    rng = random.Random(3)
    lines = [[f"t{rng.randrange(80):02}" for _ in range(40)] for _ in range(4)]
    flat, offsets = coded(behaviour.steps, lines)
    moves = alignments(design, flat, offsets)
    for trace, line in enumerate(lines):
        assert replayed(behaviour, moves, trace)
        assert line == [behaviour.steps[step] for kind, step in moves.of(trace) if kind != MODEL]
        assert moves.cost[trace] == sum(kind != 0 for kind, _ in moves.of(trace))


SHARED = Together(tuple(Sequence((Do("a"), Optional(Do(f"b{k}")), Do("a"), Do(f"c{k}"))) for k in range(9)))
"""Branches that share a step: how many of them have done it how often multiplies."""


def test_bounds_where_the_budget_ends() -> None:
    """Too hard within a few pairs, and never taken to fit; the cost, known otherwise, lies within the bounds."""
    behaviour = FlowBehaviour(simple_blueprint(Together(SHARED.branches[:4])))
    rng = random.Random(5)
    lines = [[rng.choice(behaviour.steps) for _ in range(14)] for _ in range(8)]
    flat, offsets = coded(behaviour.steps, lines)
    bounded = alignments(Design(behaviour, None, behaviour), flat, offsets, budget=Budget(pairs=300))
    optimal = aligned(automaton(behaviour, budget=10_000), flat, offsets)
    assert UNJUDGED in bounded.cost.tolist()
    assert (bounded.lower <= optimal.cost).all()
    assert (bounded.upper >= optimal.cost).all()
    assert (bounded.lower[bounded.cost == UNJUDGED] > 0).all()


def test_a_budget_of_seconds_is_kept() -> None:
    """A hundredth of a second for hard traces: done soon, with bounds; at worst all events and the shortest run."""
    behaviour = FlowBehaviour(simple_blueprint(SHARED))
    rng = random.Random(6)
    lines = [[rng.choice(behaviour.steps) for _ in range(30)] for _ in range(20)]
    flat, offsets = coded(behaviour.steps, lines)
    began = time.monotonic()
    moves = alignments(Design(behaviour, None, behaviour), flat, offsets, budget=Budget(seconds=0.01))
    assert time.monotonic() - began < 5
    assert UNJUDGED == moves.cost[-1]
    assert (moves.lower <= moves.upper).all()
    assert (moves.upper <= 30 + 9 * 3).all()


@pytest.mark.parametrize("states", [1, 3])
def test_states_that_run_out_are_unjudged(states: int) -> None:
    """Not even a beginning, or not even a run: no bound but 0 from below; nothing fits."""
    behaviour = FlowBehaviour(simple_blueprint(SHARED))
    flat, offsets = coded(behaviour.steps, [["a"], []])
    moves = alignments(Design(behaviour, None, None), flat, offsets, budget=Budget(states=states))
    assert [UNJUDGED, UNJUDGED] == moves.cost.tolist()
    assert [UNJUDGED, UNJUDGED] == moves.upper.tolist()


def test_all_cores_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shared out after one trace, to three processes: the same alignments, costs and bounds as in one."""
    import mining.conformance.alignment as module

    behaviour = FlowBehaviour(simple_blueprint(Sequence((Do("s"), Together(tuple(branches(10, 3))), Do("e")))))
    rng = random.Random(7)
    lines = [["s", *run_of_branches(10, 3, rng)[: 20 + k]] for k in range(7)]
    flat, offsets = coded(behaviour.steps, lines)
    design = Design(behaviour, None, behaviour)
    alone = alignments(design, flat, offsets)
    shares = []
    monkeypatch.setattr(module, "FIRST_ALONE", 1)
    monkeypatch.setattr(module, "WORTH_CORES", 0.0)
    monkeypatch.setattr(module, "cores", lambda: 3)
    share_out = module.shared_out
    monkeypatch.setattr(module, "shared_out", lambda work, jobs: shares.append(len(jobs)) or share_out(work, jobs))
    together = alignments(design, flat, offsets)
    assert [3] == shares
    for name in ("cost", "kind", "step", "offsets", "lower", "upper"):
        assert getattr(alone, name).tolist() == getattr(together, name).tolist()


def test_a_process_that_cannot_be_started_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process was to do is done here."""
    from mining.conformance.cores import shared_out

    monkeypatch.setattr("sys.executable", "/nowhere/python")
    assert [[1, 2], [3]] == shared_out(sorted, [[2, 1], [3]])
