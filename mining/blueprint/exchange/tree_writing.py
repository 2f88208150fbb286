"""Flows -> process trees: the text that pm4py prints, and PTML files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from mining.blueprint.exchange.process_trees import DEEPEST, OPERATORS, PTML, SILENT, Tree
from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.blueprint.flow_algebra import sequence
from mining.blueprint.model import Blueprint
from mining.errors import ModelError

LONGEST = 20_000
"""Nodes of a tree that counted loops are spelled out to."""


def tree_of_blueprint(blueprint: Blueprint) -> Tree:
    """Return a blueprint's order of steps as a tree; leaves bear the names of steps.

    Counted loops are spelled out; steps at any time run beside the flow.

    Raises:
        ModelError: the flow is kept as a net, or a step may end the case: trees have no sign for that.
    """
    if blueprint.model is not None:
        raise ModelError(
            "the flow is kept as a net, because it is not block-structured: a process tree cannot hold it.",
            remedy="write it as PNML or BPMN.",
        )
    if blueprint.may_end:
        listed = ", ".join(f'"{entry.step}"' for entry in blueprint.may_end)
        raise ModelError(
            f"a process tree has no sign for steps with which a case may stop: {listed}.",
            remedy="write it as BPMN or PNML.",
        )
    names = {step.id: step.name.texts[0][1] for step in blueprint.steps}
    keys = [" ".join(name.casefold().split()) for name in names.values()]
    shown = {step: name if keys.count(" ".join(name.casefold().split())) == 1 else step for step, name in names.items()}
    maker = _TreeMaker(shown, {step.id: step.at_most for step in blueprint.steps})
    tree = maker.of(blueprint.flow)
    beside = []
    for entry in blueprint.anytime:
        limit = entry.at_most if entry.at_most is not None else maker.limits[entry.step]
        once = Tree(label=shown[entry.step])
        beside.append(Tree("loop", children=(SILENT, once)) if limit is None else maker.up_to(once, limit))
    return Tree("and", children=(tree, *beside)) if beside else tree


@dataclass
class _TreeMaker:
    shown: Mapping[str, str]
    limits: Mapping[str, int | None]
    made: int = 0

    def of(self, flow: Flow) -> Tree:
        self.made += 1
        if self.made > LONGEST:
            raise ModelError("counted loops make the process tree too long.", remedy="write it as BPMN.")
        match flow:
            case Do(step):
                once = Tree(label=self.shown[step])
                more = (self.limits.get(step) or 1) - 1
                return once if not more else Tree("sequence", children=(once, self.up_to(once, more)))
            case Sequence(()):
                return SILENT
            case Sequence(parts):
                return Tree("sequence", children=tuple(map(self.of, parts)))
            case Either(branches):
                return Tree("xor", children=tuple(map(self.of, branches)))
            case Together(branches):
                return Tree("and", children=tuple(map(self.of, branches)))
            case AnyOf(branches):
                return Tree("or", children=tuple(map(self.of, branches)))
            case Optional(body):
                return Tree("xor", children=(self.of(body), SILENT))
            case Repeat(do, then, None):
                return Tree("loop", children=(self.of(do), self.of(then)))
            case Repeat(do, then, int(at_most)):
                again = self.of(sequence([then, do]))
                return Tree("sequence", children=(self.of(do), self.up_to(again, at_most)))
        raise AssertionError(flow)

    def up_to(self, body: Tree, times: int) -> Tree:
        """None to `times` rounds of a body."""
        self.made += times
        if self.made > LONGEST or times > DEEPEST // 2:
            raise ModelError(f"a loop of at most {times} rounds is too long for a process tree.", remedy="write it as BPMN.")
        tree = Tree("xor", children=(body, SILENT))
        for _ in range(times - 1):
            tree = Tree("xor", children=(Tree("sequence", children=(body, tree)), SILENT))
        return tree


def tree_text(tree: Tree) -> str:
    """Return a tree as pm4py prints it."""
    if tree.operator is None:
        return "tau" if tree.label is None else "'" + tree.label.replace("\\", "\\\\").replace("'", "\\'") + "'"
    sign = next(sign for sign, operator in OPERATORS.items() if operator == tree.operator)
    return f"{sign}( {', '.join(map(tree_text, tree.children))} )"


def ptml_text(tree: Tree, *, title: str = "") -> bytes:
    """Return a tree as PTML (UTF-8); a loop gets a third, silent branch, as ProM wants it."""
    root = etree.Element("ptml")
    whole = etree.SubElement(root, "processTree", id="tree", name=_xml(title), root="n1")
    arcs: list[tuple[str, str]] = []
    count = 0

    def add(node: Tree, parent: str | None) -> None:
        nonlocal count
        count += 1
        key = f"n{count}"
        if parent is not None:
            arcs.append((parent, key))
        if node.operator is None:
            kind = "automaticTask" if node.label is None else "manualTask"
            etree.SubElement(whole, kind, id=key, name=_xml(node.label or ""))
            return
        kind = next(kind for kind, operator in PTML.items() if operator == node.operator)
        etree.SubElement(whole, kind, id=key, name="")
        more = (SILENT,) * (3 - len(node.children)) if node.operator == "loop" else ()
        for child in (*node.children, *more):
            add(child, key)

    add(tree, None)
    for number, (source, target) in enumerate(arcs, 1):
        etree.SubElement(whole, "parentsNode", id=f"a{number}", sourceId=source, targetId=target)
    etree.indent(root)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _xml(text: str) -> str:
    return re.sub("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
