"""A Petri net walked marking by marking; a marking is one integer.

Every place has nine bits: eight for its tokens and a guard bit above them. A transition is enabled if taking its
tokens leaves every guard standing: one subtraction and one comparison for all places at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from mining.blueprint.exchange.models import net_in, net_of_tree
from mining.blueprint.exchange.process_trees import tree_of_pm4py
from mining.blueprint.net import Arcs, Net, derived_finals
from mining.conformance.behaviour import SILENT
from mining.errors import ModelError, UnboundedError

BITS = 9
MOST_TOKENS = (1 << (BITS - 1)) - 1


class NetBehaviour:
    """The markings that a net can reach, packed in integers, as a `Behaviour`.

    Args:
        net: the net.
        steps: the steps by whose positions moves are told; without, the net's own.
    """

    def __init__(self, net: Net, *, steps: tuple[str, ...] | None = None) -> None:
        self.net = net
        self.steps = net.steps if steps is None else steps
        self._guards = self._packed((place, 1 << (BITS - 1)) for place in range(len(net.places)))
        self.initial = self._packed(enumerate(net.initial))
        self._finals = frozenset(self._packed(enumerate(final)) for final in net.finals)
        numbers = {step: number for number, step in enumerate(self.steps)}
        self._transitions = [
            (SILENT if label is None else numbers[label], self._packed(taken), self._packed(put))
            for label, taken, put in zip(net.labels, net.inputs, net.outputs, strict=True)
        ]
        self._all = (1 << len(self.steps)) - 1

    def moves(self, state: int) -> list[tuple[int, int]]:
        """Return (step or SILENT, marking) for every enabled transition.

        Raises:
            ModelError: a place would hold more than 255 tokens: the net is not bounded.
        """
        guards, guarded = self._guards, state | self._guards
        found = []
        for step, taken, put in self._transitions:
            rest = guarded - taken
            if rest & guards == guards:
                reached = (rest ^ guards) + put
                if reached & guards:
                    raise self._unbounded(reached)
                found.append((step, reached))
        return found

    def is_final(self, state: int) -> bool:
        """Whether the marking is one of the final ones, token for token."""
        return state in self._finals

    def tokens(self, state: int) -> list[int]:
        """Return the tokens of a marking, one number per place.

        >>> net = Net(("p", "q"), (), (), (), (2, 1), ((0, 0),))
        >>> NetBehaviour(net).tokens(NetBehaviour(net).initial)
        [2, 1]
        """
        return [state >> BITS * place & MOST_TOKENS for place in range(len(self.net.places))]

    def needed(self, state: int) -> int:
        """Not known for markings: 0."""
        return 0

    def possible(self, state: int) -> int:
        """Not known for markings: all steps."""
        return self._all

    def _packed(self, tokens: Iterable[tuple[int, int]]) -> int:
        packed = 0
        for place, count in tokens:
            if count > 1 << (BITS - 1):
                raise UnboundedError.taken_at_once(self.net.places[place], count, MOST_TOKENS)
            packed |= count << (BITS * place)
        return packed

    def _unbounded(self, marking: int) -> UnboundedError:
        full = (marking & self._guards).bit_length() - 1
        return UnboundedError.never_consumed(self.net.places[full // BITS], MOST_TOKENS)


def net_of_pm4py(net: Any, initial: Any, final: Any) -> Net:
    """Return pm4py's net, initial and final marking as a `Net` (places by name; nothing is changed)."""
    places = sorted(net.places, key=lambda place: str(place.name))
    transitions = sorted(net.transitions, key=lambda transition: (str(transition.label or ""), str(transition.name)))
    number = {id(place): k for k, place in enumerate(places)}
    special = [
        type(arc).__name__ for arc in net.arcs if getattr(arc, "properties", {}).get("arctype") in ("inhibitor", "reset")
    ]
    if special:
        raise ModelError(f"{len(special)} arcs are inhibitor or reset arcs: only ordinary arcs can be executed.")

    def sides(arcs: Iterable[Any], end: str) -> Arcs:
        pairs: dict[int, int] = {}
        for arc in arcs:
            place = number[id(getattr(arc, end))]
            pairs[place] = pairs.get(place, 0) + arc.weight
        return tuple(sorted(pairs.items()))

    def marking(tokens: Any) -> tuple[int, ...]:
        held = {number[id(place)]: count for place, count in tokens.items()}
        return tuple(held.get(k, 0) for k in range(len(places)))

    inputs = tuple(sides(transition.in_arcs, "source") for transition in transitions)
    notes: tuple[str, ...] = ()
    if final:
        finals: tuple[tuple[int, ...], ...] = (marking(final),)
    else:
        drained = {place for side in inputs for place, _ in side}
        finals = derived_finals(tuple(k for k in range(len(places)) if k not in drained), len(places))
        notes = ("The net came without a final marking: one token in each place without outgoing arcs was assumed.",)
    return Net(
        places=tuple(str(place.name) for place in places),
        labels=tuple(transition.label for transition in transitions),
        inputs=inputs,
        outputs=tuple(sides(transition.out_arcs, "target") for transition in transitions),
        initial=marking(initial),
        finals=finals,
        notes=notes,
    )


def as_net(design: Any) -> Net:
    """Return a design as a `Net`: a `Net`, the path of a model file, pm4py's three or process tree, or what holds them.

    Raises:
        ModelError: it is none of these.
    """
    if isinstance(design, Net):
        return design
    if isinstance(design, str | Path):
        if Path(design).suffix.lower() in (".yaml", ".yml"):
            raise ModelError(
                f'"{design}" is a blueprint, not a net.',
                remedy="mining.conform(log, mining.Blueprint.load(path))   (command line: --blueprint FILE)",
            )
        return net_in(design)
    if hasattr(design, "operator") and hasattr(design, "children"):
        return net_of_tree(tree_of_pm4py(design))
    if isinstance(design, tuple) and len(design) == 3:
        return net_of_pm4py(*design)
    if all(hasattr(design, name) for name in ("net", "initial", "final")):
        return net_of_pm4py(design.net, design.initial, design.final)
    raise ModelError(
        "this is no design to compare with.",
        found=type(design).__name__,
        remedy="a Blueprint, the path of a BPMN, PNML or process tree file, or pm4py's (net, initial, final).",
    )
