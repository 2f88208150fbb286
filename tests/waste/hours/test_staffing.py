"""Who works when, who is no person, how many people: stated in a file, and its effect on causes and hours."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from tiny_logs import worked

from mining.assembly import assemble
from mining.blueprint.flow import AnyOf, Do, Sequence, Together
from mining.blueprint.lanes import Lane
from mining.blueprint.matching import match
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.parallel import parallel_steps
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Step
from mining.errors import BlueprintError, CalendarError, FileError
from mining.log import EventLog
from mining.waste.causes.idle import concurrent
from mining.waste.hours.rota import rota
from mining.waste.hours.staffing import Staffing
from mining.waste.hours.staffing_file import load_staffing, staffing_of
from mining.waste.instances.placed import placed
from mining.waste.tables.cause_table import cause_table, swings
from mining.waste.waste import waste
from mining.working_time.calendars import Calendar

FILE = """timezone: Europe/Lisbon
calendars:
  office: {hours: "Mon-Fri 09:00-18:00", holidays: PT-11}
  night: {hours: "Mon-Sun 22:00-06:00", timezone: UTC}
resources: {Ann: night, "007": always}
roles: {cook: office}
teams: {Back office: office}
lanes: {kitchen: night}
shared: [web, robot 1]
people: {Night desk: 3}
everyone: office
"""


def test_the_file_says_it_all() -> None:
    """Every key, read back."""
    said = staffing_of(FILE)
    office = Calendar.of("Mon-Fri 09:00-18:00", timezone="Europe/Lisbon", holidays="PT-11")
    night = Calendar.of("Mon-Sun 22:00-06:00", timezone="UTC")
    assert {"Ann": night, "007": Calendar.of("always", timezone="Europe/Lisbon")} == said.resources
    assert ({"cook": office}, {"Back office": office}, {"kitchen": night}) == (said.roles, said.teams, said.lanes)
    assert (frozenset({"web", "robot 1"}), {"Night desk": 3}, office) == (said.shared, said.people, said.everyone)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("calendar: {}", 'Did you mean "calendars"'),
        ("teams: {Back: office}", 'there is no calendar "office"'),
        ("people: {Back: 0}", "whole number from 1"),
        ("shared: [a, a]", "stands twice"),
        ("- a", "must be a mapping"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(text: str, message: str) -> None:
    """With what was found and what to do."""
    with pytest.raises(BlueprintError, match=message):
        staffing_of(text)


def test_a_calendar_without_a_zone_is_refused(tmp_path: Path) -> None:
    """Neither the file nor the log names one; a missing file is named."""
    (tmp_path / "staff.yaml").write_text('calendars: {office: {hours: "Mon-Fri 09:00-18:00"}}', encoding="utf-8")
    with pytest.raises(CalendarError, match="needs a time zone"):
        load_staffing(tmp_path / "staff.yaml")
    assert {} == load_staffing(tmp_path / "staff.yaml", "Asia/Tokyo").teams
    with pytest.raises(FileError):
        load_staffing(tmp_path / "nothing.yaml")


def with_columns(log: EventLog, **columns: list[str | None]) -> EventLog:
    """The log with more columns, in log order."""
    frame = log.events.with_columns(pl.Series(name, values) for name, values in columns.items())
    return EventLog(events=frame, cases=log.cases, timezone="UTC", export_end=log.export_end, open_for=log.open_for)


def test_the_resource_goes_before_the_role_before_the_team_before_the_lane() -> None:
    """Four instances of one team and lane; each has the narrowest calendar that is stated."""
    made = worked(("1", "a", 0, 1, "Ann"), ("1", "a", 1, 2, "Bob"), ("1", "a", 2, 3, None), ("1", "a", 3, 4, None))
    made = with_columns(made, team=["T", "T", "T", None], role=["cook", "cook", None, None])
    hours = {name: {"hours": f"Mon {k}-{k + 1}"} for k, name in enumerate(("resource", "role", "team"))}
    said = Staffing.of(
        timezone="UTC", resources={"Ann": hours["resource"]}, roles={"cook": hours["role"]}, teams={"T": hours["team"]}
    )
    found = rota(placed(made, None), said)
    begins = [found.calendars[code].shifts[0].begins // 60 if code >= 0 else None for code in found.of_row]
    assert [0, 1, 2, None] == begins


def test_a_person_keeps_one_calendar() -> None:
    """Ann works twice for T (which has hours) and once for U (which has none): all three by those of T."""
    made = worked(("1", "a", 0, 1, "Ann"), ("1", "a", 1, 2, "Ann"), ("1", "a", 2, 3, "Ann"))
    made = with_columns(made, team=["T", "T", "U"])
    found = rota(placed(made, None), Staffing.of(timezone="UTC", teams={"T": {"hours": "9-17"}}))
    assert [0, 0, 0] == found.of_row.tolist()


@pytest.mark.parametrize(
    "said",
    [Staffing.of(timezone="UTC", **{kind: {"Anne": {"hours": "always"}}}) for kind in ("resources", "teams", "lanes")],
)
def test_what_the_log_does_not_have_is_refused(said: Staffing) -> None:
    """A calendar of nobody would be ignored in silence."""
    with pytest.raises(CalendarError, match='"Anne" in the log'):
        waste(with_columns(worked(("1", "a", 0, 1, "Ann")), team=["T"]), staffing=said)


def test_shared_and_numbers_of_people_must_be_in_the_log() -> None:
    """As resource or as team; and a team has people."""
    made = worked(("1", "a", 0, 1, "Ann"))
    for said in (Staffing.of(shared=["web"]), Staffing.of(people={"Desk": 2})):
        with pytest.raises(CalendarError, match="no resource or team"):
            waste(made, staffing=said)
    with pytest.raises(CalendarError, match="is 0"):
        Staffing.of(people={"Desk": 0})


def waits(log: EventLog, **said) -> dict[str | None, float]:
    """Hours of waiting per cause."""
    table = cause_table(waste(log, staffing=Staffing.of(timezone="UTC", **said)), by_owner=False)
    return {row["cause"]: row["likely"] / timedelta(hours=1) for row in table.iter_rows(named=True)}


def arriving(*rows: tuple[str, float, float, float, str | None, str]) -> EventLog:
    """(case, arrival, start, end, resource, team), one instance each."""
    names = ("case", "arrival", "start", "end", "resource", "team")
    frame = pl.DataFrame([dict(zip(names, row, strict=True)) for row in rows], schema_overrides={"resource": pl.String})
    at = [
        (pl.lit(0).cast(pl.Datetime("us", "UTC")) + pl.duration(microseconds=(pl.col(name) * 3.6e9).cast(pl.Int64))).alias(
            name
        )
        for name in names[1:4]
    ]
    return assemble(frame.with_columns(*at, activity=pl.lit("serve")), timezone="UTC")


def test_a_team_stands_in_for_missing_persons_where_its_size_is_stated() -> None:
    """1 and 2 are served from 9 to 11 and 12; 3 came at 9 and is served at 11, 4 came at 9.5 and is served at 12.

    Two people: 3 and 4 wait 2 and 2.5 hours for them, all contention. Of unknown size, nobody is seen to be busy.
    """
    rows = [("1", 9, 9, 11, None, "Desk"), ("2", 9, 9, 12, None, "Desk"), ("3", 9, 11, 13, None, "Desk")]
    made = arriving(*rows, ("4", 9.5, 12, 13, None, "Desk"))
    assert {"contention": 4.5} == waits(made, people={"Desk": 2})
    assert {"other": 4.5} == waits(made)
    assert {"other": 4.5} == waits(made, people={"Desk": 3})


def test_a_queue_in_the_place_of_a_person_has_as_many_people() -> None:
    """The same where the resource column names the desk."""
    rows = [("1", 9, 9, 11, "Desk", "T"), ("2", 9, 9, 12, "Desk", "T"), ("3", 9, 11, 13, "Desk", "T")]
    made = arriving(*rows, ("4", 9.5, 12, 13, "Desk", "T"))
    assert {"contention": 4.5} == waits(made, people={"Desk": 2})


def test_a_later_one_in_a_team_of_two() -> None:
    """3 waits from 9; the second person serves 4, who came at 10, from 10 to 12 first: an hour nobody, two overtaken."""
    rows = [("1", 8, 8, 13, None, "Desk"), ("3", 9, 12, 13, None, "Desk"), ("4", 10, 10, 12, None, "Desk")]
    assert {"other": 1, "overtaking": 2} == waits(arriving(*rows), people={"Desk": 2})


def test_shared_accounts_do_not_contend() -> None:
    """2 waits two hours while web serves 1: contention, unless web is no person."""
    rows = [("1", 9, 9, 11, "web", "T"), ("2", 9, 11, 12, "web", "T")]
    assert {"contention": 2} == waits(arriving(*rows))
    assert {"other": 2} == waits(arriving(*rows), shared=["web"])


def test_hours_beside_elapsed_time_and_outside_them() -> None:
    """Arrived at 16, served from 17:00 to 19:00 by somebody who leaves at 18: an hour outside; 1 h of waiting worked."""
    made = arriving(("1", 16, 17, 19, "Ann", "T"))
    result = waste(made, staffing=Staffing.of(timezone="UTC", teams={"T": {"hours": "9-18"}}))
    work, wait = (result.ledger.frame.filter(pl.col("class") == name) for name in ("work", "waiting"))
    hour = timedelta(hours=1)
    assert (2 * hour, hour) == (work["likely"][0], work["working_likely"][0])
    assert (hour, hour, "other") == (wait["likely"][0], wait["working_likely"][0], wait["cause"][0])
    assert hour == result.staff_hours["outside_likely"][0]
    assert {"low": 1.0, "likely": 1.0, "high": 1.0} == result.to_dict()["staff_hours"]["outside_hours"]


def test_without_calendars_no_working_hours_are_told() -> None:
    """Null, not the elapsed hours again."""
    result = waste(arriving(("1", 16, 17, 19, "Ann", "T")))
    assert result.ledger.frame["working_likely"].null_count() == result.ledger.frame.height
    assert result.to_dict()["ledger"][0]["working_hours"] is None
    assert any("Nobody's working hours are stated" in sentence for sentence in result.assumptions)


def step(name: str, lane: str, **given) -> Step:
    return Step(name, Name.of(name), (lane,), **given)


def design(*steps: Step, flow, **given) -> Blueprint:
    lanes = (
        Lane("guest", Name.of("guest"), "customer"),
        Lane("desk", Name.of("desk"), "frontstage", calendar="office"),
        Lane("pms", Name.of("pms"), "support", automatic=True),
    )
    return Blueprint(Name.of("s"), lanes, steps, flow, calendars=(StatedHours("office", "9-17"),), timezone="UTC", **given)


def test_concurrency_comes_from_the_design() -> None:
    """Steps of different branches of `together` and `any of`; not those of one branch, not the log's overlaps."""
    flow = Sequence((Together((Sequence((Do("a"), Do("b"))), Do("c"))), AnyOf((Do("d"), Do("e")))))
    service = design(*(step(name, "desk") for name in "abcde"), flow=flow)
    assert {"ac", "ca", "bc", "cb", "de", "ed"} == {"".join(pair) for pair in parallel_steps(flow)}
    made = worked(("1", "a", 0, 2, "x"), ("1", "b", 1, 3, "y"), ("1", "c", 1, 3, "z"))
    related = concurrent(placed(made, match(made, service)))
    assert [(0, 2), (1, 2), (2, 0), (2, 1)] == list(zip(*related.nonzero(), strict=True))


