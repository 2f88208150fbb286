"""Every way of writing a time gives back what was written."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.reading.month_names import NAMES
from mining.reading.timestamps import joined, kind_of, read_times

MONTHS = {
    "English": "January February March April May June July August September October November December",
    "English, short": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "German": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "German, short": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "French": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "French, short": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "Spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "Spanish, short": "ene feb mar abr may jun jul ago sep oct nov dic",
    "Portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "Portuguese, short": "jan fev mar abr mai jun jul ago set out nov dez",
    "Italian": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "Italian, short": "gen feb mar apr mag giu lug ago set ott nov dic",
    "Chinese": "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
}
SHAPES = (
    "{d}. {name} {y} {H}:{M}",
    "{d}-{name}-{yy} {H}:{M}",
    "{d:02} {name} {y}, {H}:{M}",
    "{d} de {name} de {y} {H}:{M}",
    "{name} {d}, {y} {h}:{M} {half}",
    "{y}-{name}-{d:02}T{H}:{M}",
    "{name} {d}, {y} at {h}:{M} {half}",
    "{d} {name} {y} à {H}h{M}",
)


def words(t: datetime, names: list[str]) -> dict[str, object]:
    return {
        "d": t.day, "y": t.year, "yy": f"{t:%y}", "H": f"{t:%H}", "M": f"{t:%M}", "name": names[t.month - 1],
        "h": (t.hour - 1) % 12 + 1, "half": "AM" if t.hour < 12 else "PM",
    }  # fmt: skip


def read(texts: list[object], name: str = "t") -> list[datetime]:
    return read_times(pl.Series(name, texts)).values.dt.replace_time_zone(None).to_list()


moments = st.lists(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), min_size=1, max_size=12, unique=True)


@settings(max_examples=60, deadline=None)
@given(moments, st.sampled_from(sorted(MONTHS)[1:]), st.sampled_from(SHAPES))
def test_months_by_name(times: list[datetime], language: str, shape: str) -> None:
    """Every name of a month, in every place of it, gives the minute that was written."""
    names = MONTHS[language].split()
    texts = [shape.format(**words(t, names)) for t in times]
    assert [t.replace(second=0, microsecond=0) for t in times] == read(texts)


@settings(max_examples=30, deadline=None)
@given(moments)
def test_months_in_chinese_words(times: list[datetime]) -> None:
    """2024年三月5日 is the 5th of March."""
    names = MONTHS["Chinese"].split()
    texts = [f"{t.year}年{names[t.month - 1]}{t.day}日 {t:%H:%M:%S}" for t in times]
    assert [t.replace(microsecond=0) for t in times] == read(texts)


WIDE = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789:"}
WRITTEN: dict[str, tuple[Callable[[datetime], object], timedelta]] = {
    "iso, microseconds": (lambda t: t.isoformat(sep=" ", timespec="microseconds"), timedelta(microseconds=1)),
    "iso, zone": (lambda t: t.isoformat(timespec="milliseconds") + "Z", timedelta(milliseconds=1)),
    "two-digit year": (lambda t: f"{t.day}.{t.month}.{t:%y} {t.hour}:{t:%M}", timedelta(minutes=1)),
    "month first, two-digit year": (lambda t: f"{t.month}/{t.day}/{t:%y} {t.hour}:{t:%M}", timedelta(minutes=1)),
    "full width": (
        lambda t: f"{t.year}／{t.month}／{t.day}　{t:%H:%M:%S}".translate(WIDE),
        timedelta(seconds=1),
    ),
    "Chinese half of the day": (
        lambda t: f"{t.year}年{t.month}月{t.day}日{'上午' if t.hour < 12 else '下午'}{(t.hour - 1) % 12 + 1}:{t:%M}",
        timedelta(minutes=1),
    ),
    "Spanish half of the day": (
        lambda t: f"{t:%d/%m/%Y} {(t.hour - 1) % 12 + 1}:{t:%M} {'a. m.' if t.hour < 12 else 'p. m.'}",
        timedelta(minutes=1),
    ),
    "epoch seconds": (lambda t: int((t - datetime(1970, 1, 1)) // timedelta(seconds=1)), timedelta(seconds=1)),
    "epoch milliseconds": (
        lambda t: int((t - datetime(1970, 1, 1)) // timedelta(milliseconds=1)), timedelta(milliseconds=1)
    ),
    "epoch microseconds": (
        lambda t: int((t - datetime(1970, 1, 1)) // timedelta(microseconds=1)), timedelta(microseconds=1)
    ),
    "epoch microseconds as text": (
        lambda t: str((t - datetime(1970, 1, 1)) // timedelta(microseconds=1)), timedelta(microseconds=1)
    ),
    "spreadsheet days": (
        lambda t: (t.replace(microsecond=0) - datetime(1899, 12, 30)) / timedelta(days=1), timedelta(seconds=1)
    ),
    "spreadsheet days as text": (
        lambda t: f"{(t.replace(microsecond=0) - datetime(1899, 12, 30)) / timedelta(days=1):.8f}".replace(".", ","),
        timedelta(seconds=1),
    ),
}  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(moments, st.sampled_from(sorted(WRITTEN)))
def test_what_was_written_is_read(times: list[datetime], how: str) -> None:
    """Every format gives the times back to its own precision, once a day over 12 settles the order."""
    written, grain = WRITTEN[how]
    times = [*(t for t in times if t > datetime(2002, 1, 1) or "epoch" not in how), datetime(2024, 2, 28, 13, 5, 7)]
    expected = [datetime.min + (t - datetime.min) // grain * grain for t in times]
    assert expected == read([written(t) for t in times], "start time")


@settings(max_examples=40, deadline=None)
@given(moments, st.sampled_from(["%H:%M:%S", "%H%M%S", "short"]), st.booleans())
def test_a_date_and_its_time_of_day(times: list[datetime], clock: str, midnight: bool) -> None:
    """Two columns give one time; digits that lost their leading zero, and a midnight behind every date, do no harm."""
    dates = pl.Series("UDATE", [f"{t:%Y-%m-%d}" + " 00:00:00" * midnight for t in times])
    texts = [f"{t:%H%M%S}".lstrip("0").zfill(5) if clock == "short" else f"{t:{clock}}" for t in times]
    both = joined(dates, pl.Series("UTIME", texts))
    if all(len(text.lstrip("0")) >= 5 for text in texts) or ":" in clock:
        assert [t.replace(microsecond=0) for t in times] == read_times(both).values.dt.replace_time_zone(None).to_list()


@settings(max_examples=30, deadline=None)
@given(moments, st.lists(st.sampled_from([-210, 0, 60, 330, 765]), min_size=12, max_size=12))
def test_every_row_its_own_offset(times: list[datetime], offsets: list[int]) -> None:
    """Local time and offset give the instant, row by row."""
    shifts = [timedelta(minutes=minutes) for minutes in offsets[: len(times)]]
    signed = [("-" if shift < timedelta(0) else "+", abs(shift).seconds // 60) for shift in shifts]
    written = [f"{sign}{minutes // 60:02}:{minutes % 60:02}" for sign, minutes in signed]
    texts = [f"{t + shift:%Y-%m-%d %H:%M:%S}{offset}" for t, shift, offset in zip(times, shifts, written, strict=True)]
    assert [t.replace(microsecond=0) for t in times] == read(texts)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dienstag, 5. März 2024 um 14:05 Uhr", datetime(2024, 3, 5, 14, 5)),
        ("mar. 12 août 2023 14:05", datetime(2023, 8, 12, 14, 5)),
        ("Tue, Mar 5, 2024 3:07:09 PM", datetime(2024, 3, 5, 15, 7, 9)),
        ("1er août 2023", datetime(2023, 8, 1)),
        ("1º de março de 2024 às 08:05", datetime(2024, 3, 1, 8, 5)),
        ("March 5th, 2024 at 3:07 pm", datetime(2024, 3, 5, 15, 7)),
        ("05MAR2024:14:05:07", datetime(2024, 3, 5, 14, 5, 7)),
        ("二〇二四年十二月三十一日 下午3:07", datetime(2024, 12, 31, 15, 7)),
        ("5-Mar-99", datetime(1999, 3, 5)),
    ],
)
def test_dates_with_words(text: str, expected: datetime) -> None:
    """Weekdays, ordinals and the words between date and time of day are passed over."""
    assert [expected] == read([text])


def test_every_short_form_is_one_month_only() -> None:
    """No name stands for two months."""
    every = [name for names in NAMES for name in names.split()]
    assert len(every) == len(set(every))


def test_numbers_are_days_of_a_spreadsheet_only_under_a_name_of_a_time() -> None:
    """45353.75 is 2024-03-02 18:00 under "Start", and an amount under "Amount"."""
    assert ["epoch", None] == [kind_of(pl.Series(name, [45353.75, 45354.5])) for name in ("Start", "Amount")]
    assert [datetime(2024, 3, 2, 18)] == read([45353.75], "Start")


def test_working_days_tell_day_and_month_apart() -> None:
    """Days 1 to 12 of every month of 2024, Monday to Friday, shuffled: read as month/day, a quarter would be weekends."""
    days = [datetime(2024, month, day) for month in range(1, 13) for day in range(1, 13)]
    days = [day for day in days if day.weekday() < 5]
    shuffled = random.Random(1).sample(days, len(days))
    result = read_times(pl.Series("t", [f"{t:%d/%m/%Y}" for t in shuffled]))
    assert shuffled == result.values.dt.replace_time_zone(None).to_list()
    assert [("date_order_inferred", True)] == [(f.code, "working days" in f.message) for f in result.findings]
    american = read_times(pl.Series("t", [f"{t:%m/%d/%Y}" for t in shuffled]))
    assert shuffled == american.values.dt.replace_time_zone(None).to_list()


def test_newest_first_is_an_order_too() -> None:
    """Rows from new to old, one day after the other, tell day and month apart as rows from old to new do."""
    days = [datetime(2024, month, day) for month in range(12, 0, -1) for day in range(12, 0, -1)]
    result = read_times(pl.Series("t", [f"{t:%m/%d/%Y}" for t in days]))
    assert days == result.values.dt.replace_time_zone(None).to_list()
