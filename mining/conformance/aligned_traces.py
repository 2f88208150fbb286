"""The chosen alignments as a frame: labels instead of numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.conformance.moves import UNJUDGED, Ints, Moves
from mining.conformance.pm4py_alignments import from_pm4py, to_pm4py
from mining.lists import as_lists

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
        of_case: one row per case in the log's order: ``case_id``, ``row`` (UInt32: of `frame`).
        cheapest_run: cost of the cheapest run of the design; None where it is not known.
    """

    frame: pl.DataFrame
    of_case: pl.DataFrame
    cheapest_run: int | None

    @classmethod
    def in_order(cls, frame: pl.DataFrame, of_case: pl.DataFrame, cheapest_run: int | None) -> Alignments:
        """Return alignments sorted by cases (most first), then the trace lexically, closed before open."""
        ordered = (
            frame.with_row_index("__row")
            .with_columns(pl.col("trace").list.join("\x00").alias("__text"))
            .sort("cases", "__text", "open", descending=[True, False, False])
        )
        place = np.empty(frame.height, dtype=np.uint32)
        place[ordered["__row"].to_numpy()] = np.arange(frame.height, dtype=np.uint32)
        rows = pl.Series("row", place[of_case["row"].to_numpy()], dtype=pl.UInt32)
        return cls(ordered.drop("__text", "__row"), of_case.with_columns(rows), cheapest_run)

    def __add__(self, other: Alignments) -> Alignments:
        both = pl.concat([self.frame, other.frame]).with_row_index("__row")
        merged = both.group_by("trace", "open", maintain_order=True).agg(
            pl.col("__row"), pl.col("cases").sum(), pl.col("cost", "cost_at_least", "cost_at_most", "moves").first()
        )
        owner = merged.with_row_index("__new").select("__row", "__new").explode("__row", empty_as_null=False).sort("__row")
        moved = other.of_case.with_columns(pl.col("row") + self.frame.height)
        of_case = pl.concat([self.of_case, moved.cast({"row": pl.UInt32})])
        of_case = of_case.with_columns(owner["__new"].gather(of_case["row"]).cast(pl.UInt32).alias("row"))
        return Alignments.in_order(merged.drop("__row"), of_case, self.cheapest_run)

    def to_pm4py(self) -> list[dict[str, Any] | None]:
        """Return what pm4py's alignments return: one dictionary per case in the log's order, with its ``case_id``.

        ``cost`` is 10,000 per unit; silent steps are not written. Unjudged cases are None, as with pm4py.
        """
        return to_pm4py(self.frame, self.of_case, self.cheapest_run)

    @classmethod
    def from_pm4py(cls, results: Sequence[Mapping[str, Any] | None], *, case_ids: Sequence[str] | None = None) -> Alignments:
        """Return alignments that pm4py made, in its structure.

        Args:
            results: pm4py's list, one dictionary per case; None, where it gave no answer, is unjudged and has no trace.
            case_ids: ids in the same order; without, the key ``case_id`` of each, else 1, 2, ...

        Raises:
            ModelError: the case ids do not match, or something is no alignment.
        """
        return cls.in_order(*from_pm4py(results, case_ids), None)

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
