"""The ledger: every instant of every case belongs to exactly one entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.lanes import line_between
from mining.errors import LogError
from mining.waste.arithmetic.growing import Growing
from mining.waste.arithmetic.intervals import distinct_sorted
from mining.waste.arithmetic.ranges import case_ranges
from mining.waste.causes.idle import Idle
from mining.waste.hours.rota import Rota
from mining.waste.hours.service import SCENARIOS, Service
from mining.waste.instances.placed import Codes, Ints, Mask, Placed
from mining.waste.ledger.accounted import CAUSES, Accounted, accounted
from mining.waste.ledger.sweep import AFTER, REWORK, STATE, WAITED_IN, WAITING, stretches
from mining.waste.open_cases.next_steps import next_lanes, overruled

Numbers = npt.NDArray[np.uint32]

CLASSES = ("work", "work", "waiting", "state", "unknown", "waiting", "waiting")
PASSES = ("first", "rework", None, None, None, None, None)
"""Class and pass of FIRST, REWORK, WAITED_IN, STATE, UNKNOWN, WAITING, AFTER."""
KEYS = {
    "class": pl.String,
    "pass": pl.String,
    "value": pl.String,
    "cause": pl.String,
    "rework_delay": pl.Boolean,
    "activity": pl.String,
    "step": pl.String,
    "lane": pl.String,
    "owner": pl.String,
    "from_lane": pl.String,
    "line": pl.String,
}
"""What tells one entry from another."""
WORKING = ("working_low", "working_likely", "working_high")
"""Columns of the time in working hours, beside `SCENARIOS`."""
TIMES = (*SCENARIOS, *WORKING)


@dataclass(frozen=True, eq=False, repr=False)
class Ledger:
    """Where the time of the cases went; the entries add up to the flow time in each scenario.

    Attributes:
        entries: one row per entry: what tells it from the others (the columns of `KEYS`).
        cells: one row per entry and case that has some of it: ``entry`` and ``case`` (rows of `entries` and of `cases`,
            UInt32), ``low``, ``likely``, ``high`` and ``working_low``, ``working_likely``, ``working_high`` (microseconds,
            Int64; the last three are not there where nobody has a calendar).
        cases: one row per case: ``case_id`` (String), ``flow_time`` (microseconds, Int64).
    """

    entries: pl.DataFrame
    cells: pl.DataFrame
    cases: pl.DataFrame

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row per entry, the largest first (likely, then high, then low, then as the entries are worded).

        Columns: ``class`` (work, waiting, state, unknown), ``pass`` (first, rework; null unless work), ``value`` of work
        (adds, needed, avoidable, unclassified; ``unclassified state`` of class state), ``cause`` of waiting (closed,
        contention, batching, overtaking, other; ``state`` in an ``is: wait`` step; null where the log cannot tell),
        ``rework_delay`` (of waiting: it is before rework), ``activity`` (worked on, or waited for; null after the last end
        of an open case), ``step`` (its id), ``lane`` (who works), ``owner`` (the lane waited for, not the lane at fault),
        ``from_lane`` and ``line`` (of waiting); ``low``, ``likely``, ``high`` (Duration[us], the scenarios of little, likely
        and much work), ``working_low``, ``working_likely``, ``working_high`` (how much of it lies in working hours of who
        works, or is waited for; time of somebody without a calendar counts whole; null where nobody has one), ``cases``
        (that have any of it, Int64), ``share`` (of the flow time, in the likely scenario, Float64; null if that is zero).
        """
        total = int(self.cases["flow_time"].sum())
        order = [*SCENARIOS[1:], SCENARIOS[0], *KEYS]
        return (
            self._numbered_sums.sort(order, descending=[True] * 3 + [False] * len(KEYS), nulls_last=True)
            .with_columns(share=pl.col("likely") / total if total else pl.lit(None, dtype=pl.Float64))
            .select(*KEYS, pl.col(*TIMES).cast(pl.Duration("us")), "cases", "share")
        )

    @cached_property
    def per_case(self) -> pl.DataFrame:
        """One row per entry and case: ``entry`` (row of `frame`, UInt32), ``case_id``, ``low``, ``likely``, ``high``.

        The three are Duration[us], and so are the same in working hours (``working_low``, ...). In order of entry; within
        one the largest first (likely, then high), then by case id.
        """
        order = [*SCENARIOS[1:], SCENARIOS[0], *KEYS]
        ranked = self._numbered_sums.sort(order, descending=[True] * 3 + [False] * len(KEYS), nulls_last=True)
        row_of = np.zeros(self.entries.height, dtype=np.uint32)
        row_of[ranked["entry"].to_numpy()] = np.arange(ranked.height, dtype=np.uint32)
        return (
            self._timed(self.cells)
            .with_columns(
                pl.Series("entry", row_of[self.cells["entry"].to_numpy()]),
                self.cases["case_id"].gather(self.cells["case"]).alias("case_id"),
                pl.col(*TIMES).cast(pl.Duration("us")),
            )
            .sort("entry", "likely", "high", "case_id", descending=[False, True, True, False])
            .select("entry", "case_id", *TIMES)
        )

    @cached_property
    def _numbered_sums(self) -> pl.DataFrame:
        """Entries with their number, sums and cases, in no order."""
        sums = self._timed(
            self.cells.group_by("entry").agg(pl.col(self._times).sum(), pl.len().cast(pl.Int64).alias("cases"))
        )
        return self.entries.with_row_index("entry").join(sums, on="entry", how="inner")

    @property
    def _times(self) -> list[str]:
        """Columns of time that the cells have."""
        return [name for name in TIMES if name in self.cells.columns]

    def _timed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame with all columns of time, null where the cells have none."""
        return frame.with_columns(pl.lit(None, dtype=pl.Int64).alias(name) for name in TIMES if name not in self._times)

    @cached_property
    def flow_time(self) -> timedelta:
        """Sum of the flow times of all cases."""
        return timedelta(microseconds=int(self.cases["flow_time"].sum()))

    @cached_property
    def differences(self) -> dict[str, int]:
        """Per scenario, the microseconds by which cases miss their flow time, what is amiss in either direction summed."""
        sums = np.zeros((len(SCENARIOS), self.cases.height), dtype=np.int64)
        case = self.cells["case"].to_numpy()
        for place, name in enumerate(SCENARIOS):
            np.add.at(sums[place], case, self.cells[name].to_numpy())
        missed = np.abs(sums - self.cases["flow_time"].to_numpy()).sum(axis=1)
        return {name: int(amiss) for name, amiss in zip(SCENARIOS, missed, strict=True)}

    @cached_property
    def reconciles(self) -> bool:
        """Whether the entries of every case add up to its flow time, to the microsecond, in each scenario; computed."""
        return not any(self.differences.values())

    def __add__(self, other: Ledger) -> Ledger:
        """Return the ledger of the cases of both.

        Raises:
            LogError: both hold the same case.
        """
        case_ids = pl.concat([self.cases["case_id"], other.cases["case_id"]])
        if case_ids.is_duplicated().any():
            raise LogError(
                "two ledgers share cases, so they cannot be added.",
                found=", ".join(case_ids.filter(case_ids.is_duplicated()).unique().sort().head(5)),
                remedy="add ledgers of disjoint sets of cases.",
            )
        both = pl.concat([self.entries, other.entries])
        entries = both.unique(maintain_order=True)
        number = both.join(entries.with_row_index("entry"), on=list(KEYS), nulls_equal=True, maintain_order="left")["entry"]
        later = other.cells.with_columns(
            number.gather(other.cells["entry"].cast(pl.Int64) + self.entries.height),
            pl.col("case") + self.cases.height,
        )
        mine = self.cells.with_columns(number.gather(self.cells["entry"]))
        return Ledger(entries, pl.concat([mine, later]), pl.concat([self.cases, other.cases]))

    def __repr__(self) -> str:
        hours = self.flow_time.total_seconds() / 3600
        return f"Ledger({self.frame.height:,} entries, {self.cases.height:,} cases, {hours:,.1f} hours)"

    def _repr_html_(self) -> str:
        return self.frame.head(20)._repr_html_()


def ledger(
    placed: Placed,
    services: tuple[Service, Service, Service],
    rework: Mask,
    rota: Rota,
    idle: tuple[Idle, Idle, Idle] | None,
) -> Ledger:
    """Account for the flow time of every case (see definitions: the ledger).

    Args:
        placed: the instances with their lanes.
        services: when each is worked on, in the scenarios of little, likely and much work; the same object where equal.
        rework: which instances are rework.
        rota: the calendars.
        idle: the causes of waiting in each scenario; None where the log cannot tell.
    """
    log = placed.log
    lengths = log.case_end_micros - log.arrival_micros if log.instances else np.zeros(0, dtype=np.int64)
    cases = log.cases.select("case_id", pl.Series("flow_time", lengths, dtype=pl.Int64))
    keys = _Keys.of(placed, rework)
    different = [k for k, service in enumerate(services) if not any(service is other for other in services[:k])]
    packed: list[tuple[slice, Ints]] = []
    entries, of_case = Growing(np.uint32), Growing(np.uint32)
    sums = [Growing(np.int64) for _ in range(len(different) * (1 + rota.is_stated))]
    for first, last, rows in case_ranges(log):
        found = []
        for k in different:
            pieces = stretches(placed, services[k], rework, first, last)
            why = idle[k].before(rows) if idle else None
            found.append(accounted(pieces, services[k], rota, why, keys.told_after_row, keys.after))
        here, entry, case, columns = _cells(keys, found, working=rota.is_stated)
        packed.append((entries.add(entry), here))
        of_case.add(case)
        for column, whole in zip(columns, sums, strict=True):
            whole.add(column)
    used = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *(here for _, here in packed)]))
    for cells_of_range, here in packed:
        entries.values[cells_of_range] = np.searchsorted(used, here)[entries.values[cells_of_range]]
    # Scenarios that are one share their column.
    cells = {"entry": entries.column(), "case": of_case.column()}
    summed = [whole.column() for whole in sums]
    for place, names in enumerate((SCENARIOS, WORKING)):
        for name, service in zip(names, services, strict=True):
            number = next(p for p, k in enumerate(different) if services[k] is service) + place * len(different)
            if number < len(summed):
                cells[name] = summed[number]
    return Ledger(keys.entries(used), pl.DataFrame(cells), cases)


def _cells(keys: _Keys, scenarios: list[Accounted], *, working: bool) -> tuple[Ints, Numbers, Numbers, list[Ints]]:
    """Sum the pieces of some cases by case and entry: packed entries, which it is, case, microseconds in each scenario.

    With `working`, those in working hours follow. Sorted integers instead of a hash table: the cases come in order, so the
    sort is nearly a merge.
    """
    packed = [keys.codes(found) for found in scenarios]
    used = np.unique(np.concatenate([np.unique(codes) for codes in packed]))
    parts: list[tuple[Ints, Ints]] = []
    in_hours: list[tuple[Ints, Ints]] = []
    for found, codes in zip(scenarios, packed, strict=True):
        cell = found.case * used.size + np.searchsorted(used, codes)
        order = np.argsort(cell, kind="stable")
        cell = cell[order]
        heads = np.flatnonzero(np.diff(cell, prepend=-1))
        for lengths, into in ((found.length, parts), (found.working, in_hours))[: 1 + working]:
            some = np.add.reduceat(lengths[order], heads) if heads.size else np.zeros(0, dtype=np.int64)
            into.append((cell[heads], some))
    every = distinct_sorted(*(cell for cell, _ in parts))
    columns = []
    for cell, sums in (*parts, *in_hours):
        column = np.zeros(every.size, dtype=np.int64)
        column[np.searchsorted(every, cell)] = sums
        columns.append(column)
    case, entry = np.divmod(every, max(used.size, 1))
    return used, entry.astype(np.uint32), case.astype(np.uint32), columns


@dataclass(frozen=True, eq=False)
class _Keys:
    """What an entry is, packed in one integer: what, delay, cause, activity, whose (lane or owner), from_lane."""

    placed: Placed
    rework: Mask
    told: Codes
    after: Codes

    @classmethod
    def of(cls, placed: Placed, rework: Mask) -> _Keys:
        return cls(placed, rework, overruled(placed), next_lanes(placed))

    @cached_property
    def told_after_row(self) -> Codes:
        """Lane that the step of each instance says is waited for after it, -1 where none; one more entry for row -1."""
        if not (self.told >= 0).any():
            return np.broadcast_to(np.int32(-1), self.placed.step.size + 1)
        return np.append(self.told[self.placed.step], -1).astype(np.int32)

    def codes(self, found: Accounted) -> Ints:
        placed, idle = self.placed, (found.what == WAITING) | (found.what == AFTER)
        no_row = found.row < 0
        before_lane = np.where(found.before < 0, -1, placed.lane[found.before])
        told = self.told_after_row[found.before]
        whose = np.where(found.what == AFTER, self.after[found.case], np.where(no_row, -1, placed.lane[found.row]))
        whose = np.where((found.what == WAITING) & (told >= 0), told, whose)
        named = idle | (found.what == WAITED_IN)
        activity = np.where(no_row, -1, placed.log.activity_codes.view(np.int32)[found.row])
        delay = (found.what == WAITING) & ~no_row & self.rework[found.row]
        lanes, labels = len(placed.lanes) + 1, len(placed.log.activities) + 1
        code = (found.what * 2 + delay) * len(CAUSES) + found.cause
        code = code * labels + activity + 1
        code = code * lanes + whose + 1
        packed: Ints = code * lanes + np.where(named, before_lane, -1) + 1
        return packed

    def entries(self, codes: Ints) -> pl.DataFrame:
        placed, blueprint = self.placed, self.placed.blueprint
        lanes, labels = len(placed.lanes) + 1, len(placed.log.activities) + 1
        rest, from_lane = np.divmod(codes, lanes)
        rest, whose = np.divmod(rest, lanes)
        rest, activity = np.divmod(rest, labels)
        rest, cause = np.divmod(rest, len(CAUSES))
        what, delay = np.divmod(rest, 2)
        step_of = np.full(labels, -1, dtype=np.int64)
        step_of[1:][placed.log.activity_codes] = placed.step
        rows = []
        for w, d, c, a, o, f in zip(what, delay, cause, activity, whose - 1, from_lane - 1, strict=True):
            step = blueprint.steps[step_of[a]] if blueprint and step_of[a] >= 0 else None
            waiting = CLASSES[w] == "waiting"
            kinds = placed.kinds
            rows.append(
                {
                    "class": CLASSES[w],
                    "pass": PASSES[w],
                    "value": _value(int(w), step.value if step else "unclassified"),
                    "cause": CAUSES[c],
                    "rework_delay": bool(d) if waiting else None,
                    "activity": placed.log.activities[a - 1] if a else None,
                    "step": step.id if step else None,
                    "lane": placed.lanes[o] if o >= 0 and not waiting else None,
                    "owner": placed.lanes[o] if o >= 0 and waiting else None,
                    "from_lane": placed.lanes[f] if f >= 0 and waiting else None,
                    "line": line_between(kinds[f], kinds[o]) if kinds and waiting and f >= 0 and o >= 0 else None,
                }
            )
        return pl.DataFrame(rows, schema=KEYS)


def _value(what: int, of_step: str) -> str | None:
    if what <= REWORK:
        return of_step
    return "unclassified state" if what == STATE else None
