"""Working hours discovered from the log: the weekly pattern of each team, its days off, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.errors import CalendarError
from mining.local_time import local_times
from mining.log import NO_TIME
from mining.waste.hours.rota import Rota
from mining.waste.instances.placed import UNCLASSIFIED_STATE, WORK, Codes, Ints, Placed
from mining.waste.instances.resources import named_codes
from mining.working_time.calendars import Calendar
from mining.working_time.clock import worked_until
from mining.working_time.shifts import DAY, Shift

GRAINS = (30, 60, 120)
"""Minutes of the pieces into which a day is divided, the finest first; the first that the evidence bears is taken."""
WEEKS = 4
MOMENTS = 200
"""Fewest weeks and fewest starts and ends from which a pattern is learnt."""
TYPICAL = 0.2
"""A piece of the week is worked if something begins or ends in it on at least this share of the days of a usual one."""
CLEAR = 0.95
"""Probability from which a piece of the week tells by itself whether it is worked."""
SURE = 0.9
"""A pattern is told from this confidence on."""
DAY_OFF = 8.0
"""Starts and ends that a weekday usually has, from which on a day without any is a day off (by chance: 1 in 3,000)."""
MOSTLY = 0.8
"""Share of the days of a weekday on which something happens, from which on it is usually worked."""
NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EPOCH = date(1970, 1, 1)
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


@dataclass(frozen=True, eq=False)
class Pattern:
    """The hours of one group.

    Attributes:
        name: of the group.
        moments: starts and ends from which it was learnt.
        weeks: from the first to the last of them.
        shifts: weekly working hours; None where the evidence does not tell.
        confidence: how sure each piece of the week is on average, 0.5 to 1; None where nothing could be learnt.
        inside: share of the moments within the hours.
        days_off: single days on which nothing happened although that weekday is usually worked.
        because: why nothing was learnt; empty where it was.
    """

    name: str
    moments: int
    weeks: float
    shifts: tuple[Shift, ...] | None = None
    confidence: float | None = None
    inside: float | None = None
    days_off: tuple[date, ...] = ()
    because: str = ""


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


def learnt_pattern(name: str, minutes: Ints) -> Pattern:
    """Learn the hours of one group from its moments, in minutes of local clock time since 1970."""
    day = minutes // DAY
    weeks = float(day.max() - day.min() + 1) / 7 if minutes.size else 0.0
    bare = Pattern(name, minutes.size, weeks)
    if weeks < WEEKS:
        return Pattern(name, minutes.size, weeks, because=f"less than {WEEKS} weeks")
    if minutes.size < MOMENTS:
        return Pattern(name, minutes.size, weeks, because=f"less than {MOMENTS} starts and ends")
    days = np.arange(day.min(), day.max() + 1)
    per_day = np.bincount(day - days[0], minlength=days.size)
    weekday = (days + 3) % 7
    usual = np.bincount(weekday, weights=per_day, minlength=7) / np.bincount(weekday, minlength=7)
    seen = np.bincount(weekday[per_day > 0], minlength=7) >= MOSTLY * np.bincount(weekday, minlength=7)
    off = days[(per_day == 0) & (usual[weekday] >= DAY_OFF) & seen[weekday]]
    for grain in GRAINS:
        shifts, confidence = _weekly(minutes, np.setdiff1d(days, off), grain)
        if confidence >= SURE and shifts:
            inside = _mask(shifts)[(minutes + 3 * DAY) % (7 * DAY)]
            return Pattern(
                name,
                minutes.size,
                weeks,
                shifts,
                confidence,
                float(inside.mean()),
                tuple(EPOCH + timedelta(days=int(one)) for one in off),
            )
    return Pattern(bare.name, bare.moments, weeks, confidence=confidence, because="the evidence is not clear enough")


def _weekly(minutes: Ints, days: Ints, grain: int) -> tuple[tuple[Shift, ...], float]:
    """Return the shifts that the days show in pieces of `grain` minutes, and the mean confidence in the pieces."""
    from scipy.special import betainc

    pieces = DAY // grain
    here = np.unique(minutes // grain)
    here = here[np.isin(here // pieces, days)]
    hits = np.bincount((here + 3 * pieces) % (7 * pieces), minlength=7 * pieces)
    seen = np.repeat(np.bincount((days + 3) % 7, minlength=7), pieces)
    share = hits / np.maximum(seen, 1)
    usual = float(np.quantile(share[hits > 0], 0.75))
    least = TYPICAL * usual
    # Probability that the true share is at least `least`, given hits of the days seen.
    worked = 1 - betainc(hits + 0.5, seen - hits + 0.5, least)
    told = worked >= 0.5
    # Where the days do not tell, a piece between two alike is like them.
    before, after = np.roll(told, 1), np.roll(told, -1)
    unsure = (worked > 1 - CLEAR) & (worked < CLEAR) & (before == after)
    return _shifts(np.where(unsure, before, told), grain), float(np.maximum(worked, 1 - worked).mean())


def _shifts(worked: npt.NDArray[np.bool_], grain: int) -> tuple[Shift, ...]:
    """Return runs of worked pieces as shifts within their day."""
    shifts = []
    for day, pieces in enumerate(worked.reshape(7, -1)):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], pieces.astype(np.int8), [0]])))
        shifts += [Shift(day, int(first) * grain, int(last) * grain) for first, last in edges.reshape(-1, 2)]
    return tuple(shifts)


def hours_text(shifts: Sequence[Shift]) -> str:
    """Return weekly hours as a blueprint states them.

    >>> hours_text([Shift(0, 540, 720), Shift(0, 780, 1080), Shift(1, 540, 720), Shift(1, 780, 1080), Shift(5, 600, 840)])
    'Mon-Tue 09:00-12:00, 13:00-18:00; Sat 10:00-14:00'
    """
    if bool(_mask(shifts).all()):
        return "always"
    of_day = [", ".join(f"{_clock(s.begins)}-{_clock(s.ends)}" for s in sorted(shifts) if s.day == day) for day in range(7)]
    parts: list[str] = []
    first = 0
    for day in range(1, 8):
        if day == 7 or of_day[day] != of_day[first]:
            if of_day[first]:
                parts.append(f"{NAMES[first]}{f'-{NAMES[day - 1]}' if day - 1 > first else ''} {of_day[first]}")
            first = day
    return "; ".join(parts)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _mask(shifts: Sequence[Shift]) -> npt.NDArray[np.bool_]:
    """Return which minutes of the week are worked, from Monday on."""
    minutes = np.zeros(7 * DAY, dtype=bool)
    for shift in shifts:
        place = (np.arange(shift.begins, shift.ends) + shift.day * DAY) % (7 * DAY)
        minutes[place] = True
    return minutes


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
    found = _mask(pattern.shifts) if pattern.shifts else None
    said = _mask(stated.shifts) if stated else None
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
            f"{row['weeks']:.0f} weeks, {row['inside_share']:.1%} of them within"
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
