"""Attributes of a text table get the type that all their values have."""

from __future__ import annotations

import polars as pl

SAMPLE = 500
KEPT_AS_TEXT = r"^(\+|-?0\d)"
"""Numbers written with a plus or a leading zero are codes: telephone, article, postal."""


def typed(column: pl.Series) -> pl.Series:
    """Return a text column as Int64, Float64 or Boolean where every value is one, otherwise as it is.

    >>> [typed(pl.Series(texts)).dtype for texts in (["1", None, "20"], ["007", "8"], ["true", "false"])]
    [Int64, String, Boolean]
    """
    if column.dtype != pl.String:
        return column
    sample = column.drop_nulls().head(SAMPLE)
    if sample.is_empty():
        return column
    if sample.str.contains(r"^(?i:true|false)$").all() and column.drop_nulls().str.contains(r"^(?i:true|false)$").all():
        return column.str.to_lowercase() == "true"
    if not sample.str.contains(r"^-?[0-9]+(\.[0-9]+)?$").all() or sample.str.contains(KEPT_AS_TEXT).any():
        return column
    for dtype in (pl.Int64, pl.Float64):
        values = column.cast(dtype, strict=False)
        if values.null_count() == column.null_count():
            return column if column.str.contains(KEPT_AS_TEXT).any() else values
    return column
