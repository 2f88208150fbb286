"""What the service promises, in words: targets, penalty and rules of a blueprint."""

from __future__ import annotations

from dataclasses import dataclass

from mining.blueprint.model import Blueprint
from mining.blueprint.rules import Before, DifferentPerson, Escalation
from mining.blueprint.steps import Step
from mining.blueprint.targets import Target
from mining.drawing.lengths import designed
from mining.drawing.words import say
from mining.shares import per_cent


@dataclass(frozen=True)
class Promise:
    """One promise in full; `first` and `second` are the steps between which its time runs, None where it has no such two."""

    words: str
    first: str | None = None
    second: str | None = None


def name_of(step: str, blueprint: Blueprint, language: str) -> str:
    """Return the name of a step by id; the id where the blueprint does not have it."""
    place = blueprint.step_index.get(step)
    return step if place is None else blueprint.steps[place].name.text(language)


def lane_name(lane: str, blueprint: Blueprint, language: str) -> str:
    """Return the name of a lane by id; the id where the blueprint does not have it."""
    place = blueprint.lane_index.get(lane)
    return lane if place is None else blueprint.lanes[place].name.text(language)


def step_promises(step: Step, blueprint: Blueprint, language: str) -> list[str]:
    """Return what is to be read on a step: its own targets, those of the wait before it, those that end with it."""
    notes = []
    for target in blueprint.targets:
        match target.kind:
            case "wait" if target.first == step.id:
                notes.append(say("target_wait", language, _levels(target, language)) + _share(target, language))
            case "step" if target.first == step.id:
                notes.append(say("target_step", language, _levels(target, language)) + _share(target, language))
            case "between" if target.second == step.id:
                since = name_of(target.first, blueprint, language)
                notes.append(say("target_since", language, _levels(target, language), since) + _share(target, language))
    return notes


def promises(blueprint: Blueprint, language: str) -> list[Promise]:
    """Return what concerns more than one step, in the order of the file: targets, the penalty, rules."""
    found = []
    for target in blueprint.targets:
        if target.kind in ("between", "handover") and target.second is not None:
            named = name_of if target.kind == "between" else lane_name
            ends = [named(end, blueprint, language) for end in (target.first, target.second)]
            said = say(f"target_{target.kind}", language, *ends, _levels(target, language)) + _share(target, language)
            between = (target.first, target.second) if target.kind == "between" else (None, None)
            found.append(Promise(said + _clock(target, blueprint, language), *between))
    due = blueprint.penalty
    if due is not None:
        amount = f"{due.amount:,g} {due.currency or blueprint.currency or ''}".strip()
        ends = [name_of(step, blueprint, language) for step in (due.first, due.second)]
        said = say("penalty", language, *ends, amount, designed(due.per, language), designed(due.within, language))
        found.append(Promise(said, due.first, due.second))
    return found + [_rule(rule, blueprint, language) for rule in blueprint.rules]


def _rule(rule: Escalation | DifferentPerson | Before, blueprint: Blueprint, language: str) -> Promise:
    match rule:
        case Escalation(unless, within, after, then):
            named = [name_of(step, blueprint, language) for step in (unless, after, then)]
            words = say("rule_escalation", language, named[0], designed(within, language), named[1], named[2])
            return Promise(words, after, unless)
        case DifferentPerson(step, other):
            key = "rule_person"
        case Before(step, other):
            key = "rule_before"
    return Promise(say(key, language, name_of(step, blueprint, language), name_of(other, blueprint, language)))


def _levels(target: Target, language: str) -> str:
    """Its length, or one per level."""
    if len(target.within) == 1 and target.within[0][0] is None:
        return designed(target.within[0][1], language)
    levels = [f"{level or say('else', language)}: {designed(length, language)}" for level, length in target.within]
    return ("，" if language == "zh" else ", ").join(levels)


def _share(target: Target, language: str) -> str:
    share = per_cent(f"{round(100 * target.share, 4):g}", language).replace(" ", "\N{NO-BREAK SPACE}")
    return "" if target.share >= 1 else f" · {share}"


def _clock(target: Target, blueprint: Blueprint, language: str) -> str:
    """How the time is counted, where it is not simply elapsed time."""
    said = ""
    if target.by is not None:
        said += " · " + say("target_by", language, target.by)
    if target.calendar is not None:
        said += " · " + say("target_calendar", language, target.calendar)
    if target.clock_stops_in:
        steps = [name_of(step, blueprint, language) for step in target.clock_stops_in]
        said += " · " + say("clock_stops", language, ("、" if language == "zh" else ", ").join(steps))
    return said
