"""Columns with known roles -> a valid, coded, ordered `EventLog`.

This is the one place that orders, codes, removes duplicates and complains about structure.
Readers decide which column is what and read the times; everything after that happens here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import numpy as np
import polars as pl

import mining.faults as faults
from mining.coding import as_enum, numbered, numbered_in_parts
from mining.completeness import completed, stated_completion
from mining.errors import ColumnError, LogError
from mining.findings import Finding, Quality
from mining.grouping import Rows, gathered
from mining.log import CASE_COLUMNS, INSTANCE_COLUMNS, NO_TIME, TIME, EventLog, Micros, Source
from mining.ordering import Ordered, by_case, by_case_and_time
from mining.outlying import REACH, YEAR, far_away

LATEST = np.iinfo(np.int64).max
"""Stands for an unknown time where the earliest is looked for."""
TIMES = ("start", "end", "arrival")
STAYS_WITH_INSTANCE = frozenset({"resource", "team", "role"})
"""Role columns that describe who did an instance; they stay in `events` even where they never change within a case."""


def assemble(
    frame: pl.DataFrame,
    *,
    timezone: str | None = None,
    roles: Mapping[str, str] | None = None,
    findings: Sequence[Finding] = (),
    rows_read: int | None = None,
    rows_rejected: int = 0,
    source: Source | None = None,
    entered: bool = False,
    order: str | None = None,
    newest_first: bool | None = None,
    export_end: datetime | None = None,
    open_for: timedelta | None = None,
    end_activities: Sequence[str] = (),
) -> EventLog:
    """Build the event log from a frame whose columns already bear their roles' names.

    Args:
        frame: one row per activity instance (with `entered`, per status change), in file order; ``__row`` (Int64) may give
            each its row in the file, counted from 0, where rows were left out or joined before.
            ``case`` and ``activity`` are needed (any scalar type; they become text). ``start`` and ``end`` are Date or
            Datetime; without a zone they are taken as UTC. A log of single timestamps has them in ``end``.
            ``resource``, ``team``, ``role``, ``channel``, ... bear their role's name. ``arrival`` (a time) becomes the
            arrival of the case where it is earlier than the first timestamp; ``closing`` (any value in any row)
            makes the case complete. Every other column is an attribute.
        timezone: zone of local calendars; None where nobody knows.
        roles: role -> column in the export, kept for the record.
        findings: what the reading has found so far.
        rows_read: data rows of the file (default: rows of the frame plus `rows_rejected`).
        rows_rejected: rows that the reading has left out so far.
        source: file and hash, for the record.
        entered: a timestamp means that a state was entered, which then lasts to the next event of the case.
        order: a column that settles the order of tied times; it stays as an attribute.
        newest_first: the file lists the newest row first; None: noticed.
        export_end: the end of the export; None: the latest timestamp that is no placeholder (`mining.outlying`).
        open_for: see `EventLog.open_for`; None: the 99 % quantile of gaps inside cases.
        end_activities: labels with which a case is complete if its last instance bears one.

    Raises:
        ColumnError: case or activity is missing, or `order` is not in the log.
        LogError: a column that should hold times does not, or an end activity is not in the log.
    """
    found: list[Finding] = list(findings)
    for role in ("case", "activity"):
        if role not in frame.columns:
            raise ColumnError.unrecognised(role, frame.columns)
    if order is not None and order not in frame.columns:
        raise ColumnError.missing(order, "order", frame.columns)
    rows_read = frame.height + rows_rejected if rows_read is None else rows_read
    frame = _typed(frame)
    timed = frame["start"].null_count() + frame["end"].null_count() < 2 * frame.height
    frame, missing = _without_missing(frame, timed, found)
    if entered:
        # A state lasts to the next event of its case; until rows are in order, that is unknown.
        frame = frame.with_columns(start=pl.coalesce("start", "end"), end=frame["end"].clear(frame.height))
    else:
        frame = _without_faulty_times(frame, timed, found)
    frame, cases = _coded(frame, timed)
    case = frame["case"].to_numpy()
    if timed:
        moments, begins = _either(frame["end"], frame["start"]), _either(frame["start"], frame["end"])
        ordered = by_case_and_time(
            frame, case, cases.height, moments, begins, order=order, newest_first=newest_first, found=found
        )
    else:
        ordered = by_case(case, cases.height)
    frame = _taken(_without(frame, "__row"), ordered)
    if entered and timed:
        frame = _lasting_to_the_next(frame)
    events, cases = _split(frame, cases)
    last = _latest(events) if timed else None
    export_end = last if export_end is None else export_end
    log = EventLog(
        events=events,
        cases=cases,
        timezone=timezone,
        roles=dict(roles or {}),
        quality=Quality(rows_read, rows_rejected + missing, ordered.duplicates, tuple(found)),
        source=source or Source(),
        entered=entered and timed,
        export_end=export_end,
        open_for=open_for,
    )
    complete, by = stated_completion(log, frame, end_activities)
    return completed(log, complete, by)


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    """Give every role its type, and add the roles that are missing as nulls."""
    types: dict[str, pl.DataType] = {"start": TIME, "end": TIME, "resource": pl.String()}
    absent = [
        pl.Series(name, [], dtype=kind).clear(frame.height) for name, kind in types.items() if name not in frame.columns
    ]
    frame = frame.with_columns(absent)
    times = [_as_time(frame[name]) for name in TIMES if name in frame.columns]
    others = [name for name in ("case", "activity", "resource") if not _is_text(frame[name])]
    return frame.with_columns(times).with_columns(pl.col(name).cast(pl.String) for name in others)


def _is_text(column: pl.Series) -> bool:
    """Whether a column is text, or categories none of which is empty."""
    if isinstance(column.dtype, pl.Categorical):
        return not column.to_frame("text").select((pl.col("text") == "").any()).item()
    return column.dtype == pl.String


def _as_time(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Null:
        return column.cast(TIME)
    if column.dtype == pl.Date:
        column = column.cast(pl.Datetime("us"))
    if not isinstance(column.dtype, pl.Datetime):
        raise LogError(f'"{column.name}" must hold times.', found=f"type {column.dtype}")
    if column.dtype.time_zone is None:
        return column.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    if column.dtype == TIME:
        return column
    return column.dt.convert_time_zone("UTC").cast(TIME)


def _without_missing(frame: pl.DataFrame, timed: bool, found: list[Finding]) -> tuple[pl.DataFrame, int]:
    """Leave out rows without case, activity or (in a log that has times) any time, and say how many."""
    with ThreadPoolExecutor(2) as both:  # polars lets go of the lock of Python
        blank = both.map(_is_blank, (frame["case"], frame["activity"]))
        marks = dict(zip(("missing_case", "missing_activity"), blank, strict=True))
    if timed and frame["start"].null_count() and frame["end"].null_count():
        marks["missing_time"] = frame["start"].is_null() & frame["end"].is_null()
    marks = {code: mark for code, mark in marks.items() if mark.any()}
    if not marks:
        return frame, 0
    frame = _with_row_numbers(frame)
    found += [faults.missing(code, int(mark.sum()), frame["__row"].filter(mark).head(5)) for code, mark in marks.items()]
    bad = pl.select(pl.any_horizontal(*(pl.lit(mark) for mark in marks.values()))).to_series()
    return frame.filter(~bad), int(bad.sum())


def _is_blank(column: pl.Series) -> pl.Series:
    return column.is_null() if isinstance(column.dtype, pl.Categorical) else (column == "").fill_null(True)


def _with_row_numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """Give every row its row in the file, counted from 0, where it has none yet."""
    if "__row" in frame.columns:
        return frame
    return frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("__row"))


def _without_faulty_times(frame: pl.DataFrame, timed: bool, found: list[Finding]) -> pl.DataFrame:
    """Null the start of an instance that ends before it starts; count starts without completion."""
    if not timed or frame["start"].null_count() == frame.height:
        return frame
    swapped = (frame["end"] < frame["start"]).fill_null(False)
    if swapped.any():
        rows = _with_row_numbers(frame)["__row"].filter(swapped)
        found.append(faults.end_before_start(rows.len(), rows.head(5)))
        frame = frame.with_columns(start=pl.when(~swapped).then("start"))
    unmatched = frame["end"].is_null()
    if unmatched.any():
        rows = _with_row_numbers(frame)["__row"].filter(unmatched)
        found.append(faults.start_without_completion(rows.len(), rows.head(5)))
    return frame


def _coded(frame: pl.DataFrame, timed: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Replace case, activity and resource by codes; cases are numbered by arrival, then id (untimed: by first row)."""
    parts = numbered_in_parts(frame["case"])
    with ThreadPoolExecutor() as threads:  # polars and numpy let go of the lock of Python: columns side by side
        others = [threads.submit(as_enum, frame[name]) for name in ("activity", "resource")]
        # Times in one piece: once, not whenever numpy looks at them.
        pieces = [threads.submit(frame[name].rechunk) for name in TIMES if name in frame.columns]
        found = numbered(parts)
        activity, resource = (other.result() for other in others)
        frame = frame.with_columns(piece.result() for piece in pieces)
    ids = found.texts
    arrival = np.full(ids.len(), LATEST, dtype=np.int64)
    for name in TIMES if timed else ():
        if name in frame.columns and frame[name].null_count() < frame.height:
            moments = frame[name].to_physical().fill_null(LATEST).to_numpy()
            if frame[name].is_sorted() and not frame[name].null_count():
                arrival = np.minimum(arrival, moments[found.first])
            else:
                np.minimum.at(arrival, found.codes, moments)
    code_of = np.arange(ids.len(), dtype=np.uint32)
    order = _by_arrival(arrival, ids) if timed else None
    if order is not None and (order[1:] < order[:-1]).any():
        code_of[order] = np.arange(ids.len(), dtype=np.uint32)
        ids, arrival = ids.gather(order), arrival[order]
    arrivals = pl.Series("arrival", arrival).cast(TIME) if timed else pl.Series("arrival", [], dtype=TIME).clear(ids.len())
    frame = _without(frame, "arrival").with_columns(pl.Series("case", found.through(code_of)), activity, resource)
    return frame, pl.DataFrame([ids.alias("case_id"), arrivals])


