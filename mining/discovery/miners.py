"""Models discovered by pm4py's miners, which are handed variants and counts, never events.

pm4py is imported inside the functions: it takes seconds, and only who mines a model should wait for it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from xml.etree import ElementTree

import numpy as np

from mining.discovery.counted import directly_following, ends_at
from mining.discovery.split import Kept, split_kept, split_net
from mining.discovery.variants import Variants, variants
from mining.errors import ModelError
from mining.log import EventLog
from mining.writing import write_whole

if TYPE_CHECKING:
    from mining.drawing.picture import Picture

Miner = Literal["inductive", "heuristics", "split"]
MINERS: tuple[Miner, ...] = ("inductive", "heuristics", "split")


@dataclass(frozen=True, eq=False, repr=False)
class Model:
    """An accepting Petri net as pm4py has it; unpack it: ``net, initial, final = model``.

    A model discovered from a log says what happened, not what was designed.

    Attributes:
        net: ``pm4py.objects.petri_net.obj.PetriNet``; a transition without label is silent.
        initial: marking in which a run begins.
        final: marking in which it may end.
        miner: what made it.
        noise: with which threshold.
    """

    net: Any
    initial: Any
    final: Any
    miner: Miner
    noise: float

    def __iter__(self) -> Any:
        return iter((self.net, self.initial, self.final))

    def to_pnml(self, path: str | Path) -> None:
        """Write the net as PNML (complete or absent), silent transitions and the final marking as ProM marks them.

        Raises:
            FileError: the place cannot be written.
        """
        write_whole(path, _pnml(self))

    def draw(self, language: str = "en") -> Picture:
        """Return the net as a picture: SVG text that shows itself in a notebook; ``.save(path)`` writes SVG, PNG or PDF."""
        from mining.drawing.net_picture import draw_model

        return draw_model(*self, language=language, title=self.net.name)

    def __repr__(self) -> str:
        silent = sum(transition.label is None for transition in self.net.transitions)
        visible = len(self.net.transitions) - silent
        return f"Model({self.miner}, noise {self.noise:g}: {len(self.net.places)} places, {visible} steps, {silent} silent)"


def discover_model(log: EventLog, *, miner: Miner = "inductive", noise: float = 0.0) -> Model:
    """Return the Petri net that a miner finds in the variants of the log. Open cases stay in, with the trace so far.

    Args:
        log: any log with at least one instance; times are not looked at.
        miner: ``inductive``: a block-structured, sound net; without noise it accepts every trace of the log.
            ``heuristics``: dependencies of at least 0.5, which need not be sound.
            ``split``: the split miner (Augusto and others, 2019; epsilon 0.1): relations cleared of what is parallel or
            rare, with gateways found from them; need not be sound where loops and parallel branches cross.
        noise: 0 to 1. For ``inductive``, the share below which a directly-follows relation is left out while looking for
            a block; for ``heuristics``, the share of the strongest relation of both its activities below which a relation
            is left out; for ``split``, the percentile (eta) of the strongest relations below which one is left out, if
            every activity stays connected. 0 leaves out as little as possible.

    Raises:
        ModelError: the log is empty, there is no such miner, or `noise` is not in 0..1.
    """
    if miner not in MINERS:
        raise ModelError.unknown_miner(miner, MINERS)
    if not 0 <= noise <= 1:
        raise ModelError(f"noise must lie between 0 and 1, not {noise:g}.", remedy="--noise 0.2")
    traces = variants(log)
    if not len(traces):
        raise ModelError("an empty log has no model.", remedy="select cases that exist.")
    found = {"inductive": _inductive, "heuristics": _heuristics, "split": split_net}[miner]
    net, initial, final = found(traces, noise)
    net.name = f"{miner} miner, noise {noise:g}"
    return Model(net, initial, final, miner, noise)


def _inductive(traces: Variants, noise: float) -> tuple[Any, Any, Any]:
    from pm4py.algo.discovery.inductive.dtypes.im_ds import IMDataStructureUVCL
    from pm4py.algo.discovery.inductive.variants.im import IMUVCL
    from pm4py.algo.discovery.inductive.variants.imf import IMFUVCL
    from pm4py.convert import convert_to_petri_net
    from pm4py.objects.process_tree.utils import generic

    counted = Counter({tuple(traces.trace(k)): cases for k, cases in enumerate(traces.counts.tolist())})
    # pm4py's own entry compares the type of its argument with `typing.Counter` and so never takes counted variants.
    parameters = {"noise_threshold": noise, "multiprocessing": False}
    miner = IMFUVCL if noise > 0 else IMUVCL
    tree = generic.fold(miner(parameters).apply(IMDataStructureUVCL(counted), parameters))
    _put_in_order(tree)
    net, initial, final = convert_to_petri_net(tree)
    return net, initial, final


def _put_in_order(tree: Any) -> None:
    """Order branches that have none by their text: pm4py's order changes from run to run."""
    from pm4py.objects.process_tree.obj import Operator

    for child in tree.children:
        _put_in_order(child)
    if tree.operator in (Operator.XOR, Operator.PARALLEL, Operator.OR):
        tree.children.sort(key=str)


