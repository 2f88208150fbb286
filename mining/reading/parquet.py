"""Parquet files. Long columns of texts that a file keeps as dictionaries are not looked up again row by row."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import polars as pl

from mining.coding import IN_HALVES

if TYPE_CHECKING:
    import pyarrow.parquet as arrow_parquet


def read_parquet(data: bytes) -> pl.DataFrame:
    """Return the table of a Parquet file; columns of texts that it keeps as dictionaries come as Categorical.

    Short tables come as polars reads them: there, loading another reader takes longer than what it saves.

    Args:
        data: the file's bytes.

    Raises:
        polars.exceptions.PolarsError, ValueError, OSError: the file is damaged.
    """
    schema = pl.read_parquet_schema(io.BytesIO(data))
    texts = [name for name, kind in schema.items() if kind == pl.String]
    if not texts or len(data) < IN_HALVES:  # a row takes a byte at least
        return pl.read_parquet(data)
    from pyarrow import parquet as arrow_parquet

    file = arrow_parquet.ParquetFile(io.BytesIO(data))
    coded = [name for name in texts if _has_dictionaries(file.metadata, name)] if file.metadata.num_rows >= IN_HALVES else []
    others = [name for name in schema if name not in coded]
    with ThreadPoolExecutor(2) as both:  # both let go of Python's lock
        reading = both.submit(pl.read_parquet, data, columns=others)
        columns = dict(zip(coded, both.map(lambda name: _from_dictionaries(data, name), coded), strict=True))
        frame = reading.result()
    return pl.DataFrame([columns[name] if name in columns else frame[name] for name in schema])


def _has_dictionaries(metadata: arrow_parquet.FileMetaData, name: str) -> bool:
    """Whether a column is kept as a dictionary and numbers in every part of the file."""
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        parts = [group.column(k) for k in range(group.num_columns)]
        part = next((part for part in parts if part.path_in_schema == name), None)
        if part is None or part.physical_type != "BYTE_ARRAY" or not part.has_dictionary_page:
            return False
    return bool(metadata.num_row_groups)


def _from_dictionaries(data: bytes, name: str) -> pl.Series:
    """Return a column of texts as Categorical: only the texts of the dictionaries are looked up, not those of the rows."""
    from pyarrow import parquet as arrow_parquet

    chunks = arrow_parquet.read_table(io.BytesIO(data), columns=[name], read_dictionary=[name], use_threads=False).column(0)
    texts = []
    for chunk in chunks.chunks:
        chunk.dictionary.validate(full=True)  # polars trusts that texts are UTF-8
        texts.append(_series(chunk.dictionary).cast(pl.String))
    categories = pl.concat(texts).cast(pl.Categorical(pl.Categories.random()))
    parts, begin = [], 0
    for chunk, known in zip(chunks.chunks, texts, strict=True):
        parts.append(categories.slice(begin, known.len()).gather(_series(chunk.indices)))
        begin += known.len()
    return pl.concat(parts).alias(name)


def _series(array: object) -> pl.Series:
    made = pl.from_arrow(array)
    assert isinstance(made, pl.Series)
    return made
