"""Headline figures as sentences, each with the section that it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from mining.blueprint.model import Blueprint
from mining.language import Language, word
from mining.report.deviation_words import says
from mining.report.figures import count_text, duration_text, hours_text, money_text, share_text, spread_text
from mining.report.headline import Headline
from mining.report.names import lane_name
from mining.report.phrases import phrase
from mining.report.staff import Lengths

TELLING = 0.005
"""A share of case time smaller than this is not worth a sentence."""


@dataclass(frozen=True)
class Sentence:
    """A phrase and the figures in it; `place` is the section with the way down (None: none)."""

    phrase: str
    figures: tuple[tuple[str, str], ...]
    place: str | None

    @property
    def text(self) -> str:
        """The sentence as plain text."""
        return self.phrase.format(**dict(self.figures)).replace("\u00a0", " ")

    @property
    def html(self) -> Markup:
        """The sentence with its figures in bold; everything in it is escaped."""
        return emphasised(self.phrase, dict(self.figures))


def emphasised(text: str, figures: dict[str, str]) -> Markup:
    """Return a phrase with its figures filled in, in bold and escaped.

    >>> str(emphasised("{cases} cases", {"cases": "<3"}))
    '<b>&lt;3</b> cases'
    """
    return Markup(text).format(**{name: Markup("<b>{}</b>").format(value) for name, value in figures.items()})


def sentences(figures: Headline, blueprint: Blueprint | None, language: Language) -> list[Sentence]:
    """Return what the headline figures say, the most asked first; names of lanes and steps are the blueprint's."""
    said: list[Sentence] = []

    def say(key: str, place: str | None, **texts: str) -> None:
        said.append(Sentence(phrase(f"headline.{key}", language), tuple(texts.items()), place))

    if figures.median_flow_time is not None and figures.p90_flow_time is not None:
        say(
            "flow_time",
            "happens",
            cases=count_text(figures.cases),
            median=duration_text(figures.median_flow_time, language),
            high=duration_text(figures.p90_flow_time, language),
        )
    elif figures.cases:
        say("untimed", "hours")
    _say_time(figures, blueprint, language, say)
    if blueprint is None:
        say("no_design", "design")
    elif figures.judged_cases:
        say(
            "fitting",
            "deviations",
            fitting=count_text(figures.fitting_cases or 0),
            judged=count_text(figures.judged_cases),
            share=share_text((figures.fitting_cases or 0) / figures.judged_cases, language),
            fitness=word("not_known", language) if figures.fitness is None else f"{figures.fitness:.3f}",
        )
    else:
        say("no_judged", "deviations")
    if figures.deviation is not None and blueprint is not None:
        say(
            "deviation",
            "deviations",
            deviation=says(figures.deviation, blueprint, language),
            cases=count_text(figures.deviation.cases),
            judged=count_text(figures.judged_cases or 0),
            share=share_text(figures.deviation.share, language),
        )
    if figures.rework_instances:
        texts = {
            "instances": count_text(figures.rework_instances),
            "of_instances": count_text(figures.instances),
            "cases": count_text(figures.rework_cases or 0),
            "of_cases": count_text(figures.cases),
        }
        if figures.rework_hours is not None and figures.rework_hours[-1]:
            say(
                "rework" if blueprint else "repeated",
                "hours",
                **texts,
                hours=_spread_of_hours(figures.rework_hours, language),
            )
        else:
            say("rework_counts", "hours", **texts)
    elif figures.rework_instances == 0 and not figures.entered:
        say("no_rework", "hours")
    if figures.capacity is not None and figures.staff_hours is not None:
        amounts = [money_text(amount, figures.capacity.currency, language) for amount in figures.capacity.amounts]
        say(
            "money",
            "hours",
            hours=_spread_of_hours(figures.staff_hours, language),
            money=spread_text(amounts, likely=figures.capacity.amounts[1] is not None, language=language),
        )
    if figures.open_cases:
        say("open", "open", open=count_text(figures.open_cases), age=duration_text(figures.oldest_open, language))
    elif figures.median_flow_time is not None:
        say("open_unknown" if figures.completeness == "unknown" else "none_open", "open")
    if figures.variants:
        say(
            "variants",
            "happens",
            variants=count_text(figures.variants),
            share=share_text(figures.top_variant_share, language),
        )
    return said


class Say(Protocol):
    """Adds a sentence: its phrase, its section, its figures."""

    def __call__(self, key: str, place: str | None, **texts: str) -> None:
        """Say it."""


def _say_time(figures: Headline, blueprint: Blueprint | None, language: Language, say: Say) -> None:
    waiting = figures.waiting_share
    if waiting is not None and max(waiting) >= TELLING:
        low, high = share_text(min(waiting), language), share_text(max(waiting), language)
        if low == high:
            say("waiting", "hours", share=high)
        elif figures.scenario == "likely":
            say("waiting_likely", "hours", low=low, high=high, likely=share_text(waiting[1], language))
        else:
            say("waiting_range", "hours", low=low, high=high)
    if figures.state_share is not None and max(figures.state_share) >= TELLING:
        say("state", "hours", share=share_text(max(figures.state_share), language))
    suffix = "_low" if figures.scenario == "low" else ""
    if figures.line is not None and figures.line_owner is not None:
        say(
            f"line{suffix}",
            "hours",
            share=share_text(figures.line_share, language),
            line=word(f"line.{figures.line}", language),
            lane=lane_name(figures.line_owner, blueprint, language),
        )
    elif figures.owner is not None:
        lane = lane_name(figures.owner, blueprint, language)
        say(f"owner{suffix}", "hours", share=share_text(figures.owner_share, language), lane=lane)


def _spread_of_hours(lengths: Lengths, language: Language) -> str:
    return spread_text(
        [hours_text(length, language) for length in lengths], likely=lengths[1] is not None, language=language
    )
