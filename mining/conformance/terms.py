"""What is left of a designed flow, as a term: walked step by step, it is again a term.

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


class TermBehaviour:
    """A term as a `Behaviour`: a state is the term that is left."""

    def __init__(self, steps: tuple[str, ...], terms: Terms, term: Term) -> None:
        self.steps, self.terms, self.initial = steps, terms, term
        self.stops: tuple[int, ...] = ()
        self.stops_anywhere = True

    def moves(self, state: int) -> tuple[tuple[int, int], ...]:
        """Return every (step, next state); no step is silent."""
        return self.terms.moves(state)

    def is_final(self, state: int) -> bool:
        """Whether nothing more has to happen."""
        return self.terms.may_end(state)

    def needed(self, state: int) -> int:
        """Bit mask of steps that every run from here takes."""
        return self.terms.needed(state)

    def possible(self, state: int) -> int:
        """Bit mask of steps that some run from here may take."""
        return self.terms.possible(state)

    def left(self, state: int) -> tuple[Term, bool]:
        """Return what is left of the flow: the state itself."""
        return state, False
