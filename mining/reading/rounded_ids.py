"""Case ids that a spreadsheet has written in scientific notation: their digits are lost, and cases have become one."""

from __future__ import annotations

from mining.findings import Finding
from mining.log import EventLog

SCIENTIFIC = r"^[1-9](?:[.,]\d+)?[eE]\+?\d{2}$"
"""3.40435E+14, of which nobody knows the last nine digits."""
MANY = 0.05
"""From this share of the cases on, nothing that is counted in cases is right."""


def rounded_ids(log: EventLog) -> list[Finding]:
    """The finding that goes with ids of which only the first digits are left, if there are any."""
    marks = log.cases["case_id"].str.contains(SCIENTIFIC)
    cases = int(marks.sum())
    if not cases:
        return []
    examples = tuple(log.cases["case_id"].filter(marks).head(5))
    return [
        Finding(
            "rounded_ids",
            "unfit" if cases > MANY * log.cases.height else "limit",
            cases,
            f"{cases:,} case ids are rounded numbers ({examples[0]}): a spreadsheet has lost their digits, and different"
            " cases have become one. Export them again as text.",
            f"{cases:,} 个案例编号是四舍五入后的数字（{examples[0]}）：电子表格丢失了其余位数，不同案例被合并。"
            "请以文本格式重新导出。",
            examples,
            ("all figures",),
        )
    ]
