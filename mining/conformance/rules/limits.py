"""More executions in a case than the blueprint plans with ``at most``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mining.blueprint.limits import stated_limits
from mining.blueprint.matching import Matched, rows_of
from mining.conformance.rules.ruled import Ruled, at_rows

TOO_MANY = "too_many"


def too_many(matched: Matched) -> Iterator[Ruled]:
    """Yield, per step with a limit, the instances beyond it in their case."""
    for number, limit in enumerate(stated_limits(matched.blueprint)):
        if limit is None:
            continue
        rows = rows_of(matched, number)
        case = matched.log.case_codes[rows].astype(np.int64)
        _, first = np.unique(case, return_index=True)
        heads = np.zeros(len(rows), dtype=np.int64)
        heads[first] = first
        before = np.arange(len(rows)) - np.maximum.accumulate(heads) if len(rows) else rows
        step = matched.blueprint.steps[number].id
        known = np.ones(len(rows), dtype=bool)
        yield Ruled(f"{TOO_MANY}:{step}", TOO_MANY, (number,), str(limit), *at_rows(rows, known, before >= limit))
