"""Schedule, assign, suspend, resume, withdraw and abort around starts and completions."""

import io
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.errors import ColumnError, ShapeError
from mining.findings import Finding
from mining.reading.door import reading_of_frame
from mining.reading.lifecycle import paired
from mining.reading.wanted import Wanted

MONDAY = datetime(2024, 1, 1, tzinfo=UTC)
Row = tuple[str, str, int]


def rows_of(*rows: Row, instance: list[str] | None = None) -> pl.DataFrame:
    """(activity, transition, hour) of one case, in file order."""
    frame = pl.DataFrame(
        {
            "case": ["1"] * len(rows),
            "activity": [row[0] for row in rows],
            "lifecycle": [row[1] for row in rows],
            "end": [MONDAY + timedelta(hours=row[2]) for row in rows],
            "__row": range(len(rows)),
        },
        schema_overrides={"end": pl.Datetime("us", "UTC"), "__row": pl.Int64},
    )
    return frame if instance is None else frame.with_columns(pl.Series("instance", instance))


def hour(name: str) -> pl.Expr:
    return (pl.col(name) - MONDAY).dt.total_hours()


def test_an_instance_is_kept_whole_and_its_suspension_is_counted() -> None:
    """Check from 1 to 11, suspended from 2 to 5 and from 7 to 8: 4 of its 10 hours."""
    found: list[Finding] = []
    frame = paired(
        rows_of(
            ("check", "schedule", 0), ("check", "start", 1), ("check", "suspend", 2), ("check", "resume", 5),
            ("check", "suspend", 7), ("check", "resume", 8), ("check", "complete", 11),
        ),
        found,
    )  # fmt: skip
    assert [(1, 11, 0, 4.0)] == frame.select(hour("start"), hour("end"), hour("scheduled"), "suspended_hours").rows()
    suspended = next(finding for finding in found if finding.code == "suspended")
    assert ("limit", 1) == (suspended.severity, suspended.rows)
    assert "4.0 h" in suspended.message and "of 10.0 h" in suspended.message


def test_a_suspension_that_is_never_resumed_lasts_to_the_end() -> None:
    """Suspended at 3, completed at 9: 6 hours. Of an instance that never ended, nothing is known."""
    ended = paired(rows_of(("a", "start", 1), ("a", "suspend", 3), ("a", "complete", 9)), [])
    assert [6.0] == ended["suspended_hours"].to_list()
    running = paired(rows_of(("a", "start", 1), ("a", "suspend", 3)), [])
    assert [(1, None, 0.0)] == running.select(hour("start"), hour("end"), "suspended_hours").rows()


def test_what_was_withdrawn_after_its_start_ends_there_and_is_marked() -> None:
    """The first ends by withdrawal at 3, the second by completion at 6; b was never started and makes no instance."""
    found: list[Finding] = []
    frame = paired(
        rows_of(
            ("a", "start", 1), ("a", "withdraw", 3), ("a", "start", 4), ("a", "complete", 6),
            ("b", "schedule", 6), ("b", "ate_abort", 7),
        ),
        found,
    )  # fmt: skip
    assert [("a", 1, 3, "withdraw"), ("a", 4, 6, "complete")] == frame.select(
        "activity", hour("start"), hour("end"), "ended_by"
    ).rows()
    aborted = next(finding for finding in found if finding.code == "aborted")
    assert 2 == aborted.rows
    assert "1 instances are kept" in aborted.message and "1 had not been started" in aborted.message


def test_the_last_schedule_and_assignment_before_it_go_with_an_instance() -> None:
    """Assigned at 1, again at 2, started at 3; a schedule after the start belongs to none; no row is used twice."""
    found: list[Finding] = []
    frame = paired(
        rows_of(
            ("a", "assign", 1), ("a", "reassign", 2), ("a", "start", 3), ("a", "complete", 4),
            ("a", "schedule", 5), ("b", "schedule", 5), ("a", "start", 6), ("a", "complete", 7),
        ),
        found,
    )  # fmt: skip
    assert [(2, None), (None, 5)] == frame.select(hour("assigned"), hour("scheduled")).rows()
    other = next(finding for finding in found if finding.code == "other_transition")
    assert 4 == other.rows
    assert "scheduled 2 (the times stay as scheduled; 1 led to no instance)" in other.message
    assert "assigned 2 (the times stay as assigned; 1 led to no instance)" in other.message


