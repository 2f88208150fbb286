"""How long a target lets each case take, and the names and limits of targets as text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from mining.attributes import Ints, coded, column_of
from mining.blueprint.durations import duration_text
from mining.blueprint.labels import normalised
from mining.blueprint.matching import Matched
from mining.blueprint.targets import Target, WorkingDays

Mask = npt.NDArray[np.bool_]
NO_LIMIT = -1


@dataclass(frozen=True, eq=False)
class Limits:
    """How long each of some stretches may take; one entry per stretch.

    Attributes:
        micros: microseconds, int64; NO_LIMIT where it is another limit, or none.
        days: working days, float64; NO_LIMIT the same.
        promised: whether there is one.
        untold: whether there is none only because the attribute that decides is not known.
    """

    micros: Ints
    days: npt.NDArray[np.float64]
    promised: Mask
    untold: Mask

    def of(self, keep: Mask) -> Limits:
        """Return those of some stretches."""
        return Limits(self.micros[keep], self.days[keep], self.promised[keep], self.untold[keep])


def limits_of(matched: Matched, target: Target, case: Ints) -> Limits:
    """Return the limit of each stretch of a target, whose cases are `case`.

    A case whose value of the attribute is not known, or that no level is for, has the limit without a level, if any.
    """
    level_of = np.full(matched.log.cases.height, -1, dtype=np.int64)
    told = np.full(matched.log.cases.height, target.by is None)
    levels = {normalised(level): number for number, (level, _) in enumerate(target.within) if level is not None}
    if target.by is not None and (column := column_of(matched.log, target.by)) is not None:
        names, codes = coded(column)
        fits = np.array([*(levels.get(normalised(name), -1) for name in names), -1])
        rows = np.flatnonzero(codes >= 0)
        of_case, first = np.unique(matched.log.case_codes[rows], return_index=True)
        level_of[of_case] = fits[codes[rows[first]]]
        told[of_case] = True
    default = next((number for number, (level, _) in enumerate(target.within) if level is None), -1)
    chosen = np.where(level_of[case] >= 0, level_of[case], default)
    withins = [within for _, within in target.within]
    micro = [NO_LIMIT if isinstance(w, WorkingDays) else w // timedelta(microseconds=1) for w in withins]
    days = [w.days if isinstance(w, WorkingDays) else float(NO_LIMIT) for w in withins]
    return Limits(
        np.array([*micro, NO_LIMIT])[chosen],
        np.array([*days, float(NO_LIMIT)])[chosen],
        chosen >= 0,
        (chosen < 0) & ~told[case],
    )


def limits_text(target: Target) -> str:
    """Return the limits of a target as the file has them: ``40 min``, ``P1 20 min, else 2 h``."""
    parts = []
    for level, within in target.within:
        text = f"{within.days:g} working d" if isinstance(within, WorkingDays) else duration_text(within)
        alone = len(target.within) == 1 and level is None
        parts.append(text if alone else f"{'else' if level is None else level} {text}")
    return ", ".join(parts)


def ids_of(targets: Iterable[Target]) -> list[str]:
    """Return the id of every target: one that is there already is numbered."""
    seen: dict[str, int] = {}
    ids = []
    for target in targets:
        seen[target.id] = seen.get(target.id, 0) + 1
        ids.append(target.id if seen[target.id] == 1 else f"{target.id}:{seen[target.id]}")
    return ids
