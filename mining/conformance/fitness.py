"""What holding a log against a design says: `Conformance`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any

import polars as pl

from mining.blueprint.checks import Waiver
from mining.blueprint.targets import Target
from mining.conformance.aligned_traces import Alignments
from mining.conformance.costs import Costs
from mining.conformance.deviations import Deviations
from mining.conformance.rules.late import TIMES
from mining.conformance.rules.ruled import RULES, summed_rules
from mining.conformance.targets import target_table
from mining.conformance.waivers import waiver_dict, waivers_in_force
from mining.hours import in_hours


@dataclass(frozen=True)
class CostBounds:
    """Bounds of the cost of some cases, and what a fitness of 0 would cost."""

    lower: int
    upper: int
    most: int

    def __add__(self, other: CostBounds) -> CostBounds:
        return CostBounds(self.lower + other.lower, self.upper + other.upper, self.most + other.most)

    @property
    def fitness(self) -> tuple[float, float] | None:
        """Between which the fitness lies; None without cases."""
        return (1 - self.upper / self.most, 1 - self.lower / self.most) if self.most else None


@dataclass(frozen=True, eq=False, repr=False)
class Conformance:
    """What holding a log against a design says. Closed cases are judged; open ones, aligned as prefixes, stand apart.

    Attributes:
        per_case: one row per case in code order: ``case_id``, ``judged``, ``open``, ``cost`` (null: unjudged),
            ``fitness`` (1 - cost / (all events as log moves + cheapest run); of open cases without the run),
            ``cost_at_least``, ``cost_at_most`` (where judged, the cost; else bounds, null: none is known).
        alignments: per distinct trace.
        deviations: of closed judged cases.
        open_deviations: of open judged cases, as far as they have come.
        running: one row per open case: what it cost so far, and which steps are designed to come next (see `running`).
        most_cost: sum over closed judged cases of trace length + shortest run: what a fitness of 0 would cost.
        bounds: of the cost of all closed cases, judged or not; None where one of them has none.
        costs: what moves cost.
        instances: activity instances of all cases.
        known_instances: of which the design knows the activity.
        unmapped: (label, instances) that the design does not know, most instances first.
        notes: what the design left open and how it was read; sentences.
        rules: one row per rule of the blueprint, over closed judged cases: ``id``, ``kind``, ``steps``, ``about``;
            ``judged``, ``broken``, ``unjudged`` (instances), ``judged_cases``, ``broken_cases``.
        target_times: one row per target and case (see `mining.conformance.rules.late.late`).
        targets_set: the targets of the blueprint.
        waivers: (id of a deviation, the waiver that accepts it) for those that hold.
        expired_waivers: those that hold no longer; each is a finding.
    """

    per_case: pl.DataFrame
    alignments: Alignments
    deviations: Deviations
    open_deviations: Deviations
    running: pl.DataFrame
    most_cost: int
    bounds: CostBounds | None
    costs: Costs
    instances: int
    known_instances: int
    unmapped: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    rules: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=RULES))
    target_times: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=TIMES))
    targets_set: tuple[Target, ...] = ()
    waivers: tuple[tuple[str, Waiver], ...] = ()
    expired_waivers: tuple[Waiver, ...] = ()

    @property
    def cases(self) -> int:
        """All cases."""
        return self.per_case.height

    @property
    def open_cases(self) -> int:
        """Cases that are still running; aligned as prefixes, not part of fitness and deviations."""
        return int(self.per_case["open"].sum())

    @cached_property
    def _judged(self) -> pl.DataFrame:
        return self.per_case.filter(pl.col("judged") & ~pl.col("open"))

    @property
    def judged(self) -> int:
        """Closed cases with a cheapest alignment: the population of fitness and deviations."""
        return self._judged.height

    @property
    def unjudged_cases(self) -> int:
        """Cases, open or closed, whose cheapest alignment was not found within the budget; never counted as fitting."""
        return int((~self.per_case["judged"]).sum())

    @property
    def bounded_cases(self) -> int:
        """Of the unjudged cases, those whose cost is known to lie between two bounds."""
        return self.per_case.filter(~pl.col("judged") & pl.col("cost_at_most").is_not_null()).height

    @property
    def surely_deviating_cases(self) -> int:
        """Of the unjudged cases, those in which at least one move deviates."""
        return self.per_case.filter(~pl.col("judged") & (pl.col("cost_at_least") > 0)).height

    @property
    def fitness_bounds(self) -> tuple[float, float] | None:
        """Between which the fitness of all closed cases, judged or not, lies; None where that cannot be said."""
        return self.bounds.fitness if self.bounds is not None else None

    @property
    def fitting_cases(self) -> int:
        """Closed judged cases in which no move deviates."""
        return int((self._judged["cost"] == 0).sum())

    @property
    def fitting_open_cases(self) -> int:
        """Open judged cases that have not left the design so far."""
        return self.per_case.filter(pl.col("judged") & pl.col("open") & (pl.col("cost") == 0)).height

    @property
    def cost(self) -> int:
        """Cost of the deviating moves of closed judged cases; with unit costs, their number."""
        return int(self._judged["cost"].sum())

    @property
    def fitness(self) -> float | None:
        """1 - cost / most_cost; None where there is no closed judged case."""
        return 1 - self.cost / self.most_cost if self.most_cost else None

    @property
    def variants(self) -> int:
        """Distinct traces in the design's words, of all cases."""
        return self.alignments.frame["trace"].n_unique() if self.alignments.frame.height else 0

    @property
    def coverage(self) -> float | None:
        """Share of instances whose activity the design knows; None for a log without instances."""
        return self.known_instances / self.instances if self.instances else None

    def with_waivers(self, waivers: Iterable[Waiver], today: date | None = None) -> Conformance:
        """Return the same with the deviations marked that these waivers accept today (a day of the calendar)."""
        wording = pl.concat([self.deviations.wording, self.open_deviations.wording])
        holding, expired = waivers_in_force(wording, waivers, today or date.today())
        accepted = frozenset(name for name, _ in holding)
        return replace(
            self,
            deviations=self.deviations.with_waived(accepted),
            open_deviations=self.open_deviations.with_waived(accepted),
            waivers=holding,
            expired_waivers=expired,
        )

    @cached_property
    def targets(self) -> pl.DataFrame:
        """One row per target (see `mining.conformance.targets.target_table`)."""
        return target_table(self.targets_set, self.target_times, self.rules)

    def __add__(self, other: Conformance) -> Conformance:
        unmapped = Counter(dict(self.unmapped)) + Counter(dict(other.unmapped))
        return Conformance(
            per_case=pl.concat([self.per_case, other.per_case]),
            alignments=self.alignments + other.alignments,
            deviations=self.deviations + other.deviations,
            open_deviations=self.open_deviations + other.open_deviations,
            running=pl.concat([self.running, other.running]),
            most_cost=self.most_cost + other.most_cost,
            bounds=None if self.bounds is None or other.bounds is None else self.bounds + other.bounds,
            costs=self.costs,
            instances=self.instances + other.instances,
            known_instances=self.known_instances + other.known_instances,
            unmapped=tuple(sorted(unmapped.items(), key=lambda entry: (-entry[1], entry[0]))),
            notes=tuple(dict.fromkeys([*self.notes, *other.notes])),
            rules=summed_rules(self.rules, other.rules),
            target_times=pl.concat([self.target_times, other.target_times]),
            targets_set=self.targets_set or other.targets_set,
            waivers=tuple(dict([*self.waivers, *other.waivers]).items()),
            expired_waivers=tuple(dict.fromkeys([*self.expired_waivers, *other.expired_waivers])),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON document of `conform`."""
        return {
            "cases": self.cases,
            "variants": self.variants,
            "judged_cases": self.judged,
            "fitting_cases": self.fitting_cases,
            "cost": self.cost,
            "fitness": self.fitness,
            "fitness_bounds": self.fitness_bounds and dict(zip(("low", "high"), self.fitness_bounds, strict=True)),
            "costs": self.costs.to_dict(),
            "unjudged_cases": self.unjudged_cases,
            "bounded_cases": self.bounded_cases,
            "surely_deviating_cases": self.surely_deviating_cases,
            "open_cases": self.open_cases,
            "fitting_open_cases": self.fitting_open_cases,
            "coverage_share": self.coverage,
            "unmapped": dict(self.unmapped),
            "notes": list(self.notes),
            "deviations": self.deviations.to_dicts(),
            "open_deviations": self.open_deviations.to_dicts(),
            "rules": self.rules.to_dicts(),
            "targets": in_hours(self.targets).to_dicts(),
            "waivers": [{"id": name, **waiver_dict(waiver)} for name, waiver in self.waivers],
            "expired_waivers": [waiver_dict(waiver) for waiver in self.expired_waivers],
        }

    def __repr__(self) -> str:
        fitness = "no fitness" if self.fitness is None else f"fitness {self.fitness:.4f}"
        return f"Conformance({self.fitting_cases:,} of {self.judged:,} judged cases fit, cost {self.cost:,}, {fitness})"

    def _repr_html_(self) -> str:
        import html

        return f"<p>{html.escape(repr(self))}</p>" + self.deviations._repr_html_()
