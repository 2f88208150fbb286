"""Text or numbers -> instants: one format per column, decided on all its values, never row by row.

A format is an order of year, month and day; separators, padding, fractions, 上午/下午 and offsets may vary within it.
Where day/month and month/day both read every value, the order of the events decides, and that is said.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from mining.errors import TimeError
from mining.findings import Finding
from mining.reading.zones import localised

Order = Literal["ymd", "ydm", "dmy", "mdy"]
Kind = Literal["time", "epoch", "clock"]
NAIVE = pl.Datetime("us")
SAMPLE = 1000
MISSING = ("", "?", "-", "null", "(null)", "none", "nan", "nat", "n/a", "na", "#n/a", "\\n", "0000-00-00 00:00:00", "0000-00-00")
"""Texts (in lower case) that mean that there is no time."""
EPOCHS = {"seconds": (3e8, 1e10, 1e6), "milliseconds": (3e11, 1e13, 1e3), "microseconds": (3e14, 1e16, 1.0)}
"""Unit -> from, to (exclusive), microseconds per unit: 1979 to 2286; fewer digits are no epoch."""
PARTS = (
    r"^(?P<a>\d{1,4}) ?(?P<sep>[-/. ]) ?(?P<b>\d{1,2}) ?[-/. ] ?(?P<c>\d{1,4})\.?"
    r"(?:[t, ]+(?P<early>am|pm)? ?(?P<h>\d{1,2})[:.h](?P<mi>\d{1,2})(?:[:.](?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?)?:? ?(?P<late>am|pm)?)?"
    r" ?(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
FAST = r"^\d{1,4}(?P<sep>[-/.])\d{1,2}[-/.]\d{1,4}(?:(?P<gap>[ T])\d{1,2}:\d{2}(?P<s>:\d{2})?)?"
SUFFIX = r"^(?:[.,](?P<f>\d{1,9}))? ?(?P<zone>Z|z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
CLOCK = r"^\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$"


@dataclass(frozen=True)
class Times:
    """The times of one column.

    Attributes:
        values: Datetime[us, UTC], null where missing or unreadable.
        unreadable: marks rows in which something stands that is no time.
        format: the format in words.
        aware: whether the column itself says what instants are meant (offset, zone, epoch).
        timezone: the zone that the file names; None for mere offsets.
        offsets: the distinct offsets found, for example ``("+01:00", "+02:00")``.
        findings: what was noticed.
    """

    values: pl.Series
    unreadable: pl.Series
    format: str
    aware: bool = False
    timezone: str | None = None
    offsets: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class _Local:
    """Naive times, the offset of each in microseconds (null where none is given), and the offsets' texts."""

    naive: pl.Series
    offset: pl.Series | None
    offsets: tuple[str, ...]


def kind_of(column: pl.Series) -> Kind | None:
    """What a column holds, by a sample: times, numbers that can be an epoch, a time of day without a date, or none of it."""
    if isinstance(column.dtype, pl.Datetime | pl.Date):
        return "time"
    if isinstance(column.dtype, pl.Time):
        return "clock"
    sample = _sample(column)
    if sample.is_empty():
        return None
    if column.dtype.is_numeric() or (column.dtype == pl.String and sample.str.contains(r"^\d{9,16}(\.\d+)?$").all()):
        numbers = sample.cast(pl.Float64, strict=False)
        low, high = numbers.min(), numbers.max()
        if any(isinstance(low, float) and isinstance(high, float) and a <= low and high < b for a, b, _ in EPOCHS.values()):
            return "epoch"
    if column.dtype == pl.Int64 or column.dtype == pl.String:
        texts = sample.cast(pl.String)
        parts = _parts(texts)
        if parts.filter(pl.col("b").is_not_null() & _plausible_date()).height >= 0.6 * sample.len():
            return "time"
        if texts.str.contains(CLOCK).mean() >= 0.6:  # type: ignore[operator]
            return "clock"
    return None


