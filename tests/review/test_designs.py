"""Two blueprints compared in words."""

# ruff: noqa: E501 - one change, one line

from dataclasses import replace
from datetime import timedelta

import pytest
from flows_strategy import designs, of_blueprint
from hypothesis import given, settings

from mining.blueprint.document import blueprint_of
from mining.blueprint.model import Blueprint
from mining.review import allowed_orders
from mining.review.allowed_orders import order_change
from mining.review.designs import design_changes

TEXT = """\
blueprint: Counter
currency: EUR
lanes:
  guest: {kind: customer}
  desk: {kind: frontstage, rate: 18}
steps:
  ask: {lane: guest, name: {en: Asks, zh: 询问}}
  serve: {lane: desk, takes: 3 min}
  note: {lane: desk}
  nudge: {lane: guest}
flow: [ask, {optional: note}, serve]
anytime: [{nudge: {at most: 2}}]
targets: [{from: ask, to: serve, within: 5 min}]
rules: [{step: note, before: serve}]
checks: [{measure: fitness, warn below: 0.9}]
"""


def changed(*pairs: tuple[str, str], language: str = "en") -> list[str]:
    """What is said after replacing some texts."""
    text = TEXT
    for old, new in pairs:
        assert text.count(old) >= 1, old
        text = text.replace(old, new)
    return design_changes(blueprint_of(TEXT), blueprint_of(text)).sentences(language)


def test_nothing_changed() -> None:
    """One sentence says so."""
    assert changed() == ["Nothing changed."]
    assert changed(language="zh") == ["没有变化。"]


@pytest.mark.parametrize(
    ("old", "new", "english", "chinese"),
    [
        ("rate: 18", "rate: 19", 'Lane "desk": rate is now 19 (was 18).', "泳道“desk”：费率由 18 改为 19。"),
        (", takes: 3 min", "", 'Step "serve": takes is no longer said (was 3 min).', "步骤“serve”：不再规定设计用时（原为 3 min）。"),
        ("note: {lane: desk}", "note: {lane: desk, value: adds}", 'Step "note": value is now adds (was not said).', "步骤“note”：价值现为 adds（原未规定）。"),
        ("within: 5 min", "within: 4 min", 'Target "ask-to-serve": within is now 4 min (was 5 min).', "目标“ask-to-serve”：时限由 5 min 改为 4 min。"),
        ("warn below: 0.9", "warn below: 0.95", 'Check "measure: fitness": warn below is now 95 % (was 90 %).', "检查项“measure: fitness”：低于则警告由 90 % 改为 95 %。"),
        ("rules: [{step: note, before: serve}]\n", "", 'Rule "step: note, before: serve" is gone.', "取消规则“step: note, before: serve”。"),
        ("currency: EUR", "currency: CNY", "Currency is now CNY (was EUR).", "币种由 EUR 改为 CNY。"),
        ("currency: EUR\n", "currency: EUR\nowner: Ana\n", "Owner is now Ana (was not said).", "负责人现为 Ana（原未规定）。"),
    ],
)  # fmt: skip
def test_one_change(old: str, new: str, english: str, chinese: str) -> None:
    """Each change is told in one sentence, in both languages, and the orders are not mentioned."""
    assert changed((old, new)) == [english]
    assert changed((old, new), language="zh") == [chinese]


def test_a_renamed_step_is_no_new_one() -> None:
    """Its target, rule and orders are those of before."""
    assert changed(("serve", "deliver")) == ['Step "serve" is now called "deliver".']
    assert changed(("desk", "counter")) == ['Lane "desk" is now called "counter".']


def test_orders() -> None:
    """The note became needed: without it no more; a repeat makes longer orders allowed."""
    assert changed(("{optional: note}", "note")) == ["Not allowed any more: Asks → serve."]
    assert changed(("{optional: note}", "note"), language="zh") == ["不再允许：询问 → serve。"]
    assert changed(("serve]\n", "serve, optional: ask]\n")) == ["Allowed now, not before: Asks → serve → Asks."]


def test_another_wording_of_the_same_flow() -> None:
    """What allows the same orders is no change of the flow, and that is said."""
    same = ("[ask, {optional: note}, serve]", "[ask, either: [[note, serve], serve]]")
    assert changed(same) == ["The flow is written differently and allows the same orders."]


def test_a_new_step() -> None:
    """It is new, and so are the orders with it."""
    said = changed(("  nudge: {lane", "  thank: {lane: desk, takes: 5 s}\n  nudge: {lane"), ("serve]\n", "serve, thank]\n"))
    assert said == [
        'Step "thank" is new.',
        "Allowed now, not before: Asks → serve → thank.",
        "Not allowed any more: Asks → serve.",
    ]


def test_as_plain_values() -> None:
    """JSON holds each change and the example orders by id."""
    before, after = blueprint_of(TEXT), blueprint_of(TEXT.replace("{optional: note}", "note").replace("3 min", "4 min"))
    found = design_changes(before, after).to_dict()
    assert found["changes"] == [
        {"subject": "step", "id": "serve", "what": "changed", "key": "takes", "before": "3 min", "after": "4 min"}
    ]
    assert found["orders"] == {"compared": True, "same": False, "allowed_now": [], "not_any_more": [["ask", "serve"]]}


def test_too_large_to_compare(monkeypatch: pytest.MonkeyPatch) -> None:
    """Said, instead of called the same."""
    monkeypatch.setattr(allowed_orders, "STATES", 500)
    steps = "".join(f"  s{k}: {{lane: l, at most: 5}}\n" for k in range(12))
    flow = ", ".join(f"s{k}" for k in range(12))
    text = f"blueprint: big\nlanes: {{l: {{kind: support}}}}\nsteps:\n{steps}flow:\n  - together: [{flow}]\n"
    before = blueprint_of(text)
    after = replace(before, steps=(replace(before.steps[0], takes=timedelta(minutes=1)), *before.steps[1:]))
    assert design_changes(before, after).sentences()[-1] == "The orders of steps were not compared: too many states."


@settings(max_examples=30, deadline=None)
@given(one=designs("ab", 3), other=designs("ab", 3))
def test_examples_are_true(one: Blueprint, other: Blueprint) -> None:
    """Examples are runs of one design and not of the other; none is found only where the enumerations agree."""
    change = order_change(one, other, {})
    longest = max(5, *(len(order) for order in (*change.allowed_now, *change.not_any_more)), 0)
    old, new = of_blueprint(one, longest), of_blueprint(other, longest)
    assert set(change.allowed_now) <= new - old
    assert set(change.not_any_more) <= old - new
    assert bool(change.allowed_now) or new <= old
    assert bool(change.not_any_more) or old <= new
