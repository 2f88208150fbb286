"""Broken blueprint files: each message names the line and what to do."""

import re

import pytest
from broken_blueprints import CASES, FLOW, VALID, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from mining.blueprint.document import blueprint_of, load
from mining.blueprint.writing import text_of
from mining.errors import BlueprintError, FileError


@pytest.mark.parametrize(("text", "line", "wrong", "remedy"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_message_names_line_and_remedy(text: str, line: int, wrong: str, remedy: str) -> None:
    """Each mistake is refused with its line, what is wrong, and what to write instead."""
    with pytest.raises(BlueprintError) as caught:
        blueprint_of(text, file="counter.yaml")
    error = caught.value
    assert (error.file, error.line) == ("counter.yaml", line), str(error)
    assert error.column is not None and error.column >= 1
    assert str(error).startswith(f"counter.yaml:{line}:{error.column}: ")
    assert re.search(wrong, error.wrong), str(error)
    assert re.search(remedy, error.remedy), str(error)
    assert max(map(len, str(error).splitlines())) < 300


def test_the_valid_file_is_valid() -> None:
    """The file that the cases above break loads."""
    assert [step.id for step in blueprint_of(VALID).steps] == ["ask", "serve", "cancel"]


def test_no_file(tmp_path) -> None:
    """A missing file and a folder are file errors."""
    with pytest.raises(FileError, match="no file"):
        load(tmp_path / "none.yaml")
    with pytest.raises(FileError, match="cannot be read"):
        load(tmp_path)


def test_other_encodings(tmp_path) -> None:
    """A byte order mark is read over; GB18030 is refused with the line of the first such byte."""
    path = tmp_path / "b.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + VALID.encode().replace(b"\n", b"\r\n"))
    assert load(path).name.text() == "Counter"
    path.write_bytes(changed(("{kind: customer}", "{kind: customer, name: 客人}")).encode("gb18030"))
    with pytest.raises(BlueprintError, match=r"b\.yaml:3:33: the file is not written in UTF-8"):
        load(path)


def test_parts_do_not_grow_without_bound() -> None:
    """Twenty parts that each use the next one twice would be a million steps."""
    parts = "\n".join(f"  p{k}: [p{k + 1}, p{k + 1}]" for k in range(20)) + "\n  p20: [serve]\n"
    with pytest.raises(BlueprintError, match="grows too large"):
        blueprint_of(changed((FLOW, "  - ask\n  - p0\nparts:\n" + parts)))


def test_parts_do_not_nest_without_bound() -> None:
    """A chain of parts longer than the recursion of the program is refused, whichever end comes first in the file."""
    links = [f"  p{k}: [{{optional: p{k + 1}}}]" for k in range(400)] + ["  p400: [serve]"]
    for ordered in (links, links[::-1]):
        with pytest.raises(BlueprintError, match="nested too deeply"):
            blueprint_of(changed((FLOW, "  - ask\n  - p0\nparts:\n" + "\n".join(ordered) + "\n")))


SIGNS = (
    "[",
    "]",
    "{",
    "}",
    ":",
    ": ",
    "- ",
    "\n",
    "\t",
    '"',
    "'",
    " #x",
    "*",
    "&a",
    "!x",
    "|",
    "%",
    "@",
    "NO",
    "1:30",
    "~",
    "\x00",
    "\r",
)
SIGNS += ("\x85", "\u2028", "\ufeff", "? ", "<<: ", "---\n", "...\n", ",", "[]", "{}", "lane", "flow", "\\", "，", "：")


@settings(max_examples=60, deadline=None)
@given(
    inserted=st.lists(
        st.tuples(st.integers(0, len(VALID)), st.integers(0, 9), st.sampled_from(SIGNS)), min_size=1, max_size=3
    )
)
def test_damaged_files_are_read_or_refused(inserted: list[tuple[int, int, str]]) -> None:
    """Signs put into a valid file, or over some of it: a blueprint that can be written again, or an error."""
    text = VALID
    for place, over, sign in inserted:
        text = text[:place] + sign + text[place + over :]
    try:
        blueprint = blueprint_of(text)
    except BlueprintError as error:
        assert error.line and error.remedy, text
    else:
        assert blueprint_of(text_of(blueprint)) == blueprint
