"""Estimates for nets that are no flows: the marking equation.

Whatever happens between a marking m and a final marking f, every token must be accounted for: m + C u = f, where C says
what each transition takes and puts and u how often it fires. The cheapest u, rounded up or not, with at most as many
synchronous moves of a step as the rest of the trace has events of it, costs no more than the alignment: a linear program.

A solution of its dual is a price per token and per event. Prices that are right for one marking bound the cost from every
other marking too, so a few programs serve a whole search: the estimate is the highest of what the prices known so far say,
and now and then, where the search stands, new prices are asked for. Source: van der Aalst, Adriansyah and van Dongen,
Replaying history on process models (WIREs 2012) for the marking equation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from mining.conformance.costs import Weights
from mining.conformance.determinised import Determinised
from mining.conformance.estimates import Estimate
from mining.conformance.net import NetBehaviour

Floats = npt.NDArray[np.float64]
ROUNDED = 1e-4
"""Rounding errors of the linear program that do not count as cost."""
MOST_PRICES = 24
"""Sets of prices per trace."""
PER_PRICE = 250
"""Estimates between two programs: a program takes some 3 ms, an estimate some 10 microseconds."""
WIDE = 64
"""Markings per state up to which each is looked at; a state that stands for more is estimated by the masks alone."""


class ByPotentials:
    """The marking equation of a net, by prices.

    Args:
        states: the net's markings, made deterministic.
        behaviour: the net.
        weights: what moves cost.
        prefixes: the traces have not ended; any marking is a fine end.
    """

    def __init__(self, states: Determinised, behaviour: NetBehaviour, weights: Weights, *, prefixes: bool) -> None:
        self._states, self._behaviour, self._prefixes = states, behaviour, prefixes
        net = behaviour.net
        places, transitions, steps = len(net.places), len(net.labels), len(behaviour.steps)
        self._finals = np.array(net.finals, dtype=np.float64)
        change = np.zeros((places, transitions))
        for number, (taken, put) in enumerate(zip(net.inputs, net.outputs, strict=True)):
            for place, count in taken:
                change[place, number] -= count
            for place, count in put:
                change[place, number] += count
        numbers = {step: number for number, step in enumerate(behaviour.steps)}
        of_step = np.zeros((steps, transitions))
        for number, label in enumerate(net.labels):
            if label is not None:
                of_step[numbers[label], number] = 1
        self._log, self._unknown = weights.log[:-1].astype(np.float64), float(weights.log[-1])
        model = weights.model.astype(np.float64)
        # Unknowns: firings of every transition, then synchronous moves of every step, which spare a model and a log move.
        self._objective = np.concatenate([model @ of_step, -(model + self._log)])
        self._tokens = np.hstack([change, np.zeros((places, steps))])
        self._limits = np.vstack(
            [np.hstack([np.zeros((steps, transitions)), np.eye(steps)]), np.hstack([-of_step, np.eye(steps)])]
        )
        self._markings: dict[int, Floats] = {}

    def of(self, trace: Sequence[int]) -> Estimate:
        """Return the estimate of one trace."""
        length, steps = len(trace), len(self._log)
        left = np.zeros((length + 1, steps))
        unknown = np.zeros(length + 1)
        for place in range(length - 1, -1, -1):
            left[place], unknown[place] = left[place + 1], unknown[place + 1]
            if trace[place] >= 0:
                left[place, trace[place]] += 1
            else:
                unknown[place] += self._unknown
        prices = _Prices(self, left, unknown)
        prices.ask(0, self._states.initial)
        asked = 0

        def estimate(place: int, state: int) -> int:
            nonlocal asked
            asked += 1
            if asked % PER_PRICE == 0:
                prices.ask(place, state)
            return prices.estimate(place, state)

        return estimate

    def marking(self, packed: int) -> Floats:
        """Return the tokens of a packed marking, one per place."""
        known = self._markings.get(packed)
        if known is None:
            known = self._markings[packed] = np.array(self._behaviour.tokens(packed), dtype=np.float64)
        return known

    def program(self, marking: Floats, final: Floats, left: Floats) -> tuple[Floats, Floats] | None:
        """Return the prices of tokens and of events for one marking and what is left; None where no run gets there."""
        from scipy.optimize import linprog

        limits = np.concatenate([left, np.zeros(len(left))])
        between: dict[str, Any] = {"A_ub": self._limits, "b_ub": limits}
        if self._prefixes:
            # Any marking without missing tokens: -C u <= m.
            between = {"A_ub": np.vstack([self._limits, -self._tokens]), "b_ub": np.concatenate([limits, marking])}
        else:
            between |= {"A_eq": self._tokens, "b_eq": final - marking}
        found = linprog(self._objective, **between, method="highs")
        if found.status != 0:
            return None
        upper = found.ineqlin.marginals
        events = upper[: len(left)] + self._log
        return (-upper[2 * len(left) :] if self._prefixes else found.eqlin.marginals), events


class _Prices:
    """The prices known for one trace; `tokens` (prices, places) and `events` (prices, places in the trace)."""

    def __init__(self, net: ByPotentials, left: Floats, unknown: Floats) -> None:
        self._net, self._left, self._unknown = net, left, unknown
        self._tokens: Floats = np.zeros((0, net._tokens.shape[0]))
        self._events: Floats = np.zeros((0, len(unknown)))
        self._of_state: dict[int, Floats] = {}

    def ask(self, place: int, state: int) -> None:
        """Ask for prices that are right for a place and a state."""
        if len(self._tokens) >= MOST_PRICES:
            return
        net = self._net
        for member in sorted(net._states.members(state))[:1]:
            for final in net._finals[: 1 if net._prefixes else None]:
                found = net.program(net.marking(member), final, self._left[place])
                if found is not None:
                    tokens, events = found
                    self._tokens = np.vstack([self._tokens, tokens])
                    self._events = np.vstack([self._events, self._left @ events])
                    self._of_state.clear()

    def estimate(self, place: int, state: int) -> int:
        """Return what the prices say: the highest of them, for the member and the final marking where that is lowest."""
        worth = self._of_state.get(state)
        if worth is None:
            worth = self._of_state[state] = self._worth(state)
        if not worth.size:
            return int(self._unknown[place])
        cost = (worth + self._events[:, place, None]).max(axis=0).min()
        return int(self._unknown[place]) + max(0, int(np.ceil(cost - ROUNDED)))

    def _worth(self, state: int) -> Floats:
        """Return, per price, what lies between the members of a state and the final markings."""
        net = self._net
        members = net._states.members(state)
        if not members or len(members) > WIDE:
            return np.zeros((0, 0))
        markings = np.array([net.marking(member) for member in members])
        if net._prefixes:
            return np.asarray(-self._tokens @ markings.T)
        between = net._finals[:, None, :] - markings[None, :, :]
        return np.asarray(self._tokens @ between.reshape(-1, markings.shape[1]).T)
