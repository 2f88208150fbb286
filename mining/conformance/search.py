"""The cheapest alignment of one trace, searched state by state.

For designs with so many states that rows of costs do not fit, or whose states cannot even be listed. Two passes: A*
finds the cost; then a depth-first search under that bound, in the order of preference of `levels`, finds the moves, so
that both ways choose the same alignment. Both are led by an estimate of what is to come (see `estimates`).

What is not found within the budget is bounded: nothing cheaper than the estimates of all that is still open is possible,
and a greedy search, which keeps only the most promising ways, or at worst no synchronous move at all, gives some alignment.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mining.conformance.behaviour import OverBudgetError
from mining.conformance.costs import Weights
from mining.conformance.deterministic import Deterministic
from mining.conformance.estimates import Estimate, Estimates
from mining.conformance.moves import LOG, MODEL, SYNCHRONOUS

Chosen = list[tuple[int, int]]
"""(kind, step) of every move."""
BEAM = 8
"""Ways that a greedy search keeps at a time."""
FARTHEST = 1_000
"""Moves beyond twice the events of the trace after which a greedy search gives up: a runaway loop ends there."""


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        lower: no alignment costs less.
        upper: some alignment costs this; None: none is known.
        moves: a cheapest alignment; None where none was found within the budget.
        preferred: it is the one that the stated choice takes.
        out_of_states: the design's states ran out, not the pairs or the time.
    """

    lower: int
    upper: int | None
    moves: Chosen | None
    preferred: bool = True
    out_of_states: bool = False


class Search:
    """One design, searched for many traces.

    Args:
        design: its states.
        estimates: what leads the search.
        weights: what moves cost.
        prefixes: the traces have not ended; any state is a fine end.
        deadline: by `time.monotonic`, when to stop.
    """

    def __init__(
        self,
        design: Deterministic,
        estimates: Estimates,
        weights: Weights,
        *,
        prefixes: bool = False,
        deadline: float | None = None,
    ) -> None:
        self._design = design
        self._estimates = estimates
        self._log: list[int] = weights.log.tolist()
        self._model: list[int] = weights.model.tolist()
        self._prefixes = prefixes
        self._deadline = deadline

    def cheapest(self, trace: Sequence[int], pairs: int) -> Found:
        """Return the chosen cheapest alignment, or bounds.

        Args:
            trace: positions in the design's steps; -1 for a step that the design does not know.
            pairs: how many pairs of event and state may be reached per pass.
        """
        try:
            estimate = self._estimates.of(trace)
            lower = estimate(0, self._design.initial)
        except OverBudgetError:
            return Found(0, None, None, out_of_states=True)
        if self.over():
            return Found(lower, None, None)
        way = _Way(self, trace, estimate, pairs)
        try:
            lower, cheapest = way.cheapest()
        except _StoppedError as stopped:
            return Found(max(lower, stopped.lower), None, None, out_of_states=stopped.out_of_states)
        try:
            return Found(lower, lower, way.preferred(lower))
        except OverBudgetError:
            return Found(lower, lower, cheapest, preferred=False)

    def greedy(self, trace: Sequence[int]) -> int | None:
        """Return the cost of some alignment, found quickly; None where none was."""
        try:
            return _Way(self, trace, self._estimates.of(trace), 1).greedy()
        except OverBudgetError:
            return None

    def cost(self, trace: Sequence[int], pairs: int) -> int | None:
        """Return the cost of the cheapest alignment; None where it was not found within the budget."""
        try:
            return _Way(self, trace, self._estimates.of(trace), pairs).cheapest()[0]
        except (OverBudgetError, _StoppedError):
            return None

    def over(self) -> bool:
        """Whether the time is up."""
        return self._deadline is not None and time.monotonic() > self._deadline


class _StoppedError(Exception):
    def __init__(self, lower: int, out_of_states: bool) -> None:
        super().__init__()
        self.lower, self.out_of_states = lower, out_of_states


