"""What a blueprint allows: by its flow, or by the net of its model file, in which steps may come several times, too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mining.blueprint.model import Blueprint
from mining.blueprint.net import Arcs, Net
from mining.conformance.behaviour import Behaviour
from mining.conformance.blueprint_behaviour import BlueprintBehaviour
from mining.conformance.flow import FlowBehaviour
from mining.conformance.net import NetBehaviour
from mining.conformance.reduction import reduced
from mining.conformance.terms import Terms


def behaviour_of(blueprint: Blueprint) -> Behaviour:
    """Return what a blueprint allows: its flow, or the net of its model file; a block-structured net is a flow, too."""
    if blueprint.model is None:
        return FlowBehaviour(blueprint)
    terms = Terms()
    limits = {step.id: step.at_most for step in blueprint.steps}
    net = repeated(blueprint.model.net, limits)
    flow = reduced(net, terms, blueprint.step_index)
    if flow is not None:
        return FlowBehaviour(blueprint, terms=terms, flow=flow)
    return BlueprintBehaviour(blueprint, NetBehaviour(net, steps=tuple(limits)))


def repeated(net: Net, limits: Mapping[str, int | None]) -> Net:
    """Return the net in which a step that may come `k` times in a row has a chain of k transitions for each of its own.

    >>> net = Net(("p", "q"), ("a",), (((0, 1),),), (((1, 1),),), (1, 0), ((0, 1),))
    >>> longer = repeated(net, {"a": 2})
    >>> longer.labels, longer.inputs, longer.outputs
    (('a', None, 'a', None), (((0, 1),), ((2, 1),), ((2, 1),), ((3, 1),)), (((2, 1),), ((1, 1),), ((3, 1),), ((1, 1),)))
    """
    places, labels = list(net.places), []
    inputs: list[Arcs] = []
    outputs: list[Arcs] = []

    def transition(label: str | None, taken: Arcs, put: Arcs) -> None:
        labels.append(label)
        inputs.append(taken)
        outputs.append(put)

    for label, taken, put in zip(net.labels, net.inputs, net.outputs, strict=True):
        times = (limits.get(label) if label is not None else None) or 1
        if times == 1:
            transition(label, taken, put)
            continue
        before = taken
        for time in range(times):
            places.append(f"{label} done {time + 1} times")
            after: Arcs = ((len(places) - 1, 1),)
            transition(label, before, after)
            transition(None, after, put)
            before = after
    more = (0,) * (len(places) - len(net.places))
    return replace(
        net,
        places=tuple(places),
        labels=tuple(labels),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        initial=net.initial + more,
        finals=tuple(final + more for final in net.finals),
    )
