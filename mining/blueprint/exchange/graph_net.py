"""Graphs -> nets: edges are places, activities and gateways transitions."""

from __future__ import annotations

from collections.abc import Sequence as Several
from dataclasses import dataclass, field, replace
from itertools import combinations

from mining.blueprint.exchange.flow_graph import Graph, Vertex
from mining.blueprint.exchange.flow_net import add_flow, named_end
from mining.blueprint.exchange.token_game import Reached, TokenNet, Transition
from mining.blueprint.flow import NOTHING, Do
from mining.blueprint.net import Net
from mining.errors import ModelError

MOST_SETS = 10
"""Ways of an inclusive gateway that is not a block: each set of them is a transition."""


@dataclass
class Part:
    """A pool.

    Attributes:
        graph: its process.
        calls: numbers of the messages of which one starts it; empty: it begins by itself.
        shown: how messages call it.
    """

    graph: Graph
    calls: tuple[int, ...] = ()
    shown: str = ""


def net_of(parts: Several[Part], messages: Several[str]) -> TokenNet:
    """Return the net of the pools that take part.

    Args:
        parts: the pools.
        messages: what each message place is called, by number.

    Raises:
        ModelError: an inclusive gateway has too many ways.
    """
    net = TokenNet()
    places = [net.place(text) for text in messages]
    net.leftover.update(places)
    net.single.update(places)
    for part in parts:
        translation = _Translation(net, places)
        first_place = len(net.comes_from)
        begin = translation.scope(part.graph, None)
        net.initial.append(begin)
        if part.calls:
            # It need not begin; but once it is called, it does, and another call begins it again after that.
            net.leftover.add(begin)
            inside = tuple(range(first_place, len(net.comes_from)))
            for number in part.calls:
                call = places[number]
                net.leftover.discard(call)
                net.transitions.append(Transition(None, (call,), (call, begin), empty=inside, shown=messages[number]))
    _happen_at_once(net)
    return net


def _happen_at_once(net: TokenNet) -> None:
    """Let what happens at once be part of what leads to it: nothing can come between."""
    for urgent in [transition for transition in net.transitions if transition.at_once]:
        place = urgent.takes[0]
        if place in net.initial or sum(place in t.takes or place in t.joins for t in net.transitions) > 1:
            continue
        merged = []
        for transition in net.transitions:
            if place in transition.puts and not transition.clears:
                kept = tuple(put for put in transition.puts if put != place and put not in urgent.clears)
                transition = replace(
                    transition,
                    takes=(*transition.takes, *urgent.takes[1:]),
                    puts=(*kept, *urgent.puts),
                    clears=urgent.clears,
                )
            if transition is not urgent:
                merged.append(transition)
        net.transitions = merged


@dataclass
class _Caught:
    """Where a throw leads: the scope that is left, and the edge that is taken."""

    active: int
    inside: list[int]
    leads_to: int


