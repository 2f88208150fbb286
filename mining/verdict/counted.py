"""The cases behind a check: those that it counts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from mining.attributes import column_of
from mining.blueprint.checks import Check
from mining.blueprint.matching import UNKNOWN
from mining.verdict.judged import Judged
from mining.verdict.words import SLACK
from mining.waste.hours.service import SCENARIOS
from mining.waste.instances.passes import passes
from mining.waste.instances.placed import Mask, placed

WAITING_BY = {"lane": "owner", "from lane": "from_lane", "line": "line", "step": "step", "cause": "cause"}
"""What narrows a check on waiting, and the column of the ledger that it asks."""


def counted_cases(judged: Judged, check: Check) -> pl.Series | None:
    """Return the ids of the cases that a check counts, each once.

    In the order of the log: those with a deviation that is meant; those that break a target; for fitness those with a
    deviating move; those that could not be aligned; those with an instance whose label no step claims; those with rework
    that is meant; those on which staff worked. The most first: those with waiting that is meant (likely, then with little,
    then with much work), and closed cases whose flow time is beyond a limit. None for data quality, which counts no cases,
    and for hours of a log without times.
    """
    narrowed = dict(check.of)
    match check.measure:
        case "deviation":
            return _closed(judged, deviating(judged, narrowed))
        case "target":
            late = pl.col("id") == f"late:{narrowed['target']}"
            return _closed(judged, judged.conformance.deviations.found.filter(late)["case_id"])
        case "fitness":
            return _closed(judged, judged.conformance.per_case.filter(pl.col("judged") & (pl.col("cost") > 0))["case_id"])
        case "unjudged":
            return _closed(judged, judged.conformance.per_case.filter(~pl.col("judged"))["case_id"])
        case "unmapped labels" | "label coverage":
            return _with_any(judged, judged.matched.step_codes == UNKNOWN)
        case "waiting" if judged.log.timed:
            return _waited(judged, narrowed)
        case "flow time" if judged.log.timed:
            return _beyond(judged, check)
        case "rework" if judged.log.timed:
            seen = placed(judged.matched.log, judged.matched)
            # Hours are those of staff, and so are the executions of a lane; executions alone are anybody's.
            anybody = "lane" not in narrowed and check.limits[0][1].unit == "number"
            meant = passes(seen).rework if anybody else passes(seen).rework & seen.staff
            return _with_any(judged, meant & _here(judged, narrowed))
        case "staff hours" if judged.log.timed:
            seen = placed(judged.matched.log, judged.matched)
            return _with_any(judged, seen.staff & _here(judged, narrowed))
    return None


def _closed(judged: Judged, counted: pl.Series) -> pl.Series:
    """Return the closed cases among some, in the order of the log."""
    closed = judged.conformance.per_case.filter(~pl.col("open"))["case_id"]
    return closed.filter(closed.is_in(counted.unique().implode()))


def _with_any(judged: Judged, chosen: Mask) -> pl.Series:
    """Return the cases with a chosen instance, in the order of the log."""
    log = judged.matched.log
    return log.cases["case_id"].gather(np.unique(log.case_codes[chosen]))


def _here(judged: Judged, narrowed: Mapping[str, str]) -> Mask:
    """Mark the instances of the step and the lane that are asked for."""
    blueprint, matched = judged.blueprint, judged.matched
    here = np.ones(matched.log.instances, dtype=bool)
    if "step" in narrowed:
        here &= matched.step_codes == blueprint.step_index[narrowed["step"]]
    if "lane" in narrowed:
        here &= matched.lane_codes == blueprint.lane_index[narrowed["lane"]]
    return here


def _waited(judged: Judged, narrowed: Mapping[str, str]) -> pl.Series:
    ledger = judged.waste.ledger
    entries = ledger.entries.with_row_index("entry").filter(waiting_meant(narrowed))["entry"]
    cells = ledger.cells.filter(pl.col("entry").is_in(entries.implode())).group_by("case").agg(pl.col(*SCENARIOS).sum())
    some = cells.filter(pl.max_horizontal(*SCENARIOS) > 0).sort(
        "likely", "low", "high", "case", descending=[*[True] * 3, False]
    )
    return ledger.cases["case_id"].gather(some["case"])


def waiting_meant(narrowed: Mapping[str, str]) -> pl.Expr:
    """Whether an entry of the ledger is waiting that is meant: all of it, or what the check narrows it to."""
    meant = pl.col("class") == "waiting"
    for key, name in narrowed.items():
        meant &= pl.col(WAITING_BY[key]) == name
    return meant


def _beyond(judged: Judged, check: Check) -> pl.Series:
    log = judged.matched.log
    hours = log.flow_time.dt.total_microseconds() / 3.6e9
    beyond = pl.lit(False)
    for name, amount in check.limits:
        beyond |= (
            pl.col("hours") > amount.value + SLACK if name.endswith("above") else pl.col("hours") < amount.value - SLACK
        )
    cases = pl.DataFrame({"case_id": log.cases["case_id"], "open": log.cases["open"], "hours": hours})
    return cases.filter(~pl.col("open") & beyond).sort("hours", descending=True, maintain_order=True)["case_id"]


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
    rows_of = places.join(begins, on="case_id", how="left", maintain_order="left")
    rows = (rows_of["begin"] + rows_of["position"]).to_numpy().astype(np.int64)
    here = np.ones(len(rows), dtype=bool)
    if "lane" in narrowed:
        here &= judged.matched.lane_codes[rows] == judged.blueprint.lane_index[narrowed["lane"]]
    for name in ("team", "channel"):
        column = column_of(log, name) if name in narrowed else None
        if name in narrowed:
            texts = column.gather(rows).cast(pl.String) if column is not None else None
            here &= (texts == narrowed[name]).fill_null(False).to_numpy() if texts is not None else False
    return rows_of["case_id"].filter(pl.Series(here))


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
