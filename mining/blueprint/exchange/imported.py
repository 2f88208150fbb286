"""What reading a model file of another tool gives: lanes, steps, their order, and what a person should know about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mining.blueprint.exchange.names import identifier
from mining.blueprint.flow import Anytime, Flow, MayEnd
from mining.blueprint.lanes import Lane
from mining.blueprint.names import Name
from mining.blueprint.net import Net
from mining.blueprint.steps import Step


@dataclass(frozen=True)
class Imported:
    """A process model read from a file.

    Attributes:
        name: of the model.
        lanes: who acts.
        steps: what is done.
        flow: the order of steps in words, or the net (labels are ids of steps) where it is not block-structured.
        anytime: steps that may happen between any two.
        may_end: steps with which the case may stop.
        notes: how the file was understood where it leaves that open, one sentence each.
        lane_notes: what was guessed about lanes.
        kept: what has no meaning for the order of steps, and is information only.
    """

    name: Name
    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    flow: Flow | Net
    anytime: tuple[Anytime, ...] = ()
    may_end: tuple[MayEnd, ...] = ()
    notes: tuple[str, ...] = ()
    lane_notes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """All that a person should know, each sentence once."""
        return tuple(dict.fromkeys((*self.notes, *self.lane_notes, *self.kept)))

    @property
    def names(self) -> dict[str, str]:
        """Step -> its name."""
        return {step.id: step.name.text() for step in self.steps}


ONE_LANE = Lane("process", Name.of("process"), "backstage")
"""Of models that do not say who acts."""
NO_LANES = "The file does not say who acts: all steps stand in one lane, back stage."


def steps_of_labels(labels: Iterable[str]) -> tuple[tuple[Step, ...], dict[str, str]]:
    """Return a step for each label, in one lane, and the step of each label; labels that differ in case only are one."""
    ids: dict[str, str] = {}
    step_of: dict[str, str] = {}
    steps: dict[str, Step] = {}
    for label in labels:
        key = " ".join(label.casefold().split())
        if key not in ids:
            ids[key] = identifier(label, set(ids.values()))
            steps[ids[key]] = Step(ids[key], Name.of(" ".join(label.split()) or label), (ONE_LANE.id,))
        step_of[label] = ids[key]
    return tuple(steps.values()), step_of
