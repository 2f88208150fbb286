"""One HTML file to mail: what file this is, what it says, where we leave the design, where the hours go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePath
from typing import Any, Literal

from mining.blueprint.checks import Waiver
from mining.blueprint.model import Blueprint
from mining.errors import LanguageError
from mining.language import LANGUAGES, Language
from mining.log import EventLog
from mining.report.content import content, said, shown, title, verdict_said
from mining.report.headline import Headline
from mining.report.names import label_names
from mining.report.pages import edition, page
from mining.report.pseudonyms import Persons
from mining.report.results import Progress, analysed
from mining.verdict.check import Verdict
from mining.waste.hours.staffing import Staffing
from mining.writing import write_whole


@dataclass(frozen=True, repr=False)
class Report:
    """A report that was made.

    Attributes:
        html: the whole page.
        path: where it was written; None where no path was given.
        headline: the figures of its first page.
        said: the headline sentences by language, as plain text, whichever languages the page has; the verdict first.
        verdict: of the blueprint's checks, as `mining.check` says it; None without a blueprint.
    """

    html: str
    path: Path | None
    headline: Headline
    said: Mapping[Language, tuple[str, ...]]
    verdict: Verdict | None = None

    def sentences(self, language: Language = "en") -> list[str]:
        """Return the headline figures as sentences, plain text."""
        return list(self.said[language])

    def to_dict(self) -> dict[str, Any]:
        """Return the JSON of ``report``: the file, the headline figures, and the verdict as ``check`` has it."""
        document = {"report": None if self.path is None else str(self.path), "headline": self.headline.to_dict()}
        return document | {"check": None if self.verdict is None else self.verdict.to_dict()}

    def __repr__(self) -> str:
        return f"Report({str(self.path) if self.path else 'not written'}, {len(self.html) / 1e6:.1f} MB)"


def report(
    log: EventLog,
    blueprint: Blueprint | None = None,
    path: str | Path | None = None,
    *,
    language: Literal["en", "zh", "both"] = "en",
    persons: Persons = "pseudonyms",
    waivers: Iterable[Waiver] = (),
    today: date | None = None,
    staffing: Staffing | None = None,
    progress: Progress = lambda _: None,
) -> Report:
    """Analyse a log and write one self-contained HTML file: nothing is loaded, nothing is sent.

    Population of every figure: all cases of the log, open ones with the time they have taken so far; shares of conformance
    are of closed, judged cases. Without a blueprint there is no conformance, and the page says so; without times there
    are no hours, and the page says so. The same log and blueprint give the same page, byte for byte (`today` given, where
    there are waivers: they expire).

    Args:
        log: the log.
        blueprint: the designed service.
        path: the file to write, complete or not at all; None: nothing is written, the page is in ``html``.
        language: ``en``, ``zh``, or ``both`` with a switch (the same numbers in both).
        persons: ``pseudonyms``, or ``named`` on purpose. Persons are never ranked.
        waivers: deviations that are accepted, beside those of the blueprint.
        today: the day on which waivers are looked at; None: that of the clock.
        staffing: who works when, as in `mining.waste`: beside the calendars of the blueprint's lanes.
        progress: is told which section begins.

    Raises:
        FileError: the file cannot be written.
        CalendarError: as in `mining.waste`.
        BlueprintError: a label of the log fits two steps.
        LanguageError: there is no such language.
    """
    if language not in (*LANGUAGES, "both"):
        raise LanguageError.unknown(language, [*LANGUAGES, "both"])
    languages: tuple[Language, ...] = LANGUAGES if language == "both" else (language,)
    results = analysed(log, blueprint, waivers=waivers, today=today, staffing=staffing, progress=progress)
    whole = content(results, persons=persons)
    progress("page")
    editions = []
    for each in languages:
        labels = label_names(log.activities, blueprint, each)
        texts = shown(whole, each, labels)
        editions.append(edition(each, blueprint=blueprint, timezone=log.timezone, labels=labels, shown=texts))
    html = page(editions, title=title(whole, languages[0]))
    if path is not None:
        write_whole(path, html)
    sentences = {
        each: (*verdict_said(whole, each), *(sentence.text for sentence in said(whole, each))) for each in LANGUAGES
    }
    verdict = whole.checks.verdict if whole.checks is not None else None
    return Report(html, None if path is None else Path(path), whole.headline, sentences, verdict)


def default_path(file: str | None) -> Path:
    """Return the report's file name for a log's: without suffixes, in the current directory.

    >>> str(default_path("exports/receipt.csv.gz")), str(default_path(None))
    ('receipt.report.html', 'log.report.html')
    """
    name = PurePath(file or "log").name
    for suffix in (".gz", ".zip", ".csv", ".tsv", ".txt", ".parquet", ".xes", ".xlsx"):
        name = name.removesuffix(suffix)
    return Path(f"{name or 'log'}.report.html")
