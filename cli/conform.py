"""`mining conform`: where the cases leave the design; waivers for what is accepted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import click

from cli.alignment_options import alignment_options
from cli.options import Reading, blueprint_option, printing_options, reading_options, waivers_options
from cli.printer import Printer
from cli.staffing import Stated, staffing_options

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from mining.blueprint.checks import Waiver
    from mining.blueprint.matching import Matched
    from mining.blueprint.model import Blueprint
    from mining.blueprint.net import Net
    from mining.conformance.budget import Budget
    from mining.conformance.costs import Costs
    from mining.conformance.fitness import Conformance
    from mining.log import EventLog

SAID = 10
"""Deviations told as sentences; the table holds all."""
UNMAPPED_SAID = 5


@dataclass(frozen=True)
class Accepted:
    """A deviation that the user accepts: its id, why, who answers for it, and until when."""

    id: str
    reason: str | None
    owner: str | None
    until: str | None


@click.command("conform")
@reading_options
@blueprint_option
@click.option("--model", metavar="FILE", help="A process model instead: .bpmn, .pnml, .ptml, .tree.")
@click.option("--pool", metavar="NAME", help="With --model FILE.bpmn: the one pool that is meant.")
@waivers_options
@staffing_options
@alignment_options
@click.option("--accept", metavar="ID", help="Accept a deviation for the time being: write a waiver into the file.")
@click.option("--reason", metavar="TEXT", help="With --accept: why.")
@click.option("--owner", metavar="NAME", help="With --accept: who answers for it.")
@click.option("--language", type=click.Choice(["en", "zh"]), default="en", show_default=True, help="Of the sentences.")
@printing_options
def command(
    log: str,
    reading: Reading,
    blueprint: Blueprint | None,
    model: str | None,
    pool: str | None,
    waivers: str | None,
    today: date | None,
    stated: Stated,
    costs: Costs,
    budget: Budget,
    accept: str | None,
    reason: str | None,
    owner: str | None,
    language: str,
    printer: Printer,
) -> None:
    """Say where the cases leave the design.

    Each deviation with its cases, the difference in flow time, where it is concentrated, what it takes and whether it
    is accepted. Tables for --format csv: deviations, steps, cases, deviation_cases, open_deviations, rules, targets,
    open_targets, running (what can come next in open cases).

    Every deviating move costs 1 unless --move-cost says otherwise. A case whose cheapest alignment is not found within
    the budget gets a lower and an upper bound of its cost; it counts neither as fitting nor as deviating.

    With --accept ID a waiver is written into the blueprint, or into the file of --waivers: --reason, --owner and --until
    (its last day; with --accept, --until says this and does not select cases) are needed.

    \b
    Example:
      mining conform sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
    """
    from mining.errors import NothingDesignedError
    from mining.verdict.impact import impact
    from mining.waste.learnt import Groundwork

    if blueprint is not None and model is not None:
        raise click.UsageError("--blueprint and --model are two designs: give one of them.")
    if blueprint is None and model is None:
        raise NothingDesignedError
    design: str | Net | None = model
    if pool is not None:
        if model is None:
            raise click.UsageError("--pool chooses a pool of a BPMN file: add --model FILE.bpmn.")
        from mining.blueprint.exchange.models import net_in

        design = net_in(model, pool=pool)
    accepted = None
    if accept is not None:
        accepted = Accepted(accept, reason, owner, reading.until)
        reading = replace(reading, until=None)
    elif reason is not None or owner is not None:
        raise click.UsageError("--reason and --owner say why a deviation is accepted: give --accept ID as well.")
    event_log, matched, result = _held(log, reading, blueprint, design, waivers, today, costs, budget)
    if accepted is not None:
        written = _accept(accepted, result, blueprint, waivers)
        printer.say(written)
        again = blueprint and blueprint.load(blueprint.file)
        event_log, matched, result = _held(log, reading, again, design, waivers, today, costs, budget)
    staffing = stated.staffing(event_log, blueprint)
    ground = Groundwork.beside(event_log, matched, staffing)
    taken = impact(result.deviations, ground) if event_log.timed else None
    _show(printer, event_log, taken, result, blueprint, language)


def _held(
    log: str,
    reading: Reading,
    blueprint: Blueprint | None,
    model: str | Net | None,
    waivers: str | None,
    today: date | None,
    costs: Costs,
    budget: Budget,
) -> tuple[EventLog, Matched | None, Conformance]:
    """Read the log and hold it against the design."""
    from pathlib import Path

    import mining
    from mining.blueprint.matching import match
    from mining.blueprint.waivers_file import load_waivers

    event_log, matched = reading.read(log, blueprint), None
    if blueprint is not None:
        # The blueprint decides which cases are open; the document's section on the log must say the same.
        matched = match(event_log, blueprint)
        event_log = matched.log
    steps = [step.id for step in blueprint.steps] if blueprint is not None else None
    apart = load_waivers(waivers, steps) if waivers is not None and Path(waivers).exists() else ()
    result = mining.conform(event_log, blueprint or model, costs=costs, budget=budget, waivers=apart, today=today)
    return event_log, matched, result


def _accept(accepted: Accepted, result: Conformance, blueprint: Blueprint | None, waivers: str | None) -> str:
    """Write the waiver; return what was written where."""
    import difflib

    from mining.blueprint.waivers_file import add_waiver

    lacking = [f"--{name}" for name in ("reason", "owner", "until") if not getattr(accepted, name)]
    if lacking:
        raise click.UsageError(f"--accept needs {', '.join(lacking)}: a waiver has a reason, an owner and a last day.")
    known = [*result.deviations.wording["id"], *result.open_deviations.wording["id"]]
    if accepted.id not in known:
        near = difflib.get_close_matches(accepted.id, known, n=3, cutoff=0.4) or known[:3]
        hint = f" There are: {', '.join(near)}." if near else " There is none at all."
        raise click.UsageError(f'no deviation has the id "{accepted.id}".{hint}')
    waiver = _waiver(accepted)
    if waivers is None and blueprint is None:
        raise click.UsageError("a net holds no waivers: give --waivers FILE to write it into a file of its own.")
    path = waivers if waivers is not None else blueprint.file if blueprint is not None else ""
    add_waiver(path, waiver, own_file=waivers is not None)
    return f"Written into {path}: {accepted.id} is accepted until {waiver.until} by {waiver.owner}."


def _waiver(accepted: Accepted) -> Waiver:
    from datetime import date

    from mining.blueprint.checks import Waiver

    try:
        until = date.fromisoformat(str(accepted.until))
    except ValueError:
        raise click.UsageError(f'--until "{accepted.until}" is no day: write it as 2026-12-31.') from None
    return Waiver(str(accepted.reason), str(accepted.owner), until, id=accepted.id)


def _show(
    printer: Printer,
    log: EventLog,
    taken: pl.DataFrame | None,
    result: Conformance,
    blueprint: Blueprint | None,
    language: str,
) -> None:
    """Print the result, with what the deviations took; None: the log has no times."""
    import polars as pl

    from mining.conformance.targets import open_targets
    from mining.report.deviation_words import sentence
    from mining.report.deviations import deviation_rows
    from mining.verdict.impact import with_impact

    rows = deviation_rows(result, taken)
    told = sorted(rows, key=lambda row: row.waived)[:SAID]
    said = [*sentences(result, language), *(sentence(row, result.judged, blueprint, language) for row in told)]
    tables: dict[str, pl.DataFrame]
    if printer.format in (None, "table", "md"):
        tables = _brief(result)
    else:
        tables = {
            "deviations": _full(result, taken),
            "steps": result.deviations.by_step,
            "cases": result.per_case,
            "deviation_cases": result.deviations.found,
            "open_deviations": _flat(result.open_deviations.frame),
            "rules": result.rules,
            "targets": result.targets,
            "open_targets": open_targets(result.target_times),
            "running": result.running.with_columns(pl.col("next").list.join(", ")),
        }
    document: dict[str, Any] = result.to_dict()
    document["deviations"] = with_impact(document["deviations"], taken)
    printer.show(tables, document=document, log=log, sentences=said)


def sentences(result: Conformance, language: str = "en") -> list[str]:
    """Return what a conformance says as a whole, the most important first."""
    from mining.conformance.costs import UNIT
    from mining.conformance.waivers import what
    from mining.report.deviation_words import per_cent
    from mining.report.figures import NO_BREAK, count_text
    from mining.report.phrases import phrase

    def say(key: str, **figures: str) -> str:
        return phrase(f"conform.{key}", language).format(**figures).replace(NO_BREAK, " ")

    said = []
    if result.fitness is None:
        said.append(say("no_fitness"))
    else:
        said.append(
            say(
                "fitting" if result.costs == UNIT else "fitting_costs",
                fitting=count_text(result.fitting_cases),
                judged=count_text(result.judged),
                share=per_cent(result.fitting_cases / result.judged, language),
                fitness=f"{result.fitness:.3f}",
                moves=count_text(result.cost),
            )
        )
    if result.unjudged_cases:
        said.append(say("unjudged", cases=count_text(result.unjudged_cases)))
        if result.surely_deviating_cases:
            said.append(say("surely", cases=count_text(result.surely_deviating_cases)))
        if result.fitness_bounds is not None:
            low, high = (f"{bound:.3f}" for bound in result.fitness_bounds)
            said.append(say("bounds", low=low, high=high))
    if result.open_cases:
        figures = {"open": count_text(result.open_cases), "fitting": count_text(result.fitting_open_cases)}
        said.append(say("open", **figures))
    if result.coverage is not None and result.unmapped:
        listed = ", ".join(f"“{label}” ({count:,})" for label, count in result.unmapped[:UNMAPPED_SAID])
        rest = len(result.unmapped) - UNMAPPED_SAID
        said.append(say("unmapped", share=per_cent(result.coverage, language), labels=listed + (" …" if rest > 0 else "")))
    said += result.notes
    for waiver in result.expired_waivers:
        figures = {"until": waiver.until.isoformat(), "owner": waiver.owner, "reason": waiver.reason}
        said.append(phrase("deviations.expired", language).format(deviation=what(waiver), **figures))
    return said


def _brief(result: Conformance) -> dict[str, pl.DataFrame]:
    """Return the columns that fit a terminal; the others are in CSV and JSON. What is accepted stands apart."""
    import polars as pl

    frame = result.deviations.frame.select(
        "id",
        "cases",
        "share",
        "occurrences",
        pl.col("flow_time_difference"),
        pl.col("case_ids").list.join(", "),
        "waived",
    )
    tables = {"deviations": frame.filter(~pl.col("waived")).drop("waived")}
    if result.deviations.waived:
        tables["accepted"] = frame.filter("waived").drop("waived")
    if result.targets.height:
        tables["targets"] = result.targets.select(
            "target", "within", "cases", "kept_share", "wanted_share", "met", "elapsed_median", "clock_median", "unjudged"
        )
    return tables


def _full(result: Conformance, taken: pl.DataFrame | None) -> pl.DataFrame:
    """Return the deviations with everything that goes along with them, one value per column."""
    import polars as pl

    frame = _flat(result.deviations.frame)
    scores = result.deviations.scores
    told = [scores.get(name) for name in frame["id"]]
    frame = frame.with_columns(
        pl.Series("score_difference", [score and score.estimate for score in told], dtype=pl.Float64),
        pl.Series("score_low", [score and score.low for score in told], dtype=pl.Float64),
        pl.Series("score_high", [score and score.high for score in told], dtype=pl.Float64),
    )
    if taken is None:
        return frame
    money = pl.col("money").list.eval(
        pl.concat_str(
            pl.element().struct.field("currency").fill_null(""), pl.element().struct.field("high").round(2), separator=" "
        )
    )
    return frame.join(taken.with_columns(money), on="id", how="left", maintain_order="left")


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with the group of a concentration in columns of its own."""
    import polars as pl

    names = ("by", "group", "occurrences", "chances", "elsewhere", "chances_elsewhere")
    fields = [pl.col("concentrated").struct.field(name).alias(f"concentrated_{name}") for name in names]
    return frame.with_columns(fields).drop("concentrated")
