"""The fingerprint of a file: SHA-256 of its bytes, computed beside the reading of them."""

from __future__ import annotations

import hashlib
import threading

ASIDE = 1 << 20
"""Bytes from which a thread of its own is worth it; hashing lets other threads run."""


class Fingerprint:
    """SHA-256 of bytes as hexadecimal text; begun at once, waited for where it is asked for."""

    def __init__(self, data: bytes) -> None:
        self._text = ""
        self._thread: threading.Thread | None = None
        if len(data) < ASIDE:
            self._compute(data)
        else:
            self._thread = threading.Thread(target=self._compute, args=(data,), daemon=True)
            self._thread.start()

    def _compute(self, data: bytes) -> None:
        self._text = hashlib.sha256(data).hexdigest()

    @property
    def text(self) -> str:
        """The fingerprint, 64 digits.

        >>> Fingerprint(b"").text[:8]
        'e3b0c442'
        """
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        return self._text
