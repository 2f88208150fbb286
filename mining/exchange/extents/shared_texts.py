"""How much text the cells of an .xlsx file repeat: they name texts of a common list, and every cell gets its own copy."""

from __future__ import annotations

import re
from typing import IO

import numpy as np
import numpy.typing as npt

from mining.exchange.extents.xlsx import BEFORE, COLON, LESS, SLASH, TAG_END, back_to_slash, blocks, numbers

Lengths = npt.NDArray[np.int64]


CLAIM = b"uniqueCount"
MOST_CLAIMED = 40_000_000
"""Texts for which the reader makes room without having seen one, at 24 bytes each."""


def text_lengths(part: IO[bytes]) -> Lengths:
    """Return the bytes of markup of every text of the common list, in order.

    Raises:
        ValueError: the list claims to be so long that the reader would take all memory.
    """
    begins: list[Lengths] = []
    passed = back = 0
    for k, (block, begin, end) in enumerate(blocks(part)):
        if k == 0:
            back = min(back_to_slash(block, b"sst"), BEFORE)
        if CLAIM in block:
            claims = re.findall(CLAIM + rb"\s*=\s*[\"'](\d+)", block)
            if any(len(claim) > 15 or int(claim) > MOST_CLAIMED for claim in claims):
                raise ValueError(f"its list of texts claims to hold more than {MOST_CLAIMED:,}")
        text = np.frombuffer(block, dtype=np.uint8)
        here, second, third, fourth = (text[begin + by : end + by] for by in range(4))
        marks = np.flatnonzero((here == (COLON if back else LESS)) & (second == ord("s")) & (third == ord("i")))
        marks = marks[TAG_END[fourth[marks]]]
        begins.append(marks[text[begin - back : end - back][marks] != SLASH] + passed)
        passed += end - begin
    places = np.concatenate([*begins, np.array([passed], dtype=np.int64)])
    lengths: Lengths = np.subtract(places[1:], places[:-1])
    return lengths


def repeated_text(part: IO[bytes], lengths: Lengths) -> int:
    """Return the bytes of text that the cells of a sheet name, or more: any number may be that of a text.

    Args:
        part: the markup of the sheet.
        lengths: of the texts.
    """
    if not len(lengths):
        return 0
    total, longest, first = 0, int(lengths.max()), int(lengths[0])
    for block, begin, end in blocks(part):
        text = np.frombuffer(block, dtype=np.uint8)
        here, second, third = (text[begin + by : end + by] for by in range(3))
        marks = np.flatnonzero(((here == LESS) | (here == COLON)) & (second == ord("v")))
        plain = marks[third[marks] == ord(">")]
        total += longest * int(np.count_nonzero(TAG_END[third[marks]]) - len(plain))
        which, longer = numbers(text, plain + (begin + 3))
        # What is no number names the first text.
        total += int(lengths[which[which < len(lengths)].astype(np.intp)].sum()) + first * len(plain)
        total += longest * int(np.count_nonzero(longer & (text[plain + (begin + 3)] == ord("0"))))
    return total
