"""What a blueprint says about the exports of its service: how they are read, and which columns hold scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ShapeName = Literal["events", "intervals", "lifecycle", "tickets", "changes", "snapshots"]
"""What a row of an export can be."""


@dataclass(frozen=True)
class Survey:
    """Which columns hold scores.

    `servqual`: (dimension, column of the perception, column of the expectation); `scale`: its lowest and highest answer.
    """

    nps: str | None = None
    csat: str | None = None
    servqual: tuple[tuple[str, str, str], ...] = ()
    scale: tuple[int, int] | None = None


@dataclass(frozen=True)
class LogSection:
    """How this service's exports are read: role -> column, zone, what a time means, what a row is (see `mining.read`)."""

    columns: tuple[tuple[str, str], ...] = ()
    timezone: str | None = None
    events: Literal["done", "entered"] | None = None
    shape: ShapeName | None = None
    field: str | None = None
    steps: tuple[tuple[str, str], ...] = ()
    costs: tuple[tuple[str, str], ...] = ()
    survey: Survey | None = None
    case_link: str | None = None
    join: str | None = None
    encoding: str | None = None
    inside: str | None = None
