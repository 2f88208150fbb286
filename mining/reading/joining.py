"""Two tables of one export - headers and items, events and cases - -> one, by the columns they share."""

from __future__ import annotations

import polars as pl

from mining.errors import ShapeError
from mining.findings import Finding


def with_other_table(frame: pl.DataFrame, other: pl.DataFrame, name: str, found: list[Finding]) -> pl.DataFrame:
    """Put the one matching row of the table whose keys never repeat beside every row of the other.

    The keys are the columns that both tables have. The rows are those of the table in which keys repeat (the items; if they
    repeat in neither, of `frame`), in its order. A row without partner keeps its own values, and is counted.

    Args:
        frame: the table that was named first.
        other: the table that is joined.
        name: file of `other`, for messages.
        found: findings are added.

    Raises:
        ShapeError: the tables share no column, no row finds a partner, or keys repeat in both.
    """
    keys = [column for column in frame.columns if column in other.columns]
    if not keys:
        raise ShapeError.nothing_shared(name, frame.columns, other.columns)
    frame, other = (table.with_columns(pl.col(keys).cast(pl.String).str.strip_chars()) for table in (frame, other))
    single = {place: table.select(pl.struct(keys).is_unique().all()).item() for place, table in enumerate((frame, other))}
    if not (single[0] or single[1]):
        raise ShapeError.keys_repeat(name, keys)
    many, one = (frame, other) if single[1] else (other, frame)
    if many.select(keys).join(one.select(keys), on=keys, how="semi").is_empty():
        raise ShapeError.no_partner(name, keys)
    without = many.select(keys).join(one.select(keys), on=keys, how="anti").height
    unused = one.select(keys).join(many.select(keys), on=keys, how="anti").height
    found.append(
        Finding(
            "joined",
            "limit" if without else "note",
            many.height,
            f'Joined with "{name}" by {", ".join(keys)}: {many.height:,} rows, {without:,} of them without a partner;'
            f" {unused:,} rows of the other table are not used.",
            f"已按 {'、'.join(keys)} 与“{name}”关联：{many.height:,} 行，其中 {without:,} 行没有对应记录；"
            f"另一表有 {unused:,} 行未用到。",
            affects=("counts",) if without else (),
        )
    )
    return many.join(one, on=keys, how="left", maintain_order="left")
