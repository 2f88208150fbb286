"""What makes a log hard to hold beside a blueprint: unknown labels, cases that begin or end elsewhere, or another time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.completion import designed_ends
from mining.blueprint.flow import steps_in
from mining.blueprint.model import Blueprint
from mining.findings import Finding, counted
from mining.local_time import local_days
from mining.log import EventLog
from mining.shares import share_tenths
from mining.working_time.public_holidays import unpublished_years

SMALL = 0.05
"""Share up to which a misfit is a note and limits nothing."""
CODES = frozenset({"unknown_labels", "case_without_begin", "case_without_end", "other_version", "workdays_unpublished"})


def with_misfits(
    log: EventLog, blueprint: Blueprint, step_codes: npt.NDArray[np.int32], unmapped: Sequence[tuple[str, int]]
) -> EventLog:
    """Return the log with these findings in the place of those that an earlier blueprint left.

    Args:
        log: with completion decided.
        blueprint: the designed service.
        step_codes: position in ``blueprint.steps`` of every instance, -1 where unknown.
        unmapped: (label, instances) that no step claims, the most frequent first.
    """
    found = [*_unknown(log, unmapped), *_without_begin(log, blueprint, step_codes), *_without_end(log)]
    found += _of_another_version(log, blueprint)
    found += _unpublished_workdays(log, blueprint)
    kept = [finding for finding in log.quality.findings if finding.code not in CODES]
    worst = ("unfit", "limit", "note")
    findings = sorted([*kept, *found], key=lambda finding: worst.index(finding.severity))
    return replace(log, quality=replace(log.quality, findings=tuple(findings)))


def _unknown(log: EventLog, unmapped: Sequence[tuple[str, int]]) -> list[Finding]:
    instances = sum(count for _, count in unmapped)
    if not instances:
        return []
    share = instances / log.instances
    shown = ", ".join(repr(label) for label, _ in unmapped[:3])
    return [
        Finding(
            "unknown_labels",
            "limit" if share > SMALL else "note",
            instances,
            f"The blueprint does not know {counted(len(unmapped), 'label')} ({share_tenths(share)} of instances): {shown}.",
            f"蓝图不认识 {len(unmapped)} 个标签（占记录 {share_tenths(share, 'zh')}）：{shown}。",
            tuple(f"{label}: {count:,}" for label, count in unmapped[:5]),
            ("conformance", "waiting", "staff hours"),
        )
    ]


def _without_begin(log: EventLog, blueprint: Blueprint, step_codes: npt.NDArray[np.int32]) -> list[Finding]:
    """Cases whose first instance of the flow is none with which it begins."""
    if not log.instances:
        return []
    of_flow, first = set(steps_in(blueprint.flow)), designed_ends(blueprint).first
    # One more entry for code -1 (the last of a numpy array): unknown labels neither belong nor begin.
    belongs = np.array([*(step.id in of_flow for step in blueprint.steps), False])[step_codes]
    begins = np.array([*(step.id in first for step in blueprint.steps), False])[step_codes]
    rows = np.where(belongs, np.arange(step_codes.size), step_codes.size)
    earliest = np.minimum.reduceat(rows, log.offsets[:-1])
    has_one = earliest < log.offsets[1:]
    elsewhere = np.zeros(log.cases.height, dtype=bool)
    elsewhere[has_one] = ~begins[earliest[has_one]]
    words = ("do not begin with a step with which the flow begins", "does not begin with a step with which the flow begins")
    return _cases(log, elsewhere, "case_without_begin", words, "并非以流程的起始步骤开始（可能从导出时段之前开始）")


def _without_end(log: EventLog) -> list[Finding]:
    """Cases that stopped before the end of the flow and are not open any more."""
    words = ("stopped before an end of the flow and are not open", "stopped before an end of the flow and is not open")
    return _cases(log, log.cases["unfinished"].to_numpy(), "case_without_end", words, "未到流程终点即中止，且已不再进行")


def _of_another_version(log: EventLog, blueprint: Blueprint) -> list[Finding]:
    """Cases that arrived before or after the days on which this version of the blueprint holds, by the log's clock."""
    since, until = blueprint.valid.since, blueprint.valid.until
    if not log.timed or (since is None and until is None):
        return []
    days = local_days(log.cases["arrival"], log.timezone)
    early = np.zeros(log.cases.height, dtype=bool) if since is None else (days < since).to_numpy()
    late = np.zeros(log.cases.height, dtype=bool) if until is None else (days > until).to_numpy()
    version = f' "{blueprint.version}"' if blueprint.version else ""
    period = " ".join(f"{word} {day}" for word, day in (("from", since), ("until", until)) if day)
    chinese = "".join(f"{word}{day}" for word, day in (("自", since), ("至", until)) if day)
    words = f"arrived while another version of the blueprint held (this one{version} holds {period})"
    return _cases(
        log, early | late, "other_version", (words, words), f"在另一版本有效期内到达（本蓝图{version}有效期：{chinese}）"
    )


def _unpublished_workdays(log: EventLog, blueprint: Blueprint) -> list[Finding]:
    """Cases in years whose swapped workdays a country of the calendars has not published yet: weekends count as off."""
    regions = sorted({hours.region for hours in blueprint.calendars if hours.region})
    if not log.timed or not regions or not log.cases.height:
        return []
    first, last = log.cases["arrival"].dt.year(), pl.Series(log.case_end_micros).cast(pl.Datetime("us")).dt.year()
    found = []
    for region in regions:
        for year in unpublished_years(region, int(first.min() or 0), int(last.max() or 0)):  # type: ignore[arg-type]
            marks = ((first <= year) & (last >= year)).to_numpy()
            words = f"lie in {year}, of which {region} has not published the swapped workdays: its weekends count as off"
            chinese = f"处于 {year} 年，{region} 尚未公布该年的调休安排，周末按休息计"
            found += _cases(log, marks, "workdays_unpublished", (words, words.replace("lie in", "lies in")), chinese)
    return found


def _cases(log: EventLog, marks: npt.NDArray[np.bool_], code: str, words: tuple[str, str], chinese: str) -> list[Finding]:
    count = int(marks.sum())
    if not count:
        return []
    share = count / log.cases.height
    return [
        Finding(
            code,
            "limit" if share > SMALL else "note",
            count,
            f"{counted(count, 'case')} ({share_tenths(share)}) {words[count == 1]}.",
            f"{count:,} 个案例（{share_tenths(share, 'zh')}）{chinese}。",
            tuple(log.cases["case_id"].filter(pl.Series(marks)).head(5)),
            ("flow time", "conformance"),
        )
    ]
