"""Random flows for Hypothesis, and the language of a flow enumerated in plain Python.

`language` says what a flow means, as sets of traces and nothing else; it is the oracle for nets and automata.
A trace is a tuple of step ids.
"""

from collections.abc import Iterable, Mapping
from itertools import combinations, product
from types import MappingProxyType

from hypothesis import strategies as st

from mining.blueprint.flow import AnyOf, Anytime, Do, Either, Flow, MayEnd, Optional, Repeat, Sequence, Together, steps_in
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step

Trace = tuple[str, ...]
Traces = frozenset[Trace]
EMPTY: Traces = frozenset({()})


# -- meaning ------------------------------------------------------------------------------------------------------------


def language(
    flow: Flow,
    longest: int,
    anytime: tuple[Anytime, ...] = (),
    may_end: tuple[MayEnd, ...] = (),
    limits: Mapping[str, int | None] = MappingProxyType({}),
) -> Traces:
    """All accepted traces of at most `longest` steps.

    A step with a limit of k stands for one to k executions of it; one of `anytime` that says none has the step's.

    Steps of `anytime` stand at any place, also before the first and after the last step, each at most so often.
    With a step of `may_end` the case stops, from every state, if `after` was done and `before` was not; nothing
    follows it, not even a step of `anytime`.
    """
    complete, begun = runs_and_beginnings(spelled_out(flow, limits), longest)
    between = words(tuple(Anytime(one.step, one.at_most or limits.get(one.step)) for one in anytime), longest)
    accepted = set(shuffled(complete, between, longest))
    for trace in shuffled(begun, between, longest - 1):
        for entry in may_end:
            if (entry.after is None or entry.after in trace) and (entry.before is None or entry.before not in trace):
                accepted.add((*trace, entry.step))
    return frozenset(accepted)


def of_blueprint(blueprint: Blueprint, longest: int) -> Traces:
    """The accepted traces of a blueprint."""
    limits = {step.id: step.at_most for step in blueprint.steps}
    return language(blueprint.flow, longest, blueprint.anytime, blueprint.may_end, limits)


def spelled_out(flow: Flow, limits: Mapping[str, int | None]) -> Flow:
    """The flow with every step that may come up to k times written as a choice of one to k of them."""

    def each(flows: tuple[Flow, ...]) -> tuple[Flow, ...]:
        return tuple(spelled_out(one, limits) for one in flows)

    match flow:
        case Do(step):
            times = range(1, (limits.get(step) or 1) + 1)
            return flow if len(times) == 1 else Either(tuple(Sequence((flow,) * count) for count in times))
        case Sequence(parts) | Together(parts) | AnyOf(parts):
            return type(flow)(each(parts))
        case Either(branches):
            return Either(each(branches))
        case Optional(body):
            return Optional(spelled_out(body, limits))
        case Repeat(do, then, at_most):
            return Repeat(*each((do, then)), at_most)
    raise AssertionError(flow)


def beginnings(flow: Flow, longest: int, anytime: tuple[Anytime, ...] = (), may_end: tuple[MayEnd, ...] = ()) -> Traces:
    """All traces of at most `longest` steps with which an accepted trace (of any length) begins."""
    _, begun = runs_and_beginnings(flow, longest)
    return shuffled(begun, words(anytime, longest), longest) | language(flow, longest, anytime, may_end)


def runs_and_beginnings(flow: Flow, longest: int) -> tuple[Traces, Traces]:
    """The runs of a flow, and the beginnings of its runs (of runs of any length), up to a length."""

    def inner(flows: tuple[Flow, ...]) -> list[tuple[Traces, Traces]]:
        return [runs_and_beginnings(one, longest) for one in flows]

    match flow:
        case Do(step):
            run = frozenset({(step,)}) if longest >= 1 else frozenset()
            return run, run | EMPTY
        case Sequence(parts):
            runs, begun = EMPTY, EMPTY
            for part_runs, part_begun in inner(parts):
                runs, begun = joined(runs, part_runs, longest), begun | joined(runs, part_begun, longest)
            return runs, begun
        case Either(branches):
            both = inner(branches)
            return frozenset().union(*(runs for runs, _ in both)), frozenset().union(*(begun for _, begun in both))
        case Together(branches):
            return interleaved(inner(branches), longest)
        case AnyOf(branches):
            counts = range(1, len(branches) + 1)
            chosen = [interleaved(some, longest) for count in counts for some in combinations(inner(branches), count)]
            return frozenset().union(*(runs for runs, _ in chosen)), frozenset().union(*(begun for _, begun in chosen))
        case Optional(body):
            runs, begun = runs_and_beginnings(body, longest)
            return runs | EMPTY, begun
        case Repeat(do, then, at_most):
            (do_runs, do_begun), (then_runs, then_begun) = inner((do, then))
            runs, begun, rounds = do_runs, do_begun, 0
            while at_most is None or rounds < at_most:
                after_then = joined(runs, then_runs, longest)
                more_runs = runs | joined(after_then, do_runs, longest)
                more_begun = begun | joined(runs, then_begun, longest) | joined(after_then, do_begun, longest)
                if (more_runs, more_begun) == (runs, begun):
                    break
                runs, begun, rounds = more_runs, more_begun, rounds + 1
            return runs, begun
    raise AssertionError(flow)


