"""Lanes, ids, times and waits of a draft."""

from datetime import timedelta

import numpy as np
import polars as pl
import pytest
from tiny_logs import MONDAY, worked

from mining.assembly import assemble
from mining.blueprint.lanes import Kind
from mining.drafting.ids import id_of
from mining.drafting.lanes import Lanes, lanes_of
from mining.drafting.times import Observed, rounded, service_times, waits_before, way_times
from mining.drafting.waits import with_waits
from mining.drafting.words import KIND_WORDS, WAIT, kind_of, telling
from mining.log import EventLog


def log(rows: list[tuple[str, str, str | None]], column: str = "team") -> EventLog:
    """(case, activity, who) an hour apart."""
    frame = pl.DataFrame(
        {
            "case": [case for case, _, _ in rows],
            "activity": [activity for _, activity, _ in rows],
            "end": [MONDAY + timedelta(hours=k) for k in range(len(rows))],
            column: pl.Series([who for _, _, who in rows], dtype=pl.String),
        }
    )
    return assemble(frame.with_columns(pl.col("end").dt.cast_time_unit("us")))


def lanes(given: EventLog, **options: int) -> Lanes:
    return lanes_of(given, given.activity_codes.astype(np.int32), given.activities, **options)


def kinds(found: Lanes) -> dict[str, Kind]:
    return {lane.id: lane.kind for lane in found.lanes}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Customer service", "frontstage"),
        ("Customer", "customer"),
        ("客服一组", "frontstage"),
        ("客户", "customer"),
        ("Spare parts supplier", "external"),
        ("财务部", "support"),
        ("質問受付", "frontstage"),
        ("Second line", "backstage"),
    ],
)
def test_kinds_from_names(name: str, kind: Kind) -> None:
    """A customer service is no customer."""
    found = kind_of(name)
    assert found is not None and found[0] == kind


def test_names_that_tell_nothing() -> None:
    """No word, no kind; `it` in `Kitty` is no department."""
    assert kind_of("Group 7") is None
    assert kind_of("Kitty") is None
    assert telling("In progress", WAIT) == ""


def test_no_word_tells_two_kinds() -> None:
    """Else the order of the lists would decide in silence."""
    listed = [word for _, words in KIND_WORDS for word in set(words.split())]
    assert sorted({word for word in listed if listed.count(word) > 1}) == []


def test_each_team_is_a_lane_and_the_customer_is_not_recorded() -> None:
    """The first step has no team: the customer's. Kinds come from the names."""
    found = lanes(
        log([(str(k), *step) for k in range(5) for step in (("ask", None), ("check", "Desk"), ("pay", "Finance"))])
    )
    assert kinds(found) == {"customer": "customer", "desk": "frontstage", "finance": "support"}
    assert dict(zip(["ask", "check", "pay"], found.of_step, strict=True)) == {
        "ask": ("customer",),
        "check": ("desk",),
        "pay": ("finance",),
    }
    assert [lane.teams for lane in found.lanes] == [(), ("Desk",), ("Finance",)]
    assert (found.notes["desk"].why, found.notes["desk"].word) == ("word", "desk")


def test_teams_that_do_the_same_share_a_lane() -> None:
    """North and South do both steps alike; the third does another one."""
    rows = [(str(k), step, "North" if k % 2 else "South") for k in range(10) for step in ("a", "b")]
    found = lanes(log([*rows, *[(str(k), "c", "Office") for k in range(10)]]))
    assert [lane.teams for lane in found.lanes] == [("North", "South"), ("Office",)]
    assert found.lanes[0].name.text() == "North +1"


def test_a_step_has_the_lanes_that_do_a_fifth_of_it() -> None:
    """Eight by the desk, two by the kitchen: both; nine to one: the desk alone."""
    rows = [(str(k), "x", "Kitchen" if k < 2 else "Desk") for k in range(10)]
    rows += [(str(k), "y", "Kitchen" if k < 1 else "Desk") for k in range(10)]
    rows += [(str(k), "z", "Kitchen") for k in range(30)]
    found = lanes(log(rows))
    assert found.of_step == (("desk", "kitchen"), ("desk",), ("kitchen",))


def test_at_most_so_many_lanes() -> None:
    """Twenty teams, each with a step of its own, become four lanes at most; every team is in one."""
    rows = [(str(k), f"step {team}", f"Team {team}") for team in range(20) for k in range(3)]
    found = lanes(log(rows), most=4)
    assert len(found.lanes) <= 4
    assert sum(note.actors for note in found.notes.values()) == 20
    assert all(found.of_step)


def test_many_teams_are_listed_as_a_pattern_or_counted() -> None:
    """All forty begin alike and no other lane's does: a pattern. Else the busiest, and how many more."""
    rows = [(str(k), "a", f"Shop {k % 40}") for k in range(80)]
    assert lanes(log(rows)).lanes[0].teams == ("shop*",)
    mixed = lanes(log([(str(k), "a", f"{'abcd'[k % 4]} shop {k % 40}") for k in range(80)]))
    assert len(mixed.lanes[0].teams) == 12
    assert (mixed.notes[mixed.lanes[0].id].unlisted, mixed.notes[mixed.lanes[0].id].unlisted_instances) == (28, 56)


