"""A log beside a blueprint: step, lane and completion."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log

from mining.assembly import assemble
from mining.blueprint.document import blueprint_of, load
from mining.blueprint.matching import match

DESIGN = blueprint_of("""
blueprint: Counter
lanes:
  guest: {kind: customer}
  desk: {kind: frontstage, teams: ["Desk*", Night]}
  office: {kind: backstage, teams: [Office, Night]}
steps:
  a: {lane: guest}
  b: {lane: [office, desk]}
  c: {lane: desk}
  n: {lane: guest}
  s: {lane: guest}
flow: [a, b, optional: c]
anytime: [n]
may end with: [s]
""")
NAMES = ["guest", "desk", "office"]


def staffed(*rows: tuple[str, str | None], column: str = "team"):
    """One case; rows are (activity, team)."""
    return assemble(
        pl.DataFrame(
            {
                "case": ["1"] * len(rows),
                "activity": [activity for activity, _ in rows],
                "end": [MONDAY + timedelta(hours=hour) for hour in range(len(rows))],
                column: pl.Series([team for _, team in rows], dtype=pl.String),
            }
        )
    )


def lanes(matched) -> list[str | None]:
    return [NAMES[code] if code >= 0 else None for code in matched.lane_codes]


def test_step_and_coverage() -> None:
    """Three of six instances have a step: coverage 1/2; what has none is listed, most first, then by name."""
    matched = match(log("axb", "yxn"), DESIGN)
    assert matched.log.activities == ["a", "b", "n", "x", "y"]
    assert matched.step_of_activity.tolist() == [0, 1, 3, -1, -1]
    assert matched.step_codes.tolist() == [0, -1, 1, -1, -1, 3]
    assert matched.unmapped == (("x", 2), ("y", 1))
    assert matched.coverage == pytest.approx(0.5)


def test_no_instances() -> None:
    """An empty log has no coverage."""
    matched = match(log(), DESIGN)
    assert (matched.coverage, matched.unmapped, matched.step_codes.size) == (None, (), 0)


def test_lane_by_team() -> None:
    """The team decides, be it a lane of the step or not; among several the step's own first, in the step's order."""
    matched = match(
        staffed(("a", None), ("b", "desk 1"), ("b", "Office"), ("b", "Night"), ("c", "Night"), ("c", "Office")), DESIGN
    )
    assert lanes(matched) == ["guest", "desk", "office", "office", "desk", "office"]
    assert matched.team_known.tolist() == [False, True, True, True, True, True]


def test_without_a_team_the_first_lane() -> None:
    """A missing team, and one that no lane names, leave the step's first lane; an unknown step has none."""
    matched = match(staffed(("b", None), ("b", "Garage"), ("x", "Office")), DESIGN)
    assert lanes(matched) == ["office", "office", None]
    assert matched.team_known.tolist() == [False, False, False]


def test_resources_stand_in_for_teams() -> None:
    """A log without a team column is asked for its resources; one with a team column is not."""
    assert lanes(match(staffed(("b", "Desk 2"), ("b", "Ana"), column="resource"), DESIGN)) == ["desk", "office"]
    both = assemble(
        pl.DataFrame({"case": ["1"], "activity": ["b"], "end": [MONDAY], "resource": ["Desk 2"], "team": ["Office"]})
    )
    assert lanes(match(both, DESIGN)) == ["office"]


@pytest.mark.parametrize(
    ("trace", "complete"),
    [
        ("ab", True),  # a run of the flow
        ("abc", True),
        ("b", True),  # the last step can be last, whatever is missing before it
        ("a", False),
        ("cba", True),  # the end came before a, but nothing is missing and nothing can follow
        ("ca", False),
        ("abn", True),  # what happens anytime is set aside
        ("an", False),
        ("abx", True),  # so is what nobody knows
        ("ax", False),
        ("as", True),  # may end with
        ("asa", False),
        ("n", False),  # nothing of the flow was done
        ("x", False),
    ],
)
def test_complete_by_the_flow(trace: str, complete: bool) -> None:
    """Complete: the last instance of the flow is one with which a run can end, or may end the case."""
    matched = match(log(trace), DESIGN)
    assert matched.log.completeness == "blueprint"
    cases = matched.log.cases
    assert (cases["open"] | cases["unfinished"]).to_list() == [not complete]


