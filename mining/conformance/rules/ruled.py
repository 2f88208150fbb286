"""What one rule of the blueprint says of the instances of a log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.conformance.moves import Ints

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Ruled:
    """One rule held against a log.

    Attributes:
        id: kind, steps and what it is about: stable from week to week, and the id of its deviation.
        kind: of deviation.
        steps: positions in the blueprint's steps.
        about: the column, limit, target or question that tells it from others of its kind; None: nothing does.
        broken: rows of the instances at which it is broken, ascending.
        judged: rows at which it could be judged, the broken ones among them, ascending.
        unjudged: rows at which it should have been judged, but what it asks for is not known (no team, no time, ...).
    """

    id: str
    kind: str
    steps: tuple[int, ...]
    about: str | None
    broken: Ints
    judged: Ints
    unjudged: Ints


def at_rows(rows: Ints, known: Mask, broken: Mask) -> tuple[Ints, Ints, Ints]:
    """Return the rows where a rule is broken, where it was judged, and where it could not be; masks are over `rows`."""
    return rows[known & broken], rows[known], rows[~known]


RULES: dict[str, Any] = {
    "id": pl.String,
    "kind": pl.String,
    "steps": pl.List(pl.String),
    "about": pl.String,
    "judged": pl.Int64,
    "broken": pl.Int64,
    "unjudged": pl.Int64,
    "judged_cases": pl.Int64,
    "broken_cases": pl.Int64,
}


def rule_table(
    rules: Sequence[Ruled], ids: Sequence[str], case_of: npt.NDArray[np.integer], population: Mask
) -> pl.DataFrame:
    """Return one row per rule: at how many instances, and in how many cases, it was judged, broken, and not judged.

    Args:
        rules: in their order.
        ids: of the steps.
        case_of: case of every instance.
        population: which cases count.
    """

    def cases(rows: Ints) -> int:
        return int(np.unique(case_of[rows]).size)

    table = []
    for rule in rules:
        judged, broken, unjudged = (rows[population[case_of[rows]]] for rows in (rule.judged, rule.broken, rule.unjudged))
        counts = (len(judged), len(broken), len(unjudged), cases(judged), cases(broken))
        table.append((rule.id, rule.kind, [ids[step] for step in rule.steps], rule.about, *counts))
    return pl.DataFrame(table, schema=RULES, orient="row")


def summed_rules(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return the table of rules over the cases of both."""
    both = pl.concat([one, other])
    sums = [pl.col(name).sum() for name in RULES if RULES[name] == pl.Int64]
    return both.group_by("id", maintain_order=True).agg(pl.col("kind", "steps", "about").first(), *sums).select(*RULES)
