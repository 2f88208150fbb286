"""The tables of `mining waste` that say why cases waited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

    from mining.waste.idle import Seen
    from mining.waste.placed import Placed
    from mining.waste.rota import Rota
    from mining.waste.staffing import Staffing

TABLES = ("causes", "batches", "overtaking", "overtaking_rules", "calendars")


def waiting_tables(seen: Placed, staffing: Staffing, *, names: tuple[str, ...]) -> dict[str, pl.DataFrame]:
    """Return the tables named, but for ``causes``; without rows where the log cannot tell."""
    import polars as pl

    from mining.errors import CausesError
    from mining.waste.batch_table import SCHEMA, batch_table
    from mining.waste.overtaking_table import OVERTAKING, RULES, overtaking_table
    from mining.waste.rota import rota

    hours = rota(seen, staffing)
    found: dict[str, pl.DataFrame] = {}
    if {"batches", "overtaking", "overtaking_rules"} & set(names):
        try:
            work = _seen(seen, hours, staffing)
        except CausesError:
            found["batches"] = pl.DataFrame(schema=SCHEMA)
            found["overtaking"], found["overtaking_rules"] = pl.DataFrame(schema=OVERTAKING), pl.DataFrame(schema=RULES)
        else:
            found["batches"] = batch_table(seen, work)
            overtaking = overtaking_table(seen, work)
            found["overtaking"], found["overtaking_rules"] = overtaking.frame, overtaking.rules
    if "calendars" in names:
        found["calendars"] = calendars_found(seen, hours)
    return {name: found[name] for name in TABLES if name in found}


def calendars_found(seen: Placed, hours: Rota) -> pl.DataFrame:
    """Return the calendars that the log shows; without rows where no zone is known."""
    import polars as pl

    from mining.errors import CalendarError
    from mining.waste.discovered_calendars import SCHEMA, discovered_calendars

    try:
        return discovered_calendars(seen, hours)
    except CalendarError:
        return pl.DataFrame(schema=SCHEMA)


def _seen(seen: Placed, hours: Rota, staffing: Staffing) -> Seen:
    from mining.waste.idle import seen_at_work

    return seen_at_work(seen, hours, staffing)


def listed(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Return a table as JSON has it: durations in hours, under a name that says so; dates as text."""
    from mining.hours import in_hours

    rows = in_hours(frame).to_dicts()
    return [{key: [str(one) for one in value] if key == "days_off" else value for key, value in row.items()} for row in rows]
