"""How often a run of a design has a step at most."""

from __future__ import annotations

import numpy as np

from mining.conformance.automaton import Automaton


def most_times(automaton: Automaton) -> list[int | None]:
    """Return, per step, the most executions in any run; None where there is no bound; 0 where no run has it.

    A step has no bound if it lies on a cycle. Otherwise it is the longest path in which only this step counts; the
    cycles of other steps count nothing, so as many rounds as there are states find it.
    """
    table = automaton.next
    component = _components(table)
    inside = (table >= 0) & (component[np.maximum(table, 0)] == component[:, None])
    limits: list[int | None] = []
    for step in range(table.shape[1]):
        if inside[:, step].any():
            limits.append(None)
            continue
        gain = np.zeros(table.shape[1], dtype=np.int64)
        gain[step] = 1
        most = np.zeros(automaton.size, dtype=np.int64)
        while True:
            more = np.where(table >= 0, most[table] + gain, 0).max(axis=1, initial=0)
            if (more <= most).all():
                break
            most = np.maximum(most, more)
        limits.append(int(most[0]))
    return limits


def _components(table: np.ndarray[tuple[int, ...], np.dtype[np.int32]]) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Return the strongly connected component of every state (Tarjan, without recursion)."""
    following = [[to for to in row if to >= 0] for row in table.tolist()]
    size = len(following)
    index, low, component = [-1] * size, [0] * size, np.full(size, -1, dtype=np.int64)
    stack: list[int] = []
    counter = found = 0
    for root in range(size):
        if index[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            state, place = work.pop()
            if place == 0:
                index[state] = low[state] = counter
                counter += 1
                stack.append(state)
            for position in range(place, len(following[state])):
                to = following[state][position]
                if index[to] < 0:
                    work += [(state, position + 1), (to, 0)]
                    break
                if component[to] < 0:
                    low[state] = min(low[state], index[to])
            else:
                if low[state] == index[state]:
                    while True:
                        member = stack.pop()
                        component[member] = found
                        if member == state:
                            break
                    found += 1
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[state])
    return component
