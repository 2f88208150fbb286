"""The file that says who works when: calendars as in the blueprint, who has which, who is no person, how many people.

```yaml
timezone: Europe/Lisbon
calendars:
  office: {hours: "Mon-Fri 09:00-18:00", holidays: PT-11}
teams: {Back office: office}         # and resources, roles, lanes; everyone: office is for all others
shared: [web, robot 1]               # accounts of many, robots: nobody waits for them
people: {Night desk: 3}              # where the log names the team and no person
```
"""

from __future__ import annotations

from pathlib import Path

from mining.blueprint import values
from mining.blueprint.document import text_of_file
from mining.blueprint.keys import Entries, Keys
from mining.blueprint.lanes_source import calendars_of
from mining.blueprint.stated_hours import ALWAYS
from mining.blueprint.working_hours import calendar_of
from mining.blueprint.yaml_source import Node, nodes_of
from mining.waste.hours.staffing import Staffing
from mining.working_time.calendars import Calendar

WHOSE = ("resources", "roles", "teams", "lanes")
FILE = Keys(("timezone", "calendars", "everyone", *WHOSE, "shared", "people"))
EXAMPLE = 'calendars: {office: {hours: "Mon-Fri 09:00-18:00"}}'


def load_staffing(path: str | Path, timezone: str | None = None) -> Staffing:
    """Read a staffing file.

    Args:
        path: of the file.
        timezone: zone of calendars that name none, where the file names none either (that of the log).

    Raises:
        FileError: the file is missing or cannot be read.
        BlueprintError: it says something that cannot be read; with line and column.
        CalendarError: a calendar has no zone.
    """
    return staffing_of(text_of_file(path), timezone, file=str(path))


def staffing_of(text: str, timezone: str | None = None, *, file: str = "") -> Staffing:
    """Return what the text of a staffing file says; errors as in `load_staffing`."""
    has = Entries(values.mapping(nodes_of(text, file=file), "the file", EXAMPLE), FILE, "")
    zone = values.timezone(has["timezone"]) if "timezone" in has else timezone
    stated = calendars_of(has["calendars"]) if "calendars" in has else ()
    calendars = {one.id: calendar_of(one, zone) for one in stated}
    calendars[ALWAYS] = Calendar.of(ALWAYS, timezone=zone or "UTC")
    whose = {kind: _whose(has[kind], kind, calendars) for kind in WHOSE if kind in has}
    return Staffing.of(
        **whose,  # type: ignore[arg-type]
        shared=values.texts(has["shared"], "a shared account") if "shared" in has else (),
        people=_people(has["people"]) if "people" in has else {},
        everyone=calendars[values.known(has["everyone"], "calendar", calendars)] if "everyone" in has else None,
    )


def _whose(node: Node, kind: str, calendars: dict[str, Calendar]) -> dict[str, Calendar]:
    entries = values.mapping(node, kind, f"{kind}: {{NAME: office}}").entries
    return {key.text: calendars[values.known(body, "calendar", calendars)] for key, body in entries}


def _people(node: Node) -> dict[str, int]:
    entries = values.mapping(node, "people", "people: {TEAM: 3}").entries
    return {key.text: values.count(body, "the number of people") for key, body in entries}
