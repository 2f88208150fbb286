"""Who acts: lanes and steps of a BPMN file, and what is said about them."""

from pathlib import Path

import pytest
from bpmn_texts import inside, lane, lanes, process, sub_process, written

from mining.blueprint.exchange.bpmn_lanes import guessed_kind
from mining.blueprint.exchange.models import blueprint_in, imported

NESTED = lanes(
    lane(1, "Office", "A", "B", inner=lane(2, "Front desk", "A") + lane(3, "Accounting", "B")),
    lane(4, "Customer", "C"),
    lane(5, "Nobody"),
)


def test_inner_lanes_hold_their_steps(tmp_path: Path) -> None:
    """The innermost lane that names a step has it; lanes without steps are said, not kept."""
    model = imported(written(tmp_path, process(inside("s>A A>B B>C C>e"), lanes=NESTED)))
    name = {each.id: each.name.text() for each in model.lanes}
    assert {"A": "Front desk", "B": "Accounting", "C": "Customer"} == {step.id: name[step.lane] for step in model.steps}
    assert ["frontstage", "backstage", "customer"] == [each.kind for each in model.lanes]
    assert any('"Nobody" (line' in note for note in model.lane_notes)
    assert any('"Accounting" is taken to be backstage' in note for note in model.lane_notes)


def test_a_pool_without_lanes_is_a_lane(tmp_path: Path) -> None:
    """And lanes of one name in two pools bear the pool's name, too."""
    pools = '<participant id="p1" name="Shop" processRef="P"/><participant id="p2" name="Guest" processRef="Q"/>'
    flow = '<messageFlow id="m" sourceRef="A" targetRef="B"/>'
    path = written(tmp_path, process(inside("s>A A>e"), "P"), process(inside("s2>B B>e2"), "Q"), pools=pools + flow)
    assert ["Shop", "Guest"] == [each.name.text() for each in imported(path).lanes]
    desk = process(inside("s>A A>e"), "P", lanes(lane(1, "Desk", "A")))
    shop = process(inside("s2>B B>e2"), "Q", lanes(lane(2, "Desk", "B")))
    path = written(tmp_path, desk, shop, pools=pools + flow)
    assert ["Shop Desk", "Guest Desk"] == [each.name.text() for each in imported(path).lanes]


def test_activities_of_one_name_are_one_step(tmp_path: Path) -> None:
    """In both their lanes; a log cannot tell them apart."""
    two = lanes(lane(1, "X", "A"), lane(2, "Y", "B"))
    content = inside("s>A A>B B>e", A='task name="Check it"', B='task name="check&#10;it"')
    model = imported(written(tmp_path, process(content, lanes=two)))
    assert [("Check it", ("X", "Y"))] == [(step.name.text(), step.lanes) for step in model.steps]
    assert any("stands 2 times" in note for note in model.notes)


def test_steps_inside_a_sub_process_stand_in_its_lane(tmp_path: Path) -> None:
    """Unless a lane names them."""
    two = lanes(lane(1, "X", "Z"), lane(2, "Y", "B"))
    sub = sub_process("sa>A A>B B>ea")
    model = imported(written(tmp_path, process(inside("s>Z Z>e", sub), lanes=two)))
    assert {"A": ("X",), "B": ("Y",)} == {step.id: step.lanes for step in model.steps}


def test_information_is_named(tmp_path: Path) -> None:
    """Data objects, notes and events have no meaning for the order; messages to the outside are not waited for."""
    more = '<dataObject id="d" name="Order"/><textAnnotation id="n"><text>mind the gap</text></textAnnotation>'
    pools = '<participant id="p1" name="Shop" processRef="P"/><participant id="p2" name="World"/>'
    pools += '<messageFlow id="m" sourceRef="p2" targetRef="A"/>'
    content = inside("s>A A>i i>B B>e", more, i="intermediateCatchEvent name='noon'|<timerEventDefinition/>")
    model = imported(written(tmp_path, content, pools=pools))
    said = "\n".join(model.said)
    for part in ('1 dataObject ("Order")', '"mind the gap"', '1 timer event ("noon")', "for: 1 message", 'the pool "World"'):
        assert part in said


def test_the_blueprint_is_valid_and_loads_again(tmp_path: Path) -> None:
    """What is imported is a blueprint like any other."""
    blueprint, _ = blueprint_in(written(tmp_path, process(inside("s>A A>B B>e"), lanes=NESTED.replace(">C<", ">B<"))))
    blueprint.dump(tmp_path / "made.yaml")
    again, _ = blueprint_in(tmp_path / "made.yaml")
    assert (blueprint.lanes, blueprint.steps, blueprint.flow) == (again.lanes, again.steps, again.flow)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Customer", "customer"),
        ("Kunde", "customer"),
        ("客户", "customer"),
        ("前台接待", "frontstage"),
        ("Lieferant", "external"),
        ("Order system", "support"),
        ("Chef de cuisine", "backstage"),
        ("Whatever", "backstage"),
        ("Items", "backstage"),
    ],
)
def test_kinds_are_guessed_from_whole_words(name: str, kind: str) -> None:
    """Items is no IT."""
    assert kind == guessed_kind(name)[0]
