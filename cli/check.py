"""`mining check`: is the service in order? For scripts: the exit code says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options, waivers_options
from cli.printer import Printer
from cli.staffing import Stated, staffing_options

if TYPE_CHECKING:
    from datetime import date

    from mining.blueprint.model import Blueprint
    from mining.log import EventLog
    from mining.verdict.check import Verdict


@click.command("check")
@reading_options
@blueprint_option
@waivers_options
@staffing_options
@click.option("--junit", metavar="FILE", help="Write the checks as JUnit XML, for build servers.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the table.")
@printing_options
def command(
    log: str,
    reading: Reading,
    blueprint: Blueprint | None,
    waivers: str | None,
    today: date | None,
    stated: Stated,
    junit: str | None,
    language: str,
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
    staffing = stated.staffing(event_log, blueprint)
    verdict = check(event_log, blueprint, waivers=apart, today=today, force=reading.force, staffing=staffing)
    if junit is not None:
        from mining.verdict.junit import junit as as_junit
        from mining.writing import write_whole

        write_whole(junit, as_junit(verdict, suite=blueprint.name.text("en")))
    _show(printer, verdict, event_log, blueprint, language)
    return verdict.exit_code


def _show(printer: Printer, verdict: Verdict, log: EventLog, blueprint: Blueprint, language: str) -> None:
    import polars as pl

    from mining.conformance.waivers import what
    from mining.language import word
    from mining.report.phrases import phrase
    from mining.verdict.words import name_of

    said = [phrase("check.verdict", language).format(verdict=word(f"outcome.{verdict.verdict}", language))]
    if verdict.why is not None:
        said.append(verdict.why.text(language))
    if not verdict.checks:
        said.append(phrase("check.none", language))
    for waiver in verdict.expired_waivers:
        figures = {"until": waiver.until.isoformat(), "owner": waiver.owner, "reason": waiver.reason}
        said.append(phrase("deviations.expired", language).format(deviation=what(waiver), **figures))
    table = verdict.frame
    if printer.format in (None, "table", "md"):
        rows = [
            (
                name_of(check.of, language),
                texts.value + (f" ({texts.low} – {texts.high})" if texts.low and texts.high else ""),
                texts.limit,
                word(f"result.{check.result}", language),
                check.why.text(language) if check.why else "",
            )
            for check, texts in ((check, check.said(language)) for check in verdict.checks)
        ]
        heads = [phrase(f"check.{name}", language) for name in ("check", "value", "limit", "result", "why")]
        table = pl.DataFrame(rows, schema=heads, orient="row")
    tables = {"checks": table} if verdict.checks or printer.format == "csv" else {}
    printer.show(tables, document=verdict.to_dict(), log=log, blueprint=blueprint, sentences=said)
