"""`mining touchpoints`: where the customer meets the service, and how it does there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options
from cli.printer import Printer
from cli.staffing import Stated, staffing_options

if TYPE_CHECKING:
    import polars as pl

    from mining.blueprint.model import Blueprint


@click.command("touchpoints")
@reading_options
@blueprint_option
@staffing_options
@printing_options
def command(log: str, reading: Reading, blueprint: Blueprint | None, stated: Stated, printer: Printer) -> None:
    """Say how every touchpoint does: volume, wait before it, target, deviations, rework, score.

    A touchpoint is declared in the blueprint, or else every step of a customer or front-stage lane. Scores come with their
    response rate. Tables for --format csv: touchpoints, points (where the service fails and waits: as designed, and as the
    data place it).

    \b
    Example:
      mining touchpoints sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
    """
    import mining
    from mining.blueprint.matching import match
    from mining.errors import NothingDesignedError
    from mining.hours import in_hours
    from mining.review.touchpoints import points, touchpoints
    from mining.waste.learnt import Groundwork
    from mining.waste.waste import waste_on

    if blueprint is None:
        raise NothingDesignedError
    matched = match(reading.read(log, blueprint), blueprint)
    staffing = stated.staffing(matched.log, blueprint)
    conformance = mining.conform(matched.log, blueprint)
    waste = waste_on(Groundwork.beside(matched.log, matched, staffing)) if matched.log.timed else None
    tables = {
        "touchpoints": touchpoints(matched, conformance, waste),
        "points": points(matched, conformance, waste),
    }
    document = {name: in_hours(table).to_dicts() for name, table in tables.items()}
    if printer.format not in ("csv", "json"):
        tables = {name: _without_empty(table) for name, table in tables.items() if table.height}
    printer.show(tables, document=document, log=matched.log)


def _without_empty(table: pl.DataFrame) -> pl.DataFrame:
    return table.select(name for name in table.columns if table[name].null_count() < table.height)
