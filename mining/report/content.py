"""What the sections of a report show: made once from the results, said in each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mining.drawing import blueprint as blueprint_picture
from mining.drawing import charts, process_map
from mining.drawing.measured import StepCounts, overlay, step_counts
from mining.language import Language
from mining.report import checks as order
from mining.report.comes_to import comes_to
from mining.report.deviations import DeviationTable, deviation_table
from mining.report.figures import count_text, moment_text
from mining.report.glossary import definitions
from mining.report.happens import VariantTable, variant_table
from mining.report.headline import Headline, example_cases, headline
from mining.report.hours import WAITS_SHOWN, Hours, hours
from mining.report.open_cases import OpenCases, open_cases
from mining.report.phrases import phrase
from mining.report.pseudonyms import Persons
from mining.report.results import Results
from mining.report.sentences import Sentence, sentences
from mining.report.staff import Staff, staff
from mining.report.trust import Trust, trust
from mining.version import __version__
from mining.waste.assumption_words import assumptions_said
from mining.waste.tables.cause_table import swings
from mining.waste.waste import Waste

UNMAPPED_SHOWN = 20
"""Labels that no step claims, those with most instances first; the others are counted and said."""
METHOD = ("population", "open_cases", "ties", "concentrated")


@dataclass(frozen=True)
class Content:
    """Everything the report shows, in no language yet; None where it cannot be asked."""

    results: Results
    persons: Persons
    trust: Trust
    open: OpenCases
    hours: Hours | None
    staff: Staff | None
    deviations: DeviationTable | None
    variants: VariantTable
    counts: StepCounts | None
    headline: Headline
    checks: order.Checks | None = None


def content(results: Results, *, persons: Persons = "pseudonyms") -> Content:
    """Return what a report shows of the results."""
    account = hours(results.waste) if results.waste is not None else None
    beside = staff(results.waste) if results.waste is not None else None
    deviations = deviation_table(results.conformance, results.taken) if results.conformance is not None else None
    return Content(
        results=results,
        persons=persons,
        trust=trust(results.log, persons=persons),
        open=open_cases(results.open_now),
        hours=account,
        staff=beside,
        deviations=deviations,
        variants=variant_table(results.variants),
        counts=step_counts(results.matched) if results.matched is not None else None,
        headline=headline(results, account, beside, deviations),
        checks=order.checks(results.judged) if results.judged is not None else None,
    )


def title(content: Content, language: Language) -> str:
    """Return the name of the service, else of the file."""
    blueprint, log = content.results.blueprint, content.results.log
    return blueprint.name.text(language) if blueprint else log.source.file or phrase("trust.memory", language)


def said(content: Content, language: Language) -> tuple[Sentence, ...]:
    """Return the headline sentences in a language."""
    return tuple(sentences(content.headline, content.results.blueprint, language))


def verdict_said(content: Content, language: Language) -> tuple[str, ...]:
    """Return the verdict of the checks as a sentence, where the blueprint states checks."""
    sentence = order.verdict_sentence(content.checks, language)
    return (sentence.text,) if sentence is not None else ()


def shown(content: Content, language: Language, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return what the templates show, by the names they use, in a language; `labels` names the labels of the log."""
    results, log = content.results, content.results.log
    matched = results.matched
    unmapped = matched.unmapped if matched else ()
    return {
        "version": __version__,
        "persons": content.persons,
        "title": title(content, language),
        "lead": _span(content, language, "page.lead"),
        "log": log,
        "file": log.source.file or "LOG",
        "trust": content.trust,
        "sentences": said(content, language),
        "order": _order(content, language),
        "examples": example_cases(log),
        "open": content.open,
        "design": {
            "picture": _blueprint(content, language),
            "coverage": matched.coverage if matched else None,
            "unmapped": unmapped[:UNMAPPED_SHOWN],
            "unmapped_left": len(unmapped[UNMAPPED_SHOWN:]),
        },
        "deviations": content.deviations,
        "touchpoints": _touchpoints(results),
        "points": results.points.to_dicts() if results.points is not None else [],
        "hours": content.hours,
        "waits_shown": WAITS_SHOWN,
        "staff": content.staff,
        "comes_to": comes_to(results.waste, language) if results.waste is not None else None,
        "assumptions": _assumptions(results.waste, language),
        "pictures": _ledger(content, language),
        "happens": content.variants,
        "map": Markup(process_map.fragment(results.dfg, language=language, names=labels)),
        "definitions": definitions(language, designed=results.blueprint is not None),
        "method": METHOD + _method_of_time(results.waste),
    }


def _order(content: Content, language: Language) -> dict[str, Any] | None:
    """Return the verdict, the checks that are not kept, and all of them; None without a blueprint."""
    blueprint, found = content.results.blueprint, content.checks
    if blueprint is None or found is None:
        return None
    rows = order.said_checks(found, blueprint, language)
    worst = order.worst_first(rows)
    return {
        "verdict": found.verdict.verdict,
        "why": found.verdict.why.text(language) if found.verdict.why else "",
        "how": phrase("check.none", language),
        "counts": order.counts(found, language),
        "worst": worst[: order.LISTED],
        "worst_left": len(worst[order.LISTED :]),
        "rows": rows,
    }


def _touchpoints(results: Results) -> list[dict[str, Any]] | None:
    """Rows of the touchpoints, with the target that is kept least as the row that the other section has of it."""
    if results.touchpoints is None or results.conformance is None:
        return None
    targets = {row["target"]: row for row in results.conformance.targets.iter_rows(named=True)}
    return [row | {"target": targets.get(row["target"])} for row in results.touchpoints.iter_rows(named=True)]


def _span(content: Content, language: Language, key: str) -> str:
    log = content.results.log
    cases = count_text(log.cases.height)
    if not log.timed or content.trust.first is None:
        return phrase("page.lead_untimed", language).format(cases=cases)
    first, last = (moment_text(moment, log.timezone, language)[:10] for moment in (content.trust.first, content.trust.last))
    return phrase(key, language).format(cases=cases, first=first, last=last)


def _blueprint(content: Content, language: Language) -> Markup | None:
    results = content.results
    if results.matched is None or content.counts is None or results.blueprint is None:
        return None
    laid = overlay(results.matched, results.waste, results.conformance, language=language, counts=content.counts)
    return Markup(blueprint_picture.draw(results.blueprint, overlay=laid, language=language))


def _ledger(content: Content, language: Language) -> dict[str, Markup | None]:
    """Return the ledger as pictures: by lane, and by line where a blueprint knows the lines."""
    results = content.results
    if results.waste is None:
        return {}
    frame, blueprint = results.waste.ledger.frame, results.blueprint
    names = {lane.id: lane.name.text(language) for lane in blueprint.lanes} if blueprint else {}
    lines = Markup(charts.waiting_by_line(frame, language=language)) if blueprint else None
    return {"ledger": Markup(charts.ledger_bars(frame, language=language, names=names)), "lines": lines}


def _assumptions(waste: Waste | None, language: Language) -> tuple[str, ...]:
    """Return what the figures rest on, the assumption with the largest swing first."""
    if waste is None:
        return ()
    largest = [one.sentence(language) for one in swings(waste)[:1]]
    return (*largest, *assumptions_said(waste.basis, language))


def _method_of_time(waste: Waste | None) -> tuple[str, ...]:
    if waste is None:
        return ()
    return ("elapsed",) if waste.basis.arrival else ("elapsed", "first_record")
