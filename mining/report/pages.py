"""Results -> one self-contained HTML page: templates, style, script and the policy that forbids the network."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from mining.blueprint.model import Blueprint
from mining.conformance.waivers import what
from mining.language import LANGUAGE_NAMES, Language, word, word_or
from mining.report import deviation_words, figures
from mining.report.glossary import DEFINITIONS
from mining.report.names import lane_name, step_name
from mining.report.phrases import phrase
from mining.report.sentences import emphasised

TAGS = {"en": "en", "zh": "zh-Hans"}
SECTIONS = ("trust", "headline", "open", "design", "deviations", "touchpoints", "hours", "happens", "words")
"""In the order of the questions; each has a template of its name and a heading."""
SCRIPTS = "@SCRIPTS@"
"""Stands in the page for the hashes of its own scripts: no other script can run."""


@dataclass(frozen=True)
class Edition:
    """The page in one language: a body whose texts are escaped."""

    language: Language
    body: Markup

    @property
    def tag(self) -> str:
        """The language as HTML names it."""
        return TAGS[self.language]

    @property
    def name(self) -> str:
        """The language as its readers name it."""
        return LANGUAGE_NAMES[self.language]


def edition(
    language: Language,
    *,
    blueprint: Blueprint | None,
    timezone: str | None,
    labels: Mapping[str, str],
    shown: Mapping[str, Any],
) -> Edition:
    """Return the report's body in one language.

    Args:
        language: of the words.
        blueprint: for the names of lanes and steps.
        timezone: in which moments are shown.
        labels: label of the log -> its name in this language.
        shown: what the sections show.
    """
    said = _words(language) | _named(language, blueprint, timezone, labels)
    return Edition(language, Markup(_environment().get_template("edition.html.j2").render(**said, **shown)))


def page(editions: list[Edition], *, title: str) -> str:
    """Return the whole page: the first edition is the one that shows, the others wait behind the switch."""
    text = (
        _environment()
        .get_template("page.html.j2")
        .render(editions=editions, title=title, style=Markup(_template("style.css")), script=Markup(_template("script.js")))
    )
    return text.replace(SCRIPTS, " ".join(_hashes(text)) or "'none'", 1)


def _hashes(text: str) -> list[str]:
    """Return the sources of a policy that allow exactly the scripts that stand in the page.

    Every label is escaped, so that only our own templates can have opened a script element.
    """
    scripts = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    return [f"'sha256-{digest}'" for digest in dict.fromkeys(digests)]


def _template(name: str) -> str:
    return (files("mining.report") / "templates" / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    """Return the templates; compiling them takes longer than filling them, so it is done once."""
    folder = files("mining.report") / "templates"
    sources = {entry.name: entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".j2")}
    environment = Environment(
        loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["title_case"] = lambda text: text[:1].upper() + text[1:]
    return environment


def _words(language: Language) -> dict[str, Any]:
    """Return what the templates call to say things in a language."""
    comma = "、" if language == "zh" else ", "
    return {
        "language": language,
        "comma": comma,
        "colon": "：" if language == "zh" else ": ",
        "sections": SECTIONS,
        "defined": DEFINITIONS,
        "plain": lambda key, **texts: phrase(key, language).format(**texts),
        "say": lambda key, **texts: emphasised(phrase(key, language), texts),
        "word": lambda key: word(key, language),
        "word_or": lambda key, name: word_or(key, name, language),
        "role_word": lambda role: _role_in_words(role, language),
        "kind_word": lambda kind: word_or(f"deviation.{kind}", kind, language),
        "figure_words": lambda names: comma.join(word_or(f"figure.{name}", name, language) for name in names),
        "number": figures.count_text,
        "share": lambda value: figures.share_text(value, language),
        "hours_of": lambda length: figures.hours_text(length, language),
        "duration": lambda length: figures.duration_text(length, language),
        "signed": lambda length: figures.signed_duration_text(length, language),
        "span": figures.span_text,
        "spread": lambda texts, likely: figures.spread_text(texts, likely=likely, language=language),
        "money": lambda amount, currency: figures.money_text(amount, currency, language),
    }


def _named(
    language: Language, blueprint: Blueprint | None, timezone: str | None, labels: Mapping[str, str]
) -> dict[str, Any]:
    """Return what the templates call to name things of this service."""
    return {
        "blueprint": blueprint,
        "moment": lambda moment: figures.moment_text(moment, timezone, language),
        "lane": lambda lane: lane_name(lane, blueprint, language),
        "step": lambda step: step_name(step, blueprint, language),
        "activity": lambda label: labels.get(label, label),
        "deviation_says": lambda row: deviation_words.says(row, blueprint, language),
        "deviation_beside": lambda row: deviation_words.small_print(row, blueprint, language),
        "target_limits": lambda target: deviation_words.target_limits(target, blueprint, language) if blueprint else "",
        "waiver_what": what,
        "rules_listed": lambda rules: deviation_words.rules_listed(rules, blueprint, language),
        "other_what": lambda row: _other_what(row, blueprint, language, labels),
        "target_name": lambda target: deviation_words.target_name(target, blueprint, language),
    }


def _role_in_words(role: str, language: str) -> str:
    """A role in the language; of ``cost NAME`` and ``servqual DIMENSION expected`` the name and the dimension stay."""
    first, *rest = role.split(" ")
    if first == "servqual" and rest:
        rest[-1] = word_or(f"role.{rest[-1]}", rest[-1], language)
    return " ".join([word_or(f"role.{first}", first, language), *rest])


def _other_what(row: Mapping[str, Any], blueprint: Blueprint | None, language: Language, labels: Mapping[str, str]) -> str:
    """Name what a row of other waste is about: two lanes and their line, a step, or a label of the log."""
    if row["kind"] == "crossing":
        lanes, _, line = row["what"].rpartition(" (")
        first, _, second = lanes.partition(" > ")
        names = " > ".join(lane_name(lane, blueprint, language) for lane in (first, second))
        return f"{names} ({word(f'line.{line.removesuffix(chr(41))}', language)})"
    if blueprint is not None and row["what"] in blueprint.step_index:
        return step_name(row["what"], blueprint, language)
    return labels.get(row["what"], row["what"])
