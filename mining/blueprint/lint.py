"""Doubts about a blueprint that is valid: what is probably not meant, or will be missed later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mining.blueprint.dated_doubts import dated_doubts
from mining.blueprint.doubt import Doubt
from mining.blueprint.flow import Flow, Repeat, parts_of, steps_in
from mining.blueprint.labels import labels_of, step_patterns
from mining.blueprint.limits import stated_limits
from mining.blueprint.model import Blueprint
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
        *_told_by_limits(blueprint),
        *_values(blueprint),
    ]
    return sorted(found, key=lambda doubt: (doubt.line or 0, doubt.code))


def _model(blueprint: Blueprint) -> Iterator[Doubt]:
    if blueprint.model is not None and blocks_of(blueprint.model.net) is None:
        yield Doubt.of("flow_in_a_model", None, file=blueprint.model.file)


def _roles(blueprint: Blueprint) -> Iterator[Doubt]:
    """Steps for a role that none of their lanes has, where lanes say their roles."""
    for step in blueprint.steps:
        lanes = [blueprint.lanes[blueprint.lane_index[lane]] for lane in step.lanes]
        known = {role for lane in lanes for role in lane.roles}
        missing = [role for role in step.roles if all(lane.roles for lane in lanes) and role not in known]
        if missing:
            yield Doubt.of("role_of_no_lane", step.line, step=step.id, role=missing[0])
    if blueprint.log.columns and any(step.roles for step in blueprint.steps) and "role" not in dict(blueprint.log.columns):
        yield Doubt.of("roles_without_column", None)


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
                    first, second = (blueprint.steps[number] for number in pair)
                    yield Doubt.of("label_of_two_steps", second.line, label=label, step=first.id, other=second.id)


def _shared_teams(blueprint: Blueprint) -> Iterator[Doubt]:
    owner: dict[str, str] = {}
    for lane in blueprint.lanes:
        for team in lane.teams:
            if team in owner:
                yield Doubt.of("team_of_two_lanes", lane.line, team=team, lane=owner[team], other=lane.id)
            owner.setdefault(team, lane.id)


def _rates(blueprint: Blueprint) -> Iterator[Doubt]:
    staff = [lane for lane in blueprint.lanes if lane.kind in STAFF_KINDS and not lane.automatic]
    rated = [lane for lane in staff if lane.rate is not None]
    if not rated:
        return
    for lane in staff:
        if lane.rate is None:
            yield Doubt.of("lane_without_rate", lane.line, lane=lane.id)
        elif lane.rate.currency is None and blueprint.currency is None:
            yield Doubt.of("rate_without_currency", lane.line, lane=lane.id)
    rates = [rate.currency or blueprint.currency for lane in rated for rate in lane.rates]
    currencies = sorted({currency for currency in rates if currency})
    exchanged = {rate.currency for rate in blueprint.exchange} | {blueprint.currency}
    if len(currencies) > 1 and not exchanged.issuperset(currencies):
        yield Doubt.of("several_currencies", rated[-1].line, currencies=currencies)


def _waited_for_only(blueprint: Blueprint) -> Iterator[Doubt]:
    serving = {lane for step in blueprint.steps for lane in step.lanes}
    for lane in blueprint.lanes:
        if lane.id not in serving:
            yield Doubt.of("lane_without_steps", lane.line, lane=lane.id)


def _blocks(flow: Flow) -> Iterator[Flow]:
    """Yield a flow and everything inside it."""
    yield flow
    for inner in parts_of(flow):
        yield from _blocks(inner)


def _idle_parts(blueprint: Blueprint) -> Iterator[Doubt]:
    used = set(_blocks(blueprint.flow))
    for part in blueprint.parts:
        if part.flow not in used:
            yield Doubt.of("part_not_used", part.line, part=part.id)


def _planned_twice(blueprint: Blueprint) -> Iterator[Doubt]:
    flow = set(steps_in(blueprint.flow))
    for entry in blueprint.anytime:
        if entry.step in flow:
            yield Doubt.of("anytime_and_flow", _line(blueprint, entry.step), step=entry.step)


def _bounds(blueprint: Blueprint) -> Iterator[Doubt]:
    """Bounds of `may end with` that never come about."""
    flow = {*steps_in(blueprint.flow), *(entry.step for entry in blueprint.anytime)}
    for entry in blueprint.may_end:
        for word, bound in (("after", entry.after), ("before", entry.before)):
            if bound is not None and bound not in flow:
                yield Doubt.of(f"bound_never_met.{word}", _line(blueprint, entry.step), step=entry.step, bound=bound)


def _endless(blueprint: Blueprint) -> Iterator[Doubt]:
    """Loops without a limit: nothing inside them counts as rework."""
    seen: set[str] = set()
    for block in _blocks(blueprint.flow):
        if isinstance(block, Repeat) and block.at_most is None:
            step = next(iter(steps_in(block)))
            if step not in seen:
                seen.add(step)
                yield Doubt.of("repeat_without_limit", _line(blueprint, step), step=step)


def _told_by_limits(blueprint: Blueprint) -> Iterator[Doubt]:
    """Checks and waivers on ``repeated`` of one step whose surplus is told by its limit."""
    limited = {step.id for step, limit in zip(blueprint.steps, stated_limits(blueprint), strict=True) if limit is not None}
    for check in blueprint.checks:
        of = dict(check.of)
        kind, _, steps = of.get("id", f"{of.get('kind')}:{of.get('step', of.get('steps'))}").partition(":")
        if kind == "repeated" and steps in limited:
            yield Doubt.of("repeated_of_limited_step.check", check.line, step=steps)
    for waiver in blueprint.waivers:
        kind, _, steps = (waiver.id or f"{waiver.kind}:{','.join(waiver.steps)}").partition(":")
        if kind == "repeated" and steps in limited:
            yield Doubt.of("repeated_of_limited_step.waiver", waiver.line, step=steps)


def _values(blueprint: Blueprint) -> Iterator[Doubt]:
    if all(step.value == "unclassified" for step in blueprint.steps):
        return
    for step in blueprint.steps:
        kind = blueprint.lanes[blueprint.lane_index[step.lane]].kind
        if step.value == "unclassified" and not step.is_wait and kind in STAFF_KINDS:
            yield Doubt.of("step_without_value", step.line, step=step.id)


def _line(blueprint: Blueprint, step: str) -> int | None:
    return blueprint.steps[blueprint.step_index[step]].line
