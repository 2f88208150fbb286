"""Every word, code and figure can be explained, in both languages."""

import re
from pathlib import Path

import pytest

from cli.main import run
from mining.blueprint.checks import DEVIATION_KINDS
from mining.errors import ExplainError
from mining.report.explained import FIGURES, everything, explain
from mining.report.finding_meanings import FINDINGS
from mining.report.glossary import DEFINITIONS
from mining.review.words import FIGURES_ZH

PAGE = (Path(__file__).parents[2] / "docs" / "reading.md").read_text(encoding="utf-8")


def test_the_findings_are_those_of_the_page() -> None:
    """docs/reading.md lists the codes of the program (a test), and each has a meaning here."""
    page = {code for line in re.findall(r"^\| (`.*?) \|", PAGE, re.M) for code in re.findall(r"`([a-z_]+)`", line)}
    assert page == set(FINDINGS)


def test_the_figures_are_those_of_a_review() -> None:
    """Whatever has a name in Chinese in a review has a meaning; a kept target, too."""
    assert set(FIGURES_ZH) == set(FIGURES)
    assert ("目标 answer 达成", "figure") == (explain("target answer kept", "zh").term, explain("target answer kept").kind)


def test_every_kind_of_deviation_has_a_meaning() -> None:
    """By its kind, and by the id of one, which names the steps."""
    for kind in DEVIATION_KINDS:
        assert "deviation" == explain(f"{kind}:a,b").kind
        assert explain(f"{kind}:a,b").meaning.endswith(" Here: a,b.")
        assert explain(f"{kind}:a,b", "zh").meaning.endswith("此处：a,b。")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_everything_listed_is_explained_by_its_id(language: str) -> None:
    """The list holds no empty text, and its ids lead back to the same meaning; Chinese texts are Chinese."""
    listed = everything(language)
    assert len(DEFINITIONS) + len(FINDINGS) + len(FIGURES) == len(listed)
    for each in listed:
        assert each == explain(each.id, language)
        assert each.term and each.meaning
        assert (language == "zh") == bool(re.search("[\u4e00-\u9fff]", each.meaning))


def test_words_are_found_in_either_language_and_writing() -> None:
    """flow time, Flow_Time and 流程时间 are one word, whatever the language of the answer."""
    found = {explain(name).meaning for name in ("flow time", "Flow_Time", "flow-time", "流程时间")}
    assert [explain("flow_time").meaning] == list(found)
    assert explain("flow time", "zh").term == "流程时间"


def test_what_is_unknown_names_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    """One message, exit code 2."""
    with pytest.raises(ExplainError, match="exact_duplicate"):
        explain("exact_duplicat")
    assert 2 == run(["explain", "exact_duplicat"])
    out, err = capsys.readouterr()
    assert "" == out and "exact_duplicate" in err


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """One sentence for one id, a table for all; CSV has ids."""
    assert 0 == run(["explain", "返工"])
    assert capsys.readouterr().out.startswith("rework (word): An instance that begins after")
    assert 0 == run(["explain", "--format", "csv"])
    assert "\nexact_duplicate,finding,exact_duplicate," in capsys.readouterr().out
