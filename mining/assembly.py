"""Columns with known roles -> a valid, coded, ordered `EventLog`.

This is the one place that orders, codes, removes duplicates and complains about structure.
Readers decide which column is what and read the times; everything after that happens here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

import mining.faults as faults
from mining.errors import ColumnError, LogError
from mining.findings import Finding, Quality
from mining.log import CASE_COLUMNS, INSTANCE_COLUMNS, NO_TIME, TIME, Completeness, EventLog, Source, micros

GAP_QUANTILE = 0.99
"""An incomplete case is open while its last event is nearer to the export's end than this quantile of gaps."""
NEWEST_FIRST_SHARE = 0.9
"""Share of falling steps, among steps inside cases that change the time, from which the file is read newest first."""
LOOKED_AT = 1_000_000
"""Rows (of whole cases) on which it is judged whether the file lists the newest row first."""
LATEST = np.iinfo(np.int64).max
"""Stands for an unknown time where the earliest is looked for."""
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
        export_end: the end of the export; None: the latest timestamp.
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
    frame = _typed(frame, order)
    timed = frame["start"].null_count() + frame["end"].null_count() < 2 * frame.height
    frame, missing = _without_missing(frame, timed, found)
    if entered:
        frame = frame.with_columns(start=pl.coalesce("start", "end"), end=pl.lit(None, dtype=TIME))
    else:
        frame = _without_faulty_times(frame, timed, found)
    frame, arrivals = _coded(frame, timed)
    frame = _ordered(frame, timed, newest_first, found)
    frame, duplicates = _without_duplicates(frame, timed, found)
    if entered and timed:
        frame = _lasting_to_the_next(frame)
    events, cases = _split(frame, arrivals, timed)
    last = _latest(events) if timed else None
    export_end = last if export_end is None else export_end
    log = EventLog(
        events=events,
        cases=cases,
        timezone=timezone,
        roles=dict(roles or {}),
        quality=Quality(rows_read, rows_rejected + missing, duplicates, tuple(found)),
        source=source or Source(),
        entered=entered and timed,
        export_end=export_end,
        open_for=open_for,
    )
    complete, by = _stated_completion(log, frame, end_activities)
    return completed(log, complete, by)


def completed(log: EventLog, complete: npt.NDArray[np.bool_], by: Completeness) -> EventLog:
    """Return the log with `open` and `unfinished` decided from the cases that are complete (see `EventLog.with_completion`).

    A case in which something was started and never completed is not complete, whatever `complete` says.
    """
    if complete.shape != (log.cases.height,):
        raise LogError("one mark per case is needed.", found=f"{complete.shape} marks, {log.cases.height} cases")
    if not log.timed:
        none = pl.lit(False)
        return replace(log, cases=log.cases.with_columns(open=none, unfinished=none), completeness=by)
    started_only = np.zeros(log.cases.height, dtype=bool)
    if not log.entered:
        started_only[log.case_codes[log.end_micros == NO_TIME]] = True
    open_for = log.open_for if log.open_for is not None else _usual_gap(log)
    last_row = log.offsets[1:] - 1
    moments = log.start_micros if log.entered else np.where(log.end_micros == NO_TIME, log.start_micros, log.end_micros)
    last = moments[last_row]
    end = micros(log.export_end) if log.export_end is not None else int(last.max(initial=0))
    incomplete = ~complete | started_only
    is_open = incomplete & (end - last <= open_for // timedelta(microseconds=1))
    cases = log.cases.with_columns(pl.Series("open", is_open), pl.Series("unfinished", incomplete & ~is_open))
    events = log.events
    if log.entered:
        ends = log.end_micros.copy()
        ends[last_row] = np.where(is_open, np.maximum(end, last), last)
        events = events.with_columns(pl.Series("end", ends).cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))
    return replace(log, events=events, cases=cases, open_for=open_for, completeness=by)


def _typed(frame: pl.DataFrame, order: str | None) -> pl.DataFrame:
    """Give every role its type, add the roles that are missing as nulls, and number the rows."""
    absent = [name for name in ("start", "end", "resource") if name not in frame.columns]
    types: dict[str, pl.DataType] = {"start": TIME, "end": TIME, "resource": pl.String()}
    frame = frame.with_columns(pl.lit(None, dtype=types[name]).alias(name) for name in absent)
    for name in ("start", "end", "arrival"):
        if name in frame.columns:
            frame = frame.with_columns(_as_time(frame[name]))
    texts = [name for name in ("case", "activity", "resource") if frame.schema[name] != pl.String]
    frame = frame.with_columns(pl.col(name).cast(pl.String) for name in texts)
    if "__row" not in frame.columns:
        frame = frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("__row"))
    return frame.with_columns(pl.col(order).alias("__order")) if order else frame


