"""What aligning a stretch of a trace with a part of a flow costs: exact where parallel branches share no step.

The states of parallel branches multiply; their costs add up. For a stretch [i, j) of a trace and a term (see `flow`),

    nothing, [i, j)            = every event a log move
    step a                     = the same, less one a, or plus the model move of a
    sequence x, y              = min over k of x[i, k) + y[k, j)
    choice of x, y             = min(x, y)
    together x, y              = x + y, less the log moves of [i, j): every event is a log move in all branches but its own
    any of x, y                = the same with min(x, nothing), but one of them must be
    up to k times x            = the cheapest cutting into at most k stretches of x, with log moves between them

is worked out for all stretches at once, so a flow with 4^10 states costs what its 30 steps cost. Beginnings of flows
(`begun`, for cases that are still open) in the same way. Where branches share a step, an event may be taken by each, and
log moves of shared steps cost nothing: a lower bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
import numpy.typing as npt

from mining.conformance.terms import NOTHING, Term, Terms

Costs = npt.NDArray[np.int64]
NEVER = 1 << 40
"""Stands for the cost of a stretch that ends before it begins; can be added to itself a few times."""


class Stretches:
    """One trace, cut every way.

    Args:
        terms: where the terms are from.
        trace: positions in the design's steps; -1 for a step that the design does not know.
        log: cost of a log move of every event.
        model: per step, the cost of a model move.
    """

    def __init__(self, terms: Terms, trace: Sequence[int], log: Sequence[int], model: Sequence[int]) -> None:
        self._terms = terms
        self._model = model
        self._length = len(trace)
        self._trace = np.array(trace, dtype=np.int64)
        self._before = np.concatenate([[0], np.cumsum(np.array(log, dtype=np.int64))])
        self._known: dict[tuple[Term, int, bool, bool], Costs] = {}

    def cost(self, term: Term, place: int, *, begun: bool = False) -> int:
        """Return the cost of aligning what the trace has from `place` on with runs of the term, or beginnings of runs."""
        return int(self._of(term, place, True, begun)[0, 0])

    def costs(self, term: Term, place: int, *, begun: bool = False) -> Costs:
        """Return the cost of every stretch from `place` to 0, 1, ..., the length of the trace (NEVER before `place`)."""
        row: Costs = self._of(term, place, False, begun)[0]
        return row

    def column(self, term: Term) -> Costs:
        """Return the cost of the rest of the trace from every place, one row each."""
        return self._of(term, -1, True, False)

    def _of(self, term: Term, begin: int, to_end: bool, begun: bool) -> Costs:
        """Return costs, one row per begin (all for -1, else one), one column per end (all, or only the trace's)."""
        key = (term, begin, to_end, begun)
        known = self._known.get(key)
        if known is None:
            for other in ((term, -1, False, begun), (term, -1, to_end, begun), (term, begin, False, begun)):
                wider = self._known.get(other)
                if wider is not None:
                    known = wider if begin < 0 or other[1] >= 0 else wider[begin : begin + 1]
                    known = known[:, -1:] if to_end and not other[2] else known
                    break
            else:
                known = self._made(self._terms.key(term), begin, to_end, begun)
            self._known[key] = known
        return known

    def _made(self, key: tuple[Any, ...], begin: int, to_end: bool, begun: bool) -> Costs:
        skipped = self._skipped(begin, to_end)
        match key:
            case ("nothing",):
                return skipped
            case ("step", step):
                found = self._step(step, begin, to_end, skipped)
                return np.minimum(found, skipped) if begun else found
            case ("sequence", first, then):
                found = self._sequence(first, then, begin, to_end, begun)
                return np.minimum(found, self._of(first, begin, to_end, True)) if begun else found
            case ("choice", *branches):
                return reduce(np.minimum, [self._of(branch, begin, to_end, begun) for branch in branches])
            case ("together", *branches):
                parts = [self._of(branch, begin, to_end, begun) for branch in branches]
                return self._added(parts, skipped)
            case ("any of", *branches):
                parts = [self._of(branch, begin, to_end, begun) for branch in branches]
                chosen = [np.minimum(part, skipped) for part in parts]
                found = self._added(chosen, skipped)
                if begun:
                    return found
                return found + reduce(np.minimum, [part - least for part, least in zip(parts, chosen, strict=True)])
            case ("up to", body, times):
                return self._repeated(body, times, begin, to_end, begun, skipped)
        raise AssertionError(key)

    def _skipped(self, begin: int, to_end: bool) -> Costs:
        """Return the cost when every event is a log move."""
        before = self._before
        rows = before if begin < 0 else before[begin : begin + 1]
        columns = before[-1:] if to_end else before
        cost: Costs = columns[None, :] - rows[:, None]
        if not to_end:
            first = np.arange(len(before)) if begin < 0 else np.array([begin])
            cost = np.asarray(np.where(np.arange(len(before))[None, :] >= first[:, None], cost, NEVER))
        return cost

    def _next(self, step: int) -> npt.NDArray[np.int64]:
        """Return the place of the first event of the step at or after every place; the length + 1 where there is none."""
        places = np.flatnonzero(self._trace == step)
        return np.append(places, self._length + 1)[np.searchsorted(places, np.arange(self._length + 1))]

    def _step(self, step: int, begin: int, to_end: bool, skipped: Costs) -> Costs:
        following = self._next(step)
        rows = following if begin < 0 else following[begin : begin + 1]
        ends = np.array([self._length]) if to_end else np.arange(self._length + 1)
        inside = rows[:, None] < ends[None, :]
        if not inside.any():
            return skipped + self._model[step]
        event = int(np.flatnonzero(self._trace == step)[0])
        price = int(self._before[event + 1] - self._before[event])
        return np.where(inside, skipped - price, skipped + self._model[step])

    def _sequence(self, first: Term, then: Term, begin: int, to_end: bool, begun: bool) -> Costs:
        key = self._terms.key(first)
        if key[0] != "step":
            return shortest(self._of(first, begin, False, False), self._of(then, -1, to_end, begun))
        # The first event of the step is as good as any later one: what comes between would be log moves, too.
        step = key[1]
        rest = self._of(then, -1, to_end, begun)
        following = self._next(step)
        places = np.arange(self._length + 1)
        if begin >= 0:
            following, places = following[begin : begin + 1], places[begin : begin + 1]
        found = rest[places] + self._model[step]
        rows = np.flatnonzero(following < self._length)
        if len(rows):
            event = following[rows]
            waited = (self._before[event] - self._before[places[rows]])[:, None]
            found = found.copy()
            found[rows] = np.minimum(found[rows], rest[event + 1] + waited)
        capped: Costs = np.minimum(found, NEVER)
        return capped

    def _added(self, parts: list[Costs], skipped: Costs) -> Costs:
        found = reduce(np.add, parts) - (len(parts) - 1) * skipped
        return np.where(skipped >= NEVER, NEVER, found)

    def _repeated(self, body: Term, times: int | None, begin: int, to_end: bool, begun: bool, skipped: Costs) -> Costs:
        if begun:
            before = self._terms.up_to(body, None if times is None else times - 1)
            return np.minimum(skipped, shortest(self._of(before, begin, False, False), self._of(body, -1, to_end, True)))
        if times is not None and times < self._length:
            rounds = self._of(self._terms.up_to(body, times - 1), -1, to_end, False)
            return np.minimum(skipped, shortest(self._of(body, begin, False, False), rounds))
        once = self._of(body, -1, False, False)
        free = self._before
        if to_end and begin < 0:
            cost = skipped[:, 0].copy()
            for place in range(self._length - 1, -1, -1):
                waited = cost[place + 1] + free[place + 1] - free[place]
                cost[place] = min(cost[place], waited, int((once[place, place + 1 :] + cost[place + 1 :]).min()))
            return cost[:, None]
        cost = skipped.copy()
        for place in range(max(begin, 0) + 1, self._length + 1) if not to_end else ():
            waited = cost[:, place - 1] + free[place] - free[place - 1]
            best = (cost[:, :place] + once[:place, place]).min(axis=1)
            cost[:, place] = np.minimum(np.minimum(cost[:, place], waited), best)
        if to_end:
            return self._of(self._terms.up_to(body, times), -1, True, False)[begin : begin + 1]
        return np.minimum(cost, NEVER)


def shortest(first: Costs, then: Costs) -> Costs:
    """Return, per begin and end, the cheapest of both over all places between (a product in which + is min, x is +).

    >>> shortest(np.array([[1, 5]]), np.array([[7], [2]])).tolist()
    [[7]]
    """
    if first.shape[0] == 1:
        found = (first[0][:, None] + then).min(axis=0)[None, :]
    elif then.shape[1] == 1:
        found = (first + then[:, 0][None, :]).min(axis=1)[:, None]
    else:
        found = np.full((first.shape[0], then.shape[1]), NEVER, dtype=np.int64)
        for place in range(first.shape[1]):
            np.minimum(found, first[:, place, None] + then[None, place, :], out=found)
    capped: Costs = np.minimum(found, NEVER)
    return capped


def shared_steps(terms: Terms, term: Term) -> int:
    """Return the bit mask of the steps that several branches of one `together` or `any of` may take."""
    found = 0
    seen: set[Term] = set()
    waiting = [term]
    while waiting:
        part = waiting.pop()
        if part in seen or part == NOTHING:
            continue
        seen.add(part)
        key = terms.key(part)
        if key[0] == "step":
            continue
        inner = [key[1]] if key[0] == "up to" else list(key[1:])
        if key[0] in ("together", "any of"):
            once = 0
            for branch in inner:
                found |= once & terms.possible(branch)
                once |= terms.possible(branch)
        waiting += inner
    return found


def most_states(terms: Terms, term: Term) -> int:
    """Return how many states walking a term can lead to, roughly and rather too many."""
    known: dict[Term, int] = {NOTHING: 1}

    def size(part: Term) -> int:
        if part not in known:
            key = terms.key(part)
            match key:
                case ("step", _):
                    known[part] = 2
                case ("sequence", first, then):
                    known[part] = size(first) + size(then)
                case ("up to", body, times):
                    known[part] = 1 + size(body) * (1 if times is None else times)
                case ("choice", *branches):
                    known[part] = sum(map(size, branches))
                case (kind, *branches):
                    product = 1
                    for branch in branches:
                        product *= size(branch) + (kind == "any of")
                    known[part] = product
        return known[part]

    return size(term)
