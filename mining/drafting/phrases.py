"""The sentences that a draft says about itself, in English and Chinese."""

from __future__ import annotations

from typing import Literal

from mining.shares import share_tenths

Language = Literal["en", "zh"]

PHRASES: dict[str, tuple[str, str]] = {
    "made": (
        "A first draft from {file}: {cases:,} cases, {instances:,} instances{span}.",
        "由 {file} 起草：{cases:,} 个案例，{instances:,} 条记录{span}。",
    ),
    "means": (
        'It says what happened, not what was agreed: change it into what you mean. "?" marks what was guessed.',
        "它说的是发生了什么，而不是约定了什么：请改成您的本意。“?” 表示猜测。",
    ),
    "fits": (
        "Fits {fitting:,} of {judged:,} closed cases ({share}); fitness {fitness}.",
        "{judged:,} 个已结案例中有 {fitting:,} 个（{share}）完全符合；拟合度 {fitness}。",
    ),
    "fits nothing": (
        "No closed case could be judged: how well it fits is not known.",
        "没有可判定的已结案例：符合程度未知。",
    ),
    "unjudged": (
        "{count:,} cases could not be judged within the budget and count as neither.",
        "{count:,} 个案例未能在预算内判定，不计入任何一方。",
    ),
    "open": ("{count:,} cases are still open and stand apart.", "{count:,} 个案例尚未结案，单独列出。"),
    "left out": (
        "Left out as rare ({share} of instances, in {cases} of cases): {labels}.",
        "因罕见而略去（占记录 {share}，涉及案例 {cases}）：{labels}。",
    ),
    "covers": ("Every label of the log has its step.", "日志中的每个标签都有对应步骤。"),
    "miner": ("The main way is the {miner} miner's, put into blocks.", "主流程取自 {miner} 挖掘器，并整理为块结构。"),
    "miner failed": (
        "Of the {miner} miner's way no whole case is left; the most frequent cases were put into blocks instead.",
        "{miner} 挖掘器的主流程不含任何完整案例；改为将最常见的案例整理为块结构。",
    ),
    "no order": (
        "? Hardly two cases are alike: the flow says little. Try --most-steps 15, or one kind of case (--where).",
        "? 几乎没有两个相同的案例：流程说明不了多少。可减少步骤（--most-steps）或只看一类案例（--where）。",
    ),
    "loops": (
        "? What repeats is planned to repeat as often as it comes; bound it (at most: 2) where more is rework.",
        "? 重复部分按不限次数的计划重复处理；若多做属于返工，请加上限（at most: 2）。",
    ),
    "anytime": (
        "? Seen in no fixed place, or rarely, in the cases.",
        "? 在案例中没有固定位置，或很少出现。",
    ),
    "may end": ("? With these, cases stop from many places.", "? 案例会在多处因这些步骤而终止。"),
    "by team": ("Lanes are the teams of the log.", "泳道取自日志中的班组。"),
    "by role": ("Lanes are the roles of the log.", "泳道取自日志中的岗位。"),
    "by resource": (
        "? The log names no teams: steps that the same persons do share a lane. Name the lanes; add teams: [...].",
        "? 日志没有班组：由相同人员完成的步骤归入一条泳道。请为泳道命名，并补充 teams: [...]。",
    ),
    "by nobody": ("? The log does not say who did what: one lane for all.", "? 日志没有说明由谁完成：合为一条泳道。"),
    "kind word": ('? kind guessed from "{word}"', "? 类别据“{word}”猜测"),
    "kind not told": ("? nobody is recorded for its steps", "? 其步骤没有记录经办人"),
    "kind own case": ("? nearly every case has its own person: the customer", "? 几乎每个案例都是不同的人：应为客户"),
    "kind assumed": ("? kind assumed: the name does not tell", "? 类别为假定：名称没有说明"),
    "persons": ("persons: {count}", "人数：{count}"),
    "unlisted": (
        "{count} more teams not listed ({instances:,} instances)",
        "另有 {count} 个班组未列出（{instances:,} 条记录）",
    ),
    "step": ("{share} of cases, {instances:,} times", "{share} 的案例，{instances:,} 次"),
    "wait": ('? a wait, from "{word}"', "? 据“{word}”猜测为等待"),
    "wait maybe": ('? waiting, from "{word}"? then say is: wait', "? 据“{word}”或为等待？若是，请写 is: wait"),
    "no takes": ("No starts are recorded, so no step says what it takes.", "没有记录开始时间，因此没有步骤耗时。"),
    "takes": ("takes: the median from start to end.", "takes：从开始到结束的中位数。"),
    "targets": (
        "Targets: what was kept in nine of ten cases. Take over what you want to promise, without the #.",
        "目标：十个案例中有九个做到的时限。请保留愿意承诺的，并去掉 #。",
    ),
    "half": ("half within {median}", "半数在 {median} 以内"),
    "events entered": ("? times mean that a state was entered", "? 时间表示进入状态"),
    "events done": ("? times mean that a step was done", "? 时间表示步骤完成"),
}


def said(language: Language, key: str, **facts: object) -> str:
    """Return a sentence in a language."""
    english, chinese = PHRASES[key]
    return (english if language == "en" else chinese).format(**facts)


def part_text(part: float, language: Language) -> str:
    """Return a share in words, to a tenth of a per cent where it has one."""
    return share_tenths(part, language).replace(".0", "")
