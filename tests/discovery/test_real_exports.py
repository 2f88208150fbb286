"""Real exports, counted again in plain Python straight from the file, and once more by pm4py where it is right."""

from __future__ import annotations

import csv
import gzip
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

import mining
from mining.log import EventLog

FOLDER = os.environ.get("SERVICE_MINING_LOGS")
pytestmark = pytest.mark.skipif(FOLDER is None, reason="SERVICE_MINING_LOGS is not set: no real exports to count")

Row = tuple[str, str, object, object]
"""Case, activity, end, start (or zero)."""


def lines(file: str) -> list[list[str]]:
    """The rows of a CSV file without exact duplicates."""
    with gzip.open(Path(FOLDER or "") / "logs" / file, "rt", encoding="utf-8-sig", newline="") as text:
        rows = list(csv.reader(text))
    return [list(row) for row in dict.fromkeys(map(tuple, rows))]


def from_csv(file: str, case: str, activity: str, end: str, start: str | None, format_: str | None) -> list[Row]:
    head, *rows = lines(file)
    read = (lambda text: datetime.strptime(text, format_)) if format_ else datetime.fromisoformat
    place = {name: head.index(name) for name in (case, activity, end, start) if name}
    return [(r[place[case]], r[place[activity]], read(r[place[end]]), read(r[place[start]]) if start else 0) for r in rows]


def from_xes(file: str) -> list[Row]:
    """Events of an XES file without exact duplicates (where they have times); traces are told apart by their place."""
    found: list[Row] = []
    with gzip.open(Path(FOLDER or "") / "logs" / file) as data:
        number = 0
        for _, element in ElementTree.iterparse(data):
            element.tag = element.tag.rpartition("}")[2]
            if element.tag != "trace":
                continue
            number += 1
            events = [tuple((a.get("key"), a.get("value")) for a in e) for e in element.findall("event")]
            timed = "time:timestamp" in dict(events[0])
            for event in map(dict, dict.fromkeys(events) if timed else events):
                moment = datetime.fromisoformat(event["time:timestamp"]) if timed else 0
                found.append((str(number), event["concept:name"], moment, 0))
            element.clear()
    return found


EXPORTS = {
    "receipt.csv.gz": lambda file: from_csv(file, "case:concept:name", "concept:name", "time:timestamp", None, None),
    "helpdesk_italian.csv.gz": lambda file: from_csv(
        file, "Case ID", "Activity", "Complete Timestamp", None, "%Y/%m/%d %H:%M:%S.%f"
    ),
    "bpic2017_w.csv.gz": lambda file: from_csv(file, "case_id", "activity", "end_time", "start_time", None),
    "bpic2013_incidents.xes.gz": from_xes,
    "a32f0n20.xes.gz": from_xes,
}
INSTANCES = {
    "receipt.csv.gz": (8_577, 1_434, 27),
    "helpdesk_italian.csv.gz": (21_348 - 127, 4_580, 14),
    "bpic2017_w.csv.gz": (None, 30_276, 8),
    "bpic2013_incidents.xes.gz": (None, 7_554, 4),
    "a32f0n20.xes.gz": (None, None, None),
}
"""Instances, cases, activities, where the note beside the files states them."""


def by_case(rows: list[Row]) -> Iterator[list[str]]:
    """The traces: rows by case, end, start; sorting is stable, so tied rows keep the file's order."""
    ordered = sorted(rows, key=lambda row: (row[0], row[2], row[3]))
    for _, group in groupby(ordered, key=lambda row: row[0]):
        yield [row[1] for row in group]


@pytest.fixture(scope="module", params=EXPORTS)
def export(request: pytest.FixtureRequest) -> tuple[str, EventLog, list[list[str]]]:
    file = request.param
    return file, mining.read(Path(FOLDER or "") / "logs" / file), list(by_case(EXPORTS[file](file)))


def test_the_figures_equal_a_count_in_plain_python(export: tuple[str, EventLog, list[list[str]]]) -> None:
    """Instances, cases, activities; every edge with its count; first and last activities; every variant."""
    file, given, traces = export
    graph, found = mining.dfg(given), mining.variants(given)
    assert (graph.instances, graph.cases) == (sum(map(len, traces)), len(traces))
    assert graph.activities.height == len({label for trace in traces for label in trace})
    for stated, counted in zip(INSTANCES[file], (graph.instances, graph.cases, graph.activities.height), strict=True):
        assert stated in (None, counted)
    edges = {(a, b): n for a, b, n in graph.frame.select("from", "to", "count").iter_rows()}
    assert edges == Counter(pair for trace in traces for pair in pairwise(trace))
    assert dict(graph.starts.iter_rows()) == Counter(trace[0] for trace in traces)
    assert dict(graph.ends.iter_rows()) == Counter(trace[-1] for trace in traces)
    counted = Counter(map(tuple, traces))
    assert {tuple(v): n for v, n in found.frame.select("variant", "cases").iter_rows()} == counted
    assert found.case_ids(0) and len(found.case_ids(0)) == counted[tuple(found.trace(0))]


def test_pm4py_counts_the_same(export: tuple[str, EventLog, list[list[str]]]) -> None:
    """Handed sorted instances without starts, where its directly-follows means the same; without times, its event log."""
    import pm4py
    from pm4py.objects.conversion.log import converter

    _, given, _ = export
    frame = given.to_pm4py().drop(columns="start_timestamp", errors="ignore")
    graph = mining.dfg(given)
    theirs = frame if given.timed else converter.apply(frame, variant=converter.Variants.TO_EVENT_LOG)
    edges, starts, ends = pm4py.discover_dfg(theirs) if given.timed else _of_event_log(theirs)
    assert dict(edges) == {(a, b): n for a, b, n in graph.frame.select("from", "to", "count").iter_rows()}
    assert (starts, ends) == (dict(graph.starts.iter_rows()), dict(graph.ends.iter_rows()))


def _of_event_log(log: object) -> tuple[Counter[tuple[str, str]], dict[str, int], dict[str, int]]:
    from pm4py.algo.discovery.dfg import algorithm
    from pm4py.statistics.end_activities.log import get as ends
    from pm4py.statistics.start_activities.log import get as starts

    return algorithm.apply(log), dict(starts.get_start_activities(log)), dict(ends.get_end_activities(log))


def test_it_goes_to_pm4py_and_comes_back_equal(export: tuple[str, EventLog, list[list[str]]]) -> None:
    """With all attributes, open cases and zones of the real files."""
    _, given, _ = export
    assert mining.from_pm4py(given.to_pm4py()).equals(given)
