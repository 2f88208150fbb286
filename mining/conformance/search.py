"""The cheapest alignment of one trace, searched state by state.

For designs with so many states that rows of costs do not fit, or whose states cannot even be listed. Two passes: A*
finds the cost; then a depth-first search under that bound, in the order of preference of `levels`, finds the moves, so
that both ways choose the same alignment.

The heuristic of both passes counts, from a state and the rest of a trace: steps that every run still needs and the rest
lacks (model moves to come), and events that no run from here can take (log moves to come). It never exceeds the true
cost, and along no move does it fall by more than the move costs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from mining.conformance.automaton import Automaton
from mining.conformance.behaviour import OverBudgetError
from mining.conformance.moves import LOG, MODEL, SYNCHRONOUS

Chosen = list[tuple[int, int]]
"""(kind, step) of every move."""


class Deterministic(Protocol):
    """States with at most one next state per step; made on demand, or listed."""

    @property
    def initial(self) -> int:
        """Where every run begins."""

    def moves(self, state: int) -> dict[int, int]:
        """Return step -> next state, steps in designed order."""

    def is_final(self, state: int) -> bool:
        """Whether a run may end here."""

    def needed(self, state: int) -> int:
        """Bit mask of steps that every run from here takes."""

    def possible(self, state: int) -> int:
        """Bit mask of steps that some run from here may take."""


class Listed:
    """An automaton as a `Deterministic`, with exact masks of needed and possible steps."""

    def __init__(self, automaton: Automaton) -> None:
        self.initial = automaton.initial
        self._final = automaton.final.tolist()
        self._moves = [{step: to for step, to in enumerate(row) if to >= 0} for row in automaton.next.tolist()]
        everything = (1 << len(automaton.steps)) - 1
        self._possible = [0] * automaton.size
        self._needed = [0 if final else everything for final in self._final]
        before: list[set[int]] = [set() for _ in range(automaton.size)]
        for state, row in enumerate(self._moves):
            for to in row.values():
                before[to].add(state)
        waiting = set(range(automaton.size))
        while waiting:
            state = waiting.pop()
            possible, needed = self._possible[state], self._needed[state]
            common = everything
            for step, to in self._moves[state].items():
                possible |= 1 << step | self._possible[to]
                common &= 1 << step | self._needed[to]
            if not self._final[state]:
                needed &= common
            if (possible, needed) != (self._possible[state], self._needed[state]):
                self._possible[state], self._needed[state] = possible, needed
                waiting |= before[state]

    def moves(self, state: int) -> dict[int, int]:
        """Return step -> next state."""
        return self._moves[state]

    def is_final(self, state: int) -> bool:
        """Whether a run may end here."""
        return bool(self._final[state])

    def needed(self, state: int) -> int:
        """Bit mask of steps that every run from here takes."""
        return self._needed[state]

    def possible(self, state: int) -> int:
        """Bit mask of steps that some run from here takes."""
        return self._possible[state]


class Search:
    """One design, searched for many traces.

    Args:
        design: its states.
        prefixes: the traces have not ended; any state is a fine end.
        budget: how many pairs of event and state may be looked at per trace and pass; then OverBudgetError is raised.
    """

    def __init__(self, design: Deterministic, *, prefixes: bool = False, budget: int) -> None:
        self._design = design
        self._prefixes = prefixes
        self._budget = budget
        self._masks: dict[int, tuple[int, int]] = {}

    def cheapest(self, trace: Sequence[int]) -> Chosen:
        """Return the moves of the chosen cheapest alignment.

        Args:
            trace: positions in the design's steps; -1 for a step that the design does not know.

        Raises:
            OverBudgetError: it was not found within the budget.
        """
        rest = _Rest(trace)
        return self._chosen(trace, rest, self._cost(trace, rest))

    def _estimate(self, rest: _Rest, place: int, state: int) -> int:
        masks = self._masks.get(state)
        if masks is None:
            masks = self._masks[state] = (0 if self._prefixes else self._design.needed(state), self._design.possible(state))
        needed, possible = masks
        return (needed & ~rest.steps[place]).bit_count() + rest.impossible(possible)[place]

    def _ends(self, place: int, state: int, length: int) -> bool:
        return place == length and (self._prefixes or self._design.is_final(state))

    def _cost(self, trace: Sequence[int], rest: _Rest) -> int:
        """Return the cost of the cheapest alignment (A* over (event, state), queues by estimated total)."""
        length, width = len(trace), len(trace) + 1
        start = self._design.initial
        bound = self._estimate(rest, 0, start)
        queues: dict[int, list[tuple[int, int]]] = {bound: [(start * width, 0)]}
        best = {start * width: 0}
        closed: set[int] = set()
        while queues:
            total = min(queues)
            queue = queues[total]
            while queue:
                node, cost = queue.pop()
                if node in closed or best[node] < cost:
                    continue
                closed.add(node)
                state, place = divmod(node, width)
                if self._ends(place, state, length):
                    return cost
                if len(closed) > self._budget:
                    raise OverBudgetError
                following = self._design.moves(state)
                reached = [(to * width + place, cost + 1) for to in following.values()]
                if place < length:
                    reached.append((node + 1, cost + 1))
                    to_once = following.get(trace[place])
                    if to_once is not None:
                        reached.append((to_once * width + place + 1, cost))
                for successor, price in reached:
                    if successor not in closed and price < best.get(successor, price + 1):
                        best[successor] = price
                        to, at = divmod(successor, width)
                        estimated = price + self._estimate(rest, at, to)
                        if estimated == total:
                            queue.append((successor, price))
                        else:
                            queues.setdefault(estimated, []).append((successor, price))
            del queues[total]
        raise OverBudgetError  # nothing ends: what was listed so far has no end

    def _chosen(self, trace: Sequence[int], rest: _Rest, bound: int) -> Chosen:
        """Return the first alignment of cost `bound` in the order of preference (depth first, remembering dead ends)."""
        length = len(trace)
        tried: dict[tuple[int, int, bool], int] = {}
        path: Chosen = []
        stack = [(0, self._design.initial, False, bound)]
        frames: list[Iterator[tuple[int, int, int, int, bool, int]]] = []
        looked = 0
        while True:
            place, state, awaits, left = stack[-1]
            if len(frames) < len(stack):
                if left == 0 and not awaits and self._ends(place, state, length):
                    return path
                looked += 1
                if looked > 2 * self._budget:
                    raise OverBudgetError
                frames.append(self._options(trace, place, state, awaits, left))
            for kind, step, to, at, waits, spare in frames[-1]:
                known = tried.get((at, to, waits), -1)
                if known >= spare or self._estimate(rest, at, to) > spare:
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

    def _options(
        self, trace: Sequence[int], place: int, state: int, awaits: bool, left: int
    ) -> Iterator[tuple[int, int, int, int, bool, int]]:
        """Yield (kind, step, state, place, awaits a synchronous move, cost left), the preferred first."""
        following = self._design.moves(state)
        more = place < len(trace)
        if more and trace[place] in following:
            yield SYNCHRONOUS, trace[place], following[trace[place]], place + 1, False, left
        if left:
            if not more or trace[place] >= 0:
                for step, to in following.items():
                    yield MODEL, step, to, place, more, left - 1
            if more and not awaits:
                yield LOG, trace[place], state, place + 1, False, left - 1


class _Rest:
    """What is left of a trace at every place."""

    def __init__(self, trace: Sequence[int]) -> None:
        self._trace = trace
        self.steps = [0] * (len(trace) + 1)
        for place in range(len(trace) - 1, -1, -1):
            self.steps[place] = self.steps[place + 1] | (1 << trace[place] if trace[place] >= 0 else 0)
        self._counts: dict[int, list[int]] = {}

    def impossible(self, possible: int) -> list[int]:
        """Return, per place, how many events from there on are steps outside the mask."""
        counts = self._counts.get(possible)
        if counts is None:
            counts = [0] * (len(self._trace) + 1)
            for place in range(len(self._trace) - 1, -1, -1):
                step = self._trace[place]
                counts[place] = counts[place + 1] + (step < 0 or not possible >> step & 1)
            self._counts[possible] = counts
        return counts
