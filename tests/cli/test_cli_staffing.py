"""--calendars, --shared and --people mean the same in every command that counts hours: as in `mining waste`."""

import json
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from meals_service import SERVICE

import mining
from cli.main import run
from mining.drawing.measured import measured
from mining.waste.tables.leading import leading_scenario

LOG = """case,activity,end,resource,team
1,Take order,2024-01-01 07:00:00,Ann,Desk
1,Cook,2024-01-01 10:00:00,Bob,Kitchen
1,Cook,2024-01-02 09:30:00,Cem,Kitchen
2,Take order,2024-01-01 08:00:00,Eve,Desk
2,Cook,2024-01-01 09:30:00,Bob,Kitchen
"""
CHECKS = """checks:
  - {measure: staff hours, lane: kitchen, fail above: 1 h}
  - {measure: waiting, lane: kitchen, warn above: 0 h}
"""
STAFF = """timezone: Europe/Lisbon
calendars: {day: "Mon-Fri 08:30-12:00"}
teams: {Kitchen: day}
"""
SCENARIOS = ("low", "likely", "high")
COMMANDS = (["waste"], ["report", "-o", "out.html"], ["check"], ["conform"], ["touchpoints"], ["open"])


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log with one time per event, its design, and who works when, in the working folder."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("meals.csv", LOG), ("meals.yaml", SERVICE + CHECKS), ("staff.yaml", STAFF)):
        Path(name).write_text(text, encoding="utf-8")


def asked(command: list[str], *more: str) -> list[str]:
    return [command[0], "meals.csv", *command[1:], "--blueprint", "meals.yaml", *more]


def told(command: list[str], capsys: pytest.CaptureFixture[str], *more: str) -> dict:
    """The JSON of a command over the log; whether the service is in order is not asked."""
    assert run(asked(command, "--format", "json", "--quiet", *more)) in (0, 1, 4)
    return json.loads(capsys.readouterr().out)


def of_ledger(waste: dict, **keys: object) -> dict[str, float]:
    """Hours of the ledger's entries with these keys, added up, by scenario."""
    entries = [entry for entry in waste["ledger"] if all(entry[key] == value for key, value in keys.items())]
    return {name: sum(entry["hours"][name] for entry in entries) for name in SCENARIOS}


@pytest.mark.parametrize(("stated", "most"), [((), 28.0), (("--calendars", "staff.yaml"), 5.5)])
def test_every_command_has_the_figures_of_waste(
    stated: tuple[str, ...], most: float, capsys: pytest.CaptureFixture[str]
) -> None:
    """The kitchen works at most 3 h, 23.5 h and 1.5 h; with hours 08:30 to 10:00, 10:00 to 12:00 with 08:30 to 09:30 of the
    next day, and 08:30 to 09:30. Report, check, conform and touchpoints agree with the ledger and staff hours of waste.
    """
    waste = told(["waste"], capsys, *stated)
    assert most == pytest.approx(of_ledger(waste, **{"class": "work", "lane": "kitchen"})["high"])
    waits, staff = of_ledger(waste, **{"class": "waiting", "owner": "kitchen"}), waste["staff_hours"]
    shared = {name: staff["first"][name] + staff["rework"][name] for name in ("low", "high")}

    headline = told(["report", "-o", "out.html"], capsys, *stated)["headline"]
    assert headline["staff_hours"] == pytest.approx({**shared, "likely": None})
    assert headline["rework_hours"] == pytest.approx(staff["rework"])
    share = {name: hours / waste["flow_time_hours"] for name, hours in waits.items()}
    assert share == pytest.approx(headline["waiting_share"])

    by_name = {check["name"]: check for check in told(["check"], capsys, *stated)["checks"]}
    judged = by_name["staff hours, lane kitchen"]
    assert (judged["low"], judged["high"]) == pytest.approx((shared["low"], shared["high"]))
    judged = by_name["waiting, lane kitchen"]
    assert sorted([judged["low"], judged["high"]]) == pytest.approx(sorted([waits["low"], waits["high"]]))

    (repeated,) = (one for one in told(["conform"], capsys, *stated)["deviations"] if one["id"] == "repeated:cook")
    assert staff["rework"] == pytest.approx(repeated["staff_hours"])
    before = of_ledger(waste, **{"class": "waiting", "rework_delay": True})
    assert (before["low"], before["high"]) == pytest.approx(
        (repeated["waits_hours"]["low"], repeated["waits_hours"]["high"])
    )

    (point,) = told(["touchpoints"], capsys, *stated)["points"]
    assert {f"wait_{name}_hours": hours for name, hours in waits.items()} == pytest.approx(
        {name: hours for name, hours in point.items() if name in ("wait_low_hours", "wait_likely_hours", "wait_high_hours")}
    )


def test_the_picture_has_the_hours_of_waste(capsys: pytest.CaptureFixture[str]) -> None:
    """As laid over the blueprint: waiting before the step in the leading scenario; the drawn picture is another one."""
    log, blueprint = mining.read("meals.csv", timezone="Europe/Lisbon"), mining.Blueprint.load("meals.yaml")
    staffing = mining.Staffing.load("staff.yaml")
    laid = measured(log, blueprint, language="en", staffing=staffing)
    frame = mining.waste(log, blueprint, staffing=staffing).ledger.frame
    waits = frame.filter(pl.col("class") == "waiting")[leading_scenario(frame)].sum() / timedelta(hours=1)
    assert waits == pytest.approx(laid.waiting_hours["cook"])
    drawn = []
    for stated in ([], ["--calendars", "staff.yaml"]):
        assert run(["blueprint", "draw", "meals.yaml", "--log", "meals.csv", *stated]) == 0
        drawn.append(capsys.readouterr().out)
    assert drawn[0] != drawn[1]
    assert drawn[1].rstrip("\n") == blueprint.draw(log=log, staffing=staffing).rstrip("\n")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "calendars: {day: always}\nteams: {Kitchen: dya}\n",
            'staff.yaml:2:18: there is no calendar "dya". Did you mean "day"?',
        ),
        ("calendars: {day: always}\nteams: {Kichten: day}\n", 'no team "Kichten"'),
        (None, 'no file "staff.yaml"'),
    ],
)
def test_one_error_in_one_wording(
    command: list[str], text: str | None, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is wrong with the file is said by every command as `mining waste` says it: exit code 2."""
    if text is None:
        Path("staff.yaml").unlink()
    else:
        Path("staff.yaml").write_text(text, encoding="utf-8")
    errors = []
    for each in (["waste"], command):
        assert run(asked(each, "--calendars", "staff.yaml", "--quiet")) == 2
        errors.append(capsys.readouterr().err)
    assert message in errors[0]
    assert errors[0] == errors[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_hours_need_times(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Who works when says nothing of a log without times: exit code 2, instead of figures that leave it out."""
    assert run(asked(command, "--no-time", "--shared", "Bob")) == 2
    assert "needs times, and this log has none" in capsys.readouterr().err


def test_a_picture_without_a_log_has_no_hours(capsys: pytest.CaptureFixture[str]) -> None:
    """--calendars without --log is a mistake in the command."""
    assert run(["blueprint", "draw", "meals.yaml", "--calendars", "staff.yaml"]) == 2
    assert "add --log FILE" in capsys.readouterr().err
