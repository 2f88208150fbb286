"""Whether the service is in order: the verdict of the blueprint's checks, and the cases behind each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from mining.blueprint.checks import Check
from mining.blueprint.model import Blueprint
from mining.language import Language, word, word_or
from mining.report.deviation_words import target_name
from mining.report.deviations import IDS_SHOWN
from mining.report.figures import NO_BREAK, count_text
from mining.report.names import lane_name, step_name
from mining.report.phrases import phrase
from mining.report.sentences import Sentence
from mining.timeliness.limits import ids_of
from mining.verdict.check import CheckResult, Result, Verdict, verdict_of
from mining.verdict.counted import counted_cases
from mining.verdict.judged import Judged

WORST_FIRST: tuple[Result, ...] = ("fail", "cannot be judged", "warn", "ok")
LISTED = 8
"""Checks that are named at the head of the page; the table has all."""
PLACES = {
    "waiting": "hours",
    "rework": "hours",
    "staff hours": "hours",
    "flow time": "happens",
    "data quality": "trust",
    "unmapped labels": "design",
    "label coverage": "design",
}
"""Section that a measure comes from; the others are counted in the cases that they name."""


@dataclass(frozen=True)
class CheckRow:
    """A check as judged, in no language yet.

    `count`: cases that it counts against the service, None: it counts none; `three`, `listed`: their ids, the first ones.
    """

    result: CheckResult
    count: int | None = None
    three: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Checks:
    """The verdict, and its checks in the order of the blueprint."""

    verdict: Verdict
    rows: tuple[CheckRow, ...]


@dataclass(frozen=True)
class SaidCheck:
    """A check in words: `name`, `value`, `limits`, `why` (empty: judged); `result` by its key.

    `place`: the section that tells more than the cases do; None: none. `rest`: phrase that says where all ids are.
    """

    result: Result
    name: str
    value: str
    limits: str
    why: str
    place: str | None
    rest: str
    count: int | None
    three: tuple[str, ...]
    listed: tuple[str, ...]


def checks(judged: Judged) -> Checks:
    """Return what the report shows of the checks of a blueprint.

    The report is made of unfit data only where somebody insists, so they are judged; they are never in order.
    """
    verdict = verdict_of(judged, force=True)
    return Checks(verdict, tuple(_row(result, judged) for result in verdict.checks))


def _row(result: CheckResult, judged: Judged) -> CheckRow:
    cases = counted_cases(judged, result.of)
    if cases is None:
        return CheckRow(result)
    ids = tuple(cases.head(IDS_SHOWN).to_list())
    return CheckRow(result, cases.len(), ids[:3], ids)


def said_checks(found: Checks, blueprint: Blueprint, language: Language) -> list[SaidCheck]:
    """Return the checks in words, in the order of the blueprint."""
    return [
        SaidCheck(
            row.result.result,
            check_name(row.result.of, blueprint, language),
            _value(row.result, language),
            _spaced(row.result.said(language).limit, language),
            row.result.why.text(language) if row.result.why else "",
            PLACES.get(row.result.of.measure),
            "checks.rest" if PLACES.get(row.result.of.measure) in ("hours", "happens") else "deviations.rest",
            row.count,
            row.three,
            row.listed,
        )
        for row in found.rows
    ]


def worst_first(rows: list[SaidCheck]) -> list[SaidCheck]:
    """Return the checks that are not kept: those that fail, then those that cannot be judged, then warnings."""
    return sorted((row for row in rows if row.result != "ok"), key=lambda row: WORST_FIRST.index(row.result))


def check_name(check: Check, blueprint: Blueprint, language: Language) -> str:
    """Return what a check is about, with the names that the blueprint gives lanes, steps and targets."""
    narrowed = dict(check.of)
    measure = word_or(f"measure.{check.measure}", check.measure, language)
    if "kind" in narrowed:
        measure = word(f"deviation.{narrowed.pop('kind')}", language)
    parts = [_part(key, value, blueprint, language) for key, value in narrowed.items()]
    colon, comma = ("：", "，") if language == "zh" else (": ", ", ")
    return f"{measure[:1].upper()}{measure[1:]}" + (colon + comma.join(parts) if parts else "")


def _part(key: str, value: str, blueprint: Blueprint, language: Language) -> str:
    match key:
        case "step" | "steps":
            return ("、" if language == "zh" else ", ").join(
                step_name(step, blueprint, language) for step in value.split(",")
            )
        case "target":
            targets: Mapping[str, object] = dict(zip(ids_of(blueprint.targets), blueprint.targets, strict=True))
            return target_name(asdict(targets[value]), blueprint, language) if value in targets else value  # type: ignore[call-overload]
        case "lane" | "from lane":
            named = lane_name(value, blueprint, language)
        case "line":
            return word(f"line.{value}", language)
        case "statistic":
            return word_or(value, value, language)
        case "cause":
            named = word_or(f"cause.{value}", value, language)
        case _:
            named = value
    return f"{word_or(f'narrowing.{key}', key, language)} {named}"


def _value(result: CheckResult, language: Language) -> str:
    """The figure; where the log leaves room, from what little to what much work would make of it."""
    if result.value is not None and (result.of.measure, result.unit) == ("deviation", "number"):
        noun = "case" if result.value == 1 and language == "en" else "cases"
        return f"{count_text(round(result.value))}{NO_BREAK}{word(noun, language)}"
    said = result.said(language)
    text = said.value or f"{NO_BREAK}– ".join(end for end in (said.low, said.high) if end) or "–"
    return _spaced(text, language)


def _spaced(text: str, language: Language) -> str:
    """Figures as the report writes them: no line break before a per cent sign; in Chinese no space between words."""
    if language == "zh":
        text = re.sub("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)
    return text.replace(" %", f"{NO_BREAK}%")


def counts(found: Checks, language: Language) -> str:
    """Return how many checks there are, and how many have each result."""
    every = [row.result.result for row in found.rows]
    parts = [
        phrase("checks.part", language).format(count=every.count(result), result=word(f"result.{result}", language))
        for result in WORST_FIRST
        if result in every
    ]
    joined = ("，" if language == "zh" else ", ").join(parts)
    return phrase("checks.counts", language).format(count=len(every), parts=joined)


def verdict_sentence(found: Checks | None, language: Language) -> Sentence | None:
    """Return the verdict with its counts as a sentence; None where the blueprint states no checks, or there is none."""
    if found is None or not found.rows:
        return None
    outcome = word(f"outcome.{found.verdict.verdict}", language)
    said = (("verdict", outcome), ("counts", counts(found, language)))
    return Sentence(phrase("checks.verdict", language), said, "checks")
