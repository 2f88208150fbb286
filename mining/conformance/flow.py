"""A designed flow walked term by term: what is left of the flow after a step is again a flow.

A state is what still has to happen ("the residual", Antimirov's partial derivatives, extended by interleaving):
after `a` of the sequence a, b the flow b is left; after `a` of "a and b together" b is left too. No step is silent,
no state is a dead end, and parallel branches cost one state per set of finished branches.

Terms are tuples, numbered when they are first met; equal terms have equal numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_
from typing import Any

from mining.blueprint.model import AnyOf, Blueprint, Do, Either, Flow, Optional, Repeat, Sequence, Together

Term = int
NOTHING: Term = 0


class Terms:
    """Numbered terms: nothing, step, sequence, choice, together, any of (one or more), up to k times (None: any number)."""

    def __init__(self) -> None:
        self._keys: list[tuple[Any, ...]] = [("nothing",)]
        self._numbers: dict[tuple[Any, ...], Term] = {("nothing",): NOTHING}
        self._moves: dict[Term, tuple[tuple[int, Term], ...]] = {}
        self._ends: dict[Term, bool] = {}
        self._needed: dict[Term, int] = {}
        self._possible: dict[Term, int] = {}

    def _term(self, *key: Any) -> Term:
        number = self._numbers.setdefault(key, len(self._keys))
        if number == len(self._keys):
            self._keys.append(key)
        return number

    def key(self, term: Term) -> tuple[Any, ...]:
        """Return the kind of a term and what it is made of."""
        return self._keys[term]

    def step(self, step: int) -> Term:
        """One execution of a step."""
        return self._term("step", step)

    def sequence(self, first: Term, then: Term) -> Term:
        """One after the other; nested to the right, so that equal sequences are equal terms."""
        if NOTHING in (first, then):
            return first or then
        key = self._keys[first]
        if key[0] == "sequence":
            return self.sequence(key[1], self.sequence(key[2], then))
        return self._term("sequence", first, then)

    def choice(self, branches: Iterable[Term]) -> Term:
        """Exactly one."""
        distinct = sorted(set(branches))
        return distinct[0] if len(distinct) == 1 else self._term("choice", *distinct)

    def together(self, branches: Iterable[Term]) -> Term:
        """All, interleaved."""
        parts: list[Term] = []
        for branch in branches:
            key = self._keys[branch]
            parts += key[1:] if key[0] == "together" else [branch] if branch else []
        return NOTHING if not parts else parts[0] if len(parts) == 1 else self._term("together", *sorted(parts))

    def any_of(self, branches: Iterable[Term]) -> Term:
        """One or more, each at most once, interleaved."""
        return self._term("any of", *sorted(branches))

    def up_to(self, body: Term, times: int | None) -> Term:
        """The body any number of times, at most `times` (None: no limit)."""
        return NOTHING if times == 0 or body == NOTHING else self._term("up to", body, times)

    def moves(self, term: Term) -> tuple[tuple[int, Term], ...]:
        """Return every (step, what is left)."""
        known = self._moves.get(term)
        if known is None:
            known = self._moves[term] = tuple(dict.fromkeys(self._next(self._keys[term])))
        return known

    def _next(self, key: tuple[Any, ...]) -> Iterable[tuple[int, Term]]:
        match key:
            case ("step", step):
                yield step, NOTHING
            case ("sequence", first, then):
                for step, left in self.moves(first):
                    yield step, self.sequence(left, then)
                if self.may_end(first):
                    yield from self.moves(then)
            case ("choice", *branches):
                for branch in branches:
                    yield from self.moves(branch)
            case ("together", *branches):
                for place, branch in enumerate(branches):
                    others = branches[:place] + branches[place + 1 :]
                    for step, left in self.moves(branch):
                        yield step, self.together([left, *others])
            case ("any of", *branches):
                for place, branch in enumerate(branches):
                    others = [self.up_to(other, 1) for other in branches[:place] + branches[place + 1 :]]
                    for step, left in self.moves(branch):
                        yield step, self.together([left, *others])
            case ("up to", body, times):
                # A round that does nothing only uses up rounds, so every round begins with a step.
                rest = self.up_to(body, None if times is None else times - 1)
                for step, left in self.moves(body):
                    yield step, self.sequence(left, rest)

    def may_end(self, term: Term) -> bool:
        """Whether nothing more has to happen."""
        known = self._ends.get(term)
        if known is None:
            known = self._ends[term] = self._may_end(self._keys[term])
        return known

    def _may_end(self, key: tuple[Any, ...]) -> bool:
        match key:
            case ("nothing",) | ("up to", *_):
                return True
            case ("step", _):
                return False
            case ("sequence" | "together", *parts):
                return all(map(self.may_end, parts))
            case (_, *parts):
                return any(map(self.may_end, parts))
        raise AssertionError(key)

    def needed(self, term: Term) -> int:
        """Bit mask of the steps that every way to the end takes."""
        known = self._needed.get(term)
        if known is None:
            known = self._needed[term] = self._all_need(self._keys[term])
        return known

    def _all_need(self, key: tuple[Any, ...]) -> int:
        match key:
            case ("step", step):
                return 1 << int(step)
            case ("sequence" | "together", *parts):
                return reduce(or_, map(self.needed, parts))
            case ("choice" | "any of", *parts):
                return reduce(and_, map(self.needed, parts))
        return 0

    def possible(self, term: Term) -> int:
        """Bit mask of the steps that some way to the end takes."""
        known = self._possible.get(term)
        if known is None:
            known = self._possible[term] = self._some_take(self._keys[term])
        return known

    def _some_take(self, key: tuple[Any, ...]) -> int:
        match key:
            case ("step", step):
                return 1 << int(step)
            case ("up to", body, _):
                return self.possible(body)
        return reduce(or_, map(self.possible, key[1:]), 0)


class FlowBehaviour:
    """A blueprint's flow, with its `anytime` and `may end with` steps, as a `Behaviour`.

    - A step of the flow with ``at most: k`` stands for one to k executions in a row (planned repetition).
    - An `anytime` step may happen in any state, before the first step and after the last too, at most so often as it
      says (else as its step's ``at most`` says; else without limit).
    - A `may end with` step may happen in any state, the completed flow too, once `after` was done and while `before`
      was not; nothing follows it.

    Args:
        blueprint: the designed service.
        terms: where the terms of `flow` are from.
        flow: a flow instead of the blueprint's own, with the positions of its steps as numbers.
    """

    def __init__(self, blueprint: Blueprint, *, terms: Terms | None = None, flow: Term | None = None) -> None:
        self.steps = tuple(step.id for step in blueprint.steps)
        number = blueprint.step_index
        limits = {step.id: step.at_most for step in blueprint.steps}
        self._terms = Terms() if terms is None else terms
        self._anytime = tuple(
            (number[item.step], item.at_most if item.at_most is not None else limits[item.step])
            for item in blueprint.anytime
        )
        self._stops = tuple(
            (number[item.step], *(0 if name is None else 1 << number[name] for name in (item.after, item.before)))
            for item in blueprint.may_end
        )
        self._watched = 0
        for _, after, before in self._stops:
            self._watched |= after | before
        self._states: list[tuple[Term, int, tuple[int, ...], bool]] = []
        self._numbers: dict[tuple[Term, int, tuple[int, ...], bool], int] = {}
        whole = _term(blueprint.flow, self._terms, number, limits) if flow is None else flow
        self.initial = self._state(whole, 0, tuple(0 for _ in self._anytime), False)

    def _state(self, term: Term, done: int, used: tuple[int, ...], stopped: bool) -> int:
        key = (term, done, used, stopped)
        number = self._numbers.setdefault(key, len(self._states))
        if number == len(self._states):
            self._states.append(key)
        return number

    def moves(self, state: int) -> list[tuple[int, int]]:
        """Return every (step, next state); no step is silent."""
        term, done, used, stopped = self._states[state]
        if stopped:
            return []
        found = []
        for step, left in self._terms.moves(term):
            found.append((step, self._state(left, done | (1 << step & self._watched), used, False)))
        for place, (step, limit) in enumerate(self._anytime):
            if limit is None or used[place] < limit:
                count = used if limit is None else (*used[:place], used[place] + 1, *used[place + 1 :])
                found.append((step, self._state(term, done | (1 << step & self._watched), count, False)))
        for step, after, before in self._stops:
            if done & after == after and not done & before:
                found.append((step, self._state(NOTHING, 0, (), True)))
        return found

    @property
    def terms(self) -> Terms:
        """Where the terms of its states are from."""
        return self._terms

    @property
    def stops(self) -> tuple[int, ...]:
        """Steps with which a run may stop before the flow is complete."""
        return tuple(step for step, _, _ in self._stops)

    @property
    def stops_anywhere(self) -> bool:
        """Whether each of these may come in any state."""
        return not self._watched

    def left(self, state: int) -> tuple[Term, bool]:
        """Return what is left of the flow, steps that may come anytime included, and whether the run has stopped."""
        term, _, used, stopped = self._states[state]
        if stopped:
            return NOTHING, True
        others = [
            self._terms.up_to(self._terms.step(step), None if limit is None else limit - count)
            for (step, limit), count in zip(self._anytime, used, strict=True)
        ]
        return self._terms.together([term, *others]), False

    def is_final(self, state: int) -> bool:
        """Whether the flow is complete or was stopped by a `may end with` step."""
        term, _, _, stopped = self._states[state]
        return stopped or self._terms.may_end(term)

    def needed(self, state: int) -> int:
        """Steps that every run from here takes; none where the case may still stop early."""
        term, _, _, stopped = self._states[state]
        return 0 if stopped or self._stops else self._terms.needed(term)

    def possible(self, state: int) -> int:
        """Steps that some run from here may take."""
        term, _, _, stopped = self._states[state]
        if stopped:
            return 0
        others = [step for step, _ in self._anytime] + [step for step, _, _ in self._stops]
        return reduce(or_, (1 << step for step in others), self._terms.possible(term))


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
