"""Shares in per cent, written in one way per language: "61 %" in English, "61%" in Chinese."""

from __future__ import annotations


def per_cent(number: str, language: str = "en") -> str:
    """Return a number, as text, with the sign of per cent.

    >>> per_cent("61"), per_cent("61", "zh")
    ('61 %', '61%')
    """
    return f"{number}%" if language == "zh" else f"{number} %"


def share_text(share: float, language: str = "en") -> str:
    """Return a share of 1 in per cent; never rounded to 0 or 100 where it is neither.

    >>> share_text(0.6214), share_text(0.0423, "zh"), share_text(0.9999), share_text(0.0001)
    ('62 %', '4.2%', '> 99.9 %', '< 0.1 %')
    """
    whole = 0.1 <= share <= 0.99 or share in (0, 1)
    return per_cent(f"{100 * share:.0f}", language) if whole else share_tenths(share, language)


def share_tenths(share: float, language: str = "en") -> str:
    """Return a share of 1 to a tenth of a per cent, so that several can be compared; never rounded to 0 or 100.

    >>> share_tenths(0.6214), share_tenths(1 / 3, "zh"), share_tenths(1), share_tenths(0.9999)
    ('62.1 %', '33.3%', '100 %', '> 99.9 %')
    """
    if share in (0, 1):
        return per_cent(f"{100 * share:.0f}", language)
    if 0 < share < 0.001:
        return per_cent("< 0.1", language)
    if 0.999 < share < 1:
        return per_cent("> 99.9", language)
    return per_cent(f"{100 * share:.1f}", language)
