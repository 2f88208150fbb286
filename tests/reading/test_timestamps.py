"""Times: what each way of writing them means."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.errors import TimeError
from mining.reading.timestamps import kind_of, read_times
from mining.reading.zones import checked_zone, localised


def instants(*texts: object, **options: object) -> list[str | None]:
    column = pl.Series("t", list(texts), strict=False)
    return [value and f"{value:%Y-%m-%d %H:%M:%S.%f}"[:23] for value in read_times(column, **options).values]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012/10/09 14:50:17.000", "2012-10-09 14:50:17.000"),
        ("2010-12-30T14:32:00Z", "2010-12-30 14:32:00.000"),
        ("2010-12-30 14:32:00+01:00", "2010-12-30 13:32:00.000"),
        ("2010-12-30 14:32:00.250000-0330", "2010-12-30 18:02:00.250"),
        ("2010-12-30T14:32", "2010-12-30 14:32:00.000"),
        ("29/2/2016 01:16", "2016-02-29 01:16:00.000"),
        ("2/29/2016 1:16 PM", "2016-02-29 13:16:00.000"),
        ("29.3.10 8:05", "2010-03-29 08:05:00.000"),
        ("29.03.1999 08:05:07", "1999-03-29 08:05:07.000"),
        ("2026年3月5日 下午3:07", "2026-03-05 15:07:00.000"),
        ("2026年3月5日 上午12:07", "2026-03-05 00:07:00.000"),
        ("2026/3/5 下午 3:07:10", "2026-03-05 15:07:10.000"),
        ("2026年3月5日15时07分10秒", "2026-03-05 15:07:10.000"),
        ("２０２６／３／５　１５：０７", "2026-03-05 15:07:00.000"),
        ("2026-03-05", "2026-03-05 00:00:00.000"),
        ("20260305", "2026-03-05 00:00:00.000"),
        ("20260305150710", "2026-03-05 15:07:10.000"),
        ("1511173097.0", "2017-11-20 10:18:17.000"),
        ("1511173097123", "2017-11-20 10:18:17.123"),
    ],
)
def test_each_way_of_writing_a_time(text: str, expected: str) -> None:
    """The instant is the one a reader of that writing means; without a zone it is taken as UTC."""
    assert [expected] == instants(text)


def test_numbers_are_an_epoch() -> None:
    """1511173097 s after 1970 is 2017-11-20 10:18:17 UTC; an unknown number stays unknown."""
    assert ["2017-11-20 10:18:17.000", None] == instants(1511173097, None)


def test_day_before_month_is_decided_by_the_whole_column() -> None:
    """One 13th in the column settles all of it: 5/3 is the 5th of March beside 13/3."""
    assert ["2016-03-05 12:00:00.000", "2016-03-13 12:00:00.000"] == instants("5/3/2016 12:00", "13/3/2016 12:00")
    assert ["2016-05-03 12:00:00.000", "2016-03-13 12:00:00.000"] == instants("5/3/2016 12:00", "3/13/2016 12:00")


def test_day_and_month_that_can_be_exchanged_are_told_apart_by_the_order_of_the_rows() -> None:
    """1/2, 2/2, 3/2, 1/3, ... rise as month/day only if read so; the finding says that it was inferred."""
    texts = [f"{month}/{day}/2024" for month in range(1, 5) for day in range(1, 9)]
    read = read_times(pl.Series("t", texts))
    assert read.values.is_sorted()
    assert ["date_order_inferred"] == [finding.code for finding in read.findings]


def test_a_date_order_without_any_evidence_is_said_to_be_assumed() -> None:
    """Two dates that fit both ways, in an order that fits both ways: day/month, and a limiting finding."""
    read = read_times(pl.Series("t", ["1/2/2024", "3/4/2024"]))
    assert [datetime(2024, 2, 1, tzinfo=UTC), datetime(2024, 4, 3, tzinfo=UTC)] == read.values.to_list()
    assert [("date_order_assumed", "limit")] == [(finding.code, finding.severity) for finding in read.findings]


def test_two_orders_in_one_column_are_noticed() -> None:
    """13/2 is day/month, 2/13 can only be month/day: what does not fit the column's order is unread, and it is said."""
    read = read_times(pl.Series("t", ["13/2/2024", "14/2/2024", "15/2/2024", "2/16/2024"]))
    assert [False, False, False, True] == read.unreadable.to_list()
    assert ["mixed_date_order"] == [finding.code for finding in read.findings]


def test_offsets_may_change_from_row_to_row() -> None:
    """+01:00 in winter and +02:00 in summer become instants, and both are named."""
    read = read_times(pl.Series("t", ["2011-01-01 12:00:00+01:00", "2011-07-01 12:00:00.5+02:00"]))
    assert ("+01:00", "+02:00") == read.offsets
    assert read.aware
    assert ["11:00", "10:00"] == [f"{value:%H:%M}" for value in read.values]


def test_times_with_and_without_offset_are_mixed_and_that_is_said() -> None:
    """Noon without an offset is noon in Lisbon (UTC+1 in July); noon+03:00 is 09:00 UTC wherever one reads it."""
    read = read_times(pl.Series("t", ["2024-07-01 12:00:00", "2024-07-01 12:00:00+03:00"]), timezone="Europe/Lisbon")
    assert ["11:00", "09:00"] == [f"{value:%H:%M}" for value in read.values]
    assert ["mixed_zones"] == [finding.code for finding in read.findings]


