"""A log that is written and read again is the same log; others can read what is written."""

import gzip
import warnings
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import fastexcel
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_logs import log as traces
from tiny_logs import worked

import mining
from cli.main import run
from mining.assembly import assemble
from mining.errors import FileError
from mining.exchange.files import SUFFIXES, write_log
from mining.log import EventLog

NASTY = [
    "=1+1",
    "+49",
    "-x",
    "@me",
    "'quoted'",
    "",
    " padded ",
    "a,b;c\td",
    'say "hi"',
    "line\nbreak",
    "cr\rlf\r\n",
    "<&>",
    "受理",
    "_x0041_",
    "_x000D_",
]
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cn"]), max_size=6)
)
LABELS = TEXTS.filter(bool)
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


def again(log: EventLog, folder: Path, suffix: str) -> EventLog:
    write_log(log, folder / f"log{suffix}")
    return mining.read(folder / f"log{suffix}")


@st.composite
def logs(draw: st.DrawFn) -> EventLog:
    """Logs with nulls, microseconds, odd texts, attributes of many types, open cases, states and no times."""
    count = draw(st.integers(1, 6))
    column = lambda values: draw(st.lists(values, min_size=count, max_size=count))  # noqa: E731
    frame = pl.DataFrame(
        {
            "case": column(st.sampled_from(["1", "2", "案例=3", "=4"])),
            "activity": column(LABELS),
            "end": column(MOMENTS),
            "resource": column(st.none() | LABELS),
            "team": column(st.none() | TEXTS),
            "note": column(st.none() | TEXTS),
            "cost": column(st.none() | st.floats()),
            "number": column(st.none() | st.integers(-(2**63), 2**63 - 1)),
            "vip": column(st.none() | st.booleans()),
            "day": column(st.none() | st.dates(date(1, 1, 1))),
            "=heading,": column(st.none() | TEXTS),
            "tags": column(st.none() | st.lists(st.none() | TEXTS, max_size=2)),
        },
        schema_overrides={
            "end": pl.Datetime("us", "UTC"), "resource": pl.String, "team": pl.String, "note": pl.String,
            "cost": pl.Float64, "number": pl.Int64, "vip": pl.Boolean, "day": pl.Date, "=heading,": pl.String,
            "tags": pl.List(pl.String),
        },
    )  # fmt: skip
    kind = draw(st.sampled_from(["done", "done", "entered", "worked", "started", "no times"]))
    if kind == "no times":
        return assemble(frame.drop("end"))
    if kind in ("worked", "started"):
        lengths = pl.Series(column(st.none() | st.integers(0, 10**9)), dtype=pl.Int64).cast(pl.Duration("us"))
        frame = frame.with_columns(start=pl.col("end") - lengths)
        if kind == "started":
            frame = frame.with_columns(
                end=pl.when(pl.Series(column(st.booleans())) & pl.col("start").is_not_null()).then(None).otherwise("end")
            )
    zone = draw(st.sampled_from([None, "UTC", "Asia/Shanghai", "Europe/Amsterdam", "Pacific/Apia"]))
    ends = draw(st.sampled_from([(), tuple(frame["activity"].head(1))]))
    log = assemble(frame, timezone=zone, entered=kind == "entered", end_activities=ends, roles={"case": "Fall"})
    # A part keeps labels that it does not use.
    return log.part(log.cases["case_id"].to_numpy() != "2") if draw(st.booleans()) and log.cases.height > 1 else log


