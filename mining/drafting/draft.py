"""A first blueprint from a log: `draft`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from mining.blueprint.document import blueprint_of
from mining.blueprint.flow import steps_in
from mining.blueprint.keys import COLUMNS
from mining.blueprint.labels import normalised, steps_of_labels
from mining.blueprint.log_section import LogSection
from mining.blueprint.model import Blueprint
from mining.blueprint.names import Name
from mining.blueprint.steps import Step
from mining.conformance.conform import conform
from mining.conformance.fitness import Conformance
from mining.discovery.variants import Variants, variants
from mining.drafting.candidates import Watched
from mining.drafting.commented import Miner, Parts, commented
from mining.drafting.cuts import Trace
from mining.drafting.ids import id_of
from mining.drafting.lanes import MOST_LANES, lanes_of
from mining.drafting.main_flow import MainFlow, main_flow
from mining.drafting.phrases import Language
from mining.drafting.times import rounded, service_times
from mining.drafting.waits import with_waits
from mining.errors import LogError
from mining.log import NO_TIME, EventLog, micros
from mining.writing import write_whole

MOST_STEPS = 40
"""Steps of a draft, unless the user wants more; labels beyond are left out, the rarest first."""


@dataclass(frozen=True)
class Draft:
    """A drafted blueprint, and what it claims.

    Attributes:
        blueprint: as the text says it.
        text: the file, with every doubt as a comment.
        conformance: of the log with it, as `mining.conform` says.
        left_out: (label, instances) without a step, the most frequent first.
    """

    blueprint: Blueprint
    text: str
    conformance: Conformance
    left_out: tuple[tuple[str, int], ...]

    @property
    def fitting_share(self) -> float | None:
        """Share of the closed, judged cases that the draft claims to fit; None where none could be judged."""
        return self.conformance.fitting_cases / self.conformance.judged if self.conformance.judged else None

    def write(self, path: str | Path) -> None:
        """Write the text, comments included; the file is complete or absent."""
        write_whole(path, self.text)


def draft(
    log: EventLog,
    *,
    name: str | None = None,
    miner: Miner = "inductive",
    coverage: float | None = None,
    noise: float | None = None,
    most_steps: int = MOST_STEPS,
    most_lanes: int = MOST_LANES,
    language: Language = "en",
) -> Draft:
    """Return a first blueprint of the service that a log comes from. It says what happened, not what was agreed.

    Args:
        log: the log; at least one instance.
        name: of the service; None: after the file.
        miner: what decides which cases go the main way: ``inductive``: the frequent ones; ``heuristics`` or ``split``:
            those that only use relations which that miner keeps. The way is then cut into blocks.
        coverage: share of the cases, 0 to 1, that the flow must fit; None: 0.8, unless that makes it unreadable.
        noise: share, 0 to 1, up to which what is rare is passed over; None: the best of several.
        most_steps: steps at most; labels beyond, the rarest first, are left out and named.
        most_lanes: lanes at most.
        language: of the comments.

    Raises:
        LogError: the log is empty, or a bound makes no sense.
    """
    if not log.instances:
        raise LogError("an empty log has no service to draft.", remedy="select cases that exist.")
    if most_steps < 1 or most_lanes < 2:
        raise LogError("a draft needs at least one step and two lanes.", found=f"{most_steps} and {most_lanes}.")
    every = _steps_of(log)
    kept = every[:most_steps]
    step_of_label = np.full(len(log.activities), -1, dtype=np.int32)
    for place, (_, codes) in enumerate(kept):
        step_of_label[codes] = place
    ids: list[str] = []
    for labels, _ in kept:
        ids.append(id_of(labels[0], ids, "step"))
    traces = variants(log)
    watched = _watched(log, traces, step_of_label, ids)
    main, failed = None, False
    if miner != "inductive":
        main = _main_way(traces, miner, step_of_label, ids, noise or 0.0)
        failed = not any(main(trace) for trace in watched.traces)
    found = main_flow(watched, coverage=coverage, noise=noise, main=None if failed else main)
    parts = _assembled(log, found, kept, ids, name, most_lanes, miner, failed)
    text = commented(parts, language)
    return Draft(blueprint_of(text), text, parts.conformance, parts.left_out)


def _steps_of(log: EventLog) -> list[tuple[list[str], list[int]]]:
    """Labels that are compared as equal, with their codes; the most frequent step first, in it the most frequent label."""
    counts = np.bincount(log.activity_codes, minlength=len(log.activities))
    groups: dict[str, list[int]] = {}
    for code, label in enumerate(log.activities):
        # In a file `*` is any text: such a label would claim others, too.
        if counts[code] and "*" not in normalised(label) and normalised(label):
            groups.setdefault(normalised(label), []).append(code)
    found = []
    for codes in groups.values():
        codes.sort(key=lambda code: (-counts[code], log.activities[code]))
        found.append(([log.activities[code] for code in codes], codes))
    if not found:
        raise LogError("no label of the log can name a step.", found=", ".join(map(repr, log.activities[:3])))
    return sorted(found, key=lambda entry: (-counts[entry[1]].sum(), entry[0][0]))


def _watched(log: EventLog, found: Variants, step_of_label: npt.NDArray[np.int32], ids: list[str]) -> Watched:
    """Traces of step ids with their cases, and those whose last event is near the end of the export."""
    last = np.where(log.end_micros == NO_TIME, log.start_micros, log.end_micros)[log.offsets[1:] - 1]
    near = np.zeros(log.cases.height, dtype=bool)
    if log.export_end is not None and log.open_for is not None:
        near = last > micros(log.export_end) - log.open_for.total_seconds() * 1e6
    recent = np.bincount(found.of_case[near], minlength=len(found))
    traces: dict[Trace, int] = {}
    going: dict[Trace, int] = {}
    for row, cases in enumerate(found.counts.tolist()):
        codes = step_of_label[found.flat[found.offsets[row] : found.offsets[row + 1]]]
        trace = tuple(ids[code] for code in codes if code >= 0)
        traces[trace] = traces.get(trace, 0) + cases
        if recent[row]:
            going[trace] = going.get(trace, 0) + int(recent[row])
    return Watched(traces, going)


def _main_way(
    found: Variants, miner: Miner, step_of_label: npt.NDArray[np.int32], ids: list[str], noise: float
) -> Callable[[Trace], bool]:
    """Return whether a trace uses only relations that the miner keeps."""
    from mining.discovery.miners import main_relations

    kept = main_relations(found, "split" if miner == "split" else "heuristics", noise)
    step = {label: ids[code] for label, code in zip(found.labels, step_of_label, strict=True) if code >= 0}
    follows = {(step[one], step[other]) for one, other in kept.follows if one in step and other in step}
    starts, ends = ({step[label] for label in side if label in step} for side in (kept.starts, kept.ends))

    def is_main(trace: Trace) -> bool:
        if not trace or trace[0] not in starts or trace[-1] not in ends:
            return False
        return all(pair in follows for pair in pairwise(trace))

    return is_main


def _assembled(
    log: EventLog,
    found: MainFlow,
    kept: list[tuple[list[str], list[int]]],
    ids: list[str],
    name: str | None,
    most_lanes: int,
    miner: Miner,
    failed: bool,
) -> Parts:
    """Put lanes, steps and flow together, and hold the log against them."""
    beside = [*(one.step for one in found.anytime), *(one.step for one in found.may_end)]
    order = list(dict.fromkeys([*steps_in(found.flow), *beside]))
    place = {id: k for k, id in enumerate(ids)}
    step_of_label = np.full(len(log.activities), -1, dtype=np.int32)
    for number, id in enumerate(order):
        step_of_label[kept[place[id]][1]] = number
    step_codes = step_of_label[log.activity_codes]
    labels = [kept[place[id]][0] for id in order]
    lanes = lanes_of(log, step_codes, [own[0] for own in labels], most=most_lanes)
    takes = tuple(service_times(log, step_codes, len(order)))
    lanes, waits = with_waits([own[0] for own in labels], lanes) if log.entered else (lanes, {})
    steps = []
    for number, id in enumerate(order):
        observed = takes[number]
        steps.append(
            Step(
                id,
                Name.of(labels[number][0]),
                lanes.of_step[number],
                labels=tuple(labels[number]),
                takes=rounded(observed.median) if observed else None,
                is_wait=number in waits,
            )
        )
    serving = {lane for step in steps for lane in step.lanes}
    drawn = tuple(lane for lane in lanes.lanes if lane.id in serving)
    columns = tuple((role, column) for role, column in log.roles.items() if role in COLUMNS.names)
    blueprint = Blueprint(
        name=Name.of(name or _title(log)),
        lanes=drawn,
        steps=tuple(steps),
        flow=found.flow,
        anytime=found.anytime,
        may_end=found.may_end,
        timezone=log.timezone,
        log=LogSection(
            columns=columns,
            timezone=log.timezone,
            events=("entered" if log.entered else "done") if log.entered or (log.timed and not log.has_starts) else None,
        ),
    )
    claimed = steps_of_labels(log.activities, blueprint)
    counts = np.bincount(log.activity_codes, minlength=len(log.activities))
    left = [(label, int(n)) for label, n, step in zip(log.activities, counts, claimed, strict=True) if step < 0 and n]
    left.sort(key=lambda entry: (-entry[1], entry[0]))
    return Parts(
        log=log,
        blueprint=blueprint,
        lanes=lanes,
        waits=waits,
        takes=takes,
        step_codes=step_codes,
        conformance=conform(log, blueprint),
        left_out=tuple(left),
        found=found,
        miner=miner,
        miner_failed=failed,
    )


def _title(log: EventLog) -> str:
    """The file's name as a title."""
    stem = (log.source.file or "Service").split(".")[0]
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:] if words else "Service"
