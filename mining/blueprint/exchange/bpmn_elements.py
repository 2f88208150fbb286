"""Flows and nets -> the activities, gateways, events and arrows of a BPMN process."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from mining.blueprint.exchange.state_machine import state_machine
from mining.blueprint.exchange.token_game import STATES, reached, token_net
from mining.blueprint.flow import NOTHING, AnyOf, Anytime, Do, Either, Flow, MayEnd, Optional, Repeat, Sequence, Together
from mining.blueprint.model import Blueprint
from mining.blueprint.net import Net
from mining.blueprint.steps import Step
from mining.errors import ModelError

ElementKind = Literal[
    "startEvent", "endEvent", "task", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "subProcess"
]


@dataclass
class Element:
    """A node of the process to be written.

    Attributes:
        id: in the file.
        kind: the element's name.
        name: as shown.
        lane: id of the lane it is drawn in; None: that of its neighbours.
        step: of a task.
        most: the largest number of rounds of a looped activity; 0: any number; None: it is not looped.
        may_skip: a looped activity of which there may be no round.
        inside: of a sub-process.
        event: of an event sub-process: whether it interrupts.
        triggered: a start event that is not the ordinary one: of an event sub-process; whether it interrupts.
        ours: attributes of our own namespace.
    """

    id: str
    kind: ElementKind
    name: str = ""
    lane: str | None = None
    step: Step | None = None
    most: int | None = None
    may_skip: bool = False
    inside: Elements | None = None
    event: bool | None = None
    triggered: bool | None = None
    ours: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Connection:
    """An arrow; `case` is the value of a case attribute for which it is taken."""

    id: str
    source: str
    target: str
    case: str | None = None


@dataclass
class Elements:
    """The nodes of a process or sub-process, by id, and its arrows."""

    nodes: dict[str, Element] = field(default_factory=dict)
    arrows: list[Connection] = field(default_factory=list)


class ElementsBuilder:
    """Turns a blueprint's order of steps into elements; ids are numbered through the file."""

    def __init__(self, steps: Mapping[str, Step]) -> None:
        self.steps = steps
        self._numbers: dict[str, int] = {}
        self.current = Elements()

    def _new(self, kind: ElementKind, **more: object) -> Element:
        stem = {"startEvent": "Start", "endEvent": "End", "task": "Task", "subProcess": "SubProcess"}.get(kind, "Gateway")
        element = Element(self._number(stem), kind, **more)  # type: ignore[arg-type]
        self.current.nodes[element.id] = element
        return element

    def _number(self, stem: str) -> str:
        self._numbers[stem] = self._numbers.get(stem, 0) + 1
        return f"{stem}_{self._numbers[stem]}"

    def _join(self, source: str, target: str, case: str | None = None) -> None:
        self.current.arrows.append(Connection(self._number("Arrow"), source, target, case))

    # -- flows ------------------------------------------------------------------------------------------------------------

    def whole(self, flow: Flow) -> Elements:
        """Return a flow between a start and an end event."""
        outer, self.current = self.current, Elements()
        start = self._new("startEvent")
        last = self._flow(flow, (start.id, None))
        end = self._new("endEvent")
        self._join(*_to(last, end.id))
        found, self.current = self.current, outer
        return found

    def _flow(self, flow: Flow, before: tuple[str, str | None]) -> tuple[str, str | None]:
        """Add a flow behind a node; return the node behind which it goes on, and the case of the arrow that leaves it."""
        match flow:
            case Do(step):
                return self._task(step, before, None)
            case Sequence(parts):
                for part in parts:
                    before = self._flow(part, before)
                return before
            case Either(branches, question, by, cases):
                ours = {"by": by} if by is not None else {}
                name = question.texts[0][1] if question is not None else by or ""
                if question is not None:
                    ours |= {f"name-{language}": text for language, text in question.texts}
                return self._block("exclusiveGateway", branches, before, name, ours, cases)
            case Optional(body):
                return self._block("exclusiveGateway", (body, NOTHING), before)
            case Together(branches):
                return self._block("parallelGateway", branches, before)
            case AnyOf(branches):
                return self._block("inclusiveGateway", branches, before)
            case Repeat(Do(step), Sequence(()), at_most) if self.steps[step].at_most in (None, 1):
                return self._task(step, before, 0 if at_most is None else at_most + 1)
            case Repeat(do, then, None):
                join = self._new("exclusiveGateway")
                self._join(*_to(before, join.id))
                done = self._flow(do, (join.id, None))
                split = self._new("exclusiveGateway")
                self._join(*_to(done, split.id))
                self._join(*_to(self._flow(then, (split.id, None)), join.id))
                return split.id, None
            case Repeat(do, then, at_most):
                before = self._flow(do, before)
                again = self._new("subProcess", most=at_most, may_skip=True)
                again.inside = self.whole(Sequence((then, do)))
                self._join(*_to(before, again.id))
                return again.id, None
        raise AssertionError(flow)

    def _task(self, step: str, before: tuple[str, str | None], most: int | None) -> tuple[str, str | None]:
        design = self.steps[step]
        ours = {"step": step, "lane": design.lane}
        if len(design.lanes) > 1:
            ours["lanes"] = " ".join(design.lanes)
        if most is None and design.at_most is not None:
            most, ours["at-most"] = design.at_most, str(design.at_most)
        element = self._new("task", name=design.name.texts[0][1], lane=design.lane, step=design, most=most, ours=ours)
        self._join(*_to(before, element.id))
        return element.id, None

    def _block(
        self,
        kind: ElementKind,
        branches: tuple[Flow, ...],
        before: tuple[str, str | None],
        name: str = "",
        ours: dict[str, str] | None = None,
        cases: tuple[str, ...] = (),
    ) -> tuple[str, str | None]:
        split = self._new(kind, name=name, ours=ours or {})
        self._join(*_to(before, split.id))
        lasts = [self._flow(branch, (split.id, cases[k] if cases else None)) for k, branch in enumerate(branches)]
        join = self._new(kind)
        for last in lasts:
            self._join(*_to(last, join.id))
        return join.id, None

    # -- event sub-processes ----------------------------------------------------------------------------------------------

    def beside(self, entry: Anytime | MayEnd, elements: Elements) -> None:
        """Add the event sub-process of a step that may happen at any time, or with which the case may stop."""
        self.current = elements
        interrupts = isinstance(entry, MayEnd)
        holder = self._new("subProcess", event=interrupts, lane=self.steps[entry.step].lane)
        if isinstance(entry, MayEnd):
            holder.ours = {key: value for key, value in (("after", entry.after), ("before", entry.before)) if value}
        elif entry.at_most is not None:
            holder.ours = {"at-most": str(entry.at_most)}
        holder.inside = self.whole(Do(entry.step))
        next(iter(holder.inside.nodes.values())).triggered = interrupts

    # -- nets -------------------------------------------------------------------------------------------------------------

    def of_net(self, net: Net) -> Elements:
        """Return a net as tasks and gateways; one that gateways cannot say is written as a state machine.

        Raises:
            ModelError: it has more states than can be written down.
        """
        if not _is_drawable(net):
            machine = None
            game = token_net(net)
            whole = reached(game)
            if whole.complete:
                machine = state_machine(game, whole)
            if machine is None:
                raise ModelError(
                    f"the net needs more than gateways, and has more than {STATES} states: BPMN cannot hold it.",
                    remedy="write it as PNML.",
                )
            net = machine
        self.current = Elements()
        producers: dict[int, list[int]] = {place: [] for place in range(len(net.places))}
        consumers: dict[int, list[int]] = {place: [] for place in range(len(net.places))}
        for transition, (inputs, outputs) in enumerate(zip(net.inputs, net.outputs, strict=True)):
            for place, _ in inputs:
                consumers[place].append(transition)
            for place, _ in outputs:
                producers[place].append(transition)
        begins = [place for place, count in enumerate(net.initial) if count]
        start = self._new("startEvent").id
        into: dict[int, str] = {}
        out_of: dict[int, str] = {}
        for transition, label in enumerate(net.labels):
            first = last = None
            if len(net.inputs[transition]) > 1 or label is None:
                kind: ElementKind = "parallelGateway"
                first = last = self._new(kind).id
            if label is not None:
                task = self._net_task(label)
                if first is not None:
                    self._join(first, task)
                first, last = first or task, task
            if len(net.outputs[transition]) > 1 and label is not None:
                split = self._new("parallelGateway").id
                self._join(last or "", split)
                last = split
            into[transition], out_of[transition] = first or "", last or ""
            if not net.outputs[transition]:
                self._join(out_of[transition], self._new("endEvent").id)
        if len(begins) > 1:
            fork = self._new("parallelGateway").id
            self._join(start, fork)
            start = fork
        for place in range(len(net.places)):
            sources = [out_of[transition] for transition in producers[place]] + ([start] if place in begins else [])
            targets = [into[transition] for transition in consumers[place]]
            if not targets and sources:
                targets = [self._new("endEvent").id]
            if not sources:
                continue
            if len(sources) > 1:
                join = self._new("exclusiveGateway").id
                for source in sources:
                    self._join(source, join)
                sources = [join]
            if len(targets) > 1:
                split = self._new("exclusiveGateway").id
                self._join(sources[0], split)
                sources = [split]
            for target in targets:
                self._join(sources[0], target)
        return _without_passes(self.current)

    def _net_task(self, label: str) -> str:
        design = self.steps[label]
        ours = {"step": label, "lane": design.lane}
        if len(design.lanes) > 1:
            ours["lanes"] = " ".join(design.lanes)
        most = None
        if design.at_most is not None:
            most, ours["at-most"] = design.at_most, str(design.at_most)
        return self._new("task", name=design.name.texts[0][1], lane=design.lane, step=design, most=most, ours=ours).id


