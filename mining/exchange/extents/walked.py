"""Extents of the sheets of an .xlsx file, tag by tag: where the quick scan (`xlsx`) finds too much, or odd spacing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

from mining.exchange.extents.extent import Extent

BLOCK = 1 << 20
LONGEST_TAG = 1 << 14
"""Bytes of a tag that are looked at."""
TAG = re.compile(rb"<(/?)(?:[^\s<>/=\"']{1,64}:)?(row|c|v|is|sheetData)(?=[\s/>])([^<>]*)")
REFERENCE = re.compile(rb"[\s\"']r\s*=\s*[\"']([A-Za-z]*)([0-9]*)[\"']")
FAR = 20
"""Letters or digits of a reference from which on it is only far."""


def walked(part: IO[bytes], name: str) -> Extent:
    """Return the extent of a sheet: what the cells that have a value span.

    Args:
        part: the markup, as a stream.
        name: of the sheet.
    """
    row = column = filled = last_row = last_column = 0
    first_column: int | None = None
    place: tuple[int, int] | None = None
    for end, tag, attributes in _tags(part):
        closed = attributes.endswith(b"/")
        if tag == b"row":
            named = None if end else _reference(attributes)
            if named:
                row = named[1] - 1
            if end or closed:
                row, column = row + 1, 0
        elif tag == b"c" and not end:
            named = _reference(attributes)
            place = (named[1] - 1, named[0] - 1) if named and named[0] else (row, column)
            column = place[1] + 1
        elif not end and not closed and tag in (b"v", b"is") and place is not None:
            filled += 1
            last_row, last_column = max(last_row, place[0]), max(last_column, place[1])
            first_column = place[1] if first_column is None else min(first_column, place[1])
            place = None
        elif tag == b"sheetData" and end:
            break
    return Extent(name, last_row + 1, last_column + 1 - (first_column or 0), filled) if filled else Extent(name, 0, 0, 0)


def _tags(part: IO[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Yield (slash of an end tag, name without prefix, attributes) of the tags that place cells."""
    rest = b""
    while block := part.read(BLOCK):
        block = rest + block
        # A tag that goes on in the next block is looked at there, unless it is no tag.
        cut = block.rfind(b"<")
        cut = cut if cut >= 0 and len(block) - cut < LONGEST_TAG else len(block)
        yield from TAG.findall(block[:cut])
        rest = block[cut:]
    yield from TAG.findall(rest)


def _reference(attributes: bytes) -> tuple[int, int] | None:
    """Column (0 where there is none) and row that the attribute ``r`` names, from 1 on."""
    found = REFERENCE.search(attributes)
    if found is None or not found[2]:
        return None
    column = 0
    for letter in found[1][:FAR].upper():
        column = column * 26 + letter - 64
    return column, int(found[2].lstrip(b"0")[:FAR] or b"0")
