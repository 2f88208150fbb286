"""The published way to show causes of waiting: per transition between activities and resources, and the efficiency.

Lashkevich, Milani, Chapela-Campa, Suvorau, Dumas, "Why am I waiting? Data-driven analysis of waiting times in business
processes", CAiSE 2023.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from mining.log import EventLog

CAUSES = ("batching", "contention", "overtaking", "closed", "other")
PUBLISHED = ("batching", "contention", "prioritization", "unavailability", "extraneous")
"""What the paper calls them."""
SCHEMA = {
    "source_activity": pl.String,
    "source_resource": pl.String,
    "target_activity": pl.String,
    "target_resource": pl.String,
    "frequency": pl.Int64,
    "cases": pl.Int64,
    "total": pl.Duration("us"),
    **dict.fromkeys(PUBLISHED, pl.Duration("us")),
}


@dataclass(frozen=True, eq=False)
class Transitions:
    """Waiting per transition.

    Attributes:
        frame: ``source_activity``, ``source_resource`` (of the instance that enabled it), ``target_activity``,
            ``target_resource``, ``frequency`` (transitions), ``cases``, and summed over them ``total``, ``batching``,
            ``contention``, ``prioritization`` (overtaking), ``unavailability`` (closed), ``extraneous`` (other): Duration.
            The longest total first, then by name. What the arrival of the case enabled is left out, as published.
        service: of all instances, summed; overlapping ones count each.
    """

    frame: pl.DataFrame
    service: timedelta

    @property
    def waiting(self) -> timedelta:
        """Of all transitions, summed."""
        total = self.frame["total"].sum()
        return total if isinstance(total, timedelta) else timedelta(0)

    @property
    def efficiency(self) -> float | None:
        """Cycle-time efficiency: service / (service + waiting); None where both are nothing."""
        whole = self.service + self.waiting
        return self.service / whole if whole else None

    def without(self, cause: str) -> float | None:
        """The efficiency if there were no waiting of a cause (as in `PUBLISHED`)."""
        removed = self.frame[cause].sum()
        whole = self.service + self.waiting - (removed if isinstance(removed, timedelta) else timedelta(0))
        return self.service / whole if whole else None

    def table(self) -> pl.DataFrame:
        """One row per cause: ``cause``, ``time`` (Duration[us]), ``share`` of the waiting, ``efficiency_without`` it."""
        times = [self.frame[cause].sum() for cause in PUBLISHED]
        total = self.waiting
        return pl.DataFrame(
            {
                "cause": PUBLISHED,
                "time": [time if isinstance(time, timedelta) else timedelta(0) for time in times],
                "share": [time / total if total and isinstance(time, timedelta) else None for time in times],
                "efficiency_without": [self.without(cause) for cause in PUBLISHED],
            },
            schema={"cause": pl.String, "time": pl.Duration("us"), "share": pl.Float64, "efficiency_without": pl.Float64},
        )


def transitions(log: EventLog, causes: pl.DataFrame) -> Transitions:
    """Sum causes of waiting (`mining.waiting_causes`, in either order) per transition.

    >>> import mining, tiny_logs
    >>> log = tiny_logs.worked(("1", "a", 0, 1, "Ann"), ("1", "b", 3, 4, "Bob"))
    >>> transitions(log, mining.waiting_causes(log, order=mining.PUBLISHED_ORDER)).efficiency
    0.5
    """
    keys = list(SCHEMA)[:4]
    frame = (
        causes.filter(pl.col("source_activity").is_not_null())
        .rename({"activity": "target_activity", "resource": "target_resource", **dict(zip(CAUSES, PUBLISHED, strict=True))})
        .group_by(keys)
        .agg(
            pl.len().cast(pl.Int64).alias("frequency"),
            pl.col("case_id").n_unique().cast(pl.Int64).alias("cases"),
            pl.col("instance_waiting").sum().alias("total"),
            pl.col(*PUBLISHED).sum(),
        )
        .select(*SCHEMA)
        .sort("total", *keys, descending=[True, False, False, False, False], nulls_last=True)
    )
    service = (log.events["end"] - log.events["start"]).sum()
    return Transitions(frame, service if isinstance(service, timedelta) else timedelta(0))