class _Way:
    """The search for one trace."""

    def __init__(self, search: Search, trace: Sequence[int], estimate: Estimate, pairs: int) -> None:
        self._search, self._trace, self._estimate = search, trace, estimate
        self._design = search._design
        self._log, self._model = search._log, search._model
        self._prefixes, self._pairs = search._prefixes, pairs

    def greedy(self) -> int | None:
        """Return the cost of some alignment, found by keeping the BEAM most promising after every move; None: none was."""
        trace, length = self._trace, len(self._trace)
        kept = {(0, self._design.initial): 0}
        found: int | None = None
        try:
            for _ in range(2 * length + FARTHEST):
                if not kept or self._search.over():
                    break
                reached: dict[tuple[int, int], int] = {}
                for (place, state), cost in kept.items():
                    if self._ends(place, state):
                        found = cost if found is None else min(found, cost)
                    following = self._design.moves(state)
                    options = [(place, to, cost + self._model[step]) for step, to in following.items()]
                    if place < length:
                        options.append((place + 1, state, cost + self._log[trace[place]]))
                        if trace[place] in following:
                            options.append((place + 1, following[trace[place]], cost))
                    for at, to, price in options:
                        if price < reached.get((at, to), price + 1) and (found is None or price < found):
                            reached[at, to] = price
                ranked = sorted((price + self._estimate(at, to), -at, price, to) for (at, to), price in reached.items())
                kept = {(-minus, to): price for total, minus, price, to in ranked[:BEAM] if found is None or total < found}
        except OverBudgetError:
            pass
        return found

    def _ends(self, place: int, state: int) -> bool:
        return place == len(self._trace) and (self._prefixes or self._design.is_final(state))

    def cheapest(self) -> tuple[int, Chosen]:
        """Return the cost of the cheapest alignment and one of that cost: A* over (event, state), the newest first.

        Raises:
            _StoppedError: not within the budget.
        """
        trace, length, width = self._trace, len(self._trace), len(self._trace) + 1
        estimate, log, model = self._estimate, self._log, self._model
        start = self._design.initial
        total = estimate(0, start)
        queues: dict[int, list[tuple[int, int]]] = {total: [(start * width, 0)]}
        best = {start * width: 0}
        came: dict[int, tuple[int, int, int]] = {}
        closed: dict[int, int] = {}
        try:
            while queues:
                total = min(queues)
                queue = queues[total]
                while queue:
                    node, cost = queue.pop()
                    if best[node] < cost or closed.get(node, cost + 1) <= cost:
                        continue
                    closed[node] = cost
                    state, place = divmod(node, width)
                    if self._ends(place, state):
                        return cost, _traced(came, node)
                    if len(best) > self._pairs or self._search.over():
                        raise _StoppedError(total, out_of_states=False)
                    following = self._design.moves(state)
                    reached = [(to * width + place, cost + model[step], MODEL, step) for step, to in following.items()]
                    if place < length:
                        event = trace[place]
                        reached.append((node + 1, cost + log[event], LOG, event))
                        to_once = following.get(event)
                        if to_once is not None:
                            reached.append((to_once * width + place + 1, cost, SYNCHRONOUS, event))
                    for successor, price, kind, step in reached:
                        # Estimates may grow while the search goes on: what was closed may have to be opened again.
                        if price < best.get(successor, price + 1):
                            best[successor] = price
                            came[successor] = (node, kind, step)
                            to, at = divmod(successor, width)
                            estimated = price + estimate(at, to)
                            if estimated <= total:
                                queue.append((successor, price))
                            else:
                                queues.setdefault(estimated, []).append((successor, price))
                del queues[total]
        except OverBudgetError:
            raise _StoppedError(total, out_of_states=True) from None
        raise _StoppedError(total, out_of_states=True)  # nothing ends: what was made so far has no end

    def preferred(self, bound: int) -> Chosen:
        """Return the first alignment of cost `bound` in the order of preference (depth first, remembering dead ends)."""
        tried: dict[tuple[int, int, bool], int] = {}
        path: Chosen = []
        stack = [(0, self._design.initial, False, bound)]
        frames: list[Iterator[tuple[int, int, int, int, bool, int]]] = []
        looked = 0
        while True:
            place, state, awaits, left = stack[-1]
            if len(frames) < len(stack):
                if left == 0 and not awaits and self._ends(place, state):
                    return path
                looked += 1
                if looked > 2 * self._pairs or self._search.over():
                    raise OverBudgetError
                frames.append(self._options(place, state, awaits, left))
            for kind, step, to, at, waits, spare in frames[-1]:
                known = tried.get((at, to, waits), -1)
                if known >= spare or self._estimate(at, to) > spare:
                    continue
                tried[at, to, waits] = spare
                path.append((kind, step))
                stack.append((at, to, waits, spare))
                break
            else:
                stack.pop()
                frames.pop()
                if not stack:
                    raise OverBudgetError
                path.pop()

    def _options(self, place: int, state: int, awaits: bool, left: int) -> Iterator[tuple[int, int, int, int, bool, int]]:
        """Yield (kind, step, state, place, awaits a synchronous move, cost left), the preferred first."""
        following = self._design.moves(state)
        trace = self._trace
        more = place < len(trace)
        if more and trace[place] in following:
            yield SYNCHRONOUS, trace[place], following[trace[place]], place + 1, False, left
        if left:
            if not more or trace[place] >= 0:
                for step, to in following.items():
                    if self._model[step] <= left:
                        yield MODEL, step, to, place, more, left - self._model[step]
            if more and not awaits and self._log[trace[place]] <= left:
                yield LOG, trace[place], state, place + 1, False, left - self._log[trace[place]]


def _traced(came: dict[int, tuple[int, int, int]], node: int) -> Chosen:
    """Return the moves that led to a node."""
    moves: Chosen = []
    while node in came:
        node, kind, step = came[node]
        moves.append((kind, step))
    return moves[::-1]