def read_times(column: pl.Series, *, timezone: str | None = None, case: pl.Series | None = None) -> Times:
    """Read a column of times.

    Args:
        column: text, numbers (epoch), Date or Datetime.
        timezone: zone of times that do not say theirs; None: they are taken as if UTC.
        case: case of each row, for the evidence of order where day and month can be exchanged.

    Raises:
        TimeError: no format reads most of the column, or its dates are lost.
    """
    if isinstance(column.dtype, pl.Datetime | pl.Date):
        return _typed(column, timezone)
    if column.dtype.is_numeric() or kind_of(column) == "epoch":
        return _epoch(column)
    if column.dtype != pl.String:
        raise TimeError.not_times(column.name, str(column.dtype))
    found: list[Finding] = []
    order, local, words = _decided(column, case, found)
    values = local.naive
    aware = local.offset is not None and local.offset.null_count() == values.null_count()
    if local.offset is not None:
        absolute = (values - local.offset.cast(pl.Duration("us"))).dt.replace_time_zone("UTC")
    if local.offset is None or not aware:
        instants = _on_the_wall(values, timezone, found)
        if local.offset is not None:
            found.append(_mixed_zones(column.name, local))
            instants = pl.select(pl.when(pl.lit(local.offset.is_not_null())).then(pl.lit(absolute)).otherwise(pl.lit(instants))).to_series()
    else:
        instants = absolute
    failed = column.is_not_null() & instants.is_null()
    if failed.any():
        failed &= ~column.str.strip_chars().str.to_lowercase().is_in(MISSING)
    return Times(
        instants.alias(column.name), failed.fill_null(False), words, aware, None, local.offsets, tuple(found)
    )


def _decided(column: pl.Series, case: pl.Series | None, found: list[Finding]) -> tuple[Order, _Local, str]:
    """Choose the order of year, month and day that reads the most values, by evidence where two read the same."""
    sample = _sample(column)
    parts = _parts(sample).filter(pl.col("b").is_not_null())
    if parts.is_empty() or parts.height < 0.3 * sample.len():
        if sample.len() and (sample.str.contains(CLOCK).mean() or 0) > 0.5:  # type: ignore[operator]
            raise TimeError.dates_lost(column.name, sample.head(3).to_list())
        raise TimeError.unreadable(column.name, _examples(column), column.len() - column.null_count())
    orders = _orders(parts)
    first: Literal["ymd", "dmy"] = "ymd" if orders[0] == "ymd" else "dmy"
    fast = _fast_format(sample, parts)
    read = {order: _read(column, order, fast) for order in orders[: 1 if first == "ymd" else 3]}
    if first == "ymd" and read["ymd"].naive.null_count() > column.null_count() and len(orders) > 1:
        read["ydm"] = _read(column, "ydm", fast)
    misses = {order: local.naive.null_count() for order, local in read.items()}
    least = min(misses.values())
    best = [order for order in read if misses[order] == least]
    chosen = best[0]
    if len(best) > 1:
        separator = parts["sep"].mode()[0]
        if separator == "." and "dmy" in best:
            chosen = "dmy"
        else:
            chosen = _by_evidence(column.name, {order: read[order].naive for order in best}, case, found)
    date = {"y": "year", "m": "month", "d": "day"}
    separator = parts["sep"].mode().sort()[0]
    words = separator.join(date[letter] for letter in chosen)
    if parts["h"].null_count() < parts.height:
        words += " hour:minute" + (":second" if parts["s"].null_count() < parts.height else "")
        words += " 上午/下午 (am/pm)" if parts["early"].null_count() + parts["late"].null_count() < 2 * parts.height else ""
    if parts["zone"].null_count() < parts.height:
        words += " with offset"
    if least - column.null_count() > 0.5 * (column.len() - column.null_count()):
        failed = column.filter(column.is_not_null() & read[chosen].naive.is_null())
        if (~failed.str.strip_chars().str.to_lowercase().is_in(MISSING)).sum() > 0.5 * column.len():
            raise TimeError.unreadable(column.name, _examples(column), failed.len())
    return chosen, read[chosen], words


def _orders(parts: pl.DataFrame) -> list[Order]:
    """The orders that the lengths of the numbers allow, the usual one first."""
    if (parts["a"].str.len_chars() == 4).mean() > 0.5:  # type: ignore[operator]
        return ["ymd", "ydm"]
    if (parts["c"].str.len_chars() == 4).mean() > 0.5:  # type: ignore[operator]
        return ["dmy", "mdy"]
    return ["dmy", "mdy", "ymd"]


