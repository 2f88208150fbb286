"""Which step comes before which by design, looking at first executions only."""

from __future__ import annotations

from itertools import combinations

from mining.blueprint.flow import AnyOf, Flow, Repeat, Sequence, Together, parts_of, steps_in
from mining.blueprint.model import Blueprint

Order = dict[tuple[str, str], float]


def designed_order(blueprint: Blueprint) -> Order:
    """Return (step, other) -> 1: before the other, 0: after it, 0.5: either. Pairs that exclude each other have none.

    A `may end with` step comes after all others; a step that may happen anytime is not placed. Where a step stands
    several times in the flow, its first place counts.

    >>> from mining.blueprint.flow import Do
    >>> from mining.blueprint.lanes import Lane
    >>> from mining.blueprint.names import Name
    >>> from mining.blueprint.steps import Step
    >>> steps = tuple(Step(id, Name.of(id), ("a",)) for id in "xyz")
    >>> flow = Sequence((Do("x"), Together((Do("y"), Do("z")))))
    >>> designed_order(Blueprint(Name.of("b"), (Lane("a", Name.of("a"), "backstage"),), steps, flow))["x", "z"]
    1.0
    """
    found: Order = {}
    _walk(blueprint.flow, found)
    placed = set(steps_in(blueprint.flow))
    for entry in blueprint.may_end:
        for step in placed - {entry.step}:
            _put(found, step, entry.step, 1.0)
    return found


def _walk(flow: Flow, found: Order) -> None:
    for part in parts_of(flow):
        _walk(part, found)
    match flow:
        case Sequence() | Repeat():
            _pairs(parts_of(flow), 1.0, found)
        case Together(branches) | AnyOf(branches):
            _pairs(branches, 0.5, found)


def _pairs(parts: tuple[Flow, ...], before: float, found: Order) -> None:
    for one, other in combinations(parts, 2):
        for step in set(steps_in(one)):
            for later in set(steps_in(other)) - {step}:
                _put(found, step, later, before)


def _put(found: Order, step: str, later: str, before: float) -> None:
    found.setdefault((step, later), before)
    found.setdefault((later, step), 1 - before)
