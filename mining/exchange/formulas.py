"""Texts that a spreadsheet would take for formulas, made harmless so that nothing is lost.

A text that begins with ``=``, ``+``, ``-``, ``@`` (also of full width), a tab, a carriage return or an apostrophe gets an
apostrophe before it, and the empty text becomes one (so that it is not an unknown value). Taking the first apostrophe off
gives every text back.
"""

from __future__ import annotations

import polars as pl

BEGINNINGS = "^[=+\\-@\t\r'\uff1d\uff0b\uff0d\uff20]"


def harmless(texts: pl.Series) -> pl.Series:
    """Return texts that cannot start a formula.

    >>> harmless(pl.Series(["=1+1", "fine", "", "'", None])).to_list()
    ["'=1+1", 'fine', "'", "''", None]
    """
    risky = texts.str.contains(BEGINNINGS) | (texts == "")
    return pl.select(pl.when(risky).then(pl.lit("'") + texts).otherwise(texts).alias(texts.name)).to_series()


def as_they_were(texts: pl.Series) -> pl.Series:
    """Undo `harmless`.

    >>> as_they_were(pl.Series(["'=1+1", "fine", "'", "''", None])).to_list()
    ['=1+1', 'fine', '', "'", None]
    """
    return texts.str.strip_prefix("'")
