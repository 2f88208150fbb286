"""The one door: any export -> `EventLog`, with an account of what was understood and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from mining.assembly import assemble
from mining.errors import ColumnError, FileError
from mining.findings import Finding
from mining.log import EventLog, Source
from mining.reading.columns import RoleChoice
from mining.reading.dialect import read_table
from mining.reading.naming import RESERVED, named_by_role, plain_types, without_blank_rows
from mining.reading.quality import day_month_swapped, with_findings
from mining.reading.rejected import rejected_rows, unreadable_times, without_readable_time
from mining.reading.roles import chosen_roles
from mining.reading.shapes import Events, Shape, meaning_of_times, paired, without_duplicates
from mining.reading.timestamps import Times, joined, read_times
from mining.reading.typing import typed
from mining.reading.unpacking import unpacked
from mining.reading.xes import is_xes, read_xes
from mining.reading.zones import checked_zone, offsets_noted


@dataclass(frozen=True)
class Wanted:
    """What the user says about a file; the rest is recognised. See `read` for each."""

    roles: Mapping[str, str] = field(default_factory=dict)
    timezone: str | None = None
    events: Events | None = None
    no_time: bool = False
    end_activities: Sequence[str] = ()
    open_for: timedelta | None = None
    export_end: datetime | None = None


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
    `reading_of` tells the reasons, too.

    Args:
        path: the file; ``-`` is standard input.
        case: column of the case id.
        activity: column of the activity.
        start: column of the time at which an activity began.
        end: column of the time at which it was done, or of the only time.
        resource: column of who did it.
        team: column of the team.
        arrival: column of the time at which the case arrived.
        order: column that settles the order of tied times.
        role: column of the job or grade of who did it.
        channel: column of the channel.
        customer: column of the customer.
        closing: column that is filled where the case is complete.
        timezone: zone of times that do not say theirs, and of local calendars.
        events: whether a single time means that an activity was ``done`` or a state ``entered``; None: recognised, said.
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
        "case": case, "activity": activity, "start": start, "end": end, "resource": resource, "team": team,
        "arrival": arrival, "order": order, "role": role, "channel": channel, "customer": customer, "closing": closing,
    }  # fmt: skip
    named = {name: column for name, column in roles.items() if column is not None}
    return reading_of(path, Wanted(named, timezone, events, no_time, end_activities, open_for, export_end)).log


def reading_of(path: str | Path, wanted: Wanted) -> Reading:
    """Read a file like `read`, and return the whole account."""
    file = unpacked(path)
    found: list[Finding] = []
    if file.data[:4] == b"PAR1":
        format_ = "Parquet"
        try:
            frame = pl.read_parquet(file.data)
        except pl.exceptions.PolarsError as error:
            raise FileError.damaged(path, f"{str(error).splitlines()[0]}.") from None
    elif is_xes(file.data):
        frame, found = read_xes(file, path)
        format_ = "XES"
        # Generated logs have no times at all; that is no fault of the file.
        wanted = replace(wanted, no_time=wanted.no_time or "time:timestamp" not in frame.columns)
    elif file.damage:
        raise FileError.damaged(path, f"{file.damage}.")
    else:
        frame, dialect, found = read_table(file.data, path)
        format_ = f"text ({dialect})"
    if file.inside:
        format_ += f", {file.inside} in a zip archive"
    if frame.is_empty():
        raise FileError.empty(path)
    return reading_of_frame(frame, wanted, source=Source(file.name, file.sha256), format_=format_, found=found)


def reading_of_frame(
    frame: pl.DataFrame,
    wanted: Wanted,
    *,
    source: Source | None = None,
    format_: str = "frame in memory",
    found: Sequence[Finding] = (),
) -> Reading:
    """Read a frame by the same rules as a file.

    Args:
        frame: one row per event, in file order.
        wanted: what the user says; the rest is recognised.
        source: where the frame comes from.
        format_: how it was written, in words.
        found: what was noticed so far.
    """
    findings = list(found)
    timezone = checked_zone(wanted.timezone) if wanted.timezone else None
    raw = plain_types(frame)
    choices = chosen_roles(raw, wanted.roles, no_time=wanted.no_time)
    columns = {role: choice.column for role, choice in choices.items()}
    raw = raw.with_columns(pl.int_range(pl.len(), dtype=pl.Int64).alias("__row"))
    raw = without_blank_rows(raw, columns["case"], findings)
    times = dict(_read_times(raw, columns, timezone, findings))
    findings += offsets_noted({offset for reading in times.values() for offset in reading.offsets}, raw.height)
    table = named_by_role(raw, columns, times, findings)
    rejected = rejected_rows(raw, table, times)
    findings += unreadable_times(raw, columns, times)
    bad = without_readable_time(times)
    if bad is not None and bad.any():
        table = table.filter(~bad)
    shape: Shape = "no times" if wanted.no_time else "start and end per row" if "start" in times else "one time per row"
    duplicates = 0
    entered = wanted.events == "entered"
    if "lifecycle" in columns:
        shape = "start and complete rows"
        table, duplicates = without_duplicates(table, findings)
        table = paired(table, findings)
    elif shape == "one time per row":
        findings += day_month_swapped(table["end"], table["case"])
        entered = meaning_of_times(wanted.events, columns["activity"], table["activity"], findings)
    table = table.with_columns(typed(table[name]) for name in table.columns if name not in (*RESERVED, "__row"))
    log = assemble(
        table,
        timezone=timezone or next((reading.timezone for reading in times.values() if reading.timezone), None),
        roles=_stated_roles(choices),
        findings=findings,
        rows_read=raw.height,
        rows_rejected=int(bad.sum()) if bad is not None else 0,
        source=source,
        entered=entered,
        order="order" if "order" in columns else None,
        export_end=wanted.export_end,
        open_for=wanted.open_for,
        end_activities=wanted.end_activities,
    )
    if not log.instances:
        raise ColumnError.unrecognised("case", frame.columns, "No row has a case id, an activity and a time.")
    if duplicates:
        log = replace(log, quality=replace(log.quality, duplicates=log.quality.duplicates + duplicates))
    log = with_findings(log)
    shown = tuple(replace(choices[role], column=column) for role, column in log.roles.items())
    return Reading(log, shown, format_, shape, {role: reading.format for role, reading in times.items()}, rejected)


def _read_times(
    table: pl.DataFrame, columns: Mapping[str, str], timezone: str | None, found: list[Finding]
) -> Iterator[tuple[str, Times]]:
    for role in ("start", "end", "arrival"):
        if role not in columns:
            continue
        column = table[columns[role]]
        if f"{role} clock" in columns:
            column = joined(column, table[columns[f"{role} clock"]])
        reading = read_times(column, timezone=timezone, case=table[columns["case"]])
        found += reading.findings
        yield role, reading


def _stated_roles(choices: Mapping[str, RoleChoice]) -> dict[str, str]:
    """Role -> column, or ``date + time`` where a role's value stands in two columns."""
    roles = {role: choice.column for role, choice in choices.items() if " " not in role}
    clocks = {role: f"{role} clock" for role in roles if f"{role} clock" in choices}
    return roles | {role: f"{roles[role]} + {choices[clock].column}" for role, clock in clocks.items()}
