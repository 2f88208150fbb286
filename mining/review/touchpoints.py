"""The touchpoints: how often, after which wait, within target, with which deviations and scores; fail and wait points."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.matching import Matched
from mining.blueprint.model import Blueprint
from mining.blueprint.steps import Step
from mining.blueprint.targets import Target
from mining.conformance.fitness import Conformance
from mining.conformance.scores import scores_of
from mining.conformance.targets import target_table
from mining.timeliness.spans import spans_of
from mining.waste.waste import Waste

TOUCHPOINTS: dict[str, type[pl.DataType] | pl.DataType] = {
    "step": pl.String,
    "lane": pl.String,
    "declared": pl.Boolean,
    "key": pl.Boolean,
    "type": pl.String,
    "instances": pl.Int64,
    "cases": pl.Int64,
    "waits_known": pl.Int64,
    "wait_median": pl.Duration("us"),
    "wait_p90": pl.Duration("us"),
    "target": pl.String,
    "kept_share": pl.Float64,
    "judged_cases": pl.Int64,
    "deviating_cases": pl.Int64,
    "deviating_share": pl.Float64,
    "rework_cases": pl.Int64,
    "score": pl.String,
    "score_value": pl.Float64,
    "response_rate": pl.Float64,
}
POINTS: dict[str, type[pl.DataType] | pl.DataType] = {
    "step": pl.String,
    "fail_point": pl.String,
    "failing_cases": pl.Int64,
    "failing_share": pl.Float64,
    "wait_point": pl.String,
    "wait_low": pl.Duration("us"),
    "wait_likely": pl.Duration("us"),
    "wait_high": pl.Duration("us"),
    "wait_share": pl.Float64,
}
FAILS_FROM = 0.05
"""Share of the cases that pass a step, from which leaving the design or redoing it there makes it a fail point."""
WAITS_FROM = 0.1
"""Share of all waiting, from which a step is a wait point."""


def is_touchpoint(step: Step, blueprint: Blueprint) -> bool:
    """Whether a step is a touchpoint: as declared, else every step of a customer or front-stage lane that is no wait."""
    if step.touchpoint is not None:
        return step.touchpoint.is_one
    lane = blueprint.lanes[blueprint.lane_index[step.lane]]
    return not step.is_wait and not lane.automatic and lane.kind in ("customer", "frontstage")


def touchpoints(matched: Matched, conformance: Conformance, waste: Waste | None) -> pl.DataFrame:
    """Say of every touchpoint how it does.

    Args:
        matched: the log held beside the blueprint.
        conformance: the same log and blueprint.
        waste: the same; None: the log has no times.

    Returns:
        In the order of the file: ``step``, ``lane`` (its first), ``declared`` (else it is one by its lane), ``key``,
        ``type``; ``instances``, ``cases`` (that pass it); ``waits_known`` (instances whose wait is known: from when they
        could have begun to their start), ``wait_median``, ``wait_p90`` (null where none is); ``target`` (of those about the
        step the one that is kept least; null: none), ``kept_share`` (of its judged closed cases); ``judged_cases``
        (closed, judged, that pass it), ``deviating_cases`` (of them with a deviation about the step; what is late is so
        where the target ends), ``deviating_share``; ``rework_cases``; ``score`` (nps, csat; null: the log has none),
        ``score_value`` (mean over cases that pass it and answered), ``response_rate`` (of the cases that pass it). Waived
        deviations count.
    """
    blueprint, log = matched.blueprint, matched.log
    held = target_table(conformance.targets_set, conformance.target_times, conformance.rules)
    survey = blueprint.log.survey
    scored = scores_of(log, survey.scale if survey else None)
    judged = conformance.per_case.filter(pl.col("judged") & ~pl.col("open"))["case_id"]
    judged_codes = set(np.flatnonzero(log.cases["case_id"].is_in(judged.implode()).to_numpy()).tolist())
    at_step = _cases_of_deviations(conformance)
    rows: list[dict[str, Any]] = []
    for code, step in enumerate(blueprint.steps):
        if not is_touchpoint(step, blueprint):
            continue
        instances = np.flatnonzero(matched.step_codes == code)
        cases = np.unique(log.case_codes[instances])
        passing = [case for case in cases.tolist() if case in judged_codes]
        passed_ids = log.cases["case_id"].gather(passing)
        deviating = int(passed_ids.is_in(list(at_step.get(step.id, set()))).sum())
        row: dict[str, Any] = dict.fromkeys(TOUCHPOINTS)
        row |= {
            "step": step.id,
            "lane": step.lane,
            "declared": step.touchpoint is not None,
            "key": bool(step.touchpoint and step.touchpoint.key),
            "type": step.touchpoint.type if step.touchpoint else None,
            "instances": int(instances.size),
            "cases": int(cases.size),
            "waits_known": 0,
            "judged_cases": len(passing),
            "deviating_cases": deviating,
            "deviating_share": deviating / len(passing) if passing else None,
            "rework_cases": _rework_cases(waste, step.id),
        }
        if log.timed:
            row |= _waits(matched, step.id)
            row |= _least_kept(held, step.id)
        if scored is not None:
            answers = scored[1].gather(cases)
            given = answers.drop_nulls()
            row |= {
                "score": scored[0],
                "score_value": given.mean(),
                "response_rate": given.len() / cases.size if cases.size else None,
            }
        rows.append(row)
    return pl.DataFrame(rows, schema=TOUCHPOINTS)


def points(matched: Matched, conformance: Conformance, waste: Waste | None) -> pl.DataFrame:
    """Say where the service fails and where it waits: as designed, and as the data place it.

    A designed fail point is a step whose faults another one corrects; a designed wait point one before which the wait has a
    target, or after which somebody is waited for. The data call a step a fail point if at least 5 % of the closed judged
    cases that pass it leave the design there or redo it, a wait point if at least 10 % of all waiting is before it.

    Returns:
        Per step that is one of these, in the order of the file: ``step``, ``fail_point`` and ``wait_point`` (``designed``,
        ``found``, ``designed and found``; null: neither), ``failing_cases``, ``failing_share``; ``wait_low``,
        ``wait_likely``, ``wait_high`` (waiting before it; null without times), ``wait_share`` (of all waiting, likely; with
        little work where nothing is likely).
    """
    blueprint, log = matched.blueprint, matched.log
    judged = conformance.per_case.filter(pl.col("judged") & ~pl.col("open"))["case_id"]
    at_step = _cases_of_deviations(conformance)
    again = waste.rework_cases.filter(pl.col("rework") > 0) if waste is not None else None
    waits = waste.ledger.frame.filter(pl.col("class") == "waiting") if waste is not None else None
    basis = "likely" if waits is not None and waits["likely"].to_physical().sum() else "low"
    whole = int(waits[basis].to_physical().sum()) if waits is not None else 0
    rows: list[dict[str, Any]] = []
    for code, step in enumerate(blueprint.steps):
        cases = np.unique(log.case_codes[np.flatnonzero(matched.step_codes == code)])
        passing = set(log.cases["case_id"].gather(cases).to_list()) & set(judged)
        failing = at_step.get(step.id, set()) & passing
        # A step that corrects another one is rework by definition; it fails nobody.
        if again is not None and step.corrects is None:
            labels = [label for k, label in enumerate(log.activities) if matched.step_of_activity[k] == code]
            failing |= set(again.filter(pl.col("activity").is_in(labels))["case_id"]) & passing
        share = len(failing) / len(passing) if passing else None
        before = waits.filter(pl.col("step") == step.id) if waits is not None else None
        part = int(before[basis].to_physical().sum()) / whole if before is not None and whole else None
        fail = _point(any(other.corrects == step.id for other in blueprint.steps), share is not None and share >= FAILS_FROM)
        targeted = any(target.kind == "wait" and target.first == step.id for target in blueprint.targets)
        wait = _point(targeted or step.then_waits_for is not None, part is not None and part >= WAITS_FROM)
        if fail is None and wait is None:
            continue
        rows.append(
            {
                "step": step.id,
                "fail_point": fail,
                "failing_cases": len(failing),
                "failing_share": share,
                "wait_point": wait,
                **{f"wait_{s}": before[s].sum() if before is not None else None for s in ("low", "likely", "high")},
                "wait_share": part,
            }
        )
    return pl.DataFrame(rows, schema=POINTS)


def _point(designed: bool, found: bool) -> str | None:
    if designed and found:
        return "designed and found"
    return "designed" if designed else "found" if found else None


def _cases_of_deviations(conformance: Conformance) -> dict[str, set[str]]:
    """Step -> ids of the judged cases with a deviation about it."""
    deviations = conformance.deviations
    if not deviations.wording.height:
        return {}
    # What comes too late is late at the step in which the target ends.
    late = pl.col("kind") == "late"
    steps = pl.when(late).then(pl.col("steps").list.tail(1)).otherwise("steps").alias("steps")
    pairs = deviations.found.join(deviations.wording.select("id", steps), on="id").explode("steps")
    return {step: set(part["case_id"]) for (step,), part in pairs.group_by("steps") if step is not None}


def _rework_cases(waste: Waste | None, step: str) -> int | None:
    """Cases in which the step is redone: by label, of which any belongs to one step."""
    if waste is None:
        return None
    labels = waste.rework.filter(pl.col("step") == step)["activity"]
    again = waste.rework_cases.filter((pl.col("rework") > 0) & pl.col("activity").is_in(labels.implode()))
    return again["case_id"].n_unique()


def _waits(matched: Matched, step: str) -> dict[str, Any]:
    spans = spans_of(matched, Target("wait", step, None, ()))
    lengths = pl.Series((spans.end - spans.begin)[spans.known]).cast(pl.Duration("us"))
    if not lengths.len():
        return {"waits_known": 0}
    return {
        "waits_known": lengths.len(),
        "wait_median": lengths.median(),
        "wait_p90": pl.Series([lengths.to_physical().quantile(0.9, "linear")]).cast(pl.Int64).cast(pl.Duration("us")).item(),
    }


def _least_kept(held: pl.DataFrame, step: str) -> dict[str, Any]:
    about = held.filter(
        ((pl.col("kind") == "between") & (pl.col("second") == step))
        | (pl.col("kind").is_in(["wait", "step"]) & (pl.col("first") == step))
    ).sort("kept_share", nulls_last=True)
    if not about.height:
        return {}
    return {"target": about["target"][0], "kept_share": about["kept_share"][0]}
