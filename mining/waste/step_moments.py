"""When a case first or last did a step: where targets and penalties begin and end."""

from __future__ import annotations

import numpy as np

from mining.waste.placed import Ints, Placed

NEVER = np.iinfo(np.int64).min


def moments(placed: Placed, step: str, *, last: bool) -> Ints:
    """Return the first or last end of a step per case, microseconds since 1970 UTC; NEVER where it never ended.

    Of states that were entered the moment of entering counts.

    Args:
        placed: with a blueprint that has the step.
        step: its id.
        last: the last end instead of the first.
    """
    assert placed.blueprint is not None
    log = placed.log
    done = np.ones(log.instances, dtype=bool) if log.entered else ~placed.started_only
    moment = placed.begin if log.entered else placed.moment
    rows = np.flatnonzero((placed.step == placed.blueprint.step_index[step]) & done)
    found = np.full(log.cases.height, NEVER, dtype=np.int64)
    if last:
        np.maximum.at(found, placed.log.case_codes[rows], moment[rows])
        return found
    found[:] = np.iinfo(np.int64).max
    np.minimum.at(found, placed.log.case_codes[rows], moment[rows])
    return np.where(found == np.iinfo(np.int64).max, NEVER, found)
