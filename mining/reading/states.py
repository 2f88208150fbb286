"""States or activities: whether a single time means that a state was entered, or that something was done."""

from __future__ import annotations

from typing import Literal

import polars as pl

from mining.findings import Finding
from mining.reading.headings import plain_name
from mining.reading.scripts import one_script

Events = Literal["done", "entered"]

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
    "状態",
    "상태",
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
        クローズ; 待機中; 未対応;
        접수; 접수완료; 배정; 처리중; 진행중; 대기; 대기중; 보류; 완료; 처리완료; 답변완료; 종결; 취소; 반려""".replace(
        "\n", " "
    ).split(";")
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
    counts = labels.drop_nulls().value_counts(name="rows")
    counts = counts.with_columns(counts.to_series(0).cast(pl.String))
    counts = counts.with_columns(known=pl.Series([_is_status(text) for text in counts.to_series(0)], dtype=pl.Boolean))
    if counts.is_empty():
        return False, ""
    known = counts.filter("known")
    labels_share = known.height / counts.height
    rows_share = int(known["rows"].sum()) / int(counts["rows"].sum())
    named = names_a_status(heading)
    if labels_share >= 0.5 and rows_share >= 0.5:
        return True, f"{known.height} of {counts.height} labels are names of states"
    if named and (labels_share >= 0.25 or rows_share >= 0.25):
        return True, f'the column is called "{heading}" and holds names of states'
    return False, ""


def names_a_status(heading: str) -> bool:
    """Whether a name says that what bears it holds a status.

    >>> names_a_status("incident_state"), names_a_status("工单状态"), names_a_status("priority")
    (True, True, False)
    """
    words = plain_name(heading)
    return any(word in words.split() or (not word.isascii() and word in words) for word in map(one_script, STATUS_HEADINGS))


def _is_status(label: str) -> bool:
    plain = plain_name(label)
    if plain in _STATUS_WORDS:
        return True
    halves = label.split("-", 1) if "-" in label else label.split("/", 1)
    return len(halves) == 2 and all(plain_name(half) in _STATUS_WORDS for half in halves)


def meaning_of_times(
    events: Events | None, heading: str, labels: pl.Series, found: list[Finding], *, said: bool = True
) -> bool:
    """Decide what a single time means, and say it.

    Args:
        events: what is known of it; None: recognised by heading and labels.
        heading: name of the activity's column.
        labels: the activity of every row.
        found: a finding is added.
        said: whether it was the user who said `events`; else it follows from the shape of the table.
    """
    recognised, why = looks_entered(heading, labels)
    entered = events == "entered" if events else recognised
    by, by_zh = (why, "由标签判断")
    if events:
        by, by_zh = ("as the user said", "用户指定") if said else (f'a new value of "{heading}"', f"“{heading}”的新值")
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
