"""The designed service, and what happened on it."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "design.none": (
        "No blueprint was given. There is no design to compare with, and none is made up from this log: a model "
        "discovered from the same log would only agree with itself.",
        "未提供服务蓝图。没有可对照的设计，也不会由本日志推造一个：由同一日志发现的模型只会与自身相符。",
    ),
    "design.how": (
        "To compare, write the designed service as a blueprint file and give it with --blueprint FILE.",
        "如需对照，请将所设计的服务写成蓝图文件，并用 --blueprint FILE 指定。",
    ),
    "design.caption": (
        "Lanes from the customer inwards, with the lines between them. On each step: cases, waiting before it and "
        "work in it, deviations. Population: all cases, open ones included.",
        "泳道由顾客向内排列，其间为各分界线。每个步骤上：案例数、其前的等待与其中的工作、偏差。统计范围：全部案例，"
        "含未结案例。",
    ),
    "design.fit": ("the whole picture at once", "整图显示"),
    "design.coverage": (
        "{share} of the activity instances belong to a step of the blueprint.",
        "活动实例中有 {share} 属于服务蓝图的步骤。",
    ),
    "design.unmapped": ("Activities that the blueprint does not know", "服务蓝图中没有的活动"),
}
