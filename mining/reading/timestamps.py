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
from mining.reading.date_order import in_order
from mining.reading.date_parts import NAIVE, LocalTimes, parts_of, says_nothing
from mining.reading.eras import are_compact, lack_years
from mining.reading.headings import likeness, names_a_time, plain_name
from mining.reading.last_words import numbers_a_case
from mining.reading.zones import localised

Kind = Literal["time", "epoch", "clock"]
SAMPLE = 1000
EPOCHS = {
    "seconds": (3e8, 1e10, 1e6),
    "milliseconds": (3e11, 1e13, 1e3),
    "microseconds": (3e14, 1e16, 1.0),
    "nanoseconds": (3e17, 1e19, 1e-3),
}
"""Unit -> from, to (exclusive), microseconds per unit: 1979 to 2286; fewer digits are no epoch."""
SERIALS = (20_000.0, 80_000.0)
"""Days since 1899-12-30 as spreadsheets count them, from, to (exclusive): 1954 to 2119."""
SERIAL = r"^\d{5}(?:[.,]\d+)?$"
SERIAL_ZERO = -2_209_161_600_000
"""1899-12-30 in milliseconds since 1970."""
MAY_BE_TIME = r"[[:^ascii:]]|[0-9]{8}|[0-9][^0-9]+[0-9]"
"""Every time has two numbers, or eight digits in a row, or is not written in ASCII."""
DIGITS = r"^\d+$"
COMPACT_CLOCK = r"^(?:[01]?\d|2[0-3])[0-5]\d[0-5]\d$"
"""150710 and 83005: a time of day in digits, as SAP writes it."""
DOTTED_CLOCK = r"^(?:[01]?\d|2[0-3])[.h][0-5]\d(?:[.m][0-5]\d)?$"
"""15.07 and 15h07: a time of day where the heading says so."""
CLOCK = r"^\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?: ?[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$"
WORDED_CLOCK = (
    r"^(?:上午|下午|午前|午後|오전|오후)? ?\d{1,2}(?:[:：]\d{2}|[时時点點시] ?\d{1,2}[分분])(?:[:：]?\d{1,2}[秒초]?)?$"
)
"""08時15分 and 下午3:07: a time of day in words."""


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


def kind_of(column: pl.Series) -> Kind | None:
    """What a column holds, by a sample: times, numbers that can be an epoch, a time of day without a date, or none of it."""
    if isinstance(column.dtype, pl.Datetime | pl.Date):
        return "time"
    if isinstance(column.dtype, pl.Time):
        return "clock"
    sample = _sample(column)
    if sample.is_empty():
        return None
    # 1130305150708 could be milliseconds since 1970, too: of the year 2005.
    if _in_digits(column, sample):
        return "time"
    if column.dtype.is_numeric() or (column.dtype == pl.String and sample.str.contains(r"^\d{9,19}(\.\d+)?$").all()):
        numbers = sample.cast(pl.Float64, strict=False)
        low, high = numbers.min(), numbers.max()
        if any(isinstance(low, float) and isinstance(high, float) and a <= low and high < b for a, b, _ in EPOCHS.values()):
            return "epoch"
    # So many numbers of five or six digits are no times that the heading must say so.
    if names_a_time(column.name):
        if _serials(sample) is not None:
            return "epoch"
        if not isinstance(column.dtype, pl.Float64) and sample.cast(pl.String).str.contains(COMPACT_CLOCK).all():
            return "clock"
        if column.dtype == pl.String and sample.str.contains(DOTTED_CLOCK).all():
            return "clock"
    if column.dtype == pl.Int64 or column.dtype == pl.String:
        texts = sample.cast(pl.String)
        # Ids often begin with the day: 20240305 and four more digits are read as a time only where no id is meant.
        if (
            (likeness(column.name, "case") or numbers_a_case(plain_name(column.name)))
            and not names_a_time(column.name)
            and texts.str.contains(DIGITS).all()
        ):
            return None
        # Taking texts apart is slow.
        if (texts.str.contains(MAY_BE_TIME).mean() or 0) < 0.6:  # type: ignore[operator]
            return None
        parts = parts_of(texts)
        if parts.filter(pl.col("b").is_not_null() & _plausible_date()).height >= 0.6 * sample.len():
            return "time"
        if texts.str.contains(f"{CLOCK}|{WORDED_CLOCK}").mean() >= 0.6:  # type: ignore[operator]
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
    serials = _serials(_sample(column)) is not None
    if serials:
        return _serial_days(column, timezone)
    kind = kind_of(column)
    if column.dtype.is_integer() and kind == "time":
        column = column.cast(pl.String)  # 20240305 in a workbook
    elif column.dtype.is_numeric() or kind == "epoch":
        return _epoch(column)
    if column.dtype != pl.String:
        raise TimeError.not_times(column.name, str(column.dtype))
    found: list[Finding] = []
    sample = _sample(column)
    parts = parts_of(sample).filter(pl.col("b").is_not_null())
    if parts.is_empty() or parts.height < 0.3 * sample.len():
        if sample.len() and (sample.str.contains(CLOCK).mean() or 0) > 0.5:  # type: ignore[operator]
            raise TimeError.dates_lost(column.name, sample.head(3).to_list())
        raise TimeError.unreadable(column.name, _examples(column), column.len() - column.null_count())
    local, words = in_order(column, sample, parts, case, found)
    values = local.naive
    aware = local.offset is not None and local.offset.null_count() == values.null_count()
    if local.offset is not None:
        absolute = (values - local.offset.cast(pl.Duration("us"))).dt.replace_time_zone("UTC")
    if local.offset is None or not aware:
        instants = _on_the_wall(values, timezone, found)
        if local.offset is not None:
            found.append(_mixed_zones(column.name, local))
            instants = pl.select(
                pl.when(pl.lit(local.offset.is_not_null())).then(pl.lit(absolute)).otherwise(pl.lit(instants))
            ).to_series()
    else:
        instants = absolute
    failed = column.is_not_null() & instants.is_null()
    if failed.any():
        failed = (failed & ~says_nothing(column)).fill_null(False)
    if failed.sum() > 0.5 * (column.len() - column.null_count()):
        raise TimeError.unreadable(column.name, _examples(column.set(~failed, None)), int(failed.sum()))
    return Times(instants.alias(column.name), failed, words, aware, None, local.offsets, tuple(found))


