"""The figures that a blueprint's checks judge, each with the reason where it cannot be known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from mining.attributes import column_of
from mining.blueprint.checks import DEVIATION_KINDS, VERDICTS, Check, Unit, Waiver
from mining.blueprint.matching import Matched, match
from mining.blueprint.model import Blueprint
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance
from mining.language import word
from mining.log import EventLog
from mining.verdict.words import Why
from mining.waste.hours.rota import rota
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import placed
from mining.waste.learnt import Groundwork
from mining.waste.waste import Waste, waste_on

MOVES = DEVIATION_KINDS[: DEVIATION_KINDS.index("skipped") + 1]
"""Kinds that alignments tell; the others are told by rules."""
UNJUDGED = 0.05
"""A larger share of what could not be judged leaves the figures that rest on it unjudged, unless a check on ``unjudged``
fails above another limit."""
_HOUR = timedelta(hours=1)
QUANTILES = {"median": 0.5, "p90": 0.9, "p95": 0.95, "p99": 0.99}


@dataclass(frozen=True)
class Figure:
    """A figure that a check judges.

    Attributes:
        value: in the unit of the check's limits; None: it cannot be known.
        low, high: where the log leaves room (little work, much work); None: it leaves none.
        why: why it cannot be known, or may not be judged; None: it can.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    why: Why | None = None


