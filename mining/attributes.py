"""Columns of a log, found by any of their names, and as numbers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.log import EventLog

Ints = npt.NDArray[np.int64]


def column_of(log: EventLog, name: str) -> pl.Series | None:
    """Return a column of the log as one value per instance: of its instances, else of its cases; None where it has none.

    `name` is that of a role, of a column as it stands in the log, or of one as the export had it.
    """
    there = {*log.events.columns, *log.cases.columns}
    # Scores, equipment and costs keep the column's own name; other roles give it theirs.
    if name not in there and log.roles.get(name) in there:
        name = log.roles[name]
    for role, column in log.roles.items():
        if name == column and name not in there:
            name = role
    if name in log.events.columns and name not in ("case", "activity", "start", "end"):
        return log.events[name]
    if name in log.cases.columns and name not in ("open", "unfinished"):
        return log.cases[name].gather(log.case_codes.astype(np.int64))
    return None


def coded(column: pl.Series) -> tuple[tuple[str, ...], Ints]:
    """Return the distinct texts of a column, sorted, and each row's position among them; -1 for null and blank."""
    texts = column.cast(pl.String).str.strip_chars()
    names = texts.unique().drop_nulls().sort()
    names = names.filter(names != "")
    codes = texts.set(texts == "", None).cast(pl.Enum(names)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    return tuple(names.to_list()), codes
