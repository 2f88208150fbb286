"""The tables of `mining waste` as a terminal shows them: the largest, without columns that say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

    from mining.waste.waste import Waste

ENTRIES_SHOWN = 15
"""Rows of the ledger on a terminal, the largest first; csv and json hold all."""
OTHER_SHOWN = 4
"""Rows of each kind of other waste on a terminal."""


def said_of_entries(result: Waste) -> list[str]:
    """Say how many entries are not shown."""
    entries = result.ledger.frame.height
    if entries <= ENTRIES_SHOWN:
        return []
    return [f"The {ENTRIES_SHOWN} largest of {entries:,} entries (all of them: --format csv or json)."]


def shown_tables(result: Waste, *, full: bool) -> dict[str, pl.DataFrame]:
    """Return all tables in full, or what a terminal shows: the largest entries, rework that there is, no empty columns."""
    import polars as pl

    from mining.waste.ledger.ledger import WORKING
    from mining.waste.tables.tables import tables

    assumptions = pl.DataFrame({"assumption": list(result.assumptions)})
    staff = result.staff_hours
    if full:
        return {name: in_hours(table) if name == "rework" else table for name, table in tables(result).items()}
    repeated = result.rework.filter((pl.col("rework") > 0) | (pl.col("resumptions") > 0))
    found = {
        "ledger": brief(result.ledger.frame.head(ENTRIES_SHOWN).drop("step", *WORKING), ("low", "likely", "high")),
        "rework": brief(repeated.drop("step"), ("hours_low", "hours", "hours_high")),
        "staff hours": brief(staff, ("low", "likely", "high")),
        "money (capacity, not cash)": brief(result.money, ("low", "likely", "high")),
        "cash out": result.cash_out,
        "what it comes to": in_hours(_brief_variation(result.variation)),
        "handovers": result.handovers,
        "sent back": brief(result.sent_back.head(ENTRIES_SHOWN), ("low", "likely", "high")),
        "corrections": brief(result.corrections, ("low", "likely", "high")),
        "other waste": _other_shown(result.other),
    }
    return {**{name: table for name, table in found.items() if table.height}, "assumptions": assumptions}


def _other_shown(other: pl.DataFrame | None) -> pl.DataFrame:
    """Return the largest of each kind, with three case ids."""
    import polars as pl

    if other is None:
        return pl.DataFrame()
    frame = other.with_columns(needs_your_tag=~pl.col("tagged")).drop("tagged")
    frame = frame.group_by("kind", maintain_order=True).head(OTHER_SHOWN)
    return brief(frame.with_columns(pl.col("case_ids").list.head(3).list.join(", ")), ("low", "likely", "high"))


def brief(frame: pl.DataFrame, spread: tuple[str, str, str]) -> pl.DataFrame:
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
    return in_hours(frame)


def _brief_variation(frame: pl.DataFrame) -> pl.DataFrame:
    """Return what is known; one row a figure where the three scenarios agree."""
    import polars as pl

    known = frame.filter(pl.col("estimate").is_not_null() & (pl.col("estimate") > pl.duration()))
    numbers = ["estimate", "per_month", "per_100_cases"]
    if known.unique(["figure", "estimate"]).height == known["figure"].n_unique():
        known = known.filter(pl.col("scenario") == "low").drop("scenario")
    kept = [name for name in known.columns if name in numbers or known[name].null_count() < known.height]
    return known.select(kept)


def in_hours(frame: pl.DataFrame) -> pl.DataFrame:
    """Write durations as hours under a name that says so, each only once."""
    from mining import hours

    names = {"hours_low": "low", "hours": "likely", "hours_high": "high", "all": ""}
    return hours.in_hours(frame).rename(
        {f"{name}_hours": f"{short}_hours".strip("_") for name, short in names.items()}, strict=False
    )


def brief_why(name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Return the largest rows of a table that says why cases waited, in the columns that fit."""
    if name == "causes":
        return brief(table.head(ENTRIES_SHOWN), ("low", "likely", "high"))
    left_out = ("step", "case_ids", "simultaneous", "concurrent", "sequential", "largest", "per_week")
    return in_hours(table.drop(left_out, strict=False).head(ENTRIES_SHOWN))
