"""Where the hours go, and why cases waited."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "hours.untimed": ("This log has no times: hours cannot be counted.", "日志没有时间：无法统计时间。"),
    "hours.balance": (
        "The ledger adds up to the flow time of {hours} to the microsecond.",
        "时间账合计等于流程时间 {hours}，精确到微秒。",
    ),
    "hours.off": (
        "The ledger does NOT add up to the flow time of {hours}. Do not use it; please report this fault.",
        "时间账合计不等于流程时间 {hours}。请勿使用，并报告此故障。",
    ),
    "hours.scenarios": (
        "Where only one time per event is recorded, low, likely and high are the scenarios of little, likely and "
        "much work; each adds up to the flow time.",
        "只记录一个时间之处，“低”“可能”“高”分别为工作少、可能、多的情形；每种情形都等于流程时间。",
    ),
    "hours.caption": (
        "Case time by what happens in it. Population: all cases, open ones to the end of the export.",
        "案例时间的去向。统计范围：全部案例，未结案例算到导出截止时。",
    ),
    "hours.class": ("What happens", "去向"),
    "hours.hours": ("Hours", "小时数"),
    "hours.share": ("Share of case time", "占案例时间"),
    "hours.cases": ("Cases", "案例数"),
    "hours.where": ("Where", "何处"),
    "hours.waiting": ("Waiting, by line and by the lane waited for", "等待：按分界线与所等待的泳道"),
    "hours.waiting_teams": ("Waiting, by the team waited for", "等待：按所等待的班组"),
    "hours.waits_shown": (
        "The {shown} largest of {count} rows. All of it: mining waste {file} --format csv",
        "{count} 行中最大的 {shown} 行。全部请用：mining waste {file} --format csv",
    ),
    "hours.waits_for": ("Waits for", "在等"),
    "hours.comes_from": ("Comes from", "来自"),
    "hours.at": ("Line crossed", "跨越的线"),
    "hours.within": ("no line: within one kind of lane", "不跨线：同类泳道之内"),
    "hours.before": ("Before", "在其之前"),
    "hours.why": ("Why cases waited", "为何等待"),
    "hours.cause": ("Cause", "原因"),
    "hours.why_not": ("not told", "无法得知"),
    "hours.why_by_lane": ("The largest causes, by the lane waited for", "最大的原因，按所等待的泳道"),
    "hours.why_by_team": ("The largest causes, by the team waited for", "最大的原因，按所等待的班组"),
    "why.closed": ("outside the working hours of who does it next", "下一个经办人不在工作时间"),
    "why.contention": (
        "who does it next is busy with what could begin no later",
        "下一个经办人正忙于不晚于它可以开始的事",
    ),
    "why.batching": ("the batch in which it is done is not complete", "所在的一批还未凑齐"),
    "why.overtaking": (
        "who does it next is busy with what could begin only later",
        "下一个经办人正忙于比它晚才可以开始的事",
    ),
    "why.other": ("nothing in the log explains it", "日志无法解释"),
    "why.state": ("a state in which somebody is waited for", "处于等待某人的状态"),
    "why.none": ("the log does not tell why", "日志没有说明原因"),
    "hours.entries": ("The largest entries of the ledger", "时间账中最大的各项"),
    "hours.entries_shown": (
        "{shown} of {count} entries, the largest first; the others hold {rest}. All of them: mining waste {file} "
        "--format csv",
        "{count} 项中最大的 {shown} 项；其余合计 {rest}。全部请用：mining waste {file} --format csv",
    ),
    "hours.worst": ("Cases with most of it", "占用最多的案例"),
    "hours.staff": ("Staff hours", "员工工时"),
    "hours.staff_note": (
        "Service time of staff; not part of the ledger above and never added to it.",
        "员工的服务时间；不属于上面的时间账，也绝不与之相加。",
    ),
    "hours.money_note": (
        "Capacity: staff hours times the rate of the lane. It is capacity bound, not cash.",
        "产能成本：员工工时乘以泳道费率。是占用的产能，并非现金。",
    ),
    "hours.customer": (
        "Customer hours (steps of customers, waits in their presence): {hours}. They are not priced.",
        "顾客工时（顾客的步骤与其在场的等待）：{hours}。不计价。",
    ),
    "hours.all_lanes": ("All", "全部"),
    "hours.both": ("Both", "两者"),
    "hours.no_rates": ("No rates in the blueprint: money not computed.", "服务蓝图没有费率：未计算金额。"),
    "hours.rework": ("Rework", "返工"),
    "hours.rework_shown": (
        "The {shown} activities with the most rework, of {count} that were done again. All of them: mining waste "
        "{file} --format csv --table rework",
        "重复进行的活动共 {count} 个，下列返工最多的 {shown} 个。全部：mining waste {file} --format csv --table rework",
    ),
    "hours.rework_none": ("No activity was done again.", "没有重复进行的活动。"),
    "hours.rework_planned": (
        "Repetitions that the blueprint plans are not rework.",
        "服务蓝图计划内的重复不计为返工。",
    ),
    "hours.rework_all": (
        "Without a blueprint every repetition counts as rework.",
        "没有服务蓝图时，每次重复都计为返工。",
    ),
    "hours.assumptions": ("What these figures assume", "这些数字的前提"),
}
