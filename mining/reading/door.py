"""The one door: any export -> `EventLog`, with an account of what was understood and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import polars as pl

from mining.assembly import assemble
from mining.errors import ColumnError, FileError
from mining.findings import Finding
from mining.log import EventLog, Source
from mining.reading.attribute_roles import attribute_roles, is_attribute_role
from mining.reading.case_level_roles import case_level_roles
from mining.reading.columns import RoleChoice
from mining.reading.grouped_rows import filled_down
from mining.reading.joining import with_other_table
from mining.reading.kept import roles_in_file
from mining.reading.labels import merged_labels, spelled
from mining.reading.lifecycle import paired, without_duplicates
from mining.reading.naming import RESERVED, named_by_role, plain_types, without_blank_rows
from mining.reading.quality import day_month_swapped, with_findings
from mining.reading.rejected import rejected_rows, unreadable_times, without_readable_time
from mining.reading.reshaped import Shape, ShapeName
from mining.reading.roles import chosen_roles
from mining.reading.shapes import reshaped, shape_of
from mining.reading.snapshots import collapsed
from mining.reading.states import Events, meaning_of_times
from mining.reading.tables import opened
from mining.reading.time_roles import in_two_columns
from mining.reading.timestamps import Times, joined, read_times
from mining.reading.typing import typed
from mining.reading.wanted import Reading, Wanted
from mining.reading.zones import checked_zone, offsets_noted


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
    equipment: str | None = None,
    object: str | None = None,
    lifecycle: str | None = None,
    instance: str | None = None,
    costs: Mapping[str, str] | None = None,
    nps: str | None = None,
    csat: str | None = None,
    mapping: str | Path | None = None,
    timezone: str | None = None,
    events: Events | None = None,
    no_time: bool = False,
    end_activities: Sequence[str] = (),
    open_for: timedelta | None = None,
    export_end: datetime | None = None,
    shape: ShapeName | None = None,
    field: str | None = None,
    steps: Mapping[str, str] | None = None,
    join: str | Path | None = None,
    keep_unchanged: bool = False,
    encoding: str | None = None,
    inside: str | None = None,
    unpack_limit: str | int | None = None,
) -> EventLog:
    """Read an export - CSV, TSV, JSON, Excel, Parquet, Arrow, XES, also packed, also several files - as an event log.

    What is not said is recognised, by name and content; `log.quality` tells what was found wrong and gives the verdict.
    `reading_of` tells the reasons, too.

    Args:
        path: the file; ``-`` is standard input; a folder or a pattern (``2024-*.csv``) stands for files of one shape.
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
        closing: column that is filled (of yes and no: says yes) where the case is complete.
        equipment: column of the machine, room or device.
        lifecycle: column that says whether a row is a start, a completion, a suspension, ...
        instance: column that tells which start belongs to which completion.
        object: column of what was worked on within the case (the item of an order).
        costs: name -> column of cash out.
        nps: column of the answers from 0 to 10.
        csat: column of the satisfaction.
        mapping: a file with a ``log:`` section, as ``mining read --save`` writes it (a blueprint, too); the other arguments
            go before it.
        timezone: zone of times that do not say theirs, and of local calendars.
        events: whether a single time means that an activity was ``done`` or a state ``entered``; None: recognised, said.
        no_time: ignore times and keep the file's order.
        end_activities: labels after which a case is complete.
        open_for: how near to the export's end the last event of an open case is.
        export_end: when the export was made; None: the latest time in it that is no placeholder (9999-12-31).
        shape: what a row is; None: recognised, said. ``events`` have one time each, ``intervals`` start and end;
            ``lifecycle``: rows of starts and completions (also schedule, assign, suspend, resume, withdraw); ``tickets``:
            one row per ticket, its dates side by side; ``changes``: ticket, field, old and new value, time; ``snapshots``:
            the whole record at every update.
        field: of a change history, the field whose new values are the activities; None: the one that looks like a status.
        steps: of a table of tickets, column of dates -> activity (an empty text leaves the column out); columns that are not
            named here are worded by their names.
        join: a second table of the same export, joined by the columns that both have (change documents: header and items).
        keep_unchanged: of snapshots and changes, keep the rows that leave the state as it was.
        encoding: of a text file; None: decided on evidence from the whole file, said with its rivals.
        inside: the file of a folder or archive, or the sheet of a workbook, that is meant; None: chosen by content.
        unpack_limit: bytes that an archive may unpack to, as a number or like ``"20GB"``; None: 8 GB, and no more than 250
            times the archive.

    Raises:
        FrameError: `path` is no path; frames in memory are for `mining.from_pandas` and `mining.from_polars`.
        FileError: there is no such file, or it is nothing that can be read as a log.
        ColumnError: a named column is not there, or a needed one is not recognised.
        TimeError: the times cannot be read, or their dates are lost.
        ShapeError: rows are not what `shape` says, or the tables do not belong together.
    """
    roles = {
        "case": case, "activity": activity, "start": start, "end": end, "resource": resource, "team": team,
        "arrival": arrival, "order": order, "role": role, "channel": channel, "customer": customer, "closing": closing,
    }  # fmt: skip
    roles |= {"lifecycle": lifecycle, "instance": instance}
    roles |= {"equipment": equipment, "object": object, "nps": nps, "csat": csat}
    roles |= {f"cost {name}": column for name, column in (costs or {}).items()}
    named = {name: column for name, column in roles.items() if column is not None}
    wanted = Wanted(
        named, timezone, events, no_time, end_activities, open_for, export_end, shape, steps or {}, field, join,
        keep_unchanged, encoding, inside, unpack_limit,
    )  # fmt: skip
    if mapping is not None:
        from mining.blueprint.log_mapping import load

        wanted = wanted.over(load(mapping))
    return reading_of(path, wanted).log


def reading_of(path: str | Path, wanted: Wanted) -> Reading:
    """Read a file like `read`, and return the whole account."""
    file = opened(path, encoding=wanted.encoding, inside=wanted.inside, unpack_limit=wanted.unpack_limit)
    kept = file.kept
    if kept is not None and wanted.agrees_with(kept):
        return _as_kept(kept)
    table = file.table()
    frame, format_, found = table.frame, table.format, table.found
    # Generated logs have no times at all; that is no fault of the file.
    wanted = replace(wanted, no_time=wanted.no_time or ("XES" in format_ and "time:timestamp" not in frame.columns))
    if frame.is_empty():
        raise FileError.empty(path)
    if wanted.join is not None:
        other = opened(wanted.join, encoding=wanted.encoding, unpack_limit=wanted.unpack_limit).table()
        frame = with_other_table(plain_types(frame), plain_types(other.frame), Path(wanted.join).name, found)
        format_ += f", joined with {Path(wanted.join).name} ({other.format})"
    if kept is not None:
        wanted = replace(wanted, roles=roles_in_file(wanted.roles, kept, frame.columns))
    frames = [frame]
    del table, frame  # nobody else holds the texts of columns that become times or codes
    try:
        return reading_of_frame(frames.pop(), wanted, source=file.source, format_=format_, found=found)
    except ColumnError as error:
        bare = next((finding.message for finding in found if finding.code == "no_header"), None)
        if bare is None:
            raise
        raise ColumnError(error.wrong, found=bare, remedy=f"{error.remedy}, or write a header into the file.") from None


def _as_kept(log: EventLog) -> Reading:
    """The account of a file that `mining convert` wrote: nothing was recognised, all of it is known."""
    choices = tuple(RoleChoice(role, column, "kept by mining convert") for role, column in log.roles.items())
    shape: Shape = "start and end per row" if log.has_starts else "one time per row" if log.timed else "no times"
    nothing = pl.DataFrame(schema={"row": pl.Int64, "reason": pl.String})
    return Reading(log, choices, "written by mining convert", shape, {}, nothing)


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
    raw = filled_down(plain_types(frame), findings)
    in_file = tuple(frame.columns)
    wanted = replace(wanted, roles=in_two_columns(wanted.roles, in_file))
    named_attributes = {role: column for role, column in wanted.roles.items() if is_attribute_role(role)}
    wanted = replace(wanted, roles={role: column for role, column in wanted.roles.items() if role not in named_attributes})
    tabled = reshaped(
        raw,
        wanted.roles,
        findings,
        shape=wanted.shape,
        field=wanted.field,
        steps=wanted.steps,
        keep_unchanged=wanted.keep_unchanged,
        timezone=timezone,
        no_time=wanted.no_time,
        closing=not wanted.end_activities,
    )
    raw = tabled.frame
    tabled = replace(tabled, frame=raw.clear())
    del frame
    pairs = wanted.shape in (None, "lifecycle")
    choices = chosen_roles(raw, tabled.named(wanted.roles), no_time=wanted.no_time, pairs=pairs)
    choices = tabled.explained(choices, wanted.roles)
    shape = shape_of(raw, choices, wanted.roles, shape=wanted.shape, no_time=wanted.no_time)
    shape = tabled.shape or shape
    columns = {role: choice.column for role, choice in choices.items()}
    rows_read = tabled.rows_read - raw.height
    raw = without_blank_rows(raw.with_columns(tabled.rows.alias("__row")), columns["case"], findings)
    rows_read += raw.height
    times = dict(_read_times(raw, columns, timezone, tabled.times, findings))
    beside = case_level_roles(
        raw,
        columns,
        times,
        withheld=tabled.withheld | ({"closing"} if wanted.end_activities else set()),
        timezone=timezone,
        found=findings,
    )
    choices |= beside.taken
    columns |= {role: choice.column for role, choice in beside.taken.items()}
    times |= beside.times
    attributes = attribute_roles(raw, named_attributes, columns.values())
    findings += offsets_noted({offset for reading in times.values() for offset in reading.offsets}, raw.height)
    # Pairing rows and leaving out states works on texts.
    table = named_by_role(raw, columns, times, findings, coded="lifecycle" not in columns and shape != "state snapshots")
    rejected = rejected_rows(raw, table, times)
    if tabled.rejected is not None:
        rejected = pl.concat([tabled.rejected, rejected], how="diagonal_relaxed")
    findings += unreadable_times(raw, columns, times)
    del raw
    bad = without_readable_time(times)
    if bad is not None and bad.any():
        table = table.filter(~bad)
    table, taken = merged_labels(table, findings)
    duplicates = tabled.duplicates
    entered = wanted.events == "entered"
    if "lifecycle" in columns:
        table, duplicates = without_duplicates(table, findings)
        table = paired(table, findings)
    elif "start" not in times and not wanted.no_time:
        findings += day_month_swapped(table["end"], table["case"])
        meant, heading = wanted.events or tabled.events, tabled.heading or columns["activity"]
        entered = meaning_of_times(meant, heading, table["activity"], findings, said=wanted.events is not None)
    table = table.with_columns(typed(table[name]) for name in table.columns if name not in (*RESERVED, "__row"))
    if shape == "state snapshots":
        table = collapsed(table, findings, keep_unchanged=wanted.keep_unchanged)
    log = assemble(
        table,
        timezone=timezone or next((reading.timezone for reading in times.values() if reading.timezone), None),
        roles=_stated_roles(choices) | {role: choice.column for role, choice in attributes.items()},
        findings=findings,
        rows_read=rows_read,
        rows_rejected=(int(bad.sum()) if bad is not None else 0) + tabled.rows_rejected,
        source=source,
        entered=entered,
        order="order" if "order" in columns else None,
        export_end=wanted.export_end,
        open_for=wanted.open_for,
        end_activities=spelled(wanted.end_activities, taken),
    )
    del table
    if not log.instances:
        reasons = rejected.to_series(1).value_counts(sort=True)
        needed = {str(role): column for role, column in columns.items() if role in ("case", "activity", "start", "end")}
        raise ColumnError.no_row(needed, dict(reasons.iter_rows()))
    if duplicates:
        log = log.with_quality(replace(log.quality, duplicates=log.quality.duplicates + duplicates))
    log = with_findings(log)
    choices |= attributes
    shown = tuple(replace(choices[role], column=column) for role, column in log.roles.items())
    formats = {role: reading.format for role, reading in times.items()}
    return Reading(log, shown, format_, shape, formats, rejected, tuple(beside.proposed), in_file)


def _read_times(
    table: pl.DataFrame,
    columns: Mapping[str, str],
    timezone: str | None,
    known: Mapping[str, Times],
    found: list[Finding],
) -> Iterator[tuple[str, Times]]:
    for role in ("start", "end", "arrival"):
        if role not in columns:
            continue
        if role in known:
            found += known[role].findings
            yield role, known[role]
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
