"""What a simulated service exports: tables of text as its system would write them, in its own encoding."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Format:
    """How a system writes its file.

    Attributes:
        columns: heading -> field (``case``, ``activity``, ``start``, ``end``, ``person``, ``team``, or a case attribute).
        time: how a column of local times becomes text.
        separator, encoding, line_end: of the file.
        in_time_order: rows by time; else by case.
    """

    columns: Mapping[str, str]
    time: Callable[[pl.Expr], pl.Expr]
    separator: str = ","
    encoding: str = "utf-8"
    line_end: str = "\n"
    in_time_order: bool = False


def iso(local: pl.Expr) -> pl.Expr:
    """``2025-09-03 19:04:31``."""
    return local.dt.strftime("%Y-%m-%d %H:%M:%S")


def dotted(local: pl.Expr) -> pl.Expr:
    """``03.11.2025 09:04:31``: day first."""
    return local.dt.strftime("%d.%m.%Y %H:%M:%S")


def chinese(local: pl.Expr) -> pl.Expr:
    """``2025/3/5 下午 3:07:10``: twelve hours, no leading zeros."""
    hour = local.dt.hour().cast(pl.Int32)
    half = pl.when(hour < 12).then(pl.lit("上午")).otherwise(pl.lit("下午"))
    return pl.concat_str(
        local.dt.year(), pl.lit("/"), local.dt.month(), pl.lit("/"), local.dt.day(), pl.lit(" "), half, pl.lit(" "),
        (hour + 11) % 12 + 1, local.dt.strftime(":%M:%S"),
    )  # fmt: skip


def table(events: pl.DataFrame, zone: str, form: Format) -> pl.DataFrame:
    """Return the export as a frame of strings (null: an empty cell), one row per row of the file.

    Args:
        events: case, activity, start, end (seconds UTC), person, team and case attributes, by case.
        zone: zone of the local times.
        form: of the system.
    """
    ordered = events.sort("end", maintain_order=True) if form.in_time_order else events
    return ordered.select(
        (form.time(_local(field, zone)) if field in ("start", "end") else pl.col(field).cast(pl.String)).alias(heading)
        for heading, field in form.columns.items()
    )


def encoded(frame: pl.DataFrame, form: Format) -> bytes:
    """Return the bytes of the file."""
    text = frame.write_csv(separator=form.separator, line_terminator=form.line_end)
    return text.encode(form.encoding)


def _local(field: str, zone: str) -> pl.Expr:
    return pl.from_epoch(pl.col(field), "s").dt.replace_time_zone("UTC").dt.convert_time_zone(zone)


def numbered(prefix: str, first: int, count: int) -> Sequence[str]:
    """Return case ids in the order of arrival."""
    return [f"{prefix}{first + k}" for k in range(count)]
