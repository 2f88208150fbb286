"""`mining waste --without`, `--levers` and `--by`: what would be saved, and the ledger from one side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.printer import Printer
from cli.waste_tables import brief

if TYPE_CHECKING:
    import polars as pl

    from mining.blueprint.model import Blueprint
    from mining.log import EventLog
    from mining.waste.hours.staffing import Staffing

MEASURES = ("work", "rework", "waiting", "state", "unknown")


def show_savings(
    event_log: EventLog,
    blueprint: Blueprint | None,
    staffing: Staffing,
    without: tuple[str, ...],
    language: str,
    printer: Printer,
) -> None:
    """Print what would be saved; without anything named, the ten largest."""
    import mining
    from mining.language import word
    from mining.waste.savings.without import Without

    wanted = [Without.of(text) for text in without]
    result = mining.savings(event_log, blueprint, without=wanted, staffing=staffing)
    said = [word("savings.upper_bound", language), word("savings.single", language)]
    if result.within["judged"].sum():
        said.append(word("savings.shares", language))
    tables = {"savings": result.frame, "within": result.within}
    if printer.format not in ("csv", "json"):
        savings = result.frame.drop("cause", "step", "part")
        within = _told(result.within, language)
        tables = {"savings": brief(savings, ("low", "likely", "high")), "share within targets": within}
        tables = {name: table for name, table in tables.items() if table.height}
    printer.show(tables, document=result.to_dict(), log=event_log, blueprint=blueprint, sentences=said)


def _told(within: pl.DataFrame, language: str) -> pl.DataFrame:
    """Say in words why targets cannot be judged; where all are, nothing."""
    import polars as pl

    from mining.language import group, word

    if within["reason"].null_count() == within.height:
        return within.drop("reason")
    words = {reason: word(f"untold.{reason}", language) for reason in group("untold")}
    return within.with_columns(pl.col("reason").replace_strict(words, default=None, return_dtype=pl.String))


def show_view(frame: pl.DataFrame, by: str, log: EventLog, printer: Printer) -> None:
    """Print the ledger by one key."""
    import polars as pl

    spans = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Duration)]
    hours = frame.with_columns(pl.col(spans).dt.total_microseconds() / 3.6e9).rename(
        {name: f"{name}_hours" for name in spans}
    )
    if printer.format not in ("csv", "json"):
        frame = frame.drop(name for name in spans if not frame[name].sum())
        for measure in MEASURES:
            low, likely, high = (f"{measure}_{scenario}" for scenario in ("low", "likely", "high"))
            if {low, likely, high} <= set(frame.columns) and frame[low].equals(frame[high]):
                frame = frame.drop(low, high).rename({likely: measure})
    printer.show({f"by {by}": frame}, document={"by": by, "view": hours.to_dicts()}, log=log)