def _by_evidence(name: str, read: dict[Order, pl.Series], case: pl.Series | None, found: list[Finding]) -> Order:
    """Both orders read every value: take the one in which time falls less often, or else that spans less."""
    falls = {order: falling_steps(times, case) for order, times in read.items()}
    spans = {order: _span(times) for order, times in read.items()}
    by_falls = sorted(falls, key=lambda order: falls[order])
    by_span = sorted(spans, key=lambda order: spans[order])
    if all(times.equals(next(iter(read.values()))) for times in read.values()):
        return next(iter(read))
    if falls[by_falls[1]] >= 3 and falls[by_falls[0]] <= falls[by_falls[1]] / 2:
        chosen, why, why_zh = by_falls[0], "the file's order", "文件顺序"
    elif spans[by_span[0]] <= spans[by_span[1]] / 2:
        chosen, why, why_zh = by_span[0], "the shorter period", "较短的时间跨度"
    else:
        chosen, why, why_zh = next(iter(read)), "", ""
    words = {"dmy": ("day/month", "日/月"), "mdy": ("month/day", "月/日"), "ymd": ("year/month/day", "年/月/日"), "ydm": ("year/day/month", "年/日/月")}
    english, chinese = words[chosen]
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


def falling_steps(times: pl.Series, case: pl.Series | None) -> int:
    """How often time falls from a row to the next (of the same case, where cases are given)."""
    falls = (times < times.shift(1)).fill_null(False)
    return int((falls & (case == case.shift(1)).fill_null(False)).sum() if case is not None else falls.sum())


def _span(times: pl.Series) -> float:
    low, high = times.to_physical().min(), times.to_physical().max()
    return float(high - low) if isinstance(low, int) and isinstance(high, int) else 0.0


def _fast_format(sample: pl.Series, parts: pl.DataFrame) -> tuple[str, str, bool] | None:
    """Separator, gap and whether seconds are there, if a plain format reads the column; None: only the general way does."""
    groups = sample.str.extract_groups(FAST).struct.unnest()
    four = ((parts["a"].str.len_chars() == 4) | (parts["c"].str.len_chars() == 4)).all()
    if not four or groups["sep"].null_count() or (parts["early"].null_count() + parts["late"].null_count() < 2 * parts.height):
        return None
    gap, seconds = groups["gap"].mode().sort(descending=True)[0], groups["s"].null_count() == 0
    return groups["sep"].mode().sort()[0], gap or "", seconds


def _read(column: pl.Series, order: Order, fast: tuple[str, str, bool] | None) -> _Local:
    """Read every value in one order: most of them by a plain format, the rest (if any) by their parts."""
    naive = pl.Series(column.name, [None], dtype=NAIVE).new_from_index(0, column.len())
    offset: pl.Series | None = None
    if fast:
        separator, gap, seconds = fast
        date = separator.join({"y": "%Y", "m": "%m", "d": "%d"}[letter] for letter in order)
        width = 10 if not gap else 19 if seconds else 16
        format_ = date if not gap else f"{date}{gap}%H:%M" + (":%S" if seconds else "")
        naive = column.str.slice(0, width).str.to_datetime(format_, time_unit="us", strict=False)
        naive = pl.select(pl.when(pl.lit(naive).dt.year() >= 1000).then(pl.lit(naive))).to_series()
        suffix = column.str.slice(width)
        if (suffix != "").any():
            naive, offset = _with_suffix(naive, suffix)
    left = naive.is_null() & column.is_not_null()
    if left.any():
        texts = column.filter(left)
        distinct = texts.unique()
        read = _by_parts(_parts(distinct), order).with_columns(distinct.alias("text"))
        rest = pl.DataFrame({"text": texts}).join(read, on="text", how="left", maintain_order="left")
        rows = left.arg_true()
        naive = naive.scatter(rows, rest["naive"])
        if rest["offset"].null_count() < rest.height or offset is not None:
            offset = offset if offset is not None else pl.Series([None], dtype=pl.Int64).new_from_index(0, column.len())
            offset = offset.scatter(rows, rest["offset"])
    texts_of = () if offset is None else tuple(_offset_text(micros) for micros in offset.drop_nulls().unique().sort())
    return _Local(naive, offset if texts_of else None, texts_of)