def _as_time(column: pl.Series) -> pl.Series:
    if column.dtype == pl.Null:
        return column.cast(TIME)
    if column.dtype == pl.Date:
        column = column.cast(pl.Datetime("us"))
    if not isinstance(column.dtype, pl.Datetime):
        raise LogError(f'"{column.name}" must hold times.', found=f"type {column.dtype}")
    if column.dtype.time_zone is None:
        return column.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    return column.dt.convert_time_zone("UTC").cast(TIME)


def _without_missing(frame: pl.DataFrame, timed: bool, found: list[Finding]) -> tuple[pl.DataFrame, int]:
    """Leave out rows without case, activity or (in a log that has times) any time, and say how many."""
    blank = {
        "missing_case": pl.col("case").is_null() | (pl.col("case") == ""),
        "missing_activity": pl.col("activity").is_null() | (pl.col("activity") == ""),
        "missing_time": pl.col("start").is_null() & pl.col("end").is_null() & pl.lit(timed),
    }
    marks = frame.select(condition.alias(code) for code, condition in blank.items())
    found += [
        faults.missing(code, rows, frame.filter(marks[code])["__row"].head(5))
        for code in blank
        if (rows := int(marks[code].sum()))
    ]
    bad = marks.select(pl.any_horizontal(pl.all())).to_series() if frame.height else pl.Series([], dtype=pl.Boolean)
    return (frame.filter(~bad), int(bad.sum())) if bad.any() else (frame, 0)


def _without_faulty_times(frame: pl.DataFrame, timed: bool, found: list[Finding]) -> pl.DataFrame:
    """Null the start of an instance that ends before it starts; count starts without completion."""
    if not timed or frame["start"].null_count() == frame.height:
        return frame
    swapped = (frame["end"] < frame["start"]).fill_null(False)
    if swapped.any():
        found.append(faults.end_before_start(int(swapped.sum()), frame.filter(swapped)["__row"].head(5)))
        frame = frame.with_columns(start=pl.when(~swapped).then("start"))
    unmatched = frame["end"].is_null()
    if unmatched.any():
        found.append(faults.start_without_completion(int(unmatched.sum()), frame.filter(unmatched)["__row"].head(5)))
    return frame


def _coded(frame: pl.DataFrame, timed: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Replace case, activity and resource by codes; cases are numbered by arrival, then id (untimed: by first row)."""
    seen, ids = _numbered(frame["case"])
    arrival = np.full(ids.len(), LATEST, dtype=np.int64)
    for name in ("start", "end", "arrival") if timed else ():
        if name in frame.columns and frame[name].null_count() < frame.height:
            np.minimum.at(arrival, seen, frame[name].to_physical().fill_null(LATEST).to_numpy())
    moments = pl.Series("arrival", arrival).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    cases = pl.DataFrame([ids.alias("case_id"), moments if timed else pl.Series("arrival", [None] * ids.len(), dtype=TIME)])
    codes = seen
    if timed:
        cases = cases.with_row_index("__seen").sort("arrival", "case_id")
        code_of = np.empty(cases.height, dtype=np.uint32)
        code_of[cases["__seen"].to_numpy()] = np.arange(cases.height, dtype=np.uint32)
        codes = code_of[seen]
    labels = pl.Enum(frame["activity"].unique().drop_nulls().sort())
    persons = pl.Enum(frame["resource"].unique().drop_nulls().sort())
    frame = frame.drop("arrival", strict=False).with_columns(
        pl.Series("case", codes, dtype=pl.UInt32), pl.col("activity").cast(labels), pl.col("resource").cast(persons)
    )
    return frame, cases.select("case_id", "arrival")


def _numbered(case: pl.Series) -> tuple[npt.NDArray[np.uint32], pl.Series]:
    """Return the number of every row's id, in order of first appearance, and the ids in that order."""
    # Hashes are told apart in a third of the time of texts; should two ids share one, the texts themselves are numbered.
    for key in (case.hash(0), case):
        encoded = key.to_arrow().dictionary_encode()
        codes = encoded.indices.to_numpy().astype(np.uint32)
        first = np.zeros(len(encoded.dictionary), dtype=np.int64)
        first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)
        ids = case.gather(first)
        if ids.gather(codes).equals(case):
            break
    return codes, ids


