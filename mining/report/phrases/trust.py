"""Can this file be trusted?"""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "trust.fit": ("Nothing was found that limits a figure.", "未发现限制数字使用的问题。"),
    "trust.limits": (
        "Findings that limit a figure: {findings}. They touch: {figures}.",
        "限制数字使用的发现：{findings} 项。影响：{figures}。",
    ),
    "trust.unfit": (
        "The data are unfit; the figures below were asked for all the same.",
        "数据不可用；以下数字系按要求仍然给出。",
    ),
    "trust.file": ("File", "文件"),
    "trust.memory": ("a frame in memory, no file", "内存中的数据表，没有文件"),
    "trust.sha256": ("Fingerprint (SHA-256)", "指纹（SHA-256）"),
    "trust.rows": ("Rows read", "读取行数"),
    "trust.rejected": (
        "{rejected} rejected, {duplicates} exact duplicates removed",
        "拒收 {rejected} 行，删除完全重复 {duplicates} 行",
    ),
    "trust.instances": ("Activity instances", "活动实例"),
    "trust.instances_note": (
        "{activities} activities, {resources} resources",
        "活动 {activities} 种，经办人 {resources} 名",
    ),
    "trust.cases_note": ("{open} open, {unfinished} unfinished", "未结 {open} 个，中断 {unfinished} 个"),
    "trust.span": ("Span", "时间范围"),
    "trust.no_times": ("no times: the order of the file", "没有时间：按文件顺序"),
    "trust.zone": ("Times are shown in", "时间所用时区"),
    "trust.no_zone": ("no zone known: as in the file", "时区未知：按文件所载"),
    "trust.meaning": ("A time means", "时间的含义"),
    "trust.entered": ("a state was entered", "进入某状态"),
    "trust.both": ("start and end of an activity", "活动的开始与结束"),
    "trust.done": ("an activity was done; its start is not recorded", "活动完成；未记录开始时间"),
    "trust.completeness": ("Which cases are complete", "案例是否完成的依据"),
    "trust.columns": ("Columns", "列"),
    "trust.finding": ("Finding", "发现"),
    "trust.weight": ("Weight", "程度"),
    "trust.affects": ("Touches", "影响"),
    "trust.examples": ("Examples", "示例"),
    "trust.findings": ("Findings about the data: {count}", "关于数据的发现：{count} 项"),
    "trust.no_findings": ("No finding: every row could be read.", "没有发现问题：每一行均可读取。"),
}
