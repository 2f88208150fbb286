"""Extents of the sheets of an .xls file: 65,536 rows and 256 columns at most, unless it is damaged."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from mining.exchange.extents.compound_files import stream_of
from mining.exchange.extents.extent import Extent
from mining.exchange.extents.xls_texts import xls_text_lengths

SHEET, END, DIMENSIONS, FORMULA = 0x85, 0x0A, 0x200, 0x06
TEXTS, GOES_ON, COMMON_TEXT = 0xFC, 0x3C, 0xFD
NUMBERS = 0xBD
"""A record of several cells of a row; the others of `CELLS` hold one."""
CELLS = {0x203, 0x204, 0x205, 0x27E, COMMON_TEXT, 0xD6, FORMULA, NUMBERS}
FORMULA_TEXT = 24
"""Bytes of a cell for which the reader keeps a formula, empty or not."""
MOST_ROWS, MOST_COLUMNS = 1 << 16, 1 << 8


def xls_extents(data: bytes) -> list[Extent]:
    """Return the extents of all sheets, those that share their rows likewise once each.

    Raises:
        ValueError: the file is broken.
    """
    stream = stream_of(data, ("Workbook", "Book"))
    if stream is None:
        return []
    begins = []
    pieces: list[bytes] = []
    before = 0
    for kind, place, size in _records(stream, 0):
        if kind == SHEET and size >= 8:
            name = stream[place + 8 : place + size].decode("latin-1").replace("\0", "")
            begins.append((int.from_bytes(stream[place : place + 4], "little"), name))
        elif kind == TEXTS or (kind == GOES_ON and before == TEXTS):
            pieces.append(stream[place : place + size])
            kind = TEXTS
        elif kind == END:
            break
        before = kind
    lengths = xls_text_lengths(pieces)
    known: dict[int, Extent] = {}
    extents = []
    for begin, name in begins:
        if begin not in known:
            known[begin] = _extent(stream, begin, name, lengths)
            extents.append(known[begin])
        else:
            again = known[begin]
            extents.append(Extent(name, again.rows, again.columns, 0, again.besides))
    return extents


def _extent(stream: bytes, begin: int, name: str, lengths: list[int]) -> Extent:
    last_row = last_column = -1
    filled = text = 0
    formulas = False
    place, end = begin, len(stream) - 8
    record = struct.Struct("<4H").unpack_from
    while place <= end:
        kind, size, row, column = record(stream, place)
        if kind in CELLS:
            filled += 1
            if kind == COMMON_TEXT:
                which = int.from_bytes(stream[place + 10 : place + 14], "little")
                text += lengths[which] if which < len(lengths) else 0
            elif kind == NUMBERS:
                more = max((size - 6) // 6 - 1, 0)
                filled, column = filled + more, column + more
            elif kind == FORMULA:
                formulas = True
            if row > last_row:
                last_row = row
            if column > last_column:
                last_column = column
        elif kind == DIMENSIONS and size in (10, 14) and place + 4 + size <= len(stream):
            # First and last row, first and last column, in four and two bytes each, or in two.
            layout = "<IIHH" if size == 14 else "<HHHH"
            top, rows, left, columns = struct.unpack_from(layout, stream, place + 4)
            if max(top, left) and (top >= max(rows, 1) or left >= max(columns, 1)):
                raise ValueError(f'the sheet "{name}" says that it ends before it begins')
            if rows > MOST_ROWS or columns > MOST_COLUMNS:
                raise ValueError(f'the sheet "{name}" says that it reaches over {rows:,} rows and {columns:,} columns')
        elif kind == END:
            break
        place += 4 + size
    rows, columns = last_row + 1, last_column + 1
    return Extent(name, rows, columns, filled, rows * columns * FORMULA_TEXT * formulas + text)


def _records(stream: bytes, place: int) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, place, size) of the records from a place on."""
    while place + 4 <= len(stream):
        kind = stream[place] | stream[place + 1] << 8
        size = stream[place + 2] | stream[place + 3] << 8
        yield kind, place + 4, size
        place += 4 + size
