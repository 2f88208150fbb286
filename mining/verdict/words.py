"""A verdict in words, in English and Chinese: names of checks, limits, reasons."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor, log10
from typing import NamedTuple

from mining.blueprint.checks import VERDICTS, Amount, Check, Unit
from mining.language import word, word_or
from mining.shares import per_cent

SLACK = 1e-12
"""A figure that is the limit, but for the last bit of a fraction, keeps it."""
PER_CENT = 100
MOST_STATED = 9
MOST = 17
"""Digits: more than these a limit that somebody wrote does not have; more than those a number does not have."""


class Why(NamedTuple):
    """Why something cannot be judged, in both languages."""

    en: str
    zh: str

    def text(self, language: str) -> str:
        """The reason in a language."""
        return self.zh if language == "zh" else self.en


def name_of(each: Check, language: str = "en") -> str:
    """Return a check's measure with what narrows it.

    >>> name_of(Check("deviation", (("kind", "skipped"), ("step", "take"))))
    'deviation skipped, step take'
    >>> name_of(Check("deviation", (("kind", "skipped"), ("step", "take"))), "zh")
    '偏差 跳过，步骤 take'
    """
    narrowed = dict(each.of)
    kind = narrowed.pop("kind", None)
    measure = word_or(f"measure.{each.measure}", each.measure, language)
    if kind is not None:
        measure += f" {kind if language == 'en' else word_or(f'deviation.{kind}', kind, language)}"
    parts = [f"{word_or(f'narrowing.{key}', key, language)} {value}" for key, value in narrowed.items()]
    return ("，" if language == "zh" else ", ").join([measure, *parts])


def check_texts(
    figures: Iterable[float | None], limits: tuple[tuple[str, Amount], ...], unit: Unit, language: str = "en"
) -> tuple[list[str], str]:
    """Return the figures of a check and its limits in words, a figure that is not known as nothing.

    Limits stand as they are stated. A figure has three digits that count (a number four), and as many more as it takes to
    stand on the same side of every limit as it does; no digit before the point is ever left out.

    >>> check_texts([0.10004, 0.0432, None], (("fail_above", Amount(0.1, "share")),), "share")
    (['10.004 %', '4.32 %', ''], 'fail above 10 %')
    >>> check_texts([12345.6], (("warn_above", Amount(9000, "hours")), ("fail_above", Amount(12345.7, "hours"))), "hours")
    (['12,345.6 h'], 'warn above 9,000 h, fail above 12,345.7 h')
    """
    counts = PER_CENT if unit == "share" else 1
    fewest = 3 if unit == "share" else 4
    stated = [(amount.value, _digits_as_stated(counts * amount.value)) for _, amount in limits]
    known = [value for value in figures if value is not None]
    digits = {value: _digits_apart(value, stated, counts, fewest) for value in known}
    most = max(digits.values(), default=fewest)
    said = [
        f"{word(f'limit.{name}', language)} {_in_unit(value, own or most, unit, language)}"
        for (name, _), (value, own) in zip(limits, stated, strict=True)
    ]
    texts = ["" if value is None else _in_unit(value, digits[value], unit, language) for value in figures]
    return texts, ("，" if language == "zh" else ", ").join(said)


def _digits_as_stated(number: float) -> int | None:
    """How many digits a limit needs to stand as it is; None: a fraction without end, such as 20 min in hours."""
    return next((n for n in range(1, MOST_STATED + 1) if abs(_rounded(number, n) - number) <= 1e-12 * abs(number)), None)


def _digits_apart(value: float, limits: Sequence[tuple[float, int | None]], counts: int, fewest: int) -> int:
    """How many digits put a figure on the side of each limit on which it is."""

    def stands(limit: float, own: int | None, digits: int) -> bool:
        beside = _rounded(counts * limit, own or digits)
        shown = _rounded(counts * value, digits)
        return (shown > beside, shown < beside) == (value > limit + SLACK, value < limit - SLACK)

    enough = (n for n in range(fewest, MOST) if all(stands(limit, own, n) for limit, own in limits))
    return next(enough, MOST)


def _decimals(number: float, digits: int) -> int:
    return max(digits - 1 - floor(log10(abs(number))), 0) if number else 0


def _rounded(number: float, digits: int) -> float:
    return round(number, _decimals(number, digits))


def _in_unit(value: float, digits: int, unit: Unit, language: str) -> str:
    if unit == "verdict":
        return word(f"verdict.{VERDICTS[int(value)]}", language)
    number = PER_CENT * value if unit == "share" else value
    text = f"{number:,.{_decimals(number, digits)}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    match unit:
        case "share":
            return per_cent(text, language)
        case "hours":
            return f"{text} {word('unit.hours', language)}"
        case "hours per case":
            return f"每案例 {text} 小时" if language == "zh" else f"{text} h per case"
    return text
