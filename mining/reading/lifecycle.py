"""Rows of starts and completions -> activity instances.

A schedule and an assignment are remembered with the instance they led to; time suspended is counted; a withdrawal or an
abort ends what was started. Whatever finds no partner is kept, and counted.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.findings import Finding
from mining.reading.reshaped import listed
from mining.reading.roles import ENDS, STARTS
from mining.reading.transitions import ABORTS, with_transitions


def paired(frame: pl.DataFrame, found: list[Finding]) -> pl.DataFrame:
    """Join start rows and completion rows to activity instances.

    A completion takes the earliest open start of the same case, activity (and instance id, or else resource); what is
    left is tried again without the resource. A withdrawal or an abort takes a start like a completion; without a start it
    makes no instance. A start without completion has a null ``end``, a completion without start a null ``start``.
    Attributes are those of the completion, where it has none those of the start.

    Args:
        frame: ``case``, ``activity``, ``end`` (of the row), ``lifecycle``, ``__row``; ``instance`` and ``resource``, if any.
        found: findings are added: rows of other transitions, which make no instance, and completions without start.

    Returns:
        One row per instance, in the order of the rows that ended it (or else started it), without ``lifecycle``; where
        there are such rows also ``ended_by`` (the transition), ``scheduled`` and ``assigned`` (times), ``suspended_hours``.
    """
    frame = frame.with_columns(
        pl.col("lifecycle").cast(pl.String).str.strip_chars().str.to_lowercase().alias("lifecycle"),
        pl.col("end").fill_null(pl.col("start")) if "start" in frame.columns else pl.col("end"),
    )
    word = frame["lifecycle"]
    starts, aborts = word.is_in(list(STARTS)).fill_null(False), word.is_in(list(ABORTS)).fill_null(False)
    ends = word.is_in(list(ENDS)).fill_null(False) | aborts
    begun, done, others = frame.filter(starts), frame.filter(ends), frame.filter(~(starts | ends))
    partner = _partners(begun, done)
    alone = pl.Series(partner < 0) & done["lifecycle"].is_in(list(ABORTS))
    if aborts.any():
        found.append(_aborted(done.filter(done["lifecycle"].is_in(list(ABORTS))), int(alone.sum())))
        done, partner = done.filter(~alone), partner[~alone.to_numpy()]
    instances = _instances(begun, done, partner, found)
    if aborts.any():
        ended_by = done.select("__row", pl.col("lifecycle").alias(free_name("ended_by", frame.columns)))
        instances = instances.join(ended_by, on="__row", how="left", maintain_order="left")
    return with_transitions(instances, others, found) if others.height else instances


def free_name(name: str, taken: Collection[str]) -> str:
    """A name for a new column; one that is taken gets a word more."""
    return name if name not in taken else f"{name} (lifecycle)"


def _partners(begun: pl.DataFrame, done: pl.DataFrame) -> npt.NDArray[np.int64]:
    """For every row that ends something, the index of the start that it takes, or -1."""
    left = (
        begun.with_columns(__index=pl.int_range(pl.len(), dtype=pl.Int64)),
        done.with_columns(__index=pl.int_range(pl.len(), dtype=pl.Int64)),
    )
    partner = np.full(done.height, -1, dtype=np.int64)
    keys = [["case", "activity", "instance"]] if "instance" in begun.columns else [["case", "activity"]]
    if "instance" not in begun.columns and "resource" in begun.columns:
        keys.insert(0, ["case", "activity", "resource"])
    for key in keys:
        matched_done, matched_begun = _first_in_first_out(left[1], left[0], key)
        partner[matched_done] = matched_begun
        used = np.zeros(begun.height, dtype=bool)
        used[partner[partner >= 0]] = True
        left = (
            left[0].filter(~pl.Series(used[left[0]["__index"].to_numpy()])),
            left[1].filter(pl.Series(partner[left[1]["__index"].to_numpy()] < 0)),
        )
    return partner


def _aborted(rows: pl.DataFrame, alone: int) -> Finding:
    words = listed(rows["lifecycle"].value_counts(sort=True, name="rows").rows())
    return Finding(
        "aborted",
        "note",
        rows.height,
        f"{rows.height:,} rows end something without completing it ({words}): {rows.height - alone:,} instances are kept"
        f" and end there (column ended_by); {alone:,} had not been started and make no instance.",
        f"{rows.height:,} 行以完成以外的方式结束（{words}）：其中 {rows.height - alone:,} 个实例保留"
        f"并在该时刻结束（ended_by 列），{alone:,} 行未曾开始，不构成实例。",
        tuple(f"row {row + 1}" for row in rows["__row"].head(5)),
        ("instances", "service time"),
    )


def _first_in_first_out(
    done: pl.DataFrame, begun: pl.DataFrame, key: list[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Indices of completions and of the starts they take: per key, in time order, the earliest open start."""
    if not done.height or not begun.height:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    columns = [*key, "end", "__row", "__index"]
    both = pl.concat(
        [begun.select(columns).with_columns(__done=pl.lit(False)), done.select(columns).with_columns(__done=pl.lit(True))]
    )
    both = both.filter(pl.col("end").is_not_null()).with_columns(pl.struct(key).rank("dense").alias("__key"))
    both = both.sort("__key", "end", "__done", "__row")
    group, is_done, index = both["__key"].to_numpy().astype(np.int64), both["__done"].to_numpy(), both["__index"].to_numpy()
    if not group.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first = np.flatnonzero(np.diff(group, prepend=-1))
    sizes = np.diff(np.append(first, group.size))
    # Starts minus completions so far; where it falls to a new low under zero, a completion has no start.
    total = np.cumsum(np.where(is_done, -1, 1))
    before = np.repeat(total[first] - np.where(is_done[first], -1, 1), sizes)
    missing = np.maximum(before - total, 0)
    height = group.size + 1
    lows = np.maximum.accumulate(missing + group * height) - group * height
    alone = is_done & (np.diff(lows, prepend=0) > 0) & (missing == lows) & (missing > 0)
    alone[first] |= is_done[first]
    taking, open_ = is_done & ~alone, ~is_done
    k_done, k_open = _running(taking, first, sizes), _running(open_, first, sizes)
    left = pl.DataFrame({"group": group[taking], "k": k_done[taking], "done": index[taking]})
    right = pl.DataFrame({"group": group[open_], "k": k_open[open_], "begun": index[open_]})
    pairs = left.join(right, on=["group", "k"], how="inner")
    return pairs["done"].to_numpy(), pairs["begun"].to_numpy()


