"""Where we leave the design: the section, and what each kind of deviation says."""

from __future__ import annotations

PHRASES: dict[str, tuple[str, str]] = {
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
    "rules.unjudged": (
        "Rules that could not be judged everywhere, because what they ask for is not in the log: {rules}.",
        "因日志缺少所需内容而未能全部判定的规则：{rules}。",
    ),
    "deviations.note": (
        "A difference in flow time is seen beside the deviation, not shown to be caused by it.",
        "流程时间之差与偏差同时出现，并不表示由其造成。",
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
}
