"""Nets as pictures: in lanes, with the arcs of the net and no other ways; and as Petri nets."""

from collections import defaultdict
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from nets_strategy import nets
from picture_geometry import arrow_faults, lying_on_each_other, lying_over, too_wide, touching

from mining.blueprint.flow import Do, Either, Sequence
from mining.blueprint.lanes import KINDS, Lane
from mining.blueprint.model import Blueprint, Model
from mining.blueprint.names import Name
from mining.blueprint.net import Net
from mining.blueprint.steps import Step
from mining.drawing.flow_graph import FlowGraph, flow_graph
from mining.drawing.net_graph import net_graph
from mining.drawing.net_picture import draw
from mining.drawing.plan import plan
from mining.drawing.scene import scene

SVG = "{http://www.w3.org/2000/svg}"
BEGIN, END = "\0begin", "\0end"
CROSSED = Net(
    ("i", "p", "q", "r", "o"),
    ("a", "b", "c", None),
    (((0, 1),), ((1, 1),), ((2, 1),), ((3, 1), (4, 1))),
    (((1, 1), (2, 1)), ((3, 1),), ((4, 1),), ((0, 1),)),
    (1, 0, 0, 0, 0),
    ((0, 0, 0, 1, 1),),
)
"""i -a-> p and q; b and c beside each other; then the end, or silently all of it again."""


def followers(net: Net) -> set[tuple[str, str]]:
    """(label, label) pairs between which a way over places and silent transitions leads; marks at both ends."""
    onward: dict[object, set[object]] = defaultdict(set)
    for number, (inputs, outputs) in enumerate(zip(net.inputs, net.outputs, strict=True)):
        for place, _ in inputs:
            onward["place", place].add(("transition", number))
        for place, _ in outputs:
            onward["transition", number].add(("place", place))
        if not outputs and any(not any(final) for final in net.finals):
            onward["transition", number].add(END)
    for final in net.finals:
        for place, tokens in enumerate(final):
            if tokens:
                onward["place", place].add(END)
    sources: list[tuple[str, set[object]]] = [
        (BEGIN, {("place", place) for place, tokens in enumerate(net.initial) if tokens})
    ]
    sources += [(label, onward["transition", number]) for number, label in enumerate(net.labels) if label is not None]
    found = set()
    for label, ways in sources:
        seen, queue = set(ways), list(ways)
        while queue:
            here = queue.pop()
            visible = net.labels[here[1]] if isinstance(here, tuple) and here[0] == "transition" else None
            if here == END or visible is not None:
                found.add((label, END if here == END else str(visible)))
                continue
            queue += [each for each in onward[here] if each not in seen]
            seen |= onward[here]
    return found


def drawn_followers(graph: FlowGraph) -> set[tuple[str, str]]:
    """The same pairs, along the arrows of the picture over gateways."""
    onward: dict[int, list[int]] = defaultdict(list)
    for arrow in graph.arrows:
        onward[arrow.source].append(arrow.target)
    names = [{"start": BEGIN, "end": END}.get(node.kind, node.step) for node in graph.nodes]
    found = set()
    for source, name in enumerate(names):
        if not name:
            continue
        seen, queue = {source}, list(onward[source])
        while queue:
            here = queue.pop()
            if names[here]:
                found.add((name, names[here]))
            elif here not in seen:
                seen.add(here)
                queue += onward[here]
    return found


def test_a_net_with_a_loop_and_branches_beside_each_other() -> None:
    """Start, where the loop comes back; a; a split; b and c in one column; a join at which it ends or goes on."""
    graph = net_graph(CROSSED)
    where = {node.step or node.kind: column for node, column in zip(graph.nodes, graph.columns, strict=True)}
    assert where["start"] == 0
    assert where["b"] == where["c"] == where["a"] + 2
    assert where["end"] == max(graph.columns)
    back = [arrow for arrow in graph.arrows if arrow.kind == "back"]
    assert [graph.nodes[arrow.target].step or graph.nodes[arrow.target].kind for arrow in back] == ["a"]
    assert drawn_followers(graph) == followers(CROSSED)


def test_a_net_that_ends_without_a_token() -> None:
    """Two threads that both swallow their token: both lead to the end."""
    net = Net(
        ("i", "p", "q"),
        ("a", "b", "c"),
        (((0, 1),), ((1, 1),), ((2, 1),)),
        (((1, 1), (2, 1)), (), ()),
        (1, 0, 0),
        ((0, 0, 0),),
    )
    graph = net_graph(net)
    end = len(graph.nodes) - 1
    assert sorted(graph.nodes[arrow.source].step for arrow in graph.arrows if arrow.target == end) == ["b", "c"]


