"""The hours a blueprint states, as calendars that count."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from mining.blueprint.flow import Do
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Step
from mining.blueprint.working_hours import calendar_of, lane_calendars
from mining.errors import CalendarError
from mining.log import micros
from mining.working_time.calendars import Calendar
from mining.working_time.clock import working


def hours(first: date, last: date, calendar: Calendar) -> float:
    """Working hours between two midnights of the calendar's zone."""
    a, b = (
        np.array([micros(datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(calendar.zone)))]) for day in (first, last)
    )
    return float(working(a, b, calendar)[0] / 3.6e9)


def test_every_part_counts() -> None:
    """The file's hours, zone, season, country, single days off and worked."""
    stated = StatedHours(
        "office",
        "Mon-Fri 09:00-12:00, 13:00-18:00",
        timezone="Asia/Shanghai",
        seasons=(("07-01", "07-31", "Mon-Fri 08:00-12:00"),),
        region="CN",
        holidays=(date(2025, 3, 3),),
        workdays=(date(2025, 3, 8),),
    )
    office = calendar_of(stated, "Europe/Lisbon")
    assert "Asia/Shanghai" == office.zone
    assert 8 == hours(date(2025, 1, 26), date(2025, 1, 27), office)  # a Sunday, swapped
    assert 0 == hours(date(2025, 1, 28), date(2025, 2, 5), office)  # Spring Festival
    assert 0 == hours(date(2025, 3, 3), date(2025, 3, 4), office)
    assert 8 == hours(date(2025, 3, 8), date(2025, 3, 9), office)
    assert 4 == hours(date(2025, 7, 1), date(2025, 7, 2), office)


def test_lisbon_rests_on_saint_anthony() -> None:
    """13 June is off in Lisbon (PT-11), not in all of Portugal."""
    lisbon, porto = (calendar_of(StatedHours("x", "Mon-Fri 9-17", region=r), "Europe/Lisbon") for r in ("PT-11", "PT-13"))
    assert (0, 8) == tuple(hours(date(2025, 6, 13), date(2025, 6, 14), one) for one in (lisbon, porto))


def blueprint(calendar: str | None, *stated: StatedHours, timezone: str | None = None) -> Blueprint:
    lanes = (Lane("desk", Name.of("desk"), "frontstage", calendar=calendar), Lane("door", Name.of("door"), "customer"))
    return Blueprint(
        Name.of("s"), lanes, (Step("a", Name.of("a"), ("desk",)),), Do("a"), calendars=stated, timezone=timezone
    )


def test_a_lane_has_the_calendar_that_it_names() -> None:
    """A lane that names none has none; ``always`` needs no statement."""
    found = lane_calendars(blueprint("shop", StatedHours("shop", "Sat 10-14"), timezone="Europe/Lisbon"), None)
    assert {"desk": Calendar.of("Sat 10-14", timezone="Europe/Lisbon")} == found
    assert lane_calendars(blueprint("always"), None)["desk"].is_always_open


def test_the_zone_of_the_log_is_the_last_resort() -> None:
    """The calendar's, else the blueprint's, else the log's; with none of them it is refused."""
    stated = StatedHours("shop", "Sat 10-14")
    assert "Asia/Tokyo" == lane_calendars(blueprint("shop", stated), "Asia/Tokyo")["desk"].zone
    with pytest.raises(CalendarError, match="needs a time zone"):
        lane_calendars(blueprint("shop", stated), None)


def test_a_calendar_that_is_not_stated_is_refused() -> None:
    """The near name is offered."""
    with pytest.raises(CalendarError, match='Did you mean "shop"'):
        lane_calendars(blueprint("shp", StatedHours("shop", "Sat 10-14")), "UTC")
