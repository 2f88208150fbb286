"""How well a flow describes traces: which it allows, and how much more than was seen."""

from __future__ import annotations

from dataclasses import dataclass

from mining.blueprint.model import Blueprint
from mining.conformance.flow import FlowBehaviour
from mining.drafting.cuts import Traces

MOST_STATES = 4_000
"""States of a flow that are looked at; one with more stands for so many orders that it says nothing, and counts as unfit."""


@dataclass(frozen=True)
class Fit:
    """What a flow does to traces.

    Attributes:
        cases: of all traces.
        fitting: cases whose trace is a run of the flow.
        precision: of the ways on that the flow allows after each beginning of a fitting trace, the share that some fitting
            trace with this beginning takes; weighted by cases. None where nothing fits.
    """

    cases: int
    fitting: int
    precision: float | None

    @property
    def share(self) -> float:
        """Fitting of all cases."""
        return self.fitting / self.cases if self.cases else 0.0


def fit(traces: Traces, blueprint: Blueprint) -> Fit:
    """Walk every trace through the flow (which is deterministic up to choices: all ways are followed at once)."""
    behaviour = FlowBehaviour(blueprint)
    number = blueprint.step_index
    known: dict[int, dict[int, tuple[int, ...]]] = {}

    def moves(state: int) -> dict[int, tuple[int, ...]]:
        if state not in known:
            found: dict[int, tuple[int, ...]] = {}
            for step, after in behaviour.moves(state):
                found[step] = (*found.get(step, ()), after)
            known[state] = found
        return known[state]

    def allowed(states: frozenset[int]) -> int:
        steps = {step for state in states for step in moves(state)}
        return len(steps) + any(behaviour.is_final(state) for state in states)

    root = frozenset({behaviour.initial})
    fitting = 0
    tree: dict[tuple[int, ...], tuple[frozenset[int], set[int | None], int]] = {}
    for trace, cases in traces.items():
        walked = [root]
        for step in trace:
            after = frozenset(then for state in walked[-1] for then in moves(state).get(number[step], ()))
            if not after:
                break
            walked.append(after)
            if len(known) > MOST_STATES:
                return Fit(sum(traces.values()), 0, None)
        if len(walked) <= len(trace) or not any(behaviour.is_final(state) for state in walked[-1]):
            continue
        fitting += cases
        numbers = tuple(number[step] for step in trace)
        for place, states in enumerate(walked):
            beginning = numbers[:place]
            _, taken, weight = tree.get(beginning, (states, set(), 0))
            taken.add(numbers[place] if place < len(numbers) else None)
            tree[beginning] = (states, taken, weight + cases)
    offered = {states: allowed(states) for states, _, _ in tree.values()}
    total = sum(weight for _, _, weight in tree.values())
    taken_share = sum(weight * len(taken) / offered[states] for states, taken, weight in tree.values())
    return Fit(sum(traces.values()), fitting, taken_share / total if total else None)
