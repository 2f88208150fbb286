"""A flow said with fewer words: the same runs, nothing nested that need not be."""

from __future__ import annotations

from mining.blueprint.completion import can_be_empty
from mining.blueprint.flow import NOTHING, Either, Flow, Optional, Repeat, Sequence, Together, with_parts
from mining.blueprint.flow_algebra import sequence, together


def tidy(flow: Flow) -> Flow:
    """Return a flow that allows the same runs.

    >>> from mining.blueprint.flow import Do
    >>> tidy(Either((Sequence((Do("a"),)), Sequence(()))))
    Optional(body=Do(step='a'))
    """
    match flow:
        case Sequence(parts):
            return sequence(map(tidy, parts))
        case Together(branches):
            return together(map(tidy, branches))
        case Either(branches, None, None):
            return _choice(branches)
        case Optional(body):
            return _optional(tidy(body))
        case Repeat(do, then, at_most):
            return _repeat(tidy(do), tidy(then), at_most)
    return with_parts(flow, tidy)


def _choice(branches: tuple[Flow, ...]) -> Flow:
    found: list[Flow] = []
    skipped = False
    for branch in map(tidy, branches):
        if branch == NOTHING:
            skipped = True
        elif isinstance(branch, Optional):
            skipped = True
            found.append(branch.body)
        elif isinstance(branch, Either) and branch.question is None and branch.by is None:
            found.extend(branch.branches)
        else:
            found.append(branch)
    found = list(dict.fromkeys(found))
    if not found:
        return NOTHING
    whole = found[0] if len(found) == 1 else Either(tuple(found))
    return _optional(whole) if skipped else whole


def _optional(body: Flow) -> Flow:
    return body if body == NOTHING or can_be_empty(body) else Optional(body)


def _repeat(do: Flow, then: Flow, at_most: int | None) -> Flow:
    if at_most is None and then == NOTHING:
        if do == NOTHING:
            return NOTHING
        if isinstance(do, Optional):
            return _optional(_repeat(do.body, NOTHING, None))
        if isinstance(do, Repeat) and do.at_most is None and do.then == NOTHING:
            return do
    return Repeat(do, then, at_most)
