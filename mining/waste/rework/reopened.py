"""Reopened cases: something happens after the case was complete."""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.blueprint.completion import last_steps, later_steps
from mining.blueprint.flow import steps_in
from mining.blueprint.model import Blueprint
from mining.waste.instances.placed import Mask, Placed

REOPENED = {"case_id": pl.String, "closed_by": pl.String, "reopened_by": pl.String, "times": pl.Int64}


def reopened(placed: Placed) -> pl.DataFrame | None:
    """List the cases in which something happens after completion.

    A case is complete after an end activity (those with which complete cases stop, where the user names some), or after a
    step of the blueprint with which a run ends and which nothing of the flow can follow. Steps that may happen anytime and
    labels that the blueprint does not know reopen nothing.

    Returns:
        ``case_id``, ``closed_by``, ``reopened_by`` (activities, of the first time), ``times`` (Int64: how often it was
        complete and went on); by times (most first), then case id. None where nobody says what completes a case, or a
        closing column says only that it did.
    """
    log = placed.log
    if log.completeness == "blueprint" and placed.blueprint is not None:
        closing = closing_steps(placed.blueprint)
        of_flow = {*steps_in(placed.blueprint.flow), *(entry.step for entry in placed.blueprint.may_end)}
        closes = np.array([*(step.id in closing for step in placed.blueprint.steps), False])[placed.step]
        counts = np.array([*(step.id in of_flow for step in placed.blueprint.steps), False])[placed.step]
    elif log.completeness == "end activity":
        complete = ~(log.cases["open"] | log.cases["unfinished"]).to_numpy()
        closes = np.isin(log.activity_codes, log.activity_codes[log.offsets[1:][complete] - 1])
        counts = np.ones(log.instances, dtype=bool)
    else:
        return None
    if not log.instances:
        return pl.DataFrame(schema=REOPENED)
    return _listed(placed, closes, counts)


def _listed(placed: Placed, closes: Mask, counts: Mask) -> pl.DataFrame:
    log = placed.log
    rows = np.flatnonzero(counts)
    case = log.case_codes[rows]
    # Of the instances that count, one that closes and is followed by one that does not.
    first = np.flatnonzero((case[1:] == case[:-1]) & closes[rows[:-1]] & ~closes[rows[1:]])
    names = pl.Series(log.activities, dtype=pl.String)
    found = pl.DataFrame(
        {
            "case": case[first],
            "closed_by": names.gather(log.activity_codes[rows[first]].astype(np.int64)),
            "reopened_by": names.gather(log.activity_codes[rows[first + 1]].astype(np.int64)),
        }
    )
    cases = found.group_by("case", maintain_order=True).agg(
        pl.col("closed_by", "reopened_by").first(), pl.len().cast(pl.Int64).alias("times")
    )
    return (
        cases.with_columns(log.cases["case_id"].gather(cases["case"]).alias("case_id"))
        .select(*REOPENED)
        .sort("times", "case_id", descending=[True, False])
    )


def closing_steps(blueprint: Blueprint) -> frozenset[str]:
    """Return the steps that complete a case for good: a run can end with them, and nothing of the flow can follow.

    >>> from mining.blueprint.flow import Do, Optional, Sequence
    >>> from mining.blueprint.names import Name
    >>> flow = Sequence((Do("ask"), Optional(Do("answer")), Do("close")))
    >>> sorted(closing_steps(Blueprint(Name.of("s"), (), (), flow)))
    ['close']
    """
    goes_on = {step for step, later in later_steps(blueprint.flow).items() if later}
    stops = {entry.step for entry in blueprint.may_end} - set(steps_in(blueprint.flow))
    return frozenset((last_steps(blueprint.flow) - goes_on) | stops)
