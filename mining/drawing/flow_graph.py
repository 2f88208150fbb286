"""A flow as a graph to be drawn: steps, gateways and marks in columns of designed order, and the arrows between them.

Every piece of the flow becomes a block with one entry, some exits and a width in columns. Blocks in sequence stand side
by side; branches begin in the same column; what a loop does on its way back stands below what it repeats, mirrored,
where there is room for it, so that it runs back to the left.
"""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import dataclass, field, replace
from typing import Literal

from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.blueprint.names import Name

NodeKind = Literal["step", "either", "any of", "together", "repeat", "join", "case", "start", "end"]
ArrowKind = Literal["forward", "back"]


@dataclass(frozen=True)
class Node:
    """Something with a place in the flow.

    Attributes:
        step: its id, where it is one.
        again: the step stands further left as well; its figures are shown there.
        text: the question of a gateway, or the value that leads into a branch.
        at_most: how often the loop that begins here may be taken; -1: without limit; None: no loop begins here.
    """

    kind: NodeKind
    step: str = ""
    again: bool = False
    text: Name | None = None
    at_most: int | None = None


@dataclass(frozen=True)
class Arrow:
    """From node to node (positions in `FlowGraph.nodes`)."""

    source: int
    target: int
    kind: ArrowKind = "forward"


@dataclass(frozen=True)
class FlowGraph:
    """Nodes with their columns, and arrows; the first node is the start mark, the last the end mark."""

    nodes: tuple[Node, ...]
    columns: tuple[int, ...]
    arrows: tuple[Arrow, ...]


@dataclass(frozen=True)
class _Block:
    entry: int
    exits: tuple[int, ...]
    places: dict[int, int]
    width: int

    def moved(self, by: int) -> _Block:
        return replace(self, places={node: column + by for node, column in self.places.items()})

    def mirrored(self) -> _Block:
        return replace(self, places={node: self.width - 1 - column for node, column in self.places.items()})


