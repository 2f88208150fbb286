"""`mining blueprint map`: which label of a log is which step, written into the blueprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Reading, printing_options, reading_options
from cli.printer import Printer
from mining.shares import share_tenths

if TYPE_CHECKING:
    from mining.blueprint.label_proposals import Proposals

SHARE = click.FloatRange(0, 1)


@click.command("map")
@reading_options
@click.argument("file", metavar="FILE")
@click.option("-o", "--output", metavar="OTHER", help="Write to another file; default: into FILE.")
@click.option("--sure", type=SHARE, default=0.8, show_default=True, help="Write proposals from this confidence on.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@printing_options
def command(log: str, reading: Reading, file: str, output: str | None, sure: float, dry_run: bool, printer: Printer) -> None:
    """Propose which label of LOG is which step of FILE, and write the sure ones into the file (a step's `log:`).

    A proposal comes from words (English and Chinese), spelling, and the place of the label in the cases; each has a
    confidence from 0 to 1 and a reason. The doubtful are listed and never written. Comments and order of the file stay.

    \b
    Example:
      mining blueprint map sample_logs/complaints_zh.csv sample_logs/complaints_zh.yaml -o mapped.yaml
    """
    from mining.blueprint.document import load
    from mining.blueprint.label_proposals import propose, with_labels
    from mining.blueprint.label_writing import text_with_labels
    from mining.writing import write_whole

    blueprint = load(file)
    event_log = reading.read(log, blueprint)
    proposals = propose(event_log, blueprint, sure=sure)
    changed = with_labels(blueprint, proposals.sure)
    target = output or file
    writes = not dry_run and bool(proposals.sure or output)
    if writes:
        write_whole(target, text_with_labels(file, blueprint, changed))
    document = {
        "map": proposals.to_dicts(),
        "file": target if writes else None,
        "coverage_before_share": proposals.coverage,
        "coverage_share": proposals.coverage_with,
    }
    written = f"Wrote {target}." if writes else "Nothing was written."
    printer.show({"labels": proposals.frame}, document=document, log=event_log, sentences=_sentences(proposals, written))


def _sentences(proposals: Proposals, written: str) -> list[str]:
    if proposals.coverage is None or proposals.coverage_with is None:
        return ["The log has no instance: nothing to map.", written]
    said = [
        f"{share_tenths(proposals.coverage)} of {proposals.instances:,} instances are of labels that the blueprint knows."
    ]
    if not proposals.entries:
        return [*said, written]
    if proposals.sure:
        said.append(f"Sure of {_counted(len(proposals.sure))}; with them it is {share_tenths(proposals.coverage_with)}.")
    doubtful = [entry for entry in proposals.entries if entry.status == "doubtful"]
    unknown = [entry for entry in proposals.entries if entry.status == "unknown"]
    for entries, what in (
        (doubtful, f"doubtful: write {'it' if len(doubtful) == 1 else 'them'} into the file yourself"),
        (unknown, "like no step"),
    ):
        if entries:
            share = sum(entry.instances for entry in entries) / proposals.instances
            said.append(
                f"{_counted(len(entries)).capitalize()} ({share_tenths(share)} of instances) {_are(len(entries))} {what}."
            )
    return [*said, written]


def _counted(count: int) -> str:
    return f"{count} label{'' if count == 1 else 's'}"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
