"""The one door: any export -> `EventLog`, with an account of what was understood and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

import polars as pl

from mining.assembly import assemble
from mining.errors import ColumnError, FileError
from mining.findings import Finding
from mining.log import CASE_COLUMNS, INSTANCE_COLUMNS, EventLog, Source
from mining.reading.date_parts import MISSING
from mining.reading.dialect import read_table
from mining.reading.quality import day_month_swapped, with_findings
from mining.reading.roles import RoleChoice, chosen_roles
from mining.reading.shapes import Shape, looks_entered, paired
from mining.reading.timestamps import Times, read_times
from mining.reading.typing import typed
from mining.reading.unpacking import unpacked
from mining.reading.xes import is_xes, read_xes
from mining.reading.zones import checked_zone

Events = Literal["done", "entered"]
RESERVED = (*INSTANCE_COLUMNS, *CASE_COLUMNS, "closing", "team", "role", "channel", "customer")
"""Names that mean a role; an attribute that bears one is renamed."""


@dataclass(frozen=True)
class Reading:
    """What was read, how it was understood and why.

    Attributes:
        log: the event log, with findings and verdict.
        roles: a choice with its reason for every role that was found.
        format: how the file is written, in words.
        shape: what a row is.
        times: role -> format of its times, in words.
        rejected: rows that became no instance: ``row`` (first data row is 1), ``reason``, then the columns as in the file.
    """

    log: EventLog
    roles: tuple[RoleChoice, ...]
    format: str
    shape: Shape
    times: Mapping[str, str]
    rejected: pl.DataFrame


def read(
    path: str | Path,
    *,
    case: str | None = None,
    activity: str | None = None,
    start: str | None = None,
    end: str | None = None,
    resource: str | None = None,
    team: str | None = None,
    arrival: str | None = None,
    order: str | None = None,
    role: str | None = None,
    channel: str | None = None,
    customer: str | None = None,
    closing: str | None = None,
    timezone: str | None = None,
    events: Events | None = None,
    no_time: bool = False,
    end_activities: Sequence[str] = (),
    open_for: timedelta | None = None,
    export_end: datetime | None = None,
) -> EventLog:
    """Read an export - CSV, TSV (also gzip, zip), Parquet or XES - as an event log.

    What is not said is recognised, by name and content; `log.quality` tells what was found wrong and gives the verdict.

    Args:
        path: the file; ``-`` is standard input.
        case: column of the case id. Likewise the other roles: `activity`, `start`, `end` (or the only time), `resource`, `team`,
            `arrival` (when the case arrived), `order` (settles tied times), `role`, `channel`, `customer`, `closing` (filled where
            the case is complete).
        timezone: zone of times that do not say theirs, and of local calendars.
        events: whether a single time means that an activity was ``done`` or that a state was ``entered``; None: recognised, and said.
        no_time: ignore times and keep the file's order.
        end_activities: labels after which a case is complete.
        open_for: how near to the export's end the last event of an open case is.
        export_end: when the export was made; None: the latest time in it.

    Raises:
        FileError: there is no such file, or it is nothing that can be read as a log.
        ColumnError: a named column is not there, or a needed one is not recognised.
        TimeError: the times cannot be read, or their dates are lost.
    """
    roles = {
        "case": case, "activity": activity, "start": start, "end": end, "resource": resource, "team": team, "arrival": arrival,
        "order": order, "role": role, "channel": channel, "customer": customer, "closing": closing,
    }  # fmt: skip
    named = {name: column for name, column in roles.items() if column is not None}
    return reading_of(
        path,
        named,
        timezone=timezone,
        events=events,
        no_time=no_time,
        end_activities=end_activities,
        open_for=open_for,
        export_end=export_end,
    ).log


def reading_of(
    path: str | Path,
    named: Mapping[str, str],
    *,
    timezone: str | None = None,
    events: Events | None = None,
    no_time: bool = False,
    end_activities: Sequence[str] = (),
    open_for: timedelta | None = None,
    export_end: datetime | None = None,
) -> Reading:
    """Like `read`, with the whole account; `named` is role -> column."""
    file = unpacked(path)
    found: list[Finding] = []
    if file.data[:4] == b"PAR1":
        format_ = "Parquet"
        try:
            frame = pl.read_parquet(file.data)
        except pl.exceptions.PolarsError as error:
            raise FileError.damaged(path, f"{str(error).splitlines()[0]}.") from None
    elif is_xes(file.data):
        frame, found, _ = read_xes(file, path)
        format_ = "XES"
        no_time = no_time or "time:timestamp" not in frame.columns
    elif file.damage:
        raise FileError.damaged(path, f"{file.damage}.")
    else:
        frame, dialect, found = read_table(file.data, path)
        format_ = f"text ({dialect})"
    if file.inside:
        format_ += f", {file.inside} in a zip archive"
    if frame.is_empty():
        raise FileError.empty(path)
    return reading_of_frame(
        frame, named, timezone=timezone, events=events, no_time=no_time, end_activities=end_activities, open_for=open_for,
        export_end=export_end, source=Source(file.name, file.sha256), format_=format_, found=found,
    )  # fmt: skip


def reading_of_frame(
    frame: pl.DataFrame,
    named: Mapping[str, str],
    *,
    timezone: str | None = None,
    events: Events | None = None,
    no_time: bool = False,
    end_activities: Sequence[str] = (),
    open_for: timedelta | None = None,
    export_end: datetime | None = None,
    source: Source | None = None,
    format_: str = "frame in memory",
    found: Sequence[Finding] = (),
) -> Reading:
    """Read a frame by the same rules as a file; see `read`."""
    timezone = checked_zone(timezone) if timezone else None
    findings = list(found)
    frame = _plain(frame)
    rows_read = frame.height
    choices = chosen_roles(frame, named, no_time=no_time)
    if no_time:
        choices = {
            role: choice
            for role, choice in choices.items()
            if role not in ("start", "end", "arrival", "lifecycle", "instance")
        }
    columns = {role: choice.column for role, choice in choices.items()}
    roles = {role: column for role, column in columns.items() if " " not in role}
    raw, table = frame, frame.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("__row"))
    times = dict(_read_times(table, columns, timezone, findings))
    place = next((reading.timezone for reading in times.values() if reading.timezone), None)
    _say_offsets(times, findings)
    table = _renamed(table, columns, times, findings)
    order = "order" if "order" in roles else None
    bad = _unreadable(times)
    rejected = _rejected(raw, table, times, bad)
    if bad is not None and bad.any():
        findings.append(_unreadable_finding(raw, columns, times, bad))
        table = table.filter(~bad)
    shape: Shape = "no times" if no_time else "start and end per row" if "start" in times else "one time per row"
    if times and "end" in times and "start" not in times and "lifecycle" not in roles:
        findings += day_month_swapped(table["end"], table["case"])
    duplicates = 0
    if "lifecycle" in roles:
        shape = "start and complete rows"
        table, duplicates = _distinct(table)
        table = paired(table, findings)
    entered = events == "entered"
    if shape == "one time per row":
        entered = _entered(events, roles["activity"], table["activity"], findings)
    table = table.with_columns(typed(table[name]) for name in table.columns if name not in (*RESERVED, "__row"))
    log = assemble(
        table,
        timezone=timezone or place,
        roles={role: column for role, column in {**roles, **_joined(choices)}.items()},
        findings=findings,
        rows_read=rows_read,
        rows_rejected=int(bad.sum()) if bad is not None else 0,
        source=source,
        entered=entered,
        order=order,
        export_end=export_end,
        open_for=open_for,
        end_activities=end_activities,
    )
    if duplicates:
        log = replace(log, quality=replace(log.quality, duplicates=log.quality.duplicates + duplicates))
    if not log.instances:
        raise ColumnError.unrecognised("case", frame.columns, "No row has a case id, an activity and a time.")
    log = with_findings(log)
    shown = tuple(
        replace(choice, column=log.roles.get(role, choice.column)) for role, choice in choices.items() if " " not in role
    )
    return Reading(log, shown, format_, shape, {role: reading.format for role, reading in times.items()}, rejected)


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Bring the types of other programs to plain ones: categories to text, nothing to text, rows of nothing left out."""
    return frame.with_columns(
        pl.col(name).cast(pl.String)
        for name, dtype in frame.schema.items()
        if isinstance(dtype, pl.Categorical | pl.Enum) or dtype in (pl.Null, pl.Binary, pl.Object)
    )


