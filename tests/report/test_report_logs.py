"""Reports of real exports: every one has all its sections, holds together and can be mailed."""

import os
from pathlib import Path

import polars as pl
import pytest
from report_pages import numbers_in, read_page, text_of

import mining
from mining.report.pages import SECTIONS

FOLDER = os.environ.get("SERVICE_MINING_LOGS")
needs_logs = pytest.mark.skipif(FOLDER is None, reason="SERVICE_MINING_LOGS names no folder of real exports")
MOST_BYTES = 3_000_000


@needs_logs
@pytest.mark.parametrize("name", ["running-example.csv", "receipt.csv.gz"])
def test_a_real_export_has_a_whole_report(name: str, tmp_path: Path) -> None:
    """Both editions have every section and the same numbers, the ledger adds up, and no person is named."""
    log = mining.read(Path(FOLDER or "") / "logs" / name)
    made = mining.report(log, path=tmp_path / "out.html", language="both")
    assert made.path is not None
    assert made.path.stat().st_size < MOST_BYTES
    ids = {attributes.get("id") for _, attributes in read_page(made.html).elements}
    assert {f"{language}-{section}" for language in ("en", "zh") for section in SECTIONS} <= ids
    english = text_of(made.html, "en")
    assert numbers_in(english) == numbers_in(text_of(made.html, "zh"))
    assert "adds up to the flow time" in english
    persons = log.events["resource"].cast(pl.String).drop_nulls().unique().to_list()
    assert [person for person in persons if len(person) > 3 and person in made.html] == []


@needs_logs
def test_the_same_log_as_parquet_says_the_same(tmp_path: Path) -> None:
    """A log read from Parquet gives the same sentences as from CSV."""
    log = mining.read(Path(FOLDER or "") / "logs" / "running-example.csv")
    copy = tmp_path / "copy.parquet"
    frame = log.events.join(log.cases.with_row_index("case").with_columns(pl.col("case").cast(pl.UInt32)), on="case")
    frame.select(
        case="case_id", activity=pl.col("activity").cast(pl.String), end="end", resource=pl.col("resource").cast(pl.String)
    ).write_parquet(copy)
    again = mining.read(copy, case="case", activity="activity", end="end", resource="resource")
    assert mining.report(again).sentences() == mining.report(log).sentences()
