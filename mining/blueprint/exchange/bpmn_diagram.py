"""What a BPMN 2.0 file holds, word for word, with ids and lines: nodes, arrows, pools, lanes, messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from mining.errors import ModelError

NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
OURS = "urn:service-mining:blueprint:1"
"""Namespace of what BPMN has no place for: ids and kinds of lanes, ids of steps, names in several languages."""
TASKS = frozenset({
    "task", "userTask", "serviceTask", "sendTask", "receiveTask", "manualTask", "scriptTask", "businessRuleTask",
    "callActivity"
})  # fmt: skip
SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})


@dataclass(frozen=True)
class Loop:
    """The marker of a repeated activity.

    Attributes:
        kind: ``standard``, ``sequential`` or ``parallel`` (multi-instance).
        before: whether the condition is tested before the first round, so that there may be none.
        most: the largest number of rounds where the file says it.
    """

    kind: Literal["standard", "sequential", "parallel"]
    before: bool = False
    most: int | None = None


@dataclass(frozen=True)
class Node:
    """Something that arrows join: an activity, an event, a gateway.

    Attributes:
        id: as in the file.
        kind: the element's name (``userTask``).
        name: as in the file, white space made one; empty where there is none.
        line: of the file.
        scope: id of the process or sub-process that holds it.
        triggers: kinds of the event definitions (``message``, ``timer``, ...), with what they refer to.
        attached_to: the activity at whose boundary an event sits.
        interrupting: whether such an event (or the start event of an event sub-process) ends what it interrupts.
        loop: its marker.
        default: id of the default arrow.
        called: what a call activity calls.
        by_event: an event sub-process.
        compensates: does nothing but compensation.
        parallel_start: an event-based gateway that begins the process and waits for all its events.
        ours: attributes of our own namespace.
    """

    id: str
    kind: str
    name: str
    line: int
    scope: str
    triggers: tuple[tuple[str, str], ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    loop: Loop | None = None
    default: str | None = None
    called: str | None = None
    by_event: bool = False
    compensates: bool = False
    parallel_start: bool = False
    ours: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def is_activity(self) -> bool:
        """Whether it is a task, a call or a sub-process."""
        return self.kind in TASKS or self.kind in SUBPROCESSES

    @property
    def shown(self) -> str:
        """How messages call it: its name, else its kind, with id and line."""
        named = f'"{self.name}" ({self.kind} {self.id}' if self.name else f"{self.kind} ({self.id}"
        return f"{named}, line {self.line})"

    def is_triggered_by(self, *kinds: str) -> bool:
        """Whether one of its event definitions is of such a kind."""
        return any(kind in kinds for kind, _ in self.triggers)


@dataclass(frozen=True)
class Arrow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    name: str
    line: int
    conditional: bool
    ours: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Message:
    """A message flow between nodes or pools."""

    id: str
    source: str
    target: str
    name: str
    line: int


@dataclass(frozen=True)
class LaneShape:
    """A lane; `nodes` are the ids that it names itself, `parent` the lane around it."""

    id: str
    name: str
    line: int
    process: str
    nodes: tuple[str, ...]
    parent: str | None
    ours: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Pool:
    """A participant; without `process` nothing is known of its inside."""

    id: str
    name: str
    line: int
    process: str | None
    ours: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Process:
    """A process of the file."""

    id: str
    name: str
    line: int
    ours: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Beside:
    """Something without meaning for the order of steps: a data object, a note, a group."""

    kind: str
    id: str
    text: str
    line: int


@dataclass(frozen=True)
class Diagram:
    """What a BPMN file holds."""

    file: str
    name: str
    processes: tuple[Process, ...]
    pools: tuple[Pool, ...]
    lanes: tuple[LaneShape, ...]
    nodes: dict[str, Node]
    arrows: tuple[Arrow, ...]
    messages: tuple[Message, ...]
    beside: tuple[Beside, ...]

    def wrong(self, thing: Any, text: str, *, found: str = "", remedy: str = "") -> ModelError:
        """An error at the line of something of this file."""
        return ModelError(
            f"{self.file}:{thing.line}: {text}",
            found=found,
            remedy=remedy or "mend the model in its editor and export it again.",
        )

    def process_of(self, node: Node) -> str:
        """Id of the process that holds a node, through all sub-processes."""
        scope = node.scope
        while scope in self.nodes:
            scope = self.nodes[scope].scope
        return scope
