"""The catalogue of fixed words, in English and Chinese.

One word, one meaning: every term of the vocabulary, every kind, line, class and verdict has exactly one text per
language, and whatever shows it (drawing, report, command line) takes it from here. Names that a blueprint gives are
not here: they belong to the service (`mining.blueprint.names.Name`).
"""

from __future__ import annotations

from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
LANGUAGE_NAMES = {"en": "English", "zh": "中文"}

CATALOGUE: dict[str, tuple[str, str]] = {
    # The vocabulary of the log.
    "event": ("event", "事件"),
    "activity": ("activity", "活动"),
    "activity_instance": ("activity instance", "活动实例"),
    "step": ("step", "步骤"),
    "case": ("case", "案例"),
    "case_id": ("case id", "案例编号"),
    "trace": ("trace", "轨迹"),
    "variant": ("variant", "变体"),
    "directly_follows": ("directly-follows", "直接后继"),
    "arrival": ("arrival", "到达"),
    "open_case": ("open case", "未结案例"),
    "unfinished_case": ("unfinished case", "中断案例"),
    "flow_time": ("flow time", "流程时间"),
    "service_time": ("service time", "服务时间"),
    "enabled": ("enabled", "就绪"),
    "instance_waiting": ("instance waiting", "实例等待"),
    "waiting": ("waiting", "等待"),
    "handover": ("handover", "交接"),
    "resource": ("resource", "经办人"),
    "team": ("team", "班组"),
    # Rework.
    "rework": ("rework", "返工"),
    "execution": ("execution", "执行"),
    "self_loop": ("self-loop", "自循环"),
    "loop": ("loop", "循环"),
    "repeat": ("repeat", "同人重做"),
    "redo": ("redo", "他人重做"),
    "resumption": ("resumption", "续做"),
    # The design, and leaving it.
    "blueprint": ("blueprint", "服务蓝图"),
    "lane": ("lane", "泳道"),
    "kind": ("kind", "类别"),
    "line": ("line", "分界线"),
    "touchpoint": ("touchpoint", "接触点"),
    "evidence": ("physical evidence", "有形展示"),
    "conformance": ("conformance", "符合性"),
    "fitness": ("fitness", "拟合度"),
    "alignment": ("alignment", "对齐"),
    "deviation": ("deviation", "偏差"),
    "waiver": ("waiver", "豁免"),
    # Time and money.
    "ledger": ("ledger", "时间账"),
    "owner": ("owner", "等待对象"),
    "from_lane": ("from lane", "来自泳道"),
    "staff_hours": ("staff hours", "员工工时"),
    "customer_hours": ("customer hours", "顾客工时"),
    "money": ("money", "金额"),
    "capacity": ("capacity", "产能成本"),
    # Kinds of lanes, from the customer inwards.
    "kind.customer": ("customer", "顾客"),
    "kind.frontstage": ("front stage", "前台"),
    "kind.backstage": ("back stage", "后台"),
    "kind.support": ("support", "支持"),
    "kind.external": ("external", "外部"),
    # Lines between kinds. LINES of the model name them; these stand in the picture.
    "line.interaction": ("line of interaction", "互动线"),
    "line.visibility": ("line of visibility", "可视线"),
    "line.internal interaction": ("line of internal interaction", "内部互动线"),
    "line.external": ("external line", "外部界线"),
    # The ledger.
    "class.work": ("work", "工作"),
    "class.waiting": ("waiting", "等待"),
    "class.state": ("unclassified state", "未分类状态"),
    "class.unknown": ("work or waiting, not told apart", "工作或等待（无法区分）"),
    "pass.first": ("first pass", "首次"),
    "pass.rework": ("rework", "返工"),
    "value.adds": ("adds value", "增值"),
    "value.needed": ("needed", "必要"),
    "value.avoidable": ("avoidable", "可避免"),
    "value.unclassified": ("unclassified", "未分类"),
    "cause.state": ("waiting state", "等待状态"),
    "cause.closed": ("closed", "非工作时间"),
    "cause.contention": ("contention", "资源争用"),
    "cause.batching": ("batching", "成批处理"),
    "cause.overtaking": ("overtaking", "后到先办"),
    "cause.other": ("other", "其他"),
    "scenario.low": ("low", "低"),
    "scenario.likely": ("likely", "可能"),
    "scenario.high": ("high", "高"),
    "staff.first": ("first pass", "首次"),
    "staff.rework": ("rework", "返工"),
    "staff.outside": ("outside hours", "工时外"),
    # Deviations.
    "deviation.unknown": ("unknown activity", "未知活动"),
    "deviation.moved": ("moved", "顺序错位"),
    "deviation.repeated": ("repeated", "重复"),
    "deviation.extra": ("extra", "多余"),
    "deviation.skipped": ("skipped", "跳过"),
    "deviation.unfinished": ("unfinished", "未做完"),
    "deviation.wrong_lane": ("wrong lane", "泳道不符"),
    "deviation.wrong_role": ("wrong role", "角色不符"),
    "deviation.wrong_channel": ("wrong channel", "渠道不符"),
    "deviation.channel_switch": ("channel switch", "渠道切换"),
    "deviation.missing_information": ("missing information", "信息缺失"),
    "deviation.no_evidence": ("no evidence", "缺少凭证"),
    "deviation.not_escalated": ("not escalated", "未升级"),
    "deviation.same_person": ("same person", "同一人经办"),
    "deviation.out_of_order": ("out of order", "次序颠倒"),
    "deviation.late": ("late", "超时"),
    "deviation.too_many": ("too many", "次数过多"),
    # Where deviations are concentrated.
    "by.lane": ("lane", "泳道"),
    "by.team": ("team", "班组"),
    "by.role": ("role", "角色"),
    "by.channel": ("channel", "渠道"),
    "by.weekday": ("weekday", "星期"),
    "weekday.mon": ("Monday", "星期一"),
    "weekday.tue": ("Tuesday", "星期二"),
    "weekday.wed": ("Wednesday", "星期三"),
    "weekday.thu": ("Thursday", "星期四"),
    "weekday.fri": ("Friday", "星期五"),
    "weekday.sat": ("Saturday", "星期六"),
    "weekday.sun": ("Sunday", "星期日"),
    # Whether the service is in order.
    "outcome.in order": ("in order", "正常"),
    "outcome.not in order": ("not in order", "不正常"),
    "outcome.cannot be judged": ("cannot be judged", "无法判定"),
    "result.ok": ("ok", "合格"),
    "result.warn": ("warn", "警告"),
    "result.fail": ("fail", "不合格"),
    "result.cannot be judged": ("cannot be judged", "无法判定"),
    "limit.warn_below": ("warn below", "警告：低于"),
    "limit.warn_above": ("warn above", "警告：高于"),
    "limit.fail_below": ("fail below", "不合格：低于"),
    "limit.fail_above": ("fail above", "不合格：高于"),
    "measure.fitness": ("fitness", "拟合度"),
    "measure.deviation": ("deviation", "偏差"),
    "measure.waiting": ("waiting", "等待"),
    "measure.rework": ("rework", "返工"),
    # Why a target cannot be judged.
    "untold.no_case": ("no closed case is promised it", "没有适用此目标的已结案例"),
    "untold.attribute": ("the attribute that decides its level is not known", "决定其级别的属性未知"),
    "untold.time": ("a time at which it begins or ends is not known", "其开始或结束时间未知"),
    "untold.state": ("how long a state lasted in which its clock stops is not known", "计时暂停的状态持续多久未知"),
    "untold.calendar": ("no calendar says which days are working days", "没有日历说明哪些是工作日"),
    # What parts of causes would save.
    "savings.upper_bound": (
        "Upper bounds: what is removed in one place partly comes back in another.",
        "均为上限：在一处去掉的等待，部分会在别处重新出现。",
    ),
    "savings.single": (
        "Each row is by itself; rows that overlap are not added.",
        "每一行单独计算；相互重叠的行不可相加。",
    ),
    "savings.shares": (
        "Shares within targets are of closed cases; what is removed counts as the clock of the target counts it.",
        "目标达成占比以已结案例计；去掉的时间按目标自身的计时方式计算。",
    ),
    "measure.target": ("target", "目标"),
    "measure.flow time": ("flow time", "流程时间"),
    "measure.data quality": ("data quality", "数据质量"),
    "measure.unmapped labels": ("unmapped labels", "未识别的标签"),
    "measure.label coverage": ("label coverage", "标签覆盖率"),
    "measure.unjudged": ("unjudged", "未判定"),
    "measure.staff hours": ("staff hours", "员工工时"),
    "narrowing.id": ("id", "编号"),
    "narrowing.step": ("step", "步骤"),
    "narrowing.steps": ("steps", "步骤"),
    "narrowing.lane": ("lane", "泳道"),
    "narrowing.from lane": ("from lane", "来自泳道"),
    "narrowing.line": ("line", "分界线"),
    "narrowing.cause": ("cause", "原因"),
    "narrowing.team": ("team", "班组"),
    "narrowing.channel": ("channel", "渠道"),
    "narrowing.target": ("target", "目标"),
    "narrowing.statistic": ("statistic", "统计量"),
    # The flow of a blueprint.
    "flow.either": ("either", "择一"),
    "flow.any_of": ("any of", "任选"),
    "flow.together": ("together", "并行"),
    "flow.optional": ("optional", "可选"),
    "flow.repeat": ("repeat", "重复"),
    "flow.at_most": ("at most", "最多"),
    "flow.anytime": ("anytime", "随时"),
    "flow.may_end_with": ("may end with", "可止于"),
    "flow.start": ("start", "开始"),
    "flow.end": ("end", "结束"),
    # Whether the data can be trusted.
    "verdict": ("verdict", "结论"),
    "verdict.fit": ("fit", "可用"),
    "verdict.fit with limits": ("fit with limits", "有限可用"),
    "verdict.unfit": ("unfit", "不可用"),
    "severity.note": ("note", "说明"),
    "severity.limit": ("limit", "受限"),
    "severity.unfit": ("unfit", "不可用"),
    "completeness.unknown": ("unknown: all cases count as complete", "未知：全部案例视为已完成"),
    "completeness.end activity": ("by end activity", "依结束活动"),
    "completeness.closing column": ("by closing column", "依结案列"),
    "completeness.blueprint": ("by the blueprint's flow", "依服务蓝图的流程"),
    # Figures that a finding can touch (`Finding.affects`).
    "figure.counts": ("counts", "计数"),
    "figure.variants": ("variants", "变体"),
    "figure.directly-follows": ("directly-follows", "直接后继"),
    "figure.flow time": ("flow time", "流程时间"),
    "figure.service time": ("service time", "服务时间"),
    "figure.waiting": ("waiting", "等待"),
    "figure.conformance": ("conformance", "符合性"),
    "figure.rework": ("rework", "返工"),
    "figure.ledger": ("ledger", "时间账"),
    "figure.staff hours": ("staff hours", "员工工时"),
    "figure.open cases": ("open cases", "未结案例"),
    "figure.order": ("order", "顺序"),
    "figure.calendars": ("calendars", "工作日历"),
    "figure.handovers": ("handovers", "交接"),
    "figure.working time": ("working time", "工作时间"),
    "figure.order of events": ("order of events", "事件顺序"),
    "figure.attributes": ("attributes", "属性"),
    "figure.instances": ("instances", "实例数"),
    "figure.all figures": ("all figures", "全部数字"),
    "figure.all times": ("all times", "全部时间"),
    "figure.labels": ("labels", "标签"),
    # Roles of columns.
    "role.case": ("case id", "案例编号"),
    "role.activity": ("activity", "活动"),
    "role.start": ("start", "开始时间"),
    "role.end": ("end", "结束时间"),
    "role.resource": ("resource", "经办人"),
    "role.team": ("team", "班组"),
    "role.arrival": ("arrival", "到达"),
    "role.order": ("order", "顺序"),
    "role.role": ("role", "角色"),
    "role.channel": ("channel", "渠道"),
    "role.customer": ("customer", "顾客"),
    "role.closing": ("closing", "结案"),
    "role.equipment": ("equipment", "设备"),
    "role.object": ("object", "对象"),
    "role.cost": ("cost", "费用"),
    "role.nps": ("NPS", "净推荐值"),
    "role.csat": ("CSAT", "满意度"),
    "role.servqual": ("SERVQUAL", "SERVQUAL 服务质量"),
    "role.perceived": ("perceived", "感知"),
    "role.expected": ("expected", "期望"),
    "role.lifecycle": ("lifecycle", "生命周期"),
    # Units and the words around numbers.
    "unit.hours": ("h", "小时"),
    "unit.minutes": ("min", "分钟"),
    "unit.seconds": ("s", "秒"),
    "unit.days": ("d", "天"),
    "cases": ("cases", "个案例"),
    "share": ("share", "占比"),
    "count": ("count", "次数"),
    "median": ("median", "中位数"),
    "mean": ("mean", "平均"),
    "total": ("total", "合计"),
    "none": ("none", "无"),
    "not_known": ("not known", "未知"),
    # What the pictures say around their slider.
    "map.paths": ("paths", "路径"),
    "map.activities": ("activities", "活动"),
    "map.measure": ("measure", "度量"),
    "map.frequency": ("frequency", "频次"),
    "map.time": ("median time", "中位时间"),
    "map.hidden": ("hidden", "未显示"),
}
"""Key -> (English, Chinese)."""


