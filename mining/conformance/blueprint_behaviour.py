"""A blueprint's flow or net, and beside it the steps that may come anytime or end the case early."""

from __future__ import annotations

from functools import reduce
from operator import or_

from mining.blueprint.model import Blueprint
from mining.conformance.behaviour import SILENT, Behaviour

State = tuple[int, int, tuple[int, ...], bool]
"""State of the flow or net; watched steps done; how often each anytime step was used; whether the run was stopped."""
STOPPED: State = (0, 0, (), True)


class BlueprintBehaviour:
    """A flow or net, with a blueprint's `anytime` and `may end with` steps, as a `Behaviour`.

    - An `anytime` step may happen in any state, before the first step and after the last too, at most so often as it
      says (else as its step's ``at most`` says; else without limit).
    - A `may end with` step may happen in any state, the completed flow too, once `after` was done and while `before`
      was not; nothing follows it.

    Args:
        blueprint: the designed service.
        within: its flow or net, whose steps are the blueprint's.

    Attributes:
        stops: steps with which a run may stop before the flow is complete.
        stops_anywhere: whether each of these may come in any state.
    """

    def __init__(self, blueprint: Blueprint, within: Behaviour) -> None:
        self.steps = tuple(step.id for step in blueprint.steps)
        self._within = within
        number = blueprint.step_index
        limits = {step.id: step.at_most for step in blueprint.steps}
        self._anytime = tuple(
            (number[item.step], item.at_most if item.at_most is not None else limits[item.step])
            for item in blueprint.anytime
        )
        self._stops = tuple(
            (number[item.step], *(0 if name is None else 1 << number[name] for name in (item.after, item.before)))
            for item in blueprint.may_end
        )
        self.stops = tuple(step for step, _, _ in self._stops)
        self._watched = reduce(or_, (after | before for _, after, before in self._stops), 0)
        self.stops_anywhere = not self._watched
        self._beside = reduce(or_, (1 << step for step in (*(step for step, _ in self._anytime), *self.stops)), 0)
        self._states: list[State] = []
        self._numbers: dict[State, int] = {}
        self.initial = self._state((within.initial, 0, tuple(0 for _ in self._anytime), False))

    def _state(self, state: State) -> int:
        number = self._numbers.setdefault(state, len(self._states))
        if number == len(self._states):
            self._states.append(state)
        return number

    def moves(self, state: int) -> list[tuple[int, int]]:
        """Return every (step or SILENT, next state)."""
        inner, done, used, stopped = self._states[state]
        if stopped:
            return []
        found = []
        for step, reached in self._within.moves(inner):
            seen = done if step == SILENT else done | (1 << step & self._watched)
            found.append((step, self._state((reached, seen, used, False))))
        for place, (step, limit) in enumerate(self._anytime):
            if limit is None or used[place] < limit:
                count = used if limit is None else (*used[:place], used[place] + 1, *used[place + 1 :])
                found.append((step, self._state((inner, done | (1 << step & self._watched), count, False))))
        for step, after, before in self._stops:
            if done & after == after and not done & before:
                found.append((step, self._state(STOPPED)))
        return found

    def is_final(self, state: int) -> bool:
        """Whether the flow or net has ended or the run was stopped by a `may end with` step."""
        inner, _, _, stopped = self._states[state]
        return stopped or self._within.is_final(inner)

    def needed(self, state: int) -> int:
        """Steps that every run from here takes; none where the case may still stop early."""
        inner, _, _, stopped = self._states[state]
        return 0 if stopped or self._stops else self._within.needed(inner)

    def possible(self, state: int) -> int:
        """Steps that some run from here may take."""
        inner, _, _, stopped = self._states[state]
        return 0 if stopped else self._within.possible(inner) | self._beside
