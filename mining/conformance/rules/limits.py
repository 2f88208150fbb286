"""More executions in a case than the blueprint plans with ``at most``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from mining.blueprint.flow import steps_in
from mining.blueprint.matching import Matched, rows_of
from mining.conformance.rules.ruled import Ruled, at_rows


def too_many(matched: Matched) -> Iterator[Ruled]:
    """Yield, per step with a limit, the instances beyond it in their case.

    The limit is that of the step, else that of ``anytime`` where the flow does not have the step as well. The limit of a
    loop is judged by the alignments.
    """
    blueprint = matched.blueprint
    of_flow = set(steps_in(blueprint.flow))
    limits = {blueprint.step_index[e.step]: e.at_most for e in blueprint.anytime if e.step not in of_flow}
    limits |= {number: step.at_most for number, step in enumerate(blueprint.steps) if step.at_most is not None}
    for number, limit in sorted(limits.items()):
        if limit is None:
            continue
        rows = rows_of(matched, number)
        case = matched.log.case_codes[rows].astype(np.int64)
        _, first = np.unique(case, return_index=True)
        heads = np.zeros(len(rows), dtype=np.int64)
        heads[first] = first
        before = np.arange(len(rows)) - np.maximum.accumulate(heads) if len(rows) else rows
        step = blueprint.steps[number].id
        known = np.ones(len(rows), dtype=bool)
        yield Ruled(f"too_many:{step}", "too_many", (number,), str(limit), *at_rows(rows, known, before >= limit))