def _read_times(
    table: pl.DataFrame, columns: Mapping[str, str], timezone: str | None, found: list[Finding]
) -> Iterator[tuple[str, Times]]:
    for role in ("start", "end", "arrival"):
        if role not in columns:
            continue
        column = table[columns[role]]
        if f"{role} clock" in columns:
            clock = table[columns[f"{role} clock"]].cast(pl.String)
            column = (column.cast(pl.String).str.strip_chars() + " " + clock.str.strip_chars()).alias(
                f"{column.name} + {clock.name}"
            )
        reading = read_times(column, timezone=timezone, case=table[columns["case"]])
        found += reading.findings
        yield role, reading


def _joined(choices: Mapping[str, RoleChoice]) -> dict[str, str]:
    """Roles whose value stands in two columns."""
    return {
        role: f"{choices[role].column} + {choices[f'{role} clock'].column}"
        for role in ("start", "end")
        if f"{role} clock" in choices
    }


def _say_offsets(times: Mapping[str, Times], found: list[Finding]) -> None:
    offsets = sorted({offset for reading in times.values() for offset in reading.offsets})
    if not offsets or any(finding.code == "offsets" for finding in found):
        return
    shown = ", ".join(offsets)
    found.append(
        Finding(
            "offsets",
            "note",
            max(reading.values.len() for reading in times.values()),
            f"The times carry offsets ({shown}): the instants are sure, the place is not named; --timezone gives local hours.",
            f"时间带有偏移（{shown}）：时刻确定，地点未知；用 --timezone 指定当地时区。",
            tuple(offsets[:5]),
            ("working time",),
        )
    )


