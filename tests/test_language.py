"""The catalogue of fixed words."""

from typing import get_args

import pytest

from mining.blueprint.model import KINDS, LINES, Value
from mining.findings import Severity, Verdict
from mining.language import CATALOGUE, LANGUAGES, group, word, word_or
from mining.log import Completeness


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
