"""Times as programs print them -> as people write them: Java's and C's dates, DB2's, names of zones and of places.

What is understood one way only: CST is Chicago and Shanghai, IST three places; they stay as they are, and are not read.
"""

from __future__ import annotations

import polars as pl

from mining.reading.month_names import NUMBERS

ZONES = {
    "wet": "+00:00", "west": "+01:00", "cet": "+01:00", "cest": "+02:00", "mez": "+01:00", "mesz": "+02:00",
    "eet": "+02:00", "eest": "+03:00", "msk": "+03:00", "jst": "+09:00", "kst": "+09:00", "hkt": "+08:00", "sgt": "+08:00",
    "edt": "-04:00", "est": "-05:00", "cdt": "-05:00", "mdt": "-06:00", "mst": "-07:00", "pdt": "-07:00", "pst": "-08:00",
    "akdt": "-08:00", "akst": "-09:00", "hst": "-10:00", "brt": "-03:00", "aest": "+10:00", "aedt": "+11:00",
    "nzst": "+12:00", "nzdt": "+13:00",
}  # fmt: skip
"""Short names of zones that mean one offset -> it."""
LAST = rf"(?:\d|[ap]\.? ?m\.?) ({'|'.join(ZONES)})$"
"""A time that ends in the name of a zone."""
_MONTH = "|".join(sorted((name for name in NUMBERS if len(name) == 3), key=len))
FORMS = (
    # tue mar 05 15:07:10 cet 2024
    (rf"^[a-z]{{3}} ((?:{_MONTH}) +\d\d?) (\d\d?:\d\d:\d\d) ((?:[a-z]{{3,4}}|[+-]\d{{4}}) )?(\d{{4}})$", "$1 $4 $2 $3"),
    # 2024-03-05-15.07.10.123456
    (r"^(\d{4}-\d{2}-\d{2})-(\d{2})\.(\d{2})\.(\d{2})", "$1 $2:$3:$4"),
    # 2024-03-05t15:07:10+01:00[europe/berlin]
    (r"((?:z|[+-]\d{2}:?\d{2}))\[[a-z_/]+\]$", "$1"),
    # mar 5, 2024 @ 15:07:10.123
    (r" @ (\d{1,2}:)", " $1"),
    # 05.03.2024 15:07 uhr
    (r"(\d) (?:uhr|hrs)\.?$", "$1"),
)  # fmt: skip


def as_people_write(texts: pl.Series) -> pl.Series:
    """Bring times as programs print them to a form that is read.

    Args:
        texts: in lower case, of normal width.

    >>> as_people_write(pl.Series(["tue mar 05 15:07:10 cet 2024", "2024-03-05-15.07.10.123456"])).to_list()
    ['mar 05 2024 15:07:10 +01:00', '2024-03-05 15:07:10.123456']
    """
    for form, written in FORMS:
        if texts.str.contains(form).any():
            texts = texts.str.replace(form, written).str.strip_chars()
    zone = texts.str.extract(LAST, 1)
    if not zone.is_not_null().any():
        return texts
    offset = zone.replace_strict(ZONES, default=None, return_dtype=pl.String)
    moved = texts.str.replace(r"[a-z]+$", "") + offset
    return pl.select(pl.coalesce(pl.lit(moved), pl.lit(texts))).to_series()
