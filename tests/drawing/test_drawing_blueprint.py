"""The picture of a blueprint: nothing overlaps, arrows run around boxes, everything designed is there."""

from dataclasses import replace
from itertools import combinations, pairwise, product

import pytest
from blueprints_to_draw import ROOM_SERVICE, both, random_blueprint
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from picture_geometry import arrow_faults, labels, lying_on_each_other, lying_over, too_wide, touching

from mining.blueprint.flow import Do, Repeat, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint, Scope
from mining.blueprint.names import Name
from mining.blueprint.steps import Evidence, Step
from mining.drawing.blueprint import Overlay, draw
from mining.drawing.boxes import NAME, SMALL
from mining.drawing.plan import plan
from mining.drawing.scene import Scene, scene

SVG = "{http://www.w3.org/2000/svg}"
OVERLAY = Overlay(
    step_cases={"order": 100, "take": 98, "cook": 98, "restock": 12, "deliver": 97, "correct": 9, "on_hold": 3},
    cases=100,
    waiting_hours={"cook": 331.0, "take": 0.6},
    work_hours={"take": 30.0, "cook": 169.0},
    rework_hours={"cook": 7.0, "correct": 6.3},
    deviations={"take": ("skipped <2 %>",), "deliver": ("late: 22 % of the orders of last week", "moved 1 %")},
    arrows=(100, 98, 90, 98, 12, 97, 12, 97, 9, 9, 97),
    subtitle="100 orders",
)


def placed(blueprint: Blueprint, overlay: Overlay | None = None, language: str = "en") -> Scene:
    return scene(plan(blueprint, overlay=overlay, language=language))


def texts(svg: str) -> list[str]:
    """All text; a no-break space reads like any other."""
    return [
        (each.text or "").replace("\N{NO-BREAK SPACE}", " ") for each in etree.fromstring(svg.encode()).iter(f"{SVG}text")
    ]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_arrows_run_around_the_boxes(seed: int) -> None:
    """Whatever the flow: every piece of an arrow is level or upright, none runs through a box or on another."""
    drawn = placed(random_blueprint(seed))
    assert arrow_faults(drawn) == []
    assert touching(drawn) == []
    assert lying_on_each_other(drawn) == []


def test_a_loop_of_one_step_leaves_and_arrives_on_two_sides() -> None:
    """`repeat: {do: a, then: []}`: the way back begins on one side of the box and ends on another."""
    lane = Lane("a", Name.of("A"), "frontstage")
    steps = tuple(Step(name, Name.of(name), ("a",)) for name in "abc")
    flow = Sequence((Do("a"), Repeat(Do("b"), Sequence(()), None), Do("c")))
    drawn = placed(Blueprint(Name.of("x"), (lane,), steps, flow))
    ((way, wire),) = [(way, wire) for way, wire in enumerate(drawn.wires) if wire.kind == "back"]
    assert wire.source == wire.target
    left, top, right, bottom = drawn.outline(wire.source)
    (begin_x, begin_y), (end_x, end_y) = drawn.ways[way][0], drawn.ways[way][-1]
    sides = [
        [abs(x - left) < 0.01, abs(y - top) < 0.01, abs(x - right) < 0.01, abs(y - bottom) < 0.01].index(True)
        for x, y in ((begin_x, begin_y), (end_x, end_y))
    ]
    assert sides[0] != sides[1]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_dashes_do_not_lie_on_dashes(seed: int) -> None:
    """Dashed arrows that run together would look like a plain one: what they share is drawn once, with one head."""
    drawn = placed(random_blueprint(seed))
    back = [piece for piece in drawn.pieces if drawn.wires[piece.way].kind == "back"]
    for one, two in combinations(back, 2):
        if drawn.wires[one.way].net == drawn.wires[two.way].net:
            for (a, b), (c, d) in product(pairwise(one.spots), pairwise(two.spots)):
                for axis in (0, 1):
                    on_one_line = max(abs(spot[1 - axis] - a[1 - axis]) for spot in (b, c, d)) < 1
                    shared = min(max(a[axis], b[axis]), max(c[axis], d[axis])) - max(
                        min(a[axis], b[axis]), min(c[axis], d[axis])
                    )
                    assert not (on_one_line and shared > 1)
    targets = [drawn.wires[piece.way].target for piece in back if piece.arrives]
    assert {wire.target for wire in drawn.wires if wire.kind == "back"} == set(targets)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 10_000))
def test_text_stays_in_its_box(seed: int) -> None:
    """No line is wider than its box, and what stands in a box is no higher than it."""
    for box in placed(random_blueprint(seed)).plan.boxes.values():
        assert too_wide(box) == []
        assert sum(item.height for item in box.items if box.shape in ("step", "wait")) <= box.height


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 10_000))
def test_the_picture_is_well_formed_and_the_same_every_time(seed: int) -> None:
    """Any names give well-formed XML; two drawings of one blueprint are equal."""
    blueprint = random_blueprint(seed)
    svg = draw(blueprint)
    etree.fromstring(svg.encode())
    assert svg == draw(blueprint)


