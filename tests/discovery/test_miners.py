"""Models through pm4py: what they accept, what is written, and that nothing talks."""

import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tiny_logs import log

from mining.discovery.counted import directly_following
from mining.discovery.miners import MINERS, _heuristics, discover_model, main_relations
from mining.discovery.variants import variants
from mining.errors import ModelError

TRACES = ("abcd", "acbd", "abcd", "aed", "abcbcd")


def accepts(model, trace: str) -> bool:
    """Whether a run of the net spells the trace (search over markings; silent transitions are free)."""
    from pm4py.objects.petri_net import semantics

    seen, stack = set(), [(model.initial, 0)]
    while stack:
        marking, place = stack.pop()
        if place == len(trace) and marking == model.final:
            return True
        for transition in semantics.enabled_transitions(model.net, marking):
            spelled = transition.label is not None
            if spelled and (place == len(trace) or transition.label != trace[place]):
                continue
            state = (semantics.execute(transition, model.net, marking), place + spelled)
            key = (frozenset(state[0].items()), state[1])
            if key not in seen:
                seen.add(key)
                stack.append(state)
    return False


def test_the_inductive_miner_accepts_every_trace_without_noise() -> None:
    """And not just anything."""
    model = discover_model(log(*TRACES))
    assert all(accepts(model, trace) for trace in TRACES)
    assert not accepts(model, "da")
    net, initial, final = model
    assert (net, initial, final) == (model.net, model.initial, model.final)


def test_noise_leaves_out_what_is_rare() -> None:
    """One trace in fifty goes another way."""
    given = log(*["abc"] * 49, "bca")
    assert accepts(discover_model(given), "bca")
    assert not accepts(discover_model(given, noise=0.2), "bca")
    assert accepts(discover_model(given, noise=0.2), "abc")


def test_the_heuristics_miner_finds_the_main_road() -> None:
    """abcd, ten times."""
    model = discover_model(log(*["abcd"] * 10), miner="heuristics")
    assert accepts(model, "abcd") and not accepts(model, "abd")
    assert repr(model) == "Model(heuristics, noise 0: 5 places, 4 steps, 0 silent)"


def test_counts_at_a_distance() -> None:
    """In abab (twice): ab 4, ba 2; a..a 2, b..b 2; aba 2, bab 2."""
    found = variants(log("abab", "abab"))
    assert directly_following(found, (0, 1)) == {("a", "b"): 4, ("b", "a"): 2}
    assert directly_following(found, (0, 2)) == {("a", "a"): 2, ("b", "b"): 2}
    assert directly_following(found, (0, 1, 2)) == {("a", "b", "a"): 2, ("b", "a", "b"): 2}


def test_the_heuristics_miner_finds_the_same_from_variants_as_from_events() -> None:
    """Second opinion: pm4py on its own frame of events, with its own cleaning of 5 %."""
    import pm4py

    given = log(*TRACES, *["aed"] * 3, "abed")
    theirs = pm4py.discover_petri_net_heuristics(given.to_pm4py())
    ours = _heuristics(variants(given), 0.05)
    shape = lambda net: (len(net.places), Counter(t.label for t in net.transitions), len(net.arcs))  # noqa: E731
    assert shape(ours[0]) == shape(theirs[0])


def test_the_inductive_miner_finds_the_same_from_variants_as_from_events() -> None:
    """Second opinion: as many places, steps and arcs."""
    import pm4py

    given = log(*TRACES, *["aed"] * 3, "abed")
    shape = lambda net: (len(net.places), Counter(t.label for t in net.transitions), len(net.arcs))  # noqa: E731
    for noise in (0.0, 0.2):
        theirs = pm4py.discover_petri_net_inductive(given.to_pm4py(), noise_threshold=noise)
        assert shape(discover_model(given, noise=noise).net) == shape(theirs[0])


