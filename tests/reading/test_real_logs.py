"""Real exports, where they are at hand: counts from their README, and what a person reading the file would say."""

import io
import os
from pathlib import Path

import polars as pl
import pytest

import mining
from mining.errors import ColumnError, FileError, ShapeError, TimeError

SHARED = os.environ.get("SERVICE_MINING_LOGS")
pytestmark = pytest.mark.skipif(not SHARED, reason="SERVICE_MINING_LOGS names no folder of real logs")


def real(name: str) -> Path:
    return Path(SHARED or "") / "logs" / name


COUNTS = {
    # file: rows read, instances, cases, activities
    "running-example.csv": (42, 42, 6, 8),
    "running-example.xes": (42, 42, 6, 8),
    "receipt.csv.gz": (8577, 8577, 1434, 27),
    "helpdesk_italian.csv.gz": (21348, 21221, 4580, 14),
    "bpic2017_w.csv.gz": (240854, 240854, 30276, 8),
    "bpic2013_incidents.xes.gz": (65533, 65533, 7554, 4),
    "bpic2013_volvo.zip": (65533, 65533, 7554, 13),
    "bpic2013_closed_problems_cp1252.csv": (6660, 6660, 1487, 4),
    "airport_turnaround.csv": (2446, 2446, 67, 51),
    "academic_consulta.csv.gz": (6870, 6836, 954, 18),
    "callcenter_cr_newlines.csv": (7548, 7546, 3885, 6),
    "a32f0n20.xes.gz": (25139, 25139, 1000, 32),
    "roadtraffic100traces.xes": (390, 390, 100, 10),
}


@pytest.mark.parametrize("name", COUNTS)
def test_counts(name: str) -> None:
    """Rows, instances after exact duplicates, cases and activities, recognised without any option."""
    log = mining.read(real(name))
    assert COUNTS[name] == (log.quality.rows_read, log.instances, log.cases.height, log.events["activity"].n_unique())
    assert log.quality.rows_read == log.instances + log.quality.duplicates + log.quality.rows_rejected


def test_resources_and_duplicates() -> None:
    """148 resources in one file; 127 duplicates and 22 resources in another, with the second Variant renamed."""
    assert 148 == mining.read(real("bpic2017_w.csv.gz")).events["resource"].n_unique()
    log = mining.read(real("helpdesk_italian.csv.gz"))
    assert (127, 22) == (log.quality.duplicates, log.events["resource"].n_unique())
    assert "Variant (2)" in log.cases.columns


@pytest.mark.parametrize("name", ["receipt.csv.gz", "helpdesk_italian.csv.gz", "running-example.csv"])
def test_parquet_holds_the_same_log(name: str, tmp_path: Path) -> None:
    """The CSV, typed by polars and written as Parquet, is the same log."""
    log = mining.read(real(name))
    frame = pl.read_csv(io.BytesIO(_unpacked(real(name))), infer_schema_length=None)
    frame = frame.rename({"": "column 1", "Variant_duplicated_0": "Variant (2)"}, strict=False)
    frame.write_parquet(tmp_path / "log.parquet")
    assert mining.read(tmp_path / "log.parquet").equals(log)


def _unpacked(path: Path) -> bytes:
    from mining.reading.unpacking import members

    return next(members(path, path.read_bytes())).data


def test_csv_and_xes_of_one_log_agree() -> None:
    """The same 42 events at the same instants, by the same persons."""
    csv, xes = mining.read(real("running-example.csv")), mining.read(real("running-example.xes"))
    columns = ["case", "activity", "end", "resource"]
    assert csv.events.select(columns).equals(xes.events.select(columns))
    assert csv.cases.select("case_id", "arrival").equals(xes.cases.select("case_id", "arrival"))


def test_the_destroyed_and_the_swapped_file_are_caught() -> None:
    """One is refused with the reason, the other is unfit."""
    with pytest.raises(TimeError, match="dates"):
        mining.read(real("production_dates_destroyed.csv"))
    log = mining.read(real("helpdesk_day_month_swapped.csv.gz"))
    assert "unfit" == log.quality.verdict
    assert "day_month_swapped" == log.quality.findings[0].code


def test_the_malformed_xes_names_the_checksum_and_the_line() -> None:
    """The archive's checksum does not match, and the XML breaks off at line 1518."""
    with pytest.raises(FileError, match=r"checksum[\s\S]*line 1,518"):
        mining.read(real("wabo_malformed.xes.gz"))


@pytest.mark.parametrize(
    ("name", "error"),
    [("telecom_calls.xlsx", ColumnError), ("sap_cdhdr.csv", ShapeError), ("sap_cdpos.csv", ShapeError)],
)
def test_what_is_no_event_log_yet_is_refused(name: str, error: type[Exception]) -> None:
    """Sheets without events and half of a change history are refused rather than misread."""
    with pytest.raises(error):
        mining.read(real(name))


def test_real_shapes_snapshots_of_incidents() -> None:
    """119,998 updates are 74,203 states entered (runs of one state, counted apart); the update counter settles all ties."""
    log = mining.read(real("servicenow_incidents.csv.gz"))
    assert (119_998, 74_203, 20_769, 9) == (log.quality.rows_read, log.instances, log.cases.height, len(log.activities))
    assert ("sys_updated_at", "sys_mod_count", True) == (log.roles["end"], log.roles["order"], log.entered)
    codes = {finding.code: finding.rows for finding in log.quality.findings}
    assert 119_998 - 74_203 == codes["unchanged_state"]
    assert "tied_timestamps" not in codes
    assert 119_998 == mining.read(real("servicenow_incidents.csv.gz"), keep_unchanged=True).instances


def test_real_shapes_a_table_of_tickets() -> None:
    """67 opened, 27 resolved, 35 closed; 20 were closed before they were resolved; each by who is named beside it."""
    log = mining.read(real("servicenow_rest.csv"))
    counts = dict(log.events["activity"].cast(pl.String).value_counts().iter_rows())
    assert {"Opened": 67, "Resolved": 27, "Closed": 35} == counts
    assert 20 == next(finding.rows for finding in log.quality.findings if finding.code == "dates_out_of_order")
    raw = pl.read_csv(real("servicenow_rest.csv"), infer_schema=False)
    resolvers = log.events.filter(pl.col("activity") == "Resolved")["resource"].cast(pl.String)
    assert sorted(raw["resolved_by"].drop_nulls()) == sorted(resolvers.drop_nulls())
    assert 35 == log.cases.filter(~pl.col("open") & ~pl.col("unfinished")).height


@pytest.mark.parametrize(("first", "second"), [("sap_cdhdr.csv", "sap_cdpos.csv"), ("sap_cdpos.csv", "sap_cdhdr.csv")])
def test_real_shapes_change_documents(first: str, second: str) -> None:
    """5,533 times a delivery block was taken off one of 4,120 documents: the object id never repeats, the table key does."""
    log = mining.read(real(first), join=real(second))
    assert (5533, 5533, 4120) == (log.quality.rows_read, log.instances, log.cases.height)
    assert (["LIFSK emptied"], "TABKEY", False) == (list(log.activities), log.roles["case"], log.entered)
