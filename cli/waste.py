"""`mining waste`: where the hours go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options
from cli.printer import Printer
from cli.staffing import Stated, staffing_options
from cli.waste_tables import brief_why, said_of_entries, shown_tables
from cli.waste_views import show_savings, show_view

if TYPE_CHECKING:
    import polars as pl

    from mining.blueprint.model import Blueprint
    from mining.waste.learnt import Groundwork


@click.command("waste")
@reading_options
@blueprint_option
@click.option(
    "--without", metavar="CAUSE[:STEP]=50%", multiple=True, help="What would be saved if a part of this were gone."
)
@click.option("--levers", is_flag=True, help="The ten causes and steps that would save most, each by itself.")
@click.option("--by", metavar="KEY", help="See the ledger by lane, line, step, weekday, an attribute, ...")
@click.option("--tables", "folder", metavar="DIR", help="Write every table there, as Parquet and CSV.")
@staffing_options
@click.option("--save-calendars", metavar="FILE", help="Write the working hours that the log shows, to edit and give back.")
@click.option("--causes", type=click.Choice(["default", "published"]), default="default", help="Causes: in which order.")
@click.option("--persons", type=click.Choice(["pseudonyms", "named"]), default="pseudonyms", help="Default: pseudonyms.")
@click.option(
    "--language",
    type=click.Choice(["en", "zh"]),
    default="en",
    help="Of what --without and --levers say. Default: en.",
)
@printing_options
def command(
    log: str,
    reading: Reading,
    blueprint: Blueprint | None,
    without: tuple[str, ...],
    levers: bool,
    by: str | None,
    folder: str | None,
    stated: Stated,
    save_calendars: str | None,
    causes: str,
    persons: str,
    language: str,
    printer: Printer,
) -> None:
    """Say where the hours go: first-pass work, rework, states and waiting; whose, why, and at which line.

    Every instant of every case belongs to exactly one entry of the ledger; the entries add up to the flow time.
    Logs with one time per event get bounds: low (no work), likely, high (all of the gap is work).
    Waiting has a cause where starts and resources are known: closed, contention, batching, overtaking, other.
    --causes published shows the published method instead (tables: transitions, causes).
    Tables for --format csv: ledger, ledger_cases, entry_cases, cases, causes, batches, overtaking, overtaking_rules,
    calendars, rework, rework_cases, staff, customer_hours, money, cash_out, penalties, variation, handovers, sent_back,
    corrections, reopened, other, assumptions. --tables DIR writes them, so that plain SQL gives the same figures.

    --by shows the ledger from one side: lane, owner, from_lane, line, step, activity, cause, handover, class, pass, value;
    weekday or hour of arrival; an attribute of the cases (channel, site, ...). Persons are not compared, groups of fewer
    than five cases are one.

    --without says instead what would be saved, case by case: --without contention:cook=50% (causes: waiting, closed,
    contention, batching, overtaking, other, state; rework with the waiting before it), and in which share of the cases
    each target of the blueprint would be kept, by the target's own clock. Tables: savings, within.

    \b
    Example:
      mining waste sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
      mining waste sample_logs/help_desk.csv --timezone Europe/London --save-calendars hours.yaml
    """
    from cli.waiting_tables import BEHIND, listed, tables_of_causes, waiting_tables
    from mining.waste.learnt import Groundwork
    from mining.waste.tables.cause_table import swings
    from mining.waste.tables.summary import summary
    from mining.waste.waste import waste_on

    event_log = reading.read(log, blueprint)
    event_log.needs_sums("the ledger")
    staffing = stated.staffing(event_log, blueprint)
    if without or levers:
        show_savings(event_log, blueprint, staffing, without, language, printer)
        return
    names = () if by is not None else tables_of_causes(printer.format, printer.table)
    ground = Groundwork.of(event_log, blueprint, staffing, tells_why=bool(set(names) & set(BEHIND)))
    full = printer.format in ("csv", "json")
    if save_calendars is not None:
        _save_calendars(ground, save_calendars)
    if causes == "published":
        from cli.published import published

        tables, document, sentences = published(ground.placed, staffing, persons=persons, full=full)
        printer.show(tables, document=document, log=event_log, blueprint=blueprint, sentences=sentences)
        return
    result = waste_on(ground)
    seen, hours, behind = ground.placed, ground.rota, ground.learnt.why
    # What follows needs no more of it, and it is as long as the log.
    del ground
    if folder is not None:
        from mining.waste.tables.tables import write_tables

        printer.say(f"{len(write_tables(result, folder))} files written to {folder}")
    if by is not None:
        from mining.waste.ledger.views import view

        show_view(view(result.ledger, seen.log, by), by, seen.log, printer)
        return
    why = waiting_tables(result, behind, seen, hours, names=names)
    sentences = [*summary(result), *([] if full else said_of_entries(result))]
    tables = shown_tables(result, full=full)
    document = {**result.to_dict(), **{name: listed(table) for name, table in why.items()}}
    document["swings"] = [one.to_dict() for one in swings(result)]
    printer.show(_with(tables, why, full=full), document=document, log=event_log, blueprint=blueprint, sentences=sentences)


def _save_calendars(ground: Groundwork, path: str) -> None:
    from mining.waste.hours.discovered_calendars import discovered_calendars, staffing_text
    from mining.writing import write_whole

    write_whole(path, staffing_text(discovered_calendars(ground.placed, ground.rota)))


def _with(tables: dict[str, pl.DataFrame], why: dict[str, pl.DataFrame], *, full: bool) -> dict[str, pl.DataFrame]:
    """Return all tables, why cases waited after the ledger; on a terminal without what is empty."""
    if not full:
        shown = {name: brief_why(name, table) for name, table in why.items() if table.height and _tells(name, table)}
        why = {name.replace("_", " "): table for name, table in shown.items()}
    first, *rest = tables
    return {first: tables[first], **why, **{name: tables[name] for name in rest}}


def _tells(name: str, table: pl.DataFrame) -> bool:
    return name != "causes" or table["cause"].null_count() < table.height
