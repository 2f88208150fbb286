"""Flows put together from pieces, in their shortest form: sequences do not nest, nothing is left out."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence as Several

from mining.blueprint.flow import (
    NOTHING,
    AnyOf,
    Do,
    Either,
    Flow,
    Optional,
    Repeat,
    Sequence,
    Together,
    steps_in,
    with_parts,
)
from mining.blueprint.names import Name


def sequence(parts: Iterable[Flow]) -> Flow:
    """All parts, one after the other.

    >>> sequence([Do("a"), Sequence((Do("b"), Do("c"))), NOTHING])
    Sequence(parts=(Do(step='a'), Do(step='b'), Do(step='c')))
    """
    flat: list[Flow] = []
    for part in parts:
        flat += part.parts if isinstance(part, Sequence) else [part]
    return flat[0] if len(flat) == 1 else Sequence(tuple(flat))


def either(branches: Several[Flow], question: Name | None = None, by: str | None = None, cases: Several[str] = ()) -> Flow:
    """Exactly one branch; unless a question is asked, equal branches are one, and "x or nothing" is optional."""
    if by is not None and len(cases) == len(branches):
        return Either(tuple(branches), question, by, tuple(cases))
    if question is not None and len(branches) > 1:
        return Either(tuple(branches), question)
    distinct = list(dict.fromkeys(branches))
    rest = [branch for branch in distinct if branch != NOTHING]
    if len(rest) == len(distinct):
        return distinct[0] if len(distinct) == 1 else Either(tuple(distinct))
    return optional(rest[0] if len(rest) == 1 else Either(tuple(rest))) if rest else NOTHING


def optional(body: Flow) -> Flow:
    """The body, or nothing."""
    return body if body == NOTHING or isinstance(body, Optional) else Optional(body)


def together(branches: Iterable[Flow]) -> Flow:
    """All branches, in any order."""
    flat: list[Flow] = []
    for branch in branches:
        flat += branch.branches if isinstance(branch, Together) else [] if branch == NOTHING else [branch]
    return NOTHING if not flat else flat[0] if len(flat) == 1 else Together(tuple(flat))


def any_of(branches: Several[Flow]) -> Flow:
    """One or more branches."""
    return branches[0] if len(branches) == 1 else AnyOf(tuple(branches))


def repeat(do: Flow, then: Flow, at_most: int | None = None) -> Flow:
    """`do`, then any number of times `then` and `do` again."""
    return do if do == NOTHING == then or at_most == 0 else Repeat(do, then, at_most)


def interrupted(flow: Flow) -> Flow | None:
    """What may have been done when a flow is stopped before its end; None where blocks cannot say it.

    A step that is interrupted was not done. Branches that run together may be stopped in any mixture: no block says that.

    >>> interrupted(Sequence((Do("a"), Do("b"))))
    Optional(body=Do(step='a'))
    """
    match flow:
        case Do():
            return NOTHING
        case Sequence(parts):
            so_far: list[Flow] = []
            for place, part in enumerate(parts):
                inner = interrupted(part)
                if inner is None:
                    return None
                so_far.append(sequence([*parts[:place], inner]))
            return either(so_far) if so_far else NOTHING
        case Either(branches):
            ways = [interrupted(branch) for branch in branches]
            return None if None in ways else either([way for way in ways if way is not None])
        case Optional(body):
            inner = interrupted(body)
            return None if inner is None else either([inner, NOTHING])
        case Repeat(do, _, 0):
            return interrupted(do)
        case Repeat(do, then, at_most):
            first, again = interrupted(do), interrupted(sequence([then, do]))
            if first is None or again is None:
                return None
            rounds = repeat(do, then, None if at_most is None else at_most - 1)
            return either([first, sequence([rounds, again])])
    return None


def tidied(flow: Flow) -> Flow:
    """Write "x, then up to n times (y, x)", which is how other notations count rounds, as a repeat of x with y between.

    >>> tidied(Sequence((Do("a"), Optional(Repeat(Sequence((Do("b"), Do("a"))), NOTHING, 1)))))
    Repeat(do=Do(step='a'), then=Do(step='b'), at_most=2)
    """
    return _counted(_with_rounds(flow))


def _with_rounds(flow: Flow) -> Flow:
    if isinstance(flow, Sequence):
        return _folded([_with_rounds(part) for part in flow.parts])
    return with_parts(flow, _with_rounds)


def _counted(flow: Flow) -> Flow:
    """Leave out repeats of no round, which were marks for `_folded`."""
    match flow:
        case Repeat(do, _, 0):
            return _counted(do)
        case Sequence(parts):
            return sequence(map(_counted, parts))
    return with_parts(flow, _counted)


def _folded(parts: list[Flow]) -> Flow:
    found: list[Flow] = []
    for part in parts:
        match part:
            case Optional(Repeat(body, Sequence(()), int(more))):
                round_ = list(body.parts) if isinstance(body, Sequence) else [body]
                same = next((n for n in range(len(round_), 0, -1) if found[-n:] == round_[-n:]), 0)
                if same:
                    found[-same:] = [Repeat(sequence(round_[-same:]), sequence(round_[:-same]), more + 1)]
                    continue
        found.append(part)
    return sequence(found)


def size(flow: Flow) -> int:
    """How many steps stand in a flow."""
    return sum(1 for _ in steps_in(flow))
