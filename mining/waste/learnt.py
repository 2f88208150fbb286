"""What is learnt from the whole log before its cases are accounted for, worked out once and handed on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from mining.blueprint.matching import Matched, match
from mining.blueprint.model import Blueprint
from mining.errors import CausesError
from mining.log import EventLog
from mining.waste.causes.behind import Behind
from mining.waste.causes.causes import refuse
from mining.waste.causes.idle import Idle, idle, seen_at_work, whom
from mining.waste.causes.why import Why
from mining.waste.hours.rota import Rota, rota
from mining.waste.hours.service import Service, likely_work, services
from mining.waste.hours.shared_time import shared_service_time
from mining.waste.hours.staffing import Staffing
from mining.waste.instances.passes import Passes, passes
from mining.waste.instances.placed import Ints, Mask, Placed, placed

Given = TypeVar("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Learnt:
    """What is fixed in a first pass over the whole log, so that the results of its parts add up.

    Attributes:
        likely_work: likely work of an instance without start, per activity (see `mining.waste.hours.service.likely_work`).
        shared: service time of every instance, its share where one person's instances overlap, microseconds in the
            scenarios of little, likely and much work (three int64 arrays of n instances).
        rota: whose calendar each instance has.
        outside: how much of `shared` lies outside working hours; None where nobody has a calendar.
        idle: why nobody worked on the cases, in each scenario; None where the log cannot tell.
        refusal: why it cannot.
        waited_for: whether anybody known could be busy before each instance; None where the log cannot tell.
        why: tables of what lies behind the causes, of the whole log; None where nobody asked for them.
    """

    likely_work: Ints
    shared: tuple[Ints, Ints, Ints]
    rota: Rota
    outside: tuple[Ints, Ints, Ints] | None = None
    idle: tuple[Idle, Idle, Idle] | None = None
    refusal: CausesError | None = None
    waited_for: Mask | None = None
    why: Why | None = None

    def part(self, log: EventLog, keep: npt.NDArray[np.bool_]) -> Learnt:
        """Return what was learnt for the part of `log` that holds the cases marked in `keep` (see `EventLog.part`)."""
        rows = keep[log.case_codes] if log.instances else np.zeros(0, dtype=bool)
        return Learnt(
            self.likely_work,
            _of(rows, self.shared),
            self.rota.part(rows),
            _of(rows, self.outside) if self.outside else None,
            _three(self.idle, lambda idle: idle.part(rows)) if self.idle else None,
            self.refusal,
            self.waited_for[rows] if self.waited_for is not None else None,
        )


def _of(rows: Mask, values: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Ints]:
    return _three(values, lambda one: one[rows])


def _three(scenarios: tuple[Given, Given, Given], made: Callable[[Given], Made]) -> tuple[Made, Made, Made]:
    """Return what is made of each scenario; once where they are one."""
    low, likely, high = scenarios
    first = made(low)
    second = first if likely is low else made(likely)
    third = first if high is low else second if high is likely else made(high)
    return first, second, third


@dataclass(frozen=True, eq=False)
class Groundwork:
    """What several accounts of one log start from. Each part is worked out when it is first asked for, and then kept.

    Some parts are as long as the log, so nobody keeps the groundwork longer than he needs it.

    Attributes:
        placed: the instances with their lanes.
        matched: the log beside the blueprint; None without one.
        staffing: who works when, and who is no person.
        tells_why: whether tables of what lies behind the causes are wanted (see `mining.waste.causes.why.Why`).
    """

    placed: Placed
    matched: Matched | None = None
    staffing: Staffing = field(default_factory=Staffing)
    tells_why: bool = False

    @classmethod
    def of(
        cls, log: EventLog, blueprint: Blueprint | None, staffing: Staffing | None = None, *, tells_why: bool = False
    ) -> Groundwork:
        """Hold a log beside its blueprint, if there is one.

        Raises:
            BlueprintError: a label of the log fits two steps.
        """
        return cls.beside(log, match(log, blueprint) if blueprint is not None else None, staffing, tells_why=tells_why)

    @classmethod
    def beside(
        cls, log: EventLog, matched: Matched | None, staffing: Staffing | None = None, *, tells_why: bool = False
    ) -> Groundwork:
        """Take a log that is held beside its blueprint already (None: there is none)."""
        return cls(placed(log, matched), matched, staffing or Staffing(), tells_why)

    @cached_property
    def rota(self) -> Rota:
        """Whose calendar each instance has."""
        return rota(self.placed, self.staffing)

    @cached_property
    def likely_work(self) -> Ints:
        """Likely work of an instance without start, per activity."""
        return likely_work(self.placed)

    @cached_property
    def scenarios(self) -> tuple[Service, Service, Service]:
        """When every instance lasts with little, likely and much work."""
        return services(self.placed, self.likely_work, self.rota)

    @cached_property
    def passes(self) -> Passes:
        """Which instances are rework."""
        return passes(self.placed)

    @cached_property
    def shared(self) -> tuple[Ints, Ints, Ints]:
        """Service time of every instance in each scenario (see `Learnt.shared`)."""
        return _three(self.scenarios, lambda service: shared_service_time(self.placed, service, self.rota))

    @cached_property
    def learnt(self) -> Learnt:
        """What is fixed in a first pass over the whole log.

        Likely work; the calendars; the sharing of a person's time across cases; why cases waited for each other.

        Raises:
            CalendarError: a calendar cannot be read, or something is stated of a resource that the log does not have.
        """
        hours, scenarios = self.rota, self.scenarios
        causes, refusal, waited_for, why = None, None, None, Why() if self.tells_why else None
        try:
            seen = seen_at_work(self.placed, hours, self.staffing)
        except CausesError as refused:
            refusal = refused
        else:
            behind = Behind() if self.tells_why else None
            distinct = list(dict.fromkeys(scenarios))
            told = dict(zip(distinct, idle(self.placed, seen, distinct, behind=behind), strict=True))
            causes = _three(scenarios, told.__getitem__)
            why = Why.of(self.placed, seen.instances, behind) if behind is not None else None
            waited_for = seen.instances.resource >= 0
            # The first pass is over: what it kept is large.
            del seen, behind, told
        outside = None
        if hours.is_stated:
            inside = _three(scenarios, lambda one: shared_service_time(self.placed, one, hours, in_hours=True))
            # A microsecond that does not divide evenly may fall to another of several at work at once.
            low, between, high = (np.maximum(whole - part, 0) for whole, part in zip(self.shared, inside, strict=True))
            outside = (low, between, high)
        return Learnt(self.likely_work, self.shared, hours, outside, causes, refusal, waited_for, why)

    def holds_staffing(self) -> None:
        """Raise CalendarError where something is stated of somebody whom the log does not have."""
        self.rota  # noqa: B018
        try:
            refuse(self.placed.log)
        except CausesError:
            return
        whom(self.placed, self.staffing)


def learn(placed: Placed, staffing: Staffing | None = None) -> Learnt:
    """Learn from the whole log what a part cannot know (see `Groundwork.learnt`)."""
    return Groundwork(placed, staffing=staffing or Staffing()).learnt
