"""`mining check`: is the service in order? For scripts: the exit code says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options, waivers_options
from cli.printer import Printer

if TYPE_CHECKING:
    from datetime import date

    from mining.blueprint.model import Blueprint
    from mining.verdict.check import Verdict


@click.command("check")
@reading_options
@blueprint_option
@waivers_options
@click.option("--junit", metavar="FILE", help="Write the checks as JUnit XML, for build servers.")
@printing_options
def command(
    log: str,
    reading: Reading,
    blueprint: Blueprint | None,
    waivers: str | None,
    today: date | None,
    junit: str | None,
    printer: Printer,
) -> int:
    """Say whether the service is in order: the checks of the blueprint, one by one.

    Exit code 0: in order, perhaps with warnings. 1: not in order, a check fails. 4: cannot be judged (the data are unfit,
    too much could not be judged, the log does not tell, or the blueprint states no checks). 2: the log or the blueprint
    cannot be read. How to run it every night or in a pipeline: docs/check.md.

    \b
    Example:
      mining check sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
    """
    from mining.blueprint.waivers_file import load_waivers
    from mining.errors import NothingDesignedError
    from mining.verdict.check import check

    if blueprint is None:
        raise NothingDesignedError
    event_log = reading.read(log, blueprint, unfit_too=True)
    apart = load_waivers(waivers, [step.id for step in blueprint.steps]) if waivers is not None else ()
    verdict = check(event_log, blueprint, waivers=apart, today=today, force=reading.force)
    if junit is not None:
        from mining.verdict.junit import junit as as_junit
        from mining.writing import write_whole

        write_whole(junit, as_junit(verdict, suite=blueprint.name.text("en")))
    _show(printer, verdict)
    return verdict.exit_code


def _show(printer: Printer, verdict: Verdict) -> None:
    import polars as pl

    from mining.conformance.waivers import what
    from mining.verdict.check import figure_text

    said = [f"Verdict: {verdict.verdict}."]
    if verdict.reason is not None:
        said.append(verdict.reason)
    if not verdict.checks:
        said.append("Write checks into the blueprint, for example: checks: [{measure: fitness, fail below: 0.9}]")
    for waiver in verdict.expired_waivers:
        said.append(f"The waiver of {what(waiver)} expired on {waiver.until} ({waiver.owner}: {waiver.reason}).")
    table = verdict.frame
    if printer.format in (None, "table", "md"):
        rows = [
            (
                check.name,
                figure_text(check.value, check.unit) + _room(check.low, check.high),
                check.limit,
                check.result,
                check.reason or "",
            )
            for check in verdict.checks
        ]
        table = pl.DataFrame(rows, schema=["check", "value", "limit", "result", "why"], orient="row")
    printer.show({"checks": table}, document=verdict.to_dict(), sentences=said)


def _room(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f" ({low:,.3g} to {high:,.3g})"
