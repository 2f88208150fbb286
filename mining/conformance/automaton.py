"""A design as a trimmed, silent-free, deterministic, minimal automaton.

What a design accepts is a set of step sequences, and the cost of an alignment depends on that set alone. So a net of
hundreds of markings is aligned as an automaton of a few states, and two designs that accept the same are the same.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.conformance.behaviour import Behaviour
from mining.conformance.determinised import Determinised
from mining.errors import ModelError

States = npt.NDArray[np.int32]


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
    while state < whole.size:  # grows while it is walked
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
    kind: npt.NDArray[np.intp] = final.astype(np.intp)
    count = len(np.unique(kind))
    while True:
        rows = np.column_stack([kind, np.where(table >= 0, kind[table], -1)]).astype(np.int32)
        _, kind = np.unique(np.ascontiguousarray(rows).view([("", rows.dtype)] * rows.shape[1]).ravel(), return_inverse=True)
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
