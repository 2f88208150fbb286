"""The pieces of the cases' time that can be taken away: waiting and rework, each in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from mining.waste.arithmetic.ranges import case_ranges
from mining.waste.causes.idle import Idle
from mining.waste.hours.service import Service
from mining.waste.instances.placed import Codes, Ints, Mask, Placed
from mining.waste.learnt import Groundwork, Learnt
from mining.waste.ledger.accounted import CAUSES, Accounted, accounted, hours_of
from mining.waste.ledger.sweep import AFTER, REWORK, WAITED_IN, WAITING, stretches
from mining.waste.open_cases.next_steps import next_lanes, overruled
from mining.waste.savings.without import Without


@dataclass(frozen=True, eq=False)
class Pieces:
    """Waiting and rework of the cases in one scenario, in order of case and time.

    No moment at which anything of the case begins or ends lies within a stretch, so that every piece lies wholly on one
    side of it.

    Attributes:
        found: the pieces.
        rework: whether the step (or activity) of each is done again.
        begin: where the stretch of the case begins that the piece is, or is a part of; microseconds since 1970 UTC.
        stretch: how long it is.
        hours: by whose calendar it is measured (see `mining.waste.hours.rota.Rota`), int16.
        service: when every instance lasts.
        idle: causes of the waiting; None where the log cannot tell.
    """

    found: Accounted
    rework: Mask
    begin: Ints
    stretch: Ints
    hours: npt.NDArray[np.int16]
    service: Service
    idle: Idle | None

    def chosen(self, without: Without, named: Mask) -> Mask:
        """Mark the pieces that are taken away, wholly or in part.

        Args:
            without: what is taken away.
            named: whether each instance is of the step that is meant, with one more entry for none.
        """
        what, delay = self.found.what, self.rework & (self.found.what == WAITING)
        idle = (what == WAITING) | (what == AFTER)
        match without.cause:
            case "rework":
                chosen = (what == REWORK) | delay
            case "waiting":
                chosen = idle | (what == WAITED_IN)
            case cause:
                chosen = (idle | (what == WAITED_IN)) & (self.found.cause == CAUSES.index(cause))
        taken: Mask = chosen & named[self.found.row]
        return taken


def pieces_of(ground: Groundwork) -> Iterator[Pieces]:
    """Yield the waiting and the rework of each scenario; the same object where scenarios are one."""
    seen, learnt, again = ground.placed, ground.learnt, ground.passes.rework
    told, after = np.append(overruled(seen)[seen.step], -1).astype(np.int32), next_lanes(seen)
    done: list[tuple[object, Pieces]] = []
    for number, service in enumerate(ground.scenarios):
        before = next((pieces for known, pieces in done if known is service), None)
        if before is None:
            causes = learnt.idle[number] if learnt.idle else None
            parts = [
                _taken(seen, learnt, service, causes, again, (told, after), (first, last))
                for first, last, _ in case_ranges(seen.log)
            ] or [tuple(np.zeros(0, dtype=np.int64) for _ in range(len(fields(Accounted)) + 3))]
            *columns, begin, stretch, hours = (np.concatenate(column) for column in zip(*parts, strict=True))
            found = Accounted(*columns)
            before = Pieces(found, np.append(again, False)[found.row], begin, stretch, hours, service, causes)
            done.append((service, before))
        yield before


def _taken(
    seen: Placed,
    learnt: Learnt,
    service: Service,
    causes: Idle | None,
    again: Mask,
    lanes: tuple[Codes, Codes],
    cases: tuple[int, int],
) -> tuple[npt.NDArray[np.integer], ...]:
    """Return the columns of the pieces of some cases, then where their stretches begin, their lengths, and whose hours."""
    whole = stretches(seen, service, again, *cases)
    told, after = lanes
    # The stretch takes the place of the case, so that each piece tells in which it lies.
    named = replace(whole, case=np.arange(whole.case.size))
    found = accounted(named, service, learnt.rota, causes, told, after[whole.case])
    keep = np.flatnonzero(np.isin(found.what, (WAITING, AFTER, WAITED_IN, REWORK)))
    keep = keep[np.argsort(found.case[keep], kind="stable")]
    place = found.case[keep]
    columns = {field.name: getattr(found, field.name)[keep] for field in fields(Accounted)}
    hours = hours_of(whole, learnt.rota, told, after)
    return *(columns | {"case": whole.case[place]}).values(), whole.begin[place], whole.length[place], hours[place]
