"""A block-structured flow from traces: cut them, cut the pieces, until each piece is a step.

Without noise the flow accepts every trace it was made from: each cut and each way out below keeps that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mining.blueprint.flow import NOTHING, AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together
from mining.drafting.cuts import Kind, Parts, Relation, Traces, cuts, in_order
from mining.drafting.splits import Pieces, split
from mining.drafting.tidying import tidy

PLAIN = ("branches", "sequence")
"""Cuts that leave least open."""
MOST_TRIED = 16
"""Steps up to which each is tried as the one that stands beside the rest."""
MOST_TOGETHER = 6
"""Steps in no order at all that may stand together; of more, every set that is done would be a state of its own."""


@dataclass(frozen=True)
class Rarity:
    """What is passed over: `noise`, a share; `plainly`: for plain sequences, also where a block is found without."""

    noise: float
    plainly: bool


def flow_of(traces: Traces, *, noise: float = 0.0, plainly: bool = True) -> Flow:
    """Return a flow in blocks.

    Args:
        traces: distinct traces of step ids with their cases.
        noise: 0 to 1: the share up to which what is rare is passed over: relations while cutting, empty and repeated
            traces of a block, and events that stand in no block.
        plainly: with noise, whether a few cases in another order are passed over where they would make steps parallel or
            looping; else only where there is no block otherwise.
    """
    return tidy(_block(dict(traces), Rarity(noise, plainly)))


def _block(traces: Pieces, rarity: Rarity) -> Flow:
    cases = sum(traces.values())
    empty = traces.pop((), 0)
    if not traces:
        return NOTHING
    inner = _full(traces, rarity)
    return Optional(inner) if empty > rarity.noise * cases else inner


def _full(traces: Pieces, rarity: Rarity) -> Flow:
    """A block of traces none of which is empty."""
    relation = Relation.of(traces)
    if len(relation.steps) == 1:
        (step,) = relation.steps
        again = sum(cases for trace, cases in traces.items() if len(trace) > 1)
        return Repeat(Do(step), NOTHING) if again > rarity.noise * sum(traces.values()) else Do(step)
    exact = next(_exact_cuts(traces, relation), None)
    if rarity.noise and (exact is None or (rarity.plainly and exact[0] not in PLAIN)):
        rare = _cut_passing_over_the_rare(traces, relation, rarity.noise)
        # Parallel or looping because of a few cases only: without them it may be a plain sequence.
        exact = rare if rare is not None and (exact is None or rare[0] in PLAIN) else exact
    if exact is not None:
        return _joined(*exact, rarity)
    return _without_a_cut(traces, relation, rarity)


Cut = tuple[Kind, list[Pieces]]


def _exact_cuts(traces: Pieces, relation: Relation) -> Iterator[Cut]:
    for kind, parts in cuts(relation):
        pieces, lost = split(traces, kind, parts)
        if not lost:
            yield kind, pieces


def _joined(kind: Kind, pieces: list[Pieces], rarity: Rarity) -> Flow:
    inner = tuple(_block(piece, rarity) for piece in pieces)
    match kind:
        case "branches":
            return Either(inner)
        case "sequence":
            return Sequence(inner)
        case "parallel":
            return _beside(inner)
    done, *back = inner
    return Repeat(done, Either(tuple(back)) if len(back) > 1 else back[0])


def _beside(branches: tuple[Flow, ...]) -> Flow:
    """Branches of traces none of which is empty: if each may be left out, at least one is done."""
    bodies = tuple(branch.body for branch in branches if isinstance(branch, Optional))
    return AnyOf(bodies) if len(bodies) == len(branches) else Together(branches)


def _cut_passing_over_the_rare(traces: Pieces, relation: Relation, noise: float) -> Cut | None:
    """The plainest cut, seen without what is rare, that leaves out the fewest events; nothing if that are too many."""
    events = sum(len(trace) * cases for trace, cases in traces.items())
    found: list[tuple[bool, int, Kind, list[Pieces]]] = []
    seen: set[tuple[Kind, Parts]] = set()
    for share in (noise / 4, noise / 2, noise):
        for kind, parts in cuts(relation.without_rare(share)):
            if (kind, parts) not in seen:
                seen.add((kind, parts))
                pieces, lost = split(traces, kind, parts)
                if lost <= noise * events:
                    found.append((kind not in PLAIN, lost, kind, pieces))
    if not found:
        return None
    _, _, kind, pieces = min(found, key=lambda entry: entry[:2])
    return kind, pieces


def _without_a_cut(traces: Pieces, relation: Relation, rarity: Rarity) -> Flow:
    """What can still be said of traces that fall into no blocks."""
    order = in_order(traces, rarity.noise)
    if len(order) > 1:
        pieces, lost = split(traces, "sequence", order)
        if lost <= rarity.noise * sum(len(trace) * cases for trace, cases in traces.items()):
            return _joined("sequence", pieces, rarity)
    # A step that fits nowhere may stand beside the rest; the rest then has its cuts.
    for step in relation.steps if len(relation.steps) <= MOST_TRIED else ():
        rest = _projected(traces, set(relation.steps) - {step})
        if any(trace for trace in rest) and _has_a_cut(rest):
            return _beside((_block(_projected(traces, {step}), rarity), _block(rest, rarity)))
    once = all(len(set(trace)) == len(trace) for trace in traces)
    if once and len(relation.steps) <= MOST_TOGETHER:
        return _beside(tuple(_block(_projected(traces, {step}), rarity) for step in relation.steps))
    # Rounds that begin where an end is followed by a start.
    rounds: Pieces = {}
    for trace, cases in traces.items():
        begin = 0
        for place in range(1, len(trace) + 1):
            if place == len(trace) or (trace[place - 1] in relation.ends and trace[place] in relation.starts):
                piece = trace[begin:place]
                rounds[piece] = rounds.get(piece, 0) + cases
                begin = place
    if sum(rounds.values()) > sum(traces.values()):
        return Repeat(_block(rounds, rarity), NOTHING)
    # Any step, as often as it comes.
    return Repeat(Either(tuple(map(Do, relation.steps))), NOTHING)


def _has_a_cut(traces: Pieces) -> bool:
    relation = Relation.of(traces)
    return len(relation.steps) == 1 or next(_exact_cuts(traces, relation), None) is not None


def _projected(traces: Pieces, steps: set[str]) -> Pieces:
    found: Pieces = {}
    for trace, cases in traces.items():
        kept = tuple(step for step in trace if step in steps)
        found[kept] = found.get(kept, 0) + cases
    return found
