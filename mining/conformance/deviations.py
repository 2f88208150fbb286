"""Moves of alignments, told in business words.

From one alignment, in this order of reading:

1. model moves after the last log or synchronous move are one ``unfinished``;
2. a log move of a step that the design does not know is ``unknown``;
3. a model move and a log move of the same step are one ``moved``: done, but early or late;
4. a log move of a step that occurs more often than any run of the design has it is ``repeated``;
5. any other log move is ``extra``;
6. any other model move is ``skipped``.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.conformance.moves import LOG, MODEL, UNJUDGED, Ints, Moves
from mining.log import EventLog

KINDS = ("unfinished", "unknown", "moved", "repeated", "extra", "skipped")
SCHEMA: dict[str, Any] = {
    "id": pl.String,
    "kind": pl.String,
    "steps": pl.List(pl.String),
    "names": pl.List(pl.String),
    "cases": pl.Int64,
    "share": pl.Float64,
    "occurrences": pl.Int64,
    "flow_time_difference": pl.Duration("us"),
    "case_ids": pl.List(pl.String),
    "waived": pl.Boolean,
}
Found = Counter[tuple[str, tuple[int, ...]]]
"""(kind, steps) -> occurrences in one trace."""


def deviations_of(moves: Moves, trace: int, counts: Counter[int], *, known: int, most: Sequence[int | None]) -> Found:
    """Return the deviations of one aligned trace.

    Args:
        moves: alignments.
        trace: which of them.
        counts: step -> occurrences in the trace.
        known: steps from this number on are unknown to the design.
        most: per step, how often a run of the design has it at most; None: without bound, or not known.
    """
    pairs = moves.of(trace)
    tail = len(pairs)
    while tail and pairs[tail - 1][0] == MODEL:
        tail -= 1
    found: Found = Counter()
    if tail < len(pairs):
        found["unfinished", tuple(step for _, step in pairs[tail:])] += 1
    logged = Counter(step for kind, step in pairs[:tail] if kind == LOG)
    designed = Counter(step for kind, step in pairs[:tail] if kind == MODEL)
    for step, times in logged.items():
        moved = min(times, designed[step])
        if not 0 <= step < known:
            found["unknown", (step,)] += times
            continue
        if moved:
            found["moved", (step,)] += moved
            designed[step] -= moved
        if times > moved:
            limit = most[step]
            surplus = limit is not None and 1 <= limit < counts[step]
            found["repeated" if surplus else "extra", (step,)] += times - moved
    for step, times in designed.items():
        if times:
            found["skipped", (step,)] += times
    return found


@dataclass(frozen=True, eq=False, repr=False)
class Deviations:
    """Where judged cases leave the design.

    Attributes:
        found: one row per deviation and case: ``id``, ``kind``, ``steps`` (ids), ``names``, ``case_id``, ``occurrences``.
        population: one row per judged case: ``case_id``, ``flow_time`` (null without times), ``cost``.
    """

    found: pl.DataFrame
    population: pl.DataFrame

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row per deviation, most cases first, then by kind (in order of reading) and id.

        ``id`` (kind and steps: stable from week to week), ``kind``, ``steps`` (ids; of an unknown activity its label),
        ``names``, ``cases``, ``share`` (of judged cases), ``occurrences``, ``flow_time_difference`` (median flow time of
        the cases with it minus that of those without; null without times or where one side is empty),
        ``case_ids`` (the longest flow time, the one nearest to the median, one drawn by a seed of the id; fewer where
        there are fewer cases), ``waived``.
        """
        if not self.found.height:
            return pl.DataFrame(schema=SCHEMA)
        ranks = {kind: rank for rank, kind in enumerate(KINDS)}
        rows = []
        judged = self.population.height
        flow = self.population.with_row_index("row")
        joined = self.found.join(flow, on="case_id", how="left", maintain_order="left")
        for part in joined.partition_by("id", maintain_order=True):
            first = part.row(0, named=True)
            rows.append(
                {
                    "id": first["id"],
                    "kind": first["kind"],
                    "steps": first["steps"],
                    "names": first["names"],
                    "cases": part.height,
                    "share": part.height / judged,
                    "occurrences": part["occurrences"].sum(),
                    "flow_time_difference": self._difference(part["row"].to_numpy()),
                    "case_ids": _three(part, str(first["id"])),
                    "waived": False,
                }
            )
        rows.sort(key=lambda row: (-row["cases"], ranks[row["kind"]], row["id"]))
        return pl.DataFrame(rows, schema=SCHEMA)

    def case_ids(self, deviation: str) -> list[str]:
        """Return the ids of all judged cases with a deviation, in the log's order of cases."""
        return self.found.filter(pl.col("id") == deviation)["case_id"].to_list()

    def _difference(self, rows: Any) -> Any:
        times = self.population["flow_time"].to_physical()
        with_it = np.zeros(self.population.height, dtype=bool)
        with_it[rows] = True
        mark = pl.Series(with_it)
        ours, theirs = times.filter(mark).median(), times.filter(~mark).median()
        if ours is None or theirs is None:
            return None
        return pl.Series([round(float(ours) - float(theirs))]).cast(pl.Duration("us")).item()  # type: ignore[arg-type]

    def __add__(self, other: Deviations) -> Deviations:
        return Deviations(pl.concat([self.found, other.found]), pl.concat([self.population, other.population]))

    def __repr__(self) -> str:
        cases = self.found["case_id"].n_unique()
        return f"Deviations({self.frame.height} kinds, in {cases:,} of {self.population.height:,} judged cases)"

    def _repr_html_(self) -> str:
        return self.frame._repr_html_()

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the list ``deviations`` of JSON."""
        return [
            {
                "id": row["id"],
                "kind": row["kind"],
                "steps": row["steps"],
                "names": row["names"],
                "cases": row["cases"],
                "share": row["share"],
                "occurrences": row["occurrences"],
                "flow_time_difference_hours": None
                if row["flow_time_difference"] is None
                else {"estimate": row["flow_time_difference"].total_seconds() / 3600, "low": None, "high": None},
                "case_ids": row["case_ids"],
                "waived": row["waived"],
            }
            for row in self.frame.iter_rows(named=True)
        ]


def _three(part: pl.DataFrame, deviation: str) -> list[str]:
    """Return the worst, the most typical and a random case id; ties by the log's order; without times cost decides."""
    ids = part["case_id"].to_list()
    times = part["flow_time"].to_physical().to_numpy() if not part["flow_time"].null_count() else part["cost"].to_numpy()
    worst = int(np.argmax(times))
    typical = int(np.argmin(np.abs(times - np.median(times))))
    left = [row for row in range(len(ids)) if row not in (worst, typical)]
    seed = np.random.default_rng(zlib.crc32(deviation.encode()))
    drawn = [left[int(seed.integers(len(left)))]] if left else []
    return [ids[row] for row in dict.fromkeys([worst, typical, *drawn])]