def test_the_instance_id_decides_whose_suspension_it_is() -> None:
    """Two of one activity at once; i1, begun first, was suspended from 3 to 5."""
    frame = paired(
        rows_of(
            ("a", "start", 1), ("a", "start", 2), ("a", "suspend", 3), ("a", "resume", 5), ("a", "complete", 8),
            ("a", "complete", 9), instance=["i1", "i2", "i1", "i1", "i1", "i2"],
        ),
        [],
    )  # fmt: skip
    assert [("i1", 2.0), ("i2", 0.0)] == frame.select("instance", "suspended_hours").rows()


def test_skips_and_unknown_words_are_counted_alone() -> None:
    """No column is added for them."""
    found: list[Finding] = []
    frame = paired(rows_of(("a", "autoskip", 0), ("b", "start", 1), ("b", "complete", 2)), found)
    assert not {"scheduled", "assigned", "suspended_hours", "ended_by"} & set(frame.columns)
    assert "autoskip 1" in found[0].message


LIFECYCLE = """\
case,activity,lifecycle:transition,time
1,ask,schedule,2024-03-04 08:00
1,ask,start,2024-03-04 09:00
1,ask,suspend,2024-03-04 10:00
1,ask,resume,2024-03-04 12:00
1,ask,complete,2024-03-04 13:00
1,answer,start,2024-03-05 09:00
1,answer,complete,2024-03-05 10:00
"""


def table(text: str = LIFECYCLE) -> pl.DataFrame:
    return pl.read_csv(io.StringIO(text), infer_schema=False)


def test_a_file_of_transitions_is_understood() -> None:
    """Seven rows are two instances of 4 h and 1 h; the rest stays as columns."""
    account = reading_of_frame(table(), Wanted())
    events = account.log.events
    assert ("start and complete rows", 2, 7) == (account.shape, account.log.instances, account.log.quality.rows_read)
    assert [(240, 2.0), (60, 0.0)] == events.select(
        (pl.col("end") - pl.col("start")).dt.total_minutes(), "suspended_hours"
    ).rows()


def test_shapes_of_events_can_be_forced() -> None:
    """As events every row counts; without transitions there are no pairs, and without starts no intervals."""
    forced = reading_of_frame(table(), Wanted(shape="events"))
    assert ("one time per row", 7) == (forced.shape, forced.log.instances)
    with pytest.raises(ShapeError, match="starts and completions"):
        reading_of_frame(table().drop("lifecycle:transition"), Wanted(shape="lifecycle"))
    with pytest.raises(ColumnError, match="start"):
        reading_of_frame(table(), Wanted(shape="intervals"))


def slowly_suspended(rows: list[Row]) -> list[tuple[int | None, int | None, float]]:
    """One activity, one instance after the other: (start, end, suspended hours), read row by row."""
    instances: list[tuple[int | None, int | None, float]] = []
    begun: int | None = None
    since: int | None = None
    lost = 0.0
    for _, word, at in rows:
        if word == "start":
            begun, since, lost = at, None, 0.0
        elif begun is not None and word == "suspend":
            lost += at - since if since is not None else 0
            since = at
        elif begun is not None and word == "resume" and since is not None:
            lost, since = lost + at - since, None
        elif begun is not None and word == "complete":
            instances.append((begun, at, lost + (at - since if since is not None else 0)))
            begun, since, lost = None, None, 0.0
    return instances


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(["suspend", "resume"]), max_size=5), min_size=1, max_size=4))
def test_suspensions_add_up_as_row_by_row(sessions: list[list[str]]) -> None:
    """Any run of suspend and resume rows between start and completion, at every hour one row."""
    words = [word for session in sessions for word in ("start", *session, "complete")]
    rows = [("a", word, at) for at, word in enumerate(words)]
    frame = paired(rows_of(*rows), [])
    if "suspended_hours" not in frame.columns:
        frame = frame.with_columns(suspended_hours=pl.lit(0.0))
    assert slowly_suspended(rows) == frame.select(hour("start"), hour("end"), "suspended_hours").rows()
