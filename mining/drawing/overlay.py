"""What is laid over the picture of a blueprint: counts, hours and deviations of a log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
        arrows: cases that went from one step directly to another; the width of the arrow on that way. None stands for the
            begin (in front) or the end (behind) of a case. No mapping at all: all arrows are equally wide.
        subtitle: one line below the title, already in the language of the picture.
    """

    step_cases: Mapping[str, int] = field(default_factory=dict)
    cases: int = 0
    waiting_hours: Mapping[str, float] = field(default_factory=dict)
    work_hours: Mapping[str, float] = field(default_factory=dict)
    rework_hours: Mapping[str, float] = field(default_factory=dict)
    deviations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    arrows: Mapping[tuple[str | None, str | None], int] | None = None
    subtitle: str = ""

    @property
    def most_hours(self) -> float:
        """The longest bar: hours of the step with most of them; 0 where there are none."""
        ids = {*self.waiting_hours, *self.work_hours, *self.rework_hours}
        return max((sum(self.hours(step)) for step in ids), default=0.0)

    def hours(self, step: str) -> tuple[float, float, float]:
        """Waiting, work and rework hours of a step."""
        return self.waiting_hours.get(step, 0.0), self.work_hours.get(step, 0.0), self.rework_hours.get(step, 0.0)
