"""Working hours discovered from the log: the weekly pattern of each team, its days off, and how sure that is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.errors import CalendarError
from mining.local_time import local_times
from mining.log import NO_TIME
from mining.shares import share_tenths
from mining.waste.hours.rota import Rota
from mining.waste.hours.weekly_pattern import Pattern, hours_text, learnt_pattern, worked_minutes
from mining.waste.instances.placed import UNCLASSIFIED_STATE, WORK, Codes, Ints, Placed
from mining.waste.instances.resources import named_codes
from mining.working_time.calendars import Calendar
from mining.working_time.clock import worked_until

SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "of": pl.String,
    "name": pl.String,
    "hours": pl.String,
    "timezone": pl.String,
    "confidence": pl.Float64,
    "inside_share": pl.Float64,
    "moments": pl.Int64,
    "weeks": pl.Float64,
    "days_off": pl.List(pl.Date),
    "unknown_because": pl.String,
    "stated_hours_a_week": pl.Float64,
    "found_hours_a_week": pl.Float64,
    "only_stated_hours_a_week": pl.Float64,
    "only_found_hours_a_week": pl.Float64,
    "outside_stated_share": pl.Float64,
}


def discovered_calendars(placed: Placed, rota: Rota | None = None) -> pl.DataFrame:
    """Learn the working hours of each team (else each lane, else of all) from starts and ends of work.

    A piece of the week is worked where something begins or ends in it on at least a fifth as many days as in a usual piece
    (the upper quartile of those in which anything happens). The confidence in it is the probability of that, or of the
    contrary, given the days seen (Jeffreys prior). The finest of `GRAINS` is taken whose mean confidence is `SURE`; where
    none is, where there are less than 4 weeks or 200 moments, the hours stay unknown. Days off are single days without
    any moment, of a weekday that is worked four times out of five and has eight moments on average.

    Args:
        placed: the log with its lanes.
        rota: the calendars that are stated, to be compared.

    Returns:
        One row per group, by name: ``of`` (team, lane, log), ``name``, ``hours`` (as in a blueprint; null: unknown),
        ``timezone``, ``confidence``, ``inside_share`` (of the moments), ``moments`` (the support), ``weeks``, ``days_off``,
        ``unknown_because``, ``stated_hours_a_week``, ``found_hours_a_week``, ``only_stated_hours_a_week``,
        ``only_found_hours_a_week`` (null where nothing is stated, or found), ``outside_stated_share`` (of the moments).

    Raises:
        TimeError: the log has no times.
        CalendarError: no zone is known.
    """
    log = placed.log
    log.needs_times("Working hours")
    if log.timezone is None and not (placed.blueprint and placed.blueprint.timezone):
        raise CalendarError.no_zone("the log")
    zone = log.timezone or (placed.blueprint.timezone if placed.blueprint else None) or "UTC"
    of, names, code = _groups(placed)
    work = placed.staff if placed.blueprint else (placed.nature == WORK) | (placed.nature == UNCLASSIFIED_STATE)
    rows, moments = _moments(placed, work & (code >= 0))
    order = np.argsort(code[rows], kind="stable")
    rows, moments = rows[order], moments[order]
    found = []
    for number, name in enumerate(names):
        here = slice(*np.searchsorted(code[rows], [number, number + 1]))
        if here.start == here.stop:
            continue
        pattern = learnt_pattern(name, _local_minutes(moments[here], zone))
        stated = _stated(rota, rows[here])
        found.append({"of": of, "timezone": zone, **_row(pattern, zone, stated, moments[here])})
    return pl.DataFrame(found, schema=SCHEMA)


def _groups(placed: Placed) -> tuple[str, list[str], Codes]:
    names, code = named_codes(placed.log, "team")
    if names:
        return "team", names, code
    if placed.lanes:
        return "lane", list(placed.lanes), placed.lane
    return "log", ["all"], np.broadcast_to(np.int32(0), placed.log.instances)


def _moments(placed: Placed, chosen: npt.NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the instances of the known starts and ends of some instances, and these."""
    log = placed.log
    parts = [(np.flatnonzero(chosen & (time != NO_TIME)), time) for time in (log.start_micros, log.end_micros)]
    rows = np.concatenate([rows for rows, _ in parts])
    return rows, np.concatenate([time[rows] for rows, time in parts])


