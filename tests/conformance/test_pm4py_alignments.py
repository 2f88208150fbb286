"""Alignments in pm4py's structure, and back: case ids stay, costs are scaled, pm4py's own functions take them."""

import pytest
from tiny_logs import log

from mining.conformance.aligned_traces import Alignments
from mining.conformance.conform import conform
from mining.discovery.miners import discover_model
from mining.errors import ModelError
from mining.log import EventLog

PROGRAM = pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")  # pm4py's linear program
TRACES = ["abcd", "acbd", "abd", "xabcd", "abcd", "dcba"]


def closed(*traces: str) -> EventLog:
    return log(*traces, timed=False)


def theirs(event_log: EventLog, model: object, **parameters: object) -> list:
    from pm4py.algo.conformance.alignments.petri_net import algorithm

    return algorithm.apply(event_log.to_pm4py(), *model, parameters={"show_progress_bar": False, **parameters})  # type: ignore[misc]


def test_pm4pys_structure_by_hand() -> None:
    """abcd mined from itself; abd lacks c: ('>>', 'c'), 10,000; at worst 3 + 4 moves; x is ('x', '>>')."""
    model = discover_model(closed("abcd"))
    first, second = conform(closed("abd", "xabcd"), model).alignments.to_pm4py()
    assert first == {
        "alignment": [("a", "a"), ("b", "b"), (">>", "c"), ("d", "d")],
        "cost": 10_000, "fitness": 1 - 1 / 7, "bwc": 70_000, "case_id": "1",
    }  # fmt: skip
    assert second is not None
    assert [("x", ">>"), ("a", "a")] == second["alignment"][:2]
    assert "2" == second["case_id"]


@PROGRAM
def test_pm4pys_own_alignments_come_back() -> None:
    """Same costs per case as ours, ids as handed over; silent steps (b and c are parallel) are left out."""
    event_log = closed(*TRACES)
    model = discover_model(closed("abcd", "acbd"))
    ours = conform(event_log, model).alignments
    back = Alignments.from_pm4py(theirs(event_log, model), case_ids=event_log.cases["case_id"].to_list())
    assert event_log.cases["case_id"].to_list() == back.of_case["case_id"].to_list()
    for case in range(len(TRACES)):
        one = ours.frame.row(ours.of_case["row"][case], named=True)
        other = back.frame.row(back.of_case["row"][case], named=True)
        assert (one["trace"], one["cost"]) == (other["trace"], other["cost"])
        assert {move["move"] for move in other["moves"]} <= {"synchronous", "log", "model"}
    assert len(TRACES) == back.frame["cases"].sum()


@PROGRAM
def test_names_of_transitions_are_passed_by() -> None:
    """pm4py can put the names of transitions beside the labels: the labels count."""
    event_log = closed(*TRACES)
    model = discover_model(closed("abcd", "acbd"))
    plain = Alignments.from_pm4py(theirs(event_log, model))
    named = Alignments.from_pm4py(theirs(event_log, model, ret_tuple_as_trans_desc=True))
    assert plain.frame.equals(named.frame)


def test_there_and_back() -> None:
    """What is written is read back equal: traces, cases, costs, moves and case ids."""
    model = discover_model(closed("abcd", "acbd"))
    ours = conform(closed(*TRACES), model).alignments
    back = Alignments.from_pm4py(ours.to_pm4py())
    assert ours.frame.equals(back.frame)
    assert ours.of_case.equals(back.of_case)


def test_pm4pys_fitness_of_them_is_ours() -> None:
    """Its evaluation reads them and finds the log's fitness."""
    from pm4py.algo.evaluation.replay_fitness.variants import alignment_based

    model = discover_model(closed("abcd", "acbd"))
    result = conform(closed(*TRACES), model)
    found = alignment_based.evaluate(result.alignments.to_pm4py())
    assert result.fitness == pytest.approx(found["log_fitness"])
    assert 100 * result.fitting_cases / result.judged == pytest.approx(found["percentage_of_fitting_traces"])


def test_parts_add_up_with_their_cases() -> None:
    """The alignments of two parts are those of the whole, in the order of their cases."""
    model = discover_model(closed("abcd", "acbd"))
    whole = conform(closed(*TRACES), model).alignments
    parts = conform(closed(*TRACES[:2]), model).alignments + conform(closed(*TRACES[2:]), model).alignments
    assert whole.frame.equals(parts.frame)
    assert whole.of_case["row"].to_list() == parts.of_case["row"].to_list()


def test_a_case_without_an_answer_is_unjudged() -> None:
    """pm4py's None has no trace and no cost; it comes back as None."""
    found = Alignments.from_pm4py([None, {"alignment": [("a", "a")], "cost": 0}])
    assert 1 == found.frame["cost"].null_count()
    assert None is found.to_pm4py()[0]
    assert ["1", "2"] == found.of_case["case_id"].to_list()


def test_what_is_no_alignment_is_refused() -> None:
    """Too few ids, and dictionaries of another kind."""
    with pytest.raises(ModelError, match="one case id per alignment"):
        Alignments.from_pm4py([None, None], case_ids=["1"])
    with pytest.raises(ModelError, match="result 1 is no alignment"):
        Alignments.from_pm4py([{"trace_fitness": 1.0}])
