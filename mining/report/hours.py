"""Where the hours go: the ledger by class, the waiting by line and lane, the largest entries, rework."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from mining.waste.tables.leading import leading_scenario
from mining.waste.waste import Waste

ENTRIES_SHOWN = 25
"""Entries of the ledger in the table, the largest first; the others are summed and said."""
WAITS_SHOWN = 20
"""Rows of waiting in the table; the others are counted and said."""
CAUSES_SHOWN = 10
"""Rows of causes by lane."""
WORST_SHOWN = 3
"""Case ids beside an entry: those in which it takes most."""
NONE = timedelta(0)
CLASSES = ("work", "waiting", "state", "unknown")
SCENARIOS = ("low", "likely", "high")


@dataclass(frozen=True)
class HoursRow:
    """Case time of some entries: `keys` by column of the ledger, the three scenarios, cases, and the worst of them."""

    keys: dict[str, Any]
    low: timedelta
    likely: timedelta | None
    high: timedelta
    share: float | None
    cases: int
    worst: tuple[str, ...]

    @property
    def spread(self) -> tuple[timedelta, timedelta]:
        """The smallest and the largest of the scenarios."""
        return min(self.low, self.high), max(self.low, self.high)


@dataclass(frozen=True)
class Hours:
    """The ledger as the report shows it.

    Attributes:
        flow_time: sum over all cases.
        reconciles: whether every scenario adds up to it exactly.
        certain: whether the three scenarios are one (starts are known).
        scenario: the one by which rows are ordered and shared: ``likely``, or ``low`` (little work) where nothing is likely.
        classes: by class and pass, in the order of `CLASSES`.
        waits: waiting by line, lane waited for and lane it comes from, the largest first.
        causes: waiting by cause, the largest first; none where no cause is told.
        causes_by_lane: waiting by cause and lane waited for, the largest `CAUSES_SHOWN`; none where only one lane is.
        entries: the largest entries; `count` of them in all, the rest hold `rest`.
    """

    flow_time: timedelta
    reconciles: bool
    certain: bool
    scenario: str
    classes: tuple[HoursRow, ...]
    waits: tuple[HoursRow, ...]
    causes: tuple[HoursRow, ...]
    causes_by_lane: tuple[HoursRow, ...]
    entries: tuple[HoursRow, ...]
    count: int
    rest: timedelta


def hours(waste: Waste) -> Hours:
    """Return what the report shows of the ledger."""
    frame = waste.ledger.frame.with_row_index("entry")
    cases = waste.ledger.per_case
    scenario = leading_scenario(waste.ledger.frame)
    certain = bool((frame["low"].eq_missing(frame["likely"]) & frame["low"].eq_missing(frame["high"])).all())
    grouped = _Grouping(frame, cases, waste.flow_time, scenario)
    classes = sorted(
        grouped.by(["class", "pass"]), key=lambda row: (CLASSES.index(row.keys["class"]), row.keys["pass"] or "")
    )
    waits = grouped.by(["line", "owner", "from_lane"], only="waiting")
    told = bool(frame.filter(pl.col("class") == "waiting")["cause"].drop_nulls().len())
    causes = grouped.by(["cause"], only="waiting") if told else []
    by_lane = grouped.by(["cause", "owner"], only="waiting") if told else []
    entries = grouped.by(["class", "pass", "value", "cause", "activity", "step", "lane", "owner", "from_lane", "line"])
    shown = entries[:ENTRIES_SHOWN]
    rest = sum((_chosen(row, scenario) for row in entries[ENTRIES_SHOWN:]), NONE)
    return Hours(
        flow_time=waste.flow_time,
        reconciles=waste.reconciles,
        certain=certain,
        scenario=scenario,
        classes=tuple(classes),
        waits=tuple(waits),
        causes=tuple(causes),
        causes_by_lane=tuple(by_lane[:CAUSES_SHOWN]) if len(by_lane) > len(causes) else (),
        entries=tuple(shown),
        count=len(entries),
        rest=rest,
    )


def _chosen(row: HoursRow, scenario: str) -> timedelta:
    value: timedelta | None = getattr(row, scenario)
    return value or NONE


@dataclass(frozen=True)
class _Grouping:
    """Sums of ledger entries over chosen columns."""

    frame: pl.DataFrame
    per_case: pl.DataFrame
    flow_time: timedelta
    scenario: str

    def by(self, columns: Sequence[str], *, only: str | None = None) -> list[HoursRow]:
        """Rows by these columns, largest first; those that hold no time in any scenario are left out."""
        chosen = self.frame if only is None else self.frame.filter(pl.col("class") == only)
        keys = chosen.select(columns).unique(maintain_order=True).with_row_index("group")
        placed = chosen.join(keys, on=list(columns), how="left", nulls_equal=True, maintain_order="left")
        sums = placed.group_by("group", maintain_order=True).agg(pl.col(*SCENARIOS).sum())
        rows = keys.join(sums, on="group", how="left", maintain_order="left")
        in_cases = (
            self.per_case.join(placed.select("entry", "group"), on="entry", how="inner")
            .group_by("group", "case_id")
            .agg(pl.col(self.scenario).sum().alias("time"))
            .filter(pl.col("time") > 0)
            .sort("time", "case_id", descending=[True, False])
        )
        ranked = in_cases.group_by("group").agg(cases=pl.len(), worst=pl.col("case_id").head(WORST_SHOWN))
        rows = rows.join(ranked, on="group", how="left", maintain_order="left")
        found = [
            HoursRow(
                keys={name: row[name] for name in columns},
                low=row["low"] or NONE,
                likely=row["likely"],
                high=row["high"] or NONE,
                share=(row[self.scenario] or NONE) / self.flow_time if self.flow_time else None,
                cases=row["cases"] or 0,
                worst=tuple(row["worst"] or ()),
            )
            for row in rows.iter_rows(named=True)
            if any(row[name] for name in SCENARIOS)
        ]
        return sorted(found, key=lambda row: (-_chosen(row, self.scenario), -row.high, str(row.keys)))
