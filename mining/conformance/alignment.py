"""Optimal alignments of distinct traces: the way is chosen by the size of the design.

1. A design whose states can be listed becomes a minimal automaton. Traces that are runs of it need no search.
2. Deviating traces are aligned all at once (`levels`), unless the rows of costs would be too much work;
   then one by one (`search`).
3. A design whose states cannot be listed is searched one trace at a time on states made on demand. A net that is
   block-structured is taken as a flow (`reduction`), and then the costs of its parallel branches add up (`intervals`).
4. What is not found within the budget gets a lower and an upper bound; it is never taken to fit.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from mining.blocks import cores
from mining.conformance.automaton import Automaton, automaton
from mining.conformance.behaviour import Behaviour, OverBudgetError
from mining.conformance.budget import USUAL, Budget
from mining.conformance.cores import shared_out
from mining.conformance.costs import UNIT, Costs, Weights
from mining.conformance.determinised import Determinised
from mining.conformance.deterministic import Deterministic, Listed
from mining.conformance.estimates import ByMasks, ByStretches, Estimates, Flowing, aligned_with_nothing
from mining.conformance.flow import FlowBehaviour
from mining.conformance.intervals import most_states
from mining.conformance.levels import aligned
from mining.conformance.moves import MODEL, UNJUDGED, Bools, Ints, Moves, joined, merged, picked, synchronous
from mining.conformance.net import NetBehaviour
from mining.conformance.potentials import ByPotentials
from mining.conformance.reduction import reduced
from mining.conformance.search import Found, Search
from mining.conformance.terms import TermBehaviour, Terms

LISTED = 20_000
"""States (markings) of a design that are listed; beyond, they are made on demand."""
HOPELESS = 20
"""How many times LISTED a flow's states must seem to be, not even to try listing them."""
CELLS_IN_ALL = 1_000_000_000
"""Cells of cost (events x states) up to which all traces are aligned at once: some two seconds."""
ROWS = 1_000
"""States up to which distances between all pairs are worth their time and memory."""
PER_SEARCH = 300_000
"""Comparisons of targets (states x targets x targets of every step) that take as long as searching one deviating trace."""
PER_STRETCH = 10
"""How many times longer an estimate by stretches takes than one by masks."""
QUICK = 10_000
"""Pairs of a first look at listed states: enough for traces that deviate little, and done in some 10 ms."""
FIRST_ALONE = 4
"""Traces searched before it is known how long one takes."""
WORTH_CORES = 4.0
"""Seconds that the rest must seem to take to be worth starting other processes, which takes each about one."""
BEFORE_ROWS = 100_000
"""Pairs of a search behind which rows of costs stand."""
LONGEST_CUT = 400
"""Events up to which a trace is cut every way: the work grows with the third power."""


@dataclass(frozen=True, eq=False)
class Design:
    """A design ready for aligning.

    Attributes:
        behaviour: the net or flow; a block-structured net is a flow by now.
        automaton: its minimal automaton; None where its states cannot be listed within the budget.
        flow: the behaviour, where its states are what is left of a flow; else None.
    """

    behaviour: Behaviour
    automaton: Automaton | None
    flow: Flowing | None = None

    @classmethod
    def of(cls, behaviour: Behaviour) -> Design:
        """Make a design ready.

        Raises:
            ModelError: no run ever ends, or a place of the net grows without bound.
        """
        flow: Flowing | None = behaviour if isinstance(behaviour, FlowBehaviour) else None
        if isinstance(behaviour, NetBehaviour):
            terms = Terms()
            term = reduced(behaviour.net, terms)
            if term is not None:
                flow = TermBehaviour(behaviour.steps, terms, term)
        if flow is not None and most_states(flow.terms, flow.left(flow.initial)[0]) > HOPELESS * LISTED:
            return cls(flow, None, flow)
        try:
            return cls(flow or behaviour, automaton(flow or behaviour, budget=LISTED), flow)
        except OverBudgetError:
            return cls(flow or behaviour, None, flow)


def alignments(
    design: Design,
    flat: Ints,
    offsets: Ints,
    *,
    prefixes: bool = False,
    costs: Costs = UNIT,
    budget: Budget = USUAL,
) -> Moves:
    """Return a cheapest alignment of every distinct trace, or bounds of its cost.

    Args:
        design: what was designed.
        flat: steps of the traces, laid end to end; any number that is no position in the design's steps is unknown.
        offsets: int64 (traces + 1).
        prefixes: the traces have not ended; they are aligned with beginnings of runs.
        costs: what moves cost.
        budget: how much may be spent.
    """
    weights = costs.for_steps(design.behaviour.steps)
    if design.automaton is None:
        return _searched(design, flat, offsets, prefixes, weights, budget)
    fits = fitting(design.automaton, flat, offsets, prefixes=prefixes)
    deviating = np.flatnonzero(~fits)
    rest, begins = picked(flat, offsets, deviating)
    if _worth_rows(design.automaton, len(deviating), len(rest)):
        others = aligned(design.automaton, rest, begins, prefixes=prefixes, weights=weights)
    else:
        rows = design.automaton.size <= ROWS and budget.seconds is None
        searching = replace(budget, pairs=min(budget.pairs, BEFORE_ROWS)) if rows else budget
        others = _searched(design, rest, begins, prefixes, weights, searching)
        hard = np.flatnonzero(others.cost == UNJUDGED)
        if len(hard) and rows:
            # Rows of costs take as long as they take, but they never fail.
            again, starts = picked(rest, begins, hard)
            found = aligned(design.automaton, again, starts, prefixes=prefixes, weights=weights)
            others = merged(others, hard, found)
    return merged(synchronous(flat, offsets, fits), deviating, others)


