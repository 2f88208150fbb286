"""Extents of the sheets of an .xlsb file: records of a kind, a length and bytes, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mining.exchange.extents.extent import Extent

ROW, FIRST_CELL, LAST_CELL = 0, 2, 11
"""Kinds of records: one begins a row, those of a cell with a value begin with its column."""
COMMON_TEXT, TEXT = 7, 0x13
"""A cell that names a text of the common list, and a text of that list."""
END_OF_ROWS = 0x92


def xlsb_extent(part: bytes, name: str, lengths: Sequence[int]) -> Extent:
    """Return the extent of a sheet, from the first row and column on.

    Args:
        part: the records.
        name: of the sheet.
        lengths: bytes of the texts of the common list.
    """
    row = last_row = last_column = filled = text = 0
    number = int.from_bytes
    for kind, place, _ in records(part):
        if FIRST_CELL <= kind <= LAST_CELL:
            column = number(part[place : place + 4], "little")
            filled += 1
            if column > last_column:
                last_column = column
            if row > last_row:
                last_row = row
            if kind == COMMON_TEXT:
                which = number(part[place + 8 : place + 12], "little")
                if which < len(lengths):
                    text += lengths[which]
        elif kind == ROW:
            row = number(part[place : place + 4], "little")
        elif kind == END_OF_ROWS:
            break
    return Extent(name, last_row + 1, last_column + 1, filled, text) if filled else Extent(name, 0, 0, 0)


def xlsb_text_lengths(part: bytes) -> list[int]:
    """Return the bytes of every text of the common list, in order."""
    return [size for kind, _, size in records(part) if kind == TEXT]


def records(part: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield (kind, place, size); the last record may break off."""
    place, end = 0, len(part)
    part += b"\0" * 6
    while place < end:
        kind = part[place]
        place += 1
        if kind >= 0x80:
            kind = (kind & 0x7F) | (part[place] & 0x7F) << 7
            place += 1
        size = part[place]
        place += 1
        if size >= 0x80:
            size &= 0x7F
            for shift in (7, 14, 21):
                byte = part[place]
                place += 1
                size |= (byte & 0x7F) << shift
                if byte < 0x80:
                    break
        yield kind, place, size
        place += size
