"""Overtaking told apart: by a rule, where an attribute says who goes first, and without one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.waste.causes.behind import Behind, joined
from mining.waste.instances.placed import Ints, Placed

VALUES = 50
"""Most distinct values of an attribute that could be a rule."""
PAIRS = 20
"""Fewest pairs of two values from which a rule is told."""
ONE_WAY = 0.9
"""Share of the pairs of two values in which the same one goes first, from which on it is a rule."""
OVERTAKING: dict[str, type[pl.DataType] | pl.DataType] = {
    "activity": pl.String,
    "lane": pl.String,
    "instances": pl.Int64,
    "time": pl.Duration("us"),
    "by_rule": pl.Duration("us"),
    "without_rule": pl.Duration("us"),
    "case_ids": pl.List(pl.String),
}
RULES = {
    "attribute": pl.String,
    "first": pl.String,
    "then": pl.String,
    "pairs": pl.Int64,
    "contrary": pl.Int64,
}
NOT_ATTRIBUTES = {"case", "start", "end", "resource", "case_id", "arrival", "open", "unfinished"}


@dataclass(frozen=True, eq=False)
class Overtaking:
    """Who was overtaken, and whether a rule tells why.

    Attributes:
        frame: ``activity``, ``lane`` (of the overtaken), ``instances`` (overtaken for some time), ``time`` (Duration[us],
            the cause overtaking, summed over instances), of it ``by_rule`` (the attribute of `rules` puts who went first
            before it) and ``without_rule``, ``case_ids`` (three, the longest first); the longest time first.
        rules: ``attribute``, ``first``, ``then`` (its values: who goes first, who waits), ``pairs`` (seen so), ``contrary``;
            of one attribute, the one that explains most; the most pairs first. Empty where none explains anything.
    """

    frame: pl.DataFrame
    rules: pl.DataFrame


def overtaking_table(placed: Placed, behind: Behind) -> Overtaking:
    """Tell overtaking by a rule from overtaking without one.

    An attribute (of cases or instances, the activity among them) is a rule for two of its values if at least 20 pairs of
    overtaking and overtaken have them, in nine of ten the same one first. Of the instances that overtook, the last
    `mining.waste.causes.behind.LOOKED_BACK` before the overtaken one was begun are looked at; its time is divided
    among them.
    """
    rows, lengths = joined(behind.delayed, np.int32), joined(behind.lengths, np.int64)
    overtaken, by = joined(behind.overtaken, np.int32), joined(behind.by, np.int32)
    values = _attributes(placed)
    rules = pl.DataFrame(schema=RULES)
    explained = np.zeros(overtaken.size, dtype=bool)
    for name, (labels, code) in values.items():
        told, table = _rule(name, labels, code[by], code[overtaken])
        if told.sum() > explained.sum():
            explained, rules = told, table
    order = np.argsort(rows)
    rows, lengths = rows[order], lengths[order]
    place = np.searchsorted(rows, overtaken)
    pairs = np.bincount(place, minlength=rows.size)
    share = np.bincount(place[explained], minlength=rows.size) / np.maximum(pairs, 1)
    lanes = pl.Series([*placed.lanes, None], dtype=pl.String)
    log = placed.log
    frame = (
        pl.DataFrame(
            {
                "activity": log.events["activity"].gather(rows).cast(pl.String),
                "lane": lanes.gather(placed.lane[rows].astype(np.int64) % lanes.len()),
                "time": lengths,
                "by_rule": np.rint(lengths * share).astype(np.int64),
                "case_id": log.cases["case_id"].gather(placed.log.case_codes[rows]),
            }
        )
        .sort("time", "case_id", descending=[True, False])
        .group_by("activity", "lane", maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("instances"),
            pl.col("time", "by_rule").sum(),
            (pl.col("time") - pl.col("by_rule")).sum().alias("without_rule"),
            pl.col("case_id").unique(maintain_order=True).head(3).alias("case_ids"),
        )
        .with_columns(pl.col("time", "by_rule", "without_rule").cast(pl.Duration("us")))
        .sort("time", "activity", "lane", descending=[True, False, False], nulls_last=True)
        .select(*OVERTAKING)
    )
    return Overtaking(frame, rules)


def _attributes(placed: Placed) -> dict[str, tuple[list[str], Ints]]:
    """Return what could be a rule: name -> its values, and the code of each instance's, -1 where null."""
    log = placed.log
    columns = {name: log.events[name] for name in log.events.columns if name not in NOT_ATTRIBUTES}
    columns |= {
        name: log.cases[name].gather(log.case_codes)
        for name in log.cases.columns
        if name not in NOT_ATTRIBUTES | set(columns)
    }
    found = {}
    for name, column in columns.items():
        if column.dtype.is_nested() or column.dtype.is_temporal() or column.n_unique() > VALUES:
            continue
        texts = column.cast(pl.String)
        labels = texts.drop_nulls().unique().sort().to_list()
        if len(labels) > 1:
            codes = texts.cast(pl.Enum(labels)).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
            found[name] = (labels, codes)
    return found


def _rule(name: str, labels: list[str], first: Ints, then: Ints) -> tuple[npt.NDArray[np.bool_], pl.DataFrame]:
    """Return which pairs an attribute explains, and its rules."""
    size = len(labels)
    known = (first >= 0) & (then >= 0) & (first != then)
    counts = np.bincount(first[known] * size + then[known], minlength=size * size).reshape(size, size)
    both = counts + counts.T
    rule = (both >= PAIRS) & (counts >= ONE_WAY * both)
    told = known & rule[np.maximum(first, 0), np.maximum(then, 0)]
    one, other = np.nonzero(rule)
    table = pl.DataFrame(
        {
            "attribute": [name] * one.size,
            "first": [labels[k] for k in one],
            "then": [labels[k] for k in other],
            "pairs": counts[one, other],
            "contrary": counts[other, one],
        },
        schema=RULES,
    )
    return told, table.sort("pairs", "first", "then", descending=[True, False, False])
