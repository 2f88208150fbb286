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
