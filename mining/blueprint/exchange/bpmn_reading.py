"""BPMN 2.0 files -> blueprints."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from pathlib import Path

from mining.blueprint.exchange.bpmn_diagram import SUBPROCESSES, Diagram, Node, Process
from mining.blueprint.exchange.bpmn_graph import graph_of
from mining.blueprint.exchange.bpmn_information import information
from mining.blueprint.exchange.bpmn_lanes import cast_of, named
from mining.blueprint.exchange.bpmn_net import net_of_parts
from mining.blueprint.exchange.bpmn_pools import called_processes, messages_between, process_name, taking_part
from mining.blueprint.exchange.bpmn_scopes import Scopes
from mining.blueprint.exchange.bpmn_source import read_diagram
from mining.blueprint.exchange.graph_net import Part
from mining.blueprint.exchange.imported import Imported
from mining.blueprint.exchange.structured import structured
from mining.blueprint.flow import (
    AnyOf,
    Anytime,
    Do,
    Flow,
    MayEnd,
    Together,
    parts_of,
    steps_in,
)
from mining.blueprint.flow_algebra import tidied
from mining.blueprint.names import Name
from mining.blueprint.net import Net
from mining.blueprint.steps import Step


def read_bpmn(path: str | Path, *, pool: str | None = None) -> Imported:
    """Read a BPMN 2.0 file.

    Args:
        path: the file.
        pool: name or id of the one pool (or process) that is meant; None: all that messages join.

    Raises:
        FileError: there is no such file.
        ModelError: it cannot be read, or its process cannot be executed or ended; the message names the line, or the steps
            after which it is stuck.
    """
    diagram = read_diagram(path)
    processes = taking_part(diagram, pool)
    called = called_processes(diagram, processes)
    scope_ids = {process.id for process in processes} | set(called.values())
    messages = messages_between(diagram, [process.id for process in processes])
    expanded = {node.id for node in diagram.nodes.values() if node.kind in SUBPROCESSES and _has_inside(diagram, node)}
    cast = cast_of(diagram, scope_ids, expanded | set(called))
    sends: dict[str, tuple[int, ...]] = {}
    receives: dict[str, tuple[int, ...]] = {}
    for number, message in enumerate(messages):
        sends[message.source] = (*sends.get(message.source, ()), number)
        receives[message.target] = (*receives.get(message.target, ()), number)
    scopes = Scopes(diagram, cast.step_of, sends, receives)
    parts = [_part(scopes, process, receives) for process in processes]
    if not cast.steps:
        process = processes[0]
        raise diagram.wrong(process, f'the process "{process.name or process.id}" has no step.')
    anytime, may_end = _events_of_the_process(parts)
    flow = structured(parts[0].graph) if len(parts) == 1 else None
    if flow is not None:
        flow = tidied(flow)
    kept, free = information(diagram, scope_ids, messages)
    spelled = [
        node.shown
        for node in diagram.nodes.values()
        if node.name and node.id in expanded | set(called) and diagram.process_of(node) in scope_ids
    ]
    if spelled:
        kept = (f"Spelled out, so that they are no steps themselves: {', '.join(spelled)}.", *kept)
    notes = [*cast.notes, *scopes.notes, *free]
    found: Flow | Net
    if flow is not None:
        found = flow
        notes += _done_twice(flow, cast.step_of, cast.steps)
    else:
        names = {step.id: step.name.text() for step in cast.steps}
        found, more = net_of_parts(
            diagram, parts, [f"the message from {diagram.nodes[m.source].shown}" for m in messages], names
        )
        notes += more
    return Imported(
        _title(diagram, processes), cast.lanes, cast.steps, found, anytime, may_end, tuple(notes), cast.lane_notes, kept
    )


def _title(diagram: Diagram, processes: list[Process]) -> Name:
    """The name of the pool, where there is one; else of the file."""
    stem = Path(diagram.file).stem
    if len(processes) > 1:
        return Name.of(diagram.name or stem)
    only = processes[0]
    pool = next((pool for pool in diagram.pools if pool.process == only.id), None)
    name = (pool.name if pool else "") or only.name or diagram.name or stem
    return named(name, dict(pool.ours if pool else only.ours))


def _has_inside(diagram: Diagram, node: Node) -> bool:
    return any(child.scope == node.id for child in diagram.nodes.values())


def _part(scopes: Scopes, process: Process, receives: dict[str, tuple[int, ...]]) -> Part:
    begins = [node for node in scopes.diagram.nodes.values() if node.scope == process.id and node.kind == "startEvent"]
    is_called = bool(begins) and all(node.id in receives for node in begins)
    calls = tuple(number for node in begins for number in receives[node.id]) if is_called else ()
    return Part(graph_of(scopes, process.id), calls, process_name(scopes.diagram, process))


def _events_of_the_process(parts: list[Part]) -> tuple[tuple[Anytime, ...], tuple[MayEnd, ...]]:
    """Event sub-processes of one step, on the process itself: steps at any time, and steps with which a case may stop."""
    if len(parts) != 1:
        return (), ()
    graph, rest = parts[0].graph, []
    anytime, may_end = [], []
    for handler in graph.handlers:
        flow = structured(handler.graph)
        if not isinstance(flow, Do) or handler.receives:
            rest.append(handler)
        elif handler.interrupts:
            may_end.append(MayEnd(flow.step, *handler.bounds))
        else:
            anytime.append(Anytime(flow.step, handler.at_most))
    graph.handlers = rest
    return tuple(anytime), tuple(may_end)


def _done_twice(flow: Flow, step_of: Mapping[str, str], steps: Collection[Step]) -> list[str]:
    """The same for a flow: a step that stands once in the file, and in two branches that run together."""
    nodes = Counter(step_of.values())
    names = {step.id: step.name.text() for step in steps}
    found: dict[str, None] = {}

    def walk(part: Flow) -> None:
        if isinstance(part, Together | AnyOf):
            inside = Counter(step for branch in part.branches for step in set(steps_in(branch)))
            found.update(dict.fromkeys(step for step, count in inside.items() if count > nodes[step]))
        for inner in parts_of(part):
            walk(inner)

    walk(flow)
    return [
        f'Ways that run in parallel come together before "{names[step]}" without a parallel gateway: '
        "it happens once for each of them."
        for step in found
    ]