def _renamed(
    table: pl.DataFrame, columns: Mapping[str, str], times: Mapping[str, Times], found: list[Finding]
) -> pl.DataFrame:
    """Give the columns of roles their role's name and the times their instants; an attribute in the way gets another name."""
    role_of = {column: role for role, column in columns.items()}
    if len(role_of) < len(columns):
        twice = next(column for column in columns.values() if list(columns.values()).count(column) > 1)
        both = [role for role, column in columns.items() if column == twice]
        raise ColumnError(
            f'column "{twice}" is named for two roles.',
            found=" and ".join(both) + ".",
            remedy="name another column for one of them.",
        )
    names: dict[str, str] = {}
    moved = []
    for name in table.columns:
        role = role_of.get(name)
        if role and " " not in role:
            names[name] = role
        elif name in (*RESERVED, *(role for role in columns if " " not in role)) or role:
            new = f"{name} (column)"
            while new in table.columns or new in names.values():
                new += "'"
            names[name] = new
            if not role:
                moved.append(name)
    if moved:
        listed = ", ".join(f'"{name}"' for name in moved)
        found.append(
            Finding(
                "renamed_column",
                "note",
                len(moved),
                f"Attributes whose name means a role here are kept as NAME (column): {listed}.",
                f"与角色同名的属性列以“名称 (column)”保留：{listed}。",
                tuple(moved[:5]),
            )
        )
    kept = [name for name in table.columns if not (name in role_of and " " in role_of[name])]
    table = table.select(kept).rename({old: new for old, new in names.items() if old in kept})
    texts = [
        name
        for name in ("case", "activity", "resource", "team", "role", "channel", "customer")
        if table.schema.get(name) == pl.String
    ]
    padded = [name for name in texts if table[name].str.contains(r"^\s|\s$").any()]
    table = table.with_columns(pl.col(name).str.strip_chars() for name in padded)
    marks = [name for name in ("case", "resource", "team", "role", "customer") if name in texts]
    missing = pl.Series(list(MISSING))
    table = table.with_columns(
        pl.when(~pl.col(name).str.to_lowercase().is_in(missing.implode())).then(name).alias(name)
        for name in marks
        if _has_marks(table[name])
    )
    return table.with_columns(reading.values.alias(role) for role, reading in times.items())


def _has_marks(column: pl.Series) -> bool:
    """Whether a column holds texts that stand for nothing."""
    short = column.filter(column.str.len_bytes() <= max(map(len, MISSING)))
    return bool(short.unique().str.to_lowercase().is_in(list(MISSING)).any())


