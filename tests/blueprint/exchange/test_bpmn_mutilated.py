"""BPMN with arrows bent and signs exchanged: nothing breaks, and blocks allow what the diagram allows."""

import random
from pathlib import Path

import pytest
from bpmn_texts import canonical
from flows_strategy import flows, simple_blueprint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from mining.blueprint.exchange import bpmn_graph, bpmn_nodes, bpmn_reading
from mining.blueprint.exchange import structured as blocks
from mining.blueprint.exchange.bpmn_diagram import NAMESPACE
from mining.blueprint.exchange.bpmn_writing import bpmn_text
from mining.blueprint.exchange.flow_graph import Graph
from mining.blueprint.exchange.models import blueprint_in
from mining.blueprint.flow import Flow
from mining.blueprint.model import Blueprint
from mining.conformance.behaviour import OverBudgetError
from mining.errors import ModelError

SIGNS = ["exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "task"]


def mutilated(content: bytes, seed: int) -> bytes:
    """Bend up to two arrows, exchange up to two signs."""
    chance, root = random.Random(seed), etree.fromstring(content)

    def found(*kinds: str) -> list[etree._Element]:
        return [element for kind in kinds for element in root.iter(f"{{{NAMESPACE}}}{kind}")]

    for _ in range(chance.randint(1, 2)):
        nodes = found(*SIGNS, "endEvent")
        if chance.random() < 0.5:
            chance.choice(found("sequenceFlow")).set("targetRef", chance.choice(nodes).get("id"))
        elif gateways := found(*SIGNS[:4]):
            chance.choice(gateways).tag = f"{{{NAMESPACE}}}{chance.choice(SIGNS)}"
    return etree.tostring(root)


def only_passes(graph: Graph, *, tails: bool = True) -> None:
    """In the place of `structured`: gateways that are none are left out, nothing else."""
    while blocks._passes(graph):
        pass


def without_counts(flow: Flow) -> bool:
    """Counted loops are sub-processes; two rounds at once, which a bent arrow can bring about, are not kept apart there."""
    return "at_most=1" not in repr(flow) and "at_most=2" not in repr(flow)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(flows("abcd", 7).filter(without_counts).map(simple_blueprint), st.integers(0, 10_000))
def test_blocks_allow_what_the_diagram_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, design: Blueprint, seed: int
) -> None:
    """Reduced or executed as it is: the same automaton, or refused both ways."""
    path = tmp_path / "model.bpmn"
    path.write_bytes(mutilated(bpmn_text(design), seed))
    try:
        reduced: object = canonical(blueprint_in(path)[0], 3_000)
    except ModelError:
        reduced = None
    except OverBudgetError:
        return
    with monkeypatch.context() as patched:
        for module in (bpmn_graph, bpmn_nodes):
            patched.setattr(module, "structured", only_passes)
        patched.setattr(bpmn_reading, "structured", only_passes)
        try:
            executed: object = canonical(blueprint_in(path)[0], 3_000)
        except ModelError as error:
            if "states" in str(error):
                return
            executed = None
    assert reduced == executed
