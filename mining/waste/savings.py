"""What if: a cause of waiting, or rework, were there in part only; each case's own timeline closes up where it stood.

An upper bound: of contention that is removed in one place a part comes back in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.targets import Target
from mining.errors import SavingsError
from mining.log import EventLog
from mining.variation import Variation, blocks_of
from mining.waste.accounted import CAUSES, Accounted, accounted
from mining.waste.next_steps import next_lanes, overruled
from mining.waste.placed import Ints, Mask, Placed, placed
from mining.waste.rework import passes
from mining.waste.service import SCENARIOS, services
from mining.waste.staff import Learnt, learn
from mining.waste.staffing import Staffing
from mining.waste.step_moments import NEVER, moments
from mining.waste.sweep import AFTER, REWORK, WAITED_IN, WAITING, case_ranges, stretches

AGAIN = "rework"
WAITED = "waiting"
REMOVABLE = (WAITED, *(cause for cause in CAUSES if cause is not None), AGAIN)
"""What can be taken away: all waiting, the waiting of one cause, rework with the waiting before it."""
MOST = 10
_WITHOUT = re.compile(r"\s*([a-z]+)\s*(?::\s*(.+?))?\s*=\s*(\d{1,3}(?:\.\d+)?)\s*%\s*")

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
WITHIN: dict[str, type[pl.DataType] | pl.DataType] = {
    "without": pl.String,
    "target": pl.String,
    "judged": pl.Int64,
    "share_before": pl.Float64,
    "share_after": pl.Float64,
}


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


@dataclass(frozen=True, eq=False)
class Savings:
    """What would be saved; upper bounds, never added to each other where they overlap.

    Attributes:
        frame: one row per thing taken away: ``without`` (as written), ``cause``, ``step``, ``part``; ``low``, ``likely``,
            ``high`` (Duration[us]: hours of case time saved in each scenario), ``interval_low``, ``interval_high`` (95 %
            interval of the likely hours from case to case; null with few weeks), ``cases`` (that save any),
            ``median_before``, ``median_after`` (of the flow time of closed cases, likely scenario).
        within: per target of the blueprint: ``without``, ``target``, ``judged`` (cases), ``share_before``, ``share_after``
            (of them that keep it). Judged are targets between two steps that count elapsed time and have one level; of the
            others no case is, and both shares are null.
    """

    frame: pl.DataFrame
    within: pl.DataFrame

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON keys of ``mining waste --without``."""
        return {
            "savings": [
                {
                    **{key: row[key] for key in ("without", "cause", "step", "part", "cases")},
                    "hours": {name: _hours(row[name]) for name in SCENARIOS},
                    "interval_hours": {side: _hours(row[f"interval_{side}"]) for side in ("low", "high")},
                    "median_flow_time_hours": {side: _hours(row[f"median_{side}"]) for side in ("before", "after")},
                    "upper_bound": True,
                    "within": [
                        {key: value for key, value in target.items() if key != "without"}
                        for target in self.within.filter(pl.col("without") == row["without"]).iter_rows(named=True)
                    ],
                }
                for row in self.frame.iter_rows(named=True)
            ]
        }


def _hours(value: timedelta | None) -> float | None:
    return None if value is None else value / timedelta(hours=1)


@dataclass(frozen=True, eq=False)
class _Pieces:
    """Waiting and rework of one scenario: as in `Accounted`, with the step (or activity) of each row."""

    found: Accounted
    rework: Mask

    def chosen(self, without: Without, named: Mask) -> Mask:
        """Which pieces are taken away; `named`: the row is of the step that is meant."""
        what, delay = self.found.what, self.rework & (self.found.what == WAITING)
        idle = (what == WAITING) | (what == AFTER)
        match without.cause:
            case "rework":
                chosen = (what == REWORK) | delay
            case "waiting":
                chosen = idle | (what == WAITED_IN)
            case cause:
                chosen = (idle | (what == WAITED_IN)) & (self.found.cause == CAUSES.index(cause))
        taken: Mask = chosen & named
        return taken


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
    log.needs_times("what could be saved")
    seen = placed(log, match(log, blueprint) if blueprint else None)
    learnt = learn(seen, staffing)
    scenarios = list(_pieces(seen, learnt))
    # Where the likely work is not known for anything, what waits if there is little work is ranked.
    wanted = list(without) or _largest(seen, scenarios[1]) or _largest(seen, scenarios[0])
    rows: list[dict[str, object]] = []
    within: list[dict[str, object]] = []
    drawn = Variation(blocks_of(_days(seen))) if seen.log.cases.height else None
    for one in wanted:
        named = _named(seen, one.step)
        saved = [_saved(seen, pieces, one, named) for pieces in scenarios]
        rows.append(_row(seen, one, saved, drawn))
        within += _within(seen, one, scenarios[1], named)
    frame = pl.DataFrame(rows, schema={name: pl.Int64 if d == pl.Duration("us") else d for name, d in SAVINGS.items()})
    frame = frame.with_columns(pl.col(name).cast(dtype) for name, dtype in SAVINGS.items())
    return Savings(frame, pl.DataFrame(within, schema=WITHIN))


