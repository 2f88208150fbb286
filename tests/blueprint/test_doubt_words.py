"""The wording of doubts: both languages, the same places, no key without a use and no use without a key."""

import ast
import re
from pathlib import Path

import pytest

from mining.blueprint.doubt import Doubt
from mining.blueprint.doubt_words import DOUBTS, WORDS

ROOT = Path(__file__).parents[2] / "mining"
VARIED = {"bound_never_met.": ("after", "before")}
"""Keys of which the source names the beginning, and the ends that it takes."""


def places(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def calls() -> list[tuple[str, set[str] | None]]:
    """Key and names of the places of every `Doubt.of` in the library; None: the names are in a variable."""
    found: list[tuple[str, set[str] | None]] = []
    for path in ROOT.rglob("*.py"):
        for call in (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)):
            if ast.unparse(call.func) != "Doubt.of":
                continue
            names = None if any(word.arg is None for word in call.keywords) else {str(word.arg) for word in call.keywords}
            key = call.args[0]
            if isinstance(key, ast.JoinedStr):
                begin = str(ast.literal_eval(key.values[0]))
                found += [(begin + end, names) for end in VARIED[begin]]
            else:
                found.append((str(ast.literal_eval(key)), names))
    return found


@pytest.mark.parametrize("key", [*DOUBTS, *WORDS])
def test_both_languages_say_the_same(key: str) -> None:
    """Each text is there in both languages, with the same places and digits; the Chinese one is Chinese."""
    english, chinese = {**DOUBTS, **WORDS}[key]
    assert places(english) == places(chinese)
    assert sorted(re.findall(r"\d+", english)) == sorted(re.findall(r"\d+", chinese))
    assert not any("\u4e00" <= sign <= "\u9fff" for sign in english)
    assert any("\u4e00" <= sign <= "\u9fff" for sign in chinese)
    if key in DOUBTS:
        assert (".", "。") == (english[-1], chinese[-1])


def test_every_doubt_has_its_words_and_all_words_are_used() -> None:
    """The keys that lint uses are those of the catalogue, with the places that their texts have."""
    assert set(DOUBTS) == {key for key, _ in calls()}
    assert [] == [(key, names) for key, names in calls() if names is not None and names != places(DOUBTS[key][0])]


def test_no_doubt_has_free_words() -> None:
    """Doubts are made by `Doubt.of` only: a text written beside it would have one language."""
    sources = {path.name: path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py")}
    assert [] == [name for name, text in sources.items() if re.search(r"\bDoubt\(", text)]


@pytest.mark.parametrize("key", DOUBTS)
def test_places_are_filled_in_both_languages(key: str) -> None:
    """What a doubt is about stands in both sentences; the code is the key up to the dot."""
    about = {name: f"<{name}>" for name in places(DOUBTS[key][0])}
    doubt = Doubt.of(key, 3, **about)
    assert (key.split(".")[0], 3) == (doubt.code, doubt.line)
    for language in ("en", "zh"):
        assert [] == [value for value in about.values() if value not in doubt.text(language)]
        assert "{" not in doubt.text(language)


def test_lists_are_joined_as_the_language_does() -> None:
    """Commas in English, the enumeration comma in Chinese."""
    doubt = Doubt.of("several_currencies", None, currencies=["CNY", "EUR"])
    assert "rates in CNY, EUR are never" in doubt.message
    assert "（CNY、EUR）" in doubt.message_zh
