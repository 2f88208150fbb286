"""The usual gap, from which on an incomplete case counts as left: sought among the longest gaps only."""

from datetime import UTC, datetime, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mining.completeness as module
from mining.assembly import assemble

GAPS = st.one_of(
    st.lists(st.integers(0, 10**12), min_size=1, max_size=300),
    st.lists(st.sampled_from([0, 5, 10**9]), min_size=1, max_size=300),
)


def usual_gap(gaps: list[int], cases: int) -> timedelta | None:
    """The usual gap of a log with these gaps (microseconds), dealt out to cases."""
    rows = []
    for case in range(cases):
        moment = datetime(2024, 1, 1, tzinfo=UTC)
        rows.append((f"{case}", "a", moment))
        for gap in gaps[case::cases]:
            moment += timedelta(microseconds=gap)
            rows.append((f"{case}", "a", moment))
    schema = {"case": pl.String, "activity": pl.String, "end": pl.Datetime("us", "UTC")}
    return assemble(pl.DataFrame(rows, schema=schema, orient="row")).open_for


@given(GAPS, st.integers(1, 3), st.integers(1, 50))
def test_probing_finds_the_same_gap(gaps: list[int], cases: int, probed: int) -> None:
    """With few gaps probed, many or none: the 99 % quantile of all gaps as numpy gives it, duplicates and zeros included."""
    # Equal rows are exact duplicates and are left out, so that zero gaps do not reach the log.
    gaps = [gap for gap in gaps if gap]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "PROBED", probed)
        found = usual_gap(gaps, cases)
    expected = timedelta(microseconds=int(np.quantile(gaps, module.GAP_QUANTILE))) if gaps else timedelta(0)
    assert expected == found


def test_a_probe_that_misleads_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every probed gap is long and no other is: then the quantile is not among the longer ones, and all are looked at."""
    monkeypatch.setattr(module, "PROBED", 10)
    gaps = [10**9 + k if k % 100 == 0 else k + 1 for k in range(1000)]
    expected = timedelta(microseconds=int(np.quantile(gaps, module.GAP_QUANTILE)))
    assert expected == usual_gap(gaps, 1)
