"""What every instance is: whose (its lane), and whether it is work, a state in which someone is waited for, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blueprint.lanes import Kind
from mining.blueprint.matching import Matched
from mining.blueprint.model import Blueprint
from mining.log import NO_TIME, EventLog

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]

WORK, WAIT_STATE, UNCLASSIFIED_STATE = 0, 1, 2
"""What an instance is: someone works; an ``is: wait`` step; a state entered that no blueprint classifies."""


@dataclass(frozen=True, eq=False)
class Placed:
    """A log in which every instance has its step, its lane and its nature.

    Attributes:
        log: the log (with the blueprint's completion, where there is a blueprint).
        blueprint: the designed service; None without one.
        lanes: names that `lane` points to: ids of the blueprint's lanes, else the teams of the log, else none.
        lane: index into `lanes` per instance, int32; -1 where unknown.
        step: position in ``blueprint.steps`` per instance, int32; -1 where unknown.
        nature: WORK, WAIT_STATE or UNCLASSIFIED_STATE per instance, int8.
        identity: what counts as the same activity in rework: the step where mapped, else the label; int32.
    """

    log: EventLog
    blueprint: Blueprint | None
    lanes: tuple[str, ...]
    lane: Codes
    step: Codes
    nature: npt.NDArray[np.int8]
    identity: Codes

    @property
    def lanes_are_teams(self) -> bool:
        """Whether, for want of a blueprint, the teams of the log stand in for lanes."""
        return self.blueprint is None and bool(self.lanes)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Kind of each of `lanes`; empty without a blueprint."""
        return tuple(lane.kind for lane in self.blueprint.lanes) if self.blueprint else ()

    @cached_property
    def moment(self) -> Ints:
        """End per instance, the start where it never ended: what the log is ordered by."""
        return self.log.moments

    @cached_property
    def begin(self) -> Ints:
        """Start per instance; an unknown start is read as the end."""
        if self.log.events["start"].null_count() == self.log.instances:
            return self.moment
        return np.where(self.log.start_micros == NO_TIME, self.moment, self.log.start_micros)

    @cached_property
    def started_only(self) -> Mask:
        """Instances with a start and no completion."""
        return np.equal(self.log.end_micros, NO_TIME)

    @cached_property
    def without_start(self) -> Mask:
        """Instances with an end and no start."""
        return np.equal(self.log.start_micros, NO_TIME)

    @cached_property
    def is_first_of_case(self) -> Mask:
        """Marks the first instance of every case."""
        first = np.zeros(self.log.instances, dtype=bool)
        first[self.log.offsets[:-1]] = True
        return first

    @cached_property
    def staff(self) -> Mask:
        """Work in a lane that is neither customer, external nor automatic; without a blueprint, all work."""
        if self.blueprint is None:
            return np.equal(self.nature, WORK)
        counts = [lane.kind not in ("customer", "external") and not lane.automatic for lane in self.blueprint.lanes]
        return self._work_in(counts)

    @cached_property
    def customer(self) -> Mask:
        """Work in a customer lane; none without a blueprint."""
        if self.blueprint is None:
            return np.zeros(self.log.instances, dtype=bool)
        return self._work_in([kind == "customer" for kind in self.kinds])

    def _work_in(self, chosen: list[bool]) -> Mask:
        # The last entry stands for lane code -1, an activity that the blueprint does not know.
        mask: Mask = (self.nature == WORK) & np.array([*chosen, False])[self.lane]
        return mask


def placed(log: EventLog, matched: Matched | None) -> Placed:
    """Say of every instance whose it is and what it is.

    Without a blueprint the team of an instance, where the log has one, stands in for its lane; and in a log of states
    entered every state is unclassified.
    """
    # The same bytes read as signed: nothing is copied, and what is alike for all instances is one value, however many.
    labels = log.activity_codes.view(np.int32)
    if matched is None:
        none = np.broadcast_to(np.int32(-1), log.instances)
        nature = np.broadcast_to(np.int8(UNCLASSIFIED_STATE if log.entered else WORK), log.instances)
        lanes, lane = _teams(log)
        return Placed(log, None, lanes, lane, none, nature, labels)
    log, blueprint, step = matched.log, matched.blueprint, matched.step_codes
    unknown = UNCLASSIFIED_STATE if log.entered else WORK
    natures = np.array([*(WAIT_STATE if s.is_wait else WORK for s in blueprint.steps), unknown], dtype=np.int8)
    identity = np.where(step >= 0, step + np.int32(len(log.activities)), labels)
    return Placed(
        log, blueprint, tuple(lane.id for lane in blueprint.lanes), matched.lane_codes, step, natures[step], identity
    )


def _teams(log: EventLog) -> tuple[tuple[str, ...], Codes]:
    if "team" not in log.events.columns:
        return (), np.broadcast_to(np.int32(-1), log.instances)
    team = log.events["team"].cast(pl.String)
    names = team.unique().drop_nulls().sort()
    codes = team.cast(pl.Enum(names)).to_physical().cast(pl.Int32).fill_null(-1)
    return tuple(names.to_list()), codes.to_numpy()
