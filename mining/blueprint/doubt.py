"""A doubt about a blueprint that is valid."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Doubt:
    """Something in a valid blueprint that a person should look at.

    Attributes:
        code: stable name, snake_case.
        line: line of the file; None for a blueprint made in memory.
        message: what is doubtful, and what follows from it or could be done.
    """

    code: str
    line: int | None
    message: str
