"""Labels and deviations that came, went, or became more or less usual."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from mining.review.differences import judged_together, of_rates
from mining.review.periods import Period, Rate

CHANCE = 0.05
"""What would be so rare by chance is more than ordinary variation."""
LABELS: dict[str, Any] = {
    "change": pl.String,
    "activity": pl.String,
    "instances": pl.Int64,
    "cases": pl.Int64,
    "expected": pl.Float64,
    "beyond_ordinary": pl.Boolean,
}
DEVIATIONS: dict[str, Any] = {
    "change": pl.String,
    "id": pl.String,
    "kind": pl.String,
    "names": pl.List(pl.String),
    "cases_before": pl.Int64,
    "cases_after": pl.Int64,
    "share_before": pl.Float64,
    "share_after": pl.Float64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "beyond_ordinary": pl.Boolean,
}


def label_changes(before: Period, after: Period) -> pl.DataFrame:
    """Return the labels that only one of the periods has, those of most cases first.

    Returns:
        ``change`` (new: only after; gone: only before), ``activity``, ``instances`` and ``cases`` where it is, ``expected``
        (cases of the other period, old enough, that would hold it at the same rate), ``beyond_ordinary`` (that all of
        its cases fall into one period, as many as that period has, is rarer than one in twenty).
    """
    tables = [
        period.labels.group_by("activity").agg(pl.col("instances").sum(), pl.len().cast(pl.Int64).alias("cases"))
        for period in (before, after)
    ]
    found = []
    for change, mine, others, ours, theirs in (("new", 1, 0, after, before), ("gone", 0, 1, before, after)):
        alone = tables[mine].filter(~pl.col("activity").is_in(tables[others]["activity"].implode()))
        here, there = ours.cases.height, int(theirs.old.sum())
        expected = pl.col("cases") * there / max(here, 1)
        found.append(
            alone.with_columns(
                pl.lit(change).alias("change"),
                expected.alias("expected"),
                ((here / max(here + there, 1)) ** pl.col("cases") < CHANCE).alias("beyond_ordinary"),
            )
            .sort("cases", "activity", descending=[True, False])
            .select(pl.col(name).cast(dtype) for name, dtype in LABELS.items())
        )
    return pl.concat(found)


def deviation_changes(before: Period, after: Period) -> pl.DataFrame:
    """Return every deviation of either period, how usual it is in each, and whether that is more than ordinary variation.

    Shares are of judged closed cases. Both periods are held against the same design: what differs is behaviour.

    Returns:
        ``change`` (new: only after; gone: only before; changed: in both, and the difference is beyond ordinary variation;
        same), ``id``, ``kind``, ``names`` of its steps, ``cases_before``, ``cases_after``, ``share_before``,
        ``share_after``, ``difference`` (after minus before) with its 95 % interval ``low``, ``high`` (null: too few weeks),
        ``beyond_ordinary`` (all deviations compared at once; null: cannot be told). New and gone ones first, then those
        that changed, then the others; within, the largest difference first, then by id.
    """
    wording = pl.concat([after.wording, before.wording]).unique("id", keep="first", maintain_order=True)
    members = [dict(_members(period)) for period in (before, after)]
    rows, differences = [], []
    for name, kind, names in wording.select("id", "kind", "names").iter_rows():
        rates = [_share_of(name, places.get(name), period) for places, period in zip(members, (before, after), strict=True)]
        counts = [int(rate.above.sum()) for rate in rates]
        if not any(counts):
            continue
        differences.append(of_rates(rates[0], rates[1], before.variation, after.variation))
        rows.append((name, kind, names, *counts))
    table = []
    for (name, kind, names, first, second), each in zip(rows, judged_together(differences), strict=True):
        change = "new" if not first else "gone" if not second else "changed" if each.beyond_ordinary else "same"
        known = each.before is not None and each.after is not None
        change = change if known else "same"
        figures = (each.before, each.after, each.estimate, each.low, each.high, each.beyond_ordinary)
        table.append((change, name, kind, names, first, second, *figures))
    frame = pl.DataFrame(table, schema=DEVIATIONS, orient="row")
    rank = pl.col("change").replace_strict({"new": 0, "gone": 1, "changed": 2, "same": 3}, return_dtype=pl.Int64)
    return frame.sort(rank, -pl.col("difference").abs().fill_null(0), "id")


def _members(period: Period) -> list[tuple[str, np.ndarray[Any, Any]]]:
    """Every deviation with the places of its cases in the period."""
    place = period.cases.select("case_id").with_row_index("place")
    found = period.found.join(place, on="case_id", how="inner", maintain_order="left")
    grouped = found.group_by("id", maintain_order=True).agg("place")
    return [(name, np.array(places, dtype=np.int64)) for name, places in grouped.iter_rows()]


def _share_of(name: str, places: np.ndarray[Any, Any] | None, period: Period) -> Rate:
    judged = period.judged.astype(np.float64)
    marks = np.zeros(judged.size)
    if places is not None:
        marks[places] = 1.0
    return Rate(name, "share", marks * judged, judged)
