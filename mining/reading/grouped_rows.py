"""Tables that say the case once, in the first row of its group, and leave it blank below: merged cells, grouped reports."""

from __future__ import annotations

import polars as pl

from mining.findings import Finding
from mining.reading.case_ids import case_likeness
from mining.reading.columns import MANY_ROWS
from mining.reading.stages import named_as_tickets

BLANK = 0.3
"""From this share of rows without the first column on, it is looked at whether rows stand in groups."""


def filled_down(frame: pl.DataFrame, found: list[Finding]) -> pl.DataFrame:
    """Repeat the case in the rows of its group, where the table surely says it once for each.

    The first column is a case id that is never said twice, and is blank in many rows in which most other columns are filled.
    Columns that are blank in exactly the same rows belong to the group, too.

    Args:
        frame: the table as it was read.
        found: a finding is added.
    """
    if frame.height < MANY_ROWS or frame.width < 3 or named_as_tickets(frame.columns):
        return frame
    first = frame.columns[0]
    case, blank = frame[first], frame[first].is_null()
    if not case_likeness(first) or blank.mean() < BLANK or blank[0] or case.drop_nulls().is_duplicated().any():  # type: ignore[operator]
        return frame
    of_group = [name for name in frame.columns if frame[name].is_null().equals(blank)]
    others = [name for name in frame.columns if name not in of_group]
    if len(others) < 2:
        return frame
    below = frame.filter(blank).select(pl.mean_horizontal(pl.col(others).is_not_null())).to_series()
    below = below.filter(below > 0)
    if below.is_empty() or below.min() <= 0.5:  # type: ignore[operator]
        return frame
    data = frame.select(pl.any_horizontal(pl.col(others).is_not_null())).to_series()
    rows = int((blank & data).sum())
    listed = ", ".join(f'"{name}"' for name in of_group)
    found.append(
        Finding(
            "filled_down",
            "limit",
            rows,
            f"{rows:,} rows leave {listed} blank, which stands in the first row of a group only; it was repeated in them.",
            f"{rows:,} 行的{listed}为空，仅在每组首行给出；已向下填充。",
            tuple(f"row {row + 1}" for row in (blank & data).arg_true().head(5)),
            ("counts",),
        )
    )
    return frame.with_columns(pl.when(pl.lit(data)).then(pl.col(name).forward_fill()).alias(name) for name in of_group)
