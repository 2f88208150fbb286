"""What the figures of waste rest on: counts that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

import numpy as np

from mining.log import NO_TIME
from mining.waste.hours.service import NO_LIKELY, Service, previous_moments
from mining.waste.instances.passes import Passes
from mining.waste.instances.placed import UNCLASSIFIED_STATE, WORK, Ints, Placed
from mining.waste.learnt import Learnt


@dataclass(frozen=True)
class Basis:
    """What had to be assumed, counted in instances unless said otherwise; the counts of disjoint cases add.

    Attributes:
        instances: all.
        cases: all cases.
        open_cases: cases that count to the export's end.
        without_start: work with a single time.
        without_likely: of these, in a gap of some length, without a likely value.
        without_completion: work that was started and not completed.
        without_resource: staff work of nobody known, which shares no time.
        unknown_activity: of activities that the blueprint does not know.
        lane_from_step: whose lane is the step's first, because the team is not known.
        unclassified: states that nobody classified.
        not_judged: executions again, in a repetition without limit.
        doubtful_sessions: rework directly after the same activity, by nobody known: it might be a resumption.
        designed_times: steps whose likely work is their ``takes``, in hours.
        quantiles: activities whose likely work is the 5 % quantile of their gaps, in hours.
        unpriced: lanes with staff hours and no rate.
        refusal: why the causes of waiting are not told; empty where they are.
        refusal_zh: the same in Chinese.
        nobody_waited_for: staff instances for which nobody known could be busy.
        without_calendar: staff instances of nobody whose hours are stated.
        calendars: whether anybody's are.
        arrival: whether the log says when cases arrived.
        unpublished: country -> years whose swapped workdays are not published.
        blueprint: whether there is one.
        teams: whether teams stand in for lanes.
        entered: whether timestamps mean that a state was entered.
        completion_known: whether it is known which cases are complete.
    """

    instances: int = 0
    cases: int = 0
    open_cases: int = 0
    without_start: int = 0
    without_likely: int = 0
    without_completion: int = 0
    without_resource: int = 0
    unknown_activity: int = 0
    lane_from_step: int = 0
    unclassified: int = 0
    not_judged: int = 0
    doubtful_sessions: int = 0
    designed_times: Mapping[str, float] = field(default_factory=dict)
    quantiles: Mapping[str, float] = field(default_factory=dict)
    unpriced: tuple[str, ...] = ()
    refusal: str = ""
    refusal_zh: str = ""
    nobody_waited_for: int = 0
    without_calendar: int = 0
    calendars: bool = False
    arrival: bool = False
    unpublished: Mapping[str, str] = field(default_factory=dict)
    blueprint: bool = False
    teams: bool = False
    entered: bool = False
    completion_known: bool = False

    def __add__(self, other: Basis) -> Basis:
        """Return the basis of both: counts add, names unite."""
        both: dict[str, object] = {}
        for entry in fields(self):
            mine, theirs = getattr(self, entry.name), getattr(other, entry.name)
            if isinstance(mine, bool):
                both[entry.name] = mine or theirs
            elif isinstance(mine, int):
                both[entry.name] = mine + theirs
            elif isinstance(mine, str):
                both[entry.name] = mine or theirs
            elif isinstance(mine, tuple):
                both[entry.name] = tuple(sorted({*mine, *theirs}))
            else:
                both[entry.name] = dict(sorted({**mine, **theirs}.items()))
        return Basis(**both)  # type: ignore[arg-type]


def basis(
    placed: Placed,
    learnt: Learnt,
    likely: Service,
    passes: Passes,
    *,
    team_known: np.ndarray[tuple[int], np.dtype[np.bool_]] | None,
    unpriced: Iterable[str] = (),
) -> Basis:
    """Count what the figures of a log rest on.

    Args:
        placed: the instances with their lanes.
        learnt: what was fixed in the first pass.
        likely: when instances last in the likely scenario.
        passes: which are rework.
        team_known: per instance, whether its lane is known from its team; None without a blueprint.
        unpriced: lanes with staff hours and no rate.
    """
    log, work = placed.log, placed.nature == WORK
    steps = placed.blueprint.steps if placed.blueprint else ()
    single = work & placed.without_start
    gap = placed.moment > previous_moments(placed) if log.instances else single
    used = np.flatnonzero(np.bincount(placed.identity[single]))
    names = [*log.activities, *(step.id for step in steps)]
    assumed = {int(k): float(learnt.likely_work[k] / 3.6e9) for k in used if learnt.likely_work[k] != NO_LIKELY}
    designed = {len(log.activities) + k for k, step in enumerate(steps) if step.takes is not None}
    nobody = (log.events["resource"].is_null()).to_numpy()
    return Basis(
        instances=log.instances,
        cases=log.cases.height,
        open_cases=int(log.cases["open"].sum()),
        without_start=int(single.sum()),
        without_likely=int((single & gap & ~likely.known).sum()),
        without_completion=int((work & (log.end_micros == NO_TIME)).sum()),
        without_resource=int((placed.staff & nobody).sum()),
        unknown_activity=int((placed.step < 0).sum()) if placed.blueprint else 0,
        lane_from_step=int(((placed.step >= 0) & ~team_known).sum()) if team_known is not None else 0,
        unclassified=int((placed.nature == UNCLASSIFIED_STATE).sum()),
        not_judged=int(passes.not_judged.sum()),
        doubtful_sessions=int((passes.self_loop & nobody).sum()),
        designed_times={names[k]: hours for k, hours in assumed.items() if k in designed},
        quantiles={names[k]: hours for k, hours in assumed.items() if k not in designed},
        unpriced=tuple(unpriced),
        refusal=learnt.refusal.reason if learnt.refusal else "",
        refusal_zh=learnt.refusal.reason_zh if learnt.refusal else "",
        nobody_waited_for=int((placed.staff & ~learnt.waited_for).sum()) if learnt.waited_for is not None else 0,
        without_calendar=int((placed.staff & (learnt.rota.of_row < 0)).sum()),
        calendars=learnt.rota.is_stated,
        arrival="arrival" in log.roles or bool((log.arrival_micros < first_begins(placed)).any()),
        unpublished=learnt.rota.unpublished,
        blueprint=placed.blueprint is not None,
        teams=placed.lanes_are_teams,
        entered=log.entered,
        completion_known=log.completeness != "unknown",
    )


def first_begins(placed: Placed) -> Ints:
    """Return when the first instance of each case begins, microseconds."""
    if not placed.log.instances:
        return np.zeros(0, dtype=np.int64)
    return np.minimum.reduceat(placed.begin, placed.log.offsets[:-1])
