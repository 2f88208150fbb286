"""A net as a flow, where it is one: its transitions are joined, rule by rule, until a single one is left.

Every transition carries a term (see `terms`), at first its step or nothing. Each rule keeps what the net accepts:

- transitions between the same places become a choice;
- a transition from a place back to it becomes a repetition that stands behind the place;
- a place whose producers put tokens nowhere else and whose consumers take tokens nowhere else gives way to
  sequences of each producer and each consumer;
- a silent transition that only fills one place of its only follower, or only empties one place, melts into its neighbour;
- the guarded places of an inclusive choice become `any of`;
- two branches that begin and end with the same transitions become `together`.

What is left of a block-structured net is one term, whose states need no markings and whose parallel branches can be
looked at one by one. Nets that are not block-structured, or have weights, are not reduced: None.

The rules are Murata's (Petri nets: properties, analysis and applications, Proc. IEEE 77, 1989), with terms carried along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from mining.blueprint.net import Net
from mining.conformance.terms import NOTHING, Term, Terms

Places = frozenset[int]
GROWTH = 20
"""Terms per transition of the net, beyond which repeated parts make the flow worse than the net."""


def reduced(net: Net, terms: Terms, numbers: Mapping[str, int] | None = None) -> Term | None:
    """Return the flow of a net, made in `terms`; None where it has none.

    Args:
        net: the net.
        terms: where the flow's terms are made.
        numbers: number of each step; without, its position in the net's steps.
    """
    if any(count != 1 for side in (*net.inputs, *net.outputs) for _, count in side):
        return None
    if any(count > 1 for marking in (net.initial, *net.finals) for count in marking):
        return None
    if not any(net.initial) or not all(any(final) for final in net.finals):
        return None
    if numbers is None:
        numbers = {step: number for number, step in enumerate(net.steps)}
    return _Reduction(net, terms, numbers).flow()


class _Reduction:
    """The transitions that are left: number -> (term, places it takes from, places it puts into)."""

    def __init__(self, net: Net, terms: Terms, numbers: Mapping[str, int]) -> None:
        self._terms = terms
        begin, end = len(net.places), len(net.places) + 1
        self._kept = (begin, end)
        self._last_place = end
        self._transitions: dict[int, tuple[Term, Places, Places]] = {}
        self._made = 0
        self._most = GROWTH * (len(net.labels) + 10)

        def held(marking: Iterable[int]) -> Places:
            return frozenset(place for place, count in enumerate(marking) if count)

        self._add(NOTHING, frozenset([begin]), held(net.initial))
        for final in net.finals:
            self._add(NOTHING, held(final), frozenset([end]))
        for label, taken, put in zip(net.labels, net.inputs, net.outputs, strict=True):
            term = NOTHING if label is None else terms.step(numbers[label])
            self._add(term, frozenset(place for place, _ in taken), frozenset(place for place, _ in put))

    def _add(self, term: Term, taken: Places, put: Places) -> None:
        self._transitions[self._made] = (term, taken, put)
        self._made += 1

    def flow(self) -> Term | None:
        """Apply the rules while one applies."""
        self._trim()
        while self._made <= self._most and (
            self._choices()
            or self._repetitions()
            or self._silent()
            or self._places()
            or self._branches()
            or self._any_of()
            or self._entries()
        ):
            pass
        begin, end = self._kept
        if [(frozenset([begin]), frozenset([end]))] != [(taken, put) for _, taken, put in self._transitions.values()]:
            return None
        ((term, _, _),) = self._transitions.values()
        return term

    def _trim(self) -> None:
        """Leave out transitions that can never fire, and those that put a token where it must stay for ever."""
        begin, end = self._kept
        while True:
            filled, moved = {begin}, True
            while moved:
                ready = [put for _, taken, put in self._transitions.values() if taken <= filled and not put <= filled]
                moved = bool(ready)
                filled = filled.union(*ready)
            drained = {end}.union(*(taken for _, taken, _ in self._transitions.values()))
            dead = [key for key, (_, taken, put) in self._transitions.items() if not (taken <= filled and put <= drained)]
            for key in dead:
                del self._transitions[key]
            if not dead:
                return

    def _sides(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Return the producers and the consumers of every place."""
        producers: dict[int, list[int]] = defaultdict(list)
        consumers: dict[int, list[int]] = defaultdict(list)
        for key, (_, taken, put) in self._transitions.items():
            for place in put:
                producers[place].append(key)
            for place in taken:
                consumers[place].append(key)
        return producers, consumers

    def _choices(self) -> bool:
        same: dict[tuple[Places, Places], list[int]] = defaultdict(list)
        for key, (_, taken, put) in self._transitions.items():
            same[taken, put].append(key)
        found = False
        for (taken, put), keys in same.items():
            if len(keys) > 1:
                self._add(self._terms.choice(self._transitions[key][0] for key in keys), taken, put)
                for key in keys:
                    del self._transitions[key]
                found = True
        return found

    def _repetitions(self) -> bool:
        for key, (term, taken, put) in list(self._transitions.items()):
            if taken == put and (term == NOTHING or len(taken) == 1):
                del self._transitions[key]
                if term != NOTHING:
                    (place,) = taken
                    self._last_place += 1
                    behind = self._last_place
                    for other, (inner, inputs, outputs) in list(self._transitions.items()):
                        if place in inputs:
                            self._transitions[other] = (inner, inputs - {place} | {behind}, outputs)
                    self._add(repeated(self._terms, term), frozenset([place]), frozenset([behind]))
                return True
        return False

    def _silent(self) -> bool:
        producers, consumers = self._sides()
        for place in sorted((producers.keys() & consumers.keys()) - set(self._kept)):
            before, after = producers[place], consumers[place]
            if len(before) == len(after) == 1 and before != after:
                term, taken, put = self._transitions[before[0]]
                following, others, onward = self._transitions[after[0]]
                if term == NOTHING and put == {place} and not taken & others and taken:
                    # The silent one may as well wait until its follower can go.
                    del self._transitions[before[0]]
                    self._transitions[after[0]] = (following, others - {place} | taken, onward)
                    return True
            if len(after) == 1 and after[0] not in before:
                term, taken, onward = self._transitions[after[0]]
                # A split is not doubled: what it begins would not be found again.
                free = term == NOTHING and taken == {place} and (len(before) == 1 or len(onward) == 1)
                if free and not any(self._transitions[key][2] & onward for key in before):
                    # Nothing else wants the token: the silent one may as well go at once.
                    del self._transitions[after[0]]
                    for key in before:
                        inner, inputs, outputs = self._transitions[key]
                        self._transitions[key] = (inner, inputs, outputs - {place} | onward)
                    return True
        return False

    def _places(self) -> bool:
        producers, consumers = self._sides()
        best: tuple[int, int] | None = None
        for place in (producers.keys() & consumers.keys()) - set(self._kept):
            before, after = producers[place], consumers[place]
            if set(before) & set(after) or not self._apart(place, before, after):
                continue
            if all(self._transitions[key][2] == {place} for key in before):
                best = min(filter(None, [best, (len(before) * len(after), place)]))
        if best is None:
            return False
        _, place = best
        for before_key in producers[place]:
            for after_key in consumers[place]:
                first, taken, _ = self._transitions[before_key]
                then, _, put = self._transitions[after_key]
                self._add(self._terms.sequence(first, then), taken, put)
        for key in (*producers[place], *consumers[place]):
            del self._transitions[key]
        return True

    def _apart(self, place: int, before: list[int], after: list[int]) -> bool:
        """Whether consumers take from this place alone, and no split or join would be doubled."""
        transitions = self._transitions
        return (
            all(transitions[key][1] == {place} for key in after)
            and (len(after) == 1 or all(len(transitions[key][1]) == 1 for key in before))
            and (len(before) == 1 or all(len(transitions[key][2]) == 1 for key in after))
        )

    def _entries(self) -> bool:
        """Where a loop leads back into a place that a split fills, too, the way back gets its own copy of what follows."""
        producers, consumers = self._sides()
        for place in sorted((producers.keys() & consumers.keys()) - set(self._kept)):
            before, after = producers[place], consumers[place]
            alone = [key for key in before if self._transitions[key][2] == {place}]
            if alone and not set(before) & set(after) and self._apart(place, [*alone, after[0]], after):
                for key in alone:
                    first, taken, _ = self._transitions.pop(key)
                    for other in after:
                        then, _, put = self._transitions[other]
                        self._add(self._terms.sequence(first, then), taken, put)
                return True
        return False

    def _any_of(self) -> bool:
        """A place "none yet" and a place "one at least", between which the first of several optional branches decides.

        Every branch i begins in e and ends in x: {none yet, e} -> {one, s} or {one, e} -> {one, s} begins it at s,
        {one, e} -> {one, x} leaves it out; both places come from the split, or go to the join, of all branches.
        """
        producers, consumers = self._sides()
        transitions = self._transitions
        for none_yet in sorted((producers.keys() & consumers.keys()) - set(self._kept)):
            firsts = consumers[none_yet]
            if len(producers[none_yet]) != 1 or any(transitions[key][0] != NOTHING for key in firsts):
                continue
            split = producers[none_yet][0]
            shared = frozenset.intersection(*(transitions[key][2] for key in firsts))
            branches: list[tuple[int, int, int, int]] = []
            for one in shared if len(shared) == 1 else ():
                joins = [key for key in consumers[one] if one not in transitions[key][2]]
                if len(joins) != 1 or one in self._kept:
                    break
                used = {split, joins[0], *firsts}
                for key in firsts:
                    _, taken, put = transitions[key]
                    if len(taken) != 2 or len(put) != 2:
                        break
                    (entry,), (start,) = taken - {none_yet}, put - {one}
                    others = {
                        transitions[other][2]: other for other in consumers[entry] if transitions[other][1] == {one, entry}
                    }
                    bodies = consumers[start]
                    if (
                        len(others) != 2
                        or frozenset([one, start]) not in others
                        or len(bodies) != 1
                        or len(consumers[entry]) != 3
                    ):
                        break
                    (left_out,) = (put - {one} for put in others if put != {one, start})
                    body = bodies[0]
                    ends = (
                        transitions[body][1] == {start} and transitions[body][2] == left_out and producers[entry] == [split]
                    )
                    silent = all(transitions[other][0] == NOTHING for other in others.values())
                    if len(left_out) != 1 or not ends or not silent or not left_out <= transitions[joins[0]][1]:
                        break
                    (beyond,) = left_out
                    if len(producers[beyond]) != 2 or consumers[beyond] != [joins[0]] or len(producers[start]) != 2:
                        break
                    used |= {*others.values(), body}
                    branches.append((entry, start, beyond, body))
                if len(branches) != len(firsts) or not set(producers[one]) <= used or not set(consumers[one]) <= used:
                    break
                places = {none_yet, one}.union(*((entry, start, beyond) for entry, start, beyond, _ in branches))
                term = self._terms.any_of([transitions[body][0] for _, _, _, body in branches])
                self._replace(split, joins[0], used, places, term)
                return True
        return False

    def _replace(self, split: int, join: int, used: set[int], places: set[int], term: Term) -> None:
        """Put one transition between split and join instead of what was there."""
        self._last_place += 2
        before, behind = frozenset([self._last_place - 1]), frozenset([self._last_place])
        inner, taken, put = self._transitions[split]
        self._transitions[split] = (inner, taken, put - places | before)
        inner, taken, put = self._transitions[join]
        self._transitions[join] = (inner, taken - places | behind, put)
        for key in used - {split, join}:
            del self._transitions[key]
        self._add(term, before, behind)

    def _branches(self) -> bool:
        producers, consumers = self._sides()
        seen: dict[tuple[frozenset[int], frozenset[int]], tuple[int | None, int, int]] = {}
        for place in sorted((producers.keys() & consumers.keys()) - set(self._kept)):
            before, after = producers[place], consumers[place]
            branches: list[tuple[int | None, int]] = [(None, place)]
            if len(after) == 1 and self._transitions[after[0]][1] == {place} and len(self._transitions[after[0]][2]) == 1:
                (beyond,) = self._transitions[after[0]][2]
                if beyond != place and beyond not in self._kept and len(producers[beyond]) == 1 and consumers[beyond]:
                    branches.append((after[0], beyond))
            for inner, last in branches:
                key = (frozenset(before), frozenset(consumers[last]))
                if key not in seen:
                    seen[key] = (inner, place, last)
                    continue
                other, first_place, last_place = seen[key]
                self._join(other, first_place, last_place, inner, place, last)
                return True
        return False

    def _join(self, one: int | None, first: int, last: int, other: int | None, begin: int, end: int) -> None:
        """Join two branches between the same transitions; a branch of None is one bare place, in which nothing happens."""
        if one is None:
            one, first, last, other, begin, end = other, begin, end, one, first, last
        gone = {begin, end}
        if one is not None and other is not None:
            together = self._terms.together([self._transitions[one][0], self._transitions[other][0]])
            self._transitions[one] = (together, frozenset([first]), frozenset([last]))
            del self._transitions[other]
        for key, (term, taken, put) in list(self._transitions.items()):
            if (taken | put) & gone:
                self._transitions[key] = (term, taken - gone, put - gone)


def repeated(terms: Terms, body: Term) -> Term:
    """Return a body any number of times; where each of its steps can stand alone, that is any word over its steps."""
    moves = terms.moves(body)
    alone = {step for step, left in moves if terms.may_end(left)}
    possible = terms.possible(body)
    if possible == sum(1 << step for step in alone):
        return terms.up_to(terms.choice(terms.step(step) for step in sorted(alone)), None)
    return terms.up_to(body, None)
