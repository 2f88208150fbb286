"""EventLog <-> pm4py's event logs, past the traps of pm4py.

pm4py's columns know neither open cases, nor the zone, nor which time is unknown. What they have no place for travels in
``frame.attrs["mining"]`` (which pandas and pm4py's filters and conversions keep) and in columns that begin with ``mining:``.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Unpack, cast

import numpy as np
import polars as pl

from mining.assembly import assemble
from mining.errors import FrameError, TimeError
from mining.exchange.remembered import beside_the_rows, quality_of, typed_as
from mining.interop.frames import Understood, from_polars, pandas_frame, polars_frame
from mining.log import INSTANCE_COLUMNS, NO_TIME, TIME, EventLog, Source

if TYPE_CHECKING:
    import pandas as pd

CASE, ACTIVITY, END, START, RESOURCE = (
    "case:concept:name",
    "concept:name",
    "time:timestamp",
    "start_timestamp",
    "org:resource",
)
NAMES = {"case": CASE, "activity": ACTIVITY, "end": END, "start": START, "resource": RESOURCE}
STANDARD = {"team": "org:group", "role": "org:role"}
"""Roles for which the XES standard has a name."""
UNKNOWN = "mining:unknown"
"""Which time of an instance is unknown (``start`` or ``end``); the other one stands in its place, for pm4py takes no gap."""
ARRIVAL, OPEN, UNFINISHED = "case:mining:arrival", "case:mining:open", "case:mining:unfinished"
OWN = {UNKNOWN, ARRIVAL, OPEN, UNFINISHED}
NANOSECONDS = 9_223_372_036_854_775
"""Microseconds since 1970 beyond which nanoseconds do not fit 64 bits (year 2262)."""


def to_pm4py(log: EventLog) -> pd.DataFrame:
    """Return a new pandas frame as pm4py wants its event logs; `from_pm4py` makes an equal log of it.

    One row per instance, in log order: ``case:concept:name``, ``concept:name``, ``time:timestamp`` (the end),
    ``start_timestamp`` (where any start is known), ``org:resource`` (where any is), ``org:group`` and ``org:role`` (team,
    role), then attributes; those of cases begin with ``case:``. Times are datetime64[ns, UTC], texts objects, other
    attributes of pandas' types where they lose nothing, else Arrow's. An unknown time is replaced by the other one of its
    instance and marked in ``mining:unknown``; columns that begin with ``case:mining:`` hold arrival, open and unfinished
    where they say something.

    A log without times gets no time columns: nothing is made up. pm4py's functions for frames refuse it;
    ``pm4py.objects.conversion.log.converter.apply`` makes an event log of it, which its miners take.

    Raises:
        TimeError: a time lies outside the years 1678 to 2261, which nanoseconds cannot hold.
    """
    _fits_nanoseconds(log)
    events, cases = log.events, log.cases
    per_case = cases[log.case_codes] if log.instances else cases.clear()
    columns = [per_case["case_id"].alias(CASE), events["activity"].cast(pl.String).alias(ACTIVITY)]
    if log.timed:
        columns += _times(log)
    if events["resource"].null_count() < events.height:
        columns.append(events["resource"].cast(pl.String).alias(RESOURCE))
    if log.timed and not _first_times(log).equals(cases["arrival"]):
        columns.append(per_case["arrival"].alias(ARRIVAL))
    columns += [
        per_case[name].alias(column) for name, column in (("open", OPEN), ("unfinished", UNFINISHED)) if cases[name].any()
    ]
    places: dict[str, tuple[str, str]] = {}
    taken = {column.name for column in columns} | OWN | set(NAMES.values())
    for home, frame, skipped, prefix in (
        ("events", events, INSTANCE_COLUMNS, ""),
        ("cases", per_case, ("case_id", "arrival", "open", "unfinished"), "case:"),
    ):
        for name in frame.columns:
            if name in skipped:
                continue
            column = STANDARD.get(name, name) if home == "events" else name if name.startswith(prefix) else prefix + name
            while column in taken:
                column += "'"
            taken.add(column)
            places[column] = (home, name)
            columns.append(frame[name].alias(column))
    frame = pandas_frame(columns)
    # pm4py fails on pandas' own type of texts in its key columns.
    texts = [column.name for column in columns if column.dtype in (pl.String, pl.Enum, pl.Categorical)]
    frame = frame.astype(dict.fromkeys(texts, object))
    frame.attrs["mining"] = {
        **beside_the_rows(log),
        "source": asdict(log.source),
        "events": _schema_text(log.events),
        "cases": _schema_text(log.cases),
        "places": places,
    }
    return frame


def from_pm4py(log: Any, **understood: Unpack[Understood]) -> EventLog:
    """Return the event log of a pm4py frame or ``EventLog`` object.

    A frame made by `to_pm4py` gives an equal log, also after pm4py's filters and conversions: cases and rows that are gone
    are gone, columns that were added become attributes (pm4py's own, which begin with ``@@``, are left out).
    Any other one is read like a file in which pm4py's columns have their roles.

    Args:
        log: a pandas frame, or ``pm4py.objects.log.obj.EventLog`` or ``EventStream``; it is not changed.
        understood: as in `mining.read`, for a log that does not come from `to_pm4py`; roles by column name.

    Raises:
        FrameError: it is neither, or it is empty.
        ColumnError: a needed column is not there.
        TimeError: the times cannot be read.
    """
    frame = _as_pandas(log)
    known = frame.attrs.get("mining")
    table = polars_frame(frame)
    table = table.select(name for name in table.columns if not name.startswith("@@"))
    if isinstance(known, dict) and not understood and {CASE, ACTIVITY} <= set(table.columns):
        return _returned(table, known)
    roles = {role: column for role, column in NAMES.items() if column in table.columns and role not in understood}
    if START in roles.values() and END in table.columns and table[START].equals(table[END].alias(START)):
        # pm4py writes this copy into the frames that it is given.
        del roles["start"]
        table = table.drop(START)
    no_time = understood.pop("no_time", END not in table.columns and not {"start", "end"} & set(understood))
    return from_polars(table, **cast(Understood, {**roles, **understood, "no_time": no_time}))


# -- there -------------------------------------------------------------------------------------------------------------


def _times(log: EventLog) -> list[pl.Series]:
    start, end = log.events["start"], log.events["end"]
    nano = pl.Datetime("ns", "UTC")
    columns = [pl.select(pl.coalesce(end, start)).to_series().cast(nano).alias(END)]
    if start.null_count() == start.len():
        return columns
    columns.append(pl.select(pl.coalesce(start, end)).to_series().cast(nano).alias(START))
    if start.null_count() or end.null_count():
        unknown = pl.when(start.is_null()).then(pl.lit("start")).when(end.is_null()).then(pl.lit("end"))
        columns.append(pl.select(unknown.alias(UNKNOWN)).to_series())
    return columns


def _first_times(log: EventLog) -> pl.Series:
    """First start or end of every case: its arrival, unless a column said otherwise."""
    moments = np.where(log.start_micros == NO_TIME, log.end_micros, log.start_micros)
    firsts = np.minimum.reduceat(moments, log.offsets[:-1]) if log.instances else moments
    return pl.Series("arrival", firsts).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def _fits_nanoseconds(log: EventLog) -> None:
    for moments in (log.start_micros, log.end_micros, log.arrival_micros):
        known = moments[moments != NO_TIME]
        outside = known[np.abs(known) > NANOSECONDS]
        if outside.size:
            raise TimeError.beyond_nanoseconds(outside.tolist())


def _schema_text(frame: pl.DataFrame) -> str:
    """The types of a frame, categories included, as text."""
    buffer = io.BytesIO()
    frame.clear().write_ipc(buffer)
    return base64.b64encode(buffer.getvalue()).decode()


# -- and back ----------------------------------------------------------------------------------------------------------


def _as_pandas(log: Any) -> pd.DataFrame:
    import pandas as pd

    if isinstance(log, pd.DataFrame):
        frame = log
    elif type(log).__module__.startswith("pm4py.objects.log"):
        import pm4py

        frame = pm4py.convert_to_dataframe(log)
    else:
        raise FrameError.of_another_kind(log, "a pandas frame or a pm4py event log")
    if frame.empty and "mining" not in frame.attrs:
        raise FrameError.empty()
    return frame


def _returned(table: pl.DataFrame, known: Mapping[str, Any]) -> EventLog:
    """Rebuild the log that `to_pm4py` sent away."""
    events, cases = (_schema(known[name]) for name in ("events", "cases"))
    places = {column: tuple(place) for column, place in known["places"].items() if column in table.columns}
    homes = {name: home for home, name in places.values()}
    moment = known["export_end"]
    log = assemble(
        _with_roles(table, places, entered=known["entered"]),
        timezone=known["timezone"],
        roles=known["roles"],
        source=Source(**known["source"]),
        entered=known["entered"],
        # The rows of a log are in order and no two are duplicates; their number keeps it so.
        order="mining:row",
        newest_first=False,
        export_end=datetime.fromisoformat(moment) if moment else None,
        open_for=timedelta(microseconds=known["open_for_us"]) if known["open_for_us"] is not None else None,
    )
    incomplete = np.zeros(log.cases.height, dtype=bool)
    for name in (OPEN, UNFINISHED):
        if name in log.cases.columns:
            incomplete |= log.cases[name].fill_null(False).to_numpy()
    log = log.with_completion(~incomplete, known["completeness"])
    beside = log.cases[log.case_codes] if log.instances else log.cases.clear()
    placed_events, placed_cases = [], []
    for name in [*homes, *(n for n in (*log.events.columns, *log.cases.columns) if n not in homes)]:
        if name in (*INSTANCE_COLUMNS, "case_id", "arrival", "open", "unfinished", "mining:row", *OWN):
            continue
        home = homes.get(name, "events" if name in log.events.columns else "cases")
        if home == "cases" and name in log.cases.columns:
            placed_cases.append(log.cases[name])
        else:
            placed_events.append(log.events[name] if name in log.events.columns else beside[name])
    return replace(
        log,
        events=_as_sent(log.events.select(*INSTANCE_COLUMNS, *placed_events), events),
        cases=_as_sent(log.cases.select("case_id", "arrival", "open", "unfinished", *placed_cases), cases),
        quality=quality_of(known["quality"]),
        entered=known["entered"],
    )


def _with_roles(table: pl.DataFrame, places: Mapping[str, tuple[str, ...]], *, entered: bool) -> pl.DataFrame:
    """Give pm4py's columns the names of roles, unknown times their nulls, and number the rows."""
    unknown = (
        table[UNKNOWN] if UNKNOWN in table.columns else pl.Series([None], dtype=pl.String).new_from_index(0, table.height)
    )
    columns = [table[CASE].cast(pl.String).alias("case"), table[ACTIVITY].cast(pl.String).alias("activity")]
    for role, column in (("start", START), ("end", END)):
        if column in table.columns and not (entered and role == "end"):
            gaps = pl.lit((unknown == role).fill_null(False))
            columns.append(pl.select(pl.when(~gaps).then(pl.lit(table[column].cast(TIME))).alias(role)).to_series())
    if RESOURCE in table.columns:
        columns.append(table[RESOURCE].cast(pl.String).alias("resource"))
    if ARRIVAL in table.columns:
        columns.append(table[ARRIVAL].cast(TIME).alias("arrival"))
    columns.append(pl.int_range(table.height, eager=True).alias("mining:row"))
    for name in table.columns:
        if name in places:
            columns.append(table[name].alias(places[name][1]))
        elif name not in (*NAMES.values(), UNKNOWN, ARRIVAL):
            columns.append(table[name])
    return pl.DataFrame(columns)


def _schema(text: str) -> pl.DataFrame:
    return pl.read_ipc(io.BytesIO(base64.b64decode(text)))


def _as_sent(frame: pl.DataFrame, sent: pl.DataFrame) -> pl.DataFrame:
    """Bring columns to the order and types in which they were sent; those that are new stand behind."""
    kept = [name for name in sent.columns if name in frame.columns]
    return typed_as(frame.select(*kept, *(name for name in frame.columns if name not in kept)), sent.schema)
