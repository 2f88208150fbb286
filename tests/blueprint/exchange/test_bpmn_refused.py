"""BPMN that cannot be executed, or cannot end: the message names the line and the place where it is stuck."""

from pathlib import Path

import pytest
from bpmn_texts import HEAD, inside, process, sub_process, written

from mining.blueprint.exchange.models import imported
from mining.errors import FileError, ModelError

MESSAGE = "<messageEventDefinition/>"


@pytest.mark.parametrize(
    ("arrows", "says"),
    [
        ("s>A A>x x>B x>C B>p C>p p>e", 'after "A", "B" the process can go no further; a gateway waits for "C"'),
        ("s>x1 x1>p p>A A>x2 x2>x1 x2>e1 p>B B>e2", "there is no bound"),
        ("s>A A>x x>B B>x2 x2>B x>C C>e", "the process goes round in circles and can never end"),
        ("s>A A>e s>x1 x1>p x1>B p>C B>p C>e2", "the process can go no further"),
    ],
)
def test_a_model_that_cannot_end_is_refused_with_a_witness(tmp_path: Path, arrows: str, says: str) -> None:
    """The steps after which it is stuck, and what it waits for, by name."""
    with pytest.raises(ModelError) as caught:
        imported(written(tmp_path, inside(arrows)))
    found = str(caught.value)
    says = says.replace("a gateway", "parallelGateway (p, line 10)") if "a gateway" in says else says
    assert "not sound" in found and says in found


def test_names_stand_in_the_witness(tmp_path: Path) -> None:
    """Not ids: people know steps by their names."""
    content = inside("s>A A>x x>B x>C B>p C>p p>e", A='task name="Take order"', C='task name="Cook it"')
    with pytest.raises(ModelError, match=r'after "Take order", "B" .* waits for "Cook it"'):
        imported(written(tmp_path, content))


def test_a_message_that_never_comes(tmp_path: Path) -> None:
    """The other pool answers in one branch only; the remedy names the pools."""
    pools = '<participant id="p1" name="Desk" processRef="P"/><participant id="p2" name="Shop" processRef="Q"/>'
    flows = '<messageFlow id="m1" sourceRef="A" targetRef="s2"/><messageFlow id="m2" sourceRef="C" targetRef="i"/>'
    desk = process(inside("s>A A>i i>E E>e", i=f"intermediateCatchEvent name='answer'|{MESSAGE}"), "P")
    shop = process(inside("s2>x x>C x>D C>e2 D>e3", s2=f"startEvent|{MESSAGE}"), "Q")
    with pytest.raises(ModelError) as caught:
        imported(written(tmp_path, desk, shop, pools=pools + flows))
    assert 'after "A", "D" the process can go no further; "answer"' in str(caught.value)
    assert 'waits for the message from "C"' in str(caught.value)
    assert '--pool "Desk"' in str(caught.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (inside("s>A A>e e>B"), "an arrow leaves the end event"),
        (inside("A>s s>B"), "an arrow leads into the start event"),
        (inside("s>A A>e", '<task id="B" name="Lost"/>'), 'no arrow leads to "Lost" (task B, line 4)'),
        (inside("s>A A>e", B='task name="B"').replace('id="A_e" sourceRef="A"', 'id="A_e"'), "without sourceRef"),
        (inside("s>A A>e").replace('targetRef="e"', 'targetRef="z"'), 'joins "z", which is no activity'),
        (inside("s>A A>e", '<task id="A2" name="x"/><task id="A2" name="y"/>'), 'the id "A2" stands twice'),
        (inside("s>A A>k B>k k>C C>e s>B"), "joins by a condition in words"),
        (inside("s>A A>t B>e s>B", t="intermediateThrowEvent|<linkEventDefinition name='n'/>"), "leads nowhere"),
        (inside("s>A A>e", A='callActivity calledElement="P"'), "calls itself"),
        (inside("s>A A>e", A="task|<standardLoopCharacteristics loopMaximum='0'/>"), "loopMaximum"),
        (inside("s>A A>e", '<boundaryEvent id="b" attachedToRef="nobody"/>'), "attached to nothing"),
        (inside("s>A A>e", sub_process("sa>C C>ea")).replace("A_e", "q").replace(
            'targetRef="e"', 'targetRef="C"'), "crosses the border"),
        ('<startEvent id="s"/><endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/>', "has no step"),
    ],
)  # fmt: skip
def test_what_cannot_be_executed_is_named(tmp_path: Path, content: str, says: str) -> None:
    """With file and line."""
    with pytest.raises(ModelError, match=r"model\.bpmn:\d+: ") as caught:
        imported(written(tmp_path, content))
    assert says in str(caught.value)


def test_pools_that_no_message_joins_are_a_choice(tmp_path: Path) -> None:
    """Both are named; a wrong name names them too."""
    two = [process(inside("s>A A>e"), "P"), process(inside("s2>B B>e2"), "Q")]
    with pytest.raises(ModelError, match="2 processes that no message joins"):
        imported(written(tmp_path, *two))
    with pytest.raises(ModelError, match='no pool "R"') as caught:
        imported(written(tmp_path, *two), pool="R")
    assert '"P" (P), "Q" (Q)' in str(caught.value)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("a,b\n1,2\n", "this is not XML"),
        ("<pnml/>", "this is no BPMN 2.0 file"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><definitions/>', "a document type is not accepted"),
        (HEAD + "</definitions>", "no process in this file holds a step"),
        (HEAD + '<choreography id="c"/></definitions>', "choreography"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, text: str, says: str) -> None:
    """Empty ones, other formats, document types (which bring entities), and what is no process."""
    path = tmp_path / "model.bpmn"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError) as caught:
        imported(path)
    assert says in str(caught.value)


def test_a_bomb_of_entities_is_not_unpacked(tmp_path: Path) -> None:
    """A document type is refused before anything is expanded."""
    doubled = zip("abcdefgh", "bcdefghi", strict=True)
    entities = '<!ENTITY a "aaaaaaaaaa">' + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in doubled)
    path = tmp_path / "bomb.bpmn"
    path.write_text(f"<!DOCTYPE x [{entities}]>\n{HEAD[22:]}&i;</definitions>", encoding="utf-8")
    with pytest.raises(ModelError, match=r"document type|not XML"):
        imported(path)


def test_too_large_a_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is on bytes, before parsing."""
    monkeypatch.setattr("mining.blueprint.exchange.model_files.LARGEST", 10)
    with pytest.raises(ModelError, match="too large for a model"):
        imported(written(tmp_path, inside("s>A A>e")))


def test_names_that_say_nothing_to_the_door(tmp_path: Path) -> None:
    """A file that is not there; an end that nothing reads; a pool of a file without pools."""
    with pytest.raises(FileError, match="no file"):
        imported(tmp_path / "nothing.bpmn")
    with pytest.raises(ModelError, match=r'the end "\.doc"'):
        imported(tmp_path / "model.doc")
    with pytest.raises(ModelError, match="has no pools"):
        imported(tmp_path / "model.pnml", pool="Desk")
