"""`mining check`: situations and exit codes, the table, JSON, JUnit."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

import pytest

from cli.main import run

HEAD = "case,activity,start,end,team\n"
BLUEPRINT = """blueprint: Room service
timezone: UTC
lanes:
  desk: {kind: frontstage, teams: [Front]}
  kitchen: {kind: backstage, teams: [Kitchen]}
steps:
  order: {lane: desk}
  cook: {lane: kitchen}
  deliver: {lane: desk}
flow: [order, cook, deliver]
targets:
  - {from: order, to: deliver, within: 90 min, share: 0.9}
  - {step: cook, within: 30 min}
"""


def rows(case: int, *, cooked: bool = True, delivered: int = 80, team: str = "Kitchen", unknown: bool = False) -> str:
    """One order on a day of its own: taken 8:00 to 8:10, cooked 8:30 to 8:50, delivered from `delivered` minutes on."""
    day = f"2026-03-{case:02}"
    made = [f"{case},order,{day} 08:00,{day} 08:10,Front"]
    if cooked:
        made.append(f"{case},cook,{day} 08:30,{day} 08:50,{team}")
    if unknown:
        made.append(f"{case},sing,{day} 08:50,{day} 08:55,Front")
    hour, minute = divmod(8 * 60 + delivered, 60)
    made.append(f"{case},deliver,{day} {hour:02}:{minute:02},{day} {hour:02}:{minute + 10:02},Front")
    return "\n".join(made) + "\n"


CLEAN = HEAD + "".join(rows(case) for case in range(1, 11))
TWO_SKIP = HEAD + "".join(rows(case, cooked=case > 2) for case in range(1, 11))
ONE_SINGS = HEAD + "".join(rows(case, unknown=case == 1) for case in range(1, 11))
WRONG_HANDS = HEAD + "".join(rows(case, team="Front" if case == 1 else "Kitchen") for case in range(1, 11))
NO_TEAMS = HEAD + "".join(rows(case, team="" if case > 2 else "Kitchen") for case in range(1, 11))
TWO_LATE = HEAD + "".join(rows(case, delivered=160 if case < 3 else 80) for case in range(1, 11))
TWICE = CLEAN + "1,cook,2026-03-01 08:55,2026-03-01 09:15,Kitchen\n"
ONE_TIME = "case,activity,end,team\n" + "".join(
    ",".join(cell for k, cell in enumerate(line.split(",")) if k != 2) + "\n" for line in CLEAN.splitlines()[1:]
)
UNFIT = HEAD.replace("case", "ticket") + "".join(
    f"{n},order,2026-03-01 08:00,2026-03-01 08:10,Front\n" for n in range(1, 11)
)
OPEN = HEAD + "1,order,2026-03-01 08:00,2026-03-01 08:10,Front\n2,order,2026-03-01 08:00,2026-03-01 08:10,Front\n"
WAIVER = "waivers: [{deviation: skipped, step: cook, reason: oven trial, owner: chef, until: 2026-06-30}]\n"


@dataclass(frozen=True)
class Situation:
    """A log, checks, and what comes of it."""

    checks: str
    code: int
    results: tuple[str, ...]
    log: str = CLEAN
    more: str = ""
    options: tuple[str, ...] = field(default_factory=tuple)


CANNOT = "cannot be judged"
IN_TIME, LAST_DAY, TOO_LATE = (("--as-of", day) for day in ("2026-06-01", "2026-06-30", "2026-07-01"))
TICKET = ("--case", "ticket")
KEPT = "{measure: target, target: order-to-deliver, fail below: 90 %}"
SITUATIONS = {
    "fitness within its limits": Situation("{measure: fitness, warn below: 0.95, fail below: 0.9}", 0, ("ok",)),
    "fitness between warning and failing": Situation(
        "{measure: fitness, warn below: 0.98, fail below: 0.9}", 0, ("warn",), TWO_SKIP
    ),
    "fitness too low": Situation("{measure: fitness, fail below: 0.98}", 1, ("fail",), TWO_SKIP),
    "a figure at its limit keeps it": Situation("{deviation: skipped, step: cook, fail above: 20 %}", 0, ("ok",), TWO_SKIP),
    "a deviation in too many cases": Situation("{deviation: skipped, step: cook, fail above: 19 %}", 1, ("fail",), TWO_SKIP),
    "a deviation by number": Situation("{deviation: skipped, step: cook, fail above: 1}", 1, ("fail",), TWO_SKIP),
    "another deviation than the one meant": Situation("{deviation: extra, fail above: 0}", 0, ("ok",), TWO_SKIP),
    "a deviation by its id": Situation('{deviation: "skipped:cook", fail above: 1 %}', 1, ("fail",), TWO_SKIP),
    "any deviation at all": Situation("{measure: deviation, fail above: 5 %}", 1, ("fail",), ONE_SINGS),
    "a deviation in the team asked for": Situation(
        "{deviation: unknown, team: Front, fail above: 0}", 1, ("fail",), ONE_SINGS
    ),
    "a deviation in another team": Situation("{deviation: unknown, team: Kitchen, fail above: 0}", 0, ("ok",), ONE_SINGS),
    "an accepted deviation": Situation("{deviation: skipped, fail above: 0}", 0, ("ok",), TWO_SKIP, WAIVER, IN_TIME),
    "accepted until today": Situation("{deviation: skipped, fail above: 0}", 0, ("ok",), TWO_SKIP, WAIVER, LAST_DAY),
    "accepted until yesterday": Situation("{deviation: skipped, fail above: 0}", 1, ("fail",), TWO_SKIP, WAIVER, TOO_LATE),
    "accepted, though fitness counts it": Situation(
        "{measure: fitness, fail below: 0.98}", 1, ("fail",), TWO_SKIP, WAIVER, IN_TIME
    ),
    "the wrong hands": Situation("{deviation: wrong_lane, fail above: 5 %}", 1, ("fail",), WRONG_HANDS),
    "hands that nobody knows": Situation("{deviation: wrong_lane, step: cook, fail above: 5 %}", 4, (CANNOT,), NO_TEAMS),
    "a kind of which the blueprint says nothing": Situation("{deviation: same_person, fail above: 0}", 4, (CANNOT,)),
    "a target kept": Situation(KEPT, 0, ("ok",)),
    "a target missed": Situation(KEPT, 1, ("fail",), TWO_LATE),
    "late cases as a deviation": Situation("{deviation: late, fail above: 10 %}", 1, ("fail",), TWO_LATE),
    "a target whose times are not in the log": Situation(
        "{measure: target, target: step-cook, fail below: 90 %}", 4, (CANNOT,), ONE_TIME
    ),
    "little waiting": Situation("{measure: waiting, lane: kitchen, fail above: 0.5 h per case}", 0, ("ok",)),
    "much waiting": Situation("{measure: waiting, lane: kitchen, fail above: 0.3 h per case}", 1, ("fail",)),
    "waiting without times": Situation("{measure: waiting, fail above: 1 h}", 4, (CANNOT,), CLEAN, "", ("--no-time",)),
    "waiting or work, either way too much": Situation("{measure: waiting, fail above: 400 %}", 2, ()),
    "waiting that may be work, within the limit either way": Situation(
        "{measure: waiting, fail above: 100 h}", 0, ("ok",), ONE_TIME
    ),
    "waiting that may be work, on both sides of the limit": Situation(
        "{measure: waiting, fail above: 1 h}", 4, (CANNOT,), ONE_TIME
    ),
    "rework": Situation("{measure: rework, lane: kitchen, fail above: 5 %}", 1, ("fail",), TWICE),
    "executions again": Situation("{measure: rework, step: cook, fail above: 0}", 1, ("fail",), TWICE),
    "no rework": Situation("{measure: rework, fail above: 0 h}", 0, ("ok",)),
    "labels that no step claims": Situation("{measure: unmapped labels, fail above: 2 %}", 1, ("fail",), ONE_SINGS),
    "labels covered": Situation("{measure: label coverage, fail below: 95 %}", 0, ("ok",), ONE_SINGS),
    "flow time": Situation("{measure: flow time, statistic: p90, fail above: 2 h}", 1, ("fail",), TWO_LATE),
    "staff hours": Situation("{measure: staff hours, lane: kitchen, fail above: 0.2 h per case}", 1, ("fail",)),
    "every case could be aligned": Situation("{measure: unjudged, fail above: 1 %}", 0, ("ok",)),
    "data good enough": Situation("{measure: data quality, fail below: fit with limits}", 0, ("ok",)),
    "one fails, another cannot be judged": Situation(
        "{measure: fitness, fail below: 0.98}, {deviation: same_person, fail above: 0}", 1, ("fail", CANNOT), TWO_SKIP
    ),
    "one in order, another cannot be judged": Situation(
        "{measure: fitness, fail below: 0.5}, {deviation: same_person, fail above: 0}", 4, ("ok", CANNOT)
    ),
    "unfit data": Situation("{measure: unmapped labels, fail above: 50 %}", 4, (CANNOT,), UNFIT, "", TICKET),
    "unfit data, forced": Situation(
        "{measure: unmapped labels, fail above: 50 %}", 4, ("ok",), UNFIT, "", (*TICKET, "--force")
    ),
    "unfit data, forced, and failing": Situation(
        "{measure: data quality, fail below: fit}", 1, ("fail",), UNFIT, "", (*TICKET, "--force")
    ),
    "no closed case": Situation("{measure: fitness, fail below: 0.5}", 4, (CANNOT,), OPEN),
    "nothing selected": Situation("{measure: fitness, fail below: 0.5}", 4, (CANNOT,), CLEAN, "", ("--since", "2027-01-01")),
    "no such measure": Situation("{measure: happiness, fail below: 0.5}", 2, ()),
    "no limit": Situation("{measure: fitness}", 2, ()),
}  # fmt: skip


def written(folder: Path, situation: Situation) -> list[str]:
    (folder / "log.csv").write_text(situation.log, encoding="utf-8")
    checks = f"checks: [{situation.checks}]\n" if situation.checks else ""
    (folder / "service.yaml").write_text(BLUEPRINT + situation.more + checks, encoding="utf-8")
    return ["check", "log.csv", "--blueprint", "service.yaml", *situation.options]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", SITUATIONS)
def test_situations_and_exit_codes(name: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 in order (with warnings or without), 1 not in order, 4 cannot be judged, 2 the user's input; each check's result."""
    situation = SITUATIONS[name]
    code = run([*written(folder, situation), "--format", "json"])
    shown = capsys.readouterr()
    assert situation.code == code, shown.out + shown.err
    if code == 2:
        assert "" == shown.out
        assert "Traceback" not in shown.err
        return
    document = json.loads(shown.out)
    assert {0: "in order", 1: "not in order", 4: CANNOT}[code] == document["verdict"]
    assert list(situation.results) == [check["result"] for check in document["checks"]]
    for check in document["checks"]:
        assert (check["reason"] is not None) == (check["result"] == CANNOT)


