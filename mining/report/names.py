"""Lanes, steps and labels by the names that the blueprint gives them in a language."""

from __future__ import annotations

from collections import Counter

from mining.blueprint.labels import steps_of_labels
from mining.blueprint.model import Blueprint
from mining.language import word


def lane_name(lane: str | None, blueprint: Blueprint | None, language: str) -> str:
    """Return the name of a lane in a language; what is no lane of the blueprint as it is, null as "not known"."""
    if lane is None:
        return word("not_known", language)
    if blueprint is not None and lane in blueprint.lane_index:
        return blueprint.lanes[blueprint.lane_index[lane]].name.text(language)
    return lane


def step_name(step: str, blueprint: Blueprint | None, language: str) -> str:
    """Return the name of a step in a language; what is no step of the blueprint as it is."""
    if blueprint is not None and step in blueprint.step_index:
        return blueprint.steps[blueprint.step_index[step]].name.text(language)
    return step


def label_names(labels: list[str], blueprint: Blueprint | None, language: str) -> dict[str, str]:
    """Return label of the log -> what the report calls it in a language: the name of its step.

    Where several labels are one step, or a name is also another label, the label stands beside the name; a label that the
    blueprint does not know is shown as it is. Different labels always have different names.
    """
    if blueprint is None:
        return {label: label for label in labels}
    codes = steps_of_labels(labels, blueprint)
    names = {
        label: blueprint.steps[code].name.text(language) if code >= 0 else label
        for label, code in zip(labels, codes.tolist(), strict=True)
    }
    times = Counter(names.values())
    return {label: name if times[name] == 1 or name == label else f"{name} ({label})" for label, name in names.items()}
