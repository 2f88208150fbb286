"""`mining blueprint`: the designed service, checked and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.blueprint_convert import command as convert_command
from cli.compare import command as compare_command
from cli.draft import command as draft_command
from cli.map import command as map_command
from cli.options import Reading, overlay_options, printing_options
from cli.printer import Printer
from cli.schema import command as schema_command
from cli.staffing import Stated, staffing_options

if TYPE_CHECKING:
    from mining.blueprint.doubt import Doubt
    from mining.blueprint.model import Blueprint
    from mining.drawing.overlay import Measure
    from mining.drawing.sheets import Size
    from mining.errors import BlueprintError


@click.group("blueprint")
def command() -> None:
    """Check and draw the designed service (a YAML file; its language is in docs/blueprint.md).

    \b
    Example:
      mining blueprint lint sample_logs/room_service.yaml
    """


@command.command("lint")
@click.argument("file", metavar="FILE")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the doubts.")
@printing_options
def lint_command(file: str, language: str, printer: Printer) -> None:
    """Say whether the file is a valid blueprint, and list the doubts about it.

    An error ends with exit code 2 and names line and column. Doubts (one label for two steps, a lane without rate, a
    target between steps that never follow each other, a review that is due, ...) do not: exit code 0. JSON and CSV have
    every doubt in both languages.

    \b
    Example:
      mining blueprint lint sample_logs/room_service.yaml
      mining blueprint lint sample_logs/complaints_zh.yaml --language zh
    """
    import polars as pl

    from mining.blueprint.document import load
    from mining.blueprint.lint import lint
    from mining.conformance.order_doubts import order_doubts
    from mining.errors import BlueprintError

    try:
        blueprint = load(file)
    except BlueprintError as error:
        if printer.format == "json":
            printer.show({}, document={"blueprint": None, "errors": [_error_entry(error)], "doubts": []})
        raise
    doubts = sorted([*lint(blueprint), *order_doubts(blueprint)], key=lambda doubt: (doubt.line or 0, doubt.code))
    rows = [doubt.to_dict() for doubt in doubts]
    schema = {"line": pl.Int64, "code": pl.String, "message": pl.String, "message_zh": pl.String}
    frame = pl.DataFrame(rows, schema=schema)
    if printer.format in (None, "table", "md"):
        shown = [(doubt.line, doubt.code, doubt.text(language)) for doubt in doubts]
        frame = pl.DataFrame(shown, schema=_heads(language), orient="row")
    document = {"blueprint": _summary(blueprint), "errors": [], "doubts": rows}
    printer.show(
        {"doubts": frame} if rows or printer.format == "csv" else {},
        document=document,
        sentences=[_sentence(blueprint, doubts, language)],
    )


command.add_command(draft_command)
command.add_command(map_command)
command.add_command(convert_command)
command.add_command(schema_command)
command.add_command(compare_command)


@command.command("draw")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE", help="Write it as .svg, .png or .pdf; default: SVG on standard output.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the names.")
@click.option("--sheet", type=click.Choice(["A4", "A3", "A2", "A1", "A0"]), help="PDF over sheets of paper of this size.")
@overlay_options
@staffing_options
def draw_command(
    file: str,
    output: str | None,
    language: str,
    sheet: Size | None,
    log: str | None,
    reading: Reading,
    show: tuple[Measure, ...],
    stated: Stated,
) -> None:
    """Draw the classic picture of the service: of a blueprint, or of a process model (BPMN, PNML, ...).

    Physical evidence on top, the lanes as rows from the customer inwards with the lines between them, steps in designed
    order, targets below. With --log the picture shows what happened: cases, deviations, and the hours of waiting before
    each step, of work and of rework in it. A large service is printed with --sheet: cut between steps, the lanes' names
    on every sheet.

    \b
    Examples:
      mining blueprint draw sample_logs/room_service.yaml -o room_service.svg
      mining blueprint draw sample_logs/room_service.yaml --log sample_logs/room_service.csv -o room_service.pdf
      mining blueprint draw sample_logs/help_desk.yaml --log sample_logs/help_desk.csv --overlay waiting -o waits.png
      mining blueprint draw sample_logs/room_service.yaml --sheet A4 -o room_service_a4.pdf
    """
    if show and log is None:
        raise click.UsageError("--overlay shows figures of a log: add --log FILE.")
    if stated != Stated() and log is None:
        raise click.UsageError("--calendars, --shared and --people say who works in a log: add --log FILE.")
    kind = None
    if output is not None:
        from mining.drawing.picture import kind_of

        kind = kind_of(output)
    if sheet is not None and kind != ".pdf":
        raise click.UsageError("--sheet writes a PDF: add -o NAME.pdf.")
    from mining.blueprint.exchange.models import blueprint_in

    blueprint, notes = blueprint_in(file)
    for note in notes:
        click.echo(note, err=True)
    events = reading.read(log, blueprint) if log is not None else None
    staffing = stated.staffing(events, blueprint) if events is not None else None
    if output is None:
        click.echo(blueprint.draw(language, log=events, show=show or None, staffing=staffing))
        return
    if sheet is None:
        from mining.drawing.picture import write_picture

        picture = blueprint.draw(language, log=events, show=show or None, staffing=staffing)
        warnings = [write_picture(output, picture)]
    else:
        from mining.drawing.measured import measured
        from mining.drawing.sheets import write_sheets

        laid = None
        if events is not None:
            laid = measured(events, blueprint, language=language, show=show or None, staffing=staffing)
        warnings = write_sheets(output, blueprint, sheet, overlay=laid, language=language)
    for warning in filter(None, warnings):
        click.echo(warning, err=True)
    click.echo(f"wrote {output}", err=True)


def _heads(language: str) -> list[str]:
    from mining.blueprint.doubt_words import wording

    return [wording(name, language) for name in ("line", "code", "message")]


def _sentence(blueprint: Blueprint, doubts: list[Doubt], language: str) -> str:
    from mining.blueprint.doubt_words import wording

    def counted(count: int, thing: str) -> str:
        return wording(thing if count == 1 else f"{thing}s", language).format(count=count)

    return wording("valid", language).format(
        name=blueprint.name.text(language),
        lanes=counted(len(blueprint.lanes), "lane"),
        steps=counted(len(blueprint.steps), "step"),
        doubts=counted(len(doubts), "doubt") if doubts else wording("no doubts", language),
    )


def _summary(blueprint: Blueprint) -> dict[str, Any]:
    return {
        "file": blueprint.file,
        "name": blueprint.name.text(),
        "version": blueprint.version,
        "lanes": len(blueprint.lanes),
        "steps": len(blueprint.steps),
    }


def _error_entry(error: BlueprintError) -> dict[str, Any]:
    return {"line": error.line, "column": error.column, "message": error.wrong, "found": error.found, "remedy": error.remedy}
