"""Tiny logs by hand: one letter is one activity."""

from datetime import UTC, datetime, timedelta

import polars as pl

from mining.assembly import assemble
from mining.log import EventLog

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)


def log(*traces: str, hours: float = 1.0, timed: bool = True) -> EventLog:
    """One case per trace, ids "1", "2", ...; events `hours` apart; every case begins a minute after the one before."""
    rows = [
        {"case": str(number), "activity": letter, "end": MONDAY + timedelta(minutes=number, hours=hours * place)}
        for number, trace in enumerate(traces, 1)
        for place, letter in enumerate(trace)
    ]
    schema = {"case": pl.String, "activity": pl.String, "end": pl.Datetime("us", "UTC")}
    frame = pl.DataFrame(rows, schema=schema)
    return assemble(frame if timed else frame.drop("end"))


def worked(*rows: tuple[str, str, float, float, str | None]) -> EventLog:
    """A log with starts: (case, activity, start hour, end hour, resource)."""
    names = ("case", "activity", "start", "end", "resource")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema_overrides={"resource": pl.String})

    def at(name: str) -> pl.Expr:
        return pl.lit(MONDAY).dt.cast_time_unit("us") + pl.duration(microseconds=(pl.col(name) * 3.6e9).cast(pl.Int64))

    return assemble(frame.with_columns(start=at("start"), end=at("end")))
