"""The waste of a log in a few sentences, for a terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from mining.hours import hours_number
from mining.shares import share_tenths
from mining.waste.hours.service import SCENARIOS
from mining.waste.tables.cause_table import cause_table, swings
from mining.waste.waste import Waste

NONE = timedelta(0)


@dataclass(frozen=True)
class Spread:
    """A length in the scenarios of little, likely and much work.

    `likely` is None where it is not known; `untold` is time of which the likely scenario does not tell whether it belongs.
    """

    low: timedelta
    likely: timedelta | None
    high: timedelta
    untold: timedelta = NONE


def summary(waste: Waste) -> tuple[str, ...]:
    """Say how much time the cases took, how much of it is waiting and whose, whether it adds up, and what was done again.

    A figure that rests on bounds is given as a range with its likely value, or with "likely: not known"; never bare.
    """
    total, cases, open_cases = waste.flow_time, waste.basis.cases, waste.basis.open_cases
    counted = _count(cases, "case")
    if open_cases:
        counted += f", {open_cases:,} of them open and counted to the export's end"
    said = [f"Flow time: {hours_number(total)} h (arrival to last end, {counted})."]
    frame = waste.ledger.frame
    for name, chosen in (("Waiting", pl.col("class") == "waiting"), ("Unclassified states", pl.col("class") == "state")):
        part = frame.filter(chosen)
        if part.height:
            said.append(f"{name}: {_range(_sum(waste, part), total)}.")
    said.append(_largest_wait(waste))
    said.append(_why(waste))
    if waste.basis.without_start or waste.basis.without_completion:
        single, lost, instances = waste.basis.without_start, waste.basis.without_completion, waste.basis.instances
        missing = [f"{single:,} have one time only"] * bool(single) + [f"{lost:,} were never completed"] * bool(lost)
        what = " and ".join(missing)
        said.append(f"Ranges are bounds: of {_count(instances, 'instance')} {what}, so their time is work or waiting.")
    said.append(_swing(waste))
    said.append(_adds_up(waste))
    again = int(waste.rework["rework"].sum())
    resumed = int(waste.rework["resumptions"].sum())
    if again:
        reworked = waste.rework_cases.filter(pl.col("rework") > 0)["case_id"].n_unique()
        hours = _range(_spread(waste.rework, ("hours_low", "hours", "hours_high")), None)
        said.append(f"Rework: {_count(again, 'instance')} in {_count(reworked, 'case')}, {hours} of staff time.")
        most = _range(_spread(waste.loop_cost, SCENARIOS), None)
        if most != hours:
            said.append(f"Loops cost at most {most} of staff time: all that was done again on the way, rework included.")
        delay = _spread(waste.rework_delay, SCENARIOS)
        if delay.high or delay.low:
            said.append(f"Waiting before rework: {_range(delay, total)}.")
    else:
        said.append("Rework: none.")
    if waste.reopened is not None and waste.reopened.height:
        said.append(f"Reopened: {_count(waste.reopened.height, 'case')} went on after completion.")
    if resumed:
        said.append(f"Resumptions (work sessions, not rework): {resumed:,}.")
    if waste.staff_hours.height:
        said.append(f"Staff hours: {_range(_spread(waste.staff_hours, SCENARIOS), None)}.")
    if waste.penalties is not None:
        owed = waste.penalties.filter(~pl.col("running"))
        running = waste.penalties.height - owed.height
        late = f", and {_count(running, 'open case')} so far" if running else ""
        currency = waste.penalties["currency"].drop_nulls().head(1).to_list()
        amount = f"{' '.join(currency)} {owed['amount'].sum():,.0f}".strip()
        said.append(f"Penalties: {_count(owed.height, 'case')} late, {amount} due{late}.")
    return tuple(sentence for sentence in said if sentence)


def _adds_up(waste: Waste) -> str:
    if waste.reconciles:
        return "Adds up: yes, to the microsecond, in each of low, likely and high."
    amiss = ", ".join(f"{name} by {micros:,} microseconds" for name, micros in waste.ledger.differences.items() if micros)
    return f"Adds up: NO. The entries miss the flow time ({amiss}): a fault of the program."


def _why(waste: Waste) -> str:
    """Say of what causes the waiting is made, the largest share first; nothing where none is told."""
    table = cause_table(waste, by_owner=False).filter(pl.col("likely") > pl.duration())
    if not table["cause"].drop_nulls().len():
        return ""
    parts = [f"{row['cause'] or 'not told'} {share_tenths(row['share'])}" for row in table.iter_rows(named=True)]
    bounded = waste.basis.without_start or waste.basis.without_completion
    return f"Why cases waited{' (of the likely waiting)' if bounded else ''}: {', '.join(parts)}."


def _swing(waste: Waste) -> str:
    found = swings(waste)
    return found[0].sentence() if found else ""


def _largest_wait(waste: Waste) -> str:
    waits = waste.ledger.frame.filter(pl.col("class") == "waiting", pl.col("owner").is_not_null())
    if not waits.height or not waste.flow_time:
        return ""
    by_owner = (
        waits.group_by("owner").agg(pl.col(*SCENARIOS).sum()).sort("likely", "low", "owner", descending=[True, True, False])
    )
    row = by_owner.row(0, named=True)
    part = waits.filter(pl.col("owner") == row["owner"])
    hours = _range(_sum(waste, part), None)
    whole = _length(waste.ledger.frame.filter(pl.col("class") == "waiting")["likely"].sum())
    most = "Most" if 2 * _length(row["likely"]) > whole else "The largest part"
    return f"{most} of it is waiting for {row['owner']} (the one waited for, not the one at fault): {hours}."


def _sum(waste: Waste, part: pl.DataFrame) -> Spread:
    """Sum entries of waiting or of states; time of class unknown might be theirs."""
    untold = _length(waste.ledger.frame.filter(pl.col("class") == "unknown")["likely"].sum())
    low, likely, high = (_length(part[name].sum()) for name in SCENARIOS)
    return Spread(low, likely if likely or not untold else None, high, untold)


def _spread(frame: pl.DataFrame, columns: tuple[str, ...]) -> Spread:
    low, likely, high = (frame[name] for name in columns)
    return Spread(_length(low.sum()), None if likely.null_count() else _length(likely.sum()), _length(high.sum()))


def _length(value: object) -> timedelta:
    return value if isinstance(value, timedelta) else NONE


def _range(spread: Spread, total: timedelta | None) -> str:
    """Return '5.2 h (40.0 % of it)' where all agree, else '0 to 5.2 h (0 % to 40.0 % of it; likely 3.1 h)'."""
    ends = [value for value in (spread.low, spread.likely, spread.high) if value is not None]
    least, most = min(ends), max(ends)
    share = (lambda value: f"{share_tenths(value / total)}") if total else None
    if least == most and spread.likely is not None and not spread.untold:
        return f"{hours_number(least)} h" + (f" ({share(least)} of it)" if share else "")
    told = "likely: not known" if spread.likely is None else f"likely {hours_number(spread.likely)} h"
    if spread.likely is not None and spread.untold:
        told += f", and {hours_number(spread.untold)} h are work or waiting, not told apart"
    shares = f"{share(least)} to {share(most)} of it; " if share else ""
    return f"{hours_number(least)} to {hours_number(most)} h ({shares}{told})"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")
