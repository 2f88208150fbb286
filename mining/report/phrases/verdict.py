"""The verdict of the checks at the head of the page; what `mining check` and `mining conform` say in a terminal."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "checks.title": ("Is the service in order?", "服务是否正常？"),
    "checks.verdict": ("Verdict: {verdict}. {counts}", "结论：{verdict}。{counts}"),
    "checks.counts": ("Checks: {count} ({parts}).", "检查项 {count} 项（{parts}）。"),
    "checks.part": ("{count} {result}", "{result} {count} 项"),
    "checks.more": ("{count} more in the table", "另有 {count} 项见表"),
    "checks.all": ("all checks", "全部检查项"),
    "checks.table": ("The checks of the blueprint, one by one", "服务蓝图的检查项，逐项列出"),
    "checks.cases": ("Cases it counts", "所计案例"),
    "checks.rest": (
        "{left} more are left out here: mining waste {file} --blueprint FILE --format csv --table cases",
        "此处省略 {left} 个：mining waste {file} --blueprint FILE --format csv --table cases",
    ),
    "checks.limits": ("({limits})", "（{limits}）"),
    "checks.unjudged": ("({limits}; {why})", "（{limits}；{why}）"),
    "checks.note": (
        "At its limit a figure is kept. What cannot be judged is never in order. Checks on deviations leave out what is "
        "accepted.",
        "恰好等于限度视为合格。无法判定的绝不算正常。偏差检查项不计已接受的偏差。",
    ),
    "check.verdict": ("Verdict: {verdict}.", "结论：{verdict}。"),
    "check.none": (
        "Write checks into the blueprint, for example: checks: [{measure: fitness, fail below: 0.9}]",
        "请在服务蓝图中写入检查项，例如：checks: [{measure: fitness, fail below: 0.9}]",
    ),
    "check.check": ("check", "检查项"),
    "check.value": ("value", "数值"),
    "check.limit": ("limit", "限度"),
    "check.result": ("result", "结果"),
    "check.why": ("why", "原因"),
    "conform.no_fitness": (
        "No closed case could be judged: no fitness.",
        "没有可判定的已结案例：无拟合度。",
    ),
    "conform.fitting": (
        "{fitting} of {judged} judged cases ({share}) run as designed; fitness {fitness} ({moves} moves deviate).",
        "{judged} 个可判定案例中有 {fitting} 个（{share}）符合设计；拟合度 {fitness}（偏离的移动 {moves} 个）。",
    ),
    "conform.fitting_costs": (
        "{fitting} of {judged} judged cases ({share}) run as designed; fitness {fitness} (what deviates costs {moves}).",
        "{judged} 个可判定案例中有 {fitting} 个（{share}）符合设计；拟合度 {fitness}（偏离的代价为 {moves}）。",
    ),
    "conform.unjudged": (
        "{cases} cases could not be judged within the budget; they count neither as fitting nor as deviating.",
        "{cases} 个案例未能在限额内判定；既不算符合，也不算偏离。",
    ),
    "conform.surely": (
        "In {cases} of these at least one move surely deviates.",
        "其中 {cases} 个案例至少有一个移动必定偏离。",
    ),
    "conform.bounds": (
        "The fitness of all closed cases, these included, lies between {low} and {high}.",
        "若将其计入，全部已结案例的拟合度介于 {low} 与 {high} 之间。",
    ),
    "conform.open": (
        "{open} cases are still open and stand apart; {fitting} of them run as designed so far.",
        "{open} 个案例未结，单独列出；其中 {fitting} 个至今符合设计。",
    ),
    "conform.unmapped": (
        "The design knows {share} of the instances; not {labels}.",
        "设计认识活动实例的 {share}；不认识：{labels}。",
    ),
}