@dataclass(frozen=True, eq=False)
class Judged:
    """A log and a blueprint, analysed as far as checks ask.

    Attributes:
        log: the log.
        blueprint: with checks.
        waivers: beside those of the blueprint.
        today: the day on which waivers are looked at.
        staffing: who works when, as in `mining.waste`.
        matched_before, conformed, accounted: of the same log, where somebody has them already.
    """

    log: EventLog
    blueprint: Blueprint
    waivers: tuple[Waiver, ...] = ()
    today: date = field(default_factory=date.today)
    staffing: Staffing | None = None
    matched_before: Matched | None = None
    conformed: Conformance | None = None
    accounted: Waste | None = None

    @cached_property
    def conformance(self) -> Conformance:
        """Where the cases leave the design."""
        if self.conformed is not None:
            return self.conformed
        return conform(self.log, self.blueprint, waivers=self.waivers, today=self.today)

    @cached_property
    def matched(self) -> Matched:
        """The log beside the blueprint."""
        return self.matched_before if self.matched_before is not None else match(self.log, self.blueprint)

    @cached_property
    def waste(self) -> Waste:
        """Where the time goes."""
        if self.accounted is not None:
            return self.accounted
        return waste_on(Groundwork.beside(self.log, self.matched, self.staffing))

    def holds_staffing(self) -> None:
        """Raise CalendarError where something is stated of somebody whom the log does not have, be it asked or not."""
        if self.staffing is not None and self.staffing.is_stated:
            rota(placed(self.log, self.matched), self.staffing)

    @cached_property
    def unjudged_share(self) -> float | None:
        """Share of the closed cases that could not be aligned; None without closed cases."""
        closed = self.conformance.per_case.filter(~pl.col("open"))
        return float((~closed["judged"]).sum()) / closed.height if closed.height else None

    @cached_property
    def unjudged_limit(self) -> float:
        """How large a share may be unjudged."""
        limits = [c.fail_above.value for c in self.blueprint.checks if c.measure == "unjudged" and c.fail_above is not None]
        return min(limits, default=UNJUDGED)

    def figure(self, check: Check, unit: Unit) -> Figure:
        """Return the figure of a check, in a unit."""
        narrowed = dict(check.of)
        match check.measure:
            case "fitness":
                return self._of_alignments(lambda: self.conformance.fitness)
            case "deviation":
                return self._deviation(narrowed, unit)
            case "waiting":
                return self._waiting(narrowed, unit)
            case "rework":
                return self._rework(narrowed, unit)
            case "target":
                return self._target(narrowed["target"])
            case "flow time":
                return self._flow_time(narrowed.get("statistic", "median"))
            case "data quality":
                return Figure(float(VERDICTS.index(self.matched.log.quality.verdict)))
            case "unmapped labels" | "label coverage":
                coverage = self.matched.coverage
                if coverage is None:
                    return Figure(why=Why("the log has no instances", "日志没有活动实例"))
                return Figure(coverage if check.measure == "label coverage" else 1 - coverage)
            case "unjudged":
                share = self.unjudged_share
                return Figure(share, why=Why("no case is closed", "没有已结案例") if share is None else None)
            case "staff hours":
                return self._staff(narrowed, unit)
        return Figure(why=Why(f'this version knows no measure "{check.measure}"', f"此版本没有度量“{check.measure}”"))

    def cases(self, check: Check) -> pl.Series | None:
        """Return the ids of the cases that a check counts against the service, each once, in the order of the log.

        Those with a deviation that is meant; those that break a target; for fitness those with a deviating move; those that
        could not be aligned. None for a measure that counts no cases.
        """
        narrowed = dict(check.of)
        closed = self.conformance.per_case.filter(~pl.col("open"))
        match check.measure:
            case "deviation":
                counted = self._deviating(narrowed)
            case "target":
                late = pl.col("id") == f"late:{narrowed['target']}"
                counted = self.conformance.deviations.found.filter(late)["case_id"]
            case "fitness":
                counted = closed.filter(pl.col("judged") & (pl.col("cost") > 0))["case_id"]
            case "unjudged":
                counted = closed.filter(~pl.col("judged"))["case_id"]
            case _:
                return None
        return closed["case_id"].filter(closed["case_id"].is_in(counted.unique().implode()))

    def _of_alignments(self, value: Callable[[], float | None]) -> Figure:
        """A figure that rests on aligned closed cases."""
        share = self.unjudged_share
        if share is None or not self.conformance.judged:
            return Figure(why=Why("no closed case could be judged", "没有可判定的已结案例"))
        if share > self.unjudged_limit:
            return Figure(
                value(),
                why=Why(f"{share:.1%} of the closed cases could not be judged", f"已结案例中有 {share:.1%} 无法判定"),
            )
        return Figure(value())

    def _deviation(self, narrowed: Mapping[str, str], unit: Unit) -> Figure:
        """Cases with any deviation that is meant and not accepted; those of rules also need that the rules were judged."""
        kind = _kind_of(narrowed)

        def counted() -> float:
            number = self._deviating(narrowed).n_unique()
            return float(number) if unit == "number" else number / self.conformance.judged

        if kind is not None and kind not in MOVES:
            rules = self.conformance.rules.filter(_is_meant(narrowed))
            lacking = self._of_rules(kind, rules)
            if lacking is not None:
                return lacking if not rules.height else Figure(counted(), why=lacking.why)
        return self._of_alignments(counted)

    def _deviating(self, narrowed: Mapping[str, str]) -> pl.Series:
        """Case ids of the deviations that are meant and not accepted, at their occurrences where a place is asked for."""
        found = self.conformance.deviations
        ids = found.counts.filter(_is_meant(narrowed) & ~pl.col("waived"))["id"]
        cases = self._placed(narrowed, found.places.filter(pl.col("id").is_in(ids.implode())))
        return cases if cases is not None else found.found.filter(pl.col("id").is_in(ids.implode()))["case_id"]

    def _of_rules(self, kind: str, rules: pl.DataFrame) -> Figure | None:
        """Return why rules say too little; None where they say enough."""
        if not rules.height:
            return Figure(
                why=Why(
                    f"the blueprint has no rule that could tell this ({word(f'deviation.{kind}')})",
                    f"服务蓝图没有可判定此项的规则（{word(f'deviation.{kind}', 'zh')}）",
                )
            )
        judged, unjudged = int(rules["judged"].sum()), int(rules["unjudged"].sum())
        if unjudged and unjudged / (judged + unjudged) > self.unjudged_limit:
            return Figure(
                why=Why(
                    f"{unjudged / (judged + unjudged):.1%} of the instances could not be judged",
                    f"实例中有 {unjudged / (judged + unjudged):.1%} 无法判定",
                )
            )
        return None

    def _placed(self, narrowed: Mapping[str, str], places: pl.DataFrame) -> pl.Series | None:
        """Return the cases with an occurrence in a lane, team or channel; None where the check does not ask for one."""
        log = self.matched.log
        if not {"lane", "team", "channel"} & narrowed.keys():
            return None
        begins = pl.DataFrame({"case_id": log.cases["case_id"], "begin": log.offsets[:-1]})
        placed = places.join(begins, on="case_id", how="left", maintain_order="left")
        rows = (placed["begin"] + placed["position"]).to_numpy().astype(np.int64)
        here = np.ones(len(rows), dtype=bool)
        if "lane" in narrowed:
            here &= self.matched.lane_codes[rows] == self.blueprint.lane_index[narrowed["lane"]]
        for name in ("team", "channel"):
            column = column_of(log, name) if name in narrowed else None
            if name in narrowed:
                texts = column.gather(rows).cast(pl.String) if column is not None else None
                here &= (texts == narrowed[name]).fill_null(False).to_numpy() if texts is not None else False
        return placed["case_id"].filter(pl.Series(here))

    def _needs_times(self) -> Figure | None:
        return None if self.log.timed else Figure(why=Why("the log has no times", "日志没有时间"))

    def _waiting(self, narrowed: Mapping[str, str], unit: Unit) -> Figure:
        columns = {"lane": "owner", "from lane": "from_lane", "line": "line", "step": "step", "cause": "cause"}
        if (lacking := self._needs_times()) is not None:
            return lacking
        frame = self.waste.ledger.frame
        waits = frame.filter(pl.col("class") == "waiting")
        if "cause" in narrowed and narrowed["cause"] != "state" and waits.height:
            untold = waits.filter(pl.col("cause").is_null())
            if untold["high"].sum() or untold["low"].sum():
                return Figure(why=Why("why cases waited cannot be told from this log", "此日志无法说明等待的原因"))
        for key, name in narrowed.items():
            waits = waits.filter(pl.col(columns[key]) == name)
        # Time of which nobody knows whether it was worked may be waiting for anybody.
        known = not frame.filter(pl.col("class") == "unknown")["likely"].sum()
        return self._spread([waits[name].sum() for name in ("low", "likely", "high")], unit, known=known)

    def _staff(self, narrowed: Mapping[str, str], unit: Unit) -> Figure:
        if (lacking := self._needs_times()) is not None:
            return lacking
        staff = self.waste.staff_hours
        if "lane" in narrowed:
            staff = staff.filter(pl.col("lane") == narrowed["lane"])
        known = not staff["likely"].null_count()
        return self._spread([staff[name].sum() for name in ("low", "likely", "high")], unit, known=known)

    def _rework(self, narrowed: Mapping[str, str], unit: Unit) -> Figure:
        """Executions, hours, or the share of the staff hours (of the lane) that is rework."""
        if (lacking := self._needs_times()) is not None:
            return lacking
        rework, staff = self.waste.rework, self.waste.staff_hours
        if "step" in narrowed:
            rework = rework.filter(pl.col("step") == narrowed["step"])
        if unit == "number":
            if "lane" in narrowed:
                staff = staff.filter((pl.col("lane") == narrowed["lane"]) & (pl.col("pass") == "rework"))
                return Figure(float(staff["instances"].sum()))
            return Figure(float(rework["rework"].sum()))
        if "step" in narrowed:
            hours: list[Any] = [rework[name].sum() for name in ("hours_low", "hours", "hours_high")]
            known = not rework.filter(pl.col("rework") > 0)["hours"].null_count()
        else:
            if "lane" in narrowed:
                staff = staff.filter(pl.col("lane") == narrowed["lane"])
            again = staff.filter(pl.col("pass") == "rework")
            hours = [again[name].sum() for name in ("low", "likely", "high")]
            known = not again["likely"].null_count()
        if unit != "share":
            return self._spread(hours, unit, known=known)
        totals: list[Any] = [staff[name].sum() for name in ("low", "likely", "high")]
        if not all(total for total in totals[1:]):
            return Figure(why=Why("there are no staff hours", "没有员工工时"))
        shares = [part / total if total else 0.0 for part, total in zip(hours, totals, strict=True)]
        return _likely(shares, known=known and not staff["likely"].null_count())

    def _spread(self, lengths: list[Any], unit: Unit, *, known: bool) -> Figure:
        hours = [length / _HOUR if length is not None else 0.0 for length in lengths]
        if unit == "hours per case":
            cases = self.log.cases.height
            if not cases:
                return Figure(why=Why("the log has no cases", "日志没有案例"))
            hours = [value / cases for value in hours]
        elif unit == "share":
            total = self.waste.flow_time / _HOUR
            if not total:
                return Figure(why=Why("no case takes any time", "案例均不占用时间"))
            hours = [value / total for value in hours]
        return _likely(hours, known=known)

    def _target(self, name: str) -> Figure:
        table = self.conformance.targets.filter(pl.col("target") == name)
        if not table.height:
            return Figure(why=Why(f'the blueprint has no target "{name}"', f"服务蓝图没有目标“{name}”"))
        row = table.row(0, named=True)
        if row["kept_share"] is None:
            return Figure(why=Why("no closed case could be judged", "没有可判定的已结案例"))
        if (lacking := self._of_rules("late", self.conformance.rules.filter(pl.col("id") == f"late:{name}"))) is not None:
            return Figure(row["kept_share"], why=lacking.why)
        return Figure(row["kept_share"])

    def _flow_time(self, statistic: str) -> Figure:
        if (lacking := self._needs_times()) is not None:
            return lacking
        log = self.matched.log
        closed = log.flow_time.filter(~log.cases["open"]).dt.total_microseconds()
        if not closed.len():
            return Figure(why=Why("no case is closed", "没有已结案例"))
        value = closed.mean() if statistic == "mean" else closed.quantile(QUANTILES[statistic], "linear")
        return Figure(float(value) / 3.6e9)  # type: ignore[arg-type]


