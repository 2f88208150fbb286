"""What there is to say of a table of tickets: its stages, unreadable dates, dates out of order, tickets without any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import polars as pl

from mining.findings import Finding
from mining.reading.reshaped import listed
from mining.reading.stages import is_given_up, stage_of
from mining.reading.timestamps import Times, kind_of


def ticket_stages(
    names: Sequence[str],
    labels: Mapping[str, str],
    long: pl.DataFrame,
    frame: pl.DataFrame,
    case: str,
) -> Finding:
    """Say which column became which activity, and which dates were left out.

    Args:
        names: the columns, in the order of the stages.
        labels: column -> activity.
        long: one row per ticket and stage, with ``__stage``, the place in `names`.
        frame: the table as it was read.
        case: the column of the ticket's id.
    """
    counts = dict(long.group_by("__stage").len().iter_rows())
    stages = listed([(f'{name} "{labels[name]}"', counts.get(place, 0)) for place, name in enumerate(names)], 20)
    left = [
        name for name in frame.columns if name not in names and name != case and kind_of(frame[name]) == "time"
    ]  # fmt: skip
    english = f" Left out, as no stage of a ticket: {', '.join(left)}." if left else ""
    chinese = f"未计入（不是工单的步骤）：{'、'.join(left)}。" if left else ""
    return Finding(
        "tickets",
        "note",
        frame.height,
        f"Each row is a ticket; its dates became activities: {stages}.{english}"
        " A step that leaves no date in the table cannot be seen, nor can a second time.",
        f"每行是一张工单，各日期列成为活动：{stages}。{chinese}表中没有日期的步骤、以及重复发生的步骤无法看到。",
        tuple(names[:5]),
        ("rework", "variants"),
    )


def repeated_dates(rows: int, numbers: pl.Series) -> Finding:
    """Say which dates another row repeats."""
    return Finding(
        "exact_duplicate",
        "note",
        rows,
        f"{rows:,} dates repeat another row's date of the same ticket in every column and were left out.",
        f"{rows:,} 个日期与同一工单的其他行完全相同，已删除。",
        tuple(f"row {row + 1}" for row in numbers.unique().sort().head(5)),
    )


def unreadable_dates(frame: pl.DataFrame, names: Sequence[str], times: Times, numbers: pl.Series) -> list[Finding]:
    """Say where something else stands than a date; `times` holds the columns one below the other."""
    found = []
    for place, name in enumerate(names):
        marks = times.unreadable[place * frame.height : (place + 1) * frame.height]
        rows = int(marks.sum())
        if rows:
            examples = tuple(f"row {numbers[row] + 1}: {frame[name][row]!r}" for row in marks.arg_true().head(5))
            found.append(
                Finding(
                    "unreadable_time",
                    "limit",
                    rows,
                    f'"{name}" ({times.format}) holds {rows:,} values that are no time; these stages are missing.',
                    f"“{name}”中有 {rows:,} 个值不是时间；这些步骤缺失。",
                    examples,
                    ("counts", "variants", "flow time"),
                )
            )
    return found


def dates_out_of_order(frame: pl.DataFrame, names: Sequence[str], times: Times, numbers: pl.Series) -> list[Finding]:
    """Tickets in which a later stage has an earlier date."""
    columns = {name: times.values[place * frame.height : (place + 1) * frame.height] for place, name in enumerate(names)}
    # A ticket may be given up at any time.
    staged = [name for name in names if stage_of(name) is not None and not is_given_up(name)]
    pairs = [(a, b) for a, b in combinations(staged, 2) if (stage_of(a) or 0) < (stage_of(b) or 0)]
    marks = {(a, b): (columns[b] < columns[a]).fill_null(False) for a, b in pairs}
    counts = {pair: int(mark.sum()) for pair, mark in marks.items() if mark.any()}
    if not counts:
        return []
    anywhere = pl.DataFrame({str(k): marks[pair] for k, pair in enumerate(counts)}).select(pl.any_horizontal(pl.all()))
    rows = anywhere.to_series()
    told = listed([(f"{b} before {a}", count) for (a, b), count in sorted(counts.items(), key=lambda item: -item[1])])
    told_zh = listed([(f"{b} 早于 {a}", count) for (a, b), count in sorted(counts.items(), key=lambda item: -item[1])])
    return [
        Finding(
            "dates_out_of_order",
            "limit",
            int(rows.sum()),
            f"{int(rows.sum()):,} of {frame.height:,} tickets have a later stage before an earlier one: {told}.",
            f"{frame.height:,} 张工单中有 {int(rows.sum()):,} 张后一步骤早于前一步骤：{told_zh}。",
            tuple(f"row {numbers[row] + 1}" for row in rows.arg_true().head(5)),
            ("flow time", "variants", "waiting"),
        )
    ]


def told_apart(frame: pl.DataFrame, case: str, found: list[Finding]) -> tuple[pl.DataFrame, pl.Series, pl.DataFrame, int]:
    """Leave out rows that are no tickets: blank ones, those without an id, exact repetitions.

    Returns:
        The tickets; the row in the file of each; rejected rows, with ``row``, ``reason`` and ``__blank``; repetitions.
    """
    blank = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    nobody = frame[case].is_null() | (frame[case].cast(pl.String).str.strip_chars() == "")
    again = ~frame.select(pl.struct(pl.all()).is_first_distinct()).to_series() & ~nobody
    for code, severity, marks, english, chinese in (
        ("blank_row", "note", blank, "blank rows were passed over", "个空行已跳过"),
        ("missing_case", "limit", nobody & ~blank, "rows have no case id and were left out", "行没有案例编号，未计入"),
        (
            "exact_duplicate",
            "note",
            again,
            "rows repeat another row in every column and were removed",
            "行与其他行完全相同，已删除",
        ),
    ):
        rows = int(marks.sum())
        if rows:
            examples = tuple(f"row {row + 1}" for row in marks.arg_true().head(5))
            touched = ("counts", "variants") if severity == "limit" else ()
            message, message_zh = f"{rows:,} {english}.", f"{rows:,} {chinese}。"
            found.append(Finding(code, severity, rows, message, message_zh, examples, touched))  # type: ignore[arg-type]
    numbers = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
    rejected = _rejected(frame.filter(nobody), numbers.filter(nobody), "no case id")
    return (
        frame.filter(~(nobody | again)),
        numbers.filter(~(nobody | again)),
        rejected.with_columns(blank.filter(nobody).alias("__blank")),
        int(again.sum()),
    )


def tickets_without_dates(frame: pl.DataFrame, dated: pl.Series, numbers: pl.Series) -> tuple[pl.DataFrame, list[Finding]]:
    """Tickets without a date at all: as rejected rows, and what there is to say."""
    without = ~pl.int_range(frame.height, dtype=pl.Int64, eager=True).is_in(dated.implode())
    rejected = _rejected(frame.filter(without), numbers.filter(without), "no time")
    rows = rejected.height
    if not rows:
        return rejected, []
    return rejected, [
        Finding(
            "missing_time",
            "limit",
            rows,
            f"{rows:,} tickets have no date and were left out.",
            f"{rows:,} 张工单没有任何日期，未计入。",
            tuple(f"row {row}" for row in rejected.to_series(0).head(5)),
            ("counts", "variants"),
        )
    ]


def _rejected(frame: pl.DataFrame, numbers: pl.Series, reason: str) -> pl.DataFrame:
    row, why = (name if name not in frame.columns else f"{name} (reading)" for name in ("row", "reason"))
    return frame.select((numbers + 1).alias(row), pl.lit(reason, pl.String).alias(why), pl.all())
