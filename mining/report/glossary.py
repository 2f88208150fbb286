"""The definitions behind the words of the report, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass

from mining.language import word

DEFINITIONS: dict[str, tuple[str, str]] = {
    "case": (
        "One delivery of the service, from its arrival to its last recorded activity.",
        "一次完整的服务过程：从到达到最后一项有记录的活动。",
    ),
    "activity_instance": (
        "One execution of an activity in a case; a row of the log.",
        "某案例中一项活动的一次执行；日志中的一行。",
    ),
    "step": ("An activity of the blueprint.", "服务蓝图中设计的活动。"),
    "variant": (
        "A distinct order of activities, with the number of cases that have it.",
        "一种不同的活动顺序，以及具有该顺序的案例数。",
    ),
    "directly_follows": (
        "The next activity instance of the same case. Instances of a case are ordered by end, then start.",
        "同一案例中紧接着的下一个活动实例。案例内先按结束时间、再按开始时间排序。",
    ),
    "arrival": (
        "The first time recorded for a case, or the arrival column where that is earlier.",
        "案例的首个时间；若到达列更早，则以到达列为准。",
    ),
    "open_case": (
        "A case that is not complete and whose last record is recent, measured at the end of the export. Open cases "
        "stay in all counts, with the time they have taken so far.",
        "尚未完成、且最后记录距导出截止时间较近的案例。未结案例计入所有统计，时间算到导出截止时为止。",
    ),
    "unfinished_case": (
        "A case that is not complete and on which nothing has happened for long; it ends at its last record.",
        "尚未完成、且已很久没有进展的案例；以其最后一条记录为终点。",
    ),
    "flow_time": (
        "From arrival to the last end of the case; of an open case, to the end of the export.",
        "从到达到案例最后一次结束；未结案例算到导出截止时为止。",
    ),
    "service_time": ("From start to end of one activity instance.", "一个活动实例从开始到结束的时间。"),
    "waiting": (
        "Time of a case in which nobody works on it. It is charged to the lane waited for, which need not be the "
        "lane at fault.",
        "案例无人办理的时间。计入所等待的泳道；所等待的泳道不一定是责任方。",
    ),
    "owner": (
        "The lane that a waiting case waits for: that of the next instance to start.",
        "等待中的案例所等待的泳道，即下一个开始的活动实例所在的泳道。",
    ),
    "cause.closed": (
        "Waiting outside the working hours of who does it next; where no calendar is stated, nothing is closed.",
        "下一个经办人不在工作时间的等待；没有工作日历时，不计为非工作时间。",
    ),
    "cause.contention": (
        "Waiting while who does it next, or the machine, is busy with what could have begun no later.",
        "下一个经办人或设备正忙于不晚于它可以开始的事时的等待。",
    ),
    "cause.batching": (
        "Waiting for the last item of the batch in which it is done, although there was time to begin.",
        "等待所在的一批凑齐，而经办人本有时间先办。",
    ),
    "cause.overtaking": (
        "Waiting while who does it next is busy with what could have begun only later.",
        "下一个经办人正忙于比它晚才可以开始的事时的等待。",
    ),
    "cause.other": ("Waiting that nothing in the log explains.", "日志无法解释的等待。"),
    "line": (
        "The border between two kinds of lanes: interaction (customer and front stage), visibility (front and back "
        "stage), internal interaction (back stage and support), external (support and outside parties). A wait lies "
        "at the line crossed last on the way to its owner.",
        "两类泳道之间的界线：互动线（顾客与前台）、可视线（前台与后台）、内部互动线（后台与支持）、外部界线（"
        "支持与外部方）。等待归于到达等待对象途中最后跨过的那条线。",
    ),
    "handover": (
        "The next activity is done by another resource, team or lane.",
        "下一项活动由另一经办人、班组或泳道办理。",
    ),
    "ledger": (
        "The full account of case time: every instant of every case belongs to exactly one entry, so the entries add "
        "up to the flow time and nothing is counted twice.",
        "案例时间的完整账目：每个案例的每一刻恰好归入一项，各项之和等于流程时间，无重复计算。",
    ),
    "class.state": (
        "Time in a state that the blueprint does not classify as work or as waiting.",
        "处于服务蓝图未归类为工作或等待的状态的时间。",
    ),
    "class.unknown": (
        "Where only the end of an activity is recorded, the gap before it holds work and waiting. Without a designed "
        "time the two cannot be told apart.",
        "若只记录活动的结束时间，其前的间隔既含工作也含等待；没有设计用时则无法区分。",
    ),
    "scenario.likely": (
        "One time per event leaves room: low takes the gap as waiting, high takes it as work, likely takes the "
        "designed time as work. Each of the three adds up to the flow time.",
        "每个事件只有一个时间时存在余地：“低”把间隔全部视为等待，“高”把间隔全部视为工作，“可能”按设计用时计工作。"
        "三种情形各自都等于流程时间。",
    ),
    "rework": (
        "An instance that begins after an earlier instance of the same activity in the case has ended, beyond what "
        "the blueprint plans.",
        "同一案例中同一活动已结束之后又再次开始、且超出服务蓝图计划次数的活动实例。",
    ),
    "resumption": (
        "The same activity taken up again by the same resource with nothing of the case between; shown apart, not "
        "counted as rework.",
        "同一经办人接着办理同一活动、其间该案例无其他活动；单独列出，不计为返工。",
    ),
    "self_loop": (
        "Rework with nothing of the case between the two instances.",
        "两次执行之间该案例没有其他活动的返工。",
    ),
    "loop": ("Rework with another activity between the two instances.", "两次执行之间有其他活动的返工。"),
    "repeat": ("Rework by the same resource.", "由同一经办人进行的返工。"),
    "redo": ("Rework by another resource.", "由另一经办人进行的返工。"),
    "staff_hours": (
        "Time that staff works: service time in lanes that are neither customer, external nor automatic; instances "
        "that overlap share the time of their resource. It is not part of the ledger and never added to it.",
        "员工工作的时间：非顾客、非外部、非自动泳道中的服务时间；重叠的实例平分其经办人的时间。不属于时间账，"
        "也绝不与之相加。",
    ),
    "customer_hours": (
        "Time that the customer spends in steps of the service, or present while waiting.",
        "顾客花在服务步骤中、或在场等待的时间。",
    ),
    "capacity": (
        "Staff hours times the rate of the lane: capacity bound, not cash saved.",
        "员工工时乘以泳道费率：占用的产能，并非可省下的现金。",
    ),
    "alignment": (
        "The cheapest way to lay a case over the design: every activity without place in the design and every "
        "designed step without record costs one.",
        "把案例与设计逐步对照的最省方式：设计中没有位置的活动、没有记录的设计步骤，各计一次代价。",
    ),
    "fitness": (
        "1 minus the moves that deviate, divided by all moves of a case and of the shortest designed way; over "
        "closed cases that can be judged. 1 exactly when no move deviates.",
        "1 减去偏差移动占“案例长度加最短设计路径长度”的比例；按可判定的已结案例计算。当且仅当没有偏差移动时为 1。",
    ),
    "deviation": (
        "A move of a case that the design does not provide, told in business words.",
        "案例中设计所没有的移动，用业务语言表述。",
    ),
    "deviation.unknown": ("An activity that the blueprint does not know.", "服务蓝图中没有的活动。"),
    "deviation.moved": (
        "A designed step that happens earlier or later than designed.",
        "设计的步骤早于或晚于设计的位置发生。",
    ),
    "deviation.repeated": (
        "A step more often than the order of the design allows; a step with a limit of its own: see too many.",
        "步骤的次数多于设计的顺序所允许的次数；步骤自有上限的，见“次数过多”。",
    ),
    "deviation.extra": ("A step where the design has no place for it.", "步骤出现在设计中没有其位置的地方。"),
    "deviation.skipped": (
        "A designed step that did not happen, though the case went on.",
        "设计的步骤没有发生，而案例继续进行。",
    ),
    "deviation.unfinished": ("The case stopped before the design ends.", "案例在设计的终点之前停止。"),
    "deviation.wrong_lane": (
        "A step done by a team of a lane that is none of its own; judged where the team is known.",
        "步骤由不属于其泳道的班组办理；仅在班组已知时判定。",
    ),
    "deviation.wrong_role": (
        "A step done in a role that may not do it; judged where the role is known.",
        "步骤由无权办理的角色办理；仅在角色已知时判定。",
    ),
    "deviation.wrong_channel": (
        "A step that came by a channel it is not designed for; judged where the channel is known.",
        "步骤来自设计之外的渠道；仅在渠道已知时判定。",
    ),
    "deviation.channel_switch": (
        "The case took another way than the one designed for its channel.",
        "案例走了与其渠道不符的路径。",
    ),
    "deviation.missing_information": (
        "What a step needs was not written down when it was done.",
        "办理步骤时，所需的信息没有记录。",
    ),
    "deviation.no_evidence": ("A step left no evidence where it should.", "步骤应留凭证而未留。"),
    "deviation.not_escalated": (
        "Something was not done in time, and what should have followed did not.",
        "某事未按时完成，而应有的升级没有发生。",
    ),
    "deviation.same_person": (
        "One person did two steps of a case that different persons should do.",
        "应由不同的人办理的两个步骤由同一人办理。",
    ),
    "deviation.out_of_order": (
        "A step began before another had ended that should come before it.",
        "应在前的步骤尚未结束，后面的步骤已经开始。",
    ),
    "deviation.late": (
        "A target was broken: the time counted by the target is longer than its limit.",
        "目标未达到：按目标计的时间超过其限度。",
    ),
    "deviation.too_many": (
        "A step was done more often in a case than its limit allows.",
        "一个案例中步骤的次数超过其上限。",
    ),
}
"""Key of the catalogue -> (English, Chinese)."""

CONFORMANCE_TERMS = frozenset({"step", "alignment", "fitness", "line", "owner", "capacity"}) | {
    key for key in DEFINITIONS if key.startswith("deviation")
}
"""Terms that only a report with a blueprint uses."""


@dataclass(frozen=True)
class Definition:
    """A term and what it means, in one language; `key` is its place in the catalogue."""

    key: str
    term: str
    meaning: str


def definitions(language: str, *, designed: bool) -> tuple[Definition, ...]:
    """Return the definitions in a language; those of the design only where there is one.

    >>> definitions("zh", designed=True)[0].term
    '案例'
    """
    place = 0 if language == "en" else 1
    return tuple(
        Definition(key, word(key, language), texts[place])
        for key, texts in DEFINITIONS.items()
        if designed or key not in CONFORMANCE_TERMS
    )
