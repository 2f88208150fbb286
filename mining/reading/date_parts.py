"""Texts of times -> local times and offsets, in a given order of year, month and day.

Separators, padding, fractions of seconds, full-width digits, names of months, 上午/下午 (午前/午後, 오전/오후), years of
eras and offsets may vary; the order may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from mining.reading.eras import in_common_years
from mining.reading.fixed_width import in_fixed_width
from mining.reading.month_names import has_month_names, in_numbers
from mining.reading.program_times import as_people_write

Order = Literal["ymd", "ydm", "dmy", "mdy"]
NAIVE = pl.Datetime("us")
MISSING = ("", "?", "-", "null", "(null)", "none", "nan", "nat", "n/a", "na", "#n/a", "\\n")
"""Texts (in lower case) that mean that nothing is known."""
NO_DATE = (*MISSING, "0000-00-00 00:00:00", "0000-00-00")
"""Texts (in lower case) that mean that there is no time."""
PARTS = (
    r"^(?P<a>\d{1,4}) ?(?P<sep>[-/. ]) ?(?P<b>\d{1,2}) ?[-/. ] ?(?P<c>\d{1,4})\.?"
    r"(?:[t, ]+(?P<early>am|pm|noon|night)? ?(?P<h>\d{1,2})[:.h](?P<mi>\d{1,2})"
    r"(?:[:.](?P<s>\d{1,2})(?:[.,](?P<f>\d{1,9}))?)?:? ?(?P<late>am|pm)?)?"
    r" ?(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
)
FAST = r"^\d{1,4}(?P<sep>[-/.])\d{1,2}[-/.]\d{1,4}(?:(?P<gap>[ T])\d{1,2}:\d{2}(?P<s>:\d{2})?)?"
SUFFIX = r"^(?:[.,](?P<f>\d{1,9}))? ?(?P<zone>Z|z|UTC|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"

WEEKDAY = r"(?:星期|周|週|礼拜|禮拜).|[月火水木金土日]曜日?|[월화수목금토일]요일"
WEEKDAY = rf"\((?:[一二三四五六月火水木金土日월화수목금토일]|{WEEKDAY})\)|{WEEKDAY}"
"""(火) and 星期二, which say nothing that the date does not say."""
COMPACT = r"^(\d{4})(\d{2})(\d{2})(?:[t ]?(\d{2}):?(\d{2}):?(\d{2})?)?((?:[.,]\d{1,9})? ?(?:z|utc|gmt|[+-]\d{2}:?\d{2})?)$"
"""A time without separators: 20240305150710, 20240305T150710.123 GMT."""
DATE_AND_CLOCK = (
    r"^(?P<date>[^:：]*?[\d日号일])"
    r"(?P<clock>(?:[ Tt,]+|[ Tt,]*(?:上午|下午|凌晨|清晨|早上|傍晚|晚上|中午|午前|午後|오전|오후) ?)\d{1,2}[:：h]\d{2}.*)$"
)


@dataclass(frozen=True)
class LocalTimes:
    """What the texts of a column say.

    Attributes:
        naive: Datetime[us] as on the clock on the wall, null where a text does not fit.
        offset: microseconds east of UTC, null where none is given; None where no text gives one.
        offsets: the distinct offsets as texts.
    """

    naive: pl.Series
    offset: pl.Series | None
    offsets: tuple[str, ...]


def says_nothing(texts: pl.Series) -> pl.Series:
    """Mark the texts that mean that there is no time."""
    return texts.str.strip_chars().str.to_lowercase().is_in(list(NO_DATE))


def fast_format(sample: pl.Series, parts: pl.DataFrame) -> tuple[str, str, bool] | None:
    """Separator, gap and whether seconds are there, if a plain format reads the column; None: only the general way does."""
    groups = sample.str.extract_groups(FAST).struct.unnest()
    four = ((parts["a"].str.len_chars() == 4) | (parts["c"].str.len_chars() == 4)).all()
    if (
        not four
        or groups["sep"].null_count()
        or (parts["early"].null_count() + parts["late"].null_count() < 2 * parts.height)
    ):
        return None
    gap, seconds = groups["gap"].mode().sort(descending=True)[0], groups["s"].null_count() == 0
    return groups["sep"].mode().sort()[0], gap or "", seconds


def read_in(column: pl.Series, order: Order, fast: tuple[str, str, bool] | None) -> LocalTimes:
    """Read every value in one order: most of them by a plain format, the rest (if any) by their parts."""
    naive = pl.Series(column.name, [None], dtype=NAIVE).new_from_index(0, column.len())
    offset: pl.Series | None = None
    fixed = in_fixed_width(column, order, fast[0], fast[1]) if fast and fast[1] and fast[2] else None
    if fixed is not None:
        return LocalTimes(fixed, None, ())
    if fast:
        separator, gap, seconds = fast
        date = separator.join({"y": "%Y", "m": "%m", "d": "%d"}[letter] for letter in order)
        width = 10 if not gap else 19 if seconds else 16
        format_ = date if not gap else f"{date}{gap}%H:%M" + (":%S" if seconds else "")
        naive = column.str.slice(0, width).str.to_datetime(format_, time_unit="us", strict=False)
        naive = pl.select(pl.when(pl.lit(naive).dt.year() >= 1000).then(pl.lit(naive))).to_series()
        suffix = column.str.slice(width)
        if (suffix != "").any():
            naive, offset = with_suffix(naive, suffix)
    left = naive.is_null() & column.is_not_null()
    if left.any():
        rest = _date_and_clock(column.filter(left), order)
        rows = left.arg_true()
        naive = naive.scatter(rows, rest["naive"])
        if rest["offset"].null_count() < rest.height or offset is not None:
            offset = offset if offset is not None else pl.Series([None], dtype=pl.Int64).new_from_index(0, column.len())
            offset = offset.scatter(rows, rest["offset"])
    texts_of = () if offset is None else tuple(_offset_text(micros) for micros in offset.drop_nulls().unique().sort())
    return LocalTimes(naive, offset if texts_of else None, texts_of)


def _date_and_clock(texts: pl.Series, order: Order) -> pl.DataFrame:
    """Columns ``naive`` and ``offset``: dates and times of day are read apart, each distinct one once; the rest whole."""
    # A million distinct times are made of some thousand dates and at most 86,400 seconds of the day.
    split = texts.str.extract_groups(DATE_AND_CLOCK).struct.unnest()
    read = {}
    for half, before in (("date", ""), ("clock", "2000-01-01")):
        distinct = split[half].drop_nulls().unique()
        own_order: Order = "ymd" if before else order
        parts = _by_parts(parts_of(before + distinct), own_order).with_columns(distinct.alias(half))
        read[half] = split.select(half).join(parts, on=half, how="left", maintain_order="left")
    day, clock = read["date"], read["clock"]
    of_day = clock["naive"] - datetime(2000, 1, 1)
    both = pl.DataFrame(
        {"naive": (day["naive"] + of_day).cast(NAIVE).set(day["offset"].is_not_null(), None), "offset": clock["offset"]}
    )
    left = both["naive"].is_null()
    if left.any():
        whole = texts.filter(left)
        distinct = whole.unique()
        parts = _by_parts(parts_of(distinct), order).with_columns(distinct.alias("text"))
        parts = pl.DataFrame({"text": whole}).join(parts, on="text", how="left", maintain_order="left")
        rows = left.arg_true()
        both = both.with_columns(both[name].scatter(rows, parts[name]) for name in ("naive", "offset"))
    return both


def with_suffix(naive: pl.Series, suffix: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Add the fractions of seconds and take the offsets after the plain part; null where something else stands."""
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


