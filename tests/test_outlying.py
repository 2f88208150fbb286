"""Times far from all others."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mining.assembly import assemble
from mining.errors import TimeError
from mining.outlying import DAY, PLACEHOLDERS, YEAR, far_away
from mining.waste.waste import waste


def slowly(moments: list[int]) -> list[bool]:
    """The definition in plain Python."""
    ordered = sorted(moments)
    low, middle, high = (ordered[int(share * (len(ordered) - 1))] for share in (0.05, 0.5, 0.95))
    reach = 10 * max(high - low, YEAR)
    begins = [(day - date(1970, 1, 1)).days * DAY for day in PLACEHOLDERS]
    begins = [begin for begin in begins if abs(begin - middle) > YEAR]
    return [abs(one - middle) > reach or any(begin <= one < begin + DAY for begin in begins) for one in moments]


@given(st.lists(st.one_of(st.integers(50 * YEAR, 56 * YEAR), st.sampled_from([0, -70 * YEAR, 8000 * YEAR, 5])), min_size=1))
def test_far_away_is_as_defined(moments: list[int]) -> None:
    """Marks equal those of the definition spelled out, whatever the order; the middle is never far."""
    found = far_away(np.array(moments, dtype=np.int64)).tolist()
    assert slowly(moments) == found
    assert not found[moments.index(sorted(moments)[int(0.5 * (len(moments) - 1))])]


def test_times_that_cannot_be_added_are_refused() -> None:
    """Forty cases that end in the year 9999 last longer than 64 bits of microseconds hold: said, not added wrongly."""
    rows = [(f"{k}", day) for k in range(40) for day in (date(2024, 1, 1), date(9999, 12, 31))]
    log = assemble(pl.DataFrame([(case, "a", day) for case, day in rows], schema=["case", "activity", "end"], orient="row"))
    with pytest.raises(TimeError, match="years together"):
        waste(log)
