"""How many cases took each arrow: beside each other, anytime, in loops."""

from blueprints_to_draw import ROOM_SERVICE
from flows_strategy import designs, simple_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log

from mining.blueprint.flow import AnyOf, Anytime, Do, Either, Optional, Repeat, Sequence, Together
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.drawing.flow_graph import flow_graph
from mining.drawing.measured import step_counts
from mining.drawing.traffic import beside_each_other


def on_arrows(blueprint: Blueprint, *traces: str) -> dict[tuple[str, str], int]:
    """Cases by the names of both ends: a step, or what kind of node it is."""
    graph = flow_graph(blueprint.flow)
    names = [node.step or node.kind for node in graph.nodes]
    counts = step_counts(match(log(*traces), blueprint)).arrows
    return {(names[arrow.source], names[arrow.target]): count for arrow, count in zip(graph.arrows, counts, strict=True)}


def test_in_sequence() -> None:
    """abc twice, ac once (b skipped): the case that skipped is on no arrow between a and c."""
    found = on_arrows(simple_blueprint(Sequence((Do("a"), Do("b"), Do("c")))), "abc", "abc", "ac")
    assert found == {("start", "a"): 3, ("a", "b"): 2, ("b", "c"): 2, ("c", "end"): 3}


def test_branches_beside_each_other_are_all_taken() -> None:
    """a, then b c beside d, then e: whatever lies in between, each of the two cases takes every arrow once."""
    flow = Sequence((Do("a"), Together((Sequence((Do("b"), Do("c"))), Do("d"))), Do("e")))
    assert set(on_arrows(simple_blueprint(flow), "abdce", "adbce").values()) == {2}


def test_any_of_counts_those_who_took_the_branch() -> None:
    """b in three of four cases, c in two, in any order; the case without either is on no arrow between a and d."""
    flow = Sequence((Do("a"), AnyOf((Do("b"), Do("c"))), Do("d")))
    found = on_arrows(simple_blueprint(flow), "abd", "abcd", "acbd", "ad")
    assert (found["any of", "b"], found["any of", "c"]) == (3, 2)
    assert (found["a", "any of"], found["any of", "d"]) == (3, 3)


def test_what_may_happen_anytime_and_what_nobody_knows_is_looked_through() -> None:
    """x is anytime, ? is unknown: a-b is taken by all three."""
    blueprint = simple_blueprint(Sequence((Do("a"), Do("b"))), (Anytime("x"),))
    assert on_arrows(blueprint, "axb", "a?b", "ab") == {("start", "a"): 3, ("a", "b"): 3, ("b", "end"): 3}


def test_a_loop_counts_a_case_once() -> None:
    """a (b a)*: one case goes round three times; the arrows back have one case."""
    blueprint = simple_blueprint(Sequence((Repeat(Do("a"), Do("b"), None), Do("c"))))
    found = on_arrows(blueprint, "abababac", "ac")
    assert found == {("start", "a"): 2, ("a", "b"): 1, ("b", "a"): 1, ("a", "c"): 2, ("c", "end"): 2}


def test_which_steps_lie_beside_each_other() -> None:
    """Cook and restock; on hold, which may happen anytime, beside all others; nothing beside itself."""
    found = beside_each_other(ROOM_SERVICE)
    ids = [step.id for step in ROOM_SERVICE.steps]
    pairs = {(ids[one], ids[two]) for one, two in zip(*found.nonzero(), strict=True)}
    others = [step for step in ids if step != "on_hold"]
    expected = {("cook", "restock")} | {("on_hold", step) for step in others}
    assert pairs == expected | {(two, one) for one, two in expected}


@settings(max_examples=30, deadline=None)
@given(designs("abc"), st.data())
def test_no_arrow_has_more_cases_than_there_are(blueprint: Blueprint, data: st.DataObject) -> None:
    """Nor more than have the step that it leads to, or comes from; a choice splits what comes in."""
    letters = "".join(step.id for step in blueprint.steps)
    traces = data.draw(st.lists(st.text(letters, min_size=1, max_size=6), min_size=1, max_size=5))
    counts = step_counts(match(log(*traces), blueprint))
    graph = flow_graph(blueprint.flow)
    for arrow, count in zip(graph.arrows, counts.arrows, strict=True):
        ends = [graph.nodes[arrow.source].step, graph.nodes[arrow.target].step]
        assert count <= min([len(traces), *(counts.steps[step] for step in ends if step)])


def test_a_choice_between_nothing_and_a_step() -> None:
    """optional b: two take it, one does not; either c or d."""
    flow = Sequence((Do("a"), Optional(Do("b")), Either((Do("c"), Do("d"))), Do("e")))
    found = on_arrows(simple_blueprint(flow), "abce", "abde", "ace")
    assert (found["a", "either"], found["either", "b"], found["either", "c"], found["either", "d"]) == (3, 2, 2, 1)
