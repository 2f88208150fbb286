"""How a log was read, kept in a file: written once, obeyed everywhere."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import mining
from cli.main import run
from mining.blueprint.log_mapping import load
from mining.blueprint.model import Blueprint
from mining.errors import BlueprintError, ColumnError

TABLE = """\
Ref,Doing,Doing too,Day,Hour,Fee,NPS
1,a,x,2024-01-15,08:00,2,9
1,b,y,2024-01-15,09:00,3,9
2,a,x,2024-01-16,08:00,1,4
"""
BLUEPRINT = """\
# Agreed in May.
blueprint: Desk
timezone: Europe/Lisbon
lanes:
  desk: {kind: frontstage}   # two persons
steps:
  a: {lane: desk}
  b: {lane: desk}
flow: [a, b]
log:
  # asked for by the auditors
  case link: "https://x.example/{case_id}"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "log.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def saved(table: Path, to: Path, *options: str) -> str:
    named = ["--case", "Ref", "--activity", "Doing", "--end", "Day + Hour", "--cost", "Fee", *options]
    assert run(["read", str(table), *named, "--quiet", "--save", str(to)]) == 0
    return to.read_text(encoding="utf-8")


def test_a_new_file_holds_the_section_alone(table: Path, tmp_path: Path) -> None:
    """Columns, costs, scores, and what a time means; a time in two columns is one."""
    text = saved(table, tmp_path / "map.yaml", "--timezone", "Europe/Lisbon")
    assert text == (
        "log:\n"
        "  columns: {case: Ref, activity: Doing, end: Day + Hour}\n"
        "  costs: {Fee: Fee}\n"
        "  survey: {nps: NPS}\n"
        "  timezone: Europe/Lisbon\n"
        "  events: done\n"
    )


