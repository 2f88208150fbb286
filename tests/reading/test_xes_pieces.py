"""XES is read in pieces, by several threads: wherever a piece ends, what is read is what lxml reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from unittest.mock import patch
from xml.sax.saxutils import quoteattr

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from polars.testing import assert_frame_equal

from mining.reading import plain_xes as reader
from mining.reading import xes_markup
from mining.reading.plain_xes import plain_xes

Event = dict[str, tuple[str, str]]
"""Key -> kind and text."""


@contextmanager
def pieces_of(attributes: int, scanned: int) -> Iterator[None]:
    """Read so many attributes and bytes at once, by threads."""
    with (
        patch.object(xes_markup, "PIECE", attributes),
        patch.object(xes_markup, "SCANNED", scanned),
        patch.object(reader, "ASIDE", 0),
    ):
        yield


def value_of(kind: str, text: str) -> object:
    match kind:
        case "int":
            return int(text)
        case "float":
            return float(text)
        case "boolean":
            return text == "true"
        case "date":
            moment = datetime.fromisoformat(text)
            return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
        case _:
            return text


def by_lxml(data: bytes) -> pl.DataFrame:
    """Read a log element by element; defaults of the log are put in where an attribute is missing."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False))
    defaults: dict[str, Event] = {"trace": {}, "event": {}}
    for declared in root.iterfind("global"):
        for one in declared:
            defaults[declared.get("scope")][one.get("key")] = one.tag, one.get("value")

    def values(element: etree._Element, before: str) -> dict[str, object]:
        return {
            before + one.get("key"): value_of(one.tag, one.get("value"))
            for one in element
            if one.get("key") is not None and one.tag != "event"
        }

    rows = [
        {**values(trace, "case:"), **values(event, "")}
        for trace in root.iterfind("trace")
        for event in trace.iterfind("event")
    ]
    names = sorted({name for row in rows for name in row})
    standard = {
        before + key: value_of(*given)
        for scope, before in (("trace", "case:"), ("event", ""))
        for key, given in defaults[scope].items()
    }
    columns = {name: [row.get(name, standard.get(name)) for row in rows] for name in names}
    return pl.DataFrame({name: pl.Series(cells, strict=True) for name, cells in columns.items()})


zones = st.sampled_from([UTC, timezone(timedelta(minutes=60)), timezone(timedelta(minutes=-330))])
moments = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=zones).map(datetime.isoformat)
alike = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1)).map(lambda time: time.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="<"), max_size=14)
KEYS = {
    "concept:name": ("string", words),
    "名称": ("string", words),
    "na:me": ("string", st.sampled_from(["", "a", "twelve bytes", "more than twelve bytes"])),
    "n": ("int", st.integers(-(2**63), 2**63 - 1).map(str)),
    "f": ("float", st.floats(allow_nan=False, allow_infinity=False).map(str)),
    "yes": ("boolean", st.sampled_from(["true", "false"])),
    "time:timestamp": ("date", moments),
    "planned_at": ("date", alike),
}
attributes = st.fixed_dictionaries({}, optional={key: st.tuples(st.just(kind), of) for key, (kind, of) in KEYS.items()})
late = st.fixed_dictionaries({}, optional={"late": st.tuples(st.just("string"), words)})
traces = st.lists(st.tuples(attributes, st.lists(attributes, max_size=5), late), max_size=5)
layouts = st.sampled_from([("", "/>"), ("\n\t\t", "/>"), ("\r\n  ", " />")])


def written(given: Event, layout: tuple[str, str]) -> str:
    def one(key: str, kind: str, text: str) -> str:
        quoted = quoteattr(text.replace('"', "&quot;")).replace("&amp;quot;", "&quot;").replace("&gt;", ">")
        return f"{layout[0]}<{kind} key={quoteattr(key)} value={quoted}{layout[1]}"

    return "".join(one(key, *value) for key, value in given.items())