def _with_suffix(naive: pl.Series, suffix: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Add the fractions of seconds and take the offsets that stand after the plain part; null where something else stands."""
    distinct = suffix.drop_nulls().unique()
    groups = distinct.str.extract_groups(SUFFIX).struct.unnest().with_columns(distinct.alias("suffix"))
    read = groups.select(
        "suffix",
        _micros_of_fraction(pl.col("f")).alias("fraction"),
        _micros_of_zone(pl.col("zone").str.to_lowercase()).alias("offset"),
        (pl.lit(distinct).str.contains(SUFFIX)).alias("known"),
    )
    joined = pl.DataFrame({"suffix": suffix, "naive": naive}).join(read, on="suffix", how="left", maintain_order="left")
    result = joined.select(
        pl.when("known").then(pl.col("naive") + pl.duration(microseconds="fraction")).cast(NAIVE).alias("naive"),
        pl.when(pl.col("known") & pl.col("naive").is_not_null()).then("offset").alias("offset"),
    )
    return result["naive"], result["offset"]


def _parts(texts: pl.Series) -> pl.DataFrame:
    """Split texts into numbers, after full-width digits, Chinese units and day halves are brought to one form."""
    plain = (
        texts.str.normalize("NFKC")
        .str.to_lowercase()
        .str.strip_chars()
        .str.replace_all("[年月]", "-")
        .str.replace_all("[日号]", " ")
        .str.replace_all("[时時点點分]", ":")
        .str.replace_all("秒", "")
        .str.replace_all("上午|凌晨|早上|午前|a\\.m\\.|am", " am ")
        .str.replace_all("下午|晚上|中午|午後|p\\.m\\.|pm", " pm ")
        .str.replace_all("(?:星期|周|週).", " ")
        .str.replace_all(r"\s+", " ")
        .str.replace_all(r"^(\d{4})(\d{2})(\d{2})(?:[t ]?(\d{2}):?(\d{2}):?(\d{2})?)?$", "$1-$2-$3 $4:$5:$6")
        .str.strip_chars(" :")
    )
    return plain.str.extract_groups(PARTS).struct.unnest()


def _plausible_date() -> pl.Expr:
    """At most one of the three numbers can be a year."""
    a, b, c = (pl.col(name).cast(pl.Int32) for name in "abc")
    year_first = a.is_between(1800, 2200) & (b <= 31) & (c <= 31)
    year_last = (a <= 31) & (b <= 31) & (c.is_between(1800, 2200) | (pl.col("c").str.len_chars() == 2))
    return (year_first | year_last) & (a > 0) & (b > 0)


def _by_parts(parts: pl.DataFrame, order: Order) -> pl.DataFrame:
    """Columns ``naive`` (Datetime[us]) and ``offset`` (microseconds) of split texts, null where the order does not fit."""
    place = dict(zip(order, "abc", strict=True))
    number = {name: pl.col(name).cast(pl.Int32) for name in ("h", "mi", "s")}
    year = pl.col(place["y"]).cast(pl.Int32)
    short = pl.col(place["y"]).str.len_chars() <= 2
    year = pl.when(short & (year < 70)).then(year + 2000).when(short).then(year + 1900).otherwise(year)
    half = pl.coalesce("early", "late")
    hour = pl.when(half.is_null()).then(number["h"])
    hour = hour.when((half == "pm") & (number["h"] < 12)).then(number["h"] + 12).when((half == "am") & (number["h"] == 12)).then(0)
    hour = hour.when((half == "am") & (number["h"] > 12)).then(None).otherwise(number["h"])
    text = pl.format(
        "{}-{}-{} {}:{}:{}",
        year,
        *(pl.col(place[letter]) for letter in "md"),
        pl.when(pl.col("h").is_null()).then(0).otherwise(hour),
        number["mi"].fill_null(0),
        number["s"].fill_null(0),
    )
    # A number in the place of month or day with more than two digits is none.
    fits = (pl.col(place["m"]).str.len_chars() <= 2) & (pl.col(place["d"]).str.len_chars() <= 2)
    naive = pl.when(fits).then(text).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    return parts.select(
        (naive + pl.duration(microseconds=_micros_of_fraction(pl.col("f")))).cast(NAIVE).alias("naive"),
        _micros_of_zone(pl.col("zone")).alias("offset"),
    )


def _micros_of_fraction(digits: pl.Expr) -> pl.Expr:
    return digits.str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64).fill_null(0)


def _micros_of_zone(zone: pl.Expr) -> pl.Expr:
    """Offset east of UTC in microseconds; null where none is given."""
    digits = zone.str.replace_all("[^0-9]", "").str.pad_end(4, "0")
    minutes = digits.str.slice(0, 2).cast(pl.Int64, strict=False) * 60 + digits.str.slice(2, 2).cast(pl.Int64, strict=False)
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    return pl.when(zone.is_not_null()).then(pl.when(zone.str.contains("^[zug]")).then(0).otherwise(sign * minutes * 60_000_000))


def _offset_text(micros: int) -> str:
    minutes = abs(micros) // 60_000_000
    return f"{'-' if micros < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"


def _typed(column: pl.Series, timezone: str | None) -> Times:
    """Times that the file itself holds as times."""
    nothing = pl.Series([False]).new_from_index(0, column.len())
    if isinstance(column.dtype, pl.Date):
        found: list[Finding] = []
        return Times(_on_the_wall(column.cast(NAIVE), timezone, found), nothing, "date", findings=tuple(found))
    zone = column.dtype.time_zone if isinstance(column.dtype, pl.Datetime) else None
    if zone is None:
        found = []
        return Times(_on_the_wall(column.cast(NAIVE), timezone, found), nothing, "date and time", findings=tuple(found))
    instants = column.dt.convert_time_zone("UTC").cast(pl.Datetime("us", "UTC"))
    place = zone if "/" in zone and not zone.startswith("Etc/") else None
    return Times(instants, nothing, f"date and time in {zone}", True, place)


def _epoch(column: pl.Series) -> Times:
    """Numbers since 1970-01-01 UTC; the unit follows from their size."""
    numbers = column.cast(pl.Float64, strict=False)
    middle = numbers.median()
    for unit, (low, high, factor) in EPOCHS.items():
        if isinstance(middle, float) and low <= middle < high:
            inside = (numbers >= low) & (numbers < high)
            micros = pl.select(pl.when(pl.lit(inside)).then((pl.lit(numbers) * factor).round().cast(pl.Int64))).to_series()
            instants = micros.cast(NAIVE).dt.replace_time_zone("UTC").alias(column.name)
            failed = (column.is_not_null() & instants.is_null()).fill_null(False)
            if column.dtype == pl.String:
                failed &= ~column.str.strip_chars().str.to_lowercase().is_in(MISSING)
            return Times(instants, failed, f"{unit} since 1970", True, None)
    raise TimeError.unreadable(column.name, _examples(column.cast(pl.String)), column.len())


def _on_the_wall(naive: pl.Series, timezone: str | None, found: list[Finding]) -> pl.Series:
    """Read naive times in the zone, or as if UTC where none is known; hours changed by the clocks are counted."""
    if timezone is None:
        return naive.dt.replace_time_zone("UTC")
    local = localised(naive, timezone)
    for code, marks, english, chinese in (
        ("ambiguous_hour", local.ambiguous, "exist twice (clocks were set back); the earlier one is taken", "因时钟回拨出现两次，取较早者"),
        ("nonexistent_hour", local.nonexistent, "do not exist (clocks were set forward); read as before the change", "因时钟拨快而不存在，按拨快前读取"),
    ):
        rows = int(marks.sum())
        if rows:
            found.append(
                Finding(
                    code,
                    "note",
                    rows,
                    f'{rows:,} times of "{naive.name}" {english} in {timezone}.',
                    f"“{naive.name}”中有 {rows:,} 个时间在 {timezone} {chinese}。",
                    tuple(f"row {row + 1}: {naive[row]}" for row in marks.arg_true().head(5)),
                    ("service time", "waiting"),
                )
            )
    return local.values


def _mixed_zones(name: str, local: _Local) -> Finding:
    assert local.offset is not None
    rows = int((local.naive.is_not_null() & local.offset.is_null()).sum())
    return Finding(
        "mixed_zones",
        "limit",
        rows,
        f'{rows:,} times of "{name}" say no offset while the others do; they are read in the zone of the log.',
        f"“{name}”中有 {rows:,} 个时间没有时区偏移而其余有；按日志时区读取。",
        affects=("flow time", "waiting", "order of events"),
    )


def _sample(column: pl.Series) -> pl.Series:
    """Distinct values from all over the column, in order, without those that mean nothing."""
    present = column.drop_nulls()
    if present.len() > 4 * SAMPLE:
        present = pl.concat([present.head(SAMPLE), present.gather_every(present.len() // SAMPLE), present.tail(SAMPLE)])
    present = present.unique(maintain_order=True).head(3 * SAMPLE)
    if present.dtype == pl.String:
        present = present.str.strip_chars().filter(~present.str.strip_chars().str.to_lowercase().is_in(MISSING))
    return present


def _examples(column: pl.Series) -> list[tuple[int, str]]:
    rows = column.is_not_null().arg_true().head(3)
    return [(row + 1, str(column[row])) for row in rows]
