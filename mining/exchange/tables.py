"""A log as one flat table: a row per instance, what is known of its case beside it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import polars as pl

from mining.log import CASE_COLUMNS, INSTANCE_COLUMNS, NO_TIME, EventLog

CASE_ID = "case_id"
MARK = "mining:log"
"""The column (CSV), attribute (XES) or metadata key (Parquet) that holds what a table has no place for."""
PREFIX = "case:"
"""Begins the names of columns that hold attributes of cases."""
Places = dict[str, tuple[str, str]]


def flat(log: EventLog, names: Mapping[str, str], reserved: Collection[str] = ()) -> tuple[pl.DataFrame, Places]:
    """Return the table and where each column came from (see `remembered.Places`).

    Columns: case id, activity, start, end, resource (where any is known), attributes of the instance; then arrival, open
    and unfinished where they say something, and attributes of the case. Rows are in log order.

    Args:
        log: the log.
        names: how to call ``case_id``, ``activity``, ... where not by these names.
        reserved: names that no attribute may bear.
    """
    events, cases = log.events, log.cases
    per_case = cases[log.case_codes] if log.instances else cases.clear()
    columns: list[pl.Series] = []
    places: Places = {}
    taken = {*reserved, *names.values(), MARK}

    def put(home: str, name: str, wanted: str) -> None:
        while wanted in places or (wanted in taken and names.get(name) != wanted):
            wanted += "'"
        places[wanted] = (home, name)
        columns.append((events if home == "events" else per_case)[name].alias(wanted))

    put("cases", "case_id", names.get(CASE_ID, CASE_ID))
    for name in INSTANCE_COLUMNS[1:]:
        if name == "activity" or events[name].null_count() < events.height:
            put("events", name, names.get(name, name))
    for name in events.columns:
        if name not in INSTANCE_COLUMNS:
            put("events", name, names.get(name, name))
    if log.timed and not first_times(log).equals(cases["arrival"]):
        put("cases", "arrival", names.get("arrival", "arrival"))
    for name in ("open", "unfinished"):
        if cases[name].any():
            put("cases", name, names.get(name, name))
    for name in cases.columns:
        if name not in CASE_COLUMNS:
            put("cases", name, name if name.startswith(PREFIX) else PREFIX + name)
    return pl.DataFrame(columns), places


def first_times(log: EventLog) -> pl.Series:
    """First start or end of every case: its arrival, unless a column said otherwise."""
    moments = np.where(log.start_micros == NO_TIME, log.end_micros, log.start_micros)
    firsts = np.minimum.reduceat(moments, log.offsets[:-1]) if log.instances else moments
    return pl.Series("arrival", firsts).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
