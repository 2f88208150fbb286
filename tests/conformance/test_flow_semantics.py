"""What flows mean when they are executed: what the enumeration says, however they are written; and they always end."""

from dataclasses import replace

import pytest
from flow_nets import flow_net
from flows_strategy import designs, flows, of_blueprint, simple_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.blueprint.document import blueprint_of
from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together, steps_in
from mining.blueprint.model import Blueprint
from mining.conformance.automaton import Automaton, automaton
from mining.conformance.flow import FlowBehaviour
from mining.conformance.net import NetBehaviour


def design(blueprint: Blueprint) -> Automaton:
    return automaton(FlowBehaviour(blueprint), budget=50_000)


def accepted(automaton: Automaton, longest: int) -> set[tuple[str, ...]]:
    """All runs of at most so many steps."""
    found, stack = set(), [(0, ())]
    while stack:
        state, word = stack.pop()
        if automaton.final[state]:
            found.add(word)
        if len(word) < longest:
            stack += [(int(to), (*word, automaton.steps[k])) for k, to in enumerate(automaton.next[state]) if to >= 0]
    return found


def same(one: Automaton, other: Automaton) -> bool:
    """Whether two automata differ in the numbers of their states and the order of their steps only."""
    theirs = [other.steps.index(step) for step in one.steps]
    pairs, queue = {0: 0}, [0]
    for state in queue:
        if one.final[state] != other.final[pairs[state]]:
            return False
        for to, answer in zip(one.next[state].tolist(), other.next[pairs[state], theirs].tolist(), strict=True):
            if (to < 0) != (answer < 0) or pairs.get(to, answer) != answer:
                return False
            if to >= 0 and to not in pairs:
                pairs[to] = answer
                queue.append(to)
    return len(set(pairs.values())) == one.size == other.size


@settings(max_examples=50, deadline=None, derandomize=True)
@given(blueprint=designs("abc", 8), limits=st.lists(st.sampled_from([None, 1, 2]), min_size=5, max_size=5))
def test_fifty_flows_mean_what_the_enumeration_says(blueprint: Blueprint, limits: list[int | None]) -> None:
    """All blocks, anytime, may end with bounds, and steps that may come twice: the same runs of up to five steps."""
    steps = tuple(replace(step, at_most=limit) for step, limit in zip(blueprint.steps, limits, strict=False))
    blueprint = replace(blueprint, steps=steps)
    assert accepted(design(blueprint), 5) == of_blueprint(blueprint, 5)


@st.composite
def twins(draw: st.DrawFn) -> tuple[Flow, Flow]:
    """A flow, and the same written otherwise."""
    flow = draw(flows("abc", 7))
    return flow, _otherwise(flow, draw)


def _otherwise(flow: Flow, draw: st.DrawFn) -> Flow:
    def each(parts: tuple[Flow, ...]) -> tuple[Flow, ...]:
        return tuple(_otherwise(part, draw) for part in parts)

    match flow:
        case Sequence(parts):
            inner = each(parts)
            cut = draw(st.integers(0, len(inner)))
            return draw(st.sampled_from([Sequence(inner), Sequence((Sequence(inner[:cut]), Sequence(inner[cut:])))]))
        case Either(branches):
            inner = tuple(draw(st.permutations(each(branches))))
            return draw(
                st.sampled_from([Either(inner), Either((inner[0], Either(inner[1:] + inner[:1]))), Either(inner * 2)])
            )
        case Together(branches):
            inner = tuple(draw(st.permutations(each(branches))))
            nested = Together((inner[0], Together((*inner[1:], Sequence(())))))
            return draw(st.sampled_from([Together(inner), nested]))
        case AnyOf(branches):
            inner = tuple(draw(st.permutations(each(branches))))
            first, others = inner[0], inner[1:]
            some = others[0] if len(others) == 1 else AnyOf(others)
            return draw(st.sampled_from([AnyOf(inner), Either((first, some, Together((first, some))))]))
        case Optional(body):
            inner = _otherwise(body, draw)
            return draw(st.sampled_from([Optional(inner), Either((inner, Sequence(()))), Optional(Optional(inner))]))
        case Repeat(do, then, at_most):
            first, between = each((do, then))
            written = [Repeat(first, between, at_most)]
            if at_most is None:
                written.append(Sequence((first, Optional(Sequence((between, Repeat(first, between)))))))
            else:
                rest = Sequence((between, first))
                for _ in range(at_most - 1):
                    rest = Sequence((between, first, Optional(rest)))
                written.append(Sequence((first, Optional(rest))))
            return draw(st.sampled_from(written))
    return flow