def test_hours_that_the_clocks_skip_or_repeat_are_counted() -> None:
    """In Lisbon 01:30 did not exist on 2024-03-31 and existed twice on 2024-10-27 (first as UTC+1)."""
    read = read_times(
        pl.Series("t", ["2024-03-31 01:30:00", "2024-10-27 01:30:00", "2024-12-01 01:30:00"]), timezone="Europe/Lisbon"
    )
    assert ["03-31 01:30", "10-27 00:30", "12-01 01:30"] == [f"{value:%m-%d %H:%M}" for value in read.values]
    assert {"ambiguous_hour": 1, "nonexistent_hour": 1} == {finding.code: finding.rows for finding in read.findings}


def test_a_day_that_a_country_left_out_is_still_read() -> None:
    """Samoa went from 2011-12-29 to 2011-12-31: a time on the 30th is read with the offset of before (UTC-10)."""
    local = localised(pl.Series("t", [datetime(2011, 12, 30, 12)]).cast(pl.Datetime("us")), "Pacific/Apia")
    assert [datetime(2011, 12, 30, 22, tzinfo=UTC)] == local.values.to_list()
    assert local.nonexistent.to_list() == [True]


@pytest.mark.parametrize("texts", [["24:00.0", "43:00.0"], ["08:30", "09:45"]])
def test_lost_dates_are_refused(texts: list[str]) -> None:
    """Minutes and seconds, or a time of day, are no instant; the reason and examples are given."""
    with pytest.raises(TimeError, match=r"dates in column \"t\" are lost[\s\S]*" + texts[0].replace(".", r"\.")):
        read_times(pl.Series("t", texts))


def test_a_column_without_times_is_refused() -> None:
    """Words are no times; the message shows them with their rows."""
    with pytest.raises(TimeError, match="row 1: 'alpha'"):
        read_times(pl.Series("t", ["alpha", "beta"]))


def test_what_is_no_time_is_marked_and_what_stands_for_nothing_is_not() -> None:
    """ "?" and empty are missing; "tomorrow" is unreadable."""
    read = read_times(pl.Series("t", ["2024-01-01 08:00", "?", None, "tomorrow", "2024-01-02 08:00", "2024-01-03 08:00"]))
    assert [False, False, False, True, False, False] == read.unreadable.to_list()
    assert 3 == read.values.null_count()


def test_a_date_that_does_not_exist_is_unreadable() -> None:
    """The 30th of February is not silently moved."""
    read = read_times(pl.Series("t", ["2024-02-28", "2024-02-29", "2024-02-30"]))
    assert [False, False, True] == read.unreadable.to_list()


def test_typed_times_keep_their_instants_and_name_their_zone() -> None:
    """A Parquet column in Asia/Shanghai is read as instants, and its zone is the file's."""
    column = pl.Series("t", [datetime(2024, 3, 5, 15, 7)]).cast(pl.Datetime("ns")).dt.replace_time_zone("Asia/Shanghai")
    read = read_times(column)
    assert ("Asia/Shanghai", [datetime(2024, 3, 5, 7, 7, tzinfo=UTC)]) == (read.timezone, read.values.to_list())


def test_kinds_of_columns() -> None:
    """Times, epochs, times of day, and what only looks alike."""
    kinds = [
        kind_of(pl.Series(values))
        for values in (["2024-01-01"], ["1511173097"], ["08:30"], ["a"], ["1.2.3"], [1, 2], ["006:19"], [None], ["10-2000"])
    ]
    assert ["time", "epoch", "clock", None, None, None, "clock", None, None] == kinds


def test_an_unknown_zone_names_the_nearest() -> None:
    """A typing error in the zone is answered with the zone that was meant."""
    with pytest.raises(TimeError, match="Europe/Lisbon"):
        checked_zone("Europe/Lisbonn")


WRITTEN = {
    "iso": ("{0:%Y-%m-%dT%H:%M:%S.%f}", timedelta(microseconds=1)),
    "slashes": ("{0:%Y/%m/%d %H:%M:%S}", timedelta(seconds=1)),
    "day first": ("{0.day}.{0.month}.{0.year} {0.hour}:{0.minute:02}", timedelta(minutes=1)),
    "chinese": ("{0.year}年{0.month}月{0.day}日 {1}{2}:{0.minute:02}:{0.second:02}", timedelta(seconds=1)),
    "american": ("{0.month:02}/{0.day:02}/{0.year} {2}:{0.minute:02} {3}", timedelta(minutes=1)),
}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.datetimes(datetime(1999, 1, 1), datetime(2060, 1, 1)), min_size=1, max_size=20),
    st.sampled_from(sorted(WRITTEN)),
)
def test_what_is_written_is_read(times: list[datetime], how: str) -> None:
    """Every format gives the times back, to its own precision, once a day over 12 settles the order."""
    pattern, grain = WRITTEN[how]
    times = [*times, datetime(2024, 2, 28, 13, 5, 7)]
    halves = [("上午", "AM") if t.hour < 12 else ("下午", "PM") for t in times]
    texts = [pattern.format(t, half[0], (t.hour - 1) % 12 + 1, half[1]) for t, half in zip(times, halves, strict=True)]
    expected = [datetime.min + (t - datetime.min) // grain * grain for t in times]
    assert expected == read_times(pl.Series("t", texts)).values.dt.replace_time_zone(None).to_list()
