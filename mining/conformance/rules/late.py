"""Targets: times to be kept between steps, before a step, in a step, at a hand-over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.durations import duration_text
from mining.blueprint.labels import normalised
from mining.blueprint.matching import Matched
from mining.blueprint.targets import Target, WorkingDays
from mining.conformance.groups import coded, column_of
from mining.conformance.moves import Ints
from mining.conformance.rules.clocks import Clocks
from mining.conformance.rules.ruled import Mask, Ruled, rows_of
from mining.conformance.rules.spans import Spans, spans_of

TIMES: dict[str, Any] = {
    "target": pl.String,
    "case_id": pl.String,
    "open": pl.Boolean,
    "elapsed": pl.Duration("us"),
    "clock": pl.Duration("us"),
    "limit": pl.Duration("us"),
    "limit_days": pl.Float64,
    "kept": pl.Boolean,
}
STRETCHES: dict[str, Any] = {
    "case": pl.Int64,
    **dict.fromkeys(("elapsed", "clock", "limit"), pl.Int64),
    "limit_days": pl.Float64,
    "kept": pl.Boolean,
}
NO_LIMIT = -1


def late(matched: Matched) -> tuple[list[Ruled], pl.DataFrame]:
    """Hold every target of the blueprint against the log.

    Returns:
        Per target a rule, broken where a stretch was longer than its limit; and one row per target and case with a limit:
        ``target``, ``case_id``, ``open``, ``elapsed`` and ``clock`` (the longest stretch; what the target counts: working
        time, without states in which the clock stops; null for targets in working days), ``limit``, ``limit_days``,
        ``kept`` (null: it is still running and can be kept), in the order of the targets, then of the cases.

    Working days are those of the target's calendar, else of the calendar of the lane in which it ends; without one they
    cannot be judged. A stretch that is still running in an open case is late once it is longer than the limit; until then
    it is not judged.
    """
    rules, frames = [], [pl.DataFrame(schema=TIMES)]
    targets = matched.blueprint.targets
    for target, name in zip(targets, ids_of(targets), strict=True):
        rule, times = _held(matched, target, f"late:{name}")
        rules.append(rule)
        frames.append(times)
    return rules, pl.concat(frames)


def _held(matched: Matched, target: Target, name: str) -> tuple[Ruled, pl.DataFrame]:
    index = matched.blueprint.step_index
    named = () if target.kind == "handover" else (target.first, target.second)
    steps = tuple(index[step] for step in named if step is not None)
    none = np.zeros(0, dtype=np.int64)
    if not matched.log.timed:
        where = rows_of(matched, steps[-1]) if steps else none
        return Ruled(name, "late", steps, limits_text(target), none, none, where), pl.DataFrame(schema=TIMES)
    spans = spans_of(matched, target)
    case = matched.log.case_codes[spans.row].astype(np.int64)
    limit, days, promised, untold = _limits(matched, target, case)
    keep = promised | untold
    spans = Spans(*(getattr(spans, field)[keep] for field in ("row", "begin", "end", "known", "running")))
    case, limit, days, promised = case[keep], limit[keep], days[keep], promised[keep]
    clocks = Clocks.of(matched, target)
    # A time that is not known must not send the calendar back to the beginning of time.
    begin, end = (np.where(spans.known, side, matched.log.arrival_micros[case]) for side in (spans.begin, spans.end))
    elapsed = end - begin
    counted, can_count = clocks.counted(case, begin, end)
    is_late = counted > limit
    if clocks.days is not None and (days >= 0).any():
        is_late = np.where(days >= 0, clocks.working_days(begin, end) > days, is_late)
    elif (days >= 0).any():
        can_count &= days < 0
    known = spans.known & can_count & promised
    judged = known & (is_late | ~spans.running)
    rule = Ruled(
        name,
        "late",
        steps,
        limits_text(target),
        np.sort(spans.row[judged & is_late]),
        np.sort(spans.row[judged]),
        np.sort(spans.row[~known & ~spans.running]),
    )
    return rule, _worst(
        matched,
        name.removeprefix("late:"),
        pl.DataFrame(
            {
                "case": case[known],
                "elapsed": elapsed[known],
                "clock": pl.Series(counted[known]).set(pl.Series(days[known] >= 0), None),
                "limit": pl.Series(limit[known]).set(pl.Series(limit[known] == NO_LIMIT), None),
                "limit_days": pl.Series(days[known]).set(pl.Series(days[known] < 0), None),
                "kept": pl.Series(~is_late[known]).set(pl.Series((spans.running & ~is_late)[known]), None),
            },
            schema=STRETCHES,
        ),
    )


def _worst(matched: Matched, target: str, stretches: pl.DataFrame) -> pl.DataFrame:
    """Return one row per case: one stretch that is too long breaks the target, one still running leaves it undecided."""
    broken, undecided = (~pl.col("kept")).any(), pl.col("kept").null_count() > 0
    cases = (
        stretches.group_by("case")
        .agg(
            pl.col("elapsed", "clock", "limit").max().cast(pl.Duration("us")),
            pl.col("limit_days").max(),
            pl.when(broken).then(False).when(undecided).then(None).otherwise(True).alias("kept"),
        )
        .sort("case")
    )
    log = matched.log.cases
    return cases.select(
        pl.lit(target).alias("target"),
        pl.Series("case_id", log["case_id"].gather(cases["case"])),
        pl.Series("open", log["open"].gather(cases["case"])),
        "elapsed",
        "clock",
        "limit",
        "limit_days",
        "kept",
    )


def limits_text(target: Target) -> str:
    """Return the limits of a target as the file has them: ``40 min``, ``P1 20 min, else 2 h``."""
    parts = []
    for level, within in target.within:
        text = f"{within.days:g} working d" if isinstance(within, WorkingDays) else duration_text(within)
        alone = len(target.within) == 1 and level is None
        parts.append(text if alone else f"{'else' if level is None else level} {text}")
    return ", ".join(parts)


def _limits(matched: Matched, target: Target, case: Ints) -> tuple[Ints, Any, Mask, Mask]:
    """Return, per stretch, its limit in microseconds and in working days (NO_LIMIT: not that one), and whether it has any.

    The last says whether there is none only because the attribute that decides is not known.

    A case whose value of the attribute is not known, or that no level is for, has the limit without a level, if any.
    """
    level_of = np.full(matched.log.cases.height, -1, dtype=np.int64)
    told = np.full(matched.log.cases.height, target.by is None)
    levels = {normalised(level): number for number, (level, _) in enumerate(target.within) if level is not None}
    if target.by is not None and (column := column_of(matched.log, target.by)) is not None:
        names, codes = coded(column)
        fits = np.array([*(levels.get(normalised(name), -1) for name in names), -1])
        rows = np.flatnonzero(codes >= 0)
        of_case, first = np.unique(matched.log.case_codes[rows], return_index=True)
        level_of[of_case] = fits[codes[rows[first]]]
        told[of_case] = True
    default = next((number for number, (level, _) in enumerate(target.within) if level is None), -1)
    chosen = np.where(level_of[case] >= 0, level_of[case], default)
    withins = [within for _, within in target.within]
    micro = [NO_LIMIT if isinstance(w, WorkingDays) else w // timedelta(microseconds=1) for w in withins]
    days = [w.days if isinstance(w, WorkingDays) else float(NO_LIMIT) for w in withins]
    limit, limit_days = np.array([*micro, NO_LIMIT])[chosen], np.array([*days, float(NO_LIMIT)])[chosen]
    return limit, limit_days, chosen >= 0, (chosen < 0) & ~told[case]


def ids_of(targets: Iterable[Target]) -> list[str]:
    """Return the id of every target, as the rules have them: one that is there already is numbered."""
    seen: dict[str, int] = {}
    ids = []
    for target in targets:
        seen[target.id] = seen.get(target.id, 0) + 1
        ids.append(target.id if seen[target.id] == 1 else f"{target.id}:{seen[target.id]}")
    return ids
