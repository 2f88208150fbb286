"""`mining variants`: the distinct traces, the most frequent first."""

from __future__ import annotations

import click

from cli.options import Reading, printing_options, reading_options
from cli.printer import Printer
from mining.shares import share_tenths

SHOWN = 30
"""Variants on a terminal, the most frequent ones; csv and json hold all."""


@click.command("variants")
@reading_options
@printing_options
def command(log: str, reading: Reading, printer: Printer) -> None:
    """List the distinct traces, the most frequent first.

    Columns: the variant, its cases, their share of all cases, and the median flow time (arrival to last end; of an open
    case: to the export's end). Open cases stay in, with the trace that they have so far.

    \b
    Example:
      mining variants sample_logs/room_service.csv
    """
    import mining
    from mining.findings import counted

    event_log = reading.read(log)
    result = mining.variants(event_log)
    cases = len(result.of_case)
    sentences = [f"{counted(len(result), 'variant')} in {counted(cases, 'case')}."]
    if len(result):
        most = int(result.counts[0])
        sentences.append(f"The most frequent one has {counted(most, 'case')} ({share_tenths(most / cases)}).")
    frame = result.frame
    if printer.format in (None, "table", "md") and frame.height > SHOWN:
        sentences.append(f"The {SHOWN} most frequent are shown (all of them: --format csv or json).")
        frame = frame.head(SHOWN)
    printer.show({"variants": frame}, document=result.to_dict(), log=event_log, sentences=sentences)
