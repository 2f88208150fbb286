"""The public holidays of a country or region, and the weekends that are worked in their place."""

from __future__ import annotations

from datetime import date

from mining.errors import CalendarError


def public_days(region: str, first: int, last: int) -> tuple[set[date], set[date]]:
    """Public holidays, and weekend days that are worked instead, of a country or its region, from year to year."""
    import holidays

    country, _, part = region.partition("-")
    try:
        found = holidays.country_holidays(country.upper(), subdiv=part or None, years=range(first, last + 1))
    except NotImplementedError:
        raise CalendarError.unknown_region(region) from None
    return set(found), set(found.weekend_workdays)


SWAPPING_YEARS = range(2015, 2025)
"""Years of which the swapped workdays are known for certain: a country that had some in most of them swaps every year."""


def unpublished_years(region: str, first: int, last: int) -> tuple[int, ...]:
    """Years from `first` to `last` whose swapped workdays are not published, of a country that swaps some every year.

    The weekends that such a country works in place of days off are announced shortly before the year; until then a calendar
    counts them as off.

    Raises:
        CalendarError: no public holidays are known for the region.
    """
    import holidays

    country = region.partition("-")[0].upper()
    years = sorted({*SWAPPING_YEARS, *range(first, last + 1)})
    try:
        swapped = {day.year for day in holidays.country_holidays(country, years=years).weekend_workdays}
    except NotImplementedError:
        raise CalendarError.unknown_region(region) from None
    if len(swapped & set(SWAPPING_YEARS)) < 0.8 * len(SWAPPING_YEARS):
        return ()
    return tuple(year for year in range(first, last + 1) if year not in swapped)
