"""What changed from one period to the next: behaviour, labels and the design, each apart, beyond ordinary variation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from mining.blueprint.model import Blueprint
from mining.errors import ReviewError
from mining.hours import hours_of
from mining.log import EventLog
from mining.review.designs import DesignChanges, design_changes
from mining.review.differences import NO_CASE, Difference, judged_together, of_flow_times, of_rates
from mining.review.labels import deviation_changes, label_changes
from mining.review.mix import mix
from mining.review.periods import SECOND_SEED, Period, Rate, period
from mining.review.survival import LogRank, log_rank
from mining.review.weeks import ARRIVALS, EPOCH, weekly
from mining.selection import arrived_between, moment_of
from mining.variation import SEED, Variation
from mining.verdict.words import Why
from mining.waste.hours.staffing import Staffing

DAY = timedelta(days=1)
MEASURES: dict[str, Any] = {
    "figure": pl.String,
    "unit": pl.String,
    **dict.fromkeys(("before", "after", "difference", "low", "high"), pl.Float64),
    "beyond_ordinary": pl.Boolean,
    "cases_before": pl.Int64,
    "cases_after": pl.Int64,
    "reason": pl.String,
}
GROWN_UP = 0.95
"""Share of the earlier cases after whose time a case is old enough to be compared."""
SURVIVING = 0.2
"""Share of the earlier cases from which it matters that they are in the export only because they lasted."""
SURVIVORS = Why(
    "the export holds only those of the earlier cases that lasted until its first end",
    "导出中较早的案例只有持续到首个结束日的",
)
FEW_WHOLE_WEEKS = Why("fewer than eight whole weeks in one of the periods", "其中一个时期的完整周不足八周")
NO_WEEK = Why("one of the periods holds no whole week", "其中一个时期不含完整的一周")


@dataclass(frozen=True)
class MannWhitney:
    """Whether closed cases of one period last longer than those of the other: U of the earlier period, and its chance."""

    u: float
    p: float


@dataclass(frozen=True)
class Survivors:
    """Cases of the earlier period that arrived before the first day on which any case of the export ended.

    Those that ended sooner are not in the export, so that these last longer than all did.

    Attributes:
        cases: how many.
        share: of the cases of the earlier period.
        until: the first day on which a case ended.
    """

    cases: int
    share: float
    until: date


@dataclass(frozen=True, eq=False, repr=False)
class Review:
    """What changed from one period to the next. A change is not yet an effect: what else changed must be looked at.

    Attributes:
        measures: the figures of both periods, in the order in which they are told.
        deviations: see `mining.review.labels.deviation_changes`; empty without a blueprint.
        labels: see `mining.review.labels.label_changes`.
        mix: see `mining.review.mix.mix`.
        weeks: see `mining.review.weeks.weekly`.
        cases: what the figures are made of: ``period``, ``case_id``, ``arrived``, ``open``, ``flow_time``, then a column per
            figure that is a ratio: what the case adds to it (null: it is not of its population).
        mann_whitney: over the flow times of closed cases; None: a period has none.
        log_rank: over all cases, open ones as still going on; None: it cannot be told.
        design: what became of the blueprint; None: only one was given, or none.
        has_blueprint: whether there is a design at all.
        in_both: cases that stand in both logs (none where one log was split).
        survivors: what the export has chosen by when cases ended; None: nothing is seen of that.
        grown_up: how old a case is, open or not, before it counts in ratios: what 95 % of the earlier cases took.
        old: so many cases of each period are that old.
        settled: so many are as old as they have to be where only closed cases count (and in deviations): where the log says
            which cases are complete, as much older as it takes a case that was given up to count as unfinished.
    """

    measures: tuple[Difference, ...]
    deviations: pl.DataFrame
    labels: pl.DataFrame
    mix: pl.DataFrame
    weeks: pl.DataFrame
    cases: pl.DataFrame
    mann_whitney: MannWhitney | None
    log_rank: LogRank | None
    design: DesignChanges | None
    has_blueprint: bool
    in_both: int = 0
    survivors: Survivors | None = None
    grown_up: timedelta = timedelta(0)
    old: tuple[int, int] = (0, 0)
    settled: tuple[int, int] = (0, 0)

    @property
    def blueprint_changed(self) -> bool | None:
        """Whether the two designs differ; None without a design."""
        if not self.has_blueprint:
            return None
        return self.design is not None and bool(self.design.changes or self.design.rewritten)

    @property
    def frame(self) -> pl.DataFrame:
        """The measures, one row each.

        ``figure``, ``unit``, ``before``, ``after``, ``difference``, ``low``, ``high``, ``beyond_ordinary``,
        ``cases_before``, ``cases_after``, ``reason`` (see `mining.review.differences.Difference`).
        """
        return pl.DataFrame([_row(measure) for measure in self.measures], schema=MEASURES, orient="row")

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON keys of ``mining review``."""
        return {
            "measures": [measure.to_dict() for measure in self.measures],
            "deviations": _by_change(self.deviations, ("new", "gone", "changed")),
            "labels": _by_change(self.labels, ("new", "gone")),
            "blueprint_changed": self.blueprint_changed,
            "blueprint_changes": self.design.to_dict() if self.design is not None else None,
            "mix": self.mix.to_dicts(),
            "weeks": self.weeks.to_dicts(),
            "mann_whitney": vars(self.mann_whitney) if self.mann_whitney else None,
            "log_rank": self.log_rank._asdict() if self.log_rank else None,
            "cases_in_both": self.in_both,
            "grown_up_hours": hours_of(self.grown_up),
            "grown_up_cases": {"before": self.old[0], "after": self.old[1]},
            "settled_cases": {"before": self.settled[0], "after": self.settled[1]},
            "survivors": vars(self.survivors) if self.survivors else None,
        }

    def __repr__(self) -> str:
        beyond = sum(bool(measure.beyond_ordinary) for measure in self.measures)
        counts = " and ".join(f"{self.cases.filter(period=name).height:,} {name}" for name in ("before", "after"))
        return f"Review({counts}; {beyond} of {len(self.measures)} figures beyond ordinary variation)"

    def _repr_html_(self) -> str:
        return self.frame._repr_html_()


