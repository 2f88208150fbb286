"""The wording of what is found wrong while a log is assembled: one function per fault, both languages side by side."""

from __future__ import annotations

from collections.abc import Iterable

from mining.findings import Finding, counted
from mining.shares import share_tenths

ORDER = ("directly-follows", "variants", "conformance")
"""Figures that rest on the order of instances within a case."""
TIED_SHARE = 0.05
"""Share of instances from which tied times limit what depends on order."""
MISSING = {
    "missing_case": ("case id", "案例编号"),
    "missing_activity": ("activity", "活动"),
    "missing_time": ("time", "时间"),
}
"""Code -> what the row lacks, in English and Chinese."""


def rows_named(rows: Iterable[int]) -> tuple[str, ...]:
    """Return at most five rows (counted from 0) as a person counts them, in order of the file.

    >>> rows_named([6, 2])
    ('row 3', 'row 7')
    """
    return tuple(f"row {row + 1}" for row in sorted(rows)[:5])


def missing(code: str, rows: int, examples: Iterable[int]) -> Finding:
    """Rows without case, activity or time (see `MISSING`)."""
    english, chinese = MISSING[code]
    has, was = ("has", "was") if rows == 1 else ("have", "were")
    return Finding(
        code,
        "limit",
        rows,
        f"{counted(rows, 'row')} {has} no {english} and {was} left out.",
        f"{rows:,} 行没有{chinese}，未计入。",
        rows_named(examples),
        ("counts", "variants"),
    )


def end_before_start(rows: int, examples: Iterable[int]) -> Finding:
    """Instances that end before they start."""
    one = rows == 1
    return Finding(
        "end_before_start",
        "limit",
        rows,
        f"{counted(rows, 'instance')} {'ends' if one else 'end'} before {'it starts; its' if one else 'they start; their'}"
        " start is taken as unknown.",
        f"{rows:,} 条记录的结束早于开始，其开始时间视为未知。",
        rows_named(examples),
        ("service time", "waiting"),
    )


def start_without_completion(rows: int, examples: Iterable[int]) -> Finding:
    """Instances that were started and never completed."""
    one = rows == 1
    return Finding(
        "start_without_completion",
        "limit",
        rows,
        f"{counted(rows, 'instance')} {'was' if one else 'were'} started and never completed;"
        f" {'its case is' if one else 'their cases are'} not complete.",
        f"{rows:,} 条记录有开始而无完成，其案例视为未完成。",
        rows_named(examples),
        ("service time", "waiting", "flow time"),
    )


def newest_first(rows: int) -> Finding:
    """The file lists the newest row first."""
    return Finding(
        "newest_first",
        "note",
        rows,
        "The file lists the newest row first; tied rows are read from the bottom up.",
        "文件按时间倒序排列；时间相同的行自下而上读取。",
    )


def exact_duplicate(rows: int, examples: Iterable[int]) -> Finding:
    """Rows that repeat another one in every column."""
    one = rows == 1
    return Finding(
        "exact_duplicate",
        "note",
        rows,
        f"{counted(rows, 'row')} {'repeats' if one else 'repeat'} another row in every column and"
        f" {'was' if one else 'were'} removed.",
        f"{rows:,} 行与其他行完全相同，已删除。",
        rows_named(examples),
    )


def tied_timestamps(rows: int, share: float) -> Finding:
    """Instances that share their times with another of their case."""
    return Finding(
        "tied_timestamps",
        "note" if share < TIED_SHARE else "limit",
        rows,
        f"{counted(rows, 'instance')} ({share_tenths(share)}) share their times with "
        "another of their case; the file's order decides.",
        f"{rows:,} 条记录（{share_tenths(share, 'zh')}）与同案例其他记录时间相同，按文件顺序排列。",
        (),
        ORDER,
    )