def test_a_flow_that_can_be_empty() -> None:
    """Where the flow may be left out altogether, a case without any of its steps is complete."""
    design = blueprint_of("""
blueprint: Anything
lanes: {desk: {kind: frontstage}}
steps: {a: {lane: desk}, b: {lane: desk}, n: {lane: desk}}
flow: [optional: [a, b]]
anytime: [n]
""")
    cases = match(log("n", "x", "a", "ab"), design).log.cases
    assert (cases["open"] | cases["unfinished"]).to_list() == [False, False, True, False]


def test_named_end_activities_go_first() -> None:
    """What the user named as the end of a case is not overruled by the flow."""
    rows = {"case": ["1", "1"], "activity": ["a", "x"], "end": [MONDAY, MONDAY + timedelta(hours=1)]}
    matched = match(assemble(pl.DataFrame(rows), end_activities=["x"]), DESIGN)
    assert matched.log.completeness == "end activity"
    assert matched.log.cases["unfinished"].to_list() == [False]


@settings(max_examples=25, deadline=None)
@given(traces=st.lists(st.text("abcnsx", min_size=1, max_size=5), min_size=1, max_size=6))
def test_completion_against_a_loop(traces: list[str]) -> None:
    """The arrays say the same as reading each trace backwards."""

    def complete(trace: str) -> bool:
        of_flow = [step for step in trace if step in "abcs"]
        if of_flow and of_flow[-1] in "bcs":
            return True
        # An end was reached, nothing that may follow it came after it, and both needed steps were done.
        after = {end: "".join(of_flow).rpartition(end)[2] for end in "bc" if end in of_flow}
        return {"a", "b"} <= set(of_flow) and any(
            not set(rest) & set("cs" if end == "b" else "s") for end, rest in after.items()
        )

    cases = match(log(*traces), DESIGN).log.cases
    incomplete = dict(zip(cases["case_id"], cases["open"] | cases["unfinished"], strict=True))
    assert incomplete == {str(number): not complete(trace) for number, trace in enumerate(traces, 1)}


@settings(max_examples=20, deadline=None)
@given(traces=st.lists(st.text("abcnsx", min_size=1, max_size=5), min_size=2, max_size=8), keep=st.randoms())
def test_parts_match_as_the_whole(traces: list[str], keep) -> None:
    """Steps and lanes of a part of the log are those that the whole log gives to these cases."""
    whole = log(*traces)
    chosen = pl.Series([keep.random() < 0.5 for _ in traces]).to_numpy()
    matched, part = match(whole, DESIGN), match(whole.part(chosen), DESIGN)
    rows = chosen[whole.case_codes]
    assert part.step_codes.tolist() == matched.step_codes[rows].tolist()
    assert part.lane_codes.tolist() == matched.lane_codes[rows].tolist()


@pytest.mark.parametrize(
    ("name", "unknown"),
    [("room_service", "Refill minibar"), ("help_desk", "Pending vendor"), ("complaints_zh", "法务咨询")],
)
def test_samples_are_covered(name: str, unknown: str) -> None:
    """One label of each sample log was planted outside its blueprint; all others map, and teams tell the lane of staff."""
    import mining

    folder = Path(__file__).parents[2] / "sample_logs"
    design = load(folder / f"{name}.yaml")
    event_log = mining.read(
        folder / f"{name}.csv", **dict(design.log.columns), timezone=design.log.timezone, events=design.log.events
    )
    matched = match(event_log, design)
    assert [label for label, _ in matched.unmapped] == [unknown]
    assert matched.coverage == pytest.approx(1 - matched.unmapped[0][1] / event_log.instances)
    assert matched.team_known.mean() > 0.5
    open_share = matched.log.cases["open"].mean()
    assert 0 < open_share < 0.2