def test_without_checks_nothing_is_in_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A blueprint that states no checks cannot be judged: silence is no consent. It says how to write one."""
    assert 4 == run(written(folder, Situation("", 4, ())))
    out = capsys.readouterr().out
    assert "Verdict: cannot be judged." in out
    assert "states no checks" in out
    assert "checks: [{measure: fitness" in out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["log.csv"], "there is no design to compare with"),
        (["nothing.csv", "--blueprint", "service.yaml"], "no file"),
        (["log.csv", "--blueprint", "nothing.yaml"], "no file"),
        (["log.csv", "--blueprint", "log.csv"], "log.csv"),
        (["log.csv", "--blueprint", "service.yaml", "--waivers", "nothing.yaml"], "no file"),
        (["log.csv", "--blueprint", "service.yaml", "--as-of", "soon"], "is no day"),
    ],
)
def test_wrong_input_ends_with_2(folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    """Never 1: what cannot be read is not out of order."""
    written(folder, SITUATIONS["fitness too low"])
    assert 2 == run(["check", *arguments])
    shown = capsys.readouterr()
    assert says in shown.err
    assert "" == shown.out


def test_a_fault_of_the_program_ends_with_3(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And not with 1, which would blame the service."""
    import mining.verdict.check

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(mining.verdict.check, "check", broken)
    assert 3 == run(written(folder, SITUATIONS["fitness too low"]))
    assert "A fault of the program" in capsys.readouterr().err


