"""A blueprint's order of steps as one net, with its steps at any time and those with which a case may stop."""

from __future__ import annotations

import itertools
from dataclasses import replace

from mining.blueprint.exchange.flow_net import add_flow
from mining.blueprint.exchange.graph_net import as_net
from mining.blueprint.exchange.state_machine import state_machine
from mining.blueprint.exchange.token_game import STATES, TokenNet, Transition, reached, token_net
from mining.blueprint.model import Blueprint
from mining.blueprint.net import Net
from mining.errors import ModelError


def net_of_blueprint(blueprint: Blueprint) -> Net:
    """Return the net of a blueprint; labels are ids of steps.

    Steps that may end the case, or may come a counted number of times between others, take more than arcs: such a blueprint
    becomes a net of one token.

    Raises:
        ModelError: that net would be too large, or a loop is counted too far.
    """
    if blueprint.model is not None and not blueprint.anytime and not blueprint.may_end:
        limits = {step.id for step in blueprint.steps if (step.at_most or 1) > 1}
        if not limits & set(blueprint.model.net.steps):
            return blueprint.model.net
    net = _game(blueprint)
    whole = reached(net)
    if whole.complete:
        found = as_net(net, whole) or state_machine(net, whole)
        if found is not None:
            return found
    elif net.is_plain:
        # Too many markings to list, but arcs say it all: it ends when no token is left.
        return _ended(net)
    raise ModelError(
        f"the blueprint takes a net of more than {STATES} states.",
        remedy="write it as BPMN, where steps at any time have a sign of their own.",
    )


def _game(blueprint: Blueprint) -> TokenNet:
    limits = {step.id: step.at_most for step in blueprint.steps}
    if blueprint.model is None:
        net = TokenNet()
        begin, end = net.place("the start"), net.place("the end")
        add_flow(net, blueprint.flow, begin, end, limits)
        net.initial.append(begin)
    else:
        net, end = _of_model(blueprint, limits)
        begin = -1
    if not blueprint.anytime and not blueprint.may_end:
        net.transitions.append(Transition(None, (end,), ()))
        return net
    flow_places = list(range(len(net.comes_from)))
    whole = net.place("the process")
    net.initial.append(whole)
    tickets: list[int] = []
    for entry in blueprint.anytime:
        limit = entry.at_most if entry.at_most is not None else limits[entry.step]
        if limit is None:
            net.transitions.append(Transition(entry.step, (whole,), (whole,)))
        else:
            before = [net.place() for _ in range(limit + 1)]
            net.initial.append(before[0])
            tickets += before
            for here, after in itertools.pairwise(before):
                net.transitions.append(Transition(entry.step, (whole, here), (whole, after)))
    done = {name: net.place() for stop in blueprint.may_end for name in (stop.after, stop.before) if name is not None}
    net.single.update(done.values())
    net.transitions = [replace(t, puts=(*t.puts, done[t.label])) if t.label in done else t for t in net.transitions]
    rest = (*tickets, *done.values())
    for stop in blueprint.may_end:
        takes = (whole, done[stop.after]) if stop.after is not None else (whole,)
        empty = (done[stop.before],) if stop.before is not None else ()
        net.transitions.append(Transition(stop.step, takes, (), (*flow_places, *rest), empty))
    net.transitions.append(Transition(None, (end, whole), (), rest))
    return net


def _of_model(blueprint: Blueprint, limits: dict[str, int | None]) -> tuple[TokenNet, int]:
    """The net of a model file, with a last place of its own, and rounds where a step may come several times."""
    assert blueprint.model is not None
    net = token_net(blueprint.model.net)
    net.finals = None
    end = net.place("the end")
    running = net.place("the process")
    net.initial.append(running)
    for place, transition in enumerate(net.transitions):
        rounds = limits.get(transition.label or "") or 1
        if rounds > 1:
            begins = [net.place() for _ in range(rounds)]
            net.transitions[place] = replace(transition, puts=(begins[0],))
            for here, after in itertools.pairwise(begins):
                net.transitions.append(Transition(transition.label, (here,), (after,)))
            net.transitions += [Transition(None, (here,), transition.puts) for here in begins]
    places = range(len(blueprint.model.net.places))
    for final in blueprint.model.net.finals:
        takes = tuple(place for place in places for _ in range(final[place]))
        inner = range(len(blueprint.model.net.places), end)
        others = tuple(place for place in (*places, *inner) if place not in takes)
        net.transitions.append(Transition(None, (*takes, running), (end,), (), others))
    return net, end


def _ended(net: TokenNet) -> Net:
    """A plain net that ends in one place: the flow's own end, one token."""
    last = net.transitions[-1]
    places = len(net.comes_from)

    def weighted(some: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        return tuple(sorted((place, some.count(place)) for place in set(some)))

    kept = net.transitions[:-1]
    return Net(
        places=tuple(f"p{place}" for place in range(places)),
        labels=tuple(t.label for t in kept),
        inputs=tuple(weighted(t.takes) for t in kept),
        outputs=tuple(weighted(t.puts) for t in kept),
        initial=tuple(net.initial.count(place) for place in range(places)),
        finals=(tuple(int(place == last.takes[0]) for place in range(places)),),
    )
