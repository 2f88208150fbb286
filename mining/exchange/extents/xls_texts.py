"""Lengths of the texts of an .xls file: cells name them by their number in one list, which may go on over many records."""

from __future__ import annotations

import struct

WIDE, FORMATTED, PHONETIC = 1, 8, 4
"""What the mark of a text says: two bytes a character, formats behind it, a reading behind it."""


def xls_text_lengths(pieces: list[bytes]) -> list[int]:
    """Return the bytes of every text, in order, at least as many as it takes in memory.

    Args:
        pieces: of the record of texts, and of those on which it goes on.
    """
    lengths: list[int] = []
    piece, place = 0, 8
    try:
        while piece < len(pieces):
            if place >= len(pieces[piece]):
                piece, place = piece + 1, 0
                continue
            data = pieces[piece]
            characters, mark = struct.unpack_from("<HB", data, place)
            place += 3
            behind = 0
            if mark & FORMATTED:
                behind += 4 * struct.unpack_from("<H", data, place)[0]
                place += 2
            if mark & PHONETIC:
                behind += struct.unpack_from("<I", data, place)[0]
                place += 4
            # A character takes three bytes at most.
            lengths.append(3 * characters)
            while characters:
                width = 2 if mark & WIDE else 1
                here = min(characters, (len(pieces[piece]) - place) // width)
                characters, place = characters - here, place + here * width
                if characters:
                    # The mark is given anew where a text goes on.
                    piece, place = piece + 1, 1
                    mark = pieces[piece][0]
            while behind:
                here = min(behind, len(pieces[piece]) - place)
                behind, place = behind - here, place + here
                if behind:
                    piece, place = piece + 1, 0
    except (struct.error, IndexError):
        # What comes after is not found by the reader either.
        pass
    return lengths