def test_nobody_waits_for_customers_and_systems() -> None:
    """The guest, and the system, are busy elsewhere: what waits for them is other; of the desk it is contention."""
    for lane, cause in (("guest", "other"), ("pms", "other"), ("desk", "contention")):
        service = design(step("serve", lane), flow=Do("serve"))
        made = arriving(("1", 9, 9, 11, "x", "T"), ("2", 9, 11, 12, "x", "T"))
        result = waste(made, service)
        assert {cause} == set(result.ledger.frame.filter(pl.col("class") == "waiting")["cause"])


def test_after_then_waits_for_it_is_that_lane_that_is_waited_for() -> None:
    """A question to the guest: the desk is closed for the night, the guest is not; nothing of it is closed."""
    service = design(
        step("ask", "desk", then_waits_for="guest"), step("go on", "desk"), flow=Sequence((Do("ask"), Do("go on")))
    )
    made = worked(("1", "ask", 9, 10, "Ann"), ("1", "go on", 34, 35, "Ann"))
    waiting = waste(made, service).ledger.frame.filter(pl.col("class") == "waiting")
    assert [("guest", "other", timedelta(hours=24))] == waiting.select("owner", "cause", "likely").rows()
    told = design(step("ask", "desk"), step("go on", "desk"), flow=Sequence((Do("ask"), Do("go on"))))
    waiting = waste(made, told).ledger.frame.filter(pl.col("class") == "waiting")
    assert {"closed": 16, "other": 8} == {row["cause"]: row["likely"] / timedelta(hours=1) for row in waiting.to_dicts()}


