"""One row per ticket, its dates side by side -> one row per date.

Each column of dates that names a stage becomes an activity; the person beside it (resolved_at, resolved_by) did it.
Whatever else the row holds describes the ticket. The last touch of the record, plans and birthdays are no stages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from mining.errors import ColumnError, ShapeError, TimeError
from mining.findings import Finding
from mining.reading.columns import MANY_ROWS, UNIQUE_SHARE, RoleChoice
from mining.reading.headings import likeness, plain_name
from mining.reading.reshaped import Reshaped
from mining.reading.stages import CLOSED, OPENED, RESOLVED, is_given_up, is_stage, person_of, plain_stage, stage_of, wording
from mining.reading.ticket_findings import (
    dates_out_of_order,
    repeated_dates,
    ticket_stages,
    tickets_without_dates,
    told_apart,
    unreadable_dates,
)
from mining.reading.timestamps import Times, kind_of, read_times

ACTIVITY = "names of the date columns"


def date_columns(frame: pl.DataFrame, case: str) -> list[str]:
    """Columns with times whose names can be stages of a ticket, in the order of the stages, then of the file."""
    names = [
        name
        for name in frame.columns
        if name != case and is_stage(name) and (kind_of(frame[name]) == "time" or _epoch_of_stage(frame, name))
    ]
    # ServiceNow's sys_created_on is when the record was written, beside the opened_at of the ticket.
    if any(stage_of(name) == OPENED and not _of_record(name) for name in names):
        names = [name for name in names if not _of_record(name)]
    return sorted(names, key=_place)


def _of_record(name: str) -> bool:
    return plain_name(name).split()[:1] == ["sys"]


def looks_like_tickets(frame: pl.DataFrame, case: str) -> bool:
    """Whether rows are surely tickets: no case id repeats, and the dates name the beginning and the end of one.

    Where a column is called activity, task or step, rows are events; so they are where dates are but start and end.
    """
    if frame[case].n_unique() < frame.height / 2:
        return False
    # Blank rows and repetitions of a whole row say nothing of the shape.
    tickets = frame.filter(frame[case].is_not_null()).unique()
    distinct, rows = tickets[case].n_unique(), tickets.height
    unique = distinct > UNIQUE_SHARE * rows if rows >= MANY_ROWS else distinct == rows > 1
    if not unique:
        return False
    stages = [stage_of(name) for name in date_columns(frame, case)]
    whole = OPENED in stages and bool({RESOLVED, CLOSED} & {*stages, *map(stage_of, _empty_ends(frame))})
    if not whole:
        return False
    words = {"activity", "task", "step", "event", "活动", "环节", "步骤", "任务"}
    return not any(
        likeness(name, "activity") >= 60 and words & set(plain_name(name).split()) for name in frame.columns if name != case
    )


def from_tickets(
    frame: pl.DataFrame,
    case: RoleChoice,
    found: list[Finding],
    *,
    steps: Mapping[str, str] | None = None,
    timezone: str | None = None,
    closing: bool = True,
) -> Reshaped:
    """Make one row per ticket and stage.

    Args:
        frame: one row per ticket, as it was read.
        case: the column of the ticket's id.
        found: findings are added.
        steps: column -> wording of its activity; an empty wording leaves the column out. Others are worded by their names.
        timezone: zone of times that do not say theirs.
        closing: take a ticket as complete where its last stage is filled.

    Raises:
        ColumnError: a column of `steps` is not there.
        ShapeError: no column of dates names a stage.
    """
    height = frame.height
    frame, rows, rejected, duplicates = told_apart(frame, case.column, found)
    given = dict(steps or {})
    for column in given:
        if column not in frame.columns:
            raise ColumnError.missing(column, "step", frame.columns)
    recognised = date_columns(frame, case.column)
    names = sorted({*recognised, *given} - {name for name, words in given.items() if not words}, key=_place)
    names.sort(key=lambda name: (_place(name), frame.columns.index(name)))
    if not any(name in given or stage_of(name) is not None for name in names):
        raise ShapeError.no_stages(frame.columns)
    labels = _labels(names, given)
    times = _stacked_times(frame, names, case.column, timezone)
    persons = _persons(frame, names)
    last, given_up = _ends(names) if closing else (None, [])
    never = _empty_ends(frame)[-1:] if closing and last is None and not given_up else []
    label_column, time_column = _free(ACTIVITY, frame), _free(", ".join(names), frame)
    person_column = _free(", ".join(persons[name] for name in names if name in persons), frame)
    closed = pl.Series([False]).new_from_index(0, frame.height)
    if last is not None:
        for name in (last, *given_up):
            closed |= times.values[names.index(name) * frame.height :][: frame.height].is_not_null()
    kept = [
        # What stands there and is no time ("?") closes nothing.
        pl.when(pl.lit(closed)).then(pl.coalesce(pl.col(name, *given_up).cast(pl.String))).alias(name)
        if name == last
        else pl.col(name)
        for name in frame.columns
        if name == last or name not in {*names, *persons.values()}
    ]
    place_in_file = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
    parts = [
        frame.select(
            *kept,
            pl.lit(labels[name]).alias(label_column),
            times.values[place * frame.height : (place + 1) * frame.height].alias(time_column),
        ).with_columns(
            [_person(frame, persons.get(name)).alias(person_column)] if persons else [],
            __row=place_in_file,
            __stage=pl.lit(place),
        )
        for place, name in enumerate(names)
    ]
    long = pl.concat(parts).filter(pl.col(time_column).is_not_null()).sort("__row", "__stage")
    once = long.select(pl.struct(pl.exclude("__row", "__stage")).is_first_distinct()).to_series()
    twice = long.filter(~once)
    if twice.height:
        found.append(repeated_dates(twice.height, rows.gather(twice["__row"])))
    undated, some = tickets_without_dates(frame, long["__row"], rows)
    long = long.filter(once)
    found.append(ticket_stages(names, labels, long, frame, case.column))
    found += [*unreadable_dates(frame, names, times, rows), *dates_out_of_order(frame, names, times, rows), *some]
    settled = {
        "case": case,
        "activity": RoleChoice("activity", label_column, "a row is a ticket: each date in it is a stage"),
        "end": RoleChoice("end", time_column, f"the dates of the ticket's {len(names)} stages"),
    }
    if persons:
        settled["resource"] = RoleChoice("resource", person_column, "each named as the stage is (resolved_at, resolved_by)")
    if never:
        reason = "the last stage, which no ticket has reached: none is complete"
        settled["closing"] = RoleChoice("closing", never[0], reason)
    if last is not None:
        filled = " or ".join(["it", *(f'"{name}"' for name in given_up)])
        settled["closing"] = RoleChoice("closing", last, f"the last stage: where {filled} is filled, the ticket is complete")
    events = long.drop("__row", "__stage")
    return Reshaped(
        events,
        rows.gather(long["__row"]),
        height - int(rejected["__blank"].sum()),
        "one row per ticket",
        settled,
        frozenset({"resource", "team", "role", "start", "lifecycle", "instance", "arrival", "end clock", "start clock"})
        - settled.keys(),
        {"end": _of_rows(times, long, frame.height)},
        events="done",
        rejected=pl.concat([rejected.filter(~pl.col("__blank")).drop("__blank"), undated]),
        duplicates=duplicates,
    )


def _empty_ends(frame: pl.DataFrame) -> list[str]:
    """Columns that would say when a ticket was done, in which nothing stands: all of them are open."""
    ends = [name for name in frame.columns if stage_of(name) in (RESOLVED, CLOSED) and is_stage(name)]
    return sorted((name for name in ends if frame[name].null_count() == frame.height and not is_given_up(name)), key=_place)


def _ends(names: Sequence[str]) -> tuple[str | None, list[str]]:
    """The last stage of a ticket that is done, and the dates of those that were given up on the way."""
    ends = [name for name in names if stage_of(name) in (CLOSED, RESOLVED)]
    done = [name for name in ends if not is_given_up(name)]
    return (done[-1], [name for name in ends if is_given_up(name)]) if done else (None, [])


def _free(name: str, frame: pl.DataFrame) -> str:
    """A name for a new column that no column has."""
    while name in frame.columns:
        name += " (stages)"
    return name


def _place(name: str) -> float:
    """Stages in their order; a name that says none stands among those under way; what is opened is then created."""
    stage = stage_of(name)
    created = bool({"created", "creation", "registered", "logged", "创建", "建单"} & set(plain_name(name).split()))
    return 1.0 if stage is None else stage + 0.5 * (stage == OPENED and created)


def _epoch_of_stage(frame: pl.DataFrame, name: str) -> bool:
    return stage_of(name) is not None and kind_of(frame[name]) == "epoch"


def _labels(names: Sequence[str], given: Mapping[str, str]) -> dict[str, str]:
    """Wordings; columns that would share one keep their whole names, unless the user wants them to."""
    words = {name: given.get(name) or wording(name) for name in names}
    shared = [word for name, word in words.items() if name not in given]
    return {name: name if name not in given and shared.count(word) > 1 else word for name, word in words.items()}


def _stacked_times(frame: pl.DataFrame, names: Sequence[str], case: str, timezone: str | None) -> Times:
    """All dates as one column: what is written alike is read alike. Where that fails, column by column."""
    texts = [frame[name].cast(pl.String) if frame[name].dtype == pl.String else frame[name] for name in names]
    joined = ", ".join(names)
    if all(text.dtype == pl.String for text in texts):
        stack = pl.concat([text.alias(joined) for text in texts])
        try:
            together = read_times(stack, timezone=timezone, case=pl.concat([frame[case]] * len(names)))
            if not together.unreadable.any():
                return together
        except TimeError:
            together = None
    else:
        together = None
    apart = [read_times(text, timezone=timezone, case=frame[case]) for text in texts if text.null_count() < text.len()]
    filled = iter(apart)
    nothing = pl.Series([None], dtype=pl.Datetime("us", "UTC")).new_from_index(0, frame.height)
    reads = [next(filled) if text.null_count() < text.len() else None for text in texts]
    values = pl.concat([(nothing if read is None else read.values).alias(joined) for read in reads])
    no = pl.Series([False]).new_from_index(0, frame.height)
    unreadable = pl.concat([(no if read is None else read.unreadable).alias(joined) for read in reads])
    if together is not None and together.unreadable.sum() <= unreadable.sum():
        return together
    formats = ", ".join(dict.fromkeys(read.format for read in apart))
    offsets = tuple(dict.fromkeys(offset for read in apart for offset in read.offsets))
    findings = tuple(finding for read in apart for finding in read.findings)
    zone = next((read.timezone for read in apart if read.timezone), None)
    return Times(values, unreadable, formats, all(read.aware for read in apart), zone, offsets, findings)


def _of_rows(times: Times, long: pl.DataFrame, height: int) -> Times:
    """The times of the rows that were kept, in their order; what could not be read has been said."""
    place = long["__stage"].cast(pl.Int64) * height + long["__row"]
    no = pl.Series([False]).new_from_index(0, long.height)
    values = times.values.gather(place)
    return Times(values, no, times.format, times.aware, times.timezone, times.offsets, times.findings)


def _persons(frame: pl.DataFrame, names: Sequence[str]) -> dict[str, str]:
    """Stage -> column of who did it, where the names pair one to one."""
    stages: dict[str, list[str]] = {}
    for name in names:
        stages.setdefault(plain_stage(name), []).append(name)
    of: dict[str, list[str]] = {}
    for name in frame.columns:
        stage = person_of(name)
        if stage and name not in names and kind_of(frame[name]) is None:
            of.setdefault(stage, []).append(name)
    return {
        stages[stage][0]: columns[0]
        for stage, columns in of.items()
        if len(columns) == 1 and len(stages.get(stage, [])) == 1
    }


def _person(frame: pl.DataFrame, column: str | None) -> pl.Series:
    if column is None:
        return pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    return frame[column].cast(pl.String)
