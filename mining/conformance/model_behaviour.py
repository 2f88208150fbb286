"""A net as the flow of a blueprint: with its `anytime` and `may end with` steps, and steps that may come several times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from mining.blueprint.model import Blueprint
from mining.blueprint.net import Arcs, Net
from mining.conformance.behaviour import SILENT, Behaviour
from mining.conformance.flow import FlowBehaviour, Terms
from mining.conformance.net import NetBehaviour
from mining.conformance.reduction import reduced

State = tuple[int, int, tuple[int, ...], bool]
"""Marking; watched steps done; how often each anytime step was used; whether the run was stopped."""


def behaviour_of(blueprint: Blueprint) -> Behaviour:
    """Return what a blueprint allows: its flow, or the net of its model file; a block-structured net is a flow, too."""
    if blueprint.model is None:
        return FlowBehaviour(blueprint)
    terms = Terms()
    limits = {step.id: step.at_most for step in blueprint.steps}
    flow = reduced(repeated(blueprint.model.net, limits), terms, blueprint.step_index)
    return ModelBehaviour(blueprint) if flow is None else FlowBehaviour(blueprint, terms=terms, flow=flow)


class ModelBehaviour:
    """The net of a blueprint's model file, read as `FlowBehaviour` reads a flow.

    Raises:
        ValueError: the blueprint has no model.
    """

    def __init__(self, blueprint: Blueprint) -> None:
        if blueprint.model is None:
            raise ValueError("the blueprint has no model")
        self.steps = tuple(step.id for step in blueprint.steps)
        number = blueprint.step_index
        limits = {step.id: step.at_most for step in blueprint.steps}
        self._net = NetBehaviour(repeated(blueprint.model.net, limits))
        self._number = {SILENT: SILENT} | {k: number[step] for k, step in enumerate(self._net.steps)}
        self._anytime = tuple(
            (number[item.step], item.at_most if item.at_most is not None else limits[item.step])
            for item in blueprint.anytime
        )
        self._stops = tuple(
            (number[item.step], *(0 if name is None else 1 << number[name] for name in (item.after, item.before)))
            for item in blueprint.may_end
        )
        self._watched = 0
        for _, after, before in self._stops:
            self._watched |= after | before
        self._states: list[State] = []
        self._numbers: dict[State, int] = {}
        self._all = (1 << len(self.steps)) - 1
        self.initial = self._state((self._net.initial, 0, tuple(0 for _ in self._anytime), False))

    def _state(self, state: State) -> int:
        number = self._numbers.setdefault(state, len(self._states))
        if number == len(self._states):
            self._states.append(state)
        return number

    def moves(self, state: int) -> list[tuple[int, int]]:
        """Return every (step or SILENT, next state)."""
        marking, done, used, stopped = self._states[state]
        if stopped:
            return []
        found = []
        for label, reached in self._net.moves(marking):
            step = self._number[label]
            seen = done if step == SILENT else done | (1 << step & self._watched)
            found.append((step, self._state((reached, seen, used, False))))
        for place, (step, limit) in enumerate(self._anytime):
            if limit is None or used[place] < limit:
                count = used if limit is None else (*used[:place], used[place] + 1, *used[place + 1 :])
                found.append((step, self._state((marking, done | (1 << step & self._watched), count, False))))
        for step, after, before in self._stops:
            if done & after == after and not done & before:
                found.append((step, self._state((0, 0, (), True))))
        return found

    def is_final(self, state: int) -> bool:
        """Whether the net has ended or the run was stopped by a `may end with` step."""
        marking, *_, stopped = self._states[state]
        return stopped or self._net.is_final(marking)

    def needed(self, state: int) -> int:
        """Not known for markings: 0."""
        return 0

    def possible(self, state: int) -> int:
        """Not known for markings: all steps."""
        return self._all


def repeated(net: Net, limits: Mapping[str, int | None]) -> Net:
    """Return the net in which a step that may come `k` times in a row has a chain of k transitions for each of its own.

    >>> net = Net(("p", "q"), ("a",), (((0, 1),),), (((1, 1),),), (1, 0), ((0, 1),))
    >>> longer = repeated(net, {"a": 2})
    >>> longer.labels, longer.inputs, longer.outputs
    (('a', None, 'a', None), (((0, 1),), ((2, 1),), ((2, 1),), ((3, 1),)), (((2, 1),), ((1, 1),), ((3, 1),), ((1, 1),)))
    """
    places, labels = list(net.places), []
    inputs: list[Arcs] = []
    outputs: list[Arcs] = []

    def transition(label: str | None, taken: Arcs, put: Arcs) -> None:
        labels.append(label)
        inputs.append(taken)
        outputs.append(put)

    for label, taken, put in zip(net.labels, net.inputs, net.outputs, strict=True):
        times = (limits.get(label) if label is not None else None) or 1
        if times == 1:
            transition(label, taken, put)
            continue
        before = taken
        for time in range(times):
            places.append(f"{label} done {time + 1} times")
            after: Arcs = ((len(places) - 1, 1),)
            transition(label, before, after)
            transition(None, after, put)
            before = after
    more = (0,) * (len(places) - len(net.places))
    return replace(
        net,
        places=tuple(places),
        labels=tuple(labels),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        initial=net.initial + more,
        finals=tuple(final + more for final in net.finals),
    )
