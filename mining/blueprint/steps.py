"""Steps: the activities of a blueprint, and what is said of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from mining.blueprint.names import Name

Value = Literal["adds", "needed", "avoidable", "unclassified"]


@dataclass(frozen=True)
class Evidence:
    """What the customer can see or keep of a step; an empty `column` at that step is a ``no_evidence``."""

    name: Name
    column: str | None = None


@dataclass(frozen=True)
class Touchpoint:
    """Whether a step is declared to be one (or not to be one), of which type, and whether it is a key one."""

    is_one: bool = True
    type: str | None = None
    key: bool = False


@dataclass(frozen=True)
class Step:
    """An activity of the blueprint.

    Attributes:
        lanes: ids; the first is the lane where the log does not tell.
        labels: labels in the log, with ``*`` patterns; empty: the id and the names.
        takes: the designed service time.
        is_wait: a state in which someone is waited for; its lane owns the waiting.
        at_most: executions per case that are planned; None: one (more is rework), unless a loop plans them.
        corrects: the step whose faults this one mends; then it is rework by definition.
        then_waits_for: the lane that owns the waiting after this step.
        touchpoint: as declared; None: not declared.
        evidence: what can be seen or kept of it.
        channels: by which it may come; empty: any.
        roles: who may do it; empty: anybody of the lane.
        needs: columns that must not be empty at this step.
        standard: the document that says how.
        equipment: what it is done with.
        control: an inspection.
        customer_present: the customer is there while it waits.
        line: where the file says it; None for a blueprint made in memory.
    """

    id: str
    name: Name
    lanes: tuple[str, ...]
    labels: tuple[str, ...] = ()
    takes: timedelta | None = None
    value: Value = "unclassified"
    is_wait: bool = False
    at_most: int | None = None
    corrects: str | None = None
    then_waits_for: str | None = None
    touchpoint: Touchpoint | None = None
    evidence: tuple[Evidence, ...] = ()
    channels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    standard: str | None = None
    equipment: tuple[str, ...] = ()
    control: bool = False
    customer_present: bool = False
    line: int | None = field(default=None, compare=False)

    @property
    def lane(self) -> str:
        """Id of the first lane."""
        return self.lanes[0]
