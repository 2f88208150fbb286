"""What must be written down at a step: the information that it needs, and the evidence that it leaves."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from mining.attributes import column_of
from mining.blueprint.matching import Matched, rows_of
from mining.conformance.rules.ruled import Ruled, at_rows


def missing_information(matched: Matched) -> Iterator[Ruled]:
    """Yield, per step and column that it needs, the instances at which the column is empty."""
    for number, step in enumerate(matched.blueprint.steps):
        for column in step.needs:
            yield _empty(matched, "missing_information", number, column)


def no_evidence(matched: Matched) -> Iterator[Ruled]:
    """Yield, per step and evidence with a column, the instances at which the column is empty."""
    for number, step in enumerate(matched.blueprint.steps):
        for evidence in step.evidence:
            if evidence.column is not None:
                yield _empty(matched, "no_evidence", number, evidence.column)


def _empty(matched: Matched, kind: str, step: int, column: str) -> Ruled:
    """Return where a column is null or blank at a step; a log without the column cannot be judged."""
    rows = rows_of(matched, step)
    values = column_of(matched.log, column)
    if values is None:
        empty = known = np.zeros(len(rows), dtype=bool)
    else:
        at = values.gather(rows)
        blank = at.is_null()
        if at.dtype in (pl.String, pl.Categorical) or isinstance(at.dtype, pl.Enum):
            blank |= (at.cast(pl.String).str.strip_chars() == "").fill_null(True)
        empty, known = blank.to_numpy(), np.ones(len(rows), dtype=bool)
    name = matched.blueprint.steps[step].id
    return Ruled(f"{kind}:{name}:{column}", kind, (step,), column, *at_rows(rows, known, empty))
