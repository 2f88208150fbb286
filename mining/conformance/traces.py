"""Distinct traces of a log over any coding of its instances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.conformance.lists import as_lists

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Traces:
    """Distinct traces, in the order in which their first case comes.

    Attributes:
        flat: int64: their codes, laid end to end.
        offsets: int64 (traces + 1): trace k holds flat[offsets[k]:offsets[k + 1]].
        cases: int64 (traces): how many cases have it.
        of_case: int64 (cases): the trace of each case.
    """

    flat: Ints
    offsets: Ints
    cases: Ints
    of_case: Ints


def distinct(codes: npt.NDArray[np.integer], offsets: Ints) -> Traces:
    """Return the distinct traces of cases; case c holds codes[offsets[c]:offsets[c + 1]].

    >>> distinct(np.array([0, 1, 0, 1, 2]), np.array([0, 2, 4, 5])).cases.tolist()
    [2, 1]
    """
    lists = as_lists(pl.Series(codes.astype(np.int32)), offsets)
    frame = pl.DataFrame({"trace": lists}).with_row_index("case")
    groups = frame.group_by("trace", maintain_order=True).agg("case")
    members = groups["case"]
    counts = members.list.len().to_numpy().astype(np.int64)
    of_case = np.empty(len(lists), dtype=np.int64)
    of_case[members.explode().to_numpy() if len(counts) else np.zeros(0, np.int64)] = np.repeat(
        np.arange(len(counts)), counts
    )
    lengths = groups["trace"].list.len().to_numpy().astype(np.int64)
    flat = groups["trace"].explode(empty_as_null=False).to_numpy().astype(np.int64) if len(counts) else np.zeros(0, np.int64)
    return Traces(flat, np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64), counts, of_case)
