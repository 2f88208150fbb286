"""Where judged cases leave the design: each deviation with its cases, its place and what goes along with it."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.checks import DEVIATION_KINDS
from mining.conformance.concentration import concentrations
from mining.conformance.differences import Drawn
from mining.conformance.groups import COUNTS
from mining.conformance.moves import Ints
from mining.conformance.scores import ScoreDifference, compared, score_difference
from mining.hours import hours_of

KINDS = DEVIATION_KINDS
"""Those of moves, in order of reading, then those of rules."""
WORDING: dict[str, Any] = {
    "id": pl.String,
    "kind": pl.String,
    "steps": pl.List(pl.String),
    "names": pl.List(pl.String),
    "direction": pl.String,
    "relative_to": pl.String,
    "about": pl.String,
    "basis": pl.String,
}
FOUND: dict[str, Any] = {"id": pl.String, "case_id": pl.String, "occurrences": pl.Int64}
PLACES: dict[str, Any] = {"id": pl.String, "case_id": pl.String, "position": pl.Int64, "added": pl.Boolean}
POPULATION: dict[str, Any] = {
    "case_id": pl.String,
    "flow_time": pl.Duration("us"),
    "cost": pl.Int64,
    "arrived": pl.Date,
    "score": pl.Float64,
}
CONCENTRATED = pl.Struct(
    {
        "by": pl.String,
        "group": pl.String,
        "occurrences": pl.Int64,
        "chances": pl.Int64,
        "elsewhere": pl.Int64,
        "chances_elsewhere": pl.Int64,
    }
)
SCHEMA: dict[str, Any] = {
    **{name: WORDING[name] for name in ("id", "kind", "steps", "names", "direction", "relative_to", "about")},
    "cases": pl.Int64,
    "share": pl.Float64,
    "occurrences": pl.Int64,
    "flow_time_difference": pl.Duration("us"),
    "flow_time_low": pl.Duration("us"),
    "flow_time_high": pl.Duration("us"),
    "concentrated": CONCENTRATED,
    "case_ids": pl.List(pl.String),
    "waived": pl.Boolean,
}


@dataclass(frozen=True, eq=False, repr=False)
class Deviations:
    """Where judged cases leave the design.

    Attributes:
        wording: one row per deviation: ``id``, ``kind``, ``steps`` (ids; of an unknown activity its label), ``names``,
            ``direction`` and ``relative_to`` (of ``moved``: early, before a step; late, after one), ``about`` (of a rule:
            its column, limit or target), ``basis`` (what `chances` are counted under).
        found: one row per deviation and case: ``id``, ``case_id``, ``occurrences``.
        places: one row per occurrence: ``id``, ``case_id``, ``position`` (of the instance in its case; of the one before a
            gap), ``added`` (whether the instance itself is one too many: a log move, or beyond a limit).
        hits: occurrences per deviation and group: ``key`` (id), ``by``, ``group``, ``count``.
        chances: instances at which it could have occurred: ``key`` (basis), ``by``, ``group``, ``count``.
        population: one row per judged case: ``case_id``, ``flow_time`` (null without times), ``cost``, ``arrived`` (day, in
            the log's zone), ``score`` (null: no answer).
        measure: which score the population has; None: none.
        waived: ids of the deviations that are accepted for the time being.
    """

    wording: pl.DataFrame
    found: pl.DataFrame
    places: pl.DataFrame
    hits: pl.DataFrame
    chances: pl.DataFrame
    population: pl.DataFrame
    measure: str | None = None
    waived: frozenset[str] = frozenset()

    @cached_property
    def frame(self) -> pl.DataFrame:
        """One row per deviation, most cases first, then by kind (in order of reading) and id.

        ``id`` (kind, steps and what it is relative to or about: stable from week to week), ``kind``, ``steps``, ``names``,
        ``direction``, ``relative_to``, ``about``, ``cases``, ``share`` (of judged cases), ``occurrences``,
        ``flow_time_difference`` (median flow time of the cases with it minus that of those without; null without times or
        where one side is empty) with its 95 % interval ``flow_time_low``, ``flow_time_high`` (variation from case to case;
        null where there are too few to tell), ``concentrated`` (the group in which it is over-represented most, beyond
        chance: ``by``, ``group``, ``occurrences`` and ``chances`` in it, ``elsewhere``, ``chances_elsewhere``; null: none),
        ``case_ids`` (the longest flow time, the one nearest to the median, one drawn by a seed of the id; fewer where
        there are fewer cases), ``waived``.
        """
        if not self.wording.height:
            return pl.DataFrame(schema=SCHEMA)
        drawn = Drawn.of(self.population)
        differences, lows, highs, three = [], [], [], []
        ids = self.population["case_id"]
        worst = self._worst
        for deviation, rows in self.each:
            other_side = len(rows) < self.population.height
            differences.append(drawn.difference(rows) if drawn and other_side else None)
            low, high = (drawn.interval(rows) if drawn and other_side else None) or (None, None)
            lows.append(low)
            highs.append(high)
            three.append(ids.gather(_three(worst[rows], rows, deviation)).to_list())
        return self.counts.with_columns(
            pl.Series("flow_time_difference", differences, dtype=pl.Int64).cast(pl.Duration("us")),
            pl.Series("flow_time_low", lows, dtype=pl.Int64).cast(pl.Duration("us")),
            pl.Series("flow_time_high", highs, dtype=pl.Int64).cast(pl.Duration("us")),
            self._concentrated,
            pl.Series("case_ids", three, dtype=pl.List(pl.String)),
        ).select(*SCHEMA)

    @cached_property
    def counts(self) -> pl.DataFrame:
        """The columns of `frame` that need no comparison of cases: wording, cases, share, occurrences, waived."""
        ranks = {kind: rank for rank, kind in enumerate(KINDS)}
        sums = self.found.group_by("id").agg(
            pl.len().cast(pl.Int64).alias("cases"), pl.col("occurrences").sum().cast(pl.Int64)
        )
        return (
            self.wording.join(sums, on="id", how="inner")
            .with_columns(
                (pl.col("cases") / max(self.population.height, 1)).alias("share"),
                pl.col("id").is_in(sorted(self.waived)).alias("waived"),
                pl.col("kind").replace_strict(ranks, return_dtype=pl.Int64).alias("rank"),
            )
            .sort("cases", "rank", "id", descending=[True, False, False])
            .drop("rank")
        )

    @cached_property
    def by_step(self) -> pl.DataFrame:
        """How often each step deviates in one way, in whatever company: ``kind``, ``step``, ``cases``, ``share``.

        A skipped block counts for each of its steps; a case counts once. Most cases first, then by kind and step.
        """
        each = self.wording.select("id", "kind", pl.col("steps").alias("step")).explode("step", empty_as_null=False)
        joined = self.found.select("id", "case_id").join(each, on="id")
        return (
            joined.group_by("kind", "step")
            .agg(pl.col("case_id").n_unique().cast(pl.Int64).alias("cases"))
            .with_columns((pl.col("cases") / max(self.population.height, 1)).alias("share"))
            .sort("cases", "kind", "step", descending=[True, False, False])
        )

    @cached_property
    def each(self) -> list[tuple[str, Ints]]:
        """Id and rows of `population`, for every deviation in the order of `frame`."""
        ids = self.counts["id"]
        numbers = self.found.select(
            pl.col("id").replace_strict(ids, pl.Series(range(len(ids)), dtype=pl.Int64), return_dtype=pl.Int64)
        ).to_series()
        place = self.population.select("case_id", pl.int_range(pl.len()).alias("row"))
        rows = self.found.join(place, on="case_id", how="left", maintain_order="left")["row"].to_numpy()
        order = np.argsort(numbers.to_numpy(), kind="stable")
        bounds = np.searchsorted(numbers.to_numpy()[order], np.arange(len(ids) + 1))
        return [(name, np.sort(rows[order[bounds[k] : bounds[k + 1]]])) for k, name in enumerate(ids)]

    @cached_property
    def scores(self) -> dict[str, ScoreDifference]:
        """Id -> difference in score between cases with and without it, where enough answered."""
        if self.measure is None:
            return {}
        score = self.population["score"].fill_null(float("nan")).to_numpy()
        drawn = Drawn.of(self.population)
        told = {name: score_difference(self.measure, score, rows, drawn) for name, rows in self.each}
        return compared({name: difference for name, difference in told.items() if difference is not None})

    @cached_property
    def _rows_of(self) -> dict[str, Ints]:
        return dict(self.each)

    def cases_of(self, deviation: str, limit: int | None = None) -> list[str]:
        """Return the ids of the first cases with a deviation, in the log's order of cases."""
        return self.population["case_id"].gather(self._rows_of[deviation][:limit]).to_list()

    def case_ids(self, deviation: str) -> list[str]:
        """Return the ids of all judged cases with a deviation, in the log's order of cases."""
        return self.found.filter(pl.col("id") == deviation)["case_id"].to_list()

    def with_waived(self, waived: frozenset[str]) -> Deviations:
        """Return the deviations of which those ids are accepted; all stay counted."""
        return replace(self, waived=waived)

    @property
    def _worst(self) -> Ints:
        """What makes a case of the population worse than another: its flow time, without times its cost."""
        times = self.population["flow_time"]
        column = self.population["cost"] if times.null_count() else times.to_physical()
        return column.to_numpy()

    @property
    def _concentrated(self) -> pl.Series:
        told = concentrations(self.wording, self.hits, self.chances)
        return (
            self.counts.select("id")
            .join(told, on="id", how="left", maintain_order="left")
            .select(
                pl.when(pl.col("by").is_not_null())
                .then(pl.struct([field.name for field in CONCENTRATED.fields]))
                .alias("concentrated")
            )
            .to_series()
        )

    def __add__(self, other: Deviations) -> Deviations:
        def summed(name: str) -> pl.DataFrame:
            both: pl.DataFrame = pl.concat([getattr(self, name), getattr(other, name)])
            return both.group_by("key", "by", "group", maintain_order=True).agg(pl.col("count").sum()).select(*COUNTS)

        return Deviations(
            wording=pl.concat([self.wording, other.wording]).unique("id", maintain_order=True),
            found=pl.concat([self.found, other.found]),
            places=pl.concat([self.places, other.places]),
            hits=summed("hits"),
            chances=summed("chances"),
            population=pl.concat([self.population, other.population]),
            measure=self.measure or other.measure,
            waived=self.waived | other.waived,
        )

    def __repr__(self) -> str:
        cases = self.found["case_id"].n_unique()
        return f"Deviations({self.counts.height} kinds, in {cases:,} of {self.population.height:,} judged cases)"

    def _repr_html_(self) -> str:
        return self.frame._repr_html_()

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the list ``deviations`` of JSON."""
        return [self._told(row) for row in self.frame.iter_rows(named=True)]

    def _told(self, row: dict[str, Any]) -> dict[str, Any]:
        difference = row["flow_time_difference"]
        score = self.scores.get(row["id"])
        kept = ("id", "kind", "steps", "names", "direction", "relative_to", "about", "cases", "share", "occurrences")
        return {
            **{name: row[name] for name in kept},
            "flow_time_difference_hours": None
            if difference is None
            else {
                "estimate": hours_of(difference),
                "low": hours_of(row["flow_time_low"]),
                "high": hours_of(row["flow_time_high"]),
            },
            "score_difference": None if score is None else score.to_dict(),
            "concentrated": row["concentrated"],
            "case_ids": row["case_ids"],
            "waived": row["waived"],
        }


def _three(worst: Ints, rows: Ints, deviation: str) -> Ints:
    """Return the worst, the most typical and a random one of some cases; ties by the log's order."""
    first = int(np.argmax(worst))
    typical = int(np.argmin(np.abs(worst - np.median(worst))))
    chosen = list(dict.fromkeys([first, typical]))
    left = len(rows) - len(chosen)
    if left:
        wanted = int(np.random.default_rng(zlib.crc32(deviation.encode())).integers(left))
        for place in sorted(chosen):
            wanted += wanted >= place
        chosen.append(wanted)
    return rows[chosen]
