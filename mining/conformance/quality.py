"""How good a model is: fitness, precision, simplicity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mining.blueprint.net import Net
from mining.conformance.alignment import Design
from mining.conformance.budget import USUAL, Budget
from mining.conformance.conform import conform
from mining.conformance.net import NetBehaviour, as_net
from mining.conformance.precision import precision
from mining.log import EventLog

PLAIN = 2
"""Arcs at each place and transition of a plain sequence: what is as simple as can be."""


@dataclass(frozen=True)
class Quality:
    """How good a model is as a picture of a log.

    Attributes:
        fitness: as `Conformance.fitness`; None without closed judged cases.
        precision: how little the model allows that never happened, 0 to 1; None where it cannot be said.
        simplicity: see `simplicity`.
        unjudged_cases: cases of which no cheapest alignment was found within the budget; fitness and precision are of the
            others.
    """

    fitness: float | None
    precision: float | None
    simplicity: float
    unjudged_cases: int = 0

    def to_dict(self) -> dict[str, float | int | None]:
        """Return the figures for JSON."""
        return {
            "fitness": self.fitness,
            "precision": self.precision,
            "simplicity": self.simplicity,
            "unjudged_cases": self.unjudged_cases,
        }


def quality(log: EventLog, model: Any, *, budget: Budget = USUAL) -> Quality:
    """Return fitness, precision and simplicity of a net for a log.

    Args:
        log: the log.
        model: what `conform` takes as a net: a discovered `Model`, the path of a PNML file, a `Net`, pm4py's three.
        budget: how much may be spent; a mined net need not be sound, and then can have states without end.

    Raises:
        ModelError: the model cannot be executed.
    """
    net = as_net(model)
    result = conform(log, net, budget=budget)
    found = precision(result.alignments, Design.of(NetBehaviour(net))) if result.judged else None
    return Quality(result.fitness, found, simplicity(net), result.unjudged_cases)


def simplicity(net: Net) -> float:
    """Return 1 / (1 + max(0, mean number of arcs at a place or transition - 2)): 1 for a plain sequence.

    It says how entangled a net is, not how large. Source: Sánchez-González et al., ICCD 2010; pm4py's arc degree.

    >>> simplicity(Net(("p", "q"), ("a",), (((0, 1),),), (((1, 1),),), (1, 0), ((0, 1),)))
    1.0
    """
    nodes = len(net.places) + len(net.labels)
    ends = 2 * sum(len(side) for side in (*net.inputs, *net.outputs))
    return 1 / (1 + max(0.0, ends / nodes - PLAIN)) if nodes else 1.0
