"""What is laid over a blueprint: from results to figures, and the scale that shape and grey tell, too."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
import tiny_logs
from blueprints_to_draw import ROOM_SERVICE, random_blueprint, random_overlay
from hypothesis import given, settings
from hypothesis import strategies as st
from picture_geometry import arrow_faults, lying_over, too_wide, touching
from tiny_logs import worked

from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.blueprint.targets import Target
from mining.drawing.blueprint import draw
from mining.drawing.box_shapes import SHADES, SLANT, SQUARES_WIDE, squares
from mining.drawing.measured import measured
from mining.drawing.overlay import MEASURES, Overlay
from mining.drawing.plan import plan
from mining.drawing.scene import scene

COUNTER = Blueprint(
    Name.of("Counter"),
    (Lane("desk", Name.of("Desk"), "frontstage"), Lane("office", Name.of("Office"), "backstage")),
    (Step("a", Name.of("Ask"), ("desk",)), Step("b", Name.of("Book"), ("office",))),
    Sequence((Do("a"), Do("b"))),
)
LOG = worked(("1", "a", 0, 1, "x"), ("1", "b", 3, 5, "y"), ("2", "a", 2, 3, "x"), ("3", "b", 4, 5, "y"))


def grey(colour: str) -> float:
    """Luminance from 0 to 1, as a grey printer sees it (the weights of ITU-R BT.709)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    linear = [(int(digits[k : k + 2], 16) / 255) ** 2.2 for k in (0, 2, 4)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_figures_of_a_tiny_log() -> None:
    """Three cases; a in two, b in two. Case 1: a 0-1, waits 1-3, b 3-5. Arrows: a-b 1, begin-a 2, b-end 2."""
    found = measured(LOG, COUNTER, language="en")
    assert (found.step_cases, found.cases) == ({"a": 2, "b": 2}, 3)
    assert (dict(found.waiting_hours), dict(found.work_hours)) == ({"b": 2.0}, {"a": 2.0, "b": 3.0})
    assert found.arrows == (1, 2, 2)
    assert found.deviating["a"] >= 1
    assert found.subtitle == "3 cases, 2024-01-01 to 2024-01-01"


def test_what_is_late_is_late_at_the_second_step() -> None:
    """A target from a to b of one hour: b ends four hours after a in case 1; the mark stands on b alone."""
    target = Target("between", "a", "b", ((None, timedelta(hours=1)),))
    found = measured(LOG, replace(COUNTER, targets=(target,)), language="en", show=["deviations"])
    assert [step for step, words in found.deviations.items() if any("late" in word for word in words)] == ["b"]


def test_a_kind_stands_once_on_a_step() -> None:
    """b is repeated in case 1 together with a and in case 4 alone: two deviations of one kind, at least one case."""
    log = tiny_logs.log("abab", "ab", "b", "bb")
    found = measured(log, COUNTER, language="en", show=["deviations"]).deviations
    assert found == {"a": ("skipped 2", "repeated 1"), "b": ("repeated ≥\N{NO-BREAK SPACE}1",)}


def test_only_what_is_shown_is_reckoned() -> None:
    """With counts alone there are neither hours nor deviations; a figure nobody knows is refused."""
    found = measured(LOG, COUNTER, language="en", show=["counts"])
    assert (found.most_hours, found.deviations, found.widths is None) == (0.0, {}, False)
    with pytest.raises(ValueError, match="'wait'"):
        measured(LOG, COUNTER, language="en", show=["wait"])  # type: ignore[list-item]


@pytest.mark.parametrize(
    ("show", "there", "absent"),
    [
        ("counts", ["2"], ["%", "waits", "work", "skipped", "rework"]),
        ("share", ["67 %"], ["waits", "work", "skipped"]),
        ("waiting", ["waits"], ["work 3", "67 %", "skipped"]),
        ("work", ["work 3"], ["waits", "67 %", "skipped"]),
        ("deviations", ["skipped"], ["waits", "67 %"]),
    ],
)
def test_each_figure_alone(show: str, there: list[str], absent: list[str]) -> None:
    """What is asked for stands in the picture, in boxes and legend, and nothing else does."""
    svg = COUNTER.draw(log=LOG, show=[show]).replace("\N{NO-BREAK SPACE}", " ")  # type: ignore[list-item]
    assert [word for word in there if word not in svg] == []
    assert [word for word in absent if f">{word}" in svg or f" {word} " in svg] == []


def test_the_drawing_of_the_model_is_that_of_the_overlay() -> None:
    """`Blueprint.draw(log=...)` lays all figures over the picture, in the language asked for."""
    assert COUNTER.draw("zh", log=LOG) == draw(COUNTER, overlay=measured(LOG, COUNTER, language="zh"), language="zh")
    assert "等待" in COUNTER.draw("zh", log=LOG)


def test_hours_shade_before_deviations_before_counts() -> None:
    """The first that is shown and there decides; nothing shown, nothing shaded."""
    figures = {"step_cases": {"a": 5}, "waiting_hours": {"a": 2.0}, "deviating": {"a": 1}}
    kinds = [Overlay(**figures, show=frozenset(show)).shade for show in (MEASURES, ["deviations", "counts"], ["share"], [])]  # type: ignore[arg-type]
    assert [kind and kind[0] for kind in kinds] == ["hours", "deviations", "counts", None]


def test_the_scale_is_read_in_grey_and_without_colour() -> None:
    """Each level is darker than the one before, black text has a contrast of at least 7 on it, and has one more square."""
    greys = [grey(shade) for shade in SHADES]
    assert greys == sorted(greys, reverse=True)
    assert min(one - two for one, two in pairwise(greys)) > 0.05
    ink = grey("#222")
    assert min((each + 0.05) / (ink + 0.05) for each in greys) >= 7
    assert [squares(level, 0, 0).count("#333") for level in range(6)] == [0, 1, 2, 3, 4, 5]


def test_the_legend_says_the_limits_of_the_scale() -> None:
    """Fifths of the highest value: 50 h are <= 10, 20, 30, 40, 50."""
    svg = draw(ROOM_SERVICE, overlay=Overlay(waiting_hours={"cook": 50.0, "take": 11.0}))
    assert [limit for limit in (10, 20, 30, 40, 50) if f"≤ {limit}<" not in svg] == []


def test_a_log_without_times_has_no_hours() -> None:
    """Counts and deviations all the same."""
    found = measured(tiny_logs.log("ab", "a", timed=False), COUNTER, language="en")
    assert (found.step_cases, found.most_hours, found.subtitle) == ({"a": 2, "b": 1}, 0.0, "2 cases")
    assert timedelta(0) not in found.waiting_hours.values()


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["en", "zh"]))
def test_figures_lie_on_nothing(seed: int, language: str) -> None:
    """With all figures: text fits its box and lies over no other, arrows run around boxes and meet none of the squares."""
    blueprint = random_blueprint(seed)
    overlay = random_overlay(seed, blueprint)
    drawn = scene(plan(blueprint, overlay=overlay, language=language))
    assert arrow_faults(drawn) == []
    assert touching(drawn) == []
    assert [line for box in drawn.plan.boxes.values() for line in too_wide(box)] == []
    assert lying_over(draw(blueprint, overlay=overlay, language=language)) == []
    for wire, spots in zip(drawn.wires, drawn.ways, strict=True):
        for cell, (end, before) in ((wire.source, spots[:2]), (wire.target, spots[:-3:-1])):
            box = drawn.plan.boxes[cell]
            if box.level is not None and end[0] == before[0]:
                free = box.width / 2 - max(SLANT, 11) - SQUARES_WIDE
                assert abs(end[0] - drawn.centre(cell)[0]) <= free
