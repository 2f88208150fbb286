"""Activities under several spellings: merged where only width, case, spaces or script differ, proposed where letters do."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import polars as pl

from mining.findings import Finding, counted
from mining.log import EventLog
from mining.reading.scripts import PAIRS

MANY_LABELS = 1_000
"""With more labels than this, they are compared no further: they hold free text or numbers."""
ONE_EDIT, TWO_EDITS = 6, 12
"""Letters from which labels that are one edit apart look alike, and two edits."""
NEIGHBOURS = 0.5
"""Likeness (cosine) of what stands before and after, from which two labels seem to be one activity."""
RARER = 0.2
"""A misspelling is rarer than this share of what was meant."""
SHOWN = 3


def merged_labels(table: pl.DataFrame, found: list[Finding]) -> tuple[pl.DataFrame, dict[str, str]]:
    """Give labels that differ only in width, case, spaces or script one spelling: the most frequent, of equals the first.

    Single letters are left as they are: they are names in models, in which "e" and "E" are two activities on purpose.

    Args:
        table: a column ``activity`` of texts.
        found: gets the finding ``labels_merged``.

    Returns:
        The table, and spelling -> spelling that was taken, for those that gave way.
    """
    if not isinstance(table.schema["activity"], pl.String | pl.Categorical):
        return table, {}
    counts = (
        table["activity"].value_counts(name="rows").drop_nulls("activity").with_columns(pl.col("activity").cast(pl.String))
    )
    counts = counts.filter(pl.col("activity").str.len_chars() > 1).with_columns(one=_folded(pl.col("activity")))
    counts = counts.filter(pl.col("one").is_duplicated() & (pl.col("one") != ""))
    if counts.is_empty():
        return table, {}
    counts = counts.sort("rows", "activity", descending=[True, False])
    groups = {key: part["activity"].to_list() for (key,), part in counts.group_by("one", maintain_order=True)}
    taken = {label: labels[0] for labels in groups.values() for label in labels[1:]}
    rows = int(counts.filter(pl.col("activity").is_in(list(taken)))["rows"].sum())
    alike = [" = ".join(repr(label) for label in labels) for labels in groups.values()]
    shown = "; ".join(alike[:SHOWN]) + ("; ..." if len(alike) > SHOWN else "")
    found.append(
        Finding(
            "labels_merged",
            "note",
            rows,
            f"Labels that differ only in width, case, spaces or script are one activity, under its most frequent spelling"
            f" ({counted(rows, 'row')} changed): {shown}.",
            f"仅全半角、大小写、空格或繁简不同的标签合并为最常见的写法（更改 {rows:,} 行）：{shown}。",
            tuple(alike[:5]),
            ("directly-follows", "variants", "conformance"),
        )
    )
    return table.with_columns(pl.col("activity").cast(pl.String).replace(taken)), taken


def spelled(labels: Sequence[str], taken: Mapping[str, str]) -> list[str]:
    """Return labels that the user named, as they are spelled after merging."""
    return [taken.get(label, label) for label in labels]


def look_alikes(log: EventLog) -> list[Finding]:
    """Labels that differ in a letter or two and stand between the same neighbours: proposed, not merged."""
    codes = log.activity_codes
    counts = np.bincount(codes, minlength=len(log.activities))
    used = [code for code in np.flatnonzero(counts).tolist() if len(log.activities[code]) >= ONE_EDIT]
    if len(used) < 2 or len(used) > MANY_LABELS:
        return []
    near = [pair for pair in combinations(used, 2) if _few_edits(log.activities[pair[0]], log.activities[pair[1]])]
    if not near:
        return []
    around = _neighbours(log, {code for pair in near for code in pair})
    pairs = []
    for one, other in near:
        rare, usual = sorted((one, other), key=lambda code: (counts[code], log.activities[code]))
        if counts[rare] <= RARER * counts[usual] and _cosine(around[rare], around[usual]) >= NEIGHBOURS:
            pairs.append((int(counts[rare]), log.activities[rare], log.activities[usual]))
    if not pairs:
        return []
    pairs.sort(key=lambda pair: (-pair[0], pair[1]))
    shown = "; ".join(f"{rare!r} ({rows:,}) like {usual!r}" for rows, rare, usual in pairs[:SHOWN])
    return [
        Finding(
            "labels_alike",
            "note",
            len(pairs),
            f"{counted(len(pairs), 'label')} may be misspelt: nearly the same letters between the same neighbours"
            f" (not merged): {shown}.",
            f"{len(pairs)} 个标签可能有误写：字形相近、前后活动相同（未合并）：{shown}。",
            tuple(f"{rare} ~ {usual}" for _, rare, usual in pairs[:5]),
            ("directly-follows", "variants", "conformance"),
        )
    ]


def _folded(text: pl.Expr) -> pl.Expr:
    """One form for every width, case, use of spaces and script (處理, 処理, 处理)."""
    plain = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s+", "")
    return plain.str.replace_many([pair[0] for pair in PAIRS], [pair[1] for pair in PAIRS])


def _few_edits(one: str, other: str) -> bool:
    # "Step 1" and "Step 2" are two steps.
    if [c for c in one if c.isdigit()] != [c for c in other if c.isdigit()]:
        return False
    allowed = 2 if max(len(one), len(other)) >= TWO_EDITS else 1
    letters, others = Counter(one.lower()), Counter(other.lower())
    # An edit takes one letter away, adds one, or both.
    if (letters - others).total() > allowed or (others - letters).total() > allowed:
        return False
    from rapidfuzz.distance import OSA

    return OSA.distance(one.lower(), other.lower(), score_cutoff=allowed) <= allowed


def _neighbours(log: EventLog, wanted: set[int]) -> dict[int, Counter[int]]:
    """What stands directly before (negative) and after (positive) each label, with counts; 0 where the case ends."""
    codes, cases = log.activity_codes.astype(np.int64) + 1, log.case_codes
    same = cases[1:] == cases[:-1]
    before = np.concatenate([[0], np.where(same, codes[:-1], 0)])
    after = np.concatenate([np.where(same, codes[1:], 0), [0]])
    around: dict[int, Counter[int]] = defaultdict(Counter)
    for code in wanted:
        rows = codes == code + 1
        for sign, beside in ((-1, before[rows]), (1, after[rows])):
            values, counts = np.unique(beside, return_counts=True)
            shift = len(log.activities) + 1
            around[code].update({sign * (int(v) + shift): int(n) for v, n in zip(values, counts, strict=True)})
    return around


def _cosine(one: Counter[int], other: Counter[int]) -> float:
    product = sum(count * other[key] for key, count in one.items())
    lengths = [sum(count * count for count in counter.values()) ** 0.5 for counter in (one, other)]
    return product / (lengths[0] * lengths[1]) if all(lengths) else 0.0
