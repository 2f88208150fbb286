"""Optimal alignments of distinct traces: the way is chosen by the size of the design.

1. A design whose states can be listed becomes a minimal automaton. Traces that are runs of it need no search.
2. Deviating traces are aligned all at once (`levels`), unless the rows of costs would be too much work;
   then one by one (`search`).
3. A design whose states cannot be listed within the budget is searched one trace at a time on states made on demand;
   what is not found within the budget is unjudged, never taken to fit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mining.conformance.automaton import Automaton, automaton
from mining.conformance.behaviour import Behaviour, OverBudgetError
from mining.conformance.determinised import Determinised
from mining.conformance.levels import aligned
from mining.conformance.moves import UNJUDGED, Bools, Ints, Moves, joined, merged, picked, synchronous
from mining.conformance.search import Chosen, Deterministic, Listed, Search

LISTED = 20_000
"""States (markings) of a design that are listed; beyond, they are made on demand."""
ON_DEMAND = 300_000
"""States that are made on demand for all traces together."""
PAIRS = 200_000
"""Pairs of event and state that are looked at per trace."""
CELLS_IN_ALL = 1_000_000_000
"""Cells of cost (events x states) up to which all traces are aligned at once: some two seconds."""
ROWS = 1_000
"""States up to which distances between all pairs are worth their time and memory."""
PER_SEARCH = 300_000
"""Comparisons of targets (states x targets x targets of every step) that take as long as searching one deviating trace."""


@dataclass(frozen=True, eq=False)
class Design:
    """A design ready for aligning.

    Attributes:
        behaviour: the net or flow.
        automaton: its minimal automaton; None where its states cannot be listed within the budget.
    """

    behaviour: Behaviour
    automaton: Automaton | None

    @classmethod
    def of(cls, behaviour: Behaviour) -> Design:
        """Make a design ready.

        Raises:
            ModelError: no run ever ends, or a place of the net grows without bound.
        """
        try:
            return cls(behaviour, automaton(behaviour, budget=LISTED))
        except OverBudgetError:
            return cls(behaviour, None)


def alignments(design: Design, flat: Ints, offsets: Ints, *, prefixes: bool = False) -> Moves:
    """Return a cheapest alignment of every distinct trace.

    Args:
        design: what was designed.
        flat: steps of the traces, laid end to end; any number that is no position in the design's steps is unknown.
        offsets: int64 (traces + 1).
        prefixes: the traces have not ended; they are aligned with beginnings of runs.
    """
    if design.automaton is None:
        return _on_demand(design.behaviour, flat, offsets, prefixes)
    fits = fitting(design.automaton, flat, offsets, prefixes=prefixes)
    deviating = np.flatnonzero(~fits)
    rest, begins = picked(flat, offsets, deviating)
    if _worth_rows(design.automaton, len(deviating), len(rest)):
        others = aligned(design.automaton, rest, begins, prefixes=prefixes)
    else:
        others = _searched(Listed(design.automaton), len(design.automaton.steps), rest, begins, prefixes)
    return merged(synchronous(flat, offsets, fits), deviating, others)


def shortest_run(design: Design) -> int | None:
    """Return the number of steps of the shortest run; None where it was not found within the budget."""
    states: Deterministic = (
        Determinised(design.behaviour, ON_DEMAND) if design.automaton is None else Listed(design.automaton)
    )
    try:
        return len(Search(states, budget=PAIRS).cheapest([]))
    except OverBudgetError:
        return None


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


def _on_demand(behaviour: Behaviour, flat: Ints, offsets: Ints, prefixes: bool) -> Moves:
    return _searched(Determinised(behaviour, ON_DEMAND), len(behaviour.steps), flat, offsets, prefixes)


def _searched(states: Deterministic, known: int, flat: Ints, offsets: Ints, prefixes: bool) -> Moves:
    """Align one trace after the other; what exceeds the budget is unjudged."""
    search = Search(states, prefixes=prefixes, budget=PAIRS)
    coded = np.where((flat >= 0) & (flat < known), flat, -1).tolist()
    portions = []
    for begin, end in zip(offsets[:-1].tolist(), offsets[1:].tolist(), strict=True):
        try:
            chosen: Chosen | None = search.cheapest(coded[begin:end])
        except OverBudgetError:
            chosen = None
        portions.append(_as_moves(chosen, flat[begin:end]))
    return joined(portions)


def _as_moves(chosen: Chosen | None, trace: Ints) -> Moves:
    """Return one alignment as arrays; log moves of unknown steps get their own numbers back."""
    if chosen is None:
        return Moves(np.array([UNJUDGED]), np.zeros(0, np.int8), np.zeros(0, np.int64), np.zeros(2, np.int64))
    kind = np.array([kind for kind, _ in chosen], dtype=np.int8)
    step = np.array([step for _, step in chosen], dtype=np.int64)
    step[kind != 2] = trace
    cost = np.array([np.count_nonzero(kind)], dtype=np.int64)
    return Moves(cost, kind, step, np.array([0, len(chosen)], dtype=np.int64))
