"""Before and after: differences, their intervals, and what is beyond ordinary variation."""

import numpy as np
import pytest

from mining.review.differences import Difference, judged_together, of_rates, wilson
from mining.review.periods import Rate
from mining.variation import Variation

WEEKS = np.arange(10)


def rate(above: list[float], below: list[float] | None = None, unit: str = "hours") -> Rate:
    ours = np.array(above, dtype=np.float64)
    return Rate("figure", unit, ours, np.ones(ours.size) if below is None else np.array(below, dtype=np.float64))


def test_a_ratio_is_the_sum_above_by_the_sum_below() -> None:
    """(1 + 3) / (1 + 1) = 2 before; after, a case outside the population adds nothing: 6 / 1."""
    found = of_rates(rate([1, 3]), rate([6, 0], [1, 0]), Variation(np.array([0, 1])), Variation(np.array([0, 1]), 2))
    assert (2, 6, 4, 2, 1) == (found.before, found.after, found.estimate, found.cases_before, found.cases_after)
    assert found.low is None and found.beyond_ordinary is None
    assert "fewer than eight weeks" in found.why.en


def test_the_interval_is_that_of_weeks_drawn_again() -> None:
    """Before always 1; after 2 and 4 in turn, ten weeks: half of the rounds lie above 2, nearly all between 1 and 3."""
    first, second = Variation(WEEKS), Variation(WEEKS, 2)
    found = of_rates(rate([1] * 10), rate([2, 4] * 5), first, second)
    means = second.weights @ np.array([2, 4] * 5) / 10 - 1
    assert found.estimate == 2
    assert found.low < np.quantile(means, 0.025) and np.quantile(means, 0.975) < found.high
    assert 1 <= found.low < 2 < found.high <= 3


def test_two_periods_are_not_drawn_together() -> None:
    """With one seed the weeks of both would go together, and the interval of no change would be nothing."""
    same = rate(list(range(10)))
    together = of_rates(same, same, Variation(WEEKS), Variation(WEEKS))
    apart = of_rates(same, same, Variation(WEEKS), Variation(WEEKS, 2))
    assert (0, 0) == (together.low, together.high)
    assert apart.low < -1 < 1 < apart.high


def test_shares_have_newcombes_interval_where_drawing_again_shows_less() -> None:
    """56 of 70 against 48 of 80: 0.0524 to 0.3339 (Newcombe, 1998, method 10); from week to week they vary less."""
    first = rate([1.0] * 48 + [0.0] * 32, unit="share")
    then = rate([1.0] * 56 + [0.0] * 14, unit="share")
    found = of_rates(first, then, Variation(np.arange(80) % 8), Variation(np.arange(70) % 10, 2))
    assert (0.0524, 0.3339) == pytest.approx((found.low, found.high), abs=0.0001)


def test_none_of_ten_is_not_nothing() -> None:
    """Wilson's interval: none of ten may be up to 27.75 %, ten of ten at least 72.25 %; 48 of 80 is 49.05 to 70.04 %."""
    assert (0, 0.2775) == pytest.approx(wilson(0.0, 10), abs=5e-5)
    assert (0.7225, 1) == pytest.approx(wilson(1.0, 10), abs=5e-5)
    assert (0.4905, 0.7004) == pytest.approx(wilson(0.6, 80), abs=1e-4)


def test_a_rare_thing_that_did_not_happen_again_is_no_change() -> None:
    """Nine of 300 before, none of 83 after: no week after shows any, and still that is ordinary."""
    first = rate([1.0] * 9 + [0.0] * 291, unit="share")
    then = rate([0.0] * 83, unit="share")
    found = of_rates(first, then, Variation(np.arange(300) % 15), Variation(np.arange(83) % 9, 2))
    (judged,) = judged_together([found])
    assert judged.beyond_ordinary is False
    assert judged.low < 0 < judged.high


def test_many_figures_are_judged_at_once() -> None:
    """An interval that just misses zero (p = 0.046) is a change alone, and none among twenty."""
    each = Difference("one", "hours", 0, 1, 9, 9, estimate=1.0, low=0.02, high=1.98)
    dull = Difference("two", "hours", 0, 0, 9, 9, estimate=0.0, low=-1.0, high=1.0)
    assert judged_together([each])[0].beyond_ordinary
    assert not judged_together([each, *[dull] * 19])[0].beyond_ordinary


def test_nothing_in_the_denominator_is_not_judged() -> None:
    """A share of no cases is no share."""
    found = of_rates(rate([0.0], [0.0], "share"), rate([1.0], unit="share"), Variation(np.zeros(1, int)), Variation(WEEKS))
    assert (None, 1.0, None) == (found.before, found.after, found.estimate)
    assert "old enough" in found.why.en
