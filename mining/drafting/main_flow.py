"""The main flow of a log: of many candidates the one that describes the cases best in the fewest words.

A candidate leaves out what is rare in some degree (rare variants, rare relations), and may take out steps that stand
anywhere (`anytime`) and steps with which a case stops (`may end with`). The rest is cut into blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from mining.blueprint.flow import Anytime, Do, Either, Flow, MayEnd, Repeat, Sequence, parts_of, steps_in
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.drafting.blocks import flow_of
from mining.drafting.candidates import Candidate, Watched, candidates, most_frequent, stopping, taken_out, wandering
from mining.drafting.cuts import Trace, Traces
from mining.drafting.fit import Fit, fit
from mining.drafting.tidying import tidy

COVERAGE = 0.8
"""Share of the cases that the flow should fit, unless that makes it unreadable."""
WORD = 0.006
"""What a block costs, in quality: a flow of twenty blocks must describe the cases better by 0.12 than one without."""
DEEP = 4
LEVEL = 0.03
"""What each level of blocks within blocks beyond four costs."""
SHORT = 2.0
"""What each missing share of the wanted coverage costs."""
ANY_ORDER = 6
"""So many steps in any order, as often as they come, are still a block of the flow."""


@dataclass(frozen=True)
class MainFlow:
    """A flow with what stands beside it, and how well it describes the traces that it was chosen by."""

    flow: Flow
    anytime: tuple[Anytime, ...]
    may_end: tuple[MayEnd, ...]
    fit: Fit
    quality: float

    @property
    def steps(self) -> frozenset[str]:
        """All steps that it uses."""
        return frozenset([*steps_in(self.flow), *(one.step for one in self.anytime), *(one.step for one in self.may_end)])


def main_flow(
    watched: Watched,
    *,
    coverage: float | None = None,
    noise: float | None = None,
    main: Callable[[Trace], bool] | None = None,
) -> MainFlow:
    """Return the best candidate.

    Quality is the harmonic mean of the share of fitting cases and of precision, less what blocks cost. Cases that may
    still go on are set aside where the flow says that they are not complete, as conformance does.

    Args:
        watched: the traces; at least one that is not empty.
        coverage: the share of the cases that it must fit (before `noise`); None: 0.8, unless that makes it unreadable.
        noise: 0 to 1, the one threshold to be used; None: the best of several.
        main: which traces a miner takes for the main way; None: the most frequent ones, in several degrees.
    """
    sample = watched.sampled()
    settled = sample.settled
    judged = _Judged(sample, COVERAGE if coverage is None else coverage, strict=coverage is not None)
    out = taken_out(settled, wandering(settled))
    ranked = [judged.best(candidates(settled, noise, main, anytime=anytime)) for anytime in ((), *out)]
    best = max(filter(None, ranked), key=_worth)
    anytime = tuple(one.step for one in best.anytime)
    stops = tuple(step for step in stopping(settled) if step not in anytime)
    if stops:
        with_stops = judged.best(candidates(settled, noise, main, anytime=anytime, stopping=stops))
        best = max(filter(None, [best, with_stops]), key=_worth)
    best = _without_any_order(best, judged)
    if coverage is None:
        return best
    # Chosen by a sample; what the user asked for must hold for all.
    whole = _Judged(watched, coverage, strict=True)
    best = whole.judge(best.flow, best.anytime, best.may_end)
    if best.fit.share >= coverage:
        return best
    return max([best, whole.judge(flow_of(most_frequent(watched.traces, coverage)), (), ())], key=_worth)


def _without_any_order(found: MainFlow, judged: _Judged) -> MainFlow:
    """Say of many steps in any order, as often as they come, that they may happen anytime: so they read, and draw."""
    parts = found.flow.parts if isinstance(found.flow, Sequence) else (found.flow,)
    loose: list[str] = []
    rest: list[Flow] = []
    for part in parts:
        match part:
            case Repeat(Either(branches), Sequence(()), None) if len(branches) > ANY_ORDER and all(
                isinstance(b, Do) for b in branches
            ):
                loose += list(steps_in(part))
            case _:
                rest.append(part)
    held = {step for part in rest for step in steps_in(part)}
    if not loose or not held:
        return found
    anytime = (*found.anytime, *(Anytime(step) for step in loose if step not in held))
    return judged.judge(tidy(Sequence(tuple(rest))), anytime, found.may_end)


def _worth(found: MainFlow) -> float:
    return found.quality


class _Judged:
    """Judges candidates by the same traces; a flow that was seen is not walked again."""

    def __init__(self, watched: Watched, coverage: float, *, strict: bool) -> None:
        self._watched, self._coverage, self._strict = watched, coverage, strict
        self._steps = tuple(sorted({step for trace in watched.traces for step in trace}))

    def best(self, found: Iterator[Candidate]) -> MainFlow | None:
        """Return the candidate of the highest quality; None where there is none."""
        return max((self.judge(*candidate) for candidate in found), key=_worth, default=None)

    def judge(self, flow: Flow, anytime: tuple[Anytime, ...], may_end: tuple[MayEnd, ...]) -> MainFlow:
        """Return a flow with how well it describes the traces."""
        lane = Lane("all", Name.of("all"), "backstage")
        steps = tuple(Step(id, Name.of(id), ("all",)) for id in self._steps)
        design = Blueprint(Name.of(""), (lane,), steps, flow, anytime, may_end)
        found = fit(_closed(self._watched, design), design)
        precision = found.precision or 0.0
        mean = 2 * found.share * precision / (found.share + precision) if found.share + precision else 0.0
        words = blocks_in(flow) + (len(anytime) + len(may_end)) / 2
        quality = mean - WORD * words - LEVEL * max(depth(flow) - DEEP, 0)
        short = max(self._coverage - found.share, 0.0)
        quality -= short * SHORT + (10.0 if self._strict and short else 0.0)
        return MainFlow(flow, anytime, may_end, found, quality)


def _closed(watched: Watched, design: Blueprint) -> Traces:
    """Traces without the cases that may go on and have not come to an end of the design."""
    import numpy as np

    from mining.blueprint.completion import complete_cases

    if not watched.recent:
        return watched.traces
    number = design.step_index
    going = list(watched.recent)
    flat = np.array([number[step] for trace in going for step in trace], dtype=np.int32)
    offsets = np.concatenate([[0], np.cumsum([len(trace) for trace in going])]).astype(np.int64)
    complete = complete_cases(flat, offsets, design) if flat.size else np.zeros(len(going), dtype=bool)
    aside = {trace: watched.recent[trace] for trace, done in zip(going, complete, strict=True) if not done}
    left = {trace: cases - aside.get(trace, 0) for trace, cases in watched.traces.items()}
    return {trace: cases for trace, cases in left.items() if cases > 0}


def blocks_in(flow: Flow) -> int:
    """Count the blocks that are neither a step nor a sequence."""
    inside = sum(map(blocks_in, parts_of(flow)))
    match flow:
        case Do() | Sequence():
            return inside
        case Either(branches):
            # The steps of a long choice are words, too.
            return 1 + len(branches) // 5 + inside
    return 1 + inside


def depth(flow: Flow) -> int:
    """Count the levels of blocks within blocks."""
    inside = max(map(depth, parts_of(flow)), default=0)
    return inside if isinstance(flow, Do | Sequence) else 1 + inside
