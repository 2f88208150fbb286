"""Second opinions on models of other tools: pm4py reads the same BPMN and gives the same costs, where it does not crash."""

import os
import random
from pathlib import Path

import pytest
from flows_strategy import flows, simple_blueprint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_logs import log

import mining
from mining.blueprint.exchange.bpmn_writing import bpmn_text
from mining.blueprint.flow import Flow

SHELF = os.environ.get("SERVICE_MINING_LOGS", "")
LINEAR_PROGRAM = "ignore:the matrix subclass:PendingDeprecationWarning"


def theirs(path: Path, traces: list[list[str]]) -> list[int]:
    """Costs of pm4py's alignments with its own conversion to a net: 10,000 per deviating visible move."""
    import pm4py
    from pm4py.algo.conformance.alignments.petri_net import algorithm
    from pm4py.objects.log.obj import Event, Trace

    read = pm4py.read_pnml(str(path)) if path.suffix == ".pnml" else pm4py.read_bpmn(str(path))
    net, initial, final = read if isinstance(read, tuple) else pm4py.convert_to_petri_net(read)
    found = []
    for trace in traces:
        events = Trace([Event({"concept:name": label}) for label in trace])
        found.append(algorithm.apply_trace(events, net, initial, final)["cost"] // 10_000)
    return found


def plain(flow: Flow) -> bool:
    """pm4py's conversion knows neither counted sub-processes, nor markers of loops, nor (rightly) inclusive joins."""
    return "AnyOf" not in repr(flow) and "Repeat" not in repr(flow)


@pytest.mark.filterwarnings(LINEAR_PROGRAM)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much]
)
@given(flows("abc", 6).filter(plain), st.lists(st.text("abcx", min_size=1, max_size=5), min_size=1, max_size=3))
def test_pm4py_reads_what_we_write(tmp_path: Path, flow: Flow, traces: list[str]) -> None:
    """The same costs from the same file."""
    path = tmp_path / "made.bpmn"
    path.write_bytes(bpmn_text(simple_blueprint(flow)))
    ours = mining.conform(log(*traces), path).per_case
    by_case = dict(zip(ours["case_id"], ours["cost"], strict=True))
    assert theirs(path, [list(trace) for trace in traces]) == [by_case[str(k)] for k in range(1, len(traces) + 1)]


@pytest.mark.skipif(not SHELF, reason="SERVICE_MINING_LOGS is not set: no model files")
@pytest.mark.filterwarnings(LINEAR_PROGRAM)
@pytest.mark.parametrize(
    ("name", "source", "cases"),
    [
        ("receipt.bpmn", "receipt.csv.gz", 2),
        ("running-example.bpmn", "running-example.csv", 6),
        ("roadtraffic.pnml", "roadtraffic100traces.xes", 20),
    ],
)
def test_damaged_cases_of_real_logs_cost_the_same(name: str, source: str, cases: int) -> None:
    """Whole logs fit these models; with events exchanged, lost and doubled they do not, and both count the same."""
    import polars as pl

    path = Path(SHELF) / "models" / name
    whole = mining.read(Path(SHELF) / "logs" / source)
    assert mining.conform(whole, path).cost == 0
    labels = whole.events["activity"].cast(pl.String).to_list()
    chance, traces = random.Random(7), []
    for begin, end in list(zip(whole.offsets[:-1].tolist(), whole.offsets[1:].tolist(), strict=True))[:cases]:
        trace = labels[begin:end]
        for _ in range(2):
            place = chance.randrange(len(trace))
            match chance.randrange(3):
                case 0 if len(trace) > 1:
                    del trace[place]
                case 1:
                    trace.insert(place, trace[place])
                case _:
                    other = chance.randrange(len(trace))
                    trace[place], trace[other] = trace[other], trace[place]
        traces.append(trace)
    rows = [
        {"case": f"{k:03}", "activity": label, "n": n} for k, trace in enumerate(traces) for n, label in enumerate(trace)
    ]
    damaged = mining.from_polars(pl.DataFrame(rows), case="case", activity="activity", order="n", no_time=True)
    ours = mining.conform(damaged, path).per_case.sort("case_id")["cost"].to_list()
    assert theirs(path, traces) == ours
    assert sum(ours) > 0


@pytest.mark.filterwarnings(LINEAR_PROGRAM)
def test_pm4py_still_loses_what_we_keep(tmp_path: Path) -> None:
    """Its import has no lanes, drops a boundary event without a word, and its conversion fails on call activities."""
    import pm4py
    from bpmn_texts import boundary, inside, lane, lanes, process, words, written

    from mining.blueprint.exchange.models import blueprint_in

    content = process(inside("s>A A>B B>e1 b>C C>e2", boundary("A")), lanes=lanes(lane(1, "Desk", "A", "B", "C")))
    path = written(tmp_path, content)
    read = pm4py.read_bpmn(str(path))
    assert not any("Lane" in type(node).__name__ for node in read.get_nodes())
    assert {"AB", "C"} == words(blueprint_in(path)[0])
    assert theirs(path, [["C"]]) != [0]
    called = written(tmp_path, inside("s>A A>Z Z>e", Z='callActivity name="Z" calledElement="elsewhere"'), name="call.bpmn")
    assert {"AZ"} == words(blueprint_in(called)[0])
    with pytest.raises(Exception):  # noqa: B017 - whatever it raises
        theirs(called, [["A", "Z"]])
