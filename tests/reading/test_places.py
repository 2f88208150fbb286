"""Paths: what they mean, and what cannot be read, one message each."""

import io
import os
import socket
from pathlib import Path

import polars as pl
import pytest

import mining
from cli.main import run
from mining.errors import FileError, FrameError
from mining.reading import places
from mining.reading.places import contents, line_too_long

ROWS = b"case,activity,time\n" + b"".join(
    b"%d,ask,2024-03-%02d 08:00\n%d,answer,2024-03-%02d 09:00\n" % (k, k, k, k) for k in range(1, 9)
)


def refused(path: object, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The command ends with 2 and says the message, in lines that begin as every error does."""
    assert 2 == run(["read", str(path)])
    told = capsys.readouterr()
    assert message in told.err
    assert "Traceback" not in told.err
    assert "" == told.out


def test_what_is_no_plain_file_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pipe without writer does not hang; a socket, a device, a missing file and an empty folder say what they are."""
    os.mkfifo(tmp_path / "pipe")
    refused(tmp_path / "pipe", "named pipe", capsys)
    monkeypatch.chdir(tmp_path)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        refused("socket", "it is a socket", capsys)
    refused("/dev/zero", "it is a device", capsys)
    refused(tmp_path / "nothing.csv", "no file", capsys)
    refused(tmp_path / "nothing-*.csv", "no file", capsys)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "picture.png").write_bytes(b"\x89PNG")
    refused(tmp_path / "folder", "holds no table", capsys)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b" \n\n", "is empty"),
        ("zeros.csv", ROWS + b"\0" * 10, "NUL bytes"),
        ("one.csv", ROWS.replace(b"3,ask", b"3,a\0k"), "the first at byte"),
        ("half.xlsx", b"PK\x03\x04" + b"\0" * 50, "damaged"),
        ("half.parquet", b"PAR1" + b"\0" * 50, "damaged"),
        ("half.arrow", b"ARROW1\0\0" + b"\0" * 50, "damaged"),
        ("half.json", b'[{"case": 1}, {"case": 2}, {"ca', "damaged"),
        ("half.xes", b"<log><trace><event>", "damaged"),
        ("old.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "damaged"),
        ("a.pdf", b"%PDF-1.7 ...", "PDF"),
        ("login.csv", b"<!DOCTYPE html><html><body>login</body></html>", "web page"),
    ],
)
def test_what_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, data: bytes, message: str
) -> None:
    """One message each, exit code 2."""
    (tmp_path / name).write_bytes(data)
    refused(tmp_path / name, message, capsys)


def test_an_endless_line_is_refused_without_reading_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line of 2 GB (a sparse file, so that it costs nothing) is refused after a look at 64 MB of it."""
    path = tmp_path / "long.csv"
    with path.open("wb") as file:
        file.write(b"case,activity\n1,ask\n" + b"x" * 100)
        file.truncate(2 << 30)
    refused(path, "a line of more than 64 MB, from byte 20 on", capsys)
    monkeypatch.setattr(places, "LONGEST_LINE", 1000)
    (tmp_path / "long.csv").write_bytes(ROWS + b'9,ask,"' + b"x" * 2000 + b'"\n')
    refused(tmp_path / "long.csv", "a line of more than", capsys)


def test_lines_up_to_the_limit_are_no_endless_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a search of every line: positions of the first line that is longer than the limit."""
    monkeypatch.setattr(places, "LONGEST_LINE", 50)
    monkeypatch.setattr(places, "WINDOW", 16)
    for lengths in ([10, 40, 49, 3], [10, 60, 2], [0, 0, 51], [49] * 20, [20, 20, 120, 5], [5, 5, 5, 49, 300]):
        data = b"".join(b"x" * length + b"\n" for length in lengths)
        first = next((k for k, length in enumerate(lengths) if length > 50), None)
        expected = None if first is None else sum(lengths[:first]) + first
        assert expected == line_too_long(io.BytesIO(data), len(data))


def test_a_file_that_grows_while_it_is_read_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row is added between opening and the end of reading."""
    path = tmp_path / "growing.csv"
    path.write_bytes(ROWS)
    seen = os.fstat

    def written_meanwhile(number: int) -> os.stat_result:
        before = seen(number)
        with path.open("ab") as file:
            file.write(b"9,ask,2024-03-09 08:00\n")
        return before

    monkeypatch.setattr(places.os, "fstat", written_meanwhile)
    refused(path, "changed while it was read", capsys)


def test_a_file_without_permission_is_told(tmp_path: Path) -> None:
    """What the system says is passed on."""
    path = tmp_path / "a.csv"
    path.write_bytes(ROWS)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(FileError, match="Permission"):
        list(contents(path))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hyphen is standard input."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ROWS)))
    assert [("-", ROWS)] == [(content.name, content.data) for content in contents("-")]


def test_folders_and_patterns_give_files_by_name(tmp_path: Path) -> None:
    """Hidden files, lock files and pictures are none of them."""
    for name in ("b.csv", "a.csv.gz", "sub/c.parquet", ".hidden.csv", "~$book.xlsx", "logo.png", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(ROWS)
    assert ["a.csv.gz", "b.csv", "c.parquet"] == [content.name for content in contents(tmp_path)]
    assert ["a.csv.gz", "b.csv"] == [content.name for content in contents(tmp_path / "[ab].csv*")]


def test_a_frame_is_no_path() -> None:
    """Whoever hands over a frame is told which function takes one."""
    with pytest.raises(FrameError, match="from_polars"):
        mining.read(pl.DataFrame({"case": ["1"]}))