def test_the_largest_swing_is_named() -> None:
    """With one time per event, b may be worked on for 0 to 10 hours and c for 0 to 1; with hours stated nothing is open."""
    frame = pl.DataFrame({"case": ["1"] * 3, "activity": ["a", "b", "c"], "end": [0, 10, 11]})
    at = (pl.lit(0).cast(pl.Datetime("us", "UTC")) + pl.duration(hours=pl.col("end"))).alias("end")
    made = assemble(frame.with_columns(at), timezone="UTC")
    found = swings(waste(made))
    assert [("closed", None, 11.0), ("work", "b", 10.0), ("work", "c", 1.0)] == [
        (one.figure, one.activity, one.high / timedelta(hours=1)) for one in found
    ]
    assert "how long b is worked on, 0 to 10 h" in found[1].sentence()
    known = waste(
        arriving(("1", 16, 17, 19, "Ann", "T")), staffing=Staffing.of(timezone="UTC", teams={"T": {"hours": "9-18"}})
    )
    assert () == swings(known)


def test_a_year_without_published_swapped_workdays_is_said() -> None:
    """China, 2050."""
    made = arriving(("1", 16, 17, 19, "Ann", "T"))
    moved = EventLog(
        events=made.events.with_columns(pl.col("start", "end").dt.offset_by("80y")),
        cases=made.cases.with_columns(pl.col("arrival").dt.offset_by("80y")),
        timezone="Asia/Shanghai",
    )
    said = Staffing.of(timezone="Asia/Shanghai", teams={"T": {"hours": "9-18", "holidays": "CN"}})
    assert any(
        "swapped workdays of CN are not published for 2050" in text for text in waste(moved, staffing=said).assumptions
    )


