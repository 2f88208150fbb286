"""What if a cause were there in part only: each case's own timeline closes up."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log, worked

from mining.assembly import assemble
from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.blueprint.targets import Target, WorkingDays
from mining.errors import SavingsError
from mining.log import EventLog
from mining.waste.savings.savings import savings
from mining.waste.savings.without import Without
from mining.waste.waste import waste

HOUR = timedelta(hours=1)
BUSY = [("1", "a", 0, 1, "p"), ("1", "b", 1, 4, "q"), ("2", "a", 0.5, 1, "r"), ("2", "b", 4, 5, "q")]
"""Case 2 waits three hours for q, who is busy with case 1."""


def service(**more) -> Blueprint:
    steps = tuple(Step(name, Name.of(name), ("desk",)) for name in "ab")
    return Blueprint(
        Name.of("s"), (Lane("desk", Name.of("desk"), "frontstage"),), steps, Sequence((Do("a"), Do("b"))), **more
    )


def test_half_of_the_contention_before_a_step() -> None:
    """Case 2 waits 3 h for q: 1.5 h saved; flow times 4 and 4.5 h become 4 and 3 h: the median 4.25 becomes 3.5."""
    (row,) = savings(worked(*BUSY), without=[Without.of("contention:b=50%")]).frame.to_dicts()
    assert (1.5 * HOUR, 1.5 * HOUR, 1.5 * HOUR, 1) == (row["low"], row["likely"], row["high"], row["cases"])
    assert (4.25 * HOUR, 3.5 * HOUR) == (row["median_before"], row["median_after"])
    assert "contention:b=50%" == row["without"]


def test_without_all_waiting_a_case_takes_its_work() -> None:
    """4 and 4.5 h of flow time, of which 3 are waiting: what remains is what somebody works."""
    (row,) = savings(worked(*BUSY), without=[Without("waiting")]).frame.to_dicts()
    assert 3 * HOUR == row["likely"]


def test_rework_takes_its_own_waiting_along() -> None:
    """a until 1, again from 3 to 4: 1 h of rework and 2 h of waiting before it."""
    event_log = worked(("1", "a", 0, 1, "p"), ("1", "b", 1, 2, "p"), ("1", "a", 4, 5, "q"))
    (row,) = savings(event_log, without=[Without("rework")]).frame.to_dicts()
    assert 3 * HOUR == row["likely"]


def test_the_share_within_a_target_is_recomputed() -> None:
    """From a to b within 3 h: case 1 takes 3 h, case 2 takes 4; with half of the 3 h of waiting gone, 2.5: both keep it."""
    target = Target("between", "a", "b", ((None, 3 * HOUR),))
    found = savings(worked(*BUSY), service(targets=(target,)), without=[Without.of("contention=50%")])
    assert [("contention=50%", "a-to-b", 2, 0.5, 1.0, None)] == found.within.rows()


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        (Target("between", "b", "a", ((None, HOUR),)), "time"),
        (Target("between", "a", "b", (("gold", HOUR),), by="level"), "attribute"),
        (Target("between", "a", "b", (("gold", HOUR),), by="resource"), "no_case"),
        (Target("between", "a", "b", ((None, WorkingDays(1)),)), "calendar"),
        (Target("handover", "desk", "desk", ((None, HOUR),)), None),
        (Target("step", "c", None, ((None, HOUR),)), "no_case"),
        (Target("between", "a", "c", ((None, HOUR),)), "no_case"),
    ],
)
def test_a_target_that_cannot_be_judged_says_why(target: Target, reason: str | None) -> None:
    """The steps run the other way, no level is known or none is for the case, no calendar, nobody did the step."""
    designed = service(targets=(target,))
    designed = replace(designed, steps=(*designed.steps, Step("c", Name.of("c"), ("desk",))))
    (row,) = savings(worked(*BUSY), designed, without=[Without("contention")]).within.to_dicts()
    assert reason == row["reason"]
    shares = {row["share_before"], row["share_after"]}
    assert (shares == {None} and row["judged"] == 0) == (reason is not None)


def test_a_state_of_unknown_length_leaves_a_case_unjudged() -> None:
    """The clock stops in a; of one that began and did not end nobody knows for how long."""
    stopped = Target("between", "a", "b", ((None, HOUR),), clock_stops_in=("a",))
    single = assemble(pl.DataFrame({"case": ["1", "1"], "activity": ["a", "b"], "end": [MONDAY, MONDAY + HOUR]}))
    (row,) = savings(single, service(targets=(stopped,)), without=[Without("waiting")]).within.to_dicts()
    assert "state" == row["reason"]


def test_waiting_before_the_target_begins_is_not_inside_it() -> None:
    """Case 2 waits for p before a, which begins the target: taking that away changes nothing between a and b."""
    rows = [
        ("1", "a", 0, 2, "p"),
        ("2", "x", 0, 1, "r"),
        ("2", "a", 2, 3, "p"),
        ("2", "b", 3, 6, "q"),
        ("1", "b", 2, 3, "s"),
    ]
    target = Target("between", "a", "b", ((None, 2 * HOUR),))
    found = savings(worked(*rows), service(targets=(target,)), without=[Without("contention")])
    assert HOUR == found.frame["likely"][0]
    assert [(0.5, 0.5)] == found.within.select("share_before", "share_after").rows()


def test_the_largest_are_ranked() -> None:
    """Nothing named: the contention before b saves most; every row is what it would be by itself."""
    found = savings(worked(*BUSY)).frame
    assert ("contention", "b", 3 * HOUR) == found.select("cause", "step", "likely").row(0)
    assert found["likely"].to_list() == sorted(found["likely"].to_list(), reverse=True)
    single = savings(worked(*BUSY), without=[Without("contention", "b")]).frame
    assert found.head(1).equals(single)


def test_where_no_cause_is_told_waiting_is_named() -> None:
    """One timestamp: nobody knows who was busy, and nobody knows what is work, so that bounds are given."""
    found = savings(log("ab", "ab")).frame
    assert {"waiting"} == set(found["cause"])
    assert (2 * HOUR, timedelta(0)) == (found["low"][0], found["high"][0])


@pytest.mark.parametrize("text", ["contention", "luck=10%", "closed:a=120%", "closed=-1%", ""])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    """With the form and the causes that there are."""
    with pytest.raises(SavingsError, match="CAUSE"):
        Without.of(text)


def test_a_step_that_is_not_there_is_refused() -> None:
    """With near names."""
    with pytest.raises(SavingsError, match='neither a step nor an activity "bb"'):
        savings(worked(*BUSY), without=[Without("closed", "bb")])


INSTANCES = st.tuples(st.sampled_from("123"), st.sampled_from("ab"), st.integers(0, 9), st.integers(0, 4))


@settings(max_examples=25, deadline=None)
@given(st.lists(INSTANCES, min_size=1, max_size=8))
def test_all_causes_together_are_all_the_waiting(drawn: list[tuple[str, str, int, int]]) -> None:
    """A second way: taking every cause away saves exactly what the ledger calls waiting, cause by cause."""
    event_log: EventLog = worked(*((case, name, begin, begin + length, "p") for case, name, begin, length in drawn))
    entries = waste(event_log).ledger.frame
    (whole,) = savings(event_log, without=[Without("waiting")]).frame["likely"]
    assert whole == entries.filter(entries["class"] == "waiting")["likely"].sum()
    for cause in ("closed", "contention", "batching", "overtaking", "other"):
        (part,) = savings(event_log, without=[Without(cause)]).frame["likely"]
        assert part == entries.filter((entries["class"] == "waiting") & (entries["cause"] == cause))["likely"].sum()
