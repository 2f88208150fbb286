"""Where deviations are concentrated: found where planted, silent by chance, small groups hidden."""

import random

import numpy as np
import polars as pl
import pytest
from planted_service import BLUEPRINT, clean, log_of, skipped, unknown, wrong_role
from scipy import stats

from mining.conformance.concentration import at_least, beyond_chance, concentrations
from mining.conformance.conform import conform

CASES = 200


def told(
    hits: dict[str, tuple[int, int]], *, kind: str = "extra", about: str | None = None, by: str = "team"
) -> dict[str, object] | None:
    """The concentration of one deviation with (occurrences, chances) per group."""
    wording = pl.DataFrame(
        {"id": ["x"], "kind": [kind], "about": [about], "basis": ["step x"]}, schema_overrides={"about": pl.String}
    )
    frames = [
        pl.DataFrame(
            [(key, by, group, pair[k]) for group, pair in hits.items()],
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
    ("kind", "about", "silent"),
    [
        ("unknown", None, {"lane", "team", "role"}),
        ("wrong_lane", None, {"lane", "team", "role"}),
        ("wrong_role", None, {"role"}),
        ("wrong_channel", None, {"channel"}),
        ("channel_switch", "channel=phone", {"channel"}),
        ("channel_switch", "team=Night", {"team"}),
        ("skipped", None, set()),
        ("missing_information", "room_no", set()),
    ],
)
def test_the_grouping_that_is_the_deviation_is_left_out(kind: str, about: str | None, silent: set[str]) -> None:
    """In the role that may not do a step it is done by the wrong role: that says nothing new; all other groups are told."""
    ways = ("lane", "team", "role", "channel", "weekday")
    hits = {"A": (30, 60), "B": (10, 300)}
    assert silent == {by for by in ways if told(hits, kind=kind, about=about, by=by) is None}


def test_who_does_it_does_not_hide_where_it_happens() -> None:
    """Trainees take every second order by phone: told of the channel, not of the trainees, who are all that is wrong."""
    cases = clean(CASES)
    phone = [case for case, rows in cases.items() if rows[0]["channel"] == "phone"]
    for case in phone[::2]:
        wrong_role(cases[case])
    (row,) = conform(log_of(cases), BLUEPRINT).deviations.frame.iter_rows(named=True)
    assert ("channel", "phone") == (row["concentrated"]["by"], row["concentrated"]["group"])
    assert (len(phone[::2]), 0) == (row["concentrated"]["occurrences"], row["concentrated"]["elsewhere"])


def test_an_unknown_activity_of_one_team_is_not_concentrated_in_it() -> None:
    """Who refills the minibar, in cases drawn at random, is the team whose activity it is: nothing is told."""
    cases = clean(CASES)
    for case in random.Random(3).sample(sorted(cases), 40):
        unknown(cases[case])
    (row,) = conform(log_of(cases), BLUEPRINT).deviations.frame.iter_rows(named=True)
    assert row["concentrated"] is None


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
