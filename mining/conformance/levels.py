"""Optimal alignments of all variants at once.

The cost of aligning a suffix of a trace from a state of the automaton to an end,

    cost(empty, s)   = model moves of the cheapest run from s to an end     (0 for prefixes: any state is a fine end)
    cost(a rest, s)  = min( cost(rest, s) + log move of a,
                            min over r of  way(a, s, r) + cost(rest, r) )   a synchronous, into r
    way(a, s, r)     = the cheapest model moves from s to a state from which a leads to r,

is computed for all suffixes of one length in one go, a row of states per node of the suffix trie. Then every trace is
read from the front. **The choice among cheapest alignments:** an event is synchronous if a cheapest alignment that
agrees so far has it so, else a log move; model moves stand directly before the synchronous move, or the end, that needs
them; where a synchronous move is possible at once it is made; among possible model moves the one whose step comes
first in the design is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from mining.conformance.automaton import Automaton
from mining.conformance.costs import Weights
from mining.conformance.moves import LOG, MODEL, SYNCHRONOUS, Bools, Ints, Moves, joined
from mining.conformance.trie import SuffixTrie, suffix_trie

CELLS = 1 << 26
"""Cells of cost (suffixes x states) kept at once; more traces are aligned in portions."""
NO_WAY = 1 << 40
"""Stands for a distance between states that no run covers; larger than any cost, and can be added to one."""


@dataclass(frozen=True, eq=False)
class Ways:
    """Distances inside an automaton.

    Attributes:
        to_end: int64 (states): cost of the model moves of the cheapest run from each state to an end.
        target: int32 (steps, states, candidates): states that the step can lead to after model moves from a state.
        way: int64 (steps, states, candidates): what these model moves cost at least; NO_WAY where there are none.
    """

    to_end: Ints
    target: npt.NDArray[np.int32]
    way: Ints


def ways(automaton: Automaton, model: Ints) -> Ways:
    """Return the distances of an automaton.

    A candidate is left out where another serves as well from every rest of a trace: r is not needed from s if the step
    leads sooner to some r', and from r' model moves make up for the difference. Of 144 targets in a net of parallel
    branches, one or two remain.
    """
    between = distances(automaton, model)
    table = automaton.next
    kept: list[tuple[tuple[npt.NDArray[np.integer], ...], npt.NDArray[np.int32], Ints]] = []
    for step in range(table.shape[1]):
        column = table[:, step]
        reached = np.unique(column[column >= 0])
        if not len(reached):
            continue
        way = np.column_stack([between[:, column == to].min(axis=1) for to in reached])
        onward = between[np.ix_(reached, reached)].copy()
        np.fill_diagonal(onward, NO_WAY)
        useful = way < NO_WAY
        for place in range(len(reached)):
            useful &= way < way[:, place, None] + onward[place]
        state, place_of = np.nonzero(useful)
        rank = np.arange(len(state)) - np.searchsorted(state, state)
        kept.append(((np.full(len(state), step), state, rank), reached[place_of], way[state, place_of]))
    widest = max((int(rank.max()) + 1 for (_, _, rank), _, _ in kept), default=0)
    target = np.zeros((table.shape[1], automaton.size, widest), dtype=np.int32)
    fewest = np.full(target.shape, NO_WAY, dtype=np.int64)
    for place_in, to, count in kept:
        target[place_in] = to
        fewest[place_in] = count
    return Ways(between[:, automaton.final].min(axis=1), target, fewest)


def distances(automaton: Automaton, model: Ints) -> Ints:
    """Return the cheapest model moves from every state to every other, int64 (states, states); NO_WAY: there are none."""
    table = automaton.next
    between = np.full((automaton.size, automaton.size), NO_WAY, dtype=np.int64)
    np.fill_diagonal(between, 0)
    sources = [np.flatnonzero(table[:, step] >= 0) for step in range(table.shape[1])]
    while True:
        nearer = between.copy()
        for step, rows in enumerate(sources):
            nearer[rows] = np.minimum(nearer[rows], between[table[rows, step]] + model[step])
        np.minimum(nearer, NO_WAY, out=nearer)
        if (nearer == between).all():
            return between
        between = nearer


def aligned(
    automaton: Automaton, flat: Ints, offsets: Ints, *, prefixes: bool = False, weights: Weights | None = None
) -> Moves:
    """Return a cheapest alignment of every trace, all in one go.

    Args:
        automaton: the design.
        flat: steps of the traces, laid end to end: positions in `automaton.steps`; any other number is a step that the
            design does not know.
        offsets: int64 (traces + 1): trace k holds flat[offsets[k]:offsets[k + 1]].
        prefixes: the traces have not ended; any state is a fine end.
        weights: what moves cost; without, each costs 1.
    """
    if weights is None:
        weights = Weights.unit(len(automaton.steps))
    if len(offsets) == 1:
        return joined([])
    known_ways = ways(automaton, weights.model)
    return joined(
        [
            _portion(automaton, known_ways, flat[a:b], offsets[i : j + 1] - a, prefixes, weights)
            for i, j, a, b in _portions(automaton, offsets)
        ]
    )


def _portions(automaton: Automaton, offsets: Ints) -> Iterator[tuple[int, int, int, int]]:
    """Yield (first trace, last + 1, first event, last + 1) so that the rows of one portion fit CELLS."""
    first, traces = 0, len(offsets) - 1
    most = max(1, CELLS // automaton.size)
    while first < traces:
        last = max(first + 1, int(np.searchsorted(offsets, offsets[first] + most, side="right")) - 1)
        yield first, min(last, traces), int(offsets[first]), int(offsets[min(last, traces)])
        first = last


def _portion(automaton: Automaton, known_ways: Ways, flat: Ints, offsets: Ints, prefixes: bool, weights: Weights) -> Moves:
    known = len(automaton.steps)
    # Every unknown step behaves alike: it can only be a log move.
    coded = np.where((flat >= 0) & (flat < known), flat, known)
    trie = suffix_trie(coded, offsets)
    costs = suffix_costs(automaton, known_ways, trie, prefixes, weights)
    return _Walk(automaton, known_ways, trie, costs, flat, coded, offsets, weights).moves()


def suffix_costs(
    automaton: Automaton, known_ways: Ways, trie: SuffixTrie, prefixes: bool, weights: Weights
) -> npt.NDArray[np.integer]:
    """Return the cost of every suffix from every state, (nodes, states), in the smallest integer type that holds it."""
    longest = len(trie.levels) - 2
    # No cost exceeds a log move for every event and the cheapest run from there; a way that exceeds it is none.
    most = longest * int(weights.log.max()) + int(known_ways.to_end.max(initial=0)) + 1
    kind: type[np.integer] = np.uint8 if 2 * most < 255 else np.int16 if 2 * most < 32_000 else np.int32
    if 2 * most >= 1 << 31:
        kind = np.int64
    costs = np.empty((trie.size, automaton.size), dtype=kind)
    costs[0] = 0 if prefixes else known_ways.to_end
    known = len(automaton.steps)
    candidates = [_candidates(known_ways, step, kind) for step in range(known)]
    for length in range(1, longest + 1):
        first, last = int(trie.levels[length]), int(trie.levels[length + 1])
        steps = trie.step[first:last]
        cuts = [0, *(np.flatnonzero(np.diff(steps)) + 1).tolist(), last - first]
        for begin, end in pairwise(cuts):
            step = int(steps[begin])
            rest = costs[trie.rest[first + begin : first + end]]
            row = rest + weights.log[step].astype(kind)
            if step < known:
                for states, targets, way in candidates[step]:
                    row[:, states] = np.minimum(row[:, states], rest[:, targets] + way)
            costs[first + begin : first + end] = row
    return costs


def _candidates(known_ways: Ways, step: int, kind: type[np.integer]) -> list[tuple[Ints, Ints, npt.NDArray[np.integer]]]:
    """Return, per rank of candidates of a step, the states that have one, its target and its way."""
    layers = []
    for rank in range(known_ways.way.shape[2]):
        states = np.flatnonzero(known_ways.way[step, :, rank] < min(np.iinfo(kind).max // 2, NO_WAY))
        if len(states):
            way = known_ways.way[step, states, rank].astype(kind)
            layers.append((states, known_ways.target[step, states, rank].astype(np.int64), way))
    return layers


class _Walk:
    """All traces read from the front at once, one move of each per round."""

    def __init__(
        self,
        automaton: Automaton,
        known_ways: Ways,
        trie: SuffixTrie,
        costs: npt.NDArray[np.integer],
        flat: Ints,
        coded: Ints,
        offsets: Ints,
        weights: Weights,
    ) -> None:
        self.flat, self.coded, self.offsets, self.costs = flat, coded, offsets, costs
        self.model = weights.model
        size, known = automaton.size, len(automaton.steps)
        self.known = known
        # One more state and one more step stand for "not allowed" and "not known".
        self.next = np.full((size + 1, known + 1), size, dtype=np.int64)
        self.next[:size, :known] = np.where(automaton.next >= 0, automaton.next, size)
        self.size = size
        # Node of the suffix at every event, and one more for the end of each trace (0).
        self.node = trie.at
        self.widest = known_ways.way.shape[2]
        self.targets = np.zeros((known + 1, size + 1, self.widest), dtype=np.int64)
        self.way = np.full((known + 1, size + 1, self.widest), NO_WAY, dtype=np.int64)
        self.targets[:known, :size] = known_ways.target
        self.way[:known, :size] = known_ways.way

    def moves(self) -> Moves:
        """Return the chosen alignments."""
        traces = len(self.offsets) - 1
        state = np.zeros(traces, dtype=np.int64)
        place = self.offsets[:-1].copy()
        ends = self.offsets[1:]
        node = self._nodes(place, ends)
        cost = self.costs[node, 0].astype(np.int64)
        whose: list[Ints] = []
        kinds: list[npt.NDArray[np.int8]] = []
        steps: list[Ints] = []
        awaits = np.zeros(traces, dtype=bool)  # model moves were begun for the sake of the next event
        active = np.arange(traces)
        while len(active):
            here, at, due = state[active], place[active], self._due(place[active], ends[active], active, state)
            has_event = at < ends[active]
            step = np.where(has_event, self.coded[np.minimum(at, len(self.coded) - 1)] if len(self.coded) else 0, self.known)
            after = np.where(has_event, self._nodes(at + 1, ends[active]), 0)
            to = self.next[here, step]
            at_once = has_event & (to < self.size) & (self._cost(after, to) == due)
            later = awaits[active] | self._comes(has_event & ~at_once, here, step, after, due)
            logged = has_event & ~at_once & ~later
            model = ~at_once & ~logged & (due > 0)
            chosen = self._model_step(model, has_event, here, step, after, due, self._nodes(at, ends[active]))
            kind = np.where(at_once, SYNCHRONOUS, np.where(logged, LOG, MODEL)).astype(np.int8)
            moved = at_once | logged | model
            whose.append(active[moved])
            kinds.append(kind[moved])
            original = self.flat[np.minimum(at, max(len(self.flat) - 1, 0))] if len(self.flat) else at
            steps.append(np.where(model, chosen, original)[moved])
            state[active] = np.where(at_once, to, np.where(model, self.next[here, chosen], here))
            place[active] += (at_once | logged).astype(np.int64)
            awaits[active] = model & has_event
            active = active[moved]
        order = np.argsort(np.concatenate(whose), kind="stable")
        counts = np.bincount(np.concatenate(whose), minlength=traces)
        return Moves.judged(
            cost,
            np.concatenate(kinds)[order],
            np.concatenate(steps)[order].astype(np.int64),
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        )

    def _nodes(self, place: Ints, ends: Ints) -> Ints:
        return (
            np.where(place < ends, self.node[np.minimum(place, max(len(self.node) - 1, 0))], 0)
            if len(self.node)
            else place * 0
        )

    def _due(self, at: Ints, ends: Ints, active: Ints, state: Ints) -> Ints:
        return self._cost(self._nodes(at, ends), state[active])

    def _cost(self, node: Ints, state: Ints) -> Ints:
        return self.costs[node, np.minimum(state, self.size - 1)].astype(np.int64)

    def _comes(self, asked: Bools, state: Ints, step: Ints, after: Ints, due: Ints) -> Bools:
        """Whether a cheapest alignment from here makes the next event synchronous after some model moves."""
        found = np.zeros(len(asked), dtype=bool)
        rows = np.flatnonzero(asked & (step < self.known))
        if len(rows) and self.widest:
            wanted = step[rows]
            total = self.way[wanted, state[rows]] + self.costs[after[rows][:, None], self.targets[wanted, state[rows]]]
            found[rows] = total.min(axis=1) == due[rows]
        return found

    def _model_step(
        self,
        asked: Bools,
        has_event: Bools,
        state: Ints,
        step: Ints,
        after: Ints,
        due: Ints,
        node: Ints,
    ) -> Ints:
        """Return the first step in designed order that a cheapest alignment takes as a model move here."""
        chosen = np.full(len(asked), self.known, dtype=np.int64)
        open_rows = np.flatnonzero(asked)
        for candidate in range(self.known):
            if not len(open_rows):
                break
            to, price = self.next[state[open_rows], candidate], self.model[candidate]
            fits = (to < self.size) & (self._cost(node[open_rows], to) + price == due[open_rows])
            awaited = has_event[open_rows]
            ready = self.next[to, step[open_rows]]
            soon = (ready < self.size) & (self._cost(after[open_rows], ready) + price == due[open_rows])
            comes = soon | self._comes(fits & awaited & ~soon, to, step[open_rows], after[open_rows], due[open_rows] - price)
            fits &= ~awaited | comes
            chosen[open_rows[fits]] = candidate
            open_rows = open_rows[~fits]
        return chosen
