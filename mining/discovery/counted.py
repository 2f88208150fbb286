"""Counts over variants, as pm4py's miners want them."""

from __future__ import annotations

from typing import Any

import numpy as np

from mining.discovery.variants import Variants


def directly_following(traces: Variants, places: tuple[int, ...]) -> dict[tuple[str, ...], int]:
    """Count the labels that stand at these places after one another inside a trace: (0, 1) directly follows."""
    width, reach = len(traces.labels), places[-1]
    owner = np.repeat(np.arange(len(traces)), np.diff(traces.offsets))
    inside = np.flatnonzero(owner[reach:] == owner[: len(owner) - reach])
    key = np.zeros(len(inside), dtype=np.int64)
    for place in places:
        key = key * width + traces.flat[inside + place]
    keys, which = np.unique(key, return_inverse=True)
    counts = np.bincount(which, weights=traces.counts[owner[inside]], minlength=len(keys)).astype(np.int64)
    digits = [keys // width ** (len(places) - 1 - k) % width for k in range(len(places))]
    names = zip(*([traces.labels[code] for code in digit] for digit in digits), strict=True)
    return dict(zip(names, counts.tolist(), strict=True))


def ends_at(traces: Variants, rows: Any) -> dict[str, int]:
    """Count the cases by the label that stands in these rows of `flat`, one per variant: its first, or its last."""
    counts = np.bincount(traces.flat[rows], weights=traces.counts, minlength=len(traces.labels)).astype(np.int64)
    return {traces.labels[code]: int(counts[code]) for code in np.flatnonzero(counts)}
