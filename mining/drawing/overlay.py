"""What is laid over the picture of a blueprint: counts, hours and deviations of a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import Literal

Measure = Literal["counts", "share", "deviations", "waiting", "work", "rework"]
MEASURES: tuple[Measure, ...] = ("counts", "share", "deviations", "waiting", "work", "rework")
LEVELS = 5
"""Steps of the scale on which the boxes are shaded."""


@dataclass(frozen=True)
class Overlay:
    """Figures of a log, by step id. A step that a mapping leaves out shows nothing of that kind.

    Attributes:
        step_cases: cases in which the step was done.
        cases: the cases that shares are taken of.
        waiting_hours: total case waiting before the step (or in it, for a wait state).
        work_hours: total first-pass work in it.
        rework_hours: total rework in it.
        deviations: words, already in the language of the picture; the most important first.
        deviating: occurrences of deviations at the step.
        arrows: cases that took each arrow, in the order of `FlowGraph.arrows`, for its width; None: all are equally wide.
        subtitle: one line below the title, already in the language of the picture.
        show: which of them are shown; the width of arrows belongs to the counts.
    """

    step_cases: Mapping[str, int] = field(default_factory=dict)
    cases: int = 0
    waiting_hours: Mapping[str, float] = field(default_factory=dict)
    work_hours: Mapping[str, float] = field(default_factory=dict)
    rework_hours: Mapping[str, float] = field(default_factory=dict)
    deviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    deviating: Mapping[str, int] = field(default_factory=dict)
    arrows: tuple[int, ...] | None = None
    subtitle: str = ""
    show: frozenset[Measure] = frozenset(MEASURES)

    def hours(self, step: str) -> tuple[float, float, float]:
        """Waiting, work and rework hours of a step; 0 what is not shown."""
        kinds: tuple[tuple[Measure, Mapping[str, float]], ...] = (
            ("waiting", self.waiting_hours),
            ("work", self.work_hours),
            ("rework", self.rework_hours),
        )
        waiting, work, rework = (found.get(step, 0.0) if name in self.show else 0.0 for name, found in kinds)
        return waiting, work, rework

    def marks(self, step: str) -> tuple[str, ...]:
        """Deviations of a step, in words; none where they are not shown."""
        return self.deviations.get(step, ()) if "deviations" in self.show else ()

    @property
    def widths(self) -> tuple[int, ...] | None:
        """Cases on arrows; None where all arrows are equally wide."""
        return self.arrows if "counts" in self.show else None

    @cached_property
    def most_hours(self) -> float:
        """The longest bar: hours of the step with most of them; 0 where there are none."""
        ids = {*self.waiting_hours, *self.work_hours, *self.rework_hours}
        return max((sum(self.hours(step)) for step in ids), default=0.0)

    @cached_property
    def shade(self) -> tuple[Literal["hours", "deviations", "counts"], Mapping[str, float]] | None:
        """What shades the boxes: the hours that are shown, else the deviations, else the cases; None: nothing is there."""
        ids = {*self.waiting_hours, *self.work_hours, *self.rework_hours}
        hours = {step: sum(self.hours(step)) for step in ids}
        if any(hours.values()):
            return "hours", hours
        if "deviations" in self.show and any(self.deviating.values()):
            return "deviations", dict(self.deviating)
        if self.show & {"counts", "share"} and any(self.step_cases.values()):
            return "counts", dict(self.step_cases)
        return None

    @cached_property
    def most(self) -> float:
        """The highest value of what shades the boxes; 0 where nothing does."""
        return max(self.shade[1].values()) if self.shade else 0.0

    def level(self, step: str) -> int:
        """Return in which fifth of the highest value the step lies, 1 to 5; 0 where it has none.

        >>> overlay = Overlay(waiting_hours={"cook": 50.0, "take": 9.0, "sign": 0.1})
        >>> [overlay.level(step) for step in ("cook", "take", "sign", "order")]
        [5, 1, 1, 0]
        """
        value = self.shade[1].get(step, 0.0) if self.shade else 0.0
        return min(ceil(LEVELS * value / self.most - 1e-9), LEVELS) if value > 0 else 0