def review(
    before: EventLog,
    after: EventLog | None = None,
    blueprint: Blueprint | None = None,
    *,
    split: datetime | str | None = None,
    blueprint_before: Blueprint | None = None,
    staffing: Staffing | None = None,
) -> Review:
    """Say what changed from one period to the next, beyond ordinary variation.

    Give two logs, or one and the moment at which it is split: a case belongs to the period in which it arrived. Open cases
    stay in: how long they will last is taken from those that lasted as long before they ended (Kaplan and Meier). Both
    periods are held against the same blueprint, so that what differs is behaviour; what differs between two blueprints is
    told apart. A difference is beyond ordinary variation if cases drawn again in weeks of arrival hardly ever give none.

    Args:
        before: the earlier log, or the one that is split.
        after: the later log; None: `split` is given.
        blueprint: the designed service, of both periods; None: nothing is held against it.
        split: begin of the later period, a datetime or ISO text; without a zone it is read in the log's zone.
        blueprint_before: the design of the earlier period, to be compared with the other one in words.
        staffing: who works when.

    Raises:
        ReviewError: neither or both of `after` and `split` are given, or a period has no case.
        TimeError: the log has no times.
        BlueprintError: a label of a log fits two steps.
    """
    if (after is None) == (split is None):
        raise ReviewError.of_what()
    design = design_changes(blueprint_before, blueprint) if blueprint_before is not None and blueprint is not None else None
    for log in (before, after):
        if log is not None:
            log.needs_times("what changed")
    if after is None:
        assert split is not None
        earlier = arrived_between(before, None, split)
        if earlier.all() or not earlier.any():
            raise ReviewError.empty_side(split, before.cases["arrival"].min(), before.cases["arrival"].max())
        whole = period(before, blueprint, staffing, SEED)
        sides = (whole.of(earlier, SEED), whole.of(~earlier, SECOND_SEED))
        at = moment_of(split, before.timezone).astimezone(ZoneInfo(before.timezone or "UTC"))
        begin = at.date() + timedelta(days=at.time() != time())
        spans = ((_first_day(sides[0]), at.date() - DAY), (begin, _last_day(before)))
    else:
        if not before.instances or not after.instances:
            raise ReviewError.empty_log("before" if not before.instances else "after")
        sides = (period(before, blueprint, staffing, SEED), period(after, blueprint, staffing, SECOND_SEED))
        spans = ((_first_day(sides[0]), _last_day(before)), (_first_day(sides[1]), _last_day(after)))
    return _compared(*sides, spans, design, has_blueprint=blueprint is not None)


def _first_day(side: Period) -> date:
    """The first day of arrival."""
    return EPOCH + int(side.days.min()) * DAY


def _last_day(log: EventLog) -> date:
    """The last day that the export holds whole."""
    assert log.export_end is not None
    return log.export_end.astimezone(ZoneInfo(log.timezone or "UTC")).date() - DAY


