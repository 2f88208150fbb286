"""What flows mean, by hand: the enumeration that nets and automata are held against is itself right."""

import re
from itertools import permutations, product

import pytest
from flows_strategy import beginnings, designs, flows, language, of_blueprint
from hypothesis import given, settings

from mining.blueprint.completion import can_be_empty, last_steps
from mining.blueprint.document import blueprint_of
from mining.blueprint.flow import Anytime, Do, MayEnd, Sequence, steps_in


def words(text: str) -> set[str]:
    return set(text.split())


def meaning(flow: str, longest: int = 6, more: str = "") -> set[str]:
    """Accepted traces of a flow written as in the file, as words of one-letter steps; the empty trace is a point."""
    letters = set(re.findall(r"\b[abcdxyz]\b", f"{flow} {more}"))
    steps = "\n".join(f"  {letter}: {{lane: l}}" for letter in sorted(letters))
    blueprint = blueprint_of(f"blueprint: m\nlanes: {{l: {{kind: support}}}}\nsteps:\n{steps}\nflow: {flow}\n{more}")
    return {"".join(trace) or "." for trace in of_blueprint(blueprint, longest)}


@pytest.mark.parametrize(
    ("flow", "traces"),
    [
        ("[a, b]", "ab"),
        ("[a, [b, [c]], []]", "abc"),
        ("[{together: [[a, b], c]}]", "abc acb cab"),
        ("[{together: [[a, b], [c, d]]}]", "abcd acbd acdb cabd cadb cdab"),
        ("[{either: [a, [b, c], []]}]", "a bc ."),
        ("[{any of: [a, b]}]", "a b ab ba"),
        ("[{any of: [[a, b], c]}]", "ab c abc acb cab"),
        ("[{optional: [a, b]}, c]", "abc c"),
    ],
)
def test_blocks_by_hand(flow: str, traces: str) -> None:
    """Each block means what its line in the language says."""
    assert meaning(flow) == words(traces)


def test_any_of_three() -> None:
    """One or more of three, each at most once, in any order: 3 + 6 + 6 orders."""
    letters = ["".join(order) for count in (1, 2, 3) for order in permutations("abc", count)]
    assert meaning("[{any of: [a, b, c]}]") == set(letters)


@pytest.mark.parametrize(
    ("flow", "traces"),
    [
        ("[{repeat: {do: a, then: b, at most: 2}}]", "a aba ababa"),
        ("[{repeat: {do: [], then: [a, b], at most: 2}}]", ". ab abab"),
        ("[{repeat: {do: a, at most: 3}}]", "a aa aaa aaaa"),
        ("[{repeat: {do: a, then: b}}]", "a aba ababa"),
        ("[{repeat: {do: {optional: a}, then: b, at most: 1}}]", ". a b ab ba aba"),
    ],
)
def test_repeat_counts(flow: str, traces: str) -> None:
    """do, then at most so often (then, do); without a limit as long as the enumeration goes (here 6 steps)."""
    assert meaning(flow) == words(traces)


def test_anytime_is_anywhere() -> None:
    """Before the first step, between any two and after the last, at most so often; nothing else may follow an end."""
    assert meaning("[a, b]", more="anytime: [{x: {at most: 1}}]") == words("ab xab axb abx")
    twice = meaning("[a, b]", 4, "anytime: [x]")
    assert twice == words("ab xab axb abx xxab xaxb xabx axxb axbx abxx")


def test_may_end_from_every_state() -> None:
    """From the beginning, from inside and from the end; then the case is over, also for what happens anytime."""
    assert meaning("[a, b]", more="may end with: [z]") == words("ab z az abz")
    assert meaning("[a, b]", 4, "anytime: [{x: {at most: 1}}]\nmay end with: [z]") == words(
        "ab xab axb abx z xz az xaz axz abz xabz axbz abxz"
    )


def test_bounds_of_may_end() -> None:
    """`after`: not before it was done; `before`: not once it was done; both bound from both sides."""
    assert meaning("[a, b, c]", more="may end with: [{z: {after: a}}]") == words("abc az abz abcz")
    assert meaning("[a, b, c]", more="may end with: [{z: {before: b}}]") == words("abc z az")
    assert meaning("[a, b, c]", more="may end with: [{z: {after: a, before: c}}]") == words("abc az abz")


def test_parts_stand_for_their_flow() -> None:
    """A part used by name means its flow, wherever it stands in the file."""
    assert meaning("[a, again]", more="parts: {again: [{optional: rest}], rest: [b, c]}") == words("a abc")


@settings(max_examples=60, deadline=None)
@given(flow=flows("abc", 5))
def test_completion_knows_the_ends_of_runs(flow) -> None:
    """Last steps and emptiness, read off the flow, are those of the enumerated runs (where all runs are short)."""
    runs = language(flow, 5)
    assert can_be_empty(flow) == (() in runs)
    assert {run[-1] for run in runs if run} <= last_steps(flow)
    # A last step may need a longer run than was enumerated; its flow with one step taken out of loops is short enough.
    if len(list(steps_in(flow))) <= 5:
        assert {run[-1] for run in runs if run} == last_steps(flow)


@settings(max_examples=25, deadline=None)
@given(blueprint=designs("ab", 4))
def test_every_beginning_is_of_an_accepted_trace_and_the_reverse(blueprint) -> None:
    """Cutting accepted traces gives beginnings; every beginning can be completed, here within a few steps more."""
    flow, anytime, may_end = blueprint.flow, blueprint.anytime, blueprint.may_end
    accepted = language(flow, 4, anytime, may_end)
    begun = beginnings(flow, 4, anytime, may_end)
    assert {trace[:cut] for trace in accepted for cut in range(len(trace) + 1)} <= begun
    longer = language(flow, 2 + len(list(steps_in(flow))), anytime, may_end)
    assert {trace for trace in begun if len(trace) <= 2} <= {
        trace[:cut] for trace in longer for cut in range(len(trace) + 1)
    }


def test_shuffles_are_all_there() -> None:
    """Two free letters besides two of the flow: 4!/2! words of four letters keep the order of the flow."""
    traces = language(Sequence((Do("a"), Do("b"))), 4, (Anytime("x", 1), Anytime("y", 1)), (MayEnd("z", None, "a"),))
    orders = {"".join(order) for order in permutations("abxy") if order.index("a") < order.index("b")}
    assert {"".join(trace) for trace in traces if len(trace) == 4} == orders
    ended = {"".join(trace) for trace in traces if trace[-1] == "z"}
    assert ended == {
        "".join(word) + "z" for count in range(3) for word in product("xy", repeat=count) if len(set(word)) == count
    }
