"""Where the cases leave the design: each deviation with its cases, in business words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mining.blueprint.model import Blueprint
from mining.conformance.deviations import Deviations
from mining.conformance.fitness import Conformance
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
    """Counts of the cases held against the design, and the deviations with most cases (`count`: of how many).

    `open_rows` are those of open cases, as far as they have come; `fitting_open` open cases have none so far.
    """

    fitting: int
    judged: int
    fitting_share: float | None
    open: int
    fitting_open: int
    unjudged: int
    fitness: float | None
    count: int
    rows: tuple[DeviationRow, ...]
    open_count: int
    open_rows: tuple[DeviationRow, ...]
    notes: tuple[str, ...]


def deviation_table(conformance: Conformance) -> DeviationTable:
    """Return what the report shows of a conformance."""
    judged = conformance.judged
    return DeviationTable(
        fitting=conformance.fitting_cases,
        judged=judged,
        fitting_share=conformance.fitting_cases / judged if judged else None,
        open=conformance.open_cases,
        fitting_open=conformance.fitting_open_cases,
        unjudged=conformance.unjudged_cases,
        fitness=conformance.fitness,
        count=conformance.deviations.frame.height,
        rows=_rows(conformance.deviations),
        open_count=conformance.open_deviations.frame.height,
        open_rows=_rows(conformance.open_deviations),
        notes=conformance.notes,
    )


def _rows(deviations: Deviations) -> tuple[DeviationRow, ...]:
    rows = []
    for row in deviations.frame.head(SHOWN).iter_rows(named=True):
        three = tuple(dict.fromkeys(row["case_ids"]))
        listed = deviations.case_ids(row["id"]) if row["cases"] > len(three) else three
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
    return tuple(rows)


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