@settings(max_examples=60, deadline=None)
@given(pair=twins())
def test_equivalent_flows_have_one_automaton(pair: tuple[Flow, Flow]) -> None:
    """Nested or flat, branches in another order, loops unrolled, any of as a choice: the same minimal automaton."""
    assert same(*(design(simple_blueprint(flow)) for flow in pair))


@settings(max_examples=60, deadline=None)
@given(flow=flows("abc", 7))
def test_a_flow_is_the_net_that_is_built_of_its_blocks(flow: Flow) -> None:
    """The accepting net of a flow, built block by block, has the same minimal automaton."""
    of_net = automaton(NetBehaviour(flow_net(flow)), budget=200_000)
    of_flow = design(simple_blueprint(flow))
    assert set(of_net.steps) == set(steps_in(flow)) == set(of_flow.steps)
    assert same(of_flow, of_net)


@settings(max_examples=60, deadline=None)
@given(blueprint=designs("abc", 7))
def test_flows_are_sound(blueprint: Blueprint) -> None:
    """From every state that can be reached an end can be reached; nothing is trimmed away."""
    behaviour = FlowBehaviour(blueprint)
    following: dict[int, set[int]] = {}
    stack = [behaviour.initial]
    while stack:
        state = stack.pop()
        if state not in following:
            following[state] = {to for _, to in behaviour.moves(state)}
            stack += following[state]
    ending = {state for state in following if behaviour.is_final(state)}
    while more := {state for state, to in following.items() if state not in ending and to & ending}:
        ending |= more
    assert ending == set(following)


LAWS = [
    # (a flow, the same flow)
    ("[a, [b, []], c]", "[[a, b], c]"),
    ("[{together: [[a, b], c]}]", "[{either: [[a, {together: [b, c]}], [c, a, b]]}]"),
    ("[{any of: [a, b]}]", "[{either: [[a, {optional: b}], [b, {optional: a}]]}]"),
    ("[{optional: {optional: a}}, b]", "[{either: [[a, b], b]}]"),
    ("[{repeat: {do: a, then: b, at most: 2}}]", "[a, {optional: [b, a, {optional: [b, a]}]}]"),
    ("[{repeat: {do: a, then: {repeat: {do: b}}}}]", "[a, {repeat: {do: [], then: [b, {repeat: {do: [], then: b}}, a]}}]"),
    ("[{repeat: {do: [], then: {optional: a}}}]", "[{repeat: {do: {optional: a}, then: []}}]"),
    ("[{either: [a, a, [a]]}]", "[a]"),
    ("[{together: [a, []]}]", "[a]"),
    ("[{any of: [a, []]}]", "[{optional: a}]"),
    ("[{any of: [a, a]}]", "[a, {optional: a}]"),
]


@pytest.mark.parametrize(("one", "other"), LAWS)
def test_laws(one: str, other: str) -> None:
    """By hand: pairs of flows that allow the same, as written in the file."""

    def of(flow: str) -> Automaton:
        steps = "".join(f"  {letter}: {{lane: l}}\n" for letter in "abc")
        more = "anytime: [b, c]\n" if "b" not in flow else "anytime: [c]\n" if "c" not in flow else ""
        return design(blueprint_of(f"blueprint: m\nlanes: {{l: {{kind: support}}}}\nsteps:\n{steps}flow: {flow}\n{more}"))

    assert same(of(one), of(other))


def test_a_step_that_may_come_twice_interleaves() -> None:
    """``at most: 2`` inside together: its second time may come after a step of another branch."""
    blueprint = simple_blueprint(Together((Do("a"), Do("b"))))
    twice = replace(blueprint, steps=(replace(blueprint.steps[0], at_most=2), blueprint.steps[1]))
    assert accepted(design(twice), 5) == {tuple(word) for word in ("ab", "ba", "aab", "aba", "baa")}
