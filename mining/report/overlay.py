"""What is laid over the picture of the blueprint: cases, hours and deviations of every step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from mining.blueprint.matching import UNKNOWN, Matched
from mining.blueprint.model import Blueprint
from mining.drawing.overlay import Overlay
from mining.language import word_or
from mining.report.deviations import DeviationTable
from mining.report.figures import count_text, hours_of
from mining.report.phrases import phrase
from mining.waste.waste import Waste

MARKS = 2
"""Deviations named on one step; the table has all of them."""


@dataclass(frozen=True)
class StepCounts:
    """Cases with each step, and cases in which one step directly follows another, by step ids.

    None in front stands for the begin of a case, None behind for the end of one that is not open.
    """

    steps: dict[str, int]
    arrows: dict[tuple[str | None, str | None], int]


def step_counts(matched: Matched) -> StepCounts:
    """Count cases per step and per pair of steps that follow directly; unknown activities break a pair."""
    ids = [step.id for step in matched.blueprint.steps]
    case = matched.log.case_codes.astype(np.int64)
    step = matched.step_codes.astype(np.int64)
    known = step != UNKNOWN
    size = max(len(ids), 1)
    with_step = np.unique(case[known] * size + step[known]) % size
    pairs = (case[1:] == case[:-1]) & known[1:] & known[:-1]
    keys = np.unique((case[1:] * size * size + step[:-1] * size + step[1:])[pairs]) % (size * size)
    found, counts = np.unique(keys, return_counts=True)
    arrows: dict[tuple[str | None, str | None], int] = {
        (ids[key // size], ids[key % size]): int(count) for key, count in zip(found, counts, strict=True)
    }
    offsets = matched.log.offsets
    ended = ~matched.log.cases["open"].to_numpy()
    begins = np.bincount(step[offsets[:-1]][known[offsets[:-1]]], minlength=len(ids))
    last = (offsets[1:] - 1)[ended]
    ends = np.bincount(step[last][known[last]], minlength=len(ids))
    arrows |= {(None, name): int(count) for name, count in zip(ids, begins, strict=True) if count}
    arrows |= {(name, None): int(count) for name, count in zip(ids, ends, strict=True) if count}
    return StepCounts(dict(zip(ids, np.bincount(with_step, minlength=len(ids)).tolist(), strict=True)), arrows)


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
        found[name] = {step: hours_of(length) for step, length in sums.iter_rows() if length}
    return found


def marks(deviations: DeviationTable | None, blueprint: Blueprint, language: str) -> dict[str, tuple[str, ...]]:
    """Return per step the words of its most frequent deviations, with their cases."""
    found: dict[str, list[str]] = {}
    for row in deviations.rows if deviations else ():
        for step in row.steps:
            if step in blueprint.step_index and len(found.setdefault(step, [])) < MARKS:
                text = phrase("design.mark", language).format(
                    word=word_or(f"deviation.{row.kind}", row.kind, language),
                    cases=count_text(row.cases),
                )
                found[step].append(text)
    return {step: tuple(words) for step, words in found.items() if words}


def overlay(
    matched: Matched,
    counts: StepCounts,
    waste: Waste | None,
    deviations: DeviationTable | None,
    *,
    scenario: str,
    subtitle: str,
    language: str,
) -> Overlay:
    """Return what is laid over the blueprint, in one language."""
    hours = step_hours(waste, scenario)
    return Overlay(
        step_cases=counts.steps,
        cases=matched.log.cases.height,
        waiting_hours=hours["waiting"],
        work_hours=hours["work"],
        rework_hours=hours["rework"],
        deviations=marks(deviations, matched.blueprint, language),
        arrows=dict(counts.arrows),
        subtitle=subtitle,
    )
