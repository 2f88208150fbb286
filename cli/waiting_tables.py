"""The tables of `mining waste` that say why cases waited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from mining.waste.causes.why import Why
    from mining.waste.hours.rota import Rota
    from mining.waste.instances.placed import Placed
    from mining.waste.waste import Waste

TABLES = ("causes", "batches", "overtaking", "overtaking_rules", "calendars")
BEHIND = ("batches", "overtaking", "overtaking_rules")
"""Those that are made while causes are told (`mining.waste.causes.why.Why`)."""


def tables_of_causes(form: str | None, table: str | None) -> tuple[str, ...]:
    """Return the names of the tables that a format shows: for csv only the one asked for."""
    if form in (None, "table", "md"):
        return ("causes", *BEHIND)
    return TABLES if form != "csv" else tuple(name for name in TABLES if name == table)


def waiting_tables(
    result: Waste, behind: Why | None, seen: Placed, hours: Rota, *, names: tuple[str, ...]
) -> dict[str, pl.DataFrame]:
    """Return the tables named that say why cases waited; without rows where the log cannot tell."""
    from mining.waste.tables.cause_table import cause_table

    found: dict[str, pl.DataFrame] = {}
    for name in names:
        if name == "causes":
            found[name] = cause_table(result)
        elif name == "calendars":
            found[name] = calendars_found(seen, hours)
        elif behind is not None:
            found[name] = getattr(behind, name)
    return found


def calendars_found(seen: Placed, hours: Rota) -> pl.DataFrame:
    """Return the calendars that the log shows; without rows where no zone is known."""
    import polars as pl

    from mining.errors import CalendarError
    from mining.waste.hours.discovered_calendars import SCHEMA, discovered_calendars

    try:
        return discovered_calendars(seen, hours)
    except CalendarError:
        return pl.DataFrame(schema=SCHEMA)


def listed(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a table as JSON has it: durations in hours, under a name that says so; dates as text."""
    from mining.hours import in_hours

    rows = in_hours(frame).to_dicts()
    return [{key: [str(one) for one in value] if key == "days_off" else value for key, value in row.items()} for row in rows]
