"""Targets: in which share of the cases each is kept, and which open cases are at stake."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from mining.blueprint.targets import Target
from mining.timeliness.limits import ids_of, limits_text

QUANTILES = (("median", 0.5), ("p90", 0.9))
TARGETS: dict[str, Any] = {
    "target": pl.String,
    "kind": pl.String,
    "first": pl.String,
    "second": pl.String,
    "within": pl.String,
    "wanted_share": pl.Float64,
    "cases": pl.Int64,
    "kept": pl.Int64,
    "kept_share": pl.Float64,
    "met": pl.Boolean,
    "elapsed_median": pl.Duration("us"),
    "elapsed_p90": pl.Duration("us"),
    "clock_median": pl.Duration("us"),
    "clock_p90": pl.Duration("us"),
    "unjudged": pl.Int64,
    "open_running": pl.Int64,
    "open_late": pl.Int64,
}


def target_table(targets: Sequence[Target], times: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Return one row per target, in the order of the file.

    ``target`` (id), ``kind``, ``first``, ``second``, ``within`` (as the file has it), ``wanted_share``; over closed cases:
    ``cases`` (judged), ``kept``, ``kept_share`` (null without cases), ``met`` (kept in at least the wanted share; null
    without cases), ``elapsed_median``, ``elapsed_p90``, ``clock_median``, ``clock_p90`` (of the longest stretch of each
    case; what the customer feels, and what the target counts), ``unjudged`` (instances at which a time is not known);
    ``open_running`` and ``open_late`` (open cases in which it can still be kept, and those in which it is broken already).
    """
    rows = []
    unjudged = dict(rules.select("id", "unjudged").iter_rows())
    for target, name in zip(targets, ids_of(targets), strict=True):
        mine = times.filter(pl.col("target") == name)
        closed, still = mine.filter(~pl.col("open") & pl.col("kept").is_not_null()), mine.filter("open")
        kept = int(closed["kept"].sum())
        share = kept / closed.height if closed.height else None
        quantiles = {
            f"{of}_{word}": closed[of].quantile(share_of, "linear")
            for of in ("elapsed", "clock")
            for word, share_of in QUANTILES
        }
        rows.append(
            {
                "target": name,
                "kind": target.kind,
                "first": target.first,
                "second": target.second,
                "within": limits_text(target),
                "wanted_share": target.share,
                "cases": closed.height,
                "kept": kept,
                "kept_share": share,
                "met": None if share is None else share >= target.share - 1e-12,
                **quantiles,
                "unjudged": unjudged.get(f"late:{name}", 0),
                "open_running": still["kept"].null_count(),
                "open_late": int((~still["kept"]).sum() or 0),
            }
        )
    return pl.DataFrame(rows, schema=TARGETS)


def open_targets(times: pl.DataFrame) -> pl.DataFrame:
    """Return the open cases in which a target is at stake, those that have used most of their time first.

    ``target``, ``case_id``, ``used`` (what the target counts so far; elapsed where it counts working days), ``limit`` (null:
    working days), ``left`` (negative: late; null with working days), ``late``.
    """
    used = pl.coalesce("clock", "elapsed")
    return (
        times.filter(pl.col("open") & ((~pl.col("kept")) | pl.col("kept").is_null()))
        .select(
            "target",
            "case_id",
            used.alias("used"),
            "limit",
            (pl.col("limit") - used).alias("left"),
            (~pl.col("kept")).fill_null(False).alias("late"),
        )
        .sort("left", "target", "case_id", nulls_last=True)
    )
