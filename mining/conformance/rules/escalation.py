"""What has to follow when something does not happen in time."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from mining.blueprint.durations import duration_text
from mining.blueprint.matching import Matched, rows_of
from mining.blueprint.rules import Escalation
from mining.conformance.moves import Ints
from mining.conformance.rules.ruled import Ruled, at_rows
from mining.log import NO_TIME


def not_escalated(matched: Matched, rule: Escalation) -> Ruled:
    """Return the cases in which `unless` was not done within the time after `after`, and `then` did not follow.

    The clock starts at the end of `after`, its first time. A case is judged if it had `after` and went on for longer than
    the time (an open case to the export's end); `then` may come at any time after `after`. The place is the instance of
    `after`.
    """
    index, log = matched.blueprint.step_index, matched.log
    after, unless, then = (index[name] for name in (rule.after, rule.unless, rule.then))
    case = log.case_codes.astype(np.int64)
    rows = rows_of(matched, after)
    first = rows[np.unique(case[rows], return_index=True)[1]]
    steps = (then, unless, after)
    about = duration_text(rule.within)
    name = f"not_escalated:{rule.then},{rule.unless},{rule.after}:{about}"
    if not log.timed:
        return Ruled(name, "not_escalated", steps, about, first[:0], first[:0], first)
    moment = np.where(log.end_micros == NO_TIME, log.start_micros, log.end_micros)
    since = np.full(log.cases.height, NO_TIME)
    since[case[first]] = moment[first]
    deadline = moment[first] + rule.within // timedelta(microseconds=1)
    went_on = log.case_end_micros[case[first]] > deadline
    first, deadline = first[went_on], deadline[went_on]

    def earliest(step: int) -> Ints:
        """First end of a step after `after`, per case; the far future where there is none."""
        found = np.full(log.cases.height, np.iinfo(np.int64).max)
        some = rows_of(matched, step)
        some = some[(since[case[some]] != NO_TIME) & (moment[some] >= since[case[some]])]
        np.minimum.at(found, case[some], moment[some])
        return found

    in_time = earliest(unless)[case[first]] <= deadline
    followed = earliest(then)[case[first]] < np.iinfo(np.int64).max
    known = log.end_micros[first] != NO_TIME
    return Ruled(name, "not_escalated", steps, about, *at_rows(first, known, ~in_time & ~followed))
