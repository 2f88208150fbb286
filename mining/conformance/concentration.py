"""Where a deviation is concentrated: the group in which it is over-represented most, beyond chance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.variation import NORMAL

SMALLEST = 5
"""Groups with fewer occurrences, or fewer chances, are hidden."""
LIFT = 1.25
"""A group in which it is not at least so many times as frequent as elsewhere is not worth a word."""
EXACT = 200
Floats = npt.NDArray[np.float64]
ITSELF = {
    "unknown": ("lane", "team", "role"),
    "wrong_lane": ("lane", "team", "role"),
    "wrong_role": ("role",),
    "wrong_channel": ("channel",),
}
"""Groupings that only say the deviation again: who does an activity that the design does not know; whose team, in which
role, does what is another lane's; the role or channel that is the wrong one. Of a channel switch: what decides it."""
FALSE_ALARMS = 0.05
"""Share of false alarms among those told (Benjamini and Hochberg, 1995)."""


def concentrations(wording: pl.DataFrame, hits: pl.DataFrame, chances: pl.DataFrame) -> pl.DataFrame:
    """Return, per deviation, the group that is over-represented most.

    An occurrence has a chance wherever the deviation could have occurred: at every instance of its step; for a skipped or
    missing step at every instance after which it was done or left out; for a rule at every one judged. In a group with n of
    N chances, h of H occurrences are expected to be H n / N; more than that is told where chance alone (the
    hypergeometric distribution) is unlikely, all groups of all
    deviations compared at once. It says where, not why. Groupings that are the deviation itself are left out (`ITSELF`).

    Args:
        wording: ``id``, ``kind``, ``about``, ``basis``.
        hits: ``key`` (id), ``by``, ``group``, ``count``.
        chances: ``key`` (basis), ``by``, ``group``, ``count``.

    Returns:
        ``id``, ``by``, ``group``, ``occurrences`` (in the group), ``chances`` (in the group), ``elsewhere`` (occurrences),
        ``chances_elsewhere``; only deviations that are concentrated anywhere.
    """
    base = wording.select("id", "kind", "about", "basis")
    here = base.join(chances.rename({"key": "basis", "count": "chances"}), on="basis").filter(~_is_itself())
    both = here.join(hits.rename({"key": "id", "count": "occurrences"}), on=["id", "by", "group"], how="left").with_columns(
        pl.col("occurrences").fill_null(0)
    )
    totals = both.group_by("id", "by").agg(
        pl.col("occurrences").sum().alias("all_occurrences"), pl.col("chances").sum().alias("all_chances")
    )
    both = both.join(totals, on=["id", "by"]).filter(
        (pl.col("occurrences") >= SMALLEST) & (pl.col("chances") >= SMALLEST) & (pl.col("chances") < pl.col("all_chances"))
    )
    h, n = both["occurrences"].to_numpy().astype(float), both["chances"].to_numpy().astype(float)
    all_h, all_n = both["all_occurrences"].to_numpy().astype(float), both["all_chances"].to_numpy().astype(float)
    p = at_least(h, n, all_h, all_n)
    told = both.with_columns(pl.Series("lift", (h / np.maximum(n, 1)) / np.maximum(all_h / np.maximum(all_n, 1), 1e-300)))
    elsewhere = (all_h - h) / np.maximum(all_n - n, 1)
    told = told.filter(pl.Series(beyond_chance(p) & (h / np.maximum(n, 1) >= LIFT * elsewhere)))
    return (
        told.sort("id", "lift", "occurrences", "by", "group", descending=[False, True, True, False, False])
        .group_by("id", maintain_order=True)
        .first()
        .select(
            "id",
            "by",
            "group",
            "occurrences",
            "chances",
            (pl.col("all_occurrences") - pl.col("occurrences")).alias("elsewhere"),
            (pl.col("all_chances") - pl.col("chances")).alias("chances_elsewhere"),
        )
    )


def _is_itself() -> pl.Expr:
    """Whether a row with ``kind``, ``about`` and ``by`` groups by what the deviation is."""
    named = pl.any_horizontal((pl.col("kind") == kind) & pl.col("by").is_in(ways) for kind, ways in ITSELF.items())
    # A branch that is not for the case: decided by this attribute.
    by_attribute = (pl.col("kind") == "channel_switch") & pl.col("about").str.starts_with(pl.col("by") + "=")
    return named | by_attribute.fill_null(False)


def at_least(h: Floats, n: Floats, all_h: Floats, all_n: Floats) -> Floats:
    """Return the chance of at least `h` occurrences among `n` of `all_n`, of which `all_h` are occurrences.

    Exact up to 200 occurrences; above, by the normal approximation with continuity correction.
    """
    from scipy.special import gammaln, ndtr

    share = n / np.maximum(all_n, 1)
    spread = np.sqrt(all_h * share * (1 - share) * np.maximum(all_n - all_h, 0) / np.maximum(all_n - 1, 1))
    p: Floats = np.where(spread > 0, ndtr((all_h * share - h + 0.5) / np.where(spread > 0, spread, 1)), 1.0)
    few = np.flatnonzero((h <= EXACT) & (spread > 0))
    if few.size:
        h, n, all_h, all_n = (values[few][:, None] for values in (h, n, all_h, all_n))
        k = h + np.arange(2 * EXACT)
        possible = k <= np.minimum(n, all_h)
        k = np.where(possible, k, h)

        def ways(of: Floats, chosen: Floats) -> Floats:
            found: Floats = gammaln(of + 1) - gammaln(chosen + 1) - gammaln(of - chosen + 1)
            return found

        rest = np.maximum(n - k, 0)
        possible &= (n - k >= 0) & (all_n - all_h - rest >= 0)
        logs = ways(all_h, k) + ways(np.maximum(all_n - all_h, rest), rest) - ways(all_n, n)
        p[few] = np.minimum(np.where(possible, np.exp(logs), 0.0).sum(axis=1), 1.0)
    return p


def beyond_chance(p: Floats) -> npt.NDArray[np.bool_]:
    """Return which of many chances are too small to be chance, at a false discovery rate."""
    order = np.argsort(p, kind="stable")
    passed = np.flatnonzero(p[order] <= FALSE_ALARMS * np.arange(1, p.size + 1) / p.size) if p.size else order
    wanted = np.zeros(p.size, dtype=bool)
    wanted[order[: passed[-1] + 1 if passed.size else 0]] = True
    return wanted


def beyond_intervals(intervals: Sequence[tuple[float, float, float]]) -> npt.NDArray[np.bool_]:
    """Return which of many differences (estimate, low and high of its 95 % interval) are more than chance.

    The interval is taken as that of a normal distribution; of many comparisons at most one in twenty that are marked is
    a false alarm (Benjamini and Hochberg, 1995).
    """
    from scipy.special import ndtr

    p = []
    for estimate, low, high in intervals:
        spread = (high - low) / (2 * NORMAL)
        p.append(2 * float(ndtr(-abs(estimate) / spread)) if spread > 0 else float(estimate == 0))
    return beyond_chance(np.array(p))