def _local_minutes(moments: Ints, zone: str) -> Ints:
    """Return instants as minutes of local clock time since 1970."""
    minutes: Ints = local_times(pl.Series(moments), zone).to_physical().to_numpy() // 60_000_000
    return minutes


def _stated(rota: Rota | None, rows: Ints) -> Calendar | None:
    """Return the calendar that most of some instances have; None where it is none."""
    if rota is None or not rota.is_stated:
        return None
    kinds, counts = np.unique(rota.of_row[rows], return_counts=True)
    most = int(kinds[counts.argmax()])
    return rota.calendars[most] if most >= 0 else None


def _row(pattern: Pattern, zone: str, stated: Calendar | None, moments: Ints) -> dict[str, object]:
    found = worked_minutes(pattern.shifts) if pattern.shifts else None
    said = worked_minutes(stated.shifts) if stated else None
    only_stated = only_found = None
    if stated is not None and stated.zone == zone and found is not None and said is not None:
        only_stated, only_found = (float(one.sum()) / 60 for one in (said & ~found, found & ~said))
    outside = None
    if stated is not None:
        clock = worked_until(stated, moments, moments + 1)
        outside = float((clock(moments + 1) == clock(moments)).mean())
    return {
        "name": pattern.name,
        "hours": hours_text(pattern.shifts) if pattern.shifts else None,
        "confidence": pattern.confidence,
        "inside_share": pattern.inside,
        "moments": pattern.moments,
        "weeks": pattern.weeks,
        "days_off": list(pattern.days_off),
        "unknown_because": pattern.because or None,
        "stated_hours_a_week": float(said.sum()) / 60 if said is not None else None,
        "found_hours_a_week": float(found.sum()) / 60 if found is not None else None,
        "only_stated_hours_a_week": only_stated,
        "only_found_hours_a_week": only_found,
        "outside_stated_share": outside,
    }


def staffing_text(calendars: pl.DataFrame) -> str:
    """Return a staffing file of discovered calendars, with how sure they are as comments, to be edited and read again."""
    from mining.blueprint.values import quoted

    known = calendars.filter(pl.col("hours").is_not_null())
    zones = calendars["timezone"].unique().to_list()
    lines = ["# Working hours found in a log: correct them, and give them back with --calendars."]
    lines += [f"timezone: {zone}" for zone in zones[:1]]
    lines.append("calendars:" if known.height else "calendars: {}")
    for number, row in enumerate(known.iter_rows(named=True), 1):
        off = ", ".join(str(day) for day in row["days_off"])
        lines.append(
            f"  # {_one_line(row['name'])}: confidence {row['confidence']:.2f}, {row['moments']:,} starts and ends in "
            f"{row['weeks']:.0f} weeks, {share_tenths(row['inside_share'])} of them within"
        )
        days = f", holidays: [{off}]" if off else ""
        lines.append(f"  hours_{number}: {{hours: {quoted(row['hours'])}{days}}}")
    kind = {"team": "teams", "lane": "lanes"}.get(calendars["of"][0] if calendars.height else "", "")
    if known.height and not kind:
        lines.append("everyone: hours_1")
    if kind and known.height:
        lines.append(f"{kind}:")
        lines += [f"  {quoted(row['name'])}: hours_{n}" for n, row in enumerate(known.iter_rows(named=True), 1)]
    for row in calendars.filter(pl.col("hours").is_null()).iter_rows(named=True):
        lines.append(f"# {_one_line(row['name'])}: unknown ({row['unknown_because']}, {row['moments']:,} starts and ends)")
    return "\n".join(lines) + "\n"


def _one_line(name: str) -> str:
    """Return a name without signs that would end a comment."""
    return "".join(sign if sign.isprintable() else " " for sign in name)
