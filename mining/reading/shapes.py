"""What a row is: an event, an activity with start and end, a start or a completion, a change of status.

Rows of starts and completions become activity instances; whatever finds no partner is kept.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.findings import Finding
from mining.reading.headings import plain_name
from mining.reading.roles import ENDS, STARTS

Events = Literal["done", "entered"]
Shape = Literal["one time per row", "start and end per row", "start and complete rows", "no times"]

STATUS_HEADINGS = (
    "status",
    "state",
    "状态",
    "狀態",
    "zustand",
    "estado",
    "situacao",
    "statut",
    "etat",
    "stato",
    "ステータス",
)
STATUS_WORDS = frozenset(
    """
        new; open; opened; reopened; re-opened; assigned; unassigned; accepted; queued; in progress;
        work in progress; in process; active; active work; awaiting; awaiting assignment; awaiting user info;
        awaiting vendor; awaiting problem; awaiting evidence; awaiting customer; awaiting implementation; waiting;
        waiting for customer; waiting for supplier; waiting for approval; waiting for user; wait; wait - user;
        wait - customer; wait - vendor; wait - implementation; wait - supplier; wait user; pending; pending customer;
        pending vendor; on hold; hold; suspended; escalated; resolved; solved; closed; cancelled; canceled; rejected;
        completed; complete; done; unmatched; draft; submitted; backlog; to do; in review; in call; ready; blocked;
        waiting customer; waiting supplier; with customer; with supplier; waiting for guest; under review;
        under investigation; approved; unresolved; 新建; 待受理; 待处理; 待办; 待派单; 待分派; 待审核; 待确认;
        待客户; 待客户回复; 等待客户; 等待供应商; 等待; 处理中; 进行中; 审核中; 受理中; 已受理; 已分派; 已派单; 挂起;
        暂停; 已解决; 已处理; 已完成; 已关闭; 关闭; 已取消; 取消; 重新打开; 已驳回; 待回访; 已回访; neu; offen;
        in bearbeitung; wartend; wartet auf kunde; gelost; geschlossen; erledigt; storniert; nuevo; abierto;
        en progreso; en curso; en espera; pendiente; resuelto; cerrado; cancelado; novo; aberto; em andamento;
        em espera; resolvido; fechado; nouveau; ouvert; en cours; en attente; resolu; ferme; clos; annule; nuovo;
        aperto; in corso; in attesa; risolto; chiuso; annullato; 新規; 対応中; 処理中; 保留; 解決済み; 完了;
        クローズ; 待機中; 未対応""".replace("\n", " ").split(";")
)
_STATUS_WORDS = frozenset(plain_name(word) for word in STATUS_WORDS)


def looks_entered(heading: str, labels: pl.Series) -> tuple[bool, str]:
    """Whether single times mean that a state was *entered*, and why; in doubt an activity was *done*.

    Args:
        heading: name of the activity's column.
        labels: the activity of every row.

    >>> looks_entered("status", pl.Series(["Open", "In progress", "Resolved"]))[0]
    True
    >>> looks_entered("activity", pl.Series(["Take order", "Cook", "Closed"]))[0]
    False
    """
    counts = labels.drop_nulls().cast(pl.String).value_counts(name="rows")
    counts = counts.with_columns(known=pl.Series([_is_status(text) for text in counts.to_series(0)], dtype=pl.Boolean))
    if counts.is_empty():
        return False, ""
    known = counts.filter("known")
    labels_share = known.height / counts.height
    rows_share = int(known["rows"].sum()) / int(counts["rows"].sum())
    words = plain_name(heading)
    named = any(word in words.split() or (not word.isascii() and word in words) for word in STATUS_HEADINGS)
    if labels_share >= 0.5 and rows_share >= 0.5:
        return True, f"{known.height} of {counts.height} labels are names of states"
    if named and (labels_share >= 0.25 or rows_share >= 0.25):
        return True, f'the column is called "{heading}" and holds names of states'
    return False, ""


def _is_status(label: str) -> bool:
    plain = plain_name(label)
    if plain in _STATUS_WORDS:
        return True
    halves = label.split("-", 1) if "-" in label else label.split("/", 1)
    return len(halves) == 2 and all(plain_name(half) in _STATUS_WORDS for half in halves)


def paired(frame: pl.DataFrame, found: list[Finding]) -> pl.DataFrame:
    """Join start rows and completion rows to activity instances.

    A completion takes the earliest open start of the same case, activity (and instance id, or else resource); what is
    left is tried again without the resource. A start without completion has a null ``end``, a completion without start
    a null ``start``. Attributes are those of the completion, where it has none those of the start.

    Args:
        frame: ``case``, ``activity``, ``end`` (of the row), ``lifecycle``, ``__row``; ``instance`` and ``resource``, if any.
        found: findings are added: rows of other transitions, which make no instance, and completions without start.

    Returns:
        One row per instance, in the order of the rows that completed it (or else started it), without ``lifecycle``.
    """
    word = frame["lifecycle"].cast(pl.String).str.strip_chars().str.to_lowercase()
    starts, ends = word.is_in(list(STARTS)).fill_null(False), word.is_in(list(ENDS)).fill_null(False)
    others = int((~(starts | ends)).sum())
    if others:
        kinds = word.filter(~(starts | ends)).fill_null("(none)").value_counts(sort=True, name="rows")
        listed = ", ".join(f"{name} {rows:,}" for name, rows in kinds.iter_rows())
        found.append(
            Finding(
                "other_transition",
                "note",
                others,
                f"{others:,} rows are neither starts nor completions and make no instance: {listed}.",
                f"{others:,} 行既非开始也非完成，不构成活动实例：{listed}。",
                affects=("instances",),
            )
        )
    frame = frame.with_columns(
        (starts & ~ends).alias("__start"),
        pl.col("end").fill_null(pl.col("start")) if "start" in frame.columns else pl.col("end"),
    )
    begun, done = frame.filter(starts), frame.filter(ends)
    left = (
        begun.with_columns(__index=pl.int_range(pl.len(), dtype=pl.Int64)),
        done.with_columns(__index=pl.int_range(pl.len(), dtype=pl.Int64)),
    )
    partner = np.full(done.height, -1, dtype=np.int64)
    keys = [["case", "activity", name] for name in ("instance", "resource") if name in frame.columns]
    if "instance" in frame.columns:
        keys = keys[:1]
    for key in (*keys, ["case", "activity"]) if "instance" not in frame.columns else keys:
        matched_done, matched_begun = _first_in_first_out(left[1], left[0], key)
        partner[matched_done] = matched_begun
        used = np.zeros(begun.height, dtype=bool)
        used[partner[partner >= 0]] = True
        left = (
            left[0].filter(~pl.Series(used[left[0]["__index"].to_numpy()])),
            left[1].filter(pl.Series(partner[left[1]["__index"].to_numpy()] < 0)),
        )
    return _instances(begun, done, partner, found)


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


def meaning_of_times(events: Events | None, heading: str, labels: pl.Series, found: list[Finding]) -> bool:
    """Decide what a single time means, and say it."""
    recognised, why = looks_entered(heading, labels)
    entered = events == "entered" if events else recognised
    by, by_zh = ("as the user said", "用户指定") if events else (why, "由标签判断")
    if entered:
        found.append(
            Finding(
                "events_entered",
                "note",
                labels.len(),
                f"A time means that a state was entered ({by}); it lasts to the next one of its case (else: --events done).",
                f"时间表示进入某状态（{by_zh}），该状态持续到同一案例的下一条记录（--events done 可更改）。",
                affects=("service time", "waiting", "rework"),
            )
        )
    else:
        found.append(
            Finding(
                "events_done",
                "note",
                labels.len(),
                "There is one time per event: it is read as the moment at which the activity was done; starts are unknown.",
                "每条记录只有一个时间：视为活动完成的时刻，开始时间未知。",
                affects=("service time", "waiting"),
            )
        )
    return entered
