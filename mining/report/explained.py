"""What a word, a finding, a deviation or a figure means: `explain`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mining.blueprint.checks import DEVIATION_KINDS
from mining.errors import ExplainError
from mining.language import CATALOGUE, word
from mining.report.finding_meanings import FINDINGS
from mining.report.glossary import DEFINITIONS
from mining.review.words import figure_name

Kind = Literal["word", "finding", "deviation", "figure"]

KINDS: dict[Kind, tuple[str, str]] = {
    "word": ("word", "术语"),
    "finding": ("finding", "发现"),
    "deviation": ("deviation", "偏差"),
    "figure": ("figure", "指标"),
}
FIGURES: dict[str, tuple[str, str]] = {
    "arrivals per week": ("Cases that arrive in a whole week, from Monday.", "自周一起的完整一周内到达的案例数。"),
    "flow time median": (
        "The flow time that half of the cases do not outlast; open cases last longer than so far (Kaplan and Meier).",
        "半数案例不超过的流程时间；未结案例视为持续更久（Kaplan-Meier）。",
    ),
    "flow time p90": (
        "The flow time that nine tenths of the cases do not outlast; open cases last longer than so far (Kaplan and Meier).",
        "九成案例不超过的流程时间；未结案例视为持续更久（Kaplan-Meier）。",
    ),
    "waiting per case": (
        "Likely waiting, by cases old enough, open ones so far.",
        "足够成熟的案例的可能等待时间之均值，未结案例算至今。",
    ),
    "staff hours per case": ("Likely staff hours, by cases old enough.", "足够成熟的案例的可能员工工时之均值。"),
    "rework hours per case": ("Likely staff hours of rework, by cases old enough.", "足够成熟的案例的可能返工工时之均值。"),
    "cases with rework": ("Cases with an instance that is rework, of cases old enough.", "足够成熟的案例中有返工的比例。"),
    "instances per case": ("Activity instances, by closed cases old enough.", "足够成熟的已结案例的平均活动实例数。"),
    "unfinished cases": ("Unfinished cases, of closed cases old enough.", "足够成熟的已结案例中中断的比例。"),
    "fitting cases": (
        "Cases without any move that deviates, of judged closed cases old enough.",
        "足够成熟的可判定已结案例中没有偏差的比例。",
    ),
    "nps": (
        "Promoters (9, 10) minus detractors (0 to 6), of cases that answered; -100 to 100.",
        "作答案例中推荐者（9、10 分）减贬损者（0 至 6 分）；-100 至 100。",
    ),
    "csat": ("The two best answers, of cases that answered.", "作答案例中选最好两档的比例。"),
    "response rate": ("Cases that answered, of all.", "作答案例占全部的比例。"),
}
"""Figures of a review -> (English, Chinese)."""
KEPT = (
    "Cases that keep the target, of judged closed cases old enough.",
    "足够成熟的可判定已结案例中达成目标的比例。",
)


@dataclass(frozen=True)
class Explained:
    """One thing, explained in one language.

    Attributes:
        id: what it is called in JSON, on the command line and in the report's page.
        kind: a word of the glossary, a finding of the reading, a deviation, or a figure of a review.
        term: its name in the language.
        meaning: what it means.
    """

    id: str
    kind: Kind
    term: str
    meaning: str


def explain(name: str, language: str = "en") -> Explained:
    """Say what a word, a code or an id means.

    Args:
        name: a word in either language ("flow time", "返工"), the code of a finding (``exact_duplicate``), the id of a
            deviation (``skipped:take-order``), a figure of a review.
        language: ``en`` or ``zh``.

    Raises:
        ExplainError: nothing is called so.

    >>> explain("skipped:take-order").meaning
    'A designed step that did not happen, though the case went on. Here: take-order.'
    """
    place = 1 if language == "zh" else 0
    kind, _, rest = name.strip().partition(":")
    if rest and kind in DEVIATION_KINDS:
        found = _of_catalogue(f"deviation.{kind}", language)
        here = "此处：" if language == "zh" else " Here: "
        end = "。" if language == "zh" else "."
        return Explained(name.strip(), "deviation", found.term, f"{found.meaning}{here}{rest}{end}")
    wanted = _plain(name)
    for code, texts in FINDINGS.items():
        if _plain(code) == wanted:
            return Explained(code, "finding", code, texts[place])
    for figure, texts in FIGURES.items():
        if _plain(figure) == wanted:
            return Explained(figure, "figure", figure_name(figure, language), texts[place])
    if wanted.startswith("target ") and wanted.endswith(" kept"):
        return Explained(name.strip(), "figure", figure_name(name.strip(), language), KEPT[place])
    for key in DEFINITIONS:
        if wanted in {_plain(each) for each in (key, key.rpartition(".")[2], *CATALOGUE[key])}:
            return _of_catalogue(key, language)
    known = [*FINDINGS, *FIGURES, *(word(key, language) for key in DEFINITIONS)]
    raise ExplainError.unknown(name, known)


def everything(language: str = "en") -> list[Explained]:
    """Return all that can be explained: words, findings, figures."""
    return [
        *(_of_catalogue(key, language) for key in DEFINITIONS),
        *(explain(code, language) for code in FINDINGS),
        *(explain(figure, language) for figure in FIGURES),
    ]


def _of_catalogue(key: str, language: str) -> Explained:
    kind: Kind = "deviation" if key.startswith("deviation.") else "word"
    return Explained(key, kind, word(key, language), DEFINITIONS[key][1 if language == "zh" else 0])


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").casefold().split())
