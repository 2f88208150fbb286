"""The cases behind a check: those that it counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from mining.attributes import column_of
from mining.blueprint.checks import Check
from mining.verdict.judged import Judged


def counted_cases(judged: Judged, check: Check) -> pl.Series | None:
    """Return the ids of the cases that a check counts against the service, each once, in the order of the log.

    Those with a deviation that is meant; those that break a target; for fitness those with a deviating move; those that
    could not be aligned. None for a measure that counts no cases.
    """
    narrowed = dict(check.of)
    closed = judged.conformance.per_case.filter(~pl.col("open"))
    match check.measure:
        case "deviation":
            counted = deviating(judged, narrowed)
        case "target":
            late = pl.col("id") == f"late:{narrowed['target']}"
            counted = judged.conformance.deviations.found.filter(late)["case_id"]
        case "fitness":
            counted = closed.filter(pl.col("judged") & (pl.col("cost") > 0))["case_id"]
        case "unjudged":
            counted = closed.filter(~pl.col("judged"))["case_id"]
        case _:
            return None
    return closed["case_id"].filter(closed["case_id"].is_in(counted.unique().implode()))


def deviating(judged: Judged, narrowed: Mapping[str, str]) -> pl.Series:
    """Case ids of the deviations that are meant and not accepted, at their occurrences where a place is asked for."""
    found = judged.conformance.deviations
    ids = found.counts.filter(is_meant(narrowed) & ~pl.col("waived"))["id"]
    cases = _placed(judged, narrowed, found.places.filter(pl.col("id").is_in(ids.implode())))
    return cases if cases is not None else found.found.filter(pl.col("id").is_in(ids.implode()))["case_id"]


def _placed(judged: Judged, narrowed: Mapping[str, str], places: pl.DataFrame) -> pl.Series | None:
    """Return the cases with an occurrence in a lane, team or channel; None where the check does not ask for one."""
    log = judged.matched.log
    if not {"lane", "team", "channel"} & narrowed.keys():
        return None
    begins = pl.DataFrame({"case_id": log.cases["case_id"], "begin": log.offsets[:-1]})
    placed = places.join(begins, on="case_id", how="left", maintain_order="left")
    rows = (placed["begin"] + placed["position"]).to_numpy().astype(np.int64)
    here = np.ones(len(rows), dtype=bool)
    if "lane" in narrowed:
        here &= judged.matched.lane_codes[rows] == judged.blueprint.lane_index[narrowed["lane"]]
    for name in ("team", "channel"):
        column = column_of(log, name) if name in narrowed else None
        if name in narrowed:
            texts = column.gather(rows).cast(pl.String) if column is not None else None
            here &= (texts == narrowed[name]).fill_null(False).to_numpy() if texts is not None else False
    return placed["case_id"].filter(pl.Series(here))


def kind_of(narrowed: Mapping[str, str]) -> str | None:
    """The kind of deviation that is meant, by name or by the beginning of an id."""
    return narrowed["id"].partition(":")[0] if "id" in narrowed else narrowed.get("kind")


def is_meant(narrowed: Mapping[str, str]) -> pl.Expr:
    """Whether a row with ``id``, ``kind``, ``steps`` is a deviation that is meant."""
    meant = pl.lit(True)
    if "id" in narrowed:
        meant &= pl.col("id") == narrowed["id"]
    if (kind := kind_of(narrowed)) is not None:
        meant &= pl.col("kind") == kind
    if "step" in narrowed:
        meant &= pl.col("steps").list.contains(narrowed["step"])
    if "steps" in narrowed:
        steps = sorted(narrowed["steps"].split(","))
        meant &= pl.col("steps").list.sort() == pl.lit(steps, dtype=pl.List(pl.String))
    return meant
