"""What the rest of an alignment costs at least: what the search is led by.

An estimate is asked for (place in the trace, state) and never exceeds what is truly left; along no move does it fall by
more than the move costs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from mining.conformance.costs import Weights
from mining.conformance.determinised import Determinised
from mining.conformance.flow import FlowBehaviour
from mining.conformance.intervals import Stretches, shared_steps, shortest
from mining.conformance.terms import TermBehaviour

Estimate = Callable[[int, int], int]
"""(place, state) -> cost to come, at least."""


class Estimates(Protocol):
    """Makes the estimate of one trace."""

    def of(self, trace: Sequence[int]) -> Estimate:
        """Return the estimate; `trace` holds positions in the design's steps, -1 unknown."""


class Masked(Protocol):
    """States that know which steps are still to come."""

    def needed(self, state: int) -> int:
        """Bit mask of steps that every run from here takes."""

    def possible(self, state: int) -> int:
        """Bit mask of steps that some run from here may take."""


class ByMasks:
    """Steps that every run still needs and the rest of the trace lacks, and events that no run from here can take."""

    def __init__(self, states: Masked, weights: Weights, *, prefixes: bool) -> None:
        self._states = states
        self._prefixes = prefixes
        self._log: list[int] = weights.log.tolist()
        self._model: list[int] = weights.model.tolist()
        self._unit = set(self._model) <= {1}
        self._masks: dict[int, tuple[int, int]] = {}

    def of(self, trace: Sequence[int]) -> Estimate:
        """Return the estimate of one trace."""
        steps = [0] * (len(trace) + 1)
        for place in range(len(trace) - 1, -1, -1):
            steps[place] = steps[place + 1] | (1 << trace[place] if trace[place] >= 0 else 0)
        impossible: dict[int, list[int]] = {}
        masks = self._masks

        def estimate(place: int, state: int) -> int:
            known = masks.get(state)
            if known is None:
                needed = 0 if self._prefixes else self._states.needed(state)
                known = masks[state] = (needed, self._states.possible(state))
            needed, possible = known
            counts = impossible.get(possible)
            if counts is None:
                counts = impossible[possible] = self._impossible(trace, possible)
            missing = needed & ~steps[place]
            return counts[place] + (missing.bit_count() if self._unit else self._sum(missing))

        return estimate

    def _impossible(self, trace: Sequence[int], possible: int) -> list[int]:
        """Return, per place, what the events from there on cost that are steps outside the mask."""
        counts = [0] * (len(trace) + 1)
        for place in range(len(trace) - 1, -1, -1):
            step = trace[place]
            outside = step < 0 or not possible >> step & 1
            counts[place] = counts[place + 1] + (self._log[step] if outside else 0)
        return counts

    def _sum(self, steps: int) -> int:
        total = 0
        while steps:
            total += self._model[(steps & -steps).bit_length() - 1]
            steps &= steps - 1
        return total


Flowing = FlowBehaviour | TermBehaviour
"""A behaviour whose states are what is left of a flow."""


class ByStretches:
    """The cost of aligning the rest of the trace with the rest of the flow (see `intervals`).

    Attributes:
        exact: the estimate is the cost itself.
    """

    def __init__(self, states: Determinised, flow: Flowing, weights: Weights, *, prefixes: bool) -> None:
        self._states, self._flow, self._prefixes = states, flow, prefixes
        self._model: list[int] = weights.model.tolist()
        log: list[int] = weights.log.tolist()
        whole, _ = flow.left(flow.initial)
        shared = shared_steps(flow.terms, whole)
        self.exact = not shared and flow.stops_anywhere
        self._log = [0 if shared >> step & 1 else cost for step, cost in enumerate(log[:-1])] + log[-1:]

    def of(self, trace: Sequence[int]) -> Estimate:
        """Return the estimate of one trace."""
        stretches = Stretches(self._flow.terms, trace, [self._log[step] for step in trace], self._model)
        known: dict[tuple[int, int], int] = {}

        def estimate(place: int, state: int) -> int:
            cost = known.get((place, state))
            if cost is None:
                cost = min(self._cost(stretches, place, member) for member in self._states.members(state))
                known[place, state] = cost
            return cost

        return estimate

    def _cost(self, stretches: Stretches, place: int, member: int) -> int:
        return _left(self._flow, stretches, place, member, self._prefixes)


def _left(flow: Flowing, stretches: Stretches, place: int, member: int, prefixes: bool) -> int:
    """Return the cost of the rest of a trace from a state; a step that may end the case may come in any (a lower bound)."""
    term, stopped = flow.left(member)
    cost = stretches.cost(term, place, begun=prefixes)
    if stopped or not flow.stops:
        return cost
    begun = stretches.costs(term, place, begun=True)[None, :]
    for step in flow.stops:
        last = stretches.column(flow.terms.step(step))
        cost = min(cost, int(shortest(begun, last)[0, 0]))
    return cost


def aligned_with_nothing(flow: Flowing, weights: Weights) -> int:
    """Return what the cheapest run costs, in model moves."""
    return _left(flow, Stretches(flow.terms, [], [], weights.model.tolist()), 0, flow.initial, False)
