"""`mining review`: what changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options
from cli.printer import Printer
from cli.staffing import Stated, staffing_options

if TYPE_CHECKING:
    from mining.blueprint.model import Blueprint

SHOWN = 10
"""Deviations, kinds of cases and weeks on a terminal; csv and json hold all."""


@click.command("review")
@reading_options
@click.argument("after", metavar="[AFTER]", required=False)
@click.option("--split", metavar="DATE", help="One log: the later period begins here (cases by arrival).")
@blueprint_option
@click.option("--blueprint-before", metavar="FILE", help="The design of the earlier period: told apart, in words.")
@staffing_options
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the words.")
@printing_options
def command(
    log: str,
    after: str | None,
    reading: Reading,
    split: str | None,
    blueprint: Blueprint | None,
    blueprint_before: str | None,
    stated: Stated,
    language: str,
    printer: Printer,
) -> None:
    """Say what changed, beyond ordinary variation: LOG --split DATE, or the two logs BEFORE AFTER.

    Figures have a 95 % interval of their difference over cases drawn again in weeks of arrival; open cases stay in. Both
    periods are held against the same blueprint, so that what differs is behaviour; labels that came or went, other kinds
    of cases, and what changed in the design are told apart. Tables for --format csv: figures, deviations, labels, mix,
    weeks (control charts of whole weeks; the limits are those before), cases (what each adds to the figures).

    \b
    Example:
      mining review sample_logs/help_desk.csv --split 2025-11-17 --blueprint sample_logs/help_desk.yaml
    """
    import polars as pl

    import mining
    from mining.errors import ReviewError
    from mining.review.words import sentences, table

    if (after is None) == (split is None):
        raise ReviewError.of_what()
    before = reading.read(log, blueprint)
    result = mining.review(
        before,
        reading.read(after, blueprint) if after is not None else None,
        blueprint,
        split=split,
        blueprint_before=mining.Blueprint.load(blueprint_before) if blueprint_before is not None else None,
        staffing=stated.staffing(before, blueprint),
    )
    tables = {
        "figures": result.frame,
        "deviations": result.deviations,
        "labels": result.labels,
        "mix": result.mix,
        "weeks": result.weeks,
        "cases": result.cases,
    }
    if printer.format not in ("csv", "json"):
        changed = pl.col("beyond_ordinary").fill_null(False)
        signals = result.weeks.filter(pl.col("period") == "after", pl.col("signal").is_not_null())
        tables = {
            "figures": table(result, language),
            "deviations": result.deviations.filter((pl.col("change") != "same") | changed).head(SHOWN),
            "labels": result.labels.head(SHOWN),
            "kinds of cases": result.mix.filter(changed).head(SHOWN),
            "weeks beyond ordinary": signals.drop("period", "unit").head(SHOWN),
        }
        tables = {name: shown for name, shown in tables.items() if shown.height}
    printer.show(tables, document=result.to_dict(), log=before, sentences=sentences(result, language))
