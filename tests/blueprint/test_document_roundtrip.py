"""Load, dump, load gives the same blueprint; what a file says already stays as it is worded."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from blueprints_strategy import blueprints
from flows_strategy import flows, simple_blueprint
from hypothesis import HealthCheck, given, settings

from mining.blueprint.document import blueprint_of, load
from mining.blueprint.editing import merged
from mining.blueprint.flow import Do, Sequence
from mining.blueprint.lanes import Rate
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.sections import sections_of
from mining.blueprint.steps import Step
from mining.blueprint.writing import dump, text_of

SAMPLES = sorted((Path(__file__).parents[2] / "sample_logs").glob("*.yaml"))


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(blueprint=blueprints())
def test_what_is_written_is_read_again(blueprint: Blueprint) -> None:
    """Any blueprint, with names that YAML would misread, comes back equal."""
    assert blueprint_of(text_of(blueprint)) == blueprint


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(flow=flows("abcd", 12))
def test_flows_are_written_as_they_are(flow) -> None:
    """Every nesting of the blocks comes back equal, not merely equivalent."""
    assert blueprint_of(text_of(simple_blueprint(flow))).flow == flow


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_from_nothing_and_over_themselves(path: Path, tmp_path: Path) -> None:
    """A sample written to a new file loads equal; written over itself, not a byte changes."""
    blueprint = load(path)
    fresh, again = tmp_path / "fresh.yaml", tmp_path / "again.yaml"
    dump(blueprint, fresh)
    assert load(fresh) == blueprint
    again.write_bytes(path.read_bytes())
    blueprint.dump(again)
    assert again.read_bytes() == path.read_bytes()


COMMENTED = """\
# The counter, as agreed in May.
blueprint: Counter   # the name
lanes:
  guest: {kind: customer}
  desk: {kind: frontstage, rate: 18}   # 18 since January
steps:
  # what the guest does
  ask: {lane: guest}
  # what we do
  serve: {lane: desk, takes: 90 s}   # measured
parts: {both: [ask, serve]}
flow:
  - both   # in this order
targets: [{from: ask, to: serve, within: 5 min}]   # since May
"""


def edited(tmp_path: Path, change) -> list[str]:
    """Lines that differ after a change of the commented file: old with -, new with +."""
    path = tmp_path / "counter.yaml"
    path.write_text(COMMENTED, encoding="utf-8")
    changed = change(load(path))
    dump(changed, path)
    assert load(path) == changed
    before, after = COMMENTED.splitlines(), path.read_text(encoding="utf-8").splitlines()
    return [f"-{line}" for line in before if line not in after] + [f"+{line}" for line in after if line not in before]


def test_one_rate_changes_one_line(tmp_path: Path) -> None:
    """A new rate touches its lane's line; the comment behind it stays."""
    lines = edited(tmp_path, lambda b: replace(b, lanes=(b.lanes[0], replace(b.lanes[1], rates=(Rate(19.5),)))))
    assert [line.split("#")[0].rstrip() for line in lines] == [
        "-  desk: {kind: frontstage, rate: 18}",
        "+  desk: {kind: frontstage, rate: 19.5}",
    ]
    assert lines[1].endswith("# 18 since January")


def test_a_new_step_is_added(tmp_path: Path) -> None:
    """A new step gets a line of its own, and so does its place in the flow; everything else stays."""
    thank = Step("thank", Name.of("Thank you"), ("desk",), takes=timedelta(seconds=5))
    lines = edited(tmp_path, lambda b: replace(b, steps=(*b.steps, thank), flow=Sequence((*b.flow.parts, Do("thank")))))
    assert lines == [
        "+  thank: {name: Thank you, lane: desk, takes: 5 s}",
        "+  - thank",
    ]


def test_steps_in_another_order(tmp_path: Path) -> None:
    """Steps change places; the blueprint is what was asked for, and no comment at a line's end is lost."""
    path = tmp_path / "counter.yaml"
    path.write_text(COMMENTED, encoding="utf-8")
    blueprint = load(path)
    turned = replace(blueprint, steps=blueprint.steps[::-1])
    dump(turned, path)
    text = path.read_text(encoding="utf-8")
    assert load(path) == turned
    assert sorted(text.splitlines()) == sorted(COMMENTED.splitlines())
    assert text.index("# what we do") < text.index("serve:") < text.index("# measured") < text.index("# what the guest does")


def test_what_stands_around_stays(tmp_path: Path) -> None:
    """A first line ---, comments above it, Windows line ends and the mode of the file survive a change."""
    path = tmp_path / "counter.yaml"
    path.write_bytes(("# licence\n---\n" + COMMENTED).replace("\n", "\r\n").encode())
    path.chmod(0o640)
    dump(replace(load(path), owner="Ana"), path)
    text = path.read_bytes().decode()
    assert text.startswith("# licence\r\n---\r\n# The counter")
    assert text.count("\n") == text.count("\r\n") == COMMENTED.count("\n") + 3
    assert text.endswith("# since May\r\nowner: Ana\r\n")


LISTED = """\
blueprint: Counter
lanes: {guest: {kind: customer}, desk: {kind: frontstage}}
steps: {ask: {lane: guest}, serve: {lane: desk}, thank: {lane: desk}}
flow:
  - ask   # first
  # then
  - serve
  - thank
targets:   # agreed in May
  # for the guest
  - {from: ask, to: serve, within: 5 min}   # nine of ten keep it
  # for the desk
  - {step: serve, within: 3 min}

  - {wait before: thank, within: 1 min}   # new
"""


def test_items_of_lists_keep_their_comments(tmp_path: Path) -> None:
    """One target changed, one deleted, one added, a step of the flow moved: the other lines and all their comments stay."""
    path = tmp_path / "counter.yaml"
    path.write_text(LISTED, encoding="utf-8")
    blueprint = load(path)
    first, second, third = blueprint.targets
    changed = replace(first, share=0.9)
    added = replace(second, first="thank")
    flow = Sequence((*blueprint.flow.parts[1:], blueprint.flow.parts[0]))
    dump(replace(blueprint, targets=(changed, third, added), flow=flow), path)
    assert path.read_text(encoding="utf-8").splitlines()[3:] == [
        "flow:",
        "  # then",
        "  - serve",
        "  - thank",
        "  - ask   # first",
        "targets:   # agreed in May",
        "  # for the guest",
        "  - {from: ask, to: serve, within: 5 min, share: 0.9}   # nine of ten keep it",
        "",
        "  - {wait before: thank, within: 1 min}   # new",
        "  - {step: thank, within: 3 min}",
    ]


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(old=blueprints(), new=blueprints())
def test_any_blueprint_over_any_other(old: Blueprint, new: Blueprint) -> None:
    """Whatever the file said before, after writing it says the new blueprint."""
    assert blueprint_of(merged(text_of(old), sections_of(old), sections_of(new))) == new
