"""By the wrong hands: another lane, another role, the same person twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from mining.attributes import coded, column_of
from mining.blueprint.labels import Patterns
from mining.blueprint.matching import Matched, rows_of
from mining.blueprint.rules import DifferentPerson
from mining.conformance.moves import Ints
from mining.conformance.rules.ruled import Mask, Ruled, at_rows


def wrong_lane(matched: Matched) -> Iterator[Ruled]:
    """Yield, per step with instances, those done in a lane that is none of its own; judged where the team tells it.

    A team is missing only where one of the step's lanes names teams.
    """
    index = matched.blueprint.lane_index
    for number, step in enumerate(matched.blueprint.steps):
        rows = rows_of(matched, number)
        own = [index[lane] for lane in step.lanes]
        wrong = ~np.isin(matched.lane_codes[rows], own)
        known = matched.team_known[rows]
        if not any(matched.blueprint.lanes[lane].teams for lane in own):
            # Guests belong to no team of ours: none is missing.
            rows, known, wrong = rows[known], known[known], wrong[known]
        yield Ruled(f"wrong_lane:{step.id}", "wrong_lane", (number,), None, *at_rows(rows, known, wrong))


def wrong_role(matched: Matched) -> Iterator[Ruled]:
    """Yield, per step that says who may do it, the instances done in another role; judged where the role is known.

    A step that names no roles may be done by those of its lanes, if all of its lanes name some.
    """
    lanes = matched.blueprint.lane_index
    wanted = {}
    for number, step in enumerate(matched.blueprint.steps):
        of_lanes = [matched.blueprint.lanes[lanes[lane]].roles for lane in step.lanes]
        allowed = step.roles or (tuple(role for roles in of_lanes for role in roles) if all(of_lanes) else ())
        if allowed:
            wanted[number] = allowed
    yield from _among(matched, "wrong_role", "role", wanted)


def wrong_channel(matched: Matched) -> Iterator[Ruled]:
    """Yield, per step that names its channels, the instances that came by another; judged where the channel is known."""
    wanted = {number: step.channels for number, step in enumerate(matched.blueprint.steps) if step.channels}
    yield from _among(matched, "wrong_channel", "channel", wanted)


def _among(matched: Matched, kind: str, role: str, wanted: Mapping[int, Sequence[str]]) -> Iterator[Ruled]:
    """Yield the rules that a column holds, at a step, one of some texts or patterns."""
    if not wanted:
        return
    column = column_of(matched.log, role)
    names, codes = coded(column) if column is not None else ((), np.full(matched.log.instances, -1))
    for number, allowed in wanted.items():
        rows = rows_of(matched, number)
        patterns = Patterns.of([(0, allowed)])
        # One more entry for what is not known (-1).
        fits = np.array([*(bool(patterns.fitting(name)) for name in names), True])
        known = codes[rows] >= 0
        step = matched.blueprint.steps[number]
        yield Ruled(f"{kind}:{step.id}", kind, (number,), None, *at_rows(rows, known, ~fits[codes[rows]]))


def same_person(matched: Matched, rule: DifferentPerson) -> Ruled:
    """Return where a step is done by a person who also does the other step in the same case.

    Judged in cases that have both, where the person is known; of the other step at least one person must be known.
    """
    index = matched.blueprint.step_index
    step, other = index[rule.step], index[rule.other]
    rows, others = rows_of(matched, step), rows_of(matched, other)
    case = matched.log.case_codes.astype(np.int64)
    person = _persons(matched)
    rows = rows[np.isin(case[rows], case[others])]
    some = others[person[others] >= 0]
    size = int(person.max(initial=-1)) + 2
    known = (person[rows] >= 0) & np.isin(case[rows], case[some])
    same: Mask = np.isin(case[rows] * size + person[rows], case[some] * size + person[some])
    return Ruled(f"same_person:{rule.step},{rule.other}", "same_person", (step, other), None, *at_rows(rows, known, same))


def _persons(matched: Matched) -> Ints:
    column = matched.log.events["resource"]
    return column.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
