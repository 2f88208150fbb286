"""What the content of columns says: kind, distinct values, how full, whether it changes within cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from mining.reading.timestamps import Kind

LOOKED_AT = 100_000
"""Rows (of whole cases) on which the content of columns is judged."""
UNIQUE_SHARE = 0.99
"""A column with more distinct values than this share of its rows names rows, not cases or activities."""
MANY_ROWS = 10
"""With fewer rows than this, values that never repeat prove nothing."""


@dataclass(frozen=True)
class RoleChoice:
    """One column taken for a role, and why.

    Attributes:
        role: ``case``, ``activity``, ``start``, ``end``, ``resource``, ...
        column: the column in the export (``date + time`` where two were joined).
        reason: one sentence.
        rivals: columns that were thought of and not taken.
    """

    role: str
    column: str
    reason: str
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """What is known of a column."""

    name: str
    kind: Kind | None
    distinct_share: float
    distinct: int
    filled: float
    varies: bool


def ends_of(frame: pl.DataFrame) -> pl.DataFrame:
    """The first and the last rows of a long table."""
    return frame if frame.height <= LOOKED_AT else pl.concat([frame.head(LOOKED_AT // 2), frame.tail(LOOKED_AT // 2)])


def whole_cases(frame: pl.DataFrame, case: str) -> pl.DataFrame:
    """Rows of so many whole cases that about LOOKED_AT rows come together."""
    step = frame.height // LOOKED_AT + 1
    return frame if step == 1 else frame.filter(frame[case].hash(0) % step == 0)


def looked_at(part: pl.DataFrame, case: str, kinds: Mapping[str, Kind | None]) -> list[Column]:
    """What is known of every column but the case's."""
    rows = max(part.height, 1)
    others = [name for name in part.columns if name != case]
    flat = [name for name in others if not part.schema[name].is_nested()]
    cases = part[case].n_unique()
    changing = varying(part, case, flat, cases)
    repeats = cases < rows
    return [
        Column(
            name,
            kinds[name],
            (distinct := part[name].n_unique()) / rows,
            distinct,
            1 - part[name].null_count() / rows,
            name in changing if repeats else True,
        )
        for name in flat
    ]


def varying(part: pl.DataFrame, case: str, names: Sequence[str], cases: int) -> set[str]:
    """The columns that differ anywhere within a case; `cases` is how many there are."""
    begins = part[case].ne_missing(part[case].shift())
    if int(begins.sum()) == cases and not part[case].null_count():
        # The rows of every case stand together: each beside the one before takes a tenth of the time.
        before = (pl.col(name).ne_missing(pl.col(name).shift()) for name in names)
        differs = part.select((differ & pl.lit(~begins)).any() for differ in before)
    else:
        # The first row of a case beside every other row of it.
        firsts = part.group_by(case, maintain_order=False).agg(pl.col(names).first())
        beside = part.select(case, *names).join(firsts, on=case, how="left", suffix=" \x00first")
        differs = beside.select((pl.col(name).ne_missing(pl.col(f"{name} \x00first"))).any().alias(name) for name in names)
    return {name for name in names if differs[name][0]}


def ranked(scores: Mapping[str, float]) -> list[str]:
    """Names with a score, the best first."""
    return [name for name, score in sorted(scores.items(), key=lambda item: -item[1]) if score > 0]
