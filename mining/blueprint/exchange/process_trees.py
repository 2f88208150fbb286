"""Process trees -> flows: the text that pm4py prints, PTML files, and pm4py's own objects."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mining.blueprint.exchange.imported import NO_LANES, ONE_LANE, Imported, steps_of_labels
from mining.blueprint.exchange.model_files import content_of, kind_of, root_of
from mining.blueprint.flow import NOTHING, Do, Flow
from mining.blueprint.flow_algebra import any_of, either, repeat, sequence, together
from mining.blueprint.names import Name
from mining.errors import ModelError

OPERATORS = {"->": "sequence", "X": "xor", "+": "and", "*": "loop", "O": "or"}
PTML = {"sequence": "sequence", "xor": "xor", "and": "and", "xorLoop": "loop", "or": "or"}
DEEPEST = 200
"""Levels of a tree."""


@dataclass(frozen=True)
class Tree:
    """A node of a process tree.

    Attributes:
        operator: ``sequence``, ``xor``, ``and``, ``loop`` (do, redo, and perhaps what leaves it) or ``or``; None: a leaf.
        label: of a leaf; None: silent.
        children: of an operator.
    """

    operator: str | None = None
    label: str | None = None
    children: tuple[Tree, ...] = ()


SILENT = Tree()


# -- reading ----------------------------------------------------------------------------------------------------------


def read_tree(path: str | Path) -> Imported:
    """Read a process tree: a PTML file, or the text of one (``->( 'a', X( 'b', tau ) )``).

    Raises:
        FileError: there is no such file.
        ModelError: it is no process tree; the message names the line or the column.
    """
    path = Path(path)
    tree = _of_ptml(path) if path.suffix.lower() == ".ptml" else tree_of_text(_decoded(path), file=path.name)
    return imported_tree(tree, Name.of(path.stem), path.name)


def imported_tree(tree: Tree, name: Name, file: str) -> Imported:
    """Return a tree as a process model.

    Raises:
        ModelError: no leaf of it has a label.
    """
    labels = dict.fromkeys(_labels(tree))
    if not labels:
        raise ModelError(f"{file}: the process tree has no step: all its leaves are silent.")
    steps, step_of = steps_of_labels(labels)
    return Imported(name, (ONE_LANE,), steps, flow_of_tree(tree, step_of), lane_notes=(NO_LANES,))


def flow_of_tree(tree: Tree, step_of: Mapping[str, str]) -> Flow:
    """Return what a tree allows as a flow."""
    inner = [flow_of_tree(child, step_of) for child in tree.children]
    match tree.operator:
        case None:
            return NOTHING if tree.label is None else Do(step_of[tree.label])
        case "sequence":
            return sequence(inner)
        case "xor":
            return either(inner)
        case "and":
            return together(inner)
        case "or":
            return any_of(inner)
    return sequence([repeat(inner[0], inner[1] if len(inner) > 1 else NOTHING), *inner[2:]])


def tree_of_text(text: str, *, file: str = "") -> Tree:
    r"""Return the tree of a text as pm4py prints it; a quote inside a label is written as ``\\'``.

    >>> tree_of_text("->( 'a', X( 'b', tau ) )").children[1].operator
    'xor'

    Raises:
        ModelError: the text is no process tree; the message names the column.
    """
    return _Parser(text, file).whole()


class _Parser:
    def __init__(self, text: str, file: str) -> None:
        self.text, self.file, self.place = text, file, 0

    def wrong(self, what: str) -> ModelError:
        line = self.text.count("\n", 0, self.place) + 1
        column = self.place - (self.text.rfind("\n", 0, self.place) + 1) + 1
        found = self.text[self.place : self.place + 20] or "the end of the text"
        where = f"{self.file}:{line}:{column}: " if self.file else f"column {column}: "
        return ModelError(f"{where}{what}", found=repr(found) + ".", remedy="->( 'a', X( 'b', tau ), *( 'c', 'd' ) )")

    def whole(self) -> Tree:
        tree = self._tree(0)
        self._space()
        if self.place < len(self.text):
            raise self.wrong("a process tree ends here, and more follows.")
        return tree

    def _space(self) -> None:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1

    def _tree(self, depth: int) -> Tree:
        self._space()
        if depth > DEEPEST:
            raise self.wrong(f"the tree is deeper than {DEEPEST} levels.")
        if self.text.startswith("'", self.place):
            return Tree(label=self._label())
        for word in ("tau", "τ"):
            if self.text.startswith(word, self.place):
                self.place += len(word)
                return SILENT
        found = re.compile(r"(->|X|\+|\*|O)\s*\(").match(self.text, self.place)
        if found is None:
            raise self.wrong("a process tree needs a label in quotes, tau, or an operator (-> X + * O) with brackets here.")
        self.place = found.end()
        children = [self._tree(depth + 1)]
        while self._next(","):
            children.append(self._tree(depth + 1))
        if not self._next(")"):
            raise self.wrong("a comma or a closing bracket is missing here.")
        operator = OPERATORS[found[1]]
        if operator == "loop" and len(children) > 3:
            raise self.wrong("a loop has two branches, or three: what is done, what is redone, what leaves it.")
        return Tree(operator, children=tuple(children))

    def _next(self, sign: str) -> bool:
        self._space()
        if self.text.startswith(sign, self.place):
            self.place += 1
            return True
        return False

    def _label(self) -> str:
        found = re.compile(r"'((?:[^'\\]|\\.)*)'", re.S).match(self.text, self.place)
        if found is None:
            raise self.wrong("a label is not closed.")
        self.place = found.end()
        return re.sub(r"\\(['\\])", r"\1", found[1])


def _decoded(path: Path) -> str:
    try:
        return content_of(path, "a process tree").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ModelError(f'"{path}" is not written in UTF-8.', remedy="save it as UTF-8.") from None


def _of_ptml(path: Path) -> Tree:
    root = root_of(path, "PTML")
    trees = [element for element in root.iter() if kind_of(element) == "processTree"]
    if not trees:
        raise ModelError(
            f"{path.name}:{root.sourceline}: no process tree in this file.", found=f"a <{kind_of(root)}> document."
        )
    nodes = {element.get("id"): element for element in trees[0] if kind_of(element) != "parentsNode"}
    below: dict[str, list[str]] = {}
    for element in trees[0]:
        if kind_of(element) == "parentsNode":
            below.setdefault(element.get("sourceId"), []).append(element.get("targetId"))

    def wrong(element: Any, text: str) -> ModelError:
        return ModelError(f"{path.name}:{element.sourceline}: {text}", remedy="export the tree as PTML again.")

    def made(key: str | None, depth: int) -> Tree:
        element = nodes.get(key)
        if element is None:
            raise wrong(trees[0], f'the tree names a node "{key}" that it does not have.')
        if depth > DEEPEST:
            raise wrong(element, f"the tree is deeper than {DEEPEST} levels, or goes round in a circle.")
        kind = kind_of(element)
        if kind in ("manualTask", "automaticTask"):
            return Tree(label=element.get("name") or None) if kind == "manualTask" else SILENT
        children = tuple(made(child, depth + 1) for child in below.get(key or "", ()))
        if kind not in PTML or not children:
            raise wrong(element, f"a node <{kind}> with {len(children)} branches cannot be executed.")
        if PTML[kind] == "loop" and len(children) > 3:
            raise wrong(element, "a loop has two branches, or three.")
        return Tree(PTML[kind], children=children)

    return made(trees[0].get("root"), 0)


def tree_of_pm4py(tree: Any) -> Tree:
    """Return pm4py's ``ProcessTree`` as a tree (nothing is changed).

    Raises:
        ModelError: an operator of it cannot be executed.
    """
    if tree.operator is None:
        return Tree(label=tree.label)
    sign = str(tree.operator.value)
    if sign not in OPERATORS:
        raise ModelError(
            f'the operator "{sign}" of a process tree cannot be executed.', found=f"{', '.join(OPERATORS)} can."
        )
    return Tree(OPERATORS[sign], children=tuple(map(tree_of_pm4py, tree.children)))


def _labels(tree: Tree) -> Iterator[str]:
    if tree.label is not None:
        yield tree.label
    for child in tree.children:
        yield from _labels(child)
