"""`check`: is the service in order? The checks of the blueprint, judged one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, NamedTuple

import polars as pl

from mining.blueprint.checks import Amount, Check, Unit, Waiver
from mining.blueprint.model import Blueprint
from mining.conformance.waivers import is_expired, waiver_dict
from mining.errors import NothingDesignedError
from mining.log import EventLog
from mining.verdict.judged import Judged
from mining.verdict.measures import Figure, figure_of
from mining.verdict.words import SLACK, Why, check_texts, name_of
from mining.waste.hours.staffing import Staffing

Result = Literal["ok", "warn", "fail", "cannot be judged"]
Outcome = Literal["in order", "not in order", "cannot be judged"]
EXIT_CODES: dict[Outcome, int] = {"in order": 0, "not in order": 1, "cannot be judged": 4}
TOO_MUCH = Why("too many cases could not be judged", "无法判定的案例过多")
NO_CHECKS = Why("The blueprint states no checks: nothing says what is in order.", "服务蓝图没有检查项：何为正常，无从判定。")
NEVER = Why("The data are unfit: they are never in order.", "数据不可用：绝不算正常。")
UNFIT = Why("the data are unfit", "数据不可用")
FRAME: dict[str, Any] = {
    "name": pl.String,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "unit": pl.String,
    "limit": pl.String,
    "result": pl.String,
    "reason": pl.String,
}


class Said(NamedTuple):
    """The figures of a check and its limits in words; empty: not known."""

    value: str
    low: str
    high: str
    limit: str


@dataclass(frozen=True)
class CheckResult:
    """One check, judged.

    Attributes:
        name: measure and what narrows it; stable as long as the check is.
        value: the figure, in `unit`; None: not known.
        low, high: what little and much work would make of it, where the log leaves room.
        unit: of value and limits (share: 0..1; hours; hours per case; number; verdict: place in `VERDICTS`).
        limits: name (``warn_below``, ...) -> value in `unit`.
        result: ok, warn, fail, cannot be judged.
        of: the check.
        why: why it cannot be judged, in both languages.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    unit: Unit
    limits: tuple[tuple[str, float], ...]
    result: Result
    of: Check
    why: Why | None = None

    def said(self, language: str = "en") -> Said:
        """Return figures and limits in words."""
        (value, low, high), limit = check_texts((self.value, self.low, self.high), self.of.limits, self.unit, language)
        return Said(value, low, high, limit)

    @property
    def limit(self) -> str:
        """The limits, in words."""
        return self.said().limit

    @property
    def reason(self) -> str | None:
        """Why it cannot be judged."""
        return self.why.en if self.why else None

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "name": self.name,
            "value": self.value,
            "low": self.low,
            "high": self.high,
            "unit": self.unit,
            "limit": self.limit,
            "limits": dict(self.limits),
            "result": self.result,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class Verdict:
    """Whether the service is in order.

    Attributes:
        verdict: ``not in order`` if a check fails; else ``cannot be judged`` if one cannot be, if there is none, or if the
            data are unfit; else ``in order``. Unfit data are never in order, and are judged at all only when forced.
        checks: in the order of the blueprint.
        expired_waivers: each is a finding; what they accepted counts again.
        why: why nothing could be judged, in both languages; None: something could.
    """

    verdict: Outcome
    checks: tuple[CheckResult, ...]
    expired_waivers: tuple[Waiver, ...] = ()
    why: Why | None = None

    @property
    def reason(self) -> str | None:
        """Why nothing could be judged."""
        return self.why.en if self.why else None

    @property
    def exit_code(self) -> int:
        """Of `mining check`: 0 in order, 1 not in order, 4 cannot be judged."""
        return EXIT_CODES[self.verdict]

    @property
    def frame(self) -> pl.DataFrame:
        """One row per check: ``name``, ``value``, ``low``, ``high``, ``unit``, ``limit`` (words), ``result``, ``reason``."""
        return pl.DataFrame([{name: getattr(check, name) for name in FRAME} for check in self.checks], schema=FRAME)

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document of `check`."""
        return {
            "verdict": self.verdict,
            "reason": self.reason,
            "checks": [check.to_dict() for check in self.checks],
            "expired_waivers": [waiver_dict(waiver) for waiver in self.expired_waivers],
        }

    def __repr__(self) -> str:
        counts = ", ".join(
            f"{sum(c.result == r for c in self.checks)} {r}" for r in ("ok", "warn", "fail", "cannot be judged")
        )
        return f"Verdict({self.verdict}: {counts})"

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(repr(self))}</p>" + self.frame._repr_html_()


def check(
    log: EventLog,
    blueprint: Blueprint,
    *,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
    force: bool = False,
    staffing: Staffing | None = None,
) -> Verdict:
    """Judge a log by the checks of a blueprint.

    A check fails beyond its fail limit, and warns beyond its warn limit; at the limit it is kept. A figure that is not
    known, or that rests on too much that could not be judged (5 %, or the limit of a check on ``unjudged``), cannot be
    judged; where work and waiting cannot be told apart, it is judged if both ends of the range say the same.

    Args:
        log: the log.
        blueprint: with its checks.
        waivers: deviations that are accepted, beside those of the blueprint; they do not count in checks on deviations.
        today: the day on which waivers are looked at; None: that of the clock.
        force: judge even unfit data; they are never in order.
        staffing: who works when, as in `mining.waste`: beside the calendars of the blueprint's lanes.

    Raises:
        NothingDesignedError: there is no blueprint.
        CalendarError: as in `mining.waste`.
        BlueprintError: a label fits two steps.
    """
    if blueprint is None:
        raise NothingDesignedError
    judged = Judged(log, blueprint, tuple(waivers), today or date.today(), staffing)
    judged.holds_staffing()
    return verdict_of(judged, force=force)


def verdict_of(judged: Judged, *, force: bool = False) -> Verdict:
    """Judge what is analysed as far as checks ask, or already (see `check`)."""
    log, blueprint = judged.log, judged.blueprint
    given = (*blueprint.waivers, *judged.waivers)
    over = (waiver for waiver in given if is_expired(waiver, judged.today))
    expired = tuple(sorted(over, key=lambda waiver: waiver.until))
    if not blueprint.checks:
        return Verdict("cannot be judged", (), expired, NO_CHECKS)
    unfit = log.quality.verdict == "unfit"
    if unfit and not force:
        unfit_for = [finding for finding in log.quality.findings if finding.severity == "unfit"]
        why = Why(
            " ".join(["The data are unfit.", *(finding.message for finding in unfit_for)]),
            "".join(["数据不可用。", *(finding.message_zh for finding in unfit_for)]),
        )
        results = [_judged(each, judged, unfit=True) for each in blueprint.checks]
        return Verdict("cannot be judged", tuple(results), expired, why)
    results = [_judged(each, judged) for each in blueprint.checks]
    found = {result.result for result in results}
    if "fail" in found:
        return Verdict("not in order", tuple(results), expired)
    if "cannot be judged" in found or unfit:
        return Verdict("cannot be judged", tuple(results), expired, NEVER if unfit else None)
    return Verdict("in order", tuple(results), expired)


def _judged(each: Check, judged: Judged, *, unfit: bool = False) -> CheckResult:
    limits = each.limits
    unit: Unit = limits[0][1].unit if limits else "number"
    if unit == "number" and each.measure not in ("deviation", "rework"):
        unit = "share"
    figure = Figure(why=UNFIT) if unfit and each.measure != "data quality" else figure_of(judged, each, unit)
    result = _result(figure, dict(limits), is_unjudged=each.measure == "unjudged")
    return CheckResult(
        name=name_of(each),
        value=figure.value,
        low=figure.low,
        high=figure.high,
        unit=unit,
        limits=tuple((name, amount.value) for name, amount in limits),
        of=each,
        result=result,
        why=(figure.why or TOO_MUCH) if result == "cannot be judged" else None,
    )


def _result(figure: Figure, limits: dict[str, Amount], *, is_unjudged: bool) -> Result:
    if figure.value is None and figure.low is not None and figure.high is not None:
        ends = {_against(end, limits) for end in (figure.low, figure.high)}
        return ends.pop() if len(ends) == 1 else "cannot be judged"
    if figure.value is None or figure.why is not None:
        return "cannot be judged"
    result = _against(figure.value, limits)
    # Too much that could not be judged is no fault of the service.
    return "cannot be judged" if is_unjudged and result == "fail" else result


def _against(value: float, limits: dict[str, Amount]) -> Result:
    def beyond(word: str) -> bool:
        below, above = limits.get(f"{word}_below"), limits.get(f"{word}_above")
        return (below is not None and value < below.value - SLACK) or (above is not None and value > above.value + SLACK)

    return "fail" if beyond("fail") else "warn" if beyond("warn") else "ok"
