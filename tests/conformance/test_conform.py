"""What `conform` says of tiny logs, worked out by hand."""

from datetime import timedelta

import polars as pl
import pytest
from flows_strategy import simple_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log

from mining.assembly import assemble
from mining.blueprint.flow import Anytime, Do, MayEnd, Optional, Repeat, Sequence, Together
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.net import Net
from mining.blueprint.steps import Step
from mining.conformance.conform import conform
from mining.errors import ModelError, NothingDesignedError
from mining.log import EventLog

ABCD = Sequence((Do("a"), Do("b"), Do("c"), Do("d")))


def closed(*traces: str) -> EventLog:
    """A log without times, in which every case counts as closed."""
    return log(*traces, timed=False)


def kinds(event_log: EventLog, blueprint: Blueprint) -> dict[str, tuple[int, int]]:
    """Id -> (cases, occurrences)."""
    frame = conform(event_log, blueprint).deviations.frame
    return {row["id"]: (row["cases"], row["occurrences"]) for row in frame.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        ("abcd", {}),
        ("ab", {"unfinished:c,d": (1, 1)}),
        ("abd", {"skipped:c": (1, 1)}),
        ("acbd", {"moved:b:after:c": (1, 1)}),
        ("abccd", {"repeated:c": (1, 1)}),
        ("abxxcd", {"unknown:x": (1, 2)}),
        ("bbcd", {"skipped:a": (1, 1), "repeated:b": (1, 1)}),
        ("abxd", {"skipped:c": (1, 1), "unknown:x": (1, 1)}),
        ("bcd", {"skipped:a": (1, 1)}),
    ],
)
def test_each_kind_of_deviation(trace: str, expected: dict[str, tuple[int, int]]) -> None:
    """Designed: a, b, c, d in a row."""
    assert expected == kinds(closed(trace), simple_blueprint(ABCD))


def test_a_step_of_a_loop_without_limit_is_extra_not_repeated() -> None:
    """b, then (c, b)*: a run may have any number of b; with at most one more round, 2 are allowed and 4 are repeated."""
    endless = simple_blueprint(Sequence((Do("a"), Repeat(Do("b"), Sequence((Do("c"), Do("d"), Do("e")))))))
    assert {"extra:b": (1, 1)} == kinds(closed("abb"), endless)
    limited = simple_blueprint(Sequence((Do("a"), Repeat(Do("b"), Sequence((Do("c"), Do("d"), Do("e"))), at_most=1))))
    assert {"repeated:b": (1, 2)} == kinds(closed("abbcdebb"), limited)


def test_a_step_that_may_happen_more_often_is_planned() -> None:
    """`at most: 2` on a step: twice in a row is designed, three times is too many, told once."""
    blueprint = simple_blueprint(Sequence((Do("a"), Do("b"))))
    steps = (blueprint.steps[0], Step("b", Name.of("b"), ("desk",), at_most=2))
    blueprint = Blueprint(blueprint.name, blueprint.lanes, steps, blueprint.flow)
    assert {} == kinds(closed("ab", "abb"), blueprint)
    assert {"too_many:b": (1, 1)} == kinds(closed("abbb"), blueprint)


def test_anytime_and_may_end() -> None:
    """x anywhere, at most twice; z ends the case, once b is done and while c is not."""
    blueprint = simple_blueprint(ABCD, (Anytime("x", 2),), (MayEnd("z", "b", "c"),))
    assert {} == kinds(closed("xabcxd", "abz", "axbz"), blueprint)
    assert {"too_many:x": (1, 1)} == kinds(closed("axbxcxd"), blueprint)
    assert 1 == conform(closed("az"), blueprint).cost  # b is missing, or z is out of place
    assert 1 == conform(closed("abcz"), blueprint).cost  # d instead of z costs 2; c was done, so c is extra


def test_fitness_by_hand() -> None:
    """Costs 0, 1, 2; lengths 4, 3, 2 and the shortest run 4: 1 - 3 / (8 + 7 + 6); the most frequent counts per case."""
    result = conform(closed("abcd", "abcd", "abd", "ab"), simple_blueprint(ABCD))
    assert 3 == result.cost
    assert 8 + 8 + 7 + 6 == result.most_cost
    assert 1 - 3 / 29 == result.fitness
    assert (4, 4, 2, 3) == (result.cases, result.judged, result.fitting_cases, result.variants)
    assert [1.0, 1.0, 1 - 1 / 7, 1 - 2 / 6] == result.per_case["fitness"].to_list()


