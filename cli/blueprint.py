"""`mining blueprint`: the designed service, checked and drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from cli.map import command as map_command
from cli.options import printing_options
from cli.printer import Printer

if TYPE_CHECKING:
    from mining.blueprint.lint import Doubt
    from mining.blueprint.model import Blueprint
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
@printing_options
def lint_command(file: str, printer: Printer) -> None:
    """Say whether the file is a valid blueprint, and list the doubts about it.

    An error ends with exit code 2 and names line and column. Doubts (one label for two
    steps, a lane without rate, ...) do not: exit code 0.

    \b
    Example:
      mining blueprint lint sample_logs/room_service.yaml
    """
    import polars as pl

    from mining.blueprint.document import load
    from mining.blueprint.lint import lint
    from mining.errors import BlueprintError

    try:
        blueprint = load(file)
    except BlueprintError as error:
        if printer.format == "json":
            printer.show({}, document={"blueprint": None, "errors": [_error_entry(error)], "doubts": []})
        raise
    doubts = lint(blueprint)
    rows = [_doubt_entry(doubt) for doubt in doubts]
    frame = pl.DataFrame(rows, schema={"line": pl.Int64, "code": pl.String, "message": pl.String})
    document = {"blueprint": _summary(blueprint), "errors": [], "doubts": rows}
    printer.show(
        {"doubts": frame} if rows or printer.format == "csv" else {},
        document=document,
        sentences=[_sentence(blueprint, doubts)],
    )


command.add_command(map_command)


@command.command("draw")
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="FILE.svg", help="Write the picture to a file; default: standard output.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the names.")
def draw_command(file: str, output: str | None, language: str) -> None:
    """Draw the classic picture of the service as SVG: lanes as rows, the lines between them, steps in designed order.

    \b
    Example:
      mining blueprint draw sample_logs/room_service.yaml -o room_service.svg
    """
    if output is not None and not output.lower().endswith(".svg"):
        raise click.UsageError(f'the picture is an SVG file, and "{output}" is named otherwise. Try -o NAME.svg')
    from mining.blueprint.document import load
    from mining.writing import write_whole

    picture = load(file).draw(language)
    if output is None:
        click.echo(picture)
    else:
        write_whole(output, picture)
        click.echo(f"wrote {output}", err=True)


def _sentence(blueprint: Blueprint, doubts: list[Doubt]) -> str:
    counts = [_counted(len(blueprint.lanes), "lane"), _counted(len(blueprint.steps), "step"), _counted(len(doubts), "doubt")]
    return f"{blueprint.name.text()}: valid, {', '.join(counts)}."


def _counted(count: int, thing: str) -> str:
    return f"{count or 'no'} {thing}{'' if count == 1 else 's'}"


def _summary(blueprint: Blueprint) -> dict[str, Any]:
    return {
        "file": blueprint.file,
        "name": blueprint.name.text(),
        "version": blueprint.version,
        "lanes": len(blueprint.lanes),
        "steps": len(blueprint.steps),
    }


def _doubt_entry(doubt: Doubt) -> dict[str, Any]:
    return {"line": doubt.line, "code": doubt.code, "message": doubt.message}


def _error_entry(error: BlueprintError) -> dict[str, Any]:
    return {"line": error.line, "column": error.column, "message": error.wrong, "found": error.found, "remedy": error.remedy}
