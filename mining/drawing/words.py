"""Words that only the pictures use; terms of the vocabulary come from `mining.language`."""

from __future__ import annotations

from mining.language import word

WORDS: dict[str, tuple[str, str]] = {
    "takes": ("takes {}", "用时 {}"),
    "repeats": ("loop: at most {}×", "循环：最多 {} 次"),
    "repeats_freely": ("loop: no limit", "循环：不限次数"),
    "planned": ("at most {}× per case", "每案例最多 {} 次"),
    "corrects": ("corrects: {}", "更正：{}"),
    "waits_for": ("then waits for: {}", "之后等待：{}"),
    "after": ("after: {}", "在此之后：{}"),
    "before": ("before: {}", "在此之前：{}"),
    "also": ("also: {}", "也可：{}"),
    "again": ("the same step again", "同一步骤，再次"),
    "automatic": ("system", "系统"),
    "working_days": ("{} working d", "{} 个工作日"),
    "else": ("else", "其余"),
    "target_wait": ("wait before: ≤ {}", "此前等待：≤ {}"),
    "target_step": ("done within {}", "{} 内完成"),
    "target_since": ("≤ {} after {}", "{1}后 ≤ {0}"),
    "target_between": ("{} → {}: within {}", "{} → {}：{} 以内"),
    "target_handover": ("handover {} → {}: within {}", "交接 {} → {}：{} 以内"),
    "target_by": ("by {}", "按 {} 区分"),
    "target_calendar": ("working time of {}", "按日历 {} 计"),
    "clock_stops": ("clock stops in: {}", "停表：{}"),
    "penalty": ("{} → {}: penalty {} per {} begun beyond {}", "{0} → {1}：超过 {4} 后，每起 {3} 罚 {2}"),
    "rule_escalation": ("unless {} within {} after {}: {}", "{2}后 {1} 内未见{0}：{3}"),
    "rule_person": ("{}: by another person than {}", "{}：与{}不得为同一人"),
    "rule_before": ("{} before {}", "{}须在{}之前"),
    "promises": ("Targets and rules", "目标与规则"),
    "touchpoint_type": ("touchpoint: {}", "接触点：{}"),
    "key_touchpoint": ("key touchpoint", "关键接触点"),
    "by_its_lane": ("touchpoint by its lane", "接触点（依泳道）"),
    "fail_point": ("fail point: corrected elsewhere", "失误点：另有步骤更正"),
    "wait_point": ("wait point", "等待点"),
    "calendar": ("calendar {}", "日历 {}"),
    "key_shade_hours": ("shade and squares: hours", "底色与方格：小时"),
    "key_shade_deviations": ("shade and squares: deviations", "底色与方格：偏差次数"),
    "key_shade_counts": ("shade and squares: cases", "底色与方格：案例数"),
    "cases_counted": ("{} cases", "{} 个案例"),
    "cases_from_to": ("{} cases, {} to {}", "{} 个案例，{} 至 {}"),
    "description": (
        "Lanes from the customer inwards: {}. Steps in designed order: {}.",
        "泳道，由顾客向内：{}。步骤，按设计顺序：{}。",
    ),
    "wait_state": ("wait state", "等待状态"),
    "control": ("check", "检查"),
    "key_again": ("stands further left too; figures there", "左侧已出现，数字见彼处"),
    "key_back": ("way back of a loop", "循环返回"),
    "key_anytime": ("anytime", "随时可发生"),
    "key_may_end": ("the case may end here", "案例可在此结束"),
    "not_in_flow": ("not in the flow", "未列入流程"),
    "key_waiting": ("waiting before the step", "步骤前等待"),
    "key_work": ("first-pass work", "首次工作"),
    "key_rework": ("rework", "返工"),
    "key_scale": ("bars: one scale for all steps", "条形：各步骤同一刻度"),
    "key_counts": ("bold: cases, and their share", "粗体：案例数与占比"),
    "key_arrows": ("width of an arrow: cases that took it", "箭头粗细：经过的案例数"),
    "wait": ("waits {}", "等待 {}"),
    "work": ("work {}", "工作 {}"),
    "rework": ("rework {}", "返工 {}"),
    "version": ("version {}", "版本 {}"),
    "no_lane": ("no lane known", "泳道未知"),
    "no_line": ("a lane at one end not known", "一端泳道未知"),
    "same_line": ("within one kind, no line crossed", "同类之内，未跨分界线"),
    "where_hours_went": ("Where the hours of the cases went", "案例时间的去向"),
    "waiting_by_line": ("Waiting, by line of the blueprint", "按分界线划分的等待"),
    "waiting_without_blueprint": ("Waiting: without a blueprint no line is known", "等待：没有蓝图，无法归到分界线"),
    "others": ("{} others", "其他 {} 项"),
    "range_work": ("work: the least and the most that the times allow", "工作：时间记录所容许的最少与最多"),
    "range_waiting": ("the least and the most that the times allow", "时间记录所容许的最少与最多"),
    "nothing": ("nothing to show", "无可显示"),
    "shown": ("{} of {} activities, {} of {} paths", "显示 {} / {} 个活动，{} / {} 条路径"),
    "map_detail": ("less or more detail", "细节：少至多"),
    "map_whole": ("whole map in the window", "整图适合窗口"),
    "map_title": ("What really happens: the process map", "实际发生的流程：流程图"),
    "edge_title": ("{} → {}: {}×", "{} → {}：{} 次"),
}
"""Key -> (English, Chinese); ``{}`` is filled in."""


def say(key: str, language: str, *values: object) -> str:
    """Return the words for a key, filled in; terms that are not here come from the catalogue of `mining.language`."""
    if key in WORDS:
        return WORDS[key][1 if language == "zh" else 0].format(*values)
    return word(key, language)
