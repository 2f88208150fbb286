"""A draft as text: the blueprint file, with what was seen and what was guessed as comments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from mining.blueprint.completion import first_steps, last_steps
from mining.blueprint.durations import duration_text
from mining.blueprint.flow import Flow, Repeat, parts_of, steps_in
from mining.blueprint.model import Blueprint
from mining.blueprint.sections import SET_APART, sections_of
from mining.blueprint.writing import WIDTH, in_line, lines_of
from mining.conformance.fitness import Conformance
from mining.drafting.lanes import Lanes
from mining.drafting.main_flow import MainFlow
from mining.drafting.phrases import Language, part_text, said
from mining.drafting.times import Observed, rounded, waits_before, way_times
from mining.drafting.words import WAIT, telling
from mining.log import EventLog

Miner = Literal["inductive", "heuristics", "split"]
NAMED = 10
"""Labels that are named where some are left out; the others are counted."""
TARGETS_OF_A_KIND = 3
LITTLE_SAID = 0.2
"""Precision below which a flow says little."""
LABEL_SHOWN = 60


@dataclass(frozen=True)
class Parts:
    """What a draft is written from.

    Attributes:
        log: the log.
        blueprint: without comments.
        lanes: with notes on how each was made.
        waits: steps that are waits, with the word that told.
        takes: per step, what was observed.
        step_codes: step of every instance, -1 where left out.
        conformance: how well it fits.
        left_out: (label, instances) without a step, the most frequent first.
        found: how the flow was found.
        miner: which miner said what the main way is.
        miner_failed: no whole case was left of its way.
    """

    log: EventLog
    blueprint: Blueprint
    lanes: Lanes
    waits: dict[int, str]
    takes: tuple[Observed | None, ...]
    step_codes: npt.NDArray[np.int32]
    conformance: Conformance
    left_out: tuple[tuple[str, int], ...]
    found: MainFlow
    miner: Miner
    miner_failed: bool


def commented(parts: Parts, language: Language) -> str:
    """Return the text of the file."""
    lines = [*_remarks(_about(parts, language)), ""]
    for key, value in sections_of(parts.blueprint).items():
        if key in SET_APART:
            lines.append("")
        match key:
            case "lanes":
                lines += [*_remarks(_about_lanes(parts, language)), *_entries(key, value, _lane_notes(parts, language))]
            case "steps":
                lines += [*_remarks(_about_steps(parts, language)), *_entries(key, value, _step_notes(parts, language))]
            case "flow":
                lines += [*_remarks(_about_flow(parts, language)), *lines_of(key, value, 0)]
            case "anytime" | "may end with":
                words = "anytime" if key == "anytime" else "may end"
                lines += [*_remarks([said(language, words)]), *lines_of(key, value, 0)]
            case "log":
                lines += [*_targets(parts, language), *_log(parts, key, value, language)]
            case _:
                lines += lines_of(key, value, 0)
    if "log" not in sections_of(parts.blueprint):
        lines += ["", *_targets(parts, language)]
    return "\n".join(lines).rstrip("\n") + "\n"


def _remarks(sentences: Iterable[str]) -> list[str]:
    return [f"# {_shown(sentence)}" for sentence in sentences]


def _shown(text: str) -> str:
    """Texts of a log are not trusted: a comment stays in its line."""
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _entries(key: str, entries: dict[str, Any], notes: dict[str, str]) -> list[str]:
    """A section with a comment to each entry: behind it, or above where it has no room."""
    lines = [f"{key}:"]
    for name, value in entries.items():
        own, note = lines_of(name, value, 2), _shown(notes.get(name, ""))
        if note and len(own) == 1 and len(own[0]) + len(note) + 4 <= WIDTH + 30:
            own = [f"{own[0]}   # {note}"]
        elif note:
            own = [f"  # {note}", *own]
        lines += own
    return lines


def _about(parts: Parts, language: Language) -> list[str]:
    log, result = parts.log, parts.conformance
    first, last = log.cases["arrival"].min() if log.timed else None, log.export_end
    span = f", {first:%Y-%m-%d} – {last:%Y-%m-%d}" if isinstance(first, datetime) and last is not None else ""
    facts = {"file": log.source.file or "-", "cases": log.cases.height, "instances": log.instances, "span": span}
    lines = [said(language, "made", **facts), said(language, "means")]
    if result.judged:
        share = part_text(result.fitting_cases / result.judged, language)
        fitness = f"{result.fitness:.3f}" if result.fitness is not None else "-"
        lines.append(
            said(language, "fits", fitting=result.fitting_cases, judged=result.judged, share=share, fitness=fitness)
        )
    else:
        lines.append(said(language, "fits nothing"))
    if result.unjudged_cases:
        lines.append(said(language, "unjudged", count=result.unjudged_cases))
    if result.open_cases:
        lines.append(said(language, "open", count=result.open_cases))
    if not parts.left_out:
        return [*lines, said(language, "covers")]
    names = [label[:LABEL_SHOWN] for label, _ in parts.left_out[:NAMED]]
    rest = len(parts.left_out) - len(names)
    labels = ", ".join(f'"{name}"' for name in names) + (f", +{rest}" if rest else "")
    touched = np.unique(log.case_codes[parts.step_codes < 0]).size / log.cases.height
    share = part_text(sum(count for _, count in parts.left_out) / log.instances, language)
    left = {"share": share, "cases": part_text(touched, language), "labels": labels}
    return [*lines, said(language, "left out", **left)]


def _about_lanes(parts: Parts, language: Language) -> list[str]:
    return [said(language, f"by {parts.lanes.actor}")]


def _lane_notes(parts: Parts, language: Language) -> dict[str, str]:
    found = {}
    for lane in parts.blueprint.lanes:
        note = parts.lanes.notes[lane.id]
        words = [said(language, f"kind {note.why}", word=note.word)]
        if note.actors and not (lane.teams or lane.roles):
            words.append(said(language, "persons", count=note.actors))
        if note.unlisted:
            words.append(said(language, "unlisted", count=note.unlisted, instances=note.unlisted_instances))
        found[lane.id] = "; ".join(words)
    return found


def _about_steps(parts: Parts, language: Language) -> list[str]:
    if any(parts.takes):
        return [said(language, "takes")]
    return [said(language, "no takes")] if parts.log.timed and not parts.log.entered else []


def _step_notes(parts: Parts, language: Language) -> dict[str, str]:
    log, found = parts.log, {}
    for number, step in enumerate(parts.blueprint.steps):
        rows = parts.step_codes == number
        share = part_text(np.unique(log.case_codes[rows]).size / log.cases.height, language)
        words = [said(language, "step", share=share, instances=int(rows.sum()))]
        if number in parts.waits:
            words.append(said(language, "wait", word=parts.waits[number]))
        elif maybe := telling(step.labels[0], WAIT):
            words.append(said(language, "wait maybe", word=maybe))
        found[step.id] = "; ".join(words)
    return found


def _about_flow(parts: Parts, language: Language) -> list[str]:
    lines = []
    if parts.miner != "inductive":
        lines.append(said(language, "miner failed" if parts.miner_failed else "miner", miner=parts.miner))
    if (parts.found.fit.precision or 0.0) < LITTLE_SAID:
        lines.append(said(language, "no order"))
    if _repeats(parts.blueprint.flow):
        lines.append(said(language, "loops"))
    return lines


def _repeats(flow: Flow) -> bool:
    return isinstance(flow, Repeat) or any(map(_repeats, parts_of(flow)))


def _targets(parts: Parts, language: Language) -> list[str]:
    """What was kept in nine of ten cases, ready to be taken over: the whole way, the longest waits, the longest steps."""
    log, design = parts.log, parts.blueprint
    lines: list[str] = []

    def add(target: dict[str, Any], observed: Observed) -> None:
        text = in_line({**target, "within": duration_text(rounded(observed.high, up=True)), "share": 0.9})
        half = said(language, "half", median=duration_text(rounded(observed.median)))
        lines.append(f"#   - {text}   # {half}")

    ends = _outer(parts)
    if ends is not None:
        way = way_times(log, parts.step_codes, *ends)
        if way is not None:
            first, last = (design.steps[step].id for step in ends)
            add({"from": first, "to": last}, way)
    of_flow = [design.step_index[step] for step in dict.fromkeys(steps_in(design.flow))]
    waits = waits_before(log, parts.step_codes, of_flow)
    for step in sorted(waits, key=lambda step: waits[step].high, reverse=True)[:TARGETS_OF_A_KIND]:
        add({"wait before": design.steps[step].id}, waits[step])
    known = [(step, observed) for step, observed in enumerate(parts.takes) if observed is not None]
    for step, observed in sorted(known, key=lambda entry: entry[1].high, reverse=True)[:TARGETS_OF_A_KIND]:
        add({"step": design.steps[step].id}, observed)
    return [*_remarks([said(language, "targets")]), "# targets:", *lines, ""] if lines else []


def _outer(parts: Parts) -> tuple[int, int] | None:
    """The step with which most cases begin, and the one with which most end, of those that the flow begins and ends with."""
    index, log = parts.blueprint.step_index, parts.log
    found = []
    for steps, rows in (
        (first_steps(parts.blueprint.flow), log.offsets[:-1]),
        (last_steps(parts.blueprint.flow), log.offsets[1:] - 1),
    ):
        counts = np.bincount(parts.step_codes[rows] + 1, minlength=len(index) + 1)[1:]
        allowed = [index[step] for step in steps]
        if not allowed:
            return None
        found.append(max(allowed, key=lambda step: (counts[step], -step)))
    return (found[0], found[1]) if found[0] != found[1] else None


def _log(parts: Parts, key: str, value: Any, language: Language) -> list[str]:
    lines = lines_of(key, value, 0)
    if parts.blueprint.log.events is not None:
        note = said(language, f"events {parts.blueprint.log.events}")
        place = next(k for k, line in enumerate(lines) if len(lines) == 1 or line.strip().startswith("events:"))
        lines[place] += f"   # {note}"
    return lines
