"""Texts -> numbers: what sorting and counting then do on integers alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.blocks import on_all_cores, row_blocks
from mining.grouping import Rows

U = TypeVar("U", bound=np.unsignedinteger)

FEW_NEW = 0.25
"""Up to this share of distinct texts in the first block, texts are numbered block by block; else all rows in two halves."""

Codes = npt.NDArray[np.uint32]


def as_categories(texts: pl.Series) -> pl.Series:
    """Return texts as a Categorical of their own: nobody else has handed out numbers, and they are forgotten afterwards."""
    return texts if isinstance(texts.dtype, pl.Categorical) else texts.cast(pl.Categorical(pl.Categories.random()))


def in_categories(columns: Mapping[str, pl.Series]) -> dict[str, pl.Series]:
    """Return columns of texts as Categoricals, two at a time: polars lets go of the lock of Python."""
    with ThreadPoolExecutor(2) as both:
        return dict(zip(columns, both.map(as_categories, columns.values()), strict=True))


@dataclass(frozen=True, eq=False)
class Part:
    """Some rows of a column of texts.

    Attributes:
        rows: first row and the one after the last.
        codes: numbers of their texts among those of the part, as narrow as they can be.
        known: the number in the whole column of each of these numbers.
    """

    rows: tuple[int, int]
    codes: npt.NDArray[np.unsignedinteger]
    known: Codes


@dataclass(frozen=True, eq=False)
class Numbered:
    """Texts as numbers, in order of first appearance.

    Attributes:
        texts: the distinct texts, by number, String.
        first: the row in which each text appears first, by number.
        parts: all rows, in order.
    """

    texts: pl.Series
    first: Rows
    parts: Sequence[Part]

    @cached_property
    def codes(self) -> Codes:
        """The number of every row's text, uint32."""
        return self.through(np.arange(self.texts.len(), dtype=np.uint32))

    def through(self, numbers: npt.NDArray[U]) -> npt.NDArray[U]:
        """Return what stands in `numbers` for every row's text, by its number."""
        found = np.empty(self.parts[-1].rows[1] if self.parts else 0, dtype=numbers.dtype)
        part_of = {part.rows: part for part in self.parts}

        def look_up(first: int, last: int) -> None:
            part = part_of[first, last]
            found[first:last] = numbers[part.known][part.codes]

        on_all_cores(look_up, list(part_of))
        return found


@dataclass(frozen=True, eq=False)
class Alone:
    """Some rows of a column of texts, numbered by themselves.

    Attributes:
        rows: first row and the one after the last.
        texts: the distinct texts, by number, String.
        codes: number of every row's text, as narrow as it can be.
        first: the row (of the column) in which each text appears first, by number.
    """

    rows: tuple[int, int]
    texts: pl.Series
    codes: npt.NDArray[np.unsignedinteger]
    first: Rows


