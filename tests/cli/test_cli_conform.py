"""`mining conform`: sentences, table, JSON, exit codes."""

import json
from pathlib import Path

import pytest

from cli.main import run

LOG = """case,activity,end
1,order,2024-01-01 08:00
1,cook,2024-01-01 09:00
1,deliver,2024-01-01 10:00
2,order,2024-01-01 08:00
2,deliver,2024-01-01 11:00
3,order,2024-01-01 08:00
3,cook,2024-01-01 09:00
3,sing,2024-01-01 09:30
3,deliver,2024-01-01 12:00
"""
BLUEPRINT = """blueprint: Room service
lanes:
  desk: {kind: frontstage}
steps:
  order: {lane: desk}
  cook: {name: Cook the meal, lane: desk, log: [cook]}
  deliver: {lane: desk}
flow: [order, cook, deliver]
"""
NET = """<?xml version="1.0"?>
<pnml><net id="n"><page id="g">
<place id="p"><initialMarking><text>1</text></initialMarking></place><place id="q"/><place id="r"/>
<transition id="t"><name><text>order</text></name></transition>
<transition id="u"><name><text>deliver</text></name></transition>
<arc id="1" source="p" target="t"/><arc id="2" source="t" target="q"/>
<arc id="3" source="q" target="u"/><arc id="4" source="u" target="r"/>
</page></net></pnml>
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "log.csv").write_text(LOG, encoding="utf-8")
    (tmp_path / "service.yaml").write_text(BLUEPRINT, encoding="utf-8")
    (tmp_path / "net.pnml").write_text(NET, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_sentences_in_business_words(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1 of 3 fits; cost 2 of (6 + 5 + 7) = 18: fitness 0.889."""
    assert 0 == run(["conform", "log.csv", "--blueprint", "service.yaml"])
    out = capsys.readouterr().out
    assert "1 of 3 judged cases (33.3 %) run as designed; fitness 0.889" in out
    assert "In 1 of 3 cases (33.3 %) “Cook the meal” is skipped." in out
    assert "In 1 of 3 cases (33.3 %) “sing” happens; the design does not know it" in out
    assert "The design knows 88.9 % of the instances; not “sing” (1)." in out


