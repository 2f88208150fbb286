"""Lengths of time as hours, under a name that says so: as CSV and JSON have them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import polars as pl


def hours_of(length: timedelta | None) -> float | None:
    """Return a length in hours; None where it is not known.

    >>> hours_of(timedelta(minutes=90))
    1.5
    """
    return None if length is None else length / timedelta(hours=1)


def hours_number(length: timedelta) -> str:
    """Return a length in hours as a sentence gives it: three digits that count, whole hours from a hundred on.

    >>> [hours_number(timedelta(hours=hours)) for hours in (1234.4, 16.95, 0, 0.00012345)]
    ['1,234', '16.9', '0', '0.000123']
    """
    hours = length / timedelta(hours=1)
    return f"{hours:,.0f}" if hours >= 100 else format(Decimal(f"{hours:.3g}"), "f")


def in_hours(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every length (Duration) as hours (Float64), in a column called ``NAME_hours``.

    The type of the column decides, not its values: a length that is not known is null under the same name.

    >>> in_hours(pl.DataFrame({"case_id": ["1"], "age": [timedelta(minutes=90)]})).to_dicts()
    [{'case_id': '1', 'age_hours': 1.5}]
    """
    lengths = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Duration)]
    names = {name: name if name.endswith("_hours") else f"{name}_hours" for name in lengths}
    return frame.with_columns(_hours(frame[name]) for name in lengths).rename(names)


def _hours(lengths: pl.Series) -> pl.Series:
    # numpy divides; polars multiplies by the reciprocal, and 99.1175 hours become 99.11749999999999.
    micros = lengths.dt.total_microseconds().cast(pl.Float64).to_numpy()
    return pl.Series(lengths.name, micros / 3.6e9, dtype=pl.Float64).fill_nan(None)
