"""Years as Japan and Taiwan count them -> years of the common era: 令和6年, R6.3.5, 民國113年, 113/03/05.

A year of three digits in front of month and day can only be one of the Republic of China (113 is 2024). A year of two digits
is one only where the era stands before it.
"""

from __future__ import annotations

import polars as pl

FIRST_YEARS = {
    "令和": 2019, "平成": 1989, "昭和": 1926, "r": 2019, "h": 1989, "s": 1926,
    "民國": 1912, "民国": 1912, "中華民國": 1912, "中华民国": 1912,
}  # fmt: skip
"""Era, in lower case -> its first year."""
ERA = (
    r"^(?P<era>令和|平成|昭和|中[華华]民[國国]|民[國国]|[rhs])\.? ?(?P<year>元|\d{1,3}) ?"
    r"(?P<rest>年.*|[./] ?(?:0?[1-9]|1[0-2]) ?[./] ?\d.*|-(?:0?[1-9]|1[0-2])-\d.*)$"
)
CODE = r"^[rhs]\d+-"
"""R6-3-5 is rather a room or a part than a date."""
REPUBLIC = r"^(?P<year>1\d\d) ?(?P<rest>(?:[-/.] ?\d{1,2} ?[-/.] ?|年 ?\d{1,2} ?月 ?)\d{1,2}(?:\D.*)?)$"
COMPACT = r"^1\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?: ?(?:[01]\d|2[0-3]):?[0-5]\d:?[0-5]\d)?$"
"""1130305 and 1130305150708: seven or thirteen digits, years of the Republic of China."""

NO_YEAR = (
    r"^(?:0?[1-9]|1[0-2])(?: ?[月월] ?\d{1,2} ?[日号號일]|[-/.]\d{1,2})"
    r"(?:[ ]|[上下午前後早晚凌晨中오전후])*\d{1,2} ?[:时時点點시]"
)
"""3月5日 15:07 and 03-05 15:07: a date without its year."""


def has_eras(texts: pl.Series) -> bool:
    """Whether any text is a date whose year is counted in another way.

    Args:
        texts: in lower case, of normal width.

    >>> has_eras(pl.Series(["2024-03-05", None])), has_eras(pl.Series(["令和6年3月5日"]))
    (False, True)
    """
    return any(bool(texts.str.contains(form).any()) for form in (ERA, REPUBLIC, COMPACT))


def in_common_years(texts: pl.Series) -> pl.Series:
    """Replace the years of eras by those of the common era; other texts stay.

    Args:
        texts: in lower case, of normal width.

    >>> in_common_years(pl.Series(["令和元年5月1日", "r6.3.5 15:07", "民國113年3月5日"])).to_list()
    ['2019年5月1日', '2024.3.5 15:07', '2024年3月5日']
    >>> in_common_years(pl.Series(["113/03/05", "1130305150708", "05.03.2024"])).to_list()
    ['2024/03/05', '20240305150708', '05.03.2024']
    """
    if not has_eras(texts):
        return texts
    named = texts.set(texts.str.contains(CODE), None).str.extract_groups(ERA).struct.unnest()
    first = named["era"].replace_strict(FIRST_YEARS, default=None, return_dtype=pl.Int64)
    number = named["year"].replace("元", "1").cast(pl.Int64)
    republic = texts.str.extract_groups(REPUBLIC).struct.unnest()
    compact = texts.str.contains(COMPACT)
    plain = pl.DataFrame({"text": texts, "named": named["rest"], "republic": republic["rest"]}).select(
        pl.when(pl.col("named").is_not_null())
        .then(pl.format("{}{}", first + number - 1, "named"))
        .when(pl.col("republic").is_not_null())
        .then(pl.format("{}{}", republic["year"].cast(pl.Int64) + 1911, "republic"))
        .when(pl.lit(compact))
        .then(
            pl.format(
                "{}{}", pl.col("text").str.slice(0, 3).cast(pl.Int64, strict=False) + 1911, pl.col("text").str.slice(3)
            )
        )
        .otherwise("text")
    )
    return plain.to_series().alias(texts.name)


def are_compact(texts: pl.Series, *, named: bool) -> bool:
    """Whether numbers are dates with years of the Republic of China: all of them, and not by chance.

    Args:
        texts: the distinct values.
        named: whether the heading speaks of a time; of seven digits it has to.

    >>> are_compact(pl.Series(["1130305150708", "1130305151000", "1130306090000"]), named=False)
    True
    >>> are_compact(pl.Series(["1130305150708", "1130305151000", "1130305999999"]), named=True)
    False
    """
    long = named or (texts.len() >= 3 and bool((texts.str.len_chars() >= 13).all()))
    return bool(texts.len() and long and texts.str.contains(COMPACT).all())


def lack_years(texts: pl.Series) -> bool:
    """Whether all texts are days of a month with a time of day, without a year.

    >>> lack_years(pl.Series(["3月5日 15:07", "03-06 08:00"])), lack_years(pl.Series(["2024-03-05 15:07"]))
    (True, False)
    """
    return bool(texts.len() and texts.str.normalize("NFKC").str.contains(NO_YEAR).all())