@dataclass
class _Translation:
    net: TokenNet
    messages: list[int]
    caught: dict[str, _Caught] = field(default_factory=dict)
    armed: list[int] = field(default_factory=list)
    """Of the scope, once added: places that hold a token while an event sub-process may still begin."""

    def scope(self, graph: Graph, active: int | None) -> int:
        """Add a graph; return the place where it begins. Places of its own are all those added meanwhile."""
        net = self.net
        first_place = len(net.comes_from)
        first = len(net.transitions)
        place_of = self._places(graph)
        for number, vertex in graph.vertices.items():
            self._vertex(graph, number, vertex, place_of)
        begin = place_of[graph.outs[graph.start][0]]
        inside = list(range(first_place, len(net.comes_from)))
        self._clear_at_stops(first, inside)
        if graph.handlers:
            begin = self._handlers(graph, begin, inside, active)
        return begin

    def _places(self, graph: Graph) -> dict[int, int]:
        """A place for every edge; around an exclusive gateway one place may stand for all its edges."""
        leader = {edge: edge for edge in graph.edges}

        def found(edge: int) -> int:
            while leader[edge] != edge:
                edge = leader[edge]
            return edge

        for number, vertex in graph.vertices.items():
            if vertex.kind != "xor" or not graph.ins[number] or not graph.outs[number]:
                continue
            same = list(graph.ins[number])
            if len(graph.outs[number]) == 1:
                same += graph.outs[number]
            else:
                # A choice may be put off to what follows, unless that can be reached, or waits for something, otherwise.
                for edge in graph.outs[number]:
                    target = graph.target(edge)
                    kind, single = graph.vertices[target].kind, len(graph.ins[target]) == 1
                    is_split = kind == "xor" and len(graph.outs[target]) > 1
                    if single and (kind in ("act", "end") or is_split):
                        same.append(edge)
            for edge in same[1:]:
                leader[found(edge)] = found(same[0])
        place_of: dict[int, int] = {}
        for edge in graph.edges:
            head = found(edge)
            if head not in place_of:
                place_of[head] = self.net.place()
            place_of[edge] = place_of[head]
        for edge in graph.edges:
            text = _origin(graph, edge)
            known = self.net.comes_from[place_of[edge]]
            if text and text not in known and known.count(" or ") < 3:
                self.net.comes_from[place_of[edge]] = f"{known} or {text}" if known else text
        return place_of

    def _vertex(self, graph: Graph, number: int, vertex: Vertex, place_of: dict[int, int]) -> None:
        net = self.net
        ins = [place_of[edge] for edge in graph.ins[number]]
        outs = [place_of[edge] for edge in graph.outs[number]]
        add = net.transitions.append
        match vertex.kind:
            case "act":
                self._act(vertex, ins[0], outs[0])
            case "xor":
                for taken in dict.fromkeys(ins):
                    for put in dict.fromkeys(outs):
                        if put != taken:
                            add(Transition(None, (taken,), (put,), shown=vertex.shown))
            case "and":
                add(Transition(None, tuple(ins), tuple(outs), shown=vertex.shown or "a parallel join"))
            case "or":
                self._inclusive(graph, number, vertex, ins, outs, place_of)
            case "end":
                add(Transition(None, (ins[0],), (), shown="end"))
            case "stop":
                add(Transition(None, (ins[0],), (), (-1,), shown="end", at_once=True))
            case "throw":
                caught = self.caught.get(vertex.exit)
                if caught is None:
                    add(Transition(None, (ins[0],), (), (-1,), shown=vertex.shown, at_once=True))
                else:
                    # Its scope is cleared once all its places are known.
                    takes, puts = (ins[0], caught.active), (caught.leads_to,)
                    add(Transition(vertex.exit, takes, puts, (-2,), shown=vertex.shown, at_once=True))
            case "scope":
                self._sub_process(graph, number, vertex, ins[0], place_of)

    def _act(self, vertex: Vertex, enter: int, leave: int) -> None:
        net = self.net
        if vertex.is_plain:
            if not (vertex.flow == NOTHING and enter == leave):
                add_flow(net, vertex.flow, enter, leave)
            return
        sends = tuple(self.messages[number] for number in vertex.sends)
        label = vertex.flow.step if isinstance(vertex.flow, Do) else None
        begin = enter
        if vertex.sends and vertex.receives:
            # Asks and is answered: what it sends may leave before what it waits for has come.
            begin = net.place(vertex.shown)
            net.transitions.append(Transition(None, (enter,), (begin, *sends), shown=vertex.shown))
            sends = ()
        for received in vertex.receives or (None,):
            takes = (begin,) if received is None else (begin, self.messages[received])
            net.transitions.append(Transition(label, takes, (leave, *sends), shown=vertex.shown))

    def _inclusive(
        self, graph: Graph, number: int, vertex: Vertex, ins: list[int], outs: list[int], place_of: dict[int, int]
    ) -> None:
        net = self.net
        enter = ins[0]
        if len(ins) > 1:
            enter = outs[0] if len(outs) == 1 else net.place(vertex.shown)
            net.transitions.append(Transition(None, (), (enter,), joins=tuple(ins), shown=vertex.shown))
            if len(outs) == 1:
                return
        default = place_of[vertex.default] if vertex.default in graph.outs[number] else None
        ways = [place for place in outs if place != default]
        if len(ways) > MOST_SETS:
            raise ModelError(
                f"the inclusive gateway {vertex.shown} has {len(ways)} ways, any of which may be taken together.",
                remedy=f"at most {MOST_SETS}, or ways that meet again in one inclusive gateway.",
            )
        for count in range(1, len(ways) + 1):
            for chosen in combinations(ways, count):
                net.transitions.append(Transition(None, (enter,), chosen, shown=vertex.shown))
        if default is not None:
            net.transitions.append(Transition(None, (enter,), (default,), shown=vertex.shown))

    def _sub_process(self, graph: Graph, number: int, vertex: Vertex, enter: int, place_of: dict[int, int]) -> None:
        net = self.net
        assert vertex.scope is not None
        active = net.place(vertex.shown)
        first_place, first = len(net.comes_from), len(net.transitions)
        inside: list[int] = []
        exits = {key: boundary for boundary in vertex.boundaries for key in boundary.exits}
        own = {key: _Caught(active, inside, place_of[boundary.edge]) for key, boundary in exits.items()}
        inner = _Translation(net, self.messages, {**self.caught, **own})
        begin, armed = inner.scope(vertex.scope, active), tuple(inner.armed)
        inside += range(first_place, len(net.comes_from))
        for place in range(first, len(net.transitions)):
            transition = net.transitions[place]
            if transition.clears == (-2,) and transition.label in own:
                net.transitions[place] = replace(transition, label=None, clears=tuple(inside))
        sends = tuple(self.messages[message] for message in vertex.sends)
        normal = next(
            place_of[edge] for edge in graph.outs[number] if all(edge != boundary.edge for boundary in vertex.boundaries)
        )
        for received in vertex.receives or (None,):
            takes = (enter,) if received is None else (enter, self.messages[received])
            net.transitions.append(Transition(None, takes, (active, begin, *armed), shown=vertex.shown))
        rest = tuple(place for place in inside if place not in armed)
        net.transitions.append(
            Transition(None, (active,), (normal, *sends), clears=armed, empty=rest, shown=f"the end of {vertex.shown}")
        )
        for boundary in vertex.boundaries:
            if boundary.exits:
                continue
            for received in boundary.receives or (None,):
                takes = (active,) if received is None else (active, self.messages[received])
                net.transitions.append(
                    Transition(None, takes, (place_of[boundary.edge],), clears=tuple(inside), shown=vertex.shown)
                )

    def _clear_at_stops(self, first: int, inside: list[int]) -> None:
        net = self.net
        for place in range(first, len(net.transitions)):
            if net.transitions[place].clears == (-1,):
                net.transitions[place] = replace(net.transitions[place], clears=tuple(inside))

    def _handlers(self, graph: Graph, begin: int, inside: list[int], active: int | None) -> int:
        """Add the event sub-processes of a scope; return the place where the scope begins."""
        net = self.net
        whole = active if active is not None else net.place("the process")
        armed: list[int] = []
        for handler in graph.handlers:
            ready = net.place(handler.shown)
            armed.append(ready)
            first_place = len(net.comes_from)
            inner = _Translation(net, self.messages, self.caught).scope(handler.graph, None)
            inside += range(first_place, len(net.comes_from))
            for received in handler.receives or (None,):
                takes = (whole, ready) if received is None else (whole, ready, self.messages[received])
                clears = tuple(inside) if handler.interrupts else ()
                net.transitions.append(Transition(None, takes, (whole, inner), clears=clears, shown=handler.shown))
        if active is not None:
            self.armed = armed
            return begin
        start = net.place("the start")
        net.transitions.append(Transition(None, (start,), (begin, whole, *armed), shown="the start"))
        net.transitions.append(
            Transition(None, (whole,), (), clears=tuple(armed), empty=tuple(inside), shown="the end of the process")
        )
        return start


