"""What XES holds beyond one value for each attribute; what is lost is said."""

from pathlib import Path

import pytest

from mining.errors import FileError
from mining.reading.door import reading_of
from mining.reading.wanted import Reading, Wanted

EVENT = '<string key="concept:name" value="{}"/><date key="time:timestamp" value="2024-03-05T0{}:00:00+01:00"/>'
LISTS = '<list key="parts"><values><string key="p" value="1"/><int key="p" value="2"/></values></list>'
GLOBAL = (
    '<global scope="event"><string key="org:group" value="__INVALID__"/>'
    '<string key="lifecycle:transition" value="complete"/></global>'
)


def account(tmp_path: Path, first: str, *, defaults: str = "") -> Reading:
    events = f"<event>{EVENT.format('a', 8)}{first}</event><event>{EVENT.format('b', 9)}</event>"
    path = tmp_path / "log.xes"
    path.write_text(f'<log>{defaults}<trace><string key="concept:name" value="c"/>{events}</trace></log>')
    return reading_of(path, Wanted())


def codes(reading: Reading) -> set[str]:
    return {finding.code for finding in reading.log.quality.findings if finding.code.startswith("xes_")}


def test_lists_are_kept_as_text(tmp_path: Path) -> None:
    """Two parts of one event, readable."""
    read = account(tmp_path, LISTS)
    assert (["p=1; p=2", None], {"xes_lists"}) == (read.log.events["parts"].to_list(), codes(read))


def test_attributes_of_attributes_are_left_out_and_counted(tmp_path: Path) -> None:
    """The outer value stays."""
    read = account(tmp_path, '<string key="x" value="1"><string key="y" value="2"/></string>')
    assert (["1", None], {"xes_nested"}) == (read.log.events["x"].cast(str).to_list(), codes(read))


def test_defaults_are_taken_and_placeholders_are_not(tmp_path: Path) -> None:
    """A transition that no event states is that of the defaults; __INVALID__ stands for nothing."""
    read = account(tmp_path, '<string key="org:group" value="G"/>', defaults=GLOBAL)
    assert {"xes_defaults", "xes_placeholder"} == codes(read)
    assert "__INVALID__" not in str(read.log.events.rows()) + str(read.log.cases.rows())
    assert ["complete"] == read.log.cases["lifecycle:transition"].to_list()


def test_a_break_is_named_with_what_stands_before(tmp_path: Path) -> None:
    """The second trace ends too early."""
    event = f"<event>{EVENT.format('a', 8)}</event>"
    (tmp_path / "log.xes").write_text(f"<log><trace>{event * 3}</trace>\n<trace>{event}</log>")
    with pytest.raises(FileError, match=r"line 2, column .*; 1 whole traces with 3 events stand before"):
        reading_of(tmp_path / "log.xes", Wanted())


def test_entities_and_outside_files_are_refused(tmp_path: Path) -> None:
    """Nothing grows, and nothing outside the file is read."""
    secret = tmp_path / "secret.txt"
    secret.write_text("do not read")
    for declared in ('<!ENTITY a "aaaa">', f'<!ENTITY a SYSTEM "{secret.as_uri()}">'):
        event = f"<event>{EVENT.format('&a;', 8)}</event>"
        (tmp_path / "log.xes").write_text(f"<!DOCTYPE log [{declared}]><log><trace>{event * 2}</trace></log>")
        with pytest.raises(FileError, match="entities"):
            reading_of(tmp_path / "log.xes", Wanted())
