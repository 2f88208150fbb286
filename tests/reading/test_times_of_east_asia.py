"""Times as systems in China, Taiwan, Hong Kong, Japan and Korea write them."""

from datetime import datetime

import polars as pl
import pytest

import mining
from mining.errors import TimeError
from mining.reading.timestamps import has_no_year, kind_of, read_times

THREE_O_CLOCK = datetime(2024, 3, 5, 15, 7)


def read(*texts: str | None) -> list[datetime | None]:
    return read_times(pl.Series("处理时间", texts)).values.dt.replace_time_zone(None).to_list()


@pytest.mark.parametrize(
    "text",
    [
        "令和6年3月5日 15時7分", "令和６年３月５日 午後３時０７分", "R6.3.5 15:07",
        "R06/03/05 15:07", "Ｒ０６／０３／０５　１５：０７", "民國113年3月5日 下午3時7分",
        "中華民國113年03月05日 15時07分", "113/03/05 15:07", "113-03-05 15:07:00",
        "113.3.5 15:07", "1130305150700", "20240305150700000",
        "2024年3月5日(火) 午後3時07分", "2024年3月5日（星期二）下午3:07", "2024年3月5日火曜日 15:07",
        "二〇二四年三月五日十五时七分", "二零二四年三月五日 十五时零七分", "2024년 3월 5일 오후 3시 7분",
        "2024. 3. 5. 오후 3:07:00", "2024-03-05 오후 03:07", "2024년 3월 5일 (화) 15:07",
    ],
)  # fmt: skip
def test_one_moment_in_every_writing(text: str) -> None:
    """Years of eras, halves of the day, days of the week, numbers in words: all are seven past three on 5 March 2024."""
    assert [THREE_O_CLOCK] == read(text)


def test_years_of_eras_are_said() -> None:
    """Which year 113 is was understood, not written; the format tells it."""
    times = pl.Series("時間", ["113/03/05 15:07", "112/12/31 08:00"])
    assert "year/month/day hour:minute, years of eras (民國113年, 令和6年: 2024)" == read_times(times).format
    assert "year/month/day hour:minute" == read_times(times.str.replace("11", "201")).format


def test_the_first_year_of_an_era_has_its_own_name() -> None:
    """令和元年 is 2019, whose last month under the old name was 平成31年4月."""
    assert [datetime(2019, 5, 1, 9), datetime(2019, 4, 30, 9)] == read("令和元年5月1日 9時", "平成31年4月30日 9時")


@pytest.mark.parametrize(
    ("text", "hour", "minute"),
    [
        ("中午11:50", 11, 50), ("中午12:50", 12, 50), ("中午1:10", 13, 10), ("凌晨12:05", 0, 5), ("凌晨 3:00", 3, 0),
        ("清晨6:00", 6, 0), ("傍晚6:00", 18, 0), ("晚上8:30", 20, 30), ("下午12:30", 12, 30), ("午後0時10分", 12, 10),
        ("上午12:10", 0, 10),
    ],
)  # fmt: skip
def test_parts_of_the_day(text: str, hour: int, minute: int) -> None:
    """Noon is about twelve, before and behind it; the small hours belong to the morning."""
    assert [datetime(2024, 3, 5, hour, minute)] == read(f"2024-03-05 {text}")


def test_twelve_in_the_evening_is_not_guessed() -> None:
    """晚上12:30 is the end of this day to some and its beginning to others: it is counted as unreadable."""
    times = read_times(pl.Series("时间", ["2024-03-05 晚上 12:30", "2024-03-05 晚上 11:30", "2024-03-06 晚上 8:00"]))
    assert [True, False, False] == times.unreadable.to_list()


def test_twenty_four_o_clock_is_the_midnight_behind_the_day() -> None:
    """24:00 of 5 March begins the sixth; 24:01 is no time."""
    expected = [datetime(2024, 3, 6), datetime(2024, 3, 6), datetime(2024, 3, 5, 23, 59), None]
    assert expected == read("2024-03-05 24:00", "2024-03-05 24:00:00", "2024-03-05 23:59", "2024-03-05 24:01")


def test_an_hour_alone() -> None:
    """15时 needs no minutes."""
    assert [datetime(2024, 3, 5, 15), datetime(2024, 3, 5, 15)] == read("2024年3月5日15时", "2024年3月5日 下午3点")


def test_thirteen_digits_are_milliseconds_unless_all_are_dates_of_taiwan() -> None:
    """1130301102002 would be a day in 2005 if it were milliseconds; one number that is no date settles it for all."""
    taiwan = ["1130301102002", "1130301114456", "1130302090000"]
    assert datetime(2024, 3, 1, 10, 20, 2) == read(*taiwan)[0]
    assert datetime(2024, 3, 1, 10, 20, 2) == read_times(pl.Series("處理時間", [int(text) for text in taiwan])).values[
        0
    ].replace(tzinfo=None)
    assert "milliseconds since 1970" == read_times(pl.Series("處理時間", [*taiwan, "1130399102002"])).format
    assert kind_of(pl.Series("amount", ["1130301", "1130302"])) is None


def test_dates_in_whole_numbers_of_a_workbook() -> None:
    """20240305 as a number is the day that it is as a text."""
    assert datetime(2024, 3, 5) == read_times(pl.Series("日期", [20240305, 20240306])).values[0].replace(tzinfo=None)


def test_rooms_and_addresses_are_no_dates() -> None:
    """R6-3-5, 113.3 and 192.168.1.10 are none, whatever the year of an era could be."""
    for texts in (["R6-3-5", "R12-1-4"], ["113.3", "112.9"], ["192.168.1.10", "113.10.1.12"]):
        assert kind_of(pl.Series("x", texts)) is None


def test_dates_without_their_year_are_refused_by_name() -> None:
    """3月5日 15:07 could be of any year: the message says so, and in which column."""
    frame = pl.DataFrame(
        {
            "工单号": ["1", "1", "2", "2"],
            "操作": ["a", "b", "a", "b"],
            "操作时间": [f"3月{day}日 15:0{day}" for day in (5, 6, 7, 8)],
        }
    )
    with pytest.raises(
        TimeError, match=r'(?s)the dates in column "操作时间" have no year.*3月5日 15:05.*export again with whole'
    ):
        mining.from_polars(frame)
    assert has_no_year(pl.Series(["03-05 15:07", "12/31 8:00"]))
    assert not has_no_year(pl.Series(["12:07", "08:00"]))


def test_a_day_and_its_time_of_day_in_words() -> None:
    """処理日 令和6年3月5日 and 処理時刻 08時15分 are one time; 下午3:07 beside 2024年3月5日, too."""
    for days, clocks, hour, minute in (
        (["令和6年3月5日"] * 4, ["08時15分", "09時00分"] * 2, 8, 15),
        (["2024年3月5日"] * 4, ["下午3:07", "下午5:00"] * 2, 15, 7),
    ):
        frame = pl.DataFrame({"番号": list("aabb"), "ステップ": ["x", "y"] * 2, "処理日": days, "処理時刻": clocks})
        log = mining.from_polars(frame)
        assert "処理日 + 処理時刻" == log.roles["end"]
        assert datetime(2024, 3, 5, hour, minute) == log.events["end"].min().replace(tzinfo=None)