def _compared(
    before: Period, after: Period, spans: Sequence[tuple[date, date]], design: DesignChanges | None, *, has_blueprint: bool
) -> Review:
    age = _grown_up(before)
    before, after = before.grown(age), after.grown(age)
    weeks = weekly(before, after, spans)
    later = {rate.name: rate for rate in after.rates}
    pairs = [(rate, later[rate.name]) for rate in before.rates if rate.name in later]
    survivors = _survivors(before, after)
    flow_times = of_flow_times(before, after)
    if survivors is not None:
        flow_times = [replace(each, low=None, high=None, why=SURVIVORS) for each in flow_times]
    differences = [
        _arrivals(weeks),
        *flow_times,
        *(of_rates(first, second, before.variation, after.variation) for first, second in pairs),
    ]
    measures = [_by_weeks(each, weeks) for each in judged_together(differences)]
    both = before.cases["case_id"].is_in(after.cases["case_id"].implode())
    return Review(
        measures=tuple(measures),
        deviations=deviation_changes(before, after),
        labels=label_changes(before, after),
        mix=mix(before, after),
        weeks=weeks,
        cases=pl.concat([_added(before, "before"), _added(after, "after")], how="diagonal"),
        mann_whitney=_mann_whitney(before, after),
        log_rank=log_rank(before.lasting, after.lasting),
        design=design,
        has_blueprint=has_blueprint,
        in_both=int(both.sum()),
        survivors=survivors,
        grown_up=timedelta(microseconds=age),
        old=(int(before.old.sum()), int(after.old.sum())),
        settled=(int(before.settled.sum()), int(after.settled.sum())),
    )


def _grown_up(before: Period) -> int:
    """How old a case has to be to count in ratios: what nearly all of the earlier ones took, in microseconds."""
    age = before.lasting.quantile(GROWN_UP)
    return round(age) if age is not None else int(before.lasting.times.max())


def _survivors(before: Period, after: Period) -> Survivors | None:
    """The cases of the earlier period that only stand in the export because they lasted, where they are many."""
    closed = [side.ends[side.lasting.ended] for side in (before, after)]
    first = min((int(ends.min()) for ends in closed if ends.size), default=None)
    if first is None:
        return None
    cases = int(np.count_nonzero(before.days < first))
    share = cases / before.days.size
    return Survivors(cases, share, EPOCH + first * DAY) if share > SURVIVING else None


def _arrivals(weeks: pl.DataFrame) -> Difference:
    """Cases that arrive in a whole week; weeks are drawn again."""
    sides = []
    for name in ("before", "after"):
        counts = weeks.filter(pl.col("figure") == ARRIVALS, pl.col("period") == name)["cases"].to_numpy()
        sides.append(Rate(ARRIVALS, "number", counts.astype(np.float64), np.ones(counts.size)))
    drawn = [Variation(np.arange(side.above.size), seed) for side, seed in zip(sides, (SEED, SECOND_SEED), strict=True)]
    found = of_rates(sides[0], sides[1], drawn[0], drawn[1])
    cases = [int(side.above.sum()) for side in sides]
    why = NO_WEEK if found.why is NO_CASE else found.why and FEW_WHOLE_WEEKS
    return replace(found, cases_before=cases[0], cases_after=cases[1], why=why)


def _by_weeks(each: Difference, weeks: pl.DataFrame) -> Difference:
    """Judge a figure that has no interval by the later weeks on the earlier period's control chart, if it has one.

    Only a week that lies on the side of the difference speaks for it.
    """
    if each.low is not None or each.estimate is None or each.why is SURVIVORS:
        return each
    later = weeks.filter(pl.col("figure") == each.name, pl.col("period") == "after", pl.col("mean").is_not_null())
    if not later.height:
        return each
    towards = (pl.col("value") - pl.col("mean")).sign() == int(np.sign(each.estimate))
    return replace(each, beyond_ordinary=later.filter(towards)["signal"].count() > 0, why=None)


def _added(side: Period, name: str) -> pl.DataFrame:
    """What the figures are made of, case by case."""
    told = [
        pl.Series(rate.name, rate.above).zip_with(pl.Series(rate.below > 0), pl.Series([None], dtype=pl.Float64))
        for rate in side.rates
        if rate.why is None
    ]
    shown = side.cases.select(pl.lit(name).alias("period"), "case_id", "arrived", "open", "flow_time")
    return shown.hstack(told)


def _mann_whitney(before: Period, after: Period) -> MannWhitney | None:
    """The exact test for few cases without ties, else the normal approximation with ties corrected (Mann, Whitney, 1947)."""
    times = [side.lasting.times[side.lasting.ended] for side in (before, after)]
    if not times[0].size or not times[1].size:
        return None
    from scipy.stats import mannwhitneyu

    found = mannwhitneyu(times[0], times[1])
    return MannWhitney(float(found.statistic), float(found.pvalue))


def _row(each: Difference) -> tuple[Any, ...]:
    figures = (each.before, each.after, each.estimate, each.low, each.high, each.beyond_ordinary)
    return (each.name, each.unit, *figures, each.cases_before, each.cases_after, each.why.en if each.why else None)


def _by_change(table: pl.DataFrame, changes: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    return {change: table.filter(pl.col("change") == change).drop("change").to_dicts() for change in changes}
