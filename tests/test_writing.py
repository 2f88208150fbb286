"""Output files are complete or absent."""

from pathlib import Path

import pytest

from mining.errors import FileError
from mining.writing import write_whole


def test_text_and_bytes_replace_what_was_there(tmp_path: Path) -> None:
    """UTF-8, no byte order mark, nothing left beside it."""
    target = tmp_path / "x.txt"
    write_whole(target, "投诉\n")
    write_whole(target, b"new")
    assert target.read_bytes() == b"new" and list(tmp_path.iterdir()) == [target]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """One message with a remedy."""
    with pytest.raises(FileError, match="-o FILE"):
        write_whole(tmp_path / "no" / "x.txt", "")
