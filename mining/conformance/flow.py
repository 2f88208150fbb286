"""A blueprint's flow as a behaviour: its states are what is left of the flow (see `terms`)."""

from __future__ import annotations

from mining.blueprint.flow import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.blueprint.model import Blueprint
from mining.conformance.blueprint_behaviour import BlueprintBehaviour
from mining.conformance.terms import NOTHING, Term, TermBehaviour, Terms


class FlowBehaviour(BlueprintBehaviour):
    """A blueprint's flow, with its `anytime` and `may end with` steps.

    A step of the flow with ``at most: k`` stands for one to k executions in a row (planned repetition).

    Args:
        blueprint: the designed service.
        terms: where the terms of `flow` are from.
        flow: a flow instead of the blueprint's own, with the positions of its steps as numbers.
    """

    def __init__(self, blueprint: Blueprint, *, terms: Terms | None = None, flow: Term | None = None) -> None:
        self.terms = Terms() if terms is None else terms
        limits = {step.id: step.at_most for step in blueprint.steps}
        whole = _term(blueprint.flow, self.terms, blueprint.step_index, limits) if flow is None else flow
        super().__init__(blueprint, TermBehaviour(tuple(limits), self.terms, whole))

    def left(self, state: int) -> tuple[Term, bool]:
        """Return what is left of the flow, steps that may come anytime included, and whether the run has stopped."""
        term, _, used, stopped = self._states[state]
        if stopped:
            return NOTHING, True
        others = [
            self.terms.up_to(self.terms.step(step), None if limit is None else limit - count)
            for (step, limit), count in zip(self._anytime, used, strict=True)
        ]
        return self.terms.together([term, *others]), False


def _term(flow: Flow, terms: Terms, number: dict[str, int], limits: dict[str, int | None]) -> Term:
    """Return a flow as a term."""

    def of(part: Flow) -> Term:
        return _term(part, terms, number, limits)

    match flow:
        case Do(step):
            once = terms.step(number[step])
            return terms.sequence(once, terms.up_to(once, (limits[step] or 1) - 1))
        case Sequence(parts):
            whole = NOTHING
            for part in reversed(parts):
                whole = terms.sequence(of(part), whole)
            return whole
        case Either(branches):
            return terms.choice(map(of, branches))
        case AnyOf(branches):
            return terms.any_of(map(of, branches))
        case Together(branches):
            return terms.together(map(of, branches))
        case Optional(body):
            return terms.up_to(of(body), 1)
        case Repeat(do, then, at_most):
            once = of(do)
            return terms.sequence(once, terms.up_to(terms.sequence(of(then), once), at_most))
    raise AssertionError(flow)


def most_executions(blueprint: Blueprint) -> list[int | None]:
    """Return, per step, an upper bound of its executions in a run; None where there is none."""
    limits = {step.id: step.at_most for step in blueprint.steps}
    totals: dict[str, int | None] = {step.id: 0 for step in blueprint.steps}

    def add(step: str, times: int | None) -> None:
        known = totals[step]
        totals[step] = None if known is None or times is None else known + times

    def walk(flow: Flow, rounds: int | None) -> None:
        match flow:
            case Do(step):
                add(step, None if rounds is None else rounds * (limits[step] or 1))
            case Repeat(do, then, at_most):
                inner = None if rounds is None or at_most is None else rounds * at_most
                walk(do, None if inner is None or rounds is None else rounds + inner)
                walk(then, inner)
            case Optional(body):
                walk(body, rounds)
            case Sequence(parts) | Either(parts) | AnyOf(parts) | Together(parts):
                for part in parts:
                    walk(part, rounds)

    walk(blueprint.flow, 1)
    for item in blueprint.anytime:
        add(item.step, item.at_most if item.at_most is not None else limits[item.step])
    for stop in blueprint.may_end:
        add(stop.step, 1)
    return [totals[step.id] for step in blueprint.steps]
