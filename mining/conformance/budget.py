"""How much may be spent on alignments before the answer is a bound."""

from __future__ import annotations

from dataclasses import dataclass

from mining.errors import ModelError

PER_STATE = 9_000
"""Bytes per state of a design made on demand, with moves: measured 1 to 2 kB for flows, 6 to 10 for nets of 112 places"""
PER_PAIR = 500
"""Bytes per pair of event and state reached: measured 450."""
FEWEST_PAIRS = 20_000


@dataclass(frozen=True)
class Budget:
    """How much may be spent on alignments before the answer is a bound. Only `seconds` make it depend on the machine.

    Attributes:
        states: states of the design that are made on demand (1 to 2 kB each for flows, up to 9 kB for nets that are none).
        pairs: pairs of event and state reached per distinct trace (some 500 bytes each, freed after the trace).
        in_all: pairs for all traces together (some microseconds each), shared out evenly, but at least 20,000 each.
        seconds: time for all searches together; None: no limit. Traces left by then get bounds that need no search.
    """

    states: int = 150_000
    pairs: int = 1_500_000
    in_all: int = 100_000_000
    seconds: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("states", self.states), ("pairs", self.pairs), ("seconds", self.seconds)):
            if value is not None and not value > 0:
                raise ModelError(f"a budget must be more than 0; {name}: {value!r}.")

    @classmethod
    def of(cls, *, seconds: float | None = None, megabytes: int | None = None) -> Budget:
        """Return a budget in units that people know; what is not given stays as usual.

        >>> Budget.of(megabytes=200).pairs
        200000
        """
        if megabytes is None:
            return cls(seconds=seconds)
        if megabytes < 1:
            raise ModelError(f"a budget must be more than 0; memory: {megabytes} MB.")
        half = megabytes * 1_000_000 // 2
        return cls(states=max(1, half // PER_STATE), pairs=max(1, half // PER_PAIR), seconds=seconds)

    def per_trace(self, traces: int) -> int:
        """Return how many pairs each of so many traces may have."""
        return min(self.pairs, max(FEWEST_PAIRS, self.in_all // max(traces, 1)))


USUAL = Budget()
"""What is spent unless the caller says otherwise."""