def test_a_saved_mapping_is_obeyed(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By every command and by `mining.read`; what is said beside it goes before it."""
    saved(table, tmp_path / "map.yaml")
    named = mining.read(table, case="Ref", activity="Doing", end="Day + Hour", costs={"Fee": "Fee"})
    assert mining.read(table, mapping=tmp_path / "map.yaml").equals(named)
    assert dict(mining.read(table, mapping=tmp_path / "map.yaml").roles) == dict(named.roles)
    capsys.readouterr()
    assert run(["variants", str(table), "--mapping", str(tmp_path / "map.yaml"), "--format", "csv"]) == 0
    assert "a" in capsys.readouterr().out
    assert {"x", "y"} == set(mining.read(table, mapping=tmp_path / "map.yaml", activity="Doing too").activities)


def test_a_blueprint_keeps_its_comments_and_what_reading_does_not_say(table: Path, tmp_path: Path) -> None:
    """Only the log section changes; then --blueprint alone reads the file, and a second time nothing changes."""
    path = tmp_path / "desk.yaml"
    path.write_text(BLUEPRINT, encoding="utf-8")
    text = saved(table, path)
    assert text.startswith(BLUEPRINT[: BLUEPRINT.index("log:")])
    assert "  # asked for by the auditors\n" in text
    assert 'case link: "https://x.example/{case_id}"' in text
    assert (("case", "Ref"), ("activity", "Doing"), ("end", "Day + Hour")) == Blueprint.load(path).log.columns
    assert "Europe/Lisbon" == mining.read(table, mapping=path).timezone
    assert text == saved(table, path, "--mapping", str(path)).replace("  timezone: Europe/Lisbon\n", "")


def test_a_missing_column_names_its_neighbour(table: Path, tmp_path: Path) -> None:
    """An export in which a column was renamed is refused with the name that was perhaps meant."""
    saved(table, tmp_path / "map.yaml")
    table.write_text(TABLE.replace("Doing,", "Doings,", 1), encoding="utf-8")
    with pytest.raises(ColumnError, match=r'no column "Doing" for the activity\. Did you mean "Doings"'):
        mining.read(table, mapping=tmp_path / "map.yaml")
    table.write_text(TABLE.replace("Fee,", "Fees,", 1), encoding="utf-8")
    with pytest.raises(ColumnError, match='Did you mean "Fees"'):
        mining.read(table, mapping=tmp_path / "map.yaml")


def test_shape_field_and_steps_are_kept(tmp_path: Path) -> None:
    """What the user said about the rows is written, and said again when the file is obeyed."""
    path = tmp_path / "tickets.csv"
    rows = "".join(f"{k},2024-01-{k:02} 08:00,2024-01-{k:02} 12:00\n" for k in range(10, 24))
    path.write_text(f"number,opened_at,closed_at\n{rows}", encoding="utf-8")
    to = tmp_path / "map.yaml"
    assert run(["read", str(path), "--shape", "tickets", "--step", "opened_at=Call", "--quiet", "--save", str(to)]) == 0
    wanted = load(to)
    assert ("tickets", {"opened_at": "Call"}) == (wanted.shape, dict(wanted.steps))
    assert "Call" in mining.read(path, mapping=to).activities


@pytest.mark.parametrize(
    "text", ["log: {colums: {case: x}}", "log: {columns: {cases: x}}", "other: 1", "log: {shape: round}"]
)
def test_a_faulty_mapping_is_refused_with_its_place(text: str, tmp_path: Path) -> None:
    """The message begins with file and line."""
    path = tmp_path / "map.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BlueprintError, match=r"map\.yaml:1:"):
        load(path)


def test_a_file_that_is_no_blueprint_is_not_overwritten(table: Path, tmp_path: Path) -> None:
    """--save into something else ends with exit code 2, and the file is as it was."""
    path = tmp_path / "notes.yaml"
    path.write_text("shopping: [milk]\n", encoding="utf-8")
    assert run(["read", str(table), "--case", "Ref", "--activity", "Doing", "--end", "Day", "--save", str(path)]) == 2
    assert "shopping: [milk]\n" == path.read_text(encoding="utf-8")


def test_options_for_every_role() -> None:
    """--help names an option for each argument of `mining.read` that is a column."""
    from cli.options import ROLES
    from cli.read import command

    text = CliRunner().invoke(command, ["--help"]).output
    for role in (*ROLES, "cost"):
        assert f"--{role} COLUMN" in text
    assert {"role", "channel", "customer", "closing", "equipment", "object", "nps", "csat"} < ROLES.keys()
    assert "--mapping FILE" in text
    assert "--save FILE" in text


def test_the_whole_way_of_reading_is_kept(tmp_path: Path) -> None:
    """Encoding, joined table and the column of transitions: a plain --mapping then reads the same log."""
    rows = ["Ref;Phase;Tätigkeit;Zeit", *(f"{k};{word};prüfen;2024-01-0{k} {hour}:00" for k in (1, 2) for word, hour in
            (("start", "08"), ("complete", "09")))]  # fmt: skip
    (tmp_path / "log.csv").write_bytes("\n".join(rows).encode("cp850"))
    (tmp_path / "who.csv").write_bytes("Ref;Bereich\n1;Küche\n2;Theke\n".encode("cp850"))
    named = ["--case", "Ref", "--activity", "Tätigkeit", "--end", "Zeit", "--lifecycle", "Phase", "--team", "Bereich"]
    options = [
        *named,
        "--encoding",
        "cp850",
        "--join",
        str(tmp_path / "who.csv"),
        "--quiet",
        "--save",
        str(tmp_path / "m.yaml"),
    ]
    assert 0 == run(["read", str(tmp_path / "log.csv"), *options])
    kept = (tmp_path / "m.yaml").read_text(encoding="utf-8")
    assert "lifecycle: Phase" in kept
    assert "encoding: cp850" in kept
    log = mining.read(tmp_path / "log.csv", mapping=tmp_path / "m.yaml")
    assert (2, ["prüfen"], True) == (log.instances, list(log.activities), log.has_starts)
    assert {"Küche", "Theke"} == set(log.cases["team"] if "team" in log.cases.columns else log.events["team"])


def test_a_column_without_transitions_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands in it, and what should."""
    (tmp_path / "log.csv").write_text(TABLE, encoding="utf-8")
    assert 2 == run(["read", str(tmp_path / "log.csv"), "--case", "Ref", "--lifecycle", "Doing too", "--end", "Day + Hour"])
    message = capsys.readouterr().err
    assert 'the column "Doing too" holds neither starts nor completions' in message
    assert "Found: x, y." in message