def test_sentences_in_chinese(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same, in the same order, with the same figures."""
    assert 0 == run(["conform", "log.csv", "--blueprint", "service.yaml", "--language", "zh"])
    out = capsys.readouterr().out
    assert "3 个案例中有 1 个（33.3%）：“Cook the meal”被跳过。" in out
    assert "3 个可判定案例中有 1 个（33.3%）符合设计；拟合度 0.889" in out


def test_json_has_the_keys_of_the_contract(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Lists sit under the command's name; shares are 0..1."""
    assert 0 == run(["conform", "log.csv", "--blueprint", "service.yaml", "--format", "json"])
    document = json.loads(capsys.readouterr().out)
    assert {"cases": 3, "variants": 3, "fitting_cases": 1, "cost": 2, "unjudged_cases": 0, "fitness": 1 - 2 / 18} == {
        key: document[key] for key in ("cases", "variants", "fitting_cases", "cost", "unjudged_cases", "fitness")
    }
    first = document["deviations"][0]
    assert {
        "id",
        "kind",
        "steps",
        "cases",
        "share",
        "occurrences",
        "flow_time_difference_hours",
        "case_ids",
        "waived",
    } <= set(first)
    assert ("unknown:sing", ["3"], False) == (first["id"], first["case_ids"], first["waived"])
    assert 3 == document["log"]["cases"]


def test_a_petri_net_and_what_it_leaves_open(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The net names no final marking, which is said; "cook" is unknown to it in two cases."""
    assert 0 == run(["conform", "log.csv", "--model", "net.pnml"])
    out = capsys.readouterr().out
    assert "net.pnml names no final marking" in out
    assert "In 2 of 3 cases (66.7 %) “cook” happens; the design does not know it" in out


def test_csv_prints_deviations_or_cases(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first table is the deviations, --table cases the costs of every case."""
    assert 0 == run(["conform", "log.csv", "--blueprint", "service.yaml", "--format", "csv"])
    assert capsys.readouterr().out.startswith(
        "id,kind,steps,names,direction,relative_to,about,cases,share,occurrences,flow_time_difference_hours,"
    )
    assert 0 == run(["conform", "log.csv", "--blueprint", "service.yaml", "--format", "csv", "--table", "cases"])
    assert ["1,true,false,0,1.0,0,0", "2,true,false,1,0.8,1,1"] == capsys.readouterr().out.splitlines()[1:3]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([], "there is no design to compare with"),
        (["--blueprint", "service.yaml", "--model", "net.pnml"], "give one of them"),
        (["--model", "nothing.pnml"], "no file"),
        (["--model", "log.csv"], "log.csv:1: this is not XML"),
        (["--model", "service.yaml"], "is a blueprint, not a net"),
    ],
)
def test_wrong_designs_end_with_2_and_one_message(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    """No traceback, nothing on stdout."""
    assert 2 == run(["conform", "log.csv", *arguments])
    shown = capsys.readouterr()
    assert "" == shown.out
    assert says in shown.err
    assert "Traceback" not in shown.err


def test_moves_cost_what_is_asked_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Case 2 lacks cook (5), case 3 sings (2): 7; a step is named by its id or its name."""
    for step in ("cook", "Cook the meal"):
        given = ["--move-cost", "log=2", "--move-cost", f"{step}=4,5", "--format", "json"]
        assert 0 == run(["conform", "log.csv", "--blueprint", "service.yaml", *given])
        document = json.loads(capsys.readouterr().out)
        assert 7 == document["cost"]
        assert {"log": 2, "model": 1, "steps": {"cook": {"log": 4, "model": 5}}} == document["costs"]


@pytest.mark.parametrize("given", ["cook", "log=1,2", "=3", "cook=", "cook=x", "cook=1,2,3"])
def test_a_cost_that_cannot_be_read(folder: Path, capsys: pytest.CaptureFixture[str], given: str) -> None:
    """Usage: exit code 2, and how it is written."""
    assert 2 == run(["conform", "log.csv", "--blueprint", "service.yaml", "--move-cost", given])
    assert "Check identity=5" in capsys.readouterr().err


def test_bounds_are_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Ten parallel steps four times over, beside a step that all branches share, within no time at all."""
    branches = ", ".join(f"[cook, {{optional: order}}, cook, s{k}]" for k in range(12))
    steps = "".join(f"  s{k}: {{lane: desk}}\n" for k in range(12))
    text = BLUEPRINT.replace("flow: [order, cook, deliver]", f"  # many\n{steps}flow: [{{together: [{branches}]}}, deliver]")
    Path("hard.yaml").write_text(text, encoding="utf-8")
    assert 0 == run(["conform", "log.csv", "--blueprint", "hard.yaml", "--budget", "0.000001"])
    shown = capsys.readouterr()
    assert "3 cases could not be judged within the budget" in shown.out + shown.err
    assert "The fitness of all closed cases, these included, lies between" in shown.out + shown.err


WAIVED = ["conform", "log.csv", "--blueprint", "service.yaml"]
WHY = ["--reason", "oven trial", "--owner", "chef", "--until", "2099-12-31"]


def test_accept_writes_a_waiver_and_says_so(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Into the blueprint, below what is there; --until is its last day and selects no cases. It stands apart afterwards."""
    before = (folder / "service.yaml").read_text(encoding="utf-8")
    assert 0 == run([*WAIVED, "--accept", "skipped:cook", *WHY, "--format", "json"])
    shown = capsys.readouterr()
    document = json.loads(shown.out)
    assert 3 == document["cases"]
    assert {"unknown:sing": False, "skipped:cook": True} == {d["id"]: d["waived"] for d in document["deviations"]}
    assert "Written into service.yaml: skipped:cook is accepted until 2099-12-31 by chef." in shown.err
    assert (folder / "service.yaml").read_text(encoding="utf-8").startswith(before)
    assert 0 == run(WAIVED)
    out = capsys.readouterr().out
    assert "accepted until 2099-12-31 by chef: oven trial." in out
    table = out[out.index("deviations  ") :]
    assert table.index("unknown:sing") < table.index("accepted  ") < table.index("skipped:cook")


def test_accept_into_a_file_of_its_own(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which need not be there; a net has no other place for it."""
    before = (folder / "service.yaml").read_text(encoding="utf-8")
    for design in (["--blueprint", "service.yaml"], ["--model", "net.pnml"]):
        found = "unknown:sing"
        assert 0 == run(["conform", "log.csv", *design, "--accept", found, *WHY, "--waivers", f"w{design[0][2]}.yaml"])
        assert f"{found} is accepted until" in capsys.readouterr().err
    assert before == (folder / "service.yaml").read_text(encoding="utf-8")
    assert 0 == run([*WAIVED, "--waivers", "wb.yaml", "--as-of", "2100-01-01"])
    assert "The waiver of unknown:sing expired on 2099-12-31 (chef: oven trial)." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--accept", "skipped:cook"], "--accept needs --reason, --owner, --until"),
        (["--accept", "skiped:cook", *WHY], 'no deviation has the id "skiped:cook". There are: skipped:cook'),
        (["--accept", "skipped:cook", *WHY[:-1], "soon"], '--until "soon" is no day'),
        (["--reason", "oven trial"], "give --accept ID as well"),
    ],
)
def test_a_waiver_that_is_not_whole_is_not_written(
    folder: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    """Exit code 2, one message; the file is as it was."""
    before = (folder / "service.yaml").read_text(encoding="utf-8")
    assert 2 == run([*WAIVED, *arguments])
    assert says in capsys.readouterr().err
    assert before == (folder / "service.yaml").read_text(encoding="utf-8")


def test_the_other_tables(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All cases of every deviation, steps in whatever company, rules and targets: in CSV."""
    heads = {
        "steps": "kind,step,cases,share",
        "deviation_cases": "id,case_id,occurrences",
        "rules": "id,kind,steps,about,judged,broken,unjudged,judged_cases,broken_cases",
        "targets": "target,kind,first,second,within,wanted_share,cases,kept,kept_share,met",
        "open_targets": "target,case_id,used_hours,limit_hours,left_hours,late",
    }
    for name, head in heads.items():
        assert 0 == run([*WAIVED, "--format", "csv", "--table", name])
        assert capsys.readouterr().out.startswith(head)
