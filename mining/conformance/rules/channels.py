"""Another path than the one of the case: where an attribute of the case, such as its channel, decides the branch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from mining.attributes import coded, column_of
from mining.blueprint.branches import branch_of
from mining.blueprint.flow import Either, Flow, parts_of, steps_in
from mining.blueprint.matching import Matched, rows_of
from mining.conformance.moves import Ints
from mining.conformance.rules.ruled import Ruled, at_rows


def channel_switch(matched: Matched) -> Iterator[Ruled]:
    """Yield, per branch that an attribute of the case decides, the cases that take it though theirs is another.

    A case takes a branch with its first step that stands in this branch and nowhere else in the flow. Judged where the
    attribute of the case is known and one of the branches is for it; the first value known in a case counts.
    """
    flow, index = matched.blueprint.flow, matched.blueprint.step_index
    everywhere = Counter(steps_in(flow)) + Counter(entry.step for entry in matched.blueprint.anytime)
    for either in _decided(flow):
        assert either.by is not None
        meant = _branch_of_cases(matched, either)
        for number, (branch, value) in enumerate(zip(either.branches, either.cases, strict=True)):
            inside = Counter(steps_in(branch))
            own = [index[step] for step in inside if inside[step] == everywhere[step]]
            if not own:
                continue
            first = _first_of_cases(matched, own)
            designed = meant[matched.log.case_codes[first]]
            about = f"{either.by}={value}"
            yield Ruled(
                f"channel_switch:{','.join(matched.blueprint.steps[step].id for step in own)}:{about}",
                "channel_switch",
                tuple(own),
                about,
                *at_rows(first, designed >= 0, designed != number),
            )


def _decided(flow: Flow) -> Iterator[Either]:
    """Yield the choices that an attribute decides."""
    if isinstance(flow, Either) and flow.by is not None:
        yield flow
    for part in parts_of(flow):
        yield from _decided(part)


def _branch_of_cases(matched: Matched, either: Either) -> Ints:
    """Return the branch meant for every case; -1 where its attribute is not known, or no branch is for it."""
    found = np.full(matched.log.cases.height, -1, dtype=np.int64)
    column = column_of(matched.log, str(either.by))
    if column is None:
        return found
    names, codes = coded(column)
    chosen = [branch_of(either, name) for name in names]
    branches = np.array([*(-1 if branch is None else branch for branch in chosen), -1])
    rows = np.flatnonzero(codes >= 0)
    case, first = np.unique(matched.log.case_codes[rows], return_index=True)
    found[case] = branches[codes[rows[first]]]
    return found


def _first_of_cases(matched: Matched, steps: list[int]) -> Ints:
    """Return the first instance of any of some steps in every case that has one."""
    rows = np.sort(np.concatenate([rows_of(matched, step) for step in steps]))
    return rows[np.unique(matched.log.case_codes[rows], return_index=True)[1]]