def _ordered(frame: pl.DataFrame, timed: bool, newest_first: bool | None, found: list[Finding]) -> pl.DataFrame:
    """Sort by case, end, start, order column, row; ties are counted."""
    if not timed:
        return frame[_grouped(frame["case"].to_numpy())]
    frame = frame.with_columns(pl.coalesce("end", "start").alias("__end"), pl.coalesce("start", "end").alias("__start"))
    keys = ["case", "__end", "__start", *(["__order"] if "__order" in frame.columns else [])]
    if newest_first is None:
        newest_first = _newest_first(frame)
        if newest_first:
            found.append(faults.newest_first(frame.height))
    frame = frame.with_columns(pl.col("__row") * (-1 if newest_first else 1)) if newest_first else frame
    index, alike = _by_case_and_end(frame["case"].to_numpy(), frame["__end"].to_physical().to_numpy())
    frame = frame[index]
    if not alike.any():
        return frame.with_columns(pl.lit(False).alias("__tied"))
    # Only rows that share case and end are left to sort by the other keys.
    places = np.flatnonzero(alike | np.append(alike[1:], False))
    among = frame[places].select(*keys, "__row").with_row_index("__place").sort(*keys, "__row")["__place"].to_numpy()
    if (np.diff(among.astype(np.int64)) != 1).any():
        index = np.arange(frame.height)
        index[places] = places[among]
        frame = frame[index]
    same = frame.select(
        pl.all_horizontal(pl.col(key) == pl.col(key).shift(1) for key in keys).fill_null(False).alias("before")
    )["before"]
    tied = same | same.shift(-1, fill_value=False)
    return frame.with_columns(tied.alias("__tied"))


def _grouped(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.intp]:
    """Return the rows ordered by code, stable: numpy sorts 16 bits at a time by counting."""
    order = np.argsort(codes.astype(np.uint16), kind="stable")
    high = codes >> np.uint32(16)
    return order[np.argsort(high.astype(np.uint16)[order], kind="stable")] if high.any() else order


