"""BPMN 2.0 files -> `Diagram`; nothing is interpreted here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mining.blueprint.exchange.bpmn_diagram import (
    EVENTS,
    GATEWAYS,
    NAMESPACE,
    OURS,
    SUBPROCESSES,
    TASKS,
    Arrow,
    Beside,
    Diagram,
    LaneShape,
    Loop,
    Message,
    Node,
    Pool,
    Process,
)
from mining.blueprint.exchange.model_files import kind_of, root_of
from mining.errors import ModelError

BESIDE = frozenset({
    "dataObject", "dataObjectReference", "dataStoreReference", "dataStore", "textAnnotation", "association",
    "group", "dataInput", "dataOutput", "property"
})  # fmt: skip
"""What has no meaning for the order of steps and is kept as information."""
SILENT_PARTS = frozenset({
    "laneSet", "extensionElements", "documentation", "ioSpecification", "incoming", "outgoing", "auditing",
    "monitoring", "supportedInterfaceRef", "correlationSubscription", "performer", "potentialOwner",
    "humanPerformer", "resourceRole", "dataInputAssociation", "dataOutputAssociation",
    "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "completionCondition"
})  # fmt: skip
CHOREOGRAPHY = frozenset({"choreography", "globalChoreographyTask"})


def read_diagram(path: str | Path) -> Diagram:
    """Return what a BPMN 2.0 file holds.

    Raises:
        FileError: there is no such file.
        ModelError: it is no BPMN 2.0, or what it says contradicts itself; the message names the line.
    """
    root = root_of(path, "BPMN 2.0")
    name = Path(path).name
    if kind_of(root) != "definitions" or f"{{{NAMESPACE}}}" not in str(root.tag):
        raise ModelError(
            f"{name}:{root.sourceline}: this is no BPMN 2.0 file.",
            found=f"a <{kind_of(root)}> document.",
            remedy="export the model as BPMN 2.0 (XML): <definitions> of the namespace .../BPMN/20100524/MODEL.",
        )
    return _Reader(name, root).diagram()


class _Reader:
    """What is gathered while one file is read."""

    def __init__(self, file: str, root: Any) -> None:
        self.file, self.root = file, root
        self.processes: list[Process] = []
        self.pools: list[Pool] = []
        self.lanes: list[LaneShape] = []
        self.nodes: dict[str, Node] = {}
        self.arrows: list[Arrow] = []
        self.messages: list[Message] = []
        self.beside: list[Beside] = []
        self.triggers: dict[str, tuple[str, str]] = {}
        self.lines: dict[str, int] = {}

    def diagram(self) -> Diagram:
        for element in self.root:
            # Event definitions may stand alone and be referred to.
            if kind_of(element).endswith("EventDefinition") and element.get("id"):
                self.triggers[element.get("id")] = _trigger(element)
        for element in self.root:
            match kind_of(element):
                case "process":
                    self._process(element)
                case "collaboration":
                    self._collaboration(element)
                case "dataStore" | "dataObject":
                    self._beside(element)
                case kind if kind in CHOREOGRAPHY:
                    raise self._wrong(element, "a choreography cannot be executed: it says who talks, not who works.")
        if not any(node.is_activity or node.kind in EVENTS for node in self.nodes.values()):
            raise self._wrong(self.root, "no process in this file holds a step.")
        self._check_ends()
        return Diagram(
            file=self.file,
            name=_words(self.root.get("name")),
            processes=tuple(self.processes),
            pools=tuple(self.pools),
            lanes=tuple(self.lanes),
            nodes=self.nodes,
            arrows=tuple(self.arrows),
            messages=tuple(self.messages),
            beside=tuple(self.beside),
        )

    def _wrong(self, element: Any, text: str, found: str = "") -> ModelError:
        return ModelError(
            f"{self.file}:{element.sourceline}: {text}",
            found=found,
            remedy="mend the model in its editor and export it again.",
        )

    def _id(self, element: Any) -> str:
        identifier = element.get("id")
        if not identifier:
            raise self._wrong(element, f"a {kind_of(element)} without id.")
        if identifier in self.lines:
            raise self._wrong(
                element, f'the id "{identifier}" stands twice.', f"lines {self.lines[identifier]} and {element.sourceline}."
            )
        self.lines[identifier] = element.sourceline
        return str(identifier)

    def _process(self, element: Any) -> None:
        identifier = self._id(element)
        self.processes.append(Process(identifier, _words(element.get("name")), element.sourceline, _ours(element)))
        self._inside(element, identifier)
        for lane_set in _children(element, "laneSet"):
            for lane in _children(lane_set, "lane"):
                self._lane(lane, identifier, None)

    def _inside(self, element: Any, scope: str) -> None:
        for child in element:
            kind = kind_of(child)
            if kind == "sequenceFlow":
                self._arrow(child)
            elif kind in TASKS or kind in GATEWAYS or kind in EVENTS or kind in SUBPROCESSES:
                self._node(child, scope)
                if kind in SUBPROCESSES:
                    self._inside(child, child.get("id"))
            elif kind in BESIDE:
                self._beside(child)
            elif kind in SILENT_PARTS or not str(child.tag).startswith(f"{{{NAMESPACE}}}"):
                continue
            else:
                self.beside.append(Beside(kind, child.get("id") or "", _words(child.get("name")), child.sourceline))

    def _node(self, element: Any, scope: str) -> None:
        identifier, kind = self._id(element), kind_of(element)
        interrupts = element.get("cancelActivity" if kind == "boundaryEvent" else "isInterrupting", "true")
        self.nodes[identifier] = Node(
            id=identifier,
            kind=kind,
            name=_words(element.get("name")),
            line=element.sourceline,
            scope=scope,
            triggers=tuple(self._triggers(element)),
            attached_to=element.get("attachedToRef"),
            interrupting=_is_true(interrupts),
            loop=self._loop(element),
            default=element.get("default"),
            called=_local(element.get("calledElement")),
            by_event=_is_true(element.get("triggeredByEvent")),
            compensates=_is_true(element.get("isForCompensation")),
            parallel_start=_is_true(element.get("instantiate")) and element.get("eventGatewayType") == "Parallel",
            ours=_ours(element),
        )

    def _triggers(self, element: Any) -> Iterator[tuple[str, str]]:
        for child in element:
            kind = kind_of(child)
            if kind == "eventDefinitionRef":
                yield self.triggers.get(_local((child.text or "").strip()) or "", ("unknown", ""))
            elif kind.endswith("EventDefinition"):
                yield _trigger(child)

    def _loop(self, element: Any) -> Loop | None:
        for child in element:
            match kind_of(child):
                case "standardLoopCharacteristics":
                    most = child.get("loopMaximum")
                    if most is not None and (not most.isdecimal() or not 1 <= int(most) <= 1_000_000):
                        raise self._wrong(child, "loopMaximum must be a whole number from 1.", repr(most))
                    return Loop("standard", _is_true(child.get("testBefore")), int(most) if most else None)
                case "multiInstanceLoopCharacteristics":
                    return Loop("sequential" if _is_true(child.get("isSequential")) else "parallel")
        return None

    def _arrow(self, element: Any) -> None:
        ends = {end: element.get(end) for end in ("sourceRef", "targetRef")}
        for end, value in ends.items():
            if not value:
                raise self._wrong(element, f"a sequence flow without {end} leads nowhere.", f"id {element.get('id')}.")
        self.arrows.append(
            Arrow(
                id=self._id(element),
                source=_local(ends["sourceRef"]) or "",
                target=_local(ends["targetRef"]) or "",
                name=_words(element.get("name")),
                line=element.sourceline,
                conditional=any(kind_of(child) == "conditionExpression" for child in element),
                ours=_ours(element),
            )
        )

    def _lane(self, element: Any, process: str, parent: str | None) -> None:
        identifier = self._id(element)
        nodes = tuple(_local((child.text or "").strip()) or "" for child in _children(element, "flowNodeRef"))
        self.lanes.append(
            LaneShape(identifier, _words(element.get("name")), element.sourceline, process, nodes, parent, _ours(element))
        )
        for lane_set in _children(element, "childLaneSet"):
            for lane in _children(lane_set, "lane"):
                self._lane(lane, process, identifier)

    def _collaboration(self, element: Any) -> None:
        for child in element:
            match kind_of(child):
                case "participant":
                    self.pools.append(
                        Pool(
                            self._id(child),
                            _words(child.get("name")),
                            child.sourceline,
                            _local(child.get("processRef")),
                            _ours(child),
                        )
                    )
                case "messageFlow":
                    self.messages.append(
                        Message(
                            self._id(child),
                            _local(child.get("sourceRef")) or "",
                            _local(child.get("targetRef")) or "",
                            _words(child.get("name")),
                            child.sourceline,
                        )
                    )
                case kind if kind in BESIDE:
                    self._beside(child)

    def _beside(self, element: Any) -> None:
        text = _words(element.get("name"))
        for child in _children(element, "text"):
            text = _words("".join(child.itertext()))
        self.beside.append(Beside(kind_of(element), element.get("id") or "", text, element.sourceline))

    def _check_ends(self) -> None:
        for arrow in self.arrows:
            for end in (arrow.source, arrow.target):
                if end not in self.nodes:
                    raise ModelError(
                        f'{self.file}:{arrow.line}: the sequence flow "{arrow.id}" joins "{end}", which is no activity, '
                        "event or gateway of this file.",
                        remedy="draw the arrow again in the editor.",
                    )
        for node in self.nodes.values():
            if node.kind == "boundaryEvent" and node.attached_to not in self.nodes:
                raise ModelError(
                    f"{self.file}:{node.line}: the boundary event {node.shown} is attached to nothing of this file.",
                    remedy="attach it to an activity in the editor.",
                )


def _children(element: Any, kind: str) -> Iterator[Any]:
    return (child for child in element if kind_of(child) == kind)


def _trigger(element: Any) -> tuple[str, str]:
    kind = kind_of(element).removesuffix("EventDefinition")
    reference = next((element.get(key) for key in (f"{kind}Ref", "name") if element.get(key)), "")
    return kind, str(reference)


def _words(text: str | None) -> str:
    """Editors break names over lines: white space is made one space."""
    return " ".join((text or "").split())


def _is_true(text: str | None) -> bool:
    return (text or "").strip() in ("true", "1")


def _local(name: str | None) -> str | None:
    """Return a reference without its prefix (``ns:Process_1``); ids hold no colon."""
    return name.rpartition(":")[2] if name else None


def _ours(element: Any) -> tuple[tuple[str, str], ...]:
    prefix = f"{{{OURS}}}"
    return tuple((key[len(prefix) :], value) for key, value in element.attrib.items() if key.startswith(prefix))
