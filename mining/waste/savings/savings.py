"""What if: a cause of waiting, or rework, were there in part only; each case's own timeline closes up where it stood.

An upper bound: of contention that is removed in one place a part comes back in another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.model import Blueprint
from mining.errors import SavingsError
from mining.hours import hours_of
from mining.local_time import local_days
from mining.log import EventLog
from mining.variation import Variation, blocks_of
from mining.waste.causes.idle import Idle, Seen, idle, seen_at_work
from mining.waste.hours.rota import Rota
from mining.waste.hours.service import SCENARIOS
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import Ints, Mask, Placed
from mining.waste.learnt import Groundwork
from mining.waste.ledger.accounted import CAUSES
from mining.waste.ledger.sweep import REWORK, WAITED_IN, WAITING
from mining.waste.savings.clocked import Recounted
from mining.waste.savings.pieces import Pieces, pieces_of
from mining.waste.savings.within import WITHIN, kept, rows_within
from mining.waste.savings.without import AGAIN, WAITED, Without
from mining.working_time.calendars import Calendar

MOST = 10
SAVINGS: dict[str, type[pl.DataType] | pl.DataType] = {
    "without": pl.String,
    "cause": pl.String,
    "step": pl.String,
    "part": pl.Float64,
    **dict.fromkeys(SCENARIOS, pl.Duration("us")),
    "interval_low": pl.Duration("us"),
    "interval_high": pl.Duration("us"),
    "cases": pl.Int64,
    "median_before": pl.Duration("us"),
    "median_after": pl.Duration("us"),
}


@dataclass(frozen=True, eq=False)
class Savings:
    """What would be saved; upper bounds, never added to each other where they overlap.

    Attributes:
        frame: one row per thing taken away: ``without`` (as written), ``cause``, ``step``, ``part``; ``low``, ``likely``,
            ``high`` (Duration[us]: hours of case time saved in each scenario), ``interval_low``, ``interval_high`` (95 %
            interval of the likely hours from case to case; null with few weeks), ``cases`` (that save any),
            ``median_before``, ``median_after`` (of the flow time of closed cases, likely scenario).
        within: per target of the blueprint: ``without``, ``target``, ``judged`` (closed cases, as in `mining.conform`),
            ``share_before``, ``share_after`` (of them that keep it, likely scenario; see
            `mining.waste.savings.within.Kept`), ``reason`` (why no case can be judged, one of
            `mining.timeliness.measured.UNTOLD`, and both shares are null).
    """

    frame: pl.DataFrame
    within: pl.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON keys of ``mining waste --without``."""
        return {
            "savings": [
                {
                    **{key: row[key] for key in ("without", "cause", "step", "part", "cases")},
                    "hours": {name: hours_of(row[name]) for name in SCENARIOS},
                    "interval_hours": {side: hours_of(row[f"interval_{side}"]) for side in ("low", "high")},
                    "median_flow_time_hours": {side: hours_of(row[f"median_{side}"]) for side in ("before", "after")},
                    "upper_bound": True,
                    "within": [
                        {key: value for key, value in target.items() if key != "without"}
                        for target in self.within.filter(pl.col("without") == row["without"]).iter_rows(named=True)
                    ],
                }
                for row in self.frame.iter_rows(named=True)
            ]
        }


def savings(
    log: EventLog,
    blueprint: Blueprint | None = None,
    *,
    without: Sequence[Without] = (),
    staffing: Staffing | None = None,
) -> Savings:
    """Say what would be saved if parts of causes were not there, each by itself.

    Args:
        log: the log.
        blueprint: the designed service.
        without: what to take away; nothing: the ten pairs of cause and step that save most.
        staffing: as in `mining.waste`.

    Raises:
        TimeError: the log has no times.
        SavingsError: a step or activity that is named is not there.
    """
    log.needs_sums("what could be saved")
    ground = Groundwork.of(log, blueprint, staffing)
    seen = ground.placed
    scenarios = list(pieces_of(ground))
    # Where the likely work is not known for anything, what waits if there is little work is ranked.
    wanted = list(dict.fromkeys(without)) or _largest(seen, scenarios[1]) or _largest(seen, scenarios[0])
    rows: list[dict[str, object]] = []
    within: list[dict[str, object]] = []
    targets = []
    if ground.matched is not None:
        found = kept(ground.matched, scenarios[1], ground.rota, recounting(ground, scenarios[1]))
        targets = [(one, one.share()) for one in found]
    drawn = Variation(blocks_of(_days(seen))) if seen.log.cases.height else None
    for one in wanted:
        taken, saved = zip(*_scenarios(seen, scenarios, one, named(seen, one.step)), strict=True)
        rows.append(_row(seen, one, saved, drawn))
        within += rows_within(one.text, taken[1], one.part, targets)
    frame = pl.DataFrame(rows, schema={name: pl.Int64 if d == pl.Duration("us") else d for name, d in SAVINGS.items()})
    frame = frame.with_columns(pl.col(name).cast(dtype) for name, dtype in SAVINGS.items())
    return Savings(frame, pl.DataFrame(within, schema=WITHIN))


