"""Rows in the order of the log: by case, end, start, order column, row of the file; ties counted, duplicates left out.

Only integers are sorted, and only where they are not in order already; texts are looked at where rows are tied.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

import mining.faults as faults
from mining.blocks import on_all_cores, row_blocks
from mining.coding import Codes
from mining.findings import Finding
from mining.grouping import Rows, gathered, grouped, together
from mining.log import Micros

NEWEST_FIRST_SHARE = 0.9
"""Share of falling steps, among steps inside cases that change the time, from which the file is read newest first."""
LOOKED_AT = 1_000_000
"""Rows (of whole cases) on which it is judged whether the file lists the newest row first."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Ordered:
    """The rows of a frame in log order.

    Attributes:
        rows: places in the frame; exact duplicates are left out.
        case: code of every one of these rows; what was looked up for the order is not looked up again.
        end: end of every one of these rows, the start where there is none; None without times.
        duplicates: how many rows were left out.
    """

    rows: Rows
    case: Codes
    end: Micros | None = None
    duplicates: int = 0


def by_case(case: Codes, cases: int) -> Ordered:
    """Order rows without times: by case, in the file's order. Two equal rows are two executions."""
    rows, offsets = together(case, cases)
    return Ordered(rows, _in_order(offsets))


def _in_order(offsets: npt.NDArray[np.int64]) -> Codes:
    return np.repeat(np.arange(offsets.size - 1, dtype=np.uint32), np.diff(offsets))


def by_case_and_time(
    frame: pl.DataFrame,
    case: Codes,
    cases: int,
    end: Micros,
    start: Micros,
    *,
    order: str | None,
    newest_first: bool | None,
    found: list[Finding],
) -> Ordered:
    """Order the rows of a log with times, leave out exact duplicates, and say how many are tied.

    Args:
        frame: every column that tells duplicates apart; ``__row`` may give the row of the file.
        case: code of every row, below `cases`.
        cases: number of cases.
        end: the end, or the start where there is none.
        start: the start, or the end where there is none.
        order: column that settles the order of tied times.
        newest_first: the file lists the newest row first; None: noticed.
        found: findings are added.
    """
    by_code, offsets = together(case, cases)
    groups, moments = _in_order(offsets), gathered(end, by_code)

    def judged(first: int, last: int) -> tuple[bool, Rows]:
        """Whether the time falls after any of these rows within its case, and after which rows it stays."""
        here, times = groups[first : last + 1], moments[first : last + 1]
        same = here[1:] == here[:-1]
        return bool((same & (times[1:] < times[:-1])).any()), first + np.flatnonzero(same & (times[1:] == times[:-1]))

    parts = on_all_cores(judged, row_blocks(frame.height - 1)) or [(False, np.zeros(0, dtype=np.int64))]
    falls = any(fell for fell, _ in parts)
    if newest_first is None:
        newest_first = falls and _newest_first(case, cases, end)
        if newest_first:
            found.append(faults.newest_first(frame.height))
    rows, alike = by_code, np.concatenate([stayed for _, stayed in parts])
    if falls:
        local, alike = _by_end(groups, moments)
        rows, moments = by_code[local], moments[local]
    del by_code, parts
    if not alike.size:
        return Ordered(rows, groups, moments)
    # Only rows that share case and end are left to sort by the other keys.
    places = np.union1d(alike, alike + 1)
    some = pl.Series(rows[places])
    keys = ["__case", "__end", "__start", *(["__order"] if order else [])]
    tied = frame[some].with_columns(
        pl.Series("__case", case[some]), pl.Series("__end", end[some]), pl.Series("__start", start[some]), __place=some
    )
    tied = tied.with_columns(pl.col(order).alias("__order")) if order else tied
    number = pl.col("__row" if "__row" in frame.columns else "__place").cast(pl.Int64)
    tied = tied.with_columns((-number if newest_first else number).alias("__row")).sort(*keys, "__row")
    same_keys = _same(tied, keys)
    tied = tied.with_columns(pl.Series("__tied", same_keys | np.append(same_keys[1:], False)))
    rows = rows.copy()
    rows[places] = tied["__place"].to_numpy()
    moments[places] = end[rows[places]]
    return _without_duplicates(Ordered(rows, groups, moments), places, tied, keys, found)


