"""What it comes to: sums and money, what comes back, other waste."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
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
}
