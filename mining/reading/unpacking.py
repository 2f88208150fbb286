"""A path -> the bytes of one table or log: read, hashed, unpacked in memory with a limit. Nothing is written to disk."""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from mining.errors import FileError

UNPACKED_LIMIT = 8 << 30
"""Bytes that an archive may unpack to."""
BOMB_RATIO, BOMB_FLOOR = 250, 64 << 20
"""Exports pack 5 to 60 : 1; more than 250 : 1 over 64 MB is no export."""
CHUNK = 1 << 20
TABLES = (".csv", ".tsv", ".tab", ".txt", ".xes", ".parquet", ".csv.gz", ".tsv.gz", ".txt.gz", ".xes.gz")
FOREIGN = {
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"\xfd7zXZ": "an xz archive",
    b"BZh": "a bzip2 archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file; save the sheet as CSV",
    b"SQLite format 3": "an SQLite database; export the table as CSV",
    b"\x7fELF": "a program",
    b"ARROW1": "an Arrow file; write it as Parquet",
}
"""First bytes -> what it is. Only what is not read."""


@dataclass(frozen=True)
class Unpacked:
    """The bytes to be read.

    Attributes:
        name: the file's name without directory; ``-`` for standard input.
        sha256: of the bytes of the file as it is on disk.
        data: what was inside, unpacked.
        inside: name of the table inside an archive.
        damage: what is wrong with the archive, if its end is missing or its checksum does not match.
    """

    name: str
    sha256: str
    data: bytes
    inside: str | None = None
    damage: str | None = None


def unpacked(path: str | Path) -> Unpacked:
    """Read a file, or standard input for "-", and unpack gzip and zip by content (the suffix does not matter).

    Raises:
        FileError: there is no such file, it is a directory, empty, too large inside, or a kind that is not read.
    """
    name, data = _standard_input() if str(path) == "-" else _file(Path(path))
    digest = hashlib.sha256(data).hexdigest()
    if not data:
        raise FileError.empty(path)
    inside, damage = None, None
    if data[:4] == b"PK\x03\x04":
        inside, data = _from_zip(path, data)
    if data[:2] == b"\x1f\x8b":
        data, damage = _from_gzip(path, data)
    for start, what in FOREIGN.items():
        if data.startswith(start):
            raise FileError.not_a_log(path, f"{what}.")
    if len(data) < CHUNK and not data.strip(b" \t\r\n\xef\xbb\xbf") and not damage:
        raise FileError.empty(path)
    return Unpacked(name, digest, data, inside, damage)


def _standard_input() -> tuple[str, bytes]:
    return "-", sys.stdin.buffer.read()


def _file(path: Path) -> tuple[str, bytes]:
    if path.is_dir():
        raise FileError.unreadable(path, "it is a directory")
    if not path.exists():
        raise FileError.missing(path)
    if not path.is_file():
        raise FileError.unreadable(path, "it is not a plain file")
    try:
        return path.name, path.read_bytes()
    except OSError as error:
        raise FileError.unreadable(path, error.strerror or str(error)) from None


def _limited(path: object, packed: int, unpacked_size: int) -> None:
    if unpacked_size > UNPACKED_LIMIT or (unpacked_size > BOMB_FLOOR and unpacked_size > BOMB_RATIO * max(packed, 1)):
        raise FileError.too_large(path, f"{packed:,} bytes hold {unpacked_size:,} bytes or more.")


def _from_gzip(path: object, data: bytes) -> tuple[bytes, str | None]:
    parts, size = [], 0
    try:
        with gzip.open(io.BytesIO(data)) as stream:
            while chunk := stream.read(CHUNK):
                parts.append(chunk)
                size += len(chunk)
                _limited(path, len(data), size)
    except EOFError:
        return b"".join(parts), "the gzip archive breaks off before its end"
    except (gzip.BadGzipFile, zlib.error) as error:
        checksum = "CRC" in str(error) or "incorrect data check" in str(error)
        return b"".join(
            parts
        ), "the checksum of the gzip archive does not match" if checksum else f"the gzip archive is broken ({error})"
    return b"".join(parts), None


def _from_zip(path: object, data: bytes) -> tuple[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = [entry.filename for entry in archive.infolist()]
            if "xl/workbook.xml" in names:
                raise FileError.not_a_log(path, "an Excel workbook; save the sheet as CSV (UTF-8).")
            tables = [entry for entry in archive.infolist() if _is_table(entry)]
            if len(tables) != 1:
                raise FileError.unclear_archive(path, [entry.filename for entry in tables])
            entry = tables[0]
            _limited(path, entry.compress_size, entry.file_size)
            with archive.open(entry) as stream:
                inner = stream.read(entry.file_size + 1)
            _limited(path, entry.compress_size, len(inner))
            return entry.filename, inner
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise FileError.damaged(path, f"the zip archive: {error}.") from None
    except (RuntimeError, NotImplementedError) as error:
        raise FileError.unreadable(path, f"the zip archive: {error}") from None


def _is_table(entry: zipfile.ZipInfo) -> bool:
    place = PurePosixPath(entry.filename)
    hidden = place.name.startswith(".") or "__MACOSX" in place.parts
    return not entry.is_dir() and not hidden and place.name.lower().endswith(TABLES)
