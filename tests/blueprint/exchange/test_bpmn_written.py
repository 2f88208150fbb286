"""Blueprints written as BPMN: valid by the official schema, and the same when they are read again."""

import itertools
from pathlib import Path

import pytest
import SpiffWorkflow
from blueprints_strategy import blueprints
from bpmn_texts import canonical
from flows_strategy import designs
from hypothesis import HealthCheck, given, settings
from lxml import etree

from mining.blueprint.exchange.bpmn_elements import elements_of
from mining.blueprint.exchange.bpmn_layout import Box, lanes_of, layout
from mining.blueprint.exchange.bpmn_writing import bpmn_text
from mining.blueprint.exchange.models import blueprint_in, convert
from mining.blueprint.flow import Do, Either, Repeat, Sequence
from mining.blueprint.lanes import Lane
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.conformance.behaviour import OverBudgetError

SAMPLES = sorted((Path(__file__).parents[3] / "sample_logs").glob("*.yaml"))
ONCE = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The schema of the OMG, as a package that executes BPMN brings it along."""
    folder = Path(SpiffWorkflow.__file__).parent / "bpmn/parser/schema"
    return etree.XMLSchema(etree.parse(str(folder / "BPMN20.xsd")))


def back(blueprint: Blueprint, folder: Path, schema: etree.XMLSchema) -> Blueprint:
    path = folder / "written.bpmn"
    path.write_bytes(bpmn_text(blueprint))
    assert schema.validate(etree.parse(str(path))), schema.error_log
    return blueprint_in(path)[0]


@ONCE
@given(designs("abcd", 7))
def test_fifty_flows_keep_what_they_allow(tmp_path: Path, schema: etree.XMLSchema, design: Blueprint) -> None:
    """Also with steps at any time and steps that may end the case: the minimal automaton is the same."""
    assert canonical(design) == canonical(back(design, tmp_path, schema))


@settings(ONCE, max_examples=20)
@given(blueprints())
def test_lanes_and_names_survive(tmp_path: Path, schema: etree.XMLSchema, design: Blueprint) -> None:
    """Ids, kinds, names in all languages, the lanes of each step, planned repetitions; signs that XML lacks are replaced."""
    again = back(design, tmp_path, schema)

    def lanes(blueprint: Blueprint) -> list[tuple[object, ...]]:
        return [(lane.id, _printable(lane.name), lane.kind, lane.automatic) for lane in blueprint.lanes]

    def steps(blueprint: Blueprint) -> set[tuple[object, ...]]:
        return {(step.id, _printable(step.name), step.lanes, step.at_most) for step in blueprint.steps}

    assert lanes(design) == lanes(again)
    assert steps(design) == steps(again)
    assert _printable(design.name) == _printable(again.name)
    try:
        expected = canonical(design, budget=3_000)
    except OverBudgetError:
        return  # what it allows is compared for the small ones
    assert expected == canonical(again)


def _printable(name: Name) -> tuple[tuple[str, str], ...]:
    def shown(text: str) -> str:
        return "".join(sign if sign >= " " and sign != "\ufffd" else "?" for sign in text)

    return tuple((language, shown(text)) for language, text in name.texts)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_go_there_and_back(tmp_path: Path, schema: etree.XMLSchema, sample: Path) -> None:
    """YAML -> BPMN -> YAML, and what BPMN has no place for is said."""
    done = convert(sample, tmp_path / "there.bpmn")
    assert any("has no place for" in note and "targets" in note for note in done.notes)
    assert schema.validate(etree.parse(str(tmp_path / "there.bpmn"))), schema.error_log
    assert () == convert(tmp_path / "there.bpmn", tmp_path / "back.yaml").notes
    design, again = Blueprint.load(sample), Blueprint.load(tmp_path / "back.yaml")
    assert canonical(design) == canonical(again)
    assert [(lane.id, lane.name, lane.kind) for lane in design.lanes] == [
        (lane.id, lane.name, lane.kind) for lane in again.lanes
    ]
    assert design.flow == again.flow


def test_words_come_back_as_words(tmp_path: Path, schema: etree.XMLSchema) -> None:
    """Questions, case attributes and counted loops are the same flow again."""
    steps = tuple(Step(step, Name.of(step), ("desk",)) for step in "abcd")
    either = Either((Do("b"), Do("c")), Name((("en", "Over 50?"), ("zh", "超过50？"))))
    by = Either((Do("b"), Do("c")), None, "channel", ("app", "counter"))
    flow = Sequence((Do("a"), either, by, Repeat(Do("d"), Do("a"), 2)))
    design = Blueprint(Name.of("made"), (Lane("desk", Name.of("Desk"), "frontstage"),), steps, flow)
    assert flow == back(design, tmp_path, schema).flow


@ONCE
@given(designs("abcd", 9))
def test_boxes_stand_apart_and_arrows_run_between_them(design: Blueprint) -> None:
    """No two boxes of a level overlap; each box stands in its lane; no arrow runs through a box."""
    elements = elements_of(design)
    lane_of = lanes_of(elements, "desk")
    placed = layout(elements, ["desk"], lane_of)
    boxes = {node: placed.boxes[node] for node in elements.nodes}
    ids = list(boxes)
    for place, one in enumerate(ids):
        assert _inside(boxes[one], placed.lanes["desk"])
        for other in ids[place + 1 :]:
            assert not _overlap(boxes[one], boxes[other])
    for arrow in elements.arrows:
        points = placed.points[arrow.id]
        assert all(a[0] == pytest.approx(b[0]) or a[1] == pytest.approx(b[1]) for a, b in itertools.pairwise(points))
        for node, box in boxes.items():
            assert not _runs_through(points, box) or node in (arrow.source, arrow.target), (arrow, node)


def _inside(box: Box, lane: Box) -> bool:
    return (
        box[0] >= lane[0]
        and box[1] >= lane[1]
        and box[0] + box[2] <= lane[0] + lane[2]
        and box[1] + box[3] <= lane[1] + lane[3]
    )


def _overlap(one: Box, other: Box) -> bool:
    return (
        one[0] < other[0] + other[2]
        and other[0] < one[0] + one[2]
        and one[1] < other[1] + other[3]
        and other[1] < one[1] + one[3]
    )


def _runs_through(points: list[tuple[float, float]], box: Box) -> bool:
    x, y, w, h = box[0] + 1, box[1] + 1, box[2] - 2, box[3] - 2
    return any(
        min(a[0], b[0]) < x + w and max(a[0], b[0]) > x and min(a[1], b[1]) < y + h and max(a[1], b[1]) > y
        for a, b in itertools.pairwise(points)
    )
