"""Process trees: text, PTML and pm4py's objects, in and out."""

from dataclasses import replace
from pathlib import Path

import pytest
from bpmn_texts import canonical, words
from flows_strategy import designs
from hypothesis import HealthCheck, given, settings

from mining.blueprint.exchange.models import blueprint_in, convert, net_of_tree
from mining.blueprint.exchange.process_trees import flow_of_tree, tree_of_pm4py, tree_of_text
from mining.blueprint.exchange.tree_writing import ptml_text, tree_of_blueprint, tree_text
from mining.blueprint.model import Blueprint
from mining.errors import ModelError
from mining.interop.pm4py_trees import pm4py_tree

FIFTY = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("text", "orders"),
    [
        ("'a'", {"a"}),
        ("->( 'a', 'b' )", {"ab"}),
        ("X( 'a', tau )", {"", "a"}),
        ("+( 'a', 'b' )", {"ab", "ba"}),
        ("O( 'a', 'b' )", {"a", "b", "ab", "ba"}),
        ("*( 'a', 'b' )", {"a", "aba"}),
        ("*( 'a', 'b', 'c' )", {"ac"}),
        ("->('a',X(τ,'b'))", {"a", "ab"}),
    ],
)
def test_operators(tmp_path: Path, text: str, orders: set[str]) -> None:
    """What each allows, up to three steps."""
    path = tmp_path / "model.tree"
    path.write_text(text, encoding="utf-8")
    assert orders == words(blueprint_in(path)[0], 3)


@FIFTY
@given(designs("abcd", 7))
def test_there_and_back(tmp_path: Path, design: Blueprint) -> None:
    """Text and PTML, with steps at any time; a step that may end the case has no sign in trees, and that is said."""
    if design.may_end:
        with pytest.raises(ModelError, match="has no sign"):
            tree_of_blueprint(design)
        return
    tree = tree_of_blueprint(design)
    assert tree == tree_of_text(tree_text(tree))
    flow = flow_of_tree(tree, {step.id: step.id for step in design.steps})
    assert canonical(design) == canonical(replace(design, flow=flow, anytime=()))
    (tmp_path / "model.ptml").write_bytes(ptml_text(tree, title="made"))
    assert canonical(design) == canonical(blueprint_in(tmp_path / "model.ptml")[0])


def test_quotes_in_labels(tmp_path: Path) -> None:
    """A quote or backslash in a name survives."""
    text = "'guest\\'s \\\\ order'"
    assert "guest's \\ order" == tree_of_text(text).label
    assert text == tree_text(tree_of_text(text))


@pytest.mark.parametrize("text", ["'a'", "->( 'a', X( 'b', tau ) )", "*( 'a', 'b' )", "+( 'a', O( 'b', 'c' ) )"])
def test_objects_of_pm4py_there_and_back(text: str) -> None:
    """Its object says the same and gives the same tree; what leaves a loop follows it."""
    tree = tree_of_text(text)
    assert text.strip("'") == str(pm4py_tree(tree)).strip("'")
    assert tree == tree_of_pm4py(pm4py_tree(tree))
    assert "->( *( 'a', 'b' ), 'c' )" == str(pm4py_tree(tree_of_text("*( 'a', 'b', 'c' )")))


def test_pm4py_reads_and_writes_the_same(tmp_path: Path) -> None:
    """Its text, its object and its PTML: the trees are equal."""
    import pm4py
    from pm4py.objects.process_tree.utils.generic import parse

    text = "->( 'a', *( X( 'b', tau ), 'c' ), +( 'd', O( 'e', 'f' ) ) )"
    theirs, ours = parse(text), tree_of_text(text)
    assert ours == tree_of_pm4py(theirs)
    assert text == tree_text(ours) == str(theirs)
    (tmp_path / "ours.ptml").write_bytes(ptml_text(ours))
    assert sorted(str(theirs)) == sorted(str(pm4py.read_ptml(str(tmp_path / "ours.ptml"))))
    pm4py.write_ptml(theirs, str(tmp_path / "theirs.ptml"))
    assert words(blueprint_in(tmp_path / "theirs.ptml")[0], 5) == words(blueprint_in(tmp_path / "ours.ptml")[0], 5)
    assert ("a", "b", "c", "d", "e", "f") == net_of_tree(tree_of_pm4py(theirs)).steps


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("->( 'a', 'b'", "model.tree:1:13: a comma or a closing bracket"),
        ("->( 'a' ) 'b'", "model.tree:1:11: a process tree ends here"),
        ("seq('a')", "needs a label in quotes"),
        ("->( 'a )", "a label is not closed"),
        ("*( 'a', 'b', 'c', 'd' )", "a loop has two branches"),
        ("X( tau, tau )", "has no step"),
        ("X(" * 300, "deeper than"),
    ],
)
def test_broken_texts(tmp_path: Path, text: str, says: str) -> None:
    """Line, column, and what is expected there."""
    path = tmp_path / "model.tree"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        convert(path, tmp_path / "x.yaml")
    assert says in str(caught.value)


def test_a_ptml_that_goes_round_in_circles(tmp_path: Path) -> None:
    """A node that is below itself."""
    nodes = '<xor id="n1" name=""/><manualTask id="n2" name="a"/>'
    arcs = '<parentsNode id="a1" sourceId="n1" targetId="n1"/><parentsNode id="a2" sourceId="n1" targetId="n2"/>'
    path = tmp_path / "model.ptml"
    path.write_text(f'<ptml><processTree id="t" name="" root="n1">{nodes}{arcs}</processTree></ptml>')
    with pytest.raises(ModelError, match="goes round in a circle"):
        convert(path, tmp_path / "x.yaml")
