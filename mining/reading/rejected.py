"""Rows that become no instance: which, why, and as they stand in the file."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mining.findings import Finding
from mining.reading.timestamps import Times


def without_readable_time(times: Mapping[str, Times]) -> pl.Series | None:
    """Rows in which something that is no time stands where a time belongs, and no other time is there."""
    roles = [role for role in ("start", "end") if role in times]
    if not roles:
        return None
    marks = times[roles[0]].unreadable
    none = times[roles[0]].values.is_null()
    for role in roles[1:]:
        marks, none = marks | times[role].unreadable, none & times[role].values.is_null()
    return (marks & none).fill_null(False)


def unreadable_times(raw: pl.DataFrame, columns: Mapping[str, str], times: Mapping[str, Times]) -> list[Finding]:
    """Say where something else stands than a time, and whether the row could be kept for another time of it."""
    found = []
    gone = without_readable_time(times)
    for role, reading in times.items():
        for left_out in (True, False):
            wanted = reading.unreadable & gone if gone is not None else reading.unreadable
            marks = wanted if left_out else reading.unreadable & ~wanted
            rows = int(marks.sum())
            if not rows:
                continue
            column = columns[role]
            texts = zip(raw.filter(marks)["__row"].head(5), raw.filter(marks)[column].head(5).cast(pl.String), strict=True)
            examples = tuple(f"row {row + 1}: {text!r}" for row, text in texts)
            shown = "; ".join(examples[:3])
            english = "the rows were left out" if left_out else "these times are unknown"
            chinese = "这些行未计入" if left_out else "这些时间视为未知"
            found.append(
                Finding(
                    "unreadable_time",
                    "limit",
                    rows,
                    f'"{column}" ({reading.format}) holds {rows:,} values that are no time; {english}: {shown}.',
                    f"“{column}”中有 {rows:,} 个值不是时间；{chinese}：{shown}。",
                    examples,
                    ("counts", "variants") if left_out else ("service time", "waiting"),
                )
            )
    return found


def rejected_rows(raw: pl.DataFrame, table: pl.DataFrame, times: Mapping[str, Times]) -> pl.DataFrame:
    """The rows that become no instance, as they stand in the file."""
    nothing = pl.Series([False]).new_from_index(0, table.height)
    missing = {name: _is_missing(table[name]) for name in ("case", "activity")}
    roles = [role for role in ("start", "end") if role in times]
    timeless = table.select(pl.all_horizontal(pl.col(role).is_null() for role in roles)).to_series() if roles else nothing
    unreadable = without_readable_time(times)
    unreadable = nothing if unreadable is None else unreadable
    gone = missing["case"] | missing["activity"] | timeless | unreadable
    if not gone.any():
        gone, raw = gone.clear(), raw.clear()
        unreadable, missing = gone, dict.fromkeys(missing, gone)
    reason = (
        pl.when(unreadable).then(pl.lit("unreadable time"))
        .when(missing["case"]).then(pl.lit("no case id"))
        .when(missing["activity"]).then(pl.lit("no activity"))
        .otherwise(pl.lit("no time"))
    )  # fmt: skip
    number = (pl.col("__row") + 1).alias(_free("row", raw))
    return raw.select(number, reason.alias(_free("reason", raw)), pl.exclude("__row")).filter(gone)


def _is_missing(column: pl.Series) -> pl.Series:
    """Categories are made of texts none of which is empty."""
    if isinstance(column.dtype, pl.Categorical):
        return column.is_null()
    return (column.cast(pl.String) == "").fill_null(True)


def _free(name: str, frame: pl.DataFrame) -> str:
    return name if name not in frame.columns else f"{name} (reading)"
