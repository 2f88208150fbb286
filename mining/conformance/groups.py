"""The groups to which instances belong: lane, team, role, channel, weekday; where deviations may be concentrated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.attributes import coded, column_of
from mining.conformance.moves import Ints
from mining.local_time import local_days
from mining.log import EventLog

ATTRIBUTES = ("team", "role", "channel")
"""Columns of the log that tell groups; persons are never among them."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
COUNTS: dict[str, Any] = {"key": pl.String, "by": pl.String, "group": pl.String, "count": pl.Int64}


@dataclass(frozen=True, eq=False)
class Grouping:
    """One way to group instances: `by` what, the `names` of the groups, the group of every instance (-1: not known)."""

    by: str
    names: tuple[str, ...]
    codes: Ints


def groupings(log: EventLog, lanes: tuple[tuple[str, ...], npt.NDArray[np.integer]] | None) -> tuple[Grouping, ...]:
    """Return the ways in which the instances of a log can be grouped: those with at least two groups.

    Args:
        log: the log.
        lanes: ids of the lanes and the lane of every instance (-1 where the team does not tell it); None without lanes.
    """
    found = []
    if lanes is not None:
        found.append(Grouping("lane", lanes[0], lanes[1].astype(np.int64)))
    for name in ATTRIBUTES:
        column = column_of(log, name)
        if column is not None:
            found.append(Grouping(name, *coded(column)))
    if log.timed and log.instances:
        moment = log.events["end"].fill_null(log.events["start"])
        weekday = local_days(moment, log.timezone).dt.weekday()
        found.append(Grouping("weekday", WEEKDAYS, weekday.fill_null(0).cast(pl.Int64).to_numpy() - 1))
    return tuple(each for each in found if np.unique(each.codes[each.codes >= 0]).size > 1)


def counted(keys: list[str], of: Ints, rows: Ints, ways: tuple[Grouping, ...]) -> pl.DataFrame:
    """Count instances per key and group: ``key``, ``by``, ``group``, ``count`` (Int64); what is not known is left out.

    Args:
        keys: texts.
        of: position in `keys`, one per entry.
        rows: the instance of each entry; negative: none.
        ways: of grouping.
    """
    parts: list[tuple[str, pl.Series, pl.Series, Ints]] = []
    texts = pl.Series(keys, dtype=pl.String)
    for way in ways:
        size = len(way.names)
        group = np.where(rows >= 0, way.codes[rows], -1) if len(way.codes) else np.full(len(rows), -1)
        some = group >= 0
        counts = np.bincount(of[some] * size + group[some], minlength=len(keys) * size)
        used = np.flatnonzero(counts)
        parts.append(
            (way.by, texts.gather(used // size), pl.Series(way.names, dtype=pl.String).gather(used % size), counts[used])
        )
    if not parts:
        return pl.DataFrame(schema=COUNTS)
    by = np.repeat(np.arange(len(parts)), [len(counts) for _, _, _, counts in parts])
    return pl.DataFrame(
        {
            "key": pl.concat([key for _, key, _, _ in parts]),
            "by": pl.Series([name for name, _, _, _ in parts], dtype=pl.String).gather(by),
            "group": pl.concat([group for _, _, group, _ in parts]),
            "count": np.concatenate([counts for _, _, _, counts in parts]),
        },
        schema=COUNTS,
    )
