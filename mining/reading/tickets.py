"""One row per ticket, its dates side by side -> one row per date.

Each column of dates that names a stage becomes an activity; the person beside it (resolved_at, resolved_by) did it.
Whatever else the row holds describes the ticket. The last touch of the record, plans and birthdays are no stages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import polars as pl

from mining.errors import ColumnError, ShapeError, TimeError
from mining.findings import Finding
from mining.reading.columns import MANY_ROWS, UNIQUE_SHARE, RoleChoice
from mining.reading.headings import likeness, plain_name
from mining.reading.reshaped import Reshaped, listed
from mining.reading.stages import CLOSED, OPENED, RESOLVED, is_stage, person_of, plain_stage, stage_of, wording
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


def named_as_tickets(frame: pl.DataFrame) -> bool:
    """Whether the names of some columns are those of the beginning and the end of a ticket."""
    stages = {stage_of(name) for name in frame.columns if is_stage(name)}
    return OPENED in stages and bool({RESOLVED, CLOSED} & stages)


def looks_like_tickets(frame: pl.DataFrame, case: str) -> bool:
    """Whether rows are surely tickets: no case id repeats, and the dates name the beginning and the end of one.

    Where a column is called activity, task or step, rows are taken for events, as they are where dates are but start and end.
    """
    distinct = frame[case].n_unique()
    unique = distinct > UNIQUE_SHARE * frame.height if frame.height >= MANY_ROWS else distinct == frame.height > 1
    if not unique:
        return False
    stages = [stage_of(name) for name in date_columns(frame, case)]
    whole = OPENED in stages and (RESOLVED in stages or CLOSED in stages)
    if not whole or len(stages) < (2 if frame.height >= MANY_ROWS else 3):
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
    given = dict(steps or {})
    for column in given:
        if column not in frame.columns:
            raise ColumnError.missing(column, "step", frame.columns)
    recognised = date_columns(frame, case.column)
    names = sorted({*recognised, *given} - {name for name, words in given.items() if not words}, key=_place)
    names.sort(key=lambda name: (_place(name), frame.columns.index(name)))
    if not names:
        raise ShapeError.no_stages(frame.columns)
    labels = _labels(names, given)
    times = _stacked_times(frame, names, case.column, timezone)
    persons = _persons(frame, names)
    last = next((name for name in reversed(names) if stage_of(name) in (CLOSED, RESOLVED)), None) if closing else None
    time_column, person_column = ", ".join(names), ", ".join(persons[name] for name in names if name in persons)
    kept = [
        pl.col(name).cast(pl.String) if name == last else pl.col(name)
        for name in frame.columns
        if name == last or name not in {*names, *persons.values()}
    ]
    rows = pl.int_range(frame.height, dtype=pl.Int64, eager=True)
    parts = [
        frame.select(
            *kept,
            pl.lit(labels[name]).alias(ACTIVITY),
            times.values[place * frame.height : (place + 1) * frame.height].alias(time_column),
        ).with_columns(
            [_person(frame, persons.get(name)).alias(person_column)] if persons else [], __row=rows, __stage=pl.lit(place)
        )
        for place, name in enumerate(names)
    ]
    long = pl.concat(parts).filter(pl.col(time_column).is_not_null()).sort("__row", "__stage")
    once = long.select(pl.struct(pl.exclude("__row", "__stage")).is_first_distinct()).to_series()
    twice = long.filter(~once)
    if twice.height:
        found.append(_repeated(twice.height, twice["__row"]))
    long = long.filter(once)
    found.append(_said(names, labels, long, frame, case.column, recognised, given))
    found += _unreadable(frame, names, times)
    found += _out_of_order(frame, names, times)
    rejected, undated = _without_dates(frame, long["__row"])
    found += undated
    settled = {
        "case": case,
        "activity": RoleChoice("activity", ACTIVITY, "a row is a ticket: each date in it is a stage"),
        "end": RoleChoice("end", time_column, f"the dates of the ticket's {len(names)} stages"),
    }
    if persons:
        settled["resource"] = RoleChoice("resource", person_column, "each named as the stage is (resolved_at, resolved_by)")
    if last is not None:
        settled["closing"] = RoleChoice("closing", last, "the last stage: where it is filled, the ticket is complete")
    events = long.drop("__row", "__stage")
    return Reshaped(
        events,
        long["__row"],
        frame.height,
        "one row per ticket",
        settled,
        frozenset({"resource", "team", "role", "start", "lifecycle", "instance", "arrival", "end clock", "start clock"})
        - settled.keys(),
        {"end": _of_rows(times, long, names, frame.height)},
        events="done",
        rejected=rejected,
    )


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


def _of_rows(times: Times, long: pl.DataFrame, names: Sequence[str], height: int) -> Times:
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


def _said(
    names: Sequence[str],
    labels: Mapping[str, str],
    long: pl.DataFrame,
    frame: pl.DataFrame,
    case: str,
    recognised: Sequence[str],
    given: Mapping[str, str],
) -> Finding:
    counts = dict(long.group_by("__stage").len().iter_rows())
    stages = listed([(f'{name} "{labels[name]}"', counts.get(place, 0)) for place, name in enumerate(names)], 20)
    left = [
        name for name in frame.columns if name not in names and name != case and kind_of(frame[name]) == "time"
    ]  # fmt: skip
    english = f" Left out, as no stage of a ticket: {', '.join(left)}." if left else ""
    chinese = f"未计入（不是工单的步骤）：{'、'.join(left)}。" if left else ""
    return Finding(
        "tickets",
        "note",
        frame.height,
        f"Each row is a ticket; its dates became activities: {stages}.{english}"
        " A step that leaves no date in the table cannot be seen, nor can a second time.",
        f"每行是一张工单，各日期列成为活动：{stages}。{chinese}表中没有日期的步骤、以及重复发生的步骤无法看到。",
        tuple(names[:5]),
        ("rework", "variants"),
    )


def _repeated(rows: int, numbers: pl.Series) -> Finding:
    return Finding(
        "exact_duplicate",
        "note",
        rows,
        f"{rows:,} dates repeat another row's date of the same ticket in every column and were left out.",
        f"{rows:,} 个日期与同一工单的其他行完全相同，已删除。",
        tuple(f"row {row + 1}" for row in numbers.unique().sort().head(5)),
    )


def _unreadable(frame: pl.DataFrame, names: Sequence[str], times: Times) -> list[Finding]:
    found = []
    for place, name in enumerate(names):
        marks = times.unreadable[place * frame.height : (place + 1) * frame.height]
        rows = int(marks.sum())
        if rows:
            examples = tuple(f"row {row + 1}: {frame[name][row]!r}" for row in marks.arg_true().head(5))
            found.append(
                Finding(
                    "unreadable_time",
                    "limit",
                    rows,
                    f'"{name}" ({times.format}) holds {rows:,} values that are no time; these stages are missing.',
                    f"“{name}”中有 {rows:,} 个值不是时间；这些步骤缺失。",
                    examples,
                    ("counts", "variants", "flow time"),
                )
            )
    return found


def _out_of_order(frame: pl.DataFrame, names: Sequence[str], times: Times) -> list[Finding]:
    """Tickets in which a later stage has an earlier date."""
    columns = {name: times.values[place * frame.height : (place + 1) * frame.height] for place, name in enumerate(names)}
    staged = [name for name in names if stage_of(name) is not None]
    pairs = [(a, b) for a, b in combinations(staged, 2) if (stage_of(a) or 0) < (stage_of(b) or 0)]
    marks = {(a, b): (columns[b] < columns[a]).fill_null(False) for a, b in pairs}
    counts = {pair: int(mark.sum()) for pair, mark in marks.items() if mark.any()}
    if not counts:
        return []
    anywhere = pl.DataFrame({str(k): marks[pair] for k, pair in enumerate(counts)}).select(pl.any_horizontal(pl.all()))
    rows = anywhere.to_series()
    told = listed([(f"{b} before {a}", count) for (a, b), count in sorted(counts.items(), key=lambda item: -item[1])])
    told_zh = listed([(f"{b} 早于 {a}", count) for (a, b), count in sorted(counts.items(), key=lambda item: -item[1])])
    return [
        Finding(
            "dates_out_of_order",
            "limit",
            int(rows.sum()),
            f"{int(rows.sum()):,} of {frame.height:,} tickets have a later stage before an earlier one: {told}.",
            f"{frame.height:,} 张工单中有 {int(rows.sum()):,} 张后一步骤早于前一步骤：{told_zh}。",
            tuple(f"row {row + 1}" for row in rows.arg_true().head(5)),
            ("flow time", "variants", "waiting"),
        )
    ]


def _without_dates(frame: pl.DataFrame, dated: pl.Series) -> tuple[pl.DataFrame, list[Finding]]:
    """Tickets without a date at all."""
    left = frame.with_row_index("row", offset=1).filter(
        ~pl.Series(range(frame.height), dtype=pl.Int64).is_in(dated.implode())
    )
    rejected = left.select(pl.col("row").cast(pl.Int64), pl.lit("no time").alias("reason"), pl.exclude("row"))
    if not left.height:
        return rejected, []
    return rejected, [
        Finding(
            "missing_time",
            "limit",
            left.height,
            f"{left.height:,} tickets have no date and were left out.",
            f"{left.height:,} 张工单没有任何日期，未计入。",
            tuple(f"row {row}" for row in left["row"].head(5)),
            ("counts", "variants"),
        )
    ]
