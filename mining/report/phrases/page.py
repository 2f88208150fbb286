"""The page itself: title, headings, method and definitions, the button that copies."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "page.kicker": ("Service report", "服务报告"),
    "page.lead": ("{cases} cases that arrived from {first} to {last}", "{first} 至 {last} 到达的 {cases} 个案例"),
    "page.lead_untimed": ("{cases} cases, in the order of the file", "{cases} 个案例，按文件顺序"),
    "page.contents": ("Contents", "目录"),
    "page.footer": (
        "Written by service-mining {version}. This file is complete in itself: it loads nothing and sends nothing.",
        "由 service-mining {version} 生成。本文件自成一体：不加载、也不发送任何内容。",
    ),
    "page.persons": (
        "Persons: named on purpose in this copy. They are not ranked.",
        "人员：本份报告特意列出姓名；不做个人排名。",
    ),
    "page.pseudonyms": (
        "Persons are not named; where one must be told from another, a pseudonym stands for the name.",
        "不列人员姓名；需要区分时以代号代替。",
    ),
    "heading.trust": ("Can this file be trusted?", "这份文件可信吗？"),
    "heading.headline": ("What the figures say", "数字说明了什么"),
    "heading.open": ("What is open now", "目前有哪些未结案例"),
    "heading.design": ("The designed service, and what happened on it", "所设计的服务与实际发生的情况"),
    "heading.deviations": ("Where we leave the design", "哪里偏离了设计"),
    "heading.touchpoints": ("Where the customer meets the service", "顾客与服务的接触点"),
    "heading.hours": ("Where the hours go", "时间花在哪里"),
    "heading.happens": ("What really happens", "实际发生了什么"),
    "heading.words": ("Definitions and method", "定义与方法"),
    "words.method": ("Method", "方法"),
    "words.population": (
        "All figures are about the {cases} cases of this file. Nothing was sampled.",
        "所有数字均针对本文件的 {cases} 个案例，没有抽样。",
    ),
    "words.open_cases": (
        "Open cases stay in, with their time so far: leaving them out would make a growing backlog look fast. Shares "
        "of conformance are of closed, judged cases.",
        "未结案例计入统计，时间算到目前为止：若将其剔除，积压增加反而显得更快。符合性的占比以可判定的已结案例为准。",
    ),
    "words.elapsed": (
        "Times are elapsed times; closed hours and hours outside working time go by the calendars of the blueprint, or "
        "those stated for this report.",
        "时间为自然时间；非工作时间和工时外按服务蓝图的工作日历，或为本报告另行指定的日历计算。",
    ),
    "words.first_record": (
        "The queue before the first record of a case is not in this file.",
        "案例首条记录之前的排队不在本文件中。",
    ),
    "words.concentrated": ("Figures show where time is concentrated, not why.", "数字说明时间集中在哪里，不说明原因。"),
    "words.ties": (
        "Instances of a case are ordered by end, then start, then the order of the file.",
        "案例内的实例先按结束、再按开始、最后按文件顺序排列。",
    ),
    "words.definitions": ("Definitions", "定义"),
    "copy.button": ("copy", "复制"),
    "copy.done": ("copied", "已复制"),
    "copy.marked": ("marked: now copy", "已选中，请复制"),
}
