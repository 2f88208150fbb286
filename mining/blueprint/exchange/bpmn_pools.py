"""Which processes of a BPMN file take part: the pools that messages join, and the processes that they call."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from mining.blueprint.exchange.bpmn_diagram import Diagram, Message, Process
from mining.errors import ModelError


def taking_part(diagram: Diagram, pool: str | None) -> list[Process]:
    """The processes that messages join into one; or the one that was chosen."""
    filled = {diagram.process_of(node) for node in diagram.nodes.values()}
    processes = [process for process in diagram.processes if process.id in filled]
    names = {process.id: process_name(diagram, process) for process in processes}
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


def process_name(diagram: Diagram, process: Process) -> str:
    """The name of its pool, else its own, else its id."""
    pool = next((p for p in diagram.pools if p.process == process.id), None)
    return (pool.name if pool else "") or process.name or process.id


def _joined(diagram: Diagram, processes: list[Process]) -> list[list[Process]]:
    leader = {process.id: process.id for process in processes}

    def found(key: str) -> str:
        while leader[key] != key:
            key = leader[key]
        return key

    for message in messages_between(diagram, list(leader)):
        ends = [found(diagram.process_of(diagram.nodes[end])) for end in (message.source, message.target)]
        leader[ends[1]] = ends[0]
    groups: dict[str, list[Process]] = {}
    for process in processes:
        groups.setdefault(found(process.id), []).append(process)
    return list(groups.values())


def messages_between(diagram: Diagram, processes: Collection[str]) -> list[Message]:
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


def called_processes(diagram: Diagram, processes: Iterable[Process]) -> dict[str, str]:
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
