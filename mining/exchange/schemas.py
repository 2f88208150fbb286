"""Types of columns as JSON, values as text, and both back: what a file of texts needs to give a frame back as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import polars as pl

from mining.errors import LogError

PLAIN: dict[str, pl.DataType] = {
    str(dtype): dtype
    for dtype in (
        pl.String(), pl.Boolean(), pl.Date(), pl.Time(), pl.Null(), pl.Float32(), pl.Float64(), pl.Categorical(),
        pl.Int8(), pl.Int16(), pl.Int32(), pl.Int64(), pl.Int128(), pl.UInt8(), pl.UInt16(), pl.UInt32(), pl.UInt64(),
    )
}  # fmt: skip
"""Types without parameters, by name."""
TO_THE_SECOND = "%Y-%m-%dT%H:%M:%S"
FRACTIONS = {"ms": "%.3f", "us": "%.6f", "ns": "%.9f"}
"""Digits behind the second, by unit."""
OFFSET = r"[+-]\d\d:\d\d$"


def schema_as_json(frame: pl.DataFrame) -> dict[str, Any]:
    """Return column -> type, in the order of the columns.

    >>> schema_as_json(pl.DataFrame({"a": [1]}, schema={"a": pl.Int64}))
    {'a': 'Int64'}
    """
    return {name: type_as_json(dtype) for name, dtype in frame.schema.items()}


def schema_from_json(known: Mapping[str, Any]) -> dict[str, pl.DataType]:
    """Return the types that `schema_as_json` wrote down.

    Raises:
        KeyError, TypeError, ValueError: it did not write this.
    """
    return {str(name): type_from_json(dtype) for name, dtype in known.items()}


def type_as_json(dtype: pl.DataType) -> Any:
    """Return a type as a name, or as a list of a name and its parameters.

    Raises:
        LogError: files cannot hold values of this type.

    >>> type_as_json(pl.List(pl.Datetime("us", "UTC")))
    ['List', ['Datetime', 'us', 'UTC']]
    """
    match dtype:
        case pl.Enum():
            return ["Enum", dtype.categories.to_list()]
        case pl.Datetime():
            return ["Datetime", dtype.time_unit, dtype.time_zone]
        case pl.Duration():
            return ["Duration", dtype.time_unit]
        case pl.Decimal():
            return ["Decimal", dtype.precision, dtype.scale]
        case pl.List():
            return ["List", type_as_json(_instance(dtype.inner))]
        case pl.Struct():
            return ["Struct", {field.name: type_as_json(_instance(field.dtype)) for field in dtype.fields}]
    name = "Categorical" if isinstance(dtype, pl.Categorical) else str(dtype)
    if name not in PLAIN:
        raise LogError(f"a column of type {dtype} cannot be written.", remedy="leave it out, or make it text.")
    return name


def type_from_json(known: Any) -> pl.DataType:
    """Return the type that `type_as_json` wrote down."""
    if isinstance(known, str):
        return PLAIN[known]
    name, *parameters = known
    match name, parameters:
        case "Enum", [categories]:
            return pl.Enum(categories)
        case "Datetime", [unit, zone]:
            return pl.Datetime(unit, zone)
        case "Duration", [unit]:
            return pl.Duration(unit)
        case "Decimal", [precision, scale]:
            return pl.Decimal(precision, scale)
        case "List", [inner]:
            return pl.List(type_from_json(inner))
        case "Struct", [fields]:
            return pl.Struct({field: type_from_json(dtype) for field, dtype in fields.items()})
    raise ValueError(f"no type: {known!r}")


def as_text(column: pl.Series, timezone: str | None) -> pl.Series:
    """Return values as text: dates and times in ISO form, lists as JSON; null stays null.

    Args:
        column: any column of a log.
        timezone: instants are written with its offset; None: as if UTC, without an offset.
    """
    dtype = column.dtype
    if dtype == pl.String:
        return column
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None or timezone is None:
            column = column if dtype.time_zone is None else column.dt.convert_time_zone("UTC").dt.replace_time_zone(None)
            if (column.dt.nanosecond() == 0).all():
                return column.dt.strftime(TO_THE_SECOND)
            return column.dt.strftime(TO_THE_SECOND + FRACTIONS[dtype.time_unit])
        return _with_offset(column, timezone, dtype.time_unit)
    if isinstance(dtype, pl.Duration) or dtype == pl.Time:
        return column.to_physical().cast(pl.String)
    if dtype.is_nested():
        wrapped = pl.select(pl.struct(column.alias("value")).struct.json_encode()).to_series()
        return pl.select(pl.when(column.is_not_null()).then(wrapped).alias(column.name)).to_series()
    return column.cast(pl.String)


def from_text(column: pl.Series, dtype: pl.DataType) -> pl.Series:
    """Return texts of `as_text` as values of a type.

    Raises:
        polars.exceptions.PolarsError: a text is none of these values.
    """
    if column.dtype != pl.String:
        return column.cast(dtype)
    if isinstance(dtype, pl.Datetime):
        if dtype.time_zone is None:
            return column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit=dtype.time_unit)
        if not column.str.contains(OFFSET).any():
            naive = column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit=dtype.time_unit)
            return naive.dt.replace_time_zone("UTC").dt.convert_time_zone(dtype.time_zone)
        values = column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%:z", time_unit=dtype.time_unit, time_zone="UTC")
        return values.dt.convert_time_zone(dtype.time_zone)
    if isinstance(dtype, pl.Duration) or dtype == pl.Time:
        return column.cast(pl.Int64).cast(dtype)
    if dtype == pl.Date:
        return column.str.to_date("%Y-%m-%d")
    if dtype == pl.Boolean:
        return column.replace_strict({"true": True, "false": False}, return_dtype=pl.Boolean)
    if dtype.is_nested():
        wrapped = column.str.json_decode(pl.Struct({"value": dtype}))
        return wrapped.struct.field("value").alias(column.name)
    return column.cast(dtype)


def _with_offset(column: pl.Series, timezone: str, unit: str) -> pl.Series:
    instants, local = column.dt.convert_time_zone("UTC"), column.dt.convert_time_zone(timezone)
    # Before standard time, offsets had seconds, for which ISO has no place.
    apart = (instants.dt.replace_time_zone(None) - local.dt.replace_time_zone(None)).dt.total_microseconds()
    if (apart % 60_000_000 != 0).any():
        local = instants
    whole = (column.dt.nanosecond() == 0).all()
    return local.dt.strftime(TO_THE_SECOND + ("" if whole else FRACTIONS[unit]) + "%:z")


def _instance(dtype: Any) -> pl.DataType:
    return cast(pl.DataType, dtype() if isinstance(dtype, type) else dtype)
