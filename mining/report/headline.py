"""The headline figures: few, with their populations, each kept as a number until it is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

import numpy as np
import polars as pl

from mining.log import Completeness, EventLog
from mining.report.deviations import DeviationRow, DeviationTable
from mining.report.figures import hours_of
from mining.report.hours import NONE, SCENARIOS, Hours
from mining.report.results import Results
from mining.report.staff import CapacityRow, Lengths, Staff

EXAMPLES = {"worst": 4, "typical": 3, "random": 3}
SEED = 20260901
"""Of the cases drawn at random: the same in every report of the same log."""


@dataclass(frozen=True)
class Headline:
    """Figures of the first page.

    Shares are of 1. `waiting_share`, `state_share` and `unknown_share` are shares of case time per scenario
    (low, likely, high); `line_share` and `owner_share` are shares of the waiting in the
    leading `scenario`.
    Fields are None where they cannot be asked (no times, no blueprint, no rates).
    """

    cases: int
    open_cases: int
    unfinished_cases: int
    completeness: Completeness
    entered: bool
    instances: int
    variants: int
    top_variant_share: float | None
    median_flow_time: timedelta | None = None
    p90_flow_time: timedelta | None = None
    oldest_open: timedelta | None = None
    waiting_share: tuple[float, ...] | None = None
    state_share: tuple[float, ...] | None = None
    unknown_share: tuple[float, ...] | None = None
    scenario: str | None = None
    line: str | None = None
    line_share: float | None = None
    line_owner: str | None = None
    owner: str | None = None
    owner_share: float | None = None
    fitting_cases: int | None = None
    judged_cases: int | None = None
    fitness: float | None = None
    deviation: DeviationRow | None = None
    rework_instances: int | None = None
    rework_cases: int | None = None
    rework_hours: Lengths | None = None
    staff_hours: Lengths | None = None
    capacity: CapacityRow | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the figures as JSON: lengths as ``_hours``, the deviation by its id, kind, cases and share."""
        document: dict[str, Any] = {}
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            if isinstance(value, DeviationRow):
                document[name] = {"id": value.id, "kind": value.kind, "cases": value.cases, "share": value.share}
            elif isinstance(value, CapacityRow):
                document[name] = {"currency": value.currency, **dict(zip(SCENARIOS, value.amounts, strict=True))}
            elif name in ("rework_hours", "staff_hours"):
                lengths = [None if length is None else hours_of(length) for length in value or ()]
                document[name] = dict(zip(SCENARIOS, lengths, strict=True)) if value else None
            elif name.endswith(("_time", "_open")):
                document[f"{name}_hours"] = None if value is None else hours_of(value)
            elif name in ("waiting_share", "state_share", "unknown_share"):
                document[name] = None if value is None else dict(zip(SCENARIOS, value, strict=True))
            else:
                document[name] = value
        return document


def headline(results: Results, account: Hours | None, staff: Staff | None, deviations: DeviationTable | None) -> Headline:
    """Return the headline figures of the results and of what the report shows of them."""
    log = results.log
    ways = results.variants.frame
    figures: dict[str, Any] = {}
    if log.timed and log.cases.height:
        times = log.flow_time
        figures["median_flow_time"] = times.median()
        figures["p90_flow_time"] = times.quantile(0.9, "linear")
    if results.open_now is not None and results.open_now.height:
        figures["oldest_open"] = results.open_now["age"].max()
    if account is not None:
        figures |= _of_ledger(account)
    if deviations is not None:
        figures |= {
            "fitting_cases": deviations.fitting,
            "judged_cases": deviations.judged,
            "fitness": deviations.fitness,
            "deviation": next((row for row in deviations.rows if not row.waived), None),
        }
    if results.waste is not None and staff is not None:
        again = results.waste.rework_cases.filter(pl.col("rework") > 0)
        figures |= {
            "rework_instances": int(results.waste.rework["rework"].sum()),
            "rework_cases": again["case_id"].n_unique(),
            "rework_hours": staff.total.rework,
            "staff_hours": staff.total.both,
            # Currencies are never added; where there are several, the section on hours has them all.
            "capacity": staff.capacity[0] if len(staff.capacity) == 1 else None,
        }
    return Headline(
        cases=log.cases.height,
        open_cases=int(log.cases["open"].sum()),
        unfinished_cases=int(log.cases["unfinished"].sum()),
        completeness=log.completeness,
        entered=log.entered,
        instances=log.instances,
        variants=ways.height,
        top_variant_share=ways["share"][0] if ways.height else None,
        **figures,
    )


def _of_ledger(account: Hours) -> dict[str, Any]:
    found: dict[str, Any] = {"scenario": account.scenario}
    if not account.flow_time:
        return found
    for name in ("waiting", "state", "unknown"):
        rows = [row for row in account.classes if row.keys["class"] == name]
        if rows:
            sums = [sum((getattr(row, scenario) or NONE for row in rows), NONE) for scenario in SCENARIOS]
            found[f"{name}_share"] = tuple(total / account.flow_time for total in sums)
    lengths = {scenario: sum((getattr(row, scenario) or NONE for row in account.waits), NONE) for scenario in SCENARIOS}
    total = lengths[account.scenario]
    if total:
        found |= _largest(account, "owner", total)
        by_line = _largest(account, "line", total)
        if by_line:
            at_line = [row for row in account.waits if row.keys["line"] == by_line["line"] and row.keys["owner"]]
            found |= by_line
            found["line_owner"] = (
                max(_sums(at_line, "owner", account.scenario).items(), key=lambda each: each[1])[0] if at_line else None
            )
    return found


def _largest(account: Hours, column: str, total: timedelta) -> dict[str, Any]:
    sums = _sums([row for row in account.waits if row.keys[column]], column, account.scenario)
    if not sums:
        return {}
    name, length = max(sums.items(), key=lambda each: each[1])
    return {column: name, f"{column}_share": length / total}


def _sums(rows: Sequence[Any], column: str, scenario: str) -> dict[str, timedelta]:
    sums: dict[str, timedelta] = {}
    for row in rows:
        sums[row.keys[column]] = sums.get(row.keys[column], NONE) + (getattr(row, scenario) or NONE)
    return sums


def example_cases(log: EventLog) -> tuple[tuple[str, tuple[tuple[str, timedelta | None], ...]], ...]:
    """Return ten cases to open: longest, nearest to the median, random; (kind, ((case id, flow time), ...)).

    No case stands twice; a log without times has random ones only.
    """
    ids, count = log.cases["case_id"], log.cases.height
    left = np.ones(count, dtype=bool)
    lengths = log.flow_time
    micros = lengths.to_physical().to_numpy() if log.timed else np.zeros(count, dtype=np.int64)
    found = []
    for kind, wanted in EXAMPLES.items():
        if kind == "random":
            order = np.random.default_rng(SEED).permutation(count)
        elif not log.timed:
            continue
        elif kind == "worst":
            order = np.argsort(-micros, kind="stable")
        else:
            order = np.argsort(np.abs(micros - np.median(micros)), kind="stable") if count else np.arange(0)
        chosen = [int(case) for case in order if left[case]][:wanted]
        left[chosen] = False
        if chosen:
            found.append((kind, tuple((cast("str", ids[case]), lengths[case]) for case in chosen)))
    return tuple(found)
