"""Charts of the ledger: whose the hours are, and at which line of the blueprint cases wait."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import floor, log10

import polars as pl

from mining.blueprint.lanes import LINES
from mining.drawing import shapes, text
from mining.drawing.picture import Picture
from mining.drawing.words import say
from mining.shares import share_text

SEGMENTS: tuple[tuple[str, Callable[[float, float, float, float], str]], ...] = (
    ("key_work", shapes.solid),
    ("key_rework", shapes.crossed),
    ("waiting", shapes.hatched),
    ("class.state", lambda x, y, width, height: shapes.dotted(x, y, width, height, ink=shapes.STATE_INK)),
    ("class.unknown", shapes.dotted),
)
"""What a bar is made of, from left to right, with its fill; each fill is told from the others without colour."""
ROWS = 20
"""Bars of a chart; what is left is one bar that says how many it holds."""
NAMES, BARS, TOTALS = 190.0, 520.0, 150.0
"""Widths of the columns."""
BAR, TITLE, SMALL = 18.0, 16.0, 12.0
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class _Row:
    """One bar: hours per segment, and from where to where the end of the working part may move."""

    name: str
    hours: tuple[float, ...]
    low: float
    high: float

    @property
    def total(self) -> float:
        return sum(self.hours)


def ledger_bars(ledger: pl.DataFrame, *, language: str = "en", names: Mapping[str, str] | None = None) -> Picture:
    """Return where the hours went as SVG text: one bar per lane, for its work and for the waiting that it owns.

    The bars show the likely scenario. A whisker below a bar goes from the least to the most work that the times allow; where
    starts are known there is none.

    Args:
        ledger: the frame of `mining.waste.ledger.ledger.Ledger`; of its columns class, pass, lane, owner, low, likely, high.
        language: ``en`` or ``zh``.
        names: lane id -> name to be shown; lanes that it lacks appear as they are.
    """
    sums: dict[str | None, list[list[float]]] = defaultdict(lambda: [[0.0] * len(SEGMENTS) for _ in range(3)])
    wanted = ledger.select("class", "pass", "lane", "owner", "low", "likely", "high")
    for kind, turn, lane, owner, *scenarios in wanted.iter_rows():
        whose = owner if kind in ("waiting", "state") and owner is not None else lane
        place = {"work": 1 if turn == "rework" else 0, "waiting": 2, "state": 3}.get(kind, 4)
        for scenario, value in zip(sums[whose], scenarios, strict=True):
            scenario[place] += value / HOUR if value is not None else 0.0
    rows = []
    for whose, (low, likely, high) in sums.items():
        name = say("no_lane", language) if whose is None else (names or {}).get(whose, whose)
        rows.append(_Row(name, tuple(likely), low[0] + low[1], high[0] + high[1]))
    rows = [row for row in rows if row.total > 0]
    rows.sort(key=lambda row: (-row.total, row.name))
    return _chart(
        say("where_hours_went", language),
        _few(rows, language),
        sum(row.total for row in rows),
        language,
        whisker="range_work",
    )


def waiting_by_line(ledger: pl.DataFrame, *, language: str = "en") -> Picture:
    """Return at which lines of the blueprint the cases wait as SVG text.

    A wait belongs to the line crossed last on the way from the lane before it to the lane waited for. The bars show the
    likely scenario; a whisker goes from the least to the most waiting. Shares are of the whole flow time.

    Args:
        ledger: of `mining.waste.ledger.ledger.Ledger` the frame; of its columns class, owner, from_lane, line, low, likely,
            high.
        language: ``en`` or ``zh``.
    """
    total = sum((value / HOUR for value in ledger["likely"].drop_nulls()), 0.0)
    waits = ledger.filter(pl.col("class") == "waiting")
    title = say("waiting_by_line", language)
    if waits.height and waits["line"].null_count() == waits.height:
        title = say("waiting_without_blueprint", language)
    rows = []
    inside = pl.col("line").is_null() & pl.col("owner").is_not_null() & pl.col("from_lane").is_not_null()
    parts = [(f"line.{line}", pl.col("line") == line) for line in LINES]
    parts += [("same_line", inside), ("no_line", pl.col("line").is_null() & ~inside)]
    for key, belongs in parts:
        there = waits.filter(belongs)
        low, likely, high = (
            sum((value / HOUR for value in there[name].drop_nulls()), 0.0) for name in ("low", "likely", "high")
        )
        name = say(key, language)
        hours = (0.0, 0.0, likely, 0.0, 0.0)
        if there.height:
            rows.append(_Row(name, hours, min(low, high), max(low, high)))
    return _chart(title, rows, total, language, whisker="range_waiting")


def _few(rows: list[_Row], language: str) -> list[_Row]:
    if len(rows) <= ROWS:
        return rows
    rest = rows[ROWS - 1 :]
    hours = tuple(sum(row.hours[place] for row in rest) for place in range(len(SEGMENTS)))
    others = _Row(say("others", language, len(rest)), hours, sum(row.low for row in rest), sum(row.high for row in rest))
    return [*rows[: ROWS - 1], others]


def _chart(title: str, rows: Sequence[_Row], whole: float, language: str, *, whisker: str) -> Picture:
    width = 24 + NAMES + BARS + TOTALS + 16
    body = text.line(title, 24, 32, TITLE, bold=True)
    if not rows:
        body += text.line(say("nothing", language), 24, 62, SMALL, fill=shapes.GREY)
        return Picture(shapes.picture(width, 84, body, title=title))
    longest = max(max(row.total, row.high) for row in rows) or 1.0
    scale, begin, y = BARS / longest, 24 + NAMES, 52.0
    heights = [max(38.0, text.height(len(_lines(row.name)), 13) + 12) for row in rows]
    body += _axis(longest, scale, begin, y, sum(heights), language)
    y += 18
    whiskers = False
    for row, height in zip(rows, heights, strict=True):
        middle = y + height / 2
        lines = _lines(row.name)
        body += text.lines(lines, begin - 10, middle - text.height(len(lines), 13) / 2, 13, anchor="end")
        body += _bar(row, begin, middle, scale)
        if row.high - row.low > 0.002 * longest:
            whiskers = True
            body += _whisker(begin + row.low * scale, begin + row.high * scale, middle + BAR / 2 + 5)
        reach = begin + max(row.total, row.high) * scale + 10
        said = f"{text.number(row.total)} {say('unit.hours', language)}"
        said += f" · {share_text(row.total / whole, language)}" if whole else ""
        body += text.line(said, reach, middle + 4.5, SMALL, bold=True)
        y += height
    key, height = _key(rows, say(whisker, language) if whiskers else "", y + 14, width, language)
    told = [f"{row.name}: {text.number(row.total)} {say('unit.hours', language)}" for row in rows]
    description = ("；" if language == "zh" else "; ").join(told)
    return Picture(shapes.picture(width, y + 14 + height, body + key, title=title, description=description))


def _lines(name: str) -> list[str]:
    return text.wrap(name, NAMES - 14, 13) or ["–"]


def _bar(row: _Row, begin: float, middle: float, scale: float) -> str:
    drawn, x = "", begin
    for (key, fill), hours in zip(SEGMENTS, row.hours, strict=True):
        if hours > 0:
            drawn += (
                f'<g class="{key.replace("_", "-").replace(".", "-")}">{fill(x, middle - BAR / 2, hours * scale, BAR)}</g>'
            )
            x += hours * scale
    return drawn


def _whisker(low: float, high: float, middle: float) -> str:
    """A line with ends."""
    d = f"M{low:.1f} {middle:.1f}H{high:.1f}M{low:.1f} {middle - 3.5:.1f}v7M{high:.1f} {middle - 3.5:.1f}v7"
    return shapes.path(d, 'stroke="#111" stroke-width="1.5" fill="none"')


def _axis(longest: float, scale: float, begin: float, top: float, height: float, language: str) -> str:
    step = _step(longest)
    unit = say("unit.hours", language)
    drawn, value = "", 0.0
    while value <= longest * 1.001:
        x = begin + value * scale
        drawn += shapes.straight(
            x, top + 14, x, top + 18 + height, f'stroke="{"#777" if value == 0 else "#ddd"}" stroke-width="1"'
        )
        drawn += text.line(f"{text.number(value)} {unit}", x, top + 8, 11, anchor="middle", fill=shapes.GREY)
        value += step
    return drawn


def _step(longest: float) -> float:
    """A round distance between marks, for about five of them.

    >>> _step(23.0), _step(7200.0)
    (5.0, 2000.0)
    """
    power = 10.0 ** floor(log10(longest / 5))
    return next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if longest / (factor * power) <= 5)


def _key(rows: Sequence[_Row], whisker: str, top: float, width: float, language: str) -> tuple[str, float]:
    drawn, x, y = "", 24.0, top
    entries: list[tuple[str, str]] = []
    for place, (key, fill) in enumerate(SEGMENTS):
        if any(row.hours[place] > 0 for row in rows):
            entries.append((say(key, language), fill(0, -6, 28, 12)))
    if whisker:
        entries.append((whisker, _whisker(2, 26, 0)))
    for words, sign in entries:
        wide = 38 + text.width(words, SMALL) + 24
        if x + wide > width and x > 24:
            x, y = 24.0, y + 24
        drawn += f'<g transform="translate({x:.1f} {y + 8:.1f})">{sign}</g>' + text.line(
            words, x + 38, y + 12.5, SMALL, fill="#333"
        )
        x += wide
    return drawn, y - top + 34
