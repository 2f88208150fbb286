"""BPMN 2.0 files -> blueprints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from mining.blueprint.exchange.bpmn_diagram import EVENTS, SUBPROCESSES, Diagram, Message, Node, Process
from mining.blueprint.exchange.bpmn_graph import GraphBuilder
from mining.blueprint.exchange.bpmn_lanes import cast_of, named
from mining.blueprint.exchange.bpmn_source import read_diagram
from mining.blueprint.exchange.graph_net import Part, as_net, net_of
from mining.blueprint.exchange.imported import Imported
from mining.blueprint.exchange.net_reading import NOT_BLOCKS, UNPROVEN
from mining.blueprint.exchange.soundness import unsound
from mining.blueprint.exchange.state_machine import state_machine
from mining.blueprint.exchange.structured import structured
from mining.blueprint.exchange.token_game import BITS, STATES, Reached, TokenNet, reached
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
from mining.errors import ModelError


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
    processes = _taking_part(diagram, pool)
    called = _called(diagram, processes)
    scopes = {process.id for process in processes} | set(called.values())
    messages = _messages(diagram, [process.id for process in processes])
    expanded = {node.id for node in diagram.nodes.values() if node.kind in SUBPROCESSES and _has_inside(diagram, node)}
    cast = cast_of(diagram, scopes, expanded | set(called))
    sends: dict[str, tuple[int, ...]] = {}
    receives: dict[str, tuple[int, ...]] = {}
    for number, message in enumerate(messages):
        sends[message.source] = (*sends.get(message.source, ()), number)
        receives[message.target] = (*receives.get(message.target, ()), number)
    builder = GraphBuilder(diagram, cast.step_of, sends, receives)
    parts = [_part(builder, process, receives) for process in processes]
    if not cast.steps:
        process = processes[0]
        raise diagram.wrong(process, f'the process "{process.name or process.id}" has no step.')
    anytime, may_end = _events_of_the_process(parts)
    flow = structured(parts[0].graph) if len(parts) == 1 else None
    if flow is not None:
        flow = tidied(flow)
    kept, free = _information(diagram, scopes, messages)
    spelled = [
        node.shown
        for node in diagram.nodes.values()
        if node.name and node.id in expanded | set(called) and diagram.process_of(node) in scopes
    ]
    if spelled:
        kept = (f"Spelled out, so that they are no steps themselves: {', '.join(spelled)}.", *kept)
    notes = [*cast.notes, *builder.notes, *free]
    found: Flow | Net
    if flow is not None:
        found = flow
        notes += _done_twice(flow, cast.step_of, cast.steps)
    else:
        names = {step.id: step.name.text() for step in cast.steps}
        found, more = _as_net(diagram, parts, [f"the message from {diagram.nodes[m.source].shown}" for m in messages], names)
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


# -- who takes part ---------------------------------------------------------------------------------------------------


def _taking_part(diagram: Diagram, pool: str | None) -> list[Process]:
    """The processes that messages join into one; or the one that was chosen."""
    filled = {diagram.process_of(node) for node in diagram.nodes.values()}
    processes = [process for process in diagram.processes if process.id in filled]
    names = {process.id: _shown(diagram, process) for process in processes}
    if pool is not None:
        wanted = " ".join(pool.split()).casefold()
        ids = {p.process: p.id for p in diagram.pools}
        chosen = [
            p for p in processes if wanted in (names[p.id].casefold(), p.id.casefold(), (ids.get(p.id) or "").casefold())
        ]
        if len(chosen) != 1:
            raise ModelError(
                f'{diagram.file}: {"no" if not chosen else "more than one"} pool "{pool}".',
                found=", ".join(f'"{name}" ({key})' for key, name in names.items()) + ".",
                remedy=f'--pool "{names[processes[0].id]}"',
            )
        return chosen
    pools = {p.process for p in diagram.pools}
    called = {node.called for node in diagram.nodes.values() if node.kind == "callActivity"}
    groups = _joined(diagram, [process for process in processes if process.id not in called or process.id in pools])
    if len(groups) > 1:
        in_pools = [group for group in groups if any(process.id in pools for process in group)]
        if len(in_pools) == 1:
            return in_pools[0]
        listed = "; ".join(" with ".join(f'"{names[process.id]}"' for process in group) for group in groups)
        raise ModelError(
            f"{diagram.file}: the file holds {len(groups)} processes that no message joins.",
            found=f"{listed}.",
            remedy=f'choose one: --pool "{names[groups[0][0].id]}"',
        )
    return groups[0] if groups else processes


def _shown(diagram: Diagram, process: Process) -> str:
    pool = next((p for p in diagram.pools if p.process == process.id), None)
    return (pool.name if pool else "") or process.name or process.id


def _joined(diagram: Diagram, processes: list[Process]) -> list[list[Process]]:
    leader = {process.id: process.id for process in processes}

    def found(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    for message in _messages(diagram, list(leader)):
        ends = [found(diagram.process_of(diagram.nodes[end])) for end in (message.source, message.target)]
        leader[ends[1]] = ends[0]
    groups: dict[str, list[Process]] = {}
    for process in processes:
        groups.setdefault(found(process.id), []).append(process)
    return list(groups.values())


def _messages(diagram: Diagram, processes: Collection[str]) -> list[Message]:
    """The messages between nodes of different processes that take part."""
    found = []
    for message in diagram.messages:
        source, target = (diagram.nodes.get(end) for end in (message.source, message.target))
        if source is None or target is None:
            continue
        ends = {diagram.process_of(source), diagram.process_of(target)}
        if len(ends) == 2 and ends <= set(processes):
            found.append(message)
    return found


def _called(diagram: Diagram, processes: Iterable[Process]) -> dict[str, str]:
    """Call activities whose called process stands in the file, and is nobody's pool: their inside stands for them."""
    ids = {process.id for process in diagram.processes}
    pools = {pool.process for pool in diagram.pools}
    filled = {diagram.process_of(node) for node in diagram.nodes.values()}
    found: dict[str, str] = {}
    queue = [process.id for process in processes]
    seen = set(queue)
    while queue:
        here = queue.pop()
        for node in diagram.nodes.values():
            if node.kind == "callActivity" and node.called in ids & filled - pools and diagram.process_of(node) == here:
                found[node.id] = node.called
                if node.called not in seen:
                    seen.add(node.called)
                    queue.append(node.called)
    return found