def joined(date: pl.Series, clock: pl.Series) -> pl.Series:
    """Join a column of dates and one of times of day into texts of times, null where there is no date.

    A midnight that a database has put behind every date gives way; 83005 is 08:30:05.

    >>> joined(pl.Series("UDATE", ["20240305", None]), pl.Series("UTIME", ["83005", "90000"])).to_list()
    ['20240305 08:30:05', None]
    """
    if isinstance(date.dtype, pl.Datetime):
        date = date.dt.date()
    days = date.cast(pl.String).str.strip_chars().str.replace(r"[ T]0?0:00(?::00(?:[.,]0+)?)?$", "")
    times = clock.cast(pl.String).str.strip_chars()
    sample = _sample(times)
    if sample.len() and sample.str.contains(COMPACT_CLOCK).all():
        times = times.str.zfill(6).str.replace(r"^(\d\d)(\d\d)(\d\d)$", "$1:$2:$3")
    if sample.len() and sample.str.contains(DOTTED_CLOCK).all():
        times = times.str.replace_all("[.hm]", ":")
    times = times.set(says_nothing(times).fill_null(True), "")
    return (days + " " + times).str.strip_chars_end().alias(f"{date.name} + {clock.name}")


def _in_digits(column: pl.Series, sample: pl.Series) -> bool:
    if not (column.dtype.is_integer() or column.dtype == pl.String):
        return False
    texts = sample.cast(pl.String)
    return bool((texts.head(1) > "1").all()) and are_compact(texts, named=names_a_time(column.name))


def has_no_year(column: pl.Series) -> bool:
    """Whether a column holds days of a month and times of day, and no year."""
    return column.dtype == pl.String and lack_years(_sample(column))


def _plausible_date() -> pl.Expr:
    """At most one of the three numbers can be a year."""
    a, b, c = (pl.col(name).cast(pl.Int32) for name in "abc")
    year_first = a.is_between(1800, 2200) & (b <= 31) & (c <= 31)
    year_last = (a <= 31) & (b <= 31) & (c.is_between(1800, 2200) | (pl.col("c").str.len_chars() == 2))
    return (year_first | year_last) & (a > 0) & (b > 0)


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
                failed &= ~says_nothing(column)
            return Times(instants, failed, f"{unit} since 1970", True, None)
    raise TimeError.unreadable(column.name, _examples(column.cast(pl.String)), column.len())


def _serials(column: pl.Series) -> pl.Series | None:
    """Return numbers that can be days of a spreadsheet; None where a value cannot be one."""
    if column.dtype == pl.String:
        if column.is_empty() or not column.head(50).str.contains(SERIAL).all():
            return None
        column = column.str.replace(",", ".")
    elif not column.dtype.is_numeric():
        return None
    numbers = column.cast(pl.Float64, strict=False)
    return numbers if numbers.len() and numbers.is_between(*SERIALS, closed="left").all() else None


def _serial_days(column: pl.Series, timezone: str | None) -> Times:
    """Days since 1899-12-30 as spreadsheets count them (from March 1900), local; to the millisecond, all they hold."""
    texts = column.str.replace(",", ".") if column.dtype == pl.String else column
    numbers = texts.cast(pl.Float64, strict=False)
    days = pl.select(pl.when(pl.lit(numbers).is_between(*SERIALS, closed="left")).then(pl.lit(numbers))).to_series()
    millis = (days * 86_400_000).round().cast(pl.Int64) + SERIAL_ZERO
    found: list[Finding] = []
    instants = _on_the_wall((millis * 1000).cast(NAIVE).alias(column.name), timezone, found)
    failed = (column.is_not_null() & instants.is_null()).fill_null(False)
    if column.dtype == pl.String:
        failed &= ~says_nothing(column)
    return Times(instants, failed, "days since 1899-12-30 (spreadsheet)", findings=tuple(found))


def _on_the_wall(naive: pl.Series, timezone: str | None, found: list[Finding]) -> pl.Series:
    """Read naive times in the zone, or as if UTC where none is known; hours changed by the clocks are counted."""
    if timezone is None:
        return naive.dt.replace_time_zone("UTC")
    local = localised(naive, timezone)
    for code, marks, english, chinese in (
        (
            "ambiguous_hour",
            local.ambiguous,
            "exist twice (clocks were set back); the earlier one is taken",
            "因时钟回拨出现两次，取较早者",
        ),
        (
            "nonexistent_hour",
            local.nonexistent,
            "do not exist (clocks were set forward); read as before the change",
            "因时钟拨快而不存在，按拨快前读取",
        ),
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


def _mixed_zones(name: str, local: LocalTimes) -> Finding:
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
        present = present.filter(~says_nothing(present)).str.strip_chars()
    return present


def _examples(column: pl.Series) -> list[tuple[int, str]]:
    rows = column.is_not_null().arg_true().head(3)
    return [(row + 1, str(column[row])) for row in rows]
