"""Which branch of ``either: {by: ATTRIBUTE, VALUE: ..., else: ...}`` is for a case, by the case's value of the attribute."""

from __future__ import annotations

from mining.blueprint.flow import Either
from mining.blueprint.labels import Patterns, normalised

ELSE = "else"
"""The branch of every value that no other branch names."""


def branch_of(either: Either, value: str) -> int | None:
    """Return the branch that is for a value of the attribute; None where none is, so that the case cannot be judged.

    Values are compared as labels are: without regard to width, case and spaces, with ``*`` for any text; the first
    branch that fits counts. A value of which a branch is meant, and another one taken, is a ``channel_switch``: every case
    may take every branch as far as the order of steps goes.

    >>> from mining.blueprint.flow import Do
    >>> either = Either((Do("tap"), Do("queue")), None, "channel", ("App*", "else"))
    >>> branch_of(either, "ＡＰＰ 2.1"), branch_of(either, "counter")
    (0, 1)
    """
    named = [(place, [case]) for place, case in enumerate(either.cases) if normalised(case) != ELSE]
    fitting = Patterns.of(named).fitting(value)
    if fitting:
        return next(iter(fitting))
    return next((place for place, case in enumerate(either.cases) if normalised(case) == ELSE), None)
