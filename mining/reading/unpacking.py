"""Bytes that may be packed -> the tables inside: gzip, zip, zstd, xz, bzip2, in memory, with a limit. Nothing is written."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO

from mining.errors import FileError

UNPACKED_LIMIT = 8 << 30
"""Bytes that an archive may unpack to, unless the user names another limit."""
BOMB_RATIO, BOMB_FLOOR = 250, 64 << 20
"""Exports pack 5 to 60 : 1; more than 250 : 1 over 64 MB is no export, unless the user names a limit."""
CHUNK = 1 << 20
LAYERS = 3
"""Archives inside archives that are opened: a zip of .csv.gz files is usual, more is a trick."""
TABLES = (
    ".csv", ".tsv", ".tab", ".txt", ".xes", ".parquet", ".arrow", ".feather", ".ipc", ".json", ".jsonl", ".ndjson",
    ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods",
)  # fmt: skip
PACKED = (".gz", ".gzip", ".zst", ".zstd", ".xz", ".bz2", ".zip")
WORKBOOK_PARTS = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
"""One of these is inside a zip that is an Excel or OpenDocument workbook."""
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


@dataclass(frozen=True)
class Member:
    """The bytes of one table or log.

    Attributes:
        data: the bytes, unpacked.
        inside: name inside an archive, or None.
        damage: what is wrong with the archive, if its end is missing or its checksum does not match.
    """

    data: bytes
    inside: str | None = None
    damage: str | None = None


def size_limit(text: str | int | None) -> int | None:
    """Bytes that a text like ``8GB``, ``500 MB`` or ``1000000`` means; None stays None.

    Raises:
        FileError: the text is no size.

    >>> size_limit("1.5 KB"), size_limit("8gb") == 8 << 30, size_limit(None)
    (1536, True, None)
    """
    if text is None or isinstance(text, int):
        return text
    plain = text.strip().upper().removesuffix("B").removesuffix("I").strip()
    number, unit = (plain[:-1], plain[-1]) if plain[-1:] in tuple("KMGT") else (plain, "")
    try:
        return int(float(number) * UNITS[unit])
    except (ValueError, OverflowError):
        raise FileError(f'"{text}" is no size.', remedy="a number with a unit, e.g. 8GB or 500MB.") from None


def members(path: object, data: bytes, *, limit: int | None = None, layers: int = LAYERS) -> Iterator[Member]:
    """Unpack by content (the suffix does not matter); a zip gives every table inside, in the archive's order.

    Args:
        path: for messages.
        data: the bytes of the file.
        limit: bytes that it may unpack to; None: the default, which also refuses more than 250 : 1.
        layers: how many more archives inside one another are opened.

    Raises:
        FileError: an archive is broken, unpacks to too much, or is locked.
    """
    if layers and data[:4] == b"PK\x03\x04" and not is_workbook(path, data, limit):
        yield from _from_zip(path, data, limit, layers)
        return
    opener = _opener(data) if layers else None
    if opener is None:
        yield Member(data)
        return
    inner, damage = _streamed(path, data, opener, limit)
    if damage:
        yield Member(inner, None, damage)
    else:
        yield from members(path, inner, limit=limit, layers=layers - 1)


def is_workbook(path: object, data: bytes, limit: int | None = None) -> bool:
    """Whether a zip is an Excel or OpenDocument workbook; its parts are checked for size, because they get unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OverflowError) as error:
        raise FileError.damaged(path, f"the zip archive: {error}.") from None
    if not any(entry.filename in WORKBOOK_PARTS for entry in entries):
        return False
    _limited(path, sum(entry.compress_size for entry in entries), sum(entry.file_size for entry in entries), limit)
    return True


def is_table_name(name: str) -> bool:
    """Whether a file's name is that of a table or log, packed or not; hidden files and resource forks are none."""
    place = PurePosixPath(name.replace("\\", "/"))
    if place.name.startswith((".", "~$")) or "__MACOSX" in place.parts:
        return False
    plain = place.name.lower()
    for suffix in PACKED:
        plain = plain.removesuffix(suffix)
    return plain.endswith(TABLES) or (plain != place.name.lower() and "." not in plain)


def _opener(data: bytes) -> Callable[[IO[bytes]], IO[bytes]] | None:
    if data[:2] == b"\x1f\x8b":
        return lambda stream: gzip.open(stream)  # type: ignore[return-value]
    if data[:6] == b"\xfd7zXZ\x00":
        return lambda stream: lzma.open(stream)
    if data[:3] == b"BZh" and data[4:10] == b"1AY&SY":
        return lambda stream: bz2.open(stream)
    if data[:4] == b"\x28\xb5\x2f\xfd":
        return _zstd
    return None


def _zstd(stream: IO[bytes]) -> IO[bytes]:
    import pyarrow

    opened: IO[bytes] = pyarrow.CompressedInputStream(stream, "zstd")
    return opened


def _limited(path: object, packed: int, size: int, limit: int | None) -> None:
    bomb = limit is None and size > BOMB_FLOOR and size > BOMB_RATIO * max(packed, 1)
    if bomb or size > (UNPACKED_LIMIT if limit is None else limit):
        raise FileError.too_large(path, f"{packed:,} bytes hold {size:,} bytes or more.")


def _streamed(
    path: object, data: bytes, opener: Callable[[IO[bytes]], IO[bytes]], limit: int | None
) -> tuple[bytes, str | None]:
    parts: list[bytes] = []
    size, damage = 0, None
    try:
        with opener(io.BytesIO(data)) as stream:
            while chunk := stream.read(CHUNK):
                parts.append(chunk)
                size += len(chunk)
                _limited(path, len(data), size, limit)
    except (EOFError, OSError, zlib.error, lzma.LZMAError, ValueError) as error:
        text = str(error)
        if isinstance(error, EOFError) or "Truncated" in text:
            damage = "the archive breaks off before its end"
        elif "CRC" in text or "data check" in text or "orrupt" in text or "checksum" in text:
            damage = "the checksum of the archive does not match"
        else:
            damage = f"the archive is broken ({text})"
    return b"".join(parts), damage


def _from_zip(path: object, data: bytes, limit: int | None, layers: int) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
            tables = [entry for entry in entries if is_table_name(entry.filename)]
            if not tables and len(entries) == 1:
                tables = entries
            if not tables:
                raise FileError.unclear_archive(path, [])
            _limited(path, sum(e.compress_size for e in tables), sum(e.file_size for e in tables), limit)
            for entry in tables:
                with archive.open(entry) as stream:
                    inner = stream.read(entry.file_size + 1)  # what is longer than it says is caught by its checksum
                for member in members(path, inner, limit=limit, layers=layers - 1):
                    name = f"{entry.filename}/{member.inside}" if member.inside else entry.filename
                    yield Member(member.data, name, member.damage)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, OverflowError) as error:
        raise FileError.damaged(path, f"the zip archive: {error}.") from None
    except (RuntimeError, NotImplementedError) as error:
        raise FileError.unreadable(path, f"the zip archive: {error}") from None
