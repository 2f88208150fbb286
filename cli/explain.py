"""`mining explain`: what a word or a code means."""

from __future__ import annotations

import click

from cli.options import printing_options
from cli.printer import Printer


@click.command("explain")
@click.argument("name", metavar="[ID]", required=False)
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Language of the words.")
@printing_options
def command(name: str | None, language: str, printer: Printer) -> None:
    """Say what a word, a finding, a deviation or a figure means.

    ID is a word of the report in either language, the code of a finding, the id of a deviation, a figure of a review;
    without one, everything is listed.

    \b
    Example:
      mining explain exact_duplicate
    """
    import polars as pl

    from mining.report.explained import KINDS, everything, explain

    found = [explain(name, language)] if name is not None else everything(language)
    rows = [vars(each) for each in found]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(("id", "kind", "term", "meaning"), pl.String))
    alone = found[0] if name is not None else None
    said = []
    if alone is not None:
        kind = KINDS[alone.kind][language == "zh"]
        said = [
            f"{alone.term} ({kind}): {alone.meaning}" if language == "en" else f"{alone.term}（{kind}）：{alone.meaning}"
        ]
    plain = printer.format not in ("csv", "json")
    printer.show({} if plain and said else {"explained": frame}, document={"explained": rows}, sentences=said)
