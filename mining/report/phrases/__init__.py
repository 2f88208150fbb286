"""Headings and sentences of the report, in English and Chinese, with places for the figures: one file per section."""

from __future__ import annotations

from mining.report.phrases import (
    comes_to,
    design,
    deviations,
    happens,
    headline,
    hours,
    open_cases,
    page,
    targets,
    touchpoints,
    trust,
    verdict,
)

SECTIONS = (page, trust, headline, open_cases, design, deviations, targets, verdict, touchpoints, hours, comes_to, happens)
PHRASES: dict[str, tuple[str, str]] = {key: texts for section in SECTIONS for key, texts in section.PHRASES.items()}
"""Key -> (English, Chinese). Both hold the same places."""


def phrase(key: str, language: str) -> str:
    """Return a phrase, its places not filled in.

    >>> phrase("heading.hours", "zh")
    '时间花在哪里'
    """
    return PHRASES[key][0 if language == "en" else 1]
