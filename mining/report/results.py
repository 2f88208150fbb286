"""The analyses of a report, run once; every language shows the same results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import polars as pl

from mining.blueprint.checks import Waiver
from mining.blueprint.matching import Matched, match
from mining.blueprint.model import Blueprint
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance
from mining.discovery.dfg import Dfg, dfg
from mining.discovery.variants import Variants, variants
from mining.log import EventLog
from mining.review.touchpoints import points, touchpoints
from mining.verdict.impact import impact
from mining.verdict.judged import Judged
from mining.waste.hours.staffing import Staffing
from mining.waste.learnt import Groundwork
from mining.waste.open_cases.open_now import open_now
from mining.waste.waste import Waste, waste_on

Progress = Callable[[str], None]
"""Is told which analysis begins, by the key of its section."""


@dataclass(frozen=True)
class Results:
    """What was found; None where it cannot be asked: no blueprint, or no times.

    `judged`: what the blueprint's checks are judged by, from the results above.
    `log` is the log as the blueprint completes it, so that every figure has the same open cases.
    """

    log: EventLog
    blueprint: Blueprint | None
    matched: Matched | None
    dfg: Dfg
    variants: Variants
    conformance: Conformance | None
    taken: pl.DataFrame | None
    waste: Waste | None
    open_now: pl.DataFrame | None
    touchpoints: pl.DataFrame | None = None
    points: pl.DataFrame | None = None
    judged: Judged | None = None


def analysed(
    log: EventLog,
    blueprint: Blueprint | None,
    *,
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
    staffing: Staffing | None = None,
    progress: Progress = lambda _: None,
) -> Results:
    """Run the analyses of a report over a log, with a blueprint or without."""
    waivers = tuple(waivers)
    progress("design")
    matched = match(log, blueprint) if blueprint else None
    log = matched.log if matched else log
    progress("happens")
    graph, ways = dfg(log), variants(log)
    progress("deviations")
    conformance = conform(log, blueprint, waivers=waivers, today=today) if blueprint else None
    ground = Groundwork.beside(log, matched, staffing) if log.timed else None
    taken = impact(conformance.deviations, ground) if conformance and ground else None
    progress("hours")
    account = waste_on(ground) if ground else None
    now = open_now(ground.placed) if ground else None
    # What follows needs none of it, and it is as long as the log.
    del ground
    judged = None
    if blueprint is not None:
        day = today or date.today()
        judged = Judged(
            log, blueprint, waivers, day, staffing, matched_before=matched, conformed=conformance, accounted=account
        )
    return Results(
        log=log,
        blueprint=blueprint,
        matched=matched,
        dfg=graph,
        variants=ways,
        conformance=conformance,
        taken=taken,
        waste=account,
        open_now=now,
        touchpoints=touchpoints(matched, conformance, account) if matched and conformance else None,
        points=points(matched, conformance, account) if matched and conformance else None,
        judged=judged,
    )
