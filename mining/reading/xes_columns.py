"""The values of XES attributes, out of the bytes of the document and into columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from mining.reading.xes_markup import Bytes, EachOf, Ints, Marked, pieces


@dataclass
class Column:
    """The attributes of one name, kind and depth.

    Attributes:
        key: the name.
        kind: what the tags say.
        depth: 1 in traces, 2 in events.
        rows: which attributes of the document they are, in file order.
        texts: the values as they are written; None for times, which mostly are not needed as texts.
    """

    key: str
    kind: str
    depth: int
    rows: Ints
    texts: pl.Series | None


def by_column(document: Marked, depth: Ints, each_of: EachOf = map) -> Iterator[Column]:
    """Put the attributes of a document into columns, in order of first appearance.

    Raises:
        PolarsError: a value is no UTF-8.
    """
    number: dict[tuple[str, str], int] = {}
    of_markup = np.array([2 * number.setdefault((one.key, one.kind), len(number)) for one in document.markups])
    # Numpy sorts 16 bits by counting.
    narrow = np.uint16 if 2 * len(number) <= 1 << 16 else np.int64
    column: Ints = np.add(of_markup.astype(narrow)[document.ids], (depth - 1).astype(narrow))
    timed = np.repeat([kind == "date" for _, kind in number], 2)

    def in_piece(piece: slice) -> list[tuple[int, Ints, pl.Series | None]]:
        order = np.argsort(column[piece], kind="stable") + piece.start
        sorted_ = column[order]
        read = order[~timed[sorted_]]
        texts, at = texts_at(document.text, document.begins[read], document.ends[read]), 0
        bounds = [0, *(np.flatnonzero(np.diff(sorted_)) + 1).tolist(), order.size]
        runs: list[tuple[int, Ints, pl.Series | None]] = []
        for first, last in pairwise(bounds):
            one = int(sorted_[first])
            runs.append((one, order[first:last], None if timed[one] else texts[at : at + last - first]))
            at += 0 if timed[one] else last - first
        return runs

    gathered: dict[int, tuple[list[Ints], list[pl.Series]]] = {}
    for runs in each_of(in_piece, pieces(column.size)):
        for one, rows, texts in runs:
            parts = gathered.setdefault(one, ([], []))
            parts[0].append(rows)
            if texts is not None:
                parts[1].append(texts)
    names = list(number)
    for one, (places, values) in gathered.items():
        texts = pl.concat(values, rechunk=True) if values else None
        yield Column(*names[one // 2], depth=one % 2 + 1, rows=np.concatenate(places), texts=texts)


def texts_at(text: Bytes, begins: Ints, ends: Ints) -> pl.Series:
    """The texts that stand between places of a document, which are best not far from each other.

    Raises:
        PolarsError: a text is no UTF-8.

    >>> texts_at(np.frombuffer(b"abcdef", dtype=np.uint8), np.array([4, 0]), np.array([6, 1])).to_list()
    ['ef', 'a']
    """
    if not begins.size:
        return pl.Series(dtype=pl.String)
    first, last = int(begins.min()), int(ends.max())
    whole = pl.lit(pl.Series(text[first:last]).implode().cast(pl.Binary))
    at = pl.DataFrame({"begin": begins - first, "length": ends - begins})
    return at.select(whole.bin.slice("begin", "length").cast(pl.String).alias("")).to_series()


def texts_in_order(text: Bytes, begins: Ints, ends: Ints, each_of: EachOf = map) -> pl.Series:
    """Return the texts that stand between rising places of a document, like `texts_at`, piece by piece."""
    parts = each_of(lambda piece: texts_at(text, begins[piece], ends[piece]), pieces(begins.size))
    return pl.concat(list(parts), rechunk=True)
