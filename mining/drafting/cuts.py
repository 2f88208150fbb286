"""Where a set of traces falls into blocks: branches, a sequence, parallel branches, a loop.

The cuts of the inductive miner (Leemans, Fahland, van der Aalst: Discovering block-structured process models from event
logs, 2013; with a threshold for what is rare, 2014), found in the directly-follows relation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

Trace = tuple[str, ...]
Traces = Mapping[Trace, int]
"""Distinct traces of step ids, each with its number of cases."""
Parts = tuple[frozenset[str], ...]
Kind = Literal["branches", "sequence", "parallel", "loop"]


@dataclass(frozen=True)
class Relation:
    """What directly follows what in some traces.

    Attributes:
        steps: in order of their mean place, then id.
        follows: (step, next) pairs with their number.
        starts: step -> cases that begin with it.
        ends: step -> cases that end with it.
    """

    steps: tuple[str, ...]
    follows: dict[tuple[str, str], int]
    starts: dict[str, int]
    ends: dict[str, int]

    @classmethod
    def of(cls, traces: Traces) -> Relation:
        """Count."""
        follows: dict[tuple[str, str], int] = {}
        starts: dict[str, int] = {}
        ends: dict[str, int] = {}
        places: dict[str, list[float]] = {}
        for trace, cases in traces.items():
            if not trace:
                continue
            starts[trace[0]] = starts.get(trace[0], 0) + cases
            ends[trace[-1]] = ends.get(trace[-1], 0) + cases
            for pair in pairwise(trace):
                follows[pair] = follows.get(pair, 0) + cases
            for place, step in enumerate(trace):
                held = places.setdefault(step, [0.0, 0])
                held[0] += cases * place / len(trace)
                held[1] += cases
        order = sorted(places, key=lambda step: (places[step][0] / places[step][1], step))
        return cls(tuple(order), follows, starts, ends)

    def without_rare(self, share: float) -> Relation:
        """Leave out pairs, starts and ends below a share of the strongest that goes out of the same step."""
        strongest: dict[str, int] = dict(self.ends)
        for (step, _), count in self.follows.items():
            strongest[step] = max(strongest.get(step, 0), count)
        most_starts, most_ends = max(self.starts.values()), max(self.ends.values())
        return Relation(
            self.steps,
            {pair: count for pair, count in self.follows.items() if count >= share * strongest[pair[0]]},
            {step: count for step, count in self.starts.items() if count >= share * most_starts},
            {step: count for step, count in self.ends.items() if count >= share * most_ends},
        )


def cuts(relation: Relation) -> Iterable[tuple[Kind, Parts]]:
    """Yield the cuts that the relation allows, each into two or more parts, in the order of preference.

    Branches and parallel parts come in the order of their first steps; a loop's first part is what is done, the others are
    what leads back.
    """
    finders: tuple[tuple[Kind, Callable[[Relation], Parts]], ...] = (
        ("branches", _branches),
        ("sequence", _sequence),
        ("parallel", _parallel),
        ("loop", _loop),
    )
    for kind, find in finders:
        found = find(relation)
        if len(found) > 1:
            yield kind, found


def in_order(traces: Traces, share: float) -> Parts:
    """Return parts in the order in which their steps stand in the cases, whatever directly follows what.

    Two steps stay together if some cases have both, and in more than a share of them neither is finished before the other
    begins in the usual order. One part: there is no such order.
    """
    relation = Relation.of(traces)
    place = {step: k for k, step in enumerate(relation.steps)}
    size = len(place)
    both, first = [[0] * size for _ in range(size)], [[0] * size for _ in range(size)]
    for trace, cases in traces.items():
        begin: dict[str, int] = {}
        end: dict[str, int] = {}
        for k, step in enumerate(trace):
            begin.setdefault(step, k)
            end[step] = k
        for one, ended in end.items():
            for other, begun in begin.items():
                both[place[one]][place[other]] += cases
                if ended < begun:
                    first[place[one]][place[other]] += cases
    mixed = [
        (one, other)
        for one in relation.steps
        for other in relation.steps
        if one < other
        and max(first[place[one]][place[other]], first[place[other]][place[one]])
        < (1 - share) * both[place[one]][place[other]]
    ]
    # Components come in the order of their first steps, and the steps by their mean place.
    return _components(relation.steps, mixed)


def _branches(relation: Relation) -> Parts:
    """Parts between which nothing leads over."""
    return _components(relation.steps, relation.follows)


def _components(steps: Sequence[str], linked: Iterable[tuple[str, str]]) -> Parts:
    """Connected components of an undirected graph, in order of their first steps."""
    owner = {step: step for step in steps}

    def root(step: str) -> str:
        while owner[step] != step:
            owner[step] = owner[owner[step]]
            step = owner[step]
        return step

    for one, other in linked:
        if one in owner and other in owner:
            owner[root(other)] = root(one)
    groups: dict[str, set[str]] = {}
    for step in steps:
        groups.setdefault(root(step), set()).add(step)
    return tuple(frozenset(group) for group in groups.values())


def _reached(steps: Sequence[str], follows: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Per step, a bit mask (by place in `steps`) of the steps that can come later."""
    place = {step: k for k, step in enumerate(steps)}
    reach = [0] * len(steps)
    for one, other in follows:
        if one in place and other in place:
            reach[place[one]] |= 1 << place[other]
    for middle in range(len(steps)):
        for k in range(len(steps)):
            if reach[k] >> middle & 1:
                reach[k] |= reach[middle]
    return {step: reach[k] for step, k in place.items()}


