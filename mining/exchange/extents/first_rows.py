"""Whether the first row of a sheet may be its header, as the markup says: the reader does not tell where it began."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from mining.exchange.extents.parts import sheet_parts

HEAD = 1 << 16
"""Bytes of markup that are looked at."""
CELL = rb"\s*<c r=\"[A-Z]+1\"[^<>]*>(?:<v>[^<]+</v>|<is><t[^<>]*>[^<]+</t></is>)</c>"
FIRST_ROW = re.compile(rb"<sheetData>\s*<row r=\"1\"[^<>]*>" + CELL + CELL)
"""Two filled cells in the first row, as programs write them: a title has one, and what is written otherwise is not known."""
MOST_CELLS = 200
"""Cells of a first row up to which the reader may name columns by it: it compares every name with every other."""
LIST = "xl/workbook.xml"


def with_first_row(data: bytes) -> frozenset[str]:
    """Return the sheets of an .xlsx file of which it is plain that the first row begins with two filled cells.

    Args:
        data: the bytes of the workbook; of any other kind none is plain.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if LIST not in archive.namelist():
                return frozenset()
            return frozenset(name for name, part in sheet_parts(archive, LIST) if _begins(archive, part))
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, LookupError, RuntimeError, NotImplementedError):
        # What is wrong with the file is said where it is read.
        return frozenset()


def _begins(archive: zipfile.ZipFile, part: str) -> bool:
    with archive.open(part) as markup:
        head = markup.read(HEAD)
    found = FIRST_ROW.search(head)
    end = head.find(b"</row>", found.end()) if found else -1
    return found is not None and end > 0 and head.count(b"<c ", found.start(), end) <= MOST_CELLS
