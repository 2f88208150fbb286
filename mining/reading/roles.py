"""Which column is the case, the activity, the times, the resource - and why.

A name speaks first, the content has to agree: a case id repeats, an activity has fewer values than rows, a time of an
event changes within its case. What the user names is never questioned, only looked up.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from mining.errors import ColumnError, ShapeError
from mining.errors.message import listed
from mining.reading import case_ids
from mining.reading.case_ids import EXACT
from mining.reading.columns import MANY_ROWS, UNIQUE_SHARE, Column, RoleChoice, ends_of, looked_at, ranked, whole_cases
from mining.reading.headings import CASE_LEVEL, INSTANCE, LIFECYCLE, NameRole, likeness, plain_name
from mining.reading.states import names_a_status
from mining.reading.time_roles import SEEN, choose_times, done_at
from mining.reading.timestamps import Kind, kind_of
from mining.reading.transitions import OTHER_TRANSITIONS

HARDLY = 0.02
"""Share of rows: a column that is filled in fewer may belong to another table on the sheet."""
ROLES_BY_NAME: tuple[NameRole, ...] = ("resource", "team", "role", "channel", "customer")
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


FORMERLY = "old previous from prior former before alt alter vorher vorheriger ancien anterior precedente antigo 原"
"""Words of a value that something had before: "From status" beside "To status"."""
BEFORE = frozenset(FORMERLY.split())


def chosen_roles(
    frame: pl.DataFrame, named: Mapping[str, str], *, no_time: bool = False, pairs: bool = True
) -> dict[str, RoleChoice]:
    """Choose a column for every role that can be recognised.

    Args:
        frame: the table as it was read.
        named: role -> column, as the user said.
        no_time: do not look for times.
        pairs: look for rows of starts and completions.

    Returns:
        role -> choice; ``case`` and ``activity`` always, ``end`` unless `no_time`; ``lifecycle`` and ``instance`` where rows
        are starts and completions; ``end clock`` where the time of day stands in a column of its own.

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
        if not (no_time and role in of_time) and (pairs or role not in ("lifecycle", "instance"))
    }
    part = ends_of(frame)
    kinds = {name: kind_of(part[name]) for name in frame.columns}
    taken = {choice.column for choice in choices.values()}
    if "case" not in choices:
        choices["case"] = case_ids.case_of(part, kinds, taken)
        taken.add(choices["case"].column)
    _refuse_one_row_per_case(frame, choices, kinds, no_time=no_time)
    whole = whole_cases(frame, choices["case"].column)
    columns = looked_at(whole, choices["case"].column, kinds)
    if pairs and not no_time:
        _lifecycle(frame, columns, choices, taken)
    if "activity" not in choices:
        choices["activity"] = _activity(whole, columns, taken, choices["case"])
        taken.add(choices["activity"].column)
    if not no_time:
        choose_times(frame, columns, choices, taken)
    for role in ROLES_BY_NAME:
        if role not in choices:
            choice = _by_name(frame, columns, role, taken)
            if choice:
                choices[role] = choice
                taken.add(choice.column)
    return choices


def case_of(frame: pl.DataFrame, named: Mapping[str, str], *, tickets: bool = False) -> RoleChoice:
    """Choose the column of the case id alone; with `tickets`, of a table in which every row is a case.

    Raises:
        ColumnError: the named column is not there, or none is recognised.
    """
    if "case" in named:
        if named["case"] not in frame.columns:
            raise ColumnError.missing(named["case"], "case", frame.columns)
        return RoleChoice("case", named["case"], "named by the user")
    part = ends_of(frame)
    kinds = {name: kind_of(part[name]) for name in frame.columns}
    return case_ids.case_of(part, kinds, set(named.values()), tickets=tickets)


def _refuse_one_row_per_case(
    frame: pl.DataFrame, choices: Mapping[str, RoleChoice], kinds: Mapping[str, Kind | None], *, no_time: bool
) -> None:
    """A table of cases with several dates side by side is no log of events, unless the user names activity and time."""
    dates = [name for name, kind in kinds.items() if kind == "time" and name != choices["case"].column]
    named = "activity" in choices and ("end" in choices or no_time)
    if frame.height < MANY_ROWS or len(dates) <= 2 or named:
        return
    if frame[choices["case"].column].n_unique() > UNIQUE_SHARE * frame.height:
        raise ColumnError.one_row_per_case(choices["case"].column, dates)