def parts_of(texts: pl.Series) -> pl.DataFrame:
    """Split texts into numbers, after full-width digits, Chinese units and day halves are brought to one form."""
    plain = texts.str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    plain = as_people_write(plain)
    if has_month_names(plain):
        plain = in_numbers(plain)
    plain = (
        in_common_years(plain)
        .str.replace_all(WEEKDAY, " ")
        .str.replace_all("[年月년월]", "-")
        .str.replace_all("[日号일]", " ")
        .str.replace_all("[時时点點分시분]", ":")
        .str.replace_all("[秒초]", "")
        .str.replace_all("上午|凌晨|清晨|早上|午前|오전|a\\. ?m\\.|am", " am ")
        .str.replace_all("下午|傍晚|午後|오후|p\\. ?m\\.|pm", " pm ")
        .str.replace_all("中午", " noon ")
        .str.replace_all("晚上", " night ")
        .str.replace_all(r"\s+", " ")
        .str.replace_all(r": (\d)", ":$1")
        .str.replace_all(r" (\d{1,2}):$", " $1:00")
        .str.replace_all(COMPACT, "$1-$2-$3 $4:$5:$6$7")
        .str.replace_all(r"^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{3})$", "$1-$2-$3 $4:$5:$6.$7")
        .str.strip_chars(" :")
    )
    return plain.str.extract_groups(PARTS).struct.unnest()


