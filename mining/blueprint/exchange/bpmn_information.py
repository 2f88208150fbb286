"""What a BPMN file draws that has no meaning for the order of steps, counted and named."""

from __future__ import annotations

from mining.blueprint.exchange.bpmn_diagram import EVENTS, Diagram, Message
from mining.blueprint.exchange.bpmn_pools import process_name


def information(diagram: Diagram, scopes: set[str], messages: list[Message]) -> tuple[tuple[str, ...], tuple[str, ...]]:
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
    left = [process_name(diagram, process) for process in diagram.processes if process.id in filled - set(scopes)]
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
