"""The states of a design as an alignment walks them: at most one next state per step, and what is still to come."""

from __future__ import annotations

from typing import Protocol

from mining.conformance.automaton import Automaton


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
