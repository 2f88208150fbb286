"""Nets -> flows in words where they are block-structured; nets that cannot be ended are refused with a witness."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from mining.blueprint.exchange.flow_graph import Graph, Vertex
from mining.blueprint.exchange.imported import NO_LANES, ONE_LANE, Imported, steps_of_labels
from mining.blueprint.exchange.soundness import Unsound, unsound
from mining.blueprint.exchange.structured import structured
from mining.blueprint.exchange.token_game import MOST_TOKENS, STATES, reached, token_net
from mining.blueprint.flow import Do, Flow
from mining.blueprint.names import Name
from mining.blueprint.net import Net
from mining.blueprint.net_ends import steps_in_order
from mining.blueprint.pnml import read_net
from mining.errors import ModelError

NOT_BLOCKS = "The flow is not block-structured (its ways do not meet again in pairs), so that it is kept as a net."


UNPROVEN = f"There are more than {STATES:,} states: whether the process can always end could not be told."


class UnprovenError(Exception):
    """A net has too many markings to tell whether it is sound."""


def flow_of_net(net: Net) -> Flow | None:
    """Return what a net allows as a flow in words; None where the net is not block-structured."""
    graph = _graph(net)
    if graph is None:
        return None
    nothing_left = not any(net.finals[0])
    sequential = all(len(outputs) < 2 for outputs in net.outputs)
    return structured(graph, tails=nothing_left or sequential)


def why_unsound(net: Net, names: dict[str, str] | None = None) -> Unsound | None:
    """Return why a net is not sound; None where it is, or is block-structured.

    Raises:
        UnprovenError: it has too many markings to tell.
    """
    if flow_of_net(net) is not None:
        return None
    heavy = any(weight > MOST_TOKENS for side in (*net.inputs, *net.outputs) for _, weight in side)
    game = token_net(net)
    whole = reached(game) if not heavy and max((*net.initial, 0)) <= MOST_TOKENS else None
    if whole is None or (whole.overflow is None and not whole.complete):
        raise UnprovenError
    return unsound(game, whole, names or {})


def read_pnml(path: str | Path) -> Imported:
    """Read a PNML file.

    Raises:
        FileError: there is no such file.
        ModelError: it is no PNML, or its net is not sound; the message says after which steps it is stuck.
    """
    return imported_net(read_net(path), Path(path).name, Name.of(Path(path).stem))


def imported_net(net: Net, file: str, name: Name) -> Imported:
    """Return a net whose labels are names of activities as a process model.

    Raises:
        ModelError: the net has no step, or is not sound.
    """
    if not net.steps:
        raise ModelError(f"{file}: the net has no step: all its transitions are silent.")
    steps, step_of = steps_of_labels(steps_in_order(net))
    labelled = replace(net, labels=tuple(None if label is None else step_of[label] for label in net.labels))
    flow = flow_of_net(labelled)
    notes = list(net.notes)
    if flow is None:
        names = {step.id: step.name.text() for step in steps}
        notes.append(NOT_BLOCKS)
        try:
            wrong = why_unsound(labelled, names)
        except UnprovenError:
            notes.append(UNPROVEN)
        else:
            if wrong is not None:
                raise ModelError(f"{file}: the net is not sound: {wrong.reason}", remedy="mend the model in its editor.")
    return Imported(name, (ONE_LANE,), steps, labelled if flow is None else flow, notes=tuple(notes), lane_notes=(NO_LANES,))


def _graph(net: Net) -> Graph | None:
    """A net as a graph: places are exclusive gateways, transitions parallel ones; None where that would mean something else.

    It means the same if one token begins, each arc takes one, and the end is one token in a place that nothing leaves, or
    no token at all. Choices that are not free never reduce to a block.
    """
    arcs = [arc for side in (*net.inputs, *net.outputs) for arc in side]
    if len(net.finals) != 1 or sum(net.initial) != 1 or any(weight != 1 for _, weight in arcs):
        return None
    if sum(net.finals[0]) > 1 or not all(net.inputs):
        return None
    last = net.finals[0].index(1) if any(net.finals[0]) else None
    if last is not None and (any(last == place for side in net.inputs for place, _ in side) or not all(net.outputs)):
        return None
    graph = Graph()
    start = graph.add(Vertex("start"))
    into, out_of = {}, {}
    for place in range(len(net.places)):
        into[place], out_of[place] = graph.add(Vertex("xor")), graph.add(Vertex("xor"))
        graph.join(into[place], out_of[place])
    graph.join(start, into[net.initial.index(1)])
    for transition, label in enumerate(net.labels):
        join, split = graph.add(Vertex("and")), graph.add(Vertex("and"))
        act = graph.add(Vertex("act") if label is None else Vertex("act", Do(label)))
        graph.join(join, act)
        graph.join(act, split)
        for place, _ in net.inputs[transition]:
            graph.join(out_of[place], join)
        for place, _ in net.outputs[transition]:
            graph.join(split, into[place])
        if not net.outputs[transition]:
            graph.join(split, graph.add(Vertex("end")))
    if last is not None:
        graph.join(out_of[last], graph.add(Vertex("end")))
    return graph
