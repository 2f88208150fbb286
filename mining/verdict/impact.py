"""What goes along with each deviation: staff hours of what was done too often, waits before it, money."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from mining.conformance.deviations import Deviations
from mining.waste.hours.service import SCENARIOS
from mining.waste.learnt import Groundwork
from mining.waste.per_instance import instance_hours

MONEY = pl.List(pl.Struct({"currency": pl.String, **dict.fromkeys(SCENARIOS, pl.Float64)}))
IMPACT: dict[str, Any] = {
    "id": pl.String,
    **{f"staff_{name}": pl.Duration("us") for name in SCENARIOS},
    **{f"waits_{name}": pl.Duration("us") for name in SCENARIOS},
    "money": MONEY,
}


def impact(deviations: Deviations, ground: Groundwork) -> pl.DataFrame:
    """Return what the log moves of each deviation take: one row per deviation that has some, in the order of `frame`.

    ``id``; ``staff_low``, ``staff_likely``, ``staff_high`` (staff hours of its log moves), ``waits_low``, ``waits_likely``,
    ``waits_high`` (waiting of the case that the ledger charges to them), Duration[us], the likely ones null where an
    instance has no likely value; ``money`` (capacity per currency: staff hours times the rate of the lane; empty without
    rates). A step that was skipped, and a rule that was broken, took nothing of their own: they have no row. What
    deviations take overlaps, so it is never added up.

    Args:
        deviations: of the log, or of a part of its cases.
        ground: of the log, which has times.

    Raises:
        CalendarError: as in `mining.waste`.
        TimeError: the log has no times.
    """
    log, hours = ground.placed.log, instance_hours(ground)
    moves = deviations.places.filter("added")
    begins = pl.DataFrame({"case_id": log.cases["case_id"], "begin": log.offsets[:-1]})
    rows = moves.join(begins, on="case_id", how="left", maintain_order="left")
    row = (rows["begin"] + rows["position"]).to_numpy()
    currency = pl.Series(hours.currency, dtype=pl.String).gather(row)
    rate = pl.Series(hours.rate[row]).fill_nan(None)
    table = pl.DataFrame(
        {
            "id": rows["id"],
            **{f"staff_{name}": hours.staff[k][row] for k, name in enumerate(SCENARIOS)},
            **{f"waits_{name}": hours.waits[k][row] for k, name in enumerate(SCENARIOS)},
            "known": hours.known[row],
            "currency": currency,
            "rate": rate,
        },
        schema_overrides={"known": pl.Boolean},
    )
    likely = pl.col("known").all()
    sums = table.group_by("id").agg(
        [
            (pl.when(likely).then(pl.col(name).sum()) if name.endswith("likely") else pl.col(name).sum())
            .cast(pl.Duration("us"))
            .alias(name)
            for name in IMPACT
            if name.startswith(("staff", "waits"))
        ]
    )
    priced = (
        table.filter(pl.col("rate").is_not_null())
        .group_by("id", "currency")
        .agg(
            [
                (pl.col(f"staff_{name}") * pl.col("rate") / 3.6e9).sum().alias(name)
                if name != "likely"
                else pl.when(likely).then((pl.col("staff_likely") * pl.col("rate") / 3.6e9).sum()).alias(name)
                for name in SCENARIOS
            ]
        )
        .sort("id", "currency", nulls_last=True)
        .group_by("id", maintain_order=True)
        .agg(pl.struct("currency", *SCENARIOS).alias("money"))
    )
    order = deviations.counts.select("id").join(sums, on="id", how="inner", maintain_order="left")
    none = pl.Series([[]], dtype=MONEY)
    return (
        order.join(priced, on="id", how="left", maintain_order="left")
        .with_columns(pl.col("money").cast(MONEY).fill_null(none))
        .select(*IMPACT)
    )


def with_impact(entries: list[dict[str, Any]], taken: pl.DataFrame | None) -> list[dict[str, Any]]:
    """Return the deviations of a JSON document with ``staff_hours``, ``waits_hours`` and ``money`` (null: nothing taken)."""
    by_id = {row["id"]: row for row in taken.iter_rows(named=True)} if taken is not None else {}
    told = []
    for entry in entries:
        row = by_id.get(entry["id"])
        hours: dict[str, Any] = {"staff_hours": None, "waits_hours": None, "money": None}
        if row is not None:
            for of in ("staff", "waits"):
                hours[f"{of}_hours"] = {name: _hours(row[f"{of}_{name}"]) for name in SCENARIOS}
            hours["money"] = row["money"]
        told.append({**entry, **hours})
    return told


def _hours(length: Any) -> float | None:
    return None if length is None else float(np.timedelta64(length) / np.timedelta64(1, "us")) / 3.6e9
