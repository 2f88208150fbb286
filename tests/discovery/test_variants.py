"""Distinct traces with their cases."""

from collections import Counter, defaultdict
from datetime import timedelta
from statistics import median

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import log

from mining.assembly import assemble
from mining.discovery.variants import Variants, variants

HOUR = timedelta(hours=1)
TRACES = st.lists(st.text("abc", min_size=1, max_size=4), max_size=10)


def test_the_most_frequent_first_then_lexically() -> None:
    """abc twice; ab, abd, b once each: a prefix comes before what continues it."""
    found = variants(log("b", "abc", "abd", "abc", "ab"))
    assert found.frame.select("variant", "cases", "share").rows() == [
        (["a", "b", "c"], 2, 0.4),
        (["a", "b"], 1, 0.2),
        (["a", "b", "d"], 1, 0.2),
        (["b"], 1, 0.2),
    ]
    assert found.trace(2) == ["a", "b", "d"] and len(found) == 4


def test_each_variant_leads_to_its_cases() -> None:
    """Case ids per variant, in the log's order of cases."""
    found = variants(log("ab", "a", "ab"))
    assert [found.case_ids(k) for k in range(2)] == [["1", "3"], ["2"]]
    assert found.of_case.tolist() == [0, 1, 0]
    assert found.flat.tolist() == [0, 1, 0] and found.offsets.tolist() == [0, 2, 3]


def test_the_median_flow_time_of_each_variant() -> None:
    """ab takes 1 h in two cases and 4 h in one: median 1 h; two values: their mean; one event: 0."""
    both = variants(log("ab", "ab", "c")) + variants(log("ab", hours=4))
    assert both.frame["median_flow_time"].to_list() == [HOUR, timedelta(0)]
    two = variants(log("ab")) + variants(log("ab", hours=4))
    assert two.frame["median_flow_time"].to_list() == [2.5 * HOUR]
    assert variants(log("ab", timed=False)).frame["median_flow_time"].to_list() == [None]


def test_the_flow_time_of_an_open_case_lasts_to_the_end_of_the_export() -> None:
    """Case 2 (ab) is open: from 0:02 to the last end of the log, 2:01, is 1:59."""
    table = log("abc", "ab").events.with_columns(pl.col("case").cast(pl.String))
    found = variants(assemble(table, end_activities=["c"], open_for=timedelta(days=9)))
    assert found.frame.select("variant", "median_flow_time").rows() == [
        (["a", "b"], timedelta(hours=1, minutes=59)),
        (["a", "b", "c"], 2 * HOUR),
    ]


def test_the_schema_is_as_documented() -> None:
    """Also for an empty log, which has no variants and no share."""
    schema = {"variant": pl.List(pl.String), "cases": pl.Int64, "share": pl.Float64, "median_flow_time": pl.Duration("us")}
    for found in (variants(log("ab")), variants(log()), variants(log()) + variants(log())):
        assert dict(found.frame.schema) == schema
    assert variants(log()).to_dict() == {"variants": []}


def test_the_json_of_variants() -> None:
    """Hours, null without times."""
    assert variants(log("ab")).to_dict() == {
        "variants": [{"variant": ["a", "b"], "cases": 1, "share": 1.0, "median_flow_time_hours": 1.0}]
    }
    assert variants(log("ab", timed=False)).to_dict()["variants"][0]["median_flow_time_hours"] is None


def test_adding_unites_the_dictionaries() -> None:
    """A label between two others moves their codes; the traces stay what they are."""
    both = variants(log("ac", "c")) + variants(log("abc", "ac"))
    assert both.labels == ("a", "b", "c")
    assert both.frame.select("variant", "cases").rows() == [(["a", "c"], 2), (["a", "b", "c"], 1), (["c"], 1)]
    assert both.case_ids(0) == ["1", "2"]


def test_it_shows_itself() -> None:
    """One line, and a table in notebooks."""
    assert repr(variants(log("ab", "b"))) == "Variants(2 variants, 2 cases)"
    assert "<p>Variants" in variants(log("ab"))._repr_html_()


def same(one: Variants, other: Variants) -> bool:
    ids = [{tuple(found.trace(k)): set(found.case_ids(k)) for k in range(len(found))} for found in (one, other)]
    return one.frame.equals(other.frame) and ids[0] == ids[1]


@settings(max_examples=60, deadline=None)
@given(TRACES, st.booleans())
def test_it_finds_what_a_dictionary_finds(traces: list[str], timed: bool) -> None:
    """Counts, order, case ids and medians by a loop over the traces."""
    found = variants(log(*traces, timed=timed))
    counted = Counter(traces)
    order = sorted(counted, key=lambda trace: (-counted[trace], trace))
    assert ["".join(labels) for labels in found.frame["variant"]] == order
    assert found.frame["cases"].to_list() == [counted[trace] for trace in order]
    cases: dict[str, list[str]] = defaultdict(list)
    for number, trace in enumerate(traces, 1):
        cases[trace].append(str(number))
    assert [sorted(found.case_ids(k)) for k in range(len(found))] == [sorted(cases[trace]) for trace in order]
    if timed:
        hours = [median([len(trace) - 1.0 for _ in cases[trace]]) for trace in order]
        assert found.frame["median_flow_time"].to_list() == [h * HOUR for h in hours]


@settings(max_examples=40, deadline=None)
@given(TRACES, st.integers(1, 4))
def test_the_parts_add_up_to_the_whole(traces: list[str], count: int) -> None:
    """f(A) + f(B) = f(A and B)."""
    given = log(*traces)
    first, *others = (variants(part) for part in given.parts(count))
    for other in others:
        first = first + other
    assert same(first, variants(given))


def test_lexical_order_beyond_one_byte() -> None:
    """300 labels: code 255 comes before 256, a number and not a text decides inside, labels outside."""
    labels = [f"{k:03}" for k in range(300)]
    found = variants(assemble(pl.DataFrame({"case": labels, "activity": labels[::-1]})))
    assert [trace[0] for trace in found.frame["variant"]] == labels