def test_persons_are_grouped_and_never_named() -> None:
    """Ann and Bea do the first two steps, Cid the third, a system the fourth: three lanes, one name."""
    rows = [
        (str(k), step, who)
        for k in range(10)
        for step, who in (("a", "Ann" if k % 2 else "Bea"), ("b", "Bea" if k % 2 else "Ann"), ("c", "Cid"), ("d", "SYSTEM"))
    ]
    found = lanes(log(rows, "resource"))
    assert found.of_step == (("staff_1",), ("staff_1",), ("staff_2",), ("system",))
    assert [lane.teams for lane in found.lanes] == [(), (), ("SYSTEM",)]
    assert [lane.automatic for lane in found.lanes] == [False, False, True]
    assert not any(name in repr(found) for name in ("Ann", "Bea", "Cid"))


def test_where_every_case_has_its_own_person_it_is_the_customer() -> None:
    """Thirty persons ask, two answer."""
    rows = [(str(k), step, who) for k in range(30) for step, who in (("ask", f"p{k}"), ("answer", f"q{k % 2}"))]
    found = lanes(log(rows, "resource"))
    assert kinds(found)["customer"] == "customer"
    assert found.of_step[found_index(rows, "ask")] == ("customer",)


def found_index(rows: list[tuple[str, str, str]], activity: str) -> int:
    return sorted({step for _, step, _ in rows}).index(activity)


def test_nobody_is_recorded() -> None:
    """One lane."""
    found = lanes(log([("1", "a", None), ("1", "b", None)]))
    assert (found.actor, len(found.lanes)) == ("nobody", 1)


def test_values_that_name_nobody() -> None:
    """EMPTY and n/a are no teams."""
    found = lanes(log([(str(k), "a", "Desk") for k in range(9)] + [("9", "a", "EMPTY"), ("10", "a", "n/a")]))
    assert [lane.teams for lane in found.lanes] == [("Desk",)]


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("Take order", "take_order"),
        ("The end of it", "end_it"),
        ("NO", "step_no"),
        ("2nd check", "step_2nd_check"),
        ("Évaluation finale", "evaluation_finale"),
        ("退款/赔付", "退款_赔付"),
        ("!!!", "step"),
        ("of the", "of_the"),
    ],
)
def test_ids(label: str, expected: str) -> None:
    """One word each, that YAML reads as a text."""
    assert id_of(label, (), "step") == expected


def test_ids_are_not_given_twice() -> None:
    """A number tells them apart."""
    assert id_of("Cook!", {"cook", "cook_2"}, "step") == "cook_3"


def test_waiting_states_belong_to_who_is_waited_for() -> None:
    """Waiting for customer: the customer's lane, made where it was not; on hold: where it was."""
    base = lanes(log([("1", "on hold", "Desk"), ("1", "waiting for customer", "Desk"), ("1", "work", "Desk")]))
    found, waits = with_waits(["on hold", "waiting for customer", "work"], base)
    assert waits == {0: "hold", 1: "waiting"}
    assert found.of_step == (("desk",), ("customer",), ("desk",))
    assert kinds(found) == {"customer": "customer", "desk": "frontstage"}
    assert with_waits(["等待客户", "待供应商回复"], Lanes((), ((), ())))[0].of_step == (("customer",), ("supplier",))


@pytest.mark.parametrize(
    ("seconds", "near", "up"),
    [(0, 1, 1), (2.2, 2, 3), (100, 100, 100), (1060, 1080, 1080), (4 * 3600 + 60, 4 * 3600, 4.5 * 3600)],
)
def test_rounded(seconds: float, near: float, up: float) -> None:
    """Nearest, or never less than it was."""
    duration = timedelta(seconds=seconds)
    assert rounded(duration) == timedelta(seconds=near)
    assert rounded(duration, up=True) == timedelta(seconds=up)
    assert rounded(duration, up=True) >= duration


def test_times_as_observed() -> None:
    """Ten cases: a takes k minutes and ends at k, b starts an hour later and takes half an hour."""
    rows = []
    for k in range(1, 11):
        rows += [(str(k), "a", 0.0, k / 60, None), (str(k), "b", k / 60 + 1, k / 60 + 1.5, None)]
    given = worked(*rows)
    codes = given.activity_codes.astype(np.int32)
    a, b = service_times(given, codes, 2)
    assert a == Observed(10, timedelta(minutes=5.5), timedelta(minutes=9.1))
    assert b is not None and abs(b.median - timedelta(minutes=30)) < timedelta(milliseconds=1)
    way = way_times(given, codes, 0, 1)
    assert way is not None and abs(way.high - timedelta(hours=1.5)) < timedelta(milliseconds=1)
    waits = waits_before(given, codes, [0, 1])
    assert list(waits) == [1] and abs(waits[1].median - timedelta(hours=1)) < timedelta(milliseconds=1)


def test_few_values_say_nothing() -> None:
    """Nine cases are too few for a quantile of nine in ten."""
    given = worked(*[(str(k), "a", 0.0, 1.0, None) for k in range(9)])
    assert service_times(given, given.activity_codes.astype(np.int32), 1) == [None]


def test_queues_and_backlogs_are_waiting() -> None:
    """A ticket that is queued is worked on by nobody, whatever the language."""
    states = ["Queued", "In the backlog", "Aguardando cliente", "En attente", "In attesa", "排队中", "Accepted"]
    base = lanes(log([("1", state, "Desk") for state in states]))
    _, waits = with_waits(states, base)
    assert {0: "queued", 1: "backlog", 2: "aguardando", 3: "attente", 4: "attesa", 5: "排队"} == waits
