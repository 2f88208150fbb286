"""The calendars that a blueprint states, as calendars that can count."""

from __future__ import annotations

from mining.blueprint.model import Blueprint
from mining.blueprint.stated_hours import ALWAYS, StatedHours
from mining.errors import CalendarError
from mining.working_time.calendars import Calendar


def calendar_of(stated: StatedHours, timezone: str | None) -> Calendar:
    """Return the calendar of stated hours, in their own zone, else in `timezone`.

    Where a country and single dates are both off, both count.

    Raises:
        CalendarError: it cannot be read, or nobody names a zone.
    """
    zone = stated.timezone or timezone
    if zone is None:
        raise CalendarError.no_zone(stated.id)
    calendar = Calendar.of(
        stated.hours,
        timezone=zone,
        holidays=stated.region if stated.region is not None else stated.holidays,
        workdays=stated.workdays,
        seasons={f"{first}..{last}": hours for first, last, hours in stated.seasons},
    )
    if stated.region is None or not stated.holidays:
        return calendar
    return Calendar(calendar.shifts, zone, frozenset(stated.holidays), calendar.workdays, stated.region, calendar.seasons)


def lane_calendars(blueprint: Blueprint, timezone: str | None) -> dict[str, Calendar]:
    """Return the calendar of each lane that states one; ``always`` is every hour.

    Args:
        blueprint: the designed service.
        timezone: zone of calendars that name none, where the blueprint names none either (that of the log).

    Raises:
        CalendarError: a calendar cannot be read, has no zone, or is not stated.
    """
    stated = {hours.id: hours for hours in blueprint.calendars}
    zone = blueprint.timezone or timezone
    made: dict[str, Calendar] = {}
    found = {}
    for lane in blueprint.lanes:
        name = lane.calendar
        if name is None:
            continue
        if name not in made:
            if name in stated:
                made[name] = calendar_of(stated[name], zone)
            elif name == ALWAYS:
                made[name] = Calendar.of(ALWAYS, timezone=zone or "UTC")
            else:
                raise CalendarError.unknown_calendar(name, f'the lane "{lane.id}"', sorted(stated))
        found[lane.id] = made[name]
    return found
