"""The directly-follows graph: which activity comes after which, how often, and how long that takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blocks import BLOCK, blocks, on_all_cores
from mining.discovery.pooled import Pooled
from mining.grouping import FEW, SPARSE, Column, Computed, counted
from mining.hours import hours_of
from mining.log import NO_TIME, EventLog, Micros

if TYPE_CHECKING:
    from mining.drawing.picture import Picture

Counts = npt.NDArray[np.int64]
MARKS = 1 << 22
"""Marks of cases by activities that are held at a time, a byte each."""


@dataclass(frozen=True, eq=False, repr=False)
class Dfg:
    """Activities, and how often one directly follows another in a case.

    Open and unfinished cases stay in, with what they have so far: the last instance of an open case counts in `ends`.
    Every instance but the last of its case has one successor, so the counts of all edges add up to instances - cases.

    Attributes:
        labels: the label dictionary, sorted; activities are indices into it.
        instances_of: instances per activity, int64 (n labels).
        cases_of: cases that hold the activity, int64 (n labels).
        starts_of: cases that begin with the activity, int64 (n labels).
        ends_of: cases whose last instance is the activity, int64 (n labels).
        pairs: from and to of every edge, int64 (n edges, 2), sorted.
        counts: instances of every edge, int64 (n edges).
        gaps: per edge, end of the first instance to end of the second, where both are known.
        waits: per edge, end of the first instance to start of the second, where both instances have a start;
            negative where they overlap. Empty in a log of entered states, where one state begins as the other ends.
        cases: number of cases.
    """

    labels: tuple[str, ...]
    instances_of: Counts
    cases_of: Counts
    starts_of: Counts
    ends_of: Counts
    pairs: Counts
    counts: Counts
    gaps: Pooled
    waits: Pooled
    cases: int

    @property
    def instances(self) -> int:
        """Number of activity instances."""
        return int(self.instances_of.sum())

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row per edge, the most frequent first, then by from and to.

        ``from``, ``to`` String; ``count`` Int64; ``mean``, ``median`` Duration[us], end of the first instance to end of the
        second, rounded down to the microsecond, null where no pair has both (a log without times);
        ``waiting_mean`` Duration[us], end of the first to start of the second over the pairs in which both
        have a start (two that overlap wait for nothing: zero), null where there is no such pair.
        """
        names = pl.Series(self.labels, dtype=pl.String)
        frame = pl.DataFrame(
            {
                "from": names.gather(self.pairs[:, 0]),
                "to": names.gather(self.pairs[:, 1]),
                "count": pl.Series(self.counts, dtype=pl.Int64),
                "mean": self.gaps.means,
                "median": self.gaps.medians,
                "waiting_mean": self.waits.at_least_zero.means,
            }
        )
        return frame.sort("count", "from", "to", descending=[True, False, False])

    @cached_property
    def activities(self) -> pl.DataFrame:
        """One row per activity that occurs: ``activity``, ``instances``, ``cases`` (that hold it); most instances first."""
        table = pl.DataFrame(
            {"activity": pl.Series(self.labels, dtype=pl.String), "instances": self.instances_of, "cases": self.cases_of}
        )
        return table.filter(pl.col("instances") > 0).sort("instances", "activity", descending=[True, False])

    @cached_property
    def starts(self) -> pl.DataFrame:
        """One row per activity with which cases begin: ``activity``, ``cases``; most cases first."""
        return self._cases(self.starts_of)

    @cached_property
    def ends(self) -> pl.DataFrame:
        """One row per activity that is the last so far: ``activity``, ``cases`` (open ones too); most cases first."""
        return self._cases(self.ends_of)

    def _cases(self, counted: Counts) -> pl.DataFrame:
        table = pl.DataFrame({"activity": pl.Series(self.labels, dtype=pl.String), "cases": counted})
        return table.filter(pl.col("cases") > 0).sort("cases", "activity", descending=[True, False])

    def __add__(self, other: Dfg) -> Dfg:
        """Return the graph of both sets of cases, which must be disjoint; the label dictionaries are united."""
        labels = tuple(sorted({*self.labels, *other.labels}))
        place = {label: k for k, label in enumerate(labels)}
        ours = np.array([place[label] for label in self.labels], dtype=np.int64)
        theirs = np.array([place[label] for label in other.labels], dtype=np.int64)

        def united(mine: Counts, its: Counts) -> Counts:
            total = np.zeros(len(labels), dtype=np.int64)
            total[ours] += mine
            total[theirs] += its
            return total

        both = np.concatenate([ours[self.pairs], theirs[other.pairs]])
        pairs, edge = np.unique(both, axis=0, return_inverse=True)
        counts = np.zeros(len(pairs), dtype=np.int64)
        np.add.at(counts, edge, np.concatenate([self.counts, other.counts]))
        return Dfg(
            labels=labels,
            instances_of=united(self.instances_of, other.instances_of),
            cases_of=united(self.cases_of, other.cases_of),
            starts_of=united(self.starts_of, other.starts_of),
            ends_of=united(self.ends_of, other.ends_of),
            pairs=pairs.reshape(-1, 2),
            counts=counts,
            gaps=self.gaps.joined(other.gaps, edge, len(pairs)),
            waits=self.waits.joined(other.waits, edge, len(pairs)),
            cases=self.cases + other.cases,
        )

    def to_dict(self) -> dict[str, Any]:
        """Return activities, edges, starts and ends as they stand in the JSON of `discover` (durations in hours)."""
        edges = []
        for row in self.frame.iter_rows(named=True):
            edge = {key: row[key] for key in ("from", "to", "count")}
            edge |= {f"{key}_hours": hours_of(row[key]) for key in ("mean", "median")}
            if row["waiting_mean"] is not None:
                edge["waiting_mean_hours"] = hours_of(row["waiting_mean"])
            edges.append(edge)
        return {
            "activities": dict(self.activities.select("activity", "instances").iter_rows()),
            "edges": edges,
            "starts": dict(self.starts.iter_rows()),
            "ends": dict(self.ends.iter_rows()),
        }

    def draw(
        self,
        language: str = "en",
        *,
        paths: float = 1.0,
        activities: float = 1.0,
        measure: Literal["count", "median"] = "count",
    ) -> Picture:
        """Return the process map: SVG text that shows itself in a notebook; ``.save(path)`` writes SVG, PNG or PDF.

        The arguments are those of `mining.drawing.process_map.draw`.
        """
        from mining.drawing.process_map import draw

        return draw(self, paths=paths, activities=activities, language=language, measure=measure)

    def __repr__(self) -> str:
        used = int(np.count_nonzero(self.instances_of))
        return f"Dfg({used} activities, {len(self.counts):,} edges, {self.instances:,} instances, {self.cases:,} cases)"

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(repr(self))}</p>" + self.frame.head(10)._repr_html_()


