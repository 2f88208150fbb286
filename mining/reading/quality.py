"""What is wrong with the data, and which figures that touches: what can be seen only on the whole log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from mining.findings import Finding, counted
from mining.local_time import local_times
from mining.log import EventLog
from mining.reading.columns import MANY_ROWS, whole_cases
from mining.reading.date_order import falling_steps
from mining.reading.labels import look_alikes
from mining.reading.recording import recording_findings
from mining.reading.rounded_ids import rounded_ids
from mining.shares import share_tenths, share_text

SEVERITIES = ("unfit", "limit", "note")
ORDER = ("directly-follows", "variants", "conformance")
TIMES = ("flow time", "waiting")
TIED_SHARE = 0.05
"""Share of instances from which doubled events limit what is counted."""


def with_findings(log: EventLog, found: Sequence[Finding] = ()) -> EventLog:
    """Return the log with what the whole log shows added to its findings, the worst first."""
    every = [
        *log.quality.findings,
        *found,
        *_structure(log),
        *look_alikes(log),
        *(_times(log) if log.timed and log.instances else []),
    ]
    every.sort(key=lambda finding: SEVERITIES.index(finding.severity))
    return log.with_quality(replace(log.quality, findings=tuple(every)))


def _structure(log: EventLog) -> list[Finding]:
    """Cases and activities that cannot be ones."""
    found = rounded_ids(log)
    rows, cases = log.instances, log.cases.height
    used = log.events["activity"].n_unique()
    lengths = np.diff(log.offsets)
    single = int((lengths == 1).sum())
    if rows >= MANY_ROWS and cases == rows:
        found.append(
            Finding(
                "case_unique_per_row",
                "unfit",
                cases,
                f"Every one of the {rows:,} rows is a case of its own: the column taken as case id cannot be one (--case),"
                " or a row is a whole case, whose history has to be exported.",
                f"{rows:,} 行各为一个案例：所选的案例编号列不可能正确（--case），或每行是整个案例，需导出其历史记录。",
                tuple(log.cases["case_id"].head(3)),
                ("all figures",),
            )
        )
    elif single:
        share = single / cases
        found.append(
            Finding(
                "one_event_case",
                "limit" if share > 0.5 else "note",
                single,
                f"{single:,} of {counted(cases, 'case')} ({share_text(share)}) "
                f"{'has' if single == 1 else 'have'} one event only.",
                f"{cases:,} 个案例中有 {single:,} 个（{share_text(share, 'zh')}）只有一条记录。",
                tuple(log.cases["case_id"].filter(pl.Series(lengths == 1)).head(5)),
                ("flow time", "variants"),
            )
        )
    if rows >= 2 * MANY_ROWS and used > 0.9 * rows:
        found.append(
            Finding(
                "activity_unique_per_row",
                "unfit",
                used,
                f"{used:,} activities in {rows:,} rows: the column taken as activity cannot be one.",
                f"{rows:,} 行中有 {used:,} 种活动：所选的活动列不可能正确。",
                tuple(log.activities[:3]),
                ("all figures",),
            )
        )
    elif used == 1 and rows >= MANY_ROWS and rows > cases:
        found.append(
            Finding(
                "one_activity",
                "limit",
                rows,
                f'Every one of the {rows:,} rows is "{log.activities[0]}": the column taken as activity says nothing'
                " (--activity).",
                f"{rows:,} 行的活动均为“{log.activities[0]}”：所选的活动列没有区分作用（--activity）。",
                (log.activities[0],),
                ("variants", "order of events", "rework"),
            )
        )
    elif used > 100 and used > 0.3 * rows:
        found.append(
            Finding(
                "many_activities",
                "limit",
                used,
                f"{used:,} different activities in {rows:,} rows: labels may hold free text or numbers.",
                f"{rows:,} 行中有 {used:,} 种不同活动：标签可能含自由文本或编号。",
                tuple(log.activities[:3]),
                ORDER,
            )
        )
    return found


def _times(log: EventLog) -> list[Finding]:
    found = []
    moments = log.moments
    day, minute = 86_400_000_000, 60_000_000
    local = moments if log.timezone is None else _wall(log, moments)
    dated = (local % day == 0).mean() > 0.9
    if dated:
        found.append(
            Finding(
                "date_only",
                "limit",
                int((local % day == 0).sum()),
                "The times are dates without a time of day: the order within a day is the file's, and times are whole days.",
                "时间只有日期没有时刻：同一天内按文件顺序，时长以整天计。",
                affects=(*ORDER, *TIMES, "service time"),
            )
        )
    elif (moments[:1000] % minute == 0).all() and (moments % minute == 0).all():  # most logs are known by the first
        found.append(
            Finding(
                "minutes_only",
                "note",
                log.instances,
                "The times are given to the minute.",
                "时间精确到分钟。",
                affects=("service time",),
            )
        )
    found += recording_findings(log, moments)
    found += _out_of_order(log)
    if not dated:
        found += _same_event(log)
    if log.completeness != "unknown":
        for code, column, english, chinese in (
            ("open_cases", "open", "open", "仍未完成"),
            ("unfinished_cases", "unfinished", "unfinished: nothing more was recorded, and no end", "未完成即中止"),
        ):
            cases = int(log.cases[column].sum())
            if cases:
                examples = tuple(log.cases.filter(column)["case_id"].head(5))
                found.append(
                    Finding(
                        code,
                        "note",
                        cases,
                        f"{counted(cases, 'case')} {'is' if cases == 1 else 'are'} {english}.",
                        f"{cases:,} 个案例{chinese}。",
                        examples,
                        ("flow time",),
                    )
                )
    if log.timezone is None:
        found.append(
            Finding(
                "no_zone",
                "note",
                log.instances,
                "Nobody says in which time zone the service works: working hours cannot be judged (--timezone).",
                "时区未知：无法判断工作时间（请用 --timezone 指定）。",
                affects=("working time",),
            )
        )
    return found


def _wall(log: EventLog, moments: np.ndarray[tuple[int], np.dtype[np.int64]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    assert log.timezone is not None
    return local_times(pl.Series(moments), log.timezone).to_physical().to_numpy()


def _same_event(log: EventLog) -> list[Finding]:
    """Instances that agree in case, activity and times, and differ in something else."""
    case, activity, start, end = log.case_codes, log.activity_codes, log.start_micros, log.end_micros
    tied = (case[1:] == case[:-1]) & (end[1:] == end[:-1]) & (start[1:] == start[:-1])
    among = np.flatnonzero(np.append(tied, False) | np.append(False, tied))
    if not among.size:
        return []
    keys = pl.DataFrame({"case": case[among], "activity": activity[among], "start": start[among], "end": end[among]})
    again = keys.filter(keys.is_duplicated())
    if again.is_empty():
        return []
    share = again.height / log.instances
    ids = log.cases["case_id"].gather(again["case"].unique(maintain_order=True).head(5)).to_list()
    return [
        Finding(
            "same_event_twice",
            "note" if share < TIED_SHARE else "limit",
            again.height,
            f"{again.height:,} instances ({share_tenths(share)}) agree in case, activity and time with another one and "
            "differ only in other columns: one event written twice, or two?",
            f"{again.height:,} 条记录（{share_tenths(share, 'zh')}）的案例、活动和时间与另一条相同，"
            "仅其他列不同：是同一事件还是两个？",
            tuple(ids),
            ("counts", "rework"),
        )
    ]


def _out_of_order(log: EventLog) -> list[Finding]:
    """Instances whose time falls behind the one that the order column puts before them."""
    if "order" not in log.events.columns or not log.events.schema["order"].is_numeric():
        return []
    moments, same = log.moments, log.case_codes[1:] == log.case_codes[:-1]
    number = log.events["order"]
    falls = (number.diff() < 0).fill_null(False).to_numpy()[1:] & same & (moments[1:] > moments[:-1])
    count = int(falls.sum())
    if not count:
        return []
    ids = log.cases["case_id"].gather(pl.Series(np.unique(log.case_codes[1:][falls])[:5])).to_list()
    return [
        Finding(
            "out_of_order",
            "limit",
            count,
            f"{counted(count, 'instance')} stand elsewhere by their time than by the order column; the time decides.",
            f"{count:,} 条记录按时间与按顺序列的先后不一致；以时间为准。",
            tuple(ids),
            ORDER,
        )
    ]


def day_month_swapped(times: pl.Series, case: pl.Series) -> list[Finding]:
    """Whether day and month were exchanged wherever the day is at most 12, seen from rows in file order.

    Exchanging them back must undo most of the falls of time within cases, or shorten the cases by half.
    """
    date = pl.DataFrame({"t": times, "case": case})
    date = date.drop_nulls("t") if times.null_count() else date
    part = whole_cases(date, "case")
    if part.height < date.height and not day_month_swapped(part["t"], part["case"]):
        # What a hundred thousand rows do not show is not in the rest: one program wrote them all.
        return []
    month, day = pl.col("t").dt.month(), pl.col("t").dt.day()
    suspect = date.select((day <= 12) & (day != month)).to_series()
    if not suspect.any() or suspect.all():
        return []
    distinct = date["t"].dt.date().unique().to_frame("d").filter(pl.col("d").dt.day() <= 12)
    back = distinct.with_columns(pl.date(pl.col("d").dt.year(), pl.col("d").dt.day(), pl.col("d").dt.month()).alias("back"))
    both = date.with_columns(pl.col("t").dt.date().alias("d")).join(back, on="d", how="left", maintain_order="left")
    both = both.with_columns(
        pl.when(pl.col("back").is_not_null())
        .then(pl.col("t") + (pl.col("back").cast(pl.Datetime("us")) - pl.col("d").cast(pl.Datetime("us"))))
        .otherwise("t")
        .alias("mended")
    )
    falls, mended = falling_steps(both["t"], both["case"]), falling_steps(both["mended"], both["case"])
    # Only cases with days on both sides of 12 tell: exchanging true dates spreads them over the year.
    spans = both.group_by("case").agg(
        (pl.col("t").max() - pl.col("t").min()).alias("as_is"),
        (pl.col("mended").max() - pl.col("mended").min()).alias("mended"),
        (pl.col("back").is_null().any() & pl.col("back").is_not_null().any()).alias("telling"),
    )
    spans = spans.filter("telling")
    as_is, after = (float(spans[name].to_physical().sum()) for name in ("as_is", "mended"))
    by_falls = falls > 0.02 * both.height and falls >= 5 and mended <= 0.25 * falls
    by_spans = spans.height >= 10 and after < 0.5 * as_is
    if not (by_falls or by_spans):
        return []
    rows = int(suspect.sum())
    proof = (
        f"time runs backwards {falls:,} times within cases, and {mended:,} times after exchanging them back"
        if by_falls
        else (
            f"{spans.height:,} cases together last {as_is / 86_400e6:,.0f} days,"
            f" and {after / 86_400e6:,.0f} after exchanging them back"
        )
    )
    proof_zh = (
        f"案例内时间倒退 {falls:,} 次，换回后为 {mended:,} 次"
        if by_falls
        else f"{spans.height:,} 个案例总时长 {as_is / 86_400e6:,.0f} 天，换回后为 {after / 86_400e6:,.0f} 天"
    )
    return [
        Finding(
            "day_month_swapped",
            "unfit",
            rows,
            f"Day and month seem exchanged wherever the day is at most 12 ({rows:,} rows): {proof}. Export the dates again.",
            f"凡日 ≤ 12 处，日与月似已互换（{rows:,} 行）：{proof_zh}。请重新导出日期。",
            tuple(f"row {row + 1}" for row in suspect.arg_true().head(5)),
            ("all times", *ORDER),
        )
    ]
