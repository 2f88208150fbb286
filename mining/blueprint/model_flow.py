"""``flow: {model: FILE}``: the order of the steps in a model file beside the blueprint, executed as the net that it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from mining.blueprint.flow import Do, Flow, Optional, Repeat, Sequence
from mining.blueprint.labels import Patterns, labels_of
from mining.blueprint.model import Model
from mining.blueprint.net import Net
from mining.blueprint.net_ends import steps_in_order
from mining.blueprint.pnml import read_net
from mining.blueprint.steps import Step
from mining.blueprint.values import near, text
from mining.blueprint.yaml_source import Mapping, Node
from mining.errors import MiningError


def _other(path: Path) -> Net:
    from mining.blueprint.exchange.models import net_in

    return net_in(path)


READERS: dict[str, Callable[[Path], Net]] = {".pnml": read_net, ".bpmn": _other, ".ptml": _other, ".tree": _other}
"""How a model file is read, by the end of its name."""


def is_model(node: Node) -> bool:
    """Whether the node under ``flow`` names a model file."""
    return isinstance(node, Mapping) and "model" in [key.text for key, _ in node.entries]


def model_of(node: Node, steps: tuple[Step, ...], file: str) -> tuple[Model, Flow]:
    """Return the model that ``flow: {model: FILE}`` names, and the flow that stands for it where blocks are needed.

    The activities of the model are steps of the blueprint: by id, name or log label, compared as labels are.
    """
    assert isinstance(node, Mapping)
    if len(node.entries) != 1:
        remedy = "flow: {model: FILE}, or a flow in blocks; not both."
        raise node.place.error("a model file is the whole flow.", found=node.shown + ".", remedy=remedy)
    body = node.entries[0][1]
    name = text(body, "the model file")
    reader = READERS.get(Path(name).suffix.lower())
    if reader is None:
        remedy = f"a file that ends in {' or '.join(READERS)}, beside the blueprint."
        raise body.place.error(f'"{name}" is no model file.', found=name, remedy=remedy)
    try:
        net = reader(Path(file).parent / name)
    except MiningError as error:
        raise body.place.error(f"the model file: {error.wrong}", found=error.found or name, remedy=error.remedy) from None
    net = replace(net, labels=_as_steps(net, steps, name, body))
    return Model(name, net), blocks_of(net) or any_order(steps_in_order(net))


def blocks_of(net: Net) -> Flow | None:
    """Return the flow in blocks that allows what a net allows; None where the net is not block-structured."""
    from mining.blueprint.exchange.net_reading import flow_of_net

    return flow_of_net(net)


def any_order(steps: tuple[str, ...]) -> Flow:
    """Return the flow that allows its steps in every order and as often as you like, drawn in the order given.

    >>> any_order(("a",))
    Repeat(do=Sequence(parts=(Optional(body=Do(step='a')),)), then=Sequence(parts=()), at_most=None)
    """
    return Repeat(Sequence(tuple(Optional(Do(step)) for step in steps)), Sequence(()))


def _as_steps(net: Net, steps: tuple[Step, ...], name: str, node: Node) -> tuple[str | None, ...]:
    """Return the labels of a net as ids of steps."""
    claims = [
        (k, dict.fromkeys([*labels_of(step), step.id, *(word for _, word in step.name.texts)]))
        for k, step in enumerate(steps)
    ]
    patterns = Patterns.of((k, tuple(words)) for k, words in claims)
    found: dict[str, str] = {}
    for label in net.steps:
        fitting = [steps[k].id for k in patterns.fitting(label)]
        if not fitting:
            known = [word for _, words in claims for word in words]
            wrong = f'"{label}" of {name} is no step of the blueprint.{near(label, known)}'
            remedy = f'a step for it: {{log: ["{label}"]}} or name: "{label}"; or rename it in the model.'
            raise node.place.error(wrong, found=label, remedy=remedy)
        if len(fitting) > 1:
            wrong = f'"{label}" of {name} fits two steps, "{fitting[0]}" and "{fitting[1]}".'
            raise node.place.error(wrong, found=label, remedy="names and labels that fit one step only.")
        found[label] = fitting[0]
    return tuple(None if label is None else found[label] for label in net.labels)
