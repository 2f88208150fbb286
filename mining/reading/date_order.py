"""Is it day/month or month/day? One order per column, decided on all its values; evidence where two orders fit."""

from __future__ import annotations

import polars as pl

from mining.findings import Finding
from mining.reading.date_parts import LocalTimes, Order, fast_format, read_in
from mining.reading.eras import has_eras
from mining.reading.month_names import has_month_names

TELLING_DAYS = 30
"""With fewer distinct days their weekdays prove nothing."""
TELLING_WEEKENDS = 0.2
"""Days taken at random are weekends in 2 of 7; an order that puts so many there, where the other does not, is wrong."""
WORDS: dict[Order, tuple[str, str]] = {
    "dmy": ("day/month", "日/月"),
    "mdy": ("month/day", "月/日"),
    "ymd": ("year/month/day", "年/月/日"),
    "ydm": ("year/day/month", "年/日/月"),
}


def in_order(
    column: pl.Series, sample: pl.Series, parts: pl.DataFrame, case: pl.Series | None, found: list[Finding]
) -> tuple[LocalTimes, str]:
    """Read a column in the order of year, month and day that reads the most values, by evidence where two read the same.

    Args:
        column: the texts.
        sample: distinct texts of it.
        parts: the sample split into numbers (`parts_of`), without what does not split.
        case: case of each row, if known: within a case time rarely runs backwards.
        found: findings are added.

    Returns:
        The times, and the format in words.
    """
    orders = _orders(parts)
    fast = fast_format(sample, parts)
    first = orders[:1] if orders[0] == "ymd" else orders
    read = {order: read_in(column, order, fast) for order in first}
    if len(first) == 1 and read[orders[0]].naive.null_count() > column.null_count():
        read |= {order: read_in(column, order, fast) for order in orders[1:]}
    least = min(local.naive.null_count() for local in read.values())
    best = [order for order in read if read[order].naive.null_count() == least]
    chosen = best[0]
    separator = str(parts["sep"].mode().sort()[0])
    if len(best) > 1 and not (separator == "." and "dmy" in best):
        chosen = _by_evidence(column.name, {order: read[order].naive for order in best}, case, found)
    elif len(best) == 1 and len(read) > 1:
        found += _mixed_order(column, chosen, read)
    words = _in_words(chosen, separator, parts)
    if has_month_names(sample):
        words = "month by name" + words.removeprefix(words.split(" ")[0])
    if has_eras(sample.str.normalize("NFKC").str.to_lowercase()):
        words += ", years of eras (民國113年, 令和6年: 2024)"
    return read[chosen], words


def _mixed_order(column: pl.Series, chosen: Order, read: dict[Order, LocalTimes]) -> list[Finding]:
    """Values that only another order reads: the column was written in two orders, and others may have been read wrongly."""
    left = read[chosen].naive.is_null()
    others = {order: int((left & local.naive.is_not_null()).sum()) for order, local in read.items() if order != chosen}
    other = max(others, key=lambda order: others[order])
    rows = others[other]
    if not rows:
        return []
    marks = left & read[other].naive.is_not_null()
    examples = tuple(f"row {row + 1}: {column[row]}" for row in marks.arg_true().head(5))
    return [
        Finding(
            "mixed_date_order",
            "unfit" if rows > 0.05 * column.len() else "limit",
            rows,
            f'"{column.name}" is {WORDS[chosen][0]}, and {rows:,} values fit {WORDS[other][0]} only: two orders are mixed.',
            f"“{column.name}”按{WORDS[chosen][1]}书写，但有 {rows:,} 个值只符合{WORDS[other][1]}：两种顺序混用。",
            examples,
            ("all times", "order of events"),
        )
    ]


def _in_words(order: Order, separator: str, parts: pl.DataFrame) -> str:
    words = separator.join({"y": "year", "m": "month", "d": "day"}[letter] for letter in order)
    if parts["h"].null_count() < parts.height:
        words += " hour:minute" + (":second" if parts["s"].null_count() < parts.height else "")
        words += " am/pm (上午/下午)" if parts["early"].null_count() + parts["late"].null_count() < 2 * parts.height else ""
    return words + (" with offset" if parts["zone"].null_count() < parts.height else "")


