"""What the figures of waste rest on, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from mining.waste.assumptions import Basis

Language = Literal["en", "zh"]


def assumptions_said(basis: Basis, language: Language = "en") -> tuple[str, ...]:
    """Return what was assumed, one sentence each, what concerns everything first."""
    place = 0 if language == "en" else 1
    return tuple(pair[place] for pair in _sentences(basis))


def _sentences(basis: Basis) -> list[tuple[str, str]]:
    """Return the sentences that apply, in English and Chinese, what concerns everything first."""
    said: list[tuple[bool, str, str]] = [
        (
            not basis.blueprint and basis.teams,
            "No blueprint: the teams of the log stand in for lanes, no line is known, and staff are all who work.",
            "没有服务蓝图：以日志中的班组代替泳道，分界线未知，所有工作都计为员工工作。",
        ),
        (
            not basis.blueprint and not basis.teams,
            "No blueprint and no teams: owners of waiting, lanes and lines are not known, and staff are all who work.",
            "没有服务蓝图，也没有班组：等待对象、泳道和分界线未知，所有工作都计为员工工作。",
        ),
        (
            not basis.blueprint and not basis.entered,
            "No blueprint: every repetition counts as rework, except resumptions.",
            "没有服务蓝图：除续做外，每次重复都计为返工。",
        ),
        (
            basis.entered,
            "Times mean that a state was entered: it lasts to the next record; entering it again is a return, not rework.",
            "时间表示进入某一状态：该状态持续到下一条记录；再次进入是返回，不是返工。",
        ),
        (
            basis.unclassified > 0,
            f"{basis.unclassified:,} states are classified by nobody: neither work nor waiting.",
            f"{basis.unclassified:,} 个状态无人归类：既不是工作，也不是等待。",
        ),
        (
            not basis.completion_known,
            "It cannot be known which cases are complete: all count as complete, save where work was not completed.",
            "无法得知哪些案例已完成：除有已开始未完成工作的案例外，全部视为已完成。",
        ),
        (
            basis.open_cases > 0,
            f"{basis.open_cases:,} open cases count to the export's end.",
            f"{basis.open_cases:,} 个未结案例计至导出截止时间。",
        ),
        (
            basis.without_start > 0,
            f"{basis.without_start:,} of {basis.instances:,} instances have one time only: each gap before them holds work "
            "and waiting. low: no work; high: the whole gap is work"
            + (" within working hours." if basis.calendars else "."),
            f"{basis.instances:,} 个实例中有 {basis.without_start:,} 个只有一个时间：其前的间隔既有工作也有等待。"
            "低：没有工作；高：整个间隔" + ("内的工作时间" if basis.calendars else "") + "都是工作。",
        ),
        (
            bool(basis.designed_times),
            "Likely work is the designed time of " + _listed(basis.designed_times) + ": staff hours assume the designed "
            "times are kept; overruns cannot show.",
            "可能值取设计时间：" + _listed(basis.designed_times, "zh") + "。员工工时假定遵守设计时间，超时无法显现。",
        ),
        (
            bool(basis.quantiles),
            "Likely work is the 5 % quantile of the gaps before " + _listed(basis.quantiles) + ".",
            "可能值取间隔的 5% 分位数：" + _listed(basis.quantiles, "zh") + "。",
        ),
        (
            basis.without_likely > 0,
            f"{basis.without_likely:,} instances have no likely value: that time is of class unknown in the likely "
            "scenario, and sums that would need it have no likely value.",
            f"{basis.without_likely:,} 个实例没有可能值：该时间在可能情形下归为未知，需要它的合计没有可能值。",
        ),
        (
            basis.without_completion > 0,
            f"{basis.without_completion:,} instances were started and not completed. low: no work; high: to the end of the "
            "case; likely: the designed time, else unknown, and then not in the likely staff hours.",
            f"{basis.without_completion:,} 个实例已开始未完成。低：没有工作；高：到案例结束；"
            "可能：设计时间，否则未知，且不计入可能的员工工时。",
        ),
        (
            basis.unknown_activity > 0,
            f"{basis.unknown_activity:,} instances are of activities that the blueprint does not know: they have no lane "
            "and are not in the staff hours.",
            f"{basis.unknown_activity:,} 个实例的活动不在服务蓝图中：没有泳道，不计入员工工时。",
        ),
        (
            basis.lane_from_step > 0,
            f"{basis.lane_from_step:,} instances have no team that a lane knows: they are in the first lane of their step.",
            f"{basis.lane_from_step:,} 个实例没有可识别的班组：归入其步骤的第一条泳道。",
        ),
        (
            basis.without_resource > 0,
            f"{basis.without_resource:,} staff instances name no resource: they share no time with others.",
            f"{basis.without_resource:,} 个员工实例没有经办人：不与其他实例分摊时间。",
        ),
        (
            basis.doubtful_sessions > 0,
            f"{basis.doubtful_sessions:,} repetitions follow the same activity directly and name no resource: they count as "
            "rework, and might be resumptions.",
            f"{basis.doubtful_sessions:,} 次重复紧接同一活动且没有经办人：计为返工，但可能是续做。",
        ),
        (
            basis.not_judged > 0,
            f"{basis.not_judged:,} repetitions are inside a repetition without limit of the design: not judged.",
            f"{basis.not_judged:,} 次重复处于设计中没有上限的循环内：未予判断。",
        ),
        (
            bool(basis.unpriced),
            "No rate, so no money, for the staff hours of: " + ", ".join(basis.unpriced) + ".",
            "以下泳道没有费率，未计金额：" + "、".join(basis.unpriced) + "。",
        ),
        (
            bool(basis.refusal),
            f"Why cases waited is not told: {basis.refusal}",
            f"无法得知等待的原因：{basis.refusal_zh}",
        ),
        (
            not basis.arrival,
            "The queue before the first record is not in this file: no column says when cases arrived.",
            "首条记录之前的排队不在此文件中：没有列说明案例何时到达。",
        ),
        (
            not basis.refusal and basis.nobody_waited_for > 0,
            f"{basis.nobody_waited_for:,} staff instances name nobody who could be busy (no resource, a shared one, or no "
            "start): their waiting is closed or other.",
            f"{basis.nobody_waited_for:,} 个员工实例没有可能忙碌的经办人（缺少资源、共享账户或无开始时间）："
            "其等待只分为非工作时间或其他。",
        ),
        (
            basis.calendars and basis.without_calendar > 0,
            f"{basis.without_calendar:,} staff instances are of nobody whose hours are stated: taken as always at work.",
            f"{basis.without_calendar:,} 个员工实例没有工作日历：视为始终在岗。",
        ),
        (
            not basis.calendars,
            "Nobody's working hours are stated: all count as always at work, nothing as closed, and hours are elapsed.",
            "没有任何工作日历：视为始终在岗，没有非工作时间，时间均为自然时间。",
        ),
        *(
            (
                True,
                f"The swapped workdays of {region} are not published for {years}: these weekends count as off.",
                f"{region} 在 {years} 年的调休安排尚未公布：周末按休息计。",
            )
            for region, years in basis.unpublished.items()
        ),
        (
            True,
            "Money is capacity (staff hours times the rate of the day), not cash. Cash out is what cost columns say, "
            "penalties what the blueprint states; waiting has a price only where it gives one. None of these are added.",
            "金额是产能成本（员工工时乘以当日费率），不是现金。现金支出以费用列为准，罚款以服务蓝图为准；"
            "只有蓝图给出价格时等待才计价。各项互不相加。",
        ),
    ]
    return [(english, chinese) for holds, english, chinese in said if holds]


def _listed(hours: Mapping[str, float], language: Language = "en", limit: int = 6) -> str:
    shown, left = list(hours.items())[:limit], len(hours) - limit
    if language == "zh":
        return "、".join(f"{name}（{value * 60:.3g} 分钟）" for name, value in shown) + (
            f"，另有 {left} 项" if left > 0 else ""
        )
    return ", ".join(f"{name} ({value * 60:.3g} min)" for name, value in shown) + (f", and {left} more" if left > 0 else "")
