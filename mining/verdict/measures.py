"""The figures that a blueprint's checks judge, each with the reason where it cannot be known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from mining.blueprint.checks import DEVIATION_KINDS, VERDICTS, Check, Unit
from mining.language import word
from mining.shares import share_tenths
from mining.verdict.counted import deviating, is_meant, kind_of, waiting_meant
from mining.verdict.judged import Judged
from mining.verdict.words import Why

MOVES = DEVIATION_KINDS[: DEVIATION_KINDS.index("skipped") + 1]
"""Kinds that alignments tell; the others are told by rules."""
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


def figure_of(judged: Judged, check: Check, unit: Unit) -> Figure:
    """Return the figure of a check, in a unit."""
    narrowed = dict(check.of)
    match check.measure:
        case "fitness":
            return _of_alignments(judged, lambda: judged.conformance.fitness)
        case "deviation":
            return _deviation(judged, narrowed, unit)
        case "waiting":
            return _waiting(judged, narrowed, unit)
        case "rework":
            return _rework(judged, narrowed, unit)
        case "target":
            return _target(judged, narrowed["target"])
        case "flow time":
            return _flow_time(judged, narrowed.get("statistic", "median"))
        case "data quality":
            return Figure(float(VERDICTS.index(judged.matched.log.quality.verdict)))
        case "unmapped labels" | "label coverage":
            coverage = judged.matched.coverage
            if coverage is None:
                return Figure(why=Why("the log has no instances", "日志没有活动实例"))
            return Figure(coverage if check.measure == "label coverage" else 1 - coverage)
        case "unjudged":
            share = judged.unjudged_share
            return Figure(share, why=Why("no case is closed", "没有已结案例") if share is None else None)
        case "staff hours":
            return _staff(judged, narrowed, unit)
    return Figure(why=Why(f'this version knows no measure "{check.measure}"', f"此版本没有度量“{check.measure}”"))


def _of_alignments(judged: Judged, value: Callable[[], float | None]) -> Figure:
    """A figure that rests on aligned closed cases."""
    share = judged.unjudged_share
    if share is None or not judged.conformance.judged:
        return Figure(why=Why("no closed case could be judged", "没有可判定的已结案例"))
    if share > judged.unjudged_limit:
        return Figure(
            value(),
            why=Why(
                f"{share_tenths(share)} of the closed cases could not be judged",
                f"已结案例中有 {share_tenths(share, 'zh')} 无法判定",
            ),
        )
    return Figure(value())


def _deviation(judged: Judged, narrowed: Mapping[str, str], unit: Unit) -> Figure:
    """Cases with any deviation that is meant and not accepted; those of rules also need that the rules were judged."""
    kind = kind_of(narrowed)

    def counted() -> float:
        number = deviating(judged, narrowed).n_unique()
        return float(number) if unit == "number" else number / judged.conformance.judged

    if kind is not None and kind not in MOVES:
        rules = judged.conformance.rules.filter(is_meant(narrowed))
        lacking = _of_rules(judged, kind, rules)
        if lacking is not None:
            return lacking if not rules.height else Figure(counted(), why=lacking.why)
    return _of_alignments(judged, counted)


def _of_rules(judged: Judged, kind: str, rules: pl.DataFrame) -> Figure | None:
    """Return why rules say too little; None where they say enough."""
    if not rules.height:
        return Figure(
            why=Why(
                f"the blueprint has no rule that could tell this ({word(f'deviation.{kind}')})",
                f"服务蓝图没有可判定此项的规则（{word(f'deviation.{kind}', 'zh')}）",
            )
        )
    told, untold = int(rules["judged"].sum()), int(rules["unjudged"].sum())
    if untold and untold / (told + untold) > judged.unjudged_limit:
        return Figure(
            why=Why(
                f"{share_tenths(untold / (told + untold))} of the instances could not be judged",
                f"实例中有 {share_tenths(untold / (told + untold), 'zh')} 无法判定",
            )
        )
    return None


def _needs_times(judged: Judged) -> Figure | None:
    return None if judged.log.timed else Figure(why=Why("the log has no times", "日志没有时间"))


def _waiting(judged: Judged, narrowed: Mapping[str, str], unit: Unit) -> Figure:
    if (lacking := _needs_times(judged)) is not None:
        return lacking
    frame = judged.waste.ledger.frame
    waits = frame.filter(pl.col("class") == "waiting")
    if "cause" in narrowed and narrowed["cause"] != "state" and waits.height:
        untold = waits.filter(pl.col("cause").is_null())
        if untold["high"].sum() or untold["low"].sum():
            return Figure(why=Why("why cases waited cannot be told from this log", "此日志无法说明等待的原因"))
    waits = waits.filter(waiting_meant(narrowed))
    # Time of which nobody knows whether it was worked may be waiting for anybody.
    known = not frame.filter(pl.col("class") == "unknown")["likely"].sum()
    return _spread(judged, [waits[name].sum() for name in ("low", "likely", "high")], unit, known=known)


def _staff(judged: Judged, narrowed: Mapping[str, str], unit: Unit) -> Figure:
    if (lacking := _needs_times(judged)) is not None:
        return lacking
    staff = judged.waste.staff_hours
    if "lane" in narrowed:
        staff = staff.filter(pl.col("lane") == narrowed["lane"])
    known = not staff["likely"].null_count()
    return _spread(judged, [staff[name].sum() for name in ("low", "likely", "high")], unit, known=known)


def _rework(judged: Judged, narrowed: Mapping[str, str], unit: Unit) -> Figure:
    """Executions, hours, or the share of the staff hours (of the lane) that is rework."""
    if (lacking := _needs_times(judged)) is not None:
        return lacking
    rework, staff = judged.waste.rework, judged.waste.staff_hours
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
        return _spread(judged, hours, unit, known=known)
    totals: list[Any] = [staff[name].sum() for name in ("low", "likely", "high")]
    if not all(total for total in totals[1:]):
        return Figure(why=Why("there are no staff hours", "没有员工工时"))
    shares = [part / total if total else 0.0 for part, total in zip(hours, totals, strict=True)]
    return _likely(shares, known=known and not staff["likely"].null_count())


def _spread(judged: Judged, lengths: list[Any], unit: Unit, *, known: bool) -> Figure:
    hours = [length / _HOUR if length is not None else 0.0 for length in lengths]
    if unit == "hours per case":
        cases = judged.log.cases.height
        if not cases:
            return Figure(why=Why("the log has no cases", "日志没有案例"))
        hours = [value / cases for value in hours]
    elif unit == "share":
        total = judged.waste.flow_time / _HOUR
        if not total:
            return Figure(why=Why("no case takes any time", "案例均不占用时间"))
        hours = [value / total for value in hours]
    return _likely(hours, known=known)


def _target(judged: Judged, name: str) -> Figure:
    table = judged.conformance.targets.filter(pl.col("target") == name)
    if not table.height:
        return Figure(why=Why(f'the blueprint has no target "{name}"', f"服务蓝图没有目标“{name}”"))
    row = table.row(0, named=True)
    if row["kept_share"] is None:
        return Figure(why=Why("no closed case could be judged", "没有可判定的已结案例"))
    if (lacking := _of_rules(judged, "late", judged.conformance.rules.filter(pl.col("id") == f"late:{name}"))) is not None:
        return Figure(row["kept_share"], why=lacking.why)
    return Figure(row["kept_share"])


def _flow_time(judged: Judged, statistic: str) -> Figure:
    if (lacking := _needs_times(judged)) is not None:
        return lacking
    log = judged.matched.log
    closed = log.flow_time.filter(~log.cases["open"]).dt.total_microseconds()
    if not closed.len():
        return Figure(why=Why("no case is closed", "没有已结案例"))
    value = closed.mean() if statistic == "mean" else closed.quantile(QUANTILES[statistic], "linear")
    return Figure(float(value) / 3.6e9)  # type: ignore[arg-type]


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
