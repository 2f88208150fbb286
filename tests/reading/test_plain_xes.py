"""The reader of usual XES: what it reads is what r4pm reads; what is unusual it leaves alone."""

from datetime import datetime, timedelta, timezone
from xml.sax.saxutils import quoteattr

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mining.reading.plain_xes import plain_xes
from mining.reading.xes import broken_at, imported

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">\n'
EVENT = '<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2024-03-05T15:07:00{}"/></event>'


def document(body: str, head: str = HEAD) -> bytes:
    return f'{head}<trace><string key="concept:name" value="1"/>{body}</trace>\n</log>\n'.encode()


def read(data: bytes) -> pl.DataFrame:
    plain = plain_xes(data)
    assert plain is not None
    return plain.frame


def same_as_r4pm(data: bytes) -> None:
    assert_frame_equal(imported(data), read(data), check_column_order=False)


words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="<>"), max_size=12)
zones = st.sampled_from([0, 60, -330]).map(lambda minutes: timezone(timedelta(minutes=minutes)))
times = st.datetimes(datetime(1990, 1, 1), datetime(2040, 1, 1), timezones=zones)
attributes = st.fixed_dictionaries(
    {},
    optional={
        "concept:name": words,
        "名称": words,
        "a": words,
        "n": st.integers(-(2**63), 2**63 - 1),
        "f": st.floats(allow_nan=False, allow_infinity=False),
        "yes": st.booleans(),
        "time:timestamp": times,
    },
)
logs = st.lists(st.tuples(attributes, st.lists(attributes.filter(bool), min_size=1, max_size=4)), min_size=1, max_size=4)


def written(attributes: dict[str, object], pad: str) -> str:
    def one(key: str, value: object) -> str:
        kind = {str: "string", int: "int", float: "float", bool: "boolean", datetime: "date"}[type(value)]
        text = value.isoformat() if isinstance(value, datetime) else str(value).lower() if kind == "boolean" else str(value)
        # quoteattr takes single quotes where a double one stands within.
        quoted = quoteattr(text.replace('"', "&quot;")).replace("&amp;quot;", "&quot;")
        return f"{pad}<{kind} key={quoteattr(key)} value={quoted}/>"

    return "".join(one(key, value) for key, value in attributes.items())


@settings(max_examples=60)
@given(logs, st.sampled_from(["", "\n\t\t", "\r\n  "]))
def test_whatever_is_written_is_read_as_r4pm_reads_it(log: list, pad: str) -> None:
    """Texts of any script, numbers, truth values, times with offsets, in any layout."""
    traces = [
        f"{pad}<trace>{written(trace, pad)}"
        + "".join(f"{pad}<event>{written(event, pad)}{pad}</event>" for event in events)
        + "</trace>"
        for trace, events in log
    ]
    same_as_r4pm((HEAD + "".join(traces) + "\n</log>").encode())


@given(
    st.integers(0, 10**6),
    st.sampled_from(['"', "<", ">", "/", "&", "'", "<event>", "</trace>", "<!--", "=", "", "x"]),
    st.integers(0, 12),
)
def test_a_broken_file_is_never_read(place: int, put: str, cut: int) -> None:
    """Wherever something is put in or cut out: what is read is well-formed."""
    data = document((EVENT + "\n").format("Z") * 2).decode()
    place %= len(data) + 1
    broken = (data[:place] + put + data[place + cut :]).encode()
    assert plain_xes(broken) is None or broken_at(broken) is None


def test_entities_and_defaults_are_put_in() -> None:
    """&lt; is <, &#20013; is 中; an event without an attribute that the log has a default for gets the default."""
    head = HEAD + '<global scope="event"><string key="team" value="first &amp; last"/></global>'
    data = document(
        '<event><string key="team" value="&lt;&#20013;&#x4e2d;"/></event><event><int key="n" value="1"/></event>', head
    )
    same_as_r4pm(data)
    assert ["<中中", "first & last"] == read(data)["team"].to_list()


