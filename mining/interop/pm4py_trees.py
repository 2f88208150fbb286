"""Process trees -> pm4py's objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol


class TreeNode(Protocol):
    """A node of a process tree.

    Attributes:
        operator: ``sequence``, ``xor``, ``and``, ``loop`` or ``or``; None: a leaf.
        label: of a leaf; None: silent.
        children: of an operator.
    """

    @property
    def operator(self) -> str | None:
        """What it does with its children; None: a leaf."""

    @property
    def label(self) -> str | None:
        """Of a leaf; None: silent."""

    @property
    def children(self) -> Sequence[TreeNode]:
        """Of an operator."""


def pm4py_tree(tree: TreeNode) -> Any:
    """Return a new ``pm4py.objects.process_tree.obj.ProcessTree`` that says the same.

    What leaves a loop of three branches follows it in a sequence: pm4py's loops have two.
    """
    from pm4py.objects.process_tree.obj import Operator, ProcessTree

    if tree.operator is None:
        return ProcessTree(label=tree.label)
    signs = {
        "sequence": Operator.SEQUENCE,
        "xor": Operator.XOR,
        "and": Operator.PARALLEL,
        "loop": Operator.LOOP,
        "or": Operator.OR,
    }
    children = [pm4py_tree(child) for child in tree.children]
    if tree.operator == "loop":
        # A redo that is missing does nothing.
        children += [ProcessTree() for _ in range(2 - len(children))]
        loop = _with_children(ProcessTree(operator=Operator.LOOP), children[:2])
        return loop if len(children) == 2 else _with_children(ProcessTree(operator=Operator.SEQUENCE), [loop, children[2]])
    return _with_children(ProcessTree(operator=signs[tree.operator]), children)


def _with_children(node: Any, children: Sequence[Any]) -> Any:
    node.children = list(children)
    for child in children:
        child.parent = node
    return node
