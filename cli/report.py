"""`mining report`: all of it in one HTML file to mail."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options, waivers_options
from cli.printer import Printer
from cli.staffing import Stated, staffing_options

if TYPE_CHECKING:
    from datetime import date

    from mining.blueprint.model import Blueprint

STAGES = {
    "design": "matching the log with the blueprint",
    "happens": "counting what really happens",
    "deviations": "holding the cases against the design",
    "hours": "keeping account of the hours",
    "page": "writing the page",
}


@click.command("report")
@reading_options
@blueprint_option
@click.option(
    "-o", "--output", metavar="FILE", help="The HTML file. Default: the log's name with .report.html, in this folder."
)
@click.option(
    "--language", type=click.Choice(["en", "zh", "both"]), default="en", show_default=True, help="Language of the report."
)
@click.option(
    "--persons", type=click.Choice(["pseudonyms", "named"]), default="pseudonyms", help="Persons. Default: pseudonyms."
)
@waivers_options
@staffing_options
@printing_options
def command(
    log: str,
    reading: Reading,
    blueprint: Blueprint | None,
    output: str | None,
    language: str,
    persons: str,
    waivers: str | None,
    today: date | None,
    stated: Stated,
    printer: Printer,
) -> None:
    """Write all of it into one HTML file to mail.

    What the file is and whether it can be trusted, the headline figures, what is open, the blueprint with what happened
    on it, where the cases leave it, where the hours go, the process map, the definitions. The file loads nothing and
    sends nothing. Without --blueprint it says that there is no design to compare with.

    \b
    Example:
      mining report sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
      mining report sample_logs/help_desk.csv --language both -o help_desk.html
    """
    import polars as pl

    import mining
    from mining.blueprint.waivers_file import load_waivers
    from mining.report.html import default_path

    if waivers is not None and blueprint is None:
        raise click.UsageError("--waivers accepts departures from a design: give --blueprint FILE as well.")
    apart = load_waivers(waivers, [step.id for step in blueprint.steps]) if waivers is not None and blueprint else ()
    show_progress, clear = _progress(printer)
    show_progress("reading the log")
    event_log = reading.read(log, blueprint)
    path = output or str(default_path(None if log == "-" else log))
    result = mining.report(
        event_log,
        blueprint,
        path,
        language=language,  # type: ignore[arg-type]  # click has checked it
        persons=persons,  # type: ignore[arg-type]
        waivers=apart,
        today=today,
        staffing=stated.staffing(event_log, blueprint),
        progress=lambda stage: show_progress(STAGES[stage]),
    )
    clear()
    languages = ("en", "zh") if language == "both" else (language,)
    sentences = [text for each in languages for text in result.sentences(each)]  # type: ignore[arg-type]
    written = f"Written: {path} ({len(result.html.encode()) / 1e6:.1f} MB)"
    tables = {}
    if printer.format in ("csv", "md"):
        figures = [(name, str(value)) for name, value in result.headline.to_dict().items() if value is not None]
        tables["headline"] = pl.DataFrame(figures, schema=["figure", "value"], orient="row")
    if printer.format in ("json", "csv"):
        printer.say(written)
    else:
        sentences.append(written)
    printer.show(tables, document=result.to_dict(), log=event_log, blueprint=blueprint, sentences=sentences)


def _progress(printer: Printer) -> tuple[Callable[[str], None], Callable[[], None]]:
    """Return how to tell what is being done, and how to wipe it out; both do nothing where nobody watches."""
    if printer.quiet or not sys.stderr.isatty():
        return (lambda _: None), (lambda: None)
    wipe = "\r\x1b[K"
    return (lambda text: click.echo(f"{wipe}{text} ...", err=True, nl=False)), (lambda: click.echo(wipe, err=True, nl=False))