def numbered_in_parts(texts: pl.Series) -> list[Alone]:
    """Number the parts of a column (String or Categorical, no nulls), on all cores: what takes the time of `numbered`."""

    def alone(first: int, last: int) -> Alone:
        """Number some rows by themselves: the fewer texts there are to know, the nearer they stay to the processor."""
        categories = as_categories(texts.slice(first, last - first))
        codes, rows = _numbered(categories)
        distinct = categories.gather(rows).cast(pl.String)
        return Alone((first, last), distinct, codes.astype(_narrow(rows.size), copy=False), rows + first)

    cut = row_blocks(texts.len())
    if isinstance(texts.dtype, pl.Categorical) or len(cut) < 2:
        cut = [(0, texts.len())]
    elif alone(*cut[0]).texts.len() > FEW_NEW * cut[0][1]:
        cut = [(0, texts.len() // 2), (texts.len() // 2, texts.len())]
    return on_all_cores(alone, cut)


def numbered(texts: pl.Series | list[Alone]) -> Numbered:
    """Number texts (String or Categorical, without nulls; or their parts) in order of first appearance.

    >>> found = numbered(pl.Series(["b", "a", "b"]))
    >>> found.codes.tolist(), found.texts.to_list(), found.first.tolist()
    ([0, 1, 0], ['b', 'a'], [0, 1])
    """
    parts = numbered_in_parts(texts) if isinstance(texts, pl.Series) else texts
    listed = pl.concat([part.texts for part in parts], rechunk=True)
    first = np.concatenate([part.first for part in parts])
    known = np.arange(listed.len(), dtype=np.uint32)
    if len(parts) > 1:
        known, new = _first_of_each(listed)
        listed, first = listed.gather(new), first[new]
    ends = np.cumsum([part.texts.len() for part in parts]).tolist()
    begins = [0, *ends[:-1]]
    return Numbered(
        listed,
        first,
        [Part(part.rows, part.codes, known[begin:end]) for part, begin, end in zip(parts, begins, ends, strict=True)],
    )


def _first_of_each(texts: pl.Series) -> tuple[Codes, Rows]:
    """Return the number of each text, in order of first appearance, and where each distinct one appears first.

    Texts are put side by side by their hashes, and then compared.
    """
    hashes = texts.hash().to_numpy()
    order = np.argsort(hashes)
    again = np.append(False, hashes[order[1:]] == hashes[order[:-1]])
    places = np.flatnonzero(again)
    if not (texts.gather(order[places]) == texts.gather(order[places - 1])).all():  # two texts with one hash
        return _numbered(as_categories(texts))
    appears = np.minimum.reduceat(order, np.flatnonzero(~again)) if order.size else order
    is_new = np.zeros(order.size, dtype=bool)
    is_new[appears] = True
    number = (np.cumsum(is_new) - 1).astype(np.uint32)[appears]
    known = np.empty(order.size, dtype=np.uint32)
    known[order] = number[np.cumsum(~again) - 1]
    return known, np.flatnonzero(is_new)


def _numbered(categories: pl.Series) -> tuple[Codes, Rows]:
    """Return the number of every row's category, in order of first appearance, and the row in which each appears first."""
    codes = _numbers_of(categories)
    first = _first_rows(codes)
    if not codes.size or first.size == int(codes.max()) + 1:
        return codes, first
    # Categories that were given out in another order, or to rows that are gone.
    first = np.full(int(codes.max()) + 1, -1, dtype=np.int64)
    first[codes[::-1]] = np.arange(codes.size - 1, -1, -1)
    used = np.flatnonzero(first >= 0)
    used = used[np.argsort(first[used])]
    number = np.zeros(first.size, dtype=np.uint32)
    number[used] = np.arange(used.size)
    return number[codes], first[used]


def _first_rows(codes: Codes) -> Rows:
    """Return the rows whose number is higher than all before: where each appears first, if numbers rise by appearance.

    >>> _first_rows(np.array([0, 1, 0, 2], dtype=np.uint32)).tolist()
    [0, 1, 3]
    """
    highest = np.maximum.accumulate(codes)
    return np.append(0, np.flatnonzero(highest[1:] != highest[:-1]) + 1)[: codes.size]


def _numbers_of(categories: pl.Series) -> Codes:
    return categories.to_physical().cast(pl.UInt32).to_numpy()


def as_enum(texts: pl.Series) -> pl.Series:
    """Return texts as an Enum of the distinct ones, sorted; null stays null.

    >>> as_enum(pl.Series(["b", None, "a"])).to_physical().to_list()
    [1, None, 0]
    """
    if texts.null_count() == texts.len():
        return pl.Series(texts.name, [], dtype=pl.Enum([])).clear(texts.len())
    coded = as_categories(texts) if texts.null_count() else texts
    known = numbered(coded.drop_nulls())
    labels = pl.Enum(known.texts.sort())
    places = np.empty(known.texts.len(), dtype=_narrow(known.texts.len()))
    places[known.texts.arg_sort().to_numpy()] = np.arange(places.size)
    if not coded.null_count():
        return pl.Series(texts.name, known.through(places)).cat.to(labels)
    filled, whole = coded.is_not_null(), np.zeros(texts.len(), dtype=places.dtype)
    whole[filled.to_numpy()] = known.through(places)
    return pl.select(pl.when(filled).then(pl.lit(pl.Series(whole))).alias(texts.name)).to_series().cat.to(labels)


def _narrow(count: int) -> type[np.unsignedinteger]:
    """The type in which polars keeps the codes of an Enum of so many labels."""
    return np.uint8 if count <= 1 << 8 else np.uint16 if count <= 1 << 16 else np.uint32
