"""Which cases are complete, which are open and which were left unfinished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blocks import on_all_cores, row_blocks
from mining.errors import LogError
from mining.log import NO_TIME, TIME, Completeness, EventLog, Micros, micros

GAP_QUANTILE = 0.99
"""An incomplete case is open while its last event is nearer to the export's end than this quantile of gaps."""
PROBED, PROBED_QUANTILE = 200_000, 0.98
"""Of more gaps than this some are probed, and only those above this quantile of them are looked at for the other."""


def stated_completion(
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


def completed(log: EventLog, complete: npt.NDArray[np.bool_], by: Completeness) -> EventLog:
    """Return the log with `open` and `unfinished` decided from the cases that are complete (see `EventLog.with_completion`).

    A case in which something was started and never completed is not complete, whatever `complete` says.
    """
    if complete.shape != (log.cases.height,):
        raise LogError("one mark per case is needed.", found=f"{complete.shape} marks, {log.cases.height} cases")
    if not log.timed:
        none = pl.lit(False)
        return log.with_completeness(log.cases.with_columns(open=none, unfinished=none), by)
    started_only = np.zeros(log.cases.height, dtype=bool)
    if not log.entered and log.events["end"].null_count():
        started_only[log.case_codes[log.end_micros == NO_TIME]] = True
    open_for = log.open_for if log.open_for is not None else _usual_gap(log)
    last_row = log.offsets[1:] - 1
    last = _judged(log)[last_row]
    end = micros(log.export_end) if log.export_end is not None else int(last.max(initial=0))
    incomplete = ~complete | started_only
    is_open = incomplete & (end - last <= open_for // timedelta(microseconds=1))
    cases = log.cases.with_columns(pl.Series("open", is_open), pl.Series("unfinished", incomplete & ~is_open))
    if log.entered:
        ends = log.end_micros.copy()
        ends[last_row] = np.where(is_open, np.maximum(end, last), last)
        events = log.events.with_columns(pl.Series("end", ends).cast(TIME))
        return replace(log, events=events, cases=cases, open_for=open_for, completeness=by)
    return log.with_completeness(cases, by, open_for)


def _judged(log: EventLog) -> Micros:
    """The moment of every instance that tells whether its case goes on: in a log of states, when they were entered."""
    return log.start_micros if log.entered else log.moments


def _usual_gap(log: EventLog) -> timedelta:
    """The 99 % quantile of the gaps between consecutive instances of a case (zero where there is no gap)."""
    moments, case = _judged(log), log.case_codes

    def gaps_over(least: int, rows: slice) -> Micros:
        """The gaps inside cases after these rows that are longer than `least`."""
        after = slice(rows.start + 1, rows.stop + 1, rows.step)
        between = moments[after] - moments[rows][: moments[after].size]
        inside = case[after] == case[rows][: between.size]
        longer: Micros = between[inside & (between > least)]
        return longer

    count = max(log.instances - 1, 0)
    if count > PROBED:
        # The quantile lies among the longest gaps: all that are longer than a lower quantile of a few.
        few = gaps_over(-1, slice(0, count, count // PROBED))
        if few.size:
            least = int(np.quantile(few, PROBED_QUANTILE))
            longer = on_all_cores(lambda first, last: gaps_over(least, slice(first, last)), row_blocks(count))
            found = _quantile_among_largest(np.concatenate(longer), log.instances - log.cases.height)
            if found is not None:
                return timedelta(microseconds=int(found))
    gaps = gaps_over(-1, slice(0, count))
    return timedelta(microseconds=int(np.quantile(gaps, GAP_QUANTILE, overwrite_input=True))) if gaps.size else timedelta(0)


def _quantile_among_largest(largest: Micros, count: int) -> float | None:
    """The quantile of `count` numbers, of which these are the largest; None if it is not among them."""
    place = (count - 1) * GAP_QUANTILE
    low = int(place)
    rank = low - (count - largest.size)
    if rank < 0:
        return None
    high = min(rank + 1, largest.size - 1)
    ordered = np.partition(largest, (rank, high))
    below, above, part = ordered[rank], ordered[high], place - low
    # From the nearer side, so that rounding gives what numpy gives.
    return float(above - (above - below) * (1 - part) if part >= 0.5 else below + (above - below) * part)
