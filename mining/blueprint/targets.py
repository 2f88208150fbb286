"""What the service promises: times to be kept, and what breaking one costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

TargetKind = Literal["between", "wait", "step", "handover"]


@dataclass(frozen=True)
class WorkingDays:
    """A length in working days (``3 working d``): days on which the calendar has a shift."""

    days: float


Length = timedelta | WorkingDays


@dataclass(frozen=True)
class Target:
    """A time to be kept in a share of the cases.

    Attributes:
        kind: ``between`` two steps (end of `first`, its first time, to end of `second`, its last time; of states that were
            entered, the moments of entering); ``wait`` before the step `first`; ``step``: start to end of `first`;
            ``handover`` from the lane `first` to the lane `second`.
        first: step id; of a handover, lane id.
        second: step id of ``between``, lane id of ``handover``; else None.
        within: (value of `by`, length) pairs; the value None is every case without a level of its own.
        by: case attribute that chooses the level; None: one level for all.
        share: of the cases that must keep it, 0..1.
        calendar: id of the calendar whose working time counts; None: elapsed time.
        clock_stops_in: ids of the steps (states) whose time does not count.
        named: the id that the file gives it; None: the one made of its steps.
        line: of the file.
    """

    kind: TargetKind
    first: str
    second: str | None
    within: tuple[tuple[str | None, Length], ...]
    by: str | None = None
    share: float = 1.0
    calendar: str | None = None
    clock_stops_in: tuple[str, ...] = ()
    named: str | None = None
    line: int | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """A name that is stable from week to week: the one that the file gives, else one made of its steps.

        ``order-to-deliver``, ``wait-before-take``, ``step-cook``, ``reception-over-to-kitchen``.
        """
        if self.named is not None:
            return self.named
        match self.kind:
            case "between":
                return f"{self.first}-to-{self.second}"
            case "wait":
                return f"wait-before-{self.first}"
            case "step":
                return f"step-{self.first}"
            case "handover":
                return f"{self.first}-over-to-{self.second}"


@dataclass(frozen=True)
class Penalty:
    """Money due for lateness: `amount` for every begun `per` beyond `within` between two steps."""

    per: timedelta
    first: str
    second: str
    within: timedelta
    amount: float
    currency: str | None = None
    line: int | None = field(default=None, compare=False)
