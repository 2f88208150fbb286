"""The ledger seen from one side: by lane, line, step, hand-over, cause; by weekday, hour or an attribute of the case."""

from __future__ import annotations

import zlib

import numpy as np
import polars as pl

from mining.errors import ViewError
from mining.local_time import local_times
from mining.log import CASE_COLUMNS, INSTANCE_COLUMNS, EventLog
from mining.waste.hours.service import SCENARIOS
from mining.waste.ledger.ledger import Ledger

OF_ENTRIES = ("lane", "owner", "from_lane", "line", "step", "activity", "cause", "handover", "class", "pass", "value")
"""What entries of the ledger are told apart by; ``lane``: who works, or is waited for."""
OF_ARRIVAL = ("weekday", "hour")
MEASURES = ("work", "rework", "waiting", "state", "unknown")
FEWEST = 5
"""Groups of fewer cases are merged, so that nobody is recognised."""
FEW = "(fewer than 5 cases each)"
PERSONS = ("resource", "customer")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def view(ledger: Ledger, log: EventLog, by: str) -> pl.DataFrame:
    """Sum the ledger by one key.

    Args:
        ledger: of all cases of the log.
        log: the log.
        by: ``lane`` (who works, or is waited for), ``owner``, ``from_lane``, ``line``, ``step``, ``activity``, ``cause``,
            ``handover``, ``class``, ``pass``, ``value``; ``weekday`` or ``hour`` of arrival by the clock of the log; or an
            attribute. Of an attribute that changes within a case, the first value that it has counts for the whole case.

    Returns:
        The key (named as `by`; null where it is not known), ``cases`` (Int64), then ``work``, ``rework``, ``waiting``,
        ``state``, ``unknown``, each with ``_low``, ``_likely``, ``_high`` (Duration[us]), ``share`` (of the flow time,
        likely), ``cumulative_share`` (of it and all rows before); the most waiting first (likely,
        then low), then by key; weekdays and hours in their order. Groups of fewer than five cases are one row.

    Raises:
        ViewError: nothing has this name, or it would compare persons.
    """
    if by in OF_ENTRIES:
        return _of_entries(ledger, by)
    groups = _groups(log, by)
    lines = ledger.cells.join(_what(ledger), on="entry", how="left").with_columns(
        groups.gather(ledger.cells["case"]).alias(by)
    )
    sizes = pl.DataFrame({by: groups}).group_by(by).len()
    few = sizes.filter(pl.col("len") < FEWEST)[by]
    if few.len() and by not in OF_ARRIVAL:
        small = pl.col(by).is_in(few.implode(), nulls_equal=True)
        lines = lines.with_columns(pl.when(small).then(pl.lit(FEW)).otherwise(by).alias(by))
    summed = _summed(lines, by)
    if by in OF_ARRIVAL:
        order = list(WEEKDAYS) if by == "weekday" else [f"{hour:02}" for hour in range(24)]
        place = summed[by].replace_strict({name: k for k, name in enumerate(order)}, return_dtype=pl.Int8)
        return _with_shares(summed.with_columns(place.alias("place")).sort("place").drop("place"), ledger)
    return _with_shares(summed, ledger)


