"""Values laid end to end as a column of lists."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa


def as_lists(values: pl.Series, offsets: npt.NDArray[np.int64]) -> pl.Series:
    """Return lists: the k-th holds values[offsets[k]:offsets[k + 1]].

    The offsets are handed over as a buffer: `pyarrow.array` would import pandas only to see that they are none of its own.

    >>> as_lists(pl.Series([1, 2, 3]), np.array([0, 1, 1, 3])).to_list()
    [[1], [], [2, 3]]
    """
    ends = np.ascontiguousarray(offsets, dtype=np.int64)
    places = pa.Array.from_buffers(pa.int64(), len(ends), [None, pa.py_buffer(ends)])
    made = pl.from_arrow(pa.LargeListArray.from_arrays(places, values.to_arrow()))
    assert isinstance(made, pl.Series)
    return made
