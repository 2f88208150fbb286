"""What the figures say, and ten cases to open."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "headline.way": ("where from", "查看来源"),
    "headline.flow_time": (
        "Half of the {cases} cases take more than {median}; one in ten takes more than {high}.",
        "{cases} 个案例中，半数用时超过 {median}，十分之一超过 {high}。",
    ),
    "headline.waiting": ("{share} of case time is waiting.", "案例时间中有 {share} 是等待。"),
    "headline.waiting_range": (
        "Between {low} and {high} of case time is waiting: where only one time is recorded, work and waiting share the gap.",
        "案例时间中有 {low} 至 {high} 是等待：只记录一个时间之处，间隔中工作与等待并存。",
    ),
    "headline.waiting_likely": (
        "{likely} of case time is likely to be waiting (between {low} and {high}: where only one time is recorded, "
        "work and waiting share the gap).",
        "案例时间中等待可能占 {likely}（介于 {low} 与 {high} 之间：只记录一个时间之处，间隔中工作与等待并存）。",
    ),
    "headline.untimed": (
        "The log has no times: hours and open cases cannot be told.",
        "日志没有时间：无法统计时间与未结案例。",
    ),
    "headline.state": (
        "{share} of case time lies in states that nobody has classified as work or as waiting.",
        "案例时间中有 {share} 处于未归类为工作或等待的状态。",
    ),
    "headline.line": (
        "{share} of the waiting lies at the {line}; the largest part of that waits for {lane}.",
        "等待中有 {share} 发生在{line}；其中最大部分在等{lane}。",
    ),
    "headline.line_low": (
        "As far as the gaps are waiting, {share} of it lies at the {line}; the largest part of that waits for {lane}.",
        "若间隔为等待，其中 {share} 发生在{line}；其中最大部分在等{lane}。",
    ),
    "headline.owner_low": (
        "As far as the gaps are waiting, {share} of it is for {lane}.",
        "若间隔为等待，其中 {share} 是在等{lane}。",
    ),
    "headline.owner": ("{share} of the waiting is for {lane}.", "等待中有 {share} 是在等{lane}。"),
    "headline.fitting": (
        "{fitting} of {judged} closed cases ({share}) follow the design; fitness {fitness}.",
        "{judged} 个已结案例中有 {fitting} 个（{share}）符合设计；拟合度 {fitness}。",
    ),
    "headline.no_judged": ("No closed case can be judged against the design.", "没有可与设计对照的已结案例。"),
    "headline.deviation": (
        "The most frequent deviation: {deviation}, in {cases} of {judged} judged cases ({share}).",
        "最常见的偏差：{deviation}，{judged} 个可判定案例中有 {cases} 个（{share}）。",
    ),
    "headline.no_design": (
        "No blueprint was given, so there is no design to compare with.",
        "未提供服务蓝图，因此没有可对照的设计。",
    ),
    "headline.rework": (
        "{instances} of {of_instances} activity instances are rework, in {cases} of {of_cases} cases; they take "
        "{hours} of staff time.",
        "{of_instances} 个活动实例中有 {instances} 个是返工，涉及 {of_cases} 个案例中的 {cases} 个，占用员工工时 {hours}。",
    ),
    "headline.rework_counts": (
        "{instances} of {of_instances} activity instances are rework, in {cases} of {of_cases} cases.",
        "{of_instances} 个活动实例中有 {instances} 个是返工，涉及 {of_cases} 个案例中的 {cases} 个。",
    ),
    "headline.repeated": (
        "{instances} of {of_instances} activity instances, in {cases} of {of_cases} cases, repeat an earlier one: "
        "without a blueprint each counts as rework ({hours} of staff time).",
        "{of_instances} 个活动实例中有 {instances} 个重复先前的活动，涉及 {of_cases} 个案例中的 {cases} 个："
        "没有服务蓝图时均计为返工（员工工时 {hours}）。",
    ),
    "headline.open_unknown": (
        "The file does not tell which cases are open: all count as complete.",
        "文件未说明哪些案例未结：全部视为已完成。",
    ),
    "headline.no_rework": ("No activity instance is rework.", "没有返工的活动实例。"),
    "headline.money": (
        "{hours} of staff time bind {money} of capacity (not cash).",
        "员工工时 {hours}，占用产能成本 {money}（非现金）。",
    ),
    "headline.open": ("Open cases: {open}; the oldest for {age}.", "未结案例 {open} 个，最久的已 {age}。"),
    "headline.none_open": ("No case is open at the end of the export.", "导出截止时没有未结案例。"),
    "headline.variants": (
        "Variants: {variants}; the most frequent one covers {share} of the cases.",
        "变体 {variants} 种；最常见的一种占案例的 {share}。",
    ),
    "headline.population": (
        "Population: all {cases} cases of the file, of which {open} open (counted with the time they have taken so "
        "far) and {unfinished} unfinished (counted to their last record).",
        "统计范围：文件中全部 {cases} 个案例，其中未结 {open} 个（时间算到导出截止时），中断 {unfinished} 个（"
        "时间算到最后一条记录）。",
    ),
    "headline.examples": ("Ten cases to open", "可查看的十个案例"),
    "headline.worst": ("longest flow time", "流程时间最长"),
    "headline.typical": ("nearest to the median", "最接近中位数"),
    "headline.random": ("drawn at random", "随机抽取"),
}
