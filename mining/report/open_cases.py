"""What is open now: how old, at which step, waiting for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import polars as pl

SHOWN = 60
"""Open cases listed, the oldest first; the others are counted and said."""


@dataclass(frozen=True)
class OpenCase:
    """One open case: `age` since `arrival`, and since when it stands at its last activity."""

    case_id: str
    arrival: datetime
    age: timedelta
    last_activity: str
    since: datetime | None
    waits_for: str | None


@dataclass(frozen=True)
class Waiting:
    """The open cases that wait for one lane (None: nobody knows for which)."""

    lane: str | None
    cases: int
    oldest: timedelta
    median: timedelta


@dataclass(frozen=True)
class OpenCases:
    """All open cases counted, the oldest `rows` of them, and how many wait for which lane."""

    cases: int
    oldest: timedelta | None
    median: timedelta | None
    rows: tuple[OpenCase, ...]
    by_lane: tuple[Waiting, ...]


def open_cases(frame: pl.DataFrame | None) -> OpenCases:
    """Return the open cases of a report from `mining.waste`'s frame of them (None: a log without times)."""
    if frame is None or not frame.height:
        return OpenCases(0, None, None, (), ())
    frame = frame.sort("age", "case_id", descending=[True, False])
    lanes = (
        frame.group_by(lane=pl.col("waits_for"))
        .agg(cases=pl.len(), oldest=pl.col("age").max(), median=pl.col("age").median())
        .sort("cases", "lane", descending=[True, False], nulls_last=True)
    )
    return OpenCases(
        cases=frame.height,
        oldest=cast("timedelta", frame["age"].max()),
        median=cast("timedelta", frame["age"].median()),
        rows=tuple(OpenCase(**_row(row)) for row in frame.head(SHOWN).iter_rows(named=True)),
        by_lane=tuple(Waiting(**row) for row in lanes.iter_rows(named=True)),
    )


def _row(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in OpenCase.__dataclass_fields__}
