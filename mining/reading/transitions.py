"""Schedule, assign, suspend, resume: what rows between start and completion say of an activity instance.

The time of the last schedule and assignment up to its beginning goes with the instance. An instance is never split: it is
kept whole from start to completion, its suspended time is counted beside it (``suspended_hours``) and is part of the service
time, which the finding says.
"""

from __future__ import annotations

import polars as pl

from mining.findings import Finding

SCHEDULES = frozenset({"schedule", "scheduled", "enable", "enabled"})
ASSIGNS = frozenset({"assign", "assigned", "reassign", "reassigned"})
SUSPENDS = frozenset({"suspend", "suspended", "pause", "paused"})
RESUMES = frozenset({"resume", "resumed"})
ABORTS = frozenset({"withdraw", "withdrawn", "abort", "aborted", "ate_abort", "pi_abort"})
"""Words that end what was started without completing it."""
SKIPS = frozenset({"autoskip", "manualskip", "unknown"})
"""Words that neither begin nor end anything."""
OTHER_TRANSITIONS = SCHEDULES | ASSIGNS | SUSPENDS | RESUMES | ABORTS | SKIPS


def with_transitions(instances: pl.DataFrame, others: pl.DataFrame, found: list[Finding]) -> pl.DataFrame:
    """Add ``scheduled``, ``assigned`` and ``suspended_hours`` to instances, where there are such rows.

    Args:
        instances: ``case``, ``activity``, ``start``, ``end``, ``__row``, and ``instance`` where there is one.
        others: rows of other transitions: the same, with ``lifecycle`` in small letters and their time in ``end``.
        found: findings are added: what the rows were, and how long instances were suspended.
    """
    key = ["case", "activity", *(["instance"] if "instance" in instances.columns else [])]
    place = instances.with_columns(
        __place=pl.int_range(pl.len(), dtype=pl.Int64), __begin=pl.coalesce("start", "end")
    ).filter(pl.col("__begin").is_not_null())
    place = place.select(*key, "__place", "__begin", "end").sort("__begin", "__place")
    told = []
    added: dict[str, pl.Series] = {}
    for name, words in (("scheduled", SCHEDULES), ("assigned", ASSIGNS)):
        rows = others.filter(others["lifecycle"].is_in(list(words)))
        if rows.height:
            added[name], used = _last_before(place, rows, key, instances.height)
            told.append(f"{name} {rows.height:,} (the times stay as {name}; {rows.height - used:,} led to no instance)")
    stops = others.filter(others["lifecycle"].is_in(list(SUSPENDS | RESUMES)))
    if stops.height:
        hours, matched = _suspended(place, stops, key, instances.height)
        added["suspended_hours"] = hours
        told.append(f"suspend and resume {stops.height:,} ({stops.height - matched:,} belong to no started instance)")
        if hours.sum():
            found.append(_suspension(hours, instances))
    known = SCHEDULES | ASSIGNS | SUSPENDS | RESUMES
    rest = others.filter(~others["lifecycle"].is_in(list(known)).fill_null(False))
    if rest.height:
        counts = rest["lifecycle"].fill_null("(none)").value_counts(sort=True, name="rows").iter_rows()
        told.append(", ".join(f"{word} {rows:,}" for word, rows in counts))
    found.append(_other(others, "; ".join(told)))
    names = {name: name if name not in instances.columns else f"{name} (lifecycle)" for name in added}
    return instances.with_columns(values.alias(names[name]) for name, values in added.items())


def _last_before(place: pl.DataFrame, rows: pl.DataFrame, key: list[str], height: int) -> tuple[pl.Series, int]:
    """For every instance, the time of the last of the rows up to its beginning, each used once; and how many were used."""
    timed = rows.filter(pl.col("end").is_not_null()).sort("end", "__row")
    timed = timed.select(*key, pl.col("end").alias("__time"), pl.int_range(pl.len(), dtype=pl.Int64).alias("__source"))
    near = place.join_asof(timed, left_on="__begin", right_on="__time", by=key, strategy="backward", check_sortedness=False)
    near = near.filter(pl.col("__source").is_not_null() & pl.col("__source").is_first_distinct())
    values = pl.DataFrame({"__place": range(height)}, schema={"__place": pl.Int64})
    values = values.join(near.select("__place", "__time"), on="__place", how="left", maintain_order="left")
    return values["__time"], near.height


def _suspended(place: pl.DataFrame, stops: pl.DataFrame, key: list[str], height: int) -> tuple[pl.Series, int]:
    """Hours from every suspension to the next row of the same instance (or its end), summed; and how many rows were placed.

    A suspension belongs to the instance of its case and activity (and instance id) that began last before it and had not
    ended. One that is never resumed, of an instance that never ended, has no known length.
    """
    timed = stops.filter(pl.col("end").is_not_null()).sort("end", "__row")
    timed = timed.select(*key, pl.col("end").alias("__time"), "lifecycle")
    within = timed.join_asof(
        place, left_on="__time", right_on="__begin", by=key, strategy="backward", check_sortedness=False
    )
    within = within.filter(pl.col("__place").is_not_null() & (pl.col("end").is_null() | (pl.col("__time") <= pl.col("end"))))
    within = within.sort("__place", "__time", maintain_order=True)
    until = pl.coalesce(pl.col("__time").shift(-1).over("__place"), "end")
    spans = within.with_columns((until - pl.col("__time")).alias("__span")).filter(pl.col("lifecycle").is_in(list(SUSPENDS)))
    hours = spans.group_by("__place").agg((pl.col("__span").sum().dt.total_microseconds() / 3_600e6).alias("__hours"))
    values = pl.DataFrame({"__place": range(height)}, schema={"__place": pl.Int64})
    values = values.join(hours, on="__place", how="left", maintain_order="left")
    return values["__hours"].fill_null(0.0), within.height


def _suspension(hours: pl.Series, instances: pl.DataFrame) -> Finding:
    total, rows = float(hours.sum()), int((hours > 0).sum())
    service = instances.select((pl.col("end") - pl.col("start")).sum().dt.total_microseconds() / 3_600e6).item() or 0.0
    share = f" of {service:,.1f} h" if service else ""
    return Finding(
        "suspended",
        "limit",
        rows,
        f"{rows:,} instances were suspended for {total:,.1f} h in all; they are kept whole, so that{share} service time"
        f" {total:,.1f} h were no work (column suspended_hours).",
        f"{rows:,} 个实例曾被挂起，共 {total:,.1f} 小时；实例保持完整，"
        f"服务时间中含这 {total:,.1f} 小时非工作时间（suspended_hours 列）。",
        tuple(instances.filter(hours > 0)["case"].cast(pl.String).head(5)),
        ("service time", "staff hours", "ledger"),
    )


def _other(others: pl.DataFrame, told: str) -> Finding:
    kinds = others["lifecycle"].fill_null("(none)").value_counts(sort=True, name="rows").iter_rows()
    words = "、".join(f"{word} {rows:,}" for word, rows in kinds)
    return Finding(
        "other_transition",
        "note",
        others.height,
        f"{others.height:,} rows are neither starts nor ends and make no instance of their own: {told}.",
        f"{others.height:,} 行既非开始也非结束，不单独构成活动实例：{words}。",
        tuple(f"row {row + 1}" for row in others["__row"].head(5)),
        ("instances",),
    )
