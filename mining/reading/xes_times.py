"""Times as XES writes them, like ``2024-03-05T15:07:00.000+01:00``: from the bytes of the document, or from texts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.reading.date_parts import with_suffix
from mining.reading.fixed_width import WIDTH, micros_of
from mining.reading.xes_columns import texts_at, texts_in_order
from mining.reading.xes_markup import Bytes, EachOf, Ints, bytes_at, pieces, same_bytes

INSTANT = "%Y-%m-%dT%H:%M:%S"
OFFSET = r"(Z|[+-]\d\d:?\d\d)$"
Read = tuple[pl.Series, frozenset[str]]
"""Values and, of times, how they say their offset."""


def read_instants(text: Bytes, begins: Ints, ends: Ints, more: Sequence[str | None], each_of: EachOf = map) -> Read | None:
    """Read times from the bytes of a document: less than half of the time that their texts take.

    Args:
        text: the document.
        begins: where the times begin, rising.
        ends: where they end.
        more: texts that follow.
        each_of: does the work on pieces.

    Returns:
        Times in UTC (Datetime[us] without zone), and the distinct offsets as written, an empty text for none. None where one
        is unusual.
    """
    after = begins + WIDTH
    if (ends < after).any():
        return None

    def in_piece(piece: slice) -> tuple[npt.NDArray[np.int64] | None, bytes | None]:
        micros = micros_of(bytes_at(text, begins[piece], WIDTH), "ymd", "-", "T")
        return micros, same_bytes(text, after[piece], ends[piece] - after[piece])

    read = list(each_of(in_piece, pieces(begins.size)))
    parts = [part for part, _ in read if part is not None]
    if len(parts) < len(read):
        return None
    micros = np.concatenate(parts)
    naive = pl.Series(micros).cast(pl.Datetime("us"))
    suffixes = {suffix for _, suffix in read}
    if len(suffixes) == 1 and None not in suffixes:
        # All end alike: what is true of the first is true of all.
        one = _in_utc(naive.head(1), texts_at(text, after[:1], ends[:1]))
        shift = int(one[0].to_physical()[0]) - micros[0] if one else 0
        result = (pl.Series(micros + shift).cast(pl.Datetime("us")), one[1]) if one else None
    else:
        result = _in_utc(naive, texts_in_order(text, after, ends, each_of))
    if result is None or not more:
        return result
    rest = instants_of(pl.Series(more, dtype=pl.String))
    return (pl.concat([result[0], rest[0]]), result[1] | rest[1]) if rest else None


def instants_of(texts: pl.Series) -> Read | None:
    """Read times from texts, like `read_instants`; a null stays null.

    >>> instants_of(pl.Series(["2024-03-05T15:07:00+01:00"]))[0].dt.to_string().to_list()
    ['2024-03-05 14:07:00.000000']
    """
    return _in_utc(texts.str.slice(0, WIDTH).str.to_datetime(INSTANT, time_unit="us", strict=False), texts.str.slice(WIDTH))


def _in_utc(naive: pl.Series, suffix: pl.Series) -> Read | None:
    """Times in UTC, and their distinct offsets; None where a suffix is none, or a time is null and its suffix is not."""
    read, offset = with_suffix(naive, suffix)
    if read.null_count() > suffix.null_count():
        return None
    said = suffix.unique().drop_nulls().str.extract(OFFSET).fill_null("").unique()
    return (read - offset.fill_null(0).cast(pl.Duration("us"))).cast(pl.Datetime("us")), frozenset(said.to_list())