def test_sixty_steps_in_twelve_lanes() -> None:
    """A large service keeps the promises, with and without figures, within seconds."""
    blueprint = random_blueprint(4, steps=60, lanes=12)
    figures = Overlay(
        step_cases={step.id: 1234 for step in blueprint.steps},
        cases=2000,
        waiting_hours={step.id: 12345.6 for step in blueprint.steps},
        deviations={step.id: ("skipped in 13.4 % of the cases", "repeated") for step in blueprint.steps},
    )
    for overlay in (None, figures):
        drawn = placed(blueprint, overlay)
        assert arrow_faults(drawn) == []
        assert touching(drawn) == []
        assert [line for box in drawn.plan.boxes.values() for line in too_wide(box)] == []


def test_every_name_is_in_the_picture() -> None:
    """Lanes, steps, evidence and the named lines, in both languages, with the title."""
    english, chinese = texts(draw(ROOM_SERVICE)), texts(draw(ROOM_SERVICE, language="zh"))
    names = [*ROOM_SERVICE.lanes, *ROOM_SERVICE.steps]
    assert [each.id for each in names if each.name.text("en") not in english] == []
    assert [each.id for each in names if each.name.text("zh") not in chinese] == []
    assert {"Room service", "Menu", "Line of interaction", "Line of visibility", "Line of internal interaction"} <= set(
        english
    )
    assert {"客房送餐", "菜单", "互动线", "可视线", "内部互动线"} <= set(chinese)


def test_a_line_for_every_kind_passed() -> None:
    """Between a customer's and a support lane without others run three lines; within one kind none."""
    lanes = (Lane("a", Name.of("A"), "customer"), Lane("b", Name.of("B"), "support"), Lane("c", Name.of("C"), "support"))
    steps = tuple(Step(f"s{lane.id}", Name.of(lane.id), (lane.id,)) for lane in lanes)
    drawn = placed(Blueprint(Name.of("x"), lanes, steps, Sequence(tuple(Do(step.id) for step in steps))))
    assert [name for name, _ in drawn.borders] == ["interaction", "visibility", "internal interaction"]


def test_bands_stand_in_order_whatever_the_file_says() -> None:
    """External below support below front stage below customer; two lanes of one kind keep their order."""
    kinds = ("support", "external", "frontstage", "customer", "frontstage")
    lanes = tuple(Lane(f"l{k}", Name.of(f"L{k}"), kind) for k, kind in enumerate(kinds))
    steps = tuple(Step(f"s{k}", Name.of(f"S{k}"), (lane.id,)) for k, lane in enumerate(lanes))
    drawn = placed(Blueprint(Name.of("x"), lanes, steps, Sequence(tuple(Do(step.id) for step in steps))))
    assert [row.lane.id for row in drawn.plan.rows if row.lane] == ["l3", "l2", "l4", "l0", "l1"]


def test_steps_stand_in_their_lane_and_in_order() -> None:
    """Centres of the steps of the main way grow to the right, each within the height of its first lane."""
    drawn = placed(ROOM_SERVICE)
    where = {node.step: cell for node, cell in zip(drawn.plan.graph.nodes, drawn.plan.cells, strict=True) if node.step}
    assert (
        [where["order"][0], where["take"][0]]
        < [where["take"][0], where["cook"][0]]
        < [where["cook"][0], where["deliver"][0]]
    )
    assert where["cook"][0] == where["restock"][0]
    for step in ROOM_SERVICE.steps:
        if step.id in where:
            row = drawn.plan.rows[where[step.id][1]]
            assert row.lane is not None
            assert row.lane.id == step.lane


def test_what_a_loop_does_on_its_way_back_stands_below_what_it_repeats() -> None:
    """`correct` in the column of `deliver`, both ways dashed."""
    drawn = placed(ROOM_SERVICE)
    where = {node.step: cell for node, cell in zip(drawn.plan.graph.nodes, drawn.plan.cells, strict=True) if node.step}
    assert where["correct"][0] == where["deliver"][0]
    back = {(wire.source, wire.target) for wire in drawn.wires if wire.kind == "back"}
    assert back == {(where["deliver"], where["correct"]), (where["correct"], where["deliver"])}


def test_steps_apart_from_the_flow_stand_right_of_it_in_their_lane() -> None:
    """Anytime and may-end steps: after the end mark, dashed, in their lane; no arrow leads to them."""
    drawn = placed(ROOM_SERVICE)
    apart = {box.title: cell for cell, box in drawn.plan.boxes.items() if box.dashed}
    assert set(apart) == {"on_hold", "cancel"}
    assert all(column >= drawn.plan.apart for column, _ in apart.values())
    assert all(drawn.plan.rows[row].lane == ROOM_SERVICE.lanes[0] for _, row in apart.values())
    assert not {cell for wire in drawn.wires for cell in (wire.source, wire.target)} & set(apart.values())


