"""Which label of the log is probably which step: proposed with a confidence and a reason, never decided in silence.

Two things speak for a pair: how alike the label and the names of the step are (`mining.blueprint.likeness`), and whether the
label stands in the cases where the step stands in the flow, seen from the labels that are already known.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from mining.blueprint.designed_order import Order, designed_order
from mining.blueprint.flow import steps_in
from mining.blueprint.labels import labels_of, normalised, steps_of_labels
from mining.blueprint.likeness import Likeness, Vocabulary
from mining.blueprint.model import Blueprint
from mining.blueprint.observed_order import ObservedOrder
from mining.log import EventLog

SURE = 0.8
"""Confidence from which a proposal may be written."""
MARGIN = 0.1
"""A step that is not ahead of the next by so much is doubtful."""
WORTH_SAYING = 0.3
"""Less is no proposal."""
ANCHOR = 0.9
"""Likeness from which a label serves as a landmark for the others, if no second step comes near."""
UNPLACED = 0.95
"""What likeness counts where the place of the label says nothing."""
PLACE_ALONE = 0.35
"""What the right place counts without any likeness."""
ENOUGH_CASES = 5
"""A place is judged only from so many cases that hold both labels."""
TABLE = {
    "label": pl.String,
    "instances": pl.Int64,
    "step": pl.String,
    "confidence": pl.Float64,
    "reason": pl.String,
    "status": pl.String,
}


@dataclass(frozen=True)
class Proposal:
    """A label that no step claims, and the step that it probably is.

    Attributes:
        label: of the log.
        instances: how often it occurs.
        step: id; None where no step comes near.
        confidence: 0 to 1; from likeness and place, not a probability.
        reason: why, in words.
        sure: confident enough, and ahead of every other step: may be written.
    """

    label: str
    instances: int
    step: str | None
    confidence: float
    reason: str
    sure: bool

    @property
    def status(self) -> str:
        """``sure``, ``doubtful``, or ``unknown`` (no step comes near)."""
        return "sure" if self.sure else "doubtful" if self.step is not None else "unknown"


@dataclass(frozen=True)
class Proposals:
    """All labels that no step claims, the most frequent first, with what is proposed.

    Attributes:
        entries: one per label.
        instances: of the whole log.
        known_instances: of which the blueprint knows the label without the proposals.
    """

    entries: tuple[Proposal, ...]
    instances: int
    known_instances: int

    @property
    def sure(self) -> tuple[Proposal, ...]:
        """What may be written."""
        return tuple(entry for entry in self.entries if entry.sure)

    @property
    def coverage(self) -> float | None:
        """Share of instances whose label is a step's, as the blueprint stands; None for a log without instances."""
        return self.known_instances / self.instances if self.instances else None

    @property
    def coverage_with(self) -> float | None:
        """The same once the sure proposals are written."""
        return (self.known_instances + sum(e.instances for e in self.sure)) / self.instances if self.instances else None

    @property
    def frame(self) -> pl.DataFrame:
        """One row per label, most instances first: label, instances, step, confidence, reason, status."""
        rows = [(e.label, e.instances, e.step, e.confidence, e.reason, e.status) for e in self.entries]
        return pl.DataFrame(rows, schema=TABLE, orient="row")

    def to_dicts(self) -> list[dict[str, Any]]:
        """The rows as in JSON."""
        return self.frame.to_dicts()


def propose(log: EventLog, blueprint: Blueprint, *, sure: float = SURE) -> Proposals:
    """Propose a step for every label of the log that no step claims.

    Likeness t is that of the best of the step's texts (id, names in all languages, labels). Place p is 1 - the mean
    difference between the designed order of the step and its landmarks and the observed order of the label and them.
    The confidence is t (0.7 + 0.3 p) + 0.35 (1 - t) max(0, 2 p - 1); without a place 0.95 t. A proposal is sure from
    `sure` upwards if it is ahead of the label's second step by 0.1, no other label is far more like the same step, and
    it holds no `*`.

    Raises:
        BlueprintError: a label fits two steps.
    """
    claimed = steps_of_labels(log.activities, blueprint)
    counts = (
        np.bincount(log.activity_codes, minlength=len(log.activities)) if log.instances else np.zeros(len(log.activities))
    )
    free = [code for code in range(len(log.activities)) if counts[code] and claimed[code] < 0]
    likeness = _likeness([log.activities[code] for code in free], blueprint)
    landmarks = claimed.copy()
    for row, code in enumerate(free):
        scores = [one.score for one in likeness[row]]
        best = int(np.argmax(scores))
        if scores[best] >= ANCHOR and sum(score > scores[best] - MARGIN for score in scores) == 1:
            landmarks[code] = best
    places = _Places(log, blueprint, landmarks, free)
    entries = []
    for row, code in enumerate(free):
        entries.append(_proposal(log.activities[code], int(counts[code]), likeness[row], places, row, blueprint, sure))
    entries = _the_likest(entries, likeness, blueprint)
    order = sorted(range(len(entries)), key=lambda k: (-entries[k].instances, entries[k].label))
    return Proposals(tuple(entries[k] for k in order), log.instances, int(counts[claimed >= 0].sum()))


def _likeness(labels: Sequence[str], blueprint: Blueprint) -> list[list[Likeness]]:
    """Per label and step, the likeness of the likest of the step's texts."""
    texts = [
        tuple(
            dict.fromkeys(
                text.replace("*", " ") for text in (step.id, *(name for _, name in step.name.texts), *labels_of(step))
            )
        )
        for step in blueprint.steps
    ]
    vocabulary = Vocabulary.of([*labels, *(text for own in texts for text in own)])
    return [
        [max((vocabulary.likeness(label, text) for text in own), key=lambda one: one.score) for own in texts]
        for label in labels
    ]


