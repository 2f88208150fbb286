"""Doubts about a blueprint's days, hours, targets and money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from mining.blueprint.doubt import Doubt
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.stated_hours import ALWAYS, StatedHours
from mining.blueprint.targets import WorkingDays
from mining.blueprint.working_hours import calendar_of
from mining.log import micros
from mining.working_time.public_holidays import unpublished_years


def dated_doubts(blueprint: Blueprint, today: date) -> Iterator[Doubt]:
    """Yield what is past, not yet known, never open, used by nobody, or without a price."""
    yield from _past(blueprint, today)
    yield from _calendars(blueprint, today)
    yield from _targets(blueprint)
    yield from _prices(blueprint)


def _past(blueprint: Blueprint, today: date) -> Iterator[Doubt]:
    valid = blueprint.valid
    if valid.until is not None and valid.until < today:
        yield Doubt.of("design_no_longer_valid", None, until=valid.until)
    if valid.review_by is not None and valid.review_by < today:
        yield Doubt.of("review_due", None, review_by=valid.review_by)
    for waiver in blueprint.waivers:
        if waiver.until < today:
            what = waiver.id or f"{waiver.kind}:{','.join(waiver.steps)}"
            yield Doubt.of("waiver_expired", waiver.line, deviation=what, until=waiver.until, owner=waiver.owner)


def _calendars(blueprint: Blueprint, today: date) -> Iterator[Doubt]:
    users = [lane.calendar for lane in blueprint.lanes] + [target.calendar for target in blueprint.targets]
    valid = blueprint.valid
    first = min(valid.since.year if valid.since else today.year, today.year)
    last = max(valid.until.year if valid.until else today.year, today.year)
    for calendar in blueprint.calendars:
        if calendar.id not in users:
            yield Doubt.of("calendar_not_used", calendar.line, calendar=calendar.id)
        if not _opens(calendar, today):
            yield Doubt.of("calendar_never_open", calendar.line, calendar=calendar.id, today=today)
        unknown = unpublished_years(calendar.region, first, last) if calendar.region else ()
        if unknown:
            about = {"region": calendar.region, "years": list(unknown), "calendar": calendar.id}
            yield Doubt.of("swapped_workdays_not_published", calendar.line, **about)


def _opens(calendar: StatedHours, today: date) -> bool:
    """Whether a calendar opens at all within a year from today."""
    begin = datetime(today.year, today.month, today.day, tzinfo=UTC)
    begins, _ = calendar_of(calendar, "UTC").opening_hours(micros(begin), micros(begin + timedelta(days=366)))
    return bool(begins.size)


def _targets(blueprint: Blueprint) -> Iterator[Doubt]:
    index = blueprint.step_index
    for target in blueprint.targets:
        lengths = [length for _, length in target.within]
        if any(isinstance(length, WorkingDays) for length in lengths) and target.calendar is None:
            lane = target.second if target.kind == "handover" else blueprint.steps[index[target.second or target.first]].lane
            if blueprint.lanes[blueprint.lane_index[str(lane)]].calendar in (None, ALWAYS):
                yield Doubt.of("working_days_without_calendar", target.line, target=target.id)
        if target.by is not None and None not in dict(target.within):
            levels = [level for level, _ in target.within]
            yield Doubt.of("level_without_else", target.line, target=target.id, levels=levels, by=target.by)
        for step in target.clock_stops_in:
            if not blueprint.steps[index[step]].is_wait:
                yield Doubt.of("clock_stops_in_work", target.line, target=target.id, step=step)


def _prices(blueprint: Blueprint) -> Iterator[Doubt]:
    asked = [name for name, there in (("penalty", blueprint.penalty), ("cost_of_delay", blueprint.cost_of_delay)) if there]
    staff = [lane for lane in blueprint.lanes if lane.kind in ("frontstage", "backstage", "support") and not lane.automatic]
    if asked and not any(lane.rates for lane in staff):
        for lane in staff:
            yield Doubt.of("lane_without_rate.asked", lane.line, lane=lane.id, asked=asked)
    for lane in staff:
        if lane.rates and lane.rates[0].since is not None:
            since = lane.rates[0].since
            if blueprint.valid.since is None or since > blueprint.valid.since:
                yield Doubt.of("rate_begins_late", lane.line, lane=lane.id, since=since)
    used = {currency for lane in staff for currency in _currencies(lane)}
    for entry in blueprint.exchange:
        others = {blueprint.penalty.currency if blueprint.penalty else None}
        others |= {blueprint.cost_of_delay.currency if blueprint.cost_of_delay else None}
        if entry.currency not in used | others:
            yield Doubt.of("exchange_not_used", None, currency=entry.currency)


def _currencies(lane: Lane) -> set[str]:
    return {rate.currency for rate in lane.rates if rate.currency is not None}
