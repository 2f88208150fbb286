"""Candidates for the main flow: blocks made from more or fewer of the traces, with or without some of the steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from mining.blueprint.flow import Anytime, Flow, MayEnd, steps_in
from mining.drafting.blocks import flow_of
from mining.drafting.cuts import Relation, Trace, Traces

KEPT = (0.8, 0.9, 0.95, 1.0)
"""Shares of the cases, by their variants, the most frequent first, from which candidates are made."""
NOISE = (0.0, 0.05, 0.1, 0.2, 0.3)
MOST_DISTINCT = 0.7
"""Variants per case from which on no variant counts as frequent."""
VARIANTS = 600
"""Distinct traces that candidates are made and judged from; of more, the rarer ones are sampled evenly."""
USUAL_END = 0.05
"""Share of the cases that do not go on from which a last step is a usual end."""
WANDERING = 0.3
"""A step of which so large a share of its pairs with others stands in the rarer order may stand anywhere."""
EVENTS = 10_000
"""Events of the sampled variants together; long traces take longer."""
FEWEST_VARIANTS = 100
"""So many are looked at even if they are long."""
MANY_STEPS = 15
"""Of more steps, the rare ones may stand anywhere."""
RARE = (0.05, 0.1, 0.2, 0.4, 0.7)
"""Shares of the cases below which a step is rare."""
STOPPING = 0.9
"""A step is one with which cases stop if it is the last one so often."""
MOST_STOPPING = 0.3
"""In more cases than that it is an end like others."""
WAYS_TO_STOP = 3
"""Steps after which it comes; from fewer, it is a branch."""


@dataclass(frozen=True)
class Watched:
    """Traces of step ids that candidates are judged by.

    Attributes:
        traces: distinct traces with their cases.
        recent: of which so many cases may still go on: their last event is near the end of the export.
    """

    traces: dict[Trace, int]
    recent: dict[Trace, int]

    @property
    def settled(self) -> dict[Trace, int]:
        """Cases that do not go on, or that ended as such cases usually do; all, where these are less than half."""
        total = sum(self.traces.values())
        left = {trace: cases - self.recent.get(trace, 0) for trace, cases in self.traces.items()}
        ends: dict[str, int] = {}
        for trace, cases in left.items():
            if trace:
                ends[trace[-1]] = ends.get(trace[-1], 0) + cases
        usual = {step for step, cases in ends.items() if cases >= USUAL_END * sum(left.values())}
        left = {trace: self.traces[trace] if trace and trace[-1] in usual else cases for trace, cases in left.items()}
        left = {trace: cases for trace, cases in left.items() if cases}
        return left if 2 * sum(left.values()) >= total else dict(self.traces)

    def sampled(self, most: int = VARIANTS) -> Watched:
        """Return at most so many variants, and not many more events than 10,000.

        The most frequent half stands for itself; of the others every k-th stands for all.
        """
        order = sorted(self.traces, key=lambda trace: (-self.traces[trace], trace))
        events = sum(map(len, order))
        most = min(most, max(FEWEST_VARIANTS, EVENTS * len(order) // max(events, 1)))
        if len(order) <= most:
            return self
        kept, rest = order[: most // 2], order[most // 2 :]
        every = -(-len(rest) // (most - most // 2))
        chosen = rest[every // 2 :: every]
        scale = sum(self.traces[trace] for trace in rest) / sum(self.traces[trace] for trace in chosen)
        weight = dict.fromkeys(kept, 1.0) | dict.fromkeys(chosen, scale)
        return Watched(
            {trace: max(round(self.traces[trace] * by), 1) for trace, by in weight.items()},
            {trace: round(self.recent[trace] * by) for trace, by in weight.items() if self.recent.get(trace)},
        )


Candidate = tuple[Flow, tuple[Anytime, ...], tuple[MayEnd, ...]]


def candidates(
    traces: Traces,
    noise: float | None,
    main: Callable[[Trace], bool] | None,
    *,
    anytime: tuple[str, ...] | list[str] = (),
    stopping: tuple[str, ...] = (),
) -> Iterator[Candidate]:
    """Yield candidates without the steps that are taken out, each made from more or fewer of the traces."""
    rest: dict[Trace, int] = {}
    for trace, cases in traces.items():
        if not (trace and trace[-1] in stopping):
            kept = tuple(step for step in trace if step not in anytime and step not in stopping)
            rest[kept] = rest.get(kept, 0) + cases
    beside = tuple(Anytime(step) for step in anytime)
    stops = tuple(MayEnd(step, after=_before_all(traces, step)) for step in stopping)
    seen: set[Flow] = set()
    if main is not None and any(main(trace) for trace in rest):
        rest = {trace: cases for trace, cases in rest.items() if main(trace)}
    # Where hardly two cases are alike, the most frequent variants say nothing.
    alike = len(rest) < MOST_DISTINCT * sum(rest.values())
    for share in KEPT if alike else KEPT[-1:]:
        frequent = most_frequent(rest, share)
        for threshold, plainly in product(NOISE if noise is None else (noise,), (True, False)):
            if not any(frequent) or (not threshold and plainly):
                continue
            flow = flow_of(frequent, noise=threshold, plainly=plainly)
            if flow not in seen:
                seen.add(flow)
                used = set(steps_in(flow))
                yield (
                    flow,
                    tuple(one for one in beside if one.step not in used),
                    tuple(s for s in stops if s.after is None or s.after in used),
                )


def most_frequent(traces: Traces, share: float) -> dict[Trace, int]:
    """Return the traces of most cases that together hold a share of them."""
    wanted, found = share * sum(traces.values()), {}
    held = 0
    for trace, cases in sorted(traces.items(), key=lambda entry: (-entry[1], entry[0])):
        if held >= wanted:
            break
        found[trace] = cases
        held += cases
    return found


def taken_out(traces: Traces, wandering: list[str]) -> list[tuple[str, ...]]:
    """Return sets of steps that may be taken out: those that wander most, those that are rare, and both."""
    found = [tuple(wandering[:count]) for count in (1, 2, 3, 5, 8, 12, 20, len(wandering)) if count <= len(wandering)]
    steps = sorted({step for trace in traces for step in trace})
    if len(steps) > MANY_STEPS:
        share = {step: share_of_cases(traces, step) for step in steps}
        for rare in RARE:
            own = tuple(step for step in steps if share[step] < rare)
            found += [own, tuple(dict.fromkeys([*wandering, *own]))]
    return [chosen for chosen in dict.fromkeys(found) if 0 < len(chosen) < len(steps)]


def wandering(traces: Traces) -> list[str]:
    """Steps whose pairs with other steps stand in the rarer order in a large share, the most wandering first.

    A step that is a case's first or last in most cases stays.
    """
    before: dict[tuple[str, str], int] = {}
    cases_of: dict[str, int] = {}
    for trace, cases in traces.items():
        seen: dict[str, int] = {}
        for step in trace:
            for other, times in seen.items():
                if other != step:
                    before[other, step] = before.get((other, step), 0) + cases * times
            seen[step] = seen.get(step, 0) + 1
        for step in seen:
            cases_of[step] = cases_of.get(step, 0) + cases
    relation = Relation.of(traces)
    score: dict[str, float] = {}
    for step in relation.steps:
        rarer = whole = 0
        for other in relation.steps:
            one, two = before.get((step, other), 0), before.get((other, step), 0)
            rarer, whole = rarer + min(one, two), whole + one + two
        outer = max(relation.starts.get(step, 0), relation.ends.get(step, 0))
        if whole and rarer / whole * 2 >= WANDERING and outer < cases_of[step] / 2:
            score[step] = rarer / whole
    return sorted(score, key=lambda step: (-score[step], step))


def stopping(traces: Traces) -> list[str]:
    """Steps with which cases stop, from many places; the most frequent first."""
    relation = Relation.of(traces)
    total = sum(traces.values())
    holding: dict[str, int] = {}
    for trace, cases in traces.items():
        for step in set(trace):
            holding[step] = holding.get(step, 0) + cases
    found = []
    for step, ends in relation.ends.items():
        after = {one for one, other in relation.follows if other == step}
        if ends >= STOPPING * holding[step] and holding[step] <= MOST_STOPPING * total and len(after) >= WAYS_TO_STOP:
            found.append(step)
    return sorted(found, key=lambda step: (-holding[step], step))


def _before_all(traces: Traces, stop: str) -> str | None:
    """The first step of the cases that stop, if it is one and the same."""
    firsts = {trace[0] for trace in traces if stop in trace}
    only = next(iter(firsts)) if len(firsts) == 1 else None
    return None if only == stop else only


def share_of_cases(traces: Mapping[Trace, int], step: str) -> float:
    """Share of the cases in which a step occurs."""
    return sum(cases for trace, cases in traces.items() if step in trace) / max(sum(traces.values()), 1)
