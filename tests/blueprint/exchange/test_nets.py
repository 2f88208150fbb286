"""Nets: into words where they are blocks, refused where they are not sound, written and read again."""

from dataclasses import replace
from pathlib import Path

import pytest
from bpmn_texts import canonical, inside, words, written
from flows_strategy import designs, simple_blueprint
from hypothesis import HealthCheck, given, settings
from nets_strategy import nets

from mining.blueprint.exchange.blueprint_net import net_of_blueprint
from mining.blueprint.exchange.models import blueprint_in, convert, imported
from mining.blueprint.exchange.net_reading import flow_of_net, read_pnml, why_unsound
from mining.blueprint.exchange.pnml_writing import pnml_text
from mining.blueprint.exchange.state_machine import state_machine
from mining.blueprint.exchange.token_game import reached, token_net
from mining.blueprint.flow import Do, Flow, Sequence
from mining.blueprint.model import Blueprint, Model
from mining.blueprint.net import Net
from mining.blueprint.pnml import read_net
from mining.errors import ModelError

FIFTY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
A_THEN_B_OR_C_STUCK = Net(
    ("begin", "mid", "left", "right", "end"),
    ("a", "b", "c", "d"),
    (((0, 1),), ((1, 1),), ((1, 1),), ((2, 1), (3, 1))),
    (((1, 1),), ((2, 1),), ((3, 1),), ((4, 1),)),
    (1, 0, 0, 0, 0),
    ((0, 0, 0, 0, 1),),
)


def executed(net: Net | None = None, flow: Flow | None = None) -> Blueprint:
    """A blueprint that executes a net or a flow over the same steps."""
    steps = Sequence(tuple(map(Do, "abcdxz")))
    design = simple_blueprint(steps)
    return replace(design, flow=flow or steps, model=None if net is None else Model("net.pnml", net))


@FIFTY
@given(designs("abcd", 7))
def test_a_flow_as_a_net_and_back(tmp_path: Path, design: Blueprint) -> None:
    """The net allows what the flow allows; what is a block again does, too; a written net is read as it was."""
    net = net_of_blueprint(design)
    assert canonical(design) == canonical(replace(design, model=Model("net.pnml", net), anytime=(), may_end=(), steps=tuple(
        replace(step, at_most=None) for step in design.steps)))  # fmt: skip
    flow = flow_of_net(net)
    if flow is not None:
        assert canonical(design) == canonical(replace(design, flow=flow, anytime=(), may_end=()))
    # A net has no sign for "one or more"; all else is a block again.
    assert flow is not None or design.anytime or design.may_end or "AnyOf" in repr(design.flow)
    (tmp_path / "net.pnml").write_bytes(pnml_text(net))
    assert replace(net, places=()) == replace(read_net(tmp_path / "net.pnml"), places=())


@FIFTY
@given(nets())
def test_blocks_and_state_machines_allow_what_the_net_allows(net: Net) -> None:
    """Random nets, most of them not sound: words are made of blocks only, a state machine of all markings is right."""
    game = token_net(net)
    whole = reached(game, budget=2_000)
    if not whole.complete or not any(whole.final):
        return
    machine = state_machine(game, whole)
    assert machine is not None
    assert canonical(executed(net)) == canonical(executed(machine))
    flow = flow_of_net(net)
    if flow is not None:
        assert canonical(executed(net)) == canonical(executed(flow=flow))


def test_a_stuck_net_is_refused_with_a_witness(tmp_path: Path) -> None:
    """After a and b, the last transition waits for what only c brings."""
    found = why_unsound(A_THEN_B_OR_C_STUCK)
    assert found is not None
    assert ("a", "b") == found.done
    assert 'after "a", "b" the process can go no further; "d" waits for right.' == found.reason
    (tmp_path / "net.pnml").write_bytes(pnml_text(A_THEN_B_OR_C_STUCK))
    with pytest.raises(ModelError, match=r"net\.pnml: the net is not sound: after"):
        read_pnml(tmp_path / "net.pnml")


def test_a_step_that_can_never_happen_and_a_place_that_fills_up() -> None:
    """Both are named."""
    dead = replace(A_THEN_B_OR_C_STUCK, outputs=(((1, 1),), ((4, 1),), ((4, 1),), ((4, 1),)))
    assert '"d" can never happen' in why_unsound(dead).reason  # type: ignore[union-attr]
    growing = Net(("p", "q"), ("a", "b"), (((0, 1),), ((0, 1),)), (((0, 1), (1, 1)), ((1, 1),)), (1, 0), ((0, 1),))
    assert "there is no bound" in why_unsound(growing).reason  # type: ignore[union-attr]


def test_a_net_that_is_no_block_stays_a_net_beside_the_yaml(tmp_path: Path) -> None:
    """Two chains with a step of one waiting for one of the other: said, written as PNML, executed after loading."""
    net = Net(
        ("begin", "a1", "a2", "b1", "b2", "between", "end"),
        (None, "a", "b", "c", "d", None),
        (((0, 1),), ((1, 1),), ((3, 1),), ((2, 1), (5, 1)), ((4, 1),), ((6, 2),)),
        (((1, 1), (3, 1)), ((2, 1),), ((4, 1), (5, 1)), ((6, 1),), ((6, 1),), ()),
        (1, 0, 0, 0, 0, 0, 0),
        ((0, 0, 0, 0, 0, 0, 0),),
    )
    (tmp_path / "net.pnml").write_bytes(pnml_text(net))
    assert flow_of_net(net) is None
    done = convert(tmp_path / "net.pnml", tmp_path / "made.yaml")
    assert (str(tmp_path / "made.yaml"), str(tmp_path / "made.pnml")) == done.files
    assert any("not block-structured" in note for note in done.notes)
    assert "model: made.pnml" in (tmp_path / "made.yaml").read_text()
    loaded, _ = blueprint_in(tmp_path / "made.yaml")
    assert loaded.model is not None
    expected = canonical(replace(executed(net), steps=executed(net).steps[:4]))
    assert expected == canonical(loaded)
    convert(tmp_path / "made.yaml", tmp_path / "made.bpmn")
    assert expected == canonical(blueprint_in(tmp_path / "made.bpmn")[0])


def test_what_cannot_be_told_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More states than are looked at: kept as a net, and not called sound."""
    monkeypatch.setattr("mining.blueprint.exchange.net_reading.reached", lambda net: reached(net, budget=3))
    monkeypatch.setattr("mining.blueprint.exchange.bpmn_net.reached", lambda net: reached(net, budget=3))
    (tmp_path / "net.pnml").write_bytes(pnml_text(replace(A_THEN_B_OR_C_STUCK, finals=((0, 0, 0, 0, 1), (0, 0, 1, 0, 0)))))
    model = read_pnml(tmp_path / "net.pnml")
    assert isinstance(model.flow, Net)
    assert any("could not be told" in note for note in model.notes)
    arrows = "s>p p>A p>B A>q q>C q>r B>r r>D C>p2 D>p2 p2>e"
    path = written(tmp_path, inside(arrows, q="parallelGateway", r="parallelGateway"))
    assert any("could not be told" in note for note in imported(path).notes)
    monkeypatch.undo()
    assert not any("could not be told" in note for note in imported(path).notes)
    assert {"ABCD", "ABDC", "ACBD", "BACD", "BADC"} == words(blueprint_in(path)[0])