def cheapest_run(design: Design, *, costs: Costs = UNIT, budget: Budget = USUAL) -> int | None:
    """Return what the model moves of the cheapest run cost (unit costs: its steps); None: not found within the budget."""
    weights = costs.for_steps(design.behaviour.steps)
    deadline = None if budget.seconds is None else time.monotonic() + budget.seconds
    return _Searcher(design, weights, budget, prefixes=False, traces=1, deadline=deadline).cheapest_run()


def fitting(design: Automaton, flat: Ints, offsets: Ints, *, prefixes: bool = False) -> Bools:
    """Return which traces are runs of the design (with `prefixes`, beginnings of runs), by walking them all at once."""
    size, known = design.size, len(design.steps)
    table = np.full((size + 1, known + 1), size, dtype=np.int64)
    table[:size, :known] = np.where(design.next >= 0, design.next, size)
    coded = np.where((flat >= 0) & (flat < known), flat, known)
    lengths = np.diff(offsets)
    state = np.zeros(len(lengths), dtype=np.int64)
    active = np.flatnonzero(lengths)
    place = 0
    while len(active):
        state[active] = table[state[active], coded[offsets[active] + place]]
        place += 1
        active = active[(lengths[active] > place) & (state[active] < size)]
    fine = np.ones(size, dtype=bool) if prefixes else design.final
    return np.append(fine, False)[state]


def _worth_rows(design: Automaton, traces: int, events: int) -> bool:
    """Whether aligning all traces at once is less work than searching each."""
    targets = [len(np.unique(column[column >= 0])) for column in design.next.T]
    comparisons = design.size * sum(count * count for count in targets)
    return design.size <= ROWS and comparisons <= PER_SEARCH * traces and design.size * events <= CELLS_IN_ALL


