"""XES as nearly every program writes it - attributes of one level, in double quotes - read as a table of its tags by polars.

What is unusual (lists, attributes of attributes, comments, empty events, other encodings, broken structure) is not read
here but left to `mining.reading.xes`: this reader understands a file whole, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

import numpy as np
import numpy.typing as npt
import polars as pl

from mining.reading.date_parts import with_suffix

KINDS = ("string", "date", "int", "float", "boolean", "id")
OPENS_TRACE, ENDS_TRACE, OPENS_EVENT, ENDS_EVENT, ENDS_LOG, ATTRIBUTE = range(6)
TAGS = {
    "<trace": OPENS_TRACE,
    "</trace": ENDS_TRACE,
    "<event": OPENS_EVENT,
    "</event": ENDS_EVENT,
    "</log": ENDS_LOG,
    **{f"<{kind} key=": ATTRIBUTE + place for place, kind in enumerate(KINDS)},
}
"""What stands between "<" and the first quote, or ">" -> code; an attribute's tells the kind of its value."""
STEP = np.array([1, -1, 1, -1, 0, *([0] * len(KINDS))], dtype=np.int8)
"""How much deeper each tag leads: 0 is outside of traces, 1 in one, 2 in an event."""
LOWEST = np.array([0, 1, 1, 2, 0, *([1] * len(KINDS))], dtype=np.int8)
HIGHEST = np.array([0, 1, 1, 2, 0, *([2] * len(KINDS))], dtype=np.int8)
"""How deep each tag may stand."""
UUID = r"^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
INSTANT = "%Y-%m-%dT%H:%M:%S"
TRUTH = {"true": True, "false": False, "1": True, "0": False}
OFFSET = r"(Z|[+-]\d\d:?\d\d)$"
DECLARED = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w-]+)")
ENTITY = re.compile(r"&(#x[0-9a-fA-F]{1,6}|#\d{1,7}|\w+);")
ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
Ints = npt.NDArray[np.integer]
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
    tags = _tags(data, first) if defaults is not None else None
    if tags is None or defaults is None:
        return None
    event, trace = _number(tags.code == OPENS_EVENT), _number(tags.code == OPENS_TRACE)
    trace_of_event = trace[tags.code == OPENS_EVENT]
    if not trace_of_event.size:
        return None
    columns: dict[str, pl.Series] = {}
    offsets: frozenset[str] = frozenset()
    for key, depth, rows, texts in _by_key(tags):
        scope, place, size = (
            ("event", event[rows], trace_of_event.size) if depth == 2 else ("trace", trace[rows], trace[-1] + 1)
        )
        kinds, default = tags.code[rows], defaults.get((scope, key))
        name = key if depth == 2 else f"case:{key}"
        # Another reader may know what is meant by an attribute that is there twice, or of two kinds.
        if (kinds != kinds[0]).any() or (np.diff(place) <= 0).any() or name in columns:
            return None
        kind = KINDS[kinds[0] - ATTRIBUTE]
        if rows.size < size:
            if default is not None and default[0] != kind:
                return None
            texts = texts.extend_constant(default[1] if default else None, 1)
        read = _read(texts, kind)
        if read is None:
            return None
        values, said = read
        if rows.size < size:
            where = np.full(size, rows.size, dtype=np.int64)
            where[place] = np.arange(rows.size)
            values = values.gather(where)
        columns[name] = (values.gather(trace_of_event) if depth == 1 else values).alias(name)
        offsets = said if name == "time:timestamp" else offsets
    frame = pl.DataFrame([columns[name] for name in sorted(columns)])
    return PlainXes(frame.select(name for name in frame.columns if frame[name].null_count() < frame.height), offsets)


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


@dataclass(frozen=True)
class _Tags:
    """The tags from the first trace on: code, depth at which it stands, and of an attribute key and value."""

    code: Ints
    depth: Ints
    key: pl.Series
    value: pl.Series


def _tags(data: bytes, first: int) -> _Tags | None:
    """Take a document apart from its first trace on; None where it is not only traces, events, attributes in place."""
    tag, key = (pl.Categorical(pl.Categories.random()) for _ in range(2))
    schema = {"tag": tag, "key": key, "is": pl.String(), "value": pl.String(), "end": pl.String()}
    try:
        # A tag ends with ">", and quotes part its parts: polars reads that as a table, 50 MB in 0.15 s.
        table = pl.read_csv(
            data,
            skip_rows=data.count(b">", 0, first),
            separator='"',
            eol_char=">",
            quote_char=None,
            has_header=False,
            schema=schema,
            missing_columns="insert",
        )
    except pl.exceptions.PolarsError:
        return None
    after = data[data.rfind(b">") + 1 :]
    if after.strip():
        return None
    table = table.head(-1) if after else table
    # Every row is a tag: no sign of one stands in a value, in a text or alone.
    if not table.height == data.count(b">", first) == data.count(b"<", first):
        return None
    code = _codes(table["tag"])
    if code is None or code[-1] != ENDS_LOG:
        return None
    attribute = code >= ATTRIBUTE
    # An empty part after the last one would pass unseen.
    if data.count(b'"', first) != 4 * np.count_nonzero(attribute):
        return None
    for name, usual in (("key", ()), ("is", (" value=",)), ("end", ("/", " /"))):
        column = table[name]
        if not np.array_equal(column.is_not_null().to_numpy(), attribute):
            return None
        if usual and sum(int((column == text).sum()) for text in usual) < column.len() - column.null_count():
            return None
    depth = _depth(code)
    if depth is None:
        return None
    value = table["value"]
    if data.find(b"&", first) >= 0:
        if table["key"].unique().cast(pl.String).str.contains("&", literal=True).any():
            return None
        plain = _without_entities(value)
        if plain is None:
            return None
        value = plain
    return _Tags(code, depth, table["key"], value)


