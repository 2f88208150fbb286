"""Staff hours, capacity and rework: ledgers of their own, beside the account of case time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import polars as pl

from mining.waste.staff import OUTSIDE
from mining.waste.waste import Waste

NONE = timedelta(0)
SCENARIOS = ("low", "likely", "high")
REWORK_SHOWN = 20
"""Activities in the table of rework, those with most rework first."""
WORST_SHOWN = 3
"""Case ids beside an activity: those with most rework of it."""
Lengths = tuple[timedelta | None, timedelta | None, timedelta | None]
Amounts = tuple[float | None, float | None, float | None]


@dataclass(frozen=True)
class StaffRow:
    """Staff hours of a lane (None: all lanes) in one pass or both, per scenario.

    `outside`: how much of both lies outside working hours; None where nobody has a calendar.
    """

    lane: str | None
    first: Lengths
    rework: Lengths
    both: Lengths
    outside: Lengths | None = None


@dataclass(frozen=True)
class CapacityRow:
    """Capacity in one currency (None: no currency is named), per scenario; null where the hours have no likely value."""

    currency: str | None
    amounts: Amounts


@dataclass(frozen=True)
class ReworkRow:
    """Rework of one activity, and the cases with most of it."""

    activity: str
    executions: int
    rework: int
    resumptions: int
    self_loops: int
    loops: int
    repeats: int
    redos: int
    hours: Lengths
    cases: int
    worst: tuple[str, ...]


@dataclass(frozen=True)
class Staff:
    """What the report shows beside the ledger; `rows` by lane, `total` over all of them."""

    rows: tuple[StaffRow, ...]
    total: StaffRow
    capacity: tuple[CapacityRow, ...]
    customer: Lengths | None
    rework: tuple[ReworkRow, ...]
    reworked: int

    @property
    def certain(self) -> bool:
        """Whether the three scenarios are one."""
        return all(len(set(row.both)) == 1 for row in (*self.rows, self.total))


def staff(waste: Waste) -> Staff:
    """Return what the report shows of staff hours, money and rework."""
    frame = waste.staff_hours
    lanes = frame["lane"].unique(maintain_order=True).to_list()
    rows = tuple(_staff_row(lane, frame.filter(pl.col("lane").eq_missing(pl.lit(lane, dtype=pl.String)))) for lane in lanes)
    total = _staff_row(None, frame)
    again = waste.rework.filter((pl.col("rework") > 0) | (pl.col("resumptions") > 0))
    again = again.sort("rework", "resumptions", "activity", descending=[True, True, False])
    return Staff(
        rows=rows,
        total=total,
        capacity=_capacity(waste.money),
        customer=_summed(waste.customer_hours) if waste.customer_hours.height else None,
        rework=tuple(_rework_row(row, waste.rework_cases) for row in again.head(REWORK_SHOWN).iter_rows(named=True)),
        reworked=again.height,
    )


def _summed(frame: pl.DataFrame, columns: tuple[str, str, str] = SCENARIOS) -> Lengths:
    """Sum durations per scenario; a part without a likely value leaves none."""
    sums = [None if frame[name].null_count() else cast("timedelta", frame[name].sum() or NONE) for name in columns]
    return sums[0], sums[1], sums[2]


def _staff_row(lane: str | None, frame: pl.DataFrame) -> StaffRow:
    first, rework = (_summed(frame.filter(pl.col("pass") == name)) for name in ("first", "rework"))
    outside = None if frame["outside_low"].null_count() else _summed(frame, OUTSIDE)
    return StaffRow(lane, first, rework, _summed(frame), outside)


def _capacity(money: pl.DataFrame) -> tuple[CapacityRow, ...]:
    found = []
    for currency in money["currency"].unique(maintain_order=True).to_list():
        part = money.filter(pl.col("currency").eq_missing(pl.lit(currency, dtype=pl.String)))
        low, likely, high = (None if part[name].null_count() else float(part[name].sum()) for name in SCENARIOS)
        found.append(CapacityRow(currency, (low, likely, high)))
    return tuple(found)


def _rework_row(row: dict[str, Any], cases: pl.DataFrame) -> ReworkRow:
    worst = cases.filter((pl.col("activity") == row["activity"]) & (pl.col("rework") > 0))
    worst = worst.sort("rework", "executions", "case_id", descending=[True, True, False])
    return ReworkRow(
        activity=row["activity"],
        executions=row["executions"],
        rework=row["rework"],
        resumptions=row["resumptions"],
        self_loops=row["self_loops"],
        loops=row["loops"],
        repeats=row["repeats"],
        redos=row["redos"],
        hours=(row["hours_low"], row["hours"], row["hours_high"]),
        cases=row["cases"],
        worst=tuple(worst["case_id"].head(WORST_SHOWN)),
    )
