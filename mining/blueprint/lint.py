"""Doubts about a blueprint that is valid: what is probably not meant, or will be missed later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from mining.blueprint.dated_doubts import dated_doubts
from mining.blueprint.doubt import Doubt
from mining.blueprint.labels import labels_of, step_patterns
from mining.blueprint.model import AnyOf, Blueprint, Do, Either, Flow, Optional, Repeat, Sequence, Together, steps_in
from mining.blueprint.model_flow import blocks_of

STAFF_KINDS = ("frontstage", "backstage", "support")


def lint(blueprint: Blueprint, *, today: date | None = None) -> list[Doubt]:
    """Return the doubts about a blueprint, in the order of the file.

    Doubts about the order of steps, which need the design to be executed, are those of
    `mining.conformance.order_doubts.order_doubts`.

    Args:
        blueprint: the designed service.
        today: the day against which dates are held; None: the day of the clock.
    """
    found = [
        *dated_doubts(blueprint, today or date.today()),
        *_model(blueprint),
        *_roles(blueprint),
        *_shared_labels(blueprint),
        *_shared_teams(blueprint),
        *_rates(blueprint),
        *_waited_for_only(blueprint),
        *_idle_parts(blueprint),
        *_planned_twice(blueprint),
        *_bounds(blueprint),
        *_endless(blueprint),
        *_values(blueprint),
    ]
    return sorted(found, key=lambda doubt: (doubt.line or 0, doubt.code))


def _model(blueprint: Blueprint) -> Iterator[Doubt]:
    if blueprint.model is not None and blocks_of(blueprint.model.net) is None:
        message = (
            f"the order of the steps is in {blueprint.model.file}: it is executed as it stands, but the picture shows the "
            "steps without their branches, and planned repetition is not known."
        )
        yield Doubt("flow_in_a_model", None, message)


def _roles(blueprint: Blueprint) -> Iterator[Doubt]:
    """Steps for a role that none of their lanes has, where lanes say their roles."""
    for step in blueprint.steps:
        lanes = [blueprint.lanes[blueprint.lane_index[lane]] for lane in step.lanes]
        known = {role for lane in lanes for role in lane.roles}
        missing = [role for role in step.roles if all(lane.roles for lane in lanes) and role not in known]
        if missing:
            message = f'the step "{step.id}" is for the role "{missing[0]}", which its lane does not have.'
            yield Doubt("role_of_no_lane", step.line, message)
    if blueprint.log.columns and any(step.roles for step in blueprint.steps) and "role" not in dict(blueprint.log.columns):
        yield Doubt("roles_without_column", None, "steps name roles, and log: columns names no column of the role.")


def _shared_labels(blueprint: Blueprint) -> Iterator[Doubt]:
    """Two steps that claim one label, as far as it shows without a log."""
    patterns = step_patterns(blueprint)
    seen: set[tuple[int, int]] = set()
    for place, step in enumerate(blueprint.steps):
        for label in labels_of(step):
            for other in patterns.fitting(label):
                pair = (min(place, other), max(place, other))
                if other != place and pair not in seen:
                    seen.add(pair)
                    yield Doubt(
                        "label_of_two_steps",
                        blueprint.steps[pair[1]].line,
                        f'the label "{label}" fits two steps, "{blueprint.steps[pair[0]].id}" and '
                        f'"{blueprint.steps[pair[1]].id}"; a log that holds it will be refused.',
                    )


def _shared_teams(blueprint: Blueprint) -> Iterator[Doubt]:
    owner: dict[str, str] = {}
    for lane in blueprint.lanes:
        for team in lane.teams:
            if team in owner:
                yield Doubt(
                    "team_of_two_lanes",
                    lane.line,
                    f'the team "{team}" stands in two lanes, "{owner[team]}" and "{lane.id}"; '
                    "a lane of the step goes first, else the upper one.",
                )
            owner.setdefault(team, lane.id)


def _rates(blueprint: Blueprint) -> Iterator[Doubt]:
    staff = [lane for lane in blueprint.lanes if lane.kind in STAFF_KINDS and not lane.automatic]
    rated = [lane for lane in staff if lane.rate is not None]
    if not rated:
        return
    for lane in staff:
        if lane.rate is None:
            message = f'the lane "{lane.id}" has no rate, others have; its hours will have no price.'
            yield Doubt("lane_without_rate", lane.line, message)
        elif lane.rate.currency is None and blueprint.currency is None:
            message = f'the rate of "{lane.id}" has no currency; set currency for the file.'
            yield Doubt("rate_without_currency", lane.line, message)
    rates = [rate.currency or blueprint.currency for lane in rated for rate in lane.rates]
    currencies = sorted({currency for currency in rates if currency})
    exchanged = {rate.currency for rate in blueprint.exchange} | {blueprint.currency}
    if len(currencies) > 1 and not exchanged.issuperset(currencies):
        message = f"rates in {' and '.join(currencies)} are never added without exchange: rates and their date."
        yield Doubt("several_currencies", rated[-1].line, message)


def _waited_for_only(blueprint: Blueprint) -> Iterator[Doubt]:
    serving = {lane for step in blueprint.steps for lane in step.lanes}
    for lane in blueprint.lanes:
        if lane.id not in serving:
            message = f'the lane "{lane.id}" is waited for and has no step of its own.'
            yield Doubt("lane_without_steps", lane.line, message)


def _inner(flow: Flow) -> Iterable[Flow]:
    match flow:
        case Do():
            return ()
        case Sequence(parts) | Either(parts) | AnyOf(parts) | Together(parts):
            return parts
        case Optional(body):
            return (body,)
        case Repeat(do, then):
            return (do, then)


def _blocks(flow: Flow) -> Iterator[Flow]:
    """Yield a flow and everything inside it."""
    yield flow
    for inner in _inner(flow):
        yield from _blocks(inner)


def _idle_parts(blueprint: Blueprint) -> Iterator[Doubt]:
    used = set(_blocks(blueprint.flow))
    for part in blueprint.parts:
        if part.flow not in used:
            yield Doubt("part_not_used", part.line, f'the flow does not use the part "{part.id}".')


def _planned_twice(blueprint: Blueprint) -> Iterator[Doubt]:
    flow = set(steps_in(blueprint.flow))
    for entry in blueprint.anytime:
        if entry.step in flow:
            message = f'the step "{entry.step}" stands in the flow and under anytime, so it is never out of place.'
            yield Doubt("anytime_and_flow", _line(blueprint, entry.step), message)


def _bounds(blueprint: Blueprint) -> Iterator[Doubt]:
    """Bounds of `may end with` that never come about."""
    flow = {*steps_in(blueprint.flow), *(entry.step for entry in blueprint.anytime)}
    for entry in blueprint.may_end:
        for word, bound in (("after", entry.after), ("before", entry.before)):
            if bound is not None and bound not in flow:
                follows = "so this is never allowed" if word == "after" else "so this bounds nothing"
                message = f'"{entry.step}" may end the case {word} "{bound}", which the flow does not hold, {follows}.'
                yield Doubt("bound_never_met", _line(blueprint, entry.step), message)


def _endless(blueprint: Blueprint) -> Iterator[Doubt]:
    """Loops without a limit: nothing inside them counts as rework."""
    seen: set[str] = set()
    for block in _blocks(blueprint.flow):
        if isinstance(block, Repeat) and block.at_most is None:
            step = next(iter(steps_in(block)))
            if step not in seen:
                seen.add(step)
                message = f'the repeat around "{step}" has no "at most": repetitions inside it are planned, never rework.'
                yield Doubt("repeat_without_limit", _line(blueprint, step), message)


def _values(blueprint: Blueprint) -> Iterator[Doubt]:
    if all(step.value == "unclassified" for step in blueprint.steps):
        return
    for step in blueprint.steps:
        kind = blueprint.lanes[blueprint.lane_index[step.lane]].kind
        if step.value == "unclassified" and not step.is_wait and kind in STAFF_KINDS:
            message = f'the step "{step.id}" has no value, others have; its time will be shown as unclassified.'
            yield Doubt("step_without_value", step.line, message)


def _line(blueprint: Blueprint, step: str) -> int | None:
    return blueprint.steps[blueprint.step_index[step]].line
