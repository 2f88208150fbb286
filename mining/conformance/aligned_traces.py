"""The chosen alignments as a frame: labels instead of numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.conformance.lists import as_lists
from mining.conformance.moves import UNJUDGED, Ints, Moves

MOVE_WORDS = ("synchronous", "log", "model")
"""Words of the kinds of moves, by their numbers."""


@dataclass(frozen=True, eq=False, repr=False)
class Alignments:
    """The chosen cheapest alignment of every distinct trace.

    Attributes:
        frame: one row per trace and openness, most cases first, then lexically: ``trace`` (List[String]: step ids;
            labels of unknown activities), ``open`` (aligned as a prefix), ``cases``, ``cost`` (null: unjudged),
            ``cost_at_least``, ``cost_at_most`` (where judged, the cost; else bounds, null: none is known),
            ``moves`` (List[Struct{move: synchronous | log | model, step}]; null: unjudged).
    """

    frame: pl.DataFrame

    def __add__(self, other: Alignments) -> Alignments:
        both = pl.concat([self.frame, other.frame])
        return Alignments(
            in_order(
                both.group_by("trace", "open").agg(
                    pl.col("cases").sum(), pl.col("cost", "cost_at_least", "cost_at_most", "moves").first()
                )
            )
        )

    def __repr__(self) -> str:
        return f"Alignments({self.frame.height:,} traces)"

    def _repr_html_(self) -> str:
        return self.frame._repr_html_()


def alignment_frame(
    moves: Moves, flat: Ints, offsets: Ints, cases: npt.NDArray[np.integer], prefixes: bool, words: list[str]
) -> pl.DataFrame:
    """Return one row per aligned trace, labels instead of codes."""
    texts = pl.Series(words, dtype=pl.String)
    steps = pl.DataFrame(
        {"move": pl.Series(MOVE_WORDS).gather(moves.kind.astype(np.int64)), "step": texts.gather(moves.step)},
        schema={"move": pl.String, "step": pl.String},
    ).to_struct("moves")
    judged = pl.Series(moves.cost != UNJUDGED, dtype=pl.Boolean)
    return pl.DataFrame(
        {
            "trace": as_lists(texts.gather(flat), offsets),
            "open": pl.Series([prefixes], dtype=pl.Boolean).new_from_index(0, len(cases)),
            "cases": pl.Series(cases.astype(np.int64)),
            "cost": pl.Series(moves.cost, dtype=pl.Int64),
            "cost_at_least": pl.Series(moves.lower, dtype=pl.Int64),
            "cost_at_most": pl.Series(moves.upper, dtype=pl.Int64),
            "moves": as_lists(steps, moves.offsets),
        }
    ).with_columns(
        *(pl.when(judged).then(pl.col(name)).alias(name) for name in ("cost", "moves")),
        pl.col("cost_at_most").replace(UNJUDGED, None),
    )


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Sort by cases (most first), then the trace lexically, closed before open."""
    text = pl.col("trace").list.join("\x00")
    return (
        frame.with_columns(text.alias("__text"))
        .sort("cases", "__text", "open", descending=[True, False, False])
        .drop("__text")
    )
