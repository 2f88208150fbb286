"""What every finding of the reading means, and what was done about it, in English and Chinese."""

from __future__ import annotations

FINDINGS: dict[str, tuple[str, str]] = {
    # The file.
    "title_rows": ("Lines above the header, passed over.", "表头之上的行，已略过。"),
    "footer": ("Lines below the rows (totals, notes), passed over.", "数据之下的行（合计、备注），已略过。"),
    "no_header": ("The first row is data; columns are called by their place.", "首行即为数据；列按其位置命名。"),
    "ruled_line": (
        "Lines drawn with dashes, as database clients print them, passed over.",
        "数据库工具输出的分隔线，已略过。",
    ),
    "repeated_header": ("The header stands again among the rows; left out.", "表头在数据中重复出现；已略去。"),
    "repeated_column": ("A column bears the name of another one and got a number.", "列名重复；已加上序号。"),
    "blank_row": ("Rows in which nothing stands; left out.", "空行；已略去。"),
    "wide_row": ("Rows with more fields than the header.", "字段多于表头的行。"),
    "odd_quotes": ("Quotes that do not match: fields may have run together.", "引号不成对：字段可能连在一起。"),
    "cut_off": ("The last row breaks off: the file is not whole.", "末行中断：文件不完整。"),
    "broken_text": ("Bytes that are no text in the file's encoding.", "按文件编码无法解读的字节。"),
    "files_joined": ("Files of one shape, read as one log.", "格式相同的多个文件，合为一份日志。"),
    "passed_over": ("Files of another shape that are not part of the log.", "格式不同、未计入日志的文件。"),
    "joined": (
        "A second table was joined by the columns that both have; rows without a partner are counted.",
        "已按两表共有的列连接另一张表；无对应的行另行计数。",
    ),
    "renamed_column": (
        "An attribute whose name means a role here is kept as NAME (column).",
        "与角色同名的属性列以“名称 (column)”保留。",
    ),
    "trimmed_text": ("Spaces around values were taken away.", "已去除值前后的空格。"),
    "mark_for_nothing": ('A mark such as "?" or "NULL" was read as unknown.', "“?”“NULL”等记号按未知处理。"),
    "events_lost": ("Events of an XES file that could not be read.", "XES 文件中无法读取的事件。"),
    "xes_lists": ("XES attributes that are lists: kept as text.", "XES 列表属性：以文本保留。"),
    "xes_nested": ("XES attributes within attributes became columns.", "XES 嵌套属性已成为列。"),
    "xes_defaults": ("Values that the XES file states once for all events.", "XES 文件为所有事件统一声明的默认值。"),
    "xes_placeholder": ("XES values that stand for nothing, read as unknown.", "XES 占位值按未知处理。"),
    "xes_ids": ("Traces without a name, or with one that another has, got a number.", "无名称或重名的 XES 轨迹已编号。"),
    "changed_since": (
        "Rows were taken from a file of mining convert since it was written.",
        "mining convert 写出的文件其后被删改。",
    ),
    "read_anew": (
        "A file of mining convert that is read like any other.",
        "mining convert 写出的文件，按普通文件重新读取。",
    ),
    # Rows.
    "missing_case": (
        "Rows without a case id; left out (--rejected FILE writes them).",
        "缺案例编号的行；已略去（--rejected 可写出）。",
    ),
    "missing_activity": (
        "Rows without an activity; left out (--rejected FILE writes them).",
        "缺活动的行；已略去（--rejected 可写出）。",
    ),
    "missing_time": (
        "Rows without any time; left out (--rejected FILE writes them).",
        "缺时间的行；已略去（--rejected 可写出）。",
    ),
    "unreadable_time": ("Something else stands where a time belongs.", "时间列中有无法读作时间的内容。"),
    "exact_duplicate": ("Rows equal to another in every column; removed.", "与其他行各列完全相同的行；已去除。"),
    "same_event_twice": (
        "Instances that agree in case, activity and time and differ elsewhere: one event written twice, or two? Both stay.",
        "案例、活动、时间相同而其他列不同的记录：同一事件还是两个？均保留。",
    ),
    "start_without_completion": (
        "Activities that were started and never completed; kept, their case is open or unfinished.",
        "已开始而未完成的活动；保留，其案例为未结或中断。",
    ),
    "completion_without_start": (
        "Completions whose start is not in the log; the start is unknown.",
        "只有完成、没有开始的记录；开始时间未知。",
    ),
    "suspended": (
        "Activities that were interrupted and taken up again; the interruption is no work.",
        "被中断后又继续的活动；中断期间不计为工作。",
    ),
    "aborted": ("Activities that ended without being completed.", "未完成即终止的活动。"),
    "other_transition": (
        "Transitions that say neither start nor end (assign, schedule, ...).",
        "既非开始也非结束的状态变更（分配、计划等）。",
    ),
    "tickets": ("Each row is a ticket; each of its dates became an event.", "每行为一张工单；其各日期列成为事件。"),
    "changes": ("Each row is a change of a field; its new values became activities.", "每行为一次字段变更；新值成为活动。"),
    "unchanged_state": (
        "Rows that leave the state as it was; left out (--keep-unchanged keeps them).",
        "状态未变的行；已略去（--keep-unchanged 可保留）。",
    ),
    "unchanged_value": ("Changes to the value that was there already; left out.", "新旧值相同的变更；已略去。"),
    "emptied_value": ("Changes that emptied the field: no new state; left out.", "清空字段的变更：无新状态；已略去。"),
    "arrival_recognised": ("A column says when cases arrive.", "有一列给出案例的到达时间。"),
    "closing_recognised": ("A column says which cases are complete.", "有一列说明哪些案例已完成。"),
    # Times.
    "events_done": ("A single time means that the activity was done then.", "单一时间表示活动于此时完成。"),
    "events_entered": (
        "A single time means that a state was entered, which lasts to the next event.",
        "单一时间表示进入某状态，持续到下一事件。",
    ),
    "end_before_start": (
        "Instances that end before they start: the start is taken as unknown.",
        "结束早于开始：开始时间按未知处理。",
    ),
    "dates_out_of_order": ("Tickets whose later stage lies before an earlier one.", "后一阶段早于前一阶段的工单。"),
    "date_order_assumed": (
        "Day and month could stand the other way round; what decided is said.",
        "日与月的次序两可；已说明判断依据。",
    ),
    "mixed_date_order": ("Both orders of day and month occur in one column.", "同一列中日月次序不一。"),
    "day_month_swapped": (
        "Dates that jump wherever the day is at most 12: day and month were exchanged on export. Export again.",
        "凡日 ≤ 12 处日期跳跃：导出时日月互换。请重新导出。",
    ),
    "date_only": ("Dates without a time of day: the order within a day is the file's.", "只有日期：同一天内按文件顺序。"),
    "minutes_only": ("The times are given to the minute.", "时间精确到分钟。"),
    "tied_timestamps": (
        "Instances of a case that share their times: the file's order decides.",
        "同一案例中时间相同的记录：按文件顺序。",
    ),
    "out_of_order": ("The time contradicts the order column; the time decides.", "时间与顺序列不一致；以时间为准。"),
    "newest_first": ("The file lists the newest row first; it was turned.", "文件按从新到旧排列；已倒转。"),
    "impossible_date": (
        "Times far from all others: placeholders (1900, 1970, 9999), slips of the year.",
        "与其余相距甚远的时间：占位值或年份笔误。",
    ),
    "future_time": ("Times after today: planned, not done?", "今天之后的时间：是计划而非实际？"),
    "nothing_recorded": (
        "More than a week without any record where at least 50 were to be expected: a hole in the recording, or a closure.",
        "一周以上没有任何记录，而通常至少应有 50 条：记录缺失或停业。",
    ),
    "batch_logged": (
        "Ten or more instances in one second: written by a machine, perhaps later than done.",
        "一秒内有十条以上记录：由系统批量写入，未必是实际时刻。",
    ),
    "impossible_hours": (
        "One resource acts in 20 or more hours of a day: a shared account or a machine.",
        "一个资源在一天内 20 个以上小时都有操作：共用账号或系统。",
    ),
    "no_zone": ("Nobody says in which time zone the service works (--timezone).", "服务所在时区未知（--timezone）。"),
    "offsets": (
        "The times carry offsets: the instants are sure, the local hours are not (--timezone).",
        "时间带偏移：时刻确定，当地时间未知（--timezone）。",
    ),
    "mixed_zones": ("Some times carry an offset or zone, others none.", "部分时间带时区，部分不带。"),
    # Cases and activities.
    "case_unique_per_row": ("Every row is a case of its own: the wrong column.", "每行自成案例：选错了列。"),
    "activity_unique_per_row": (
        "Nearly every row has an activity of its own: the wrong column.",
        "几乎每行活动各异：选错了列。",
    ),
    "many_activities": (
        "Labels hold free text or numbers: there are too many to compare.",
        "标签含自由文本或编号：种类过多，无法比较。",
    ),
    "one_activity": ("All events bear the same activity: there is no process to see.", "所有事件的活动相同：看不出流程。"),
    "rounded_ids": (
        "Case ids in scientific notation (3.40435E+14): a spreadsheet lost their digits, and different cases became one.",
        "案例编号为科学计数法（3.40435E+14）：电子表格丢失了位数，不同案例被合并。",
    ),
    "filled_down": (
        "The case stands in the first row of its group only; it was repeated in the rows below.",
        "案例仅在每组首行给出；已向下填充。",
    ),
    "one_event_case": ("Cases of one event.", "只有一条事件的案例。"),
    "labels_merged": (
        "Labels that differ only in width, case or spaces were merged.",
        "仅全半角、大小写或空格不同的标签已合并。",
    ),
    "labels_alike": ("Labels that look alike and have the same neighbours; not merged.", "相近且前后相同的标签；未合并。"),
    "labels_change": (
        "Labels vanish while others appear: perhaps two ways of working in one file.",
        "标签此消彼长：文件可能跨越两种工作方式。",
    ),
    "open_cases": ("Cases that are not complete and were active lately.", "尚未完成且近期仍有进展的案例。"),
    "unfinished_cases": (
        "Cases that are not complete and on which nothing happened for long.",
        "尚未完成且已久无进展的案例。",
    ),
    # Beside a blueprint.
    "unknown_labels": ("Labels that no step of the blueprint claims.", "服务蓝图中没有步骤对应的标签。"),
    "case_without_begin": ("Cases that begin elsewhere than the flow of the blueprint.", "未从服务蓝图起点开始的案例。"),
    "case_without_end": ("Cases that stop elsewhere than the flow of the blueprint ends.", "未在服务蓝图终点结束的案例。"),
    "workdays_unpublished": (
        "Cases in a year of which a country of the calendars has not published its swapped workdays.",
        "案例所在年份，日历所属国家尚未公布调休安排。",
    ),
    "other_version": (
        "Cases that arrived on a day on which the blueprint does not hold.",
        "到达日不在服务蓝图有效期内的案例。",
    ),
}
"""Code -> (English, Chinese)."""
