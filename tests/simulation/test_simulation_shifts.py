from datetime import date
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mining.simulation.shifts import Absence, moment, presences, weekdays

LISBON = ZoneInfo("Europe/Lisbon")
HOUR = 3600


def test_weekdays_wrap_around():
    """Sun-Thu is Sunday and Monday to Thursday."""
    assert weekdays("Sun-Thu") == {6, 0, 1, 2, 3}
    assert weekdays("Sat") == {5}


def test_stretches_of_a_day_and_lines():
    """Monday 2025-09-01: 9-12 and 13-18; Saturday the 6th: 9-12; nothing on Sunday."""
    there = presences(
        {"Anya": "Mon-Fri 09:00-12:00, 13:00-18:00; Sat 09:00-12:00"}, date(2025, 9, 1), date(2025, 9, 7), LISBON
    )
    hours = [(end - start) // HOUR for start, end, _ in there]
    assert hours == [3, 5] * 5 + [3]


def test_over_midnight_and_clock_change():
    """Saturday 23:00 to Sunday 07:00 is 8 h, and 9 h in the night of 2025-10-26, when the clock goes back."""
    usual = presences({"Inês": "Sat 23:00-07:00"}, date(2025, 10, 18), date(2025, 10, 18), LISBON)
    change = presences({"Inês": "Sat 23:00-07:00"}, date(2025, 10, 25), date(2025, 10, 25), LISBON)
    assert [(end - start) / HOUR for start, end, _ in usual + change] == [8, 9]


def test_moment_is_local():
    """Noon in Lisbon in summer is 11:00 UTC."""
    assert moment(date(2025, 7, 1), "12:00", LISBON) % 86400 == 11 * HOUR


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 15)), min_size=1, max_size=8),
    st.integers(0, 80),
    st.integers(0, 80),
)
def test_absence_counts_the_seconds_between_presences(spans, start, end):
    """Between the first and the last presence: as many seconds as a second by second count finds without anybody."""
    there = [(begin, begin + length, "x") for begin, length in spans]
    first, last = min(b for b, _, _ in there), max(e for _, e, _ in there)
    start, end = sorted(min(max(second, first), last) for second in (start, end))
    alone = sum(not any(b <= second < e for b, e, _ in there) for second in range(start, end))
    assert Absence(there).between(start, end) == alone
