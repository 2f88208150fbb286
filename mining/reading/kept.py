"""Files that `mining convert` wrote: the log that they keep, equal to the one that was written."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Collection, Mapping
from typing import Any

import polars as pl

from mining.errors import MiningError
from mining.exchange.csv_files import csv_texts, without_marks
from mining.exchange.remembered import rebuilt
from mining.exchange.tables import MARK
from mining.exchange.workbooks import workbook_table
from mining.exchange.xes_files import XML, remembered_in, with_unknown_times
from mining.findings import Finding
from mining.log import EventLog, Source
from mining.reading.plain_xes import plain_xes
from mining.reading.xes import imported

CHANGED = (
    KeyError, IndexError, TypeError, ValueError, AttributeError, OverflowError, RecursionError,
    pl.exceptions.PolarsError, pl.exceptions.PanicException, MiningError,
)  # fmt: skip
"""What comes of a file that somebody rewrote."""
OWN_NAMES = {"case": "case_id"}
"""What a role's column is called in a converted file, where not by the role."""


def kept_log(data: bytes, source: Callable[[], Source], limit: int | None = None) -> EventLog | None:
    """Return the log that was written into a file; None for a file of another program, or one that was changed too much.

    Args:
        data: the bytes, unpacked.
        source: says which file it is.
        limit: bytes that the sheets of a workbook may take in memory; None: the default.
    """
    try:
        table, known = _table_and_memory(data, limit)
        if table is None or known is None:
            return None
        return rebuilt(table, known, source())
    except CHANGED:
        return None


def read_as_any_other(frame: pl.DataFrame, found: list[Finding]) -> pl.DataFrame:
    """Return the columns of a file of `mining convert` that is read anew, by rules or by options; others as they are."""
    return anew(frame, found) if MARK in frame.columns else frame


def anew(frame: pl.DataFrame, found: list[Finding]) -> pl.DataFrame:
    """Return the columns of a file of `mining convert` without its marks, and say that it is read like any other."""
    found.append(
        Finding(
            "read_anew",
            "note",
            frame.height,
            "The file was written by mining convert; because of the options, or because it was changed since,"
            " it is read like any other.",
            "该文件由 mining convert 写出；因所给选项或文件其后有改动，按普通文件读取。",
        )
    )
    return without_marks(frame)


def roles_in_file(roles: Mapping[str, str], log: EventLog, columns: Collection[str]) -> dict[str, str]:
    """Return the wanted roles by the columns of the file, where they are named as in the export from which it was made."""
    return {
        role: column if column in columns or log.roles.get(role) != column else OWN_NAMES.get(role, role)
        for role, column in roles.items()
    }


def _table_and_memory(data: bytes, limit: int | None) -> tuple[pl.DataFrame | None, dict[str, Any] | None]:
    nothing = None, None
    if data[:4] == b"PAR1":
        kept = pl.read_parquet_metadata(io.BytesIO(data)).get(MARK)
        return (pl.read_parquet(io.BytesIO(data)), json.loads(kept)) if kept else nothing
    if data.startswith(XML):
        kept = remembered_in(data)
        return (with_unknown_times(_events(data)), json.loads(kept)) if kept else nothing
    if data[:4] == b"PK\x03\x04":
        values = workbook_table(data, limit)
        return (values[0], json.loads(values[1])) if values else nothing
    texts = csv_texts(data)
    return (texts[0], json.loads(texts[1])) if texts else nothing


def _events(data: bytes) -> pl.DataFrame:
    """The events of a whole XES file, times as UTC; anything but a whole one is not as it was written."""
    if not data.endswith(b"</log>\n"):
        raise ValueError("the end is missing")
    plain = plain_xes(data)
    if plain is not None:
        return plain.frame
    try:
        return imported(data)
    except Exception as error:  # noqa: BLE001 - the reader has no error type of its own
        raise ValueError(str(error)) from None