def _by_end(groups: Codes, moments: Micros) -> tuple[Rows, Rows]:
    """Return grouped rows ordered by case and end, and those of them with which the next one may be tied.

    Rows are grouped by case, which leaves only short disorder; that costs a stable sort next to nothing. Case and time since
    the first of all share 64 bits; where these do not suffice, the last bits of the time are left to the sort of ties.
    """
    first = np.flatnonzero(np.append(True, groups[1:] != groups[:-1]))
    since = moments - np.repeat(np.minimum.reduceat(moments, first), np.diff(np.append(first, groups.size)))
    width = int(groups[-1]).bit_length()
    left_out = max(width + int(since.max()).bit_length() - 64, 0)
    key = since.astype(np.uint64) >> np.uint64(left_out)
    if width:
        key |= groups.astype(np.uint64) << np.uint64(64 - width)
    local = np.argsort(key, kind="stable")
    key = key[local]
    return local, np.flatnonzero(key[1:] == key[:-1])


def _newest_first(case: Codes, cases: int, time: Micros) -> bool:
    """Whether, inside cases in file order, times mostly fall (in a large log, judged on every so many-th case)."""
    every = case.size // LOOKED_AT + 1
    if every > 1:
        chosen = case % np.uint32(every) == 0
        case, time = case[chosen], time[chosen]
    rows = grouped(case, cases)
    case, time = case[rows], time[rows]
    steps = np.diff(time)[case[1:] == case[:-1]]
    moved = int(np.count_nonzero(steps))
    return moved > 0 and int(np.count_nonzero(steps < 0)) >= NEWEST_FIRST_SHARE * moved


def _without_duplicates(
    ordered: Ordered, places: Rows, tied: pl.DataFrame, keys: list[str], found: list[Finding]
) -> Ordered:
    """Leave out rows that repeat another in every column (only tied rows can), count them and the ties that remain.

    Args:
        ordered: all rows in order.
        places: where the rows of `tied` stand among them.
        tied: rows that share case and end with another, in order.
        keys: columns in which tied rows agree.
        found: findings are added.
    """
    compared = [name for name in tied.columns if name not in ("__row", "__tied", "__place")]
    again = np.zeros(tied.height, dtype=bool)
    among = tied["__tied"].to_numpy()
    once = tied.filter("__tied").select(pl.struct(compared).is_first_distinct()).to_series() if among.any() else None
    if once is not None:
        again[among] = ~once.to_numpy()
    if again.any():
        left_out = tied.filter(pl.Series(again))
        found.append(faults.exact_duplicate(left_out.height, left_out["__row"].abs().sort().head(5)))
        keep = np.ones(ordered.rows.size, dtype=bool)
        keep[places[again]] = False
        end = None if ordered.end is None else ordered.end[keep]
        ordered = Ordered(ordered.rows[keep], ordered.case[keep], end, left_out.height)
        tied = tied.filter(pl.Series(~again))
    if among.any():
        same = _same(tied, keys)
        ties = int((same | np.append(same[1:], False)).sum())
        if ties:
            found.append(faults.tied_timestamps(ties, ties / ordered.rows.size))
    return ordered


def _same(frame: pl.DataFrame, keys: list[str]) -> Mask:
    """Mark the rows that agree in all keys with the one before; a null agrees with nothing."""
    marks = frame.select(pl.all_horizontal(pl.col(key) == pl.col(key).shift(1) for key in keys).fill_null(False).alias("b"))
    return marks["b"].to_numpy()
