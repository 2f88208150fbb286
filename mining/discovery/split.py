"""The split miner, as pm4py ports it, handed relations and counts instead of events.

Augusto, Conforti, Dumas, La Rosa, Polyvyanyy: Split miner: automated discovery of accurate and simple business process
models from event logs, 2019. What directly follows what is counted; pairs that follow each other in both directions about
equally often (epsilon 0.1) are parallel; what is rare is left out as long as everything stays connected; gateways are
found from what is left.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from mining.discovery.counted import directly_following, ends_at
from mining.discovery.variants import Variants

EPSILON = 0.1
"""Difference of two directions, as a share of both, below which a pair is parallel."""


@dataclass(frozen=True)
class Kept:
    """What a miner keeps of the directly-follows relation.

    Attributes:
        follows: (label, next); parallel pairs in both directions.
        starts: labels with which a case may begin.
        ends: labels with which it may end.
    """

    follows: frozenset[tuple[str, str]]
    starts: frozenset[str]
    ends: frozenset[str]


def split_net(traces: Variants, noise: float) -> tuple[Any, Any, Any]:
    """Return the model as pm4py's net, initial and final marking; `noise` is the miner's eta."""
    from pm4py.convert import convert_to_petri_net

    net, initial, final = convert_to_petri_net(_miner(traces).apply(traces, _parameters(noise)))
    _name_by_place(net, initial, final)
    return net, initial, final


def _name_by_place(net: Any, initial: Any, final: Any) -> None:
    """Name places and silent transitions by where they stand: pm4py gives them new names on every run.

    Each gets a text from its label and marking, then again and again one from the texts around it, until those far off
    count, too; what still has the same text stands in the same place.
    """
    text = {place: f"place {initial.get(place, 0)} {final.get(place, 0)}" for place in net.places}
    text |= {transition: f"step {transition.label}" for transition in net.transitions}
    for _ in range(len(text)):
        around = {
            node: "|".join(
                [
                    text[node],
                    *sorted(f"in {text[arc.source]}" for arc in node.in_arcs),
                    *sorted(f"out {text[arc.target]}" for arc in node.out_arcs),
                ]
            )
            for node in text
        }
        after = {node: hashlib.sha256(told.encode()).hexdigest() for node, told in around.items()}
        settled = len(set(after.values())) == len(set(text.values()))
        text = after
        if settled:
            break
    for prefix, nodes in (("p", net.places), ("t", net.transitions)):
        for number, node in enumerate(sorted(nodes, key=lambda node: text[node]), 1):
            node.name = f"{prefix}{number:04}"


def split_kept(traces: Variants, noise: float) -> Kept:
    """Return the relations that are left once parallel pairs are told apart and the rare is left out."""
    from pm4py.algo.discovery.split_miner.dfg_discovery.classic import strip_self_loops
    from pm4py.algo.discovery.split_miner.dtypes.log import END_LABEL, START_LABEL

    miner, parameters = _miner(traces), _parameters(noise)
    graph, loops = miner.do_dfg_discovery([], parameters)
    parallel = miner.do_concurrency(strip_self_loops(graph), [], loops, parameters)
    edges = miner.do_filter(parallel.pdfg, parameters).edges
    both = {pair for one, other in map(sorted, parallel.concurrent_pairs) for pair in ((one, other), (other, one))}
    inner = {(one, other) for one, other in edges if one != START_LABEL and other != END_LABEL}
    return Kept(
        frozenset(inner | both | {(label, label) for label in loops.self_loops}),
        frozenset(other for one, other in edges if one == START_LABEL),
        frozenset(one for one, other in edges if other == END_LABEL),
    )


def _parameters(noise: float) -> dict[str, Any]:
    from pm4py.algo.discovery.split_miner.variants.classic import Parameters

    return {Parameters.EPSILON.value: EPSILON, Parameters.ETA.value: noise}


def _miner(traces: Variants) -> Any:
    """pm4py's miner with its first step replaced: it would walk every case."""
    from pm4py.algo.discovery.split_miner.dtypes.log import END_LABEL, START_LABEL
    from pm4py.algo.discovery.split_miner.dtypes.loops import LoopInfo
    from pm4py.algo.discovery.split_miner.variants.classic import ClassicSplitMiner

    graph: dict[tuple[str, ...], int] = directly_following(traces, (0, 1))
    graph |= {(START_LABEL, label): cases for label, cases in ends_at(traces, traces.offsets[:-1]).items()}
    graph |= {(label, END_LABEL): cases for label, cases in ends_at(traces, traces.offsets[1:] - 1).items()}
    there_and_back = {(a, b): n for (a, b, c), n in directly_following(traces, (0, 1, 2)).items() if a == c != b}
    own = {one for one, other in graph if one == other}
    short = {frozenset(pair) for pair in there_and_back if not own & set(pair)}

    class Counted(ClassicSplitMiner):  # type: ignore[misc]
        def do_extract_traces(self, log: Any, parameters: Any = None) -> list[Any]:
            return [log]

        def do_dfg_discovery(self, traces: Any, parameters: Any = None) -> tuple[Any, Any]:
            return dict(graph), LoopInfo(self_loops=set(own), short_loops=set(short), short_loop_freq=dict(there_and_back))

    return Counted()
