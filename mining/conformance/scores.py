"""Whether cases with a deviation score lower: NPS, or satisfaction (CSAT)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from mining.attributes import column_of
from mining.conformance.concentration import beyond_intervals
from mining.conformance.differences import TAILS, Drawn, Floats
from mining.conformance.moves import Ints
from mining.log import EventLog

SCORES = ("nps", "csat")
"""The first that a log has is used."""
FEWEST_ANSWERS = 10
BEST = 2
"""Satisfied are the two best answers of the scale."""


@dataclass(frozen=True)
class ScoreDifference:
    """Score of the cases with a deviation minus that of the others.

    Attributes:
        measure: ``nps`` (promoters minus detractors, of -100..100) or ``csat`` (share of the two best answers, of 0..1).
        estimate: the difference.
        low, high: 95 % interval over cases drawn again in blocks of weeks; None where there are too few to tell.
        answers_with, answers_without: cases that answered.
        beyond_chance: whether it is more than chance, all deviations compared at once (see `compared`).
    """

    measure: str
    estimate: float
    low: float | None
    high: float | None
    answers_with: int
    answers_without: int
    beyond_chance: bool = False

    def to_dict(self) -> dict[str, Any]:
        """Return it as JSON."""
        return dict(vars(self))


def scores_of(log: EventLog, scale: tuple[int, int] | None = None) -> tuple[str, pl.Series] | None:
    """Return the measure, and what each case adds to it (Float64, null: no answer); None where the log has no score.

    The score of a case is its first answer. NPS: 9 and 10 are 100, 0 to 6 are -100, others 0. CSAT: 1 for the two best
    answers of the scale (of the file, else the best that occurs), else 0.
    """
    for name in SCORES:
        column = column_of(log, name)
        if column is None:
            continue
        answers = column.cast(pl.Float64, strict=False).to_numpy()
        of_case = pl.DataFrame({"case": log.case_codes, "answer": answers}).with_columns(pl.col("answer").fill_nan(None))
        first = of_case.group_by("case").agg(pl.col("answer").drop_nulls().first()).sort("case")["answer"]
        if not first.count():
            continue
        if name == "nps":
            points = pl.when(first >= 9).then(100.0).when(first <= 6).then(-100.0).otherwise(0.0)
        else:
            best = float(scale[1]) if scale else float(first.max())  # type: ignore[arg-type]
            points = pl.when(first > best - BEST).then(1.0).otherwise(0.0)
        return name, pl.select(pl.when(first.is_null()).then(None).otherwise(points).alias("score")).to_series()
    return None


def score_difference(measure: str, score: Floats, rows: Ints, drawn: Drawn | None) -> ScoreDifference | None:
    """Compare the cases in `rows` with the others; None where fewer than ten answered on either side.

    Args:
        measure: name of the score.
        score: per case; NaN: no answer.
        rows: cases with the deviation.
        drawn: for the interval; None: none.
    """
    answered = ~np.isnan(score)
    ours = np.zeros(len(score), dtype=bool)
    ours[rows] = True
    first, second = ours & answered, ~ours & answered
    if min(first.sum(), second.sum()) < FEWEST_ANSWERS:
        return None
    estimate = float(score[first].mean() - score[second].mean())
    low = high = None
    if drawn is not None and drawn.tells:
        means = []
        for side in (first, second):
            sums, counts = (
                np.bincount(drawn.blocks[side], weights=values, minlength=drawn.weights.shape[0]) @ drawn.weights
                for values in (score[side], np.ones(side.sum()))
            )
            means.append(np.divide(sums, counts, out=np.full(sums.shape, np.nan), where=counts > 0))
        told = means[0] - means[1]
        told = told[~np.isnan(told)]
        if told.size * 2 >= drawn.weights.shape[1]:
            low, high = (float(value) for value in np.quantile(told, TAILS))
    return ScoreDifference(measure, estimate, low, high, int(first.sum()), int(second.sum()))


def compared(differences: dict[str, ScoreDifference]) -> dict[str, ScoreDifference]:
    """Mark the differences that are more than chance (see `beyond_intervals`)."""
    told = {
        name: (each.estimate, each.low, each.high)
        for name, each in differences.items()
        if each.low is not None and each.high is not None
    }
    marked = beyond_intervals(list(told.values()))
    return differences | {
        name: replace(differences[name], beyond_chance=bool(beyond)) for name, beyond in zip(told, marked, strict=True)
    }
