"""Doubts about a blueprint that only show when it is executed: steps that can never happen, times that are never taken.

Decided on the automaton of the design: whether a step can follow another is whether a run has the one and then the other.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from mining.blueprint.doubt import Doubt
from mining.blueprint.model import Blueprint
from mining.blueprint.rules import Before, DifferentPerson, Escalation
from mining.conformance.automaton import Automaton, automaton
from mining.conformance.behaviour import OverBudgetError
from mining.conformance.model_behaviour import behaviour_of
from mining.errors import ModelError, UnboundedError

STATES = 20_000
"""States of the design that are looked at: a second or two."""

Bools = npt.NDArray[np.bool_]


def order_doubts(blueprint: Blueprint) -> list[Doubt]:
    """Return the doubts about the order of steps, in the order of the file; a design with too many states says so."""
    try:
        design = automaton(behaviour_of(blueprint), budget=STATES)
    except OverBudgetError:
        return [Doubt.of("order_not_checked", None, states=f"{STATES:,}")]
    except UnboundedError as error:
        return [Doubt.of("order_not_checked.unbounded", None, place=error.place)]
    except ModelError:
        return [Doubt.of("never_ends", None)]
    follows = following(design)
    found = [*_never(blueprint, design), *_targets(blueprint, follows), *_rules(blueprint, follows)]
    return sorted(found, key=lambda doubt: (doubt.line or 0, doubt.code))


def following(design: Automaton) -> Bools:
    """Return (steps, steps): whether some run has the second some time after the first.

    >>> from mining.blueprint.net import Net
    >>> from mining.conformance.net import NetBehaviour
    >>> net = Net(("p", "q", "r"), ("a", "b"), (((0, 1),), ((1, 1),)), (((1, 1),), ((2, 1),)), (1, 0, 0), ((0, 0, 1),))
    >>> following(automaton(NetBehaviour(net), budget=10)).tolist()
    [[False, True], [False, False]]
    """
    steps = len(design.steps)
    allowed = design.next >= 0
    later = allowed.copy()  # (states, steps): whether the step can still come
    while True:
        more = later.copy()
        for step in range(steps):
            rows = np.flatnonzero(allowed[:, step])
            more[rows] |= later[design.next[rows, step]]
        if (more == later).all():
            break
        later = more
    found = np.zeros((steps, steps), dtype=bool)
    for first in range(steps):
        after = design.next[:, first]
        found[first] = later[after[after >= 0]].any(axis=0)
    return found


def _never(blueprint: Blueprint, design: Automaton) -> Iterator[Doubt]:
    happens = np.any(design.next >= 0, axis=0)
    for step, ever in zip(blueprint.steps, np.ravel(happens), strict=True):
        if not ever:
            yield Doubt.of("step_never_reached", step.line, step=step.id)


def _targets(blueprint: Blueprint, follows: Bools) -> Iterator[Doubt]:
    number = blueprint.step_index
    of_lane = {lane.id: [k for k, step in enumerate(blueprint.steps) if lane.id in step.lanes] for lane in blueprint.lanes}
    for target in blueprint.targets:
        about = {"first": target.first, "second": target.second, "target": target.id}
        if target.kind == "between" and not follows[number[target.first], number[str(target.second)]]:
            yield Doubt.of("target_never_taken", target.line, **about)
        if target.kind == "handover" and not follows[np.ix_(of_lane[target.first], of_lane[str(target.second)])].any():
            yield Doubt.of("target_never_taken.handover", target.line, **about)
    penalty = blueprint.penalty
    if penalty is not None and not follows[number[penalty.first], number[penalty.second]]:
        yield Doubt.of("penalty_never_due", penalty.line, first=penalty.first, second=penalty.second)


def _rules(blueprint: Blueprint, follows: Bools) -> Iterator[Doubt]:
    number = blueprint.step_index
    for rule in blueprint.rules:
        match rule:
            case Escalation(unless, _, after, then):
                for step in (unless, then):
                    if not follows[number[after], number[step]]:
                        yield Doubt.of("rule_never_kept.escalation", rule.line, step=step, after=after, then=then)
            case Before(step, other):
                if not follows[number[step], number[other]]:
                    yield Doubt.of("rule_never_kept.before", rule.line, step=step, other=other)
            case DifferentPerson():
                pass
    for mending in blueprint.steps:
        if mending.corrects is not None and not follows[number[mending.corrects], number[mending.id]]:
            yield Doubt.of("corrects_nothing", mending.line, step=mending.id, corrected=mending.corrects)