def test_an_empty_log_has_no_fitness() -> None:
    """Null, not 0 or 1; tables keep their columns."""
    result = conform(closed(), simple_blueprint(ABCD))
    assert result.fitness is None
    assert result.coverage is None
    assert (0, 0) == (result.cases, result.variants)
    assert 0 == result.deviations.frame.height
    assert result.to_dict()["deviations"] == []


def test_open_cases_are_aligned_as_prefixes_and_stand_apart() -> None:
    """The last two cases began just before the export's end: one is on its way, one did x; neither counts in fitness."""
    rows = [
        ("1", "a", 0),
        ("1", "b", 1),
        ("1", "c", 2),
        ("1", "d", 3),
        ("2", "a", 0),
        ("2", "c", 90),
        ("3", "a", 99),
        ("3", "b", 100),
    ]
    rows += [("4", "a", 99), ("4", "x", 100)]
    frame = pl.DataFrame(
        [{"case": case, "activity": step, "end": MONDAY + timedelta(hours=hour)} for case, step, hour in rows],
        schema_overrides={"end": pl.Datetime("us", "UTC")},
    )
    result = conform(assemble(frame, open_for=timedelta(hours=5)), simple_blueprint(ABCD))
    assert (2, 2, 1) == (result.open_cases, result.judged, result.fitting_open_cases)
    assert 2 == result.cost  # case 2: b and d are missing
    assert ["skipped:b", "unfinished:d"] == sorted(result.deviations.frame["id"])
    assert ["unknown:x"] == result.open_deviations.frame["id"].to_list()
    assert [0.5] == [1 - 1 / 2] == result.per_case.filter(case_id="4")["fitness"].to_list()


def test_the_three_case_ids_and_the_difference_in_flow_time() -> None:
    """Cases 1 to 5 skip c and last 2, 3, 4, 20 and 40 h; two without last 3 h: median 4 - 3 = 1 h; worst 5, typical 3."""
    rows = []
    for case, last in enumerate([2, 3, 4, 20, 40], 1):
        rows += [(str(case), "a", 0), (str(case), "b", 1), (str(case), "d", last)]
    for case in ("6", "7"):
        rows += [(case, step, hour) for hour, step in enumerate("abcd")]
    frame = pl.DataFrame(
        [{"case": case, "activity": step, "end": MONDAY + timedelta(hours=hour)} for case, step, hour in rows],
        schema_overrides={"end": pl.Datetime("us", "UTC")},
    )
    result = conform(assemble(frame), simple_blueprint(ABCD))
    row = result.deviations.frame.row(0, named=True)
    assert ("skipped:c", 5, 5 / 7) == (row["id"], row["cases"], row["share"])
    assert timedelta(hours=1) == row["flow_time_difference"]
    assert ["5", "3"] == row["case_ids"][:2]
    assert 3 == len(set(row["case_ids"]))
    assert ["1", "2", "3", "4", "5"] == result.deviations.case_ids("skipped:c")
    assert {"estimate": 1.0, "low": None, "high": None} == result.to_dict()["deviations"][0]["flow_time_difference_hours"]


def test_without_times_there_is_no_difference_in_flow_time() -> None:
    """Null; the case ids are there all the same."""
    row = conform(closed("abcd", "abd"), simple_blueprint(ABCD)).deviations.frame.row(0, named=True)
    assert row["flow_time_difference"] is None
    assert ["2"] == row["case_ids"]


def test_two_labels_of_one_step_are_one_variant() -> None:
    """b and B are both `b`: "abcd" and "aBcd" are aligned once, and no label is unknown."""
    blueprint = simple_blueprint(ABCD)
    steps = tuple(Step(s.id, s.name, s.lanes, labels=("b", "Bee") if s.id == "b" else ()) for s in blueprint.steps)
    blueprint = Blueprint(blueprint.name, blueprint.lanes, steps, blueprint.flow)
    frame = pl.DataFrame({"case": ["1"] * 4 + ["2"] * 4, "activity": [*"abcd", "a", "Bee", "c", "d"]})
    result = conform(assemble(frame), blueprint)
    assert (1, 2, 1.0) == (result.variants, result.fitting_cases, result.coverage)


