"""What is wrong with the data, and which figures that touches.

A finding never disappears: it has a code, a count, example rows, a severity and the figures affected.
The verdict follows from the findings alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Severity = Literal["note", "limit", "unfit"]
Verdict = Literal["fit", "fit with limits", "unfit"]


@dataclass(frozen=True)
class Finding:
    """One fault or peculiarity of the data.

    Attributes:
        code: stable name, snake_case, for example ``end_before_start``.
        severity: ``note`` (said, nothing is touched), ``limit`` (some figures are touched), ``unfit``.
        rows: how many rows (or cases, labels: `message` says which) it concerns.
        message: one sentence in English with the figures in it.
        message_zh: the same sentence in Chinese.
        examples: at most five; row numbers of the file (first data row is 1), case ids or labels, as text.
        affects: names of the figures that it touches, for example ``waiting``, ``flow time``.
    """

    code: str
    severity: Severity
    rows: int
    message: str
    message_zh: str = ""
    examples: tuple[str, ...] = ()
    affects: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the finding as it stands in JSON."""
        return {
            "code": self.code,
            "severity": self.severity,
            "rows": self.rows,
            "message": self.message,
            "message_zh": self.message_zh,
            "examples": list(self.examples),
            "affects": list(self.affects),
        }


@dataclass(frozen=True)
class Quality:
    """All findings of a reading, and the counts that go with them.

    Attributes:
        rows_read: data rows of the file.
        rows_rejected: rows that became no instance because case, activity or time was missing or unreadable.
        duplicates: exact duplicate rows, removed.
        findings: worst first.
    """

    rows_read: int = 0
    rows_rejected: int = 0
    duplicates: int = 0
    findings: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """``unfit`` if any finding is, ``fit with limits`` if any limits a figure, else ``fit``."""
        severities = {finding.severity for finding in self.findings}
        if "unfit" in severities:
            return "unfit"
        return "fit with limits" if "limit" in severities else "fit"

    @property
    def affected(self) -> tuple[str, ...]:
        """The figures touched by any finding, in order of first mention."""
        return tuple(dict.fromkeys(name for finding in self.findings for name in finding.affects))


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, as a sentence wants it.

    >>> counted(1, "row"), counted(1200, "row"), counted(2, "entry", "entries")
    ('1 row', '1,200 rows', '2 entries')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
