"""What the design allows next: against all runs of small flows, written out."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.assembly import assemble
from mining.blueprint.flow import AnyOf, Anytime, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.blueprint.lanes import Lane
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.waste.instances.placed import placed
from mining.waste.open_cases.next_steps import first_steps, followers, next_lanes, rests
from mining.waste.open_cases.open_now import open_now

LONGEST = 7
Runs = frozenset[str]

flows = st.recursive(
    st.sampled_from([Do("a"), Do("b"), Do("c"), Do("d"), Sequence(())]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: Sequence(tuple(parts))),
        st.lists(inner, min_size=2, max_size=2).map(lambda parts: Either(tuple(parts))),
        st.lists(inner, min_size=2, max_size=2).map(lambda parts: AnyOf(tuple(parts))),
        st.lists(inner, min_size=2, max_size=2).map(lambda parts: Together(tuple(parts))),
        inner.map(Optional),
        st.tuples(inner, inner, st.sampled_from([None, 0, 1, 2])).map(lambda given: Repeat(*given)),
    ),
    max_leaves=5,
)


def runs(flow: Flow) -> Runs:
    """All runs of at most LONGEST steps, as the language page says it, without any cleverness."""
    match flow:
        case Do(step):
            return frozenset({step})
        case Sequence(parts):
            return _joined(*(runs(part) for part in parts))
        case Either(branches):
            return frozenset().union(*map(runs, branches))
        case Optional(body):
            return runs(body) | {""}
        case Together(branches):
            return _shuffled(*map(runs, branches))
        case AnyOf((one, other)):
            return runs(one) | runs(other) | _shuffled(runs(one), runs(other))
        case Repeat(do, then, at_most):
            found = more = runs(do)
            for _ in range(LONGEST + 1 if at_most is None else at_most):
                more = _joined(more, runs(then), runs(do))
                found |= more
            return found
    raise AssertionError(flow)


def _joined(*parts: Runs) -> Runs:
    found: Runs = frozenset({""})
    for part in parts:
        found = frozenset(one + other for one in found for other in part if len(one + other) <= LONGEST)
    return found


def _shuffled(*parts: Runs) -> Runs:
    def mixed(one: str, other: str) -> set[str]:
        if not one or not other:
            return {one + other}
        return {one[0] + rest for rest in mixed(one[1:], other)} | {other[0] + rest for rest in mixed(one, other[1:])}

    found: Runs = frozenset({""})
    for part in parts:
        found = frozenset(run for one in found for other in part if len(one + other) <= LONGEST for run in mixed(one, other))
    return found


@settings(max_examples=60, deadline=None)
@given(flows, st.text("abcd", max_size=3))
def test_what_may_come_next(flow: Flow, trace: str) -> None:
    """After a beginning of a run exactly those steps follow that continue it to some run; after no beginning, none."""
    every = runs(flow)
    state = frozenset({flow})
    for step in trace:
        state = frozenset().union(*(rests(rest, step) for rest in state))
    found = frozenset().union(*(first_steps(rest) for rest in state))
    expected = {run[len(trace)] for run in every if run.startswith(trace) and len(run) > len(trace)}
    assert expected <= found
    # What is found beyond the written-out runs must belong to runs too long to be written out.
    if max(map(len, every), default=0) < LONGEST:
        assert found == expected
        assert bool(state) == any(run.startswith(trace) for run in every)


@settings(max_examples=40, deadline=None)
@given(flows, st.sampled_from("abcd"))
def test_what_may_follow_anywhere(flow: Flow, step: str) -> None:
    """Followers of a step are what comes directly after it in some run."""
    every = runs(flow)
    expected = {pair[1] for run in every for pair in pairwise(run) if pair[0] == step}
    assert expected <= followers(flow, step)
    if max(map(len, every), default=0) < LONGEST:
        assert expected == followers(flow, step)


SERVICE = Blueprint(
    Name.of("s"),
    lanes=tuple(Lane(name, Name.of(name), kind) for name, kind in (("guest", "customer"), ("desk", "frontstage"))),
    steps=(
        Step("order", Name.of("order"), ("guest",)),
        Step("take", Name.of("take"), ("desk",)),
        Step("cook", Name.of("cook"), ("desk",)),
        Step("pay", Name.of("pay"), ("guest",)),
        Step("ask", Name.of("ask"), ("desk",), then_waits_for="guest"),
        Step("either", Name.of("either"), ("guest", "desk")),
    ),
    flow=Sequence((Do("order"), Do("take"), Together((Do("cook"), Do("pay"))), Do("either"), Do("pay"))),
    anytime=(Anytime("ask"),),
)


def opened(*traces: tuple[str, ...]) -> object:
    start = datetime(2024, 1, 1, tzinfo=UTC)
    rows = [
        {"case": str(k), "activity": name, "end": start + timedelta(hours=place)}
        for k, trace in enumerate(traces)
        for place, name in enumerate(trace)
    ]
    log = assemble(pl.DataFrame(rows), export_end=start + timedelta(hours=9), open_for=timedelta(days=1))
    return match(log, SERVICE)


def test_only_one_lane_can_be_next() -> None:
    """After order the desk; after take either; after cook only the guest's pay is left; then a step of two lanes."""
    traces = [("order",), ("order", "take"), ("order", "take", "cook"), ("order", "take", "cook", "pay")]
    matched = opened(*traces)
    lanes = next_lanes(placed(matched.log, matched))
    assert [SERVICE.lanes[k].id if k >= 0 else None for k in lanes] == ["desk", None, "guest", None]


def test_anytime_steps_and_unknown_activities_are_set_aside() -> None:
    """order, dance: still the desk. order, ask: ask says that the guest is waited for."""
    matched = opened(("order", "dance"), ("order", "ask"))
    assert next_lanes(placed(matched.log, matched)).tolist() == [1, 0]


def test_a_case_that_left_the_flow_goes_on_from_its_last_step() -> None:
    """order, order is no beginning of a run; what may follow order anywhere is take, the desk's."""
    matched = opened(("order", "order"))
    assert next_lanes(placed(matched.log, matched)).tolist() == [1]


def test_open_now() -> None:
    """The oldest first, with the last record, since when, and who is waited for; complete cases are not listed."""
    matched = opened(("order",), ("order", "take", "cook", "pay", "either", "pay"), ("order", "take"))
    frame = open_now(placed(matched.log, matched))
    start = datetime(2024, 1, 1, tzinfo=UTC)
    assert frame.rows() == [
        ("0", start, timedelta(hours=9), "order", start, "desk"),
        ("2", start, timedelta(hours=9), "take", start + timedelta(hours=1), None),
    ]
    bare = open_now(placed(opened(("order",)).log, None))
    assert bare["waits_for"].to_list() == [None]


def test_work_going_on_is_waited_for_by_its_own_lane() -> None:
    """Cook was started and not completed: since its start the desk is at work. Without blueprint the team is named."""
    start = datetime(2024, 1, 1, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "case": ["1", "1"],
            "activity": ["order", "cook"],
            "start": [start, start + timedelta(hours=1)],
            "end": [start, None],
            "team": ["web", "grill"],
        }
    )
    log = assemble(frame, export_end=start + timedelta(hours=2), open_for=timedelta(days=1))
    columns = ("last_activity", "since", "waits_for")
    assert open_now(placed(log, match(log, SERVICE))).select(columns).rows() == [
        ("cook", start + timedelta(hours=1), "desk")
    ]
    assert open_now(placed(log, None)).select(columns).rows() == [("cook", start + timedelta(hours=1), "grill")]