def test_a_step_that_nothing_uses_is_shown_as_such() -> None:
    """A blueprint made by hand may have one: it is drawn, under its heading."""
    lonely = replace(ROOM_SERVICE, anytime=())
    assert {"On hold", "Not in the flow"} <= set(texts(draw(lonely)))


def test_a_step_used_twice_shows_its_figures_once() -> None:
    """The second box says that it is the same step; the count stands in the first."""
    lane = Lane("a", Name.of("A"), "frontstage")
    twice = Blueprint(Name.of("x"), (lane,), (Step("s", Name.of("Sign"), ("a",)),), Sequence((Do("s"), Do("s"))))
    words = texts(draw(twice, overlay=Overlay(step_cases={"s": 41}, cases=100)))
    assert words.count("Sign") == 2
    assert words.count("41 · 41 %") == 1


def test_figures_over_the_picture() -> None:
    """Counts with shares, hours with their unit, deviations in words, the subtitle; nothing of it overlaps."""
    drawn = placed(ROOM_SERVICE, OVERLAY)
    assert arrow_faults(drawn) == []
    assert [line for box in drawn.plan.boxes.values() for line in too_wide(box)] == []
    words = " ".join(texts(draw(ROOM_SERVICE, overlay=OVERLAY)))
    for expected in ("98 · 98 %", "waits 331 h", "work 169 h", "rework 7 h", "skipped <2 %>", "100 orders", "deviation"):
        assert expected in words


def test_bars_share_one_scale() -> None:
    """Cook has 507 h, take 30.6 h; on one scale its bars are 331 : 169 : 7 parts of the longest."""
    boxes = {box.title: box for box in placed(ROOM_SERVICE, OVERLAY).plan.boxes.values()}
    assert boxes["cook"].scale == boxes["take"].scale == 507.0


@pytest.mark.parametrize("language", ["en", "zh"])
def test_labels_are_text_never_markup(language: str) -> None:
    """A label with markup appears letter by letter, in boxes, lanes, evidence and deviations."""
    label = "<script>alert(1)</script>"
    lane = Lane("a", both(label, label), "customer")
    step = Step("s", both(label, label), ("a",), evidence=(Evidence(Name.of(label)),), channels=(label,))
    blueprint = Blueprint(both(label, label), (lane,), (step,), Do("s"), owner=label)
    svg = draw(blueprint, overlay=Overlay(deviations={"s": (label,)}), language=language)
    assert "<script" not in svg
    assert "".join(texts(svg)).count("alert(1)") >= 4


def test_a_long_title_is_wrapped() -> None:
    """A title of 240 ideographs stands in lines no wider than the picture, above the evidence, which moves down."""
    blueprint = replace(ROOM_SERVICE, name=Name.of("客房送餐" * 60))
    svg = draw(blueprint)
    width = float(etree.fromstring(svg.encode()).get("width") or 0)
    lines = [each for each in labels(svg) if set(each[0]) <= set("客房送餐")]
    assert "".join(each[0] for each in lines) == "客房送餐" * 60
    assert max(each[3] for each in lines) <= width == float(etree.fromstring(draw(ROOM_SERVICE).encode()).get("width") or 0)
    assert lying_over(svg) == []


def test_the_scope_stands_below_the_title() -> None:
    """Version, owner, where the service begins and ends, what is left out."""
    scope = Scope(both("guest orders", "客人下单"), both("guest signs", "客人签单"), (Name.of("minibar"),))
    blueprint = replace(ROOM_SERVICE, version="7", owner="front office", scope=scope)
    assert "version 7 · front office · from: guest orders – to: guest signs · without: minibar" in texts(draw(blueprint))
    assert "版本 7 · front office · 起：客人下单，止：客人签单 · 不含：minibar" in texts(draw(blueprint, language="zh"))


def test_an_empty_flow() -> None:
    """Start and end with an arrow between them; the steps are shown as not in the flow."""
    nothing = replace(ROOM_SERVICE, flow=Sequence(()), anytime=(), may_end=())
    assert "Cook" in texts(draw(nothing))


def test_no_ids_so_that_pictures_share_a_page() -> None:
    """Neither ids nor references nor anything from outside."""
    svg = draw(ROOM_SERVICE, overlay=OVERLAY)
    assert " id=" not in svg
    assert "url(" not in svg
    assert "href" not in svg


def test_sizes_of_small_letters() -> None:
    """Nothing is set smaller than can be read at arm's length on a screen (10 px)."""
    assert min(NAME, SMALL) >= 10
    sizes = [
        float(element.get("font-size"))
        for element in etree.fromstring(draw(ROOM_SERVICE, overlay=OVERLAY).encode()).iter(f"{SVG}text")
    ]
    assert min(sizes) >= 10
