"""Distinct traces of a log over any coding of its instances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Traces:
    """Distinct traces.

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

    def ranked(self) -> Traces:
        """Return them by cases, the most first, then lexically by codes: a prefix comes before what continues it."""
        table = pl.DataFrame([pl.Series("cases", self.cases), _as_bytes(self.flat, self.offsets).alias("trace")])
        order = table.select(pl.arg_sort_by("cases", "trace", descending=[True, False])).to_series().to_numpy()
        place = np.empty(order.size, dtype=np.int64)
        place[order] = np.arange(order.size)
        return Traces(*_laid_out(self.flat, self.offsets, order), self.cases[order], place[self.of_case])


def distinct(codes: npt.NDArray[np.integer], offsets: Ints, of_case: Ints | None = None) -> Traces:
    """Return the distinct traces, in the order in which the first of each comes. They are compared whole.

    Args:
        codes: the traces' codes, laid end to end.
        offsets: int64 (given traces + 1): given trace k holds codes[offsets[k]:offsets[k + 1]].
        of_case: int64 (cases): which of the given traces each case has; None: each trace is that of one case.

    >>> distinct(np.array([0, 1, 0, 1, 2]), np.array([0, 2, 4, 5])).cases.tolist()
    [2, 1]
    """
    given = len(offsets) - 1
    table = pl.DataFrame([_as_bytes(codes, offsets).alias("trace")]).with_row_index("row")
    rows = table.group_by("trace", maintain_order=True).agg("row")["row"]
    number = np.empty(given, dtype=np.int64)
    number[rows.explode(empty_as_null=False).to_numpy()] = np.repeat(np.arange(rows.len()), rows.list.len().to_numpy())
    first = rows.list.first().to_numpy().astype(np.int64)
    of_case = number if of_case is None else number[of_case]
    cases = np.bincount(of_case, minlength=first.size).astype(np.int64)
    return Traces(*_laid_out(codes, offsets, first), cases, of_case)


def _laid_out(codes: npt.NDArray[np.integer], offsets: Ints, chosen: Ints) -> tuple[Ints, Ints]:
    """Return the codes of some traces, laid end to end, and where each begins."""
    sizes = np.diff(offsets)[chosen]
    begins = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    rows = np.repeat(offsets[:-1][chosen] - begins[:-1], sizes) + np.arange(begins[-1])
    return codes[rows].astype(np.int64), begins


def _as_bytes(codes: npt.NDArray[np.integer], offsets: Ints) -> pl.Series:
    """Return each trace as bytes that sort as its codes do: polars groups and sorts these many times faster than lists."""
    low, high = (int(codes.min()), int(codes.max())) if codes.size else (0, 0)
    width = next(width for width in (1, 2, 4, 8) if high - low < 1 << (8 * width))
    counted = codes if low == 0 else codes.astype(np.int64) - low
    letters = np.ascontiguousarray(counted.astype(f">u{width}"))
    ends = np.ascontiguousarray(offsets, dtype=np.int64) * width
    made = pl.from_arrow(
        pa.Array.from_buffers(pa.large_binary(), len(ends) - 1, [None, pa.py_buffer(ends), pa.py_buffer(letters)])
    )
    assert isinstance(made, pl.Series)
    return made
