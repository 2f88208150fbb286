"""`mining blueprint compare`: what became of the designed service."""

from __future__ import annotations

import click

from cli.options import printing_options
from cli.printer import Printer


@click.command("compare")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the words.")
@printing_options
def command(old: str, new: str, language: str, printer: Printer) -> None:
    """Say in words what changed from one blueprint file to another.

    Lanes, steps, calendars, targets, rules, checks and the rest are compared entry by entry; the flow by the orders of
    steps that it allows: however it is written, only an order that is allowed now and was not before (or the reverse)
    counts, and the shortest are shown.

    \b
    Example:
      mining blueprint compare sample_logs/room_service.yaml sample_logs/help_desk.yaml
    """
    import polars as pl

    from mining.blueprint.document import load
    from mining.review.designs import design_changes

    found = design_changes(load(old), load(new))
    document = found.to_dict()
    schema = dict.fromkeys(("subject", "id", "what", "key", "before", "after"), pl.String)
    frame = pl.DataFrame(document["changes"], schema=schema)
    tables = {"changes": frame} if printer.format == "csv" else {}
    printer.show(tables, document=document, sentences=found.sentences(language))
