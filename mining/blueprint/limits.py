"""How often a case may have a step, as the blueprint states it."""

from __future__ import annotations

from mining.blueprint.flow import steps_in
from mining.blueprint.model import Blueprint


def stated_limits(blueprint: Blueprint) -> list[int | None]:
    """Return, per step, how often a case may have it as the blueprint states; None: nothing is stated.

    The limit is that of the step, else that of ``anytime`` where the flow does not have the step as well. The limit of a
    loop belongs to no step: it is judged by the alignments.
    """
    of_flow = set(steps_in(blueprint.flow))
    anytime = {entry.step: entry.at_most for entry in blueprint.anytime if entry.step not in of_flow}
    return [step.at_most if step.at_most is not None else anytime.get(step.id) for step in blueprint.steps]
