"""Alignments in the structure that pm4py hands around, and back; pm4py itself is not needed.

pm4py holds one dictionary per case, in the log's order: ``alignment``, a list of pairs (label in the log, label in the
model), ``>>`` where one side does not move and None for a silent step of the model; ``cost``, 10,000 per deviating
visible move and 1 per silent step; ``fitness``; ``bwc``, the cost of no synchronous move at all. It keeps no case ids: here
a key ``case_id`` is added, which pm4py's own functions pass by. A case without an answer is None there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from mining.errors import ModelError

SKIP = ">>"
PER_MOVE = 10_000
"""What pm4py counts for a deviating visible move."""
MOVES = pl.List(pl.Struct({"move": pl.String, "step": pl.String}))


def to_pm4py(frame: pl.DataFrame, of_case: pl.DataFrame, run: int | None) -> list[dict[str, Any] | None]:
    """Return one dictionary per case, in the log's order; None where a case is unjudged.

    Args:
        frame: alignments, one row per trace.
        of_case: ``case_id`` and ``row`` (of `frame`).
        run: cost of the cheapest run, for ``bwc`` and ``fitness``.
    """
    whole: list[dict[str, Any] | None] = []
    for row in frame.iter_rows(named=True):
        if row["cost"] is None:
            whole.append(None)
            continue
        pairs = [
            (SKIP if move["move"] == "model" else move["step"], SKIP if move["move"] == "log" else move["step"])
            for move in row["moves"]
        ]
        worst = len(row["trace"]) + (0 if row["open"] or run is None else run)
        whole.append(
            {
                "alignment": pairs,
                "cost": PER_MOVE * row["cost"],
                "fitness": 1 - row["cost"] / worst if worst else 1.0,
                "bwc": PER_MOVE * worst,
            }
        )
    cases = zip(of_case["case_id"].to_list(), of_case["row"].to_list(), strict=True)
    return [None if (one := whole[number]) is None else {**one, "case_id": case} for case, number in cases]


def from_pm4py(
    results: Sequence[Mapping[str, Any] | None], case_ids: Sequence[str] | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the frame of alignments, and which case has which row; silent steps are left out, costs counted in moves.

    Raises:
        ModelError: the case ids do not match the results, or a result has no ``alignment``.
    """
    if case_ids is None:
        case_ids = [
            str(one["case_id"]) if one is not None and "case_id" in one else str(number)
            for number, one in enumerate(results, 1)
        ]
    if len(case_ids) != len(results):
        raise ModelError(
            "there must be one case id per alignment.",
            found=f"{len(case_ids)} case ids, {len(results)} alignments",
            remedy="hand over the ids of all cases in the log's order.",
        )
    rows = [_row(one, number) for number, one in enumerate(results, 1)]
    schema: dict[str, Any] = {
        "trace": pl.List(pl.String), "open": pl.Boolean, "cost": pl.Int64,
        "cost_at_least": pl.Int64, "cost_at_most": pl.Int64, "moves": MOVES,
    }  # fmt: skip
    per_case = pl.DataFrame(rows, schema=schema, orient="row").with_row_index("case")
    grouped = per_case.group_by("trace", "moves", maintain_order=True).agg(pl.col("case"), pl.exclude("case").first())
    frame = grouped.select("trace", "open", pl.col("case").list.len().cast(pl.Int64).alias("cases"), *list(schema)[2:])
    owner = grouped.with_row_index("row").select("case", "row").explode("case", empty_as_null=False).sort("case")
    return frame, pl.DataFrame(
        {"case_id": list(case_ids), "row": owner["row"]}, schema={"case_id": pl.String, "row": pl.UInt32}
    )


def _row(one: Mapping[str, Any] | None, number: int) -> tuple[Any, ...]:
    """Return one row: trace, open, cost, its bounds, moves."""
    if one is None:
        return None, False, None, 0, None, None
    if "alignment" not in one:
        raise ModelError(
            f"result {number} is no alignment.", found=", ".join(map(str, one)), remedy="pm4py's list of alignments."
        )
    moves = []
    for pair in one["alignment"]:
        # With names of transitions asked for, each pair is a pair of (names, labels).
        log, model = pair[1] if isinstance(pair[0], tuple) else pair
        if log != SKIP:
            moves.append({"move": "log" if model == SKIP else "synchronous", "step": log})
        elif model is not None:
            moves.append({"move": "model", "step": model})
    trace = [move["step"] for move in moves if move["move"] != "model"]
    cost = sum(move["move"] != "synchronous" for move in moves)
    return trace, False, cost, cost, cost, moves
