"""What the figures of waste rest on: counts that add up, and the sentences made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Literal

import numpy as np

from mining.log import NO_TIME
from mining.waste.hours.service import NO_LIKELY, Service, previous_moments
from mining.waste.instances.passes import Passes
from mining.waste.instances.placed import UNCLASSIFIED_STATE, WORK, Ints, Placed
from mining.waste.learnt import Learnt


@dataclass(frozen=True)
class Basis:
    """What had to be assumed, counted in instances unless said otherwise; the counts of disjoint cases add.

    Attributes:
        instances: all.
        cases: all cases.
        open_cases: cases that count to the export's end.
        without_start: work with a single time.
        without_likely: of these, in a gap of some length, without a likely value.
        without_completion: work that was started and not completed.
        without_resource: staff work of nobody known, which shares no time.
        unknown_activity: of activities that the blueprint does not know.
        lane_from_step: whose lane is the step's first, because the team is not known.
        unclassified: states that nobody classified.
        not_judged: executions again, in a repetition without limit.
        doubtful_sessions: rework directly after the same activity, by nobody known: it might be a resumption.
        designed_times: steps whose likely work is their ``takes``, in hours.
        quantiles: activities whose likely work is the 5 % quantile of their gaps, in hours.
        unpriced: lanes with staff hours and no rate.
        refusal: why the causes of waiting are not told; empty where they are.
        refusal_zh: the same in Chinese.
        nobody_waited_for: staff instances for which nobody known could be busy.
        without_calendar: staff instances of nobody whose hours are stated.
        calendars: whether anybody's are.
        arrival: whether the log says when cases arrived.
        unpublished: country -> years whose swapped workdays are not published.
        blueprint: whether there is one.
        teams: whether teams stand in for lanes.
        entered: whether timestamps mean that a state was entered.
        completion_known: whether it is known which cases are complete.
    """

    instances: int = 0
    cases: int = 0
    open_cases: int = 0
    without_start: int = 0
    without_likely: int = 0
    without_completion: int = 0
    without_resource: int = 0
    unknown_activity: int = 0
    lane_from_step: int = 0
    unclassified: int = 0
    not_judged: int = 0
    doubtful_sessions: int = 0
    designed_times: Mapping[str, float] = field(default_factory=dict)
    quantiles: Mapping[str, float] = field(default_factory=dict)
    unpriced: tuple[str, ...] = ()
    refusal: str = ""
    refusal_zh: str = ""
    nobody_waited_for: int = 0
    without_calendar: int = 0
    calendars: bool = False
    arrival: bool = False
    unpublished: Mapping[str, str] = field(default_factory=dict)
    blueprint: bool = False
    teams: bool = False
    entered: bool = False
    completion_known: bool = False

    def __add__(self, other: Basis) -> Basis:
        """Return the basis of both: counts add, names unite."""
        both: dict[str, object] = {}
        for entry in fields(self):
            mine, theirs = getattr(self, entry.name), getattr(other, entry.name)
            if isinstance(mine, bool):
                both[entry.name] = mine or theirs
            elif isinstance(mine, int):
                both[entry.name] = mine + theirs
            elif isinstance(mine, str):
                both[entry.name] = mine or theirs
            elif isinstance(mine, tuple):
                both[entry.name] = tuple(sorted({*mine, *theirs}))
            else:
                both[entry.name] = dict(sorted({**mine, **theirs}.items()))
        return Basis(**both)  # type: ignore[arg-type]

    def sentences(self, language: Literal["en", "zh"] = "en") -> tuple[str, ...]:
        """Return what was assumed, one sentence each."""
        place = 0 if language == "en" else 1
        return tuple(pair[place] for pair in _sentences(self))


def basis(
    placed: Placed,
    learnt: Learnt,
    likely: Service,
    passes: Passes,
    *,
    team_known: np.ndarray[tuple[int], np.dtype[np.bool_]] | None,
    unpriced: Iterable[str] = (),
) -> Basis:
    """Count what the figures of a log rest on.

    Args:
        placed: the instances with their lanes.
        learnt: what was fixed in the first pass.
        likely: when instances last in the likely scenario.
        passes: which are rework.
        team_known: per instance, whether its lane is known from its team; None without a blueprint.
        unpriced: lanes with staff hours and no rate.
    """
    log, work = placed.log, placed.nature == WORK
    steps = placed.blueprint.steps if placed.blueprint else ()
    single = work & placed.without_start
    gap = placed.moment > previous_moments(placed) if log.instances else single
    used = np.flatnonzero(np.bincount(placed.identity[single]))
    names = [*log.activities, *(step.id for step in steps)]
    assumed = {int(k): float(learnt.likely_work[k] / 3.6e9) for k in used if learnt.likely_work[k] != NO_LIKELY}
    designed = {len(log.activities) + k for k, step in enumerate(steps) if step.takes is not None}
    nobody = (log.events["resource"].is_null()).to_numpy()
    return Basis(
        instances=log.instances,
        cases=log.cases.height,
        open_cases=int(log.cases["open"].sum()),
        without_start=int(single.sum()),
        without_likely=int((single & gap & ~likely.known).sum()),
        without_completion=int((work & (log.end_micros == NO_TIME)).sum()),
        without_resource=int((placed.staff & nobody).sum()),
        unknown_activity=int((placed.step < 0).sum()) if placed.blueprint else 0,
        lane_from_step=int(((placed.step >= 0) & ~team_known).sum()) if team_known is not None else 0,
        unclassified=int((placed.nature == UNCLASSIFIED_STATE).sum()),
        not_judged=int(passes.not_judged.sum()),
        doubtful_sessions=int((passes.self_loop & nobody).sum()),
        designed_times={names[k]: hours for k, hours in assumed.items() if k in designed},
        quantiles={names[k]: hours for k, hours in assumed.items() if k not in designed},
        unpriced=tuple(unpriced),
        refusal=learnt.refusal.reason if learnt.refusal else "",
        refusal_zh=learnt.refusal.reason_zh if learnt.refusal else "",
        nobody_waited_for=int((placed.staff & ~learnt.waited_for).sum()) if learnt.waited_for is not None else 0,
        without_calendar=int((placed.staff & (learnt.rota.of_row < 0)).sum()),
        calendars=learnt.rota.is_stated,
        arrival="arrival" in log.roles or bool((log.arrival_micros < first_begins(placed)).any()),
        unpublished=learnt.rota.unpublished,
        blueprint=placed.blueprint is not None,
        teams=placed.lanes_are_teams,
        entered=log.entered,
        completion_known=log.completeness != "unknown",
    )


def first_begins(placed: Placed) -> Ints:
    """Return when the first instance of each case begins, microseconds."""
    if not placed.log.instances:
        return np.zeros(0, dtype=np.int64)
    return np.minimum.reduceat(placed.begin, placed.log.offsets[:-1])


def _sentences(known: Basis) -> list[tuple[str, str]]:
    """Return the sentences that apply, in English and Chinese, what concerns everything first."""
    said: list[tuple[bool, str, str]] = [
        (
            not known.blueprint and known.teams,
            "No blueprint: the teams of the log stand in for lanes, no line is known, and staff are all who work.",
            "没有服务蓝图：以日志中的班组代替泳道，分界线未知，所有工作都计为员工工作。",
        ),
        (
            not known.blueprint and not known.teams,
            "No blueprint and no teams: owners of waiting, lanes and lines are not known, and staff are all who work.",
            "没有服务蓝图，也没有班组：等待对象、泳道和分界线未知，所有工作都计为员工工作。",
        ),
        (
            not known.blueprint and not known.entered,
            "No blueprint: every repetition counts as rework, except resumptions.",
            "没有服务蓝图：除续做外，每次重复都计为返工。",
        ),
        (
            known.entered,
            "Times mean that a state was entered: it lasts to the next record; entering it again is a return, not rework.",
            "时间表示进入某一状态：该状态持续到下一条记录；再次进入是返回，不是返工。",
        ),
        (
            known.unclassified > 0,
            f"{known.unclassified:,} states are classified by nobody: neither work nor waiting.",
            f"{known.unclassified:,} 个状态无人归类：既不是工作，也不是等待。",
        ),
        (
            not known.completion_known,
            "It cannot be known which cases are complete: all count as complete, save where work was not completed.",
            "无法得知哪些案例已完成：除有已开始未完成工作的案例外，全部视为已完成。",
        ),
        (
            known.open_cases > 0,
            f"{known.open_cases:,} open cases count to the export's end.",
            f"{known.open_cases:,} 个未结案例计至导出截止时间。",
        ),
        (
            known.without_start > 0,
            f"{known.without_start:,} of {known.instances:,} instances have one time only: each gap before them holds work "
            "and waiting. low: no work; high: the whole gap is work"
            + (" within working hours." if known.calendars else "."),
            f"{known.instances:,} 个实例中有 {known.without_start:,} 个只有一个时间：其前的间隔既有工作也有等待。"
            "低：没有工作；高：整个间隔" + ("内的工作时间" if known.calendars else "") + "都是工作。",
        ),
        (
            bool(known.designed_times),
            "Likely work is the designed time of " + _listed(known.designed_times) + ": staff hours assume the designed "
            "times are kept; overruns cannot show.",
            "可能值取设计时间（" + _listed(known.designed_times) + "）：员工工时假定遵守设计时间，超时无法显现。",
        ),
        (
            bool(known.quantiles),
            "Likely work is the 5 % quantile of the gaps before " + _listed(known.quantiles) + ".",
            "可能值取间隔的 5% 分位数（" + _listed(known.quantiles) + "）。",
        ),
        (
            known.without_likely > 0,
            f"{known.without_likely:,} instances have no likely value: that time is of class unknown in the likely "
            "scenario, and sums that would need it have no likely value.",
            f"{known.without_likely:,} 个实例没有可能：该时间在可能情形下归为未知，需要它的合计没有可能值。",
        ),
        (
            known.without_completion > 0,
            f"{known.without_completion:,} instances were started and not completed. low: no work; high: to the end of the "
            "case; likely: the designed time, else unknown, and then not in the likely staff hours.",
            f"{known.without_completion:,} 个实例已开始未完成。低：没有工作；高：到案例结束；"
            "可能：设计时间，否则未知，且不计入可能的员工工时。",
        ),
        (
            known.unknown_activity > 0,
            f"{known.unknown_activity:,} instances are of activities that the blueprint does not know: they have no lane "
            "and are not in the staff hours.",
            f"{known.unknown_activity:,} 个实例的活动不在服务蓝图中：没有泳道，不计入员工工时。",
        ),
        (
            known.lane_from_step > 0,
            f"{known.lane_from_step:,} instances have no team that a lane knows: they are in the first lane of their step.",
            f"{known.lane_from_step:,} 个实例没有可识别的班组：归入其步骤的第一条泳道。",
        ),
        (
            known.without_resource > 0,
            f"{known.without_resource:,} staff instances name no resource: they share no time with others.",
            f"{known.without_resource:,} 个员工实例没有经办人：不与其他实例分摊时间。",
        ),
        (
            known.doubtful_sessions > 0,
            f"{known.doubtful_sessions:,} repetitions follow the same activity directly and name no resource: they count as "
            "rework, and might be resumptions.",
            f"{known.doubtful_sessions:,} 次重复紧接同一活动且没有经办人：计为返工，但可能是续做。",
        ),
        (
            known.not_judged > 0,
            f"{known.not_judged:,} repetitions are inside a repetition without limit of the design: not judged.",
            f"{known.not_judged:,} 次重复处于设计中没有上限的循环内：未予判断。",
        ),
        (
            bool(known.unpriced),
            "No rate, so no money, for the staff hours of: " + ", ".join(known.unpriced) + ".",
            "以下泳道没有费率，未计金额：" + "、".join(known.unpriced) + "。",
        ),
        (
            bool(known.refusal),
            f"Why cases waited is not told: {known.refusal}",
            f"无法得知等待的原因：{known.refusal_zh}",
        ),
        (
            not known.arrival,
            "The queue before the first record is not in this file: no column says when cases arrived.",
            "首条记录之前的排队不在此文件中：没有列说明案例何时到达。",
        ),
        (
            not known.refusal and known.nobody_waited_for > 0,
            f"{known.nobody_waited_for:,} staff instances name nobody who could be busy (no resource, a shared one, or no "
            "start): their waiting is closed or other.",
            f"{known.nobody_waited_for:,} 个员工实例没有可能忙碌的经办人（缺少资源、共享账户或无开始时间）："
            "其等待只分为非工作时间或其他。",
        ),
        (
            known.calendars and known.without_calendar > 0,
            f"{known.without_calendar:,} staff instances are of nobody whose hours are stated: taken as always at work.",
            f"{known.without_calendar:,} 个员工实例没有工作日历：视为始终在岗。",
        ),
        (
            not known.calendars,
            "Nobody's working hours are stated: all count as always at work, nothing as closed, and hours are elapsed.",
            "没有任何工作日历：视为始终在岗，没有非工作时间，时间均为自然时间。",
        ),
        *(
            (
                True,
                f"The swapped workdays of {region} are not published for {years}: these weekends count as off.",
                f"{region} 在 {years} 年的调休安排尚未公布：周末按休息计。",
            )
            for region, years in known.unpublished.items()
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


def _listed(hours: Mapping[str, float], limit: int = 6) -> str:
    texts = [f"{name} ({value * 60:.3g} min)" for name, value in hours.items()]
    return ", ".join(texts[:limit]) + (f", and {len(texts) - limit} more" if len(texts) > limit else "")