def _orders(parts: pl.DataFrame) -> list[Order]:
    """The orders that the lengths of the numbers allow, the usual one first."""
    if (parts["a"].str.len_chars() == 4).mean() > 0.5:  # type: ignore[operator]
        return ["ymd", "ydm"]
    if (parts["c"].str.len_chars() == 4).mean() > 0.5:  # type: ignore[operator]
        return ["dmy", "mdy"]
    return ["dmy", "mdy", "ymd"]


def _by_evidence(name: str, read: dict[Order, pl.Series], case: pl.Series | None, found: list[Finding]) -> Order:
    """Both orders read every value: take the one in which time turns back less often, spans less, keeps to working days."""
    falls = {order: _disorder(times, case) for order, times in read.items()}
    spans = {order: _span(times) for order, times in read.items()}
    by_falls = sorted(falls, key=lambda order: falls[order])
    by_span = sorted(spans, key=lambda order: spans[order])
    if all(times.equals(next(iter(read.values()))) for times in read.values()):
        return next(iter(read))
    # Rows of several cases that rise all along are as good a witness as the rows of each case.
    rows = {order: _disorder(times, None) for order, times in read.items()}
    by_rows = sorted(rows, key=lambda order: rows[order])
    weekends = {order: _weekend_share(times) for order, times in read.items()}
    by_weekends = sorted(weekends, key=lambda order: weekends[order])
    if falls[by_falls[1]] >= 3 and falls[by_falls[0]] <= falls[by_falls[1]] / 2:
        chosen, why, why_zh = by_falls[0], "the file's order", "文件顺序"
    elif rows[by_rows[1]] >= 10 and rows[by_rows[0]] <= rows[by_rows[1]] / 10:
        chosen, why, why_zh = by_rows[0], "the order of its rows", "各行的先后"
    elif spans[by_span[0]] <= spans[by_span[1]] / 2:
        chosen, why, why_zh = by_span[0], "the shorter period", "较短的时间跨度"
    elif weekends[by_weekends[0]] <= weekends[by_weekends[1]] / 4 and weekends[by_weekends[1]] >= TELLING_WEEKENDS:
        chosen, why, why_zh = by_weekends[0], "working days, of which the other order would make weekends", "工作日分布"
    else:
        chosen, why, why_zh = next(iter(read)), "", ""
    english, chinese = WORDS[chosen]
    found.append(
        Finding(
            "date_order_inferred" if why else "date_order_assumed",
            "note" if why else "limit",
            next(iter(read.values())).len(),
            f'Day and month can be exchanged in every date of "{name}"; read as {english}'
            + (f", which fits {why}." if why else ", and nothing in the file proves it."),
            f"“{name}”中的日与月均可互换；按{chinese}读取" + (f"，与{why_zh}相符。" if why else "，文件中没有依据。"),
            affects=() if why else ("flow time", "waiting", "order of events"),
        )
    )
    return chosen


def _disorder(times: pl.Series, case: pl.Series | None) -> int:
    """How often time runs against the file's direction, oldest or newest first."""
    # Negated, newest-first files rise.
    rises = falling_steps(-times.to_physical(), case)
    return min(falling_steps(times, case), rises)


def _weekend_share(times: pl.Series) -> float:
    """Share of the distinct days that are Saturdays and Sundays; too few days tell nothing."""
    days = times.dt.date().unique().drop_nulls()
    return float((days.dt.weekday() >= 6).mean() or 0) if days.len() >= TELLING_DAYS else 0.0  # type: ignore[arg-type]


def falling_steps(times: pl.Series, case: pl.Series | None) -> int:
    """How often time falls from a row to the next (of the same case, where cases are given)."""
    falls = (times < times.shift(1)).fill_null(False)
    return int((falls & (case == case.shift(1)).fill_null(False)).sum() if case is not None else falls.sum())


def _span(times: pl.Series) -> float:
    low, high = times.to_physical().min(), times.to_physical().max()
    return float(high - low) if isinstance(low, int) and isinstance(high, int) else 0.0
