"""Which label of the log is which step: normalised texts and `*` patterns.

Width (full or half), case and runs of spaces make no difference; everything else does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mining.blueprint.model import Blueprint
from mining.blueprint.steps import Step
from mining.errors import BlueprintError


def normalised(text: str) -> str:
    """Return a text as it is compared: compatibility forms unified (NFKC), case folded, spaces collapsed.

    >>> normalised("  Ｃook\u3000 MEAL ")
    'cook meal'
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def labels_of(step: Step) -> tuple[str, ...]:
    """Return the labels and patterns that a step claims: those under ``log``, else its id and its names in all languages."""
    if step.labels:
        return step.labels
    return tuple(dict.fromkeys((step.id, *(text for _, text in step.name.texts))))


@dataclass(frozen=True)
class Patterns:
    """Texts and `*` patterns, each with what it stands for (an index); `*` is any text, also none."""

    exact: dict[str, tuple[tuple[int, str], ...]]
    wild: tuple[tuple[re.Pattern[str], int, str], ...]

    @classmethod
    def of(cls, claims: Iterable[tuple[int, Sequence[str]]]) -> Patterns:
        """Compile (index, patterns) pairs."""
        exact: dict[str, tuple[tuple[int, str], ...]] = {}
        wild: list[tuple[re.Pattern[str], int, str]] = []
        for index, patterns in claims:
            for pattern in patterns:
                text = normalised(pattern)
                if "*" in text:
                    wild.append((_expression(text), index, pattern))
                else:
                    exact[text] = (*exact.get(text, ()), (index, pattern))
        return cls(exact, tuple(wild))

    def fitting(self, text: str) -> dict[int, str]:
        """Return index -> the first of its patterns that fits the text, in order of the indices."""
        text = normalised(text)
        found: dict[int, str] = {}
        for index, pattern in self.exact.get(text, ()):
            found.setdefault(index, pattern)
        for expression, index, pattern in self.wild:
            if index not in found and expression.fullmatch(text):
                found[index] = pattern
        return dict(sorted(found.items()))


def _expression(pattern: str) -> re.Pattern[str]:
    """Return a pattern as a regular expression whose pieces, once found, stay where they are: many `*` cost no more."""
    first, *middle, last = (re.escape(piece) for piece in pattern.split("*"))
    return re.compile(first + "".join(f"(?>.*?{piece})" for piece in middle) + ".*" + last, re.DOTALL)


def step_patterns(blueprint: Blueprint) -> Patterns:
    """Return the patterns of all steps; the index is the step's position in the blueprint."""
    return Patterns.of((k, labels_of(step)) for k, step in enumerate(blueprint.steps))


def steps_of_labels(labels: Sequence[str], blueprint: Blueprint) -> npt.NDArray[np.int32]:
    """Return the position in ``blueprint.steps`` of the step that each label belongs to, int32; -1 where none claims it.

    Raises:
        BlueprintError: a label fits two steps; the message names both.
    """
    patterns = step_patterns(blueprint)
    return np.array([_only_step(label, patterns.fitting(label), blueprint) for label in labels], dtype=np.int32)


def _only_step(label: str, fitting: dict[int, str], blueprint: Blueprint) -> int:
    if not fitting:
        return -1
    first, *others = fitting
    if others:
        one, two = blueprint.steps[first], blueprint.steps[others[0]]
        raise BlueprintError(
            f'the log label "{label}" fits two steps, "{one.id}" and "{two.id}".',
            file=blueprint.file,
            line=two.line,
            found=f'"{fitting[first]}" of {one.id}, "{fitting[others[0]]}" of {two.id}.',
            remedy=f'say in one of them which labels are its own, e.g. {two.id}: {{log: ["..."]}}, or narrow the pattern.',
        )
    return first
