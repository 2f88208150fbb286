"""Targets: how they are named, and how they are kept."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "targets.title": ("Targets", "目标"),
    "target.working_days": ("{days} working days", "{days} 个工作日"),
    "target.else": ("else", "其他"),
    "target.between": ("from {first} to {second}", "从{first}到{second}"),
    "target.wait": ("wait before {first}", "{first}之前的等待"),
    "target.step": ("{first} itself", "{first}本身"),
    "target.handover": ("hand-over from {first} to {second}", "从{first}到{second}的交接"),
    "targets.target": ("Target", "目标"),
    "targets.kept": ("Kept", "达到"),
    "targets.wanted": ("Wanted", "要求"),
    "targets.cases": ("Cases", "案例数"),
    "targets.elapsed": ("Elapsed: median, one in ten over", "自然时间：中位数、十分之一超过"),
    "targets.clock": ("Counted: median, one in ten over", "计入时间：中位数、十分之一超过"),
    "targets.met": ("met", "达成"),
    "targets.missed": ("missed", "未达成"),
    "targets.unjudged": ("{count} could not be judged", "{count} 个无法判定"),
    "targets.note": (
        "Elapsed is what the customer feels; counted is what the target counts (its calendar, without states in which its "
        "clock stops). Closed cases only.",
        "自然时间是顾客的感受；计入时间是目标所计的时间（按其日历，不含停表的状态）。仅统计已结案例。",
    ),
    "targets.open": ("Targets of open cases", "未结案例的目标"),
    "targets.open_note": (
        "{late} of {open} targets still running in open cases are broken already.",
        "未结案例中仍在计时的 {open} 个目标里，{late} 个已经超时。",
    ),
    "targets.used": ("Used", "已用"),
    "targets.limit": ("Limit", "限度"),
    "targets.left": ("Left", "剩余"),
    "targets.shown": ("The {shown} most urgent of {count}.", "{count} 个中最紧迫的 {shown} 个。"),
}
