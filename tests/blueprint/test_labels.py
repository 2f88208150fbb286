"""Which label of the log is which step."""

import numpy as np
import pytest

from mining.blueprint.document import blueprint_of
from mining.blueprint.labels import Patterns, normalised, steps_of_labels
from mining.errors import BlueprintError

TEXT = """
blueprint: Kitchen
lanes: {a: {kind: backstage}}
steps:
  take: {lane: a, name: {en: Take order, zh: 接单}}
  cook: {lane: a, name: Cooking, log: ["Cook*", "*做饭*"]}
  serve: {lane: a, log: [Serve (hot)]}
flow: [take, cook, serve]
"""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Take Order", " take  order "),
        ("ＡＢＣ（１）", "abc(1)"),
        ("Straße", "STRASSE"),
        ("接单　中", "接单 中"),
        ("ﾃｽﾄ", "テスト"),
    ],
)
def test_width_case_and_spaces_make_no_difference(one: str, other: str) -> None:
    """Full and half width, case and runs of spaces are the same label."""
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(("one", "other"), [("take order", "take_order"), ("cook", "cook!"), ("café", "cafe")])
def test_everything_else_does(one: str, other: str) -> None:
    """Signs and accents are not guessed away."""
    assert normalised(one) != normalised(other)


def test_id_names_and_patterns() -> None:
    """Without `log`, the id and every name; with it, only what stands there; `*` is any text, also none."""
    labels = [
        "TAKE",
        "take order",
        "接单",
        "cook",
        "Cooking now",
        "快做饭啦",
        "cooking",
        "serve (HOT)",
        "serve",
        "take orders",
        "",
    ]
    expected = [0, 0, 0, 1, 1, 1, 1, 2, -1, -1, -1]
    assert steps_of_labels(labels, blueprint_of(TEXT)).tolist() == expected
    assert steps_of_labels([], blueprint_of(TEXT)).dtype == np.int32


def test_signs_of_regular_expressions_are_signs() -> None:
    """A point or a bracket in a pattern stands for itself."""
    patterns = Patterns.of([(0, ["a.c*"]), (1, ["[x]*(y)"])])
    assert patterns.fitting("a.cd") == {0: "a.c*"}
    assert patterns.fitting("abcd") == {}
    assert patterns.fitting("[X] and (y)") == {1: "[x]*(y)"}
    assert patterns.fitting("a.c\nline two") == {0: "a.c*"}


def test_many_stars_cost_no_more() -> None:
    """A pattern of thirty stars does not search for ever in a text that nearly fits."""
    assert Patterns.of([(0, ["*a" * 30 + "*b"])]).fitting("a" * 5000) == {}


def test_a_label_that_fits_two_steps() -> None:
    """The error names the label, both steps with what fits, and the line of the second."""
    text = TEXT.replace("log: [Serve (hot)]", 'log: ["*ing"]')
    with pytest.raises(BlueprintError) as caught:
        steps_of_labels(["cook", "Cooking"], blueprint_of(text, file="kitchen.yaml"))
    assert str(caught.value).splitlines() == [
        'kitchen.yaml:7: the log label "Cooking" fits two steps, "cook" and "serve".',
        '  Found: "Cook*" of cook, "*ing" of serve.',
        '  Try: say in one of them which labels are its own, e.g. serve: {log: ["..."]}, or narrow the pattern.',
    ]
