"""Lanes and steps of a blueprint from the pools, lanes and activities of a BPMN file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from mining.blueprint.exchange.bpmn_diagram import SUBPROCESSES, TASKS, Diagram, LaneShape, Node
from mining.blueprint.exchange.names import identifier
from mining.blueprint.lanes import KINDS, Kind, Lane
from mining.blueprint.names import Name
from mining.blueprint.steps import Step

WORDS: dict[Kind, tuple[str, ...]] = {
    "customer": (
        "customer", "client", "guest", "patient", "citizen", "applicant", "passenger", "traveler", "traveller", "student",
        "buyer", "consumer", "visitor", "subscriber", "claimant", "kunde", "kunden", "gast", "besteller", "antragsteller",
        "客户", "顾客", "客人", "用户", "乘客", "患者", "会员",
    ),
    "external": (
        "supplier", "vendor", "partner", "carrier", "courier", "contractor", "subcontractor", "external", "agency",
        "authority", "schufa", "lieferant", "spedition", "spediteur", "extern", "供应商", "外部", "承运", "合作",
    ),
    "frontstage": (
        "reception", "receptionist", "front", "desk", "counter", "cashier", "teller", "hotline", "call center",
        "agent", "waiter", "employee", "clerk", "sales", "service", "mitarbeiter", "kasse", "schalter", "verkauf", "empfang",
        "前台", "接待", "客服", "柜台", "热线", "收银",
    ),
    "support": (
        "system", "engine", "software", "database", "it", "server", "bot", "platform", "app", "crm", "erp", "hr", "legal",
        "facility", "maintenance", "系统", "平台", "机器人", "信息部",
    ),
    "backstage": (
        "kitchen", "chef", "warehouse", "stock", "logistics", "accounting", "accountant", "finance", "back", "secretary",
        "secretariat", "manager", "management", "approver", "production", "lager", "koch", "logistik", "buchhaltung",
        "sekretariat", "lagerarbeiter", "küche", "厨房", "后厨", "仓库", "财务", "后台", "经理", "审批",
    ),
}  # fmt: skip
"""Words of a lane's name that tell its kind; where several do, the kind named first."""
AUTOMATIC = ("system", "engine", "software", "database", "server", "bot", "系统", "机器人")


@dataclass(frozen=True)
class Cast:
    """Who takes part in a file, and with which steps.

    Attributes:
        lanes: in the order of the file.
        steps: in the order of the file.
        step_of: node id -> id of its step.
        notes: how names were understood.
        lane_notes: what was guessed about lanes, or left out.
    """

    lanes: tuple[Lane, ...]
    steps: tuple[Step, ...]
    step_of: dict[str, str]
    notes: tuple[str, ...]
    lane_notes: tuple[str, ...]


def cast_of(diagram: Diagram, scopes: Collection[str], expanded: Collection[str]) -> Cast:
    """Return the lanes and steps of the processes that take part.

    Activities of one name are one step (in several lanes, if they stand in several): a log cannot tell them apart.

    Args:
        diagram: the file.
        scopes: ids of the processes that take part, called ones included.
        expanded: ids of calls and sub-processes whose inside stands for them.
    """
    notes: list[str] = []
    nodes = [
        node
        for node in diagram.nodes.values()
        if (node.kind in TASKS or node.kind in SUBPROCESSES)
        and node.id not in expanded
        and not node.compensates
        and diagram.process_of(node) in scopes
    ]
    shapes = _LaneNames(diagram, scopes)
    ids: dict[str, str] = {}
    steps: dict[str, Step] = {}
    step_of: dict[str, str] = {}
    places: dict[str, int] = {}
    taken: set[str] = set()
    for node in nodes:
        name = node.name or node.id
        if not node.name:
            notes.append(f"The step {node.shown} has no name: its id stands for it.")
        ours = dict(node.ours)
        lanes_here = [lane for lane in ours.get("lanes", "").split() if shapes.knows(lane)] or [shapes.of(node)]
        key = ours.get("step") or " ".join(name.casefold().split())
        places[key] = places.get(key, 0) + 1
        if key not in ids:
            ids[key] = identifier(ours.get("step") or name, taken)
            taken.add(ids[key])
            most = ours.get("at-most", "")
            at_most = int(most) if most.isdecimal() and int(most) else None
            steps[ids[key]] = Step(ids[key], named(name, ours), tuple(lanes_here), at_most=at_most, line=node.line)
        step = steps[ids[key]]
        more_lanes = tuple(lane for lane in lanes_here if lane not in step.lanes)
        steps[step.id] = replace(step, lanes=(*step.lanes, *more_lanes))
        step_of[node.id] = step.id
    for key, count in places.items():
        if count > 1 and not _is_ours(diagram):
            notes.append(f'"{steps[ids[key]].name.text()}" stands {count} times in the model and is one step.')
    lanes, more = shapes.lanes({lane for step in steps.values() for lane in step.lanes})
    return Cast(lanes, tuple(steps.values()), step_of, tuple(notes), tuple(more))


