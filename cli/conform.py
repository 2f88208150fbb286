"""`mining conform`: where the cases leave the design."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options
from cli.printer import Printer

if TYPE_CHECKING:
    import polars as pl

    from mining.blueprint.model import Blueprint
    from mining.conformance.fitness import Conformance

SAID = 10
"""Deviations told as sentences; the table holds all."""
UNMAPPED_SAID = 5
WORDS = {
    "unfinished": "stopped before {steps}",
    "unknown": "did {steps}, which the design does not know",
    "moved": "did {steps} too early or too late",
    "repeated": "repeated {steps} more often than designed",
    "extra": "did {steps} where the design has no place for it",
    "skipped": "skipped {steps}",
}


@click.command("conform")
@reading_options
@blueprint_option
@click.option("--model", metavar="FILE", help="A Petri net (PNML) instead of a blueprint.")
@printing_options
def command(log: str, reading: Reading, blueprint: Blueprint | None, model: str | None, printer: Printer) -> None:
    """Say where the cases leave the design.

    \b
    Example:
      mining conform sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
    """
    import mining
    from mining.errors import NothingDesignedError

    if blueprint is not None and model is not None:
        raise click.UsageError("--blueprint and --model are two designs: give one of them.")
    design = blueprint if blueprint is not None else model
    if design is None:
        raise NothingDesignedError
    event_log = reading.read(log, blueprint)
    if blueprint is not None:
        # The blueprint decides which cases are open; the document's section on the log must say the same.
        from mining.blueprint.matching import match

        event_log = match(event_log, blueprint).log
    result = mining.conform(event_log, design)
    tables = {"deviations": result.deviations.frame, "cases": result.per_case}
    if printer.format in (None, "table", "md"):
        tables = {"deviations": _shown(result)}
    printer.show(tables, document=result.to_dict(), log=event_log, sentences=sentences(result))


def sentences(result: Conformance) -> list[str]:
    """Return what a conformance says, in business words, the most important first."""
    said = []
    if result.fitness is None:
        said.append("No closed case could be judged: no fitness.")
    else:
        share = _per_cent(result.fitting_cases, result.judged)
        said.append(
            f"{result.fitting_cases:,} of {result.judged:,} judged cases ({share}) run as designed; "
            f"fitness {result.fitness:.3f} (1 = no move deviates; {result.cost:,} moves do)."
        )
    if result.unjudged_cases:
        said.append(
            f"{result.unjudged_cases:,} cases could not be judged within the budget; "
            "they count neither as fitting nor as deviating."
        )
    if result.open_cases:
        said.append(
            f"{result.open_cases:,} cases are still open and stand apart; "
            f"{result.fitting_open_cases:,} of them run as designed so far."
        )
    if result.coverage is not None and result.unmapped:
        listed = ", ".join(f'"{label}" ({count:,})' for label, count in result.unmapped[:UNMAPPED_SAID])
        rest = len(result.unmapped) - UNMAPPED_SAID
        more = f", and {rest} more" if rest > 0 else ""
        said.append(f"The design knows {result.coverage:.1%} of the instances; not {listed}{more}.")
    said += result.notes
    for row in result.deviations.frame.head(SAID).iter_rows(named=True):
        share = _per_cent(row["cases"], result.judged)
        what = WORDS[row["kind"]].format(steps=_quoted(row["names"]))
        said.append(f"In {row['cases']:,} of {result.judged:,} judged cases ({share}) they {what}.")
    return said


def _shown(result: Conformance) -> pl.DataFrame:
    """Return the columns that fit a terminal; ids, steps and waivers are in CSV and JSON."""
    import polars as pl

    frame = result.deviations.frame
    return frame.select(
        "kind",
        pl.col("names").list.join(", ").alias("steps"),
        "cases",
        "share",
        "occurrences",
        "flow_time_difference",
        pl.col("case_ids").list.join(", "),
    )


def _per_cent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "no share"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)
