"""What a design allows, state by state: the one face that nets and flows show to everything after them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

SILENT = -1
"""Stands for the step of a move that nobody sees."""


class Behaviour(Protocol):
    """A design that can be walked through: states are integers, made on demand.

    Attributes:
        steps: ids of the visible steps in designed order; a step is its position here.
        initial: where every run begins.
    """

    @property
    def steps(self) -> tuple[str, ...]:
        """Ids of the visible steps in designed order."""

    @property
    def initial(self) -> int:
        """The state in which every run begins."""

    def moves(self, state: int) -> Sequence[tuple[int, int]]:
        """Return every (step or SILENT, next state)."""

    def is_final(self, state: int) -> bool:
        """Whether a run may end here."""

    def needed(self, state: int) -> int:
        """Bit mask of steps that every run from here to an end takes (0 where that is not known)."""

    def possible(self, state: int) -> int:
        """Bit mask of steps that some run from here may take (all where that is not known)."""


class OverBudgetError(Exception):
    """A design has more states than the caller wanted to look at."""
