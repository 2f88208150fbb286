"""Figures of checks and their limits in words: a figure stands on the side of its limit on which it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.blueprint.checks import Amount, Unit
from mining.verdict.words import check_texts

NUMBERS = st.floats(0, 1e6, allow_subnormal=False).filter(lambda number: number == 0 or number > 1e-6)


@pytest.mark.parametrize(
    ("value", "limit", "unit", "language", "texts"),
    [
        (0.10004, 0.1, "share", "en", ("10.004 %", "fail above 10 %")),
        (0.0999996, 0.1, "share", "en", ("9.99996 %", "fail above 10 %")),
        (0.1, 0.10004, "share", "en", ("10 %", "fail above 10.004 %")),
        (0.10006, 0.10004, "share", "en", ("10.01 %", "fail above 10.004 %")),
        (0.10004, 0.10004, "share", "en", ("10.004 %", "fail above 10.004 %")),
        (0.1 + 0.2, 0.3, "share", "en", ("30 %", "fail above 30 %")),
        (0.10004, 0.2, "share", "en", ("10 %", "fail above 20 %")),
        (6.00001, 6, "hours", "en", ("6.00001 h", "fail above 6 h")),
        (6.00001, 6, "hours per case", "zh", ("每案例 6.00001 小时", "不合格：高于 每案例 6 小时")),
        (1 / 3 + 1e-6, 1 / 3, "hours", "en", ("0.333334 h", "fail above 0.333333 h")),
        (1234567.8, 1, "hours", "en", ("1,234,568 h", "fail above 1 h")),
        (0, 0, "number", "en", ("0", "fail above 0")),
        (12346, 12345, "number", "en", ("12,346", "fail above 12,345")),
        (1, 2, "verdict", "en", ("fit with limits", "fail above fit")),
    ],
)  # fmt: skip
def test_a_figure_has_the_digits_that_tell_it_from_its_limit(
    value: float, limit: float, unit: Unit, language: str, texts: tuple[str, str]
) -> None:
    """Three digits where they are enough, four of a number; a limit as it is stated; every digit before the point."""
    figures, limits = check_texts([value], (("fail_above", Amount(limit, unit)),), unit, language)
    assert texts == (figures[0], limits)


def test_each_figure_and_limit_of_a_check_has_its_own_digits() -> None:
    """Between two limits, and at both ends of what the log leaves open."""
    limits = (("warn_below", Amount(0.95, "share")), ("fail_below", Amount(0.9, "share")))
    assert (["94.9999 %", "50.1 %", "90 %"], "warn below 95 %, fail below 90 %") == check_texts(
        [0.949999, 0.50123, 0.9], limits, "share"
    )


@given(NUMBERS, st.one_of(NUMBERS, st.sampled_from([0.0, 0.5, 1.0, 2.0])), st.floats(-1e-4, 1e-4), st.booleans())
def test_what_is_shown_stands_as_the_numbers_do(value: float, limit: float, apart: float, beside: bool) -> None:
    """Read back, a figure is above, at or below its limit exactly where it is so; rounding to few digits blurs it."""
    value = max(limit * (1 + apart), 0) if beside else value
    figures, said = check_texts([value], (("fail_above", Amount(limit)),), "number")
    shown, stated = (float(text.replace(",", "")) for text in (figures[0], said.removeprefix("fail above ")))
    assert (value > limit + 1e-12, value < limit - 1e-12) == (shown > stated, shown < stated) or abs(value - limit) < 1e-9
