"""Dates whose month is a word -> dates in numbers: English, German, French, Spanish, Portuguese, Italian, Chinese.

A month by name leaves no doubt which number is the day, so the result is always year-month-day.
"""

from __future__ import annotations

import polars as pl

NAMES: tuple[str, ...] = (
    "january jan janvier janv januar janner jaenner janeiro enero ene gennaio gen",
    "february feb fevrier fevr fev februar feber fevereiro febrero febbraio",
    "march mar mars marz maerz mrz marco marzo",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag",
    "june jun juin juni junho junio giugno giu",
    "july jul juillet juil juli julho julio luglio lug",
    "august aug aout aou agosto ago",
    "september sept sep septembre setembro septiembre setiembre settembre sett set",
    "october oct octobre oktober okt outubro out octubre ottobre ott",
    "november nov novembre novembro noviembre",
    "december dec decembre dezember dez dezembro diciembre dic dicembre",
)
"""The names of each month and their short forms, in lower case and without accents."""
NUMBERS = {name: f"#{month:02}" for month, names in enumerate(NAMES, 1) for name in names.split()}
STEMS = (
    r"(?i)jan|jän|jaen|ene|gen|feb|fev|fév|mar|mär|maer|mrz|apr|avr|abr|ma[iyg]|jun|juin|giu|jul|juil|lug|aug|aou|aoû|ago"
    r"|se[pt]|o[ck]t|out|ott|nov|dec|déc|dez|dic"
)
"""What every name of a month begins with, as it stands in the text."""
LINKS = r"\b(?:um|at|kl|as|a las?|a|alle ore|alle|ore|uhr|hrs|de|del|di|du|of|le|el|il|the|den|dem)\b"
"""Words between day, month, year and time of day."""
DAY, JOIN, AFTER = r"(\d{1,2})(?:st|nd|rd|th|er|o|a|°)?", r"[-./,' ]*", r"(?:[ ,:t]+|$)"
FORMS = (
    (rf"^{DAY}{JOIN}#(\d\d){JOIN}(\d{{4}}){AFTER}", "${3}-${2}-${1} "),
    (rf"^#(\d\d){JOIN}{DAY}{JOIN}(\d{{4}}){AFTER}", "${3}-${1}-${2} "),
    (rf"^(\d{{4}}){JOIN}#(\d\d){JOIN}{DAY}{AFTER}", "${1}-${2}-${3} "),
    (rf"^{DAY}{JOIN}#(\d\d){JOIN}([0-6]\d){AFTER}", "20${3}-${2}-${1} "),
    (rf"^{DAY}{JOIN}#(\d\d){JOIN}([7-9]\d){AFTER}", "19${3}-${2}-${1} "),
    (rf"^#(\d\d){JOIN}{DAY}[-./,' ]+([0-6]\d){AFTER}", "20${3}-${1}-${2} "),
    (rf"^#(\d\d){JOIN}{DAY}[-./,' ]+([7-9]\d){AFTER}", "19${3}-${1}-${2} "),
)
"""Day, month and year in each of their places -> year-month-day; years of two digits are 1970 to 2069."""
CHINESE = "[一二三四五六七八九十]月|[〇○零一二三四五六七八九]{4}年"
_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))


def _chinese_numbers() -> dict[str, str]:
    """三十一日 -> 31日 for every day, month, hour, minute and second, the longest first."""
    ones = "一二三四五六七八九"
    words = {word: str(k) for k, word in enumerate(ones, 1)}
    words |= {"十": "10"} | {f"十{word}": f"1{k}" for k, word in enumerate(ones, 1)}
    for k, tens in enumerate("二三四五", 2):
        words |= {f"{tens}十": f"{k}0"} | {f"{tens}十{word}": f"{k}{n}" for n, word in enumerate(ones, 1)}
    words |= {f"{zero}{word}": number for zero in "〇零" for word, number in tuple(words.items())[:9]}
    words |= dict.fromkeys("〇零", "0")
    units = {f"{word}{unit}": f"{number}{unit}" for word, number in words.items() for unit in "月日号时時点點分秒"}
    return dict(sorted(units.items(), key=lambda item: -len(item[0])))


CHINESE_NUMBERS = _chinese_numbers()


def has_month_names(texts: pl.Series) -> bool:
    """Whether any text holds what may be the name of a month.

    >>> has_month_names(pl.Series(["2024-03-05 pm", None])), has_month_names(pl.Series(["5-Mär-24"]))
    (False, True)
    """
    return bool(texts.str.contains(STEMS).any() or texts.str.contains(CHINESE).any())


def in_numbers(texts: pl.Series) -> pl.Series:
    """Replace the name of the month, and set year, month and day in this order; other texts stay.

    Args:
        texts: in lower case, of normal width.

    >>> in_numbers(pl.Series(["di, 3. märz 2024", "mar 5, 1999 3:07 pm", "二〇二四年十二月五日"])).to_list()
    ['2024-03-3 ', '1999-03-5 3:07 pm', '2024年12月5日']
    """
    if texts.str.contains(CHINESE).any():
        numbered = texts.str.replace_many(CHINESE_NUMBERS, leftmost=True)
        digits = numbered.str.extract(r"^([〇○零一二三四五六七八九]{4})年", 1).str.replace_many(_DIGITS)
        rest = numbered.str.replace(r"^[〇○零一二三四五六七八九]{4}", "")
        texts = pl.select(pl.when(pl.lit(digits).is_null()).then(pl.lit(numbered)).otherwise(digits + rest)).to_series()
    named = texts.str.contains(STEMS)
    if not named.any():
        return texts
    plain = (
        texts.str.normalize("NFKD")
        .str.replace_all(r"\p{M}", "")
        .str.replace_all(r"\b([ap])\. ?m\b\.?", "${1}m")
        .str.replace(r"^[a-z-]+[., ]+([a-z]{3,}\.? *\d.*)$", "$1")
        .str.replace(rf"^[a-z-]+[., ]+({DAY}[-/. ]+(?:de )?[a-z]{{3}}.*)$", "$1")
        .str.replace_many(dict(sorted(NUMBERS.items(), key=lambda item: -len(item[0]))), leftmost=True)
        .str.replace_all(LINKS, " ")
    )
    for form, numbers in FORMS:
        plain = plain.str.replace(form, numbers)
    return pl.select(pl.when(pl.lit(named)).then(pl.lit(plain)).otherwise(pl.lit(texts))).to_series()
