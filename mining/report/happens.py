"""What really happens: the process map and the most frequent variants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby

from mining.discovery.variants import Variants

SHOWN = 20
"""Variants in the table; the others are counted and said."""
NAMES_SHOWN = 40
"""Activities of a variant that are written out."""
EXAMPLES = 2


@dataclass(frozen=True)
class VariantRow:
    """One variant; `names` are (activity, times in a row), `left` counts the activities that are not written out."""

    cases: int
    share: float
    median: timedelta | None
    names: tuple[tuple[str, int], ...]
    left: int
    examples: tuple[str, ...]


@dataclass(frozen=True)
class VariantTable:
    """The most frequent variants, of `count`, and the share of cases they cover (None: no cases)."""

    count: int
    covered: float | None
    rows: tuple[VariantRow, ...]


def variant_table(variants: Variants) -> VariantTable:
    """Return what the report shows of the variants; equal activities in a row are written once, with their number."""
    frame = variants.frame
    rows = []
    for place, row in enumerate(frame.head(SHOWN).iter_rows(named=True)):
        runs = [(name, len(list(same))) for name, same in groupby(row["variant"])]
        shown = runs[:NAMES_SHOWN]
        rows.append(
            VariantRow(
                cases=row["cases"],
                share=row["share"],
                median=row["median_flow_time"],
                names=tuple(shown),
                left=sum(times for _, times in runs[NAMES_SHOWN:]),
                examples=tuple(variants.case_ids(place)[:EXAMPLES]),
            )
        )
    total = int(frame["cases"].sum())
    return VariantTable(frame.height, sum(row.cases for row in rows) / total if total else None, tuple(rows))
