"""`mining open`: what is open now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options
from cli.printer import Printer
from cli.staffing import Stated, staffing_options

if TYPE_CHECKING:
    from mining.blueprint.model import Blueprint
    from mining.review.open_work import OpenWork

SHOWN = 20
"""Cases and targets on a terminal; csv and json hold all."""


@click.command("open")
@reading_options
@blueprint_option
@click.option("--by", metavar="TIME", help="Tell the targets that break until then if nothing happens.")
@staffing_options
@printing_options
def command(
    log: str, reading: Reading, blueprint: Blueprint | None, by: str | None, stated: Stated, printer: Printer
) -> None:
    """Say what is open now: how old, waiting for whom, past its target, about to break it.

    Open is what the log or the blueprint calls incomplete and whose last event is not long ago (see docs/glossary.md). A
    target counts elapsed or working time, without the states in which its clock stops. Tables for --format csv: open,
    lanes, targets, by_hour (arrivals, open work and people by hour of the week, over all cases).

    \b
    Example:
      mining open sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
    """
    import mining

    event_log = reading.read(log, blueprint)
    result = mining.open_work(event_log, blueprint, by=by, staffing=stated.staffing(event_log, blueprint))
    tables = {"open": result.cases, "lanes": result.lanes, "targets": result.targets, "by_hour": result.by_hour}
    if printer.format not in ("csv", "json"):
        tables = {
            "waiting for": result.lanes,
            "open": result.cases.head(SHOWN),
            "targets at stake": result.targets.head(SHOWN),
        }
        tables = {name: table for name, table in tables.items() if table.height}
    said = sentences(result, event_log.timezone)
    printer.show(tables, document=result.to_dict(), log=event_log, blueprint=blueprint, sentences=said)


def sentences(result: OpenWork, timezone: str | None) -> list[str]:
    """Return what is open in a few sentences, with times as clocks in the zone show them."""
    from mining.report.figures import duration_text, moment_text

    count = result.cases.height
    zone = timezone or "as if UTC"
    at = f" at {moment_text(result.at, timezone)} (the export's end, {zone})" if result.at else ""
    said = [f"{count:,} cases are open{at}." if count != 1 else f"1 case is open{at}."]
    if not result.completion_known:
        said.append("Nobody says which cases are complete (--end-activity, --closing, --blueprint): all count as complete.")
    if count:
        oldest = result.cases.row(0, named=True)
        said.append(f"The oldest is {oldest['case_id']}, {duration_text(oldest['age'])} old.")
        late = int(result.lanes["late"].sum())
        if result.targets.height:
            said.append(f"{late:,} of them are past a target.")
        if result.by is not None:
            said.append(
                f"{int(result.lanes['breaking'].sum()):,} break a target by {moment_text(result.by, timezone)} if nothing "
                "happens."
            )
        if count > SHOWN:
            said.append(f"The {SHOWN} oldest are shown (all of them: --format csv or json).")
    return said