def test_pm4py_does_not_take_counted_variants_at_its_own_door() -> None:
    """It compares with `typing.Counter`; therefore the miner inside is called."""
    from pm4py.algo.discovery.inductive import algorithm

    with pytest.raises(AttributeError):
        algorithm.apply(Counter({("a", "b"): 1}))


@pytest.mark.parametrize("miner", MINERS)
def test_a_model_is_written_whole_and_can_be_read(miner: str, tmp_path: Path) -> None:
    """pm4py reads the file and finds the same net; silent transitions stay silent."""
    import pm4py

    model = discover_model(log(*TRACES, "a<b"), miner=miner)  # type: ignore[arg-type]
    path = tmp_path / "model.pnml"
    model.to_pnml(path)
    net, initial, final = pm4py.read_pnml(str(path))
    labels = lambda net: Counter(transition.label for transition in net.transitions)  # noqa: E731
    assert labels(net) == labels(model.net)
    assert (len(net.places), len(net.arcs)) == (len(model.net.places), len(model.net.arcs))
    assert sum(initial.values()) == sum(final.values()) == 1
    assert [entry.name for entry in tmp_path.iterdir()] == ["model.pnml"]


def test_the_file_is_the_same_in_every_run() -> None:
    """pm4py names transitions at random and orders branches by hash; the file does not."""
    code = (
        "from tiny_logs import log; from mining.discovery.miners import discover_model, _pnml; import sys;"
        f"sys.stdout.buffer.write(_pnml(discover_model(log(*{TRACES!r}, 'abfgd', 'aghd'))))"
    )
    paths = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]
    written = set()
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": ":".join(paths), "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        # Nothing talks: no licence notice, no progress bar, no warning.
        assert done.stderr == b""
        written.add(done.stdout)
    assert len(written) == 1
    assert ElementTree.fromstring(written.pop()).tag == "pnml"


def test_what_cannot_be_mined_is_refused() -> None:
    """Each with its own message."""
    with pytest.raises(ModelError, match='Did you mean "inductive"'):
        discover_model(log("ab"), miner="inductiv")  # type: ignore[arg-type]
    with pytest.raises(ModelError, match="an empty log has no model"):
        discover_model(log())
    with pytest.raises(ModelError, match="between 0 and 1"):
        discover_model(log("ab"), noise=2)


def test_the_split_miner_finds_parallel_branches() -> None:
    """b and c in either order, equally often: parallel, so that both fit and neither alone does."""
    model = discover_model(log(*["abcd"] * 10, *["acbd"] * 10), miner="split")
    assert accepts(model, "abcd") and accepts(model, "acbd")
    assert not accepts(model, "abd") and not accepts(model, "abbcd")


def test_the_split_miner_finds_the_same_from_variants_as_from_events() -> None:
    """Second opinion: pm4py's own way through every case."""
    import pm4py
    from pm4py.convert import convert_to_petri_net

    given = log(*TRACES, *["aed"] * 3, "abed", "abbcd")
    theirs = convert_to_petri_net(pm4py.discover_bpmn_split_miner(given.to_pm4py(), eta=0.4))
    ours = discover_model(given, miner="split", noise=0.4)
    shape = lambda net: (len(net.places), Counter(t.label for t in net.transitions), len(net.arcs))  # noqa: E731
    assert shape(ours.net) == shape(theirs[0])


def test_relations_that_a_miner_keeps() -> None:
    """b and c are parallel, in both directions; that one case begins with c is left out."""
    traces = variants(log(*["abcd"] * 20, *["acbd"] * 20, "cabd"))
    both = {("a", "b"), ("a", "c"), ("b", "c"), ("c", "b"), ("b", "d"), ("c", "d")}
    split = main_relations(traces, "split", 0.4)
    assert (split.follows, split.starts, split.ends) == (both, {"a"}, {"d"})
    heuristics = main_relations(traces, "heuristics", 0.1)
    assert both <= heuristics.follows
    assert (heuristics.starts, heuristics.ends) == ({"a"}, {"d"})