@dataclass
class _Builder:
    nodes: list[Node] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)

    def node(self, kind: NodeKind, *, step: str = "", text: Name | None = None) -> int:
        self.nodes.append(Node(kind, step, text=text))
        return len(self.nodes) - 1

    def arrow(self, source: int, target: int, kind: ArrowKind = "forward") -> None:
        self.arrows.append(Arrow(source, target, kind))

    def block(self, flow: Flow) -> _Block | None:
        """Lay out a piece of flow; None where it is nothing."""
        match flow:
            case Do(step):
                node = self.node("step", step=step)
                return _Block(node, (node,), {node: 0}, 1)
            case Sequence(parts):
                return self.sequence(parts)
            case Optional(body):
                return self.choice((body, Sequence(())), None, ())
            case Either(branches, question, by, cases):
                asked = question or (Name.of(f"{by}?") if by else None)
                return self.choice(branches, asked, cases)
            case Together(branches):
                return self.parallel(branches, "together")
            case AnyOf(branches):
                return self.parallel(branches, "any of")
            case Repeat(do, then, at_most):
                return self.repeat(do, then, at_most)

    def sequence(self, parts: tuple[Flow, ...]) -> _Block | None:
        whole: _Block | None = None
        for part in parts:
            block = self.block(part)
            if block is not None:
                whole = block if whole is None else self.joined(whole, block)
        return whole

    def joined(self, first: _Block, second: _Block) -> _Block:
        for exit_ in first.exits:
            self.arrow(exit_, second.entry)
        placed = second.moved(first.width)
        return _Block(first.entry, second.exits, first.places | placed.places, first.width + second.width)

    def branch(self, split: int, flow: Flow, case: str) -> _Block | None:
        """One branch after its gateway, with the value that leads into it in front."""
        tag = self.node("case", text=Name.of(case)) if case else None
        block = self.block(flow)
        if tag is not None:
            front = _Block(tag, (tag,), {tag: 0}, 1)
            block = front if block is None else self.joined(front, block)
        if block is not None:
            self.arrow(split, block.entry)
        return block

    def choice(self, branches: tuple[Flow, ...], question: Name | None, cases: tuple[str, ...]) -> _Block:
        split = self.node("either", text=question)
        blocks = [
            self.branch(split, flow, cases[place] if place < len(cases) else "") for place, flow in enumerate(branches)
        ]
        exits = [exit_ for block in blocks if block is not None for exit_ in block.exits]
        if any(block is None for block in blocks):
            exits.append(split)
        return self.beside(split, [block for block in blocks if block is not None], tuple(exits))

    def parallel(self, branches: tuple[Flow, ...], kind: Literal["together", "any of"]) -> _Block:
        split = self.node(kind)
        blocks = [block for flow in branches if (block := self.branch(split, flow, "")) is not None]
        join = self.node(kind)
        for block in blocks:
            for exit_ in block.exits:
                self.arrow(exit_, join)
        if not blocks:
            self.arrow(split, join)
        around = self.beside(split, blocks, (join,))
        return _Block(split, (join,), around.places | {join: around.width}, around.width + 1)

    def beside(self, split: int, blocks: list[_Block], exits: tuple[int, ...]) -> _Block:
        places = {split: 0}
        for block in blocks:
            places |= block.moved(1).places
        return _Block(split, tuple(dict.fromkeys(exits)), places, 1 + max((block.width for block in blocks), default=0))

    def repeat(self, do: Flow, then: Flow, at_most: int | None) -> _Block:
        body = self.block(do)
        if body is None:
            turn = self.node("repeat")
            body = _Block(turn, (turn,), {turn: 0}, 1)
        elif len(body.exits) > 1 or self.nodes[body.exits[0]].kind != "step":
            turn = self.node("repeat")
            body = self.joined(body, _Block(turn, (turn,), {turn: 0}, 1))
        back = self.block(then)
        begin = body.entry if back is None else back.entry
        self.nodes[begin] = replace(self.nodes[begin], at_most=-1 if at_most is None else at_most)
        turn = body.exits[0]
        if back is None:
            self.arrow(turn, body.entry, "back")
            return body
        mirrored = back.width <= body.width and self.nodes[turn].kind == "step"
        self.arrow(turn, back.entry, "back" if mirrored else "forward")
        for exit_ in back.exits:
            self.arrow(exit_, body.entry, "back")
        if mirrored:
            return _Block(
                body.entry, body.exits, body.places | back.mirrored().moved(body.width - back.width).places, body.width
            )
        return _Block(body.entry, body.exits, body.places | back.moved(body.width).places, body.width + back.width)


def shown_once(nodes: Several[Node], columns: Several[int]) -> tuple[Node, ...]:
    """Mark each step as standing there again, but for the place furthest left."""
    first: dict[str, int] = {}
    for place in sorted(range(len(nodes)), key=lambda each: (columns[each], each)):
        if nodes[place].step:
            first.setdefault(nodes[place].step, place)
    return tuple(replace(node, again=first[node.step] != place) if node.step else node for place, node in enumerate(nodes))


def flow_graph(flow: Flow) -> FlowGraph:
    """Return the graph of a flow, from the start mark in column 0 to the end mark in the last column.

    >>> graph = flow_graph(Sequence((Do("order"), Optional(Do("check")), Do("sign"))))
    >>> [(node.step or node.kind, column) for node, column in zip(graph.nodes, graph.columns)]
    [('start', 0), ('order', 1), ('either', 2), ('check', 3), ('sign', 4), ('end', 5)]
    """
    builder = _Builder()
    start = builder.node("start")
    block = builder.block(flow)
    end = builder.node("end")
    if block is None:
        builder.arrow(start, end)
        places, width = {}, 0
    else:
        builder.arrow(start, block.entry)
        for exit_ in block.exits:
            builder.arrow(exit_, end)
        places, width = block.moved(1).places, block.width
    places = places | {start: 0, end: width + 1}
    unique = tuple(dict.fromkeys(builder.arrows))
    columns = tuple(places[node] for node in range(len(builder.nodes)))
    return FlowGraph(shown_once(builder.nodes, columns), columns, unique)
