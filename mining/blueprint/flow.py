"""The flow of a blueprint in blocks, its named parts, and the steps that may come beside it.

`Sequence(())` is "nothing".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from mining.blueprint.names import Name


@dataclass(frozen=True)
class Do:
    """One execution of a step."""

    step: str


@dataclass(frozen=True)
class Sequence:
    """All parts, one after the other."""

    parts: tuple[Flow, ...]


@dataclass(frozen=True)
class Either:
    """Exactly one branch.

    With `by`, a case attribute decides, and `cases` holds its value for each branch.
    """

    branches: tuple[Flow, ...]
    question: Name | None = None
    by: str | None = None
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnyOf:
    """One or more branches, each at most once, in any order; they may overlap."""

    branches: tuple[Flow, ...]


@dataclass(frozen=True)
class Together:
    """All branches, in any order; they may overlap (their steps interleave)."""

    branches: tuple[Flow, ...]


@dataclass(frozen=True)
class Optional:
    """The body, or nothing."""

    body: Flow


@dataclass(frozen=True)
class Repeat:
    """`do`, then any number of times (`at_most` where given) `then` and `do` again."""

    do: Flow
    then: Flow
    at_most: int | None = None


Flow = Do | Sequence | Either | AnyOf | Together | Optional | Repeat
NOTHING = Sequence(())


def parts_of(flow: Flow) -> tuple[Flow, ...]:
    """Return the flows that stand directly in a block, in designed order; none in a step.

    >>> parts_of(Repeat(Do("a"), Do("b")))
    (Do(step='a'), Do(step='b'))
    """
    match flow:
        case Do():
            return ()
        case Sequence(parts) | Either(parts) | AnyOf(parts) | Together(parts):
            return parts
        case Optional(body):
            return (body,)
        case Repeat(do, then):
            return do, then


def with_parts(flow: Flow, change: Callable[[Flow], Flow]) -> Flow:
    """Return the block with each of its parts changed.

    >>> with_parts(Optional(Do("a")), lambda part: Together((part, Do("b"))))
    Optional(body=Together(branches=(Do(step='a'), Do(step='b'))))
    """
    match flow:
        case Do():
            return flow
        case Sequence(parts):
            return Sequence(tuple(map(change, parts)))
        case Either(branches) | AnyOf(branches) | Together(branches):
            return replace(flow, branches=tuple(map(change, branches)))
        case Optional(body):
            return Optional(change(body))
        case Repeat(do, then, at_most):
            return Repeat(change(do), change(then), at_most)


def steps_in(flow: Flow) -> Iterator[str]:
    """Yield the step ids of a flow in designed order, repeated where the flow repeats them."""
    if isinstance(flow, Do):
        yield flow.step
    for part in parts_of(flow):
        yield from steps_in(part)


@dataclass(frozen=True)
class Part:
    """A named piece of flow; in flows that use it, it stands spelled out."""

    id: str
    flow: Flow
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Anytime:
    """A step that may happen between any two steps, at most so often."""

    step: str
    at_most: int | None = None


@dataclass(frozen=True)
class MayEnd:
    """A step with which the case may stop, from anywhere; not before `after` was done, not once `before` was done."""

    step: str
    after: str | None = None
    before: str | None = None
