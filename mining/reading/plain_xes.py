"""XES as nearly every program writes it - attributes of one level, in double quotes - read by columns.

What is unusual (lists, attributes of attributes, comments, empty events, other encodings, broken structure) is not read
here but left to `mining.reading.xes`: this reader understands a file whole, or not at all.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np
import polars as pl

from mining.reading.xes_columns import Column, by_column, texts_in_order
from mining.reading.xes_markup import KINDS, EachOf, Marked, marked
from mining.reading.xes_structure import Placed, placed
from mining.reading.xes_times import Read, instants_of, read_instants

UUID = r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
TRUTH = {"true": True, "false": False, "1": True, "0": False}
VERSION = re.compile(rb"""(?:\xef\xbb\xbf)?\s*(?:<\?xml\s+version\s*=\s*["']1\.[01]["']|<(?!\?xml\s))""")
"""How a document may begin: other versions than 1.0 and 1.1 are none, though not every reader of XML minds."""
DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w-]+)")
ENTITY = re.compile(r"&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+);")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
THREADS = min(4, os.cpu_count() or 1)
ASIDE = 1 << 22
"""Bytes from which several threads are worth it; numpy and polars let go of the lock of Python."""
Default = tuple[str, str]
"""Kind and value."""


@dataclass(frozen=True)
class PlainXes:
    """The events of a log.

    Attributes:
        frame: one row per event in file order, columns by name; attributes of the trace are called ``case:NAME``. Times are
            Datetime[us] in UTC without saying so. A column in which anything stands that is not what its tag says is text.
        offsets: how the times of ``time:timestamp`` say their offset; an empty text where one does not.
    """

    frame: pl.DataFrame
    offsets: frozenset[str]


def plain_xes(data: bytes) -> PlainXes | None:
    """Read a log, or return None where anything in it is unusual."""
    first = data.find(b"<trace>")
    defaults = _defaults(data[:first]) if first >= 0 else None
    if defaults is None:
        return None
    with ThreadPoolExecutor(THREADS) as pool:
        each_of = pool.map if len(data) >= ASIDE else map
        document = marked(data, first, each_of)
        where = placed(document) if document is not None else None
        if document is None or where is None or not where.trace_of_event.size:
            return None
        try:
            return _filled(document, where, defaults, each_of, entities=data.find(b"&", first) >= 0)
        except pl.exceptions.PolarsError:  # no UTF-8
            return None


def _filled(
    document: Marked, where: Placed, defaults: Mapping[tuple[str, str], Default], each_of: EachOf, *, entities: bool
) -> PlainXes | None:
    """Fill the frame, column by column; None where one is unusual."""
    frame: dict[str, pl.Series] = {}
    offsets: frozenset[str] = frozenset()
    for column in by_column(document, where.depth, each_of):
        of_trace = column.depth == 1
        name = f"case:{column.key}" if of_trace else column.key
        place, size = (where.trace, where.traces) if of_trace else (where.event, where.trace_of_event.size)
        place = place[column.rows]
        # Another reader may know what is meant by an attribute that is there twice, or of two kinds.
        if (np.diff(place) <= 0).any() or name in frame:
            return None
        lacking = place.size < size
        default = defaults.get(("trace" if of_trace else "event", column.key)) if lacking else None
        if default is not None and default[0] != column.kind:
            return None
        more = [default[1] if default else None] if lacking else []
        read = _read(document, column, more, each_of, entities=entities)
        if read is None:
            return None
        values, said = read
        if lacking:
            at = np.full(size, place.size, dtype=np.int64)
            at[place] = np.arange(place.size)
            values = values.gather(at)
        frame[name] = (values.gather(where.trace_of_event) if of_trace else values).alias(name)
        offsets = said if name == "time:timestamp" else offsets
    filled = (frame[name] for name in sorted(frame) if frame[name].null_count() < frame[name].len())
    return PlainXes(pl.DataFrame(list(filled)), offsets)


@dataclass
class _Head:
    """What stands before the first trace."""

    open: list[str] = field(default_factory=list)
    scope: str = ""
    defaults: dict[tuple[str, str], Default] = field(default_factory=dict)
    usual: bool = True

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        if name == "global":
            self.scope = attributes.get("scope", "event")
        elif self.open[-1:] == ["global"]:
            self.usual &= name in KINDS
            self.defaults[self.scope, attributes.get("key", "")] = name, attributes.get("value", "")
        self.open.append(name)

    def end(self, name: str) -> None:
        self.open.pop()

    def entity(self, *_: object) -> None:
        self.usual = False


def _defaults(head: bytes) -> Mapping[tuple[str, str], Default] | None:
    """The defaults that a log declares, by scope and key; None where what stands before the first trace is unusual."""
    if VERSION.match(head) is None:
        return None
    declared = DECLARED.search(head)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8"):
        return None
    parser, seen = expat.ParserCreate(), _Head()
    parser.StartElementHandler, parser.EndElementHandler = seen.begin, seen.end
    parser.EntityDeclHandler = seen.entity
    try:
        parser.Parse(head + b"</log>", True)
    except expat.ExpatError:
        return None
    return seen.defaults if seen.usual else None


def _without_entities(values: pl.Series) -> pl.Series | None:
    """Put the characters for ``&amp;`` and its like; None where an entity is unknown."""
    marked = values.str.contains("&", literal=True).fill_null(False)
    distinct = values.filter(marked).unique()
    plain: list[str] = []
    for text in distinct:
        names = ENTITY.findall(text)
        if len(names) != text.count("&") or not all(name in ENTITIES or name[0] == "#" for name in names):
            return None
        try:
            plain.append(ENTITY.sub(lambda match: ENTITIES.get(match[1]) or _character(match[1]), text))
        except (ValueError, OverflowError):
            return None
    return values.replace(distinct, pl.Series(plain, dtype=pl.String))


def _character(number: str) -> str:
    return chr(int(number[2:], 16) if number[1] == "x" else int(number[1:]))


def _read(document: Marked, column: Column, more: list[str | None], each_of: EachOf, *, entities: bool) -> Read | None:
    """Values of a column and of what comes `more`; texts, where one of them is no such value. None: something is unusual.

    Args:
        document: the document.
        column: which of its attributes.
        more: a default.
        each_of: does the work on pieces.
        entities: whether there may be ``&amp;`` and its like.
    """
    texts = column.texts
    if texts is None:
        begins, ends = document.begins[column.rows], document.ends[column.rows]
        read = read_instants(document.text, begins, ends, more, each_of)
        if read is not None:
            return read
        texts = texts_in_order(document.text, begins, ends, each_of)
    if entities:
        plain = _without_entities(texts)
        if plain is None:
            return None
        texts = plain
    return _of_kind(pl.concat([texts, pl.Series(more, dtype=pl.String)]) if more else texts, column.kind)


def _of_kind(texts: pl.Series, kind: str) -> Read | None:
    none: frozenset[str] = frozenset()
    match kind:
        case "id":
            return (texts, none) if texts.drop_nulls().str.contains(UUID).all() else None
        case "date":
            return instants_of(texts) or (texts, none)
        case "int" | "float":
            values = texts.cast(pl.Int64 if kind == "int" else pl.Float64, strict=False)
        case "boolean":
            values = texts.str.to_lowercase().replace_strict(TRUTH, default=None, return_dtype=pl.Boolean)
        case _:
            return texts, none
    return values if values.null_count() == texts.null_count() else texts, none
