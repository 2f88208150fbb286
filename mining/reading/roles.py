"""Which column is the case, the activity, the times, the resource - and why.

A name speaks first, the content has to agree: a case id repeats, an activity has fewer values than rows, a time of an
event changes within its case. What the user names is never questioned, only looked up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from mining.errors import ColumnError
from mining.reading.headings import CASE_LEVEL, INSTANCE, LIFECYCLE, NameRole, likeness, plain_name
from mining.reading.timestamps import Kind, kind_of

LOOKED_AT = 100_000
"""Rows (of whole cases) on which the content of columns is judged."""
UNIQUE_SHARE = 0.99
"""A column with more distinct values than this share of its rows names rows, not cases or activities."""
EXACT = 60
"""Likeness from which a heading is a known name as it stands."""
MANY_ROWS = 10
"""With fewer rows than this, values that never repeat prove nothing."""
STARTS = frozenset(
    {"start", "started", "begin", "began", "开始", "开工", "開始", "beginn", "inicio", "início", "début", "inizio"}
)
ENDS = frozenset(
    {
        "complete",
        "completed",
        "end",
        "ended",
        "finish",
        "finished",
        "stop",
        "完成",
        "结束",
        "結束",
        "ende",
        "fin",
        "fim",
        "fine",
        "終了",
        "完了",
    }
)
OTHER_TRANSITIONS = frozenset(
    {
        "schedule",
        "assign",
        "reassign",
        "suspend",
        "resume",
        "autoskip",
        "manualskip",
        "withdraw",
        "pi_abort",
        "ate_abort",
        "enable",
        "unknown",
        "scheduled",
        "suspended",
    }
)


@dataclass(frozen=True)
class RoleChoice:
    """One column taken for a role, and why.

    Attributes:
        role: ``case``, ``activity``, ``start``, ``end``, ``resource``, ...
        column: the column in the export (``date + time`` where two were joined).
        reason: one sentence.
        rivals: columns that were thought of and not taken.
    """

    role: str
    column: str
    reason: str
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Column:
    """What is known of a column."""

    name: str
    kind: Kind | None
    distinct_share: float
    distinct: int
    filled: float
    varies: bool


def chosen_roles(frame: pl.DataFrame, named: Mapping[str, str], *, no_time: bool = False) -> dict[str, RoleChoice]:
    """Choose a column for every role that can be recognised.

    Args:
        frame: the table as it was read.
        named: role -> column, as the user said.
        no_time: do not look for times.

    Returns:
        role -> choice; ``case`` and ``activity`` always, ``end`` unless `no_time`; ``lifecycle`` and ``instance`` where rows are
        starts and completions.

    Raises:
        ColumnError: a named column is not there, or a needed one cannot be recognised.
    """
    for role, column in named.items():
        if column not in frame.columns:
            raise ColumnError.missing(column, role, frame.columns)
    of_time = ("start", "end", "arrival")
    choices = {
        role: RoleChoice(role, column, "named by the user")
        for role, column in named.items()
        if not (no_time and role in of_time)
    }
    part = _part(frame)
    kinds = {name: kind_of(part[name]) for name in frame.columns}
    taken = {choice.column for choice in choices.values()}
    if "case" not in choices:
        choices["case"] = _case(part, kinds, taken)
        taken.add(choices["case"].column)
    _refuse_one_row_per_case(frame, choices, kinds, no_time=no_time)
    columns = _looked_at(_whole_cases(frame, choices["case"].column), choices["case"].column, kinds)
    if not no_time:
        _lifecycle(frame, columns, choices, taken)
    if "activity" not in choices:
        choices["activity"] = _activity(columns, taken, choices["case"].column)
        taken.add(choices["activity"].column)
    if not no_time:
        _times(frame, columns, choices, taken)
    for role in ("resource", "team", "role", "channel", "customer"):
        if role not in choices:
            choice = _by_name(columns, role, taken)  # type: ignore[arg-type]
            if choice:
                choices[role] = choice
                taken.add(choice.column)
    return choices


def _refuse_one_row_per_case(
    frame: pl.DataFrame, choices: Mapping[str, RoleChoice], kinds: Mapping[str, Kind | None], *, no_time: bool
) -> None:
    """A table of cases with several dates side by side is no log of events, unless the user names activity and time."""
    dates = [name for name, kind in kinds.items() if kind == "time" and name != choices["case"].column]
    named = "activity" in choices and ("end" in choices or no_time)
    unique = frame.height >= MANY_ROWS and frame[choices["case"].column].n_unique() > UNIQUE_SHARE * frame.height
    if unique and len(dates) > 2 and not named:
        raise ColumnError.one_row_per_case(choices["case"].column, dates)


def _part(frame: pl.DataFrame) -> pl.DataFrame:
    return frame if frame.height <= LOOKED_AT else pl.concat([frame.head(LOOKED_AT // 2), frame.tail(LOOKED_AT // 2)])


def _whole_cases(frame: pl.DataFrame, case: str) -> pl.DataFrame:
    """Rows of so many whole cases that about LOOKED_AT rows come together."""
    step = frame.height // LOOKED_AT + 1
    return frame if step == 1 else frame.filter(frame[case].hash(0) % step == 0)


def _looked_at(part: pl.DataFrame, case: str, kinds: Mapping[str, Kind | None]) -> list[_Column]:
    rows = max(part.height, 1)
    others = [name for name in part.columns if name != case]
    flat = [name for name in others if not part.schema[name].is_nested()]
    # The first row of a case beside every other row of it: a column that differs anywhere varies within cases.
    firsts = part.group_by(case, maintain_order=False).agg(pl.col(flat).first())
    beside = part.select(case, *flat).join(firsts, on=case, how="left", suffix=" \x00first")
    varying = beside.select((pl.col(name).ne_missing(pl.col(f"{name} \x00first"))).any().alias(name) for name in flat)
    repeats = part[case].n_unique() < rows
    return [
        _Column(
            name,
            kinds[name],
            (distinct := part[name].n_unique()) / rows,
            distinct,
            1 - part[name].null_count() / rows,
            bool(varying[name][0]) if repeats else True,
        )
        for name in flat
    ]


def _ranked(scores: Mapping[str, float]) -> list[str]:
    return [name for name, score in sorted(scores.items(), key=lambda item: -item[1]) if score > 0]


def _case(part: pl.DataFrame, kinds: Mapping[str, Kind | None], taken: set[str]) -> RoleChoice:
    rows = max(part.height, 1)
    names = [
        name for name in part.columns if name not in taken and kinds[name] != "time" and not part.schema[name].is_nested()
    ]
    scores = {name: likeness(name, "case") for name in names}
    unique = {
        name for name in names if rows >= MANY_ROWS and scores[name] > 0 and part[name].n_unique() > UNIQUE_SHARE * rows
    }
    # A name of a case id that never repeats gives way to another such name, not to one that merely holds a word of it.
    others = any(score >= EXACT and name not in unique for name, score in scores.items())
    usable = {
        name: score - EXACT * (name in unique and others) - 30 * (part[name].null_count() > rows / 2)
        for name, score in scores.items()
    }
    best = _ranked({name: score for name, score in usable.items() if score > 0}) or _ranked(scores)
    if best:
        column = best[0]
        reason = (
            "the standard's name for the case id"
            if scores[column] == 100
            else "its name; its values repeat"
            if column not in unique
            else "its name; but no value repeats"
        )
        return RoleChoice("case", column, reason, tuple(best[1:4]))
    repeating = {
        name: part[name].n_unique()
        for name in names
        if part[name].null_count() == 0 and rows / 200 <= part[name].n_unique() <= rows / 1.5 and part[name].n_unique() > 1
    }
    if not repeating or not any(likeness(name, "activity") for name in part.columns):
        raise ColumnError.unrecognised("case", part.columns)
    column = max(repeating, key=lambda name: repeating[name])
    return RoleChoice(
        "case",
        column,
        f"no name says so; {repeating[column]:,} values that repeat, as case ids do",
        tuple(set(repeating) - {column})[:3],
    )


def _activity(columns: list[_Column], taken: set[str], case: str) -> RoleChoice:
    free = [
        column
        for column in columns
        if column.name not in taken and column.kind != "time" and not CASE_LEVEL.match(column.name)
    ]
    scores = {}
    for column in free:
        score = likeness(column.name, "activity")
        if score:
            plain = plain_name(column.name).split()
            score -= 8 * bool({"sub", "level", "code", "id", "impact", "old", "previous"} & set(plain))
            score -= (
                45 * (column.distinct_share > UNIQUE_SHARE and column.distinct >= MANY_ROWS)
                + 25 * (not column.varies)
                + 25 * (column.filled < 0.5)
            )
        scores[column.name] = score
    best = _ranked(scores)
    if best:
        standard = scores[best[0]] == 100
        return RoleChoice(
            "activity",
            best[0],
            "the standard's name for the activity" if standard else "its name; it changes within cases",
            tuple(best[1:4]),
        )
    steps = {
        column.name: -column.distinct
        for column in free
        if column.varies
        and column.filled > 0.9
        and 2 <= column.distinct <= 200
        and not likeness(column.name, "resource")
        and not likeness(column.name, "team")
    }
    if len(steps) != 1:
        raise ColumnError.unrecognised("activity", [case, *(column.name for column in columns)])
    column_name = next(iter(steps))
    return RoleChoice(
        "activity",
        column_name,
        f"no name says so; the only column with few values ({-steps[column_name]}) that change within cases",
    )


def _lifecycle(frame: pl.DataFrame, columns: list[_Column], choices: dict[str, RoleChoice], taken: set[str]) -> None:
    """Rows are starts and completions where a column holds nothing but transitions, and both of these."""
    for name in LIFECYCLE:
        for column in columns:
            if plain_name(column.name) != plain_name(name) or column.distinct > 40 or frame.schema[column.name] != pl.String:
                continue
            words = set(frame[column.name].drop_nulls().unique().str.strip_chars().str.to_lowercase())
            if words & STARTS and words & ENDS and words <= STARTS | ENDS | OTHER_TRANSITIONS:
                choices["lifecycle"] = RoleChoice("lifecycle", column.name, f"its values: {', '.join(sorted(words))}")
                taken.add(column.name)
                for instance in INSTANCE:
                    match = next((other.name for other in columns if plain_name(other.name) == plain_name(instance)), None)
                    if match and "instance" not in choices:
                        choices["instance"] = RoleChoice("instance", match, "its name; it tells instances apart")
                        taken.add(match)
                return


def _times(frame: pl.DataFrame, columns: list[_Column], choices: dict[str, RoleChoice], taken: set[str]) -> None:
    timed = [column for column in columns if column.kind and column.name not in taken]
    of_events = [column for column in timed if column.varies and column.filled > 0.05 and not CASE_LEVEL.match(column.name)]
    found: dict[NameRole, list[str]] = {}
    for role in ("start", "end", "moment"):
        scores = {
            column.name: likeness(column.name, role)
            * (1.0 if column.kind == "time" else 0.8 if column.kind == "epoch" else 0.5)
            for column in of_events
            # Numbers are an epoch only under a name of a time.
        }
        found[role] = _ranked({name: score for name, score in scores.items()})  # type: ignore[index]
    starts, ends, moments = found["start"], found["end"], found["moment"]
    starts = [name for name in starts if likeness(name, "start") >= likeness(name, "end")]
    ends = [name for name in ends if name not in starts]
    if "lifecycle" in choices:
        moments, starts, ends = moments or ends or starts, [], []
    _end_and_start(choices, starts, ends, moments, of_events)
    if "end" not in choices and "start" in choices and choices["start"].reason != "named by the user":
        start = choices.pop("start")
        choices["end"] = RoleChoice("end", start.column, "the only time there is", start.rivals)
    if "end" not in choices and "start" not in choices:
        raise ColumnError.no_times(frame.columns)
    _clock(choices, timed)


def _end_and_start(
    choices: dict[str, RoleChoice], starts: list[str], ends: list[str], moments: list[str], of_events: list[_Column]
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


def _clock(choices: dict[str, RoleChoice], timed: list[_Column]) -> None:
    """A date in one column and the time of day in another belong together."""
    clocks = [column.name for column in timed if column.kind == "clock"]
    for role in ("start", "end"):
        if role not in choices or not clocks:
            continue
        date = choices[role].column
        words = set(plain_name(date).split())
        near = [
            clock
            for clock in clocks
            if clock != date
            and (
                set(plain_name(clock).split()) ^ words <= {"date", "time", "day", "hour", "clock"}
                or (clock[1:].lower() == "time" and date[1:].lower() == "date")
            )
        ]
        if near:
            choices[f"{role} clock"] = RoleChoice(f"{role} clock", near[0], f'the time of day of "{date}"')


def _by_name(
    columns: list[_Column], role: Literal["resource", "team", "role", "channel", "customer"], taken: set[str]
) -> RoleChoice | None:
    of_instance = role in ("resource", "team", "role")
    scores = {
        column.name: likeness(column.name, role) - 30 * (of_instance and not column.varies) - 40 * (column.filled < 0.01)
        for column in columns
        if column.name not in taken
        and column.kind is None
        and not (of_instance and CASE_LEVEL.match(column.name))
        and not (column.distinct_share > UNIQUE_SHARE and column.distinct >= MANY_ROWS)
    }
    best = _ranked(scores)
    if not best:
        return None
    standard = likeness(best[0], role) == 100
    return RoleChoice(role, best[0], f"the standard's name for the {role}" if standard else "its name", tuple(best[1:4]))
