"""`mining waste`: where the hours go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli.options import Reading, blueprint_option, printing_options, reading_options
from cli.printer import Printer
from cli.staffing import Stated, staffing_options

if TYPE_CHECKING:
    import polars as pl

    from mining.blueprint.model import Blueprint
    from mining.log import EventLog
    from mining.waste.placed import Placed
    from mining.waste.staffing import Staffing
    from mining.waste.waste import Waste

ENTRIES_SHOWN = 15
"""Rows of the ledger on a terminal, the largest first; csv and json hold all."""
OTHER_SHOWN = 4
"""Rows of each kind of other waste on a terminal."""


@click.command("waste")
@reading_options
@blueprint_option
@click.option(
    "--without", metavar="CAUSE[:STEP]=50%", multiple=True, help="What would be saved if a part of this were gone."
)
@click.option("--levers", is_flag=True, help="The ten causes and steps that would save most, each by itself.")
@staffing_options
@click.option("--save-calendars", metavar="FILE", help="Write the working hours that the log shows, to edit and give back.")
@click.option("--causes", type=click.Choice(["default", "published"]), default="default", help="Causes: in which order.")
@click.option("--persons", type=click.Choice(["pseudonyms", "named"]), default="pseudonyms", help="Default: pseudonyms.")
@printing_options
def command(
    log: str,
    reading: Reading,
    blueprint: Blueprint | None,
    without: tuple[str, ...],
    levers: bool,
    stated: Stated,
    save_calendars: str | None,
    causes: str,
    persons: str,
    printer: Printer,
) -> None:
    """Say where the hours go: first-pass work, rework, states and waiting; whose, why, and at which line.

    Every instant of every case belongs to exactly one entry of the ledger; the entries add up to the flow time.
    Logs with one time per event get bounds: low (no work), likely, high (all of the gap is work).
    Waiting has a cause where starts and resources are known: closed, contention, batching, overtaking, other.
    --causes published shows the published method instead (tables: transitions, causes).
    Tables for --format csv: ledger, causes, batches, overtaking, overtaking_rules, calendars, rework, staff, money,
    cash_out, penalties, variation, cases, handovers, sent_back, corrections, reopened, other, assumptions,
    ledger_cases, rework_cases.

    --without says instead what would be saved, case by case: --without contention:cook=50% (causes: waiting, closed,
    contention, batching, overtaking, other, state; rework with the waiting before it). Tables: savings, within.

    \b
    Example:
      mining waste sample_logs/room_service.csv --blueprint sample_logs/room_service.yaml
      mining waste sample_logs/help_desk.csv --timezone Europe/London --save-calendars hours.yaml
    """
    import mining
    from cli.waiting_tables import listed
    from mining.blueprint.matching import match
    from mining.waste.placed import placed
    from mining.waste.summary import summary

    event_log = reading.read(log, blueprint)
    event_log.needs_times("the ledger")
    staffing = stated.staffing(event_log, blueprint)
    if without or levers:
        _show_savings(event_log, blueprint, staffing, without, printer)
        return
    seen = placed(event_log, match(event_log, blueprint) if blueprint is not None else None)
    full = printer.format in ("csv", "json")
    if save_calendars is not None:
        _save_calendars(seen, staffing, save_calendars)
    if causes == "published":
        from cli.published import published

        tables, document, sentences = published(seen, staffing, persons=persons, full=full)
        printer.show(tables, document=document, log=event_log, sentences=sentences)
        return
    result = mining.waste(event_log, blueprint, staffing=staffing)
    why = _why(result, seen, staffing, printer)
    sentences = [*summary(result), *([] if full else _shown(result))]
    tables = _tables(result, full=full)
    document = {**result.to_dict(), **{name: listed(table) for name, table in why.items()}}
    printer.show(_with(tables, why, full=full), document=document, log=event_log, sentences=sentences)


def _save_calendars(seen: Placed, staffing: Staffing, path: str) -> None:
    from mining.waste.discovered_calendars import discovered_calendars, staffing_text
    from mining.waste.rota import rota
    from mining.writing import write_whole

    write_whole(path, staffing_text(discovered_calendars(seen, rota(seen, staffing))))


def _why(result: Waste, seen: Placed, staffing: Staffing, printer: Printer) -> dict[str, pl.DataFrame]:
    """Return the tables that say why cases waited: for csv only the one asked for."""
    from cli.waiting_tables import TABLES, waiting_tables
    from mining.waste.cause_table import cause_table

    names = TABLES if printer.format != "csv" else tuple(name for name in TABLES if name == printer.table)
    if printer.format in (None, "table", "md"):
        names = ("causes", "batches", "overtaking_rules")
    found = {"causes": cause_table(result)} if "causes" in names else {}
    return {**found, **waiting_tables(seen, staffing, names=names)}


def _with(tables: dict[str, pl.DataFrame], why: dict[str, pl.DataFrame], *, full: bool) -> dict[str, pl.DataFrame]:
    """Return all tables, why cases waited after the ledger; on a terminal without what is empty."""
    if not full:
        shown = {name: _brief_why(name, table) for name, table in why.items() if table.height and _tells(name, table)}
        why = {name.replace("_", " "): table for name, table in shown.items()}
    first, *rest = tables
    return {first: tables[first], **why, **{name: tables[name] for name in rest}}


def _tells(name: str, table: pl.DataFrame) -> bool:
    return name != "causes" or table["cause"].null_count() < table.height


def _brief_why(name: str, table: pl.DataFrame) -> pl.DataFrame:
    if name == "causes":
        return _brief(table.head(ENTRIES_SHOWN), ("low", "likely", "high"))
    left_out = ("step", "case_ids", "simultaneous", "concurrent", "sequential", "largest", "per_week")
    return _in_hours(table.drop(left_out, strict=False).head(ENTRIES_SHOWN))


def _show_savings(
    event_log: EventLog, blueprint: Blueprint | None, staffing: Staffing, without: tuple[str, ...], printer: Printer
) -> None:
    import mining
    from mining.waste.savings import Without

    wanted = [Without.of(text) for text in without]
    result = mining.savings(event_log, blueprint, without=wanted, staffing=staffing)
    said = [
        "Upper bounds: what is removed in one place partly comes back in another.",
        "Each row is by itself; rows that overlap are not added.",
    ]
    tables = {"savings": result.frame, "within": result.within}
    if printer.format not in ("csv", "json"):
        savings = result.frame.drop("cause", "step", "part")
        tables = {"savings": _brief(savings, ("low", "likely", "high")), "share within targets": result.within}
        tables = {name: table for name, table in tables.items() if table.height}
    printer.show(tables, document=result.to_dict(), log=event_log, sentences=said)


def _shown(result: Waste) -> list[str]:
    entries = result.ledger.frame.height
    if entries <= ENTRIES_SHOWN:
        return []
    return [f"The {ENTRIES_SHOWN} largest of {entries:,} entries (all of them: --format csv or json)."]


def _tables(result: Waste, *, full: bool) -> dict[str, pl.DataFrame]:
    """Return all tables in full, or what a terminal shows: the largest entries, rework that there is, no empty columns."""
    import polars as pl

    from mining.waste.ledger import WORKING
    from mining.waste.penalties import PENALTIES
    from mining.waste.reopened import REOPENED

    assumptions = pl.DataFrame({"assumption": list(result.assumptions)})
    staff = result.staff_hours
    if full:
        return {
            "ledger": result.ledger.frame,
            "rework": _in_hours(result.rework),
            "staff": staff,
            "money": result.money,
            "cash_out": result.cash_out,
            "penalties": result.penalties if result.penalties is not None else pl.DataFrame(schema=PENALTIES),
            "variation": result.variation,
            "cases": result.per_case,
            "handovers": result.handovers,
            "sent_back": result.sent_back,
            "corrections": result.corrections,
            "reopened": result.reopened if result.reopened is not None else pl.DataFrame(schema=REOPENED),
            "other": _with_rule(result.other),
            "assumptions": assumptions,
            "ledger_cases": result.ledger.per_case,
            "rework_cases": result.rework_cases,
        }
    repeated = result.rework.filter((pl.col("rework") > 0) | (pl.col("resumptions") > 0))
    tables = {
        "ledger": _brief(result.ledger.frame.head(ENTRIES_SHOWN).drop("step", *WORKING), ("low", "likely", "high")),
        "rework": _brief(repeated.drop("step"), ("hours_low", "hours", "hours_high")),
        "staff hours": _brief(staff, ("low", "likely", "high")),
        "money (capacity, not cash)": _brief(result.money, ("low", "likely", "high")),
        "cash out": result.cash_out,
        "what it comes to": _in_hours(_brief_variation(result.variation)),
        "handovers": result.handovers,
        "sent back": _brief(result.sent_back.head(ENTRIES_SHOWN), ("low", "likely", "high")),
        "corrections": _brief(result.corrections, ("low", "likely", "high")),
        "other waste": _other_shown(result.other),
    }
    return {**{name: table for name, table in tables.items() if table.height}, "assumptions": assumptions}


def _with_rule(other: pl.DataFrame | None) -> pl.DataFrame:
    """Return other waste with the rule that found each row."""
    import polars as pl

    from mining.waste.other_waste import OTHER, RULES

    frame = other if other is not None else pl.DataFrame(schema=OTHER)
    rules = {kind: rule for kind, (rule, _) in RULES.items()}
    rule = pl.col("kind").replace_strict(rules, return_dtype=pl.String).alias("rule")
    return frame.with_columns(rule, needs_your_tag=~pl.col("tagged")).drop("tagged")


def _other_shown(other: pl.DataFrame | None) -> pl.DataFrame:
    """Return the largest of each kind, with three case ids."""
    import polars as pl

    frame = _with_rule(other).drop("rule").group_by("kind", maintain_order=True).head(OTHER_SHOWN)
    return _brief(frame.with_columns(pl.col("case_ids").list.head(3).list.join(", ")), ("low", "likely", "high"))


def _brief(frame: pl.DataFrame, spread: tuple[str, str, str]) -> pl.DataFrame:
    """Leave out columns that say nothing; one column of hours where the three scenarios agree."""
    import polars as pl

    low, likely, high = spread
    for prefix in ("working_", "outside_"):
        columns = tuple(prefix + name for name in spread)
        if set(columns) <= set(frame.columns) and frame[columns[0]].eq_missing(frame[columns[2]]).all():
            # One column of working hours where all agree; none where nobody has a calendar.
            known = frame[columns[1]].null_count() < frame.height
            frame = frame.with_columns(pl.col(columns[1]).alias(prefix.strip("_"))).drop(columns)
            frame = frame if known else frame.drop(prefix.strip("_"))
    same = frame[low].eq_missing(frame[likely]).all() and frame[low].eq_missing(frame[high]).all()
    if same:
        name = "all" if isinstance(frame.schema[likely], pl.Duration) else "amount"
        frame = frame.drop(low, high).rename({likely: name})
        spread = (name, name, name)
    kept = [name for name in frame.columns if name in spread or frame[name].null_count() < frame.height]
    frame = frame.select(kept)
    if "without_likely" in frame.columns and not frame["without_likely"].sum():
        frame = frame.drop("without_likely")
    return _in_hours(frame)


def _brief_variation(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what is known; one row a figure where the three scenarios agree."""
    import polars as pl

    known = frame.filter(pl.col("estimate").is_not_null() & (pl.col("estimate") > pl.duration()))
    numbers = ["estimate", "per_month", "per_100_cases"]
    if known.unique(["figure", "estimate"]).height == known["figure"].n_unique():
        known = known.filter(pl.col("scenario") == "low").drop("scenario")
    kept = [name for name in known.columns if name in numbers or known[name].null_count() < known.height]
    return known.select(kept)


def _in_hours(frame: pl.DataFrame) -> pl.DataFrame:
    """Write durations as hours under a name that says so."""
    import polars as pl

    names = {"hours_low": "low_hours", "hours": "likely_hours", "hours_high": "high_hours", "all": "hours"}
    spans = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Duration)]
    return frame.with_columns((pl.col(name).dt.total_microseconds() / 3.6e9) for name in spans).rename(
        {name: names.get(name, f"{name}_hours") for name in spans}
    )
