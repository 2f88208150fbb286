"""Second opinions: r4pm and pm4py give the same costs; their known faults are named."""

import os
from pathlib import Path

import polars as pl
import pytest
from flows_strategy import simple_blueprint
from tiny_logs import log

from mining.blueprint.flow import AnyOf, Do, Either, Optional, Repeat, Sequence, Together
from mining.blueprint.net import Net
from mining.blueprint.pnml import read_net
from mining.conformance.conform import conform
from mining.conformance.net import NetBehaviour
from mining.log import EventLog

TRACES = ["abcde", "acbde", "abde", "abcdbcde", "xabcde", "edcba", "abce", "aabbccddee", "ae", "abcdb"]
SHELF = os.environ.get("SERVICE_MINING_LOGS")


@pytest.fixture(scope="module")
def net_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """a, then (b and c together, then d) once or more, e or nothing; with silent split, join, loop and skip."""
    arcs = {
        "a": (["p0"], ["p1"]), "split": (["p1"], ["p2", "p3"]), "b": (["p2"], ["p4"]), "c": (["p3"], ["p5"]),
        "join": (["p4", "p5"], ["p6"]), "d": (["p6"], ["p7"]), "loop": (["p7"], ["p1"]), "e": (["p7"], ["p8"]),
        "skip": (["p7"], ["p8"]), "dead": (["p9"], ["p8"]),
    }  # fmt: skip
    silent = '<toolspecific tool="ProM" version="6.4" activity="$invisible$"/>'
    start = "<initialMarking><text>1</text></initialMarking>"
    lines = [f'<place id="p{k}"><name><text>p{k}</text></name>{start if k == 0 else ""}</place>' for k in range(10)]
    for name in arcs:
        mark = "" if len(name) == 1 or name == "dead" else silent
        lines.append(f'<transition id="{name}"><name><text>{name}</text></name>{mark}</transition>')
    pairs = [(p, name) for name, (taken, _) in arcs.items() for p in taken] + [
        (name, p) for name, (_, put) in arcs.items() for p in put
    ]
    lines += [f'<arc id="arc{k}" source="{a}" target="{b}"/>' for k, (a, b) in enumerate(pairs)]
    final = '<finalmarkings><marking><place idref="p8"><text>1</text></place></marking></finalmarkings>'
    kind = "http://www.pnml.org/version-2009/grammar/pnmlcoremodel"
    text = f'<?xml version="1.0"?><pnml><net id="n" type="{kind}"><page id="g">{"".join(lines)}</page>{final}</net></pnml>'
    path = tmp_path_factory.mktemp("nets") / "net.pnml"
    path.write_text(text, encoding="utf-8")
    return path


def r4pm_costs(event_log: EventLog, path: Path) -> tuple[int, int, int]:
    """(cost over cases, fitting cases, variants without an answer) by r4pm."""
    import r4pm
    from r4pm.bindings.conformance.case_centric import alignments

    ids = event_log.cases["case_id"].gather(event_log.case_codes)
    frame = pl.DataFrame({"case:concept:name": ids, "concept:name": event_log.events["activity"].cast(pl.String)})
    item = r4pm.import_item_from_df("EventLog", frame)
    projection = r4pm.convert_item(item, "EventLogActivityProjection")
    found = alignments.align_variants(r4pm.petri_net.import_pnml(str(path)), projection)
    answers = [(entry["frequency"], entry["result"].get("Ok")) for entry in found]
    cost = sum(count * answer["cost"] for count, answer in answers if answer)
    fitting = sum(count for count, answer in answers if answer and answer["cost"] == 0)
    return cost, fitting, sum(answer is None for _, answer in answers)


def test_costs_equal_r4pms(net_file: Path) -> None:
    """Unit costs on both sides; a net with silent split, join, loop, skip and a dead transition."""
    event_log = log(*TRACES, timed=False)
    result = conform(event_log, net_file)
    assert r4pm_costs(event_log, net_file) == (result.cost, result.fitting_cases, 0)


@pytest.mark.filterwarnings("ignore:the matrix subclass:PendingDeprecationWarning")  # pm4py's linear program
def test_costs_equal_pm4pys_which_are_ten_thousand_per_move(net_file: Path) -> None:
    """pm4py scales: 10,000 per deviating visible move, 1 per silent move; the quotient is our cost."""
    import pm4py
    from pm4py.algo.conformance.alignments.petri_net import algorithm
    from pm4py.objects.log.obj import Event, Trace

    net, initial, final = pm4py.read_pnml(str(net_file))
    result = conform(log(*TRACES, timed=False), (net, initial, final))
    costs = dict(zip(result.per_case["case_id"], result.per_case["cost"], strict=True))
    for number, line in enumerate(TRACES, 1):
        trace = Trace([Event({"concept:name": letter}) for letter in line])
        answer = algorithm.apply(trace, net, initial, final)
        assert answer["cost"] // 10_000 == costs[str(number)], line


def test_a_pm4py_net_is_the_same_as_its_file(net_file: Path) -> None:
    """Same costs, same moves, though pm4py keeps transitions in sets without order."""
    import pm4py

    event_log = log(*TRACES, timed=False)
    from_file, from_objects = conform(event_log, net_file), conform(event_log, pm4py.read_pnml(str(net_file)))
    assert from_file.alignments.frame.equals(from_objects.alignments.frame, null_equal=True)


def test_a_flow_and_the_same_net_are_the_same_automaton(net_file: Path) -> None:
    """Minimal automata of equal languages are equal, state by state."""
    import numpy as np

    from mining.conformance.automaton import automaton
    from mining.conformance.flow import FlowBehaviour

    body = Sequence((Together((Do("b"), Do("c"))), Do("d")))
    flow = Sequence((Do("a"), Repeat(body, Sequence(())), Optional(Do("e"))))
    ours = automaton(FlowBehaviour(simple_blueprint(flow)), budget=1000)
    net = read_net(net_file)
    theirs = automaton(
        NetBehaviour(Net(**{**vars(net), "labels": tuple(None if x == "dead" else x for x in net.labels)})), budget=1000
    )
    assert ours.steps == theirs.steps
    assert np.array_equal(ours.next, theirs.next)
    assert np.array_equal(ours.final, theirs.final)


def test_an_any_of_block_needs_one_branch() -> None:
    """One or more of b, c, d in any order, each at most once: 15 words; nothing at all costs 1."""
    design = simple_blueprint(Sequence((Do("a"), AnyOf((Do("b"), Do("c"), Do("d"))), Either((Do("e"), Sequence(()))))))
    result = conform(log("ab", "adc", "abcde", "a", "ae", "abb", timed=False), design)
    assert [0, 0, 0, 1, 1, 1] == result.per_case["cost"].to_list()


@pytest.mark.skipif(SHELF is None, reason="SERVICE_MINING_LOGS is not set: no shelf of real logs")
@pytest.mark.parametrize("name", ["a12f0n00", "a12f0n50", "a32f0n05", "a32f0n50"])
def test_generated_logs_equal_r4pms(name: str) -> None:
    """Logs with 0 to 50 % noise against the net that made them."""
    import mining

    shelf = Path(str(SHELF))
    net_path = shelf / "models" / f"{name[:3]}.pnml"
    event_log = mining.read(shelf / "logs" / f"{name}.xes.gz", no_time=True)
    result = conform(event_log, net_path)
    assert r4pm_costs(event_log, net_path) == (result.cost, result.fitting_cases, 0)
