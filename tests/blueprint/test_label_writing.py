"""Labels put into a file: nothing but the `log:` of their steps is touched."""

from dataclasses import replace
from pathlib import Path

import pytest

from mining.blueprint.document import blueprint_of, load
from mining.blueprint.label_writing import text_with_labels

ROOT = Path(__file__).parents[2]
FILES = [*(ROOT / "sample_logs").glob("*.yaml"), *(ROOT / "tests/blueprint/written_by_hand").glob("*.yaml")]
STEPS = "blueprint: B\nlanes: {a: {kind: backstage}}\nsteps:\n  x: BODY\nflow: [x]\n"


def _with(path: Path, label: str) -> tuple[str, str]:
    """The text of a file before and after every step got one label more."""
    before = load(path)
    after = replace(before, steps=tuple(replace(s, labels=(*s.labels, f"{label} {s.id}")) for s in before.steps))
    text = text_with_labels(path, before, after)
    assert blueprint_of(text) == after
    return path.read_bytes().decode("utf-8-sig"), text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_comments_and_all_else_survive(path: Path) -> None:
    """Real files: with the new labels taken out again, every line is the old one."""
    before, after = _with(path, "Neu: [x]")
    comments = [line.strip() for line in before.splitlines() if line.strip().startswith("#")]
    assert comments == [line.strip() for line in after.splitlines() if line.strip().startswith("#")]
    outside = before.split("\nsteps:")[0] + "\nflow:" + before.split("\nflow:")[1]
    assert outside == after.split("\nsteps:")[0] + "\nflow:" + after.split("\nflow:")[1]
    # What stood in the steps stands there still, in the same order.
    rest = iter(after)
    assert all(sign in rest for sign in before)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("{lane: a}", '{lane: a, log: ["n: x"]}'),
        ("{lane: a }  # why", '{lane: a, log: ["n: x"] }  # why'),
        ('{name: "a } # b", lane: a}', '{name: "a } # b", lane: a, log: ["n: x"]}'),
        ("{lane: a, log: [b]}", '{lane: a, log: [b, "n: x"]}'),
        ('{log: ["b]", c], lane: a}', '{log: ["b]", c, "n: x"], lane: a}'),
        ("{log: b*, lane: a}", '{log: [b*, "n: x"], lane: a}'),
        ('{log: "b, c", lane: a}', '{log: ["b, c", "n: x"], lane: a}'),
        ("{name: 'it''s }', lane: a}", "{name: 'it''s }', lane: a, log: [\"n: x\"]}"),
        ("\n    lane: a  # who", '\n    lane: a  # who\n    log: ["n: x"]'),
        ("\n    log: [b]\n    lane: a", '\n    log: [b, "n: x"]\n    lane: a'),
    ],
)
def test_forms_of_an_entry(body: str, expected: str, tmp_path: Path) -> None:
    """Flow and block, quoted brackets, comments behind."""
    path = tmp_path / "b.yaml"
    path.write_text(STEPS.replace("BODY", body), encoding="utf-8")
    assert _with(path, "n:")[1] == STEPS.replace("BODY", expected)


@pytest.mark.parametrize("body", ["\n    log:\n      - b   # first\n    lane: a", "\n    lane:\n      - a"])
def test_forms_that_are_not_foreseen_are_written_anew(body: str, tmp_path: Path) -> None:
    """The entry is another, the meaning is right, and the comment above it stays."""
    path = tmp_path / "b.yaml"
    path.write_text(STEPS.replace("  x: BODY", f"  # above\n  x: {body}"), encoding="utf-8")
    assert "  # above\n" in _with(path, "n:")[1]


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    """No line ends otherwise than the others."""
    path = tmp_path / "b.yaml"
    path.write_bytes(STEPS.replace("BODY", "\n    lane: a").replace("\n", "\r\n").encode())
    text = _with(path, "n:")[1]
    assert text.count("\n") == text.count("\r\n") == 7
