"""What a log says about every step of a blueprint: cases, hours and deviations, to be laid over its picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from mining.blueprint.matching import UNKNOWN, Matched, match
from mining.blueprint.model import Blueprint
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance
from mining.drawing import text
from mining.drawing.net_graph import graph_of
from mining.drawing.overlay import MEASURES, Measure, Overlay
from mining.drawing.traffic import cases_on_arrows, passages
from mining.drawing.words import say
from mining.language import word_or
from mining.log import EventLog
from mining.waste.hours.staffing import Staffing
from mining.waste.learnt import Groundwork
from mining.waste.tables.leading import leading_scenario
from mining.waste.waste import Waste, waste_on

MARKS = 2
"""Kinds of deviation named on one step; the table of deviations has all of them."""
AT_LEAST = "≥\N{NO-BREAK SPACE}"
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class StepCounts:
    """Cases with each step, by its id, and cases that took each arrow, in the order of `FlowGraph.arrows`."""

    steps: dict[str, int]
    arrows: tuple[int, ...]


def step_counts(matched: Matched) -> StepCounts:
    """Count the cases with each step of the blueprint, and those that took each arrow of its flow."""
    ids = [step.id for step in matched.blueprint.steps]
    case, step = matched.log.case_codes.astype(np.int64), matched.step_codes.astype(np.int64)
    known = step != UNKNOWN
    with_step = np.unique(case[known] * max(len(ids), 1) + step[known]) % max(len(ids), 1)
    counted = np.bincount(with_step, minlength=len(ids)).tolist()
    arrows = cases_on_arrows(graph_of(matched.blueprint), ids, passages(matched))
    return StepCounts(dict(zip(ids, counted, strict=True)), arrows)


def step_hours(waste: Waste | None, scenario: str) -> dict[str, dict[str, float]]:
    """Return hours of the ledger per step: ``waiting`` before it (or in it), first-pass ``work`` in it, ``rework`` in it."""
    found: dict[str, dict[str, float]] = {"waiting": {}, "work": {}, "rework": {}}
    if waste is None:
        return found
    frame = waste.ledger.frame.filter(pl.col("step").is_not_null())
    chosen = {
        "waiting": pl.col("class") == "waiting",
        "work": (pl.col("class") == "work") & (pl.col("pass") == "first"),
        "rework": (pl.col("class") == "work") & (pl.col("pass") == "rework"),
    }
    for name, condition in chosen.items():
        sums = frame.filter(condition).group_by("step").agg(pl.col(scenario).sum())
        found[name] = {step: length / HOUR for step, length in sums.iter_rows() if length}
    return found


def marks(conformance: Conformance | None, blueprint: Blueprint, language: str) -> dict[str, tuple[str, ...]]:
    """Return per step the words of its most frequent kinds of deviation, with the cases that have them.

    Where several deviations of a step are of one kind, some cases may have more than one of them: then it is said how many
    cases there are at least.
    """
    found: dict[str, dict[str, list[int]]] = {}
    for kind, steps, cases in _deviations(conformance):
        for step in dict.fromkeys(steps):
            if step in blueprint.step_index:
                found.setdefault(step, {}).setdefault(kind, []).append(cases)
    words = {}
    for step, kinds in found.items():
        most = sorted(kinds, key=lambda kind: -kinds[kind][0])[:MARKS]
        words[step] = tuple(
            f"{word_or(f'deviation.{kind}', kind, language)} {AT_LEAST if len(kinds[kind]) > 1 else ''}"
            f"{text.number(max(kinds[kind]))}"
            for kind in most
        )
    return words


def deviating(conformance: Conformance | None, blueprint: Blueprint) -> dict[str, int]:
    """Return per step the sum, over its kinds of deviation, of the cases that have each."""
    found: Counter[str] = Counter()
    for _, steps, cases in _deviations(conformance):
        found.update({step: cases for step in set(steps) if step in blueprint.step_index})
    return dict(found)


def _deviations(conformance: Conformance | None) -> list[tuple[str, list[str], int]]:
    """(kind, steps, cases), those with most cases first; what is late between two steps is late at the second."""
    if conformance is None:
        return []
    rows = conformance.deviations.frame.select("kind", "steps", "cases").iter_rows()
    return [(kind, steps[-1:] if kind == "late" else steps, cases) for kind, steps, cases in rows]


def overlay(
    matched: Matched,
    waste: Waste | None,
    conformance: Conformance | None,
    *,
    language: str,
    show: Collection[Measure] = MEASURES,
    counts: StepCounts | None = None,
) -> Overlay:
    """Return what is laid over the blueprint, in one language, from results that are there already."""
    hours = step_hours(waste, leading_scenario(waste.ledger.frame) if waste is not None else "likely")
    counts = counts or step_counts(matched)
    return Overlay(
        step_cases=counts.steps,
        cases=matched.log.cases.height,
        waiting_hours=hours["waiting"],
        work_hours=hours["work"],
        rework_hours=hours["rework"],
        deviations=marks(conformance, matched.blueprint, language),
        deviating=deviating(conformance, matched.blueprint),
        arrows=counts.arrows,
        subtitle=subtitle(matched.log, language),
        show=frozenset(show),
    )


def measured(
    log: EventLog,
    blueprint: Blueprint,
    *,
    language: str,
    show: Collection[Measure] | None = None,
    staffing: Staffing | None = None,
) -> Overlay:
    """Hold a log against a blueprint and return what is laid over its picture; only what is shown is reckoned.

    A log without times has no hours: then none are shown. The hours go by the blueprint's calendars and by `staffing`, as
    in `mining.waste`.

    Raises:
        CalendarError: as in `mining.waste`.
        BlueprintError: a label of the log fits two steps.
    """
    show = MEASURES if show is None else show
    if unknown := set(show) - set(MEASURES):
        raise ValueError(f"figures to show are {', '.join(MEASURES)}; found {', '.join(map(repr, sorted(unknown)))}")
    matched = match(log, blueprint)
    timed = log.timed and bool({"waiting", "work", "rework"} & set(show))
    return overlay(
        matched,
        waste_on(Groundwork.beside(log, matched, staffing)) if timed else None,
        conform(log, blueprint) if "deviations" in show else None,
        language=language,
        show=show,
    )


def subtitle(log: EventLog, language: str) -> str:
    """Return how many cases there are, and, with times, from when to when they arrived."""
    cases = text.number(log.cases.height)
    if not log.timed or not log.cases.height:
        return say("cases_counted", language, cases)
    zone = ZoneInfo(log.timezone or "UTC")
    arrivals = log.cases["arrival"].drop_nulls().sort()
    first, last = (arrival.astimezone(zone).strftime("%Y-%m-%d") for arrival in (arrivals[0], arrivals[-1]))
    return say("cases_from_to", language, cases, first, last)
