"""A log held beside a blueprint: the step and the lane of every instance, and which cases are complete."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.completion import complete_cases
from mining.blueprint.labels import Patterns, steps_of_labels
from mining.blueprint.misfits import with_misfits
from mining.blueprint.model import Blueprint
from mining.log import EventLog

Codes = npt.NDArray[np.int32]
UNKNOWN = -1


@dataclass(frozen=True, eq=False)
class Matched:
    """What the blueprint says about every instance of a log.

    Attributes:
        log: the log; completion is decided by the flow, unless end activities or a closing column were named;
            its findings say what does not fit the blueprint.
        blueprint: the designed service.
        step_of_activity: position in ``blueprint.steps`` of each label of ``log.activities``, int32; -1 unknown.
        step_codes: the same per instance, int32.
        lane_codes: position in ``blueprint.lanes`` per instance, int32; -1 where the step is unknown.
        team_known: per instance, whether the lane is known from the team; else it is the step's first lane.
        unmapped: (label, instances) that no step claims, most instances first, then by label.
        coverage: share of instances whose label is a step's; None for a log without instances.
    """

    log: EventLog
    blueprint: Blueprint
    step_of_activity: Codes
    step_codes: Codes
    lane_codes: Codes
    team_known: npt.NDArray[np.bool_]
    unmapped: tuple[tuple[str, int], ...]
    coverage: float | None


def match(log: EventLog, blueprint: Blueprint) -> Matched:
    """Find the step of every label and the lane of every instance, and decide which cases are complete.

    The lane of an instance is the one whose ``teams`` fit its team, be it a lane of the step or not. Where several
    lanes' teams fit, a lane of the step goes before the others, and the order of the file decides. Where the team is
    missing, or fits no lane, it is the step's first lane and ``team_known`` is False. A log without a ``team``
    column is asked for its resources instead: many exports hold the team there.

    Raises:
        BlueprintError: a label of the log fits two steps.
    """
    step_of_activity = steps_of_labels(log.activities, blueprint)
    step_codes = step_of_activity[log.activity_codes] if log.instances else np.zeros(0, dtype=np.int32)
    lane_codes, team_known = _lanes(log, blueprint, step_codes)
    if log.completeness not in ("end activity", "closing column"):
        log = log.with_completion(complete_cases(step_codes, log.offsets, blueprint), "blueprint")
    per_label = np.bincount(log.activity_codes, minlength=len(log.activities))
    unmapped = [
        (label, int(count))
        for label, count, step in zip(log.activities, per_label, step_of_activity, strict=True)
        if step == UNKNOWN and count
    ]
    unmapped.sort(key=lambda entry: (-entry[1], entry[0]))
    log = with_misfits(log, blueprint, step_codes, unmapped)
    lost = sum(count for _, count in unmapped)
    return Matched(
        log=log,
        blueprint=blueprint,
        step_of_activity=step_of_activity,
        step_codes=step_codes,
        lane_codes=lane_codes,
        team_known=team_known,
        unmapped=tuple(unmapped),
        coverage=1 - lost / log.instances if log.instances else None,
    )


def rows_of(matched: Matched, step: int) -> npt.NDArray[np.int64]:
    """Return the instances of a step, ascending."""
    found: npt.NDArray[np.int64] = np.flatnonzero(matched.step_codes == step)
    return found


def _lanes(log: EventLog, blueprint: Blueprint, step_codes: Codes) -> tuple[Codes, npt.NDArray[np.bool_]]:
    """Lane and whether it is known from the team, per instance, through one table of steps by teams."""
    column = log.events["team"] if "team" in log.events.columns else log.events["resource"]
    teams, team_codes = _coded(column)
    patterns = Patterns.of((k, lane.teams) for k, lane in enumerate(blueprint.lanes))
    index = blueprint.lane_index
    # The last row stands for an unknown step and the last column for a missing team: both are found by code -1.
    lane = np.full((len(blueprint.steps) + 1, len(teams) + 1), UNKNOWN, dtype=np.int32)
    known = np.zeros(lane.shape, dtype=bool)
    for row, step in enumerate(blueprint.steps):
        own = [index[name] for name in step.lanes]
        lane[row, :] = own[0]
        for place, team in enumerate(teams):
            fitting = patterns.fitting(team)
            if fitting:
                lane[row, place] = next((k for k in own if k in fitting), next(iter(fitting)))
                known[row, place] = True
    return lane[step_codes, team_codes], known[step_codes, team_codes]


def _coded(column: pl.Series) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the distinct texts, sorted, and each row's position among them; -1 for null."""
    texts = column.cast(pl.String)
    distinct = texts.drop_nulls().unique().sort().to_list()
    codes = texts.cast(pl.Enum(distinct)).to_physical().cast(pl.Int64).fill_null(-1)
    return distinct, codes.to_numpy()
