"""Where deviations are concentrated: found where planted, silent by chance, small groups hidden."""

import random

import numpy as np
import polars as pl
import pytest
from planted_service import BLUEPRINT, clean, log_of, skipped, unknown
from scipy import stats

from mining.conformance.concentration import at_least, beyond_chance, concentrations
from mining.conformance.conform import conform

CASES = 200


def told(hits: dict[str, tuple[int, int]]) -> dict[str, object] | None:
    """The concentration of one deviation with (occurrences, chances) per team."""
    wording = pl.DataFrame({"id": ["x"], "basis": ["step x"]})
    frames = [
        pl.DataFrame(
            [(key, "team", team, pair[k]) for team, pair in hits.items()],
            schema={"key": pl.String, "by": pl.String, "group": pl.String, "count": pl.Int64},
            orient="row",
        )
        for k, key in enumerate(("x", "step x"))
    ]
    found = concentrations(wording, *frames)
    return found.row(0, named=True) if found.height else None


def test_the_largest_over_representation_with_its_counts() -> None:
    """30 of 60 in Night, 20 of 300 in Day, 6 of 20 in Late: Night and Late stand out, Night (50 %) more than Late (30 %)."""
    expected = {"by": "team", "group": "Night", "occurrences": 30, "chances": 60, "elsewhere": 26, "chances_elsewhere": 320}
    assert {"id": "x", **expected} == told({"Night": (30, 60), "Day": (20, 300), "Late": (6, 20)})


@pytest.mark.parametrize(
    "hits",
    [
        {"A": (10, 100), "B": (11, 100)},  # as frequent everywhere
        {"A": (4, 4), "B": (0, 100)},  # fewer than five
        {"A": (40, 40)},  # one group only
        {"A": (100, 100), "B": (50, 50)},  # everywhere
        {"A": (2400, 10000), "B": (2000, 10000)},  # beyond chance, and not worth a word
    ],
)
def test_what_is_not_told(hits: dict[str, tuple[int, int]]) -> None:
    """No difference, too few, nothing to compare with, too little."""
    assert told(hits) is None


@pytest.mark.parametrize(
    "counts", [(8, 80, 18, 593), (5, 5, 5, 100), (30, 60, 56, 380), (150, 1000, 400, 4000), (1, 3, 2, 9)]
)
def test_the_chance_is_the_hypergeometric_one(counts: tuple[int, int, int, int]) -> None:
    """Against scipy's, to nine digits."""
    h, n, all_h, all_n = counts
    expected = stats.hypergeom.sf(h - 1, all_n, all_h, n)
    (p,) = at_least(*(np.array([float(value)]) for value in counts))
    assert expected == pytest.approx(p, rel=1e-9)


def test_many_comparisons_raise_few_false_alarms() -> None:
    """Of 2,000 chances drawn evenly, the 5 % smallest are not told as they would be one by one."""
    drawn = np.random.default_rng(1).uniform(size=2_000)
    assert (drawn < 0.05).sum() > 80
    assert beyond_chance(drawn).sum() <= 1
    assert [True, True, False] == beyond_chance(np.array([0.001, 0.02, 0.6])).tolist()


def test_planted_in_one_channel_it_is_found_there() -> None:
    """The check is skipped in every second case by phone, and in no other: phone, with exact counts."""
    cases = clean(CASES)
    phone = [case for case, rows in cases.items() if rows[0]["channel"] == "phone"]
    for case in phone[::2]:
        skipped(cases[case])
    row = conform(log_of(cases), BLUEPRINT).deviations.frame.row(0, named=True)
    found = row["concentrated"]
    assert ("channel", "phone") == (found["by"], found["group"])
    assert (len(phone[::2]), len(phone), 0, CASES - len(phone)) == tuple(
        found[name] for name in ("occurrences", "chances", "elsewhere", "chances_elsewhere")
    )


def test_planted_on_mondays_by_one_team_only() -> None:
    """The minibar is refilled on Mondays: the weekday is told, with all instances of the log as chances."""
    cases = clean(CASES)
    for rows in cases.values():
        if rows[0]["start"].weekday() == 0:
            unknown(rows)
    (row,) = conform(log_of(cases), BLUEPRINT).deviations.frame.iter_rows(named=True)
    assert ("weekday", "mon") == (row["concentrated"]["by"], row["concentrated"]["group"])
    assert 0 == row["concentrated"]["elsewhere"]


def test_planted_anywhere_nothing_is_told() -> None:
    """Ten services in which a tenth of the cases, drawn at random, is broken: at most one false alarm."""
    alarms = 0
    for seed in range(10):
        cases = clean(100, seed)
        for case in random.Random(seed).sample(sorted(cases), 12):
            skipped(cases[case])
        alarms += conform(log_of(cases), BLUEPRINT).deviations.frame["concentrated"].is_not_null().sum()
    assert alarms <= 1
