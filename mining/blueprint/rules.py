"""Rules of the designed service beyond the order of its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True)
class Escalation:
    """Unless `unless` happens within a time after `after`, `then` must follow.

    In the file: ``{unless: deliver, within: 60 min, after: order, then: escalate}``.
    """

    unless: str
    within: timedelta
    after: str
    then: str
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class DifferentPerson:
    """`step` and `other` of one case are done by different persons: ``{step: check, different person from: cook}``."""

    step: str
    other: str
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Before:
    """Where both happen, `step` ends before `other` begins: ``{step: restock, before: deliver}``."""

    step: str
    other: str
    line: int | None = field(default=None, compare=False)


Rule = Escalation | DifferentPerson | Before
