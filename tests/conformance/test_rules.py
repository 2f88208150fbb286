"""Rules beyond the order of steps: judged only where what they ask for is known."""

from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from planted_service import BLUEPRINT, PLANTS, clean, log_of
from tiny_logs import MONDAY

from mining.assembly import assemble
from mining.blueprint.flow import Do, Either, Repeat, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.rules import Before, DifferentPerson, Escalation, Rule
from mining.blueprint.steps import Evidence, Step
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance
from mining.log import EventLog

AB = Sequence((Do("a"), Do("b")))


def service(*rules: Rule, flow: Any = AB, **of_a: Any) -> Blueprint:
    lanes = (
        Lane("desk", Name.of("Desk"), "frontstage", teams=("Desk*",)),
        Lane("back", Name.of("Back"), "backstage", teams=("Back",)),
    )
    steps = (
        Step("a", Name.of("a"), ("desk",), **of_a),
        Step("b", Name.of("b"), ("back",)),
        Step("c", Name.of("c"), ("back",)),
    )
    return Blueprint(Name.of("Service"), lanes, steps, flow, rules=rules)


def log_with(*rows: tuple[str, str, float, float], **columns: list[Any]) -> EventLog:
    frame = pl.DataFrame(
        [
            {"case": c, "activity": a, "start": MONDAY + timedelta(hours=s), "end": MONDAY + timedelta(hours=e)}
            for c, a, s, e in rows
        ],
        schema_overrides={"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC")},
    )
    return assemble(frame.with_columns(**{name: pl.Series(values, dtype=pl.String) for name, values in columns.items()}))


def counted(result: Conformance, name: str) -> tuple[int, int, int]:
    """(judged, broken, unjudged) instances."""
    row = result.rules.filter(pl.col("id") == name).row(0, named=True)
    return row["judged"], row["broken"], row["unjudged"]


THREE = (("1", "a", 0, 1), ("1", "b", 1, 2), ("2", "a", 0, 1), ("2", "b", 1, 2), ("3", "a", 0, 1), ("3", "b", 1, 2))


def test_a_lane_is_judged_where_the_team_is_known() -> None:
    """a by the desk, by the back office, by nobody known; a team that no lane names tells nothing."""
    log = log_with(*THREE, team=["Desk 1", "Back", "Back", "Back", None, "Elsewhere"])
    result = conform(log, service())
    assert (2, 1, 1) == counted(result, "wrong_lane:a")
    assert (2, 0, 1) == counted(result, "wrong_lane:b")
    assert ["2"] == result.deviations.case_ids("wrong_lane:a")


def test_a_role_and_a_channel_are_judged_where_they_are_known() -> None:
    """Compared without regard to case; blank is not known; a log without the column cannot be judged."""
    blueprint = service(roles=("Agent*",), channels=("phone",))
    log = log_with(*THREE, role=["agent 2", None, "cook", None, " ", None], channel=["PHONE"] * 4 + ["fax"] * 2)
    result = conform(log, blueprint)
    assert (2, 1, 1) == counted(result, "wrong_role:a")
    assert (3, 1, 0) == counted(result, "wrong_channel:a")
    bare = conform(log_with(*THREE), blueprint)
    assert (0, 0, 3) == counted(bare, "wrong_role:a") == counted(bare, "wrong_channel:a")


def test_a_needed_column_that_the_log_does_not_have_is_unjudged() -> None:
    """Not: missing information in every case."""
    blueprint = service(needs=("room",), evidence=(Evidence(Name.of("slip"), "slip_no"), Evidence(Name.of("uniform"))))
    result = conform(log_with(*THREE, room=["1", None, "", None, "x", None]), blueprint)
    assert (3, 1, 0) == counted(result, "missing_information:a:room")
    assert (0, 0, 3) == counted(result, "no_evidence:a:slip_no")
    assert 2 == result.rules.filter(pl.col("kind").is_in(["missing_information", "no_evidence"])).height


def test_the_same_person_needs_both_persons() -> None:
    """Case 1: the same; case 2: different; case 3: nobody knows who did b."""
    log = log_with(*THREE, resource=["x", "x", "x", "y", "x", None])
    result = conform(log, service(DifferentPerson("a", "b")))
    assert (2, 1, 1) == counted(result, "same_person:a,b")
    assert ["1"] == result.deviations.case_ids("same_person:a,b")