def _by_arrival(arrival: Micros, ids: pl.Series) -> Rows:
    """Return the cases ordered by arrival, then id."""
    order = np.argsort(arrival, kind="stable")
    alike = arrival[order][1:] == arrival[order][:-1]
    if alike.any():
        places = np.flatnonzero(np.append(False, alike) | np.append(alike, False))
        some = order[places]
        tied = pl.DataFrame({"arrival": arrival[some], "id": ids.gather(some), "case": some}).sort("arrival", "id")
        order[places] = tied["case"].to_numpy()
    return order


def _without(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Leave a column out, built from the others: dropping would copy columns that lie in several pieces."""
    return pl.DataFrame([column for column in frame.get_columns() if column.name != name])


def _taken(frame: pl.DataFrame, ordered: Ordered) -> pl.DataFrame:
    """Return the rows in this order; whole numbers are taken by numpy (a quarter of the time), nothing where all is null."""
    # The same bytes read as polars counts rows: nothing is copied.
    index = pl.Series(ordered.rows.view(np.uint32) if ordered.rows.dtype == np.int32 else ordered.rows)

    def taken(column: pl.Series) -> pl.Series:
        kind = column.dtype
        if column.name == "case":
            return pl.Series("case", ordered.case)
        if column.null_count() == column.len():
            return column.clear(ordered.rows.size)
        if kind in (pl.Int64, TIME) and not column.null_count():
            known = ordered.end if column.name == "end" else None
            micros = gathered(column.to_physical().to_numpy(), ordered.rows) if known is None else known
            return pl.Series(column.name, micros).cast(kind)
        return column.rechunk().gather(index)  # from one piece it takes half the time

    with ThreadPoolExecutor(2) as both:  # polars and numpy let go of the lock of Python
        return pl.DataFrame(list(both.map(taken, frame.get_columns())))


def _lasting_to_the_next(frame: pl.DataFrame) -> pl.DataFrame:
    """Let every entered state last to the next event of its case; the last one has no length (see `completed`)."""
    same_case = pl.col("case") == pl.col("case").shift(-1)
    return frame.with_columns(end=pl.when(same_case).then(pl.col("start").shift(-1)).otherwise("start"))


def _split(frame: pl.DataFrame, cases: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Move columns that never change within a case to `cases`, under their own names; drop ``closing``."""
    attributes = [name for name in frame.columns if name not in INSTANCE_COLUMNS and name != "closing"]
    case = frame["case"].to_numpy()
    first = pl.Series(np.append(True, case[1:] != case[:-1])) if case.size else pl.Series([], dtype=pl.Boolean)
    still = []
    for name in attributes:
        column = frame[name]
        if name in STAYS_WITH_INSTANCE or name in CASE_COLUMNS or column.dtype.is_nested():
            continue
        # Most columns that change do so soon.
        if not any((part.ne_missing(part.shift(1)) & ~first.head(part.len())).any() for part in (column.head(1000), column)):
            still.append(name)
    none = pl.lit(False)
    cases = cases.with_columns(open=none, unfinished=none).hstack([frame[name].filter(first) for name in still])
    kept = [*INSTANCE_COLUMNS, *(name for name in attributes if name not in still)]
    return frame.select(kept), cases


def _latest(events: pl.DataFrame) -> datetime | None:
    """The latest time, but for those that stand for none: one end in the year 9999 does not make all cases old."""
    moments = _either(events["end"], events["start"])
    if moments.size and int(moments.max()) - int(moments.min()) > REACH * YEAR:
        events = events.filter(pl.Series(~far_away(moments)))
    known = [moment for name in ("start", "end") if isinstance(moment := events[name].max(), datetime)]
    return max(known, default=None)


def _either(wanted: pl.Series, other: pl.Series) -> Micros:
    """The one moment where it is known, else the other; in microseconds."""
    if wanted.null_count() == wanted.len():
        wanted, other = other, wanted
    if not wanted.null_count() or other.null_count() == other.len():
        return wanted.to_physical().fill_null(NO_TIME).to_numpy()
    micros, others = (times.to_physical().fill_null(NO_TIME).to_numpy() for times in (wanted, other))
    return np.where(micros == NO_TIME, others, micros)
