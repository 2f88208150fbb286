"""Which steps a flow lets run at the same time."""

from __future__ import annotations

from itertools import permutations

from mining.blueprint.flow import AnyOf, Flow, Together, parts_of, steps_in


def parallel_steps(flow: Flow) -> set[tuple[str, str]]:
    """Pairs of different steps that stand in different branches of one ``together`` or ``any of``, both ways round."""
    found = {pair for part in parts_of(flow) for pair in parallel_steps(part)}
    if isinstance(flow, Together | AnyOf):
        inside = [set(steps_in(branch)) for branch in flow.branches]
        for here, there in permutations(inside, 2):
            found.update((one, other) for one in here for other in there if one != other)
    return found
