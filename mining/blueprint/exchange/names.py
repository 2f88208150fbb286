"""Ids for names."""

from __future__ import annotations

import re
from collections.abc import Collection

LONGEST = 48
"""Signs of an id."""


def identifier(name: str, taken: Collection[str]) -> str:
    """Return a short id for a name, different from those taken.

    >>> identifier("Check invoice (2nd)", {"check_invoice"})
    'check_invoice_2nd'
    """
    words = re.findall(r"\w+", name.casefold()) if name.isascii() else re.findall(r"\w+", name)
    stem = "_".join(words) or "step"
    if name and re.fullmatch(r"\w[\w-]*", name):
        stem = name
    if not stem[0].isalnum():
        stem = stem.lstrip("_") or "step"
    if len(stem) > LONGEST:
        stem = stem[:LONGEST].rstrip("_")
    if stem.isdecimal():
        # A number without quotes is no text for YAML.
        stem = f"step_{stem}"
    found, number = stem, 2
    while found in taken:
        found, number = f"{stem}_{number}", number + 1
    return found
