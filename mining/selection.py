"""Choosing whole cases: by arrival, or by a condition that one of their instances meets."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.errors import LogError
from mining.log import EventLog, micros

Mask = npt.NDArray[np.bool_]


def arrived_between(log: EventLog, since: datetime | str | None, until: datetime | str | None) -> Mask:
    """Return which cases (bool, n cases) arrived in [since, until), read in the log's zone where they have none.

    Raises:
        LogError: a date cannot be read.
        TimeError: the log has no times.
    """
    keep = np.ones(log.cases.height, dtype=bool)
    if since is None and until is None:
        return keep
    log.needs_times("selecting by arrival")
    if since is not None:
        keep &= log.arrival_micros >= micros(moment_of(since, log.timezone))
    if until is not None:
        keep &= log.arrival_micros < micros(moment_of(until, log.timezone))
    return keep


def with_instance(log: EventLog, where: str | None) -> Mask:
    """Return which cases (bool, n cases) hold an instance for which the SQL condition is true.

    Raises:
        LogError: the condition cannot be read, names an unknown column, or is no condition.
    """
    keep = np.ones(log.cases.height, dtype=bool)
    if where is None:
        return keep
    attributes = log.cases.with_row_index("case").with_columns(pl.col("case").cast(pl.UInt32))
    table = log.events.join(attributes, on="case", how="left", maintain_order="left").with_columns(
        pl.col("activity", "resource").cast(pl.String)
    )
    try:
        met = table.select(pl.sql_expr(where).alias("met"))["met"]
    except (pl.exceptions.PolarsError, ValueError, TypeError) as error:
        columns = ", ".join(name for name in table.columns if name != "case")
        raise LogError(
            f"the condition {where!r} cannot be used: {str(error).splitlines()[0]}.",
            found=f"columns {columns}",
            remedy="--where \"channel = 'phone'\"; a name with spaces or a colon stands in double quotes.",
        ) from None
    if met.dtype != pl.Boolean or met.len() != table.height:
        raise LogError(f"the condition {where!r} is neither true nor false.", remedy="--where \"channel = 'phone'\"")
    keep[:] = False
    keep[log.case_codes[met.fill_null(False).to_numpy()]] = True
    return keep


def moment_of(given: datetime | str, timezone: str | None) -> datetime:
    """Return a moment that the user gave; one without a zone is read in `timezone` (None: UTC).

    Raises:
        LogError: the text is no ISO date.
    """
    try:
        moment = datetime.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        raise LogError(f"{given!r} is not a date.", remedy="an ISO date such as 2026-09-01 or 2026-09-01T08:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone) if timezone else UTC)
