"""Instants by the clock of a zone: what local time it is, and which day."""

from __future__ import annotations

import polars as pl


def local_times(moments: pl.Series, zone: str | None) -> pl.Series:
    """Return what the clock on the wall shows at each instant, Datetime[us]; that of UTC where no zone is known.

    Args:
        moments: Datetime, or microseconds since 1970 UTC.
        zone: IANA name.

    >>> from datetime import UTC, datetime
    >>> local_times(pl.Series([datetime(2024, 1, 1, 20, 30, tzinfo=UTC)]), "Asia/Shanghai").to_list()
    [datetime.datetime(2024, 1, 2, 4, 30)]
    """
    instants = moments.cast(pl.Datetime("us", "UTC"))
    return instants.dt.convert_time_zone(zone or "UTC").dt.replace_time_zone(None)


def local_days(moments: pl.Series, zone: str | None) -> pl.Series:
    """Return the day of each instant by the clock of a zone, Date.

    >>> local_days(pl.Series([73_800_000_000]), "Asia/Shanghai").to_list()
    [datetime.date(1970, 1, 2)]
    """
    return local_times(moments, zone).dt.date()