class _Places:
    """Where the free labels stand among the landmarks, against where the steps stand in the flow."""

    def __init__(self, log: EventLog, blueprint: Blueprint, landmarks: Any, free: list[int]) -> None:
        self._steps = [step.id for step in blueprint.steps]
        self._designed: Order = designed_order(blueprint)
        groups = landmarks.copy()
        self._own = [int(landmarks[code]) for code in free]
        for row, code in enumerate(free):
            groups[code] = len(self._steps) + row
        self._seen = ObservedOrder.of(log, groups, len(self._steps) + len(free))
        there = set(landmarks[landmarks >= 0].tolist()) - set(self._own)
        # A free label that serves as a landmark is seen under its own number.
        self._landmarks = {step: step for step in there} | {
            own: len(self._steps) + row for row, own in enumerate(self._own) if own >= 0
        }
        in_flow = list(dict.fromkeys(steps_in(blueprint.flow)))
        self._rank = {step: rank / max(len(in_flow) - 1, 1) for rank, step in enumerate(in_flow)}

    def fit(self, row: int, step: int) -> tuple[float | None, str]:
        """Return how well the place of a free label fits a step, 0 to 1 (None: it cannot be told), and in words."""
        weights, off, nearest = 0.0, 0.0, ("", 0.0)
        for anchor, group in self._landmarks.items():
            designed = self._designed.get((self._steps[step], self._steps[anchor]))
            if anchor == step or self._own[row] == anchor or designed is None:
                continue
            observed, cases = self._seen.before(len(self._steps) + row, group)
            if cases < ENOUGH_CASES:
                continue
            # An order that the design leaves open tells less.
            weight = 0.25 + abs(designed - 0.5) * 1.5
            weights += weight
            off += weight * abs(designed - observed)
            agreement = weight * (1 - abs(designed - observed))
            if agreement > nearest[1]:
                nearest = (f"{'before' if observed > 0.5 else 'after'} {self._steps[anchor]}", agreement)
        if weights:
            return 1 - off / weights, f"stands {nearest[0]}, as designed" if nearest[0] else ""
        mean, rank = self._seen.mean_place(len(self._steps) + row), self._rank.get(self._steps[step])
        if self._landmarks or mean is None or rank is None:
            return None, ""
        # Nothing is known yet: only early and late can be told, and less surely.
        return 1 - abs(mean - rank), "stands as early in the cases as the step in the flow"


def _proposal(
    label: str, instances: int, likeness: list[Likeness], places: _Places, row: int, blueprint: Blueprint, sure: float
) -> Proposal:
    rated = []
    for step, like in enumerate(likeness):
        place, words = places.fit(row, step)
        if place is None:
            confidence = like.score * UNPLACED
        else:
            confidence = like.score * (0.7 + 0.3 * place) + PLACE_ALONE * (1 - like.score) * max(0.0, 2 * place - 1)
        told = [like.reason or "no word in common"]
        if place is not None and place < 0.5:
            told.append("stands elsewhere than designed")
        elif words:
            told.append(words)
        rated.append((round(confidence, 3), -step, "; ".join(told)))
    rated.sort(reverse=True)
    confidence, best, reason = rated[0] if rated else (0.0, 0, "")
    if confidence < WORTH_SAYING:
        return Proposal(label, instances, None, confidence, "no step is like it, by words or by place", sure=False)
    clear = len(rated) < 2 or confidence - rated[1][0] >= MARGIN
    if not clear and not likeness[-best].score:
        return Proposal(
            label, instances, None, confidence, "no word in common with a step, and its place fits several", sure=False
        )
    if not clear:
        reason += f'; "{blueprint.steps[-rated[1][1]].id}" is nearly as likely ({rated[1][0]:.2f})'
    if "*" in normalised(label):
        clear, reason = False, f'{reason}; a file reads "*" as any text, so other labels would fit, too'
    return Proposal(label, instances, blueprint.steps[-best].id, confidence, reason, sure=clear and confidence >= sure)


def _the_likest(entries: list[Proposal], likeness: list[list[Likeness]], blueprint: Blueprint) -> list[Proposal]:
    """Of several labels for one step, doubt those that are far less like it than the likest."""
    found = []
    for row, entry in enumerate(entries):
        if entry.sure and entry.step is not None:
            step = blueprint.step_index[entry.step]
            best = max(range(len(entries)), key=lambda k: likeness[k][step].score if entries[k].step == entry.step else -1.0)
            if likeness[best][step].score - likeness[row][step].score > 2 * MARGIN:
                reason = f'{entry.reason}; "{entries[best].label}" is far more like it'
                entry = replace(entry, sure=False, reason=reason)
        found.append(entry)
    return found


def with_labels(blueprint: Blueprint, proposals: Sequence[Proposal]) -> Blueprint:
    """Return the blueprint in which each proposed label belongs to its step, beside all that the step claimed before.

    Raises:
        BlueprintError: a label then fits two steps.
    """
    added: dict[str, list[str]] = {}
    for proposal in proposals:
        if proposal.step is not None:
            added.setdefault(proposal.step, []).append(proposal.label)
    steps = []
    for step in blueprint.steps:
        if step.id in added:
            # A step with labels of its own answers no more to its id and names: they are written down, too.
            by_text = {normalised(label): label for label in reversed([*labels_of(step), *added[step.id]])}
            step = replace(step, labels=tuple(reversed(by_text.values())))
        steps.append(step)
    changed = replace(blueprint, steps=tuple(steps))
    steps_of_labels([proposal.label for proposal in proposals], changed)
    return changed
