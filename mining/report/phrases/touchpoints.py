"""Where the customer meets the service: touchpoints, fail points and wait points."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    "touchpoints.none": ("Touchpoints are those of a blueprint: none was given.", "接触点由服务蓝图定义：未提供服务蓝图。"),
    "touchpoints.note": (
        "Declared in the blueprint, or else every step of a customer or front-stage lane. The wait is the time from when a "
        "step could have begun to its start; deviations and targets are those of closed cases that could be judged.",
        "由蓝图声明；否则为顾客或前台泳道中的每个步骤。等待指从步骤可以开始到实际开始的时间；偏差和目标按可判定的已结案例计算。",
    ),
    "touchpoints.executions": ("Executions", "执行次数"),
    "touchpoints.wait": ("Wait before it: half / nine in ten up to", "之前的等待：半数 / 九成不超过"),
    "touchpoints.kept": ("Within target", "达标比例"),
    "touchpoints.deviating": ("Cases that deviate there", "在此偏离的案例"),
    "touchpoints.rework": ("Cases that redo it", "在此返工的案例"),
    "touchpoints.score": ("Score (answered)", "评分（回复率）"),
    "touchpoints.key": ("key", "关键"),
    "touchpoints.points": ("Where it fails and where it waits", "失误点与等待点"),
    "touchpoints.points_note": (
        "Designed: a step that another one corrects; a step before which the wait has a target, or after which somebody is "
        "waited for. Found: at least 5 % of the judged cases deviate there or redo it; at least 10 % of all waiting is "
        "before it.",
        "设计的：有另一步骤更正的步骤；等待设有目标或其后需等待他人的步骤。"
        "发现的：至少 5% 的可判定案例在此偏离或返工；至少 10% 的等待在它之前。",
    ),
    "touchpoints.fail": ("Fail point", "失误点"),
    "touchpoints.failing": ("Cases that fail there", "在此失误的案例"),
    "touchpoints.wait_point": ("Wait point", "等待点"),
    "touchpoints.wait_share": ("Of all waiting", "占全部等待"),
    "point.designed": ("designed", "设计的"),
    "point.found": ("found", "发现的"),
    "point.designed_and_found": ("designed and found", "设计且发现"),
}
