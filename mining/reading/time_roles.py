"""Which columns hold the times of events - start, end, or the only one - and which times of day belong to which dates."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import time

import polars as pl

from mining.errors import ColumnError, TimeError
from mining.reading.columns import Column, RoleChoice, ranked
from mining.reading.headings import CASE_LEVEL, NameRole, likeness, names_a_time, plain_name
from mining.reading.stages import CLOSED, OPENED, RESOLVED, is_given_up, is_stage, stage_of
from mining.reading.timestamps import has_no_year

ROLES_OF_TIME: tuple[NameRole, ...] = ("start", "end", "moment")
SEEN = 1000
TOLD = re.compile("(?:日期|时间|時間|时刻|時刻|日時|日时|日付|年月日|일자|날짜|일시|시간|시각|日|時|时)$")
"""What headings of dates and of times of day end in, in Chinese, Japanese and Korean."""
TRUST = {"time": 1.0, "epoch": 0.8, "clock": 0.5}
"""Numbers are an epoch, and a time of day is a time, only under a name of one."""


def choose_times(frame: pl.DataFrame, columns: list[Column], choices: dict[str, RoleChoice], taken: set[str]) -> None:
    """Add ``end``, perhaps ``start``, and the clocks that belong to them, to `choices`.

    Raises:
        ColumnError: nothing can be taken for the time of an event.
    """
    timed = [column for column in columns if column.kind and column.name not in taken]
    of_events = [column for column in timed if column.varies and column.filled > 0.05 and not CASE_LEVEL.match(column.name)]
    found: dict[NameRole, list[str]] = {}
    for role in ROLES_OF_TIME:
        found[role] = ranked({c.name: likeness(c.name, role) * TRUST[c.kind] for c in of_events if c.kind})
    if not any(found.values()):
        # Where no time changes within its case (one event each, or all at once), names alone decide.
        for role in ROLES_OF_TIME:
            found[role] = ranked({c.name: likeness(c.name, role) * TRUST[c.kind] for c in timed if c.kind})
    starts, ends, moments = found["start"], found["end"], found["moment"]
    if not starts and not ends and moments and stage_of(moments[0]) == OPENED:
        # A row that says when it was created and when it was closed is a task, which is done when it is closed.
        ends = done_at(columns)
    starts = [name for name in starts if likeness(name, "start") >= likeness(name, "end")]
    ends = [name for name in ends if name not in starts]
    if "lifecycle" in choices:
        moments, starts, ends = moments or ends or starts, [], []
    _end_and_start(choices, starts, ends, moments, of_events)
    if "end" not in choices and "start" in choices:
        start = choices.pop("start")
        choices["end"] = RoleChoice("end", start.column, "the only time there is", start.rivals)
    if "end" not in choices and "start" not in choices:
        for column in columns:
            if column.name not in taken and names_a_time(column.name) and has_no_year(frame[column.name]):
                raise TimeError.without_year(
                    column.name, frame[column.name].drop_nulls().unique(maintain_order=True).head(3).to_list()
                )
        raise ColumnError.no_times(frame.columns, [column.name for column in of_events if column.kind == "time"])
    _clock(choices, [column for column in timed if column.kind != "time" or not _is_whole(frame[column.name])])


def _end_and_start(
    choices: dict[str, RoleChoice], starts: list[str], ends: list[str], moments: list[str], of_events: list[Column]
) -> None:
    """Take end and start from the candidates; what the user named stays."""
    moments = [name for name in moments if name not in starts + ends]
    if "end" not in choices:
        if ends:
            choices["end"] = RoleChoice(
                "end", ends[0], "its name says end; it changes within cases", tuple(ends[1:4] + moments[:2])
            )
        elif moments:
            choices["end"] = RoleChoice(
                "end", moments[0], "its name says time; it changes within cases", tuple(moments[1:4])
            )
        elif not starts and sum(column.kind == "time" for column in of_events) == 1:
            only = next(column.name for column in of_events if column.kind == "time")
            choices["end"] = RoleChoice("end", only, "the only column with times that change within cases")
    if "start" not in choices:
        free = [name for name in starts if name != (choices["end"].column if "end" in choices else None)]
        if free:
            choices["start"] = RoleChoice("start", free[0], "its name says start; it changes within cases", tuple(free[1:4]))
        elif (
            ends
            and "end" in choices
            and choices["end"].column == ends[0]
            and moments
            and likeness(moments[0], "moment") == 100
        ):
            choices["start"] = RoleChoice("start", moments[0], "the standard's time, beside a column that says end")


def done_at(columns: Sequence[Column]) -> list[str]:
    """Columns that say when what a row tells of was done, where others say when it was created; both vary within cases."""
    timed = [column.name for column in columns if column.kind == "time" and column.varies and column.filled > 0.05]
    timed = [name for name in timed if is_stage(name) and not is_given_up(name) and not CASE_LEVEL.match(name)]
    if not any(stage_of(name) == OPENED for name in timed):
        return []
    return sorted((name for name in timed if stage_of(name) in (RESOLVED, CLOSED)), key=lambda name: -(stage_of(name) or 0))


def in_two_columns(named: Mapping[str, str], columns: Collection[str]) -> dict[str, str]:
    """Take a time that is named as ``date + time`` apart, where there is no column of that name.

    >>> in_two_columns({"end": "UDATE + UTIME"}, ["UDATE", "UTIME"])
    {'end': 'UDATE', 'end clock': 'UTIME'}
    """
    roles = dict(named)
    for role in ("start", "end", "arrival"):
        date, sign, clock = named.get(role, "").partition(" + ")
        if sign and named[role] not in columns and {date, clock} <= set(columns):
            roles |= {role: date, f"{role} clock": clock}
    return roles


def _clock(choices: dict[str, RoleChoice], timed: list[Column]) -> None:
    """A date in one column and the time of day in another belong together."""
    kinds = {column.name: column.kind for column in timed}
    for role in ("start", "end"):
        column = choices[role].column if role in choices else ""
        wanted = "time" if kinds.get(column) == "clock" else "clock"
        near = [name for name, kind in kinds.items() if kind == wanted and name != column and _of_one_time(name, column)]
        if column not in kinds or not near:
            continue
        date, clock = (near[0], column) if wanted == "time" else (column, near[0])
        reason = f"{choices[role].reason}; its date and its time of day stand in two columns"
        choices[role] = replace(choices[role], column=date, reason=reason)
        choices[f"{role} clock"] = RoleChoice(f"{role} clock", clock, f'the time of day of "{date}"')


def _is_whole(times: pl.Series) -> bool:
    """Whether some of the times tell a time of day other than midnight: then no other column has to tell it."""
    some = times.drop_nulls().head(SEEN)
    if isinstance(some.dtype, pl.Datetime):
        return bool((some.dt.time() != time(0)).any())
    if some.dtype != pl.String:
        return False
    told = some.str.extract_all(r"\d{1,2}[:：h]\d{2}(?:[:：]\d{2})?").list.join(" ").str.replace_all(r"[^\d]", "")
    return bool((told.str.strip_chars("0") != "").any())


OF_TIME = """
    date day datum tag fecha dia data jour giorno time hour clock uhrzeit zeit hora heure ora
    of de del da do di du la le el the d"""
"""Words for a date and for a time of day, and what links them to others."""
_OF_TIME = frozenset(OF_TIME.split())
_ENDS = (("date", "time"), ("datum", "uhrzeit"), ("datum", "zeit"), ("dat", "zet"))
"""How two headings of one time end, where they are one word each: Startdatum and Startzeit, UDATE and UTIME."""


def _of_one_time(one: str, other: str) -> bool:
    """Whether two headings differ only in the words for date and time (Change Date, Change Time; Data fine, Ora fine).

    In Chinese, Japanese and Korean these words stand last (操作日期, 操作时间).
    """
    names = [plain_name(name) for name in (one, other)]
    if not "".join(names).isascii():
        stems = [TOLD.sub("", name) for name in names]
        return stems[0] == stems[1]
    first, second = (set(name.split()) for name in names)
    if first ^ second <= _OF_TIME:
        return True
    return any(
        names[0].endswith(ends[0]) and names[1].endswith(ends[1]) and names[0][: -len(ends[0])] == names[1][: -len(ends[1])]
        for pair in _ENDS
        for ends in (pair, pair[::-1])
    )
