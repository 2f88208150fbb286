"""Streams of a compound file, the container of .xls: every chain of sectors is followed with distrust.

The reader of workbooks follows chains wherever they lead, and takes the lengths they claim; a damaged one takes all memory.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF
MINI, SMALLEST = 64, 4096
"""Bytes of a sector of a short stream, and from how many on a stream is not short."""
ENTRY = 128


@dataclass(frozen=True)
class _Sectors:
    """Sectors of one size in the order in which they lie, with what follows on each."""

    data: bytes
    size: int
    begin: int
    after: tuple[int, ...]

    def one(self, number: int) -> bytes:
        place = self.begin + number * self.size
        if place >= len(self.data):
            raise ValueError("a sector lies behind the end of the file")
        return self.data[place : place + self.size]

    def chain(self, number: int, length: int | None) -> bytes:
        parts: list[bytes] = []
        while number != END:
            if number >= len(self.after) or len(parts) > len(self.after):
                raise ValueError("the sectors of a stream do not come to an end")
            parts.append(self.one(number))
            number = self.after[number]
        joined = b"".join(parts)
        if length is not None and length > len(joined):
            raise ValueError("a stream is shorter than it says")
        return joined if length is None else joined[:length]


def stream_of(data: bytes, names: tuple[str, ...]) -> bytes | None:
    """Return the first stream of one of these names; None where there is none.

    Raises:
        ValueError: a chain of sectors or a length in the file is broken.
    """
    if len(data) < 512:
        raise ValueError("it breaks off in its head")
    if data[:8] != SIGNATURE:
        raise ValueError("it does not begin like a workbook")
    shift = int.from_bytes(data[30:32], "little")
    if shift not in (9, 12):
        raise ValueError("its sectors have no size")
    size = 1 << shift
    most = len(data) // size + 2
    directories, tables, first, _, _, minis, mini_tables, more, more_tables = struct.unpack_from("<9I", data, 40)
    if max(directories, tables, mini_tables, more_tables) > most:
        raise ValueError("it says that it has more sectors than it has bytes")
    raw = _Sectors(data, size, size, ())
    numbers = [number for number in struct.unpack_from("<109I", data, 76) if number != FREE]
    while more not in (END, FREE):
        *some, more = _numbers(raw.one(more))
        numbers += [number for number in some if number != FREE]
        if len(numbers) > most or not some:
            raise ValueError("the list of its sectors does not come to an end")
        most -= 1
    after = [number for table in numbers for number in _numbers(raw.one(table))]
    if len(numbers) * size > len(data) + size:
        raise ValueError("the list of its sectors is longer than the file")
    sectors = _Sectors(data, size, size, tuple(after))
    entries = sectors.chain(first, None)
    found: dict[str, tuple[int, int]] = {}
    root: tuple[int, int] | None = None
    for place in range(0, len(entries) - ENTRY + 1, ENTRY):
        entry = entries[place : place + ENTRY]
        name = entry[:64].decode("utf-16-le", "ignore").split("\0")[0]
        start, low, high = struct.unpack_from("<3I", entry, 116)
        length = low | (high << 32 if size > 512 else 0)
        if root is None:
            root = start, length
        found.setdefault(name, (start, length))
    if root is None:
        raise ValueError("it holds no directory")
    short = _Sectors(sectors.chain(*root), MINI, 0, tuple(_numbers(sectors.chain(minis, None))))
    for name in names:
        if name in found:
            start, length = found[name]
            return (short if length < SMALLEST else sectors).chain(start, length)
    return None


def _numbers(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])