def _kind_of(narrowed: Mapping[str, str]) -> str | None:
    """The kind of deviation that is meant, by name or by the beginning of an id."""
    return narrowed["id"].partition(":")[0] if "id" in narrowed else narrowed.get("kind")


def _is_meant(narrowed: Mapping[str, str]) -> pl.Expr:
    """Whether a row with ``id``, ``kind``, ``steps`` is a deviation that is meant."""
    meant = pl.lit(True)
    if "id" in narrowed:
        meant &= pl.col("id") == narrowed["id"]
    if (kind := _kind_of(narrowed)) is not None:
        meant &= pl.col("kind") == kind
    if "step" in narrowed:
        meant &= pl.col("steps").list.contains(narrowed["step"])
    if "steps" in narrowed:
        steps = sorted(narrowed["steps"].split(","))
        meant &= pl.col("steps").list.sort() == pl.lit(steps, dtype=pl.List(pl.String))
    return meant


def _likely(values: list[float], *, known: bool) -> Figure:
    """The likely value of three; without it the range alone."""
    low, likely, high = values
    if known and low == likely == high:
        return Figure(likely)
    ends = (min(low, high), max(low, high))
    return Figure(
        likely if known else None,
        *ends,
        why=None if known else Why("work and waiting cannot be told apart", "工作与等待无法区分"),
    )
