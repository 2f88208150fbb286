"""Blueprints -> BPMN 2.0 files, with lanes and with the coordinates of a diagram."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from mining.blueprint.exchange.bpmn_diagram import NAMESPACE, OURS
from mining.blueprint.exchange.bpmn_elements import Element, Elements, elements_of
from mining.blueprint.exchange.bpmn_layout import HEAD, Layout, lanes_of, layout
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.version import __version__

DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
PREFIXES = {"bpmn": NAMESPACE, "bpmndi": DIAGRAM, "dc": DC, "di": DI, "xsi": XSI, "blueprint": OURS}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def bpmn_text(blueprint: Blueprint) -> bytes:
    """Return a blueprint as BPMN 2.0 (XML, UTF-8): one pool, its lanes, and where everything is drawn.

    What BPMN has a place for is said in BPMN: a step that may happen at any time is an event sub-process, a planned
    repetition a loop. Ids, kinds of lanes and names in other languages stand in attributes of our own namespace, which other
    tools keep or pass by.

    Raises:
        ModelError: a net that cannot be written with gateways.
    """
    elements = elements_of(blueprint)
    lane_of = lanes_of(elements, blueprint.lanes[0].id)
    placed = layout(elements, [lane.id for lane in blueprint.lanes], lane_of).moved(2 * HEAD, 0.0)
    root = etree.Element(f"{{{NAMESPACE}}}definitions", nsmap=PREFIXES)
    root.set("id", "Definitions_1")
    root.set("targetNamespace", OURS)
    root.set("exporter", "service-mining")
    root.set("exporterVersion", __version__)
    root.set("name", _clean(blueprint.name.texts[0][1]))
    collaboration = _sub(root, "collaboration", id="Collaboration_1")
    pool = _sub(collaboration, "participant", id="Pool_1", processRef="Process_1")
    _named(pool, blueprint.name)
    process = _sub(root, "process", id="Process_1", isExecutable="false")
    process.set("name", _clean(blueprint.name.texts[0][1]))
    _lanes(process, blueprint.lanes, lane_of)
    _inside(process, elements)
    _diagram(root, blueprint.lanes, elements, placed)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _sub(parent: Any, name: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _clean(text: str) -> str:
    """Signs that XML cannot hold are replaced by the sign for that."""
    return _NOT_XML.sub("\ufffd", text)


def _named(element: Any, name: Name) -> None:
    """Set the name as shown; what it does not say (other languages, spaces) in attributes of our own."""
    shown = name.texts[0][1]
    element.set("name", _clean(shown))
    if len(name.texts) > 1 or name.texts[0][0] or " ".join(shown.split()) != shown:
        for language, text in name.texts:
            element.set(f"{{{OURS}}}name-{language}", _clean(text))


def _lanes(process: Any, lanes: tuple[Lane, ...], lane_of: dict[str, str]) -> None:
    lane_set = _sub(process, "laneSet", id="LaneSet_1")
    for number, lane in enumerate(lanes, 1):
        element = _sub(lane_set, "lane", id=f"Lane_{number}")
        _named(element, lane.name)
        element.set(f"{{{OURS}}}lane", lane.id)
        element.set(f"{{{OURS}}}kind", lane.kind)
        if lane.automatic:
            element.set(f"{{{OURS}}}automatic", "true")
        for node, owner in lane_of.items():
            if owner == lane.id:
                _sub(element, "flowNodeRef").text = node


def _inside(parent: Any, elements: Elements) -> None:
    for node in elements.nodes.values():
        _node(parent, node, elements)
    for arrow in elements.arrows:
        element = _sub(parent, "sequenceFlow", id=arrow.id, sourceRef=arrow.source, targetRef=arrow.target)
        if arrow.case is not None:
            element.set("name", _clean(arrow.case))
            element.set(f"{{{OURS}}}case", _clean(arrow.case))
            by = elements.nodes[arrow.source].ours.get("by", "")
            condition = _sub(element, "conditionExpression")
            condition.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")
            condition.text = _clean(f'{by} = "{arrow.case}"')


def _node(parent: Any, node: Element, elements: Elements) -> None:
    element = _sub(parent, node.kind, id=node.id)
    if node.step is not None:
        _named(element, node.step.name)
    elif node.name:
        element.set("name", _clean(node.name))
    for key, value in node.ours.items():
        element.set(f"{{{OURS}}}{key}", _clean(value))
    if node.event is not None:
        element.set("triggeredByEvent", "true")
    if node.triggered is not None:
        element.set("isInterrupting", "true" if node.triggered else "false")
    for arrow in elements.arrows:
        if arrow.target == node.id:
            _sub(element, "incoming").text = arrow.id
    for arrow in elements.arrows:
        if arrow.source == node.id:
            _sub(element, "outgoing").text = arrow.id
    if node.triggered is not None:
        _sub(element, "signalEventDefinition", id=f"{node.id}_signal")
    if node.most is not None and (node.kind == "subProcess" or node.most != 1):
        loop = _sub(element, "standardLoopCharacteristics", testBefore="true" if node.may_skip else "false")
        if node.most:
            loop.set("loopMaximum", str(node.most))
    if node.inside is not None:
        _inside(element, node.inside)


# -- diagram ------------------------------------------------------------------------------------------------------------


def _diagram(root: Any, lanes: tuple[Lane, ...], elements: Elements, placed: Layout) -> None:
    diagram = etree.SubElement(root, f"{{{DIAGRAM}}}BPMNDiagram", id="Diagram_1")
    plane = etree.SubElement(diagram, f"{{{DIAGRAM}}}BPMNPlane", id="Plane_1", bpmnElement="Collaboration_1")
    width = placed.width + 2 * HEAD
    _shape(plane, "Pool_1", (0.0, 0.0, width, placed.height), isHorizontal="true")
    for number, lane in enumerate(lanes, 1):
        _, y, w, h = placed.lanes[lane.id]
        _shape(plane, f"Lane_{number}", (HEAD, y, w + HEAD, h), isHorizontal="true")
    _shapes(plane, elements, placed)


def _shapes(plane: Any, elements: Elements, placed: Layout) -> None:
    for node in elements.nodes.values():
        more = {"isExpanded": "true"} if node.kind == "subProcess" else {}
        if node.kind == "exclusiveGateway":
            more = {"isMarkerVisible": "true"}
        _shape(plane, node.id, placed.boxes[node.id], **more)
        if node.inside is not None:
            _shapes(plane, node.inside, placed)
    for arrow in elements.arrows:
        edge = etree.SubElement(plane, f"{{{DIAGRAM}}}BPMNEdge", id=f"{arrow.id}_edge", bpmnElement=arrow.id)
        for x, y in placed.points[arrow.id]:
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=f"{x:g}", y=f"{y:g}")


def _shape(plane: Any, element: str, box: tuple[float, float, float, float], **attributes: str) -> None:
    shape = etree.SubElement(
        plane, f"{{{DIAGRAM}}}BPMNShape", {"id": f"{element}_shape", "bpmnElement": element, **attributes}
    )
    x, y, w, h = (f"{value:g}" for value in box)
    etree.SubElement(shape, f"{{{DC}}}Bounds", x=x, y=y, width=w, height=h)
