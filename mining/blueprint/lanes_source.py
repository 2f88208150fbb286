"""Nodes of the file under ``lanes`` and ``calendars``: who acts, when they are there, what an hour costs."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, timedelta
from typing import cast

from mining.blueprint import values
from mining.blueprint.keys import CALENDAR, LANE, RATE, Entries
from mining.blueprint.lanes import KINDS, Kind, Lane, Rate
from mining.blueprint.names import Name
from mining.blueprint.stated_hours import ALWAYS, StatedHours
from mining.blueprint.yaml_source import Items, Mapping, Node, Scalar
from mining.errors import CalendarError
from mining.working_time.calendars import Calendar

DAYS_OF_A_YEAR = 366
_SEASON = re.compile(r"(\d\d-\d\d) *\.\. *(\d\d-\d\d)")
_REGION = re.compile(r"[A-Za-z]{2}(-\w{1,8})?")
_HOURS = 'hours: "Mon-Fri 09:00-12:00, 13:00-18:00"'


def lanes_of(node: Node, calendars: Collection[str]) -> tuple[Lane, ...]:
    """Return the lanes in the order of the file."""
    mapping = values.mapping(node, "lanes", "lanes: {guest: {kind: customer}}")
    if not mapping.entries:
        raise mapping.place.error("there is no lane.", found="{}", remedy="lanes: {guest: {kind: customer}}")
    return tuple(_lane(key, body, calendars) for key, body in mapping.entries)


def _lane(key: Scalar, node: Node, calendars: Collection[str]) -> Lane:
    lane = values.identifier(key, "a lane's id")
    path = f"lanes.{lane}"
    example = f"{lane}: {{kind: {'|'.join(KINDS)}}}"
    has = Entries(values.mapping(node, f'the lane "{lane}"', example), LANE, path)
    kind = values.choice(has.needed("kind", f'the lane "{lane}"', "|".join(KINDS)), "kind", KINDS)
    return Lane(
        id=lane,
        name=values.name(has["name"], "name") if "name" in has else Name.of(lane),
        kind=cast(Kind, kind),
        teams=values.texts(has["teams"], "a team") if "teams" in has else (),
        roles=values.texts(has["roles"], "a role") if "roles" in has else (),
        rates=_rates(has["rate"], f"{path}.rate") if "rate" in has else (),
        calendar=calendar_id(has["calendar"], calendars) if "calendar" in has else None,
        automatic=values.boolean(has["automatic"], "automatic") if "automatic" in has else False,
        line=key.place.line,
    )


def calendar_id(node: Node, calendars: Collection[str]) -> str:
    """Return the id of a stated calendar, or ``always``."""
    return values.known(node, "calendar", [*calendars, ALWAYS])


def _rates(node: Node, path: str) -> tuple[Rate, ...]:
    """Read one rate, or several, each from a day on; return them by that day."""
    if not isinstance(node, Items):
        return (_rate(node, path),)
    if not node.nodes:
        raise node.place.error("there is no rate in the list.", found="[]", remedy="18, or {amount: 18, from: 2026-01-01}.")
    found: dict[date | None, Rate] = {}
    for item in node.nodes:
        rate = _rate(item, path)
        if rate.since in found:
            when = "without a day from which it holds" if rate.since is None else f"from {rate.since}"
            remedy = "a day of its own for each: {amount: 19, from: 2027-01-01}."
            raise item.place.error(f"there are two rates {when}.", found=item.shown, remedy=remedy)
        found[rate.since] = rate
    return tuple(found[since] for since in sorted(found, key=lambda since: since or date.min))


def _rate(node: Node, path: str) -> Rate:
    if not isinstance(node, Mapping):
        return Rate(values.amount(node, "rate"))
    has = Entries(node, RATE, path)
    return Rate(
        values.amount(has.needed("amount", "rate", "18"), "amount"),
        values.currency(has["currency"]) if "currency" in has else None,
        values.day(has["from"], '"from"') if "from" in has else None,
    )


# -- calendars --------------------------------------------------------------------------------------------------------


def calendars_of(node: Node) -> tuple[StatedHours, ...]:
    """Return the calendars in the order of the file; each has at least one open hour in the year."""
    mapping = values.mapping(node, "calendars", 'calendars: {office: {hours: "Mon-Fri 09:00-18:00"}}')
    return tuple(_calendar(key, body) for key, body in mapping.entries)


def _calendar(key: Scalar, node: Node) -> StatedHours:
    calendar = values.identifier(key, "a calendar's id")
    if calendar == ALWAYS:
        remedy = "another id; lanes and targets say calendar: always without any calendar of this name."
        raise key.place.error(f'"{ALWAYS}" means every hour already.', found=calendar, remedy=remedy)
    path = f"calendars.{calendar}"
    covered = 0
    if isinstance(node, Scalar):
        stated = StatedHours(calendar, _hours(node), line=key.place.line)
    else:
        has = Entries(values.mapping(node, f'the calendar "{calendar}"', f"{calendar}: {{{_HOURS}}}"), CALENDAR, path)
        seasons, covered = _seasons(has["seasons"]) if "seasons" in has else ((), 0)
        region, days_off = _holidays(has["holidays"]) if "holidays" in has else (None, ())
        stated = StatedHours(
            calendar,
            _hours(has.needed("hours", f'the calendar "{calendar}"', _HOURS.removeprefix("hours: "))),
            timezone=values.timezone(has["timezone"]) if "timezone" in has else None,
            seasons=seasons,
            region=region,
            holidays=days_off,
            workdays=_days(has["workdays"], "a workday") if "workdays" in has else (),
            line=key.place.line,
        )
    open_seasons = [first for first, _, hours in stated.seasons if _is_open(hours)]
    if not open_seasons and (not _is_open(stated.hours) or covered == DAYS_OF_A_YEAR):
        remedy = f"hours, or a season, in which it is open: {_HOURS}"
        raise key.place.error(f'the calendar "{calendar}" is never open.', found=stated.hours, remedy=remedy)
    return stated


def _hours(node: Node) -> str:
    hours = values.text(node, "hours")
    try:
        Calendar.of(hours, timezone="UTC")
    except CalendarError as error:
        raise node.place.error(
            error.wrong, found=error.found, remedy=f"{_HOURS.removeprefix('hours: ')}, always or closed."
        ) from None
    return hours


def _seasons(node: Node) -> tuple[tuple[tuple[str, str, str], ...], int]:
    """Return the seasons, and how many days of the year they cover."""
    example = 'seasons: {"06-15..09-15": "Mon-Sun 06:30-01:00"}'
    seasons: list[tuple[str, str, str]] = []
    taken: dict[date, str] = {}
    for key, body in values.mapping(node, "seasons", example).entries:
        days = _season_days(key)
        for day in days:
            if day in taken:
                wrong = f'the seasons "{taken[day]}" and "{key.text}" overlap.'
                remedy = "seasons that do not share a day."
                raise key.place.error(wrong, found=f"{day:%m-%d} in both.", remedy=remedy)
            taken[day] = key.text
        seasons.append((f"{days[0]:%m-%d}", f"{days[-1]:%m-%d}", _hours(body)))
    return tuple(seasons), len(taken)


def _season_days(key: Scalar) -> list[date]:
    """Return the days of a season in the order of a leap year."""
    found = _SEASON.fullmatch(key.text.strip())
    try:
        first, last = (date.fromisoformat(f"2024-{day}") for day in found.groups()) if found else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None:
        remedy = '"06-15..09-15": month-day of the first and the last day, every year.'
        raise key.place.error("a season cannot be read.", found=key.text, remedy=remedy)
    new_year = date(2024, 1, 1)
    begin = (first - new_year).days
    return [new_year + timedelta(days=(begin + k) % DAYS_OF_A_YEAR) for k in range((last - first).days % DAYS_OF_A_YEAR + 1)]


def _holidays(node: Node) -> tuple[str | None, tuple[date, ...]]:
    """Read a country or region, dates, or a list of both."""
    region: str | None = None
    days: list[Node] = []
    for item in node.nodes if isinstance(node, Items) else (node,):
        if isinstance(item, Scalar) and _REGION.fullmatch(item.text):
            if region is not None:
                wrong = f'two regions, "{region}" and "{item.text}".'
                remedy = "one country or region; the days off of others as dates."
                raise item.place.error(wrong, found=item.text, remedy=remedy)
            region = _region(item)
        else:
            days.append(item)
    return region, _days(Items(tuple(days), node.place), "a holiday")


def _region(node: Scalar) -> str:
    region = values.text(node, "holidays")
    try:
        Calendar.of("always", timezone="UTC", holidays=region)
    except CalendarError:
        import holidays

        known = holidays.list_supported_countries(include_aliases=False)
        country = region[:2].upper()
        remedy = "the code of a country (ISO 3166: CN, PT), of a region (PT-11, DE-BY), or dates."
        if known.get(country):
            remedy = f"{country} alone, or one of {', '.join(f'{country}-{part}' for part in known[country][:8])}, ..."
        wrong = f'no public holidays are known for "{region}".{values.near(region, known)}'
        raise node.place.error(wrong, found=region, remedy=remedy) from None
    return region


def _days(node: Node, what: str) -> tuple[date, ...]:
    found = []
    for item in node.nodes if isinstance(node, Items) else (node,):
        day = values.day(item, what)
        if day in found:
            raise item.place.error(f"{what} stands twice: {day}.", found=str(day), remedy="delete one of them.")
        found.append(day)
    return tuple(found)


def _is_open(hours: str) -> bool:
    return bool(Calendar.of(hours, timezone="UTC").shifts)
