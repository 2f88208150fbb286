"""Columns of any type of Parquet, Arrow or JSON -> columns of plain types; nested fields get names with dots."""

from __future__ import annotations

import polars as pl

DEPTH = 12
"""Levels of nesting that are opened; what is deeper stays JSON text."""


def flattened(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring every column to text, a number, a truth value, a time or a date.

    A struct becomes one column per field, named ``outer.inner``; a list becomes JSON text; a decimal becomes Float64; bytes
    become text where they are UTF-8, else hexadecimal digits; a category becomes its text; a column of nothing becomes text.

    >>> flattened(pl.DataFrame({"a": [{"b": {"c": 1}, "d": [1, 2]}]})).to_dicts()
    [{'a.b.c': 1, 'a.d': '[1,2]'}]
    """
    for _ in range(DEPTH):
        if not any(isinstance(kind, pl.Struct) for kind in frame.schema.values()):
            break
        frame = _opened(frame)
    return frame.select(_plain(frame[name]) for name in frame.columns)


def _opened(frame: pl.DataFrame) -> pl.DataFrame:
    """Put the fields of every struct in its place."""
    columns: list[pl.Series] = []
    taken = {name for name, kind in frame.schema.items() if not isinstance(kind, pl.Struct)}
    for name, kind in frame.schema.items():
        if not isinstance(kind, pl.Struct):
            columns.append(frame[name])
            continue
        fields = frame[name].struct
        for inner in fields.fields:
            new = f"{name}.{inner}"
            while new in taken:
                new += "'"
            taken.add(new)
            columns.append(fields.field(inner).alias(new))
    return pl.DataFrame(columns)


def _plain(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if isinstance(kind, pl.Struct):
        return column.struct.json_encode()
    if kind.is_nested():
        encoded = column.to_frame("value").to_struct("row").struct.json_encode()
        texts = encoded.str.strip_prefix('{"value":').str.strip_suffix("}")
        return pl.select(pl.when(column.is_not_null()).then(texts).alias(column.name)).to_series()
    if isinstance(kind, pl.Decimal):
        return column.cast(pl.Float64)
    if isinstance(kind, pl.Categorical | pl.Enum) or kind in (pl.Null, pl.Object):
        return column.cast(pl.String)
    if kind == pl.Binary:
        try:
            return column.cast(pl.String)
        except pl.exceptions.PolarsError:
            return column.bin.encode("hex")
    if kind in (pl.Int128, pl.UInt64):
        narrow = column.cast(pl.Int64, strict=False)
        return narrow if narrow.null_count() == column.null_count() else column.cast(pl.String)
    return column
