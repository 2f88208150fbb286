"""Parquet whose texts are kept as dictionaries: the same table as by polars, only sooner."""

import io
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as arrow_parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mining
import mining.reading.parquet as module
from mining.errors import FileError
from mining.reading.parquet import read_parquet


@pytest.fixture(autouse=True)
def short_tables_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dictionaries are used from the first row on."""
    monkeypatch.setattr(module, "IN_HALVES", 0)


def as_texts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Categorical).cast(pl.String))


VALUES = st.lists(st.one_of(st.none(), st.sampled_from(["", "a", "受理", "b" * 30, "İ", "a "])), max_size=40)


@given(VALUES, st.integers(1, 7), st.booleans(), st.sampled_from([1, 10, 1 << 20]))
def test_the_same_table_as_polars(values: list[str | None], group: int, dictionaries: bool, limit: int) -> None:
    """Nulls, empty texts, several parts with dictionaries of their own, dictionaries that were given up half way, none."""
    table = pa.table({"n": list(range(len(values))), "case": pa.array(values, pa.string()), "other": [1.5] * len(values)})
    sink = io.BytesIO()
    arrow_parquet.write_table(
        table, sink, row_group_size=group, use_dictionary=dictionaries, dictionary_pagesize_limit=limit, data_page_size=10
    )
    frame = read_parquet(sink.getvalue())
    assert pl.read_parquet(sink.getvalue()).equals(as_texts(frame))
    assert frame.schema["case"] == pl.String or isinstance(frame.schema["case"], pl.Categorical)
    if dictionaries and values:
        assert isinstance(frame.schema["case"], pl.Categorical)


def test_other_types_stay_as_polars_reads_them() -> None:
    """Lists and records of texts, binary, categories, times with a zone: none of them is a plain column of texts."""
    frame = pl.DataFrame(
        {
            "texts": ["x", "y"],
            "lists": [["x"], ["y", "z"]],
            "records": [{"a": "x"}, {"a": "y"}],
            "binary": [b"x", b"y"],
            "categories": pl.Series(["x", "y"], dtype=pl.Categorical),
            "labels": pl.Series(["x", "y"], dtype=pl.Enum(["y", "x"])),
        }
    )
    sink = io.BytesIO()
    frame.write_parquet(sink)
    read = read_parquet(sink.getvalue())
    assert pl.read_parquet(sink.getvalue()).schema | {"texts": read.schema["texts"]} == read.schema
    assert frame["texts"].to_list() == read["texts"].to_list()


def test_a_log_is_read_as_without_dictionaries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log, its findings and its account are the same; also with blank rows, spaces and marks for nothing."""
    some = [("c1", "ask", "ann"), ("c1", "answer ", "-"), (None, None, None), ("c2", "ask", "n/a"), ("c2", "受理", "ben")]
    rows = some * 3
    times = [None if case is None else f"2024-03-0{k % 9 + 1} 10:00:00" for k, (case, _, _) in enumerate(rows)]
    frame = pl.DataFrame(rows, schema=["case id", "activity", "resource"], orient="row")
    path = tmp_path / "log.parquet"
    frame.with_columns(pl.Series("time", times)).write_parquet(path)
    quick = mining.read(path)
    monkeypatch.setattr(module, "IN_HALVES", 10**9)
    plain = mining.read(path)
    assert plain.equals(quick)
    assert plain.quality == quick.quality
    assert plain.roles == quick.roles


def test_texts_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    """Bytes that claim to be text: one message, as for any damaged file."""
    values = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\x00\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00\x00"), pa.py_buffer(b"\xff\xfea")]
    )
    path = tmp_path / "log.parquet"
    table = pa.table({"case": values, "activity": ["a", "b"], "time": ["2024-01-01", "2024-01-02"]})
    arrow_parquet.write_table(table, path, use_dictionary=True)
    with pytest.raises(FileError):
        mining.read(path)
