"""With which steps runs of a net begin and end, and in which order its steps stand."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass

from mining.blueprint.net import Marking, Net

MARKINGS = 20_000
"""Markings that are looked at; beyond, what the arcs allow is taken for what the net allows."""


@dataclass(frozen=True)
class NetEnds:
    """Steps with which some run begins, and ends; whether a run can consist of no step at all."""

    first: frozenset[str]
    last: frozenset[str]
    can_be_empty: bool


def net_ends(net: Net) -> NetEnds:
    """Return how runs of a net begin and end.

    Exact where the net has at most `MARKINGS` markings; else steps from whose arcs silent transitions alone lead to a
    final marking count as last ones, which may be too many.

    >>> net = Net(("p", "q"), ("a",), (((0, 1),),), (((1, 1),),), (1, 0), ((0, 1),))
    >>> net_ends(net)
    NetEnds(first=frozenset({'a'}), last=frozenset({'a'}), can_be_empty=False)
    """
    steps: dict[Marking, list[tuple[str, Marking]]] = {}
    silent: dict[Marking, list[Marking]] = {}
    queue, met = deque([net.initial]), {net.initial}
    while queue:
        marking = queue.popleft()
        steps[marking], silent[marking] = [], []
        for label, reached in _moves(net, marking):
            if label is None:
                silent[marking].append(reached)
            else:
                steps[marking].append((label, reached))
            if reached not in met:
                if len(met) >= MARKINGS:
                    return _by_arcs(net)
                met.add(reached)
                queue.append(reached)
    begun = _closure([net.initial], silent)
    before: dict[Marking, list[Marking]] = defaultdict(list)
    for marking, following in silent.items():
        for reached in following:
            before[reached].append(marking)
    ending = _closure([final for final in net.finals if final in met], before)
    alive_before: dict[Marking, list[Marking]] = defaultdict(list, {marking: list(some) for marking, some in before.items()})
    for marking, found in steps.items():
        for _, reached in found:
            alive_before[reached].append(marking)
    alive = _closure([final for final in net.finals if final in met], alive_before)
    return NetEnds(
        first=frozenset(label for marking in begun for label, reached in steps[marking] if reached in alive),
        last=frozenset(label for found in steps.values() for label, reached in found if reached in ending),
        can_be_empty=net.initial in ending,
    )


def _moves(net: Net, marking: Marking) -> list[tuple[str | None, Marking]]:
    found = []
    for label, taken, put in zip(net.labels, net.inputs, net.outputs, strict=True):
        if all(marking[place] >= weight for place, weight in taken):
            tokens = list(marking)
            for place, weight in taken:
                tokens[place] -= weight
            for place, weight in put:
                tokens[place] += weight
            found.append((label, tuple(tokens)))
    return found


def _closure(starts: list[Marking], following: dict[Marking, list[Marking]]) -> set[Marking]:
    found, stack = set(starts), list(starts)
    while stack:
        for reached in following.get(stack.pop(), ()):
            if reached not in found:
                found.add(reached)
                stack.append(reached)
    return found


def _by_arcs(net: Net) -> NetEnds:
    """Steps that silent transitions alone connect with the beginning, and with an end."""
    forward = _touched(net, {place for place, tokens in enumerate(net.initial) if tokens}, net.inputs, net.outputs)
    ends = {place for final in net.finals for place, tokens in enumerate(final) if tokens}
    backward = _touched(net, ends, net.outputs, net.inputs)
    first = {label for label, taken in zip(net.labels, net.inputs, strict=True) if label and forward & {p for p, _ in taken}}
    last = {label for label, put in zip(net.labels, net.outputs, strict=True) if label and backward & {p for p, _ in put}}
    return NetEnds(frozenset(first), frozenset(last), can_be_empty=False)


def _touched(
    net: Net,
    places: set[int],
    sources: tuple[tuple[tuple[int, int], ...], ...],
    targets: tuple[tuple[tuple[int, int], ...], ...],
) -> set[int]:
    found = set(places)
    grows = True
    while grows:
        grows = False
        for label, source, target in zip(net.labels, sources, targets, strict=True):
            if label is None and found & {place for place, _ in source} and not found.issuperset(p for p, _ in target):
                found |= {place for place, _ in target}
                grows = True
    return found


def steps_in_order(net: Net) -> tuple[str, ...]:
    """Return the steps of a net by how many transitions lead to them from the beginning; ties in the order of the file.

    >>> steps_in_order(Net(("p", "q"), ("b", "a"), (((1, 1),), ((0, 1),)), ((), ((1, 1),)), (1, 0), ((0, 0),)))
    ('a', 'b')
    """
    far = {place: 0 for place, tokens in enumerate(net.initial) if tokens}
    distance: dict[int, int] = {}
    grows = True
    while grows:
        grows = False
        for number, (taken, put) in enumerate(zip(net.inputs, net.outputs, strict=True)):
            if number in distance or any(place not in far for place, _ in taken):
                continue
            distance[number] = max((far[place] for place, _ in taken), default=0) + 1
            grows = True
            for place, _ in put:
                far.setdefault(place, distance[number])
    order = sorted(range(len(net.labels)), key=lambda number: (distance.get(number, len(net.labels) + 1), number))
    return tuple(dict.fromkeys(label for number in order if (label := net.labels[number]) is not None))