def document(log: list[tuple[Event, list[Event], Event]], defaults: Event, layout: tuple[str, str]) -> bytes:
    pad = layout[0]
    body = "".join(
        f"{pad}<trace>{written(before, layout)}"
        + "".join(f"{pad}<event>{written(event, layout)}{pad}</event>" for event in events)
        + f"{written(after, layout)}{pad}</trace>"
        for before, events, after in log
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<log>'
    return f'{head}<global scope="event">{written(defaults, layout)}</global>{body}\n</log>\n'.encode()


@settings(max_examples=80)
@given(traces, attributes, layouts, st.integers(1, 9), st.integers(1, 300))
def test_wherever_a_piece_ends_the_same_is_read(
    log: list[tuple[Event, list[Event], Event]], defaults: Event, layout: tuple[str, str], attributes: int, scanned: int
) -> None:
    """Traces, events, attributes and values go across the ends of pieces: lxml, which knows no pieces, reads the same."""
    data = document(log, defaults, layout)
    with pieces_of(attributes, scanned):
        plain = plain_xes(data)
    given_ones = [one for before, events, after in log for one in (before, *events, after)]
    if not any(events for _, events, _ in log) or not any(given_ones):
        assert plain is None
        return
    assert plain is not None
    assert_frame_equal(by_lxml(data), plain.frame, check_column_order=False)


@given(
    st.integers(1, 5), st.integers(1, 40), st.integers(0, 10**6), st.sampled_from(['"', "<", "&", "</trace>", "<!--", ""])
)
def test_a_broken_file_is_never_read_in_pieces(attributes: int, scanned: int, place: int, put: str) -> None:
    """A quote, a bracket or a tag at any place between pieces: lxml, too, can read what is read."""
    event = {"concept:name": ("string", "a"), "名称": ("string", "b")}
    data = document([({"concept:name": ("string", "1")}, [event, event], {})], {}, ("\n", "/>"))
    place %= len(data)
    broken = data[:place] + put.encode() + data[place + 1 :]
    with pieces_of(attributes, scanned):
        plain = plain_xes(broken)
    if plain is not None:
        assert_frame_equal(by_lxml(broken), plain.frame, check_column_order=False)


def test_markup_that_only_looks_alike_is_told_apart() -> None:
    """Keys of one length that begin and end with the same eight letters are guessed to be one, and seen to be two."""
    keys = [f"beginning_{letter}_the_ending" for letter in "ab"]
    event = {key: ("string", key[10]) for key in keys}
    data = document([({}, [event, event], {})], {}, ("", "/>"))
    plain = plain_xes(data)
    assert plain is not None
    assert {keys[0]: ["a", "a"], keys[1]: ["b", "b"]} == plain.frame.to_dict(as_series=False)


def test_attributes_of_a_trace_may_stand_after_its_events() -> None:
    """What stands in a trace belongs to all of its events, also to those before."""
    event = {"concept:name": ("string", "a")}
    data = document([({}, [event, {}], {"kind": ("string", "late")}), ({}, [event], {})], {}, ("", "/>"))
    plain = plain_xes(data)
    assert plain is not None
    assert_frame_equal(by_lxml(data), plain.frame, check_column_order=False)
    assert ["late", "late", None] == plain.frame["case:kind"].to_list()


@pytest.mark.parametrize("suffix", ["-05:00", "+05:30", ""])
def test_times_at_the_end_of_all_times(suffix: str) -> None:
    """A time that its offset brings into another year than its text says, even the year 10000."""
    event = {"time:timestamp": ("date", f"9999-12-31T23:59:59{suffix}")}
    plain = plain_xes(document([({}, [event, event], {})], {}, ("", "/>")))
    assert plain is not None
    hours = {"-05:00": 5, "+05:30": -5.5, "": 0}[suffix]
    expected = np.datetime64("9999-12-31T23:59:59", "us").astype(np.int64) + int(hours * 3_600_000_000)
    assert [expected] * 2 == plain.frame["time:timestamp"].to_physical().to_list()