def _heuristics(traces: Variants, noise: float) -> tuple[Any, Any, Any]:
    from pm4py.objects.conversion.heuristics_net import converter

    net, initial, final = converter.apply(_heuristics_graph(traces, noise))
    return net, initial, final


def _heuristics_graph(traces: Variants, noise: float) -> Any:
    from pm4py.algo.discovery.heuristics.variants import classic

    labels, counts = traces.labels, traces.counts
    lengths = np.diff(traces.offsets)
    occurrences = np.bincount(traces.flat, weights=np.repeat(counts, lengths), minlength=len(labels)).astype(np.int64)
    return classic.apply_heu_dfg(
        directly_following(traces, (0, 1)),
        activities=[labels[code] for code in np.flatnonzero(occurrences)],
        activities_occurrences={labels[code]: int(occurrences[code]) for code in np.flatnonzero(occurrences)},
        start_activities=ends_at(traces, traces.offsets[:-1]),
        end_activities=ends_at(traces, traces.offsets[1:] - 1),
        dfg_window_2=directly_following(traces, (0, 2)),
        freq_triples=directly_following(traces, (0, 1, 2)),
        parameters={classic.Parameters.DFG_PRE_CLEANING_NOISE_THRESH: noise},
    )


def main_relations(traces: Variants, miner: Literal["heuristics", "split"], noise: float) -> Kept:
    """Return which relations a miner takes for the main way, parallel ones in both directions.

    Args:
        traces: at least one variant.
        miner: see `discover_model`; the inductive miner keeps cases, not relations.
        noise: as there.
    """
    if miner == "split":
        return split_kept(traces, noise)
    nodes = _heuristics_graph(traces, noise).nodes
    kept = {(one, other.node_name) for one, node in nodes.items() for other in node.output_connections}
    seen = directly_following(traces, (0, 1))
    # The miner keeps neither direction of what follows each other about equally often: to it, they are parallel.
    beside = {(a, b) for a, b in seen if (b, a) in seen and (a, b) not in kept and (b, a) not in kept}
    starts, ends = ends_at(traces, traces.offsets[:-1]), ends_at(traces, traces.offsets[1:] - 1)
    least = [noise * max(side.values()) for side in (starts, ends)]
    return Kept(
        frozenset(kept | beside),
        frozenset(label for label, cases in starts.items() if cases >= least[0]),
        frozenset(label for label, cases in ends.items() if cases >= least[1]),
    )


def _pnml(model: Model) -> bytes:
    """Return PNML in which everything stands in a fixed order (pm4py's own writer gives new names on every run)."""
    root = ElementTree.Element("pnml")
    net = ElementTree.SubElement(root, "net", id="net1", type="http://www.pnml.org/version-2009/grammar/pnmlcoremodel")
    _text(net, "name", model.net.name)
    page = ElementTree.SubElement(net, "page", id="page1")
    places = sorted(model.net.places, key=lambda place: place.name)
    transitions = sorted(model.net.transitions, key=_reading_order)
    ids: dict[Any, str] = {place: f"p{k}" for k, place in enumerate(places, 1)}
    ids |= {transition: f"t{k}" for k, transition in enumerate(transitions, 1)}
    for place in places:
        element = ElementTree.SubElement(page, "place", id=ids[place])
        _text(element, "name", place.name)
        if model.initial.get(place, 0):
            _text(element, "initialMarking", str(model.initial[place]))
    for transition in transitions:
        element = ElementTree.SubElement(page, "transition", id=ids[transition])
        _text(element, "name", transition.label if transition.label is not None else transition.name)
        if transition.label is None:
            ElementTree.SubElement(element, "toolspecific", tool="ProM", version="6.4", activity="$invisible$")
    ends = sorted((ids[arc.source], ids[arc.target], arc.weight) for arc in model.net.arcs)
    for k, (source, target, weight) in enumerate(ends, 1):
        element = ElementTree.SubElement(page, "arc", id=f"a{k}", source=source, target=target)
        if weight != 1:
            _text(element, "inscription", str(weight))
    marking = ElementTree.SubElement(ElementTree.SubElement(net, "finalmarkings"), "marking")
    for place in places:
        if model.final.get(place, 0):
            _text(ElementTree.SubElement(marking, "place", idref=ids[place]), None, str(model.final[place]))
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _text(parent: ElementTree.Element, tag: str | None, text: str) -> None:
    holder = parent if tag is None else ElementTree.SubElement(parent, tag)
    ElementTree.SubElement(holder, "text").text = text


def _reading_order(transition: Any) -> tuple[bool, str]:
    """Steps by label, then silent transitions by name."""
    return (transition.label is None, transition.label if transition.label is not None else transition.name)
