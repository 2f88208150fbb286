"""Tables on a terminal of any width: nothing that is read as one is broken in two."""

import json
from pathlib import Path

import polars as pl
import pytest

from cli.main import run
from cli.printer import Printer
from cli.terminal_table import Column, in_parts, print_table, widths

STEPS = Column("step", ("Take order", "Deliver"), number=False)
HOURS = Column("wait_median_hours", ("1,234.5", "0.1"), number=True)
CASES = Column("cases", ("600", "593"), number=True)


def shown(
    columns: list[Column], width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """Return the lines of the table on a page of that width, without blank lines and blanks at the end."""
    monkeypatch.setattr("cli.terminal_table.WIDTH_ELSEWHERE", width)
    print_table("steps", columns)
    return [line.rstrip() for line in capsys.readouterr().out.splitlines() if line.strip()]


def test_what_fits_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Widths 10, 17 and 5, three blanks each and one at the edge: 42 columns are enough."""
    assert [10, 17, 5] == widths([STEPS, HOURS, CASES], 42)
    assert shown([STEPS, HOURS, CASES], 42, monkeypatch, capsys)[1] == "  step         wait_median_hours   cases"


def test_a_name_breaks_after_an_underscore(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """One column less than needed: the longest name gives way, in pieces that can be read."""
    assert [10, 16, 5] == widths([STEPS, HOURS, CASES], 41)
    assert shown([STEPS, HOURS, CASES], 41, monkeypatch, capsys)[1:3] == [
        "                   wait_median_",
        "  step                    hours   cases",
    ]


def test_a_text_breaks_between_words_and_a_number_never(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At the narrowest: "Deliver" (7), "median_" and "1,234.5" (7), "cases" (5): 29 columns."""
    assert [7, 7, 5] == widths([STEPS, HOURS, CASES], 29)
    lines = shown([STEPS, HOURS, CASES], 29, monkeypatch, capsys)
    assert lines[-3:] == ["  Take      1,234.5     600", "  order", "  Deliver       0.1     593"]


def test_what_does_not_fit_stands_in_parts_below_each_other(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """28 columns are one too few: two parts, each with the step, and the heading says so."""
    assert shown([STEPS, HOURS, CASES], 28, monkeypatch, capsys) == [
        "steps (1/2)",
        "                     wait_",
        "                   median_",
        "  step               hours",
        " ──────────────────────────",
        "  Take order       1,234.5",
        "  Deliver              0.1",
        "steps (2/2)",
        "  step         cases",
        " ────────────────────",
        "  Take order     600",
        "  Deliver        593",
    ]


def test_rows_without_a_name_of_their_own_get_a_number() -> None:
    """Two rows of one step: the parts are joined by the number of the row."""
    twice = Column("step", ("Deliver", "Deliver"), number=False)
    parts = in_parts([twice, HOURS, CASES], 28)
    assert [["#", "step", "wait_median_hours"], ["#", "cases"]] == [[column.name for column in part] for part in parts]
    assert parts[0][0].cells == ("1", "2")


def test_a_word_wider_than_the_page_is_broken_after_all() -> None:
    """A label of 10,000 characters, and one of wide characters, which take two columns each."""
    assert [16] == widths([Column("activity", ("x" * 10_000,), number=False)], 20)
    assert Column("activity", ("审核",), number=False).natural == 8
    assert Column("a", ("审核",), number=False).natural == 4


def test_an_empty_table_has_its_heading(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """No rows: names only, in parts too."""
    empty = [Column(name, (), number=False) for name in ("check", "value", "limit")]
    assert "check   value" in shown(empty, 160, monkeypatch, capsys)[1]
    assert [["check", "value"], ["check", "limit"]] == [[c.name for c in part] for part in in_parts(empty, 20)]


EXPORT = """case,step,start,end
1,ask,2025-07-01 10:00:00,2025-07-01 10:05:00
1,answer,2025-07-01 10:10:00,2025-07-01 10:20:00
2,ask,2025-07-01 11:00:00,
"""


@pytest.mark.parametrize(("zone", "shown_as"), [("Europe/Vienna", "Europe/Vienna"), (None, "as if UTC")])
def test_times_are_those_of_the_clocks_on_the_wall(
    zone: str | None, shown_as: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As the file and the report have them, in sentences and in tables; JSON keeps UTC."""
    (tmp_path / "e.csv").write_text(EXPORT)
    options = [str(tmp_path / "e.csv"), "--end-activity", "answer", *(["--timezone", zone] if zone else [])]
    assert run(["open", *options]) == 0
    out = capsys.readouterr().out
    assert f"1 case is open at 2025-07-01 11:00 (the export's end, {shown_as})." in out
    assert "2025-07-01 11:00:00" + ("+02:00" if zone else " ") in out
    assert run(["read", *options]) == 0
    assert "From 2025-07-01 10:00 to 2025-07-01 11:00; time zone " + (zone or "not known") in capsys.readouterr().out
    assert run(["open", *options, "--format", "json"]) == 0
    utc = "09" if zone else "11"
    assert f"2025-07-01T{utc}:00:00+00:00" == json.loads(capsys.readouterr().out)["open"][0]["arrival"]


def test_small_figures_are_not_powers_of_ten(capsys: pytest.CaptureFixture[str]) -> None:
    """0.0000207 of the flow time, three digits that count."""
    Printer().show({"ledger": pl.DataFrame({"share": [2.0734e-05, 0.25, 0.0]})}, document={})
    assert ["0.0000207", "0.25", "0"] == [line.strip() for line in capsys.readouterr().out.splitlines() if line.strip()][-3:]


def test_markdown_shows_a_label_and_does_not_obey_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Neither HTML nor a link nor another cell comes out of a log."""
    label = "<b>&amp;|[x](http://y)`*\\"
    Printer(format="md").show({"t": pl.DataFrame({"activity": [label]})}, document={}, sentences=[label])
    escaped = "&lt;b>&amp;amp;\\|\\[x\\](http://y)\\`\\*\\\\"
    lines = capsys.readouterr().out.splitlines()
    assert escaped == lines[0]
    assert f"| {escaped} |" == lines[-2]
