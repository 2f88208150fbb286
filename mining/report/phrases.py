"""Headings and sentences of the report, in English and Chinese, with places for the figures."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
    # The page
    "page.kicker": ("Service report", "服务报告"),
    "page.lead": ("{cases} cases that arrived from {first} to {last}", "{first} 至 {last} 到达的 {cases} 个案例"),
    "page.lead_untimed": ("{cases} cases, in the order of the file", "{cases} 个案例，按文件顺序"),
    "page.contents": ("Contents", "目录"),
    "page.language": ("Language", "语言"),
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
    # Headings, in the order of the questions
    "heading.trust": ("Can this file be trusted?", "这份文件可信吗？"),
    "heading.headline": ("What the figures say", "数字说明了什么"),
    "heading.open": ("What is open now", "目前有哪些未结案例"),
    "heading.design": ("The designed service, and what happened on it", "所设计的服务与实际发生的情况"),
    "heading.deviations": ("Where we leave the design", "哪里偏离了设计"),
    "heading.touchpoints": ("Where the customer meets the service", "顾客与服务的接触点"),
    "heading.hours": ("Where the hours go", "时间花在哪里"),
    "heading.happens": ("What really happens", "实际发生了什么"),
    "heading.words": ("Definitions and method", "定义与方法"),
    # 1 The file
    "trust.fit": ("Nothing was found that limits a figure.", "未发现限制数字使用的问题。"),
    "trust.limits": (
        "Findings that limit a figure: {findings}. They touch: {figures}.",
        "限制数字使用的发现：{findings} 项。影响：{figures}。",
    ),
    "trust.unfit": (
        "The data are unfit; the figures below were asked for all the same.",
        "数据不可用；以下数字系按要求仍然给出。",
    ),
    "trust.file": ("File", "文件"),
    "trust.memory": ("a frame in memory, no file", "内存中的数据表，没有文件"),
    "trust.sha256": ("Fingerprint (SHA-256)", "指纹（SHA-256）"),
    "trust.rows": ("Rows read", "读取行数"),
    "trust.rejected": (
        "{rejected} rejected, {duplicates} exact duplicates removed",
        "拒收 {rejected} 行，删除完全重复 {duplicates} 行",
    ),
    "trust.instances": ("Activity instances", "活动实例"),
    "trust.instances_note": (
        "{activities} activities, {resources} resources",
        "活动 {activities} 种，经办人 {resources} 名",
    ),
    "trust.cases_note": ("{open} open, {unfinished} unfinished", "未结 {open} 个，中断 {unfinished} 个"),
    "trust.span": ("Span", "时间范围"),
    "trust.no_times": ("no times: the order of the file", "没有时间：按文件顺序"),
    "trust.zone": ("Times are shown in", "时间所用时区"),
    "trust.no_zone": ("no zone known: as in the file", "时区未知：按文件所载"),
    "trust.meaning": ("A time means", "时间的含义"),
    "trust.entered": ("a state was entered", "进入某状态"),
    "trust.both": ("start and end of an activity", "活动的开始与结束"),
    "trust.done": ("an activity was done; its start is not recorded", "活动完成；未记录开始时间"),
    "trust.completeness": ("Which cases are complete", "案例是否完成的依据"),
    "trust.columns": ("Columns", "列"),
    "trust.finding": ("Finding", "发现"),
    "trust.weight": ("Weight", "程度"),
    "trust.affects": ("Touches", "影响"),
    "trust.examples": ("Examples", "示例"),
    "trust.findings": ("Findings about the data: {count}", "关于数据的发现：{count} 项"),
    "trust.no_findings": ("No finding: every row could be read.", "没有发现问题：每一行均可读取。"),
    # 2 Headline
    "headline.way": ("where from", "查看来源"),
    "headline.flow_time": (
        "Half of the {cases} cases take more than {median}; one in ten takes more than {high}.",
        "{cases} 个案例中，半数用时超过 {median}，十分之一超过 {high}。",
    ),
    "headline.waiting": ("{share} of case time is waiting.", "案例时间中有 {share} 是等待。"),
    "headline.waiting_range": (
        "Between {low} and {high} of case time is waiting: where only one time is recorded, work and waiting share the gap.",
        "案例时间中有 {low} 至 {high} 是等待：只记录一个时间之处，间隔中工作与等待并存。",
    ),
    "headline.waiting_likely": (
        "{likely} of case time is likely to be waiting (between {low} and {high}: where only one time is recorded, "
        "work and waiting share the gap).",
        "案例时间中等待可能占 {likely}（介于 {low} 与 {high} 之间：只记录一个时间之处，间隔中工作与等待并存）。",
    ),
    "headline.untimed": (
        "The log has no times: hours and open cases cannot be told.",
        "日志没有时间：无法统计时间与未结案例。",
    ),
    "headline.state": (
        "{share} of case time lies in states that nobody has classified as work or as waiting.",
        "案例时间中有 {share} 处于未归类为工作或等待的状态。",
    ),
    "headline.line": (
        "{share} of the waiting lies at the {line}; the largest part of that waits for {lane}.",
        "等待中有 {share} 发生在{line}；其中最大部分在等{lane}。",
    ),
    "headline.line_low": (
        "As far as the gaps are waiting, {share} of it lies at the {line}; the largest part of that waits for {lane}.",
        "若间隔为等待，其中 {share} 发生在{line}；其中最大部分在等{lane}。",
    ),
    "headline.owner_low": (
        "As far as the gaps are waiting, {share} of it is for {lane}.",
        "若间隔为等待，其中 {share} 是在等{lane}。",
    ),
    "headline.owner": ("{share} of the waiting is for {lane}.", "等待中有 {share} 是在等{lane}。"),
    "headline.fitting": (
        "{fitting} of {judged} closed cases ({share}) follow the design; fitness {fitness}.",
        "{judged} 个已结案例中有 {fitting} 个（{share}）符合设计；拟合度 {fitness}。",
    ),
    "headline.no_judged": ("No closed case can be judged against the design.", "没有可与设计对照的已结案例。"),
    "headline.deviation": (
        "The most frequent deviation: {deviation}, in {cases} of {judged} judged cases ({share}).",
        "最常见的偏差：{deviation}，{judged} 个可判定案例中有 {cases} 个（{share}）。",
    ),
    "headline.no_design": (
        "No blueprint was given, so there is no design to compare with.",
        "未提供服务蓝图，因此没有可对照的设计。",
    ),
    "headline.rework": (
        "{instances} of {of_instances} activity instances are rework, in {cases} of {of_cases} cases; they take "
        "{hours} of staff time.",
        "{of_instances} 个活动实例中有 {instances} 个是返工，涉及 {of_cases} 个案例中的 {cases} 个，占用员工工时 {hours}。",
    ),
    "headline.rework_counts": (
        "{instances} of {of_instances} activity instances are rework, in {cases} of {of_cases} cases.",
        "{of_instances} 个活动实例中有 {instances} 个是返工，涉及 {of_cases} 个案例中的 {cases} 个。",
    ),
    "headline.repeated": (
        "{instances} of {of_instances} activity instances, in {cases} of {of_cases} cases, repeat an earlier one: "
        "without a blueprint each counts as rework ({hours} of staff time).",
        "{of_instances} 个活动实例中有 {instances} 个重复先前的活动，涉及 {of_cases} 个案例中的 {cases} 个："
        "没有服务蓝图时均计为返工（员工工时 {hours}）。",
    ),
    "headline.open_unknown": (
        "The file does not tell which cases are open: all count as complete.",
        "文件未说明哪些案例未结：全部视为已完成。",
    ),
    "headline.no_rework": ("No activity instance is rework.", "没有返工的活动实例。"),
    "headline.money": (
        "{hours} of staff time bind {money} of capacity (not cash).",
        "员工工时 {hours}，占用产能成本 {money}（非现金）。",
    ),
    "headline.open": ("Open cases: {open}; the oldest for {age}.", "未结案例 {open} 个，最久的已 {age}。"),
    "headline.none_open": ("No case is open at the end of the export.", "导出截止时没有未结案例。"),
    "headline.variants": (
        "Variants: {variants}; the most frequent one covers {share} of the cases.",
        "变体 {variants} 种；最常见的一种占案例的 {share}。",
    ),
    "headline.population": (
        "Population: all {cases} cases of the file, of which {open} open (counted with the time they have taken so "
        "far) and {unfinished} unfinished (counted to their last record).",
        "统计范围：文件中全部 {cases} 个案例，其中未结 {open} 个（时间算到导出截止时），中断 {unfinished} 个（"
        "时间算到最后一条记录）。",
    ),
    "headline.examples": ("Ten cases to open", "可查看的十个案例"),
    "headline.worst": ("longest flow time", "流程时间最长"),
    "headline.typical": ("nearest to the median", "最接近中位数"),
    "headline.random": ("drawn at random", "随机抽取"),
    # Touchpoints
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
    # What it comes to
    "comes.title": ("What it comes to", "合计与折算"),
    "comes.figure": ("Figure", "指标"),
    "comes.total": ("In all", "合计"),
    "comes.interval": ("Varies from case to case", "案例间波动"),
    "comes.per_month": ("Per month", "每月"),
    "comes.per_100": ("Per 100 cases", "每 100 个案例"),
    "comes.waiting": ("Waiting of the cases", "案例等待"),
    "comes.staff": ("Staff hours", "员工工时"),
    "comes.rework": ("Staff hours of rework", "返工的员工工时"),
    "comes.note": (
        "The interval is where the sum would lie in 95 of 100 such periods (weeks of arrivals drawn again). It is apart "
        "from low and high, which say what is not recorded. These figures are never added.",
        "波动区间：若有 100 个类似时段（按到达周重新抽取），合计有 95 次落在其中。"
        "它不同于“低”和“高”，后者表示未被记录的部分。各项绝不相加。",
    ),
    "comes.money": ("Money beside capacity", "产能成本之外的金额"),
    "comes.exchanged": ("Capacity in one currency: {amount}, at {rates}.", "产能成本折合：{amount}，汇率 {rates}。"),
    "cash.first": (
        "{name}: {amount} paid in first-pass work ({records} records in {cases} cases; {without} without an amount).",
        "{name}：首次工作中支付 {amount}（{cases} 个案例的 {records} 条记录；{without} 条没有金额）。",
    ),
    "cash.rework": (
        "{name}: {amount} paid in rework ({records} records in {cases} cases; {without} without an amount).",
        "{name}：返工中支付 {amount}（{cases} 个案例的 {records} 条记录；{without} 条没有金额）。",
    ),
    "cash.case": (
        "{name}: {amount}, once per case ({records} of them with an amount, {cases} cases; {without} without).",
        "{name}：{amount}，每案例计一次（{records} 个有金额，共 {cases} 个案例；{without} 个没有）。",
    ),
    "comes.penalty": ("Penalties: {amount} due in {cases} cases.", "罚款：{cases} 个案例应付 {amount}。"),
    "comes.penalty_running": (
        "Penalties of open cases so far: {amount} in {cases} cases.",
        "未结案例至今的罚款：{cases} 个案例 {amount}。",
    ),
    "comes.penalty_none": ("Penalties: none is due.", "罚款：没有应付的。"),
    "comes.delay": ("Waiting, priced as the blueprint says: {amount}.", "按蓝图给出的价格，等待计 {amount}。"),
    "comes.money_note": (
        "Cash out is what the cost columns say; it is no capacity, and none of these are added.",
        "现金支出以费用列为准；它不是产能成本，各项互不相加。",
    ),
    "comes.back": ("What comes back", "退回与更正"),
    "comes.loops": (
        "Loops cost at most {hours} of staff time: all that was done again on the way, rework included. Waiting before "
        "rework: {delay}.",
        "循环最多花费 {hours} 员工工时：途中重做的全部工作，含返工。返工之前的等待：{delay}。",
    ),
    "comes.reopened": ("{cases} cases went on after they were complete.", "{cases} 个案例在完成之后又继续进行。"),
    "comes.sent_back": (
        "Rework by who had the case last before it, and who does it; the sender is not the one at fault.",
        "返工按之前经手方和重做方列出；退回方并非责任方。",
    ),
    "comes.sender": ("Sent back by", "退回方"),
    "comes.receiver": ("Done again by", "重做方"),
    "comes.corrections": ("Corrections, and the lane that caused them", "更正，及其起因泳道"),
    "comes.correction": ("Correction", "更正步骤"),
    "comes.corrects": ("Of", "更正对象"),
    "comes.mends": ("Mended by", "更正方"),
    "comes.caused": ("Caused by", "起因方"),
    "comes.by_design": ("by the blueprint; the log shows none", "按蓝图；日志中未见"),
    "comes.times": ("Times", "次数"),
    "comes.other": ("Other waste that the log shows", "日志显示的其他浪费"),
    "comes.kind": ("Kind", "类别"),
    "comes.what": ("Where", "何处"),
    "comes.some": ("Some of the cases", "部分案例"),
    "comes.tag": ("needs your tag: only the label suggests it", "需要您确认：仅由标签推测"),
    "other.crossing": ("crossing of a line", "跨越分界线"),
    "other.lost_work": ("lost work", "白费的工作"),
    "other.idle_control": ("control that changes nothing", "不改变结果的检查"),
    "other.overlong": ("over-long work", "超时工作"),
    # 3 Open
    "open.none": ("No case is open at the end of the export, {end}.", "导出截止（{end}）时没有未结案例。"),
    "open.unknown": (
        "This file does not tell which cases are complete: no end activity, closing column or blueprint was given. "
        "All cases count as complete.",
        "文件未说明哪些案例已完成：未指定结束活动、结案列或服务蓝图。全部案例视为已完成。",
    ),
    "open.untimed": ("This log has no times: what is open cannot be judged.", "日志没有时间：无法判断哪些案例未结。"),
    "open.summary": (
        "{open} of {cases} cases are open at the end of the export, {end}. Oldest {oldest}, median {median}.",
        "导出截止（{end}）时，{cases} 个案例中有 {open} 个未结。最久 {oldest}，中位数 {median}。",
    ),
    "open.waits_for": ("Waits for", "在等"),
    "open.age": ("Age", "已历时"),
    "open.oldest": ("Oldest", "最久"),
    "open.last": ("Last step", "最后步骤"),
    "open.since": ("Since", "始于"),
    "open.arrival": ("Arrived", "到达时间"),
    "open.shown": ("The {shown} oldest of {open} open cases.", "{open} 个未结案例中最久的 {shown} 个。"),
    # 4 Design
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
    # 5 Deviations
    "deviations.summary": (
        "{fitting} of {judged} closed cases follow the design ({share}). {open} open cases are held against the "
        "design as far as they have come and are shown apart; {unjudged} cases could not be judged.",
        "{judged} 个已结案例中有 {fitting} 个符合设计（{share}）。{open} 个未结案例按目前进度对照并单独列出；"
        "{unjudged} 个案例无法判定。",
    ),
    "deviations.none": ("No deviation was found.", "未发现偏差。"),
    "deviations.what": ("What deviates", "偏差内容"),
    "deviations.cases": ("Cases, of judged", "案例数、占可判定"),
    "deviations.occurrences": ("Occurrences", "次数"),
    "deviations.difference": ("Median flow time, with − without", "流程时间中位数之差（有−无）"),
    "deviations.three": ("Worst, typical, random", "最差、典型、随机"),
    "deviations.all": ("all {count} case ids", "全部 {count} 个案例编号"),
    "deviations.some": ("{shown} of {count} case ids", "{count} 个案例编号中的 {shown} 个"),
    "deviations.rest": (
        "{left} more are left out here: mining conform {file} --blueprint FILE --format csv",
        "此处省略 {left} 个：mining conform {file} --blueprint FILE --format csv",
    ),
    "deviations.open": ("Open cases, as far as they have come", "未结案例（按目前进度）"),
    "deviations.open_note": (
        "{fitting} of {open} open cases have not left the design so far. The shares are of open, judged cases.",
        "{open} 个未结案例中有 {fitting} 个至今未偏离设计。占比以可判定的未结案例为准。",
    ),
    "deviations.waived": ("accepted (waiver)", "已豁免"),
    "deviations.shown": (
        "The {shown} most frequent of {count} deviations; all of them: mining conform {file} --blueprint FILE",
        "{count} 项偏差中最常见的 {shown} 项；全部请用：mining conform {file} --blueprint FILE",
    ),
    "deviations.interval": ("{low} to {high}", "{low} 至 {high}"),
    "deviations.accepted": ("Accepted for the time being", "暂时豁免"),
    "deviations.accepted_note": (
        "These stay counted in fitness and in all figures; they are accepted for a reason, by somebody, until a date.",
        "它们仍计入拟合度与各项数字；由专人因故豁免至某日。",
    ),
    "targets.title": ("Targets", "目标"),
    "target.working_days": ("{days} working days", "{days} 个工作日"),
    "target.else": ("else", "其他"),
    "target.between": ("from {first} to {second}", "从{first}到{second}"),
    "target.wait": ("wait before {first}", "{first}之前的等待"),
    "target.step": ("{first} itself", "{first}本身"),
    "target.handover": ("hand-over from {first} to {second}", "从{first}到{second}的交接"),
    "targets.target": ("Target", "目标"),
    "targets.kept": ("Kept", "达到"),
    "targets.wanted": ("Wanted", "要求"),
    "targets.cases": ("Cases", "案例数"),
    "targets.elapsed": ("Elapsed: median, one in ten over", "自然时间：中位数、十分之一超过"),
    "targets.clock": ("Counted: median, one in ten over", "计入时间：中位数、十分之一超过"),
    "targets.met": ("met", "达成"),
    "targets.missed": ("missed", "未达成"),
    "targets.unjudged": ("{count} could not be judged", "{count} 个无法判定"),
    "targets.note": (
        "Elapsed is what the customer feels; counted is what the target counts (its calendar, without states in which its "
        "clock stops). Closed cases only.",
        "自然时间是顾客的感受；计入时间是目标所计的时间（按其日历，不含停表的状态）。仅统计已结案例。",
    ),
    "targets.open": ("Targets of open cases", "未结案例的目标"),
    "targets.open_note": (
        "{late} of {open} targets still running in open cases are broken already.",
        "未结案例中仍在计时的 {open} 个目标里，{late} 个已经超时。",
    ),
    "targets.used": ("Used", "已用"),
    "targets.limit": ("Limit", "限度"),
    "targets.left": ("Left", "剩余"),
    "targets.shown": ("The {shown} most urgent of {count}.", "{count} 个中最紧迫的 {shown} 个。"),
    "rules.unjudged": (
        "Rules that could not be judged everywhere, because what they ask for is not in the log: {rules}.",
        "因日志缺少所需内容而未能全部判定的规则：{rules}。",
    ),
    "deviations.note": (
        "A difference in flow time is seen beside the deviation, not shown to be caused by it.",
        "流程时间之差与偏差同时出现，并不表示由其造成。",
    ),
    "check.verdict": ("Verdict: {verdict}.", "结论：{verdict}。"),
    "check.none": (
        "Write checks into the blueprint, for example: checks: [{measure: fitness, fail below: 0.9}]",
        "请在服务蓝图中写入检查项，例如：checks: [{measure: fitness, fail below: 0.9}]",
    ),
    "check.check": ("check", "检查项"),
    "check.value": ("value", "数值"),
    "check.limit": ("limit", "限度"),
    "check.result": ("result", "结果"),
    "check.why": ("why", "原因"),
    "conform.no_fitness": (
        "No closed case could be judged: no fitness.",
        "没有可判定的已结案例：无拟合度。",
    ),
    "conform.fitting": (
        "{fitting} of {judged} judged cases ({share}) run as designed; fitness {fitness} ({moves} moves deviate).",
        "{judged} 个可判定案例中有 {fitting} 个（{share}）符合设计；拟合度 {fitness}（偏离的移动 {moves} 个）。",
    ),
    "conform.fitting_costs": (
        "{fitting} of {judged} judged cases ({share}) run as designed; fitness {fitness} (what deviates costs {moves}).",
        "{judged} 个可判定案例中有 {fitting} 个（{share}）符合设计；拟合度 {fitness}（偏离的代价为 {moves}）。",
    ),
    "conform.unjudged": (
        "{cases} cases could not be judged within the budget; they count neither as fitting nor as deviating.",
        "{cases} 个案例未能在限额内判定；既不算符合，也不算偏离。",
    ),
    "conform.surely": (
        "In {cases} of these at least one move surely deviates.",
        "其中 {cases} 个案例至少有一个移动必定偏离。",
    ),
    "conform.bounds": (
        "The fitness of all closed cases, these included, lies between {low} and {high}.",
        "若将其计入，全部已结案例的拟合度介于 {low} 与 {high} 之间。",
    ),
    "conform.open": (
        "{open} cases are still open and stand apart; {fitting} of them run as designed so far.",
        "{open} 个案例未结，单独列出；其中 {fitting} 个至今符合设计。",
    ),
    "conform.unmapped": (
        "The design knows {share} of the instances; not {labels}.",
        "设计认识活动实例的 {share}；不认识：{labels}。",
    ),
    "deviations.sentence": (
        "In {cases} of {judged} cases ({share}) {what}",
        "{judged} 个案例中有 {cases} 个（{share}）：{what}",
    ),
    "deviations.longer": (
        "these cases take {difference} longer (median; {low} to {high}, variation from case to case)",
        "这些案例的流程时间中位数长 {difference}（{low} 至 {high}，案例间的波动）",
    ),
    "deviations.shorter": (
        "these cases take {difference} less (median; {low} to {high}, variation from case to case)",
        "这些案例的流程时间中位数短 {difference}（{low} 至 {high}，案例间的波动）",
    ),
    "deviations.same": (
        "their flow time does not clearly differ (median {difference}; {low} to {high}, variation from case to case)",
        "其流程时间没有明显不同（中位数 {difference}；{low} 至 {high}，案例间的波动）",
    ),
    "deviations.concentrated": (
        "it is concentrated in {group}: {here} of {chances}, elsewhere {elsewhere} of {chances_elsewhere}",
        "集中于{group}：{chances} 次中有 {here} 次，其他 {chances_elsewhere} 次中有 {elsewhere} 次",
    ),
    "deviations.concentrated_weekday": (
        "it is concentrated on {group}s: {here} of {chances}, elsewhere {elsewhere} of {chances_elsewhere}",
        "集中于{group}：{chances} 次中有 {here} 次，其他 {chances_elsewhere} 次中有 {elsewhere} 次",
    ),
    "deviations.takes": ("it takes {hours} of staff time", "占用员工工时 {hours}"),
    "deviations.costs": (" ({money} of capacity)", "（产能成本 {money}）"),
    "deviations.waits": ("{hours} of waiting before it", "其前等待 {hours}"),
    "deviations.score": (
        "their {measure} differs by {difference} ({low} to {high}; {answers} answers)",
        "其{measure}相差 {difference}（{low} 至 {high}；答卷 {answers} 份）",
    ),
    "deviations.allowed": (
        "the target asks for {wanted} of the cases and {kept} keep it",
        "目标要求 {wanted} 的案例达到，实际为 {kept}",
    ),
    "deviations.waiver": (
        "accepted until {until} by {owner}: {reason}",
        "由 {owner} 豁免至 {until}：{reason}",
    ),
    "deviations.expired": (
        "The waiver of {deviation} expired on {until} ({owner}: {reason}).",
        "{deviation} 的豁免已于 {until} 到期（{owner}：{reason}）。",
    ),
    "says.unknown": ("{steps} happens; the design does not know it", "出现{steps}，设计中没有"),
    "says.moved": ("{steps} happens earlier or later than designed", "{steps}早于或晚于设计"),
    "says.moved_early": ("{steps} comes too early, before {relative}", "{steps}过早，先于{relative}"),
    "says.moved_early_block": ("{steps} come too early, before {relative}", "{steps}过早，先于{relative}"),
    "says.moved_late_block": ("{steps} come too late, only after {relative}", "{steps}过晚，在{relative}之后才进行"),
    "says.moved_late": ("{steps} comes too late, only after {relative}", "{steps}过晚，在{relative}之后才进行"),
    "says.repeated": ("{steps} happens more often than designed", "{steps}次数多于设计"),
    "says.repeated_block": ("{steps} are done once more, in a row", "{steps}依次又做了一遍"),
    "says.extra": ("{steps} happens where the design has no place for it", "{steps}出现在设计没有安排之处"),
    "says.extra_block": (
        "{steps} happen in a row where the design has no place for them",
        "{steps}接连出现在设计没有安排之处",
    ),
    "says.skipped": ("{steps} is skipped", "{steps}被跳过"),
    "says.skipped_block": ("{steps} are skipped together", "{steps}一并被跳过"),
    "says.unfinished": ("the case stops before {steps}", "案例在{steps}之前停止"),
    "says.wrong_lane": ("{steps} is done in a lane that it does not belong to", "{steps}由不属于它的泳道办理"),
    "says.wrong_role": ("{steps} is done in a role that may not do it", "{steps}由无权办理的角色办理"),
    "says.wrong_channel": ("{steps} comes by a channel that it is not designed for", "{steps}来自设计之外的渠道"),
    "says.channel_switch": (
        "{steps} is done, the way of {about}, though the case is another",
        "案例不属于 {about}，却走了它的步骤{steps}",
    ),
    "says.missing_information": ("{steps} is done without {about}", "{steps}缺少信息 {about}"),
    "says.no_evidence": ("{steps} leaves no {about}", "{steps}没有留下凭证 {about}"),
    "says.not_escalated": (
        "{first} does not follow, though {second} is not done within {about} after {third}",
        "{third}之后 {about} 内未完成{second}，却没有{first}",
    ),
    "says.same_person": ("{first} is done by the same person as {second}", "{first}与{second}由同一人办理"),
    "says.out_of_order": ("{second} begins before {first} has ended", "{first}尚未结束，{second}已经开始"),
    "says.late": ("from {first} to {second} it takes longer than {about}", "从{first}到{second}超过 {about}"),
    "says.late_wait": ("the wait before {first} is longer than {about}", "{first}之前的等待超过 {about}"),
    "says.late_step": ("{first} takes longer than {about}", "{first}用时超过 {about}"),
    "says.late_handover": (
        "the hand-over from {first} to {second} takes longer than {about}",
        "从{first}到{second}的交接超过 {about}",
    ),
    "says.too_many": ("{steps} happens more than {about} times", "{steps}超过 {about} 次"),
    # 6 Hours
    "hours.untimed": ("This log has no times: hours cannot be counted.", "日志没有时间：无法统计时间。"),
    "hours.balance": (
        "The ledger adds up to the flow time of {hours} to the microsecond.",
        "时间账合计等于流程时间 {hours}，精确到微秒。",
    ),
    "hours.off": (
        "The ledger does NOT add up to the flow time of {hours}. Do not use it; please report this fault.",
        "时间账合计不等于流程时间 {hours}。请勿使用，并报告此故障。",
    ),
    "hours.scenarios": (
        "Where only one time per event is recorded, low, likely and high are the scenarios of little, likely and "
        "much work; each adds up to the flow time.",
        "只记录一个时间之处，“低”“可能”“高”分别为工作少、可能、多的情形；每种情形都等于流程时间。",
    ),
    "hours.caption": (
        "Case time by what happens in it. Population: all cases, open ones to the end of the export.",
        "案例时间的去向。统计范围：全部案例，未结案例算到导出截止时。",
    ),
    "hours.class": ("What happens", "去向"),
    "hours.hours": ("Hours", "小时数"),
    "hours.share": ("Share of case time", "占案例时间"),
    "hours.cases": ("Cases", "案例数"),
    "hours.where": ("Where", "何处"),
    "hours.waiting": ("Waiting, by line and by the lane waited for", "等待：按分界线与所等待的泳道"),
    "hours.waiting_teams": ("Waiting, by the team waited for", "等待：按所等待的班组"),
    "hours.waits_shown": (
        "The {shown} largest of {count} rows. All of it: mining waste {file} --format csv",
        "{count} 行中最大的 {shown} 行。全部请用：mining waste {file} --format csv",
    ),
    "hours.waits_for": ("Waits for", "在等"),
    "hours.comes_from": ("Comes from", "来自"),
    "hours.at": ("Line crossed", "跨越的线"),
    "hours.within": ("no line: within one kind of lane", "不跨线：同类泳道之内"),
    "hours.before": ("Before", "在其之前"),
    "hours.why": ("Why cases waited", "为何等待"),
    "hours.cause": ("Cause", "原因"),
    "hours.why_not": ("not told", "无法得知"),
    "hours.why_by_lane": ("The largest causes, by the lane waited for", "最大的原因，按所等待的泳道"),
    "hours.why_by_team": ("The largest causes, by the team waited for", "最大的原因，按所等待的班组"),
    "why.closed": ("outside the working hours of who does it next", "下一个经办人不在工作时间"),
    "why.contention": (
        "who does it next is busy with what could begin no later",
        "下一个经办人正忙于不晚于它可以开始的事",
    ),
    "why.batching": ("the batch in which it is done is not complete", "所在的一批还未凑齐"),
    "why.overtaking": (
        "who does it next is busy with what could begin only later",
        "下一个经办人正忙于比它晚才可以开始的事",
    ),
    "why.other": ("nothing in the log explains it", "日志无法解释"),
    "why.state": ("a state in which somebody is waited for", "处于等待某人的状态"),
    "why.none": ("the log does not tell why", "日志没有说明原因"),
    "hours.entries": ("The largest entries of the ledger", "时间账中最大的各项"),
    "hours.entries_shown": (
        "{shown} of {count} entries, the largest first; the others hold {rest}. All of them: mining waste {file} "
        "--format csv",
        "{count} 项中最大的 {shown} 项；其余合计 {rest}。全部请用：mining waste {file} --format csv",
    ),
    "hours.worst": ("Cases with most of it", "占用最多的案例"),
    "hours.staff": ("Staff hours", "员工工时"),
    "hours.staff_note": (
        "Service time of staff; not part of the ledger above and never added to it.",
        "员工的服务时间；不属于上面的时间账，也绝不与之相加。",
    ),
    "hours.money_note": (
        "Capacity: staff hours times the rate of the lane. It is capacity bound, not cash.",
        "产能成本：员工工时乘以泳道费率。是占用的产能，并非现金。",
    ),
    "hours.customer": (
        "Customer hours (steps of customers, waits in their presence): {hours}. They are not priced.",
        "顾客工时（顾客的步骤与其在场的等待）：{hours}。不计价。",
    ),
    "hours.all_lanes": ("All", "全部"),
    "hours.both": ("Both", "两者"),
    "hours.no_rates": ("No rates in the blueprint: money not computed.", "服务蓝图没有费率：未计算金额。"),
    "hours.rework": ("Rework", "返工"),
    "hours.rework_none": ("No activity was done again.", "没有重复进行的活动。"),
    "hours.rework_planned": (
        "Repetitions that the blueprint plans are not rework.",
        "服务蓝图计划内的重复不计为返工。",
    ),
    "hours.rework_all": (
        "Without a blueprint every repetition counts as rework.",
        "没有服务蓝图时，每次重复都计为返工。",
    ),
    "hours.assumptions": ("What these figures assume", "这些数字的前提"),
    # 7 What happens
    "happens.map": ("Process map", "流程图"),
    "happens.map_caption": (
        "Activities and what directly follows. Numbers are instances and transitions of all cases, open ones included.",
        "活动及其直接后继。数字为全部案例（含未结案例）的实例数与次数。",
    ),
    "happens.variants": ("Variants", "变体"),
    "happens.shown": (
        "The {shown} most frequent of {count} variants, with {share} of the cases. All of them: mining variants {file}",
        "{count} 种变体中最常见的 {shown} 种，占案例的 {share}。全部请用：mining variants {file}",
    ),
    "happens.variant": ("Activities in order", "活动顺序"),
    "happens.examples": ("For example", "例如"),
    "happens.median": ("Median flow time", "流程时间中位数"),
    "happens.more": ("{count} more", "另有 {count} 个"),
    # 8 Words and method
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
"""Key -> (English, Chinese). Both hold the same places."""


def phrase(key: str, language: str) -> str:
    """Return a phrase, its places not filled in.

    >>> phrase("heading.hours", "zh")
    '时间花在哪里'
    """
    return PHRASES[key][0 if language == "en" else 1]
