"""The wording of every doubt about a blueprint, in English and Chinese, with places for what it is about."""

from __future__ import annotations

DOUBTS: dict[str, tuple[str, str]] = {
    # Days, hours, money.
    "design_no_longer_valid": (
        "the design held until {until}; cases since then have another.",
        "本设计有效至 {until}；此后的案例适用另一份设计。",
    ),
    "review_due": ("the design was due for review by {review_by}.", "本设计应在 {review_by} 前复审，现已逾期。"),
    "waiver_expired": (
        'the waiver of "{deviation}" ended on {until}; {owner} should renew or delete it.',
        "对“{deviation}”的豁免已于 {until} 到期；应由{owner}续期或删除。",
    ),
    "calendar_not_used": ('no lane and no target uses the calendar "{calendar}".', "没有泳道或目标使用日历“{calendar}”。"),
    "calendar_never_open": (
        'the calendar "{calendar}" is closed on every day of the year from {today}.',
        "日历“{calendar}”自 {today} 起的一年内没有一天开放。",
    ),
    "swapped_workdays_not_published": (
        "the swapped workdays of {region} for {years} are not published yet (or not known here); working time of "
        '"{calendar}" in that year may be wrong: list them under workdays and holidays.',
        "{region} 尚未公布 {years} 年的调休安排（或本程序尚未收录）；日历“{calendar}”在该年的工作时间可能有误："
        "请在 workdays 和 holidays 下列明。",
    ),
    "working_days_without_calendar": (
        'the target "{target}" counts working days, and neither it nor its lane says in which calendar.',
        "目标“{target}”按工作日计，而目标与其泳道都没有说明采用哪个日历。",
    ),
    "level_without_else": (
        'the target "{target}" is for {levels} only; cases of another {by} are not judged (else: ...).',
        "目标“{target}”仅适用于 {levels}；“{by}”为其他值的案例不予判定（可用 else: ... 补充）。",
    ),
    "clock_stops_in_work": (
        'the clock of "{target}" stops in "{step}", which is work; mark it with is: wait if it is a state.',
        "目标“{target}”在“{step}”期间停止计时，而该步骤是工作；若它是状态，请标明 is: wait。",
    ),
    "lane_without_rate": (
        'the lane "{lane}" has no rate, others have; its hours will have no price.',
        "泳道“{lane}”没有费率，而其他泳道有；其工时将无法计价。",
    ),
    "lane_without_rate.asked": (
        'the lane "{lane}" has no rate though money is asked ({asked}); its hours have no price.',
        "泳道“{lane}”没有费率，而设计要求计算金额（{asked}）；其工时无法计价。",
    ),
    "rate_begins_late": (
        'the first rate of "{lane}" holds from {since}; hours before have no price.',
        "泳道“{lane}”的首个费率自 {since} 起适用；此前的工时无法计价。",
    ),
    "rate_without_currency": (
        'the rate of "{lane}" has no currency; set currency for the file.',
        "泳道“{lane}”的费率没有币种；请为整个文件设定 currency。",
    ),
    "several_currencies": (
        "rates in {currencies} are never added without exchange: rates and their date.",
        "费率使用了多个币种（{currencies}）；没有 exchange（汇率及其日期）便不会相加。",
    ),
    "exchange_not_used": (
        "nothing is priced in {currency}; its exchange rate is not needed.",
        "没有任何项目以 {currency} 计价；不需要其汇率。",
    ),
    # Lanes, steps, labels.
    "role_of_no_lane": (
        'the step "{step}" is for the role "{role}", which its lane does not have.',
        "步骤“{step}”由角色“{role}”办理，而其泳道没有这一角色。",
    ),
    "roles_without_column": (
        "steps name roles, and log: columns names no column of the role.",
        "步骤指定了角色，而 log: columns 没有指明角色所在的列。",
    ),
    "label_of_two_steps": (
        'the label "{label}" fits two steps, "{step}" and "{other}"; a log that holds it will be refused.',
        "标签“{label}”同时符合两个步骤：“{step}”和“{other}”；含有该标签的日志将被拒绝。",
    ),
    "team_of_two_lanes": (
        'the team "{team}" stands in two lanes, "{lane}" and "{other}"; a lane of the step goes first, else the upper one.',
        "班组“{team}”出现在两条泳道：“{lane}”和“{other}”；优先归入步骤所属的泳道，否则归入靠上的泳道。",
    ),
    "lane_without_steps": (
        'the lane "{lane}" is waited for and has no step of its own.',
        "案例会等待泳道“{lane}”，而该泳道没有自己的步骤。",
    ),
    "step_without_value": (
        'the step "{step}" has no value, others have; its time will be shown as unclassified.',
        "步骤“{step}”没有注明价值，而其他步骤有；其时间将显示为未分类。",
    ),
    # The flow.
    "flow_in_a_model": (
        "the order of the steps is in {file}: it is executed as it stands, but the picture shows the steps without their "
        "branches, and planned repetition is not known.",
        "步骤的顺序在 {file} 中：将按原样执行，但图中的步骤不显示分支，计划内的重复也无从得知。",
    ),
    "part_not_used": ('the flow does not use the part "{part}".', "片段“{part}”未在流程中使用。"),
    "anytime_and_flow": (
        'the step "{step}" stands in the flow and under anytime, so it is never out of place.',
        "步骤“{step}”既在流程中、又列在 anytime 下，因此出现在任何位置都不算偏差。",
    ),
    "bound_never_met.after": (
        '"{step}" may end the case after "{bound}", which the flow does not hold, so this is never allowed.',
        "按设计，“{step}”可在“{bound}”之后结束案例，而流程中没有“{bound}”，因此永远不被允许。",
    ),
    "bound_never_met.before": (
        '"{step}" may end the case before "{bound}", which the flow does not hold, so this bounds nothing.',
        "按设计，“{step}”可在“{bound}”之前结束案例，而流程中没有“{bound}”，因此这一限定不起作用。",
    ),
    "repeat_without_limit": (
        'the repeat around "{step}" has no "at most": repetitions inside it are planned, never rework.',
        "“{step}”所在的重复块没有次数上限（at most）：其中的重复均算计划之内，绝不算返工。",
    ),
    "repeated_of_limited_step.check": (
        'the check on "repeated" of "{step}" counts nothing: the step has a limit, and what lies beyond it is "too_many".',
        "对“{step}”的“repeated”检查不会计到任何情况：该步骤有次数上限，超出部分计为“too_many”。",
    ),
    "repeated_of_limited_step.waiver": (
        'the waiver of "repeated" of "{step}" accepts nothing: the step has a limit, and what lies beyond it is "too_many".',
        "对“{step}”的“repeated”豁免不会接受任何情况：该步骤有次数上限，超出部分计为“too_many”。",
    ),
    # What shows when the design is executed.
    "order_not_checked": (
        "the design has more than {states} states: its orders were not checked.",
        "设计的状态超过 {states} 个：未检查步骤的顺序。",
    ),
    "order_not_checked.unbounded": (
        'the place "{place}" of the model can hold ever more tokens: the orders of the design were not checked.',
        "模型的库所“{place}”中令牌可无限增多（无界）：未检查步骤的顺序。",
    ),
    "never_ends": (
        "the design can never end: no final state can be reached from its beginning.",
        "设计永远无法结束：从起点无法到达任何终止状态。",
    ),
    "step_never_reached": ('no run of the design has the step "{step}".', "设计的任何一次运行都不会经过步骤“{step}”。"),
    "target_never_taken": (
        '"{second}" never follows "{first}": the target "{target}" is never judged.',
        "“{second}”从不出现在“{first}”之后：目标“{target}”永远无从判定。",
    ),
    "target_never_taken.handover": (
        'no step of "{second}" ever follows one of "{first}": the target "{target}" is never judged.',
        "泳道“{second}”的步骤从不出现在泳道“{first}”的步骤之后：目标“{target}”永远无从判定。",
    ),
    "penalty_never_due": (
        '"{second}" never follows "{first}": the penalty is never due.',
        "“{second}”从不出现在“{first}”之后：违约金永远不会产生。",
    ),
    "rule_never_kept.escalation": (
        '"{step}" never follows "{after}": the rule about "{then}" can only be broken.',
        "“{step}”从不出现在“{after}”之后：关于“{then}”的规则只会被违反。",
    ),
    "rule_never_kept.before": (
        '"{other}" never follows "{step}" in the flow: the rule that it comes first can only be broken.',
        "流程中“{other}”从不出现在“{step}”之后：要求“{step}”在前的规则只会被违反。",
    ),
    "corrects_nothing": (
        '"{step}" corrects "{corrected}", and never follows it.',
        "“{step}”用于更正“{corrected}”，却从不出现在其后。",
    ),
}
"""Key -> (English, Chinese); both hold the same places. A key is the doubt's code, with a dot and which wording where it
has several."""

WORDS: dict[str, tuple[str, str]] = {
    "line": ("line", "行"),
    "code": ("code", "代码"),
    "message": ("message", "说明"),
    "valid": ("{name}: valid, {lanes}, {steps}, {doubts}.", "{name}：有效，{lanes}，{steps}，{doubts}。"),
    "no doubts": ("no doubts", "没有疑点"),
    "doubt": ("{count} doubt", "{count} 个疑点"),
    "doubts": ("{count} doubts", "{count} 个疑点"),
    "lane": ("{count} lane", "{count} 条泳道"),
    "lanes": ("{count} lanes", "{count} 条泳道"),
    "step": ("{count} step", "{count} 个步骤"),
    "steps": ("{count} steps", "{count} 个步骤"),
}
"""What stands around the doubts: heads of the table, and the sentence above it. Key -> (English, Chinese)."""


def wording(key: str, language: str) -> str:
    """Return a text of `WORDS`, its places not filled in.

    >>> wording("no doubts", "zh")
    '没有疑点'
    """
    return WORDS[key][0 if language == "en" else 1]
