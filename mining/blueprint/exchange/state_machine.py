"""All markings of a net as a net of one token: what it allows, without silent steps, in as few states as possible."""

from __future__ import annotations

from mining.blueprint.exchange.token_game import Reached, TokenNet
from mining.blueprint.net import Net

MOST_STATES = 3_000
"""States beyond which a state machine is no use as a net."""


def state_machine(net: TokenNet, whole: Reached) -> Net | None:
    """Return a net of one token that allows the same orders of steps; None where it would be too large.

    A place is a state; the end of a run is a place of its own, reached in silence.
    """
    found = _deterministic(net, whole)
    if found is None:
        return None
    rows, final = _merged(*found)
    places = len(rows) + 1
    labels: list[str | None] = []
    inputs, outputs = [], []
    for state, row in enumerate(rows):
        for step in sorted(row):
            labels.append(step)
            inputs.append(((state, 1),))
            outputs.append(((row[step], 1),))
        if final[state]:
            labels.append(None)
            inputs.append(((state, 1),))
            outputs.append(((places - 1, 1),))
    return Net(
        places=(*(f"state {state + 1}" for state in range(len(rows))), "end"),
        labels=tuple(labels),
        inputs=tuple(inputs),
        outputs=tuple(outputs),
        initial=(1, *(0 for _ in range(places - 1))),
        finals=((*(0 for _ in range(places - 1)), 1),),
    )


Rows = list[dict[str, int]]


def _deterministic(net: TokenNet, whole: Reached) -> tuple[Rows, list[bool]] | None:
    """Sets of markings that the same steps lead to, silent moves included."""
    labels = [transition.label for transition in net.transitions]
    silent = [[after for move, after in moves if labels[move] is None] for moves in whole.moves]

    def closed(markings: set[int]) -> frozenset[int]:
        seen, queue = set(markings), list(markings)
        while queue:
            for after in silent[queue.pop()]:
                if after not in seen:
                    seen.add(after)
                    queue.append(after)
        return frozenset(seen)

    first = closed({0})
    number, order = {first: 0}, [first]
    rows: Rows = []
    while len(rows) < len(order):
        next_of: dict[str, set[int]] = {}
        for marking in order[len(rows)]:
            for move, after in whole.moves[marking]:
                label = labels[move]
                if label is not None:
                    next_of.setdefault(label, set()).add(after)
        row = {}
        for step, markings in next_of.items():
            target = closed(markings)
            if target not in number:
                number[target] = len(order)
                order.append(target)
            row[step] = number[target]
        rows.append(row)
        if len(order) > 20 * MOST_STATES:
            return None
    return rows, [any(whole.final[marking] for marking in state) for state in order]


def _merged(rows: Rows, final: list[bool]) -> tuple[Rows, list[bool]]:
    """Merge states that allow the same futures: refine by the classes of the next states until nothing splits."""
    kind = [int(ends) for ends in final]
    count = len(set(kind))
    while True:
        keys: dict[tuple[object, ...], int] = {}
        kind = [
            keys.setdefault((kind[state], *sorted((step, kind[after]) for step, after in row.items())), len(keys))
            for state, row in enumerate(rows)
        ]
        if len(keys) == count:
            break
        count = len(keys)
    first: dict[int, int] = {}
    for state, which in enumerate(kind):
        first.setdefault(which, state)
    number = {which: place for place, which in enumerate(first)}
    merged = [{step: number[kind[after]] for step, after in rows[state].items()} for state in first.values()]
    return merged, [final[state] for state in first.values()]
