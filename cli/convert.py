"""mining convert: the log as another file."""

from __future__ import annotations

import click

from cli.options import Reading, reading_options


@click.command("convert")
@reading_options
@click.argument("out", metavar="OUT")
@click.option("--quiet", is_flag=True, help="No talk on stderr.")
def command(log: str, out: str, reading: Reading, quiet: bool) -> None:
    """Write a log as Parquet, CSV, XES or Excel; the suffix of OUT says which.

    OUT ends in .parquet, .csv, .csv.gz, .xes, .xes.gz or .xlsx. It holds one row per activity instance, with starts and
    ends, after everything that reading does; zone, roles and findings travel inside (the column mining:log of a CSV, a
    hidden sheet of a workbook), so that the file gives an equal log when it is read again.

    In a CSV or a workbook, a text that a spreadsheet would take for a formula (it begins with = + - @, a tab or an
    apostrophe) gets an apostrophe before it, and an empty text is written as one apostrophe; this program takes the first
    apostrophe off again when it reads the file. XES cannot hold control characters: they become U+FFFD, which is said.

    A sheet of Excel holds 1,048,575 rows and 32,767 characters per cell: more is refused. Times stand in it in the log's
    zone, as dates where a cell holds them exactly, else as text.

    \b
    Example:
      mining convert sample_logs/room_service.csv room_service.parquet
    """
    from mining.exchange.files import write_log
    from mining.exchange.xes_files import replaced_characters
    from mining.reading.door import reading_of

    event_log = reading.selected(reading_of(log, reading.wanted()).log)
    write_log(event_log, out)
    if quiet:
        return
    if out.lower().endswith((".xes", ".xes.gz")) and (replaced := replaced_characters(event_log)):
        click.echo(f"Values in which a control character became U+FFFD: {replaced:,}", err=True)
    counts = f"{event_log.instances:,} instances of {event_log.cases.height:,} cases"
    click.echo(f"{counts} written to {out}; verdict of the reading: {event_log.quality.verdict}", err=True)
