"""How long cases last, the open ones included."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from mining.review.survival import Lasting, log_rank

DRUG = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PLACEBO = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
"""Weeks of remission of 42 patients (Freireich and others, 1963); + is still going on."""

times = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40)


def lasting(text: str) -> Lasting:
    words = text.split()
    return Lasting(np.array([int(word.strip("+")) for word in words]), np.array(["+" not in word for word in words]))


def of(rows: list[tuple[int, bool]]) -> Lasting:
    return Lasting(np.array([time for time, _ in rows], dtype=np.int64), np.array([ended for _, ended in rows]))


def test_published_medians_and_log_rank() -> None:
    """Medians of 23 and 8 weeks, chi-squared 16.7929 with one degree of freedom."""
    drug, placebo = lasting(DRUG), lasting(PLACEBO)
    assert (23, 8) == (drug.quantile(0.5), placebo.quantile(0.5))
    found = log_rank(drug, placebo)
    assert found is not None
    assert 16.7929 == round(found.chi2, 4)
    assert found.p == pytest.approx(stats.chi2.sf(16.7929, 1), rel=1e-4)


@given(times)
def test_the_curve_is_scipys(rows: list[tuple[int, bool]]) -> None:
    """The shares that last longer, at every end, are those of scipy's estimator for censored data."""
    mine = of(rows)
    assume(mine.ended.any())
    data = stats.CensoredData.right_censored(mine.times.astype(float), ~mine.ended)
    theirs = stats.ecdf(data).sf
    at, share = mine.curve
    known = dict(zip(theirs.quantiles.tolist(), theirs.probabilities.tolist(), strict=True))
    assert [known[float(time)] for time in at] == pytest.approx(share.tolist())


@given(times, times)
def test_the_log_rank_test_is_scipys(first: list[tuple[int, bool]], second: list[tuple[int, bool]]) -> None:
    """Chi-squared is the square of scipy's statistic; both cannot tell where nothing ends while both groups have a case."""
    one, other = of(first), of(second)
    found = log_rank(one, other)
    assume(found is not None)
    with np.errstate(all="ignore"):
        sides = [stats.CensoredData.right_censored(side.times.astype(float), ~side.ended) for side in (one, other)]
        theirs = stats.logrank(*sides)
    assert theirs.statistic**2 == pytest.approx(found.chi2, rel=1e-9, abs=1e-9)
    assert theirs.pvalue == pytest.approx(found.p, rel=1e-6)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=50))
def test_without_open_cases_the_median_is_the_usual_one(values: list[int]) -> None:
    """numpy's median, also of an even number."""
    assert float(np.median(values)) == of([(value, True) for value in values]).quantile(0.5)


def test_a_quantile_that_no_end_reaches_is_not_told() -> None:
    """Two of three are open after the first end: a third has ended, nobody knows when half will have."""
    assert of([(1, True), (2, False), (3, False)]).quantile(0.5) is None
    assert of([(2, False)]).quantile(0.5) is None


@given(times)
def test_cases_drawn_as_they_are_give_the_estimate(rows: list[tuple[int, bool]]) -> None:
    """Each case is a block: drawn once each, the quantile is that of the curve (where no share is met exactly)."""
    mine = of(rows)
    weights = np.ones((2, len(rows)))
    drawn = mine.drawn(0.37, np.arange(len(rows)), weights)
    wanted = mine.quantile(0.37)
    share = mine.curve[1]
    assume(not np.any(np.abs(share - 0.63) < 1e-6))
    assert drawn.tolist() == pytest.approx([np.nan if wanted is None else wanted] * 2, nan_ok=True)


def test_a_block_drawn_twice_counts_twice() -> None:
    """Of the blocks {1, 2} and {9}, the first twice: of five cases 1, 1, 2, 2, 9 the median is 2; the second thrice: 9."""
    mine = of([(1, True), (2, True), (9, True)])
    drawn = mine.drawn(0.5, np.array([0, 0, 1]), np.array([[2.0, 1.0], [1.0, 3.0]]))
    assert [2.0, 9.0] == drawn.tolist()