@pytest.mark.parametrize("suffix", [".parquet", ".csv", ".xes", ".xlsx"])
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs())
def test_a_log_comes_back_equal(log: EventLog, suffix: str, tmp_path: Path) -> None:
    """Texts of any kind, nulls, microseconds, zones, open cases, states: nothing is lost in any of the three formats."""
    back = again(log, tmp_path, suffix)
    assert log.events.to_dicts() == back.events.to_dicts() or log.equals(back)
    assert log.equals(back)
    assert (log.roles, log.quality, log.completeness, log.export_end, log.open_for) == (
        back.roles,
        back.quality,
        back.completeness,
        back.export_end,
        back.open_for,
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("name", ["room_service.csv", "help_desk.csv", "complaints_zh.csv"])
def test_the_samples_come_back_equal(name: str, suffix: str, tmp_path: Path) -> None:
    """Also packed, and with Chinese names."""
    log = mining.read(Path(__file__).parents[2] / "sample_logs" / name, timezone="Asia/Shanghai")
    assert log.equals(again(log, tmp_path, suffix))


def open_log() -> EventLog:
    """Case 1 begun, done and begun again; case 2 done; the last start is never completed."""
    log = worked(("1", "a", 0, 1, "Ana"), ("1", "b", 1.5, 2, None), ("2", "a", 0.5, 3, "Bo"))
    frame = log.events.select(log.cases["case_id"].gather(log.events["case"]).alias("case"), pl.exclude("case"))
    frame = frame.with_columns(end=pl.when(pl.col("activity").cast(pl.String) != "b").then("end"))
    return assemble(frame, timezone="Asia/Shanghai")


def test_pm4py_reads_the_xes_that_is_written(tmp_path: Path) -> None:
    """Cases, labels, instants and resources as in the log; a start without completion stands at its start."""
    import pm4py

    log = open_log()
    write_log(log, tmp_path / "log.xes")
    frame = pm4py.read_xes(str(tmp_path / "log.xes"), variant="iterparse")
    assert ["1", "1", "2"] == frame["case:concept:name"].tolist()
    assert ["a", "b", "a"] == frame["concept:name"].tolist()
    assert [60, 90, 180] == [
        (moment - datetime(2024, 1, 1, tzinfo=UTC)) / timedelta(minutes=1) for moment in frame["time:timestamp"]
    ]
    assert {("a", "b"): 1} == pm4py.discover_dfg(frame)[0]


def test_pm4py_reads_the_csv_and_the_parquet(tmp_path: Path) -> None:
    """With its own way of naming the columns."""
    import pandas as pd
    import pm4py

    write_log(traces("abc", "ac"), tmp_path / "log.csv")
    write_log(traces("abc", "ac"), tmp_path / "log.parquet")
    for frame in (pd.read_csv(tmp_path / "log.csv"), pd.read_parquet(tmp_path / "log.parquet")):
        frame["case_id"] = frame["case_id"].astype(str)
        named = pm4py.format_dataframe(frame, case_id="case_id", activity_key="activity", timestamp_key="end")
        assert {("a", "b"): 1, ("b", "c"): 1, ("a", "c"): 1} == pm4py.discover_dfg(named)[0]


def test_a_xes_of_pm4py_is_read(tmp_path: Path) -> None:
    """The other way round: written by pm4py from our frame, read by us."""
    import pm4py

    log = traces("abc", "ac")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pm4py says with which library it writes
        pm4py.write_xes(log.to_pm4py(), str(tmp_path / "theirs.xes"))
    back = mining.read(tmp_path / "theirs.xes")
    assert log.events.select("case", "activity", "end").equals(back.events.select("case", "activity", "end"))


def test_no_text_can_start_a_formula(tmp_path: Path) -> None:
    """Every field of the CSV that begins with = + - @ is a number; the texts have an apostrophe."""
    frame = pl.DataFrame({"case": ["=c", "=c"], "activity": ["@SUM(A1)", "+x"], "=note": ["-1+1", "'kept"], "n": [-1, -2]})
    write_log(assemble(frame), tmp_path / "log.csv")
    table = pl.read_csv(tmp_path / "log.csv", infer_schema=False).drop("mining:log")
    assert ["case_id", "activity", "'=note", "n"] == table.columns
    assert [("'=c", "'@SUM(A1)", "'-1+1", "-1"), ("'=c", "'+x", "''kept", "-2")] == table.rows()
    assert mining.read(tmp_path / "log.csv").equals(assemble(frame))


def test_a_converted_file_can_be_cut_and_sorted(tmp_path: Path) -> None:
    """Rows taken away and turned round by another program: the rest is the same log, and the change is said."""
    log = traces("abc", "ac")
    write_log(log, tmp_path / "log.parquet")
    frame = pl.read_parquet(tmp_path / "log.parquet").filter(pl.col("case_id") == "2").reverse()
    kept = pl.read_parquet_metadata(tmp_path / "log.parquet")["mining:log"]
    frame.write_parquet(tmp_path / "cut.parquet", metadata={"mining:log": kept})
    back = mining.read(tmp_path / "cut.parquet")
    assert [["a", "c"]] == [back.events["activity"].cast(pl.String).to_list()]
    assert "changed_since" in {finding.code for finding in back.quality.findings}


def test_a_converted_file_obeys_options(tmp_path: Path) -> None:
    """What the user says goes before what is kept: then the file is read like any other, apostrophes taken off."""
    write_log(assemble(pl.DataFrame({"case": ["1", "1"], "activity": ["=a", "b"], "x": ["c", "c"]})), tmp_path / "log.csv")
    back = mining.read(tmp_path / "log.csv", case="case_id", no_time=True, end_activities=["b"])
    assert (["=a", "b"], "end activity") == (back.activities, back.completeness)


@pytest.mark.parametrize(
    "content", ["case_id,activity,mining:log\n1,a,{}\n", 'case_id,activity,mining:log\n1,a,"[[[["\n1,b,\n']
)
def test_a_memory_that_makes_no_sense_is_passed_over(content: str, tmp_path: Path) -> None:
    """The table is read like any other."""
    (tmp_path / "odd.csv").write_text(content)
    assert ["a"] == mining.read(tmp_path / "odd.csv", no_time=True).activities[:1]


def test_equal_logs_make_equal_files(tmp_path: Path) -> None:
    """Packed ones, too: nothing of the hour of writing is inside."""
    for name in ("one.csv.gz", "two.csv.gz"):
        write_log(traces("abc"), tmp_path / name)
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()
    assert gzip.decompress((tmp_path / "one.csv.gz").read_bytes()).startswith(b"case_id,activity,end,mining:log\n1,a,")


def test_what_cannot_be_written_is_refused(tmp_path: Path) -> None:
    """A suffix that says nothing about the kind of file; nothing is left behind."""
    with pytest.raises(FileError, match="what kind of file"):
        write_log(traces("a"), tmp_path / "log.txt")
    assert [] == list(tmp_path.iterdir())


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[Any]) -> None:
    """Exit 0, talk on stderr, nothing on stdout; a wrong suffix is the user's (2)."""
    source, out = Path(__file__).parents[2] / "sample_logs" / "room_service.csv", tmp_path / "out.xes.gz"
    assert 0 == run(["convert", str(source), str(out)])
    said = capsys.readouterr()
    assert "" == said.out and "instances of" in said.err
    assert mining.read(source).equals(mining.read(out))
    assert 2 == run(["convert", str(source), str(tmp_path / "out.pdf")])


