"""A net with more than arcs, walked marking by marking: transitions that clear places, or wait until places are empty.

BPMN needs both: an interrupting event clears what it interrupts, a sub-process is complete when no token is left inside,
an inclusive join waits for all tokens that can still arrive. A marking is one integer, four bits per place.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mining.blueprint.net import Net

BITS = 4
MOST_TOKENS = (1 << (BITS - 1)) - 1
"""Tokens in one place beyond which a net is taken to be unbounded; real processes hold one, rarely two."""
STATES = 60_000
"""Markings that are looked at: some seconds."""


@dataclass(frozen=True)
class Transition:
    """One way to move tokens.

    Attributes:
        label: step; None: silent.
        takes: places, one token each (a place may stand twice).
        puts: places.
        clears: places that are emptied.
        empty: places that must be empty.
        joins: incoming places of an inclusive join; it takes one token of each that has one.
        shown: how messages call it.
        at_once: whether it happens as soon as it can, before anything else.
    """

    label: str | None
    takes: tuple[int, ...] = ()
    puts: tuple[int, ...] = ()
    clears: tuple[int, ...] = ()
    empty: tuple[int, ...] = ()
    joins: tuple[int, ...] = ()
    shown: str = ""
    at_once: bool = False


@dataclass
class TokenNet:
    """Places by number, with what messages call them.

    Attributes:
        comes_from: per place, what must happen for a token to arrive there, as a text.
        transitions: what can happen.
        initial: places with a token at the beginning.
        leftover: places whose tokens do not matter at the end (messages nobody took, pools that were never started).
        single: places that hold one token at most: another is the same (messages).
        finals: markings in which a run may end, for nets that name them; None: when no token that matters is left.
    """

    comes_from: list[str] = field(default_factory=list)
    transitions: list[Transition] = field(default_factory=list)
    initial: list[int] = field(default_factory=list)
    leftover: set[int] = field(default_factory=set)
    single: set[int] = field(default_factory=set)
    finals: tuple[tuple[int, ...], ...] | None = None

    def place(self, comes_from: str = "") -> int:
        """Add a place; return its number."""
        self.comes_from.append(comes_from)
        return len(self.comes_from) - 1

    @property
    def is_plain(self) -> bool:
        """Whether it is an ordinary net with one final marking: nothing left."""
        return (
            self.finals is None
            and not self.leftover
            and not self.single
            and not any(t.clears or t.empty or t.joins for t in self.transitions)
        )


@dataclass(frozen=True)
class Reached:
    """All markings that a net can reach.

    Attributes:
        markings: packed, as met from the beginning, breadth first; 0 is the first.
        moves: per marking, (number of the transition, number of the next marking).
        final: per marking, whether a run may end.
        before: per marking, the (transition, marking) by which it was first met; None for the first.
        overflow: the place that filled up beyond all bounds, and the marking in which; None where none did.
        complete: whether all markings were looked at.
    """

    markings: tuple[int, ...]
    moves: tuple[tuple[tuple[int, int], ...], ...]
    final: tuple[bool, ...]
    before: tuple[tuple[int, int] | None, ...]
    overflow: tuple[int, int] | None
    complete: bool


def tokens(marking: int, places: int) -> list[int]:
    """Tokens per place of a packed marking."""
    return [marking >> (BITS * place) & (1 << BITS) - 1 for place in range(places)]


def reached(net: TokenNet, *, budget: int = STATES) -> Reached:
    """Return all markings that a net can reach, as far as the budget goes."""
    places = len(net.comes_from)
    guards = sum(1 << (BITS * place + BITS - 1) for place in range(places))
    fire = [_firing(net, transition, guards) for transition in net.transitions]
    is_final = _final(net)
    first = sum(1 << (BITS * place) for place in net.initial)
    number, order = {first: 0}, [first]
    before: list[tuple[int, int] | None] = [None]
    moves: list[tuple[tuple[int, int], ...]] = []
    queue, overflow = deque([0]), None
    while queue and overflow is None and len(order) <= budget:
        here = queue.popleft()
        marking, found = order[here], []
        for transition, fires in enumerate(fire):
            after = fires(marking)
            if after is None:
                continue
            if after & guards:
                full = (after & guards).bit_length() - 1
                overflow = (full // BITS, here)
                break
            known = number.get(after)
            if known is None:
                known = number[after] = len(order)
                order.append(after)
                before.append((transition, here))
                queue.append(known)
            found.append((transition, known))
        moves.append(tuple(dict.fromkeys(found)))
    moves += [()] * (len(order) - len(moves))
    return Reached(
        tuple(order), tuple(moves), tuple(map(is_final, order)), tuple(before), overflow, not queue and overflow is None
    )


def _final(net: TokenNet) -> Callable[[int], bool]:
    if net.finals is not None:
        ends = {sum(count << (BITS * place) for place, count in enumerate(final)) for final in net.finals}
        return ends.__contains__
    counted = sum(((1 << BITS) - 1) << (BITS * place) for place in range(len(net.comes_from)) if place not in net.leftover)
    return lambda marking: marking & counted == 0


def _mask(places: Iterable[int]) -> int:
    return sum(((1 << BITS) - 1) << (BITS * place) for place in set(places))


def _firing(net: TokenNet, transition: Transition, guards: int) -> Callable[[int], int | None]:
    """Return the function from a marking to the next one; None where the transition is not enabled."""
    taken = sum(1 << (BITS * place) for place in transition.takes)
    put = sum(1 << (BITS * place) for place in transition.puts if place not in net.single)
    once = [1 << (BITS * place) for place in transition.puts if place in net.single]
    cleared, waited = ~_mask(transition.clears), _mask(transition.empty)
    waits = _join_waits(net, transition) if transition.joins else []

    def fires(marking: int) -> int | None:
        if marking & waited:
            return None
        rest = (marking | guards) - taken
        if rest & guards != guards:
            return None
        rest ^= guards
        if waits:
            if all(not marking & arriving for arriving, _, _ in waits):
                return None
            for arriving, own, elsewhere in waits:
                if not marking & arriving and marking & elsewhere:
                    # Something may still arrive here; unless it may as well go where a token waits already.
                    filled = _mask_of(marking, waits)
                    if marking & elsewhere & ~filled:
                        return None
                if marking & arriving:
                    rest -= own
        after = (rest & cleared) + put
        for bit in once:
            after |= bit
        return after

    return fires


def _mask_of(marking: int, waits: list[tuple[int, int, int]]) -> int:
    """Places from which a token can reach an incoming place that holds one already."""
    found = 0
    for arriving, _, elsewhere in waits:
        if marking & arriving:
            found |= elsewhere | arriving
    return found


def _join_waits(net: TokenNet, transition: Transition) -> list[tuple[int, int, int]]:
    """For each incoming place of an inclusive join: its mask, one token in it, and all places that feed it."""
    feeding: dict[int, set[int]] = {}
    for other in net.transitions:
        if other is transition:
            continue
        for put in other.puts:
            feeding.setdefault(put, set()).update(other.takes, other.joins)
    found = []
    for place in transition.joins:
        seen, queue = set[int](), [place]
        while queue:
            for source in feeding.get(queue.pop(), ()):
                if source not in seen and source not in transition.joins:
                    seen.add(source)
                    queue.append(source)
        found.append((_mask([place]), 1 << (BITS * place), _mask(seen)))
    return found


def token_net(net: Net) -> TokenNet:
    """Return an ordinary net for the token game; its final markings are kept."""
    made = TokenNet(list(net.places), finals=net.finals)
    for label, inputs, outputs in zip(net.labels, net.inputs, net.outputs, strict=True):
        takes, puts = (tuple(place for place, weight in side for _ in range(weight)) for side in (inputs, outputs))
        made.transitions.append(Transition(label, takes, puts, shown=f'"{label}"' if label else ""))
    made.initial = [place for place, count in enumerate(net.initial) for _ in range(count)]
    return made
