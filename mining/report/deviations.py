"""Where the cases leave the design: each deviation with its cases, in business words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mining.blueprint.model import Blueprint
from mining.conformance.conform import Conformance
from mining.language import word_or
from mining.report.phrases import PHRASES, phrase

SHOWN = 60
"""Deviations in the table, those with most cases first; the others are counted and said."""
IDS_SHOWN = 200
"""Case ids in the expandable list of one deviation; the others are counted and said."""


@dataclass(frozen=True)
class DeviationRow:
    """One deviation: `steps` are ids of the blueprint (or labels it does not know), `names` what they are called."""

    id: str
    kind: str
    steps: tuple[str, ...]
    names: tuple[str, ...]
    cases: int
    share: float | None
    occurrences: int
    flow_time_difference: timedelta | None
    waived: bool
    three: tuple[str, ...]
    listed: tuple[str, ...]


@dataclass(frozen=True)
class DeviationTable:
    """Counts of the cases held against the design, and the deviations with most cases (`count`: of how many)."""

    fitting: int
    judged: int
    fitting_share: float | None
    open: int
    unjudged: int
    fitness: float | None
    coverage: float | None
    count: int
    rows: tuple[DeviationRow, ...]


def deviation_table(conformance: Conformance) -> DeviationTable:
    """Return what the report shows of a conformance."""
    frame = conformance.deviations.frame
    rows = []
    for row in frame.head(SHOWN).iter_rows(named=True):
        three = tuple(dict.fromkeys(row["case_ids"]))
        listed = conformance.deviations.case_ids(row["id"]) if row["cases"] > len(three) else three
        rows.append(
            DeviationRow(
                id=row["id"],
                kind=row["kind"],
                steps=tuple(row["steps"]),
                names=tuple(row["names"]),
                cases=row["cases"],
                share=row["share"],
                occurrences=row["occurrences"],
                flow_time_difference=row["flow_time_difference"],
                waived=bool(row["waived"]),
                three=three,
                listed=tuple(listed[:IDS_SHOWN]),
            )
        )
    judged = conformance.judged
    return DeviationTable(
        fitting=conformance.fitting_cases,
        judged=judged,
        fitting_share=conformance.fitting_cases / judged if judged else None,
        open=conformance.open_cases,
        unjudged=conformance.unjudged_cases,
        fitness=conformance.fitness,
        coverage=conformance.coverage,
        count=frame.height,
        rows=tuple(rows),
    )


def names_of(row: DeviationRow, blueprint: Blueprint, language: str) -> str:
    """Return the steps of a deviation by their names in a language, quoted."""
    known = blueprint.step_index
    names = [
        blueprint.steps[known[step]].name.text(language) if step in known else name
        for step, name in zip(row.steps or row.names, row.names or row.steps, strict=True)
    ]
    return ("、" if language == "zh" else ", ").join(f"“{name}”" for name in names)


def says(row: DeviationRow, blueprint: Blueprint, language: str) -> str:
    """Return a deviation in business words."""
    steps = names_of(row, blueprint, language)
    if f"says.{row.kind}" in PHRASES:
        return phrase(f"says.{row.kind}", language).format(steps=steps)
    kind = word_or(f"deviation.{row.kind}", row.kind, language)
    return phrase("says.other", language).format(kind=kind, steps=steps)
