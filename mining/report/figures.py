"""Numbers as text: with their unit, in either language, the same digits in both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mining.language import word
from mining.shares import share_text as plain_share

HOUR = timedelta(hours=1)
NO_BREAK = "\u00a0"
DASH = "–"


def count_text(number: int) -> str:
    """An integer with separators.

    >>> count_text(12345)
    '12,345'
    """
    return f"{number:,}"


def share_text(share: float | None, language: str = "en") -> str:
    r"""A share of 1 in per cent; number and sign stay on one line.

    >>> share_text(0.6214), share_text(0.0423, "zh"), share_text(0.9999), share_text(None)
    ('62\xa0%', '4.2%', '>\xa099.9\xa0%', 'not known')
    """
    return word("not_known", language) if share is None else plain_share(share, language).replace(" ", NO_BREAK)


def hours_of(length: timedelta) -> float:
    """A length in hours.

    >>> hours_of(timedelta(minutes=90))
    1.5
    """
    return length / HOUR


def hours_text(length: timedelta | None, language: str = "en") -> str:
    r"""A total in hours, whatever its size, so that totals can be compared.

    >>> hours_text(timedelta(hours=1234.4)), hours_text(timedelta(minutes=90)), hours_text(timedelta(seconds=90), "zh")
    ('1,234\xa0h', '1.5\xa0h', '0.025\xa0小时')
    """
    if length is None:
        return word("not_known", language)
    number = hours_of(length)
    text = f"{number:.1f}" if 0.95 <= abs(number) < 99.95 else _plain(number)
    return f"{text}{NO_BREAK}{word('unit.hours', language)}"


def duration_text(length: timedelta | None, language: str = "en") -> str:
    r"""A length in the unit that a person would use: s, min, h, from two days on d.

    >>> [duration_text(timedelta(minutes=minutes)) for minutes in (0.5, 114, 12240)]
    ['30\xa0s', '1.9\xa0h', '8.5\xa0d']
    """
    if length is None:
        return word("not_known", language)
    size = abs(length)
    if size >= timedelta(days=2):
        return _with_unit(length / timedelta(days=1), "unit.days", language)
    if size >= HOUR:
        return _with_unit(length / HOUR, "unit.hours", language)
    if size >= timedelta(minutes=1):
        return _with_unit(length / timedelta(minutes=1), "unit.minutes", language)
    return _with_unit(length / timedelta(seconds=1), "unit.seconds", language)


def signed_duration_text(length: timedelta | None, language: str = "en") -> str:
    r"""A difference, with its sign.

    >>> signed_duration_text(timedelta(minutes=30)), signed_duration_text(timedelta(minutes=-30))
    ('+30\xa0min', '−30\xa0min')
    """
    if length is None:
        return word("not_known", language)
    if not length:
        return duration_text(length, language)
    return ("+" if length > timedelta(0) else "−") + duration_text(abs(length), language)


def moment_text(moment: datetime | None, timezone: str | None, language: str = "en") -> str:
    """An instant to the minute in a zone (UTC where none is known; the report names the zone once).

    >>> moment_text(datetime(2026, 9, 1, 7, 15, tzinfo=UTC), "Europe/Lisbon")
    '2026-09-01 08:15'
    """
    if moment is None:
        return word("not_known", language)
    return moment.astimezone(ZoneInfo(timezone) if timezone else UTC).strftime("%Y-%m-%d %H:%M")


def money_text(amount: float | None, currency: str | None, language: str = "en") -> str:
    r"""An amount with its currency.

    >>> money_text(12345.6, "EUR"), money_text(12.3, None)
    ('EUR\xa012,346', '12.3')
    """
    if amount is None:
        return word("not_known", language)
    text = _plain(amount) if abs(amount) < 100 else f"{amount:,.0f}"
    return f"{currency}{NO_BREAK}{text}" if currency else text


def span_text(low: str, high: str) -> str:
    r"""Low to high as one text, a unit or currency that both share said once; one text where both are the same.

    >>> span_text("1\xa0h", "3\xa0h"), span_text("40\xa0min", "3\xa0h"), span_text("EUR\xa01", "EUR\xa02")
    ('1 – 3\xa0h', '40\xa0min – 3\xa0h', 'EUR\xa01 – 2')
    """
    if low == high:
        return low
    ours, theirs = low.rsplit(NO_BREAK, 1), high.rsplit(NO_BREAK, 1)
    if len(ours) == len(theirs) == 2 and ours[1] == theirs[1]:
        low = ours[0]
    elif len(ours) == len(theirs) == 2 and ours[0] == theirs[0]:
        high = theirs[1]
    return f"{low} {DASH} {high}"


def spread_text(texts: Sequence[str], *, likely: bool, language: str = "en") -> str:
    """Three scenarios as one text: the likely one, where there is one, and low to high behind it.

    >>> spread_text(["0", "2", "9"], likely=True), spread_text(["0", "", "9"], likely=False)
    ('2 (0 – 9)', '0 – 9')
    """
    low, middle, high = texts
    span = span_text(low, high)
    if low == high or not likely:
        return span
    return f"{middle}（{span}）" if language == "zh" else f"{middle} ({span})"


def _with_unit(number: float, unit: str, language: str) -> str:
    return f"{_plain(number)}{NO_BREAK}{word(unit, language)}"


def _plain(number: float) -> str:
    """All digits before the point, one or two that count after it, no zeros that say nothing."""
    size = abs(number)
    if size >= 99.95:
        return f"{number:,.0f}"
    if size >= 0.9995:
        text = f"{number:.1f}"
    elif size >= 0.0005:
        text = f"{number:.2g}"
    else:
        return "0" if not number else f"<{NO_BREAK}0.001"
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text
