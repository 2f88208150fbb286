"""mining read: what is in the file, and whether it can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options
from cli.printer import Printer

if TYPE_CHECKING:
    import polars as pl

    from mining.blueprint.model import Blueprint
    from mining.reading.wanted import Reading as Account


def _file_options(command: Callable[..., Any]) -> Callable[..., Any]:
    rejected = "Write the rows that were left out, with reasons, as CSV."
    saved = "Keep the columns, for --mapping or in a blueprint (YAML)."
    return click.option("--save", metavar="FILE", help=saved)(
        click.option("--rejected", metavar="FILE", help=rejected)(command)
    )


@click.command("read")
@reading_options
@blueprint_option
@_file_options
@printing_options
def command(
    log: str,
    reading: Reading,
    blueprint: Blueprint | None,
    printer: Printer,
    rejected: str | None,
    save: str | None,
) -> None:
    """Say what is in the file and whether it can be trusted.

    Shows which column was taken for what and why, how many rows, cases and activities there are, what is wrong with the
    data, and which figures that touches. An unfit log is shown, too. With --rejected, rows that were left out are
    written as they stand in the file; a text that could start a spreadsheet formula gets a leading apostrophe.

    --save writes which column is what into FILE: a new one, which --mapping FILE obeys in every command, or the log
    section of a blueprint, which keeps its comments.

    --blueprint FILE reads as its log section says, and adds what of the log does not fit it: labels that no step claims,
    cases that begin or stop elsewhere than the flow, cases from the time of another version.

    \b
    Example:
      mining read sample_logs/room_service.csv
    """
    from mining.reading.door import reading_of

    wanted = reading.wanted(blueprint)
    account = reading_of(log, wanted)
    if blueprint is not None:
        from dataclasses import replace

        from mining.blueprint.matching import match

        account = replace(account, log=match(account.log, blueprint).log)
    if rejected is not None:
        from cli.printer import as_csv
        from mining.writing import write_whole

        write_whole(rejected, as_csv(account.rejected))
        printer.say(f"{account.rejected.height:,} rejected rows written to {rejected}")
    if save is not None:
        from mining.blueprint.log_mapping import save as save_mapping

        save_mapping(save, account, wanted)
        printer.say(f"columns written to {save}: --mapping {save} reads another export alike")
    printer.show(
        _tables(account), document=_document(account), log=reading.selected(account.log), sentences=_sentences(account)
    )
    if printer.format in (None, "table", "md"):
        click.echo(_verdict(account))


def _tables(account: Account) -> dict[str, pl.DataFrame]:
    import polars as pl

    roles = pl.DataFrame(
        [(choice.role, choice.column, _why(account, choice.role, choice.reason)) for choice in account.roles]
        + [(f"{choice.role}?", choice.column, f"not used: {choice.reason}") for choice in account.proposed],
        schema={"role": pl.String, "column": pl.String, "why": pl.String},
        orient="row",
    )
    findings = pl.DataFrame(
        [(f.severity, f.code, f.rows, f.message, ", ".join(f.affects)) for f in account.log.quality.findings],
        schema={"severity": pl.String, "code": pl.String, "rows": pl.Int64, "finding": pl.String, "touches": pl.String},
        orient="row",
    )
    return {"roles": roles, "findings": findings}


def _why(account: Account, role: str, reason: str) -> str:
    words = f"{reason}; {account.times[role]}" if role in account.times else reason
    rivals = next((choice.rivals for choice in account.roles if choice.role == role), ())
    return f"{words} (rivals: {', '.join(rivals)})" if rivals else words


def _sentences(account: Account) -> list[str]:
    from mining.report.figures import moment_text

    log, quality = account.log, account.log.quality
    used = log.events["activity"].n_unique()
    rejected = f"{quality.rows_rejected:,} rejected" if quality.rows_rejected else "none rejected"
    lines = [
        f"{log.source.file}: {account.format}; {account.shape}.",
        f"{quality.rows_read:,} rows read, {rejected}, {quality.duplicates:,} exact duplicates removed: "
        f"{log.instances:,} instances, {log.cases.height:,} cases, {used:,} activities.",
    ]
    if log.timed and log.export_end is not None:
        arrived: Any = log.cases["arrival"].min()
        first, last = moment_text(arrived, log.timezone), moment_text(log.export_end, log.timezone)
        zone = f"time zone {log.timezone}" if log.timezone else "time zone not known, shown as if UTC"
        lines.append(f"From {first} to {last}; {zone}.")
    return lines


def _verdict(account: Account) -> str:
    quality = account.log.quality
    touched = tuple(dict.fromkeys(name for f in quality.findings if f.severity != "note" for name in f.affects))
    return f"Verdict: {quality.verdict}" + (f" (touches {', '.join(touched)})" if touched else "") + "."


def _document(account: Account) -> dict[str, Any]:
    log, quality = account.log, account.log.quality
    roles = {role: log.roles.get(role) for role in ("case", "activity", "start", "end", "resource")} | dict(log.roles)
    return {
        "rows_read": quality.rows_read,
        "rows_rejected": quality.rows_rejected,
        "duplicates": quality.duplicates,
        "instances": log.instances,
        "cases": log.cases.height,
        "activities": log.events["activity"].n_unique(),
        "format": account.format,
        "shape": account.shape,
        "roles": roles,
        "reasons": {choice.role: choice.reason for choice in account.roles},
        "rivals": {choice.role: list(choice.rivals) for choice in account.roles if choice.rivals},
        "not_used": [{"role": one.role, "column": one.column, "reason": one.reason} for one in account.proposed],
        "timezone": log.timezone,
        "verdict": quality.verdict,
        "findings": [finding.to_dict() for finding in quality.findings],
    }