class _Searcher:
    """Searches of a design: by stretches where it is a flow and the trace not too long, then by masks.

    Where states are listed, a quick look by masks comes first: most traces deviate little. States are remembered from
    trace to trace; where they run out, they are forgotten, so that what is found for a trace does not depend on the
    traces before it.
    """

    def __init__(
        self, design: Design, weights: Weights, budget: Budget, *, prefixes: bool, traces: int, deadline: float | None
    ) -> None:
        self._design, self._weights, self._budget, self._prefixes = design, weights, budget, prefixes
        self._pairs = budget.per_trace(traces)
        self._deadline = deadline
        self._made: dict[bool, Search] = {}

    def found(self, trace: list[int]) -> Found:
        """Return what is found for one trace."""
        cut = self._design.flow is not None and len(trace) <= LONGEST_CUT
        attempts = [(False, self._pairs)]
        if cut:
            attempts.insert(0, (True, max(1, self._pairs // PER_STRETCH)))
        if cut and self._design.automaton is not None:
            attempts.insert(0, (False, min(QUICK + 40 * len(trace), self._pairs)))
        best = Found(0, None, None)
        for by_stretches, pairs in attempts:
            found = self._attempt(trace, by_stretches, pairs)
            if found.moves is not None and found.preferred:
                return found
            if best.moves is None:
                best = replace(found, lower=max(best.lower, found.lower))
        return best if best.moves is not None else replace(best, upper=self._greedy(trace, cut, best.lower))

    def _greedy(self, trace: list[int], by_stretches: bool, lower: int) -> int | None:
        """Return an upper bound; what the search has used up of the states does not count against it."""
        try:
            upper = self._search(by_stretches).greedy(trace)
        except OverBudgetError:
            return None
        return None if upper is None else max(upper, lower)

    def _attempt(self, trace: list[int], by_stretches: bool, pairs: int) -> Found:
        try:
            fresh = by_stretches not in self._made
            if fresh:
                self._made[by_stretches] = self._search(by_stretches)
            found = self._made[by_stretches].cheapest(trace, pairs)
            if found.moves is None and found.out_of_states and not fresh:
                self._made[by_stretches] = self._search(by_stretches)
                found = self._made[by_stretches].cheapest(trace, pairs)
        except OverBudgetError:
            return Found(0, None, None, out_of_states=True)  # not even the beginning can be looked at
        return found

    def cheapest_run(self) -> int | None:
        """Return the cost of aligning nothing; None where it was not found within the budget."""
        flow = self._design.flow
        if flow is not None and flow.stops_anywhere:
            # Without events nothing can be shared between branches: the stretches are the cost itself.
            return aligned_with_nothing(flow, self._weights)
        try:
            return self._search(False).cost([], self._pairs)
        except OverBudgetError:
            return None

    def _search(self, by_stretches: bool) -> Search:
        design, weights, prefixes = self._design, self._weights, self._prefixes

        def with_estimates(states: Deterministic, estimates: Estimates) -> Search:
            return Search(states, estimates, weights, prefixes=prefixes, deadline=self._deadline)

        if by_stretches and design.flow is not None:
            states = Determinised(design.behaviour, self._budget.states, deadline=self._deadline)
            return with_estimates(states, ByStretches(states, design.flow, weights, prefixes=prefixes))
        if design.automaton is not None:
            listed = Listed(design.automaton)
            return with_estimates(listed, ByMasks(listed, weights, prefixes=prefixes))
        states = Determinised(design.behaviour, self._budget.states, deadline=self._deadline)
        if isinstance(design.behaviour, NetBehaviour):
            return with_estimates(states, ByPotentials(states, design.behaviour, weights, prefixes=prefixes))
        return with_estimates(states, ByMasks(states, weights, prefixes=prefixes))


@dataclass(frozen=True)
class _Share:
    """Traces to be searched, of `traces` in all; `seconds` are left for them."""

    design: Design
    weights: Weights
    budget: Budget
    prefixes: bool
    traces: int
    coded: list[list[int]]
    seconds: float | None = None


def _found(share: _Share, deadline: float | None) -> list[Found]:
    """Search the traces of a share; once the rest seems to take long, share it out to all cores."""
    searcher = _Searcher(
        share.design, share.weights, share.budget, prefixes=share.prefixes, traces=share.traces, deadline=deadline
    )
    began = time.monotonic()
    found: list[Found] = []
    parts = cores()
    for trace in share.coded:
        spent = time.monotonic() - began
        rest = share.coded[len(found) :]
        if parts > 1 and len(found) >= FIRST_ALONE and spent / len(found) * len(rest) > WORTH_CORES and len(rest) >= parts:
            seconds = None if deadline is None else max(0.0, deadline - time.monotonic())
            jobs = [replace(share, coded=rest[part::parts], seconds=seconds) for part in range(parts)]
            # What this search holds in memory is not taken along: every process builds its own.
            del searcher
            answers = shared_out(_found_alone, jobs)
            return found + [answers[place % parts][place // parts] for place in range(len(rest))]
        found.append(searcher.found(trace))
    return found


def _found_alone(share: _Share) -> list[Found]:
    """Search the traces of a share in this process."""
    deadline = None if share.seconds is None else time.monotonic() + share.seconds
    searcher = _Searcher(
        share.design, share.weights, share.budget, prefixes=share.prefixes, traces=share.traces, deadline=deadline
    )
    return [searcher.found(trace) for trace in share.coded]


def _searched(design: Design, flat: Ints, offsets: Ints, prefixes: bool, weights: Weights, budget: Budget) -> Moves:
    """Align one trace after the other, on all cores where that takes long; what exceeds the budget is bounded."""
    known = len(weights.model)
    coded = np.where((flat >= 0) & (flat < known), flat, -1).tolist()
    free = np.concatenate([[0], np.cumsum(weights.of_events(flat))])
    traces = len(offsets) - 1
    deadline = None if budget.seconds is None else time.monotonic() + budget.seconds
    share = _Share(design, weights, budget, prefixes, traces, [coded[a:b] for a, b in pairwise(offsets.tolist())])
    found = _found(share, deadline)
    run = 0 if prefixes else _Searcher(design, weights, budget, prefixes=False, traces=1, deadline=deadline).cheapest_run()
    portions = []
    for one, (begin, end) in zip(found, pairwise(offsets.tolist()), strict=True):
        # At worst nothing is synchronous.
        worst = None if run is None else int(free[end] - free[begin]) + run
        portions.append(_as_moves(one, flat[begin:end], worst))
    return joined(portions)


def _as_moves(found: Found, trace: Ints, worst: int | None) -> Moves:
    """Return one alignment as arrays; log moves of unknown steps get their own numbers back."""
    if found.moves is None:
        upper = min((bound for bound in (found.upper, worst) if bound is not None), default=UNJUDGED)
        none = np.zeros(0, np.int64)
        return Moves(
            np.array([UNJUDGED]),
            none.astype(np.int8),
            none,
            np.zeros(2, np.int64),
            np.array([found.lower]),
            np.array([upper]),
        )
    kind = np.array([kind for kind, _ in found.moves], dtype=np.int8)
    step = np.array([step for _, step in found.moves], dtype=np.int64)
    step[kind != MODEL] = trace
    return Moves.judged(np.array([found.lower]), kind, step, np.array([0, len(found.moves)], dtype=np.int64))