def test_control_characters_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[Any]) -> None:
    """XES has no place for a bell; the CSV keeps it."""
    log = assemble(pl.DataFrame({"case": ["1", "1"], "activity": ["ring\x07", "b"]}))
    assert log.equals(again(log, tmp_path, ".csv"))
    assert 0 == run(["convert", str(tmp_path / "log.csv"), str(tmp_path / "out.xes")])
    assert "control character" in capsys.readouterr().err
    assert "ring�" in mining.read(tmp_path / "out.xes").activities


def test_a_workbook_holds_dates_and_no_formula(tmp_path: Path) -> None:
    """Times stand as real dates in the log's zone; a text that begins like a formula is a text with an apostrophe."""
    frame = pl.DataFrame({"case": ["=1+1"], "activity": ["@sum"], "end": [datetime(2026, 7, 1, 12, 30, tzinfo=UTC)]})
    write_log(assemble(frame, timezone="Europe/Lisbon"), tmp_path / "log.xlsx")
    read = fastexcel.read_excel(tmp_path / "log.xlsx").load_sheet("log").to_polars()
    assert ["'=1+1", "'@sum", datetime(2026, 7, 1, 13, 30)] == list(read.row(0))
    with zipfile.ZipFile(tmp_path / "log.xlsx") as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    "moments",
    [
        [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)],
        [datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC)],
        [datetime(1900, 1, 1, tzinfo=UTC), datetime(1900, 2, 1, tzinfo=UTC)],
    ],
    ids=["an hour that occurs twice", "microseconds", "before March 1900"],
)
def test_times_that_no_cell_holds_are_text(moments: list[datetime], tmp_path: Path) -> None:
    """They come back exactly, with their offset."""
    log = assemble(pl.DataFrame({"case": ["1", "1"], "activity": ["a", "b"], "end": moments}), timezone="Europe/Amsterdam")
    assert log.equals(again(log, tmp_path, ".xlsx"))
    assert pl.String == fastexcel.read_excel(tmp_path / "log.xlsx").load_sheet("log").to_polars()["end"].dtype


def test_more_than_a_sheet_holds_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message, and no file: too many rows, too long a text."""
    monkeypatch.setattr("mining.exchange.workbooks.MOST_ROWS", 2)
    with pytest.raises(FileError, match="3 rows; a sheet holds 2"):
        write_log(traces("abc"), tmp_path / "log.xlsx")
    with pytest.raises(FileError, match="40,000 characters"):
        write_log(traces(["a" * 40_000]), tmp_path / "log.xlsx")
    assert [] == list(tmp_path.iterdir())


def test_a_workbook_that_was_changed_is_read_like_any_other(tmp_path: Path) -> None:
    """With other roles, too; the apostrophes are taken off and it is said."""
    write_log(worked(("=1", "a", 0, 1, "Ana"), ("=1", "b", 2, 3, "Bo")), tmp_path / "log.xlsx")
    log = mining.read(tmp_path / "log.xlsx", activity="resource", resource="activity")
    assert (["=1"], ["Ana", "Bo"]) == (log.cases["case_id"].to_list(), list(log.activities))
    assert "read_anew" in [finding.code for finding in log.quality.findings]
