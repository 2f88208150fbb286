"""Extents of the sheets of an .xlsx file: the markup is scanned in blocks, whole arrays at a time, and never held whole.

The quick scan may only err upwards: it takes every attribute ``r`` for the reference of a cell, and cells without one to
stand behind the last column that is named. What it finds too large is walked through tag by tag (`walked`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

import numpy as np
import numpy.typing as npt

from mining.exchange.extents.extent import Extent

BLOCK = 1 << 19
BEFORE, BEHIND = 8, 32
"""Bytes around a mark that are looked at."""
UNKNOWN = 1 << 40
"""Rows of a sheet with references that are too long or oddly spaced: surely too many, so that it is walked through."""
EQUALS, SLASH, SPACE, LESS, COLON = b"=/ <:"
TAG_END = np.zeros(256, dtype=bool)
TAG_END[[9, 10, 13, 32, 47, 62]] = True
"""What may follow the name of a tag."""
IN_NAME = np.zeros(256, dtype=bool)
IN_NAME[[45, 46, 58, 95, *range(48, 58), *range(65, 91), *range(97, 123), *range(128, 256)]] = True
Bytes = npt.NDArray[np.uint8]


def scanned(part: IO[bytes], name: str) -> tuple[Extent, int]:
    """Return the extent of a sheet as its markup names it, or a larger one; and how many cells it has, or more.

    Args:
        part: the markup, as a stream.
        name: of the sheet.
    """
    row = column = cells = loose = values = marks = in_row = widest = 0
    back = 0
    for k, (block, begin, end) in enumerate(blocks(part)):
        if k == 0:
            back = back_to_slash(block, b"worksheet")
            if back > BEFORE:
                return Extent(name, UNKNOWN, 1, 0), UNKNOWN
            opener, other = (COLON, LESS) if back else (LESS, COLON)
        text = np.frombuffer(block, dtype=np.uint8)
        # All of it, seen from the places where a mark may begin, and as many bytes further on.
        here, next_, third, fourth, fifth = (text[begin + by : end + by] for by in range(5))
        strange = np.flatnonzero((here == other) & (next_ == ord("c")))
        if len(strange) and TAG_END[third[strange]].any():
            return Extent(name, UNKNOWN, 1, 0), UNKNOWN
        furthest = _furthest(text, begin, end)
        row, column = max(row, furthest[0]), max(column, furthest[1])
        at = np.flatnonzero((here == opener) & (next_ == ord("c")) & (text[begin - back : end - back] != SLASH))
        at = at[TAG_END[third[at]]]
        cells += len(at)
        values += int(np.count_nonzero((here == opener) & ((next_ == ord("v")) | (next_ == ord("i")))))
        without = at[(third[at] != SPACE) | (fourth[at] != ord("r")) | (fifth[at] != EQUALS)]
        ends = np.flatnonzero((here == (SLASH if opener == LESS else opener)) & (next_ == ord("r")) & (third == ord("o")))
        marks += len(ends)
        if len(without) or in_row:
            loose += len(without)
            # How many stand between two ends of rows; the first ones go on from the block before.
            counts = np.diff(np.searchsorted(without, ends), prepend=0, append=len(without))
            if len(ends):
                counts[-1] = len(without) - np.searchsorted(without, ends[-1])
            counts[0] += in_row
            widest, in_row = max(widest, int(counts.max())), int(counts[-1])
    if loose:
        row, column = row + marks + 1, column + widest
    return Extent(name, row, column, min(cells, values)), cells


def back_to_slash(block: bytes, root: bytes) -> int:
    """How far before the colon of a prefix the slash of an end tag stands; 0 where the root has no prefix."""
    found = re.search(rb"<([^\s<>:/]+):" + root + rb"[\s>]", block[:4096])
    return len(found[1]) + 1 if found else 0


def blocks(part: IO[bytes]) -> Iterator[tuple[bytes, int, int]]:
    """Yield blocks that overlap, each with the places where it is to be looked at; around them everything can be seen."""
    before = b"\0" * BEFORE
    while True:
        new = part.read(BLOCK)
        block = before + new
        if not new:
            # The end of the file, with room behind it.
            yield block + b"\0" * BEHIND, BEFORE, len(block)
            return
        if len(block) <= BEFORE + BEHIND:
            before = block
            continue
        yield block, BEFORE, len(block) - BEHIND
        before = block[len(block) - BEHIND - BEFORE :]


def _furthest(text: Bytes, begin: int, end: int) -> tuple[int, int]:
    """The largest row and column that an attribute ``r`` names between two places."""
    second, before, sign, behind = (text[begin + by : end + by] for by in (-2, -1, 0, 1))
    spaced = np.flatnonzero((before <= SPACE) & (sign == EQUALS))
    if len(spaced) and ((second[spaced] == ord("r")) | (second[spaced] <= SPACE)).any():
        return UNKNOWN, 1
    signs = np.flatnonzero((before == ord("r")) & (sign == EQUALS))
    signs = signs[~IN_NAME[second[signs]]]
    quotes = behind[signs]
    if (quotes <= SPACE).any():
        return UNKNOWN, 1
    signs = signs[(quotes == ord('"')) | (quotes == ord("'"))]
    if not len(signs):
        return 0, 0
    column: npt.NDArray[np.int32] = np.zeros(len(signs), dtype=np.int32)
    letters = np.zeros(len(signs), dtype=np.intp)
    running = np.ones(len(signs), dtype=bool)
    for k in range(4):
        letter = text[begin + 2 + k : end + 2 + k][signs]
        running &= letter >= ord("A")
        if not running.any():
            break
        column = np.where(running, column * 26 + (letter & 31), column)
        letters += running
    else:
        return UNKNOWN, 1
    rows, longer = numbers(text, signs + letters + (begin + 2))
    return (UNKNOWN, 1) if longer.any() else (int(rows.max()), int(column.max()))


def numbers(text: Bytes, places: npt.NDArray[np.intp]) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.bool_]]:
    """The whole numbers of up to seven digits that begin at some places, 0 where there is none; and which are longer.

    Eight bytes are taken as one number and its digits put together by pairs, then by fours, as fast parsers do.
    """
    word = np.ndarray((len(text) - 7,), dtype="<u8", buffer=text, strides=(1,))[places]
    # A byte that is no digit has a high half other than 3, or gets one when 6 is added to its low half.
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    threes = np.uint64(0x3030303030303030)
    other = ((word & high) ^ threes) | (((word + np.uint64(0x0606060606060606)) & high) ^ threes)
    # The lowest bit that is set says where the digits end; what lies behind is moved out.
    lowest = np.maximum(other & (~other + np.uint64(1)), np.uint64(1))
    bits = np.log2(lowest.astype(np.float64)).astype(np.uint64) & np.uint64(0x38)
    word = np.where(
        bits > 0, (word & np.uint64(0x0F0F0F0F0F0F0F0F)) << ((np.uint64(64) - bits) & np.uint64(63)), np.uint64(0)
    )
    word = (word * np.uint64(10) + (word >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    word = (word * np.uint64(100) + (word >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    return (word * np.uint64(10_000) + (word >> np.uint64(32))) & np.uint64(0xFFFFFFFF), other == 0
