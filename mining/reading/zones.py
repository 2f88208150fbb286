"""Local times -> instants: what a clock on the wall meant, with the hours that do not exist or exist twice counted."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from mining.errors import TimeError
from mining.findings import Finding


@dataclass(frozen=True)
class Localised:
    """Instants of local times.

    Attributes:
        values: Datetime[us, UTC].
        ambiguous: marks times that exist twice (the earlier instant was taken).
        nonexistent: marks times that a change of clocks skipped (read with the offset before the change).
    """

    values: pl.Series
    ambiguous: pl.Series
    nonexistent: pl.Series


def checked_zone(timezone: str) -> str:
    """Return the name of a time zone that exists.

    Raises:
        TimeError: nobody knows a zone of that name.
    """
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise TimeError.unknown_zone(timezone) from None
    return timezone


def localised(naive: pl.Series, timezone: str) -> Localised:
    """Read naive times as the local times of `timezone`.

    >>> from datetime import datetime
    >>> summer_time_ends = pl.Series([datetime(2024, 10, 27, 2, 30)]).cast(pl.Datetime("us"))
    >>> result = localised(summer_time_ends, "Europe/Lisbon")
    >>> result.values[0].isoformat(), result.ambiguous[0]
    ('2024-10-27T02:30:00+00:00', False)
    >>> localised(summer_time_ends, "Europe/Paris").ambiguous[0]
    True
    """
    earliest = naive.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
    latest = naive.dt.replace_time_zone(timezone, ambiguous="latest", non_existent="null")
    ambiguous = (earliest != latest).fill_null(False)
    nonexistent = earliest.is_null() & naive.is_not_null()
    if nonexistent.any():
        for hours in (1, 25):
            # The offset before the gap; 25 h for the places that once left out a whole day.
            shift = pl.duration(hours=hours)
            before = pl.select((pl.lit(naive) - shift).alias("t"))["t"]
            later = before.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null")
            earliest = pl.select(pl.coalesce(pl.lit(earliest), pl.lit(later) + shift).alias("t"))["t"]
    return Localised(earliest.dt.convert_time_zone("UTC").alias(naive.name), ambiguous, nonexistent)


def offsets_noted(offsets: Set[str], rows: int) -> list[Finding]:
    """Say which offsets the times carry: instants are sure then, but +01:00 is no place with working hours."""
    if not offsets:
        return []
    shown = ", ".join(sorted(offsets))
    return [
        Finding(
            "offsets",
            "note",
            rows,
            f"The times carry offsets ({shown}): the instants are sure, the local hours are not (--timezone).",
            f"时间带有偏移（{shown}）：时刻确定，但地点及当地时间未知（请用 --timezone 指定）。",
            tuple(sorted(offsets)[:5]),
            ("working time",),
        )
    ]
