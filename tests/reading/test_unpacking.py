"""Files and archives: unpacked in memory, checked for size, refused with a reason."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from mining.errors import FileError
from mining.reading.unpacking import unpacked

DATA = b"case,activity\n1,ask\n"


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_plain_gzip_and_zip_hold_the_same(tmp_path: Path) -> None:
    """The table inside is the same; the hash is that of the file on disk."""
    for name, data in {"a.csv": DATA, "a.csv.gz": gzip.compress(DATA), "a.zip": zipped(**{"x/a.csv": DATA})}.items():
        path = tmp_path / name
        path.write_bytes(data)
        file = unpacked(path)
        assert (DATA, hashlib.sha256(data).hexdigest(), name) == (file.data, file.sha256, file.name)


def test_a_zip_is_known_by_its_content_and_leaves_out_what_is_no_table(tmp_path: Path) -> None:
    """The suffix does not matter; resource forks and pictures are no tables; a gzip inside is unpacked as well."""
    path = tmp_path / "export.dat"
    path.write_bytes(zipped(**{"__MACOSX/._a.csv": b"?", "logo.png": b"?", "../a.csv.gz": gzip.compress(DATA)}))
    assert DATA == unpacked(path).data
    assert [path] == list(tmp_path.iterdir())


def test_a_zip_with_two_tables_names_both(tmp_path: Path) -> None:
    """Which one is meant is for the user to say."""
    path = tmp_path / "a.zip"
    path.write_bytes(zipped(**{"a.csv": DATA, "b.csv": DATA}))
    with pytest.raises(FileError, match=r"a\.csv, b\.csv"):
        unpacked(path)


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: zipped(**{"a.csv": data})])
def test_a_bomb_is_not_unpacked(tmp_path: Path, pack: object) -> None:
    """100 MB of one letter in 100 kB (1000 : 1) is no export."""
    path = tmp_path / "bomb"
    path.write_bytes(pack(b"a" * 100_000_000))  # type: ignore[operator]
    with pytest.raises(FileError, match="unpacks to more"):
        unpacked(path)


def test_a_gzip_that_breaks_off_or_lies_is_reported(tmp_path: Path) -> None:
    """What could be unpacked is kept with the damage, so that a reader can name the place."""
    whole = gzip.compress(DATA * 100)
    path = tmp_path / "a.gz"
    for data, damage in ((whole[:-12], "breaks off"), (whole[:-8] + b"\0" * 8, "checksum")):
        path.write_bytes(data)
        assert damage in str(unpacked(path).damage)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.csv", b"", "empty"),
        ("spaces.csv", b" \n\n", "empty"),
        ("empty.csv.gz", gzip.compress(b""), "empty"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, "Excel"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("book.xlsx", zipped(**{"xl/workbook.xml": b"<x/>"}), "Excel"),
        ("half.zip", zipped(**{"a.csv": DATA})[:60], "damaged"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    """One message each, saying what the file is."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(FileError, match=message):
        unpacked(path)


def test_missing_files_and_directories(tmp_path: Path) -> None:
    """A path that leads nowhere, and one that leads to a directory."""
    with pytest.raises(FileError, match="no file"):
        unpacked(tmp_path / "nothing.csv")
    with pytest.raises(FileError, match="directory"):
        unpacked(tmp_path)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hyphen is standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DATA)))
    file = unpacked("-")
    assert ("-", DATA) == (file.name, file.data)