def test_unknown_labels_are_told_apart_and_counted() -> None:
    """Two unknown labels are two deviations; 6 of 9 instances are known."""
    result = conform(closed("axbcy", "ab", "yb"), simple_blueprint(Sequence((Do("a"), Do("b"), Optional(Do("c"))))))
    assert (("y", 2), ("x", 1)) == result.unmapped
    assert 6 / 9 == result.coverage
    assert {"unknown:x", "unknown:y", "skipped:a"} == set(result.deviations.frame["id"])


def test_a_net_is_held_against_labels_letter_by_letter() -> None:
    """The net knows a and b; A is another label."""
    net = Net(("p", "q", "r"), ("a", "b"), (((0, 1),), ((1, 1),)), (((1, 1),), ((2, 1),)), (1, 0, 0), ((0, 0, 1),))
    result = conform(closed("ab", "Ab"), net)
    assert {"unknown:A", "skipped:a"} == set(result.deviations.frame["id"])


def test_without_a_design_nothing_is_invented() -> None:
    """None and a number are refused."""
    with pytest.raises(NothingDesignedError):
        conform(closed("ab"), None)
    with pytest.raises(ModelError, match="no design"):
        conform(closed("ab"), 5)
    with pytest.raises(ModelError, match="is a blueprint, not a net"):
        conform(closed("ab"), "service.yaml")


def test_alignments_show_every_trace_with_its_moves() -> None:
    """ "abd" lacks c."""
    frame = conform(closed("abd", "abd", "abcd"), simple_blueprint(ABCD)).alignments.frame
    assert [["a", "b", "d"], ["a", "b", "c", "d"]] == frame["trace"].to_list()
    assert [2, 1] == frame["cases"].to_list()
    assert [1, 0] == frame["cost"].to_list()
    moves = [("synchronous", "a"), ("synchronous", "b"), ("model", "c"), ("synchronous", "d")]
    assert moves == [(move["move"], move["step"]) for move in frame["moves"][0]]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("abcdx", min_size=1, max_size=6), min_size=2, max_size=6), st.integers(1, 5))
def test_disjoint_cases_add_up(traces: list[str], cut: int) -> None:
    """conform(A) + conform(B) = conform(A and B), to the last case id (both halves keep the whole log's dictionary)."""
    whole = closed(*traces)
    blueprint = simple_blueprint(Sequence((Do("a"), Together((Do("b"), Do("c"))), Optional(Do("d")))))
    first = [number < cut for number in range(len(traces))]
    halves = [whole.part(pl.Series(keep).to_numpy()) for keep in (first, [not one for one in first])]
    added = conform(halves[0], blueprint) + conform(halves[1], blueprint)
    alone = conform(whole, blueprint)
    assert alone.to_dict() == added.to_dict()
    assert alone.deviations.frame.equals(added.deviations.frame, null_equal=True)
    assert alone.alignments.frame.equals(added.alignments.frame, null_equal=True)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("abcdx", min_size=1, max_size=6), min_size=1, max_size=6))
def test_fitness_is_one_exactly_when_no_move_deviates(traces: list[str]) -> None:
    """And a case fits exactly when it has no deviation."""
    result = conform(closed(*traces), simple_blueprint(ABCD))
    assert (result.fitness == 1) == (result.cost == 0) == (result.fitting_cases == len(traces))
    deviating = set(result.deviations.found["case_id"])
    assert deviating == set(result.per_case.filter(pl.col("cost") > 0)["case_id"])


def test_white_space_in_the_names_of_a_net_does_not_matter() -> None:
    """A modelling tool broke "check identity" into two lines; two steps that differ in white space only stay apart."""
    frame = pl.DataFrame({"case": ["1"], "activity": ["check identity"]})
    arcs = ((((0, 1),),), (((1, 1),),))
    one = Net(("p", "q"), ("check\n identity",), *arcs, (1, 0), ((0, 1),))
    assert 0 == conform(assemble(frame), one).cost
    both = tuple(side * 2 for side in arcs)
    twins = Net(("p", "q"), ("check\nidentity", "check  identity"), *both, (1, 0), ((0, 1),))
    assert 2 == conform(assemble(frame), twins).cost