def joined(first: Traces, second: Traces, longest: int) -> Traces:
    """Each trace of the first followed by each of the second."""
    return frozenset(a + b for a, b in product(first, second) if len(a) + len(b) <= longest)


def shuffled(first: Traces, second: Traces, longest: int) -> Traces:
    """Each trace of the first interleaved with each of the second in every way."""
    found: set[Trace] = set()
    for a, b in product(first, second):
        total = len(a) + len(b)
        if total <= longest:
            for places in combinations(range(total), len(a)):
                from_a, from_b = iter(a), iter(b)
                found.add(tuple(next(from_a) if place in places else next(from_b) for place in range(total)))
    return frozenset(found)


def interleaved(several: Iterable[tuple[Traces, Traces]], longest: int) -> tuple[Traces, Traces]:
    """Runs interleaved with runs, beginnings with beginnings."""
    runs, begun = EMPTY, EMPTY
    for more_runs, more_begun in several:
        runs, begun = shuffled(runs, more_runs, longest), shuffled(begun, more_begun, longest)
    return runs, begun


def words(anytime: tuple[Anytime, ...], longest: int) -> Traces:
    """All words over the anytime steps in which none stands too often."""
    found = set(EMPTY)
    for length in range(1, longest + 1 if anytime else 1):
        for word in product([entry.step for entry in anytime], repeat=length):
            if all(entry.at_most is None or word.count(entry.step) <= entry.at_most for entry in anytime):
                found.add(word)
    return frozenset(found)


# -- random flows -------------------------------------------------------------------------------------------------------


def flows(alphabet: str | list[str] = "abc", max_leaves: int = 6) -> st.SearchStrategy[Flow]:
    """Flows that hold at least one step; every block of the language occurs, and so does nothing (``[]``)."""
    leaves = st.sampled_from([*map(Do, alphabet)] * 4 + [Sequence(())])

    def blocks(inner: st.SearchStrategy[Flow]) -> st.SearchStrategy[Flow]:
        branches = st.lists(inner, min_size=2, max_size=3).map(tuple)
        repeats = st.builds(Repeat, inner, inner, st.sampled_from([None, 1, 2]))
        return st.one_of(
            st.lists(inner, max_size=4).map(lambda parts: Sequence(tuple(parts))),
            st.builds(Either, branches, st.none() | st.just(Name.of("why?"))),
            branches.map(lambda parts: Either(parts, None, "channel", tuple(f"v{place}" for place in range(len(parts))))),
            st.builds(Together, branches),
            st.builds(AnyOf, branches),
            st.builds(Optional, inner),
            repeats.filter(lambda repeat: next(steps_in(repeat), None) is not None),
        )

    return st.recursive(leaves, blocks, max_leaves=max_leaves).filter(lambda flow: next(steps_in(flow), None) is not None)


def simple_blueprint(flow: Flow, anytime: tuple[Anytime, ...] = (), may_end: tuple[MayEnd, ...] = ()) -> Blueprint:
    """A blueprint of one front-stage lane around a flow; each step bears its id as its only label."""
    ids = dict.fromkeys([*steps_in(flow), *(one.step for one in anytime), *(one.step for one in may_end)])
    steps = tuple(Step(step, Name.of(step), ("desk",)) for step in ids)
    return Blueprint(Name.of("made"), (Lane("desk", Name.of("desk"), "frontstage"),), steps, flow, anytime, may_end)


@st.composite
def designs(draw: st.DrawFn, alphabet: str = "abc", max_leaves: int = 5) -> Blueprint:
    """Blueprints with a random flow, an anytime step or none (``x``), a step that may end the case or none (``z``)."""
    flow = draw(flows(alphabet, max_leaves))
    bounds = st.none() | st.sampled_from(sorted(set(steps_in(flow))))
    anytime = draw(st.just(()) | st.builds(Anytime, st.just("x"), st.sampled_from([None, 1, 2])).map(lambda one: (one,)))
    may_end = draw(st.just(()) | st.builds(MayEnd, st.just("z"), bounds, bounds).map(lambda one: (one,)))
    return simple_blueprint(flow, anytime, may_end)
