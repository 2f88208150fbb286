"""PNML files: what is read, what is derived and said, what is refused with the line."""

from pathlib import Path

import pytest

from mining.blueprint.pnml import read_net
from mining.errors import FileError, MiningError, ModelError

HEAD = '<?xml version="1.0"?>\n<pnml xmlns="http://www.pnml.org/version-2009/grammar/pnml"><net id="n"><page id="g">\n'
BODY = """<place id="p"><name><text>begin</text></name><initialMarking><text>1</text></initialMarking></place>
<place id="q"/><place id="r"/>
<transition id="t"><name><text>order</text></name></transition>
<transition id="u"><name><text>tau</text></name><toolspecific tool="ProM" version="6.4" activity="$invisible$"/></transition>
<arc id="1" source="p" target="t"/><arc id="2" source="t" target="q"><inscription><text>2</text></inscription></arc>
<arc id="3" source="q" target="u"/><arc id="4" source="u" target="r"/>
</page>
"""
FINAL = '<finalmarkings><marking><place idref="r"><text>2</text></place></marking></finalmarkings>'
TAIL = "</net></pnml>"


@pytest.fixture
def written(tmp_path: Path):
    def write(text: str) -> Path:
        path = tmp_path / "model.pnml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_places_transitions_weights_and_markings(written) -> None:
    """order takes 1 from begin, gives 2; tau is silent; the run ends with two tokens in r."""
    net = read_net(written(HEAD + BODY + FINAL + TAIL))
    assert ("begin", "q", "r") == net.places
    assert ("order", None) == net.labels
    assert (((0, 1),), ((1, 1),)) == net.inputs
    assert (((1, 2),), ((2, 1),)) == net.outputs
    assert (1, 0, 0) == net.initial
    assert ((0, 0, 2),) == net.finals
    assert () == net.notes


def test_a_missing_final_marking_is_derived_and_said(written) -> None:
    """r has no outgoing arc: one token there, and a note that names it."""
    net = read_net(written(HEAD + BODY + TAIL))
    assert ((0, 0, 1),) == net.finals
    assert 'one token in "r" was assumed' in net.notes[0]


def test_several_final_markings_are_kept(written) -> None:
    """Any of them ends a run."""
    more = FINAL.replace("</finalmarkings>", '<marking><place idref="p"/></marking></finalmarkings>')
    assert ((0, 0, 2), (1, 0, 0)) == read_net(written(HEAD + BODY + more + TAIL)).finals


def test_a_missing_initial_marking_is_the_only_source(written) -> None:
    """begin has no incoming arc."""
    net = read_net(written((HEAD + BODY + FINAL + TAIL).replace("<initialMarking><text>1</text></initialMarking>", "")))
    assert (1, 0, 0) == net.initial
    assert "initial marking" in net.notes[0]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("case,activity\n1,a\n", "model.pnml:1: this is not XML"),
        (HEAD + BODY, "this is not XML"),
        ('<?xml version="1.0"?>\n<bpmn/>', "no Petri net"),
        (HEAD + BODY.replace('target="u"/>', 'target="nobody"/>') + TAIL, "model.pnml:8: an arc must join"),
        (HEAD + BODY.replace("<text>2</text>", "<text>two</text>") + TAIL, "model.pnml:7: a number of tokens"),
        (HEAD + BODY + FINAL.replace('"r"', '"z"') + TAIL, "a final marking names a place"),
        (HEAD + "</page>" + TAIL, "lacks places or transitions"),
        (
            HEAD + BODY.replace('target="u"/>', 'target="u"><arctype><text>inhibitor</text></arctype></arc>') + TAIL,
            "'inhibitor'",
        ),
    ],
)
def test_what_cannot_be_executed_is_refused_with_the_line(written, text: str, says: str) -> None:
    """The message names file and line."""
    with pytest.raises(ModelError, match=r"model\.pnml") as caught:
        read_net(written(text))
    assert says in str(caught.value)


def test_entities_are_not_resolved(written) -> None:
    """A file that wants another file's content is refused."""
    entity = '<!DOCTYPE pnml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    text = f'<?xml version="1.0"?>\n{entity}\n<pnml><net id="n">&x;</net></pnml>'
    with pytest.raises(MiningError, match="document type"):
        read_net(written(text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """Missing and empty are told apart."""
    with pytest.raises(FileError, match="no file"):
        read_net(tmp_path / "nothing.pnml")
    (tmp_path / "empty.pnml").write_text("")
    with pytest.raises(ModelError, match="is empty"):
        read_net(tmp_path / "empty.pnml")
