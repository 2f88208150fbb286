"""Waivers: deviations accepted for a reason, by an owner, until a date. They stay counted and are shown apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from mining.blueprint.checks import Waiver


def accepts(waiver: Waiver, deviation: str, kind: str, steps: Iterable[str]) -> bool:
    """Whether a waiver is for a deviation: its id, or its kind with exactly these steps."""
    if waiver.id is not None:
        return waiver.id == deviation
    return waiver.kind == kind and set(waiver.steps) == set(steps)


def is_expired(waiver: Waiver, today: date) -> bool:
    """Whether its last day is over."""
    return waiver.until < today


def waivers_in_force(
    wording: pl.DataFrame, waivers: Iterable[Waiver], today: date
) -> tuple[tuple[tuple[str, Waiver], ...], tuple[Waiver, ...]]:
    """Return (id of a deviation, the waiver that accepts it) for those accepted today, and the waivers that have expired.

    Where several waivers accept one deviation, the one that holds longest counts.

    Args:
        wording: ``id``, ``kind``, ``steps`` of the deviations.
        waivers: of the blueprint and of a file of their own.
        today: a waiver holds on its last day.
    """
    given = sorted(waivers, key=lambda waiver: waiver.until, reverse=True)
    holding = [waiver for waiver in given if not is_expired(waiver, today)]
    found = []
    for deviation, kind, steps in wording.select("id", "kind", "steps").unique("id", maintain_order=True).iter_rows():
        waiver = next((waiver for waiver in holding if accepts(waiver, deviation, kind, steps)), None)
        if waiver is not None:
            found.append((deviation, waiver))
    expired = sorted((waiver for waiver in given if is_expired(waiver, today)), key=lambda waiver: waiver.until)
    return tuple(found), tuple(expired)


def waiver_dict(waiver: Waiver) -> dict[str, str]:
    """Return a waiver as JSON."""
    return {
        "deviation": what(waiver),
        "reason": waiver.reason,
        "owner": waiver.owner,
        "until": waiver.until.isoformat(),
    }


def what(waiver: Waiver) -> str:
    """Return what a waiver is for: an id, or kind and steps.

    >>> what(Waiver("trial", "lead", date(2026, 1, 1), "extra", ("correct",)))
    'extra:correct'
    """
    return waiver.id or f"{waiver.kind}:{','.join(waiver.steps)}"