def test_the_table_for_people(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two of ten skip: 20 %; the names say what was judged, and why something could not be."""
    situation = Situation(
        "{deviation: skipped, step: cook, fail above: 5 %}, {deviation: same_person, fail above: 0}", 1, (), TWO_SKIP
    )
    assert 1 == run(written(folder, situation))
    out = capsys.readouterr().out
    assert "Verdict: not in order." in out
    line = next(line for line in out.splitlines() if "deviation skipped, step cook" in line)
    assert ["20 %", "fail above 5 %", "fail"] == [part for part in ("20 %", "fail above 5 %", "fail") if part in line]
    assert "the blueprint has no rule that could tell this (same person)" in out


def test_a_figure_just_beyond_its_limit_shows_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """20 min per case against 0.33333 h: in the table of both languages, in Markdown, and for build servers."""
    arguments = written(folder, Situation("{measure: waiting, lane: kitchen, fail above: 0.33333 h per case}", 1, ()))
    assert 1 == run([*arguments, "--format", "md", "--junit", "out.xml"])
    assert "| 0.333333 h per case | fail above 0.33333 h per case | fail |" in capsys.readouterr().out
    assert 1 == run([*arguments, "--language", "zh"])
    assert "每案例 0.333333 小时" in capsys.readouterr().out
    assert 'message="0.333333 h per case; fail above 0.33333 h per case"' in (folder / "out.xml").read_text(encoding="utf-8")
    assert 1 == run([*arguments, "--format", "json"])
    assert "fail above 0.33333 h per case" == json.loads(capsys.readouterr().out)["checks"][0]["limit"]


def test_the_range_of_a_figure_is_in_its_unit(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Waiting that may be work, as a share of the flow time: from 0 % to all of it."""
    situation = Situation("{measure: waiting, fail above: 60 %}", 4, (), ONE_TIME)
    assert 4 == run([*written(folder, situation), "--format", "md"])
    assert "(0 % – 100 %) | fail above 60 % |" in capsys.readouterr().out


def test_the_table_in_chinese(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names, limits, results and reasons; ids of steps stay."""
    situation = Situation(
        "{deviation: skipped, step: cook, fail above: 5 %}, {deviation: same_person, fail above: 0}", 1, (), TWO_SKIP
    )
    assert 1 == run([*written(folder, situation), "--language", "zh"])
    out = capsys.readouterr().out
    assert "结论：不正常。" in out
    for text in ("偏差 跳过，步骤 cook", "20%", "不合格：高于 5%", "服务蓝图没有可判定此项的规则"):
        assert text in out


def test_markdown_and_csv(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """For a comment on a merge request, and for a spreadsheet."""
    arguments = written(folder, SITUATIONS["fitness too low"])
    assert 1 == run([*arguments, "--format", "md"])
    assert "| fitness | 96.6 % | fail below 98 % | fail |  |" in capsys.readouterr().out
    assert 1 == run([*arguments, "--format", "csv"])
    assert capsys.readouterr().out.startswith("name,value,low,high,unit,limit,result,reason\nfitness,0.96")


def test_junit(folder: Path) -> None:
    """A failure, an error, an expired waiver skipped, a warning that passes; markup in names is escaped."""
    situation = Situation(
        "{deviation: skipped, fail above: 0}, {deviation: same_person, fail above: 0}, {measure: fitness, warn below: 0.99}",
        1,
        (),
        TWO_SKIP,
        WAIVER.replace("oven trial", '"<oven> & \\"trial\\" \\a"'),
        TOO_LATE,
    )
    assert 1 == run([*written(folder, situation), "--junit", "out.xml"])
    root = ElementTree.fromstring((folder / "out.xml").read_text(encoding="utf-8"))
    suite = root[0]
    assert ("4", "1", "1", "1") == tuple(suite.get(name) for name in ("tests", "failures", "errors", "skipped"))
    assert ["deviation skipped", "deviation same_person", "fitness", "waiver skipped:cook"] == [c.get("name") for c in suite]
    assert ["failure", "error", "system-out", "skipped"] == [case[0].tag for case in suite]
    assert "2; fail above 0" == str(suite[0][0].get("message"))
    assert '<oven> & "trial" \ufffd' in str(suite[3][0].get("message"))


def test_waivers_in_a_file_of_their_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """They count beside those of the blueprint; the expired one is told."""
    arguments = written(folder, Situation("{deviation: skipped, fail above: 0}", 0, ("ok",), TWO_SKIP))
    (folder / "waivers.yaml").write_text(WAIVER, encoding="utf-8")
    assert 1 == run(arguments)
    capsys.readouterr()
    assert 0 == run([*arguments, "--waivers", "waivers.yaml", "--as-of", "2026-06-01"])
    capsys.readouterr()
    assert 1 == run([*arguments, "--waivers", "waivers.yaml", "--as-of", "2026-07-01", "--format", "json"])
    expired = {"deviation": "skipped:cook", "reason": "oven trial", "owner": "chef", "until": "2026-06-30"}
    assert [expired] == json.loads(capsys.readouterr().out)["expired_waivers"]