def test_order_is_of_the_first_times() -> None:
    """Case 1 keeps it; in case 2 b begins before a has ended; in case 3 there is no a: nothing to judge."""
    one, two = (("1", "a", 0, 1), ("1", "b", 1, 2), ("1", "b", 3, 4)), (("2", "a", 0, 1), ("2", "b", 0.5, 2))
    log = log_with(*one, *two, ("3", "b", 0, 1))
    result = conform(log, service(Before("a", "b")))
    assert (2, 1, 0) == counted(result, "out_of_order:a,b")
    assert ["2"] == result.deviations.case_ids("out_of_order:a,b")


def test_order_of_a_log_without_times_is_that_of_the_file() -> None:
    """b stands before a."""
    log = assemble(pl.DataFrame({"case": ["1", "1", "2", "2"], "activity": ["b", "a", "a", "b"]}))
    assert ["1"] == conform(log, service(Before("a", "b"))).deviations.case_ids("out_of_order:a,b")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("a", 0, 1), ("b", 1, 2)], (0, 0)),  # the case ended within the hour
        ([("a", 0, 1), ("b", 1, 2), ("b", 3, 4)], (1, 0)),  # b came in time
        ([("a", 0, 1), ("b", 3, 4)], (1, 1)),  # b came late, and nobody escalated
        ([("a", 0, 1), ("c", 2.5, 3), ("b", 3, 4)], (1, 0)),  # escalated
        ([("c", 0, 0.5), ("a", 0, 1), ("b", 3, 4)], (1, 1)),  # that was before
        ([("b", 0, 0.5), ("a", 0, 1), ("b", 3, 4)], (1, 1)),  # so was this b
        ([("b", 0, 4)], (0, 0)),  # nothing to wait after
    ],
)
def test_escalation(rows: list[tuple[str, float, float]], expected: tuple[int, int]) -> None:
    """Unless b within 1 h after a, then c: judged, broken."""
    rule = Escalation("b", timedelta(hours=1), "a", "c")
    result = conform(log_with(*(("1", *row) for row in rows)), service(rule))
    assert expected == counted(result, "not_escalated:c,b,a:1 h")[:2]


def test_a_limit_counts_per_case_even_in_an_endless_loop() -> None:
    """a may come again and again, but at most twice: the alignment has no objection, the limit has."""
    flow = Sequence((Repeat(Do("a"), Do("c")), Do("b")))
    log = log_with(
        *((case, step, k, k + 1) for case, steps in (("1", "acab"), ("2", "acacacab")) for k, step in enumerate(steps))
    )
    result = conform(log, service(flow=flow, at_most=2))
    assert 1.0 == result.fitness
    assert [("too_many:a", 1, 2)] == result.deviations.counts.select("id", "cases", "occurrences").rows()


def test_a_channel_that_no_branch_is_for_is_unjudged() -> None:
    """app takes a, phone takes b; by fax nobody knows which way is meant."""
    flow = Either((Do("a"), Do("b")), by="channel", cases=("app", "phone"))
    log = log_with(
        ("1", "a", 0, 1), ("2", "a", 0, 1), ("3", "a", 0, 1), ("4", "a", 0, 1), channel=["App", "phone", "fax", None]
    )
    result = conform(log, service(flow=flow))
    assert (2, 1, 2) == counted(result, "channel_switch:a:channel=app")
    assert ["2"] == result.deviations.case_ids("channel_switch:a:channel=app")


def test_rules_of_disjoint_cases_add_up() -> None:
    """conform(A) + conform(B) = conform(A and B): deviations, places, concentration, rules, targets."""
    cases = clean(60)
    for number, (plant, _) in enumerate(PLANTS.values()):
        for case in sorted(cases)[2 * number : 2 * number + 2]:
            plant(cases[case])
    whole = log_of(cases)
    keep = pl.Series([number % 3 == 0 for number in range(whole.cases.height)]).to_numpy()
    added = conform(whole.part(keep), BLUEPRINT) + conform(whole.part(~keep), BLUEPRINT)
    alone = conform(whole, BLUEPRINT)
    counts = alone.deviations.counts.drop("names")
    assert counts.sort("id").equals(added.deviations.counts.drop("names").sort("id"))
    assert alone.rules.sort("id").equals(added.rules.sort("id"))
    assert alone.targets.equals(added.targets, null_equal=True)
    for name in ("hits", "chances"):
        both = [getattr(side.deviations, name) for side in (alone, added)]
        used = alone.deviations.wording["basis"] if name == "chances" else alone.deviations.wording["id"]
        one, other = (frame.filter(pl.col("key").is_in(used.implode())).sort(pl.all()) for frame in both)
        assert one.equals(other)
