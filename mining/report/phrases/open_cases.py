"""What is open now."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "open.none": ("No case is open at the end of the export, {end}.", "导出截止（{end}）时没有未结案例。"),
    "open.unknown": (
        "This file does not tell which cases are complete: no end activity, closing column or blueprint was given. "
        "All cases count as complete.",
        "文件未说明哪些案例已完成：未指定结束活动、结案列或服务蓝图。全部案例视为已完成。",
    ),
    "open.untimed": ("This log has no times: what is open cannot be judged.", "日志没有时间：无法判断哪些案例未结。"),
    "open.summary": (
        "{open} of {cases} cases are open at the end of the export, {end}. Oldest {oldest}, median {median}.",
        "导出截止（{end}）时，{cases} 个案例中有 {open} 个未结。最久 {oldest}，中位数 {median}。",
    ),
    "open.waits_for": ("Waits for", "在等"),
    "open.age": ("Age", "已历时"),
    "open.oldest": ("Oldest", "最久"),
    "open.last": ("Last step", "最后步骤"),
    "open.since": ("Since", "始于"),
    "open.arrival": ("Arrived", "到达时间"),
    "open.shown": ("The {shown} oldest of {open} open cases.", "{open} 个未结案例中最久的 {shown} 个。"),
}
