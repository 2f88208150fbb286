"""What `mining check` judges, what is accepted for the time being, and what the improvement group tries."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Unit = Literal["number", "share", "hours", "hours per case", "money", "verdict"]
VERDICTS = ("unfit", "fit with limits", "fit")
"""Of the data, from the worst; an `Amount` of the unit ``verdict`` holds the place in here."""
DEVIATION_KINDS = (
    "unfinished", "unknown", "moved", "repeated", "extra", "skipped", "wrong_lane", "wrong_role", "wrong_channel",
    "channel_switch", "missing_information", "no_evidence", "not_escalated", "same_person", "out_of_order", "late",
    "too_many",
)  # fmt: skip
"""Every kind of deviation, those of moves first; a rule ``{step: a, before: b}`` that is broken is ``out_of_order``."""
CAUSES = ("closed", "contention", "batching", "overtaking", "other", "state")
"""Of waiting."""
STATISTICS = ("median", "mean", "p90", "p95", "p99")
"""Of a distribution over cases."""


@dataclass(frozen=True)
class Measure:
    """A figure that can be judged.

    Attributes:
        units: in which its limits may be given.
        of: the keys that may narrow it.
        needs: the keys without which it says nothing.
        example: a check of it, as in the file.
    """

    units: tuple[Unit, ...]
    of: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    example: str = ""


MEASURES = {
    "fitness": Measure(("share",), example="{measure: fitness, warn below: 0.95, fail below: 0.85}"),
    "deviation": Measure(
        ("share", "number"),
        of=("kind", "id", "step", "steps", "lane", "team", "channel"),
        example="{deviation: skipped, step: take, fail above: 1 %}",
    ),
    "waiting": Measure(
        ("hours per case", "hours", "share"),
        of=("lane", "from lane", "line", "step", "cause"),
        example="{measure: waiting, lane: kitchen, warn above: 6 h per case}",
    ),
    "rework": Measure(
        ("share", "hours per case", "hours", "number"),
        of=("step", "lane"),
        example="{measure: rework, lane: kitchen, fail above: 5 %}",
    ),
    "target": Measure(
        ("share",),
        of=("target",),
        needs=("target",),
        example="{measure: target, target: order-to-deliver, fail below: 90 %}",
    ),
    "flow time": Measure(("hours",), of=("statistic",), example="{measure: flow time, statistic: p90, warn above: 2 h}"),
    "data quality": Measure(("verdict",), example="{measure: data quality, fail below: fit with limits}"),
    "unmapped labels": Measure(("share",), example="{measure: unmapped labels, fail above: 2 %}"),
    "label coverage": Measure(("share",), example="{measure: label coverage, fail below: 98 %}"),
    "unjudged": Measure(("share",), example="{measure: unjudged, fail above: 5 %}"),
    "staff hours": Measure(
        ("hours per case", "hours"),
        of=("lane",),
        example="{measure: staff hours, lane: kitchen, warn above: 0.5 h per case}",
    ),
}
"""What `mining check` can judge.

fitness: of the log, closed cases. deviation: share (or number) of judged cases with a deviation of the kind, steps or id
named, all deviations where none is; narrowed to instances of a lane, a team or a channel. waiting: hours of the ledger's
waiting, their mean per case, or their share of flow time; by the lane waited for, the lane before, the line crossed, the
step that comes next, the cause. rework: share of staff hours, hours, or number of executions. target: share of cases
that keep it. flow time: the median or another statistic over closed cases. data quality: the verdict of reading.
unmapped labels, label coverage: share of instances whose label no step, or a step, claims. unjudged: share of closed
cases that could not be aligned. staff hours: of a lane or of all.
"""


@dataclass(frozen=True)
class Amount:
    """A limit or change as the file says it: ``0.85``, ``1 %`` (share 0.01), ``6 h per case``, ``-30 %``."""

    value: float
    unit: Unit = "number"


@dataclass(frozen=True)
class Check:
    """A figure with limits.

    Attributes:
        measure: what is judged, one of `MEASURES`.
        of: what narrows it, (key, value) pairs by key: ``(("kind", "skipped"), ("step", "take"))``;
            several steps stand with commas: ``(("steps", "take,cook"),)``.
        warn_below, warn_above, fail_below, fail_above: limits in one of the measure's units; at least one is given.
        line: of the file.
    """

    measure: str
    of: tuple[tuple[str, str], ...] = ()
    warn_below: Amount | None = None
    warn_above: Amount | None = None
    fail_below: Amount | None = None
    fail_above: Amount | None = None
    line: int | None = field(default=None, compare=False)

    @property
    def limits(self) -> tuple[tuple[str, Amount], ...]:
        """The limits that are given, by name."""
        named = [(name, getattr(self, name)) for name in ("warn_below", "warn_above", "fail_below", "fail_above")]
        return tuple((name, amount) for name, amount in named if amount is not None)


@dataclass(frozen=True)
class Waiver:
    """A deviation accepted for a reason, by an owner, until a date (that day included); it is still counted.

    `id` is the id of the deviation where the waiver names one; else `kind` and `steps` (all of them) say which.
    """

    reason: str
    owner: str
    until: date
    kind: str | None = None
    steps: tuple[str, ...] = ()
    id: str | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Action:
    """Something the improvement group tries; `measure` and `of`, as in a check, with the `change` that it should bring."""

    what: str
    owner: str | None = None
    since: date | None = None
    measure: str | None = None
    of: tuple[tuple[str, str], ...] = ()
    change: Amount | None = None
    line: int | None = field(default=None, compare=False)
