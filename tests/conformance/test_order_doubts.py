"""Doubts that show only when the design is executed."""

from dataclasses import replace
from itertools import product

import pytest
from flows_strategy import flows, of_blueprint, simple_blueprint
from hypothesis import given, settings

from mining.blueprint.document import blueprint_of
from mining.blueprint.model import Model
from mining.blueprint.net import Net
from mining.conformance.automaton import automaton
from mining.conformance.flow import FlowBehaviour
from mining.conformance.order_doubts import following, order_doubts

TEXT = """\
blueprint: Counter
lanes: {guest: {kind: customer}, desk: {kind: frontstage}, office: {kind: backstage}}
steps:
  ask: {lane: guest}
  serve: {lane: desk}
  file: {lane: office}
  phone: {lane: office}
  stop: {lane: guest}
flow: [ask, serve, either: [file, phone]]
may end with: [{stop: {after: file, before: ask}}]
"""


def doubts(more: str, *pairs: tuple[str, str]) -> list[tuple[str, int | None]]:
    text = TEXT + more
    for old, new in (("[{stop: {after: file, before: ask}}]", "[stop]"), *pairs):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return [(doubt.code, doubt.line) for doubt in order_doubts(blueprint_of(text))]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("targets: [{from: file, to: phone, within: 1 h}]\n", "target_never_taken"),
        ("targets: [{from: serve, to: ask, within: 1 h}]\n", "target_never_taken"),
        ("targets: [{handover: [office, desk], within: 1 h}]\n", "target_never_taken"),
        ("penalty: {per: hour, after: {from: phone, to: file, within: 1 h}, amount: 1}\n", "penalty_never_due"),
        ("rules: [{unless: phone, within: 1 h, after: file, then: stop}]\n", "rule_never_kept"),
        ("rules: [{step: serve, before: ask}]\n", "rule_never_kept"),
    ],
)
def test_one_doubt(more: str, code: str) -> None:
    """Steps that exclude each other, or come in the other order."""
    assert doubts(more) == [(code, 11)]


@pytest.mark.parametrize(
    "more",
    [
        "",
        "targets: [{from: ask, to: phone, within: 1 h}, {handover: [guest, office], within: 1 h}]\n",
        "rules: [{unless: file, within: 1 h, after: ask, then: stop}, {step: ask, before: file}]\n",
        "targets: [{from: file, to: phone, within: 1 h}]\nanytime: [phone]\n",
    ],
)
def test_no_doubt(more: str) -> None:
    """What some run has in this order, be it through a step that may come anytime."""
    assert doubts(more) == []


def test_a_step_that_no_run_has() -> None:
    """It may end the case after the last step, and before the first one only."""
    assert [(doubt.code, doubt.line) for doubt in order_doubts(blueprint_of(TEXT))] == [("step_never_reached", 8)]


def test_corrects_what_comes_later() -> None:
    """A correction before what it corrects."""
    assert doubts("", ("serve: {lane: desk}", "serve: {lane: desk, corrects: file}")) == [("corrects_nothing", 5)]


def test_too_many_states_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve steps each up to five times in any order: 6^12 states are not looked at."""
    monkeypatch.setattr("mining.conformance.order_doubts.STATES", 500)
    steps = "".join(f"  s{k}: {{lane: l, at most: 5}}\n" for k in range(12))
    flow = ", ".join(f"s{k}" for k in range(12))
    text = f"blueprint: big\nlanes: {{l: {{kind: support}}}}\nsteps:\n{steps}flow:\n  - together: [{flow}]\n"
    assert [doubt.code for doubt in order_doubts(blueprint_of(text))] == ["order_not_checked"]


def transition(taken: int, *put: int) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
    return ((taken, 1),), tuple((place, 1) for place in put)


@pytest.mark.parametrize(
    ("arcs", "code", "english", "chinese"),
    [
        # ask leaves a token in q each time, which file may take at any time
        ([transition(0, 0, 1), transition(0, 2), transition(1)], "order_not_checked", 'place "q"', "库所“q”"),
        # nothing leads to e
        ([transition(0, 1), transition(1, 0), transition(1, 1)], "never_ends", "can never end", "永远无法结束"),
    ],
)
def test_a_model_that_cannot_be_executed(arcs, code: str, english: str, chinese: str) -> None:
    """Tokens without bound are not looked at, a net without an end never ends; both are said in both languages."""
    taken, put = zip(*arcs, strict=True)
    net = Net(("p", "q", "e"), ("ask", "serve", "file"), taken, put, (1, 0, 0), ((0, 0, 1),))
    text = TEXT[: TEXT.index("may end with")].replace("  stop: {lane: guest}\n", "").replace("  phone: {lane: office}\n", "")
    design = blueprint_of(text.replace("either: [file, phone]", "file"))
    (doubt,) = order_doubts(replace(design, model=Model("m.pnml", net)))
    assert code == doubt.code
    assert english in doubt.message
    assert chinese in doubt.message_zh


@settings(max_examples=30, deadline=None)
@given(flow=flows("abc", 4))
def test_following_is_what_runs_show(flow) -> None:
    """A step follows another exactly where an enumerated run has the two in this order."""
    blueprint = simple_blueprint(flow)
    runs = of_blueprint(blueprint, 9)
    seen = {(run[i], run[j]) for run in runs for i in range(len(run)) for j in range(i + 1, len(run))}
    steps = [step.id for step in blueprint.steps]
    follows = following(automaton(FlowBehaviour(blueprint), budget=20_000))
    assert {(steps[i], steps[j]) for i, j in product(range(len(steps)), repeat=2) if follows[i, j]} == seen
