"""What is open now: how old, waiting for whom, past which target, about to break which one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import polars as pl

from mining.blueprint.matching import Matched, match
from mining.blueprint.model import Blueprint
from mining.conformance.rules.late import TIMES, late
from mining.conformance.targets import open_targets
from mining.errors import OpenError
from mining.hours import in_hours
from mining.log import EventLog
from mining.review.by_hour import by_hour
from mining.selection import moment_of
from mining.waste.hours.rota import rota
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import placed
from mining.waste.open_cases.open_now import open_now

LANES: dict[str, type[pl.DataType] | pl.DataType] = {
    "waits_for": pl.String,
    "cases": pl.Int64,
    "median_age": pl.Duration("us"),
    "oldest": pl.Duration("us"),
    "late": pl.Int64,
    "breaking": pl.Int64,
}


@dataclass(frozen=True, eq=False, repr=False)
class OpenWork:
    """What is open at the export's end.

    Attributes:
        at: the export's end; None for an empty log.
        by: the moment up to which targets about to be broken are told; None: not asked.
        cases: one row per open case, the oldest first: ``case_id``, ``arrival``, ``age``, ``last_activity``, ``since``,
            ``waits_for`` (see `mining.waste.open_cases.open_now`), ``late`` (ids of the targets that are broken),
            ``breaking`` (those that break up to `by` if nothing happens).
        targets: one row per open case and target at stake: ``target``, ``case_id``, ``used``, ``limit``, ``left``, ``late``,
            ``breaks`` (Boolean: up to `by`; null where not asked), those with the least time left first.
        lanes: one row per lane waited for (null: not known): ``cases``, ``median_age``, ``oldest``, ``late``, ``breaking``
            (cases), the most cases first.
        by_hour: arrivals and open work by hour of the week beside who is there (see `mining.review.by_hour.by_hour`); of
            all cases of the log.
        completion_known: whether the log or the blueprint says which cases are complete; else nothing counts as open but
            work that was begun and not completed.
    """

    at: datetime | None
    by: datetime | None
    cases: pl.DataFrame
    targets: pl.DataFrame
    lanes: pl.DataFrame
    by_hour: pl.DataFrame
    completion_known: bool

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON keys of ``mining open``."""
        return {
            "at": self.at,
            "by": self.by,
            "completion_known": self.completion_known,
            "open": in_hours(self.cases).to_dicts(),
            "targets": in_hours(self.targets).to_dicts(),
            "lanes": in_hours(self.lanes).to_dicts(),
            "by_hour": self.by_hour.to_dicts(),
        }

    def __repr__(self) -> str:
        return f"OpenWork({self.cases.height:,} open cases, {int(self.lanes['late'].sum()):,} past a target)"

    def _repr_html_(self) -> str:
        return self.cases.head(20)._repr_html_()


def open_work(
    log: EventLog,
    blueprint: Blueprint | None = None,
    *,
    by: datetime | str | None = None,
    staffing: Staffing | None = None,
) -> OpenWork:
    """Say which cases are open at the export's end, how old, waiting for whom, and which targets are at stake.

    A target counts what it counts in `mining.conform`: elapsed or working time, without states in which its clock stops.
    One is about to be broken if its time is longer than the limit at `by`, should nothing happen until then.

    Args:
        log: the log.
        blueprint: the designed service; without one there are no targets.
        by: a moment after the export's end; text is read in the log's zone.
        staffing: as in `mining.waste`.

    Raises:
        TimeError: the log has no times.
        OpenError: `by` is not after the export's end.
    """
    log.needs_times("what is open now")
    matched = match(log, blueprint) if blueprint is not None else None
    log = matched.log if matched else log
    until = None if by is None else moment_of(by, log.timezone)
    if until is not None and log.export_end is not None and until <= log.export_end:
        raise OpenError.not_later(until, log.export_end)
    targets = _targets(matched, until)
    seen = placed(log, matched)
    cases = open_now(seen)
    named = targets.group_by("case_id").agg(
        pl.col("target").filter(pl.col("late")).sort().alias("late"),
        pl.col("target").filter(pl.col("breaks").fill_null(False)).sort().alias("breaking"),
    )
    cases = cases.join(named, on="case_id", how="left", maintain_order="left").with_columns(
        pl.col("late", "breaking").fill_null([])
    )
    lanes = cases.group_by("waits_for").agg(
        pl.len().cast(pl.Int64).alias("cases"),
        pl.col("age").median().cast(pl.Duration("us")).alias("median_age"),
        pl.col("age").max().alias("oldest"),
        (pl.col("late").list.len() > 0).sum().cast(pl.Int64).alias("late"),
        (pl.col("breaking").list.len() > 0).sum().cast(pl.Int64).alias("breaking"),
    )
    return OpenWork(
        at=log.export_end,
        by=until,
        cases=cases,
        targets=targets,
        lanes=lanes.select(*LANES).sort("cases", "waits_for", descending=[True, False], nulls_last=True),
        by_hour=by_hour(seen, rota(seen, staffing or Staffing())),
        completion_known=log.completeness != "unknown",
    )


def _targets(matched: Matched | None, until: datetime | None) -> pl.DataFrame:
    """Targets at stake in open cases, and whether each breaks up to a moment."""
    if matched is None:
        none = pl.DataFrame(schema=TIMES)
        return open_targets(none).with_columns(pl.lit(None, dtype=pl.Boolean).alias("breaks"))
    now = open_targets(late(matched)[1])
    if until is None:
        return now.with_columns(pl.lit(None, dtype=pl.Boolean).alias("breaks"))
    # The same log, looked at later: nothing has happened since.
    then = open_targets(late(replace(matched, log=replace(matched.log, export_end=until)))[1])
    broken = then.filter("late").select("target", "case_id", pl.lit(True).alias("breaks"))
    joined = now.join(broken, on=["target", "case_id"], how="left", maintain_order="left")
    return joined.with_columns((pl.col("breaks").fill_null(False) & ~pl.col("late")).alias("breaks"))
