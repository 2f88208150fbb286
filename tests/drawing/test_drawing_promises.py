"""Targets, penalty, rules, and the signs of touchpoints, fail points and wait points."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest
from blueprints_to_draw import ROOM_SERVICE, random_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from picture_geometry import labels, lying_over

from mining.blueprint.rules import Before, DifferentPerson, Escalation
from mining.blueprint.stated_hours import StatedHours
from mining.blueprint.steps import Touchpoint
from mining.blueprint.targets import Penalty, Target, WorkingDays
from mining.drawing.blueprint import draw
from mining.drawing.plan import plan
from mining.drawing.promise_band import entries
from mining.drawing.promises import promises, step_promises
from mining.drawing.scene import scene
from mining.drawing.step_boxes import marks_of

SVG = "{http://www.w3.org/2000/svg}"
MINUTE = timedelta(minutes=1)
PROMISED = replace(
    ROOM_SERVICE,
    currency="EUR",
    targets=(
        Target("between", "order", "deliver", ((None, 40 * MINUTE),), share=0.9),
        Target(
            "between", "take", "deliver", (("P1", 20 * MINUTE), (None, WorkingDays(3))), by="priority", calendar="kitchen",
            clock_stops_in=("on_hold",),
        ),
        Target("wait", "take", None, ((None, 2 * MINUTE),)),
        Target("step", "cook", None, ((None, 25 * MINUTE),)),
        Target("handover", "reception", "kitchen", ((None, 5 * MINUTE),)),
    ),
    penalty=Penalty(60 * MINUTE, "order", "deliver", 60 * MINUTE, 15.0),
    rules=(
        Escalation("deliver", 60 * MINUTE, "order", "cancel"),
        DifferentPerson("correct", "cook"),
        Before("restock", "deliver"),
    ),
)  # fmt: skip


def plain(words: str) -> str:
    return words.replace("\N{NO-BREAK SPACE}", " ")


def test_promises_in_words() -> None:
    """Every target between steps or lanes, the penalty and the rules, in full, in both languages."""
    assert [plain(promise.words) for promise in promises(PROMISED, "en")] == [
        "Order placed → Deliver: within 40 min · 90 %",
        "Take order → Deliver: within P1: 20 min, else: 3 working d · by priority · working time of kitchen"
        " · clock stops in: On hold",
        "handover Reception → Kitchen: within 5 min",
        "Order placed → Deliver: penalty 15 EUR per 1 h begun beyond 1 h",
        "unless Deliver within 1 h after Order placed: Cancel",
        "Correct: by another person than Cook",
        "Restock before Deliver",
    ]
    assert plain(promises(PROMISED, "zh")[0].words) == "下单 → 送餐：40 分钟 以内 · 90%"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("take", ["wait before: ≤ 2 min"]),
        ("cook", ["done within 25 min"]),
        ("deliver", ["≤ 40 min after Order placed · 90 %", "≤ P1: 20 min, else: 3 working d after Take order"]),
        ("order", []),
    ],
)
def test_promises_on_a_step(step: str, said: list[str]) -> None:
    """Its own, those of the wait before it, those that end with it."""
    found = step_promises(PROMISED.steps[PROMISED.step_index[step]], PROMISED, "en")
    assert [plain(words) for words in found] == said


def test_signs_of_steps() -> None:
    """Declared or by their lane; a control; a step that another one corrects fails; a target for a wait, a wait after it."""
    steps = {step.id: step for step in PROMISED.steps}
    assert {name: marks_of(step, PROMISED) for name, step in steps.items()} == {
        "order": ("by its lane",),
        "take": ("by its lane", "fail point", "wait point"),
        "cook": (),
        "restock": (),
        "deliver": ("touchpoint",),
        "correct": (),
        "on_hold": (),
        "cancel": ("by its lane",),
    }
    assert marks_of(replace(steps["cook"], control=True, then_waits_for="guest"), PROMISED) == ("control", "wait point")
    assert marks_of(replace(steps["cook"], touchpoint=Touchpoint(True, "interface", key=True)), PROMISED) == (
        "key touchpoint",
    )
    assert marks_of(replace(steps["order"], touchpoint=Touchpoint(False)), PROMISED) == ()


def test_spans_lie_between_the_columns_of_their_steps() -> None:
    """From the middle of the first step to the middle of the second; what has no two steps has no span."""
    laid = scene(plan(PROMISED, overlay=None, language="en"))
    middles = {box.title: laid.centre(cell)[0] for cell, box in laid.plan.boxes.items() if box.title}
    first, second, handover, *_ = entries(laid, PROMISED, "en")
    assert first.span == (middles["order"], middles["deliver"])
    assert second.span == (middles["take"], middles["deliver"])
    assert handover.span is None


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["en", "zh"]))
def test_promises_do_not_lie_on_each_other(seed: int, language: str) -> None:
    """Words and spans of any two have different places, and none leaves the picture."""
    blueprint = random_blueprint(seed)
    laid = scene(plan(blueprint, overlay=None, language=language))
    placed = entries(laid, blueprint, language)
    for one, two in combinations(placed, 2):
        beside = one.reach[1] <= two.reach[0] or two.reach[1] <= one.reach[0]
        assert beside or one.top + one.height <= two.top or two.top + two.height <= one.top
    assert all(entry.reach[0] >= 0 and entry.reach[1] <= laid.width for entry in placed)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["en", "zh"]))
def test_no_label_lies_over_another(seed: int, language: str) -> None:
    """All text of the picture: names, notes, lanes, lines, evidence, promises, legend; and none leaves the picture."""
    svg = draw(random_blueprint(seed), language=language)
    width, height = (float(size) for size in etree.fromstring(svg.encode()).attrib["viewBox"].split()[2:])
    assert lying_over(svg) == []
    assert [
        said for said, left, top, right, low in labels(svg) if left < 0 or top < 0 or right > width or low > height
    ] == []


def test_hours_of_a_lane_stand_below_its_name() -> None:
    """As the calendar states them, the days in the language; a lane that is always open says nothing."""
    hours = StatedHours("kitchen", "Mon-Fri 06:30-23:00", region="PT-11")
    lanes = tuple(
        replace(lane, calendar={"kitchen": "kitchen", "guest": "always"}.get(lane.id)) for lane in ROOM_SERVICE.lanes
    )
    blueprint = replace(ROOM_SERVICE, lanes=lanes, calendars=(hours,))
    english, chinese = ([said for said, *_ in labels(draw(blueprint, language=language))] for language in ("en", "zh"))
    assert "Mon–Fri 06:30–23:00" in " ".join(english)
    assert "holidays: PT-11" in english
    assert "周一至周五" in "".join(chinese)
    assert not any("always" in said for said in english)


def test_a_description_for_those_who_do_not_see_it() -> None:
    """Lanes from the customer inwards and steps in designed order, in `desc`; markup stays text."""
    told = etree.fromstring(draw(ROOM_SERVICE).encode()).findtext(f"{SVG}desc") or ""
    assert "Guest (customer), Reception (front stage), Kitchen (back stage), Stores (support)" in told
    assert "Order placed, Take order, Cook, Restock, Deliver, Correct, On hold, Cancel" in told
