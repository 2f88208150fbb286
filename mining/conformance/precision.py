"""How much more a design allows than what was done: precision.

    precision = 1 - sum(allowed but never taken) / sum(allowed)

over every step of every aligned run (model moves included, log moves left out; weighted by cases): after the beginning
that the run has there, the design allows some next steps; those that no run with the same beginning takes escape.
On a log that fits, it is pm4py's `precision_alignments`. Where cases deviate the two differ: pm4py leaves out every
beginning that cannot be replayed, and with it everything after the first deviation; here the alignment says how it goes on.
Also unlike pm4py, steps that lead into dead ends are not allowed.

Source: Adriansyah et al., Measuring precision of modeled behavior, Inf. Syst. E-Bus. Manage. 13 (2015); Munoz-Gama and
Carmona, A fresh look at precision in process conformance, BPM 2010.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from mining.conformance.aligned_traces import Alignments
from mining.conformance.alignment import Design
from mining.conformance.behaviour import OverBudgetError
from mining.conformance.budget import USUAL
from mining.conformance.determinised import Determinised
from mining.conformance.deterministic import Deterministic, Listed
from mining.conformance.moves import Ints


def precision(alignments: Alignments, design: Design) -> float | None:
    """Return the precision of a design, 0 to 1; None where no judged case takes a step, or states run out of budget.

    Args:
        alignments: of a log, open cases too as far as they have come; unjudged traces are left out.
        design: what they were aligned with.
    """
    numbers = {step: number for number, step in enumerate(design.behaviour.steps)}
    runs = alignments.frame.filter(pl.col("moves").is_not_null()).select("cases", "moves").with_row_index("run")
    moves = runs.explode("moves", empty_as_null=False).unnest("moves").filter(pl.col("move") != "log")
    step = moves["step"].replace_strict(numbers, return_dtype=pl.Int64).to_numpy()
    lengths = np.bincount(moves["run"].to_numpy(), minlength=runs.height)
    states: Deterministic = (
        Determinised(design.behaviour, USUAL.states) if design.automaton is None else Listed(design.automaton)
    )
    try:
        return of_runs(states, step, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), runs["cases"].to_numpy())
    except OverBudgetError:
        return None


def of_runs(states: Deterministic, flat: Ints, offsets: Ints, cases: Ints) -> float | None:
    """Return the precision of runs (or beginnings of runs); run k holds flat[offsets[k]:offsets[k + 1]].

    Runs are walked all at once, a place at a time; those with the same beginning share a node.
    """
    lengths = np.diff(offsets)
    node = np.zeros(len(lengths), dtype=np.int64)
    state_of = [states.initial]
    width = int(flat.max(initial=0)) + 1
    allowed_in_all = escaping = 0
    active = np.flatnonzero(lengths)
    place = 0
    while len(active):
        step = flat[offsets[active] + place]
        begun, at = np.unique(node[active], return_inverse=True)
        going_on, after = np.unique(node[active] * width + step, return_inverse=True)
        weight = np.bincount(at, weights=cases[active]).astype(np.int64)
        taken = np.bincount(np.searchsorted(begun, going_on // width), minlength=len(begun))
        allowed = np.array([len(states.moves(state_of[number])) for number in begun.tolist()])
        allowed_in_all += int((weight * allowed).sum())
        escaping += int((weight * (allowed - taken)).sum())
        state_of = [states.moves(state_of[key // width])[key % width] for key in going_on.tolist()]
        node[active] = after
        place += 1
        active = active[lengths[active] > place]
    return 1 - escaping / allowed_in_all if allowed_in_all else None
