"""Control charts of weeks."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl
import pytest

from mining.assembly import assemble
from mining.log import EventLog
from mining.review.periods import period
from mining.review.weeks import ARRIVALS, limits_of, weekly

MONDAY = date(2024, 1, 1)
PUBLISHED = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]


def test_published_limits() -> None:
    """Mean 50.81, mean moving range 1.8778, limits 45.8159 and 55.8041; seven values have none."""
    limits = limits_of(np.array(PUBLISHED))
    assert limits is not None
    told = (limits.mean, limits.moving_range, limits.low, limits.high)
    assert (50.81, 1.8778, 45.8159, 55.8041) == tuple(round(value, 4) for value in told)
    assert limits_of(np.array(PUBLISHED[:7])) is None


def arriving(*counts: int) -> EventLog:
    """So many cases in each week from Monday 1 January 2024, at noon of its days in turn; each lasts an hour."""
    noon = datetime(2024, 1, 1, 12, tzinfo=UTC)
    rows = [
        {"case": f"{week}-{k}", "activity": label, "end": noon + timedelta(weeks=week, days=k % 7, hours=hour)}
        for week, count in enumerate(counts)
        for k in range(count)
        for hour, label in enumerate("ab")
    ]
    return assemble(pl.DataFrame(rows))


def charts(before: list[int], after: list[int], last: date) -> pl.DataFrame:
    whole = period(arriving(*before, *after), None, None, 1)
    days = whole.days - whole.days.min()
    early = days < 7 * len(before)
    split = MONDAY + timedelta(weeks=len(before))
    return weekly(whole.of(early, 1), whole.of(~early, 2), [(MONDAY, split - timedelta(days=1)), (split, last)]).filter(
        pl.col("figure") == ARRIVALS
    )


def test_a_week_beyond_the_limits_is_a_signal() -> None:
    """Eight weeks of 10 and 12 in turn: mean 11, moving range 2, limits 5.68 and 16.32; then 16 is ordinary, 17 is not."""
    found = charts([10, 12] * 4, [16, 17], MONDAY + timedelta(weeks=10) - timedelta(days=1))
    assert [11.0] * 10 == found["mean"].to_list()
    assert (5.68, 16.32) == pytest.approx(found.select("low", "high").row(0), abs=0.01)
    assert [None] * 9 + ["beyond limits"] == found["signal"].to_list()
    assert ["before"] * 8 + ["after"] * 2 == found["period"].to_list()
    assert [10, 12] * 4 + [16, 17] == found["cases"].to_list()


def test_eight_weeks_on_one_side_are_a_signal() -> None:
    """After 10 and 12 in turn, eight weeks of 12: with the twelve before them that is nine above, the eighth says so."""
    found = charts([10, 12] * 4, [12] * 8, MONDAY + timedelta(weeks=16) - timedelta(days=1))
    assert [None] * 14 + ["run"] * 2 == found["signal"].to_list()


def test_weeks_that_are_not_whole_are_left_out() -> None:
    """A period that ends on a Saturday does not hold its last week, one that begins on a Tuesday not its first."""
    whole = period(arriving(5, 5, 5), None, None, 1)
    none = whole.of(np.zeros(len(whole.days), dtype=bool), 2)
    tuesday, saturday = MONDAY + timedelta(days=1), MONDAY + timedelta(days=19)
    found = weekly(whole, none, [(tuesday, saturday), (saturday, saturday)]).filter(pl.col("figure") == ARRIVALS)
    assert [MONDAY + timedelta(days=7)] == found["week"].to_list()


def test_with_fewer_than_eight_weeks_before_nothing_is_a_signal() -> None:
    """No limits, no signal: however far the week lies from the others."""
    found = charts([10, 12] * 3, [90], MONDAY + timedelta(weeks=7) - timedelta(days=1))
    assert [None] * 7 == found["signal"].to_list() == found["mean"].to_list()
