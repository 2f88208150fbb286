"""How two designs differ in the orders that they allow, told by shortest examples."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from mining.blueprint.model import Blueprint
from mining.conformance.automaton import Automaton, automaton
from mining.conformance.behaviour import OverBudgetError
from mining.conformance.model_behaviour import behaviour_of
from mining.errors import ModelError

STATES = 20_000
"""States of a design that are looked at; pairs of states are looked at up to ten times as many."""
EXAMPLES = 3

Order = tuple[str, ...]
"""Ids of steps."""


@dataclass(frozen=True)
class OrderChange:
    """What the order of steps became.

    Attributes:
        allowed_now: shortest orders that only the new design allows, at most three, each parting at another step.
        not_any_more: shortest orders that only the old design allows.
        compared: False where a design has too many states, or no run that ends.
    """

    allowed_now: tuple[Order, ...] = ()
    not_any_more: tuple[Order, ...] = ()
    compared: bool = True

    @property
    def same(self) -> bool:
        """Whether both designs allow exactly the same orders."""
        return self.compared and not self.allowed_now and not self.not_any_more


def order_change(before: Blueprint, after: Blueprint, renamed: Mapping[str, str]) -> OrderChange:
    """Return how the orders allowed by two designs differ.

    Steps are the same where their ids are, or where `renamed` says so (old id -> new id); orders hold the new ids.
    """
    try:
        old, new = (automaton(behaviour_of(blueprint), budget=STATES) for blueprint in (before, after))
    except (OverBudgetError, ModelError):
        return OrderChange(compared=False)
    old = replace(old, steps=tuple(renamed.get(step, step) for step in old.steps))
    return OrderChange(_only(new, old), _only(old, new))


def _only(design: Automaton, other: Automaton) -> tuple[Order, ...]:
    """Return shortest runs of a design that the other one has not; those that part at the same step are told once."""
    theirs = {step: number for number, step in enumerate(other.steps)}
    numbers = [theirs.get(step, -1) for step in design.steps]
    queue: deque[tuple[int, int, Order]] = deque([(0, 0, ())])
    met, parted = {(0, 0)}, set()
    found: list[Order] = []
    while queue and len(found) < EXAMPLES and len(met) < 10 * STATES:
        mine, yours, order = queue.popleft()
        if design.final[mine] and not other.final[yours] and "" not in parted:
            parted.add("")
            found.append(order)
        for number, step in enumerate(design.steps):
            reached = int(design.next[mine, number])
            if reached < 0:
                continue
            answer = -1 if numbers[number] < 0 else int(other.next[yours, numbers[number]])
            if answer < 0:
                if step not in parted and len(found) < EXAMPLES:
                    parted.add(step)
                    found.append((*order, step, *_rest(design, reached)))
            elif (reached, answer) not in met:
                met.add((reached, answer))
                queue.append((reached, answer, (*order, step)))
    return tuple(sorted(found, key=len))


def _rest(design: Automaton, state: int) -> Order:
    """Return a shortest way from a state to an end; ties by the order of the steps."""
    queue: deque[tuple[int, Order]] = deque([(state, ())])
    met = {state}
    while queue:
        at, order = queue.popleft()
        if design.final[at]:
            return order
        for number, step in enumerate(design.steps):
            reached = int(design.next[at, number])
            if reached >= 0 and reached not in met:
                met.add(reached)
                queue.append((reached, (*order, step)))
    raise AssertionError("a state of a trimmed automaton leads to an end")
