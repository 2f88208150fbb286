"""Archives: unpacked in memory, checked for size, refused with a reason."""

import bz2
import gzip
import hashlib
import io
import lzma
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow
import pytest

from mining.errors import FileError
from mining.reading.places import contents
from mining.reading.unpacking import Member, members, size_limit

DATA = b"case,activity\n1,ask\n"


def zstd(data: bytes) -> bytes:
    return bytes(pyarrow.compress(data, codec="zstd", asbytes=True))


def unpacked(path: object, **limit: int) -> list[Member]:
    return [member for content in contents(str(path)) for member in members(path, content.data, **limit)]


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress, bz2.compress, zstd])
def test_plain_and_packed_hold_the_same(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    """What is inside is the same, packed once or twice; the suffix does not matter; the hash is that of the file on disk."""
    path = tmp_path / "a.dat"
    for data in (pack(DATA), pack(pack(DATA)), zipped(**{"x/a.csv.packed.gz": pack(DATA)})):
        path.write_bytes(data)
        assert [DATA] == [member.data for member in unpacked(path)]
        assert [(hashlib.sha256(data).hexdigest(), "a.dat")] == [(c.fingerprint.text, c.name) for c in contents(path)]


def test_a_zip_is_known_by_its_content_and_leaves_out_what_is_no_table(tmp_path: Path) -> None:
    """The suffix does not matter; resource forks and pictures are no tables; nothing is written anywhere."""
    path = tmp_path / "export.dat"
    path.write_bytes(zipped(**{"__MACOSX/._a.csv": b"?", "logo.png": b"?", "../a.csv.gz": gzip.compress(DATA)}))
    assert [(DATA, "../a.csv.gz")] == [(member.data, member.inside) for member in unpacked(path)]
    assert [path] == list(tmp_path.iterdir())
    assert not (tmp_path.parent / "a.csv").exists()


@pytest.mark.parametrize("pack", [gzip.compress, zstd, lambda data: zipped(**{"a.csv": data})])
def test_a_bomb_is_not_unpacked(tmp_path: Path, pack: object) -> None:
    """100 MB of one letter in 100 kB (1000 : 1) is no export."""
    path = tmp_path / "bomb"
    path.write_bytes(pack(b"a" * 100_000_000))  # type: ignore[operator]
    with pytest.raises(FileError, match=r"unpacks to more.*\n.*\n.*--unpack-limit"):
        unpacked(path)
    assert [100_000_000] == [len(member.data) for member in unpacked(path, limit=1 << 30)]
    with pytest.raises(FileError, match="unpacks to more"):
        unpacked(path, limit=99_999_999)


def test_a_gzip_that_breaks_off_or_lies_is_reported(tmp_path: Path) -> None:
    """What could be unpacked is kept with the damage, so that a reader can name the place."""
    whole = gzip.compress(DATA * 100)
    path = tmp_path / "a.gz"
    for data, damage in ((whole[:-12], "breaks off"), (whole[:-8] + b"\0" * 8, "checksum")):
        path.write_bytes(data)
        assert damage in str(unpacked(path)[0].damage)


def test_half_an_archive_keeps_what_could_be_unpacked(tmp_path: Path) -> None:
    """Whatever packed it, the missing end is noticed."""
    path = tmp_path / "half"
    for pack in (gzip.compress, lzma.compress, bz2.compress, zstd):
        path.write_bytes(pack(bytes(random.Random(1).randbytes(50_000)))[:-20])
        assert "breaks off" in str(unpacked(path)[0].damage)


@pytest.mark.parametrize(("text", "size"), [("8GB", 8 << 30), ("500 MB", 500 << 20), ("12", 12), (7, 7), ("1.5k", 1536)])
def test_sizes_in_words(text: str | int, size: int) -> None:
    """Units are powers of 1024, in capitals or not."""
    assert size == size_limit(text)


def test_what_is_no_size_is_refused() -> None:
    """The message shows how a size is written."""
    with pytest.raises(FileError, match="8GB"):
        size_limit("much")
