"""What is taken away: all waiting, the waiting of one cause, or rework, everywhere or before one step, wholly or in part."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mining.errors import SavingsError
from mining.waste.ledger.accounted import CAUSES

AGAIN = "rework"
WAITED = "waiting"
REMOVABLE = (WAITED, *(cause for cause in CAUSES if cause is not None), AGAIN)
"""What can be taken away: all waiting, the waiting of one cause, rework with the waiting before it."""
_WITHOUT = re.compile(r"\s*([a-z]+)\s*(?::\s*(.+?))?\s*=\s*(\d{1,3}(?:\.\d+)?)\s*%\s*")


@dataclass(frozen=True)
class Without:
    """A cause (or all waiting, or rework), everywhere or before one step, of which a part (0..1) is taken away."""

    cause: str
    step: str | None = None
    part: float = 1.0

    @classmethod
    def of(cls, text: str) -> Without:
        """Return what ``CAUSE[:STEP]=50%`` says.

        Raises:
            SavingsError: it says something else.

        >>> Without.of("contention:cook=50%")
        Without(cause='contention', step='cook', part=0.5)
        """
        found = _WITHOUT.fullmatch(text)
        if found is None or found[1] not in REMOVABLE or float(found[3]) > 100:
            raise SavingsError.unreadable(text, REMOVABLE)
        return cls(found[1], found[2], float(found[3]) / 100)

    @property
    def text(self) -> str:
        """As it is written."""
        return f"{self.cause}{f':{self.step}' if self.step else ''}={self.part * 100:g}%"