def _has_inside(diagram: Diagram, node: Node) -> bool:
    return any(child.scope == node.id for child in diagram.nodes.values())


def _part(builder: GraphBuilder, process: Process, receives: dict[str, tuple[int, ...]]) -> Part:
    begins = [node for node in builder.diagram.nodes.values() if node.scope == process.id and node.kind == "startEvent"]
    is_called = bool(begins) and all(node.id in receives for node in begins)
    calls = tuple(number for node in begins for number in receives[node.id]) if is_called else ()
    return Part(builder.graph(process.id), calls, _shown(builder.diagram, process))


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


# -- nets ---------------------------------------------------------------------------------------------------------------


def _as_net(diagram: Diagram, parts: list[Part], messages: list[str], names: dict[str, str]) -> tuple[Net, list[str]]:
    net = net_of(parts, messages)
    whole = reached(net)
    if whole.overflow is None and not whole.complete:
        unproven = as_net(net, None)
        if unproven is not None:
            return unproven, [NOT_BLOCKS, UNPROVEN]
        raise ModelError(
            f"{diagram.file}: the process has more than {STATES} states, so that nobody can tell whether it ends.",
            found=", ".join(f'"{part.shown}"' for part in parts) + ".",
            remedy="choose one pool (--pool), or let what runs in parallel meet again in gateways of the same kind.",
        )
    wrong = unsound(net, whole, names)
    if wrong is not None:
        more = ""
        if len(parts) > 1:
            more = " or choose one pool: " + ", ".join(f'--pool "{part.shown}"' for part in parts) + "."
        raise ModelError(
            f"{diagram.file}: the process is not sound: {wrong.reason}",
            found=", ".join(f'"{part.shown}"' for part in parts) + " taken together." if len(parts) > 1 else "",
            remedy=f"mend the model in its editor{more or '.'}",
        )
    notes = _twice(net, whole, names)
    plain = as_net(_all_delivered(net, whole) or net, whole)
    if plain is not None:
        return plain, [NOT_BLOCKS, *notes]
    machine = state_machine(net, whole)
    if machine is None:
        raise ModelError(
            f"{diagram.file}: what the process allows takes more states than a net can usefully hold.",
            remedy="choose one pool (--pool), or let what runs in parallel meet again in gateways of the same kind.",
        )
    return machine, [NOT_BLOCKS, *notes]


