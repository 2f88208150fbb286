"""The nodes of a BPMN diagram by the process or sub-process that they stand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mining.blueprint.exchange.bpmn_diagram import SUBPROCESSES, Arrow, Diagram, Node


@dataclass
class Scopes:
    """The nodes of a diagram by the process or sub-process they stand in, with what leads to and from each.

    Attributes:
        diagram: the file.
        step_of: node id -> step, for all nodes that are steps.
        sends: node id -> numbers of messages to nodes of other pools that take part.
        receives: the same the other way round.
        notes: what a person should know, one sentence each.
        building: the scopes whose graphs are being built, outermost first.
        in_scope: scope -> its nodes.
        leaving, entering: node id -> its arrows.
        attached: node id -> its boundary events.
    """

    diagram: Diagram
    step_of: Mapping[str, str]
    sends: Mapping[str, tuple[int, ...]]
    receives: Mapping[str, tuple[int, ...]]
    notes: list[str] = field(default_factory=list)
    building: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.in_scope: dict[str, list[Node]] = {}
        for node in self.diagram.nodes.values():
            self.in_scope.setdefault(node.scope, []).append(node)
        self.leaving: dict[str, list[Arrow]] = {}
        self.entering: dict[str, list[Arrow]] = {}
        for arrow in self.diagram.arrows:
            source, target = self.diagram.nodes[arrow.source], self.diagram.nodes[arrow.target]
            if source.scope != target.scope:
                wrong = f'the sequence flow "{arrow.id}" crosses the border of a pool or sub-process.'
                raise self.diagram.wrong(arrow, wrong, found=f"{source.shown} to {target.shown}.")
            self.leaving.setdefault(arrow.source, []).append(arrow)
            self.entering.setdefault(arrow.target, []).append(arrow)
        self.attached: dict[str, list[Node]] = {}
        for node in self.diagram.nodes.values():
            if node.kind == "boundaryEvent" and node.attached_to:
                self.attached.setdefault(node.attached_to, []).append(node)

    def is_outside(self, node: Node) -> bool:
        """Whether a node is no part of the normal flow: compensation, and what only compensation leads to."""
        return node.compensates or (node.kind == "boundaryEvent" and node.is_triggered_by("compensate", "compensation"))

    def expanded(self, node: Node) -> str | None:
        """Id of the scope that holds the inside of a sub-process or called process; None for what is one step."""
        if node.kind in SUBPROCESSES:
            return node.id if self.in_scope.get(node.id) else None
        if node.kind == "callActivity" and node.called and node.id not in self.step_of:
            return node.called
        return None

    def note(self, text: str) -> None:
        """Keep a sentence once."""
        if text not in self.notes:
            self.notes.append(text)
