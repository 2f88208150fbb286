"""Which steps a flow lets run at the same time."""

from __future__ import annotations

from mining.blueprint.model import AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together, steps_in


def parallel_steps(flow: Flow) -> set[tuple[str, str]]:
    """Pairs of different steps that stand in different branches of one ``together`` or ``any of``, both ways round."""
    found: set[tuple[str, str]] = set()

    def walk(part: Flow) -> None:
        match part:
            case Together(branches) | AnyOf(branches):
                inside = [set(steps_in(branch)) for branch in branches]
                for place, here in enumerate(inside):
                    for there in (*inside[:place], *inside[place + 1 :]):
                        found.update((one, other) for one in here for other in there if one != other)
                for branch in branches:
                    walk(branch)
            case Sequence(parts) | Either(parts):
                for part in parts:
                    walk(part)
            case Optional(body):
                walk(body)
            case Repeat(do, then):
                walk(do)
                walk(then)
            case Do():
                pass

    walk(flow)
    return found
