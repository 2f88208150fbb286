"""Lengths of time in pictures: measured ones rounded, designed ones exact."""

from __future__ import annotations

import re

from mining.blueprint.targets import Length, WorkingDays
from mining.drawing import text
from mining.drawing.words import say

UNITS = ((86400, "days"), (3600, "hours"), (60, "minutes"), (1, "seconds"))


def duration(seconds: float, language: str) -> str:
    r"""Return a length of time in the largest unit of which there is at least one, rounded.

    >>> duration(180, "en"), duration(5400, "zh")
    ('3\xa0min', '1.5\xa0小时')
    """
    size, unit = next((each for each in UNITS if abs(seconds) >= each[0] * 0.995), UNITS[-1])
    return f"{text.number(round(seconds / size, 1))}\N{NO-BREAK SPACE}{say(f'unit.{unit}', language)}"


def designed(length: Length, language: str) -> str:
    r"""Return a length that somebody laid down, in the largest unit that gives it exactly.

    >>> from datetime import timedelta
    >>> [designed(timedelta(minutes=minutes), "en") for minutes in (40, 90, 1500)], designed(WorkingDays(3), "zh")
    (['40\xa0min', '1.5\xa0h', '25\xa0h'], '3 个工作日')
    """
    if isinstance(length, WorkingDays):
        return say("working_days", language, f"{length.days:g}")
    seconds = length.total_seconds()
    for size, unit in UNITS:
        if seconds >= size and (10 * seconds) % size == 0:
            return f"{seconds / size:,g}\N{NO-BREAK SPACE}{say(f'unit.{unit}', language)}"
    return f"{seconds:,g}\N{NO-BREAK SPACE}{say('unit.seconds', language)}"


DAYS = {"Mon": "周一", "Tue": "周二", "Wed": "周三", "Thu": "周四", "Fri": "周五", "Sat": "周六", "Sun": "周日"}


def opening_hours(hours: str, language: str) -> str:
    """Return the hours of a calendar as they are read: the days in the language, dashes between times.

    >>> opening_hours("Mon-Fri 09:00-12:00", "en"), opening_hours("Mon-Fri 09:00-12:00", "zh")
    ('Mon–Fri 09:00–12:00', '周一至周五 09:00–12:00')
    """
    if language == "zh":
        hours = re.sub("|".join(DAYS), lambda day: DAYS[day[0]], hours.replace(", ", "，"))
        hours = re.sub("(?<=周.)-(?=周)", "至", hours)
    return hours.replace("-", "–")