def entry_cases(ledger: Ledger) -> pl.DataFrame:
    """Return three cases of every entry of the ledger: the worst, a typical and a random one.

    Returns:
        ``entry`` (row of `Ledger.frame`, UInt32), ``worst``, ``typical`` (nearest to the median), ``random`` (drawn with a
        seed of the entry; null where there are fewer cases); case ids, in order of entry. What counts is the likely time,
        and the larger of the bounds where it is zero.
    """
    cells = ledger.per_case.with_columns(
        pl.when(pl.col("likely") > pl.duration()).then("likely").otherwise(pl.max_horizontal("low", "high")).alias("time")
    )
    rows = []
    for (entry,), part in cells.group_by("entry", maintain_order=True):
        times, ids = part["time"].to_physical().to_numpy(), part["case_id"].to_list()
        worst = int(np.argmax(times))
        typical = int(np.argmin(np.abs(times - np.median(times))))
        left = [k for k in range(len(ids)) if k not in (worst, typical)]
        seed = np.random.default_rng(zlib.crc32(f"{entry}:{ids[worst]}".encode()))
        rows.append((entry, ids[worst], ids[typical], ids[left[int(seed.integers(len(left)))]] if left else None))
    schema = {"entry": pl.UInt32, "worst": pl.String, "typical": pl.String, "random": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row").sort("entry")


def _what(ledger: Ledger) -> pl.DataFrame:
    """``entry`` -> ``what``: which of the measures it is."""
    what = pl.when((pl.col("class") == "work") & (pl.col("pass") == "rework")).then(pl.lit("rework")).otherwise("class")
    return ledger.entries.with_row_index("entry").select("entry", what.alias("what"))


def _of_entries(ledger: Ledger, by: str) -> pl.DataFrame:
    keys = {
        "lane": pl.coalesce("lane", "owner"),
        "handover": pl.when(pl.col("from_lane").is_not_null() & pl.col("owner").is_not_null()).then(
            pl.col("from_lane") + " > " + pl.col("owner")
        ),
    }
    named = ledger.entries.with_row_index("entry").select("entry", keys.get(by, pl.col(by)).alias(by))
    lines = ledger.cells.join(named, on="entry", how="left").join(_what(ledger), on="entry", how="left")
    return _with_shares(_summed(lines, by), ledger)


def _summed(lines: pl.DataFrame, by: str) -> pl.DataFrame:
    sums = [
        pl.col(scenario).filter(pl.col("what") == measure).sum().cast(pl.Duration("us")).alias(f"{measure}_{scenario}")
        for measure in MEASURES
        for scenario in SCENARIOS
    ]
    frame = lines.group_by(by).agg(pl.col("case").n_unique().cast(pl.Int64).alias("cases"), *sums)
    return frame.sort("waiting_likely", "waiting_low", by, descending=[True, True, False], nulls_last=True)


def _with_shares(frame: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    total = int(ledger.cases["flow_time"].sum())
    likely = pl.sum_horizontal(pl.col(f"{measure}_likely").to_physical() for measure in MEASURES)
    share = likely / total if total else pl.lit(None, dtype=pl.Float64)
    return frame.with_columns(share.alias("share")).with_columns(pl.col("share").cum_sum().alias("cumulative_share"))


def _groups(log: EventLog, by: str) -> pl.Series:
    """The group of every case, as text."""
    if by in OF_ARRIVAL:
        arrival = local_times(log.cases["arrival"], log.timezone)
        if by == "hour":
            return arrival.dt.strftime("%H").alias(by)
        return (arrival.dt.weekday() - 1).replace_strict(dict(enumerate(WEEKDAYS)), return_dtype=pl.String).alias(by)
    if by in PERSONS:
        raise ViewError.of_persons(by)
    if by in log.cases.columns and by not in CASE_COLUMNS:
        return log.cases[by].cast(pl.String)
    if by in log.events.columns and by not in INSTANCE_COLUMNS:
        values = log.events[by].cast(pl.String)
        rows = np.flatnonzero(values.is_not_null().to_numpy())
        first = np.full(log.cases.height, -1, dtype=np.int64)
        first[log.case_codes[rows][::-1]] = rows[::-1]
        return values.gather(pl.Series(first).set(pl.Series(first < 0), None)).alias(by)
    beside = [name for name in log.cases.columns if name not in CASE_COLUMNS]
    beside += [name for name in log.events.columns if name not in INSTANCE_COLUMNS]
    raise ViewError.unknown(by, [*OF_ENTRIES, *OF_ARRIVAL, *(name for name in beside if name not in PERSONS)])