class _LaneNames:
    """Ids and names of lanes: the lane that names a node, else that of the sub-process around it, else the pool."""

    def __init__(self, diagram: Diagram, scopes: Collection[str]) -> None:
        self.diagram = diagram
        self._shape_of: dict[str, LaneShape] = {}
        for shape in diagram.lanes:
            # An inner lane comes after the one around it, and names the same nodes more precisely.
            for node in shape.nodes:
                self._shape_of[node] = shape
        self._pools = {pool.process: pool for pool in diagram.pools if pool.process}
        self._ids: dict[str, str] = {}
        self._lanes: dict[str, Lane] = {}
        self._called: dict[str, str] = {}
        self._notes: list[tuple[str, str]] = []
        self._taken: set[str] = set()
        names = [self._own_name(shape) for shape in diagram.lanes if shape.process in scopes and not shape.ours]
        self._twice = {name for name in names if names.count(name) > 1}
        for shape in diagram.lanes:
            if shape.process in scopes:
                self._add(shape.id, self._shown(shape), dict(shape.ours), shape.line)
        for process in diagram.processes:
            if process.id in scopes:
                pool = self._pools.get(process.id)
                thing = pool or process
                name = (pool.name if pool else "") or process.name or "process"
                self._add(process.id, name, dict(thing.ours), thing.line)
        for call in diagram.nodes.values():
            is_call = call.kind == "callActivity" and call.called in scopes and call.called not in self._pools
            if is_call and diagram.process_of(call) in scopes:
                self._called.setdefault(call.called or "", call.id)

    def _own_name(self, shape: LaneShape) -> str:
        pool = self._pools.get(shape.process)
        return shape.name or (pool.name if pool else "") or "lane"

    def _shown(self, shape: LaneShape) -> str:
        name = self._own_name(shape)
        if name not in self._twice:
            return name
        around = next((other.name for other in self.diagram.lanes if other.id == shape.parent), "")
        pool = self._pools.get(shape.process)
        return f"{around or (pool.name if pool else '')} {name}".strip()

    def _add(self, key: str, name: str, ours: dict[str, str], line: int) -> None:
        lane = identifier(ours.get("lane") or name, self._taken)
        self._taken.add(lane)
        self._ids[key] = lane
        kind = ours.get("kind")
        automatic = ours.get("automatic") == "true"
        if kind not in KINDS:
            kind, word = guessed_kind(name)
            automatic = any(_holds(name, one) for one in AUTOMATIC)
            why = f'a guess by the word "{word}"' if word else "no word of it tells"
            more = ", automatic" if automatic else ""
            self._notes.append((lane, f'The lane "{name}" is taken to be {kind}{more}: {why}.'))
        self._lanes[lane] = Lane(lane, named(name, ours), kind, automatic=automatic, line=line)

    def knows(self, lane: str) -> bool:
        """Whether there is a lane of this id."""
        return lane in self._lanes

    def of(self, node: Node) -> str:
        """Id of the lane of a node."""
        own = dict(node.ours).get("lane")
        if own is not None and self.knows(own):
            return own
        seen = node
        for _ in range(len(self.diagram.nodes)):
            shape = self._shape_of.get(seen.id)
            if shape is not None and shape.id in self._ids:
                return self._ids[shape.id]
            if seen.scope in self.diagram.nodes:
                seen = self.diagram.nodes[seen.scope]
            elif seen.scope in self._called:
                seen = self.diagram.nodes[self._called[seen.scope]]
            else:
                break
        return self._ids[self.diagram.process_of(seen)]

    def lanes(self, used: Collection[str]) -> tuple[tuple[Lane, ...], list[str]]:
        """The lanes that hold steps, and notes on guesses and on lanes without steps."""
        notes = [text for lane, text in self._notes if lane in used]
        shapes = {self._ids[shape.id]: shape for shape in self.diagram.lanes if shape.id in self._ids}
        parents = {shape.parent for shape in self.diagram.lanes}
        for lane, shape in shapes.items():
            if lane not in used and shape.id not in parents:
                notes.append(
                    f'The lane "{self._lanes[lane].name.text()}" (line {shape.line}) holds no step and is left out.'
                )
        for pool in self.diagram.pools:
            if not pool.process or not any(
                self.diagram.process_of(node) == pool.process for node in self.diagram.nodes.values()
            ):
                notes.append(
                    f'Nothing is known of the inside of the pool "{pool.name or pool.id}" (line {pool.line}): no lane.'
                )
        return tuple(lane for lane in self._lanes.values() if lane.id in used), notes


def guessed_kind(name: str) -> tuple[Kind, str]:
    """Return the kind that a lane's name tells, and the word that tells it ("" where none does: back stage).

    >>> guessed_kind("Front office")
    ('frontstage', 'front')
    >>> guessed_kind("Marketing")
    ('backstage', '')
    """
    for kind, words in WORDS.items():
        for word in words:
            if _holds(name, word):
                return kind, word
    return "backstage", ""


def _holds(name: str, word: str) -> bool:
    if not word.isascii() and not re.search("[a-zäöüß]", word):
        return word in name
    return re.search(rf"(?<!\w){re.escape(word)}(s|n|en)?(?!\w)", name.casefold()) is not None


def _is_ours(diagram: Diagram) -> bool:
    """Whether this program wrote the file: then a step that stands twice was meant to."""
    return any(shape.ours for shape in diagram.lanes)


def named(name: str, ours: dict[str, str]) -> Name:
    """Return a name, in all the languages in which a file of ours gives it."""
    languages = tuple((key[5:], text) for key, text in ours.items() if key.startswith("name-"))
    return Name(languages) if languages else Name.of(name)
