"""What a move that deviates costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from mining.errors import ModelError

MOST = 1_000_000
"""The highest cost of one move: sums over long traces and many cases stay exact."""


@dataclass(frozen=True)
class Costs:
    """Costs of moves: whole numbers from 1 on; synchronous moves and silent steps cost nothing.

    Attributes:
        log: of an event that the design has no place for.
        model: of a designed step that is missing.
        steps: other costs of some steps, by id (of a net: by label): one number for both kinds, or (log, model).

    >>> Costs(steps={"identify": 5}).for_steps(("greet", "identify")).log.tolist()    # the last: unknown activities
    [1, 5, 1]
    """

    log: int = 1
    model: int = 1
    steps: Mapping[str, int | tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        given = {"log": self.log, "model": self.model}
        for step, cost in self.steps.items():
            both = cost if isinstance(cost, tuple) else (cost, cost)
            given |= dict(zip((f'log move of "{step}"', f'model move of "{step}"'), both, strict=True))
        for name, cost in given.items():
            if isinstance(cost, bool) or not isinstance(cost, int) or not 1 <= cost <= MOST:
                raise ModelError(
                    f"a move must cost a whole number from 1 to {MOST:,}; {name}: {cost!r}.",
                    remedy="costs are compared with each other: 2 and 1 instead of 1 and 0.5. "
                    "A move that costs nothing would let a case fit that does not.",
                )

    def with_ids(self, steps: Sequence[str], names: Sequence[str]) -> Costs:
        """Return the costs with ids in place of the steps' names.

        >>> Costs(steps={"Check identity": 5}).with_ids(["identify"], ["Check identity"]).steps
        {'identify': 5}
        """
        ids = dict(zip(names, steps, strict=True)) | {step: step for step in steps}
        return replace(self, steps={ids.get(step, step): cost for step, cost in self.steps.items()})

    def for_steps(self, steps: Sequence[str]) -> Weights:
        """Return the costs in the order of a design's steps.

        Args:
            steps: ids of the design's steps.

        Raises:
            ModelError: a cost is given for a step that the design does not have.
        """
        numbers = {step: number for number, step in enumerate(steps)}
        log = np.full(len(steps) + 1, self.log, dtype=np.int64)
        model = np.full(len(steps), self.model, dtype=np.int64)
        for step, cost in self.steps.items():
            if step not in numbers:
                raise ModelError(
                    f'a cost is given for "{step}", which is no step of the design.',
                    found=", ".join(steps[:20]),
                    remedy="take the id of a step; for a net, its label.",
                )
            log[numbers[step]], model[numbers[step]] = cost if isinstance(cost, tuple) else (cost, cost)
        return Weights(log, model)

    def to_dict(self) -> dict[str, object]:
        """Return the costs for JSON."""
        both = {step: cost if isinstance(cost, tuple) else (cost, cost) for step, cost in self.steps.items()}
        return {
            "log": self.log,
            "model": self.model,
            "steps": {step: {"log": log, "model": model} for step, (log, model) in both.items()},
        }


UNIT = Costs()
"""Every move that deviates costs 1."""


@dataclass(frozen=True, eq=False)
class Weights:
    """Costs in the order of a design's steps.

    Attributes:
        log: int64 (steps + 1): of a log move of each step; last, of an activity that the design does not know.
        model: int64 (steps): of a model move of each step.
    """

    log: npt.NDArray[np.int64]
    model: npt.NDArray[np.int64]

    @classmethod
    def unit(cls, steps: int) -> Weights:
        """Return costs of 1 for so many steps."""
        return cls(np.ones(steps + 1, dtype=np.int64), np.ones(steps, dtype=np.int64))

    def of_events(self, flat: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the cost of a log move of every event; any number that is no step's is an unknown activity."""
        known = len(self.model)
        return self.log[np.where((flat >= 0) & (flat < known), flat, known)]
