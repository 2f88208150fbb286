"""A log -> a file: the suffix says which kind."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

from mining.errors import FileError
from mining.exchange.csv_files import csv_of
from mining.exchange.remembered import remembered
from mining.exchange.tables import MARK, flat
from mining.exchange.workbooks import workbook_of
from mining.exchange.xes_files import xes_of
from mining.log import EventLog
from mining.writing import write_whole

SUFFIXES = (".parquet", ".csv", ".csv.gz", ".xes", ".xes.gz", ".xlsx")
"""Kinds of files that can be written."""


def write_log(log: EventLog, path: str | Path) -> None:
    """Write a log as Parquet, CSV, XES (these two also packed, ``.gz``) or Excel; `mining.read` gives an equal log back.

    The file is complete or absent. Zone, types, findings and roles travel inside: as metadata (Parquet), in the column
    ``mining:log`` (CSV), as an attribute of the log (XES), in a hidden sheet (Excel).

    Args:
        log: the log.
        path: ends in one of `SUFFIXES`.

    Raises:
        FileError: another suffix, more than a sheet of Excel holds, or the place cannot be written.
        LogError: a column has a type that no file holds.
    """
    name = Path(path).name.lower()
    suffix = next((end for end in sorted(SUFFIXES, key=len, reverse=True) if name.endswith(end)), None)
    if suffix is None:
        raise FileError.unknown_suffix(path, SUFFIXES)
    if suffix == ".parquet":
        data = parquet_of(log)
    elif suffix == ".xlsx":
        data = workbook_of(log, path)
    else:
        data = csv_of(log) if suffix.startswith(".csv") else xes_of(log)
    # Without the hour of writing, equal logs make equal files.
    write_whole(path, gzip.compress(data, 6, mtime=0) if suffix.endswith(".gz") else data)


def parquet_of(log: EventLog) -> bytes:
    """Return a log as Parquet: the columns of the CSV with their types, zstd, and the rest as metadata."""
    table, places = flat(log, {})
    kept = json.dumps(remembered(log, places), ensure_ascii=False, separators=(",", ":"))
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", metadata={MARK: kept})
    return buffer.getvalue()
