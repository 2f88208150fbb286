"""Working hours discovered from the log."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl
import pytest
from tiny_logs import log

from mining.assembly import assemble
from mining.errors import CalendarError
from mining.log import EventLog
from mining.waste.hours.discovered_calendars import discovered_calendars, staffing_text
from mining.waste.hours.rota import rota
from mining.waste.hours.staffing import Staffing
from mining.waste.hours.staffing_file import staffing_of
from mining.waste.hours.weekly_pattern import hours_text
from mining.waste.instances.placed import placed
from mining.working_time.shifts import Shift

LISBON = ZoneInfo("Europe/Lisbon")


def worked_at(shifts: dict[str, list[tuple[int, float, float]]], weeks: int, off: set[date], a_day: int = 40) -> EventLog:
    """Teams with shifts of (weekday, from, to), by the clock in Lisbon; `a_day` moments in each, none on days `off`."""
    random = np.random.default_rng(1)
    rows = []
    for team, hours in shifts.items():
        for week in range(weeks):
            for weekday, begins, ends in hours:
                day = date(2025, 3, 3) + timedelta(days=7 * week + weekday)
                for moment in random.uniform(begins, ends, 0 if day in off else a_day):
                    at = datetime(day.year, day.month, day.day, tzinfo=LISBON).replace(tzinfo=None) + timedelta(hours=moment)
                    rows.append({"case": str(len(rows)), "activity": "a", "end": at.replace(tzinfo=LISBON).astimezone(UTC)})
                    rows[-1]["team"] = team
    return assemble(pl.DataFrame(rows), timezone="Europe/Lisbon")


OFFICE = [(day, *span) for day in range(5) for span in ((9, 12), (13, 18))]


def test_an_office_is_found_by_the_clock_on_the_wall() -> None:
    """Ten weeks over the change of clocks (30 March): the same hours, the lunch break, a day off, all of it surely."""
    made = worked_at({"Desk": OFFICE}, 10, {date(2025, 4, 18)})
    (row,) = discovered_calendars(placed(made, None)).iter_rows(named=True)
    assert ("team", "Desk", "Mon-Fri 09:00-12:00, 13:00-18:00", "Europe/Lisbon") == tuple(row.values())[:4]
    assert [date(2025, 4, 18)] == row["days_off"]
    assert row["confidence"] > 0.97 and row["inside_share"] == 1.0
    assert row["moments"] == made.instances and row["unknown_because"] is None


def test_a_night_shift_and_every_hour() -> None:
    """Over midnight it is told in two pieces; a team that is always there is."""
    made = worked_at(
        {"Night": [(day, 22, 30) for day in range(7)], "Always": [(day, 0, 24) for day in range(7)]}, 8, set(), 120
    )
    found = dict(discovered_calendars(placed(made, None)).select("name", "hours").rows())
    assert "always" == found["Always"]
    assert "Mon-Sun 00:00-06:00, 22:00-24:00" == found["Night"]


@pytest.mark.parametrize(
    ("weeks", "a_day", "because"),
    [(3, 40, "less than 4 weeks"), (10, 1, "less than 200 starts and ends"), (5, 5, "the evidence is not clear enough")],
)
def test_too_little_evidence_stays_unknown(weeks: int, a_day: int, because: str) -> None:
    """No hours, with the reason, and a comment in the file instead of a calendar."""
    made = worked_at({"Desk": OFFICE}, weeks, set(), a_day)
    found = discovered_calendars(placed(made, None))
    assert [(None, because)] == found.select("hours", "unknown_because").rows()
    assert f"# Desk: unknown ({because}" in staffing_text(found)
    assert {} == staffing_of(staffing_text(found)).teams


def test_no_zone_no_hours_of_the_day() -> None:
    """In UTC they would be another service's."""
    with pytest.raises(CalendarError, match="needs a time zone"):
        discovered_calendars(placed(log("ab"), None))


def test_the_stated_hours_beside_those_found() -> None:
    """Stated 09:00-17:00 without a break: 5 hours a week only stated, 5 only found; one of eight worked hours outside."""
    made = worked_at({"Desk": OFFICE}, 10, set())
    said = Staffing.of(timezone="Europe/Lisbon", teams={"Desk": {"hours": "Mon-Fri 09:00-17:00"}})
    here = placed(made, None)
    (row,) = discovered_calendars(here, rota(here, said)).iter_rows(named=True)
    names = ("stated", "found", "only_stated", "only_found")
    assert (40.0, 40.0, 5.0, 5.0) == tuple(row[f"{name}_hours_a_week"] for name in names)
    assert 0.1 == pytest.approx(row["outside_stated_share"], abs=0.02)


def test_what_is_found_can_be_edited_and_given_back() -> None:
    """The file reads back to the same hours, whatever the team is called."""
    name = 'Tük: "x"\n#1'
    made = worked_at({name: OFFICE}, 10, {date(2025, 4, 18)})
    text = staffing_text(discovered_calendars(placed(made, None)))
    calendar = staffing_of(text).teams[name]
    assert tuple(Shift(*shift) for day in range(5) for shift in ((day, 540, 720), (day, 780, 1080))) == calendar.shifts
    assert ("Europe/Lisbon", {date(2025, 4, 18)}) == (calendar.zone, calendar.holidays)


def test_hours_as_a_text() -> None:
    """Days with the same hours side by side; a day alone by its name."""
    shifts = [Shift(0, 540, 600), Shift(1, 540, 600), Shift(3, 540, 600), Shift(6, 0, 1440)]
    assert "Mon-Tue 09:00-10:00; Thu 09:00-10:00; Sun 00:00-24:00" == hours_text(shifts)


def test_hours_of_the_whole_log_are_given_back_as_those_of_everyone() -> None:
    """Without teams and lanes there is one pattern."""
    made = worked_at({"Desk": OFFICE}, 10, set())
    alone = EventLog(events=made.events.drop("team"), cases=made.cases, timezone=made.timezone, export_end=made.export_end)
    found = staffing_of(staffing_text(discovered_calendars(placed(alone, None))))
    assert found.everyone is not None and len(found.everyone.shifts) == 10