def _by_case_and_end(
    case: npt.NDArray[np.uint32], end: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """Return the rows ordered by case and end, and which of them may be tied with the one before.

    Grouping by case first leaves only short disorder, which costs a stable sort next to nothing; a file in order of time,
    nothing at all. Case and time since the first of all share 64 bits; where these do not suffice, the last bits of the
    time are left to the sort of ties.
    """
    if not case.size:
        return np.zeros(0, dtype=np.intp), np.zeros(0, dtype=bool)
    order = _grouped(case)
    groups, moments = case[order], end[order]
    same = groups[1:] == groups[:-1]
    if not (same & (moments[1:] < moments[:-1])).any():
        return order, np.append(False, same & (moments[1:] == moments[:-1]))
    first = np.flatnonzero(np.append(True, ~same))
    since = moments - np.repeat(np.minimum.reduceat(moments, first), np.diff(np.append(first, case.size)))
    width = int(groups[-1]).bit_length()
    left_out = max(width + int(since.max()).bit_length() - 64, 0)
    key = since.astype(np.uint64) >> np.uint64(left_out)
    if width:
        key |= groups.astype(np.uint64) << np.uint64(64 - width)
    local = np.argsort(key, kind="stable")
    key = key[local]
    return order[local], np.append(False, key[1:] == key[:-1])


def _newest_first(frame: pl.DataFrame) -> bool:
    """Whether, inside cases in file order, times mostly fall (in a large log, judged on every so many-th case)."""
    case, time = frame["case"].to_numpy(), frame["__end"].to_physical().to_numpy()
    every = frame.height // LOOKED_AT + 1
    if every > 1:
        chosen = case % np.uint32(every) == 0
        case, time = case[chosen], time[chosen]
    order = _grouped(case)
    case, time = case[order], time[order]
    steps = np.diff(time)[case[1:] == case[:-1]]
    moved = int(np.count_nonzero(steps))
    return moved > 0 and int(np.count_nonzero(steps < 0)) >= NEWEST_FIRST_SHARE * moved


def _without_duplicates(frame: pl.DataFrame, timed: bool, found: list[Finding]) -> tuple[pl.DataFrame, int]:
    """Remove exact duplicate rows (only tied rows can be), count them and the ties that remain.

    In a log without times two equal rows are two executions.
    """
    if not timed:
        return frame.drop("__row", *(["__order"] if "__order" in frame.columns else [])), 0
    compared = [name for name in frame.columns if name not in ("__row", "__tied")]
    tied = frame.filter("__tied").select(*compared, "__row")
    again = tied.filter(~tied.select(pl.struct(compared).is_first_distinct()).to_series()) if tied.height else tied
    if again.height:
        found.append(faults.exact_duplicate(again.height, again["__row"].abs().sort().head(5)))
        frame = frame.filter(~pl.col("__row").is_in(again["__row"].to_list()))
    keys = ["case", "__end", "__start", *(["__order"] if "__order" in frame.columns else [])]
    ties = _tied_rows(frame, keys) if tied.height else 0
    if ties:
        found.append(faults.tied_timestamps(ties, ties / max(frame.height, 1)))
    return frame.drop(
        "__row", "__tied", *(name for name in ("__end", "__start", "__order") if name in frame.columns)
    ), again.height


def _tied_rows(frame: pl.DataFrame, keys: list[str]) -> int:
    same = frame.select(pl.all_horizontal(pl.col(key) == pl.col(key).shift(1) for key in keys).fill_null(False).alias("b"))[
        "b"
    ]
    return int((same | same.shift(-1, fill_value=False)).sum())


def _lasting_to_the_next(frame: pl.DataFrame) -> pl.DataFrame:
    """Let every entered state last to the next event of its case; the last one has no length (see `completed`)."""
    same_case = pl.col("case") == pl.col("case").shift(-1)
    return frame.with_columns(end=pl.when(same_case).then(pl.col("start").shift(-1)).otherwise("start"))


def _split(frame: pl.DataFrame, cases: pl.DataFrame, timed: bool) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Move columns that never change within a case to `cases`, under their own names; drop ``closing``."""
    attributes = [name for name in frame.columns if name not in INSTANCE_COLUMNS and name != "closing"]
    case = frame["case"]
    first = (case != case.shift(1)).fill_null(True)
    still = []
    for name in attributes:
        column = frame[name]
        if name in STAYS_WITH_INSTANCE or name in CASE_COLUMNS or column.dtype.is_nested():
            continue
        if not (column.ne_missing(column.shift(1)) & ~first).any():
            still.append(name)
    per_case = frame.filter(first).select(still)
    none = pl.lit(False)
    cases = cases.with_columns(open=none, unfinished=none).hstack(per_case.get_columns())
    kept = [*INSTANCE_COLUMNS, *(name for name in attributes if name not in still)]
    return frame.select(kept), cases


def _latest(events: pl.DataFrame) -> datetime | None:
    moments = [moment for name in ("start", "end") if isinstance(moment := events[name].max(), datetime)]
    return max(moments, default=None)


def _usual_gap(log: EventLog) -> timedelta:
    """The 99 % quantile of the gaps between consecutive instances of a case (zero where there is no gap)."""
    moments = log.start_micros if log.entered else np.where(log.end_micros == NO_TIME, log.start_micros, log.end_micros)
    gaps = np.diff(moments)[log.case_codes[1:] == log.case_codes[:-1]]
    return timedelta(microseconds=int(np.quantile(gaps, GAP_QUANTILE))) if gaps.size else timedelta(0)


def _stated_completion(
    log: EventLog, frame: pl.DataFrame, end_activities: Sequence[str]
) -> tuple[npt.NDArray[np.bool_], Completeness]:
    """Which cases are complete by an end activity or the closing column; all, where neither is named."""
    if end_activities:
        for label in end_activities:
            if label not in log.activities:
                raise LogError.unknown_activity(label, log.activities)
        codes = [log.activities.index(label) for label in end_activities]
        return np.isin(log.activity_codes[log.offsets[1:] - 1], codes), "end activity"
    if "closing" in frame.columns:
        mark = frame["closing"]
        closed = mark.is_not_null() & (mark if mark.dtype == pl.Boolean else pl.Series([True]).new_from_index(0, mark.len()))
        complete = np.zeros(log.cases.height, dtype=bool)
        complete[frame["case"].to_numpy()[closed.to_numpy()]] = True
        return complete, "closing column"
    return np.ones(log.cases.height, dtype=bool), "unknown"