def _pieces(seen: Placed, learnt: Learnt) -> Iterator[_Pieces]:
    """Yield the waiting and the rework of each scenario; the same object where scenarios are one."""
    again = passes(seen).rework
    told, after = np.append(overruled(seen)[seen.step], -1).astype(np.int32), next_lanes(seen)
    done: list[tuple[object, _Pieces]] = []
    for number, service in enumerate(services(seen, learnt.likely_work, learnt.rota)):
        before = next((pieces for known, pieces in done if known is service), None)
        if before is None:
            parts = []
            for first, last in case_ranges(seen) if seen.log.instances else ():
                whole = stretches(seen, service, again, first, last)
                found = accounted(whole, service, learnt.rota, learnt.idle[number] if learnt.idle else None, told, after)
                keep = np.isin(found.what, (WAITING, AFTER, WAITED_IN, REWORK))
                parts.append([getattr(found, name)[keep] for name in Accounted.__dataclass_fields__])
            joined = Accounted(*(np.concatenate(column) for column in zip(*parts, strict=True))) if parts else _nothing()
            before = _Pieces(joined, np.append(again, False)[joined.row])
            done.append((service, before))
        yield before


def _nothing() -> Accounted:
    return Accounted(*(np.zeros(0, dtype=np.int64) for _ in Accounted.__dataclass_fields__))


def _named(seen: Placed, step: str | None) -> Mask:
    """Mark the instances of a step (by id) or of an activity; one more entry for row -1."""
    if step is None:
        return np.ones(seen.log.instances + 1, dtype=bool)
    if seen.blueprint is not None and step in seen.blueprint.step_index:
        return np.append(seen.step == seen.blueprint.step_index[step], False)
    if step in seen.log.activities:
        return np.append(seen.log.activity_codes == seen.log.activities.index(step), False)
    known = [*(one.id for one in seen.blueprint.steps)] if seen.blueprint else []
    raise SavingsError.unknown_step(step, [*known, *seen.log.activities])


def _saved(seen: Placed, pieces: _Pieces, without: Without, named: Mask) -> Ints:
    """Microseconds saved per case."""
    chosen = pieces.chosen(without, named[pieces.found.row])
    sums = np.zeros(seen.log.cases.height, dtype=np.int64)
    np.add.at(sums, pieces.found.case[chosen], pieces.found.length[chosen])
    return np.round(sums * without.part).astype(np.int64)


def _row(seen: Placed, without: Without, saved: list[Ints], drawn: Variation | None) -> dict[str, object]:
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


def _within(seen: Placed, without: Without, pieces: _Pieces, named: Mask) -> Iterator[dict[str, object]]:
    for target in seen.blueprint.targets if seen.blueprint else ():
        untold = {"without": without.text, "target": target.id, "judged": 0, "share_before": None, "share_after": None}
        limit = target.within[0][1]
        if (
            target.kind != "between"
            or target.second is None
            or not isinstance(limit, timedelta)
            or _counts_otherwise(target)
        ):
            yield untold
            continue
        begin, end = moments(seen, target.first, last=False), moments(seen, target.second, last=True)
        judged = (begin != NEVER) & (end != NEVER) & (end >= begin)
        if not judged.any():
            yield untold
            continue
        saved = _saved_between(seen, pieces, without, named, begin, end)
        took = np.where(judged, end - np.where(judged, begin, 0), 0)
        most = limit // timedelta(microseconds=1)
        kept = [float((values[judged] <= most).mean()) for values in (took, took - saved)]
        yield {
            "without": without.text,
            "target": target.id,
            "judged": int(judged.sum()),
            "share_before": kept[0],
            "share_after": kept[1],
        }


def _counts_otherwise(target: Target) -> bool:
    """Whether a target counts something else than elapsed time, or has levels: closing up a timeline does not tell it."""
    return bool(target.calendar or target.clock_stops_in or target.by)


def _saved_between(seen: Placed, pieces: _Pieces, without: Without, named: Mask, begin: Ints, end: Ints) -> Ints:
    """Microseconds saved per case between two moments that are ends of instances, so that no piece lies across them."""
    found = pieces.found
    chosen = pieces.chosen(without, named[found.row])
    until = np.append(seen.begin, NEVER)[found.row]
    # Rework lies before its own end, waiting before the start of what is waited for.
    until = np.where(found.what == REWORK, np.append(seen.moment, NEVER)[found.row], until)
    since = np.append(seen.moment, NEVER)[found.before]
    inside = chosen & (found.row >= 0) & (until <= end[found.case]) & (since >= begin[found.case])
    sums = np.zeros(seen.log.cases.height, dtype=np.int64)
    np.add.at(sums, found.case[inside], found.length[inside])
    return np.round(sums * without.part).astype(np.int64)


def _largest(seen: Placed, pieces: _Pieces) -> list[Without]:
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
    ranked = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:MOST]
    return [Without(cause, step) for (cause, step), _ in ranked]


def _days(seen: Placed) -> Ints:
    days = seen.log.cases["arrival"].dt.convert_time_zone(seen.log.timezone or "UTC").dt.date()
    return days.cast(pl.Int32).cast(pl.Int64).to_numpy()
