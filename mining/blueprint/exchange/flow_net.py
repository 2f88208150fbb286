"""Flows -> nets: each block as places and transitions between two places."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence as Several
from itertools import combinations

from mining.blueprint.exchange.token_game import TokenNet, Transition
from mining.blueprint.flow import NOTHING, AnyOf, Do, Either, Flow, Optional, Repeat, Sequence, Together, steps_in
from mining.errors import ModelError

FEW = 5
"""Branches of which every set is one transition; more are decided one after the other."""
MOST_ROUNDS = 200
"""Rounds of a counted loop that are spelled out."""


def add_flow(net: TokenNet, flow: Flow, enter: int, leave: int, at_most: Mapping[str, int | None] | None = None) -> None:
    """Add a flow between two places.

    Args:
        net: what it is added to.
        flow: the flow.
        enter: the place where it begins; other transitions may take from it.
        leave: the place where it ends.
        at_most: per step, how often in a row one `Do` of it may stand for.

    Raises:
        ModelError: a loop is counted beyond `MOST_ROUNDS`.
    """

    def part(inner: Flow, a: int, b: int) -> None:
        add_flow(net, inner, a, b, at_most)

    def silent(takes: tuple[int, ...], puts: tuple[int, ...]) -> None:
        if takes != puts:
            net.transitions.append(Transition(None, takes, puts))

    def inside(flow_before: Flow) -> int:
        return net.place(named_end(flow_before))

    match flow:
        case Do(step):
            rounds = (at_most or {}).get(step) or 1
            if rounds > 1:
                once = {**(at_most or {}), step: None}
                add_flow(net, Repeat(flow, NOTHING, rounds - 1), enter, leave, once)
            else:
                net.transitions.append(Transition(step, (enter,), (leave,), shown=f'"{step}"'))
        case Sequence(parts):
            here = enter
            for piece in parts[:-1]:
                after = inside(piece)
                part(piece, here, after)
                here = after
            if parts:
                part(parts[-1], here, leave)
            else:
                silent((here,), (leave,))
        case Either(branches):
            for branch in branches:
                part(branch, enter, leave)
        case Optional(body):
            part(body, enter, leave)
            silent((enter,), (leave,))
        case Together(branches):
            begins, ends = [net.place() for _ in branches], [inside(branch) for branch in branches]
            silent((enter,), tuple(begins))
            for branch, begin, end in zip(branches, begins, ends, strict=True):
                part(branch, begin, end)
            silent(tuple(ends), (leave,))
        case AnyOf(branches):
            begins, ends = [net.place() for _ in branches], [inside(branch) for branch in branches]
            _choose(net, enter, begins, ends)
            for branch, begin, end in zip(branches, begins, ends, strict=True):
                part(branch, begin, end)
            silent(tuple(ends), (leave,))
        case Repeat(do, then, None):
            begin, end = net.place(), inside(do)
            silent((enter,), (begin,))
            part(do, begin, end)
            part(then, end, begin)
            silent((end,), (leave,))
        case Repeat(do, then, rounds):
            if rounds > MOST_ROUNDS:
                raise ModelError(
                    f"a loop of at most {rounds} rounds is too long to spell out in a net.",
                    remedy=f"at most {MOST_ROUNDS}, or no limit.",
                )
            end = inside(do)
            part(do, enter, end)
            for _ in range(rounds):
                silent((end,), (leave,))
                begin, again = inside(then), inside(do)
                part(then, end, begin)
                part(do, begin, again)
                end = again
            silent((end,), (leave,))
        case _:
            raise ModelError("a flow that is kept as a net cannot stand inside another flow here.")


def _choose(net: TokenNet, enter: int, begins: Several[int], ends: Several[int]) -> None:
    """One or more of the branches begin; those that do not are at their end at once."""
    number = len(begins)
    if number <= FEW:
        for count in range(1, number + 1):
            for chosen in combinations(range(number), count):
                puts = tuple(begins[place] if place in chosen else ends[place] for place in range(number))
                net.transitions.append(Transition(None, (enter,), puts))
        return
    none_yet, some = enter, -1
    for place in range(number):
        is_last = place == number - 1
        after_some, after_none = (-1, -1) if is_last else (net.place(), net.place())
        further, without = ((), ()) if is_last else ((after_some,), (after_none,))
        net.transitions.append(Transition(None, (none_yet,), (begins[place], *further)))
        if not is_last:
            net.transitions.append(Transition(None, (none_yet,), (ends[place], *without)))
        if some >= 0:
            net.transitions.append(Transition(None, (some,), (begins[place], *further)))
            net.transitions.append(Transition(None, (some,), (ends[place], *further)))
        none_yet, some = after_none, after_some


def named_end(flow: Flow) -> str:
    """How messages call the end of a flow."""
    steps = list(dict.fromkeys(steps_in(flow)))
    return " or ".join(f'"{step}"' for step in steps[-2:])
