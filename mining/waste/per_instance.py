"""Hours of single instances: what staff works on each, and the waiting of its case that was charged to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.waste.arithmetic.ranges import case_ranges
from mining.waste.instances.placed import Ints
from mining.waste.learnt import Groundwork
from mining.waste.ledger.accounted import accounted
from mining.waste.ledger.sweep import WAITING, stretches
from mining.waste.money.cost import NO_RATE, priced
from mining.waste.open_cases.next_steps import next_lanes, overruled


@dataclass(frozen=True, eq=False)
class InstanceHours:
    """Microseconds per instance, in the scenarios of little, likely and much work.

    Attributes:
        staff: service time of staff, shared where one person's instances overlap; 0 for what is not done by staff.
        waits: waiting of the case charged to the instance: nobody worked, and it was the next to start.
        known: whether the instance has a likely value.
        rate: money per staff hour on its day; NaN: none.
        currency: of the rate; None where nobody names one.
    """

    staff: tuple[Ints, Ints, Ints]
    waits: tuple[Ints, Ints, Ints]
    known: npt.NDArray[np.bool_]
    rate: npt.NDArray[np.float64]
    currency: tuple[str | None, ...]


def instance_hours(ground: Groundwork) -> InstanceHours:
    """Return the hours of every instance of a log.

    Raises:
        CalendarError: as in `mining.waste`.
        TimeError: the log has no times.
    """
    seen, log = ground.placed, ground.placed.log
    log.needs_sums("the hours of deviations")
    ground.holds_staffing()
    scenarios, again = ground.scenarios, ground.passes.rework
    known = scenarios[1].known | seen.started_only | (scenarios[2].end == scenarios[2].start)
    told, after = np.append(overruled(seen)[seen.step], -1).astype(np.int32), next_lanes(seen)
    waits: list[Ints] = []
    for number, service in enumerate(scenarios):
        same = next((k for k in range(number) if scenarios[k] is service), None)
        if same is not None:
            waits.append(waits[same])
            continue
        sums = np.zeros(log.instances, dtype=np.int64)
        for first, last, _ in case_ranges(log):
            # As the ledger does: of a gap that may have been worked, the hours outside the calendar are waiting.
            found = accounted(stretches(seen, service, again, first, last), service, ground.rota, None, told, after)
            waiting = (found.what == WAITING) & (found.row >= 0)
            np.add.at(sums, found.row[waiting], found.length[waiting])
        waits.append(sums)
    rate = np.full(log.instances, np.nan)
    currency: list[str | None] = [None] * log.instances
    if seen.blueprint is not None:
        prices, price = priced(seen, seen.blueprint)
        rows = np.flatnonzero(price != NO_RATE)
        rate[rows] = prices["rate"].gather(price[rows]).to_numpy()
        for row, name in zip(rows.tolist(), prices["currency"].gather(price[rows]).to_list(), strict=True):
            currency[row] = name
    staff = tuple(np.where(seen.staff, shares, 0) for shares in ground.shared)
    return InstanceHours((staff[0], staff[1], staff[2]), (waits[0], waits[1], waits[2]), known, rate, tuple(currency))
