"""How cases that are still open can go on, after their cheapest alignment with a beginning of a run."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.conformance.alignment import Design
from mining.conformance.behaviour import OverBudgetError
from mining.conformance.budget import USUAL
from mining.conformance.determinised import Determinised
from mining.conformance.deterministic import Deterministic, Listed
from mining.conformance.moves import LOG, UNJUDGED, Ints, Moves

RUNNING: dict[str, Any] = {"case_id": pl.String, "cost": pl.Int64, "next": pl.List(pl.String), "may_end": pl.Boolean}


def running(
    design: Design, moves: Moves, cases: Ints, trace_of: npt.NDArray[np.integer], case_ids: pl.Series
) -> pl.DataFrame:
    """Return one row per open case, in the log's order.

    Columns: ``case_id``; ``cost`` so far (null: unjudged); ``next`` (List[String]: ids of the steps of which one comes
    next if the case goes on as designed; null where that is not known); ``may_end`` (whether it may end here).

    Args:
        design: what was designed.
        moves: alignments with beginnings of runs, one per distinct trace.
        cases: numbers of the open cases.
        trace_of: which of the traces each of them has.
        case_ids: of all cases.
    """
    following = [_after(states, moves, trace) for states in [_states(design)] for trace in range(len(moves.cost))]
    steps = design.behaviour.steps
    told = [(None, None) if found is None else ([steps[step] for step in found[0]], found[1]) for found in following]
    cost = moves.cost[trace_of]
    return pl.DataFrame(
        {
            "case_id": case_ids.gather(cases),
            "cost": [None if value == UNJUDGED else value for value in cost.tolist()],
            "next": [told[trace][0] for trace in trace_of.tolist()],
            "may_end": [told[trace][1] for trace in trace_of.tolist()],
        },
        schema=RUNNING,
    )


def _states(design: Design) -> Deterministic | None:
    if design.automaton is not None:
        return Listed(design.automaton)
    try:
        return Determinised(design.behaviour, USUAL.states)
    except OverBudgetError:
        return None


def _after(states: Deterministic | None, moves: Moves, trace: int) -> tuple[list[int], bool] | None:
    """Return the steps that are designed next, and whether the case may end; None where that is not known."""
    if states is None or moves.cost[trace] == UNJUDGED:
        return None
    state = states.initial
    try:
        for kind, step in moves.of(trace):
            if kind != LOG:
                state = states.moves(state)[step]
        return list(states.moves(state)), states.is_final(state)
    except OverBudgetError:
        return None
