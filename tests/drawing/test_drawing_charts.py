"""The charts of the ledger: bars add up, names are shown, nothing is left out in silence."""

from datetime import timedelta

import polars as pl
import pytest
from lxml import etree

from mining.drawing.charts import ledger_bars, waiting_by_line

SVG = "{http://www.w3.org/2000/svg}"
COLUMNS = ("class", "pass", "lane", "owner", "line", "low", "likely", "high")
"""Waits come from the kitchen, but for those of no owner."""


def ledger(*rows: tuple[str, str | None, str | None, str | None, str | None, float, float, float]) -> pl.DataFrame:
    made = [dict(zip(COLUMNS, (*row[:5], *(timedelta(hours=value) for value in row[5:])), strict=True)) for row in rows]
    schema = dict.fromkeys(COLUMNS[:5], pl.String) | {name: pl.Duration("us") for name in COLUMNS[5:]}
    return pl.DataFrame(made, schema=schema).with_columns(
        from_lane=pl.when(pl.col("owner").is_not_null()).then(pl.lit("kitchen"))
    )


LEDGER = ledger(
    ("work", "first", "kitchen", None, None, 30, 30, 30),
    ("work", "rework", "kitchen", None, None, 5, 5, 5),
    ("waiting", None, None, "kitchen", "visibility", 45, 45, 45),
    ("waiting", None, None, "guest", "interaction", 15, 15, 15),
    ("state", None, None, None, None, 5, 5, 5),
)


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in etree.fromstring(svg.encode()).iter(f"{SVG}text")]


def test_hours_and_shares_by_whose_they_are() -> None:
    """Kitchen 30 + 5 + 45 = 80 h of 100; guest 15; the state has no lane: 5."""
    words = texts(ledger_bars(LEDGER, names={"kitchen": "Kitchen <1>"}))
    assert {"Kitchen <1>", "80 h · 80 %", "guest", "15 h · 15 %", "no lane known", "5 h · 5.0 %"} <= set(words)


def test_no_whisker_where_starts_are_known() -> None:
    """low = likely = high: the legend does not speak of a range."""
    assert not any("the least and the most" in word for word in texts(ledger_bars(LEDGER)))


def test_a_whisker_where_work_is_a_range() -> None:
    """Work of 0 to 40 h, likely 10: the range is drawn and explained, in both languages."""
    wide = ledger(("work", "first", "a", None, None, 0, 10, 40), ("waiting", None, None, "a", None, 40, 30, 0))
    assert any("the least and the most" in word for word in texts(ledger_bars(wide)))
    assert any("最少与最多" in word for word in texts(ledger_bars(wide, language="zh")))


def test_waiting_by_line() -> None:
    """45 h at the line of visibility and 15 h at that of interaction, of 100 h flow time."""
    words = texts(waiting_by_line(LEDGER))
    assert {"line of visibility", "45 h · 45 %", "line of interaction", "15 h · 15 %"} <= set(words)
    assert {"可视线", "互动线"} <= set(texts(waiting_by_line(LEDGER, language="zh")))


def test_waiting_at_no_line() -> None:
    """2 h from kitchen to kitchen lie within one kind; 3 h for nobody known are named as such; of 20 h in all."""
    words = texts(
        waiting_by_line(
            ledger(
                ("waiting", None, None, "kitchen", None, 2, 2, 2),
                ("waiting", None, None, None, None, 3, 3, 3),
                ("work", "first", "kitchen", None, None, 5, 5, 5),
                ("waiting", None, None, "guest", "interaction", 10, 10, 10),
            )
        )
    )
    assert {"2 h · 10 %", "3 h · 15 %"} <= set(words)
    assert "a lane at one end not known" in " ".join(words)


def test_without_a_blueprint_the_chart_of_lines_says_so() -> None:
    """Waiting without any line: the title says why."""
    assert "Waiting: without a blueprint no line is known" in texts(
        waiting_by_line(ledger(("waiting", None, None, "a", None, 1, 1, 1)))
    )


def test_many_lanes_are_summed_not_dropped() -> None:
    """30 teams with an hour each: 19 bars and one of 11 h that says how many it holds."""
    words = texts(ledger_bars(ledger(*(("work", "first", f"team {k:02}", None, None, 1, 1, 1) for k in range(30)))))
    assert {"11 others", "11 h · 37 %"} <= set(words)


@pytest.mark.parametrize("chart", [ledger_bars, waiting_by_line])
def test_an_empty_ledger(chart: object) -> None:
    """Nothing to show, and said."""
    assert "nothing to show" in texts(chart(ledger()))  # type: ignore[operator]


def test_labels_are_text_never_markup() -> None:
    """A lane named with markup appears letter by letter."""
    svg = ledger_bars(ledger(("work", "first", "<script>alert(1)</script>", None, None, 1, 1, 1)))
    assert "<script" not in svg
    assert "alert(1)" in "".join(texts(svg))
