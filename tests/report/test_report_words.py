"""Phrases, definitions and figures of the report: both languages, the same places, the same digits."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mining.conformance.deviations import KINDS
from mining.language import CATALOGUE
from mining.report import phrases
from mining.report.figures import count_text, duration_text, hours_text, moment_text, money_text, share_text
from mining.report.glossary import DEFINITIONS, definitions
from mining.report.pages import SECTIONS
from mining.report.phrases import PHRASES
from mining.report.sentences import Sentence

PHRASE_FILES = Path(phrases.__file__).parent
TEMPLATES = PHRASE_FILES.parent / "templates"
COMMANDS = Path(__file__).parents[2] / "cli"


def places(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", text))


def test_both_languages_have_the_same_places() -> None:
    """No figure is said in one language only."""
    assert [key for key, (en, zh) in PHRASES.items() if places(en) != places(zh)] == []


def test_both_languages_have_the_same_digits() -> None:
    """No number is written into one language's text only."""
    texts = {**PHRASES, **DEFINITIONS}
    assert [key for key, (en, zh) in texts.items() if sorted(re.findall(r"\d+", en)) != sorted(re.findall(r"\d+", zh))] == []


def test_every_phrase_is_used_and_every_phrase_used_exists() -> None:
    """Every phrase is named in full, or by a family and a word (`"heading." ~ place`); none that is asked for is missing.

    The catalogue itself is not read: there every phrase is named.
    """
    paths = [*TEMPLATES.parent.rglob("*.py"), *TEMPLATES.rglob("*.j2"), *COMMANDS.rglob("*.py")]
    sources = "".join(path.read_text(encoding="utf-8") for path in paths if path.parent != PHRASE_FILES)
    asked = set(re.findall(r"(?:plain|say|phrase)\(\s*\"([a-z_]+\.[a-z_0-9]+)\"", sources))
    assert asked - set(PHRASES) == set()
    named = set(re.findall(r"[\"']([a-z_]+\.[a-z_0-9]+)[\"']", sources))
    families = set(re.findall(r"(?:plain|say|phrase)\(\s*f?[\"']([a-z_]+)\.(?:{|\" ~)", sources))
    assert [key for key in PHRASES if key not in named and key.split(".")[0] not in families] == []


def test_a_phrase_stands_in_one_section() -> None:
    """No file of phrases hides a phrase of another."""
    assert len(PHRASES) == sum(len(section.PHRASES) for section in phrases.SECTIONS)


def test_every_section_has_a_template_and_a_heading() -> None:
    """The order of the questions is the order of the sections."""
    assert SECTIONS == ("trust", "headline", "open", "design", "deviations", "touchpoints", "hours", "happens", "words")
    for section in SECTIONS:
        assert (TEMPLATES / f"{section}.html.j2").is_file()
        assert f"heading.{section}" in PHRASES


def test_every_kind_of_deviation_can_be_said_and_looked_up() -> None:
    """A kind that `conform` tells has a sentence, a fixed word and a definition."""
    for kind in KINDS:
        assert f"says.{kind}" in PHRASES
        assert f"deviation.{kind}" in CATALOGUE
        assert f"deviation.{kind}" in DEFINITIONS


def test_definitions_use_the_fixed_words() -> None:
    """Each definition stands under the catalogue's word; without a design those of the design are left out."""
    assert set(DEFINITIONS) <= set(CATALOGUE)
    with_design, without = definitions("zh", designed=True), definitions("zh", designed=False)
    assert ("flow_time", "流程时间") in [(entry.key, entry.term) for entry in without]
    assert {entry.key for entry in with_design} - {entry.key for entry in without} >= {"fitness", "deviation.skipped"}


@pytest.mark.parametrize(
    ("share", "en", "zh"),
    [
        (None, "not known", "未知"),
        (0.0, "0 %", "0%"),
        (1.0, "100 %", "100%"),
        (0.00001, "< 0.1 %", "< 0.1%"),
        (0.99999, "> 99.9 %", "> 99.9%"),
        (0.994, "99.4 %", "99.4%"),
        (0.05, "5.0 %", "5.0%"),
        (0.415, "42 %", "42%"),
    ],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share: float | None, en: str, zh: str) -> None:
    """0 % and 100 % mean exactly that."""
    assert en == share_text(share).replace("\u00a0", " ")
    assert zh == share_text(share, "zh").replace("\u00a0", " ")


def test_a_length_has_a_unit_that_fits() -> None:
    """Seconds, minutes, hours; days from two days on; the same digits in both languages."""
    lengths = [
        timedelta(0),
        timedelta(seconds=5),
        timedelta(minutes=59),
        timedelta(hours=47),
        timedelta(days=2),
        timedelta(days=400),
    ]
    assert [duration_text(each).replace("\u00a0", " ") for each in lengths] == [
        "0 s",
        "5 s",
        "59 min",
        "47 h",
        "2 d",
        "400 d",
    ]
    assert [duration_text(each, "zh").split("\u00a0")[0] for each in lengths] == ["0", "5", "59", "47", "2", "400"]
    assert hours_text(timedelta(days=400)) == "9,600\u00a0h"


def test_counts_moments_and_money() -> None:
    """Separators; a moment in its zone; an amount with its currency."""
    assert count_text(1234567) == "1,234,567"
    assert moment_text(datetime(2026, 1, 1, 23, 30, tzinfo=UTC), "Asia/Shanghai") == "2026-01-02 07:30"
    assert moment_text(datetime(2026, 1, 1, 23, 30, tzinfo=UTC), None) == "2026-01-01 23:30"
    assert money_text(1999.5, "CNY") == "CNY\u00a02,000"


def test_a_sentence_escapes_its_figures_in_html_only() -> None:
    """A name with a tag in it is shown as text."""
    sentence = Sentence("{share} waits for {lane}.", (("share", "5 %"), ("lane", "<b>x</b>")), "hours")
    assert sentence.text == "5 % waits for <b>x</b>."
    assert str(sentence.html) == "<b>5 %</b> waits for <b>&lt;b&gt;x&lt;/b&gt;</b>."
