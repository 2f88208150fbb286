"""How alike two names of a step are: the same but for signs, the same words, words that mean the same, spelled alike."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import Indel

from mining.blueprint.labels import normalised
from mining.blueprint.service_words import meanings, words_of

SPELLED_ALIKE = 0.8
"""Likeness from which two words (or two whole texts) count as one, spelled differently."""
LEAST_LETTERS = 4
"""Shorter words are not compared letter by letter: `cook` and `book` are two things."""
MEANT = 0.95
"""What a word counts that means the same without being the same."""
TOLD_OTHERWISE = 0.9
"""What the score of words counts where the rarest word of the label is not among those in common."""
_SIGNS = re.compile(r"[\W_]+", re.UNICODE)


@dataclass(frozen=True)
class Likeness:
    """How alike, 0 to 1, and why."""

    score: float
    reason: str


@dataclass(frozen=True)
class Vocabulary:
    """How much a word tells: one that stands in every name tells little.

    Attributes:
        seen: stem or meaning -> number of names it stands in.
        names: number of names.
    """

    seen: Counter[str | int]
    names: int

    @classmethod
    def of(cls, names: Iterable[str]) -> Vocabulary:
        """Learn from all labels and all names of steps."""
        listed = list(names)
        return cls(Counter(key for name in listed for key in {_key(word) for word in words_of(name)}), len(listed))

    def weight(self, word: str) -> float:
        """Return log(1 + names / names with this word)."""
        return math.log1p(self.names / max(self.seen[_key(word)], 1))

    def likeness(self, label: str, name: str) -> Likeness:
        """Compare a label of the log with a name, id or label of a step.

        The score of words is the mean of two shares, by weight: matched of all words of both (Jaccard), and matched of the
        words of the shorter one; less where the label's rarest word is not matched.
        """
        one, other = _SIGNS.sub("", normalised(label)), _SIGNS.sub("", normalised(name))
        if one and one == other:
            return Likeness(1.0, f'the same as "{name}" but for signs')
        words, theirs = words_of(label), words_of(name)
        best = self._words(words, theirs, name)
        if min(len(one), len(other)) >= LEAST_LETTERS:
            spelled = Indel.normalized_similarity(one, other)
            # Two numbered names differ in what matters; letters say nothing then.
            if spelled >= SPELLED_ALIKE and spelled > best.score and _digits(one) == _digits(other):
                best = Likeness(spelled * 0.95, f'spelled like "{name}"')
        return best

    def _words(self, words: tuple[str, ...], theirs: tuple[str, ...], name: str) -> Likeness:
        if not words or not theirs:
            return Likeness(0.0, "")
        free, matched, pairs = list(theirs), 0.0, []
        for word in words:
            alike, other = max(((_alike(word, other), other) for other in free), default=(0.0, ""))
            if alike:
                free.remove(other)
                matched += alike * (self.weight(word) + self.weight(other)) / 2
                pairs.append((word, other))
        if not pairs:
            return Likeness(0.0, "")
        ours, its = sum(map(self.weight, words)), sum(map(self.weight, theirs))
        score = (matched / (ours + its - matched) + min(matched / min(ours, its), 1.0)) / 2
        left = [word for word in words if word not in {one for one, _ in pairs}]
        if max(map(self.weight, left), default=0.0) > max(self.weight(one) for one, _ in pairs):
            # "Assign seriousness" is not "assigned": what tells it from other labels is the other word.
            score *= TOLD_OTHERWISE
        translated = [f"{one} = {other}" for one, other in pairs if one != other]
        if len(pairs) == len(words) == len(theirs):
            what = f'the same words as "{name}"' if not translated else f'means "{name}"'
        else:
            what = f'shares {len(pairs)} of {max(len(words), len(theirs))} words with "{name}"'
        return Likeness(min(score, 1.0), what + (f" ({', '.join(translated)})" if translated else ""))


def _key(word: str) -> str | int:
    return meanings().get(word, word)


def _alike(word: str, other: str) -> float:
    if word == other:
        return 1.0
    if _key(word) == _key(other):
        return MEANT
    if min(len(word), len(other)) < LEAST_LETTERS or _digits(word) != _digits(other):
        return 0.0
    alike = Indel.normalized_similarity(word, other)
    return alike if alike >= SPELLED_ALIKE else 0.0


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)
