"""Activities, events and gateways of a BPMN process as vertices of a graph; each has a way in and a way out."""

from __future__ import annotations

import copy
from abc import ABC, abstractmethod
from collections.abc import Iterable

from mining.blueprint.exchange.bpmn_diagram import Diagram, Loop, Node
from mining.blueprint.exchange.bpmn_lanes import named
from mining.blueprint.exchange.bpmn_scopes import Scopes
from mining.blueprint.exchange.flow_graph import Boundary, Graph, Vertex
from mining.blueprint.exchange.structured import structured
from mining.blueprint.flow import NOTHING, Do, Flow, Optional, Repeat
from mining.blueprint.flow_algebra import either, interrupted, optional, repeat

MOST_ROUNDS = 20
"""Rounds of a sub-process that is no flow in words, which are spelled out."""
THROWN = ("error", "escalation", "cancel")


class NodePlacer(ABC):
    """Places nodes in the graph of one process or sub-process.

    Attributes:
        scopes: of the whole diagram.
        result: the graph.
        into: node id -> vertex where arrows enter.
        out_of: node id -> vertex where arrows leave.
    """

    def __init__(self, scopes: Scopes) -> None:
        self.scopes = scopes
        self.diagram: Diagram = scopes.diagram
        self.result = Graph()
        self.into: dict[str, int] = {}
        self.out_of: dict[str, int] = {}

    @abstractmethod
    def _inner(self, scope: str) -> Graph:
        """Return the graph of a sub-process."""

    def _place(self, node: Node) -> None:
        graph, line = self.result, node.line
        gateway = {"exclusiveGateway": "xor", "eventBasedGateway": "xor", "parallelGateway": "and"}.get(node.kind)
        if node.kind == "inclusiveGateway":
            gateway = "or"
        if node.kind == "complexGateway":
            if len(self.scopes.entering.get(node.id, [])) > 1:
                raise self.diagram.wrong(
                    node, f"the complex gateway {node.shown} joins by a condition in words, which cannot be executed.",
                    remedy="an exclusive, parallel or inclusive gateway in its place.",
                )  # fmt: skip
            self.scopes.note(f"The complex gateway {node.shown} is taken to open one or more of its ways.")
            gateway = "or"
        if gateway is not None:
            split = "and" if node.parallel_start else gateway
            join = graph.add(Vertex(gateway, shown=node.shown, line=line))  # type: ignore[arg-type]
            ours = dict(node.ours)
            asks = node.name and gateway == "xor" and node.name != ours.get("by")
            question = named(node.name, ours) if asks else None
            out = Vertex(split, shown=node.shown, line=line, question=question, by=ours.get("by"))  # type: ignore[arg-type]
            self.into[node.id], self.out_of[node.id] = join, graph.add(out)
            graph.join(join, self.out_of[node.id])
            return
        first = self.into[node.id] = graph.add(Vertex("xor", shown=node.shown, line=line))
        last = self.out_of[node.id] = graph.add(Vertex("and", shown=node.shown, line=line))
        if node.is_activity:
            self._activity(node, first, last)
        elif node.kind == "endEvent":
            self._end_event(node, first)
        else:
            self._event(node, first, last)

    def _event(self, node: Node, first: int, last: int) -> None:
        sends, receives = self.scopes.sends.get(node.id, ()), self.scopes.receives.get(node.id, ())
        thrown = node.kind == "intermediateThrowEvent" and node.is_triggered_by("compensate")
        if thrown:
            self.scopes.note(f"Compensation cannot be executed: {node.shown} does nothing here.")
        event = self.result.add(Vertex("act", shown=node.shown, line=node.line, sends=sends, receives=receives))
        self.result.join(first, event)
        self.result.join(event, last)

    def _end_event(self, node: Node, first: int) -> None:
        graph = self.result
        sends = self.scopes.sends.get(node.id, ())
        kind, key = "end", ""
        if node.is_triggered_by("terminate"):
            kind = "stop"
        elif node.is_triggered_by(*THROWN):
            caught = self._catcher(node)
            if caught is not None:
                kind, key = "throw", caught.id
            elif node.is_triggered_by("error", "cancel"):
                kind = "stop"
                self.scopes.note(f"Nothing catches {node.shown}: it ends everything around it.")
        target = graph.add(Vertex(kind, shown=node.shown, line=node.line, exit=key))  # type: ignore[arg-type]
        if sends:
            event = graph.add(Vertex("act", shown=node.shown, line=node.line, sends=sends))
            graph.join(first, event)
            graph.join(event, target)
        else:
            graph.join(first, target)

    def _catcher(self, thrower: Node) -> Node | None:
        """The interrupting boundary event that catches what an end event throws, on the nearest activity around it."""
        scope = thrower.scope
        while scope in self.diagram.nodes:
            for event in self.scopes.attached.get(scope, []):
                for kind, reference in thrower.triggers:
                    caught = any(k == kind and (not r or not reference or r == reference) for k, r in event.triggers)
                    if kind in THROWN and caught and event.interrupting:
                        return event
            scope = self.diagram.nodes[scope].scope
        return None

    def _activity(self, node: Node, first: int, last: int) -> None:
        graph = self.result
        attached = [event for event in self.scopes.attached.get(node.id, []) if not self.scopes.is_outside(event)]
        for event in (event for event in attached if not event.interrupting):
            self.scopes.note(f"The non-interrupting event {event.shown} may happen once while its activity runs.")
            fork = graph.add(Vertex("and", shown=event.shown, line=event.line))
            choice = graph.add(Vertex("xor", shown=event.shown, line=event.line))
            graph.join(first, fork)
            graph.join(fork, choice)
            graph.join(choice, graph.add(Vertex("end")))
            self._boundary_way(event, choice, NOTHING)
            first = fork
        breaking = [event for event in attached if event.interrupting]
        inside = self.scopes.expanded(node)
        if inside is None:
            self._task(node, self._flow(node), first, last, breaking)
            return
        if node.kind == "adHocSubProcess" and not any(
            arrow for arrow in self.diagram.arrows if self.diagram.nodes[arrow.source].scope == inside
        ):
            steps = [self._flow(child) for child in self.scopes.in_scope[inside] if child.id in self.scopes.step_of]
            self.scopes.note(
                f"The ad-hoc sub-process {node.shown} is taken for its activities in any order, any number of times."
            )
            self._task(node, optional(repeat(either(steps), NOTHING)) if steps else NOTHING, first, last, breaking)
            return
        if node.kind == "adHocSubProcess":
            raise self.diagram.wrong(
                node, f"the ad-hoc sub-process {node.shown} holds arrows: its order cannot be executed."
            )
        inner = self._inner(inside)
        flow = structured(inner)
        if flow is not None:
            looped = _looped(flow, node.loop)
            self._say_loop(node)
            if not breaking or interrupted(looped) is not None:
                self._task(node, looped, first, last, breaking)
                return
        self._sub_process(node, inner, first, last, breaking)

    def _flow(self, node: Node) -> Flow:
        step = self.scopes.step_of.get(node.id)
        if step is not None and "at-most" in dict(node.ours):
            return Do(step)  # its own limit is the loop
        self._say_loop(node)
        return NOTHING if step is None else _looped(Do(step), node.loop)

    def _say_loop(self, node: Node) -> None:
        if node.loop is not None and node.loop.kind != "standard":
            self.scopes.note(
                f"The multi-instance activity {node.shown} is repeated one or more times; its rounds do not overlap."
            )

    def _task(self, node: Node, flow: Flow, first: int, last: int, breaking: list[Node]) -> None:
        graph = self.result
        if breaking:
            choice = graph.add(Vertex("xor", shown=node.shown, line=node.line))
            graph.join(first, choice)
            first = choice
        sends, receives = self.scopes.sends.get(node.id, ()), self.scopes.receives.get(node.id, ())
        if (sends or receives) and not isinstance(flow, Do):
            waits = graph.add(Vertex("act", shown=node.shown, line=node.line, receives=receives))
            act = graph.add(Vertex("act", flow, node.shown, node.line))
            tells = graph.add(Vertex("act", shown=node.shown, line=node.line, sends=sends))
            for source, target in ((first, waits), (waits, act), (act, tells), (tells, last)):
                graph.join(source, target)
        else:
            act = graph.add(Vertex("act", flow, node.shown, node.line, sends=sends, receives=receives))
            graph.join(first, act)
            graph.join(act, last)
        for event in breaking:
            before = interrupted(flow)
            assert before is not None
            self._boundary_way(event, first, before)

    def _boundary_way(self, event: Node, source: int, before: Flow) -> None:
        """From a choice, over what was done until then, to what follows the event."""
        graph = self.result
        receives = self.scopes.receives.get(event.id, ())
        if before != NOTHING:
            act = graph.add(Vertex("act", before))
            graph.join(source, act)
            source = act
        caught = graph.add(Vertex("act", shown=event.shown, line=event.line, receives=receives))
        graph.join(source, caught)
        self.out_of[event.id] = graph.add(Vertex("and", shown=event.shown, line=event.line))
        graph.join(caught, self.out_of[event.id])

    def _sub_process(self, node: Node, inner: Graph, first: int, last: int, breaking: list[Node]) -> None:
        graph = self.result
        thrown = {vertex.exit for vertex in inner.vertices.values() if vertex.kind == "throw"}
        own = {event.id for event in breaking}
        sequential = not inner.handlers and not any(
            (vertex.kind in ("and", "or") and len(inner.outs[number]) > 1) or vertex.kind in ("scope", "stop")
            for number, vertex in inner.vertices.items()
        )
        if sequential and thrown <= own and own <= thrown and node.loop is None and not self._talks(node):
            self._inlined(inner, first, last, breaking)
            return
        if node.loop is not None:
            self._say_loop(node)
            if node.loop.most is not None and node.loop.most <= MOST_ROUNDS and not breaking:
                self._rounds(node, node.loop, inner, first, last)
                return
            if node.loop.most is not None:
                self.scopes.note(f"The largest number of rounds of {node.shown} is not used: any number is allowed.")
            again, begin = graph.add(Vertex("xor")), graph.add(Vertex("xor"))
            graph.join(first, begin)
            graph.join(again, begin)
            out, after = graph.add(Vertex("xor")), graph.add(Vertex("xor"))
            graph.join(out, again)
            graph.join(out, after)
            graph.join(after, last)
            if node.loop.before:
                skip = graph.insert_before(graph.ins[begin][0], Vertex("xor"))
                graph.join(skip, after)
            first, last = begin, out
        sends, receives = self.scopes.sends.get(node.id, ()), self.scopes.receives.get(node.id, ())
        vertex = Vertex("scope", shown=node.shown, line=node.line, scope=inner, sends=sends, receives=receives)
        place = graph.add(vertex)
        graph.join(first, place)
        graph.join(place, last)
        found = []
        for event in breaking:
            out = self.out_of[event.id] = graph.add(Vertex("and", shown=event.shown, line=event.line))
            key = (event.id,) if any(_throws(inner, event.id)) else ()
            found.append(Boundary(graph.join(place, out), key, self.scopes.receives.get(event.id, ())))
        vertex.boundaries = tuple(found)

    def _rounds(self, node: Node, loop: Loop, inner: Graph, first: int, last: int) -> None:
        """Put as many copies of a sub-process in a row as there may be rounds; after each the loop may end."""
        graph = self.result
        sends, receives = self.scopes.sends.get(node.id, ()), self.scopes.receives.get(node.id, ())
        after = graph.add(Vertex("xor"))
        for number in range(loop.most or 1):
            if number or loop.before:
                choice = graph.add(Vertex("xor", shown=node.shown, line=node.line))
                graph.join(first, choice)
                graph.join(choice, after)
                first = choice
            inside = copy.deepcopy(inner)
            vertex = Vertex("scope", shown=node.shown, line=node.line, scope=inside, sends=sends, receives=receives)
            place = graph.add(vertex)
            graph.join(first, place)
            first = place
        graph.join(first, after)
        graph.join(after, last)

    def _talks(self, node: Node) -> bool:
        return bool(self.scopes.sends.get(node.id) or self.scopes.receives.get(node.id))

    def _inlined(self, inner: Graph, first: int, last: int, breaking: list[Node]) -> None:
        """Spell out a sub-process in which one thing happens at a time, and which throws leave by their events."""
        graph = self.result
        ends = graph.add(Vertex("xor"))
        graph.join(ends, last)
        catches = {}
        for event in breaking:
            catches[event.id] = graph.add(Vertex("xor", shown=event.shown, line=event.line))
            self.out_of[event.id] = graph.add(Vertex("and", shown=event.shown, line=event.line))
            graph.join(catches[event.id], self.out_of[event.id])
        number = {}
        for old, vertex in inner.vertices.items():
            if vertex.kind == "end":
                number[old] = ends
            elif vertex.kind == "throw":
                number[old] = catches[vertex.exit]
            elif vertex.kind != "start":
                number[old] = graph.add(vertex)
        for edge, (source, target) in inner.edges.items():
            new = graph.join(number.get(source, first), number[target])
            if edge in inner.cases:
                graph.cases[new] = inner.cases[edge]


def _throws(graph: Graph, key: str) -> Iterable[bool]:
    for vertex in graph.vertices.values():
        if vertex.kind == "throw" and vertex.exit == key:
            yield True
        if vertex.scope is not None:
            yield from _throws(vertex.scope, key)


def _looped(flow: Flow, loop: Loop | None) -> Flow:
    if loop is None:
        return flow
    if loop.before and loop.most == 1:
        # Written so that it can be told from what merely may be left out (see `tidied`).
        return Optional(Repeat(flow, NOTHING, 0))
    rounds = repeat(flow, NOTHING, None if loop.most is None else loop.most - 1)
    return optional(rounds) if loop.before else rounds
