"""Which cell of the blueprint picture everything stands in: rows are lanes, columns the designed order."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from mining.blueprint.lanes import KINDS, Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.stated_hours import StatedHours
from mining.drawing import boxes
from mining.drawing.boxes import Box
from mining.drawing.flow_graph import FlowGraph, Node
from mining.drawing.net_graph import graph_of
from mining.drawing.overlay import Overlay
from mining.drawing.promises import name_of
from mining.drawing.routing import Cell
from mining.drawing.step_boxes import step_box
from mining.drawing.words import say

EVIDENCE = "evidence"
GATEWAYS = ("either", "any of", "together", "repeat", "join")


@dataclass(frozen=True)
class Row:
    """A row of cells; a lane has as many as it needs.

    Attributes:
        lane: its lane; None for the evidence on top.
        first, last: the outermost row of its lane.
    """

    lane: Lane | None
    first: bool
    last: bool

    @property
    def kind(self) -> str:
        """The kind of its lane, or ``evidence``."""
        return EVIDENCE if self.lane is None else self.lane.kind


@dataclass(frozen=True)
class Plan:
    """The picture before lengths.

    Attributes:
        graph: the flow.
        cells: the cell of each node of the flow.
        boxes: what stands in which cell, nodes of the flow and all else.
        evidence: from the cell of a piece of evidence to the cell of its step.
        rows: from top to bottom.
        columns: how many there are; those from `apart` on stand apart from the flow, with a heading each.
        headings: column -> key of the words above it.
        calendars: the hours that lanes refer to.
    """

    graph: FlowGraph
    cells: tuple[Cell, ...]
    boxes: dict[Cell, Box]
    evidence: tuple[tuple[Cell, Cell], ...]
    rows: tuple[Row, ...]
    columns: int
    apart: int
    headings: dict[int, str]
    calendars: tuple[StatedHours, ...] = ()


def ordered_lanes(blueprint: Blueprint) -> list[Lane]:
    """Return the lanes from the customer inwards; within a kind as in the file."""
    return sorted(blueprint.lanes, key=lambda lane: KINDS.index(lane.kind))


def plan(blueprint: Blueprint, *, overlay: Overlay | None, language: str) -> Plan:
    """Give everything its cell."""
    graph = graph_of(blueprint)
    lanes = ordered_lanes(blueprint)
    lane_of = _lanes_of_nodes(graph, blueprint, lanes[0].id)
    slots: dict[tuple[str, int], int] = defaultdict(int)
    spots: list[tuple[str, int, int]] = []

    def put(lane: str, column: int) -> None:
        spots.append((lane, slots[lane, column], column))
        slots[lane, column] += 1

    for place, at in enumerate(graph.columns):
        put(lane_of[place], at)
    shown = [_node_box(node, blueprint, overlay, language) for node in graph.nodes]
    apart = max(graph.columns) + 1
    headings: dict[int, str] = {}
    column = apart
    for heading, members in _apart(blueprint, graph, overlay, language):
        used: dict[str, int] = defaultdict(int)
        for lane, box in members:
            put(lane, column + used[lane])
            used[lane] += 1
            shown.append(box)
        if members:
            headings[column] = heading
            column += max(used.values())
    sheets: dict[int, int] = defaultdict(int)
    wanted = []
    for place, node in enumerate(graph.nodes):
        if node.kind == "step" and not node.again:
            for sheet in blueprint.steps[blueprint.step_index[node.step]].evidence:
                at = graph.columns[place]
                wanted.append((place, (EVIDENCE, sheets[at], at)))
                sheets[at] += 1
                shown.append(boxes.evidence_box(sheet.name, language=language))
    spots += [spot for _, spot in wanted]
    depth = {lane.id: max([1, *(slot + 1 for owner, slot, _ in spots if owner == lane.id)]) for lane in lanes}
    depth[EVIDENCE] = max(sheets.values(), default=1)
    rows: list[Row] = []
    top: dict[str, int] = {}
    for owner in [None, *lanes]:
        key = EVIDENCE if owner is None else owner.id
        top[key] = len(rows)
        rows += [Row(owner, slot == 0, slot == depth[key] - 1) for slot in range(depth[key])]
    cells = [(at, top[owner] + (depth[EVIDENCE] - 1 - slot if owner == EVIDENCE else slot)) for owner, slot, at in spots]
    first_sheet = len(cells) - len(wanted)
    return Plan(
        graph,
        tuple(cells[: len(graph.nodes)]),
        dict(zip(cells, shown, strict=True)),
        tuple((cells[first_sheet + place], cells[owner]) for place, (owner, _) in enumerate(wanted)),
        tuple(rows),
        column,
        apart,
        headings,
        blueprint.calendars,
    )


def _node_box(node: Node, blueprint: Blueprint, overlay: Overlay | None, language: str) -> Box:
    if node.kind == "step":
        step = blueprint.steps[blueprint.step_index[node.step]]
        return step_box(step, blueprint, overlay=overlay, language=language, node=node)
    if node.kind in ("start", "end"):
        return boxes.mark_box(node.kind)
    if node.kind == "case" and node.text is not None:
        return boxes.tag_box(node.text, language=language)
    return boxes.gateway_box(node, language=language)


def _lanes_of_nodes(graph: FlowGraph, blueprint: Blueprint, default: str) -> list[str]:
    """The lane of each node: a step's own; a gateway stands with what comes before it, a join with what follows.

    A gateway behind another one stands with what follows, too: the branch it decides about may lie lanes away.
    """
    forward: dict[int, list[int]] = defaultdict(list)
    backward: dict[int, list[int]] = defaultdict(list)
    for arrow in graph.arrows:
        if arrow.kind == "forward":
            forward[arrow.source].append(arrow.target)
            backward[arrow.target].append(arrow.source)

    def nearest(node: int, ways: dict[int, list[int]]) -> str | None:
        seen, queue = {node}, [node]
        while queue:
            here = queue.pop(0)
            if graph.nodes[here].kind == "step":
                return blueprint.steps[blueprint.step_index[graph.nodes[here].step]].lane
            fresh = [onward for onward in ways[here] if onward not in seen]
            seen.update(fresh)
            queue += fresh
        return None

    found = []
    for place, node in enumerate(graph.nodes):
        ahead = node.kind in ("start", "case") or (node.kind in ("together", "any of") and len(backward[place]) > 1)
        ahead = ahead or (bool(backward[place]) and all(graph.nodes[each].kind in GATEWAYS for each in backward[place]))
        ways = (forward, backward) if ahead else (backward, forward)
        found.append(nearest(place, ways[0]) or nearest(place, ways[1]) or default)
    return found


def _apart(
    blueprint: Blueprint, graph: FlowGraph, overlay: Overlay | None, language: str
) -> list[tuple[str, list[tuple[str, Box]]]]:
    """What stands apart from the flow: heading, and (lane, box) in the order of the file."""

    def box(step: str, notes: list[str], ends: bool = False) -> tuple[str, Box]:
        designed = blueprint.steps[blueprint.step_index[step]]
        node = Node("step", step, step in shown)
        shown.add(step)
        return designed.lane, step_box(
            designed, blueprint, overlay=overlay, language=language, node=node, notes=tuple(notes), dashed=True, ends=ends
        )

    shown = {node.step for node in graph.nodes if node.kind == "step"}
    anytime = [
        box(each.step, [] if each.at_most is None else [say("planned", language, each.at_most)])
        for each in blueprint.anytime
    ]
    ending = []
    for each in blueprint.may_end:
        bounds = [("after", each.after), ("before", each.before)]
        notes = [say(key, language, name_of(step, blueprint, language)) for key, step in bounds if step is not None]
        ending.append(box(each.step, notes, ends=True))
    unused = [box(step.id, []) for step in blueprint.steps if step.id not in shown]
    return [("key_anytime", anytime), ("key_may_end", ending), ("not_in_flow", unused)]