def _unreadable(times: Mapping[str, Times]) -> pl.Series | None:
    """Rows in which something that is no time stands where a time belongs, and no other time is there."""
    roles = [role for role in ("start", "end") if role in times]
    if not roles:
        return None
    marks = times[roles[0]].unreadable
    none = times[roles[0]].values.is_null()
    for role in roles[1:]:
        marks, none = marks | times[role].unreadable, none & times[role].values.is_null()
    return (marks & none).fill_null(False)


def _unreadable_finding(
    raw: pl.DataFrame, columns: Mapping[str, str], times: Mapping[str, Times], bad: pl.Series
) -> Finding:
    role = "end" if "end" in times else "start"
    rows = int(bad.sum())
    texts = raw.filter(bad)[columns[role]].head(5).cast(pl.String).to_list()
    examples = tuple(f"row {row + 1}: {text!r}" for row, text in zip(bad.arg_true().head(5), texts, strict=True))
    return Finding(
        "unreadable_time",
        "limit",
        rows,
        f'{rows:,} rows hold something else than a time ({times[role].format}) in "{columns[role]}" and were left out: {"; ".join(examples[:3])}.',
        f"{rows:,} 行的“{columns[role]}”不是时间，未计入：{'; '.join(examples[:3])}。",
        examples,
        ("counts", "variants"),
    )


def _rejected(raw: pl.DataFrame, table: pl.DataFrame, times: Mapping[str, Times], bad: pl.Series | None) -> pl.DataFrame:
    """The rows that become no instance, as they stand in the file."""
    nothing = pl.Series([False]).new_from_index(0, table.height)
    missing = {
        name: (table[name].is_null() | (table[name].cast(pl.String) == "")).fill_null(True) for name in ("case", "activity")
    }
    roles = [role for role in ("start", "end") if role in times]
    timeless = table.select(pl.all_horizontal(pl.col(role).is_null() for role in roles)).to_series() if roles else nothing
    unreadable = bad if bad is not None else nothing
    gone = missing["case"] | missing["activity"] | timeless | unreadable
    if not gone.any():
        return raw.clear().select(pl.lit(0).alias("row"), pl.lit("").alias("reason"), pl.all())
    reason = (
        pl.when(unreadable).then(pl.lit("unreadable time"))
        .when(missing["case"]).then(pl.lit("no case id"))
        .when(missing["activity"]).then(pl.lit("no activity"))
        .otherwise(pl.lit("no time"))
    )  # fmt: skip
    return (
        raw.select((pl.int_range(pl.len()) + 1).alias("__row_number"), reason.alias("__reason"), pl.all())
        .filter(gone)
        .rename({"__row_number": _free("row", raw), "__reason": _free("reason", raw)})
    )


def _free(name: str, frame: pl.DataFrame) -> str:
    return name if name not in frame.columns else f"{name} (reading)"


def _distinct(table: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Rows of starts and completions without exact duplicates, which would be paired with each other."""
    compared = [name for name in table.columns if name != "__row"]
    first = table.select(pl.struct(compared).is_first_distinct()).to_series()
    again = int((~first).sum())
    return (table.filter(first), again) if again else (table, 0)


def _entered(events: Events | None, heading: str, labels: pl.Series, found: list[Finding]) -> bool:
    """Decide what a single time means, and say it."""
    recognised, why = looks_entered(heading, labels)
    entered = events == "entered" if events else recognised
    by = "as the user said" if events else why
    if entered:
        found.append(
            Finding(
                "events_entered",
                "note",
                labels.len(),
                f"A time means that a state was entered ({by}); it lasts to the next event of its case. --events done says otherwise.",
                f"时间表示进入某状态（{'用户指定' if events else '由标签判断'}），该状态持续到同一案例的下一条记录。可用 --events done 更改。",
                affects=("service time", "waiting", "rework"),
            )
        )
    else:
        found.append(
            Finding(
                "events_done",
                "note",
                labels.len(),
                "There is one time per event: it is read as the moment at which the activity was done; starts are unknown.",
                "每条记录只有一个时间：视为活动完成的时刻，开始时间未知。",
                affects=("service time", "waiting"),
            )
        )
    return entered
