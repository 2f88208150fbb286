"""A verdict in words, in English and Chinese: names of checks, limits, reasons."""

from __future__ import annotations

from typing import NamedTuple

from mining.blueprint.checks import VERDICTS, Amount, Check, Unit
from mining.language import word, word_or


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


def limits_text(limits: tuple[tuple[str, Amount], ...], language: str = "en") -> str:
    """Return limits in words: ``warn above 5 %, fail above 10 %``."""
    said = [f"{word(f'limit.{name}', language)} {amount_text(amount, language)}" for name, amount in limits]
    return ("，" if language == "zh" else ", ").join(said)


def amount_text(amount: Amount, language: str = "en") -> str:
    """Return a limit in words.

    >>> amount_text(Amount(0.01, "share")), amount_text(Amount(6, "hours per case")), amount_text(Amount(0.85))
    ('1 %', '6 h per case', '0.85')
    """
    return figure_text(amount.value, amount.unit, language)


def figure_text(value: float | None, unit: Unit, language: str = "en") -> str:
    """Return a figure in its unit; empty where it is not known.

    >>> figure_text(6, "hours per case", "zh")
    '每案例 6 小时'
    """
    if value is None:
        return ""
    match unit:
        case "share":
            return f"{100 * value:.3g} %"
        case "hours":
            return f"{value:,.4g} {word('unit.hours', language)}"
        case "hours per case":
            return f"每案例 {value:,.4g} 小时" if language == "zh" else f"{value:,.4g} h per case"
        case "verdict":
            return word(f"verdict.{VERDICTS[int(value)]}", language)
    return f"{value:,.4g}"
