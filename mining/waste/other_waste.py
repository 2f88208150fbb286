"""Waste that is neither waiting nor rework: crossings, work lost on cases that were stopped, idle controls, over-long work.

Each row says by which rule it was found. Where the blueprint does not say what a step is, its label only suggests it: then
the row needs a person's word (`tagged` is False), and it is no finding before.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.completion import last_steps
from mining.blueprint.lanes import line_between
from mining.blueprint.service_words import meanings, stem, words_of
from mining.shares import share_text
from mining.waste.hours.service import SCENARIOS
from mining.waste.instances.placed import WORK, Ints, Mask, Placed
from mining.waste.learnt import Learnt

OTHER: dict[str, type[pl.DataType] | pl.DataType] = {
    "kind": pl.String,
    "what": pl.String,
    "tagged": pl.Boolean,
    "instances": pl.Int64,
    "cases": pl.Int64,
    "share": pl.Float64,
    **dict.fromkeys(SCENARIOS, pl.Duration("us")),
    "case_ids": pl.List(pl.String),
}
KINDS = ("crossing", "lost_work", "idle_control", "overlong")
FACTOR = 2.0
"""Work beyond this many times the designed time is over-long."""
SAME_AFTER = 0.98
"""Share of the executions of a control after which the same follows, from which it is said to change nothing."""
ENOUGH = 100
"""Executions from which a control is judged."""
LISTED = 10
STOPPING = ("cancel", "reject", "withdraw")
CONTROLLING = ("check", "review", "approve")

RULES: dict[str, tuple[str, str]] = {
    "crossing": (
        "consecutive instances of a case in lanes on two sides of a line; each is a hand-over",
        "同一案例中前后相接的两个实例位于分界线两侧；每次都是一次交接",
    ),
    "lost_work": (
        "staff hours in cases that stopped with this step; they served nobody in the end",
        "在以该步骤中止的案例上花费的员工工时；最终没有服务到任何人",
    ),
    "idle_control": (
        f"a control executed at least {ENOUGH} times, after which the same step "
        f"follows in at least {share_text(SAME_AFTER)}",
        f"至少执行 {ENOUGH} 次的检查，其后至少 {share_text(SAME_AFTER, 'zh')} 接着同一步骤",
    ),
    "overlong": (
        f"recorded work beyond {FACTOR:g} times the designed time; the hours are what exceeds the designed time",
        f"记录的工时超过设计时间的 {FACTOR:g} 倍；所列时间为超出设计时间的部分",
    ),
}
"""Kind -> the rule by which it is found, English and Chinese."""


def other_waste(seen: Placed, learnt: Learnt) -> pl.DataFrame:
    """List other waste that the whole log shows (shares are of the whole, so results of parts do not add up).

    Args:
        seen: the instances with their lanes.
        learnt: the shared service times.

    Returns:
        ``kind`` (crossing, lost_work, idle_control, overlong; the rule of each is in `RULES`), ``what`` (the two lanes; the
        step or activity), ``tagged`` (whether the blueprint says what the step is; else its label only suggests it and a
        person must say), ``instances``, ``cases`` (Int64), ``share`` (of all cases; of an idle control: of its executions,
        followed by the same), ``low``, ``likely``, ``high`` (Duration[us]: staff hours of the instances of lost work and
        idle controls, the excess of over-long work; null for crossings), ``case_ids`` (up to ten); by kind, then the most
        cases, then what.
    """
    rows = [*_crossings(seen), *_lost_work(seen, learnt), *_idle_controls(seen, learnt), *_overlong(seen)]
    frame = pl.DataFrame(rows, schema=OTHER)
    order = frame["kind"].replace_strict({kind: place for place, kind in enumerate(KINDS)}, return_dtype=pl.Int8)
    ranked = frame.with_columns(order.alias("place"))
    return ranked.sort("place", "cases", "what", descending=[False, True, False]).select(*OTHER)


def _row(seen: Placed, kind: str, what: str, rows: Ints, **more: Any) -> dict[str, Any]:
    cases = np.unique(seen.log.case_codes[rows])
    return {
        "kind": kind,
        "what": what,
        "tagged": True,
        "instances": int(rows.size),
        "cases": int(cases.size),
        "share": cases.size / max(seen.log.cases.height, 1),
        **dict.fromkeys(SCENARIOS),
        "case_ids": seen.log.cases["case_id"].gather(cases[:LISTED]).to_list(),
        **more,
    }


def _hours(seen: Placed, learnt: Learnt, rows: Ints) -> dict[str, Any]:
    """Staff hours of some instances; likely is null where one without start has no likely work and is no moment."""
    low, likely, high = (shares[rows[seen.staff[rows]]] for shares in learnt.shared)
    # Without a likely value a share is 0, though there is a gap that could hold work.
    unknown = bool(((likely == 0) & (high > 0)).any())
    sums = {"low": int(low.sum()), "likely": None if unknown else int(likely.sum()), "high": int(high.sum())}
    return {
        name: None if value is None else pl.Series([value]).cast(pl.Duration("us")).item() for name, value in sums.items()
    }


def _crossings(seen: Placed) -> list[dict[str, Any]]:
    if seen.blueprint is None:
        return []
    known = np.flatnonzero(seen.lane >= 0)
    here, after = known[:-1], known[1:]
    lanes = len(seen.lanes)
    case = seen.log.case_codes
    pair = np.where(case[here] == case[after], seen.lane[here].astype(np.int64) * lanes + seen.lane[after], -1)
    found = []
    for code in np.unique(pair[pair >= 0]).tolist():
        first, second = divmod(code, lanes)
        line = line_between(seen.kinds[first], seen.kinds[second])
        if line is not None:
            what = f"{seen.lanes[first]} > {seen.lanes[second]} ({line})"
            found.append(_row(seen, "crossing", what, after[pair == code]))
    return found


def _lost_work(seen: Placed, learnt: Learnt) -> list[dict[str, Any]]:
    """Cases whose last instance says that they were stopped: a step with which they may stop, or a label that says so."""
    log, blueprint = seen.log, seen.blueprint
    if not log.instances:
        return []
    stopping = {entry.step for entry in blueprint.may_end} - last_steps(blueprint.flow) if blueprint else set[str]()
    last = log.offsets[1:] - 1
    ended = ~(log.cases["open"] | log.cases["unfinished"]).to_numpy()
    found = []
    for code in np.unique(log.activity_codes[last[ended]]).tolist():
        label = log.activities[code]
        of_label = ended & (log.activity_codes[last] == code)
        step = _step_of(seen, last[of_label][0])
        tagged = step is not None and step in stopping
        if not tagged and not _says(label, STOPPING):
            continue
        rows = np.flatnonzero(of_label[log.case_codes] & (seen.nature == WORK))
        what = step if tagged and step else label
        found.append(_row(seen, "lost_work", what, rows, tagged=tagged, **_hours(seen, learnt, rows)))
    return found


def _idle_controls(seen: Placed, learnt: Learnt) -> list[dict[str, Any]]:
    """Controls after which nearly always the same follows: what they find changes nothing that the log shows."""
    log, blueprint = seen.log, seen.blueprint
    controls = {step.id for step in blueprint.steps if step.control} if blueprint else set[str]()
    followed = np.zeros(log.instances, dtype=bool)
    followed[:-1] = log.case_codes[1:] == log.case_codes[:-1]
    found = []
    for identity in np.flatnonzero(np.bincount(seen.identity)).tolist():
        rows = np.flatnonzero((seen.identity == identity) & followed & (seen.nature == WORK))
        if rows.size < ENOUGH:
            continue
        label, step = log.activities[log.activity_codes[rows[0]]], _step_of(seen, rows[0])
        tagged = step is not None and step in controls
        if not tagged and (step is not None or not _says(label, CONTROLLING)):
            continue
        counts = np.unique(seen.identity[rows + 1], return_counts=True)[1]
        share = counts.max() / rows.size
        if share >= SAME_AFTER:
            what = step if tagged and step else label
            hours = _hours(seen, learnt, rows)
            found.append(_row(seen, "idle_control", what, rows, tagged=tagged, share=float(share), **hours))
    return found


def _overlong(seen: Placed) -> list[dict[str, Any]]:
    found = []
    recorded: Mask = (seen.nature == WORK) & ~seen.without_start & ~seen.started_only
    for code, step in enumerate(seen.blueprint.steps) if seen.blueprint else ():
        if step.takes is None:
            continue
        takes = round(step.takes.total_seconds() * 1e6)
        rows = np.flatnonzero(recorded & (seen.step == code))
        rows = rows[(seen.moment - seen.begin)[rows] > FACTOR * takes]
        if rows.size:
            excess = int(((seen.moment - seen.begin)[rows] - takes).sum())
            hours = dict.fromkeys(SCENARIOS, timedelta(microseconds=excess))
            found.append(_row(seen, "overlong", step.id, rows, **hours))
    return found


def _step_of(seen: Placed, row: int) -> str | None:
    code = int(seen.step[row])
    return seen.blueprint.steps[code].id if seen.blueprint is not None and code >= 0 else None


def _says(label: str, ideas: tuple[str, ...]) -> bool:
    """Whether a label holds a word that means one of these, in English or Chinese."""
    wanted = {meanings()[stem(idea)] for idea in ideas}
    # "cancelled" keeps its second l as a stem.
    return any(meanings().get(word) in wanted or meanings().get(word[:-1]) in wanted for word in words_of(label))
