"""`Diagram` -> graphs, one per pool: the meaning of BPMN's nodes for the order of steps.

- Several arrows into an activity: each token begins it. Several out of it: all of them; conditional ones: any of them.
- A start event begins a case alone: several are alternatives. Without any, all that no arrow enters begins.
- A case is complete when no token is left; what no arrow leaves ends.
- An interrupted task was not done. A non-interrupting event happens at most once while its activity runs.
- A timer, signal, condition, or message from outside may come at any time; one from a pool that takes part is waited for.
- Events carry no step. Loops and multi-instance markers repeat their activity; rounds do not overlap.
"""

from __future__ import annotations

from collections.abc import Iterable

from mining.blueprint.exchange.bpmn_diagram import Arrow, Node, Process
from mining.blueprint.exchange.bpmn_nodes import NodePlacer
from mining.blueprint.exchange.bpmn_scopes import Scopes
from mining.blueprint.exchange.flow_graph import Graph, Handler, Vertex
from mining.blueprint.exchange.structured import structured


def graph_of(scopes: Scopes, scope: str) -> Graph:
    """Return the graph of a process or sub-process, reduced as far as its blocks go."""
    graph = _ScopeBuilder(scopes, scope).graph()
    structured(graph)
    return graph


class _ScopeBuilder(NodePlacer):
    """Builds the graph of one process or sub-process."""

    def __init__(self, scopes: Scopes, scope: str) -> None:
        super().__init__(scopes)
        self.scope = scope
        everything = scopes.in_scope.get(scope, [])
        self.nodes = [node for node in everything if not node.by_event and not scopes.is_outside(node)]
        self.handlers = [node for node in everything if node.by_event]
        for node in everything:
            if scopes.is_outside(node):
                scopes.note(f"Compensation is no part of the normal flow: {node.shown} is left out.")

    def graph(self) -> Graph:
        if self.scope in self.scopes.building:
            raise self.diagram.wrong(self._around(), f'the process "{self.scope}" calls itself: such a flow has no end.')
        self.scopes.building.append(self.scope)
        self._check()
        for node in self.nodes:
            if node.kind != "boundaryEvent":
                self._place(node)
        self._arrows()
        self._starts()
        self._ends()
        for handler in self.handlers:
            self.result.handlers.append(self._handler(handler))
        self._stops()
        self.scopes.building.pop()
        return self.result

    def _inner(self, scope: str) -> Graph:
        return graph_of(self.scopes, scope)

    def _around(self) -> Node | Process:
        """The sub-process or process itself."""
        return self.diagram.nodes.get(self.scope) or next(p for p in self.diagram.processes if p.id == self.scope)

    def _check(self) -> None:
        begins = [node for node in self.nodes if node.kind == "startEvent"]
        ids = {node.id for node in self.nodes}
        for node in self.nodes:
            entering = self.scopes.entering.get(node.id, [])
            leaving = self.scopes.leaving.get(node.id, [])
            if node.kind in ("startEvent", "boundaryEvent") and entering:
                raise self.diagram.wrong(
                    node, f"an arrow leads into the {_worded(node)} {node.shown}: nothing comes before it."
                )
            if node.kind == "endEvent" and leaving:
                raise self.diagram.wrong(node, f"an arrow leaves the end event {node.shown}: nothing follows it.")
            if node.kind == "boundaryEvent" and not leaving:
                self.scopes.note(f"Nothing follows the boundary event {node.shown}: its activity just ends there.")
        for node in self.nodes:
            entering = self.scopes.entering.get(node.id, [])
            leaving = self.scopes.leaving.get(node.id, [])
            is_first = node.kind in ("startEvent", "boundaryEvent") or self._is_link_catch(node)
            if begins and not is_first and not entering:
                raise self.diagram.wrong(
                    node,
                    f"no arrow leads to {node.shown}, so that it can never happen.",
                    found=f"the case begins with {_listed(begins)}.",
                    remedy="join it by an arrow, or delete it.",
                )
            if node.kind == "startEvent" and not leaving and len(ids) > 1 and len(begins) == 1:
                raise self.diagram.wrong(
                    node, f"nothing follows the start event {node.shown}.", remedy="join it by an arrow to the first step."
                )

    def _is_link_catch(self, node: Node) -> bool:
        return node.kind == "intermediateCatchEvent" and node.is_triggered_by("link")

    # -- arrows -----------------------------------------------------------------------------------------------------------

    def _arrows(self) -> None:
        graph = self.result
        catches = [node for node in self.nodes if self._is_link_catch(node)]
        throws = [node for node in self.nodes if node.kind == "intermediateThrowEvent" and node.is_triggered_by("link")]
        for node in throws:
            partner = next((other for other in catches if _links(node) & _links(other)), None)
            if partner is None and len(throws) == len(catches) == 1:
                partner = catches[0]
                self.scopes.note(f"The link {node.shown} is taken to lead to {partner.shown}, the only one there is.")
            if partner is None:
                raise self.diagram.wrong(
                    node, f"the link {node.shown} leads nowhere: no link event of that name receives it.",
                    found=f"{_listed(catches)}." if catches else "no link event that receives.",
                )  # fmt: skip
            graph.join(self.out_of[node.id], self.into[partner.id])
        for node in self.nodes:
            leaving = self.scopes.leaving.get(node.id, [])
            if leaving and node.id in self.out_of:
                self._leave(node, leaving)

    def _leave(self, node: Node, leaving: list[Arrow]) -> None:
        graph, out = self.result, self.out_of[node.id]
        kind = graph.vertices[out].kind
        conditional = [arrow for arrow in leaving if arrow.conditional or arrow.id == node.default]
        if kind == "and" and conditional and node.kind != "parallelGateway" and len(leaving) > 1:
            plain = [arrow for arrow in leaving if arrow not in conditional]
            ways = graph.add(Vertex("or", shown=node.shown, line=node.line))
            if plain and all(arrow.id != node.default for arrow in conditional):
                # Something follows anyhow: the conditions may all fail.
                choice = graph.add(Vertex("xor", shown=node.shown, line=node.line))
                graph.join(out, choice)
                graph.join(choice, ways)
                graph.join(choice, graph.add(Vertex("end")))
            else:
                graph.join(out, ways)
            self._join_arrows(node, plain, out)
            self._join_arrows(node, conditional, ways)
        else:
            self._join_arrows(node, leaving, out)

    def _join_arrows(self, node: Node, arrows: Iterable[Arrow], out: int) -> None:
        graph = self.result
        for arrow in arrows:
            if arrow.target not in self.into:
                outside = self.diagram.nodes[arrow.target].shown
                raise self.diagram.wrong(
                    arrow, f'the sequence flow "{arrow.id}" leads to {outside}, which stands outside the flow: '
                    "it begins by an event, or only compensates.",
                )  # fmt: skip
            edge = graph.join(out, self.into[arrow.target])
            if arrow.id == node.default:
                graph.vertices[out].default = edge
            case = dict(arrow.ours).get("case")
            if case is not None:
                graph.cases[edge] = case

    # -- beginning and end --------------------------------------------------------------------------------------------------

    def _starts(self) -> None:
        graph = self.result
        start = graph.add(Vertex("start"))
        begins = [node for node in self.nodes if node.kind == "startEvent"]
        if begins:
            fork = graph.add(Vertex("xor", shown=f"the start ({_listed(begins)})", line=begins[0].line))
            if len(begins) > 1:
                self.scopes.note(f"One of {len(begins)} start events begins a case: {_listed(begins)}.")
        else:
            begins = [
                node
                for node in self.nodes
                if node.id in self.into and not self.scopes.entering.get(node.id) and not self._is_link_catch(node)
            ]
            if not begins:
                raise self.diagram.wrong(
                    self._around(), "the process has no beginning: nothing in it, or an arrow into every node."
                )
            if any(node.kind == "eventBasedGateway" for node in begins) and len(begins) > 1:
                fork = graph.add(Vertex("xor"))
            else:
                fork = graph.add(Vertex("and", shown="the start", line=begins[0].line))
                if len(begins) > 1:
                    self.scopes.note(f"Without a start event, all that no arrow enters begins: {_listed(begins)}.")
        graph.join(start, fork)
        for node in begins:
            graph.join(fork, self.into[node.id])

    def _ends(self) -> None:
        """What no arrow leaves ends."""
        graph = self.result
        for number in list(graph.vertices):
            if graph.vertices[number].kind in ("and", "xor", "or") and not graph.outs[number] and graph.ins[number]:
                graph.join(number, graph.add(Vertex("end", shown=graph.vertices[number].shown)))
        for number in list(graph.vertices):
            # Ports of end events and of boundary events without way.
            if not graph.ins[number] and not graph.outs[number] and graph.vertices[number].kind not in ("start", "end"):
                graph.drop(number)
        for number in list(graph.vertices):
            vertex = graph.vertices[number]
            if vertex.kind == "end" and len(graph.ins[number]) > 1:
                for edge in graph.ins[number][1:]:
                    graph.redirect(edge, target=graph.add(Vertex("end", shown=vertex.shown, line=vertex.line)))

    def _stops(self) -> None:
        """Where only one thing happens at a time, ending everything is ending."""
        graph = self.result
        parallel = graph.handlers or any(
            (vertex.kind in ("and", "or") and len(graph.outs[number]) > 1) or vertex.kind == "scope"
            for number, vertex in graph.vertices.items()
        )
        if not parallel:
            for vertex in graph.vertices.values():
                if vertex.kind == "stop":
                    vertex.kind = "end"

    def _handler(self, node: Node) -> Handler:
        begins = [child for child in self.scopes.in_scope.get(node.id, []) if child.kind == "startEvent"]
        inner = self._inner(node.id)
        receives = tuple(number for child in begins for number in self.scopes.receives.get(child.id, ()))
        ours = dict(node.ours)
        at_most = int(ours["at-most"]) if ours.get("at-most", "").isdecimal() else None
        interrupts = any(child.interrupting for child in begins)
        return Handler(inner, interrupts, receives, node.shown, at_most, (ours.get("after"), ours.get("before")))


def _links(node: Node) -> set[str]:
    """Names by which a link event may be found."""
    return {text for text in (node.name, *(reference for kind, reference in node.triggers if kind == "link")) if text}


def _worded(node: Node) -> str:
    return {"startEvent": "start event", "boundaryEvent": "boundary event"}[node.kind]


def _listed(nodes: list[Node]) -> str:
    shown = ", ".join(node.shown for node in nodes[:3])
    return shown + (f" and {len(nodes) - 3} more" if len(nodes) > 3 else "")
