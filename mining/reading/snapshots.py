"""State snapshots - the whole record written again at every update -> the states that were entered."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mining.findings import Finding
from mining.reading.columns import RoleChoice
from mining.reading.headings import plain_name
from mining.reading.stages import is_stage, stage_of
from mining.reading.states import names_a_status
from mining.reading.timestamps import kind_of
from mining.shares import share_text

COUNTERS = (
    "sys mod count",
    "mod count",
    "version",
    "version no",
    "revision",
    "update count",
    "更新次数",
    "修改次数",
    "版本号",
)
"""Names of numbers that grow with every update of a record."""


def looks_like_snapshots(raw: pl.DataFrame, choices: Mapping[str, RoleChoice]) -> bool:
    """Whether rows are surely updates of a record: a state, the time of the update, and the record's own dates beside it.

    Args:
        raw: the table as it was read.
        choices: the roles that were recognised; the activity must be a column that is called a state.
    """
    if not names_a_status(choices["activity"].column) or "end" not in choices or "start" in choices:
        return False
    time = plain_name(choices["end"].column).split()
    if not {"updated", "update", "modified", "changed", "snapshot", "更新时间", "修改时间"} & set(time):
        return False
    return len(record_dates(raw, choices)) >= 2


def record_dates(raw: pl.DataFrame, choices: Mapping[str, RoleChoice]) -> list[str]:
    """Columns with dates of the record itself (opened, resolved, closed): stages that hardly ever change within a case."""
    case, taken = choices["case"].column, {choice.column for choice in choices.values()}
    names = [name for name in raw.columns if name not in taken and stage_of(name) is not None and is_stage(name)]
    dated = [name for name in names if kind_of(raw[name]) == "time"]
    if not dated:
        return []
    # Pairs of case and date are hardly more than cases where a date hardly ever changes.
    cases = raw[case].n_unique()
    pairs = raw.select((pl.col(case).hash(0) ^ pl.col(name).hash(1)).n_unique().alias(name) for name in dated)
    return [name for name in dated if pairs[name][0] <= 1.1 * cases]


def counter_of(raw: pl.DataFrame, choices: Mapping[str, RoleChoice]) -> str | None:
    """A column that numbers the updates of a record, if there is one: whole numbers, none twice for most of the cases."""
    taken = {choice.column for choice in choices.values()}
    for name in raw.columns:
        if name in taken or plain_name(name) not in COUNTERS:
            continue
        numbers = raw[name].cast(pl.Int64, strict=False)
        if numbers.null_count() == 0:
            return name
    return None


def collapsed(table: pl.DataFrame, found: list[Finding], *, keep_unchanged: bool = False) -> pl.DataFrame:
    """Keep, of consecutive rows of a case in one state, the first; the count is said either way.

    Args:
        table: ``case``, ``activity``, ``end``, ``__row``, perhaps ``order``; rows without time or state stay as they are.
        found: a finding is added.
        keep_unchanged: leave every row in place, and only count.
    """
    keys = ["case", "end", *(["order"] if "order" in table.columns else []), "__row"]
    judged = table.select(*keys, "activity").drop_nulls(["case", "end", "activity"])
    if "order" in table.columns and judged.schema["order"] == pl.String:
        judged = judged.with_columns(pl.col("order").cast(pl.Float64, strict=False))
    judged = judged.sort(keys)
    same = judged.select(
        ((pl.col("case") == pl.col("case").shift(1)) & (pl.col("activity") == pl.col("activity").shift(1))).fill_null(False)
    ).to_series()
    again = judged.filter(same)["__row"].sort()
    if not again.len():
        return table
    rows, share = again.len(), again.len() / table.height
    done = (
        "kept (--keep-unchanged); each is an instance of its own"
        if keep_unchanged
        else "collapsed into the row that entered it (--keep-unchanged keeps them)"
    )
    done_zh = "已按要求保留" if keep_unchanged else "已并入进入该状态的记录（--keep-unchanged 可保留）"
    found.append(
        Finding(
            "unchanged_state",
            "note",
            rows,
            f"{rows:,} of {table.height:,} rows ({share_text(share)}) repeat the state before them, "
            f"because another field changed; they were {done}.",
            f"{table.height:,} 行中有 {rows:,} 行（{share_text(share, 'zh')}）状态与前一行相同（变更的是其他字段）；"
            f"{done_zh}。",
            tuple(f"row {row + 1}" for row in again.head(5)),
            ("instances", "variants", "handovers"),
        )
    )
    return table if keep_unchanged else table.filter(~pl.col("__row").is_in(again.implode()))