def gathered(
    log: EventLog,
    moves: Moves,
    flat: Ints,
    offsets: Ints,
    cases: Ints,
    trace_of: npt.NDArray[np.integer],
    *,
    known: int,
    most: list[int | None],
    words: list[str],
    names: list[str],
) -> Deviations:
    """Gather the deviations of some cases; `trace_of` says which of the aligned traces each case has."""
    # Each deviation is worded once; traces only point at it.
    numbers: dict[tuple[str, tuple[int, ...]], int] = {}
    pointed: list[tuple[int, int, Ints]] = []
    order = np.argsort(trace_of, kind="stable")
    begins = np.searchsorted(trace_of[order], np.arange(len(moves.cost) + 1))
    ids = log.cases["case_id"]
    for trace in np.flatnonzero(moves.cost > 0).tolist():
        counts = Counter(flat[offsets[trace] : offsets[trace + 1]].tolist())
        members = cases[order[begins[trace] : begins[trace + 1]]]
        for deviation, times in deviations_of(moves, trace, counts, known=known, most=most).items():
            pointed.append((numbers.setdefault(deviation, len(numbers)), times, members))
    worded = pl.DataFrame(
        {
            "id": [f"{kind}:{','.join(words[step] for step in steps)}" for kind, steps in numbers],
            "kind": [kind for kind, _ in numbers],
            "steps": [[words[step] for step in steps] for _, steps in numbers],
            "names": [[names[step] for step in steps] for _, steps in numbers],
        },
        schema={name: SCHEMA[name] for name in ("id", "kind", "steps", "names")},
    )
    lengths = [len(members) for _, _, members in pointed]
    rows = np.concatenate([members for _, _, members in pointed]) if pointed else np.zeros(0, dtype=np.int64)
    which, occurrences = (np.repeat(np.array([entry[k] for entry in pointed], dtype=np.int64), lengths) for k in (0, 1))
    table = worded[which].with_columns(
        pl.Series("row", rows, dtype=pl.Int64), pl.Series("occurrences", occurrences), ids.gather(rows).alias("case_id")
    )
    judged = cases[moves.cost[trace_of] != UNJUDGED]
    population = pl.DataFrame(
        {
            "case_id": ids.gather(judged),
            "flow_time": log.flow_time.gather(judged),
            "cost": moves.cost[trace_of][moves.cost[trace_of] != UNJUDGED],
        },
        schema={"case_id": pl.String, "flow_time": pl.Duration("us"), "cost": pl.Int64},
    )
    return Deviations(table.sort("row", "id").select("id", "kind", "steps", "names", "case_id", "occurrences"), population)
