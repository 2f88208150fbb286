"""The form of every message: what is wrong, what was found, what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

EXAMPLES = 5
"""Values that a message shows at most."""


def listed(items: Iterable[object], limit: int = 12) -> str:
    """Return items as one comma separated text that names how many were left out."""
    texts = [str(item) for item in items]
    rest = len(texts) - limit
    return ", ".join(texts[:limit]) + (f", and {rest} more" if rest > 0 else "")


def near_name(name: str, known: Sequence[str]) -> str:
    """Return ' Did you mean "x"?' for the nearest known name, or nothing."""
    folded = {k.casefold(): k for k in known}
    near = difflib.get_close_matches(name.casefold(), list(folded), n=1, cutoff=0.6)
    return f' Did you mean "{folded[near[0]]}"?' if near else ""


class MiningError(Exception):
    """Something the user gave cannot be used; the message is one that a person can act on."""

    def __init__(self, wrong: str, *, found: str = "", remedy: str = "") -> None:
        self.wrong, self.found, self.remedy = wrong, found, remedy
        lines = [wrong]
        if found:
            lines.append(f"  Found: {found}")
        if remedy:
            lines.append(f"  Try: {remedy}")
        super().__init__("\n".join(lines))
