"""A path -> the files it means: one file, standard input, a folder or a pattern; read whole, and seen to stay the same."""

from __future__ import annotations

import io
import os
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from mining.errors import FileError, FrameError
from mining.reading.fingerprint import Fingerprint
from mining.reading.unpacking import is_table_name

LONGEST_LINE = 64 << 20
"""Bytes that one line of a text table may have; a longer one is no row."""
WINDOW = 1 << 16
KINDS = (
    (stat.S_ISFIFO, "it is a named pipe; write: cat PIPE | mining ... -"),
    (stat.S_ISSOCK, "it is a socket"),
    (stat.S_ISCHR, "it is a device"),
    (stat.S_ISBLK, "it is a device"),
)
ONE_LINE_STARTS = (b"<", b"{", b"[")
"""XML and JSON may well stand in one line."""
BINARY_STARTS = (
    b"PAR1", b"ARROW1", b"FEA1", b"\xff\xff\xff\xff", b"PK\x03\x04", b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\xfd7zXZ", b"BZh",
)  # fmt: skip
"""Formats and archives have no lines."""


@dataclass(frozen=True)
class Content:
    """One file as it is on disk.

    Attributes:
        path: for messages.
        name: the file's name without directory; ``-`` for standard input.
        fingerprint: of the bytes.
        data: the bytes.
    """

    path: object
    name: str
    fingerprint: Fingerprint
    data: bytes


def contents(path: str | Path) -> Iterator[Content]:
    """Read what a path means: ``-``, a file, every table of a folder (and those below), or of a pattern like ``2024-*.csv``.

    Files come in order of their names, one after the other, so that only one is in memory.

    Raises:
        FrameError: it is no path, but perhaps a frame.
        FileError: there is nothing, it is no plain file, it cannot be read, it changes meanwhile, or has an endless line.
    """
    if not isinstance(path, str | os.PathLike):
        raise FrameError.of_another_kind(path, "the path of a file")
    if str(path) == "-":
        data = sys.stdin.buffer.read()
        yield Content(path, "-", Fingerprint(data), data)
        return
    place = Path(path)
    files = tables_at(place)
    for file in files:
        data = _whole(file)
        yield Content(file, file.name, Fingerprint(data), data)


def tables_at(place: Path) -> list[Path]:
    """The files that a path means.

    Raises:
        FileError: there is none.
    """
    try:
        if place.is_dir():
            files = sorted(
                file for file in place.rglob("*") if is_table_name(str(file.relative_to(place))) and file.is_file()
            )
            if not files:
                raise FileError.unclear_archive(place, [])
            return files
        if not place.exists() and any(sign in str(place) for sign in "*?["):
            root = Path(place.anchor) if place.is_absolute() else Path()
            files = sorted(file for file in root.glob(str(place.relative_to(place.anchor))) if file.is_file())
            if files:
                return files
        if not place.exists():
            raise FileError.missing(place)
    except (OSError, ValueError) as error:
        raise FileError.unreadable(place, str(error)) from None
    return [place]


def line_too_long(stream: IO[bytes], size: int) -> int | None:
    """Position of the first line longer than `LONGEST_LINE`, or None; only a small part of the bytes is looked at."""
    position = 0
    while size - position > LONGEST_LINE:
        for end in range(position + LONGEST_LINE, position, -WINDOW):
            begin = max(position, end - WINDOW)
            stream.seek(begin)
            part = stream.read(end - begin)
            last = max(part.rfind(b"\n"), part.rfind(b"\r"))
            if last >= 0:
                position = begin + last + 1
                break
        else:
            return position
    return None


def refuse_endless_line(path: object, data: bytes) -> None:
    """Refuse text with a line longer than any row.

    Raises:
        FileError: there is one.
    """
    if len(data) > LONGEST_LINE and _is_text(data[:WINDOW]):
        _refuse(path, line_too_long(io.BytesIO(data), len(data)))


def _is_text(head: bytes) -> bool:
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    return not start.startswith(ONE_LINE_STARTS) and not head.startswith(BINARY_STARTS)


def _refuse(path: object, position: int | None) -> None:
    if position is not None:
        found = f"a line of more than {LONGEST_LINE >> 20:,} MB, from byte {position:,} on."
        raise FileError.not_a_log(path, found)


def _whole(file: Path) -> bytes:
    """Read a plain file, and see that it is the same before and after."""
    try:
        mode = file.stat().st_mode
        for is_kind, reason in KINDS:
            if is_kind(mode):
                raise FileError.unreadable(file, reason)
        with file.open("rb") as stream:
            before = os.fstat(stream.fileno())
            if before.st_size > LONGEST_LINE and _is_text(stream.read(WINDOW)):
                _refuse(file, line_too_long(stream, before.st_size))
            stream.seek(0)
            data = stream.read()
            after = file.stat()
    except OSError as error:
        raise FileError.unreadable(file, error.strerror or str(error)) from None
    except MemoryError:
        raise FileError.unreadable(file, "it is larger than the memory") from None
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise FileError.changing(file, f"{before.st_size:,} bytes before, {max(after.st_size, len(data)):,} bytes after.")
    return data