def _running(
    marks: npt.NDArray[np.bool_], first: npt.NDArray[np.int64], sizes: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Marks so far in each group; `first` is where the groups begin."""
    total = np.cumsum(marks, dtype=np.int64)
    return total - np.repeat(total[first] - marks[first], sizes)


def _instances(
    begun: pl.DataFrame, done: pl.DataFrame, partner: npt.NDArray[np.int64], found: list[Finding]
) -> pl.DataFrame:
    """Rows of completions with their starts, then starts that nobody completed; in the file's order."""
    attributes = [name for name in done.columns if name not in ("start", "end", "lifecycle", "__start", "__row")]
    has = pl.Series(partner >= 0)
    taken = begun[np.maximum(partner, 0)] if begun.height else begun.clear(done.height)
    finished = (
        done.select(
            pl.when(pl.lit(has)).then(pl.lit(taken["end"])).alias("start"),
            "end",
            *(
                pl.coalesce(pl.col(name), pl.when(pl.lit(has)).then(pl.lit(taken[name]))).alias(name)
                if name != "case"
                else pl.col(name)
                for name in attributes
            ),
            "__row",
        )
        if done.height
        else done.select(pl.lit(None, dtype=begun.schema["end"]).alias("start"), "end", *attributes, "__row")
    )
    used = np.zeros(begun.height, dtype=bool)
    used[partner[partner >= 0]] = True
    unfinished = begun.filter(~pl.Series(used)).select(
        pl.col("end").alias("start"), pl.lit(None, dtype=begun.schema["end"]).alias("end"), *attributes, "__row"
    )
    alone = int((~has).sum()) if done.height else 0
    if alone:
        examples = tuple(f"row {row + 1}" for row in done.filter(~has)["__row"].head(5))
        found.append(
            Finding(
                "completion_without_start",
                "note" if alone < 0.05 * max(done.height, 1) else "limit",
                alone,
                f"{alone:,} completions have no start; their start is unknown.",
                f"{alone:,} 条完成记录没有对应的开始，其开始时间未知。",
                examples,
                ("service time", "waiting"),
            )
        )
    return pl.concat([finished, unfinished]).sort("__row")


def without_duplicates(table: pl.DataFrame, found: list[Finding]) -> tuple[pl.DataFrame, int]:
    """Leave out exact duplicates among rows of starts and completions, which would be paired with each other."""
    compared = [name for name in table.columns if name != "__row"]
    first = table.select(pl.struct(compared).is_first_distinct()).to_series()
    again = int((~first).sum())
    if not again:
        return table, 0
    found.append(
        Finding(
            "exact_duplicate",
            "note",
            again,
            f"{again:,} rows repeat another row in every column and were removed.",
            f"{again:,} 行与其他行完全相同，已删除。",
            tuple(f"row {row + 1}" for row in table.filter(~first)["__row"].head(5)),
        )
    )
    return table.filter(first), again
