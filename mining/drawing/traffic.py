"""How many cases took each arrow of the flow, from counts of one step directly after another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from mining.drawing.flow_graph import FlowGraph


def cases_on_arrows(graph: FlowGraph, counts: Mapping[tuple[str | None, str | None], int]) -> list[int]:
    """Return for each arrow the cases on the ways that lead over it.

    A pair of steps belongs to the shortest way between them that passes only gateways; a pair without such a way (the
    branches of a parallel block, a deviation) is on no arrow of the design.

    Args:
        graph: the flow.
        counts: cases by (step, next step); None in front is the begin of a case, None behind its end.
    """
    outgoing: dict[int, list[int]] = defaultdict(list)
    for place, arrow in enumerate(graph.arrows):
        outgoing[arrow.source].append(place)
    named: dict[str | None, list[int]] = defaultdict(list)
    for place, node in enumerate(graph.nodes):
        if node.kind == "step":
            named[node.step].append(place)
    begin, end = 0, len(graph.nodes) - 1
    found = [0] * len(graph.arrows)
    for (one, two), count in counts.items():
        sources = [begin] if one is None else named[one]
        targets = {end} if two is None else set(named[two])
        ways = [way for source in sources if (way := _shortest(graph, outgoing, source, targets)) is not None]
        for taken in min(ways, key=len, default=[]):
            found[taken] += count
    return found


def _shortest(graph: FlowGraph, outgoing: dict[int, list[int]], source: int, targets: set[int]) -> list[int] | None:
    seen, queue = {source}, [(source, list[int]())]
    while queue:
        here, way = queue.pop(0)
        for place in outgoing[here]:
            onward = graph.arrows[place].target
            if onward in targets:
                return [*way, place]
            if onward not in seen and graph.nodes[onward].kind not in ("step", "start", "end"):
                seen.add(onward)
                queue.append((onward, [*way, place]))
    return None