def dfg(log: EventLog) -> Dfg:
    """Return the directly-follows graph: for every instance but the last of its case, the one after it in log order.

    Instances follow the order of their ends, so no time from end to end is negative. Open cases stay in.
    A log without times has counts and no durations. One linear pass over codes; results of disjoint cases add up.

    >>> import polars as pl
    >>> from mining.assembly import assemble
    >>> log = assemble(pl.DataFrame({"case": ["1", "1", "1", "2"], "activity": ["ask", "answer", "answer", "ask"]}))
    >>> dfg(log).frame.select("from", "to", "count").rows()
    [('answer', 'answer', 1), ('ask', 'answer', 1)]
    """
    width = len(log.activities)
    codes = log.activity_codes
    codes_of_edges, counts, gaps, waits = _edges(log, width)
    pairs = np.stack([codes_of_edges // max(width, 1), codes_of_edges % max(width, 1)], axis=1)
    first, last = log.offsets[:-1], log.offsets[1:] - 1
    return Dfg(
        labels=tuple(log.activities),
        instances_of=counted(codes, width),
        cases_of=_cases_of(log, width),
        starts_of=np.bincount(codes[first], minlength=width),
        ends_of=np.bincount(codes[last], minlength=width),
        pairs=pairs.astype(np.int64).reshape(-1, 2),
        counts=counts,
        gaps=gaps,
        waits=waits,
        cases=log.cases.height,
    )


def _edges(log: EventLog, width: int) -> tuple[Counts, Counts, Pooled, Pooled]:
    """Return the codes of the edges (from * width + to, rising), their counts, and their known gaps and waits.

    From the last instance of a case to the first of the next there is no edge: such a pair gets a code beyond all others.
    """
    kind = np.uint32 if width < 2**16 - 1 else np.uint64
    codes, case, space = log.activity_codes, log.case_codes, width * width

    def edges_of(first: int, last: int) -> npt.NDArray[np.unsignedinteger]:
        among: npt.NDArray[np.unsignedinteger] = codes[first:last] * kind(width) + codes[first + 1 : last + 1]
        among[case[first:last] != case[first + 1 : last + 1]] = space
        return among

    edge: Column = Computed(max(log.instances - 1, 0), edges_of)
    distinct: Counts | None = None
    if space > SPARSE * edge.size:
        distinct, edge = np.unique(edge[:], return_inverse=True)
        space = len(distinct) - (log.cases.height > 1)
    elif space >= FEW:
        edge = edge[:]
    nothing = Pooled(np.zeros(0, dtype=np.int64), np.zeros(space + 2, dtype=np.int64))
    pooled, all_known = {"gaps": nothing, "waits": nothing}, False
    for name, gap, unknown in _gaps(log):
        pooled[name] = Pooled.grouped(_without(edge, unknown, space), gap, space + 1)
        all_known |= unknown is None
    counts = (pooled["gaps"].sizes if all_known else counted(edge, space + 1))[:space]
    present = np.flatnonzero(counts)
    pooled = {name: grouped.only(present) for name, grouped in pooled.items()}
    codes_of_edges = present if distinct is None else distinct[present].astype(np.int64)
    return codes_of_edges, counts[present], pooled["gaps"], pooled["waits"]


def _without(edge: Column, unknown: npt.NDArray[np.bool_] | None, space: int) -> Column:
    """Return the edges with the code beyond all others where the time is unknown."""
    if unknown is None or not unknown.any():
        return edge

    def known(first: int, last: int) -> npt.NDArray[np.integer]:
        here = edge[first:last]
        return np.where(unknown[first:last], here.dtype.type(space), here)

    return Computed(edge.size, known)


def _gaps(log: EventLog) -> Iterator[tuple[str, Column, npt.NDArray[np.bool_] | None]]:
    """Yield (name, duration from one instance to the next in microseconds, where it is unknown) for this log."""
    if not log.timed or not log.instances:
        return
    ends, starts = log.end_micros, log.start_micros
    no_end = np.equal(ends, NO_TIME) if log.events["end"].null_count() else None
    yield "gaps", _between(ends, ends), None if no_end is None else no_end[:-1] | no_end[1:]
    if not log.entered and log.events["start"].null_count() < log.instances:
        no_start = np.equal(starts, NO_TIME)
        unknown = no_start[1:] | no_start[:-1]
        yield "waits", _between(ends, starts), unknown if no_end is None else unknown | no_end[:-1]


def _between(ends: Micros, next_moments: Micros) -> Computed:
    """From the end of each instance to a moment of the next one."""
    return Computed(ends.size - 1, lambda first, last: next_moments[first + 1 : last + 1] - ends[first:last])


def _cases_of(log: EventLog, width: int) -> Counts:
    """Count the cases per activity: a table of marks, case by activity, of so many cases at a time that it stays small."""
    codes, case, offsets = log.activity_codes, log.case_codes, log.offsets

    def cases_of(first: int, last: int) -> Counts:
        here = slice(int(offsets[first]), int(offsets[last]))
        marks = np.zeros((last - first, width), dtype=bool)
        marks[case[here] - np.uint32(first), codes[here]] = True
        found: Counts = np.count_nonzero(marks, axis=0)
        return found

    parts = on_all_cores(cases_of, blocks(offsets, min(max(MARKS // max(width, 1), 1), BLOCK)))
    return np.sum(parts, axis=0, dtype=np.int64) if parts else np.zeros(width, dtype=np.int64)