def _codes(tag: pl.Series) -> Ints | None:
    """Code of every tag; None where one is unknown. What stands before the "<" may only be blank."""
    if tag.null_count():
        return None
    numbers = tag.to_physical().to_numpy()
    row_of = np.full(int(numbers.max(initial=0)) + 1, -1)
    row_of[numbers] = np.arange(numbers.size)  # any row that has it
    used = np.flatnonzero(row_of >= 0)
    known = [TAGS.get(text.strip(" \t\r\n"), -1) for text in tag.gather(row_of[used]).cast(pl.String)]
    if min(known, default=-1) < 0:
        return None
    code_of = np.zeros(row_of.size, dtype=np.int8)
    code_of[used] = known
    codes: Ints = code_of[numbers]
    return codes


def _depth(code: Ints) -> Ints | None:
    """How deep every tag stands; None where one is out of place, or something is not closed."""
    rows = np.flatnonzero(code < ATTRIBUTE)
    steps = STEP[code[rows]]
    after = np.cumsum(steps, dtype=np.int32).astype(np.int8)
    if rows[0] != 0 or after[-1] or int(np.abs(np.diff(after)).max(initial=0)) > 1 or after.min() < 0 or after.max() > 2:
        return None
    # Attributes stand as deep as the tag before them leads.
    depth = np.repeat(after, np.diff(np.append(rows, code.size)))
    depth[rows] -= steps
    placed = (depth >= LOWEST[code]) & (depth <= HIGHEST[code])
    return depth if placed.all() and not (code[:-1] == ENDS_LOG).any() else None


def _number(begins: npt.NDArray[np.bool_]) -> Ints:
    """For every row, how many have begun so far, counted from 0; -1 before the first."""
    rows = np.flatnonzero(begins)
    return np.repeat(np.arange(-1, rows.size), np.diff(np.concatenate([[0], rows, [begins.size]])))


def _by_key(tags: _Tags) -> list[tuple[str, int, Ints, pl.Series]]:
    """Key, depth, rows and values (an empty one as such) of the attributes that belong in one column."""
    rows = np.flatnonzero(tags.code >= ATTRIBUTE)
    column = tags.key.to_physical().fill_null(0).to_numpy()[rows].astype(np.int64) * 3 + tags.depth[rows]
    narrow = column.astype(np.uint16) if column.max(initial=0) < 1 << 16 else column
    order = np.argsort(narrow, kind="stable")
    rows, column = rows[order], column[order]
    values = tags.value.filter(pl.Series(tags.code >= ATTRIBUTE)).gather(order)
    values = values.fill_null("") if values.null_count() else values
    begins = np.flatnonzero(np.append(True, column[1:] != column[:-1])) if rows.size else rows
    names = tags.key.gather(rows[begins]).cast(pl.String).to_list()
    ends = np.append(begins[1:], rows.size)
    return [
        (name, int(column[begin]) % 3, rows[begin:end], values[int(begin) : int(end)])
        for name, begin, end in zip(names, begins, ends, strict=True)
    ]


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


def _read(texts: pl.Series, kind: str) -> tuple[pl.Series, frozenset[str]] | None:
    """Values of a kind and, of times, how they say their offset; texts, where one of them is no such value."""
    none: frozenset[str] = frozenset()
    match kind:
        case "id":
            return (texts, none) if texts.drop_nulls().str.contains(UUID).all() else None
        case "date":
            return _instants(texts)
        case "int" | "float":
            values = texts.cast(pl.Int64 if kind == "int" else pl.Float64, strict=False)
        case "boolean":
            values = texts.str.to_lowercase().replace_strict(TRUTH, default=None, return_dtype=pl.Boolean)
        case _:
            return texts, none
    return values if values.null_count() == texts.null_count() else texts, none


def _instants(texts: pl.Series) -> tuple[pl.Series, frozenset[str]]:
    """Times in UTC, and their distinct offsets as written."""
    naive = texts.str.slice(0, 19).str.to_datetime(INSTANT, time_unit="us", strict=False)
    suffix = texts.str.slice(19)
    read, offset = with_suffix(naive, suffix)
    if read.null_count() > texts.null_count():
        return texts, frozenset()
    said = suffix.unique().drop_nulls().str.extract(OFFSET).fill_null("").unique()
    return (read - offset.fill_null(0).cast(pl.Duration("us"))).cast(pl.Datetime("us")), frozenset(said.to_list())
