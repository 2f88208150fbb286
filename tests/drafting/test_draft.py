"""A drafted blueprint: what it says, that it loads, fits what it claims, lints and draws."""

import os
import re
from datetime import timedelta
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from flows_strategy import designs, of_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_logs import MONDAY, log, worked

import mining
from mining.assembly import assemble
from mining.blueprint.document import blueprint_of
from mining.blueprint.lint import lint
from mining.blueprint.model import Blueprint
from mining.drafting.draft import Draft, draft
from mining.errors import LogError
from mining.log import EventLog

SAMPLES = Path(__file__).parents[2] / "sample_logs"
SHELF = os.environ.get("SERVICE_MINING_LOGS")
CLAIM = re.compile(r"^# Fits ([\d,]+) of ([\d,]+) closed cases", re.M)


def claimed(text: str) -> tuple[int, int]:
    """Fitting and judged cases as the file says them."""
    found = CLAIM.search(text)
    assert found is not None, text
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def holds(found: Draft, given: EventLog) -> None:
    """The text loads as the blueprint; what it claims is what conform measures; its targets are valid; it draws."""
    assert blueprint_of(found.text) == found.blueprint
    result = mining.conform(given, found.blueprint)
    if result.judged:
        assert claimed(found.text) == (result.fitting_cases, result.judged)
    ElementTree.fromstring(found.blueprint.draw())
    lint(found.blueprint)
    lines = found.text.splitlines()
    taken_over = "\n".join(line[2:] if line.startswith(("# targets:", "#   - {")) else line for line in lines)
    assert len(blueprint_of(taken_over).targets) == sum(line.startswith("#   - {") for line in lines)


DESK = worked(
    *[
        row
        for k in range(12)
        for row in (
            (str(k), "Take order", 10.0 * k, 10.0 * k + 0.05, "SYSTEM"),
            (str(k), "Cook", 10.0 * k + 0.1, 10.0 * k + 0.4, "Ann"),
            (str(k), "Deliver: hot", 10.0 * k + 0.5, 10.0 * k + 0.6, "Bob"),
        )[: 3 if k else 2]
    ]
)


def test_a_draft_as_it_is_written() -> None:
    """Twelve orders, all served but the first."""
    expected = """\
# A first draft from -: 12 cases, 35 instances, 2024-01-01 – 2024-01-05.
# It says what happened, not what was agreed: change it into what you mean. "?" marks what was guessed.
# Fits 12 of 12 closed cases (100 %); fitness 1.000.
# Every label of the log has its step.

blueprint: Desk

# ? The log names no teams: steps that the same persons do share a lane. Name the lanes; add teams: [...].
lanes:
  staff_1: {name: Staff 1, kind: backstage}   # ? kind assumed: the name does not tell; persons: 1
  staff_2: {name: Staff 2, kind: backstage}   # ? kind assumed: the name does not tell; persons: 1
  system: {name: SYSTEM, kind: support, teams: [SYSTEM], automatic: true}   # ? kind guessed from "system"

# takes: the median from start to end.
steps:
  take_order: {name: Take order, lane: system, takes: 3 min, log: [Take order]}   # 100 % of cases, 12 times
  cook: {name: Cook, lane: staff_1, takes: 18 min, log: [Cook]}   # 100 % of cases, 12 times
  deliver_hot: {name: "Deliver: hot", lane: staff_2, takes: 6 min, log: ["Deliver: hot"]}   # 91.7 % of cases, 11 times

flow:
  - take_order
  - cook
  - {optional: deliver_hot}

# Targets: what was kept in nine of ten cases. Take over what you want to promise, without the #.
# targets:
#   - {from: take_order, to: deliver_hot, within: 33 min, share: 0.9}   # half within 33 min
#   - {wait before: deliver_hot, within: 6 min, share: 0.9}   # half within 6 min
#   - {wait before: cook, within: 3 min, share: 0.9}   # half within 3 min
#   - {step: cook, within: 18 min, share: 0.9}   # half within 18 min
#   - {step: deliver_hot, within: 6 min, share: 0.9}   # half within 6 min
#   - {step: take_order, within: 3 min, share: 0.9}   # half within 3 min
"""
    found = draft(DESK, name="Desk")
    assert found.text == expected
    holds(found, DESK)
    assert found.fitting_share == 1


def test_a_draft_of_states_in_chinese() -> None:
    """Waits are guessed from their words and belong to whom is waited for; comments in Chinese."""
    rows = [(str(k), label, k * 3 + place) for k in range(20) for place, label in enumerate(["新建", "等待客户", "已解决"])]
    given = assemble(
        pl.DataFrame(
            {
                "case": [case for case, _, _ in rows],
                "activity": [label for _, label, _ in rows],
                "end": pl.Series([MONDAY + timedelta(hours=hour) for _, _, hour in rows]).dt.cast_time_unit("us"),
                "team": ["客服一组"] * len(rows),
            }
        ),
        entered=True,
        timezone="Asia/Shanghai",
    )
    found = draft(given, name="热线", language="zh")
    lines = found.text.splitlines()
    assert "  等待客户: {lane: customer, is: wait, log: [等待客户]}   # 100% 的案例，20 次; ? 据“等待”猜测为等待" in lines
    assert "  客服一组: {kind: frontstage, teams: [客服一组]}   # ? 类别据“客服”猜测" in lines
    assert "flow:\n  - 新建\n  - 等待客户\n  - 已解决\n" in found.text
    assert "log: {timezone: Asia/Shanghai, events: entered}   # ? 时间表示进入状态" in lines
    assert blueprint_of(found.text) == found.blueprint
    assert (found.blueprint.timezone, found.blueprint.log.events) == ("Asia/Shanghai", "entered")


