"""What a table has no place for - zone, types, findings, which column was what - as JSON; and the log made of both again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import polars as pl

from mining.assembly import assemble
from mining.exchange.schemas import from_text, schema_as_json, schema_from_json
from mining.exchange.tables import MARK
from mining.findings import Finding, Quality, counted
from mining.log import CASE_COLUMNS, INSTANCE_COLUMNS, EventLog, Source

Places = Mapping[str, tuple[str, str]]
"""Column of a table -> where its values live: in "events" or "cases", and under which name ("case_id" among the cases)."""
VERSION = 1


def remembered(log: EventLog, places: Places) -> dict[str, Any]:
    """Return what a table of the log cannot say, in values that JSON can hold."""
    return {
        "version": VERSION,
        "instances": log.instances,
        "columns": {column: list(place) for column, place in places.items()},
        **beside_the_rows(log),
        "events": schema_as_json(log.events),
        "cases": schema_as_json(log.cases),
    }


def beside_the_rows(log: EventLog) -> dict[str, Any]:
    """Return what holds for the log as a whole, in values that JSON can hold."""
    moment, span = log.export_end, log.open_for
    return {
        "timezone": log.timezone,
        "entered": log.entered,
        "completeness": log.completeness,
        "export_end": moment.isoformat() if moment is not None else None,
        "open_for_us": span // timedelta(microseconds=1) if span is not None else None,
        "roles": dict(log.roles),
        "quality": {**asdict(log.quality), "findings": [asdict(finding) for finding in log.quality.findings]},
    }


def rebuilt(table: pl.DataFrame, known: Mapping[str, Any], source: Source) -> EventLog:
    """Return the log that was written; rows that are gone since are gone.

    Args:
        table: what was read, as texts or as values.
        known: of `remembered`.
        source: the file.

    Raises:
        KeyError, TypeError, ValueError, AttributeError, polars.exceptions.PolarsError, MiningError: the file was changed
            so that it cannot be taken for what was written.
    """
    if known["version"] != VERSION:
        raise ValueError(f"version {known['version']!r}")
    events, cases = schema_from_json(known["events"]), schema_from_json(known["cases"])
    # A code of the log; the file holds the id.
    del events["case"]
    values: dict[tuple[str, str], pl.Series] = {}
    for column, (home, name) in known["columns"].items():
        dtype = {"events": events, "cases": cases}[home][name]
        dtype = pl.String() if isinstance(dtype, pl.Enum) else dtype
        # XES leaves nulls out, and with them a column that holds nothing else.
        there = column in table.columns
        values[home, name] = from_text(table[column], dtype) if there else pl.Series([None] * table.height, dtype=dtype)
    log, rows = _assembled(values, known, source, table.height)
    if not log.instances or log.instances != table.height:
        raise ValueError("rows lack a case, an activity or a time")
    firsts = rows.gather(pl.Series(log.offsets[:-1])) if log.instances else rows
    beside = [
        values["events", name].gather(rows).alias(name)
        for name in events
        if name not in INSTANCE_COLUMNS and ("events", name) in values
    ]
    per_case = [
        values["cases", name].gather(firsts).alias(name)
        for name in cases
        if name not in CASE_COLUMNS and ("cases", name) in values
    ]
    return replace(
        log,
        events=typed_as(pl.DataFrame([*log.events.select(INSTANCE_COLUMNS).get_columns(), *beside]), events),
        cases=typed_as(pl.DataFrame([*log.cases.select(CASE_COLUMNS).get_columns(), *per_case]), cases),
        quality=_quality(known, table.height),
        entered=bool(known["entered"]),
    )


def _assembled(
    values: Mapping[tuple[str, str], pl.Series], known: Mapping[str, Any], source: Source, height: int
) -> tuple[EventLog, pl.Series]:
    """Order and code the rows; return the log without attributes, and which row of the table each instance was."""
    entered = bool(known["entered"])
    names = {("cases", "case_id"): "case", ("cases", "arrival"): "arrival"}
    names |= {("events", name): name for name in INSTANCE_COLUMNS if not (entered and name == "end")}
    frame = pl.DataFrame([values[place].alias(name) for place, name in names.items() if place in values])
    moment, span = known["export_end"], known["open_for_us"]
    log = assemble(
        # The rows of a log are in order and no two are duplicates; their number keeps it so.
        frame.with_columns(pl.int_range(height, dtype=pl.Int64).alias(MARK)),
        timezone=known["timezone"],
        roles={str(role): str(column) for role, column in known["roles"].items()},
        source=source,
        entered=entered,
        order=MARK,
        newest_first=False,
        export_end=datetime.fromisoformat(moment) if moment else None,
        open_for=timedelta(microseconds=span) if span is not None else None,
    )
    rows = log.events[MARK] if MARK in log.events.columns else log.cases[MARK].gather(pl.Series(log.case_codes))
    incomplete = np.zeros(log.cases.height, dtype=bool)
    for name in ("open", "unfinished"):
        if ("cases", name) in values and log.instances:
            incomplete |= values["cases", name].gather(rows).fill_null(False).to_numpy()[log.offsets[:-1]]
    return log.with_completion(~incomplete, known["completeness"]), rows


def typed_as(frame: pl.DataFrame, wanted: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Bring columns to the types that they had; labels that are new since extend the dictionary."""
    columns = []
    for column in frame.get_columns():
        dtype = wanted.get(column.name)
        if isinstance(dtype, pl.Enum):
            column = column.cast(pl.String)
            labels = pl.concat([dtype.categories, column.drop_nulls()]).unique(maintain_order=True)
            # Dictionaries of activities and resources are sorted; others keep the order that they came with.
            dtype = pl.Enum(labels.sort() if column.name in INSTANCE_COLUMNS else labels)
        columns.append(column if dtype is None else column.cast(dtype))
    return pl.DataFrame(columns)


def quality_of(known: Mapping[str, Any]) -> Quality:
    """Return the quality that `beside_the_rows` wrote down."""
    findings = tuple(
        Finding(**{**finding, "examples": tuple(finding["examples"]), "affects": tuple(finding["affects"])})
        for finding in known["findings"]
    )
    return Quality(**{**known, "findings": findings})


def _quality(known: Mapping[str, Any], rows: int) -> Quality:
    kept = quality_of(known["quality"])
    if rows == known["instances"]:
        return kept
    changed = Finding(
        "changed_since",
        "note",
        abs(rows - known["instances"]),
        f"The file was written with {counted(known['instances'], 'instance')} and holds {rows:,} now;"
        " the other findings are those of the original.",
        f"文件写入时有 {known['instances']:,} 条记录，现有 {rows:,} 条；其余提示来自原始文件。",
        affects=("counts",),
    )
    return replace(kept, findings=(*kept.findings, changed))
