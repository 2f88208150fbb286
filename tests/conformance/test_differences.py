"""The difference in median flow time: its interval against drawing weeks in plain Python."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from mining.conformance.differences import BINS, ROUNDS, TAILS, Drawn
from mining.conformance.scores import ScoreDifference, compared, score_difference

MONDAY = date(2026, 1, 5)


def population(times: list[int], days: list[int]) -> pl.DataFrame:
    """Flow times in hours; days after a Monday."""
    return pl.DataFrame(
        {
            "flow_time": pl.Series([timedelta(hours=hours) for hours in times], dtype=pl.Duration("us")),
            "arrived": [MONDAY + timedelta(days=day) for day in days],
        }
    )


def drawn(times: list[int], days: list[int]) -> Drawn:
    found = Drawn.of(population(times, days))
    assert found is not None
    return found


def lower_median(values: list[int]) -> int:
    """The value at which half of the cases is reached."""
    return sorted(values)[(len(values) + 1) // 2 - 1]


def test_the_interval_is_that_of_weeks_drawn_again() -> None:
    """Twelve weeks of cases; every round repeats whole weeks; quantiles of the differences of medians."""
    chance = np.random.default_rng(3)
    days = sorted(chance.integers(0, 84, size=150).tolist())
    times = chance.permutation(np.arange(1, 151)).tolist()
    rows = np.flatnonzero(chance.uniform(size=150) < 0.3)
    sample = drawn(times, days)
    inside = set(rows.tolist())
    differences = []
    for weights in sample.weights.T:
        sides: tuple[list[int], list[int]] = ([], [])
        for case, (hours, day) in enumerate(zip(times, days, strict=True)):
            sides[case not in inside].extend([hours] * int(weights[day // 7]))
        if sides[0] and sides[1]:
            differences.append(lower_median(sides[0]) - lower_median(sides[1]))
    low, high = np.quantile(differences, TAILS)
    found = sample.interval(rows)
    assert found is not None
    assert (round(low * 3.6e9), round(high * 3.6e9)) == found
    assert ROUNDS == sample.weights.shape[1]


def test_the_estimate_is_the_difference_of_the_medians() -> None:
    """Median of 2, 3, 4, 20, 40 is 4; of 3, 3 it is 3."""
    sample = drawn([2, 3, 4, 20, 40, 3, 3], [0] * 7)
    assert 3_600_000_000 == sample.difference(np.arange(5))


@pytest.mark.parametrize(
    ("times", "days", "rows"),
    [
        ([*range(20)], [*range(20)], 4),  # four cases with it
        ([*range(20)], [*range(20)], 17),  # three without
        ([*range(20)], [0] * 20, 10),  # one day
    ],
)
def test_too_few_have_no_interval(times: list[int], days: list[int], rows: int) -> None:
    """Fewer than five on either side, or than eight days."""
    assert drawn(times, days).interval(np.arange(rows)) is None


def test_large_logs_are_compared_by_rank() -> None:
    """5,000 cases, more than there are bins: a shift of 10 h is found, and its interval holds it and not 0."""
    chance = np.random.default_rng(5)
    days = chance.integers(0, 140, size=5_000)
    late = chance.uniform(size=5_000) < 0.4
    times = chance.integers(1, 100, size=5_000) + np.where(late, 10, 0)
    sample = drawn(times.tolist(), days.tolist())
    assert len(times) > BINS
    found = sample.interval(np.flatnonzero(late))
    assert found is not None
    assert 0 < found[0] <= 10 * 3_600_000_000 <= found[1]


def test_without_times_there_is_nothing_to_draw() -> None:
    """Null flow times."""
    frame = population([1], [0]).with_columns(flow_time=pl.lit(None, dtype=pl.Duration("us")))
    assert Drawn.of(frame) is None


def test_scores_are_compared_and_many_comparisons_minded() -> None:
    """Cases with it score 100 less in every week; a second comparison, of nothing, is not more than chance."""
    days = [day for day in range(84) for _ in range(4)]
    score = np.array([100.0, 100.0, 0.0, 0.0] * 84)
    sample = drawn([1] * len(days), days)
    with_it = np.flatnonzero(score == 0)
    clear = score_difference("nps", score, with_it, sample)
    assert clear is not None
    assert (-100.0, 168, 168) == (clear.estimate, clear.answers_with, clear.answers_without)
    none = ScoreDifference("nps", 1.0, -20.0, 22.0, 20, 200)
    unclear = ScoreDifference("nps", -30.0, -60.0, -2.0, 20, 200)
    marked = compared({"clear": ScoreDifference("nps", -50.0, -60.0, -40.0, 50, 200), "none": none})
    assert {"clear": True, "none": False} == {name: each.beyond_chance for name, each in marked.items()}
    assert compared({"unclear": unclear})["unclear"].beyond_chance
    many = compared({"unclear": unclear, **{str(k): none for k in range(20)}})
    assert not many["unclear"].beyond_chance


def test_few_answers_are_not_compared() -> None:
    """Nine answered on one side."""
    score = np.array([0.0] * 9 + [100.0] * 50)
    assert score_difference("csat", score, np.arange(9), None) is None


def test_the_score_of_a_case() -> None:
    """NPS: 9 and 10 promote, 0 to 6 detract; CSAT: the two best answers of the scale; the first answer of a case counts."""
    from mining.assembly import assemble
    from mining.conformance.scores import scores_of

    nps = assemble(pl.DataFrame({"case": [*"aabcde"], "activity": ["x"] * 6, "nps": [None, 10, 9, 8, 6, None]}))
    found = scores_of(nps)
    assert found is not None
    assert ("nps", [100.0, 100.0, 0.0, -100.0, None]) == (found[0], found[1].to_list())
    csat = assemble(pl.DataFrame({"case": [*"abc"], "activity": ["x"] * 3, "csat": [4, 3, 2]}))
    best, of_scale = scores_of(csat), scores_of(csat, (1, 5))
    assert best is not None and of_scale is not None
    assert ([1.0, 1.0, 0.0], [1.0, 0.0, 0.0]) == (best[1].to_list(), of_scale[1].to_list())
    assert scores_of(assemble(pl.DataFrame({"case": ["a"], "activity": ["x"]}))) is None
