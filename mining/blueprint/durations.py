"""Durations as people write them: ``3 min``, ``2 h``, ``1 d``, ``1 h 30 min``."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

_MICROSECONDS = {"s": 1_000_000, "min": 60_000_000, "h": 3_600_000_000, "d": 86_400_000_000}
_WORDS = {
    "s": ("s", "sec", "secs", "second", "seconds"),
    "min": ("min", "mins", "minute", "minutes"),
    "h": ("h", "hour", "hours"),
    "d": ("d", "day", "days"),
}
_UNITS = {word: unit for unit, words in _WORDS.items() for word in words}
UNIT_WORDS = tuple(_UNITS)
"""Every way to write a unit."""
_PIECE = re.compile(r"(\d{1,9}(?:\.\d{1,6})?) *([a-z]+) *")
LONGEST = timedelta(days=36_500)


def duration_of(text: str) -> timedelta | None:
    """Return the duration that a text says, exact to the microsecond; None where it says none.

    >>> duration_of("1 h 30 min"), duration_of("2.5 h"), duration_of("soon")
    (datetime.timedelta(seconds=5400), datetime.timedelta(seconds=9000), None)
    """
    rest, total = text.strip(), Decimal(0)
    if not rest:
        return None
    while rest:
        piece = _PIECE.match(rest)
        if piece is None or piece[2] not in _UNITS:
            return None
        total += Decimal(piece[1]) * _MICROSECONDS[_UNITS[piece[2]]]
        rest = rest[piece.end() :]
    if total > LONGEST // timedelta(microseconds=1):
        return None
    return timedelta(microseconds=int(total))


def duration_text(duration: timedelta) -> str:
    """Return a duration as the file holds it.

    >>> duration_text(timedelta(days=1, hours=2)), duration_text(timedelta(seconds=0.5)), duration_text(timedelta(0))
    ('1 d 2 h', '0.5 s', '0 min')
    """
    rest, pieces = duration // timedelta(microseconds=1), []
    for unit in ("d", "h", "min"):
        count, rest = divmod(rest, _MICROSECONDS[unit])
        if count:
            pieces.append(f"{count} {unit}")
    if rest:
        seconds = format(Decimal(rest) / _MICROSECONDS["s"], "f")
        pieces.append(f"{seconds.rstrip('0').rstrip('.') if '.' in seconds else seconds} s")
    return " ".join(pieces) or "0 min"