def test_a_machine_is_waited_for_like_a_person() -> None:
    """Two cooks, one oven: 2 waits from 9 to 11 while the other cook uses it; shared, or without a name, nothing says so."""
    made = with_columns(
        worked(("1", "a", 0, 9, "Ann"), ("1", "bake", 9, 11, "Ann"), ("2", "a", 0, 9, "Bob"), ("2", "bake", 11, 12, "Bob")),
        equipment=[None, "oven", None, "oven"],
    )
    assert {"contention": 2} == waits(made)
    assert {"other": 2} == waits(made, shared=["oven"])
    assert {"other": 2} == waits(with_columns(made, equipment=[None] * 4))


def test_the_equipment_that_the_design_names_is_one_piece_unless_the_log_shows_more() -> None:
    """The same oven, named by the step; with a third cook who bakes from 10, there are two of them."""
    lanes = (Lane("kitchen", Name.of("kitchen"), "backstage"),)
    steps = (Step("a", Name.of("a"), ("kitchen",)), Step("bake", Name.of("bake"), ("kitchen",), equipment=("oven",)))
    service = Blueprint(Name.of("s"), lanes, steps, Sequence((Do("a"), Do("bake"))))
    rows = [("1", "a", 0, 9, "Ann"), ("1", "bake", 9, 11, "Ann"), ("2", "a", 0, 9, "Bob"), ("2", "bake", 11, 12, "Bob")]
    for more, expected in (([], "contention"), ([("3", "bake", 10, 12, "Cy")], "other")):
        ledger = waste(worked(*rows, *more), service).ledger.frame
        waiting = ledger.filter((pl.col("class") == "waiting") & (pl.col("activity") == "bake"))
        assert [(expected, timedelta(hours=2))] == waiting.select("cause", "likely").rows()


def test_everyone_is_staff_without_another_calendar() -> None:
    """The guest keeps no hours; Ann has her own."""
    service = design(step("serve", "desk"), step("pay", "guest"), flow=Sequence((Do("serve"), Do("pay"))))
    lanes = tuple(lane if lane.id != "desk" else Lane("desk", lane.name, "frontstage") for lane in service.lanes)
    service = Blueprint(service.name, lanes, service.steps, service.flow, timezone="UTC")
    made = worked(("1", "serve", 0, 1, "Ann"), ("1", "serve", 1, 2, "Bob"), ("1", "pay", 2, 3, "Guest"))
    said = Staffing.of(timezone="UTC", resources={"Ann": {"hours": "8-9"}}, everyone={"hours": "9-17"})
    found = rota(placed(made, match(made, service)), said)
    begins = [found.calendars[code].shifts[0].begins // 60 if code >= 0 else None for code in found.of_row]
    assert [8, 9, None] == begins
    assert [None, 9, None, None] == [found.calendars[c].shifts[0].begins // 60 if c >= 0 else None for c in found.of_lane]