def _twice(net: TokenNet, whole: Reached, names: dict[str, str]) -> list[str]:
    """Say where two tokens meet in one place: what follows happens twice, which is rarely meant."""
    for place, text in enumerate(net.comes_from):
        if place not in net.leftover and any(marking >> (BITS * place) & 6 for marking in whole.markings) and text:
            shown = re.sub('"([^"]+)"', lambda quoted: f'"{names.get(quoted[1], quoted[1])}"', text)
            return [
                f"Ways that run in parallel come together behind {shown} without a parallel gateway: "
                "what follows happens once for each of them."
            ]
    return []


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


def _all_delivered(net: TokenNet, whole: Reached) -> TokenNet | None:
    """The net with messages as ordinary places, where each message sent is taken before another is; else None."""
    if any(final and marking for marking, final in zip(whole.markings, whole.final, strict=True)):
        return None
    used = {transition for moves in whole.moves for transition, _ in moves}
    counted = replace(net, single=set(), transitions=[t for k, t in enumerate(net.transitions) if k in used])
    again = reached(counted)
    is_same = again.complete and len(again.markings) == len(whole.markings)
    return replace(counted, leftover=set()) if is_same else None


# -- information ----------------------------------------------------------------------------------------------------------


def _information(diagram: Diagram, scopes: set[str], messages: list[Message]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What has no meaning for the order of steps, counted and named; and what is not waited for, though it is drawn."""
    found: dict[str, list[str]] = {}
    for thing in diagram.beside:
        found.setdefault(thing.kind, []).append(f'"{thing.text}"' if thing.text else thing.id)
    kept = [f"Kept as information: {_counted(kind, some)}." for kind, some in found.items()]
    kinds: dict[str, list[str]] = {}
    for node in diagram.nodes.values():
        around = diagram.nodes.get(node.scope)
        starts_handler = node.kind == "startEvent" and around is not None and around.by_event
        if node.kind in EVENTS and node.triggers and not starts_handler and diagram.process_of(node) in scopes:
            kinds.setdefault(node.triggers[0][0], []).append(f'"{node.name}"' if node.name else node.id)
    kept += [f"Events carry no step: {_counted(f'{kind} event', some)}." for kind, some in kinds.items()]
    notes = []
    taken = {message.id for message in messages}
    outside = [m for m in diagram.messages if m.id not in taken and scopes & _ends(diagram, m)]
    if outside:
        named = [f'"{message.name}"' if message.name else message.id for message in outside]
        notes.append(f"Messages to or from outside are not waited for: {_counted('message flow', named)}.")
    filled = {diagram.process_of(node) for node in diagram.nodes.values()}
    left = [_shown(diagram, process) for process in diagram.processes if process.id in filled - set(scopes)]
    if left:
        notes.append(f"Left out: {', '.join(f'the process {chr(34)}{name}{chr(34)}' for name in left)}.")
    return tuple(kept), tuple(notes)


def _ends(diagram: Diagram, message: Message) -> set[str]:
    """The processes that a message leaves and enters; a pool stands for its process."""
    pools = {pool.id: pool.process for pool in diagram.pools}
    found = set()
    for end in (message.source, message.target):
        node = diagram.nodes.get(end)
        found.add(diagram.process_of(node) if node is not None else pools.get(end) or "")
    return found


def _counted(kind: str, some: list[str]) -> str:
    listed = ", ".join(some[:6]) + (f" and {len(some) - 6} more" if len(some) > 6 else "")
    return f"{len(some)} {kind}{'' if len(some) == 1 else 's'} ({listed})"
