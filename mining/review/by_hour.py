"""The hours of the week: how many cases arrive, how many are open, how many are worked on, and who is there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.local_time import local_times
from mining.log import micros
from mining.outlying import far_away
from mining.waste.hours.rota import UNKNOWN, Rota
from mining.waste.instances.placed import WORK, Placed

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

HOUR = 3_600_000_000
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
BY_HOUR: dict[str, type[pl.DataType] | pl.DataType] = {
    "weekday": pl.String,
    "hour": pl.Int8,
    "hours_seen": pl.Int64,
    "arrivals": pl.Float64,
    "open_cases": pl.Float64,
    "at_work": pl.Float64,
    "people_seen": pl.Float64,
    "staffed": pl.Float64,
}


def by_hour(seen: Placed, rota: Rota) -> pl.DataFrame:
    """Return the mean of every hour of the week over the whole hours of the log's period, by the clock of the log.

    The period is from the first arrival to the export's end; times far from all others (placeholders) do not stretch it.

    Returns:
        ``weekday``, ``hour`` (0 to 23), ``hours_seen`` (how many such hours the period has), and per such hour:
        ``arrivals`` (cases), ``open_cases`` (cases between arrival and end, mean over time), ``at_work`` (instances of
        staff that are worked on, mean over time; null where starts are not known), ``people_seen`` (different resources
        with a start or an end in the hour; null without resources), ``staffed`` (share of the hour in which the stated
        working hours are open, mean over lanes of staff with a calendar; null where none has one). By weekday, then hour.
    """
    log = seen.log
    frame = pl.DataFrame(schema=BY_HOUR)
    if not log.instances or log.export_end is None:
        return frame
    zone = ZoneInfo(log.timezone or "UTC")
    # A placeholder for an unknown time must not stretch the period over centuries.
    arrivals = log.arrival_micros[~far_away(log.arrival_micros)]
    edges, weekday, hour = _hours(int(arrivals.min()), micros(log.export_end), zone)
    if edges.size < 2:
        return frame
    known = ~seen.without_start & ~seen.started_only & seen.staff & (seen.nature == WORK)
    columns: dict[str, Floats | None] = {
        "arrivals": np.diff(np.searchsorted(np.sort(arrivals), edges)).astype(np.float64),
        "open_cases": _mean_over(edges, log.arrival_micros, log.case_end_micros),
        "at_work": _mean_over(edges, log.start_micros[known], log.end_micros[known]) if known.any() else None,
        "people_seen": _people(seen, edges),
        "staffed": _staffed(seen, rota, edges),
    }
    hours = pl.DataFrame(
        {
            "day": weekday,
            "hour": hour,
            **{name: values if values is not None else [None] * hour.size for name, values in columns.items()},
        },
        schema_overrides=dict.fromkeys(columns, pl.Float64) | {"hour": pl.Int8},
    )
    means = hours.group_by("day", "hour").agg(pl.len().cast(pl.Int64).alias("hours_seen"), pl.col(list(columns)).mean())
    names = dict(enumerate(WEEKDAYS))
    return (
        means.sort("day", "hour")
        .with_columns(pl.col("day").replace_strict(names, return_dtype=pl.String).alias("weekday"))
        .select(*BY_HOUR)
    )


def _hours(first: int, last: int, zone: ZoneInfo) -> tuple[Ints, Ints, Ints]:
    """Edges of the whole clock hours inside [first, last), microseconds; weekday and hour of each but the last edge."""
    begin = datetime.fromtimestamp(first / 1e6, UTC).astimezone(zone)
    offset = begin.utcoffset() or timedelta(0)
    # Zones lie whole quarters of an hour apart; an edge is a whole hour on the clock of the first moment.
    shift = (offset // timedelta(microseconds=1)) % HOUR
    start = -((-(first + shift)) // HOUR) * HOUR - shift
    edges = np.arange(start, last + 1, HOUR, dtype=np.int64)
    clock = local_times(pl.Series(edges[:-1]), str(zone))
    return edges, clock.dt.weekday().to_numpy().astype(np.int64) - 1, clock.dt.hour().to_numpy().astype(np.int64)


def _mean_over(edges: Ints, begin: Ints, end: Ints) -> Floats:
    """How many of the stretches [begin, end) hold a moment of each hour, on average over the hour."""

    def passed(moments: Ints) -> Floats:
        """Time since each of the moments, summed, at every edge."""
        ordered = np.sort(moments)
        total = np.concatenate([[0.0], np.cumsum(ordered - edges[0], dtype=np.float64)])
        count = np.searchsorted(ordered, edges, side="right")
        found: Floats = count * (edges - edges[0]).astype(np.float64) - total[count]
        return found

    means: Floats = np.diff(passed(begin) - passed(np.maximum(end, begin))) / HOUR
    return means


def _people(seen: Placed, edges: Ints) -> Floats | None:
    resource = seen.log.events["resource"].to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    rows = np.flatnonzero((resource >= 0) & seen.staff)
    if not rows.size:
        return None
    pairs = []
    for moments in (seen.begin[rows], seen.moment[rows]):
        place = np.searchsorted(edges, moments, side="right") - 1
        inside = (place >= 0) & (place < edges.size - 1)
        pairs.append(place[inside] * (int(resource.max()) + 1) + resource[rows][inside])
    different = np.unique(np.concatenate(pairs)) // (int(resource.max()) + 1)
    return np.bincount(different, minlength=edges.size - 1).astype(np.float64)


def _staffed(seen: Placed, rota: Rota, edges: Ints) -> Floats | None:
    """Mean over the staff's lanes with stated hours; without lanes, over the calendars that instances have."""
    codes = (
        np.unique(rota.of_row[seen.staff])
        if not seen.lanes
        else np.array([rota.of_lane[lane] for lane in np.unique(seen.lane[seen.staff]) if lane >= 0], dtype=np.int64)
    )
    codes = codes[codes != UNKNOWN]
    if not codes.size:
        return None
    shares = [rota.worked(edges[:-1], edges[1:], np.full(edges.size - 1, code)) / HOUR for code in codes]
    mean: Floats = np.mean(shares, axis=0)
    return mean
