"""A graph made block-structured by reduction: what is a block becomes one activity, until one activity is left.

Each rule replaces a piece of the graph by another that allows the same orders of steps, so whatever is left means what the
graph meant; a graph of which one activity is left is a flow in words. The rules:

- a gateway with one way in and one way out is none; two activities in a row are one;
- joins (splits) of one kind in a row are one;
- ways from a split that meet in a join of its kind are one: exactly one (xor), all (and), one or more (or);
- a way back from an exclusive split to an exclusive join is a loop;
- ways from a split that end are one way that ends;
- a short tail that several ways share, and that then ends, is written once for each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from mining.blueprint.exchange.flow_graph import Graph, Vertex
from mining.blueprint.flow import NOTHING, Flow
from mining.blueprint.flow_algebra import any_of, either, repeat, sequence, size, together

GATEWAYS = ("xor", "and", "or")
TAIL = 4
"""Steps of a tail that is written once for each way that leads to it."""
GROWTH = 3
"""How many times as many steps as the graph a flow may hold, through tails that are written several times."""


def structured(graph: Graph, *, tails: bool = True) -> Flow | None:
    """Reduce a graph as far as the rules go; return its flow, or None where it is not block-structured.

    The graph is changed: what is left of it still allows the same orders of steps.

    Args:
        graph: the graph.
        tails: whether a tail that several ways share may be written several times.
    """
    limit = GROWTH * max(_steps(graph), 4)
    while any(rule(graph) for rule in RULES) or (tails and _steps(graph) < limit and _tails(graph)):
        pass
    return _whole(graph)


def _steps(graph: Graph) -> int:
    return sum(size(vertex.flow) for vertex in graph.vertices.values())


def _whole(graph: Graph) -> Flow | None:
    """The flow of a graph of which one activity, or nothing, is left."""
    kinds = sorted(vertex.kind for vertex in graph.vertices.values())
    if graph.handlers or kinds not in (["end", "start"], ["act", "end", "start"]):
        return None
    first = graph.vertices[graph.target(graph.outs[graph.start][0])]
    if len(kinds) == 2:
        return NOTHING
    # Else what the start leads to is the end, and the activity stands apart, in a circle that nothing enters.
    return first.flow if first.kind == "act" and first.is_plain else None


# -- pieces -----------------------------------------------------------------------------------------------------------


def _is_split(graph: Graph, number: int) -> bool:
    return graph.vertices[number].kind in GATEWAYS and len(graph.outs[number]) > 1 and len(graph.ins[number]) == 1


def _is_join(graph: Graph, number: int) -> bool:
    return graph.vertices[number].kind in GATEWAYS and len(graph.ins[number]) > 1 and len(graph.outs[number]) == 1


def _is_act(graph: Graph, number: int) -> bool:
    vertex = graph.vertices[number]
    return vertex.kind == "act" and vertex.is_plain and len(graph.ins[number]) == len(graph.outs[number]) == 1


def _way(graph: Graph, edge: int) -> tuple[Flow, int, int | None]:
    """Follow an edge over at most one activity: what is done, where it leads, the activity."""
    target = graph.target(edge)
    if _is_act(graph, target):
        return graph.vertices[target].flow, graph.target(graph.outs[target][0]), target
    return NOTHING, target, None


def _done_before(graph: Graph, edge: int) -> tuple[Flow, int]:
    """Follow an edge back over at most one activity: what is done, where from."""
    source = graph.source(edge)
    if _is_act(graph, source):
        return graph.vertices[source].flow, graph.source(graph.ins[source][0])
    return NOTHING, source


def _set(graph: Graph, edge: int, flow: Flow) -> None:
    """Let an edge from a split lead over an activity that does a flow, in the place of what it led over."""
    _, _, act = _way(graph, edge)
    if act is not None:
        graph.vertices[act].flow = flow
    elif flow != NOTHING:
        graph.insert_before(edge, Vertex("act", flow))


def _remove_way(graph: Graph, edge: int) -> None:
    _, _, act = _way(graph, edge)
    if act is None:
        graph.cut(edge)
    else:
        graph.drop(act)


def _block(graph: Graph, split: int, edges: list[int]) -> Flow:
    """What the ways from a split that meet again do together."""
    vertex = graph.vertices[split]
    flows = [_way(graph, edge)[0] for edge in edges]
    if vertex.kind == "and":
        return together(flows)
    if vertex.kind == "or":
        normal = [flow for flow, edge in zip(flows, edges, strict=True) if edge != vertex.default]
        if len(normal) < len(flows) and normal:
            otherwise = next(flow for flow, edge in zip(flows, edges, strict=True) if edge == vertex.default)
            return either([any_of(normal), otherwise])
        return any_of(flows)
    whole = len(edges) == len(graph.outs[split])
    cases = [graph.cases[edge] for edge in edges if edge in graph.cases]
    return either(flows, vertex.question if whole else None, vertex.by if whole else None, cases)


def _merge(graph: Graph, split: int, edges: list[int]) -> None:
    flow = _block(graph, split, edges)
    if graph.vertices[split].default in edges[1:]:
        graph.vertices[split].default = None
    for edge in edges[1:]:
        _remove_way(graph, edge)
    graph.cases.pop(edges[0], None)
    _set(graph, edges[0], flow)


# -- rules: each applies wherever it can and says whether it did ------------------------------------------------------


def _passes(graph: Graph) -> bool:
    """A gateway with one way in and out is none; nor is an activity that does nothing."""
    changed = False
    for number in list(graph.vertices):
        vertex = graph.vertices[number]
        is_pass = vertex.kind in GATEWAYS or (vertex.kind == "act" and vertex.flow == NOTHING and vertex.is_plain)
        if not is_pass or len(graph.ins[number]) != 1 or len(graph.outs[number]) != 1:
            continue
        before, after = graph.ins[number][0], graph.outs[number][0]
        if before == after or graph.source(before) == number:
            continue
        target = graph.target(after)
        place = graph.ins[target].index(after)
        graph.redirect(before, target=target)
        graph.ins[target].remove(before)
        graph.ins[target].insert(place, before)
        graph.drop(number)
        changed = True
    return changed


def _sequences(graph: Graph) -> bool:
    changed = False
    for number in list(graph.vertices):
        while number in graph.vertices and _is_act(graph, number):
            after = graph.target(graph.outs[number][0])
            if after == number or not _is_act(graph, after):
                break
            vertex = graph.vertices[number]
            graph.vertices[number] = replace(vertex, flow=sequence([vertex.flow, graph.vertices[after].flow]))
            leaving = graph.outs[after][0]
            graph.cut(graph.outs[number][0])
            graph.redirect(leaving, source=number)
            graph.drop(after)
            changed = True
    return changed


def _chains(graph: Graph) -> bool:
    """Joins (splits) of one kind in a row are one; inclusive ones are left alone: what they wait for would change."""
    changed = False
    for number in list(graph.vertices):
        if number not in graph.vertices or graph.vertices[number].kind not in ("xor", "and"):
            continue
        kind = graph.vertices[number].kind
        if _is_join(graph, number):
            after = graph.target(graph.outs[number][0])
            if after != number and graph.vertices[after].kind == kind and _is_join(graph, after):
                for edge in list(graph.ins[number]):
                    graph.redirect(edge, target=after)
                graph.drop(number)
                changed = True
        elif _is_split(graph, number):
            for edge in list(graph.outs[number]):
                after = graph.target(edge)
                inner = graph.vertices[after]
                if after == number or inner.kind != kind or not _is_split(graph, after):
                    continue
                if inner.question is not None or inner.by is not None or graph.vertices[number].by is not None:
                    continue
                place = graph.outs[number].index(edge)
                for leaving in list(graph.outs[after]):
                    graph.redirect(leaving, source=number)
                    graph.outs[number].remove(leaving)
                    graph.outs[number].insert(place, leaving)
                    place += 1
                graph.drop(after)
                changed = True
    return changed


def _groups(graph: Graph, split: int, fits: Callable[[int], bool]) -> list[list[int]]:
    """The ways from a split, by where they lead, as far as they lead to something that fits."""
    groups: dict[int, list[int]] = {}
    for edge in graph.outs[split]:
        target = _way(graph, edge)[1]
        if fits(target):
            groups.setdefault(target, []).append(edge)
    return list(groups.values())


def _blocks(graph: Graph, *, whole: bool = True) -> bool:
    """Ways from a split that meet in a join: all of them (`whole`), or as many as do."""
    changed = False
    for split in list(graph.vertices):
        if split not in graph.vertices or not _is_split(graph, split):
            continue
        kind = graph.vertices[split].kind
        meets = {"xor": ("xor", "or"), "and": ("and", "or"), "or": ("or",)}[kind]

        def fits(number: int, meets: tuple[str, ...] = meets, split: int = split) -> bool:
            return number != split and graph.vertices[number].kind in meets and _is_join(graph, number)

        for edges in _groups(graph, split, fits):
            join = _way(graph, edges[0])[1]
            is_whole = len(edges) == len(graph.outs[split])
            if len(edges) < 2 or (whole and not is_whole):
                continue
            if kind == "or" and not (is_whole and len(edges) == len(graph.ins[join])):
                continue
            _merge(graph, split, edges)
            changed = True
    return changed


def _parts_of_blocks(graph: Graph) -> bool:
    return _blocks(graph, whole=False)


def _loops(graph: Graph) -> bool:
    """From an exclusive join, over `do`, to an exclusive split, and over `then` back to the join."""
    changed = False
    for split in list(graph.vertices):
        if split not in graph.vertices or graph.vertices[split].kind != "xor" or not _is_split(graph, split):
            continue
        do, join = _done_before(graph, graph.ins[split][0])
        if graph.vertices[join].kind != "xor" or not _is_join(graph, join):
            continue
        back = [edge for edge in graph.outs[split] if _way(graph, edge)[1] == join]
        if not back or len(back) == len(graph.outs[split]):
            continue
        then = either([_way(graph, edge)[0] for edge in back])
        for edge in back:
            _remove_way(graph, edge)
        _set(graph, graph.outs[join][0], repeat(do, then))
        changed = True
    return changed


def _ends(graph: Graph) -> bool:
    """Ways from a split that end are one way that ends."""
    changed = False
    for split in list(graph.vertices):
        if split not in graph.vertices or not _is_split(graph, split):
            continue
        ending = [
            edge
            for edge in graph.outs[split]
            if graph.vertices[_way(graph, edge)[1]].kind == "end" and len(graph.ins[_way(graph, edge)[1]]) == 1
        ]
        if len(ending) < 2 or (graph.vertices[split].kind == "or" and len(ending) < len(graph.outs[split])):
            continue
        others = [_way(graph, edge)[1] for edge in ending[1:]]
        _merge(graph, split, ending)
        for end in others:
            graph.drop(end)
        changed = True
    return changed


def _tails(graph: Graph) -> bool:
    """Write what follows an exclusive join, up to the end, once for each way in; one join at a time, the shortest tail."""
    found: list[tuple[int, int]] = []
    for join in graph.vertices:
        if graph.vertices[join].kind == "xor" and _is_join(graph, join):
            flow, end, _ = _way(graph, graph.outs[join][0])
            if graph.vertices[end].kind == "end" and size(flow) <= TAIL:
                found.append((size(flow), join))
    if not found:
        return False
    _, join = min(found)
    flow, end, act = _way(graph, graph.outs[join][0])
    last = graph.vertices[end]
    for edge in list(graph.ins[join]):
        target = graph.add(replace(last))
        if flow != NOTHING:
            tail = graph.add(replace(graph.vertices[act]) if act is not None else Vertex("act", flow))
            graph.join(tail, target)
            target = tail
        graph.redirect(edge, target=target)
    graph.drop(end)
    if act is not None:
        graph.drop(act)
    graph.drop(join)
    return True


RULES: tuple[Callable[[Graph], bool], ...] = (_passes, _sequences, _chains, _blocks, _loops, _ends, _parts_of_blocks)
"""In the order in which they are tried; `_tails` comes last of all."""
