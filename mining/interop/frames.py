"""EventLog <-> pandas and polars frames."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack, cast

import polars as pl

from mining.errors import ColumnError, FrameError
from mining.log import EventLog
from mining.reading.door import reading_of_frame
from mining.reading.wanted import Wanted

if TYPE_CHECKING:
    import pandas as pd

ROLES = (
    "case", "activity", "start", "end", "resource", "team", "arrival", "order", "role", "channel", "customer", "closing",
    "lifecycle", "instance",
)  # fmt: skip


class Understood(TypedDict, total=False):
    """How a frame is to be understood: the same names and meanings as in `mining.read`; what is left out is recognised."""

    case: str | None
    activity: str | None
    start: str | None
    end: str | None
    resource: str | None
    team: str | None
    arrival: str | None
    order: str | None
    role: str | None
    channel: str | None
    customer: str | None
    closing: str | None
    lifecycle: str | None
    instance: str | None
    timezone: str | None
    events: Literal["done", "entered"] | None
    no_time: bool
    end_activities: Sequence[str]
    open_for: timedelta | None
    export_end: datetime | None


def from_polars(frame: pl.DataFrame | pl.LazyFrame, **understood: Unpack[Understood]) -> EventLog:
    """Return the event log that a polars frame holds, read by the same rules as a file.

    Args:
        frame: one row per event or activity instance; it is not changed.
        understood: roles by column name (``case="ticket"``, ``end="closed_at"``, ...) and the other arguments of
            `mining.read`.

    Raises:
        FrameError: it is no polars frame, or it is empty.
        ColumnError: a named column is not there, or a needed one is not recognised.
        TimeError: the times cannot be read.

    >>> frame = pl.DataFrame({"ticket": ["1", "1", "2"], "activity": ["ask", "answer", "ask"]})
    >>> from_polars(frame, case="ticket", no_time=True)
    EventLog(3 instances, 2 cases, 2 activities: fit)
    """
    if isinstance(frame, pl.LazyFrame):
        frame = frame.collect()
    if not isinstance(frame, pl.DataFrame):
        raise FrameError.of_another_kind(frame, "a polars frame")
    if frame.is_empty():
        raise FrameError.empty()
    roles = {name: understood.pop(name) for name in ROLES if name in understood}  # type: ignore[misc]
    wanted = Wanted({name: column for name, column in roles.items() if column is not None}, **understood)  # type: ignore[misc]
    return reading_of_frame(frame, wanted).log


def from_pandas(frame: pd.DataFrame, **understood: Unpack[Understood]) -> EventLog:
    """Return the event log that a pandas frame holds, read by the same rules as a file.

    An index that has a name is a column like the others; one without is left out.

    Args:
        frame: one row per event or activity instance; it is not changed.
        understood: roles by column name (``case="ticket"``, ``end="closed_at"``, ...) and the other arguments of
            `mining.read`.

    Raises:
        FrameError: it is no pandas frame, it is empty, or two columns bear one name.
        ColumnError: a named column is not there, a needed one is not recognised, or a column mixes types.
        TimeError: the times cannot be read.
    """
    return from_polars(polars_frame(frame), **understood)


def to_pandas(log: EventLog) -> pd.DataFrame:
    """Return the instances with their case ids, and what is known of their cases, as a new pandas frame.

    Columns: ``case_id``, ``activity``, ``start``, ``end`` (in the log's zone, else UTC), ``resource``, attributes of the
    instance, then ``arrival``, ``open``, ``unfinished`` and attributes of the case. One row per instance, in log order.
    Types are pandas' own where they lose nothing, else those of Arrow (whole numbers with nulls, dates, lists);
    activities and resources are categories.
    """
    zone = log.timezone or "UTC"
    cases = log.cases[log.case_codes] if log.instances else log.cases.clear()
    table = pl.concat([cases.select("case_id"), log.events.drop("case"), cases.drop("case_id")], how="horizontal")
    table = table.with_columns(pl.col(name).dt.convert_time_zone(zone) for name in ("start", "end", "arrival"))
    return pandas_frame(table.get_columns())


def pandas_frame(columns: Sequence[pl.Series]) -> pd.DataFrame:
    """Return a new pandas frame with pandas' own types where they lose nothing, else those of Arrow."""
    import pandas as pd

    return pd.DataFrame(
        {column.name: column.to_pandas(use_pyarrow_extension_array=not _is_kept(column)) for column in columns}, copy=True
    )


def _is_kept(column: pl.Series) -> bool:
    """Whether numpy and pandas' own types hold every value of the column as it is, and nulls apart."""
    if column.dtype.is_float():
        return not column.is_nan().any()
    if column.dtype.is_integer() or column.dtype == pl.Boolean:
        return not column.null_count()
    return column.dtype in (pl.String, pl.Enum, pl.Categorical, pl.Datetime, pl.Duration)


def polars_frame(frame: pd.DataFrame) -> pl.DataFrame:
    """Return a pandas frame in polars; a named index becomes a column.

    Raises:
        FrameError: it is no pandas frame, or two columns bear one name.
        ColumnError: a column mixes types.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise FrameError.of_another_kind(frame, "a pandas frame")
    names = [name for name in frame.index.names if name is not None]
    if names:
        frame = frame.reset_index(level=names, allow_duplicates=True)
    twice = frame.columns[frame.columns.duplicated()]
    if len(twice):
        raise FrameError.named_twice(str(twice[0]))
    columns: list[pl.Series] = []
    for name in frame.columns:
        column = frame[name]
        try:
            columns.append(cast(pl.Series, pl.from_pandas(column)).alias(str(name)))
        except (TypeError, ValueError, ArithmeticError, pl.exceptions.PolarsError):
            kinds = sorted({type(value).__name__ for value in column.dropna().head(10_000)})
            raise ColumnError.mixed(str(name), kinds) from None
    return pl.DataFrame(columns)
