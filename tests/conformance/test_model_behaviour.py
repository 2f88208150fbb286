"""A model file as the flow of a blueprint: executed as the same flow in blocks would be."""

from dataclasses import replace
from pathlib import Path

import pytest
from flow_nets import flow_net
from flows_strategy import designs, flows, simple_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log

import mining
from mining.blueprint.completion import can_be_empty, designed_ends
from mining.blueprint.document import blueprint_of, load
from mining.blueprint.flow import steps_in
from mining.blueprint.model import Blueprint, Model
from mining.blueprint.model_flow import any_order, blocks_of
from mining.blueprint.net_ends import net_ends, steps_in_order
from mining.blueprint.writing import dump
from mining.conformance.automaton import Automaton, automaton
from mining.conformance.flow import FlowBehaviour
from mining.conformance.model_behaviour import behaviour_of
from mining.drawing.blueprint import draw
from mining.errors import BlueprintError


def as_model(blueprint: Blueprint) -> Blueprint:
    """The same design with its flow in a model file."""
    net = flow_net(blueprint.flow)
    return replace(blueprint, model=Model("flow.pnml", net), flow=any_order(steps_in_order(net)))


def same(one: Automaton, other: Automaton) -> bool:
    return (
        one.steps == other.steps and one.next.tolist() == other.next.tolist() and one.final.tolist() == other.final.tolist()
    )


@settings(max_examples=60, deadline=None)
@given(blueprint=designs("abc", 6), limits=st.lists(st.sampled_from([None, 1, 2, 3]), min_size=5, max_size=5))
def test_a_net_means_what_the_flow_means(blueprint: Blueprint, limits: list[int | None]) -> None:
    """With anytime steps, ways to stop steps that may come several times: the same minimal automaton, state by state."""
    steps = tuple(replace(step, at_most=limit) for step, limit in zip(blueprint.steps, limits, strict=False))
    blueprint = replace(blueprint, steps=steps)
    of_flow = automaton(FlowBehaviour(blueprint), budget=50_000)
    of_model = automaton(behaviour_of(as_model(blueprint)), budget=200_000)
    assert same(of_flow, of_model)


@settings(max_examples=60, deadline=None)
@given(flow=flows("abc", 6))
def test_blocks_of_nets(flow) -> None:
    """Where a net has a flow in blocks, that allows the same: the same minimal automaton."""
    blocks = blocks_of(flow_net(flow))
    if blocks is not None:
        blueprint = simple_blueprint(flow)
        designs = (blueprint, replace(blueprint, flow=blocks))
        assert same(*(automaton(FlowBehaviour(each), budget=50_000) for each in designs))


@settings(max_examples=60, deadline=None)
@given(flow=flows("abc", 6))
def test_ends_of_nets(flow) -> None:
    """First and last steps are those of the flow whose net it is (a step only in a repeat that never repeats is none)."""
    ends = net_ends(flow_net(flow))
    blueprint = simple_blueprint(flow)
    assert ends.can_be_empty == can_be_empty(flow)
    assert (ends.first, ends.last) == (designed_ends(blueprint).first, designed_ends(blueprint).last)


PNML = """<?xml version="1.0"?>
<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml"><net id="n"><page id="g">
<place id="p"><initialMarking><text>1</text></initialMarking></place><place id="q"/><place id="r"/>
<transition id="t"><name><text>Order placed</text></name></transition>
<transition id="u"><name><text>deliver</text></name></transition>
<arc id="1" source="p" target="t"/><arc id="2" source="t" target="q"/>
<arc id="3" source="q" target="u"/><arc id="4" source="u" target="r"/>
</page></net></pnml>"""
BLUEPRINT = """\
blueprint: Counter
lanes: {guest: {kind: customer}, desk: {kind: frontstage}}
steps:
  order: {lane: guest, name: {en: Order placed, zh: 下单}, log: [o]}
  deliver: {lane: desk, log: [d]}
  ask: {lane: guest, log: [q]}
flow: {model: counter.pnml}
anytime: [ask]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "counter.pnml").write_text(PNML, encoding="utf-8")
    (tmp_path / "counter.yaml").write_text(BLUEPRINT, encoding="utf-8")
    return tmp_path


def test_loaded_dumped_drawn(folder: Path) -> None:
    """Activities are found by name or id; the file keeps naming the model; the picture shows the steps in order."""
    blueprint = load(folder / "counter.yaml")
    assert blueprint.model is not None and blueprint.model.file == "counter.pnml"
    assert blueprint.model.net.labels == ("order", "deliver")
    assert list(steps_in(blueprint.flow)) == ["order", "deliver"]
    dump(blueprint, folder / "again.yaml")
    assert "flow: {model: counter.pnml}" in (folder / "again.yaml").read_text(encoding="utf-8")
    assert load(folder / "again.yaml") == blueprint
    assert "placed" in draw(blueprint)


def test_conformance_and_completion(folder: Path) -> None:
    """order, deliver fits, with questions anywhere; deliver alone skips; what was not delivered is unfinished."""
    blueprint = load(folder / "counter.yaml")
    found = mining.conform(log("od", "qoqdq", "d", "o"), blueprint)
    costs = dict(zip(found.per_case["case_id"], found.per_case["cost"], strict=True))
    assert list(costs.values()) == [0, 0, 1, 1]
    assert [row["id"] for row in found.deviations.to_dicts()] == ["unfinished:deliver", "skipped:order"]


@pytest.mark.parametrize(
    ("old", "new", "line", "wrong"),
    [
        ("{model: counter.pnml}", "{model: gone.pnml}", 7, "no file"),
        ("{model: counter.pnml}", "{model: counter.docx}", 7, "is no model file"),
        ("{model: counter.pnml}", "{model: counter.pnml, together: [order, ask]}", 7, "the whole flow"),
        ("{model: counter.pnml}", "[order, model: counter.pnml]", 7, "the whole flow"),
        (
            "{en: Order placed, zh: 下单}",
            "Order placde",
            7,
            '"Order placed" of counter.pnml is no step.*mean "Order placde"',
        ),
        ("deliver: {lane: desk, log: [d]}", "deliver: {lane: desk, name: Order placed, log: [d]}", 7, "fits two steps"),
        ("anytime: [ask]\n", "", 6, "used neither"),
    ],
)
def test_broken(folder: Path, old: str, new: str, line: int, wrong: str) -> None:
    """What cannot be executed is said at the line of the blueprint."""
    assert BLUEPRINT.count(old) == 1
    path = folder / "counter.yaml"
    with pytest.raises(BlueprintError, match=wrong) as caught:
        blueprint_of(BLUEPRINT.replace(old, new), file=str(path))
    assert caught.value.line == line