def _activity(frame: pl.DataFrame, columns: list[Column], taken: set[str], case: RoleChoice) -> RoleChoice:
    free = [
        column
        for column in columns
        if column.name not in taken and column.kind != "time" and not CASE_LEVEL.match(column.name)
    ]
    # The status of a task that says when it was created and when closed is what became of it, not what was to be done.
    of_tasks = bool(done_at(columns))
    scores = {}
    for column in free:
        score = likeness(column.name, "activity")
        # What never changes within a case describes it; but the standard's name, and a handful of rows, speak louder.
        sure = score == 100 or column.distinct == 1 or frame.height < MANY_ROWS
        if score:
            plain = plain_name(column.name).split()
            score -= 8 * bool({"sub", "level", "code", "id", "impact"} & set(plain))
            score -= (
                45 * (column.distinct_share > UNIQUE_SHARE and column.distinct >= MANY_ROWS)
                + (25 if sure else 100) * (not column.varies)
                + 25 * (column.filled < 0.5)
                + 25 * bool(BEFORE & set(plain))
                + 25 * (of_tasks and names_a_status(column.name))
            )
        scores[column.name] = score
    best = ranked(scores)
    if best and names_a_status(best[0]):
        # Where the status mostly stays as it is from row to row, it stands beside what happened.
        others = [name for name in best[1:] if likeness(name, "activity") >= EXACT and not names_a_status(name)]
        if others and _stays(frame, case.column, best[0]) > 0.5 >= _stays(frame, case.column, others[0]):
            best.insert(0, best.pop(best.index(others[0])))
    if best:
        varies = next(column.varies for column in free if column.name == best[0])
        reason = f"its name; {'it changes within cases' if varies else 'but it never changes within a case'}"
        standard = scores[best[0]] == 100
        reason = "the standard's name for the activity" if standard else reason
        return RoleChoice("activity", best[0], reason, tuple(best[1:4]))
    steps = {
        column.name: -column.distinct
        for column in free
        if column.varies
        and column.kind is None
        and column.filled > 0.9
        and 2 <= column.distinct <= 200
        and not (column.distinct_share > UNIQUE_SHARE and column.distinct >= MANY_ROWS)
        and not likeness(column.name, "resource")
        and not likeness(column.name, "team")
    }
    if len(steps) != 1:
        single = "no value repeats" in case.reason
        why = f'"{case.column}" never repeats: a row is a whole case, not one of its events.' if single else ""
        if steps and not single:
            why = f"Any of these could be it, having few values that change within cases: {listed(sorted(steps))}."
        raise ColumnError.unrecognised("activity", [case.column, *(column.name for column in columns)], why)
    column_name = next(iter(steps))
    return RoleChoice(
        "activity",
        column_name,
        f"no name says so; the only column with few values ({-steps[column_name]}) that change within cases",
    )


def _stays(frame: pl.DataFrame, case: str, column: str) -> float:
    """Share of the steps from a row to the next of its case in which a column keeps its value."""
    rows = frame.select(pl.col(case).alias("case"), pl.col(column).alias("value")).sort("case", maintain_order=True)
    steps = rows.filter(pl.col("case") == pl.col("case").shift()).height
    same = rows.filter((pl.col("case") == pl.col("case").shift()) & (pl.col("value") == pl.col("value").shift())).height
    return same / steps if steps else 0.0


def _lifecycle(frame: pl.DataFrame, columns: list[Column], choices: dict[str, RoleChoice], taken: set[str]) -> None:
    """Rows are starts and completions where a column holds nothing but transitions, and both of these, or is named so."""
    if "lifecycle" in choices:
        named = choices["lifecycle"].column
        if not _words(frame[named]) & (STARTS | ENDS):
            raise ShapeError.without_transitions(named, frame[named].cast(pl.String).unique().drop_nulls().sort().to_list())
        _instance(columns, choices, taken)
        return
    for name in LIFECYCLE:
        for column in columns:
            if plain_name(column.name) != plain_name(name) or column.distinct > 40 or frame.schema[column.name] != pl.String:
                continue
            words = _words(frame[column.name])
            if words & STARTS and words & ENDS and words <= STARTS | ENDS | OTHER_TRANSITIONS:
                choices["lifecycle"] = RoleChoice("lifecycle", column.name, f"its values: {', '.join(sorted(words))}")
                taken.add(column.name)
                _instance(columns, choices, taken)
                return


def _instance(columns: list[Column], choices: dict[str, RoleChoice], taken: set[str]) -> None:
    for instance in INSTANCE:
        match = next((other.name for other in columns if plain_name(other.name) == plain_name(instance)), None)
        if match and "instance" not in choices:
            choices["instance"] = RoleChoice("instance", match, "its name; it tells instances apart")
            taken.add(match)


def _words(column: pl.Series) -> set[str]:
    return set(column.cast(pl.String).drop_nulls().unique().str.strip_chars().str.to_lowercase())


def _by_name(frame: pl.DataFrame, columns: list[Column], role: NameRole, taken: set[str]) -> RoleChoice | None:
    of_instance = role in ("resource", "team", "role")
    scores = {
        column.name: likeness(column.name, role) - 30 * (of_instance and not column.varies) - 40 * (column.filled < HARDLY)
        for column in columns
        if column.name not in taken
        and column.kind is None
        and not (of_instance and CASE_LEVEL.match(column.name))
        and not (likeness(column.name, role) < EXACT and _is_count(frame[column.name], column.name))
        and not (column.distinct_share > UNIQUE_SHARE and column.distinct >= MANY_ROWS)
    }
    best = ranked(scores)
    if not best:
        return None
    standard = likeness(best[0], role) == 100
    return RoleChoice(role, best[0], f"the standard's name for the {role}" if standard else "its name", tuple(best[1:4]))


def _is_count(values: pl.Series, heading: str) -> bool:
    """Whether a column holds plain numbers under a heading that speaks of no id: "Customer interactions" is no customer."""
    if {"id", "no", "nr", "number", "code", "key", "sid"} & set(plain_name(heading).split()):
        return False
    some = values.drop_nulls().head(SEEN)
    if some.dtype == pl.String:
        return bool(some.len() and some.str.contains(r"^-?\d+(?:[.,]\d+)?$").all())
    return some.dtype.is_numeric()
