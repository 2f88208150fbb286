"""The parts of the JSON document of waste, each from its table."""

from __future__ import annotations

from typing import Any

import polars as pl

from mining.hours import hours_of
from mining.waste.hours.service import SCENARIOS, summed_scenarios
from mining.waste.ledger.ledger import KEYS, WORKING, Ledger
from mining.waste.ledger.per_case import VARIATION
from mining.waste.other_waste import RULES
from mining.waste.staff import OUTSIDE


def ledger_entries(ledger: Ledger) -> list[dict[str, Any]]:
    """Return the list ``ledger``: every entry with its hours."""
    return [
        {
            **{key: row[key] for key in KEYS},
            "hours": {name: hours_of(row[name]) for name in SCENARIOS},
            "working_hours": _working(row),
            "cases": row["cases"],
            "share": row["share"],
        }
        for row in ledger.frame.iter_rows(named=True)
    ]


def staff_document(staff: pl.DataFrame) -> dict[str, Any]:
    """Return ``staff_hours``: first passes, rework, outside hours, and per lane."""
    return {
        "first": spread_hours(staff.filter(pl.col("pass") == "first")),
        "rework": spread_hours(staff.filter(pl.col("pass") == "rework")),
        "outside_hours": _outside(staff),
        "lanes": [
            {"lane": row["lane"], "pass": row["pass"], **{name: hours_of(row[name]) for name in SCENARIOS}}
            for row in staff.iter_rows(named=True)
        ],
    }


def capacity_document(money: pl.DataFrame) -> list[dict[str, Any]] | None:
    """Return ``capacity``: the amounts per currency; None where nothing has a price."""
    by_currency = money.group_by("currency", maintain_order=True)
    return [{"currency": currency, **_amounts(part)} for (currency,), part in by_currency] or None


def rework_rows(rework: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the list ``rework``: every activity with its hours."""
    columns = ("hours_low", "hours", "hours_high")
    return [
        {
            **{key: value for key, value in row.items() if not key.startswith("hours")},
            "hours": {name: hours_of(row[column]) for name, column in zip(SCENARIOS, columns, strict=True)},
        }
        for row in rework.iter_rows(named=True)
    ]


def variation_rows(variation: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the list ``variation``, its lengths in hours."""
    return [
        {
            "figure": row["figure"],
            "scenario": row["scenario"],
            **{f"{name}_hours": hours_of(row[name]) for name in VARIATION if name not in ("figure", "scenario")},
        }
        for row in variation.iter_rows(named=True)
    ]


def row_in_hours(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row with its three durations under ``hours``."""
    return {
        **{key: value for key, value in row.items() if key not in SCENARIOS},
        "hours": {name: hours_of(row[name]) for name in SCENARIOS},
    }


def other_rows(other: pl.DataFrame) -> list[dict[str, Any]]:
    """Return the list ``other``: each row with the rule by which it was found."""
    return [
        {**row_in_hours(row), "rule": RULES[row["kind"]][0], "needs_your_tag": not row["tagged"]}
        for row in other.iter_rows(named=True)
    ]


def spread_hours(frame: pl.DataFrame) -> dict[str, float | None]:
    """Return the hours of all rows in each scenario."""
    row = summed_scenarios(frame).row(0, named=True)
    return {name: hours_of(row[name]) for name in SCENARIOS}


def _working(row: dict[str, Any]) -> dict[str, float | None] | None:
    """Return the working hours of an entry; None where nobody has a calendar."""
    if row[WORKING[0]] is None:
        return None
    return {name: hours_of(row[column]) for name, column in zip(SCENARIOS, WORKING, strict=True)}


def _outside(staff: pl.DataFrame) -> dict[str, float | None] | None:
    if staff.is_empty() or staff["outside_low"].null_count():
        return None
    renamed = staff.select(pl.col(column).alias(name) for name, column in zip(SCENARIOS, OUTSIDE, strict=True))
    return spread_hours(renamed)


def _amounts(part: pl.DataFrame) -> dict[str, float | None]:
    return {name: None if part[name].null_count() else float(part[name].sum()) for name in SCENARIOS}
