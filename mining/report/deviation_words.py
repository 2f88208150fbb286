"""Deviations in business words, in either language: what happened, in how many cases, and what goes along with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from mining.blueprint.model import Blueprint
from mining.blueprint.targets import Target, WorkingDays
from mining.language import word, word_or
from mining.report.deviations import DeviationRow
from mining.report.figures import HOUR, NO_BREAK, count_text, duration_text, hours_text, money_text, share_text, spread_text
from mining.report.names import lane_name, step_name
from mining.report.phrases import PHRASES, phrase
from mining.shares import share_tenths
from mining.timeliness.limits import ids_of

NONE = timedelta(0)


def says(row: DeviationRow, blueprint: Blueprint | None, language: str) -> str:
    """Return what happened."""
    steps = [_quoted(name) for name in names_of(row, blueprint, language)]
    kind, about = row.kind, (row.about or "")
    ends = list(steps)
    if kind == "late" and blueprint is not None:
        target = _target(row, blueprint)
        if target is not None:
            kind = {"between": "late", "wait": "late_wait", "step": "late_step", "handover": "late_handover"}[target.kind]
            about = _limits(target, language)
            if target.kind == "handover":
                ends = [_quoted(lane_name(lane, blueprint, language)) for lane in (target.first, target.second)]
    elif kind == "moved" and row.direction is not None and row.relative_to is not None:
        kind = f"moved_{row.direction}"
    if len(steps) > 1 and f"{kind}_block" in _SAYS:
        kind = f"{kind}_block"
    relative = _quoted(step_name(row.relative_to, blueprint, language)) if row.relative_to is not None else ""
    first, second, third = (*ends, "", "", "")[:3]
    return phrase(f"says.{kind}", language).format(
        steps=_joined(steps, language), first=first, second=second, third=third, relative=relative, about=about
    )


def sentence(row: DeviationRow, judged: int, blueprint: Blueprint | None, language: str) -> str:
    """Return a deviation as one sentence: in how many cases what happened, and what goes along with it."""
    figures = {"cases": count_text(row.cases), "judged": count_text(judged), "share": per_cent(row.share, language)}
    said = phrase("deviations.sentence", language).format(**figures, what=says(row, blueprint, language))
    parts = [said, *beside(row, blueprint, language)]
    text = ("；" if language == "zh" else "; ").join(part for part in parts if part)
    return text.replace(NO_BREAK, " ") + ("。" if language == "zh" else ".")


def beside(row: DeviationRow, blueprint: Blueprint | None, language: str) -> list[str]:
    """Return what goes along with a deviation: flow time, target, place, hours, score, waiver; only what is known."""
    said = [_flow_time(row, language), *small_print(row, blueprint, language)]
    if row.waiver is not None:
        waiver = row.waiver
        said.append(
            phrase("deviations.waiver", language).format(until=waiver.until, owner=waiver.owner, reason=waiver.reason)
        )
    return [part for part in said if part]


def small_print(row: DeviationRow, blueprint: Blueprint | None, language: str) -> list[str]:
    """Return target, place, hours and score of a deviation; only what is known."""
    said = []
    if row.wanted_share is not None and row.kept_share is not None:
        shares = {"wanted": share_text(row.wanted_share, language), "kept": share_text(row.kept_share, language)}
        said.append(phrase("deviations.allowed", language).format(**shares))
    if row.concentrated is not None:
        where = phrase(
            "deviations.concentrated_weekday" if row.concentrated["by"] == "weekday" else "deviations.concentrated", language
        )
        said.append(where.format(group=group_name(row, blueprint, language), **concentration_counts(row)))
    said.append(_hours(row, language))
    if row.score is not None and row.score.beyond_chance and row.score.low is not None and row.score.high is not None:
        said.append(
            phrase("deviations.score", language).format(
                measure=word(f"role.{row.score.measure}", language),
                difference=_signed(row.score.estimate, row.score.measure),
                low=_signed(row.score.low, row.score.measure),
                high=_signed(row.score.high, row.score.measure),
                answers=count_text(row.score.answers_with),
            )
        )
    return [part for part in said if part]


def names_of(row: DeviationRow, blueprint: Blueprint | None, language: str) -> list[str]:
    """Return the steps of a deviation by their names in a language."""
    if blueprint is None:
        return list(row.names or row.steps)
    return [step_name(step, blueprint, language) for step in row.steps]


def group_name(row: DeviationRow, blueprint: Blueprint | None, language: str) -> str:
    """Return the group in which a deviation is concentrated, by its name in a language."""
    if row.concentrated is None:
        return ""
    by, group = row.concentrated["by"], row.concentrated["group"]
    if by == "weekday":
        return word(f"weekday.{group}", language)
    name = lane_name(group, blueprint, language) if by == "lane" else str(group)
    return f"{word(f'by.{by}', language)} {_quoted(name)}"


def concentration_counts(row: DeviationRow) -> dict[str, str]:
    """Return the counts behind a concentration, as texts."""
    where = row.concentrated or {}
    return {
        "here": count_text(where["occurrences"]),
        "chances": count_text(where["chances"]),
        "elsewhere": count_text(where["elsewhere"]),
        "chances_elsewhere": count_text(where["chances_elsewhere"]),
    }


def hours_said(row: DeviationRow, language: str) -> tuple[str, str]:
    """Return staff hours and waits of the log moves of a deviation as texts; empty where it has none."""
    spans = []
    for lengths in (row.staff, row.waits):
        if lengths is None or not any(length for length in lengths if length):
            spans.append("")
            continue
        shown = hours_text if max(length for length in lengths if length is not None) >= HOUR else duration_text
        # Little work is much waiting: the smaller figure goes first all the same.
        low, high = sorted(length for length in (lengths[0], lengths[2]) if length is not None)
        texts = [shown(length, language) for length in (low, lengths[1], high)]
        spans.append(spread_text(texts, likely=lengths[1] is not None, language=language))
    return spans[0], spans[1]


def _hours(row: DeviationRow, language: str) -> str:
    staff, waits = hours_said(row, language)
    said = phrase("deviations.takes", language).format(hours=staff) if staff else ""
    if said and row.money:
        amounts = [
            spread_text(
                [money_text(amount[name], amount["currency"], language) for name in ("low", "likely", "high")],
                likely=amount["likely"] is not None,
                language=language,
            )
            for amount in row.money
        ]
        said += phrase("deviations.costs", language).format(money=_joined(amounts, language))
    if waits:
        joint = ("，" if language == "zh" else ", ") if said else ""
        said += joint + phrase("deviations.waits", language).format(hours=waits)
    return said


def _flow_time(row: DeviationRow, language: str) -> str:
    difference, low, high = row.flow_time_difference, row.flow_time_low, row.flow_time_high
    if difference is None or low is None or high is None:
        return ""
    if low <= NONE <= high:
        figures = [_signed_duration(length, language) for length in (difference, low, high)]
        key = "same"
    else:
        key = "longer" if difference > NONE else "shorter"
        ends = (low, high) if difference > NONE else (high, low)
        figures = [duration_text(abs(length), language) for length in (difference, *ends)]
    return phrase(f"deviations.{key}", language).format(difference=figures[0], low=figures[1], high=figures[2])


def _signed_duration(length: timedelta, language: str) -> str:
    sign = "+" if length > NONE else "−" if length < NONE else ""
    return sign + duration_text(abs(length), language)


def _signed(number: float, measure: str) -> str:
    """Points of NPS; percentage points of a share."""
    scaled = number if measure == "nps" else 100 * number
    return f"{'+' if scaled > 0 else '−' if scaled < 0 else ''}{abs(scaled):.0f}" + (
        "" if measure == "nps" else f"{NO_BREAK}%"
    )


def target_name(target: Mapping[str, Any], blueprint: Blueprint | None, language: str) -> str:
    """Return what a row of `Conformance.targets` is about, in words without its limit."""
    name = lane_name if target["kind"] == "handover" else step_name
    first, second = (_quoted(name(end, blueprint, language)) if end else "" for end in (target["first"], target["second"]))
    return phrase(f"target.{target['kind']}", language).format(first=first, second=second)


def rules_listed(rules: Sequence[tuple[str, Sequence[str], int]], blueprint: Blueprint | None, language: str) -> str:
    """Return rules that could not be judged everywhere: kind, step, at how many instances."""
    said = []
    for kind, steps, count in rules:
        names = _joined([_quoted(step_name(step, blueprint, language)) for step in steps], language)
        said.append(f"{word_or(f'deviation.{kind}', kind, language)} {names}: {count_text(count)}".replace("  ", " "))
    return ("；" if language == "zh" else "; ").join(said)


def _limits(target: Target, language: str) -> str:
    said = []
    for level, within in target.within:
        if isinstance(within, WorkingDays):
            text = phrase("target.working_days", language).format(days=f"{within.days:g}")
        else:
            text = duration_text(within, language)
        alone = level is None and len(target.within) == 1
        said.append(text if alone else f"{text} ({phrase('target.else', language) if level is None else level})")
    return _joined(said, language)


def target_limits(target: str, blueprint: Blueprint, language: str) -> str:
    """Return the limits of a target, by its id."""
    return _limits(blueprint.targets[ids_of(blueprint.targets).index(target)], language)


def _target(row: DeviationRow, blueprint: Blueprint) -> Target | None:
    names = [f"late:{name}" for name in ids_of(blueprint.targets)]
    return blueprint.targets[names.index(row.id)] if row.id in names else None


def per_cent(share: float | None, language: str) -> str:
    """A share to one decimal, so that the deviations of one page can be compared; never rounded to nothing or to all."""
    return share_text(share, language) if share is None else share_tenths(share, language).replace(" ", NO_BREAK)


def _quoted(name: str) -> str:
    return f"“{name}”"


def _joined(texts: Sequence[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(texts)


_SAYS = frozenset(key.removeprefix("says.") for key in PHRASES if key.startswith("says."))
