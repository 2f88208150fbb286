"""What is compared of a period: its cases, and what each of them adds to every figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance
from mining.conformance.scores import scores_of
from mining.log import TIME, EventLog, micros
from mining.review.survival import Lasting
from mining.timeliness.limits import ids_of
from mining.variation import Variation, blocks_of
from mining.verdict.words import Why
from mining.waste.hours.staffing import Staffing
from mining.waste.learnt import Groundwork
from mining.waste.waste import Waste, waste_on

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Unit = Literal["share", "hours", "number", "points"]

HOUR = 3_600_000_000
SECOND_SEED = 20_260_902
"""Of the later of two periods: drawn by the seed of the earlier one, their weeks would go together."""
UNCLASSIFIED = Why("no blueprint says what its states are", "没有服务蓝图说明各状态的含义")
UNTOLD = Why("work and waiting cannot be told apart in some cases", "部分案例的工作与等待无法区分")


@dataclass(frozen=True, eq=False)
class Rate:
    """A figure that is a ratio of two sums over cases: a share of them, hours per case.

    Attributes:
        name: of the figure, as in `mining review`.
        unit: share (0..1), hours, number, or points (NPS, -100..100).
        above, below: what each case adds to the numerator and the denominator; float64 (n cases). Cases that are not of the
            figure's population add nothing to either.
        why: why it cannot be told; None: it can.
        of_closed: whether only closed cases are of its population.
    """

    name: str
    unit: Unit
    above: Floats
    below: Floats
    why: Why | None = None
    of_closed: bool = False

    @property
    def value(self) -> float | None:
        """The ratio; None where nothing is in the denominator, or it cannot be told."""
        return float(self.above.sum() / self.below.sum()) if self.why is None and self.below.sum() > 0 else None

    @property
    def cases(self) -> int:
        """Cases of its population."""
        return int(np.count_nonzero(self.below))


@dataclass(frozen=True, eq=False)
class Period:
    """The cases that arrived in a period.

    Attributes:
        cases: one row per case: ``case_id``, ``arrived`` (day, in the log's zone), ``flow_time`` (of an open one so far),
            ``open``, then the attributes of the case.
        rates: figures that are ratios.
        labels: ``activity``, ``case_id``: which case holds which label, one row each, with ``instances``.
        found: ``id``, ``case_id``: deviations of judged closed cases.
        judged: judged closed cases, bool (n cases).
        wording: of the deviations: ``id``, ``kind``, ``names``.
        seed: of cases drawn again.
        ages: per case, from its arrival to the export's end, microseconds.
        settles: microseconds without an event after which a case that is not complete counts as unfinished; 0 where nobody
            says which cases are complete.
        old: cases that are old enough to count in ratios, bool (n cases).
        settled: those that are old enough where only closed cases count, bool (n cases).
    """

    cases: pl.DataFrame
    rates: tuple[Rate, ...]
    labels: pl.DataFrame
    found: pl.DataFrame
    judged: Mask
    wording: pl.DataFrame
    seed: int
    ages: npt.NDArray[np.int64]
    settles: int
    old: Mask
    settled: Mask

    @cached_property
    def lasting(self) -> Lasting:
        """How long the cases last, or have lasted so far."""
        flow = self.cases["flow_time"].to_physical().to_numpy()
        return Lasting(flow, ~self.cases["open"].to_numpy())

    @cached_property
    def ends(self) -> npt.NDArray[np.int64]:
        """Day of the last event so far of every case, since 1970, rounded down; of an open one the export's end."""
        return self.days + self.lasting.times // (24 * HOUR)

    @cached_property
    def days(self) -> npt.NDArray[np.int64]:
        """Day of arrival of every case, since 1970."""
        return self.cases["arrived"].cast(pl.Int32).cast(pl.Int64).to_numpy()

    @cached_property
    def variation(self) -> Variation:
        """The cases, to be drawn again in weeks of arrival."""
        return Variation(blocks_of(self.days), self.seed)

    def of(self, keep: Mask, seed: int) -> Period:
        """Return some of the cases."""
        cases = self.cases.filter(pl.Series(keep))
        ids = cases["case_id"].implode()
        return replace(
            self,
            cases=cases,
            rates=tuple(replace(rate, above=rate.above[keep], below=rate.below[keep]) for rate in self.rates),
            labels=self.labels.filter(pl.col("case_id").is_in(ids)),
            found=self.found.filter(pl.col("case_id").is_in(ids)),
            judged=self.judged[keep],
            seed=seed,
            ages=self.ages[keep],
            old=self.old[keep],
            settled=self.settled[keep],
        )

    def grown(self, age: int) -> Period:
        """Return the period in which only cases of this age (microseconds), open or not, count in ratios and deviations.

        A young case has had less time to wait, to go wrong and to be given up, and if it is closed, it was a quick one.
        Where only closed cases count, they are as much older as it takes a case that was given up to count as unfinished.
        """
        old, settled = self.ages >= age, self.ages >= age + self.settles
        kept = [(rate, settled if rate.of_closed else old) for rate in self.rates]
        return replace(
            self,
            rates=tuple(replace(rate, above=rate.above * mask, below=rate.below * mask) for rate, mask in kept),
            judged=self.judged & settled,
            old=old,
            settled=settled,
        )


def period(log: EventLog, blueprint: Blueprint | None, staffing: Staffing | None, seed: int) -> Period:
    """Work out what each case of a log adds to every figure.

    Args:
        log: the log.
        blueprint: the designed service; None: nothing is held against it.
        staffing: who works when.
        seed: of cases drawn again.
    """
    log.needs_sums("what changed")
    matched = match(log, blueprint) if blueprint is not None else None
    log = matched.log if matched is not None else log
    assert log.export_end is not None  # the log has times
    waste = waste_on(Groundwork.beside(log, matched, staffing))
    conformance = conform(log, blueprint) if blueprint is not None else None
    days = log.cases["arrival"].cast(TIME).dt.convert_time_zone(log.timezone or "UTC").dt.date()
    attributes = [name for name in log.cases.columns if name not in ("case_id", "arrival", "open", "unfinished")]
    cases = log.cases.select("case_id", days.alias("arrived"), log.flow_time.alias("flow_time"), "open", *attributes)
    if "channel" in log.events.columns and "channel" not in cases.columns:
        firsts = log.events["channel"].gather(log.offsets[:-1])
        cases = cases.with_columns(firsts.cast(pl.String).alias("channel"))
    closed = ~log.cases["open"].to_numpy()
    judged = np.zeros(log.cases.height, dtype=bool)
    if conformance is not None:
        judged = conformance.per_case["judged"].to_numpy() & ~conformance.per_case["open"].to_numpy()
    labels = log.events.group_by("case", "activity", maintain_order=True).len("instances")
    return Period(
        cases=cases,
        rates=tuple(_rates(log, closed, conformance, waste, blueprint)),
        labels=labels.select(
            pl.col("activity").cast(pl.String), log.cases["case_id"].gather(labels["case"]).alias("case_id"), "instances"
        ),
        found=conformance.deviations.found.select("id", "case_id")
        if conformance is not None
        else pl.DataFrame(schema={"id": pl.String, "case_id": pl.String}),
        judged=judged,
        wording=conformance.deviations.wording.select("id", "kind", "names")
        if conformance is not None
        else pl.DataFrame(schema={"id": pl.String, "kind": pl.String, "names": pl.List(pl.String)}),
        seed=seed,
        ages=micros(log.export_end) - log.arrival_micros,
        settles=log.open_for // timedelta(microseconds=1) if log.open_for and log.completeness != "unknown" else 0,
        old=np.ones(log.cases.height, dtype=bool),
        settled=np.ones(log.cases.height, dtype=bool),
    )


def _rates(
    log: EventLog, closed: Mask, conformance: Conformance | None, waste: Waste, blueprint: Blueprint | None
) -> Iterator[Rate]:
    """Yield the figures that are ratios, in the order in which they are told."""
    ones = np.ones(log.cases.height)
    nature = UNCLASSIFIED if log.entered and blueprint is None else None
    for name, column in (("waiting", "waiting"), ("staff hours", "staff"), ("rework hours", "rework")):
        hours = waste.per_case[f"{column}_likely"]
        why = nature or (UNTOLD if hours.null_count() else None)
        yield Rate(f"{name} per case", "hours", hours.to_physical().fill_null(0).to_numpy() / HOUR, ones, why)
    again = waste.rework_cases.filter(pl.col("rework") > 0)["case_id"]
    yield Rate("cases with rework", "share", _marked(log, again), ones, nature)
    sizes = np.diff(log.offsets).astype(np.float64)
    yield Rate("instances per case", "number", np.where(closed, sizes, 0), closed.astype(np.float64), of_closed=True)
    if log.completeness != "unknown":
        yield Rate(
            "unfinished cases", "share", log.cases["unfinished"].to_numpy().astype(np.float64), closed.astype(np.float64)
        )
    if conformance is not None:
        per_case = conformance.per_case
        judged = per_case["judged"].to_numpy() & ~per_case["open"].to_numpy()
        fitting = judged & (per_case["cost"].fill_null(1) == 0).to_numpy()
        yield Rate("fitting cases", "share", fitting.astype(np.float64), judged.astype(np.float64), of_closed=True)
        times = conformance.target_times.filter(~pl.col("open") & pl.col("kept").is_not_null())
        for target in ids_of(conformance.targets_set):
            mine = times.filter(pl.col("target") == target)
            kept = _marked(log, mine.filter("kept")["case_id"])
            yield Rate(f"target {target} kept", "share", kept, _marked(log, mine["case_id"]), of_closed=True)
    survey = blueprint.log.survey if blueprint is not None else None
    scored = scores_of(log, survey.scale if survey else None)
    if scored is not None:
        name, score = scored
        answered = score.is_not_null().to_numpy().astype(np.float64)
        unit: Unit = "points" if name == "nps" else "share"
        yield Rate(name, unit, score.fill_null(0).to_numpy(), answered)
        yield Rate("response rate", "share", answered, ones)


def _marked(log: EventLog, ids: pl.Series) -> Floats:
    return log.cases["case_id"].is_in(ids.implode()).to_numpy().astype(np.float64)