def _sequence(relation: Relation) -> Parts:
    """Parts of which each reaches the next and none reaches back.

    Two steps stay together if each reaches the other, or neither does.
    """
    steps = relation.steps
    reach = _reached(steps, relation.follows)
    place = {step: k for k, step in enumerate(steps)}

    def ahead(one: str, other: str) -> bool:
        return bool(reach[one] >> place[other] & 1)

    together = [(one, other) for one in steps for other in steps if one < other and ahead(one, other) == ahead(other, one)]
    parts = list(_components(steps, together))
    # What is joined may stand on both sides of a third part; then that belongs to it, too.
    merged = True
    while merged:
        merged = False
        for k, one in enumerate(parts):
            for other in parts[k + 1 :]:
                forward = any(ahead(a, b) for a in one for b in other)
                back = any(ahead(b, a) for a in one for b in other)
                if forward == back:
                    parts = [part for part in parts if part not in (one, other)] + [one | other]
                    merged = True
                    break
            if merged:
                break
    return tuple(sorted(parts, key=lambda part: -sum(any(ahead(a, b) for a in part for b in other) for other in parts)))


def _parallel(relation: Relation) -> Parts:
    """Parts between which every step directly follows every other, each with a start and an end."""
    steps, follows = relation.steps, relation.follows
    apart = [
        (one, other)
        for one in steps
        for other in steps
        if one < other and not ((one, other) in follows and (other, one) in follows)
    ]
    parts = list(_components(steps, apart))
    whole = [part for part in parts if part & relation.starts.keys() and part & relation.ends.keys()]
    rest = frozenset().union(*(part for part in parts if part not in whole))
    if not whole:
        return (rest,)
    # Where a part has no start or no end of its own, it belongs to another; to the smallest, so that most stay apart.
    smallest = min(whole, key=lambda part: (len(part), min(part)))
    return tuple(part | rest if part == smallest else part for part in whole)


def _loop(relation: Relation) -> Parts:
    """What is done, with all starts and ends, and what leads from its ends back to its starts."""
    outer = relation.starts.keys() | relation.ends.keys()
    inner = [step for step in relation.steps if step not in outer]
    body, back = set(outer), []
    for part in _components(inner, relation.follows):
        entered = {one for one, other in relation.follows if other in part and one not in part}
        left = {other for one, other in relation.follows if one in part and other not in part}
        # It is entered from ends only, and left to starts only; and from each of its entries from every end.
        clean = bool(entered and left) and entered <= relation.ends.keys() and left <= relation.starts.keys()
        for step in part:
            from_ends = {end for end in relation.ends if (end, step) in relation.follows}
            to_starts = {start for start in relation.starts if (step, start) in relation.follows}
            clean = clean and len(from_ends) in (0, len(relation.ends)) and len(to_starts) in (0, len(relation.starts))
        if clean:
            back.append(part)
        else:
            body |= part
    return (frozenset(body), *back)
