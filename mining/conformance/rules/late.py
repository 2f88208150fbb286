"""Targets: times to be kept between steps, before a step, in a step, at a hand-over."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.matching import Matched, rows_of
from mining.blueprint.targets import Target
from mining.conformance.rules.ruled import Ruled
from mining.timeliness.limits import NO_LIMIT, ids_of, limits_text
from mining.timeliness.measured import measured

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
    found = measured(matched, target)
    row, running, known, late = found.spans.row, found.spans.running, found.known, found.late()
    judged = known & (late | ~running)
    rule = Ruled(
        name,
        "late",
        steps,
        limits_text(target),
        np.sort(row[judged & late]),
        np.sort(row[judged]),
        np.sort(row[~known & ~running]),
    )
    limit, days = found.limits.micros[known], found.limits.days[known]
    return rule, _worst(
        matched,
        name.removeprefix("late:"),
        pl.DataFrame(
            {
                "case": found.case[known],
                "elapsed": (found.end - found.begin)[known],
                "clock": pl.Series(found.counted[known]).set(pl.Series(found.in_days[known]), None),
                "limit": pl.Series(limit).set(pl.Series(limit == NO_LIMIT), None),
                "limit_days": pl.Series(days).set(pl.Series(days < 0), None),
                "kept": pl.Series(~late[known]).set(pl.Series((running & ~late)[known]), None),
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