@given(designs("abcd", 7), st.data())
@settings(max_examples=15, deadline=None)
def test_a_draft_of_a_simulated_flow_fits_what_it_claims(design: Blueprint, data: st.DataObject) -> None:
    """Runs of a random design, some of them often: the file claims what conform measures on it, whatever the miner."""
    runs = sorted(run for run in of_blueprint(design, 6) if run)
    if not runs:
        return
    picked = data.draw(st.lists(st.sampled_from(runs), min_size=1, max_size=12))
    given = log(*("".join(run) for run in picked))
    holds(draft(given), given)


@given(designs("abcd", 6), st.data(), st.sampled_from([0.6, 0.9, 1.0]))
@settings(max_examples=10, deadline=None)
def test_the_coverage_asked_for_is_reached(design: Blueprint, data: st.DataObject, coverage: float) -> None:
    """Of a log without open cases: the flow fits at least that share."""
    runs = sorted(run for run in of_blueprint(design, 6) if run)
    if not runs:
        return
    picked = data.draw(st.lists(st.sampled_from(runs), min_size=1, max_size=12))
    given = log(*("".join(run) for run in picked), timed=False)
    share = draft(given, coverage=coverage).fitting_share
    assert share is not None and share >= coverage


@pytest.mark.parametrize("sample", ["room_service", "help_desk", "complaints_zh"])
def test_drafts_of_the_samples(sample: str, tmp_path: Path) -> None:
    """They load, draw and fit what they claim; read beside the draft, the export is the same log; the flow is short."""
    given = mining.read(SAMPLES / f"{sample}.csv")
    found = draft(given)
    holds(found, given)
    assert found.fitting_share is not None and found.fitting_share > 0.8
    found.write(tmp_path / "draft.yaml")
    again = mining.read(SAMPLES / f"{sample}.csv", mapping=tmp_path / "draft.yaml")
    assert again.equals(given)
    whole = Blueprint.load(SAMPLES / f"{sample}.yaml")
    teams = {team for lane in whole.lanes for team in lane.teams}
    assert len(found.blueprint.lanes) >= len(teams)


@pytest.mark.parametrize("miner", ["heuristics", "split"])
def test_other_miners_say_what_the_main_way_is(miner: str) -> None:
    """Forty cases do b and c in either order, one starts with c: its relation is left out."""
    given = log(*["abcd"] * 20, *["acbd"] * 20, "cabd")
    found = draft(given, miner=miner, noise=0.2)  # type: ignore[arg-type]
    assert mining.conform(given, found.blueprint).fitting_cases == 40
    assert f"# The main way is the {miner} miner's, put into blocks." in found.text
    holds(found, given)


def test_what_is_left_out_is_named() -> None:
    """At most two steps: the rarer labels are named, with their share of instances and cases."""
    found = draft(log(*["ab"] * 8, "abc", "abd"), most_steps=2)
    assert found.left_out == (("c", 1), ("d", 1))
    assert '# Left out as rare (9.1 % of instances, in 20 % of cases): "c", "d".' in found.text
    assert found.fitting_share == 0.8


def test_texts_of_the_log_stay_in_their_place() -> None:
    """A label with a line break, a quote or a sign of YAML neither breaks the file nor says something else in it."""
    labels = ["a\nflow: [x]", 'b" # {', "- c", "{d}", "<b>e</b>", "f: g", "\u2028h"]
    frame = pl.DataFrame({"case": ["1"] * 7 + ["2"] * 7, "activity": labels * 2})
    given = assemble(frame)
    found = draft(given)
    assert blueprint_of(found.text) == found.blueprint
    assert {label for step in found.blueprint.steps for label in step.labels} <= set(labels)
    assert found.fitting_share == 1.0
    few = draft(given, most_steps=2)
    assert blueprint_of(few.text) == few.blueprint


def test_labels_that_are_compared_as_equal_are_one_step_and_a_star_is_none() -> None:
    """Cook and COOK are one step; `Co*k` would be a pattern in the file, and is left out and named."""
    frame = pl.DataFrame({"case": ["1", "2", "3"], "activity": ["Cook", "COOK", "Co*k"]})
    found = draft(assemble(frame))
    assert [step.labels for step in found.blueprint.steps] == [("COOK", "Cook")]
    assert found.left_out == (("Co*k", 1),)


def test_nothing_to_draft() -> None:
    """An empty log, and bounds without sense."""
    with pytest.raises(LogError, match="empty log"):
        draft(log("ab").filter(since="2050-01-01"))
    with pytest.raises(LogError, match="two lanes"):
        draft(log("ab"), most_lanes=1)


def test_blueprint_draft_is_the_blueprint_of_the_draft() -> None:
    """The short way."""
    assert Blueprint.draft(DESK).flow == draft(DESK).blueprint.flow


@pytest.mark.skipif(SHELF is None, reason="SERVICE_MINING_LOGS is not set: no real logs to draft from")
@pytest.mark.parametrize(
    ("file", "least"),
    [
        ("receipt.csv.gz", 0.85),
        ("academic_consulta.csv.gz", 0.75),
        ("invoice_ja.csv.gz", 0.9),
    ],
)
def test_drafts_of_real_logs(file: str, least: float) -> None:
    """They fit what they claim, and most cases, in at most 40 steps and 8 lanes."""
    given = mining.read(Path(SHELF or "") / "logs" / file)
    found = draft(given)
    holds(found, given)
    assert found.fitting_share is not None and found.fitting_share >= least
    assert len(found.blueprint.steps) <= 40 and len(found.blueprint.lanes) <= 8