def _origin(graph: Graph, edge: int, depth: int = 6) -> str:
    """What must happen for a token to come along an edge: the nearest steps or named things before it."""
    source = graph.source(edge)
    vertex = graph.vertices[source]
    if vertex.kind == "act" and vertex.flow != NOTHING:
        return named_end(vertex.flow)
    if vertex.kind in ("act", "scope") and vertex.shown:
        return vertex.shown
    if vertex.kind == "start":
        return "the start"
    if depth == 0:
        return vertex.shown
    found = dict.fromkeys(_origin(graph, before, depth - 1) for before in graph.ins[source])
    return " or ".join([text for text in found if text][:2])


def as_net(net: TokenNet, whole: Reached | None) -> Net | None:
    """Return a plain net as a `Net`; None where it is more than arcs.

    Where the last token always leaves by an end alone (as all markings show, if they are known), ends lead to one last
    place; else a run ends when no token is left.
    """
    if not net.is_plain:
        return None
    ends = {place for place, transition in enumerate(net.transitions) if not transition.puts}
    one_end = whole is not None and all(
        whole.markings[after] == 0 for moves in whole.moves for place, after in moves if place in ends
    )
    count = len(net.comes_from) + int(one_end)
    last = ((count - 1, 1),)

    def weighted(places: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        return tuple(sorted((place, places.count(place)) for place in set(places)))

    return Net(
        places=tuple(f"p{place}" for place in range(len(net.comes_from))) + (("end",) if one_end else ()),
        labels=tuple(t.label for t in net.transitions),
        inputs=tuple(weighted(t.takes) for t in net.transitions),
        outputs=tuple(last if one_end and place in ends else weighted(t.puts) for place, t in enumerate(net.transitions)),
        initial=tuple(net.initial.count(place) for place in range(count)),
        finals=(tuple(int(one_end and place == count - 1) for place in range(count)),),
    )
