"""In which share of the cases a target is kept, before and after parts of the cases' time are taken away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.matching import Matched
from mining.timeliness.limits import ids_of
from mining.timeliness.measured import Measured, measured
from mining.waste.hours.rota import Rota
from mining.waste.instances.placed import Ints, Mask
from mining.waste.savings.clocked import Recounted, clocked
from mining.waste.savings.pieces import Pieces

WITHIN: dict[str, type[pl.DataType] | pl.DataType] = {
    "without": pl.String,
    "target": pl.String,
    "judged": pl.Int64,
    "share_before": pl.Float64,
    "share_after": pl.Float64,
    "reason": pl.String,
}


@dataclass(frozen=True, eq=False)
class Kept:
    """One target, held against the closed cases of a log, and against the same cases with pieces of their time taken away.

    As in `mining.conform`, a case keeps it if none of its stretches is too long, and the cases judged are the closed ones
    with a stretch that can be. Of a stretch, what the clock of the target counts of the pieces inside it is taken out: the
    pieces are gone, all else stays as it was, later moments only come sooner. So

    - a state in which the clock stops, and time outside the calendar, saves nothing;
    - what is taken out stood where it stood: later work is not laid anew into the calendar. Where those who work have the
      calendar of the target, that is the same; else, work that would come to lie in its hours or outside them can make the
      share greater or less;
    - a limit in working days is held against the day to which the end comes back by as much working time (from a morning
      into the afternoon before), or by as much time, whichever is sooner;
    - rework that is taken away takes no time. Its moments are not forgotten: a target still ends with the last time of its
      step, which then comes right after what came before it.

    Attributes:
        name: id of the target.
        stretches: those judged.
        untold: why there are none; None if there are some.
        first, last: the pieces inside each stretch, as places in `Pieces`: from the first to before the last.
        counted: what the clock counts of each of the pieces; None: not needed.
        in_days: the same by the calendar of working days.
        elapsed: how long each of the pieces is; None where no limit is in working days.
    """

    name: str
    stretches: Measured
    untold: str | None
    first: Ints
    last: Ints
    counted: Ints | None
    in_days: Ints | None
    elapsed: Ints | None

    @cached_property
    def cases(self) -> int:
        """How many are judged."""
        return int(np.unique(self.stretches.case).size)

    def share(self, taken: Mask | None = None, part: float = 1.0) -> float | None:
        """Return the share of the cases judged that keep it, with `part` of the pieces `taken` away; None without cases."""
        if not self.cases:
            return None
        late = self.stretches.late(None if taken is None else self.saved(taken, part))
        return (self.cases - int(np.unique(self.stretches.case[late]).size)) / self.cases

    def saved(self, taken: Mask, part: float) -> tuple[Ints, Ints]:
        """Return how much less each stretch takes with `part` (0..1) of the pieces `taken` away, in microseconds.

        As the clock counts it, and elapsed; the latter only where the limit is in working days, else 0.
        """
        days = self.stretches.in_days
        counted, elapsed = (np.zeros(self.first.size, dtype=np.int64) for _ in range(2))
        sums = ((self.counted, counted, ~days), (self.in_days, counted, days), (self.elapsed, elapsed, days))
        for lengths, saved, mine in sums:
            if lengths is not None:
                upto = np.concatenate([[0], np.cumsum(np.where(taken, lengths, 0))])
                saved[mine] = np.round((upto[self.last] - upto[self.first]) * part)[mine]
        return counted, elapsed


def kept(matched: Matched, pieces: Pieces, rota: Rota, recounted: Recounted) -> Iterator[Kept]:
    """Yield every target of the blueprint, in the order of the file.

    Args:
        matched: the log beside the blueprint.
        pieces: of the same log, in the likely scenario.
        rota: of those who work.
        recounted: see `mining.waste.savings.clocked.clocked`.

    Raises:
        CalendarError: the calendar of a target is not stated, or has no zone.
    """
    targets = matched.blueprint.targets
    closed = ~matched.log.cases["open"].to_numpy()
    for target, name in zip(targets, ids_of(targets), strict=True):
        found = measured(matched, target)
        judged = found.known & closed[found.case]
        untold = None if judged.any() else found.untold(closed[found.case])
        stretches = found.of(judged)
        days = stretches.in_days
        yield Kept(
            name,
            stretches,
            untold,
            _first_from(pieces, stretches.case, stretches.begin),
            _first_from(pieces, stretches.case, stretches.end),
            clocked(pieces, found.clock, rota, recounted) if not days.all() else None,
            clocked(pieces, found.clock.of_days, rota, recounted) if days.any() else None,
            pieces.found.length if days.any() else None,
        )


def rows_within(
    without: str, taken: Mask, part: float, targets: Sequence[tuple[Kept, float | None]]
) -> Iterator[dict[str, Any]]:
    """Yield a row of `WITHIN` per target; `targets` are those of `kept`, each with its share before."""
    for target, before in targets:
        yield {
            "without": without,
            "target": target.name,
            "judged": target.cases,
            "share_before": before,
            "share_after": target.share(taken, part),
            "reason": target.untold,
        }


def _first_from(pieces: Pieces, case: Ints, moment: Ints) -> Ints:
    """Return the first piece of each case that begins at the moment or later, or that of the next case: by halving."""
    low, high = (np.searchsorted(pieces.found.case, case, side=side) for side in ("left", "right"))
    asking = np.flatnonzero(low < high)
    while asking.size:
        middle = (low[asking] + high[asking]) // 2
        before = pieces.begin[middle] < moment[asking]
        low[asking] = np.where(before, middle + 1, low[asking])
        high[asking] = np.where(before, high[asking], middle)
        asking = asking[low[asking] < high[asking]]
    return low