def elements_of(blueprint: Blueprint) -> Elements:
    """Return the elements of a blueprint's process."""
    builder = ElementsBuilder({step.id: step for step in blueprint.steps})
    elements = builder.whole(blueprint.flow) if blueprint.model is None else builder.of_net(blueprint.model.net)
    beside: tuple[Anytime | MayEnd, ...] = (*blueprint.anytime, *blueprint.may_end)
    for entry in beside:
        builder.beside(entry, elements)
    return elements


def _to(last: tuple[str, str | None], target: str) -> tuple[str, str, str | None]:
    return last[0], target, last[1]


def _is_drawable(net: Net) -> bool:
    """Whether gateways say what the net says: choices are free, one token begins in a place, ends are dead ends."""
    consumers: dict[int, list[int]] = {}
    for transition, inputs in enumerate(net.inputs):
        if not inputs or any(weight != 1 for _, weight in (*inputs, *net.outputs[transition])):
            return False
        for place, _ in inputs:
            consumers.setdefault(place, []).append(transition)
    free = all(len(some) == 1 or all(len(net.inputs[transition]) == 1 for transition in some) for some in consumers.values())
    if not free or len(net.finals) != 1 or any(count > 1 for count in (*net.initial, *net.finals[0])):
        return False
    sinks = {place for place in range(len(net.places)) if place not in consumers}
    filled = {place for outputs in net.outputs for place, _ in outputs} | {k for k, count in enumerate(net.initial) if count}
    last = {place for place, count in enumerate(net.finals[0]) if count}
    # A run ends in BPMN when no token is left: every dead end must be one where the net may end, and nothing else.
    return (last == sinks & filled and not any(not outputs for outputs in net.outputs)) or (
        not last and not (sinks & filled)
    )


def _without_passes(elements: Elements) -> Elements:
    """Leave out gateways with one way in and one way out."""
    while True:
        into: dict[str, list[Connection]] = {}
        out_of: dict[str, list[Connection]] = {}
        for arrow in elements.arrows:
            into.setdefault(arrow.target, []).append(arrow)
            out_of.setdefault(arrow.source, []).append(arrow)
        for node in elements.nodes.values():
            before, after = into.get(node.id, []), out_of.get(node.id, [])
            if node.kind.endswith("Gateway") and len(before) == len(after) == 1 and before[0].source != node.id:
                kept = [arrow for arrow in elements.arrows if arrow not in (before[0], after[0])]
                kept.append(Connection(before[0].id, before[0].source, after[0].target, before[0].case))
                elements.arrows = kept
                del elements.nodes[node.id]
                break
        else:
            return elements
