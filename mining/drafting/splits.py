"""Traces cut into the traces of their blocks; what fits in no block is left out and counted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mining.drafting.cuts import Kind, Parts, Trace, Traces

Pieces = dict[Trace, int]


def split(traces: Traces, kind: Kind, parts: Parts) -> tuple[list[Pieces], int]:
    """Return the traces of every part, and how many events (times cases) were left out to make them fit.

    A loop's first part gets its rounds; the other parts the ways back.
    """
    found: list[Pieces] = [{} for _ in parts]
    lost = 0
    for trace, cases in traces.items():
        match kind:
            case "branches":
                kept = [tuple(step for step in trace if step in part) for part in parts]
                longest = max(range(len(parts)), key=lambda k: len(kept[k]))
                pieces = [(longest, kept[longest])]
            case "sequence":
                pieces = list(enumerate(_in_turn(trace, parts)))
            case "parallel":
                pieces = [(k, tuple(step for step in trace if step in part)) for k, part in enumerate(parts)]
            case "loop":
                pieces = _rounds(trace, parts)
        for k, piece in pieces:
            found[k][piece] = found[k].get(piece, 0) + cases
        lost += cases * (len(trace) - sum(len(piece) for _, piece in pieces))
    return found, lost


def _in_turn(trace: Trace, parts: Parts) -> list[Trace]:
    """Cut a trace so that as many events as possible stand in the stretch of their part."""
    owner = {step: k for k, part in enumerate(parts) for step in part}
    numbers = [owner[step] for step in trace]
    cut = numbers if all(one <= other for one, other in pairwise(numbers)) else _best_stretches(numbers, len(parts))
    return [
        tuple(s for s, k, own in zip(trace, cut, numbers, strict=True) if k == own == part) for part in range(len(parts))
    ]


def _best_stretches(numbers: Sequence[int], parts: int) -> list[int]:
    """Return a non-decreasing stretch for every event with as many events as possible in that of their own part."""
    best = [[0] * parts]
    came: list[list[int]] = []
    for number in numbers:
        before, row, via, ahead = best[-1], [], [], 0
        for k in range(parts):
            if before[k] > before[ahead]:
                ahead = k
            row.append(before[ahead] + (k == number))
            via.append(ahead)
        best.append(row)
        came.append(via)
    k = max(range(parts), key=lambda part: best[-1][part])
    found = []
    for via in reversed(came):
        found.append(k)
        k = via[k]
    return found[::-1]


def _rounds(trace: Trace, parts: Parts) -> list[tuple[int, Trace]]:
    """Cut a trace into rounds and ways back, alternating; a round may be empty."""
    owner = {step: k for k, part in enumerate(parts) for step in part}
    found: list[tuple[int, Trace]] = []
    begin = 0
    for place in range(1, len(trace) + 1):
        if place == len(trace) or owner[trace[place]] != owner[trace[begin]]:
            part = owner[trace[begin]]
            if part and (not found or found[-1][0]):
                found.append((0, ()))
            found.append((part, trace[begin:place]))
            begin = place
    if not found or found[-1][0]:
        found.append((0, ()))
    return found
