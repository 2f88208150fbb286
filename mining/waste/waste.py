"""Where the time goes: the ledger, rework, staff hours, customer hours and money of one log."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.matching import Matched
from mining.blueprint.model import Blueprint
from mining.hours import hours_of
from mining.log import EventLog
from mining.waste.assumption_words import assumptions_said
from mining.waste.assumptions import Basis, basis
from mining.waste.document import (
    capacity_document,
    ledger_entries,
    other_rows,
    rework_rows,
    row_in_hours,
    spread_hours,
    staff_document,
    variation_rows,
)
from mining.waste.hours.service import SCENARIOS, Service, services, summed_scenarios
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.passes import Passes, passes
from mining.waste.instances.placed import Placed, placed
from mining.waste.learnt import Groundwork, Learnt
from mining.waste.ledger.ledger import Ledger, ledger
from mining.waste.ledger.per_case import per_case, variation
from mining.waste.money.cash_out import cash_out, summed_cash_out
from mining.waste.money.cost import capacity, exchanged, summed_money, unpriced_lanes
from mining.waste.money.delay_price import price_of_delay
from mining.waste.money.penalties import in_order, owed, penalties
from mining.waste.other_waste import other_waste
from mining.waste.rework.corrections import corrections, summed_corrections
from mining.waste.rework.handovers import handovers, summed_handovers
from mining.waste.rework.loop_cost import loop_cost, summed_loop_cost
from mining.waste.rework.reopened import REOPENED, reopened
from mining.waste.rework.sent_back import sent_back, summed_sent_back
from mining.waste.rework.tables import rework_cases, rework_table, summed_rework
from mining.waste.staff import staff_hours, summed_staff


@dataclass(frozen=True, eq=False, repr=False)
class Waste:
    """Where the time of a log's cases goes. Its three ledgers (case time, staff hours, money) are never added to each other.

    Attributes:
        ledger: every instant of every case in exactly one entry.
        rework: per activity (see `mining.waste.rework.tables.rework_table`).
        rework_cases: the cases behind it: ``activity``, ``case_id``, ``executions``, ``rework``, ``resumptions``.
        staff_hours: per lane and pass (see `mining.waste.staff.staff_hours`).
        customer_steps: time in steps of customer lanes: ``low``, ``likely``, ``high`` (Duration, one row; likely null where
            an instance has no likely value); no row without a blueprint.
        money: capacity per currency, lane and pass (see `mining.waste.money.cost.capacity`).
        handovers: back and forth between persons, teams and lanes (see `mining.waste.rework.handovers.handovers`).
        basis: what had to be assumed, counted.
        customer_present: ids of the steps at which the customer waits in person.
        sent_back: rework by who had the case before and who does it (see `mining.waste.rework.sent_back.sent_back`).
        corrections: correction steps by who mends and who caused (see `mining.waste.rework.corrections.corrections`).
        loop_cost: one row, an upper bound (see `mining.waste.rework.loop_cost.loop_cost`).
        cash_out: what the cost columns say was paid (see `mining.waste.money.cash_out.cash_out`).
        penalties: cases that owe one (see `mining.waste.money.penalties.penalties`); None where none is stated.
        price_of_delay: of waiting (see `mining.waste.money.delay_price.price_of_delay`); None where it has no price.
        per_case: waiting, staff hours and rework of each case (see `mining.waste.ledger.per_case.per_case`).
        other: neither waiting nor rework (see `mining.waste.other_waste.other_waste`); None for parts of a log.
        exchanged: capacity in one currency (see `mining.waste.money.cost.exchanged`); None without rates, and for parts.
        export_end: where the period of the log ends.
        reopened: cases that went on after completion (see `mining.waste.rework.reopened.reopened`); None where nobody knows.
    """

    ledger: Ledger
    rework: pl.DataFrame
    rework_cases: pl.DataFrame
    staff_hours: pl.DataFrame
    customer_steps: pl.DataFrame
    money: pl.DataFrame
    handovers: pl.DataFrame
    basis: Basis
    customer_present: tuple[str, ...] = ()
    sent_back: pl.DataFrame = field(default_factory=pl.DataFrame)
    corrections: pl.DataFrame = field(default_factory=pl.DataFrame)
    loop_cost: pl.DataFrame = field(default_factory=pl.DataFrame)
    reopened: pl.DataFrame | None = None
    cash_out: pl.DataFrame = field(default_factory=pl.DataFrame)
    penalties: pl.DataFrame | None = None
    price_of_delay: pl.DataFrame | None = None
    per_case: pl.DataFrame = field(default_factory=pl.DataFrame)
    export_end: datetime | None = None
    other: pl.DataFrame | None = None
    exchanged: pl.DataFrame | None = None

    @property
    def flow_time(self) -> timedelta:
        """Arrival to last end of every case (of an open case: to the export's end), summed."""
        return self.ledger.flow_time

    @property
    def reconciles(self) -> bool:
        """Whether the ledger adds up to the flow time of every case, to the microsecond, in each scenario; computed."""
        return self.ledger.reconciles

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the figures rest on, one sentence each."""
        return assumptions_said(self.basis)

    @cached_property
    def variation(self) -> pl.DataFrame:
        """Waiting, staff hours and rework per month and per 100 cases, with their variation from case to case.

        See `mining.waste.ledger.per_case.variation`.
        """
        return variation(self.per_case, self.export_end)

    @cached_property
    def rework_delay(self) -> pl.DataFrame:
        """Case waiting before rework instances: one row, ``low``, ``likely``, ``high`` (Duration[us])."""
        delays = self.ledger.frame.filter(pl.col("rework_delay").fill_null(False))
        return delays.select(pl.col(*SCENARIOS).sum())

    @cached_property
    def customer_hours(self) -> pl.DataFrame:
        """Time in customer steps, and waiting at steps at which the customer is present; no other elapsed time.

        Returns:
            ``of`` (steps, waits), ``low``, ``likely``, ``high`` (Duration[us]; likely null where it is not known); empty
            without a blueprint.
        """
        if not self.basis.blueprint:
            return pl.DataFrame(schema={"of": pl.String, **dict.fromkeys(SCENARIOS, pl.Duration("us"))})
        frame = self.ledger.frame
        waits = frame.filter((pl.col("class") == "waiting") & pl.col("step").is_in(self.customer_present))
        return pl.concat(
            [
                self.customer_steps.select(pl.lit("steps").alias("of"), *SCENARIOS),
                waits.select(pl.lit("waits").alias("of"), pl.col(*SCENARIOS).sum()).head(1),
            ]
        )

    def __add__(self, other: Waste) -> Waste:
        """Return the waste of the cases of both; they must be disjoint, and what was learnt the same (`waste_of`)."""
        steps = pl.concat([self.customer_steps, other.customer_steps])
        return Waste(
            ledger=self.ledger + other.ledger,
            rework=summed_rework(pl.concat([self.rework, other.rework])),
            rework_cases=pl.concat([self.rework_cases, other.rework_cases]).sort("activity", "case_id"),
            staff_hours=summed_staff(pl.concat([self.staff_hours, other.staff_hours])),
            customer_steps=summed_scenarios(steps) if steps.height else steps,
            money=summed_money(pl.concat([self.money, other.money])),
            handovers=summed_handovers(pl.concat([self.handovers, other.handovers])),
            basis=self.basis + other.basis,
            customer_present=tuple(sorted({*self.customer_present, *other.customer_present})),
            sent_back=summed_sent_back(pl.concat([self.sent_back, other.sent_back])),
            corrections=summed_corrections(pl.concat([self.corrections, other.corrections])),
            loop_cost=summed_loop_cost(pl.concat([self.loop_cost, other.loop_cost])),
            reopened=_both(self.reopened, other.reopened),
            per_case=pl.concat([self.per_case, other.per_case]),
            export_end=max(filter(None, (self.export_end, other.export_end)), default=None),
            cash_out=summed_cash_out(pl.concat([self.cash_out, other.cash_out])),
            penalties=None
            if self.penalties is None or other.penalties is None
            else in_order(pl.concat([self.penalties, other.penalties])),
            price_of_delay=None
            if self.price_of_delay is None or other.price_of_delay is None
            else pl.concat([self.price_of_delay, other.price_of_delay]).group_by("currency").agg(pl.col(*SCENARIOS).sum()),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON keys of ``mining waste``."""
        return {
            "flow_time_hours": hours_of(self.flow_time),
            "ledger": ledger_entries(self.ledger),
            "reconciles": self.reconciles,
            "staff_hours": staff_document(self.staff_hours),
            "customer_hours": spread_hours(self.customer_hours) if self.basis.blueprint else None,
            "money": {
                "capacity": capacity_document(self.money),
                "capacity_exchanged": None if self.exchanged is None else self.exchanged.row(0, named=True),
                "cash_out": self.cash_out.to_dicts() or None,
                "penalties": None if self.penalties is None else owed(self.penalties),
                "cost_of_delay": None if self.price_of_delay is None else self.price_of_delay.row(0, named=True),
            },
            "rework": rework_rows(self.rework),
            "variation": variation_rows(self.variation),
            "loop_cost_hours": spread_hours(self.loop_cost),
            "rework_delay_hours": spread_hours(self.rework_delay),
            "sent_back": [row_in_hours(row) for row in self.sent_back.iter_rows(named=True)],
            "corrections": [row_in_hours(row) for row in self.corrections.iter_rows(named=True)],
            "reopened_cases": None if self.reopened is None else self.reopened.height,
            "other": None if self.other is None else other_rows(self.other),
            "handovers": self.handovers.to_dicts(),
            "assumptions": list(self.assumptions),
        }

    def __repr__(self) -> str:
        adds = "adds up" if self.reconciles else "does not add up"
        return f"Waste({hours_of(self.flow_time):,.1f} hours of flow time, {self.ledger.frame.height:,} entries, {adds})"

    def _repr_html_(self) -> str:
        return self.ledger._repr_html_()


def waste(log: EventLog, blueprint: Blueprint | None = None, *, staffing: Staffing | None = None) -> Waste:
    """Say where the time of the cases goes: first-pass work, rework, states and waiting; whose, why, and at which line.

    Without a blueprint the teams of the log stand in for lanes, if it has any, and no line is known.

    Args:
        log: the log.
        blueprint: the designed service.
        staffing: who works when, beside the calendars of the blueprint's lanes; who is no person; how many people.

    Raises:
        CalendarError: a calendar cannot be read, has no zone, or is stated for somebody whom the log does not have.
        TimeError: the log has no times.
        BlueprintError: a label of the log fits two steps.
    """
    log.needs_sums("the ledger")
    return waste_on(Groundwork.of(log, blueprint, staffing))


def waste_on(ground: Groundwork) -> Waste:
    """Return the same for a log whose groundwork is laid, which others may use too.

    Raises:
        CalendarError: as in `waste`.
    """
    seen, learnt = ground.placed, ground.learnt
    result = _accounts(seen, ground.matched, learnt, ground.scenarios, ground.passes)
    return replace(result, other=other_waste(seen, learnt), exchanged=exchanged(result.money, seen.blueprint))


def waste_of(log: EventLog, matched: Matched | None, learnt: Learnt) -> Waste:
    """Return the waste of a log, or of a part of one, with what was learnt from the whole (`mining.waste.learnt.learn`).

    >>> import tiny_logs
    >>> from mining.waste.learnt import learn
    >>> waste_of(log := tiny_logs.worked(("1", "a", 0, 2, "x"), ("1", "b", 3, 4, "y")), None, learn(placed(log, None)))
    Waste(4.0 hours of flow time, 3 entries, adds up)
    """
    seen = placed(log, matched)
    return _accounts(seen, matched, learnt, services(seen, learnt.likely_work, learnt.rota), passes(seen))


def _accounts(
    seen: Placed, matched: Matched | None, learnt: Learnt, scenarios: tuple[Service, Service, Service], again: Passes
) -> Waste:
    # Work started and never completed has no likely length: said in the assumptions, it does not take the whole sum along.
    known = scenarios[1].known | seen.started_only | (scenarios[2].end == scenarios[2].start)
    staff = staff_hours(seen, learnt, known, again.rework)
    blueprint = seen.blueprint
    accounts = ledger(seen, scenarios, again.rework, learnt.rota, learnt.idle)
    return Waste(
        ledger=accounts,
        rework=rework_table(seen, again, learnt, known),
        rework_cases=rework_cases(seen, again),
        staff_hours=staff,
        customer_steps=_customer_steps(seen, scenarios, known),
        money=capacity(seen, learnt, known, again.rework),
        handovers=handovers(seen),
        basis=basis(
            seen,
            learnt,
            scenarios[1],
            again,
            team_known=matched.team_known if matched else None,
            unpriced=unpriced_lanes(seen),
        ),
        customer_present=tuple(sorted(s.id for s in blueprint.steps if s.customer_present)) if blueprint else (),
        sent_back=sent_back(seen, again.rework, learnt, known),
        corrections=corrections(seen, learnt, known),
        loop_cost=loop_cost(seen, again, learnt, known),
        reopened=reopened(seen),
        cash_out=cash_out(seen, again.rework),
        per_case=per_case(seen, accounts, learnt, known, again.rework),
        export_end=seen.log.export_end,
        penalties=penalties(matched),
        price_of_delay=price_of_delay(accounts, blueprint),
    )


def _customer_steps(
    seen: Placed, scenarios: tuple[Service, Service, Service], known: np.ndarray[tuple[int], np.dtype[np.bool_]]
) -> pl.DataFrame:
    rows = seen.customer
    sums: dict[str, int | None] = {
        name: int(np.where(service.known, service.end - service.start, 0)[rows].sum())
        for name, service in zip(SCENARIOS, scenarios, strict=True)
    }
    if not known[rows].all():
        sums["likely"] = None
    frame = pl.DataFrame({name: [value] for name, value in sums.items()}, schema=dict.fromkeys(SCENARIOS, pl.Int64))
    frame = frame.with_columns(pl.all().cast(pl.Duration("us")))
    return frame if seen.blueprint is not None else frame.clear()


def _both(first: pl.DataFrame | None, second: pl.DataFrame | None) -> pl.DataFrame | None:
    """Join the cases of two parts; not known in one of them is not known."""
    if first is None or second is None:
        return None
    return pl.concat([first, second]).select(*REOPENED).sort("times", "case_id", descending=[True, False])
