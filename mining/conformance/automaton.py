"""A design as a trimmed, silent-free, deterministic, minimal automaton.

What a design accepts is a set of step sequences, and the cost of an alignment depends on that set alone. So a net of
hundreds of markings is aligned as an automaton of a few states, and two designs that accept the same are the same.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.conformance.behaviour import SILENT, Behaviour, OverBudgetError
from mining.errors import ModelError

States = npt.NDArray[np.int32]


class Determinised:
    """A behaviour without silent moves and with at most one next state per step, made on demand and remembered.

    A state is the set of the behaviour's states that one sequence of steps can lead to.

    Args:
        behaviour: the design.
        budget: how many of the behaviour's states may be looked at; then OverBudgetError is raised.
    """

    def __init__(self, behaviour: Behaviour, budget: int) -> None:
        self._behaviour = behaviour
        self._budget = budget
        self._closures: dict[int, frozenset[int]] = {}
        self._visible: dict[int, list[tuple[int, int]]] = {}
        self._silent: dict[int, list[int]] = {}
        self._members: list[frozenset[int]] = []
        self._numbers: dict[frozenset[int], int] = {}
        self._moves: list[dict[int, int] | None] = []
        self._finals: list[bool] = []
        self.steps = behaviour.steps
        self.initial = self._state(self._closure(behaviour.initial))

    def _look(self, state: int) -> None:
        if len(self._visible) >= self._budget:
            raise OverBudgetError
        visible, silent = [], []
        for step, reached in self._behaviour.moves(state):
            if step == SILENT:
                silent.append(reached)
            else:
                visible.append((step, reached))
        self._visible[state], self._silent[state] = visible, silent

    def _closure(self, state: int) -> frozenset[int]:
        """Return the states reached without a visible step that can do something visible or end."""
        known = self._closures.get(state)
        if known is None:
            seen, stack, kept = {state}, [state], []
            while stack:
                current = stack.pop()
                if current not in self._visible:
                    self._look(current)
                if self._visible[current] or self._behaviour.is_final(current):
                    kept.append(current)
                for reached in self._silent[current]:
                    if reached not in seen:
                        seen.add(reached)
                        stack.append(reached)
            known = self._closures[state] = frozenset(kept)
        return known

    def _state(self, members: frozenset[int]) -> int:
        number = self._numbers.setdefault(members, len(self._members))
        if number == len(self._members):
            if number >= self._budget:
                raise OverBudgetError
            self._members.append(members)
            self._moves.append(None)
            self._finals.append(any(map(self._behaviour.is_final, members)))
        return number

    def moves(self, state: int) -> dict[int, int]:
        """Return step -> next state."""
        known = self._moves[state]
        if known is None:
            reached: dict[int, set[int]] = {}
            for member in self._members[state]:
                for step, to in self._visible[member]:
                    reached.setdefault(step, set()).update(self._closure(to))
            known = {step: self._state(frozenset(reached[step])) for step in sorted(reached) if reached[step]}
            self._moves[state] = known
        return known

    def is_final(self, state: int) -> bool:
        """Whether a run may end here."""
        return self._finals[state]

    def needed(self, state: int) -> int:
        """Bit mask of steps that every run from here takes."""
        mask = -1
        for member in self._members[state]:
            mask &= self._behaviour.needed(member)
        return max(mask, 0)

    def possible(self, state: int) -> int:
        """Bit mask of steps that some run from here may take."""
        mask = 0
        for member in self._members[state]:
            mask |= self._behaviour.possible(member)
        return mask


@dataclass(frozen=True, eq=False)
class Automaton:
    """A deterministic, minimal automaton in which every state lies on a way from the beginning to an end.

    Attributes:
        steps: ids of the steps in designed order.
        next: int32 (states, steps): the next state, -1 where the step is not allowed. State 0 is the beginning; states
            are numbered as met from there, breadth first, steps in designed order.
        final: bool (states): whether a run may end there.
    """

    steps: tuple[str, ...]
    next: States
    final: npt.NDArray[np.bool_]

    @property
    def size(self) -> int:
        """Number of states."""
        return len(self.final)

    @property
    def initial(self) -> int:
        """The state in which every run begins: 0."""
        return 0

    def accepts(self, steps: tuple[int, ...]) -> bool:
        """Whether a sequence of steps (positions in `steps`) is a run."""
        state = 0
        for step in steps:
            state = int(self.next[state, step])
            if state < 0:
                return False
        return bool(self.final[state])


def automaton(behaviour: Behaviour, *, budget: int) -> Automaton:
    """Return the minimal automaton of a design.

    Args:
        behaviour: the design.
        budget: how many of its states may be looked at.

    Raises:
        OverBudgetError: there are more.
        ModelError: no run ever ends.
    """
    whole = Determinised(behaviour, budget)
    rows = []
    state = 0
    while state < len(whole._members):  # grows while it is walked
        rows.append(whole.moves(state))
        state += 1
    table = np.full((len(rows), len(behaviour.steps)), -1, dtype=np.int32)
    for number, row in enumerate(rows):
        for step, reached in row.items():
            table[number, step] = reached
    return _minimal(behaviour.steps, *_trimmed(table, np.array([whole.is_final(k) for k in range(len(rows))], dtype=bool)))


def _trimmed(table: States, final: npt.NDArray[np.bool_]) -> tuple[States, npt.NDArray[np.bool_]]:
    """Leave out the states from which no run can end."""
    useful = final.copy()
    while True:
        more = useful | ((table >= 0) & useful[table]).any(axis=1)
        if (more == useful).all():
            break
        useful = more
    if not useful[0]:
        raise ModelError(
            "the design can never end: no final state can be reached from its beginning.",
            remedy="mend the model, or its final marking.",
        )
    number = np.where(useful, np.cumsum(useful) - 1, -1).astype(np.int32)
    kept = table[useful]
    return np.where(kept >= 0, number[kept], -1).astype(np.int32), final[useful]


def _minimal(steps: tuple[str, ...], table: States, final: npt.NDArray[np.bool_]) -> Automaton:
    """Merge states that allow the same futures (Moore: refine by the classes of the next states until nothing splits)."""
    kind = final.astype(np.int32)
    count = len(np.unique(kind))
    while True:
        rows = np.column_stack([kind, np.where(table >= 0, kind[table], -1)]).astype(np.int32)
        _, kind = np.unique(np.ascontiguousarray(rows).view([("", rows.dtype)] * rows.shape[1]).ravel(), return_inverse=True)
        kind = kind.astype(np.int32)
        if kind.max() + 1 == count:
            break
        count = int(kind.max()) + 1
    first = np.zeros(count, dtype=np.int64)
    first[kind[::-1]] = np.arange(len(kind))[::-1]
    merged = np.where(table[first] >= 0, kind[table[first]], -1)
    order, queue, place = [int(kind[0])], deque([int(kind[0])]), {int(kind[0]): 0}
    while queue:
        for reached in merged[queue.popleft()].tolist():
            if reached >= 0 and reached not in place:
                place[reached] = len(order)
                order.append(reached)
                queue.append(reached)
    number = np.full(count, -1, dtype=np.int32)
    number[order] = np.arange(len(order), dtype=np.int32)
    ordered = merged[order]
    return Automaton(steps, np.where(ordered >= 0, number[ordered], -1).astype(np.int32), final[first[order]])