def recounting(ground: Groundwork, likely: Pieces) -> Recounted:
    """Return how the causes of the likely waiting are counted by other hours; once for each calendar."""
    done: dict[Calendar | None, Idle] = {}
    at_work: list[Seen] = []

    def recounted(both: Rota) -> Idle:
        if both.only not in done:
            if not at_work:
                at_work.append(seen_at_work(ground.placed, ground.rota, ground.staffing))
            (done[both.only],) = idle(ground.placed, at_work[0], [likely.service], both)
        return done[both.only]

    return recounted


def named(seen: Placed, step: str | None) -> Mask:
    """Mark the instances of a step (by id) or of an activity; one more entry for row -1."""
    if step is None:
        return np.ones(seen.log.instances + 1, dtype=bool)
    if seen.blueprint is not None and step in seen.blueprint.step_index:
        return np.append(seen.step == seen.blueprint.step_index[step], False)
    if step in seen.log.activities:
        return np.append(seen.log.activity_codes == seen.log.activities.index(step), False)
    known = [*(one.id for one in seen.blueprint.steps)] if seen.blueprint else []
    raise SavingsError.unknown_step(step, [*known, *seen.log.activities])


def _scenarios(seen: Placed, scenarios: list[Pieces], without: Without, named: Mask) -> Iterator[tuple[Mask, Ints]]:
    """Yield which pieces of each scenario are taken away, and the microseconds that each case saves."""
    done: list[tuple[Pieces, tuple[Mask, Ints]]] = []
    for pieces in scenarios:
        found = next((found for known, found in done if known is pieces), None)
        if found is None:
            taken = pieces.chosen(without, named)
            sums = np.zeros(seen.log.cases.height, dtype=np.int64)
            np.add.at(sums, pieces.found.case[taken], pieces.found.length[taken])
            found = taken, np.round(sums * without.part).astype(np.int64)
            done.append((pieces, found))
        yield found


def _row(seen: Placed, without: Without, saved: Sequence[Ints], drawn: Variation | None) -> dict[str, object]:
    log = seen.log
    closed = ~log.cases["open"].to_numpy()
    flow = log.case_end_micros - log.arrival_micros if log.cases.height else np.zeros(0, dtype=np.int64)
    spread = drawn.of_total(saved[1]) if drawn else None
    medians = [int(np.median(values[closed])) if closed.any() else None for values in (flow, flow - saved[1])]
    return {
        "without": without.text,
        "cause": without.cause,
        "step": without.step,
        "part": without.part,
        **{name: int(values.sum()) for name, values in zip(SCENARIOS, saved, strict=True)},
        "interval_low": round(spread[0]) if spread else None,
        "interval_high": round(spread[1]) if spread else None,
        "cases": int((saved[1] > 0).sum()),
        "median_before": medians[0],
        "median_after": medians[1],
    }


def _largest(seen: Placed, pieces: Pieces) -> list[Without]:
    """The pairs of cause (or rework) and step that would save most if they were gone, the largest first."""
    found = pieces.found
    names = [*seen.log.activities]
    if seen.blueprint is not None:
        of_label = dict(zip(seen.log.activity_codes.tolist(), seen.step.tolist(), strict=True))
        steps = seen.blueprint.steps
        names = [steps[of_label[k]].id if of_label.get(k, -1) >= 0 else name for k, name in enumerate(names)]
    code = np.append(seen.log.activity_codes.astype(np.int64), -1)[found.row]
    totals: dict[tuple[str, str], int] = {}
    # Where the log does not tell causes, all waiting before a step is what can be named.
    told = bool(((found.cause > 0) & (found.cause < len(CAUSES) - 1)).any())
    for what, chosen in (
        *((cause, (found.cause == CAUSES.index(cause)) & (found.what != REWORK)) for cause in CAUSES if cause is not None),
        *([] if told else [(WAITED, (found.what == WAITING) | (found.what == WAITED_IN))]),
        (AGAIN, (found.what == REWORK) | (pieces.rework & (found.what == WAITING))),
    ):
        rows = np.flatnonzero(chosen & (code >= 0))
        sums = np.zeros(len(names), dtype=np.int64)
        np.add.at(sums, code[rows], found.length[rows])
        for k in np.flatnonzero(sums).tolist():
            totals[what, names[k]] = totals.get((what, names[k]), 0) + int(sums[k])
    # Where all that waits there has one cause, the cause says it.
    single = {(name, total) for (what, name), total in totals.items() if what not in (WAITED, AGAIN)}
    totals = {(what, name): total for (what, name), total in totals.items() if what != WAITED or (name, total) not in single}
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return [Without(cause, step) for (cause, step), _ in ranked]


def _days(seen: Placed) -> Ints:
    days = local_days(seen.log.cases["arrival"], seen.log.timezone)
    return days.cast(pl.Int32).cast(pl.Int64).to_numpy()
