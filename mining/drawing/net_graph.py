"""A net as a graph to be drawn in lanes, in columns by the longest way from the start.

Labelled transitions are steps, branching places and silent transitions small gateways; what neither branches nor joins is
an arrow. A place with several ways out is an ``either``; a transition with several places behind (before) it opens
(closes) a ``together``. The picture shows the arcs of the net and nothing more: what a net that is not block-structured
allows is read from it, not from nested blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mining.blueprint.model import Blueprint
from mining.blueprint.net import Net
from mining.drawing.flow_graph import Arrow, FlowGraph, Node, NodeKind, flow_graph, shown_once


@dataclass
class _Drawn:
    """Nodes with their ways, in the order in which they came; what is contracted leaves no trace."""

    kinds: list[NodeKind] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    after: list[dict[int, None]] = field(default_factory=list)
    before: list[dict[int, None]] = field(default_factory=list)
    gone: set[int] = field(default_factory=set)

    def node(self, kind: NodeKind, step: str = "") -> int:
        self.kinds.append(kind)
        self.steps.append(step)
        self.after.append({})
        self.before.append({})
        return len(self.kinds) - 1

    def arrow(self, source: int, target: int) -> None:
        self.after[source][target] = None
        self.before[target][source] = None

    def cut(self, source: int, target: int) -> None:
        del self.after[source][target]
        del self.before[target][source]

    def contract(self, node: int) -> None:
        """Take a node out; each way into it goes on along each way out of it."""
        into, out_of = list(self.before[node]), list(self.after[node])
        for source in into:
            self.cut(source, node)
        for target in out_of:
            self.cut(node, target)
        for source in into:
            for target in out_of:
                if source != node != target:
                    self.arrow(source, target)
        self.gone.add(node)

    @property
    def left(self) -> Iterator[int]:
        return (node for node in range(len(self.kinds)) if node not in self.gone)


def graph_of(blueprint: Blueprint) -> FlowGraph:
    """Return the graph of a blueprint: of its flow, or of the net that stands for it."""
    return flow_graph(blueprint.flow) if blueprint.model is None else net_graph(blueprint.model.net)


def net_graph(net: Net) -> FlowGraph:
    """Return the graph of a net, from the start mark in column 0 to the end mark in the last column.

    >>> net = Net(("p", "q", "r"), ("a", "b", None), (((0, 1),), ((1, 1),), ((1, 1),)), (((1, 1),), ((2, 1),), ((2, 1),)),
    ...           (1, 0, 0), ((0, 0, 1),))
    >>> graph = net_graph(net)
    >>> [(node.step or node.kind, column) for node, column in zip(graph.nodes, graph.columns)]
    [('start', 0), ('a', 1), ('either', 2), ('b', 3), ('end', 4)]
    """
    drawn = _of(net)
    _simplified(drawn)
    start, end = 0, 1
    order = [start, *(node for node in _walked(drawn, start) if node not in (start, end))]
    order += [node for node in drawn.left if node not in order and node != end]
    back = _back(drawn, order)
    column = _columns(drawn, order, back)
    last = max(column.values()) + 1
    nodes = [*(Node(drawn.kinds[node], drawn.steps[node]) for node in order), Node("end")]
    columns = (*(column[node] for node in order), last)
    number = {node: place for place, node in enumerate([*order, end])}
    arrows = tuple(
        Arrow(number[source], number[target], "back" if (source, target) in back else "forward")
        for source in order
        for target in drawn.after[source]
    )
    return FlowGraph(shown_once(nodes, columns), columns, arrows)


def _of(net: Net) -> _Drawn:
    """Every place and transition as a node; marks for start and end.

    Where a run ends with no token left, each transition that puts none anywhere leads to the end.
    """
    emptied = any(not any(final) for final in net.finals)
    drawn = _Drawn()
    start, end = drawn.node("start"), drawn.node("end")
    places = [drawn.node("either") for _ in net.places]
    marked = [place for place, tokens in enumerate(net.initial) if tokens]
    opened = start
    if len(marked) > 1:
        opened = drawn.node("together")
        drawn.arrow(start, opened)
    for place in marked:
        drawn.arrow(opened, places[place])
    for label, inputs, outputs in zip(net.labels, net.inputs, net.outputs, strict=True):
        into = out_of = drawn.node("together") if label is None else drawn.node("step", label)
        if label is not None and len(inputs) > 1:
            into = drawn.node("together")
            drawn.arrow(into, out_of)
        for place, _ in inputs:
            drawn.arrow(places[place], into)
        if label is not None and len(outputs) > 1:
            split = drawn.node("together")
            drawn.arrow(out_of, split)
            out_of = split
        for place, _ in outputs:
            drawn.arrow(out_of, places[place])
        if not outputs and emptied:
            drawn.arrow(out_of, end)
    for final in net.finals:
        held = [place for place, tokens in enumerate(final) if tokens]
        closed = end
        if len(held) > 1:
            closed = drawn.node("together")
            drawn.arrow(closed, end)
        for place in held:
            drawn.arrow(places[place], closed)
    return drawn


def _simplified(drawn: _Drawn) -> None:
    """Take out what says nothing: gateways with one way in and out, places where ways only meet, a choice after a choice."""
    changed = True
    while changed:
        changed = False
        for node in list(drawn.left):
            if _says_nothing(drawn, node):
                drawn.contract(node)
                changed = True


def _says_nothing(drawn: _Drawn, node: int) -> bool:
    kind, into, out_of = drawn.kinds[node], drawn.before[node], drawn.after[node]
    if kind not in ("either", "together") or not into or not out_of or node in out_of:
        return False
    if len(into) == 1 and len(out_of) == 1:
        return next(iter(into)) != next(iter(out_of)) or drawn.kinds[next(iter(into))] == "step"
    if kind != "either":
        return False
    if len(out_of) == 1:
        # Ways may meet at a step or a choice; at a join each of them would seem to be waited for.
        return drawn.kinds[next(iter(out_of))] in ("step", "either", "end")
    (before, *others) = into
    return not others and drawn.kinds[before] == "either" and before not in out_of


def _walked(drawn: _Drawn, start: int) -> list[int]:
    """Nodes in the order in which a walk into the depth leaves them, reversed: sources before targets, but for loops."""
    done: dict[int, None] = {}
    open_: set[int] = {start}
    stack = [(start, iter(drawn.after[start]))]
    while stack:
        node, ways = stack[-1]
        onward = next((each for each in ways if each not in open_), None)
        if onward is None:
            stack.pop()
            done[node] = None
        else:
            open_.add(onward)
            stack.append((onward, iter(drawn.after[onward])))
    return list(reversed(done))


def _back(drawn: _Drawn, order: list[int]) -> set[tuple[int, int]]:
    """Ways against the order: they close loops."""
    place = {node: number for number, node in enumerate(order)}
    return {
        (source, target)
        for source in order
        for target in drawn.after[source]
        if target in place and place[target] <= place[source]
    }


def _columns(drawn: _Drawn, order: list[int], back: set[tuple[int, int]]) -> dict[int, int]:
    """The longest way from the start, loops not counted."""
    column = dict.fromkeys(order, 0)
    for node in order[1:]:
        into = [column[source] for source in drawn.before[node] if (source, node) not in back and source in column]
        column[node] = max(into, default=0) + 1
    return column
