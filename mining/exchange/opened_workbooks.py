"""Workbooks, opened with distrust: the size of the sheets is found before one is loaded, no fault of the reader gets out."""

from __future__ import annotations

import io
import logging
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from xml.parsers import expat

import numpy as np

from mining.errors import FileError
from mining.exchange.extents.compound_files import SIGNATURE
from mining.exchange.extents.extent import SPARSE_FLOOR, Extent, refused, too_large
from mining.exchange.extents.ods import ods_extents
from mining.exchange.extents.parts import sheet_parts
from mining.exchange.extents.shared_texts import repeated_text, text_lengths
from mining.exchange.extents.walked import walked
from mining.exchange.extents.xls import xls_extents
from mining.exchange.extents.xlsb import xlsb_extent, xlsb_text_lengths
from mining.exchange.extents.xlsx import scanned

XLSX_LIST, XLSB_LIST, XLSB_TEXTS, ODS_CONTENT = "xl/workbook.xml", "xl/workbook.bin", "xl/sharedStrings.bin", "content.xml"
CHUNK = 1 << 20
READER = ("fastexcel", "calamine")
"""Loggers of the reader of workbooks."""


def opened_workbook(data: bytes, path: object, *, wanted: str | None = None, limit: int | None = None) -> Any:
    """Return the workbook, as the reader of workbooks (fastexcel) gives it.

    Args:
        data: the bytes of the file.
        path: for messages.
        wanted: the only sheet that is going to be loaded.
        limit: bytes that all sheets to be loaded may take in memory; None: the default, which also refuses sheets that are
            large and nearly empty.

    Raises:
        FileError: it is broken, locked, or a sheet would take too much memory.
    """
    import fastexcel

    try:
        _refuse_too_large(data, path, wanted, limit)
    except (ValueError, LookupError, expat.ExpatError, zipfile.BadZipFile, zlib.error, EOFError, OverflowError) as error:
        raise FileError.damaged(path, f"the workbook: {error}.") from None
    except (RuntimeError, NotImplementedError) as error:
        raise FileError.unreadable(path, f"the workbook: {error}") from None
    for name in READER:
        # That a column is empty is no news; a level that somebody chose stays.
        if logging.getLogger(name).level == logging.NOTSET:
            logging.getLogger(name).setLevel(logging.ERROR)
    with reader_faults(path):
        return fastexcel.read_excel(data)


@contextmanager
def reader_faults(path: object) -> Iterator[None]:
    """Turn every fault of the reader of workbooks into a message, also a panic, which is no `Exception`.

    Args:
        path: for messages.

    Raises:
        FileError: the workbook is broken or locked.
    """
    import fastexcel

    try:
        yield
    except fastexcel.FastExcelError as error:
        text = str(error).splitlines()[0]
        if "password" in text.lower() or "encrypt" in text.lower():
            raise FileError.unreadable(path, "it is locked with a password") from None
        raise FileError.damaged(path, f"the workbook: {text}.") from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise FileError.damaged(path, "the workbook: its reader gave up.") from None


def _refuse_too_large(data: bytes, path: object, wanted: str | None, limit: int | None) -> None:
    found: list[list[Extent]] = []
    if data[:8] == SIGNATURE:
        found.append(xls_extents(data))
    # The reader looks for an archive in whatever it is given, behind other bytes too.
    if data[:8] != SIGNATURE or zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if len(set(names)) < len(names):
                raise ValueError("two of its parts have one name")
            if XLSX_LIST in names:
                _read_through(archive, [XLSX_LIST, "xl/styles.xml"])
                found.append(_xlsx(archive, wanted, limit))
            if XLSB_LIST in names:
                _read_through(archive, [XLSB_LIST, "xl/styles.bin"])
                found.append(_xlsb(archive, wanted))
            if ODS_CONTENT in names:
                _read_through(archive, ["META-INF/manifest.xml"])
                with archive.open(ODS_CONTENT) as part:
                    found.append(ods_extents(part))
    for extents in found:
        if too_large(extents, limit):
            raise refused(path, extents)


def _read_through(archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    """Read parts to their end, so that one that is longer than it says is found by its checksum."""
    for name in set(names) & set(archive.namelist()):
        with archive.open(name) as part:
            while part.read(CHUNK):
                pass


def _xlsx(archive: zipfile.ZipFile, wanted: str | None, limit: int | None) -> list[Extent]:
    lengths = np.zeros(0, dtype=np.int64)
    for name in archive.namelist():
        if name.lower().endswith("sharedstrings.xml"):
            with archive.open(name) as part:
                lengths = np.concatenate([lengths, text_lengths(part)])
    longest = int(lengths.max(initial=0))

    def quick(part: str, name: str) -> Extent:
        with archive.open(part) as markup:
            extent, cells = scanned(markup, name)
        return replace(extent, besides=text(part) if cells * longest > SPARSE_FLOOR else 0)

    def exact(part: str, name: str) -> Extent:
        with archive.open(part) as markup:
            extent = walked(markup, name)
        return replace(extent, besides=text(part) if extent.filled * longest > SPARSE_FLOOR else 0)

    def text(part: str) -> int:
        with archive.open(part) as markup:
            return repeated_text(markup, lengths)

    parts = _wanted(sheet_parts(archive, XLSX_LIST), wanted)
    extents = _each_once(parts, quick)
    return _each_once(parts, exact) if too_large(extents, limit) else extents


def _xlsb(archive: zipfile.ZipFile, wanted: str | None) -> list[Extent]:
    lengths: list[int] = []
    if XLSB_TEXTS in archive.namelist():
        lengths = xlsb_text_lengths(archive.read(XLSB_TEXTS))
    parts = _wanted(sheet_parts(archive, XLSB_LIST), wanted)
    return _each_once(parts, lambda part, name: xlsb_extent(archive.read(part), name, lengths))


def _wanted(parts: list[tuple[str, str]], wanted: str | None) -> list[tuple[str, str]]:
    """The sheet that is going to be loaded, where its part is known; else all."""
    return [(name, part) for name, part in parts if name == wanted] or parts


def _each_once(parts: list[tuple[str, str]], measure: Callable[[str, str], Extent]) -> list[Extent]:
    """Extents of sheets; a part that several share is measured once, and what it holds explains one rectangle only."""
    known: dict[str, Extent] = {}
    extents = []
    for name, part in parts:
        again = part in known
        extent = known[part] if again else known.setdefault(part, measure(part, name))
        extents.append(replace(extent, name=name, filled=0 if again else extent.filled))
    return extents