def test_a_greater_than_sign_may_stand_in_a_value() -> None:
    """XML forbids < in a value, and not >; what it looks like there is no tag."""
    data = document('<event><string key="a" value="1 > 0"/></event><event><string key="a" value="/>event>"/></event>')
    same_as_r4pm(data)
    assert ["1 > 0", "/>event>"] == read(data)["a"].to_list()


@pytest.mark.parametrize(
    ("offsets", "said"),
    [(["Z"], {"Z"}), (["+01:00", ".5+02:00"], {"+01:00", "+02:00"}), ([""], {""}), ([".123456789Z", ""], {"Z", ""})],
)
def test_offsets_are_told(offsets: list[str], said: set[str]) -> None:
    """Each way in which a time says its offset is told, and one that says none."""
    data = document("".join(EVENT.format(offset) for offset in offsets))
    same_as_r4pm(data)
    plain = plain_xes(data)
    assert plain is not None
    assert said == plain.offsets


@pytest.mark.parametrize(
    ("kind", "value"),
    [("int", "x7"), ("int", "99999999999999999999"), ("float", "a lot"), ("boolean", "maybe"), ("date", "2024-03-05")],
)
def test_what_is_no_such_value_stays_as_it_is_written(kind: str, value: str) -> None:
    """A number that is none is not taken for 0, nor a date that is unusual for none: the column is text."""
    column = read(document(f'<event><{kind} key="x" value="{value}"/></event>'))["x"]
    assert [value] == column.to_list()


@pytest.mark.parametrize(
    "body",
    [
        '<event><string key="a" value="1"><string key="b" value="2"/></string></event>',
        '<event><list key="a"><string key="b" value="2"/></list></event>',
        "<event><string key='a' value='1'/></event>",
        '<event><string value="1" key="a"/></event>',
        '<event><string key="a" value="1"/><!-- "note" --></event>',
        '<event><string key="a" value="1 < 0"/></event>',
        '<event><string key="a" value="1"/><string key="a" value="2"/></event>',
        '<event><string key="a" value="1"/></event><event><int key="a" value="2"/></event>',
        '<event><string key="a" value="&unknown;"/></event>',
        '<event><string key="a" value="1"/>text</event>',
        '<event><id key="a" value="17"/></event>',
        "<event/>",
        '<event><string key="a" value="1"/></event></trace><event><string key="a" value="1"/></event><trace>',
        '<event><event><string key="a" value="1"/></event></event>',
        '<event><string key="a" value="1"/></trace><trace></event>',
        '<event><string key="a" value="1"/>',
        '<event><string key="a" value="1/></event><event><string key="a" value="1"/></event>',
        '<event><string key="a" value="1"/></event>></trace><trace>',
        '<event><string key="a<b" value="1"/></event>',
        '<event><string key="" value="1"/></event>',
        '<event><string key="a" value="1"/></event><event></trace><trace></event>',
        '<event><string key="a" value="1"/></event></trace></log><log><trace>',
        '<event><string key="a" value="1"/></event></trace><string key="a" value="1"/><trace>',
        "",
    ],
)
def test_the_unusual_is_left_alone(body: str) -> None:
    """Nested, repeated, in other quotes, of two kinds, out of place, broken: not one of them is read by half."""
    assert plain_xes(document(body)) is None


@pytest.mark.parametrize(
    "data",
    [
        document(EVENT.format("Z"), HEAD.replace("UTF-8", "ISO-8859-1")),
        document(EVENT.format("Z"), HEAD.replace("<log", '<!DOCTYPE log [<!ENTITY a "b">]><log')),
        document(EVENT.format("Z"), HEAD + "<extension>"),
        document(EVENT.format("Z")).replace(b"</log>", b""),
        document(EVENT.format("Z")).replace(b'"a"', b'"\xe4"'),
        document(EVENT.format("Z")) + b"<log/>",
        document(EVENT.format("Z")) + b'key="\n',
        f"{HEAD}<trace><event></event></trace></log>".encode(),
        b"",
    ],
)
def test_other_encodings_entities_and_half_a_file_are_left_alone(data: bytes) -> None:
    """Not UTF-8, declaring entities, broken before the first trace, cut off, followed by something else: not read here."""
    assert plain_xes(data) is None
