"""Shapes: starts and completions paired, and what a single time means."""

from collections import defaultdict
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.findings import Finding
from mining.reading.lifecycle import paired
from mining.reading.states import looks_entered

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
Row = tuple[str, str, str, int, str | None]


def rows_of(*rows: Row) -> pl.DataFrame:
    """(case, activity, transition, hour, resource) in file order."""
    return pl.DataFrame(
        {
            "case": [row[0] for row in rows],
            "activity": [row[1] for row in rows],
            "lifecycle": [row[2] for row in rows],
            "end": [MONDAY + timedelta(hours=row[3]) for row in rows],
            "resource": [row[4] for row in rows],
            "__row": range(len(rows)),
        },
        schema_overrides={"resource": pl.String, "end": pl.Datetime("us", "UTC"), "__row": pl.Int64},
    )


def hours(frame: pl.DataFrame) -> list[tuple[str, int | None, int | None, str | None]]:
    """(activity, start hour, end hour, resource) in the order of rows."""
    since = lambda name: (pl.col(name) - MONDAY).dt.total_hours()  # noqa: E731
    return frame.select("activity", since("start"), since("end"), "resource").rows()


def test_a_start_and_its_completion_are_one_instance() -> None:
    """ask from 1 to 2, then answer from 2 to 5."""
    frame = rows_of(
        ("1", "ask", "start", 1, "x"),
        ("1", "ask", "complete", 2, "x"),
        ("1", "answer", "START", 2, "y"),
        ("1", "answer", "Complete ", 5, "y"),
    )
    assert [("ask", 1, 2, "x"), ("answer", 2, 5, "y")] == hours(paired(frame, []))


def test_the_same_resource_comes_first() -> None:
    """x and y both start; y completes first: first-in-first-out would mix them up."""
    frame = rows_of(
        ("1", "a", "start", 1, "x"),
        ("1", "a", "start", 2, "y"),
        ("1", "a", "complete", 3, "y"),
        ("1", "a", "complete", 9, "x"),
    )
    assert [("a", 2, 3, "y"), ("a", 1, 9, "x")] == hours(paired(frame, []))


def test_somebody_else_may_complete() -> None:
    """x started, z completed, and nobody else did: one instance, done by z."""
    assert [("a", 1, 4, "z")] == hours(paired(rows_of(("1", "a", "start", 1, "x"), ("1", "a", "complete", 4, "z")), []))


def test_what_finds_no_partner_is_kept_and_counted() -> None:
    """A completion before any start has an unknown start; a start after the last completion has no end."""
    found: list[Finding] = []
    frame = rows_of(
        ("1", "a", "complete", 1, None),
        ("1", "a", "start", 2, None),
        ("1", "a", "complete", 3, None),
        ("1", "a", "start", 4, None),
    )
    assert [("a", None, 1, None), ("a", 2, 3, None), ("a", 4, None, None)] == hours(paired(frame, found))
    assert {"completion_without_start": 1} == {finding.code: finding.rows for finding in found}


def test_the_instance_id_decides_where_there_is_one() -> None:
    """Two instances of one activity by one resource, told apart by their ids."""
    frame = rows_of(
        ("1", "a", "start", 1, "x"),
        ("1", "a", "start", 2, "x"),
        ("1", "a", "complete", 3, "x"),
        ("1", "a", "complete", 9, "x"),
    )
    frame = frame.with_columns(instance=pl.Series(["i1", "i2", "i2", "i1"]))
    assert [("a", 2, 3, "x"), ("a", 1, 9, "x")] == hours(paired(frame, []))


def test_other_transitions_make_no_instance_and_are_counted() -> None:
    """A schedule row is neither a start nor a completion."""
    found: list[Finding] = []
    frame = rows_of(("1", "a", "schedule", 0, None), ("1", "a", "start", 1, None), ("1", "a", "complete", 2, None))
    assert [("a", 1, 2, None)] == hours(paired(frame, found))
    assert {"other_transition": 1} == {finding.code: finding.rows for finding in found}


def test_cases_and_activities_are_never_mixed() -> None:
    """A start of another case or activity is no partner."""
    frame = rows_of(("1", "a", "start", 1, None), ("2", "a", "complete", 2, None), ("1", "b", "complete", 3, None))
    assert [("a", 1, None, None), ("a", None, 2, None), ("b", None, 3, None)] == hours(paired(frame, []))


def slowly_paired(rows: list[Row]) -> list[tuple[str, str, int | None, int | None]]:
    """The obvious way: queues of open starts per case, activity and resource; what is left, without the resource."""
    timed = sorted(enumerate(rows), key=lambda item: (item[1][3], item[1][2] == "complete", item[0]))
    start_of: dict[int, int] = {}
    for with_resource in (True, False):
        queues: dict[tuple[str | None, ...], list[int]] = defaultdict(list)
        taken = set(start_of.values())
        for number, (case, activity, transition, _, resource) in timed:
            key = (case, activity, resource if with_resource else None)
            if transition == "start" and number not in taken:
                queues[key].append(number)
            elif transition == "complete" and number not in start_of and queues[key]:
                start_of[number] = queues[key].pop(0)
    instances = [
        (row[0], row[1], rows[start_of[k]][3] if k in start_of else None, row[3])
        for k, row in enumerate(rows)
        if row[2] == "complete"
    ]
    alone = [
        (row[0], row[1], row[3], None) for k, row in enumerate(rows) if row[2] == "start" and k not in set(start_of.values())
    ]
    return sorted(instances + alone, key=str)


row = st.tuples(
    st.sampled_from("12"),
    st.sampled_from("ab"),
    st.sampled_from(["start", "complete"]),
    st.integers(0, 6),
    st.sampled_from(["x", "y", None]),
)


@settings(max_examples=80, deadline=None)
@given(st.lists(row, min_size=1, max_size=14))
def test_pairs_are_those_of_the_obvious_way(rows: list[Row]) -> None:
    """The vectorised pairing gives what queues in plain Python give, ties and missing partners included."""
    frame = paired(rows_of(*rows), [])
    micros = lambda value: None if value is None else int((value - MONDAY) / timedelta(hours=1))  # noqa: E731
    ours = [
        (case, activity, micros(start), micros(end))
        for case, activity, start, end in frame.select("case", "activity", "start", "end").rows()
    ]
    assert slowly_paired(rows) == sorted(ours, key=str)


@pytest.mark.parametrize(
    ("heading", "labels", "entered"),
    [
        ("Status", ["New", "In progress", "Waiting for customer", "Resolved", "Closed"], True),
        ("incident_state", ["New", "Active", "Awaiting User Info", "-100"], True),
        ("concept:name", ["Accepted", "Queued", "Completed", "Unmatched"], True),
        ("Activity", ["Accepted-In Progress", "Queued-Awaiting Assignment", "Completed-Closed"], True),
        ("状态", ["待处理", "处理中", "已关闭"], True),
        ("Activity", ["Assign seriousness", "Take in charge ticket", "Resolve ticket", "Closed", "Wait"], False),
        ("环节", ["投诉受理", "调查", "回复客户"], False),
        ("Status", ["Cook", "Serve", "Clean"], False),
    ],
)
def test_states_are_entered_and_activities_are_done(heading: str, labels: list[str], entered: bool) -> None:
    """Names of states decide; the heading helps; in doubt something was done."""
    assert entered == looks_entered(heading, pl.Series(labels))[0]