def test_figures_stand_at_the_place_furthest_left() -> None:
    """Whichever branch is met first: the step in the earlier column is the one that is not there again."""
    flow = Sequence((Either((Sequence((Do("x"), Do("y"), Do("s"))), Do("s"))), Do("s")))
    graph = flow_graph(flow)
    found = sorted((column, node.again) for node, column in zip(graph.nodes, graph.columns, strict=True) if node.step == "s")
    assert [again for _, again in found] == [False, True, True]


@settings(max_examples=80, deadline=None)
@given(nets())
def test_the_picture_has_the_ways_of_the_net_and_no_others(net: Net) -> None:
    """From step to step over gateways one gets exactly as in the net over places and silent transitions."""
    graph = net_graph(net)
    assert drawn_followers(graph) == followers(net)
    assert sorted(node.step for node in graph.nodes if node.step) == sorted(filter(None, net.labels))


@settings(max_examples=100, deadline=None)
@given(nets())
def test_forward_is_to_the_right(net: Net) -> None:
    """Arrows forward lead to a column further right, those back do not; start and end are the outermost."""
    graph = net_graph(net)
    assert (graph.nodes[0].kind, graph.nodes[-1].kind) == ("start", "end")
    assert graph.columns[-1] > max(graph.columns[:-1])
    assert all(
        (graph.columns[arrow.source] < graph.columns[arrow.target]) == (arrow.kind == "forward") for arrow in graph.arrows
    )


@settings(max_examples=40, deadline=None)
@given(nets("abcdef"), st.integers(0, 3))
def test_a_blueprint_with_a_net_for_a_flow(net: Net, seed: int) -> None:
    """Its steps stand in their lanes, arrows run around boxes, nothing lies on anything, all text fits."""
    lanes = tuple(Lane(kind, Name.of(kind), kind) for kind in KINDS)
    steps = tuple(
        Step(label, Name.of(f"Step {label} 步骤"), (lanes[(place * 3 + seed) % 5].id,))
        for place, label in enumerate("abcdef")
    )
    blueprint = Blueprint(Name.of("x"), lanes, steps, Sequence(tuple(map(Do, "abcdef"))), model=Model("x.pnml", net))
    drawn = scene(plan(blueprint, overlay=None, language="en"))
    assert arrow_faults(drawn) == []
    assert touching(drawn) == []
    assert lying_on_each_other(drawn) == []
    assert [line for box in drawn.plan.boxes.values() for line in too_wide(box)] == []
    assert lying_over(blueprint.draw()) == []


@settings(max_examples=25, deadline=None)
@given(nets())
def test_a_petri_net_shows_everything(net: Net) -> None:
    """A circle per place, every label, a bar per silent transition, an arrow per arc; boxes do not touch."""
    root = etree.fromstring(draw(net).encode())
    named = [element.text for element in root.iter(f"{SVG}title")][1:]
    assert sorted(filter(None, named)) == sorted([*net.places, *filter(None, net.labels)])
    body = root.find(f"{SVG}g")
    assert body is not None
    boxes = [
        (float(box.attrib["x"]), float(box.attrib["y"]), float(box.attrib["width"]), float(box.attrib["height"]))
        for box in body.iter(f"{SVG}rect")
    ]
    assert len(boxes) == len(net.labels)
    arcs = sum(len(side) for side in (*net.inputs, *net.outputs))
    assert sum(path.get("fill") == "none" for path in body.iter(f"{SVG}path")) == arcs
    for one, two in combinations(boxes, 2):
        beside = one[0] + one[2] <= two[0] + 0.01 or two[0] + two[2] <= one[0] + 0.01
        assert beside or one[1] + one[3] <= two[1] + 0.01 or two[1] + two[3] <= one[1] + 0.01


def test_a_petri_net_escapes_its_labels() -> None:
    """A label with markup is text; the legend is in the language asked for."""
    net = Net(("<p>", "q"), ("<b>&",), (((0, 1),),), (((1, 2),),), (1, 0), ((0, 2),))
    svg = draw(net, language="zh")
    assert "<b>" not in svg
    assert "<p>" not in svg
    assert "静默" in svg
    assert [element.text for element in etree.fromstring(svg.encode()).iter(f"{SVG}text")][:2] == ["2", "<b>&"]
