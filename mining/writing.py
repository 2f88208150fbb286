"""Output files: complete or absent."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from mining.errors import FileError


def write_whole(path: str | Path, content: str | bytes) -> None:
    """Write a file aside and rename it, so that it is complete or absent.

    Raises:
        FileError: the place cannot be written.
    """
    target = Path(path)
    data = content.encode() if isinstance(content, str) else content
    try:
        handle, aside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(aside).chmod(0o666 & ~_umask())
            Path(aside).replace(target)
        except BaseException:
            Path(aside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise FileError.unwritable(path, error.strerror or str(error)) from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