def word(key: str, language: str = "en") -> str:
    """Return the fixed word for a key in a language.

    Args:
        key: a term (``flow_time``), or group and name (``kind.frontstage``, ``deviation.skipped``).
        language: ``en`` or ``zh``.

    Raises:
        KeyError: the catalogue has no such key, or there is no such language (a fault of the program).

    >>> word("line.visibility", "zh"), word("flow_time", "en")
    ('可视线', 'flow time')
    """
    return CATALOGUE[key][_place(language)]


def word_or(key: str, name: str, language: str = "en") -> str:
    """Return the fixed word for a key; `name` as it is where the catalogue has none (names that come from outside).

    >>> word_or("figure.wait at the moon", "wait at the moon", "zh")
    'wait at the moon'
    """
    return CATALOGUE[key][_place(language)] if key in CATALOGUE else name


def group(name: str) -> dict[str, tuple[str, str]]:
    """Return the entries of a group, keyed by what follows the dot, in the catalogue's order.

    >>> list(group("scenario"))
    ['low', 'likely', 'high']
    """
    return {key.split(".", 1)[1]: texts for key, texts in CATALOGUE.items() if key.startswith(f"{name}.")}


def _place(language: str) -> int:
    if language not in LANGUAGES:
        raise KeyError(f"no language {language!r}; there are {', '.join(LANGUAGES)}")
    return LANGUAGES.index(language)
