"""Slow, obvious alignments in plain Python: the oracle for everything in `mining.conformance`."""

import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from mining.blueprint.net import Marking, Net

Moves = list[tuple[str, str]]
"""(synchronous | log | model, label)."""


def fired(net: Net, marking: Marking) -> Iterable[tuple[str | None, Marking]]:
    """(label, next marking) of every enabled transition."""
    for label, taken, put in zip(net.labels, net.inputs, net.outputs, strict=True):
        if all(marking[place] >= count for place, count in taken):
            tokens = list(marking)
            for place, count in taken:
                tokens[place] -= count
            for place, count in put:
                tokens[place] += count
            yield label, tuple(tokens)


def markings(net: Net, most: int) -> set[Marking] | None:
    """All reachable markings; None where there are more than `most`, or a place holds more than 20 tokens."""
    seen, stack = {net.initial}, [net.initial]
    while stack:
        for _, reached in fired(net, stack.pop()):
            if max(reached) > 20:
                return None
            if reached not in seen:
                seen.add(reached)
                stack.append(reached)
            if len(seen) > most:
                return None
    return seen


def net_cost(
    net: Net,
    trace: Sequence[str],
    *,
    prefix: bool = False,
    log: Callable[[str], int] = lambda label: 1,
    model: Callable[[str], int] = lambda label: 1,
) -> int | None:
    """Cost of the cheapest alignment of a trace with a net (Dijkstra over place in the trace and marking).

    A prefix may end in every marking from which a final one can be reached. None: no run ends. `log` and `model` say
    what a move of a label costs.
    """
    ends = can_end(net) if prefix else set(net.finals)
    return dijkstra(net.initial, trace, lambda marking: fired(net, marking), lambda marking: marking in ends, log, model)


def can_end(net: Net) -> set[Marking]:
    """Markings from which a final one can be reached."""
    everything = markings(net, 10_000) or set()
    useful = everything & set(net.finals)
    while True:
        more = {one for one in everything if one in useful or any(to in useful for _, to in fired(net, one))}
        if more == useful:
            return useful
        useful = more


def words_cost(words: Iterable[Sequence[str]], trace: Sequence[str]) -> int:
    """Fewest insertions and deletions that turn a trace into one of the words (plain dynamic programming)."""
    return min(edits(trace, word) for word in words)


def edits(trace: Sequence[str], word: Sequence[str]) -> int:
    """Insertions and deletions between two sequences."""
    row = list(range(len(word) + 1))
    for place, event in enumerate(trace, 1):
        before, row = row, [place] + [0] * len(word)
        for k, step in enumerate(word, 1):
            row[k] = min(before[k] + 1, row[k - 1] + 1, before[k - 1] if event == step else 10**9)
    return row[-1]


def dijkstra(
    start: Any,
    trace: Sequence[str],
    moves: Callable[[Any], Iterable[tuple[str | None, Any]]],
    ends: Callable[[Any], bool],
    log: Callable[[str], int] = lambda label: 1,
    model: Callable[[str], int] = lambda label: 1,
) -> int | None:
    """Cheapest way through the product of trace and design."""
    best = {(0, start): 0}
    heap: list[tuple[int, int, int, Any]] = [(0, 0, 0, start)]
    count = 0
    while heap:
        cost, _, place, state = heapq.heappop(heap)
        if cost > best[place, state]:
            continue
        if place == len(trace) and ends(state):
            return cost
        following = [(place + 1, state, cost + log(trace[place]))] if place < len(trace) else []
        for label, reached in moves(state):
            following.append((place, reached, cost + (0 if label is None else model(label))))
            if place < len(trace) and label == trace[place]:
                following.append((place + 1, reached, cost))
        for at, to, price in following:
            if price < best.get((at, to), price + 1):
                best[at, to] = price
                count += 1
                heapq.heappush(heap, (price, count, at, to))
    return None


def preferred(accepts: Callable[[tuple[str, ...]], bool], steps: Sequence[str], trace: Sequence[str], cost: int) -> Moves:
    """The alignment that the stated choice takes, by trying everything in that order.

    `accepts` says whether a sequence of steps is a run. At every event: synchronous at once; else model moves in
    designed order that lead to a synchronous move of this very event; else a log move.
    """

    def tried(place: int, run: tuple[str, ...], left: int, awaits: bool) -> Moves | None:
        if place == len(trace) and not left:
            return [] if accepts(run) else None
        if place < len(trace):
            event = trace[place]
            if event in steps and (rest := tried(place + 1, (*run, event), left, False)) is not None:
                return [("synchronous", event), *rest]
        if left:
            if place == len(trace) or trace[place] in steps:
                for step in steps:
                    if (rest := tried(place, (*run, step), left - 1, place < len(trace))) is not None:
                        return [("model", step), *rest]
            if place < len(trace) and not awaits and (rest := tried(place + 1, run, left - 1, False)) is not None:
                return [("log", trace[place]), *rest]
        return None

    found = tried(0, (), cost, False)
    assert found is not None
    return found