def _by_parts(parts: pl.DataFrame, order: Order) -> pl.DataFrame:
    """Columns ``naive`` (Datetime[us]) and ``offset`` (microseconds) of split texts, null where the order does not fit."""
    place = dict(zip(order, "abc", strict=True))
    number = {name: pl.col(name).cast(pl.Int32) for name in ("h", "mi", "s")}
    year = pl.col(place["y"]).cast(pl.Int32)
    short = pl.col(place["y"]).str.len_chars() <= 2
    year = pl.when(short & (year < 70)).then(year + 2000).when(short).then(year + 1900).otherwise(year)
    half = pl.coalesce("early", "late")
    hour = (
        pl.when(half.is_null())
        .then(number["h"])
        .when((half == "pm") & (number["h"] < 12))
        .then(number["h"] + 12)
        .when((half == "am") & (number["h"] == 12))
        .then(0)
        .when((half == "am") & (number["h"] > 12))
        .then(None)
        # Noon is about twelve: 中午11:50 is before, 中午1:10 behind it. 晚上12:30 may belong to either of two days.
        .when((half == "noon") & (number["h"] < 3))
        .then(number["h"] + 12)
        .when((half == "night") & number["h"].is_between(5, 11))
        .then(number["h"] + 12)
        .when((half == "night") & (number["h"] < 17))
        .then(None)
        .otherwise(number["h"])
    )
    # 24:00 is the end of the day: the midnight that begins the next one.
    last = (number["h"] == 24) & (number["mi"] == 0) & (number["s"].fill_null(0) == 0) & half.is_null()
    hour = pl.when(last).then(0).otherwise(hour)
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
        (naive + pl.duration(days=last.fill_null(False).cast(pl.Int64), microseconds=_micros_of_fraction(pl.col("f"))))
        .cast(NAIVE)
        .alias("naive"),
        _micros_of_zone(pl.col("zone")).alias("offset"),
    )


def _micros_of_fraction(digits: pl.Expr) -> pl.Expr:
    return digits.str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64).fill_null(0)


def _micros_of_zone(zone: pl.Expr) -> pl.Expr:
    """Offset east of UTC in microseconds; null where none is given."""
    digits = zone.str.replace_all("[^0-9]", "").str.pad_end(4, "0")
    minutes = digits.str.slice(0, 2).cast(pl.Int64, strict=False) * 60 + digits.str.slice(2, 2).cast(pl.Int64, strict=False)
    sign = pl.when(zone.str.starts_with("-")).then(-1).otherwise(1)
    return pl.when(zone.is_not_null()).then(
        pl.when(zone.str.contains("^[zug]")).then(0).otherwise(sign * minutes * 60_000_000)
    )


def _offset_text(micros: int) -> str:
    minutes = abs(micros) // 60_000_000
    return f"{'-' if micros < 0 else '+'}{minutes // 60:02}:{minutes % 60:02}"
