"""A process as a graph of activities and gateways, as it is drawn: the form between files and flows.

Every activity has one arrow in and one out, every gateway is a join (one out) or a split (one in); whoever builds a graph
puts gateways where a file leaves them out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mining.blueprint.flow import NOTHING, Flow
from mining.blueprint.names import Name

Kind = Literal["start", "end", "stop", "throw", "act", "xor", "and", "or", "scope"]
"""`stop` ends its whole scope, `throw` leaves its scope by an exit; `scope` is a sub-process that is more than a flow."""


@dataclass
class Vertex:
    """Something that edges join.

    Attributes:
        kind: what it does.
        flow: what an `act` does.
        shown: how messages call it; empty for what the file does not hold.
        line: of the file.
        question: what an exclusive split asks.
        by: the case attribute that decides there.
        default: edge of a split that is taken when no other is.
        scope: the inside of a `scope`.
        exits: of a `scope`, edge by the key of the boundary event; of a `throw`, its own key under "".
        sends: numbers of the messages that it sends.
        receives: numbers of the messages of which it waits for one.
    """

    kind: Kind
    flow: Flow = NOTHING
    shown: str = ""
    line: int = 0
    question: Name | None = None
    by: str | None = None
    default: int | None = None
    scope: Graph | None = None
    boundaries: tuple[Boundary, ...] = ()
    exit: str = ""
    sends: tuple[int, ...] = ()
    receives: tuple[int, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it neither sends nor receives messages."""
        return not self.sends and not self.receives


@dataclass(frozen=True)
class Boundary:
    """An interrupting event at the boundary of a `scope`: the edge taken, and by what.

    `exits`: keys of the throws inside that cause it; empty: it may happen at any moment. `receives`: as of a vertex.
    """

    edge: int
    exits: tuple[str, ...] = ()
    receives: tuple[int, ...] = ()


@dataclass
class Handler:
    """An event sub-process.

    Attributes:
        graph: its inside.
        interrupts: whether it ends what else goes on around it.
        receives: messages of which one starts it.
        shown: how messages call it.
        at_most: how often it may happen, where a file of ours says it.
        bounds: the steps after and before which it may happen, where a file of ours says it.
    """

    graph: Graph
    interrupts: bool
    receives: tuple[int, ...] = ()
    shown: str = ""
    at_most: int | None = None
    bounds: tuple[str | None, str | None] = (None, None)


@dataclass
class Graph:
    """Vertices and edges, both numbered; changed in place while it is built and reduced."""

    vertices: dict[int, Vertex] = field(default_factory=dict)
    edges: dict[int, tuple[int, int]] = field(default_factory=dict)
    ins: dict[int, list[int]] = field(default_factory=dict)
    outs: dict[int, list[int]] = field(default_factory=dict)
    cases: dict[int, str] = field(default_factory=dict)
    handlers: list[Handler] = field(default_factory=list)
    _last: int = 0

    def add(self, vertex: Vertex) -> int:
        """Add a vertex; return its number."""
        self._last += 1
        self.vertices[self._last] = vertex
        self.ins[self._last], self.outs[self._last] = [], []
        return self._last

    def join(self, source: int, target: int) -> int:
        """Add an edge; return its number."""
        self._last += 1
        self.edges[self._last] = (source, target)
        self.outs[source].append(self._last)
        self.ins[target].append(self._last)
        return self._last

    def source(self, edge: int) -> int:
        """The vertex that an edge leaves."""
        return self.edges[edge][0]

    def target(self, edge: int) -> int:
        """The vertex that an edge enters."""
        return self.edges[edge][1]

    def redirect(self, edge: int, *, source: int | None = None, target: int | None = None) -> None:
        """Move an end of an edge, which keeps its number."""
        old_source, old_target = self.edges[edge]
        if source is not None:
            self.outs[old_source].remove(edge)
            self.outs[source].append(edge)
        if target is not None:
            self.ins[old_target].remove(edge)
            self.ins[target].append(edge)
        self.edges[edge] = (old_source if source is None else source, old_target if target is None else target)

    def cut(self, edge: int) -> None:
        """Take an edge away."""
        source, target = self.edges.pop(edge)
        self.outs[source].remove(edge)
        self.ins[target].remove(edge)
        self.cases.pop(edge, None)

    def drop(self, number: int) -> None:
        """Take a vertex away, with its edges."""
        for edge in (*self.ins[number], *self.outs[number]):
            if edge in self.edges:
                self.cut(edge)
        del self.vertices[number], self.ins[number], self.outs[number]

    def insert_before(self, edge: int, vertex: Vertex) -> int:
        """Put a vertex on an edge; return its number. The edge keeps its source."""
        target = self.target(edge)
        number = self.add(vertex)
        place = self.ins[target].index(edge)
        self.redirect(edge, target=number)
        after = self.join(number, target)
        self.ins[target].remove(after)
        self.ins[target].insert(place, after)
        return number

    @property
    def start(self) -> int:
        """The vertex where the process begins."""
        return next(number for number, vertex in self.vertices.items() if vertex.kind == "start")
