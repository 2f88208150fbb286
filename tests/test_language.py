"""The catalogue of fixed words."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from mining.blueprint.lanes import KINDS, LINES
from mining.blueprint.steps import Value
from mining.findings import Severity, Verdict
from mining.language import CATALOGUE, LANGUAGES, group, word, word_or
from mining.log import Completeness

ROOT = Path(__file__).parent.parent


def test_every_key_has_a_text_in_both_languages() -> None:
    """No key lacks a language, and no text is blank or padded."""
    for key, texts in CATALOGUE.items():
        assert len(LANGUAGES) == len(texts), key
        for text in texts:
            assert text and text == text.strip(), key


def test_every_chinese_text_is_chinese() -> None:
    """A Chinese text holds a Chinese character (a forgotten translation would not)."""
    assert [key for key, (_, zh) in CATALOGUE.items() if not any("\u4e00" <= c <= "\u9fff" for c in zh)] == []


def test_terms_have_different_words() -> None:
    """Two terms of the vocabulary never share a word, in either language."""
    terms = {key: texts for key, texts in CATALOGUE.items() if "." not in key and key not in ("cases",)}
    for place in range(len(LANGUAGES)):
        texts = [texts[place] for texts in terms.values()]
        assert sorted(set(texts)) == sorted(texts)


@pytest.mark.parametrize(
    ("name", "members"),
    [
        ("kind", KINDS),
        ("line", LINES),
        ("value", get_args(Value)),
        ("verdict", get_args(Verdict)),
        ("severity", get_args(Severity)),
        ("completeness", get_args(Completeness)),
    ],
)
def test_every_value_of_the_model_has_a_word(name: str, members: tuple[str, ...]) -> None:
    """What the model can say, the catalogue can say."""
    assert set(members) == set(group(name))


def test_unknown_keys_and_languages_are_faults() -> None:
    """`word` never makes up a text; `word_or` shows a name from outside as it is."""
    with pytest.raises(KeyError):
        word("kind.nobody")
    with pytest.raises(KeyError):
        word("case", "fr")
    assert word_or("figure.my figure", "my figure", "zh") == "my figure"


def figures_named(path: Path) -> set[str]:
    """The figures that the findings worded in a file say they touch (names in capitals are looked up in the module)."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    named: set[str] = set()
    for call in (
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
    ):
        touched = [keyword.value for keyword in call.keywords if keyword.arg == "affects"] + call.args[6:7]
        parts = [part for value in touched for part in ast.walk(value)]
        parts += [
            part for name in parts if isinstance(name, ast.Name) and name.id in constants for part in constants[name.id].elts
        ]
        named |= {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return named


def test_every_figure_that_a_finding_touches_has_a_word() -> None:
    """The Chinese report names them in Chinese."""
    root = ROOT / "mining"
    named = {name for path in root.rglob("*.py") for name in figures_named(path)}
    assert {"waiting", "all figures", "working time", "directly-follows"} <= named
    assert sorted(name for name in named if f"figure.{name}" not in CATALOGUE) == []


def test_every_term_is_shown_somewhere() -> None:
    """No word without a group stands in the catalogue that the library, the templates or the command line never ask for."""
    paths = [path for folder in ("mining", "cli") for path in (ROOT / folder).rglob("*") if path.suffix in (".py", ".j2")]
    asked = "".join(path.read_text(encoding="utf-8") for path in paths if path.name != "language.py")
    assert [key for key in CATALOGUE if "." not in key and f'"{key}"' not in asked] == []
