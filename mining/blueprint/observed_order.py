"""Which label comes before which in the cases, looking at first occurrences only; learnt from a sample of cases."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.log import EventLog

CASES = 2000
"""Cases that are looked at, evenly spread over the log: shares are then known to a few per cent."""
NEVER = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class ObservedOrder:
    """First places of labels in cases.

    Attributes:
        first: int32 (cases, groups): place of the first instance of a group of labels in the case; NEVER where none.
        length: int32 (cases): instances per case.
    """

    first: npt.NDArray[np.int32]
    length: npt.NDArray[np.int32]

    @classmethod
    def of(cls, log: EventLog, groups: npt.NDArray[np.int32], count: int) -> ObservedOrder:
        """Learn from a log; `groups` says for every label which group it belongs to, -1: none."""
        total = log.cases.height
        chosen = np.unique(np.linspace(0, max(total - 1, 0), min(CASES, total)).astype(np.int64))
        first = np.full((len(chosen), count), NEVER, dtype=np.int32)
        codes = groups[log.activity_codes] if log.instances else np.zeros(0, dtype=np.int32)
        for row, case in enumerate(chosen):
            own = codes[log.offsets[case] : log.offsets[case + 1]]
            places = np.flatnonzero(own >= 0)[::-1]
            first[row, own[places]] = places
        return cls(first, np.diff(log.offsets)[chosen].astype(np.int32) if total else np.zeros(0, dtype=np.int32))

    def before(self, one: int, other: int) -> tuple[float, int]:
        """Return the share of the cases with both in which `one` comes first, and how many they are."""
        both = (self.first[:, one] != NEVER) & (self.first[:, other] != NEVER)
        cases = int(both.sum())
        return (float((self.first[both, one] < self.first[both, other]).mean()) if cases else 0.5), cases

    def mean_place(self, group: int) -> float | None:
        """Return the mean first place, 0 the beginning to 1 the end of the case; None where it never occurs."""
        there = self.first[:, group] != NEVER
        if not there.any():
            return None
        return float((self.first[there, group] / np.maximum(self.length[there] - 1, 1)).mean())
