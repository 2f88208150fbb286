"""The waiting of the ledger by cause, and the assumption on which most hours depend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from mining.hours import hours_number
from mining.waste.hours.service import SCENARIOS
from mining.waste.ledger.ledger import TIMES, WORKING
from mining.waste.waste import Waste

NONE = timedelta(0)
ORDER = ("closed", "contention", "batching", "overtaking", "other", "state", None)


def cause_table(waste: Waste, *, by_owner: bool = True) -> pl.DataFrame:
    """Sum the waiting of the ledger by the lane waited for and its cause.

    Args:
        waste: the ledgers.
        by_owner: False sums over the lanes.

    Returns:
        ``owner`` (null: not known; left out without `by_owner`), ``cause`` (null: not told), ``low``, ``likely``,
        ``high``, ``working_low``, ``working_likely``, ``working_high`` (Duration[us]; the last three null where nobody has
        a calendar), ``share`` (of all waiting in the likely scenario, Float64). The largest first.
    """
    waits = waste.ledger.frame.filter(pl.col("class") == "waiting")
    total = waits["likely"].sum()
    keys = ["owner", "cause"] if by_owner else ["cause"]
    known = [pl.when(pl.col(name).null_count() == 0).then(pl.col(name).sum()).alias(name) for name in WORKING]
    return (
        waits.group_by(keys)
        .agg(pl.col(*SCENARIOS).sum(), *known)
        .with_columns(share=pl.col("likely") / total if total else pl.lit(None, dtype=pl.Float64))
        .select(*keys, *TIMES, "share")
        .sort("likely", "high", "low", *keys, descending=[True] * 3 + [False] * len(keys), nulls_last=True)
    )


@dataclass(frozen=True)
class Swing:
    """How much hangs on one assumption.

    Attributes:
        figure: ``work`` (hours worked on an activity) or ``closed`` (waiting outside working hours).
        activity: whose time of work is assumed; None for ``closed``.
        low: the figure at one end of what is possible.
        high: at the other.
    """

    figure: str
    activity: str | None
    low: timedelta
    high: timedelta

    def to_dict(self) -> dict[str, object]:
        """Return the assumption as it stands in JSON."""
        low, high = (value / timedelta(hours=1) for value in (self.low, self.high))
        return {"figure": self.figure, "activity": self.activity, "low_hours": low, "high_hours": high}

    def sentence(self, language: str = "en") -> str:
        """Return the assumption in one sentence."""
        low, high = (hours_number(value) for value in (self.low, self.high))
        if language == "zh":
            if self.activity is None:
                return f"影响最大的假设：无人有工作日历；等待中有 {low} 至 {high} 小时可能属于非工作时间。"
            return f"影响最大的假设：“{self.activity}”的实际工作时间，{low} 至 {high} 小时。"
        if self.activity is None:
            return (
                f"The assumption with the largest swing: nobody's hours are stated; {low} to {high} h of the waiting may "
                "lie outside them."
            )
        return f"The assumption with the largest swing: how long {self.activity} is worked on, {low} to {high} h."


def swings(waste: Waste) -> tuple[Swing, ...]:
    """Return the assumptions on which hours depend, the largest swing first (ties: by activity).

    The time worked on an activity whose instances lack a start or an end is anything between the scenarios of little and
    much work. Where nobody has a calendar, any waiting that is not a state might be closed.
    """
    frame = waste.ledger.frame
    work = frame.filter(pl.col("class") == "work").group_by("activity").agg(pl.col("low", "high").sum())
    found = [
        Swing("work", row["activity"], row["low"], row["high"])
        for row in work.filter(pl.col("high") > pl.col("low")).iter_rows(named=True)
    ]
    if not waste.basis.calendars:
        waits = frame.filter((pl.col("class") == "waiting") & (pl.col("cause") != "state").fill_null(True))
        most = max((waits[name].sum() or NONE for name in SCENARIOS), default=NONE)
        if isinstance(most, timedelta) and most:
            found.append(Swing("closed", None, NONE, most))
    return tuple(sorted(found, key=lambda one: (one.low - one.high, one.activity or "")))
