"""A log and a blueprint, analysed as far as the checks ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from mining.blueprint.checks import Waiver
from mining.blueprint.matching import Matched, match
from mining.blueprint.model import Blueprint
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance
from mining.log import EventLog
from mining.waste.hours.rota import rota
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.placed import placed
from mining.waste.learnt import Groundwork
from mining.waste.waste import Waste, waste_on

UNJUDGED = 0.05
"""A larger share of what could not be judged leaves the figures that rest on it unjudged, unless a check on ``unjudged``
fails above another limit."""


@dataclass(frozen=True, eq=False)
class Judged:
    """A log and a blueprint, analysed as far as checks ask.

    Attributes:
        log: the log.
        blueprint: with checks.
        waivers: beside those of the blueprint.
        today: the day on which waivers are looked at.
        staffing: who works when, as in `mining.waste`.
        matched_before, conformed, accounted: of the same log, where somebody has them already.
    """

    log: EventLog
    blueprint: Blueprint
    waivers: tuple[Waiver, ...] = ()
    today: date = field(default_factory=date.today)
    staffing: Staffing | None = None
    matched_before: Matched | None = None
    conformed: Conformance | None = None
    accounted: Waste | None = None

    @cached_property
    def conformance(self) -> Conformance:
        """Where the cases leave the design."""
        if self.conformed is not None:
            return self.conformed
        return conform(self.log, self.blueprint, waivers=self.waivers, today=self.today)

    @cached_property
    def matched(self) -> Matched:
        """The log beside the blueprint."""
        return self.matched_before if self.matched_before is not None else match(self.log, self.blueprint)

    @cached_property
    def waste(self) -> Waste:
        """Where the time goes."""
        if self.accounted is not None:
            return self.accounted
        return waste_on(Groundwork.beside(self.log, self.matched, self.staffing))

    def holds_staffing(self) -> None:
        """Raise CalendarError where something is stated of somebody whom the log does not have, be it asked or not."""
        if self.staffing is not None and self.staffing.is_stated:
            rota(placed(self.log, self.matched), self.staffing)

    @cached_property
    def unjudged_share(self) -> float | None:
        """Share of the closed cases that could not be aligned; None without closed cases."""
        closed = self.conformance.per_case.filter(~pl.col("open"))
        return float((~closed["judged"]).sum()) / closed.height if closed.height else None

    @cached_property
    def unjudged_limit(self) -> float:
        """How large a share may be unjudged."""
        limits = [c.fail_above.value for c in self.blueprint.checks if c.measure == "unjudged" and c.fail_above is not None]
        return min(limits, default=UNJUDGED)
