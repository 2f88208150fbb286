"""The distinct traces of a log, each with its cases."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.discovery.pooled import Pooled
from mining.hours import hours_of
from mining.lists import as_lists
from mining.log import NO_TIME, Codes, EventLog, Micros
from mining.traces import Traces, distinct

Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Variants:
    """Distinct traces, those of most cases first, then lexically by their labels.

    Open and unfinished cases stay in, with the trace that they have so far.

    Attributes:
        labels: the label dictionary, sorted; codes are indices into it.
        flat: the traces one after the other, uint32 codes.
        offsets: where each trace begins, int64 (n variants + 1): variant k is flat[offsets[k]:offsets[k + 1]].
        of_case: variant of every case (row of `frame`), int64 (n cases).
        ids: case id of every case, String (n cases).
        flow_micros: flow time of every case in microseconds, int64; NO_TIME in a log without times.
    """

    labels: tuple[str, ...]
    flat: Codes
    offsets: Numbers
    of_case: Numbers
    ids: pl.Series
    flow_micros: Micros

    def __len__(self) -> int:
        """Return the number of variants."""
        return len(self.offsets) - 1

    @cached_property
    def counts(self) -> Numbers:
        """Cases of every variant, int64 (n variants)."""
        return np.bincount(self.of_case, minlength=len(self)).astype(np.int64)

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row per variant, by cases, then lexically.

        ``variant`` List[String]; ``cases`` Int64; ``share`` Float64 of all cases; ``median_flow_time`` Duration[us] from
        arrival to last end (of an open case: to the export's end), null in a log without times.
        """
        known = self.flow_micros != NO_TIME
        flow_times = Pooled.grouped(self.of_case[known], self.flow_micros[known], len(self))
        return pl.DataFrame(
            [
                as_lists(pl.Series(self.labels, dtype=pl.String).gather(self.flat), self.offsets).alias("variant"),
                pl.Series("cases", self.counts, dtype=pl.Int64),
                pl.Series("share", self.counts / max(len(self.of_case), 1), dtype=pl.Float64),
                flow_times.medians.alias("median_flow_time"),
            ]
        )

    def trace(self, k: int) -> list[str]:
        """Return the labels of variant k (row of `frame`)."""
        return [self.labels[code] for code in self.flat[self.offsets[k] : self.offsets[k + 1]]]

    def case_ids(self, k: int) -> list[str]:
        """Return the ids of all cases of variant k (row of `frame`), in the log's order of cases."""
        return self.ids.gather(np.flatnonzero(self.of_case == k)).to_list()

    def __add__(self, other: Variants) -> Variants:
        """Return the variants of both sets of cases, which must be disjoint; the label dictionaries are united."""
        labels = tuple(sorted({*self.labels, *other.labels}))
        place = {label: k for k, label in enumerate(labels)}
        flat = np.concatenate(
            [np.array([place[t] for t in side.labels], dtype=np.uint32)[side.flat] for side in (self, other)]
        )
        offsets = np.concatenate([self.offsets, other.offsets[1:] + self.offsets[-1]])
        return _ranked(
            distinct(flat, offsets, np.concatenate([self.of_case, other.of_case + len(self)])),
            labels=labels,
            ids=pl.concat([self.ids, other.ids]),
            flow_micros=np.concatenate([self.flow_micros, other.flow_micros]),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the variants as they stand in the JSON of `variants` (flow times in hours)."""
        return {
            "variants": [
                {
                    "variant": variant,
                    "cases": cases,
                    "share": share,
                    "median_flow_time_hours": hours_of(flow),
                }
                for variant, cases, share, flow in self.frame.iter_rows()
            ]
        }

    def __repr__(self) -> str:
        return f"Variants({len(self):,} variants, {len(self.of_case):,} cases)"

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(repr(self))}</p>" + self.frame.head(10)._repr_html_()


def variants(log: EventLog) -> Variants:
    """Return the distinct traces with their cases: those of most cases first, then lexically.

    Open cases stay in, with the trace so far. Traces are compared whole, never by a hash alone.
    Results of disjoint cases add up.

    >>> import polars as pl
    >>> from mining.assembly import assemble
    >>> log = assemble(pl.DataFrame({"case": ["1", "1", "2", "3", "3"], "activity": ["ask", "pay", "ask", "ask", "pay"]}))
    >>> variants(log).frame.select("variant", "cases").rows()
    [(['ask', 'pay'], 2), (['ask'], 1)]
    """
    flow = log.case_end_micros - log.arrival_micros if log.timed else np.full(log.cases.height, NO_TIME, dtype=np.int64)
    found = distinct(log.activity_codes, log.offsets)
    return _ranked(found, labels=tuple(log.activities), ids=log.cases["case_id"], flow_micros=flow)


def _ranked(traces: Traces, *, labels: tuple[str, ...], ids: pl.Series, flow_micros: Micros) -> Variants:
    ranked = traces.ranked()
    return Variants(labels, ranked.flat.astype(np.uint32), ranked.offsets, ranked.of_case, ids, flow_micros)
